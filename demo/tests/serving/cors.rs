//! Pages of other origins: none may read anything, unless it is ours by configuration, and then the account only.

use rocket::http::{ContentType, Header, Status};
use rocket::local::asynchronous::LocalResponse;

use crate::served::{ORIGIN, Served, refusal, serving};

const OTHER: &str = "http://localhost:5000";
const LIST: &str = "http://localhost:5000, http://static.localhost:4000";

async fn preflight<'c>(served: &'c Served, path: &'static str, origin: &'static str) -> LocalResponse<'c> {
    let request = served.client.options(path).header(Header::new("Origin", origin));
    let request = request.header(Header::new("Access-Control-Request-Method", "POST"));
    request.header(Header::new("Access-Control-Request-Headers", "content-type")).dispatch().await
}

fn allowed<'r>(answer: &'r LocalResponse<'_>) -> Option<&'r str> {
    answer.headers().get_one("Access-Control-Allow-Origin")
}

#[rocket::async_test]
async fn nobody_is_let_in_unless_it_is_configured() {
    let served = Served::start(&[]).await;
    for path in ["/passkeys/sign-in", "/verify-signin", "/create-token", "/passkeys/passwordless.js", "/me"] {
        for origin in [OTHER, ORIGIN, "null"] {
            let answer = preflight(&served, path, origin).await;
            assert_eq!(allowed(&answer), None, "{path} {origin}");
            assert!(answer.status().code >= 400, "{path} {origin}");
        }
    }
}

#[rocket::async_test]
async fn a_page_of_a_configured_origin_may_use_the_account() {
    let served = Served::start(&[("CORS_ORIGINS", LIST)]).await;
    for path in [
        "/passkeys/sign-in",
        "/passkeys/register",
        "/verify-signin",
        "/create-token",
        "/complete-registration",
    ] {
        let answer = preflight(&served, path, OTHER).await;
        assert_eq!((answer.status(), allowed(&answer)), (Status::NoContent, Some(OTHER)), "{path}");
        assert_eq!(answer.headers().get_one("Access-Control-Allow-Credentials"), Some("true"));
        assert_eq!(
            answer.headers().get_one("Access-Control-Allow-Headers"),
            Some("Content-Type, Passwordless-User")
        );
        assert!(answer.headers().get("Vary").any(|value| value == "Origin"));

        let request = served.client.post(path).header(ContentType::JSON).header(Header::new("Origin", OTHER));
        let answer = request.header(Header::new("Sec-Fetch-Site", "same-site")).body("{").dispatch().await;
        assert_eq!(allowed(&answer), Some(OTHER), "{path}");
        assert_eq!(
            answer.status(),
            Status::BadRequest,
            "our rules let the page in, and its body is no JSON: {path}"
        );
    }
}

#[rocket::async_test]
async fn no_other_origin_and_no_other_page_is_let_in() {
    let served = Served::start(&[("CORS_ORIGINS", LIST)]).await;
    for origin in [
        "null",
        "https://evil.example",
        "https://localhost:5000",
        "http://localhost:50000",
        "http://localhost:5000.evil.example",
        "HTTP://LOCALHOST:5000",
        "http://localhost:5000, http://evil.example",
    ] {
        let answer = preflight(&served, "/passkeys/sign-in", origin).await;
        assert_eq!(allowed(&answer), None, "{origin}");
        assert!(
            answer.headers().get("Vary").any(|value| value == "Origin"),
            "caches must tell origins apart"
        );
    }
    for path in ["/", "/me", "/sign-out", "/health", "/style.css", "/passkeysx"] {
        assert_eq!(allowed(&preflight(&served, path, OTHER).await), None, "{path}");
        let answer = served.client.get(path).header(Header::new("Origin", OTHER)).dispatch().await;
        assert_eq!(allowed(&answer), None, "{path}");
    }
}

#[rocket::async_test]
async fn a_page_of_a_configured_origin_changes_nothing_beside_the_account() {
    let served = Served::start(&[("CORS_ORIGINS", LIST)]).await;
    let paths = [
        "/sign-out",
        "/sign-out-everywhere",
        "/sign-ins/0123456789abcdef0123456789abcdef/end",
        "/recovery-address",
        "/admin/users",
        "/admin/users/x/delete",
        "/passkeys",
        "/passkeysx",
    ];
    for path in paths {
        for origin in [OTHER, "https://evil.example", "null"] {
            let request = served.client.post(path).header(ContentType::Form);
            let answer = request.header(Header::new("Origin", origin)).body("email=a@b.c").dispatch().await;
            assert_eq!((answer.status(), allowed(&answer)), (Status::Forbidden, None), "{path} {origin}");
            let problem: serde_json::Value = answer.into_json().await.unwrap();
            assert_eq!(problem["code"], "cross_site_request", "{path} {origin}");
        }
        // A page, a browser or a proxy that sends no referrer leaves forms without a name.
        for (from, is_refused) in [("same-origin", false), ("same-site", true), ("cross-site", true)] {
            let request = served.client.post(path).header(ContentType::Form);
            let request = request.header(Header::new("Origin", "null"));
            let request = request.header(Header::new("Sec-Fetch-Site", from)).body("email=a@b.c");
            assert_eq!(request.dispatch().await.status() == Status::Forbidden, is_refused, "{path} {from}");
        }
        let request =
            served.client.post(path).header(ContentType::Form).header(Header::new("Origin", ORIGIN));
        assert_ne!(request.body("email=a@b.c").dispatch().await.status(), Status::Forbidden, "{path}");
    }
    let request = served.client.post("/sign-out").header(Header::new("Origin", ORIGIN));
    let answer = request.header(Header::new("Origin", OTHER)).dispatch().await;
    assert_eq!(answer.status(), Status::Forbidden, "of two origins, one is not ours");
}

#[test]
fn an_origin_of_another_site_is_refused_with_the_way_out() {
    assert_eq!(serving("CORS_ORIGINS", LIST).cors_origins.iter().count(), 2);
    for (list, why) in [
        ("https://localhost:5000", "scheme"),
        ("http://example.localhost.evil.example", "no origin"),
        ("http://evil.localhost", ""),
        ("https://evil.example", "scheme"),
        ("*", "no origin"),
        ("null", "no origin"),
        ("http://localhost:5000/path", "no origin"),
        ("http://127.0.0.1:5000", "no origin"),
    ] {
        if why.is_empty() {
            assert_eq!(serving("CORS_ORIGINS", list).cors_origins.iter().count(), 1);
            continue;
        }
        let said = refusal("CORS_ORIGINS", list);
        assert!(said.contains("CORS_ORIGINS") && said.contains(why) && said.contains(list), "{said}");
    }
}
