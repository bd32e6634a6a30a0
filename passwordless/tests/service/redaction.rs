//! Nothing that can be printed holds a key, a token, or a text of an answer.

use std::{error::Error as StdError, fmt::Debug};

use passwordless::{ApiKey, ApiSecret, Client, Error, RegisterToken, Registration, Token};
use tracing::Level;

use crate::{
    log::Log,
    support::{Answer, SECRET, Server, TOKEN, golden, secret, token},
};

const REGISTER_TOKEN: &str = "register_k8Qg6e9dSdFT";
const PUBLIC_KEY: &str = "acme:public:2e728aa5986f4ba8b073a5b28a939795";

fn assert_clean(shown: &str) {
    let secrets = [SECRET, TOKEN, REGISTER_TOKEN, PUBLIC_KEY, "a679563b", "2e728aa5", "k8Qg", "sesame"];
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} in: {shown}");
    }
}

fn all_forms(value: &dyn Debug) -> String {
    format!("{value:?} {value:#?}")
}

fn chain(error: &Error) -> String {
    let mut shown = format!("{error} {error:#} {}", all_forms(error));
    let mut source = StdError::source(error);
    while let Some(cause) = source {
        shown.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    shown
}

#[test]
fn values_do_not_print_themselves() {
    assert_clean(&all_forms(&secret()));
    assert_clean(&all_forms(&ApiKey::new(PUBLIC_KEY).unwrap()));
    assert_clean(&all_forms(&token()));
    assert_clean(&all_forms(&RegisterToken::new(REGISTER_TOKEN).unwrap()));
    assert_clean(&all_forms(&Client::builder(secret())));
    assert_clean(&all_forms(&Client::builder(secret()).build().unwrap()));
}

#[test]
fn refusals_do_not_repeat_what_they_refuse() {
    assert_clean(&chain(&ApiSecret::new(TOKEN).unwrap_err()));
    assert_clean(&chain(&ApiSecret::new(PUBLIC_KEY).unwrap_err()));
    assert_clean(&chain(&ApiKey::new(SECRET).unwrap_err()));
    assert_clean(&chain(&Client::builder(secret()).url(SECRET).build().unwrap_err()));
    assert_clean(&chain(&Client::builder(secret()).url("https://u:sesame@h").build().unwrap_err()));
    for text in [SECRET, REGISTER_TOKEN, "verify_sesame!"] {
        let error = Token::new(text).unwrap_err();
        assert_clean(&format!("{error} {error:?}"));
        assert_clean(&chain(&Error::from(error)));
    }
}

/// Every kind of ending, with everything logged that there is to log.
#[tokio::test]
async fn nothing_of_an_exchange_is_logged_or_kept_in_an_error() {
    let (log, guard) = Log::of_this_thread(Level::TRACE);

    let echo = format!(
        "{{\"title\":\"{TOKEN}\",\"detail\":\"{SECRET} sesame\",\"errorCode\":\"{TOKEN}\",\"type\":\"/errors.html#{SECRET}\",\
          \"traceId\":\"{SECRET}\",\"errors\":{{\"{SECRET}\":[\"{TOKEN}\"]}}}}"
    );
    let user = golden("verify-signin.response").to_string();
    let answers = [
        Answer::new(200, &user),
        Answer::new(400, &echo),
        Answer::new(401, &echo),
        Answer::new(403, &echo),
        Answer::new(500, &echo),
        Answer::new(503, &echo),
        Answer::with(302, &[("Location", &format!("http://localhost/{TOKEN}"))], &echo),
        Answer::new(200, &echo),
        Answer::new(200, &format!("\"{SECRET}\"")),
        Answer::new(200, &user.replace("true", "\"sesame\"")),
        Answer::new(200, &user.replace("2026-", "sesame-")),
        Answer::with(200, &[("Content-Type", "text/html")], "<p>sesame"),
        Answer::Raw(format!("{TOKEN} {SECRET}\r\n\r\n")),
        Answer::Raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{TOKEN}")),
    ];
    let mut errors = 0;
    for answer in answers {
        let server = Server::start([answer]).await;
        let client = server.builder().retries(1).build().unwrap();
        if let Err(error) = client.verify(&token()).await {
            assert_clean(&chain(&error));
            assert_clean(&all_forms(&error.problem()));
            errors += 1;
        }
        drop(client.credentials("sesame").await);
    }
    assert_eq!(errors, 13);

    let server = Server::start([Answer::golden(200, "register-token.response")]).await;
    let registered = server.client().create_register_token(&Registration::new("u", "pat")).await.unwrap();
    assert_clean(&all_forms(&registered));
    drop(guard);

    let log = log.text();
    // Our own events are in it, and those of the HTTP libraries.
    assert!(log.contains("answered") && log.contains("POST /signin/verify"), "{log}");
    assert!(log.contains("hyper_util"), "{log}");
    assert_clean(&log);
}
