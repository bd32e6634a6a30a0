//! Where the routes of the account go.

use passwordless::accounts::Route;
use passwordless_rocket::Passwordless;
use rocket::{Config, get, http::Status, post, routes};

use crate::start::{complete, configured, launched, refused};

#[get("/passkeys/passkeys")]
fn list() {}
#[post("/passkeys/<_page>")]
fn page(_page: &str) {}
#[get("/passkeys/<_path..>", rank = 20)]
fn rest(_path: std::path::PathBuf) -> &'static str {
    "the rest"
}

#[test]
fn a_route_that_is_where_one_of_ours_goes_refuses_the_launch() {
    for (route, words) in [
        (routes![list], ["GET /passkeys/passkeys", "passwordless.prefix", "without(Route::Passkeys)"]),
        (
            routes![rocket_post::sign_in],
            ["POST /passkeys/sign-in", "passwordless.prefix", "without(Route::SignIn)"],
        ),
    ] {
        let log = refused(
            configured(Config::DEBUG_PROFILE, &complete()).mount("/", route).attach(Passwordless::fairing()),
        );
        for word in words {
            assert!(log.contains(word), "{word}: {log}");
        }
    }
}

mod rocket_post {
    #[rocket::post("/passkeys/sign-in")]
    pub(super) fn sign_in() {}
}

#[test]
fn elsewhere_left_out_or_at_another_rank_it_does_not() {
    let file = complete() + "prefix = \"/auth\"";
    let rocket = configured(Config::DEBUG_PROFILE, &file).mount("/", routes![list, page, rest]);
    let (client, _) = launched(rocket.attach(Passwordless::fairing()));
    assert_eq!(client.get("/auth/passwordless.js").dispatch().status(), Status::Ok);

    let rocket = configured(Config::DEBUG_PROFILE, &complete()).mount("/", routes![list, page, rest]);
    let (client, _) = launched(rocket.attach(Passwordless::fairing().without(Route::Passkeys)));
    assert_eq!(client.get("/passkeys/passkeys").dispatch().status(), Status::Ok);
    assert_eq!(client.get("/passkeys/else").dispatch().into_string().as_deref(), Some("the rest"));
    // Below a path that is ours alone the application's other routes go first, too.
    assert_eq!(client.get("/passkeys/sign-in").dispatch().into_string().as_deref(), Some("the rest"));
}

#[test]
fn all_of_them_can_be_left_out_or_be_at_the_root() {
    let rocket = configured(Config::DEBUG_PROFILE, &complete()).mount("/", routes![list, page, rest]);
    let (client, _) =
        launched(rocket.attach(Passwordless::fairing().without_routes().without(Route::Script)));
    assert_eq!(client.get("/passkeys/passwordless.js").dispatch().into_string().as_deref(), Some("the rest"));

    let rocket = configured(Config::DEBUG_PROFILE, &complete());
    let (client, _) = launched(rocket.attach(Passwordless::fairing().prefix("/").without(Route::Script)));
    assert_eq!(client.get("/passkeys").dispatch().status(), Status::Unauthorized);
    assert_eq!(client.get("/passwordless.js").dispatch().status(), Status::NotFound);
}
