//! The end of an account, and what is left where something fails on the way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use passwordless::{
    Rejection, SingleProcess,
    accounts::{Accounts, Answer, Deletion},
};
use passwordless_emulator::{Emulator, control::Fault};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::{
    outage::Deaf,
    support::{Db, MINUTE, Site, Users, Visitor, client_of, code, gate_of, read, refused},
};

/// What the application does when it is to delete a user.
type Delete = fn(&Users, &str) -> Result<(), Rejection>;

fn delete(users: &Users, user_id: &str) -> Result<(), Rejection> {
    users.lock().unwrap().remove(user_id);
    Ok(())
}

/// A site whose store hears of so many ends, if it is to be deaf then.
struct Leaving {
    site: Site,
    hears: Arc<AtomicU32>,
    alice: Visitor,
    user_id: String,
}

impl Leaving {
    /// Alice is signed in, and bob is there.
    async fn with(delete: Delete) -> Self {
        Self::whose_application(move |users, user_id| std::future::ready(delete(&users, &user_id))).await
    }

    async fn whose_application<F>(delete: impl Fn(Users, String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        let (emulator, users) = (Emulator::start().unwrap(), Users::default());
        let hears = Arc::new(AtomicU32::new(u32::MAX));
        let deleting = Arc::clone(&users);
        let builder = Accounts::builder().newcomers(Db { users: Arc::clone(&users), ..Db::default() });
        let builder = builder.deletions(move |user_id| delete(Arc::clone(&deleting), user_id));
        let gate = gate_of(Deaf(SingleProcess::new(), Arc::clone(&hears)));
        let account = builder.build(client_of(emulator.url(), emulator.api_secret()), gate).unwrap();
        let site = Site { emulator, account, users };
        site.user("bob").await;
        let alice = site.user("alice").await;
        let users = site.users.lock().unwrap().clone();
        let user_id = users.into_iter().find(|(_, name)| name == "alice").unwrap().0;
        Self { site, hears, alice, user_id }
    }

    async fn leave(&mut self) -> Answer {
        self.alice.ask(&self.site.account, "DELETE", "/account", Value::Null).await
    }

    async fn is_signed_in(&mut self) -> bool {
        self.alice.is_signed_in(&self.site).await
    }

    fn is_known(&self) -> bool {
        self.site.users.lock().unwrap().contains_key(&self.user_id)
    }

    /// Passkeys and names at the service.
    async fn at_the_service(&self) -> (usize, usize) {
        let client = self.site.account.client();
        let passkeys = client.credentials(&self.user_id).await.unwrap().len();
        (passkeys, client.aliases(&self.user_id).await.unwrap().len())
    }

    /// The account is whole: she signs in, and deletes it where nothing fails.
    async fn is_whole(&mut self) {
        assert!(self.is_known());
        assert_eq!(self.at_the_service().await, (1, 1));
        assert_eq!(self.alice.sign_in(&self.site).await.status(), 200);
    }

    async fn signs_nobody_in(&mut self) {
        assert!(!self.is_known());
        assert!(!self.is_signed_in().await);
        if let Ok(token) = self.alice.browser.sign_in().await {
            let answer =
                self.alice.ask(&self.site.account, "POST", "/sign-in", json!({ "token": token })).await;
            assert_eq!(refused(&answer), code(403, "unknown_user"));
        }
    }
}

#[tokio::test]
async fn a_user_who_leaves_leaves_nothing() {
    let mut here = Leaving::with(delete).await;
    let mut elsewhere = here.site.visitor();
    let token = here.alice.browser.sign_in().await.unwrap();
    let answer = elsewhere.ask(&here.site.account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(answer.status(), 200);
    let before = here.alice.cookies.clone();
    let token = here.alice.browser.sign_in().await.unwrap();

    let answer = here.leave().await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let gone = read(&answer);
    assert_eq!((&gone["userId"], &gone["passkeys"]), (&json!(here.user_id), &json!("deleted")));
    let signals = gone["signals"].as_array().unwrap();
    assert_eq!((&signals[0]["rpId"], signals.len()), (&json!("localhost"), 1));
    assert_eq!(signals[0]["allAcceptedCredentialIds"], json!([]), "the device keeps none of them");

    assert!(here.alice.cookies.is_empty());
    assert_eq!(here.at_the_service().await, (0, 0));
    here.signs_nobody_in().await;
    here.alice.cookies = before;
    here.signs_nobody_in().await;
    assert!(!elsewhere.is_signed_in(&here.site).await, "nor on another device");
    let answer = elsewhere.ask(&here.site.account, "POST", "/sign-in", json!({ "token": token })).await;
    assert!([401, 403].contains(&answer.status()), "a token from before: {}", answer.status());
    here.site.user("alice").await; // The name is free.
}

#[tokio::test]
async fn only_a_passkey_that_was_just_used_deletes_an_account() {
    let mut here = Leaving::with(delete).await;
    let later = SystemTime::now() + MINUTE * 6;
    let answer = here.alice.ask_at(&here.site.account, "DELETE", "/account", Value::Null, later).await;
    assert_eq!(refused(&answer), code(401, "step_up_required"));
    let nobody = here.site.visitor().ask(&here.site.account, "DELETE", "/account", Value::Null).await;
    assert_eq!(refused(&nobody), code(401, "sign_in_required"));
    let ours = here.alice.origin.replace("https://evil.example".to_owned());
    assert_eq!(refused(&here.leave().await), code(403, "cross_site_request"));
    here.alice.origin = ours;
    here.is_whole().await;
}

#[tokio::test]
async fn a_service_that_does_not_answer_at_first_leaves_everything_as_it_is() {
    for call in ["/credentials/list", "/alias"] {
        let mut here = Leaving::with(delete).await;
        here.site.emulator.fault(Fault::status(call, 503).lasting());
        assert_eq!(refused(&here.leave().await), code(503, "unavailable"), "{call}");
        here.site.emulator.clear_faults();
        assert!(here.is_signed_in().await);
        here.is_whole().await;
    }
}

#[tokio::test]
async fn a_store_that_does_not_hear_leaves_the_account() {
    let mut here = Leaving::with(delete).await;
    here.hears.store(0, Ordering::SeqCst);
    assert_eq!(refused(&here.leave().await), code(503, "unavailable"));
    here.hears.store(u32::MAX, Ordering::SeqCst);
    assert!(here.is_signed_in().await);
    here.is_whole().await;
}

#[tokio::test]
async fn an_application_that_fails_or_refuses_leaves_the_account_signed_out() {
    const DEBTS: Rejection = Rejection::new(409, "debts", "Pay first.");
    let unavailable: Delete = |_, _| Err(Rejection::unavailable());
    for (delete, told) in [(unavailable, code(503, "unavailable")), (|_, _| Err(DEBTS), code(409, "debts"))] {
        let mut here = Leaving::with(delete).await;
        assert_eq!(refused(&here.leave().await), told);
        assert!(!here.is_signed_in().await);
        here.is_whole().await;
    }
}

#[tokio::test]
async fn an_application_whose_answer_was_lost_has_deleted_the_user() {
    let mut here = Leaving::with(|users, user_id| {
        delete(users, user_id)?;
        Err(Rejection::unavailable())
    })
    .await;
    let answer = here.leave().await;
    assert_eq!((answer.status(), read(&answer)["passkeys"].as_str()), (200, Some("deleted")));
    here.signs_nobody_in().await;
    assert_eq!(here.at_the_service().await, (0, 0));
}

#[tokio::test]
async fn sessions_that_did_not_end_at_last_are_ended_by_a_second_call() {
    let mut here = Leaving::with(delete).await;
    here.hears.store(1, Ordering::SeqCst);
    assert_eq!(refused(&here.leave().await), code(503, "unavailable"));
    here.hears.store(u32::MAX, Ordering::SeqCst);
    here.signs_nobody_in().await;
    let again = here.site.account.delete_account(&here.user_id, SystemTime::now()).await;
    assert_eq!(again, Ok(Deletion::Deleted));
    assert_eq!(here.at_the_service().await, (0, 0));
}

#[tokio::test]
async fn passkeys_that_the_service_keeps_are_deleted_with_the_unfinished_registrations() {
    for fault in [Fault::status("/users/delete", 503), Fault::cut("/users/delete")] {
        let mut here = Leaving::with(delete).await;
        here.site.emulator.fault(fault.lasting());
        let answer = here.leave().await;
        assert_eq!((answer.status(), read(&answer)["passkeys"].as_str()), (200, Some("pending")));
        here.site.emulator.clear_faults();
        here.signs_nobody_in().await;
        assert_eq!(here.at_the_service().await.1, 0);
        let (hour, now) = (Duration::from_secs(3600), SystemTime::now());
        here.site.account.delete_unfinished(hour, now + hour * 2).await.unwrap();
        assert_eq!(here.at_the_service().await, (0, 0));
        assert_eq!(here.site.users.lock().unwrap().len(), 1, "bob stays");
        assert_eq!(here.site.account.client().users().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn nobody_deletes_an_account_unless_the_application_says_how() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let answer = alice.ask(&site.account, "DELETE", "/account", Value::Null).await;
    assert_eq!(refused(&answer), code(404, "not_found"));
    let user_id = site.users.lock().unwrap().keys().next().unwrap().clone();
    let refused = site.account.delete_account(&user_id, SystemTime::now()).await.unwrap_err();
    assert_eq!(refused.code(), "misconfigured");
    assert!(alice.is_signed_in(&site).await);

    let client = client_of(site.emulator.url(), site.emulator.api_secret());
    let builder = Accounts::builder().deletions(async |_| Ok(()));
    let error = builder.build(client, gate_of(SingleProcess::new())).unwrap_err();
    assert!(error.to_string().contains("by newcomers or by users"), "{error}");
}

#[tokio::test]
async fn a_client_that_goes_away_meanwhile_leaves_no_half_of_an_account() {
    let (asked, fails) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (is_asked, may_fail) = (Arc::clone(&asked), Arc::clone(&fails));
    let mut leaving = Leaving::whose_application(move |_, _| {
        let (is_asked, may_fail) = (Arc::clone(&is_asked), Arc::clone(&may_fail));
        async move {
            is_asked.notify_one();
            may_fail.notified().await;
            Err(Rejection::unavailable())
        }
    })
    .await;
    let gone = async {
        tokio::select! { _ = leaving.leave() => false, () = asked.notified() => true }
    };
    assert!(gone.await, "the handler is dropped while the application deletes");
    assert_eq!(leaving.at_the_service().await, (1, 0));
    fails.notify_one();
    while leaving.at_the_service().await != (1, 1) {
        tokio::task::yield_now().await;
    }
    leaving.is_whole().await;
}
