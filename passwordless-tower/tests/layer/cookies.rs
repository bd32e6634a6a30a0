//! What happens to the session cookie on the way out.

use std::{
    convert::Infallible,
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect},
    routing::post,
};
use http::{
    HeaderMap, Request, Response,
    header::{CACHE_CONTROL, SET_COOKIE},
    request::Parts,
};
use passwordless::SessionLimits;
use passwordless_tower::{PasskeyAuthLayer, Passwordless};
use tower::{Layer, ServiceExt, service_fn};

use crate::{
    faulty_store::FaultyStore,
    requests::{cookie_since, session, with},
    site::{ORIGIN, Site, cookie},
};

const MINUTE: Duration = Duration::from_secs(60);
const REMOVED: &str = "passwordless=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax";

/// Sessions of an hour that end after half an hour without use.
fn idle(site: &Site) -> Passwordless {
    site.builder().session_limits(SessionLimits::new(60 * MINUTE).idle(30 * MINUTE)).build().unwrap()
}

fn since(passwordless: &Passwordless, minutes: u32) -> Request<String> {
    with("cookie", &cookie_since(passwordless, SystemTime::now() - MINUTE * minutes))
}

/// A cookie whose session is over.
fn dead(passwordless: &Passwordless) -> String {
    cookie_since(passwordless, SystemTime::now() - MINUTE * 60 * 25)
}

/// The headers of the answer, where the inner service answers with these.
async fn ask(
    layer: &PasskeyAuthLayer,
    request: Request<String>,
    headers: &'static [(&'static str, &'static str)],
) -> HeaderMap {
    let inner = service_fn(move |_: Request<String>| async move {
        let response = headers
            .iter()
            .fold(Response::builder(), |response, (name, value)| response.header(*name, *value));
        Ok::<_, Infallible>(response.body(String::new()).unwrap())
    });
    layer.layer(inner).oneshot(request).await.unwrap().into_parts().0.headers
}

fn all(headers: &HeaderMap, name: http::HeaderName) -> Vec<&str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

#[tokio::test]
async fn a_cookie_that_is_good_for_nothing_is_removed() {
    let passwordless = Site::new().passwordless();
    let dead = || with("cookie", &format!("theme=dark; {}", dead(&passwordless)));
    for (layer, cache) in
        [(passwordless.identify(), vec!["private"]), (passwordless.require(), vec!["no-store"])]
    {
        let headers = ask(&layer, dead(), &[]).await;
        assert_eq!(all(&headers, SET_COOKIE), [REMOVED]);
        assert_eq!(all(&headers, CACHE_CONTROL), cache);
    }
    let twice = passwordless.identify();
    let inner = twice
        .layer(service_fn(|_: Request<String>| async { Ok::<_, Infallible>(Response::new(String::new())) }));
    let headers = twice.layer(inner).oneshot(dead()).await.unwrap().into_parts().0.headers;
    assert_eq!(all(&headers, SET_COOKIE), [REMOVED]);
    // Nothing to remove, or nothing that a browser sent by itself.
    for request in [with("cookie", "theme=dark"), with("authorization", "Bearer sealed_AAAA")] {
        assert!(all(&ask(&passwordless.identify(), request, &[]).await, SET_COOKIE).is_empty());
    }
}

#[tokio::test]
async fn a_cookie_that_does_not_open_may_be_another_applications_and_stays() {
    let site = Site::new();
    let [shop, blog] = ["shop", "blog"].map(|name| site.builder().cookie_name(name).build().unwrap());
    assert_eq!(shop.gate().cookie_name(), "shop");
    // Two applications at two ports of one machine: a browser sends each the cookies of both.
    let both = format!("{}; {}", dead(&shop), cookie_since(&blog, SystemTime::now()));
    let headers = ask(&shop.identify(), with("cookie", &both), &[]).await;
    assert_eq!(all(&headers, SET_COOKIE), ["shop=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"]);
    assert!(all(&ask(&blog.require(), with("cookie", &both), &[]).await, SET_COOKIE).is_empty());
    // Of one name and two keys, neither takes the other's away.
    let headers = ask(&shop.identify(), with("cookie", "shop=sealed-by-another-key"), &[]).await;
    assert!(all(&headers, SET_COOKIE).is_empty());
    // With the prefix it can only be of a host of ours.
    let client = site.client.clone();
    let key = passwordless::SessionKey::generate().unwrap();
    let secure = Passwordless::builder(client, ["https://app.example"]).key(key).cookie_name("shop");
    let secure = secure.store(passwordless::SingleProcess::new()).build().unwrap();
    let headers = ask(&secure.identify(), with("cookie", "__Host-shop=garbage"), &[]).await;
    assert_eq!(
        all(&headers, SET_COOKIE),
        ["__Host-shop=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"]
    );
}

#[tokio::test]
async fn an_answer_that_signs_in_or_out_has_the_last_word() {
    let passwordless = idle(&Site::new());
    for request in [with("cookie", &dead(&passwordless)), since(&passwordless, 10)] {
        let signs_in = &[("set-cookie", "passwordless=new; Path=/"), ("set-cookie", "theme=dark")];
        let headers = ask(&passwordless.identify(), request, signs_in).await;
        assert_eq!(all(&headers, SET_COOKIE), ["passwordless=new; Path=/", "theme=dark"]);
    }
    // A cookie whose name only begins alike says nothing.
    let other = &[("set-cookie", "passwordless-theme=dark")];
    let headers = ask(&passwordless.identify(), since(&passwordless, 10), other).await;
    assert_eq!(all(&headers, SET_COOKIE).len(), 2);
}

#[tokio::test]
async fn a_session_in_use_is_sealed_anew_and_stays_the_same() {
    let site = Site::new();
    let passwordless = idle(&site);
    let request = since(&passwordless, 10);
    let headers = ask(&passwordless.require(), request, &[]).await;
    assert_eq!(all(&headers, CACHE_CONTROL), ["private"]);
    let anew = cookie(all(&headers, SET_COOKIE)[0]);

    let read = service_fn(|request: Request<String>| async move {
        let session = session(&request);
        let age = |then: SystemTime| then.elapsed().unwrap().as_secs() / 60;
        let text =
            format!("{} {} {}", session.user_id(), age(session.signed_in_at()), age(session.last_seen_at()));
        Ok::<_, Infallible>(Response::new(text))
    });
    let response = passwordless.require().layer(read).oneshot(with("cookie", &anew)).await.unwrap();
    let (_, text) = crate::requests::told(response).await;
    assert_eq!(text, "alice 10 0");
}

#[tokio::test]
async fn a_session_is_not_sealed_anew_for_nothing() {
    let site = Site::new();
    let passwordless = idle(&site);
    // Used a moment ago; or without an idle limit.
    assert!(all(&ask(&passwordless.identify(), since(&passwordless, 1), &[]).await, SET_COOKIE).is_empty());
    let plain = site.passwordless();
    assert!(all(&ask(&plain.identify(), since(&plain, 10), &[]).await, SET_COOKIE).is_empty());
    // A bearer is not the browser's to keep.
    let ten_minutes_ago = SystemTime::now() - MINUTE * 10;
    let session = passwordless.gate().signed_in_as("alice", ten_minutes_ago).unwrap();
    let bearer = format!("Bearer {}", passwordless.gate().bearer(&session).unwrap());
    let headers = ask(&passwordless.identify(), with("authorization", &bearer), &[]).await;
    assert!(all(&headers, SET_COOKIE).is_empty());
}

#[tokio::test]
async fn a_session_that_ended_meanwhile_is_not_brought_back() {
    let passwordless = idle(&Site::new());
    let ends = passwordless.clone();
    let inner = service_fn(move |request: Request<String>| {
        let passwordless = ends.clone();
        async move {
            // As another request does, in another tab.
            passwordless.gate().sign_out(&session(&request), SystemTime::now()).await.unwrap();
            Ok::<_, Infallible>(Response::new(String::new()))
        }
    });
    let response = passwordless.require().layer(inner).oneshot(since(&passwordless, 10)).await.unwrap();
    assert!(!response.headers().contains_key(SET_COOKIE));
}

async fn log_out(State(passwordless): State<Passwordless>, head: Parts) -> impl IntoResponse {
    passwordless.sign_out(&head).await.map(|signed_out| (signed_out, Redirect::to("/")))
}

/// Signs out, by a form of a page of this origin.
async fn sign_out(passwordless: &Passwordless, cookie: &str, origin: &str) -> (u16, HeaderMap) {
    let router = Router::new().route("/logout", post(log_out)).with_state(passwordless.clone());
    let request = Request::post("/logout").header("cookie", cookie).header("origin", origin);
    let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    (response.status().as_u16(), response.into_parts().0.headers)
}

#[tokio::test]
async fn a_sign_out_of_the_applications_own_forgets_the_cookie_in_an_outage() {
    let site = Site::new();
    for store in [FaultyStore::Full, FaultyStore::Stale] {
        let passwordless = Passwordless::builder(site.client.clone(), [ORIGIN]).key(site.key.clone());
        let passwordless = passwordless.store(store).build().unwrap();
        let cookie = cookie_since(&passwordless, SystemTime::now());
        let (status, headers) = sign_out(&passwordless, &cookie, ORIGIN).await;
        assert_eq!((status, all(&headers, SET_COOKIE)), (503, vec![REMOVED]), "{store:?}");
        assert_eq!(all(&headers, CACHE_CONTROL), ["no-store"]);
        // Another site's page signs nobody out.
        let (status, headers) = sign_out(&passwordless, &cookie, "https://evil.example").await;
        assert_eq!((status, all(&headers, SET_COOKIE)), (403, vec![]), "{store:?}");
    }
    let passwordless = site.passwordless();
    let cookie = cookie_since(&passwordless, SystemTime::now());
    for cookie in [&*cookie, &cookie, "theme=dark"] {
        let (status, headers) = sign_out(&passwordless, cookie, ORIGIN).await;
        assert_eq!((status, all(&headers, SET_COOKIE)), (303, vec![REMOVED]));
    }
    let response = passwordless.require().layer(service_fn(crate::requests::greet::<String>));
    assert_eq!(response.oneshot(with("cookie", &cookie)).await.unwrap().status(), 401, "it ended");
    // It may be another application's.
    let (status, headers) = sign_out(&passwordless, "passwordless=garbage", ORIGIN).await;
    assert_eq!((status, all(&headers, SET_COOKIE)), (303, vec![]));
}

#[tokio::test]
async fn no_session_enters_a_cache_that_many_share() {
    let passwordless = idle(&Site::new());
    for public in [
        &[("cache-control", "public, max-age=3600")][..],
        &[("cache-control", "max-age=60"), ("cache-control", "S-MaxAge=60")],
    ] {
        for request in [since(&passwordless, 10), with("cookie", &dead(&passwordless))] {
            let headers = ask(&passwordless.identify(), request, public).await;
            assert!(all(&headers, SET_COOKIE).is_empty(), "{public:?}");
        }
    }
    let mine = &[("cache-control", "max-age=60")];
    let headers = ask(&passwordless.identify(), since(&passwordless, 10), mine).await;
    assert_eq!(all(&headers, SET_COOKIE).len(), 1);
    assert_eq!(all(&headers, CACHE_CONTROL), ["max-age=60", "private"]);
}
