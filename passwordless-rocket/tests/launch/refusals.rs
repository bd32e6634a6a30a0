//! Settings that are missing or cannot be used.

use std::sync::Arc;

use passwordless::{
    Rejection, SingleProcess,
    accounts::{KnownUser, Newcomer, Newcomers, Users},
};
use passwordless_rocket::Passwordless;
use rocket::Config;

use crate::start::{KEY, SECRET, complete, configured, launched, refused};

fn with(file: &str) -> String {
    refused(configured(Config::DEBUG_PROFILE, file).attach(Passwordless::fairing()))
}

/// The complete file, but for this.
fn but(what: &str, other: &str) -> String {
    let file = complete();
    assert!(file.contains(what), "{file}");
    file.replace(what, other)
}

#[test]
fn a_complete_configuration_launches_in_every_profile() {
    for profile in [Config::DEBUG_PROFILE, Config::RELEASE_PROFILE, "staging".into()] {
        let rocket = configured(profile, &complete()).attach(Passwordless::fairing());
        let (client, log) = launched(rocket);
        assert!(client.rocket().state::<Passwordless>().is_some());
        assert_eq!(log, "");
    }
}

#[test]
fn known_passkeys_only_need_a_store_that_remembers_them_after_a_restart() {
    let rocket = configured(Config::RELEASE_PROFILE, &complete());
    let said = refused(rocket.attach(Passwordless::fairing().only_known_passkeys()));
    assert!(said.contains("only_known_passkeys") && said.contains("SqlStore"), "{said}");
}

#[test]
fn each_refusal_names_the_setting() {
    let secret = format!("api_secret = {SECRET:?}\n");
    let origins = "[\"https://app.example\"]";
    for (file, words) in [
        (String::new(), &["passwordless.api_secret", "ROCKET_PASSWORDLESS_API_SECRET"][..]),
        (but(&secret, ""), &["passwordless.api_secret", "ROCKET_PASSWORDLESS_API_SECRET"]),
        (but(":secret:", ":public:"), &["passwordless.api_secret"]),
        (but(SECRET, "nonsense"), &["passwordless.api_secret"]),
        (but(&format!("{SECRET:?}"), "17"), &["passwordless.api_secret"]),
        (but(&format!("origins = {origins}"), ""), &["passwordless.origins", "https://app.example"]),
        (but(origins, "[]"), &["passwordless.origins"]),
        (but(origins, "[\"app.example\"]"), &["passwordless.origins", "like `https://app.example`"]),
        (
            but(origins, "[\"https://app.example/login\"]"),
            &["passwordless.origins", "write `https://app.example`"],
        ),
        (
            but(origins, "[\"https://app.example\", \"http://localhost:4000\"]"),
            &["passwordless.origins", "mix", "http://localhost:4000"],
        ),
        (but(origins, "17"), &["passwordless.origins", "[\"https://app.example\"]"]),
        (complete() + "trusted_proxies = 17", &["passwordless.trusted_proxies", "10.0.0.0/8"]),
        (complete() + "trusted_proxies = [\"nginx\"]", &["passwordless.trusted_proxies", "nginx"]),
        (complete() + "trusted_proxies = \"::/0\"", &["passwordless.trusted_proxies", "everybody"]),
        (complete() + "cookie_name = \"__Host-shop\"", &["passwordless.cookie_name", "leave the prefix out"]),
        (complete() + "prefix = \"passkeys\"", &["passwordless.prefix", "/passkeys"]),
        (complete() + "prefix = \"/passkeys/\"", &["passwordless.prefix"]),
        (complete() + "prefix = \"/<any>\"", &["passwordless.prefix"]),
        (complete() + "sign_in_page = \"//evil.example\"", &["passwordless.sign_in_page", "/sign-in"]),
        (complete() + "api_url = \"nowhere\"", &["passwordless.api_url"]),
        (but("single-process", "redis"), &["passwordless.store", "single-process"]),
        (complete() + "session_seconds = 0", &["passwordless.session_seconds"]),
        (complete() + "idle_seconds = \"soon\"", &["passwordless.idle_seconds"]),
        // A slip of the pen would otherwise be a setting that nobody set.
        (complete() + "theme = \"dark\"", &["passwordless.theme", "api_secret"]),
        // The secret in a wrong place.
        (format!("passwordless = {SECRET:?}"), &["passwordless"]),
        (complete() + &format!("idle_seconds = {SECRET:?}"), &["passwordless.idle_seconds"]),
    ] {
        let log = with(&file);
        for word in words {
            assert!(log.contains(word), "{file}\nis refused without {word:?}:\n{log}");
        }
        assert!(!log.contains(SECRET) && !log.contains(KEY), "{log}");
    }
}

#[derive(Clone)]
struct Nobody;

impl Users for Nobody {
    async fn find(&self, _: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok(None)
    }
}

impl Newcomers for Nobody {
    async fn accept(&self, _: &Newcomer) -> Result<(), Rejection> {
        Err(Rejection::name_taken())
    }
}

#[test]
fn what_another_fairing_makes_must_be_there_before() {
    let fairing = || {
        Passwordless::fairing()
            .with_rocket(|fairing, rocket| Some(fairing.newcomers(rocket.state::<Nobody>()?.clone())))
            .with_rocket(|fairing, rocket| {
                Some(fairing.store(rocket.state::<Arc<SingleProcess>>()?.clone()).prefix("/auth"))
            })
    };
    let rocket = || configured(Config::DEBUG_PROFILE, &complete());
    let log = refused(rocket().attach(fairing()));
    assert!(log.contains("with_rocket") && log.contains("before"), "{log}");
    let log = refused(rocket().manage(Nobody).attach(fairing()));
    assert!(log.contains("with_rocket") && log.contains("before"), "{log}");

    let store = Arc::new(SingleProcess::new());
    let (client, log) = launched(rocket().manage(Nobody).manage(store).attach(fairing()));
    assert!(client.rocket().routes().any(|route| route.uri.path() == "/auth/register"));
    assert_eq!(log, "");
}

#[test]
fn a_release_says_which_store_it_has() {
    let file = but("store = \"single-process\"", "");
    let rocket = configured(Config::RELEASE_PROFILE, &file).attach(Passwordless::fairing());
    let log = refused(rocket);
    assert!(log.contains("passwordless.store") && log.contains("single-process"), "{log}");

    let (_, log) = launched(configured(Config::DEBUG_PROFILE, &file).attach(Passwordless::fairing()));
    assert!(log.contains("passwordless.store"), "{log}");
}
