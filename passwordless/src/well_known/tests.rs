use serde_json::{Value, json};

use super::WellKnown;

const ONE: &str =
    "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";

fn document(told: WellKnown, name: &str) -> Value {
    let documents = told.build().unwrap();
    let path = format!("/.well-known/{name}");
    assert_eq!(documents.paths().collect::<Vec<_>>(), [path.as_str()], "and no other");
    let answer = documents.answer(&path).unwrap();
    let headers: Vec<_> = answer.headers().collect();
    assert!(answer.status() == 200 && headers.contains(&("content-type", "application/json")), "{headers:?}");
    serde_json::from_str(answer.body()).unwrap()
}

#[test]
fn nothing_is_served_that_nobody_told() {
    let documents = WellKnown::new().build().unwrap();
    assert_eq!(documents.paths().count(), 0);
    assert!(documents.answer("/.well-known/webauthn").is_none());
}

#[test]
fn each_document_says_what_it_was_told() {
    let endpoints = WellKnown::new().passkey_endpoints("https://app.example/a#add", "https://app.example/a");
    let expected = json!({ "enroll": "https://app.example/a#add", "manage": "https://app.example/a" });
    assert_eq!(document(endpoints, "passkey-endpoints"), expected);

    let origins = WellKnown::new().related_origins(["https://APP.example:443", "https://app.example.co.uk"]);
    let expected = json!({ "origins": ["https://app.example", "https://app.example.co.uk"] });
    assert_eq!(document(origins, "webauthn"), expected);

    let other = ONE.to_ascii_lowercase().replace("14:", "15:");
    let android = WellKnown::new().android_app("example.app", ONE).android_app("example.app", other.clone());
    let said = document(android.android_app("example.other_app", ONE), "assetlinks.json");
    assert_eq!(said[0]["relation"], json!(["delegate_permission/common.get_login_creds"]));
    let expected = json!({
        "namespace": "android_app", "package_name": "example.app",
        "sha256_cert_fingerprints": [ONE, other.to_ascii_uppercase()],
    });
    assert_eq!((&said[0]["target"], said.as_array().unwrap().len()), (&expected, 2));

    let ios =
        WellKnown::new().ios_app("A1B2C3D4E5", "example.app").ios_app("A1B2C3D4E5", "example.other-app");
    let expected =
        json!({ "webcredentials": { "apps": ["A1B2C3D4E5.example.app", "A1B2C3D4E5.example.other-app"] } });
    assert_eq!(document(ios, "apple-app-site-association"), expected);
}

#[test]
fn what_no_device_would_read_is_refused_with_how_to_write_it() {
    let refused = |told: WellKnown, how: &str| {
        let error = told.build().unwrap_err().to_string();
        assert!(error.contains(how), "{error}");
    };
    for page in [
        "/account",
        "http://app.example/account",
        "https://",
        "javascript:alert(1)",
        "https://me@app.example/",
    ] {
        refused(
            WellKnown::new().passkey_endpoints(page, "https://app.example/a"),
            "https://app.example/account",
        );
        refused(
            WellKnown::new().passkey_endpoints("https://app.example/a", page),
            "https://app.example/account",
        );
    }
    for origin in
        ["app.example", "https://app.example/path", "http://localhost:4000", "android:apk-key-hash:Abc_-9"]
    {
        refused(WellKnown::new().related_origins([origin]), "https://app.example");
    }
    refused(WellKnown::new().related_origins([""; 0]), "leave it out");
    for fingerprint in [
        "",
        "AB:CD",
        &ONE.replace(':', ""),
        &format!("{ONE}:00"),
        &ONE.replace("14:", "1G:"),
        &ONE.replace("14:", "+4:"),
    ] {
        refused(WellKnown::new().android_app("example.app", fingerprint), "keytool");
    }
    for package in ["", "app", "example..app", "example.app\"", "example.app "] {
        refused(WellKnown::new().android_app(package, ONE), "com.example.app");
        refused(WellKnown::new().ios_app("A1B2C3D4E5", package), "com.example.app");
    }
    for team in ["", "A1B2C3D4E", "a1b2c3d4e5", "A1B2C3D4E5F"] {
        refused(WellKnown::new().ios_app(team, "example.app"), "A1B2C3D4E5");
    }
}
