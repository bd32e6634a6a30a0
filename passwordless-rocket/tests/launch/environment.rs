//! Environment variables beat the file. They are set for another process, which runs this same test.

use std::{env, process::Command};

use passwordless_rocket::Passwordless;
use rocket::{Config, http::Status};

use crate::start::{complete, configured, launched, refused};

#[test]
fn variables_beat_the_file() {
    if env::var_os("ROCKET_PASSWORDLESS_PREFIX").is_some() {
        let rocket = configured(Config::RELEASE_PROFILE, &complete()).attach(Passwordless::fairing());
        let (client, _) = launched(rocket);
        assert_eq!(client.get("/auth/passwordless.js").dispatch().status(), Status::Ok);
        let passwordless = client.rocket().state::<Passwordless>().unwrap();
        // The origin of the file is https.
        assert_eq!(passwordless.gate().cookie_name(), "shop");
        // What is set in code beats both.
        let rocket = configured(Config::RELEASE_PROFILE, &complete());
        let (client, _) = launched(rocket.attach(Passwordless::fairing().prefix("/code")));
        assert_eq!(client.get("/code/passwordless.js").dispatch().status(), Status::Ok);
        return;
    }
    let mut again = Command::new(env::current_exe().unwrap());
    again.args(["--exact", "environment::variables_beat_the_file"]);
    again.env("ROCKET_PASSWORDLESS_TRUSTED_PROXIES", "10.0.0.0/8, ::1");
    again.env("ROCKET_PASSWORDLESS_PREFIX", "/auth");
    again.env("ROCKET_PASSWORDLESS_COOKIE_NAME", "shop");
    again.env("ROCKET_PASSWORDLESS_ORIGINS", "http://localhost:4000");
    let output = again.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_variable_that_nobody_knows_is_refused() {
    if env::var_os("ROCKET_PASSWORDLESS_ORIGIN").is_some() {
        let log = refused(configured(Config::DEBUG_PROFILE, &complete()).attach(Passwordless::fairing()));
        assert!(log.contains("origin") && log.contains("origins"), "{log}");
        return;
    }
    let mut again = Command::new(env::current_exe().unwrap());
    again.args(["--exact", "environment::a_variable_that_nobody_knows_is_refused"]);
    let output = again.env("ROCKET_PASSWORDLESS_ORIGIN", "http://localhost:4000").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
