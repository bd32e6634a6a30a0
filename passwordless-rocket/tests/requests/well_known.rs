//! Documents at well-known addresses, and none that nobody told.

use passwordless::well_known::WellKnown;
use rocket::{error::ErrorKind, http::Status, local::blocking::Client};

use crate::site::{Site, rocket};

#[test]
fn documents_are_at_the_root_as_json_and_without_a_redirect() {
    let told = WellKnown::new().related_origins(["https://app.example"]).ios_app("A1B2C3D4E5", "example.app");
    let client = Client::untracked(rocket().attach(Site::new().fairing().well_known(told))).unwrap();
    for (path, said) in [
        ("/.well-known/webauthn", r#"{"origins":["https://app.example"]}"#),
        (
            "/.well-known/apple-app-site-association",
            r#"{"webcredentials":{"apps":["A1B2C3D4E5.example.app"]}}"#,
        ),
    ] {
        let answer = client.get(path).dispatch();
        assert_eq!(answer.status(), Status::Ok, "{path}");
        assert_eq!(answer.headers().get_one("content-type"), Some("application/json"));
        assert_eq!(answer.headers().get_one("cache-control"), Some("public, max-age=3600"));
        assert_eq!(answer.into_string().unwrap(), said);
        assert_eq!(client.head(path).dispatch().status(), Status::Ok);
    }
    for path in
        ["/.well-known/passkey-endpoints", "/.well-known/assetlinks.json", "/passkeys/.well-known/webauthn"]
    {
        assert_eq!(client.get(path).dispatch().status(), Status::NotFound, "{path}");
    }
}

#[test]
fn what_no_device_would_read_refuses_the_launch() {
    let fairing = Site::new().fairing().well_known(WellKnown::new().ios_app("", ""));
    let Err(error) = Client::untracked(rocket().attach(fairing)) else { panic!("it launched") };
    assert!(matches!(error.kind(), ErrorKind::FailedFairings(_)), "{error}");
}
