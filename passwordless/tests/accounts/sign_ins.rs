//! What the application is told of sign-ins, and what it can do about them.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
    time::SystemTime,
};

use passwordless::{Rejection, accounts::SignIn};
use serde_json::json;

use crate::support::{ORIGIN, Site, code, refused};

/// A site that keeps a list of sign-ins, and the list.
fn site_with_list() -> (Site, Arc<Mutex<Vec<SignIn>>>) {
    let list = Arc::<Mutex<Vec<SignIn>>>::default();
    let noted = Arc::clone(&list);
    let site = Site::with(|builder| {
        builder.on_sign_in(move |signed_in| {
            noted.lock().unwrap().push(signed_in);
            async { Ok(()) }
        })
    });
    (site, list)
}

#[tokio::test]
async fn a_session_of_the_list_is_ended_from_elsewhere_and_no_other_is() {
    let (site, list) = site_with_list();
    let mut phone = site.user("alice").await;
    let mut laptop = site.visitor();
    let token = phone.browser.sign_in().await.unwrap();
    let answer = laptop.ask(&site.account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(answer.status(), 200);

    let listed = list.lock().unwrap().clone();
    assert_eq!(listed.len(), 2, "the registration and the sign-in");
    assert_eq!(listed[0].session().user_id(), listed[1].session().user_id());
    assert_ne!(listed[0].session().mark(), listed[1].session().mark());

    let first = listed[0].session();
    let gate = site.account.gate();
    gate.end_session(first.user_id(), first.mark(), first.expires_at(), SystemTime::now()).await.unwrap();
    assert!(!phone.is_signed_in(&site).await && laptop.is_signed_in(&site).await);
}

#[tokio::test]
async fn the_application_hears_who_asked_and_from_where() {
    let (site, list) = site_with_list();
    let alice = site.user("alice").await;
    let token = alice.browser.sign_in().await.unwrap();
    let (body, agent) = (json!({ "token": token }).to_string(), "Mozilla/5.0 ".repeat(40));
    let client: IpAddr = "192.0.2.7".parse().unwrap();
    let mut request = site.account.request("POST", "/sign-in").body(body.as_bytes()).client(Some(client));
    for (name, value) in
        [("Content-Type", "application/json"), ("Origin", ORIGIN), ("User-Agent", agent.as_str())]
    {
        request.header(name, value.as_bytes());
    }
    assert_eq!(site.account.answer(&request, SystemTime::now()).await.status(), 200);

    let last = list.lock().unwrap().pop().unwrap();
    assert_eq!(last.client(), Some(client));
    assert_eq!(last.user_agent(), Some(&agent[..256]));
    assert!(!format!("{last:?}").contains("192.0.2.7"));
}

#[tokio::test]
async fn nobody_is_signed_in_against_the_application() {
    let site = Site::with(|builder| {
        builder.on_sign_in(|_| async { Err(Rejection::new(403, "locked_out", "This account is locked.")) })
    });
    let mut alice = site.visitor();
    assert_eq!(refused(&alice.register(&site, "alice").await), code(403, "locked_out"));
    let answer = alice.sign_in(&site).await;
    assert_eq!(refused(&answer), code(403, "locked_out"));
    assert!(!alice.cookies.contains_key("passwordless") && !alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn a_name_may_be_called_username_as_in_the_examples_of_the_vendor() {
    let site = Site::new();
    let answer = site.visitor().ask(&site.account, "POST", "/register", json!({ "username": "alice" })).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
}
