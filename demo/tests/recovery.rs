//! The address for a lost passkey: it counts when its mail was read by its user, and the link there leads to a new passkey.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

mod support;

use passwordless_emulator::control::Fault;
use rocket::http::{Header, Status};
use serde_json::json;
use support::{Demo, ORIGIN, Person, body, form, refusal, refused, step_up};

/// Asks for an address on the account's page.
async fn want(person: &Person, demo: &Demo, address: &str) -> u16 {
    form(person, demo, "/recovery-address".to_owned(), &format!("email={address}")).await.status().code
}

/// The link of the newest mail, when so many were sent: links for a lost passkey are sent after the answer, so that the
/// answer does not tell.
async fn last_mail(demo: &Demo, sent: usize) -> String {
    loop {
        let outbox = demo.emulator().outbox();
        if outbox.len() == sent {
            return outbox.last().unwrap().link().to_owned();
        }
        rocket::tokio::task::yield_now().await;
    }
}

/// The form that the page of a confirming link sends.
fn token(link: &str) -> String {
    format!("token={}", link.strip_prefix(&format!("{ORIGIN}/recovery-address#")).unwrap())
}

/// Asks for an address, and follows the link of the mail.
async fn confirm_address(person: &Person, demo: &Demo, address: &str) {
    let sent = demo.emulator().outbox().len();
    assert_eq!(want(person, demo, address).await, 204);
    let link = last_mail(demo, sent + 1).await;
    let answer = form(person, demo, CONFIRM.to_owned(), &token(&link)).await;
    assert_eq!(answer.status(), Status::NoContent);
}

const CONFIRM: &str = "/recovery-address/confirm";

/// Somebody who has registered, and may change where links are sent.
async fn user(demo: &Demo, name: &str) -> Person {
    let mut person = Person::at(demo);
    person.register(demo, name).await;
    step_up(&mut person, demo).await;
    person
}

#[rocket::async_test]
async fn an_address_for_a_lost_passkey_needs_a_step_up() {
    let demo = Demo::start().await;
    let mut alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let set = async |person: &Person, fields: &str| {
        form(person, &demo, "/recovery-address".to_owned(), fields).await
    };
    assert_eq!(refusal(set(&alice, "email=a@example.com").await).await, refused(401, "step_up_required"));
    step_up(&mut alice, &demo).await;
    confirm_address(&alice, &demo, "Alice@Example.com").await;
    assert!(alice.me(&demo).await.unwrap().contains("value=\"alice@example.com\""));
    for fields in ["email=alice", "email=a%0Ab@example.com"] {
        assert_eq!(refusal(set(&alice, fields).await).await, refused(400, "invalid_address"), "{fields}");
    }
    assert_eq!(set(&alice, "email=").await.status(), Status::NoContent);
    assert!(!alice.me(&demo).await.unwrap().contains("@example.com"));
}

#[rocket::async_test]
async fn a_mistyped_address_recovers_nothing_before_its_mail_was_read_by_its_user() {
    let demo = Demo::start().await;
    let (mallory, bob) = (user(&demo, "mallory").await, Person::at(&demo));
    assert_eq!(want(&mallory, &demo, "bob@example.com").await, 204);
    let page = mallory.me(&demo).await.unwrap();
    assert!(page.contains("bob@example.com") && !page.contains("value=\"bob@example.com\""), "pending only");

    // Bob has no account, and asks for a link all the same. He gets none that leads into Mallory's.
    bob.post(&demo, "/passkeys/magic-link", json!({ "email": "bob@example.com" })).await;
    let link = last_mail(&demo, 1).await;
    assert!(link.contains("/recovery-address#"), "the confirming mail, and no other: {link}");
    // What he got opens nothing anywhere.
    let stolen = link.split_once('#').unwrap().1;
    let answer = bob.post(&demo, "/passkeys/magic-link/complete", json!({ "token": stolen })).await;
    assert!(answer.status().code >= 400);
    assert!(bob.sign_in(&demo, stolen).await.status().code >= 400);
    assert_eq!(refusal(form(&bob, &demo, CONFIRM.to_owned(), &token(&link)).await).await.0, 401);
    assert_eq!(bob.me(&demo).await, None);
    // Nor in a session of his own.
    let bob = user(&demo, "bob").await;
    let answer = form(&bob, &demo, CONFIRM.to_owned(), &token(&link)).await;
    assert_eq!(refusal(answer).await, refused(403, "invalid_link"));
    assert!(!bob.me(&demo).await.unwrap().contains("@example.com"));
}

#[rocket::async_test]
async fn no_answer_tells_whether_an_address_is_somebody_elses() {
    let demo = Demo::start().await;
    let (alice, mallory) = (user(&demo, "alice").await, user(&demo, "mallory").await);
    confirm_address(&alice, &demo, "alice@example.com").await;
    for address in ["alice@example.com", "ALICE@example.com", "nobody@example.com"] {
        let answer = form(&mallory, &demo, "/recovery-address".to_owned(), &format!("email={address}")).await;
        assert_eq!(answer.status(), Status::NoContent, "{address}");
        assert_eq!(answer.into_string().await.unwrap_or_default(), "");
    }
    assert_eq!(demo.emulator().outbox().len(), 4, "a mail for each");
    // Nor has Alice lost it: links for her account still go there.
    Person::at(&demo).post(&demo, "/passkeys/magic-link", json!({ "email": "alice@example.com" })).await;
    assert!(last_mail(&demo, 5).await.contains("/recover#"));
}

#[rocket::async_test]
async fn an_address_that_another_account_has_is_refused_to_whoever_reads_its_mail() {
    let demo = Demo::start().await;
    let (alice, second) = (user(&demo, "alice").await, user(&demo, "alice2").await);
    confirm_address(&alice, &demo, "alice@example.com").await;
    assert_eq!(want(&second, &demo, "alice@example.com").await, 204);
    let link = last_mail(&demo, 2).await;
    let answer = form(&second, &demo, CONFIRM.to_owned(), &token(&link)).await;
    assert_eq!(refusal(answer).await, refused(409, "address_taken"));
    // Given up there, it can be had here.
    assert_eq!(want(&alice, &demo, "").await, 204);
    let answer = form(&second, &demo, CONFIRM.to_owned(), &token(&link)).await;
    assert_eq!(answer.status(), Status::NoContent);
}

#[rocket::async_test]
async fn a_link_confirms_once_and_only_the_address_that_was_asked_for_last() {
    let demo = Demo::start().await;
    let alice = user(&demo, "alice").await;
    assert_eq!(want(&alice, &demo, "first@example.com").await, 204);
    let first = last_mail(&demo, 1).await;
    assert_eq!(want(&alice, &demo, "second@example.com").await, 204);
    let second = last_mail(&demo, 2).await;
    for (link, confirms) in [(&first, false), (&second, true), (&second, false)] {
        let answer = form(&alice, &demo, CONFIRM.to_owned(), &token(link)).await;
        assert_eq!(answer.status() == Status::NoContent, confirms, "{}", answer.status());
    }
    for made_up in ["token=verify_made-up", "token=", "token=verify_%00"] {
        let answer = form(&alice, &demo, CONFIRM.to_owned(), made_up).await;
        assert_eq!(refusal(answer).await, refused(403, "invalid_link"), "{made_up}");
    }
    // A sign-in's token is none either, and of no use afterwards.
    let token = format!("token={}", alice.browser().sign_in().await.unwrap());
    let answer = form(&alice, &demo, CONFIRM.to_owned(), &token).await;
    assert_eq!(refusal(answer).await, refused(403, "invalid_link"));
    let page = alice.me(&demo).await.unwrap();
    assert!(page.contains("value=\"second@example.com\"") && !page.contains("first@"));
}

#[rocket::async_test]
async fn a_user_has_few_mails_sent_and_few_users_to_one_address() {
    let demo = Demo::start().await;
    let alice = user(&demo, "alice").await;
    for number in 0..5 {
        assert_eq!(want(&alice, &demo, &format!("{number}@example.com")).await, 204);
    }
    let answer = form(&alice, &demo, "/recovery-address".to_owned(), "email=5@example.com").await;
    assert_eq!(refusal(answer).await, refused(429, "too_many_mails"));
    assert_eq!(demo.emulator().outbox().len(), 5);
    // Ten accounts of one person are no way to fill somebody else's mailbox.
    for number in 0..12 {
        let other = user(&demo, &format!("user{number}")).await;
        assert_eq!(want(&other, &demo, "victim@example.com").await, 204);
    }
    assert_eq!(demo.emulator().outbox().len(), 15);
}

#[rocket::async_test]
async fn who_takes_the_wish_back_has_no_further_mail_sent_there() {
    let demo = Demo::start().await;
    for number in 0..12 {
        let user = user(&demo, &format!("user{number}")).await;
        assert_eq!(want(&user, &demo, "victim@example.com").await, 204);
        match number % 2 {
            0 => assert_eq!(want(&user, &demo, "").await, 204),
            _ => {
                let leave = demo.client.delete("/passkeys/account").header(Header::new("Origin", ORIGIN));
                assert_eq!(user.send(leave).await.status(), Status::Ok);
            }
        }
    }
    assert_eq!(demo.emulator().outbox().len(), 10);
}

#[rocket::async_test]
async fn a_mail_that_cannot_be_sent_is_told() {
    let demo = Demo::start().await;
    let alice = user(&demo, "alice").await;
    demo.emulator().fault(Fault::status("/magic-links/send", 500).lasting());
    let answer = form(&alice, &demo, "/recovery-address".to_owned(), "email=a@example.com").await;
    assert_eq!(refusal(answer).await, refused(503, "mail_not_sent"));
}

#[rocket::async_test]
async fn the_page_of_the_mail_names_the_account_and_changes_nothing_by_itself() {
    let demo = Demo::start().await;
    let alice = user(&demo, "alice").await;
    assert_eq!(want(&alice, &demo, "alice@example.com").await, 204);
    let open = async |person: &Person| {
        let page = demo.client.get("/recovery-address").header(Header::new("Sec-Fetch-Mode", "navigate"));
        person.send(page).await
    };
    let page = open(&alice).await.into_string().await.unwrap();
    assert!(page.contains(">alice</strong>") && page.contains(">alice@example.com</strong>"), "{page}");
    assert!(!alice.me(&demo).await.unwrap().contains("value=\"alice@example.com\""));
    let answer = open(&Person::at(&demo)).await;
    assert_eq!(answer.headers().get_one("Location"), Some("/?next=/recovery-address"));
}

#[rocket::async_test]
async fn a_link_leads_from_a_lost_passkey_to_a_new_one() {
    let demo = Demo::start().await;
    let mut alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    step_up(&mut alice, &demo).await;
    confirm_address(&alice, &demo, "alice@example.com").await;

    let lost = Person::at(&demo);
    for email in ["nobody@example.com", "ALICE@example.com"] {
        let answer = lost.post(&demo, "/passkeys/magic-link", json!({ "email": email })).await;
        assert_eq!(answer.status(), Status::Accepted, "whoever's it is");
        assert_eq!(answer.into_string().await.unwrap_or_default(), "");
    }
    let link = last_mail(&demo, 2).await;
    let (token, sealed) = link.strip_prefix(&format!("{ORIGIN}/recover#")).unwrap().split_once('.').unwrap();
    let follow = async |person: &Person| {
        let link = json!({ "token": token, "link": sealed });
        body(person.post(&demo, "/passkeys/magic-link/complete", link).await).await
    };
    let elsewhere = follow(&Person::at(&demo)).await;
    assert_eq!(
        (&elsewhere["code"], &elsewhere["account"]),
        (&json!("confirmation_required"), &json!("alice"))
    );
    let opened = follow(&lost).await;
    assert_eq!(
        (&opened["recovery"], &opened["name"]),
        (&json!(true), &json!("alice")),
        "the account is named"
    );
    assert_eq!(lost.me(&demo).await, None, "not signed in");

    let token = body(lost.post(&demo, "/passkeys/passkeys", json!({})).await).await;
    let token = lost.browser().register(token["token"].as_str().unwrap()).await.unwrap();
    let answer = lost.post(&demo, "/passkeys/passkeys/complete", json!({ "token": token })).await;
    assert_eq!(answer.status(), Status::Created);
    let token = lost.browser().sign_in().await.unwrap();
    assert_eq!(lost.sign_in(&demo, &token).await.status(), Status::Ok);
    assert!(lost.me(&demo).await.unwrap().contains("alice"));
}

#[rocket::async_test]
async fn no_link_goes_to_a_look_alike_of_a_users_address() {
    let demo = Demo::start().await;
    let mut mike = Person::at(&demo);
    mike.register(&demo, "mike").await;
    step_up(&mut mike, &demo).await;
    confirm_address(&mike, &demo, "mike@example.com").await;
    // The sign of Kelvin: another mailbox, and in lower case a plain k.
    for email in ["mi\u{212a}e@example.com", "mike@example.com"] {
        let body = json!({ "email": email });
        let answer = Person::at(&demo).post(&demo, "/passkeys/magic-link", body).await;
        assert_eq!(answer.status(), Status::Accepted);
    }
    last_mail(&demo, 2).await;
    // The outbox of the service: what is sent to a look-alike was asked for first.
    let sent_to: Vec<_> = demo.emulator().outbox().iter().map(|mail| mail.address().to_owned()).collect();
    assert_eq!(sent_to, ["mike@example.com"; 2]);
}
