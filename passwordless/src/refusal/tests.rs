use std::sync::Arc;

use serde_json::Value;

use super::{Dialect, Refusal, Settings};
use crate::{Purpose, Rejection, answer::Answer};

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

type Headers<'a> = &'a [(&'a str, &'a str)];

const OPENS_A_PAGE: Headers<'static> = &[("sec-fetch-mode", "navigate")];

fn settings() -> Settings {
    Settings {
        sign_in_page: Some("/sign-in".into()),
        origins: ["https://app.example".to_owned()].into(),
        dialect: None,
    }
}

fn with_page(page: Option<&str>) -> Settings {
    Settings { sign_in_page: page.map(Arc::from), ..settings() }
}

fn refuse(
    settings: &Settings,
    rejection: Rejection,
    (method, target): (&str, &str),
    headers: Headers<'_>,
) -> Answer {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let mut refusal = Refusal::new(rejection, (method, path, query), settings);
    headers.iter().for_each(|(name, value)| refusal.header(name, value.as_bytes()));
    refusal.answer()
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers().find(|(known, _)| *known == name).map(|(_, value)| value)
}

fn location(rejection: Rejection, target: &str) -> String {
    let answer = refuse(&settings(), rejection, ("GET", target), OPENS_A_PAGE);
    assert_eq!(answer.status(), 303);
    header(&answer, "location").unwrap().to_owned()
}

fn dialect(method: &str, headers: Headers<'_>) -> Dialect {
    let settings = settings();
    let mut refusal = Refusal::new(Rejection::missing(), (method, "/me", None), &settings);
    headers.iter().for_each(|(name, value)| refusal.header(name, value.as_bytes()));
    refusal.dialect()
}

#[test]
fn a_browser_that_opens_a_page_is_told_from_its_scripts() {
    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (method, headers, expected) in [
        ("GET", &[("sec-fetch-mode", "navigate"), ("accept", "*/*")][..], Dialect::Page),
        ("GET", &[("sec-fetch-mode", "cors"), ("accept", BROWSER)], Dialect::Json),
        ("GET", &[("accept", BROWSER)], Dialect::Page),
        ("GET", &[("accept", "Text/HTML;q=0.1")], Dialect::Page),
        ("GET", &[("accept", "application/json"), ("accept", "text/html")], Dialect::Page),
        ("GET", &[("accept", "text/html5, */*")], Dialect::Json),
        ("GET", &[], Dialect::Json),
        ("HEAD", &[("sec-fetch-mode", "navigate")], Dialect::Json),
        ("POST", &[("sec-fetch-mode", "navigate"), ("accept", BROWSER)], Dialect::Json),
    ] {
        assert_eq!(dialect(method, headers), expected, "{method} {headers:?}");
    }
}

#[test]
fn htmx_and_grpc_say_what_they_are() {
    for (headers, expected) in [
        (&[("hx-request", "true"), ("accept", "text/html")][..], Dialect::Htmx),
        (&[("hx-request", "false")], Dialect::Json),
        (&[("content-type", "application/grpc")], Dialect::Grpc),
        (&[("content-type", "application/grpc+proto"), ("hx-request", "true")], Dialect::Grpc),
        (&[("content-type", "application/grpc; v=1")], Dialect::Grpc),
        (&[("content-type", "application/grpc-web+proto")], Dialect::Json),
    ] {
        assert_eq!(dialect("POST", headers), expected, "{headers:?}");
    }
}

#[test]
fn a_header_counts_by_its_name_in_any_case_and_its_first_value() {
    assert_eq!(dialect("GET", &[("Sec-Fetch-Mode", "navigate"), ("sec-fetch-mode", "cors")]), Dialect::Page);
    assert_eq!(dialect("GET", &[("HX-Request", "false"), ("HX-Request", "true")]), Dialect::Json);
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
        let answer = refuse(&settings(), Rejection::missing(), ("GET", guarded), OPENS_A_PAGE);
        assert_eq!(answer.status(), 401, "{guarded}");
        assert_eq!(header(&answer, "location"), None);
    }
    assert_eq!(location(Rejection::missing(), "/sign-in/help"), "/sign-in?next=/sign-in/help");
    let settings = with_page(Some("/in?lang=de"));
    assert_eq!(refuse(&settings, Rejection::missing(), ("GET", "/in?lang=en"), OPENS_A_PAGE).status(), 401);
}

#[test]
fn a_sign_in_page_may_have_a_query_of_its_own() {
    let answer = refuse(&with_page(Some("/in?lang=de")), Rejection::missing(), ("GET", "/me"), OPENS_A_PAGE);
    assert_eq!(header(&answer, "location"), Some("/in?lang=de&next=/me"));
}

#[test]
fn who_opens_a_page_and_is_not_helped_by_signing_in_reads_a_page() {
    for (settings, rejection, status) in [
        (&settings(), Rejection::denied(), 403),
        (&settings(), Rejection::unavailable(), 503),
        (&settings(), Rejection::ambiguous(), 400),
        (&settings(), Rejection::misconfigured(), 500),
        (&with_page(None), Rejection::missing(), 401),
    ] {
        let answer = refuse(settings, rejection, ("GET", "/me"), OPENS_A_PAGE);
        assert_eq!(answer.status(), status);
        assert_eq!(header(&answer, "content-type"), Some("text/html; charset=utf-8"));
        for part in ["<html lang=\"en\">", &format!("<h1>{rejection}</h1>"), rejection.code()] {
            assert!(answer.body().contains(part), "{part}: {}", answer.body());
        }
        assert_eq!(header(&answer, "location"), None);
    }
}

#[test]
fn an_own_sentence_is_no_markup() {
    let own = Rejection::new(403, "<b>", "No <script>alert(1)</script> & more.");
    let answer = refuse(&settings(), own, ("GET", "/me"), OPENS_A_PAGE);
    assert!(
        answer.body().contains("No &lt;script&gt;alert(1)&lt;/script&gt; &amp; more."),
        "{}",
        answer.body()
    );
    assert!(!answer.body().contains("<script>") && !answer.body().contains("<b>"), "{}", answer.body());
}

#[test]
fn a_program_reads_a_problem_document() {
    let answer = refuse(&settings(), Rejection::missing(), ("GET", "/me"), &[]);
    assert_eq!(answer.status(), 401);
    assert_eq!(header(&answer, "content-type"), Some("application/problem+json"));
    assert_eq!(header(&answer, "www-authenticate"), Some("Bearer"));
    let body: Value = serde_json::from_str(answer.body()).unwrap();
    assert_eq!((&body["code"], &body["status"]), (&"sign_in_required".into(), &401.into()));

    let answer = refuse(&settings(), Rejection::unavailable(), ("POST", "/me"), &[]);
    assert_eq!(answer.status(), 503);
    assert!(header(&answer, "retry-after").is_some());
    assert_eq!(header(&answer, "www-authenticate"), None);
}

#[test]
fn htmx_is_led_by_its_header_to_where_the_person_was() {
    let ask = |rejection, page| {
        let headers = [("hx-request", "true"), ("hx-current-url", page)];
        refuse(&settings(), rejection, ("POST", "/cart"), &headers)
    };
    let answer = ask(Rejection::missing(), "https://app.example/shop?a=1");
    assert_eq!((answer.status(), header(&answer, "hx-redirect")), (401, Some("/sign-in?next=/shop%3Fa%3D1")));
    assert_eq!(header(&answer, "www-authenticate"), Some("Bearer"));
    let elsewhere = ask(Rejection::missing(), "https://evil.example/shop");
    assert_eq!(header(&elsewhere, "hx-redirect"), Some("/sign-in"));
    assert_eq!(header(&ask(Rejection::denied(), "https://app.example/shop"), "hx-redirect"), None);
}

#[test]
fn every_refusal_stays_out_of_caches_and_says_what_it_depends_on() {
    let requests: [((&str, &str), Headers<'_>); 4] = [
        (("GET", "/me"), OPENS_A_PAGE),
        (("GET", "/me"), &[]),
        (("GET", "/me"), &[("hx-request", "true")]),
        (("POST", "/rpc"), &[("content-type", "application/grpc")]),
    ];
    for (request, headers) in requests {
        for rejection in [Rejection::missing(), Rejection::denied(), Rejection::overloaded()] {
            let answer = refuse(&settings(), rejection, request, headers);
            assert_eq!(header(&answer, "cache-control"), Some("no-store"));
            let is_negotiated = header(&answer, "content-type") != Some("application/grpc");
            assert_eq!(header(&answer, "vary").is_some(), is_negotiated);
            let names: Vec<_> = answer.headers().map(|(name, _)| name).collect();
            assert!(names.iter().all(|name| names.iter().filter(|other| *other == name).count() == 1));
        }
    }
}

#[test]
fn one_dialect_can_be_spoken_to_all() {
    let settings = Settings { dialect: Some(Dialect::Json), ..settings() };
    assert_eq!(refuse(&settings, Rejection::missing(), ("GET", "/me"), OPENS_A_PAGE).status(), 401);
}

#[test]
fn a_refusal_shows_no_header_and_no_target() {
    let settings = settings();
    let mut refusal = Refusal::new(Rejection::missing(), ("GET", "/me", Some("token=sesame")), &settings);
    refusal.header("HX-Current-URL", b"https://app.example/?token=sesame");
    refusal.header("Cookie", b"passwordless=sesame");
    assert!(!format!("{refusal:?}").contains("sesame"), "{refusal:?}");
}
