//! What happens to the session cookie on the way out.

use std::time::{Duration, SystemTime};

use passwordless::SessionLimits;
use passwordless_rocket::{MaybeSession, Passwordless, sign_out::SignedOut};
use rocket::{
    State, get,
    http::{Accept, Cookie, CookieJar, Header},
    local::blocking::{Client, LocalResponse},
    post,
    response::Redirect,
    routes,
};

use crate::{
    faulty_store::FaultyStore,
    site::{ORIGIN, Site, rocket},
};

const MINUTE: Duration = Duration::from_secs(60);
const REMOVED: &str = "passwordless=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax";

#[get("/")]
fn plain(_session: MaybeSession) {}

#[get("/unguarded")]
fn unguarded() {}

#[get("/own")]
fn own(_session: MaybeSession, jar: &CookieJar<'_>) {
    jar.add(("passwordless", "own"));
    jar.add(("theme", "dark"));
}

#[get("/other")]
fn other(_session: MaybeSession, jar: &CookieJar<'_>) {
    jar.add(("passwordless-theme", "dark"));
}

#[get("/public")]
fn public(_session: MaybeSession) -> Public {
    Public(())
}

#[derive(rocket::Responder)]
struct Public(());

#[get("/ends")]
async fn ends(session: MaybeSession, passwordless: &State<Passwordless>) {
    // As another request does, in another tab.
    let session = session.into_inner().unwrap();
    passwordless.gate().sign_out(&session, SystemTime::now()).await.unwrap();
}

/// Sessions of an hour that end after half an hour without use.
fn client(site: &Site) -> Client {
    let fairing = site.fairing().session_limits(SessionLimits::new(60 * MINUTE).idle(30 * MINUTE));
    let cached = rocket::fairing::AdHoc::on_response("Caches", |request, response| {
        Box::pin(async move {
            if request.uri().path() == "/public" {
                response.set_raw_header("Cache-Control", "public, max-age=60");
            }
        })
    });
    let routes = routes![plain, unguarded, own, other, public, ends];
    Client::untracked(rocket().attach(cached).attach(fairing).mount("/", routes)).unwrap()
}

/// The cookie of a session that was last used so many minutes ago.
fn since(client: &Client, minutes: u32) -> Cookie<'static> {
    let gate = client.rocket().state::<Passwordless>().unwrap().gate();
    let then = SystemTime::now() - MINUTE * minutes;
    Cookie::parse_encoded(gate.set_cookie(&gate.signed_in_as("alice", then).unwrap(), then).unwrap()).unwrap()
}

fn all(response: &LocalResponse<'_>, name: &str) -> Vec<String> {
    response.headers().get(name).map(str::to_owned).collect()
}

#[test]
fn a_cookie_that_is_good_for_nothing_is_removed() {
    let client = client(&Site::new());
    let over = since(&client, 60 * 25).stripped().encoded().to_string();
    let dead = || client.get("/").header(Header::new("Cookie", format!("theme=dark; {over}")));
    let response = dead().dispatch();
    assert_eq!(all(&response, "Set-Cookie"), [REMOVED]);
    assert_eq!(all(&response, "Cache-Control"), ["private"]);
    for cookie in ["theme=dark", "passwordless-theme=dark"] {
        let response = client.get("/").header(Header::new("Cookie", cookie)).dispatch();
        assert!(all(&response, "Set-Cookie").is_empty());
    }
    // Nobody looked.
    let response = client.get("/unguarded").header(Header::new("Cookie", over)).dispatch();
    assert!(all(&response, "Set-Cookie").is_empty());
    // It may be that of another application at another port.
    let response = client.get("/").header(Header::new("Cookie", "passwordless=garbage")).dispatch();
    assert!(all(&response, "Set-Cookie").is_empty());
}

#[test]
fn an_answer_that_signs_in_or_out_has_the_last_word() {
    let client = client(&Site::new());
    for request in
        [client.get("/own").cookie(since(&client, 60 * 25)), client.get("/own").cookie(since(&client, 10))]
    {
        let cookies = all(&request.dispatch(), "Set-Cookie");
        assert_eq!(cookies.len(), 2, "{cookies:?}");
        assert!(cookies.iter().any(|cookie| cookie.starts_with("passwordless=own")), "{cookies:?}");
    }
    // A cookie whose name only begins alike says nothing.
    assert_eq!(all(&client.get("/other").cookie(since(&client, 10)).dispatch(), "Set-Cookie").len(), 2);
}

#[test]
fn a_session_in_use_is_sealed_anew_and_not_for_nothing() {
    let client = client(&Site::new());
    let response = client.get("/").cookie(since(&client, 10)).dispatch();
    assert_eq!(all(&response, "Cache-Control"), ["private"]);
    let anew = response.cookies().get("passwordless").unwrap().clone();
    assert!(all(&client.get("/").cookie(anew).dispatch(), "Set-Cookie").is_empty());
    assert!(all(&client.get("/").cookie(since(&client, 1)).dispatch(), "Set-Cookie").is_empty());
    // After half an hour it is over.
    assert_eq!(all(&client.get("/").cookie(since(&client, 31)).dispatch(), "Set-Cookie"), [REMOVED]);
}

#[test]
fn a_session_that_ended_meanwhile_is_not_brought_back() {
    let client = client(&Site::new());
    let response = client.get("/ends").cookie(since(&client, 10)).dispatch();
    assert_eq!(response.status().code, 200);
    assert!(all(&response, "Set-Cookie").is_empty());
}

#[post("/logout")]
fn log_out(_session: SignedOut) -> Redirect {
    Redirect::to("/")
}

/// Signs out, by a form of a page of this origin: the status, and the cookies that are set.
fn sign_out(client: &Client, cookie: &Cookie<'static>, origin: &'static str) -> (u16, Vec<String>) {
    let request = client.post("/logout").cookie(cookie.clone()).header(Header::new("Origin", origin));
    let response = request.header(Accept::HTML).dispatch();
    (response.status().code, all(&response, "Set-Cookie"))
}

#[test]
fn a_sign_out_of_the_applications_own_forgets_the_cookie_in_an_outage() {
    let site = Site::new();
    let client =
        |fairing| Client::untracked(rocket().attach(fairing).mount("/", routes![plain, log_out])).unwrap();
    for store in [FaultyStore::Full, FaultyStore::Stale] {
        let client = client(site.fairing().store(store));
        let cookie = since(&client, 1);
        assert_eq!(sign_out(&client, &cookie, ORIGIN), (503, vec![REMOVED.to_owned()]), "{store:?}");
        // Another site's page signs nobody out.
        assert_eq!(sign_out(&client, &cookie, "https://evil.example"), (403, vec![]), "{store:?}");
    }
    let client = client(site.fairing());
    let cookie = since(&client, 1);
    for cookie in [&cookie, &cookie, &Cookie::new("theme", "dark")] {
        assert_eq!(sign_out(&client, cookie, ORIGIN), (303, vec![REMOVED.to_owned()]));
    }
    assert_eq!(all(&client.get("/").cookie(cookie).dispatch(), "Set-Cookie"), [REMOVED], "it ended");
    // It may be another application's.
    let garbage = Cookie::new("passwordless", "garbage");
    assert_eq!(sign_out(&client, &garbage, ORIGIN), (303, vec![]));
}

#[test]
fn no_session_enters_a_cache_that_many_share() {
    let client = client(&Site::new());
    for cookie in [since(&client, 10), since(&client, 60 * 25)] {
        let response = client.get("/public").cookie(cookie).dispatch();
        assert!(all(&response, "Set-Cookie").is_empty());
    }
}
