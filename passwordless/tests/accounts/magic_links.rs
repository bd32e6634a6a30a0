//! Links by e-mail, and who may use them.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use passwordless::{
    Rejection,
    accounts::{Accounts, Answer, MagicLinks, Mailboxes},
};
use serde_json::{Value, json};

use crate::{
    support::{MINUTE, Mail, ORIGIN, Visitor, code, read, refused},
    vendor::Vendor,
};

const PAGE: &str = "http://localhost:4000/recover";

fn links() -> MagicLinks {
    let user_of = |address: &str| match address {
        "alice@example.com" => Ok(Some("u-alice".to_owned())),
        "down@example.com" => Err(Rejection::unavailable()),
        _ => Ok(None),
    };
    MagicLinks::new(PAGE, Mail(user_of))
}

async fn start() -> (Vendor, Accounts) {
    let vendor = Vendor::with_passkeys(1).await;
    let account = vendor.account_with(|builder| builder.magic_links(links())).unwrap();
    (vendor, account)
}

async fn ask(visitor: &mut Visitor, account: &Accounts, email: &str) -> Answer {
    visitor.ask(account, "POST", "/magic-link", json!({ "email": email })).await
}

/// Our part of the link in the last e-mail, once it was sent.
async fn sent(vendor: &Vendor, count: usize) -> String {
    for _ in 0..2000 {
        let mail = vendor.told.lock().unwrap().mails.get(count - 1).cloned();
        if let Some(mail) = mail {
            assert_eq!(
                (&mail["userId"], &mail["emailAddress"]),
                (&json!("u-alice"), &json!("alice@example.com"))
            );
            let template = mail["urlTemplate"].as_str().unwrap();
            let link = template.strip_prefix(PAGE).and_then(|rest| rest.strip_prefix("#$TOKEN.")).unwrap();
            let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
            assert!(link.bytes().all(plain), "{link}");
            return link.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("no e-mail was sent");
}

async fn follow(
    visitor: &mut Visitor,
    account: &Accounts,
    token: &str,
    link: &str,
    confirmed: bool,
) -> Answer {
    let body = json!({ "token": token, "link": link, "confirmed": confirmed });
    visitor.ask(account, "POST", "/magic-link/complete", body).await
}

impl Visitor {
    /// Asks for a link, and follows it.
    pub(crate) async fn recovering(&mut self, vendor: &Vendor, account: &Accounts) {
        ask(self, account, "alice@example.com").await;
        let link = sent(vendor, 1).await;
        let token = vendor.token("mail", "magic_link");
        let answer = follow(self, account, &token, &link, false).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
    }
}

#[tokio::test]
async fn a_link_opens_a_way_to_add_a_passkey_and_nothing_else() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    assert_eq!(ask(&mut alice, &account, " alice@example.com ").await.status(), 202);
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    let answer = follow(&mut alice, &account, &token, &link, false).await;
    assert_eq!((answer.status(), &read(&answer)["recovery"]), (200, &json!(true)), "{}", answer.body());
    assert_eq!(read(&answer)["name"], "alice", "whose account it is, where nothing had to be confirmed, too");
    assert_eq!(alice.cookies.keys().collect::<Vec<_>>(), ["passwordless-recovery"]);

    for (method, path) in
        [("GET", "/passkeys"), ("DELETE", "/passkeys/AAAB"), ("POST", "/sign-out-everywhere")]
    {
        let answer = alice.ask(&account, method, path, Value::Null).await;
        assert_eq!(refused(&answer), code(401, "sign_in_required"), "{path}");
    }
    let answer = alice.ask(&account, "POST", "/step-up/pay", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(401, "sign_in_required"));
    let recovery = alice.cookies.clone();
    // It is no session under the session's name, either.
    alice.cookies.insert("passwordless".to_owned(), recovery["passwordless-recovery"].clone());
    assert_eq!(alice.ask(&account, "GET", "/passkeys", Value::Null).await.status(), 401);
    alice.cookies.remove("passwordless");

    assert_eq!(alice.ask(&account, "POST", "/passkeys", Value::Null).await.status(), 200);
    let registration = vendor.token("new", "passkey_register");
    let answer = alice.ask(&account, "POST", "/passkeys/complete", json!({ "token": registration })).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    assert!(alice.cookies.is_empty());
    // One passkey for one link.
    alice.cookies = recovery;
    let answer = alice.ask(&account, "POST", "/passkeys", Value::Null).await;
    assert_eq!(refused(&answer), code(401, "sign_in_required"));
}

#[tokio::test]
async fn asking_again_leaves_the_first_link_good_in_this_browser() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let first = sent(&vendor, 1).await;
    // The fourth is held back by the limit, and whoever asked is not told.
    for _ in 0..3 {
        assert_eq!(ask(&mut alice, &account, "alice@example.com").await.status(), 202);
    }
    let token = vendor.token("mail", "magic_link");
    let kept = alice.cookies.clone();
    assert_eq!(follow(&mut alice, &account, &token, &first, false).await.status(), 200);
    // What the browser kept counts for no longer than a link lives.
    alice.cookies = kept;
    let token = vendor.token("later", "magic_link");
    let body = json!({ "token": token, "link": first, "confirmed": false });
    let later = SystemTime::now() + MINUTE * 16;
    let ask_again = json!({ "email": "alice@example.com" });
    let before = alice.cookies.clone();
    alice.ask_at(&account, "POST", "/magic-link", ask_again, later).await;
    assert_ne!(before, alice.cookies);
    let answer = alice.ask(&account, "POST", "/magic-link/complete", body).await;
    assert_eq!(refused(&answer), code(409, "confirmation_required"));
}

#[tokio::test]
async fn who_recovers_and_does_not_hear_the_answer_is_told_again() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    alice.recovering(&vendor, &account).await;
    let recovery = alice.cookies.clone();
    let body = json!({ "token": vendor.token("new", "passkey_register") });
    let answer = alice.ask(&account, "POST", "/passkeys/complete", body.clone()).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    vendor.told.lock().unwrap().passkeys.push("AAAZ".to_owned());

    // The browser keeps what the answer would have taken from it.
    alice.cookies = recovery.clone();
    let answer = alice.ask(&account, "POST", "/passkeys/complete", body.clone()).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    let told = read(&answer);
    let ids: Vec<_> = told["passkeys"].as_array().unwrap().iter().map(|passkey| &passkey["id"]).collect();
    assert_eq!((ids, &told["signals"]), (vec![&json!("AAAZ")], &json!([])), "of the new one, and no other");
    assert!(alice.cookies.is_empty());

    // Another passkey is not added by it, and without its cookie nobody is told.
    alice.cookies = recovery;
    let other = vendor.token("other", "passkey_register");
    vendor.told.lock().unwrap().tokens.get_mut(&other).unwrap()["credentialId"] = json!("AAAX");
    let answer = alice.ask(&account, "POST", "/passkeys/complete", json!({ "token": other })).await;
    assert_eq!(refused(&answer), code(401, "sign_in_required"));
    alice.cookies.clear();
    let answer = alice.ask(&account, "POST", "/passkeys/complete", body).await;
    assert_eq!(refused(&answer), code(401, "sign_in_required"));
}

#[tokio::test]
async fn a_browser_without_passkeys_does_not_use_a_link_up() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    let body = json!({ "token": token, "link": link, "confirmed": true, "passkeys": false });
    let answer = vendor.visitor().ask(&account, "POST", "/magic-link/complete", body).await;
    assert_eq!(refused(&answer), code(409, "other_browser_needed"));
    assert_eq!(follow(&mut alice, &account, &token, &link, false).await.status(), 200);
}

#[tokio::test]
async fn a_passkey_of_somebody_else_is_not_added_by_a_link() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    assert_eq!(follow(&mut alice, &account, &token, &link, false).await.status(), 200);
    let registration = vendor.token("new", "passkey_register");
    vendor.told.lock().unwrap().tokens.get_mut(&registration).unwrap()["userId"] = json!("u-mallory");
    let answer = alice.ask(&account, "POST", "/passkeys/complete", json!({ "token": registration })).await;
    assert_eq!(refused(&answer), code(403, "user_denied"));
}

#[tokio::test]
async fn a_link_is_followed_once() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    let before = alice.cookies.clone();
    assert_eq!(follow(&mut alice, &account, &token, &link, false).await.status(), 200);
    alice.cookies = before;
    let answer = follow(&mut alice, &account, &token, &link, true).await;
    assert_eq!(refused(&answer), code(401, "token_already_used"));
}

#[tokio::test]
async fn a_link_to_an_address_that_was_given_up_since_opens_nothing() {
    let vendor = Vendor::with_passkeys(1).await;
    let owner = Arc::new(Mutex::new(Ok(Some("u-alice".to_owned()))));
    let now = Arc::clone(&owner);
    let user_of = move |_: &str| now.lock().unwrap().clone().map_err(|(): ()| Rejection::unavailable());
    let links = MagicLinks::new(PAGE, Mail(user_of));
    let account = vendor.account_with(|builder| builder.magic_links(links)).unwrap();
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    for (since, refusal) in [
        (Ok(None), code(403, "invalid_link")),
        (Ok(Some("u-mallory".to_owned())), code(403, "invalid_link")),
        (Err(()), code(503, "unavailable")),
    ] {
        *owner.lock().unwrap() = since;
        for confirmed in [false, true] {
            let answer = follow(&mut alice, &account, &token, &link, confirmed).await;
            assert_eq!(refused(&answer), refusal);
        }
    }
    *owner.lock().unwrap() = Ok(Some("u-alice".to_owned()));
    assert_eq!(follow(&mut alice, &account, &token, &link, false).await.status(), 200, "nothing was used up");
}

#[tokio::test]
async fn the_get_of_a_mail_scanner_uses_nothing_up() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    for method in ["GET", "HEAD", "OPTIONS"] {
        let answer = vendor
            .visitor()
            .ask(&account, method, "/magic-link/complete", json!({ "token": token, "link": link }))
            .await;
        assert_eq!(refused(&answer), code(405, "wrong_method"));
    }
    assert!(!vendor.told.lock().unwrap().calls.contains(&"/signin/verify".to_owned()));
    assert_eq!(follow(&mut alice, &account, &token, &link, false).await.status(), 200);
}

#[tokio::test]
async fn another_browser_is_told_whose_account_it_is_and_must_confirm() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    let mut phone = vendor.visitor();
    // Having asked for a link of one's own does not help.
    ask(&mut phone, &account, "mallory@example.com").await;
    let answer = follow(&mut phone, &account, &token, &link, false).await;
    assert_eq!(refused(&answer), code(409, "confirmation_required"));
    assert_eq!(read(&answer)["account"], "alice", "the account's name, not the address");
    assert!(!phone.cookies.contains_key("passwordless-recovery"));
    assert_eq!(follow(&mut phone, &account, &token, &link, true).await.status(), 200, "nothing was used up");
}

#[tokio::test]
async fn links_of_others_and_tokens_of_another_kind_open_nothing() {
    let (vendor, account) = start().await;
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    let mut forged = link.clone();
    forged.replace_range(20..21, if &link[20..21] == "A" { "B" } else { "A" });
    for bad in ["", "AAAA", &forged, &alice.cookies["passwordless-magic-link"].clone()] {
        assert_eq!(
            refused(&follow(&mut alice, &account, &token, bad, true).await),
            code(403, "invalid_link")
        );
    }
    let of_mallory = vendor.token("other", "magic_link");
    vendor.told.lock().unwrap().tokens.get_mut(&of_mallory).unwrap()["userId"] = json!("u-mallory");
    assert_eq!(
        refused(&follow(&mut alice, &account, &of_mallory, &link, true).await),
        code(403, "invalid_link")
    );
    for kind in ["passkey_signin", "passkey_register", "generated_signin"] {
        let token = vendor.token(kind, kind);
        assert_eq!(
            refused(&follow(&mut alice, &account, &token, &link, true).await),
            code(403, "token_kind_denied")
        );
    }
    // Nor does the token of a link sign in, or register.
    let answer = alice.ask(&account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(403, "token_kind_denied"));
}

/// A database that never answers, and counts how often it was asked.
struct Stuck(Arc<AtomicU32>);

impl Mailboxes for Stuck {
    async fn user_of(&self, _: &str) -> Result<Option<String>, Rejection> {
        self.0.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

#[tokio::test]
async fn known_and_unknown_addresses_are_answered_alike_and_at_once() {
    let vendor = Vendor::start().await;
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let slow = MagicLinks::new(PAGE, Stuck(count));
    let account = vendor.account_with(|builder| builder.magic_links(slow)).unwrap();
    let mut shapes = Vec::new();
    for email in ["alice@example.com", "nobody@example.com", "down@example.com"] {
        let mut visitor = vendor.visitor();
        let answer = ask(&mut visitor, &account, email).await;
        let cookie = visitor.cookies["passwordless-magic-link"].len();
        shapes.push((answer.status(), answer.body().to_owned(), answer.headers().count(), cookie));
    }
    assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{shapes:?}");
    assert_eq!(shapes[0].0, 202);
    for bad in ["", "alice", "@example.com", "a@", "a@b@c", "a b@c", &format!("{}@b", "a".repeat(200))] {
        let answer = ask(&mut vendor.visitor(), &account, bad).await;
        assert_eq!(refused(&answer), code(400, "malformed_request"), "{bad}");
    }
}

#[tokio::test]
async fn nobody_is_flooded_with_e_mails_and_nobody_learns_who_asked() {
    let vendor = Vendor::start().await;
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let user_of = move |_: &str| {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(None)
    };
    let links = MagicLinks::new(PAGE, Mail(user_of));
    let account = vendor.account_with(|builder| builder.magic_links(links)).unwrap();
    for spelling in ["alice@example.com", "Alice@Example.com", "ALICE@EXAMPLE.COM"].repeat(5) {
        assert_eq!(
            ask(&mut vendor.visitor(), &account, spelling).await.status(),
            202,
            "as for the first time"
        );
    }
    // Whatever was begun meanwhile gets its turn.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(asked.load(Ordering::SeqCst), 3);

    let from = async |host: u8, email: String| {
        let body = json!({ "email": email }).to_string();
        let mut request = account.request("POST", "/magic-link").body(body.as_bytes());
        request.header("origin", ORIGIN.as_bytes());
        request.header("content-type", b"application/json");
        let request = request.client(Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, host))));
        account.answer(&request, SystemTime::now()).await
    };
    for n in 0..10 {
        assert_eq!(from(1, format!("{n}@example.com")).await.status(), 202);
    }
    assert_eq!(refused(&from(1, "new@example.com".to_owned()).await), code(429, "too_many_requests"));
    assert_eq!(from(2, "new@example.com".to_owned()).await.status(), 202);
}

#[tokio::test]
async fn a_way_to_recover_ends_by_time_by_sign_out_and_everywhere() {
    for end in ["time", "/sign-out", "everywhere"] {
        let (vendor, account) = start().await;
        let mut alice = vendor.visitor();
        ask(&mut alice, &account, "alice@example.com").await;
        let link = sent(&vendor, 1).await;
        let token = vendor.token("mail", "magic_link");
        assert_eq!(follow(&mut alice, &account, &token, &link, false).await.status(), 200);
        let stolen = alice.cookies.clone();
        let mut now = SystemTime::now();
        match end {
            "time" => now += MINUTE * 11,
            "everywhere" => account.gate().sign_out_everywhere("u-alice", now).await.unwrap(),
            path => assert_eq!(alice.ask(&account, "POST", path, Value::Null).await.status(), 204),
        }
        alice.cookies = stolen;
        let answer = alice.ask_at(&account, "POST", "/passkeys", Value::Null, now).await;
        assert_eq!(refused(&answer), code(401, "sign_in_required"), "{end}");
    }
}

#[tokio::test]
async fn a_link_signs_in_only_where_the_application_says_so() {
    let vendor = Vendor::with_passkeys(1).await;
    let account = vendor.account_with(|builder| builder.magic_links(links().sign_in())).unwrap();
    let mut alice = vendor.visitor();
    ask(&mut alice, &account, "alice@example.com").await;
    let link = sent(&vendor, 1).await;
    let token = vendor.token("mail", "magic_link");
    let answer = follow(&mut alice, &account, &token, &link, false).await;
    assert_eq!((answer.status(), &read(&answer)["userId"]), (200, &json!("u-alice")));
    assert_eq!(alice.cookies.keys().collect::<Vec<_>>(), ["passwordless"]);
    assert_eq!(alice.ask(&account, "GET", "/passkeys", Value::Null).await.status(), 200);
}

#[tokio::test]
async fn the_page_of_links_is_on_an_allowed_origin() {
    let vendor = Vendor::start().await;
    for page in [
        "https://evil.example/recover",
        "/recover",
        "http://localhost:4000/r?a=b",
        "http://localhost:4000/#a",
        "",
    ] {
        let links = MagicLinks::new(page, Mail(|_: &str| Ok(None)));
        let error = vendor.account_with(|builder| builder.magic_links(links)).unwrap_err().to_string();
        assert!(error.contains("allowed origin"), "{error}");
    }
}
