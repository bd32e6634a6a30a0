//! A proxy in front of the demo, which people meet at a port of its own.

#![allow(clippy::expect_used, reason = "a test may expect")]

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, StatusCode},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use tokio::net::TcpListener;

/// It ends with the test's runtime.
pub(crate) struct Forwarder {
    pub(crate) origin: String,
    way: Arc<Way>,
}

/// Where requests are led, and what is done to them on the way.
#[derive(Default)]
struct Way {
    to: OnceLock<String>,
    /// Stands in the place of the `Origin` that browsers send.
    pretends: OnceLock<&'static str>,
}

/// What would keep the answer out of a frame.
const FORBIDS_FRAMES: [&str; 2] = ["content-security-policy", "x-frame-options"];

impl Forwarder {
    /// Takes a port; requests are led nowhere yet.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://localhost:{}", listener.local_addr().expect("its address").port());
        let way = Arc::<Way>::default();
        // `/frame?ADDRESS` is no page of the demo, but one of somebody else's that has it in a frame.
        let frame = get(async |request: Request| {
            let framed = request.uri().query().unwrap_or_default().to_owned();
            Html(format!("<!doctype html><title>Somebody else</title><iframe src=\"{framed}\"></iframe>"))
        });
        let app = Router::new().route("/frame", frame).fallback(forward).with_state(Arc::clone(&way));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { origin, way }
    }

    /// From now on requests are led to this port.
    pub(crate) fn lead_to(&self, port: u16) {
        self.way.to.set(format!("http://127.0.0.1:{port}")).expect("it is told once");
    }

    /// From now on the server hears of another `Origin` than the browser sends.
    pub(crate) fn pretend(&self, origin: &'static str) {
        self.way.pretends.set(origin).expect("it is told once");
    }
}

async fn forward(State(way): State<Arc<Way>>, request: Request) -> Response {
    // A browser asks for an icon by itself, also of the page around a frame.
    let Some(to) = way.to.get() else { return StatusCode::NO_CONTENT.into_response() };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let (head, body) = request.into_parts();
    let mut headers = head.headers;
    if let (Some(origin), true) = (way.pretends.get(), headers.contains_key("origin")) {
        headers.insert("origin", origin.parse().expect("a header"));
    }
    let body = to_bytes(body, 1 << 20).await.expect("a small body");
    let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
    let request = http.expect("a client").request(head.method, format!("{to}{path}")).headers(headers);
    let answer = request.body(body).send().await.expect("an answer of the demo");
    let status = answer.status();
    let mut headers: HeaderMap = answer.headers().clone();
    for name in FORBIDS_FRAMES.iter().chain(&["transfer-encoding", "connection"]) {
        headers.remove(HeaderName::from_static(name));
    }
    let body = Body::from(answer.bytes().await.expect("the whole answer"));
    (status, headers, body).into_response()
}
