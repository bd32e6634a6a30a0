//! Wrong input: each a documented error, and nothing stored.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use passwordless_emulator::{
    App, Emulator,
    testing::{Attestation, Misstep, Passkey},
};
use serde_json::{Value, json};
use support::{Backend, ORIGIN};

/// A registration that has begun: session and options.
async fn begun(backend: &Backend, user: &str) -> Value {
    let token = backend.register_token(user).await;
    let begin = json!({ "token": token, "RPID": "localhost", "Origin": ORIGIN });
    let (status, begun) = backend.post_public("/register/begin", &begin).await;
    assert_eq!(status, 200, "{begun}");
    begun
}

fn completion(begun: &Value, response: &Value) -> Value {
    json!({ "session": begun["session"], "response": response, "RPID": "localhost", "Origin": ORIGIN })
}

#[tokio::test]
async fn a_ceremony_of_another_page_or_session_is_refused_and_nothing_stored() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let (one, other) = (begun(&backend, "u").await, begun(&backend, "u").await);
    let made = Passkey::new().create(&one["data"], ORIGIN).unwrap();
    let mut wrong_origin = completion(&one, &made);
    wrong_origin["Origin"] = json!("http://localhost:4001");
    let mut evil = Passkey::new();
    evil.any_relying_party(true);
    let signed_elsewhere = evil.create(&one["data"], "https://evil.example").unwrap();
    for body in [wrong_origin, completion(&other, &made), completion(&one, &signed_elsewhere)] {
        let (status, problem) = backend.post_public("/register/complete", &body).await;
        assert_eq!((status, &problem["errorCode"]), (400, &json!("fido2_invalid_registration")), "{problem}");
    }
    assert!(backend.credentials("u").await.is_empty());
    assert_eq!(backend.get("/users/count").await.1, json!({ "count": 0 }));
    let (status, _) = backend.post_public("/register/complete", &completion(&one, &made)).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn the_same_passkey_is_registered_once() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let begun = begun(&backend, "u").await;
    let made = Passkey::new().create(&begun["data"], ORIGIN).unwrap();
    let body = completion(&begun, &made);
    assert_eq!(backend.post_public("/register/complete", &body).await.0, 200);
    let (status, problem) = backend.post_public("/register/complete", &body).await;
    assert_eq!((status, &problem["errorCode"]), (400, &json!("fido2_invalid_registration")));
    assert_eq!(backend.credentials("u").await.len(), 1);
}

#[tokio::test]
async fn an_assertion_replays_only_where_the_authenticator_does_not_count() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    for (counter, replayed) in [(None, 200), (Some(5), 400)] {
        let begun = begun(&backend, "u").await;
        let mut passkey = Passkey::new();
        if let Some(counter) = counter {
            passkey.counter(counter);
        }
        let made = passkey.create(&begun["data"], ORIGIN).unwrap();
        backend.post_public("/register/complete", &completion(&begun, &made)).await;
        let begin = json!({ "userId": "u", "RPID": "localhost", "Origin": ORIGIN });
        let (_, begun) = backend.post_public("/signin/begin", &begin).await;
        let signed = passkey.get(&begun["data"], ORIGIN).unwrap();
        let body = completion(&begun, &signed);
        assert_eq!(backend.post_public("/signin/complete", &body).await.0, 200);
        assert_eq!(backend.post_public("/signin/complete", &body).await.0, replayed);
    }
}

#[tokio::test]
async fn only_an_allowed_passkey_of_that_user_signs_in() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let mut passkeys = Vec::new();
    for user in ["alice", "bob"] {
        let begun = begun(&backend, user).await;
        let mut passkey = Passkey::new();
        let made = passkey.create(&begun["data"], ORIGIN).unwrap();
        backend.post_public("/register/complete", &completion(&begun, &made)).await;
        passkeys.push(passkey);
    }
    let begin = json!({ "userId": "alice", "RPID": "localhost", "Origin": ORIGIN });
    let (_, begun) = backend.post_public("/signin/begin", &begin).await;
    let mut anyone = begun["data"].clone();
    anyone["allowCredentials"] = json!([]);
    let bobs = passkeys[1].get(&anyone, ORIGIN).unwrap();
    let mut wrong_handle = passkeys[0].get(&anyone, ORIGIN).unwrap();
    wrong_handle["response"]["userHandle"] = json!("Ym9i");
    let mut empty_handle = passkeys[0].get(&anyone, ORIGIN).unwrap();
    empty_handle["response"]["userHandle"] = json!("");
    let mut no_id = passkeys[0].get(&anyone, ORIGIN).unwrap();
    no_id.as_object_mut().unwrap().remove("id");
    for response in [bobs, wrong_handle, empty_handle, no_id] {
        let (status, problem) = backend.post_public("/signin/complete", &completion(&begun, &response)).await;
        assert_eq!((status, &problem["errorCode"]), (400, &json!("signin_complete_error")), "{problem}");
    }
    let mut without = passkeys[0].get(&anyone, ORIGIN).unwrap();
    without["response"].as_object_mut().unwrap().remove("userHandle");
    assert_eq!(backend.post_public("/signin/complete", &completion(&begun, &without)).await.0, 200);
}

#[tokio::test]
async fn tokens_are_of_one_kind_one_application_and_one_time() {
    let emulator = Emulator::builder().app(App::named("testone")).app(App::named("testtwo")).start().unwrap();
    let stranger = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let register = backend.register_token("u").await;
    let verify = emulator.browser(ORIGIN).register(&register).await.unwrap();
    let code =
        |answer: (u16, Value)| (answer.0, answer.1["errorCode"].as_str().unwrap_or_default().to_owned());
    let invalid = |code: &str| (400, code.to_owned());
    let cut = &verify[..verify.len() - 3];
    assert_eq!(code(backend.verify(&register).await), invalid("invalid_token"));
    assert_eq!(
        code(backend.verify(&register.replace("register_", "verify_")).await),
        invalid("invalid_token")
    );
    assert_eq!(code(backend.verify(cut).await), invalid("invalid_token_format"));
    assert_eq!(code(backend.post("/signin/verify", &json!({})).await), invalid("missing_token"));
    let (_, begun) =
        backend.post_public("/signin/begin", &json!({ "RPID": "localhost", "Origin": ORIGIN })).await;
    let session = begun["session"].as_str().unwrap().replace("session_", "verify_");
    assert_eq!(code(backend.verify(&session).await), invalid("invalid_token"));
    assert_eq!(code(Backend::new(&stranger).verify(&verify).await), invalid("invalid_token"));
    let past = json!({ "userId": "u", "username": "u", "expiresAt": "2020-01-01T00:00:00Z" });
    let expired = backend.register_token_with(past).await;
    let error = emulator.browser(ORIGIN).register(&expired).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(403), Some("expired_token")));
    assert_eq!(backend.verify(&verify).await.0, 200);
    assert_eq!(backend.verify(&verify).await.0, 200);
}

#[tokio::test]
async fn an_alias_belongs_to_one_user_at_every_door() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let alias = |user: &str| json!({ "userId": user, "aliases": ["fry"], "hashing": false });
    // Bob's token comes first, Alice's alias then: his registration ends with nothing stored.
    let token = backend
        .register_token_with(json!({ "userId": "bob", "username": "bob", "aliases": ["fry", "bobby"] }))
        .await;
    assert_eq!(backend.post("/alias", &alias("alice")).await.0, 204);
    assert_eq!(backend.post("/alias", &alias("alice")).await.0, 204);
    let (status, problem) = backend.post("/alias", &alias("bob")).await;
    assert_eq!((status, &problem["errorCode"]), (409, &json!("alias_conflict")));
    let body = json!({ "userId": "bob", "username": "bob", "aliases": ["fry"] });
    assert_eq!(backend.post("/register/token", &body).await.0, 409);
    let error = emulator.browser(ORIGIN).register(&token).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(409), Some("alias_conflict")));
    assert!(backend.credentials("bob").await.is_empty());
    let (_, list) = backend.get("/users/list").await;
    assert_eq!(
        list,
        json!({ "values": [{ "userId": "alice", "aliasCount": 1, "aliases": ["fry"],
        "credentialsCount": 0, "lastUsedAt": null }] })
    );
    assert_eq!(backend.post("/users/delete", &json!({ "userId": "alice" })).await.0, 200);
    assert_eq!(backend.post("/alias", &alias("bob")).await.0, 204);
    assert_eq!(backend.post("/alias", &json!({ "userId": "bob", "aliases": [] })).await.0, 204);
    assert_eq!(backend.get("/alias/list?userId=bob").await.1, json!({ "values": [] }));
}

#[tokio::test]
async fn fields_that_may_not_be_so_are_named_together() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let long = "x".repeat(251);
    let cases = [
        ("/register/token", json!({}), vec!["userId", "username"]),
        (
            "/register/token",
            json!({ "userId": " ", "username": "u", "aliases": [long] }),
            vec!["aliases", "userId"],
        ),
        ("/alias", json!({ "userId": "u" }), vec!["aliases"]),
        ("/alias", json!({ "userId": "u", "aliases": [null] }), vec!["aliases"]),
        ("/signin/generate-token", json!({ "userId": "u", "timeToLive": 0 }), vec!["timeToLiveSeconds"]),
        (
            "/signin/generate-token",
            json!({ "userId": "u", "timeToLive": "604801" }),
            vec!["timeToLiveSeconds"],
        ),
        ("/credentials/list", json!({ "userId": "" }), vec!["userId"]),
        ("/users/delete", json!({}), vec!["userId"]),
    ];
    for (path, body, fields) in cases {
        let (status, problem) = backend.post(path, &body).await;
        assert_eq!(status, 400, "{path} {problem}");
        assert_eq!(problem["errors"].as_object().unwrap().keys().collect::<Vec<_>>(), fields, "{path}");
    }
    for body in [json!({ "timeToLive": 60 }), json!({ "userId": "u", "timeToLive": 1.5 })] {
        let (status, problem) = backend.post("/signin/generate-token", &body).await;
        assert!(status == 400 && problem.get("errors").is_none(), "{problem}");
    }
    let generated =
        backend.post("/signin/generate-token", &json!({ "userId": 7, "timeToLive": "30" })).await.1;
    let (_, verified) = backend.verify(generated["token"].as_str().unwrap()).await;
    assert_eq!((&verified["userId"], &verified["type"]), (&json!("7"), &json!("generated_signin")));
    assert_eq!((&verified["origin"], &verified["device"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn options_that_only_begin_can_judge_are_refused_there() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    for (member, value) in [
        ("authenticatorType", json!("roaming")),
        ("userVerification", json!("optional")),
        ("userVerification", json!(null)),
        ("hints", json!(null)),
    ] {
        let mut body = json!({ "userId": "u", "username": "u" });
        body[member] = value;
        let token = backend.register_token_with(body).await;
        let error = emulator.browser(ORIGIN).register(&token).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(400), Some("invalid_argument")), "{member}");
    }
    for (attestation, code) in
        [("direct", "attestation_not_supported_on_plan"), ("Direct", "invalid_attestation")]
    {
        let body = json!({ "userId": "u", "username": "u", "attestation": attestation });
        assert_eq!(backend.post("/register/token", &body).await.1["errorCode"], code);
    }
}

#[tokio::test]
async fn debug_output_holds_no_key() {
    let emulator = Emulator::start().unwrap();
    let shown = format!("{emulator:?} {:?} {:?}", emulator.browser(ORIGIN), Passkey::new());
    for key in [emulator.api_key(), emulator.api_secret()] {
        assert!(!shown.contains(key.rsplit(':').next().unwrap()), "{shown}");
    }
}

#[tokio::test]
async fn what_a_passkey_does_wrong_is_refused_and_the_next_time_it_signs_in() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let strict = json!({ "purpose": "strict", "performedBy": "ann", "timeToLive": "00:02:00", "userVerificationRequirement": "required" });
    assert_eq!(backend.post("/auth-configs/add", &strict).await.0, 201);
    let browser = emulator.browser(ORIGIN).counter(1).purpose("strict").attestation(Attestation::PackedSelf);
    for misstep in [Misstep::BadSignature, Misstep::WrongOrigin] {
        browser.passkey().misstep(misstep);
        let error = browser.register(&backend.register_token("u").await).await.unwrap_err();
        assert_eq!(error.code(), Some("fido2_invalid_registration"), "{misstep:?}");
    }
    assert!(backend.credentials("u").await.is_empty());
    browser.register(&backend.register_token("u").await).await.unwrap();
    for misstep in
        [Misstep::BadSignature, Misstep::WrongOrigin, Misstep::CounterBack, Misstep::UserNotVerified]
    {
        browser.passkey().misstep(misstep);
        let error = browser.sign_in_with_user_id("u").await.unwrap_err();
        assert_eq!(error.code(), Some("signin_complete_error"), "{misstep:?}");
        browser.sign_in_with_user_id("u").await.unwrap();
    }
}

#[tokio::test]
async fn an_origin_that_is_no_url_begins_nothing() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let token = backend.register_token("u").await;
    for origin in ["localhost", "example.com/sign-in", "null", "http://", "not a url"] {
        let begin = json!({ "token": token, "RPID": "localhost", "Origin": origin });
        for call in ["/register/begin", "/signin/begin"] {
            let (status, problem) = backend.post_public(call, &begin).await;
            assert_eq!(
                (status, problem["errors"]["origin"].is_array()),
                (400, true),
                "{call} {origin}: {problem}"
            );
        }
    }
    for origin in ["android:apk-key-hash:abc", "HTTP://LOCALHOST:4000/path"] {
        let begin = json!({ "token": token, "RPID": "localhost", "Origin": origin });
        assert_eq!(backend.post_public("/register/begin", &begin).await.0, 200, "{origin}");
        assert_eq!(backend.post_public("/signin/begin", &begin).await.0, 200, "{origin}");
    }
    // What is wrong with the token is told first.
    let begin = json!({ "token": "x", "RPID": "localhost", "Origin": "localhost" });
    assert_eq!(backend.post_public("/register/begin", &begin).await.1["errorCode"], "invalid_token");
}

#[tokio::test]
async fn extension_outputs_are_read_and_properties_that_do_not_say_are_not_discoverable() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    for (results, listed) in [
        (json!({}), Some(json!(null))),
        (json!({ "credProps": {} }), Some(json!(false))),
        (json!({ "credProps": { "rk": true } }), Some(json!(true))),
        (json!({ "prf": { "enabled": true, "results": { "first": "AAEC" } } }), Some(json!(null))),
        (json!({ "prf": { "results": { "first": {} } } }), None),
        (json!({ "credProps": { "rk": null } }), None),
        (json!({ "largeBlob": { "blob": [1, 2] } }), None),
    ] {
        let begun = begun(&backend, "u").await;
        let mut passkey = Passkey::new();
        let mut made = passkey.create(&begun["data"], ORIGIN).unwrap();
        made["clientExtensionResults"] = results.clone();
        let (status, answer) = backend.post_public("/register/complete", &completion(&begun, &made)).await;
        assert_eq!(status, if listed.is_some() { 200 } else { 400 }, "{results}: {answer}");
        assert!(listed.is_some() || answer.get("errorCode").is_none(), "{answer}");
        if let Some(listed) = listed {
            let passkeys = backend.credentials("u").await;
            assert_eq!(passkeys.last().unwrap()["isDiscoverable"], listed, "{results}");
        }
        // A sign-in answers with the same extensions.
        let begin = json!({ "userId": "u", "RPID": "localhost", "Origin": ORIGIN });
        let (_, begun) = backend.post_public("/signin/begin", &begin).await;
        let Ok(mut signed) = passkey.get(&begun["data"], ORIGIN) else { continue };
        signed["clientExtensionResults"] = json!({ "prf": { "results": { "first": 1 } } });
        assert_eq!(backend.post_public("/signin/complete", &completion(&begun, &signed)).await.0, 400);
    }
}

#[tokio::test]
async fn a_registration_without_its_inner_response_names_the_field() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let begun = begun(&backend, "u").await;
    let made = Passkey::new().create(&begun["data"], ORIGIN).unwrap();
    let refused = async |change: &dyn Fn(&mut Value)| {
        let mut made = made.clone();
        change(&mut made);
        let (status, problem) = backend.post_public("/register/complete", &completion(&begun, &made)).await;
        assert_eq!(status, 400, "{problem}");
        problem
    };
    let problem = refused(&|made| made["response"] = json!(null)).await;
    assert!(problem["errors"]["response.Response"].is_array(), "{problem}");
    for name in ["attestationObject", "clientDataJSON"] {
        let problem = refused(&|made| made["response"][name] = json!(null)).await;
        assert_eq!(problem["errorCode"], "fido2_invalid_registration", "{name}: {problem}");
        let problem = refused(&|made| drop(made["response"].as_object_mut().unwrap().remove(name))).await;
        assert!(problem.get("errorCode").is_none(), "{name}: {problem}");
    }
    let problem = refused(&|made| made["rawId"] = json!("")).await;
    assert_eq!(problem["errorCode"], "fido2_invalid_registration", "{problem}");
}
