//! Only passkeys of which the application was told sign in.

use std::time::SystemTime;

use passwordless::{
    Registration,
    accounts::{Present, Proof},
};
use serde_json::{Value, json};

use crate::{
    support::{ORIGIN, Site, Visitor, code, read, refused},
    vendor::Vendor,
};

impl Site {
    /// Somebody whose device made a passkey with a registration token, and told nobody.
    async fn thief(&self, token: &str) -> Visitor {
        let mut thief = self.visitor();
        thief.browser.register(token).await.unwrap();
        thief.cookies.clear();
        thief
    }

    /// A user whose passkeys were made before the application kept them.
    async fn earlier_user(&self, user_id: &str, devices: usize) -> Vec<Visitor> {
        self.users.lock().unwrap().insert(user_id.to_owned(), user_id.to_owned());
        let mut visitors = Vec::new();
        for _ in 0..devices {
            let registration = Registration::new(user_id, user_id);
            let token = self.account.client().create_register_token(&registration).await.unwrap();
            visitors.push(self.thief(token.expose()).await);
        }
        visitors
    }
}

async fn permission(owner: &mut Visitor, site: &Site) -> String {
    let answer = owner.ask(&site.account, "POST", "/passkeys", Value::Null).await;
    read(&answer)["token"].as_str().unwrap().to_owned()
}

async fn id_of_unfinished(owner: &mut Visitor, site: &Site) -> Vec<String> {
    let list = read(&owner.passkeys(site).await);
    let unfinished =
        list["passkeys"].as_array().unwrap().iter().filter(|passkey| passkey["unfinished"] == true);
    unfinished.map(|passkey| passkey["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_passkey_made_with_a_stolen_registration_token_signs_nobody_in() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = permission(&mut alice, &site).await;
    let mut thief = site.thief(&token).await;
    assert_eq!(refused(&thief.sign_in(&site).await), code(403, "unregistered_passkey"));

    // Whose token it was finishes with it, and signs in by what it made.
    let phone = site.emulator.browser(ORIGIN);
    let made = phone.register(&token).await.unwrap();
    let answer = alice.ask(&site.account, "POST", "/passkeys/complete", json!({ "token": made })).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    let mut phone = Visitor { browser: phone, ..site.visitor() };
    assert_eq!(phone.sign_in(&site).await.status(), 200);
    assert_eq!(refused(&thief.sign_in(&site).await), code(403, "unregistered_passkey"));

    // The owner sees the stranger's, and deletes it.
    let [id] = &id_of_unfinished(&mut alice, &site).await[..] else { panic!() };
    let answer = alice.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert_eq!(read(&answer)["passkeys"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_newcomers_stolen_token_signs_nobody_in_either() {
    let site = Site::new();
    let mut alice = site.visitor();
    let answer = alice.ask(&site.account, "POST", "/register", json!({ "name": "alice" })).await;
    let token = read(&answer)["token"].as_str().unwrap().to_owned();
    let mut thief = site.thief(&token).await;
    let made = alice.browser.register(&token).await.unwrap();
    let answer = alice.ask(&site.account, "POST", "/register/complete", json!({ "token": made })).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    assert_eq!(refused(&thief.sign_in(&site).await), code(403, "unregistered_passkey"));
    assert_eq!(alice.sign_in(&site).await.status(), 200);
}

#[tokio::test]
async fn a_token_that_a_thief_hands_in_elsewhere_makes_nothing_known() {
    let site = Site::new();
    let (mut alice, mut mallory) = (site.user("alice").await, site.user("mallory").await);
    let token = permission(&mut alice, &site).await;
    let made = mallory.browser.register(&token).await.unwrap();
    let body = json!({ "token": made });
    for path in ["/passkeys/complete", "/register/complete"] {
        let answer = mallory.ask(&site.account, "POST", path, body.clone()).await;
        assert_eq!(answer.status(), 403, "{path}");
    }
    let mut thief = Visitor { browser: mallory.browser, ..site.visitor() };
    assert_eq!(refused(&thief.sign_in(&site).await), code(403, "unregistered_passkey"));
}

#[tokio::test]
async fn a_step_up_needs_a_known_passkey() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = permission(&mut alice, &site).await;
    let device = site.emulator.browser(ORIGIN).purpose("step-up");
    device.register(&token).await.unwrap();
    let stolen = device.sign_in().await.unwrap();
    let answer = alice.ask(&site.account, "POST", "/step-up/step-up", json!({ "token": stolen })).await;
    assert_eq!(refused(&answer), code(403, "unregistered_passkey"));
}

#[tokio::test]
async fn what_a_user_had_before_is_taken_in_at_the_next_sign_in() {
    let site = Site::new();
    let devices: [Visitor; 2] = site.earlier_user("u-old", 2).await.try_into().ok().unwrap();
    let [mut laptop, mut phone] = devices;
    assert_eq!(laptop.sign_in(&site).await.status(), 200);
    let token = permission(&mut laptop, &site).await;
    let mut thief = site.thief(&token).await;
    assert_eq!(refused(&thief.sign_in(&site).await), code(403, "unregistered_passkey"));
    assert_eq!(phone.sign_in(&site).await.status(), 200, "the other device is not locked out");
}

#[tokio::test]
async fn what_a_user_had_before_goes_on_when_a_passkey_is_added_by_a_password() {
    let site = Site::new();
    let [mut laptop] = <[Visitor; 1]>::try_from(site.earlier_user("u-old", 1).await).ok().unwrap();
    let user_id = "u-old";
    let registration = Registration::new(user_id, user_id);
    let token = site.account.client().create_register_token(&registration).await.unwrap();
    let phone = site.emulator.browser(ORIGIN);
    let made = phone.register(token.expose()).await.unwrap();
    let registered = site.account.client().verify(&made.parse().unwrap()).await.unwrap();
    site.account.note_passkey(&registered, SystemTime::now()).await.unwrap();
    assert_eq!(laptop.sign_in(&site).await.status(), 200);
    let mut phone = Visitor { browser: phone, ..site.visitor() };
    assert_eq!(phone.sign_in(&site).await.status(), 200);
}

#[tokio::test]
async fn an_operator_takes_in_what_is_a_users_all_the_same() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = permission(&mut alice, &site).await;
    // The connection broke before the browser could say that it was done.
    let mut phone = site.thief(&token).await;
    assert_eq!(refused(&phone.sign_in(&site).await), code(403, "unregistered_passkey"));
    let user_id = site.users.lock().unwrap().keys().next().unwrap().clone();
    assert_eq!(site.account.take_in_passkeys(&user_id, SystemTime::now()).await.unwrap(), 2);
    assert_eq!(phone.sign_in(&site).await.status(), 200);
}

/// The service would have the device make no second one beside it, and nobody signs in with the first.
#[tokio::test]
async fn a_passkey_of_which_nobody_was_told_makes_room_for_another() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = permission(&mut alice, &site).await;
    // The connection broke before the browser could say that it was done.
    let mut phone = site.thief(&token).await;
    assert_eq!(id_of_unfinished(&mut alice, &site).await.len(), 1);
    let token = permission(&mut alice, &site).await;
    assert_eq!(id_of_unfinished(&mut alice, &site).await, Vec::<String>::new());
    let made = phone.browser.register(&token).await.unwrap();
    let answer = alice.ask(&site.account, "POST", "/passkeys/complete", json!({ "token": made })).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    assert_eq!(read(&answer)["passkeys"].as_array().unwrap().len(), 2);
    assert_eq!(phone.sign_in(&site).await.status(), 200);
}

#[tokio::test]
async fn an_addition_that_is_finished_in_two_tabs_at_once_starts_again() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = permission(&mut alice, &site).await;
    let made = site.emulator.browser(ORIGIN).register(&token).await.unwrap();
    permission(&mut alice, &site).await; // In another tab: what the first has made is gone.
    let answer = alice.ask(&site.account, "POST", "/passkeys/complete", json!({ "token": made })).await;
    assert_eq!(refused(&answer), code(401, "token_revoked"));
}

#[tokio::test]
async fn what_a_user_had_before_anything_was_known_is_not_deleted_by_an_addition() {
    let site = Site::new();
    site.earlier_user("u-old", 2).await;
    let present = Present::new("u-old", "u-old").proved(Proof::Passkey, SystemTime::now());
    site.account.register_token_for(&present, SystemTime::now()).await.unwrap();
    assert_eq!(site.account.client().credentials("u-old").await.unwrap().len(), 2);
}

#[tokio::test]
async fn nobody_is_refused_because_the_service_lists_nothing() {
    let vendor = Vendor::with_passkeys(1).await;
    vendor.fail("/credentials/list", 500);
    let (account, mut alice) = vendor.signed_in().await;
    vendor.fail("/credentials/list", 0);
    let token = vendor.token("another", "passkey_signin");
    let answer = alice.ask(&account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let calls = vendor.told.lock().unwrap().calls.clone();
    let listings = calls.iter().filter(|call| *call == "/credentials/list").count();
    assert!(listings >= 2, "the second sign-in tries again: {calls:?}");
    // From then on nobody asks.
    let before = vendor.told.lock().unwrap().calls.len();
    let token = vendor.token("third", "passkey_signin");
    assert_eq!(alice.ask(&account, "POST", "/sign-in", json!({ "token": token })).await.status(), 200);
    assert_eq!(vendor.told.lock().unwrap().calls[before..], ["/signin/verify"]);
}

#[tokio::test]
async fn a_strangers_passkey_is_no_other_way_in() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = permission(&mut alice, &site).await;
    site.thief(&token).await;
    let list = read(&alice.passkeys(&site).await);
    let mine =
        list["passkeys"].as_array().unwrap().iter().find(|passkey| passkey["isCurrent"] == true).unwrap();
    assert_eq!((&mine["unfinished"], &mine["isLast"]), (&json!(false), &json!(true)));
    let path = format!("/passkeys/{}", mine["id"].as_str().unwrap());
    let answer = alice.ask(&site.account, "DELETE", &path, Value::Null).await;
    assert_eq!(refused(&answer), code(409, "last_passkey"));
}

#[tokio::test]
async fn a_strangers_passkey_keeps_nobody_from_adding_the_first() {
    let site = Site::new();
    let present = Present::new("u-new", "new").proved(Proof::Password, SystemTime::now());
    site.users.lock().unwrap().insert("u-new".to_owned(), "new".to_owned());
    site.account.gate().add_passkeys("u-new", []).await.unwrap();
    let token = site.account.register_token_for(&present, SystemTime::now()).await.unwrap();
    site.thief(token.expose()).await;
    assert!(site.account.register_token_for(&present, SystemTime::now()).await.is_ok());
}
