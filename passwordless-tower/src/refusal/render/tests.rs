use http::Request;
use passwordless::Purpose;

use super::{
    super::{Head, Settings},
    *,
};

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

fn settings() -> Settings {
    Settings {
        sign_in_page: Some("/sign-in".into()),
        origins: ["https://app.example".to_owned()].into(),
        ..Settings::default()
    }
}

fn refuse(settings: &Settings, rejection: Rejection, request: http::request::Builder) -> Response<Bytes> {
    let request = request.body(()).unwrap();
    let head = Head { method: request.method(), uri: request.uri(), headers: request.headers() };
    settings.refuse(rejection, head)
}

fn page(uri: &str) -> http::request::Builder {
    Request::get(uri).header("sec-fetch-mode", "navigate")
}

fn location(rejection: Rejection, uri: &str) -> String {
    let response = refuse(&settings(), rejection, page(uri));
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[test]
fn a_page_is_led_to_the_sign_in_page_and_back() {
    assert_eq!(location(Rejection::missing(), "/orders?page=2"), "/sign-in?next=/orders%3Fpage%3D2");
    assert_eq!(
        location(Rejection::step_up_required::<Pay>(), "/pay"),
        "/sign-in?next=/pay&code=step_up_required"
    );
    // Another host would be reached from there.
    assert_eq!(location(Rejection::missing(), "//evil.example/orders"), "/sign-in");
    assert_eq!(location(Rejection::invalid(), "/.//evil.example"), "/sign-in?code=invalid_credential");
}

#[test]
fn a_sign_in_page_that_is_guarded_leads_nowhere() {
    for guarded in ["/sign-in", "/sign-in?next=/orders"] {
        let response = refuse(&settings(), Rejection::missing(), page(guarded));
        assert_eq!(response.status(), 401, "{guarded}");
        assert!(response.headers().get("location").is_none());
    }
    assert_eq!(location(Rejection::missing(), "/sign-in/help"), "/sign-in?next=/sign-in/help");
    let settings = Settings { sign_in_page: Some("/in?lang=de".into()), ..settings() };
    assert_eq!(refuse(&settings, Rejection::missing(), page("/in?lang=en")).status(), 401);
}

#[test]
fn a_sign_in_page_may_have_a_query_of_its_own() {
    let settings = Settings { sign_in_page: Some("/in?lang=de".into()), ..settings() };
    let response = refuse(&settings, Rejection::missing(), page("/me"));
    assert_eq!(response.headers()["location"], "/in?lang=de&next=/me");
}

#[test]
fn who_opens_a_page_and_is_not_helped_by_signing_in_reads_a_page() {
    let unnamed = Settings { sign_in_page: None, ..settings() };
    for (settings, rejection, status) in [
        (&settings(), Rejection::denied(), 403),
        (&settings(), Rejection::unavailable(), 503),
        (&settings(), Rejection::ambiguous(), 400),
        (&settings(), Rejection::misconfigured(), 500),
        (&unnamed, Rejection::missing(), 401),
    ] {
        let response = refuse(settings, rejection, page("/me"));
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        let text = std::str::from_utf8(response.body()).unwrap();
        for part in ["<html lang=\"en\">", &format!("<h1>{rejection}</h1>"), rejection.code()] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!response.headers().contains_key("location"));
    }
}

#[test]
fn a_program_reads_a_problem_document() {
    let response = refuse(&settings(), Rejection::missing(), Request::get("/me"));
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
    let body: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!((&body["code"], &body["status"]), (&"sign_in_required".into(), &401.into()));

    let response = refuse(&settings(), Rejection::unavailable(), Request::post("/me"));
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    assert!(!response.headers().contains_key("www-authenticate"));
}

#[test]
fn htmx_is_led_by_its_header_to_where_the_person_was() {
    let ask = |rejection, page: &'static str| {
        let request = Request::post("/cart").header("hx-request", "true").header("hx-current-url", page);
        refuse(&settings(), rejection, request)
    };
    let response = ask(Rejection::missing(), "https://app.example/shop?a=1");
    assert_eq!(
        (response.status().as_u16(), &response.headers()["hx-redirect"]),
        (401, &"/sign-in?next=/shop%3Fa%3D1".parse().unwrap())
    );
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
    assert_eq!(ask(Rejection::missing(), "https://evil.example/shop").headers()["hx-redirect"], "/sign-in");
    assert!(!ask(Rejection::denied(), "https://app.example/shop").headers().contains_key("hx-redirect"));
}

#[test]
fn every_refusal_stays_out_of_caches_and_says_what_it_depends_on() {
    for request in [
        || page("/me"),
        || Request::get("/me"),
        || Request::get("/me").header("hx-request", "true"),
        || Request::post("/rpc").header("content-type", "application/grpc"),
    ] {
        for rejection in [Rejection::missing(), Rejection::denied(), Rejection::overloaded()] {
            let response = refuse(&settings(), rejection, request());
            assert_eq!(response.headers()["cache-control"], "no-store");
            assert_eq!(response.extensions().get::<Rejection>(), Some(&rejection));
            let is_negotiated =
                response.headers().get("content-type").is_none_or(|kind| kind != "application/grpc");
            assert_eq!(response.headers().contains_key("vary"), is_negotiated);
        }
    }
}

#[test]
fn an_own_answer_replaces_all_but_what_must_not_be_forgotten() {
    let settings = Settings {
        answer: Some(std::sync::Arc::new(|refusal: &Refusal<'_>| {
            assert_eq!((refusal.uri().path(), refusal.dialect()), ("/me", Dialect::Json));
            Response::new(refusal.rejection().code().into())
        })),
        ..settings()
    };
    let response = refuse(&settings, Rejection::missing(), Request::get("/me"));
    assert_eq!((response.status().as_u16(), response.body()), (200, &Bytes::from("sign_in_required")));
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.extensions().get(), Some(&Rejection::missing()));
}

#[test]
fn one_dialect_can_be_spoken_to_all() {
    let settings = Settings { dialect: Some(Dialect::Json), ..settings() };
    assert_eq!(refuse(&settings, Rejection::missing(), page("/me")).status(), 401);
}
