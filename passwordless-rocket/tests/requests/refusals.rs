//! The same refusal, told to each sort of client.

use std::time::{Duration, SystemTime};

use passwordless_rocket::{Fresh, Passwordless, Rejection, Session, testing::SignedInAs};
use rocket::{
    Either, Request, catch, catchers, get,
    http::{Header, Status},
    local::blocking::{Client, LocalResponse},
    post,
    response::Redirect,
    routes,
};

use crate::site::{Site, rocket};

#[get("/orders?<page>")]
fn orders(_session: Session, page: Option<u8>) {
    let _ = page;
}
#[post("/orders")]
fn order(_session: Session) {}
#[get("/vault")]
fn vault(_session: Fresh<passwordless::StepUp>) {}

fn client(page: Option<&str>) -> Client {
    let fairing = Site::new().fairing();
    let fairing = match page {
        Some(page) => fairing.sign_in_page(page),
        None => fairing,
    };
    Client::untracked(rocket().attach(fairing).mount("/", routes![orders, order, vault])).unwrap()
}

fn ask<'c>(client: &'c Client, path: &'c str, headers: &[(&'static str, &str)]) -> LocalResponse<'c> {
    let request = client.get(path);
    headers
        .iter()
        .fold(request, |request, (name, value)| request.header(Header::new(*name, (*value).to_owned())))
        .dispatch()
}

fn one<'r>(response: &'r LocalResponse<'_>, name: &str) -> Option<&'r str> {
    let mut values = response.headers().get(name);
    let first = values.next();
    assert_eq!(values.next(), None, "{name}");
    first
}

const BROWSER: &[(&str, &str)] = &[("Sec-Fetch-Mode", "navigate")];

#[test]
fn each_client_is_told_in_its_own_dialect() {
    let client = client(Some("/sign-in"));
    let page = ask(&client, "/orders?page=2", BROWSER);
    assert_eq!(page.status(), Status::SeeOther);
    assert_eq!(one(&page, "location"), Some("/sign-in?next=/orders%3Fpage%3D2"));

    let json = ask(&client, "/orders", &[("Accept", "application/json")]);
    assert_eq!((json.status().code, one(&json, "www-authenticate")), (401, Some("Bearer")));
    assert_eq!(one(&json, "content-type"), Some("application/problem+json"));

    let htmx = ask(
        &client,
        "/orders",
        &[("HX-Request", "true"), ("HX-Current-URL", "http://localhost:4000/account")],
    );
    assert_eq!((htmx.status().code, one(&htmx, "hx-redirect")), (401, Some("/sign-in?next=/account")));
    let grpc = ask(&client, "/orders", &[("Content-Type", "application/grpc")]);
    assert_eq!(one(&grpc, "content-type"), Some("application/problem+json"));

    for answer in [page, json, htmx, grpc] {
        assert_eq!(one(&answer, "cache-control"), Some("no-store"));
        assert!(one(&answer, "vary").unwrap().contains("Sec-Fetch-Mode"));
    }
}

/// The cookie of a session that is over.
fn over(client: &Client) -> String {
    let gate = client.rocket().state::<Passwordless>().unwrap().gate();
    let then = SystemTime::now() - Duration::from_secs(25 * 3600);
    let cookie = gate.set_cookie(&gate.signed_in_as("alice", then).unwrap(), then).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[test]
fn the_way_back_is_ours_and_the_reason_is_told() {
    let client = client(Some("/sign-in?tab=1"));
    let foreign =
        ask(&client, "/orders", &[("HX-Request", "true"), ("HX-Current-URL", "https://evil.example/")]);
    assert_eq!(one(&foreign, "hx-redirect"), Some("/sign-in?tab=1"));
    let bad = ask(&client, "/orders", &[("Sec-Fetch-Mode", "navigate"), ("Authorization", "Bearer x")]);
    assert_eq!(one(&bad, "location"), Some("/sign-in?tab=1&next=/orders&code=invalid_credential"));
    // Whatever the status is, a dead cookie is taken away.
    let over = over(&client);
    let dead = ask(&client, "/orders", &[("Sec-Fetch-Mode", "navigate"), ("Cookie", &over)]);
    assert_eq!((dead.status(), one(&dead, "www-authenticate")), (Status::SeeOther, None));
    assert!(one(&dead, "set-cookie").unwrap().starts_with("passwordless=; Max-Age=0;"));
    // Nobody comes back to a POST.
    let post = client.post("/orders").header(Header::new("HX-Request", "true")).dispatch();
    assert_eq!(one(&post, "hx-redirect"), Some("/sign-in?tab=1"));
}

#[test]
fn without_a_sign_in_page_a_person_reads_a_page() {
    let client = client(None);
    let response = ask(&client, "/orders", BROWSER);
    assert_eq!((response.status().code, one(&response, "www-authenticate")), (401, Some("Bearer")));
    assert_eq!(one(&response, "content-type"), Some("text/html; charset=utf-8"));
    let page = response.into_string().unwrap();
    for part in
        ["<!DOCTYPE html>", "<html lang=\"en\">", "<title>Sign in first.</title>", "<h1>", "sign_in_required"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_step_up_is_asked_for_by_the_standard() {
    let client = client(None);
    let response = client.get("/vault").signed_in_as("alice").dispatch();
    let expected = "Bearer error=\"insufficient_user_authentication\", max_age=\"300\"";
    assert_eq!(one(&response, "www-authenticate"), Some(expected));
    let body: serde_json::Value = serde_json::from_str(&response.into_string().unwrap()).unwrap();
    assert_eq!((&body["purpose"], &body["max_age"]), (&"step-up".into(), &300.into()));
}

#[catch(401)]
fn own(request: &Request<'_>) -> Either<String, Redirect> {
    match Rejection::of(request) {
        Some(rejection) => Either::Left(rejection.code().to_owned()),
        None => Either::Right(Redirect::to("/")),
    }
}

#[get("/refuses")]
fn refuses() -> Status {
    Status::Unauthorized
}

#[test]
fn an_own_catcher_asks_for_the_reason() {
    let rocket = rocket().attach(Site::new().fairing()).mount("/", routes![orders, refuses]);
    let client = Client::untracked(rocket.register("/", catchers![own])).unwrap();
    let response = client.get("/orders").header(Header::new("Cookie", over(&client))).dispatch();
    assert_eq!(one(&response, "www-authenticate"), Some("Bearer"));
    assert_eq!(
        one(&response, "set-cookie"),
        Some("passwordless=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax")
    );
    assert_eq!(response.into_string().as_deref(), Some("sign_in_required"));
    assert_eq!(client.get("/refuses").dispatch().status(), Status::SeeOther);
}
