//! A WebSocket over a real connection: from whose pages it may be opened, and when it ends.

use std::time::SystemTime;

use axum::{Router, body::Body, extract::State, response::Response, routing::get};
use futures_util::{SinkExt, StreamExt};
use http::Request;
use hyper_util::rt::TokioIo;
use passwordless::Session;
use passwordless_tower::Passwordless;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, handshake::derive_accept_key, protocol::Role},
};

use crate::{
    requests::cookie_since,
    site::{ORIGIN, Site},
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Tells who is signed in as often as it is asked, and hangs up once the session has ended.
async fn who(
    session: passwordless_tower::axum::Session,
    State(passwordless): State<Passwordless>,
    mut request: Request<Body>,
) -> Response {
    let key = derive_accept_key(request.headers()["sec-websocket-key"].as_bytes());
    let upgraded = hyper::upgrade::on(&mut request);
    let session: Session = session.into_inner();
    tokio::spawn(async move {
        let stream = TokioIo::new(upgraded.await.unwrap());
        let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
        while let Some(Ok(Message::Text(_))) = socket.next().await {
            // The handshake was the last request that a guard saw.
            if passwordless.gate().has_ended(session.marks(), SystemTime::now()).unwrap() {
                break;
            }
            socket.send(Message::text(session.user_id())).await.unwrap();
        }
        let _ = socket.close(None).await;
    });
    let response =
        Response::builder().status(101).header("connection", "upgrade").header("upgrade", "websocket");
    response.header("sec-websocket-accept", key).body(Body::empty()).unwrap()
}

async fn served(passwordless: &Passwordless) -> String {
    let app = Router::new().route("/who", get(who)).with_state(passwordless.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/who", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

/// The socket, or the status of the refusal.
async fn open(url: &str, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

/// What the other end says, or nothing where it hangs up.
async fn ask(socket: &mut Socket) -> Option<String> {
    socket.send(Message::text("who?")).await.ok()?;
    match socket.next().await?.ok()? {
        Message::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

#[tokio::test]
async fn a_page_of_another_origin_opens_no_socket_with_the_users_cookie() {
    let passwordless = Site::new().passwordless();
    let url = served(&passwordless).await;
    let cookie = cookie_since(&passwordless, SystemTime::now());
    let mut ours = open(&url, &[("cookie", &cookie), ("origin", ORIGIN)]).await.unwrap();
    assert_eq!(ask(&mut ours).await.as_deref(), Some("alice"));
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "http://evil.localhost:4000")],
        &[("origin", "http://localhost:4001")],
        &[("origin", "null")],
        &[("origin", "null"), ("sec-fetch-site", "same-site")],
        // No browser, and no bearer either.
        &[],
    ] {
        let headers = [&[("cookie", &*cookie)], headers].concat();
        assert_eq!(open(&url, &headers).await.err(), Some(403), "{headers:?}");
    }
    assert_eq!(open(&url, &[("origin", ORIGIN)]).await.err(), Some(401), "nobody");
}

#[tokio::test]
async fn a_program_opens_a_socket_with_a_bearer() {
    let passwordless = Site::new().passwordless();
    let url = served(&passwordless).await;
    let session = passwordless.gate().signed_in_as("alice", SystemTime::now()).unwrap();
    let bearer = format!("Bearer {}", passwordless.gate().bearer(&session).unwrap());
    let mut socket = open(&url, &[("authorization", &bearer)]).await.unwrap();
    assert_eq!(ask(&mut socket).await.as_deref(), Some("alice"));
    assert_eq!(open(&url, &[("authorization", "Bearer sealed_forged")]).await.err(), Some(401));
}

#[tokio::test]
async fn who_signs_out_opens_no_other_socket_and_an_open_one_can_tell() {
    let passwordless = Site::new().passwordless();
    let url = served(&passwordless).await;
    let cookie = cookie_since(&passwordless, SystemTime::now());
    let headers = [("cookie", &*cookie), ("origin", ORIGIN)];
    let mut socket = open(&url, &headers).await.unwrap();
    assert_eq!(ask(&mut socket).await.as_deref(), Some("alice"));
    passwordless.gate().sign_out_everywhere("alice", SystemTime::now()).await.unwrap();
    assert_eq!(open(&url, &headers).await.err(), Some(401));
    assert_eq!(ask(&mut socket).await, None, "it hangs up");
}
