//! A token, shown everywhere at once.

use reqwest::{Method, Response};
use rocket::futures::future::join_all;
use serde_json::json;

use crate::tally::count;
use crate::visitor::Visitor;

/// What came of showing a token.
enum Shown {
    Accepted(Response),
    Refused,
    /// The instance was killed before it answered.
    Unanswered,
}

/// Signs in with the visitor's passkey and shows the token to every instance at the same time, as its owner or a thief
/// would. Answers whether the visitor is signed in by it now.
pub(crate) async fn sign_in(visitor: &mut Visitor) -> bool {
    let cluster = visitor.cluster.clone();
    let token = visitor.browser.sign_in().await.unwrap();
    count(&cluster.tally.tokens);
    let mut accepted = None;
    let mut is_certain = true;
    // A second time, for the answer of an instance that was killed meanwhile is not known.
    for _ in 0..2 {
        for shown in show(visitor, &token).await {
            match shown {
                Shown::Accepted(answer) => {
                    count(&cluster.tally.accepted);
                    assert!(accepted.replace(answer).is_none(), "a token was accepted twice");
                }
                Shown::Refused => count(&cluster.tally.refused),
                Shown::Unanswered => {
                    count(&cluster.tally.unanswered);
                    is_certain = false;
                }
            }
        }
    }
    assert!(accepted.is_some() || !is_certain, "nobody accepted a token");
    if let Some(answer) = &accepted {
        visitor.keep_cookie(answer);
    }
    accepted.is_some()
}

async fn show(visitor: &Visitor, token: &str) -> Vec<Shown> {
    let nginx = visitor.cluster.nginx.origin.clone();
    let addresses = visitor.cluster.addresses().chain([nginx.clone()]);
    join_all(addresses.map(|address| show_at(visitor, address, token, &nginx))).await
}

async fn show_at(visitor: &Visitor, address: String, token: &str, nginx: &str) -> Shown {
    let request = visitor.request(Method::POST, &address, "/verify-signin");
    let sent = std::time::Instant::now();
    match request.json(&json!({ "token": token })).send().await {
        Ok(answer) if answer.status() == 200 => Shown::Accepted(answer),
        Ok(answer) if answer.status() == 401 => Shown::Refused,
        Ok(answer) if address == nginx && matches!(answer.status().as_u16(), 502..=504) => {
            let what = format!("a token ({})", answer.status());
            let lost = crate::tally::Lost { what, sent, ended: std::time::Instant::now() };
            visitor.cluster.tally.lost.lock().unwrap().push(lost);
            Shown::Unanswered
        }
        Ok(answer) => panic!("{} {}", answer.status(), answer.text().await.unwrap()),
        Err(_) if address != nginx => Shown::Unanswered,
        Err(error) => panic!("nginx: {error}"),
    }
}
