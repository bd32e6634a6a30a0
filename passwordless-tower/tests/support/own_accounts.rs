//! What the accounts' routes promise over sessions of the application's own. Rocket's tests have it, too.
//!
//! The application has `POST /password`, which signs alice in by a password of so many minutes ago (the body), and
//! `GET /who`, which says who is signed in, or answers 401.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use passwordless::{
    Rejection,
    accounts::{
        FormErrors, KnownUser, MagicLinks, Mailboxes, Newcomer, Newcomers, Rate, RateLimits, SignUpForms,
        Users,
    },
};
use passwordless_emulator::testing::Browser;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    site::{ORIGIN, Site},
    visitor::Visitor,
};

/// The application knows alice and nobody else.
pub(crate) struct OnlyAlice;

impl Users for OnlyAlice {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok((user_id == "alice").then(|| KnownUser::named("Alice")))
    }
}

/// Every address is alice's.
struct Mail;

impl Mailboxes for Mail {
    async fn user_of(&self, _: &str) -> Result<Option<String>, Rejection> {
        Ok(Some("alice".to_owned()))
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct SignUp {
    email: String,
}

/// Everybody may register, with an e-mail address: those, by user.
#[derive(Clone, Default)]
pub(crate) struct Everybody(Arc<Mutex<HashMap<String, String>>>);

impl Everybody {
    pub(crate) fn with_alice() -> Self {
        let everybody = Self::default();
        everybody.0.lock().unwrap().insert("alice".to_owned(), "alice@example.com".to_owned());
        everybody
    }

    pub(crate) async fn delete(self, user_id: String) -> Result<(), Rejection> {
        self.0.lock().unwrap().remove(&user_id);
        Ok(())
    }
}

impl Users for Everybody {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok(self.0.lock().unwrap().get(user_id).map(KnownUser::named))
    }
}

impl Newcomers for Everybody {
    async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
        let form: SignUp = newcomer.form()?;
        self.0.lock().unwrap().insert(newcomer.user_id().to_owned(), form.email);
        Ok(())
    }
}

impl SignUpForms for Everybody {
    type Form = SignUp;

    async fn check(&self, _name: &str, form: &SignUp) -> Result<(), FormErrors> {
        let mut errors = FormErrors::new();
        if !form.email.contains('@') {
            errors.add("email", "That is no e-mail address.");
        }
        errors.into_result()
    }
}

/// Links that let somebody add a passkey.
pub(crate) fn links() -> MagicLinks {
    MagicLinks::new(format!("{ORIGIN}/recover"), Mail)
}

/// Three requests of a user a day, so that none grows back while a test runs.
pub(crate) fn three_requests() -> RateLimits {
    RateLimits::none().requests_per_user(Rate::new(3, Duration::from_secs(24 * 3600)))
}

pub(crate) struct Application {
    pub(crate) url: String,
    pub(crate) site: Site,
}

impl Application {
    pub(crate) fn new(url: String, site: Site) -> Self {
        Self { url, site }
    }

    pub(crate) async fn by_password(&self, minutes_ago: u64) -> Visitor {
        let mut visitor = Visitor::new(self.url.clone());
        let response = visitor.send(Method::POST, "/password", ORIGIN, Some(json!(minutes_ago))).await;
        assert_eq!(response.status(), 200);
        assert_eq!(visitor.get("/who").await, (200, "alice".to_owned()));
        visitor
    }

    /// Adds a passkey on a device of its own.
    pub(crate) async fn add(&self, visitor: &mut Visitor) -> Browser {
        let (status, begun) = visitor.post("/passkeys/passkeys", json!({})).await;
        assert_eq!(status, 200, "{begun}");
        let device = self.site.emulator.browser(ORIGIN);
        let token = device.register(begun["token"].as_str().unwrap()).await.unwrap();
        let (status, added) = visitor.post("/passkeys/passkeys/complete", json!({ "token": token })).await;
        assert_eq!(status, 201, "{added}");
        device
    }

    pub(crate) async fn code(visitor: &mut Visitor, method: Method, path: &str) -> (u16, Value) {
        let response = visitor.send(method, path, ORIGIN, Some(json!({}))).await;
        let status = response.status().as_u16();
        (status, response.json::<Value>().await.unwrap_or_default()["code"].clone())
    }

    /// A page that shows somebody else changes nothing of whom the application's session is.
    pub(crate) async fn changes_nobody_but_whom_the_page_shows(&self) {
        let mut alice = self.by_password(0).await;
        alice.shows = Some("bob");
        for (method, path) in [
            (Method::GET, "/passkeys/passkeys"),
            (Method::POST, "/passkeys/passkeys"),
            (Method::POST, "/passkeys/passkeys/complete"),
            (Method::DELETE, "/passkeys/passkeys/AAAA"),
            (Method::POST, "/passkeys/step-up/step-up"),
        ] {
            assert_eq!(Self::code(&mut alice, method, path).await, (409, json!("other_user")), "{path}");
        }
        alice.shows = Some("alice");
        self.add(&mut alice).await;
    }

    /// A password user adds a passkey, signs in by it to a new session, steps up, deletes it, signs out.
    pub(crate) async fn leads_a_whole_account(&self) {
        let mut alice = self.by_password(1).await;
        let device = self.add(&mut alice).await;

        let before = alice.cookies.clone();
        let token = device.sign_in().await.unwrap();
        assert_eq!(alice.post("/passkeys/sign-in", json!({ "token": token })).await.0, 200);
        assert_eq!(alice.get("/who").await, (200, "alice".to_owned()));
        assert_ne!(alice.cookies, before, "a new session");
        assert!(!alice.cookies.contains_key("passwordless"), "no cookie of ours");
        assert_eq!(
            alice.post("/passkeys/sign-in", json!({ "token": token })).await.1["code"],
            "token_already_used"
        );

        let (status, list) = alice.get("/passkeys/passkeys").await;
        let list: Value = serde_json::from_str(&list).unwrap();
        let id = list["passkeys"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!((status, list["passkeys"].as_array().unwrap().len()), (200, 1));
        let who: Value = serde_json::from_str(&alice.get("/passkeys/session").await.1).unwrap();
        assert_eq!((&who["userId"], who.get("expiresAt")), (&json!("alice"), None));

        // Another session, of an old password: a passkey confirms it.
        let mut old = self.by_password(60).await;
        let path = format!("/passkeys/passkeys/{id}");
        assert_eq!(Self::code(&mut old, Method::DELETE, &path).await, (401, json!("step_up_required")));
        let token = device.sign_in_for("step-up").await.unwrap();
        assert_eq!(old.post("/passkeys/step-up/step-up", json!({ "token": token })).await.0, 200);
        assert_eq!(Self::code(&mut old, Method::DELETE, &path).await.0, 200);

        assert_eq!(alice.post("/passkeys/sign-out", json!({})).await.0, 204);
        assert_eq!(alice.get("/who").await.0, 401);
        assert_eq!(Self::code(&mut alice, Method::POST, "/passkeys/sign-out-everywhere").await.0, 404);
    }

    /// Of three requests a day: a user who asks for more is refused, and nobody else is.
    pub(crate) async fn refuses_a_user_who_asks_without_end(&self) {
        let mut alice = self.by_password(0).await;
        let list = "/passkeys/passkeys";
        for _ in 0..3 {
            assert_eq!(alice.get(list).await.0, 200);
        }
        let refused = (429, json!("too_many_requests"));
        for (method, path) in
            [(Method::GET, list), (Method::POST, list), (Method::DELETE, "/passkeys/passkeys/AAAA")]
        {
            let answer = alice.send(method.clone(), path, ORIGIN, None).await;
            assert_eq!(answer.status().as_u16(), 429, "{method} {path}");
        }
        // In another session, too; and out of them all the same.
        let mut again = self.by_password(0).await;
        assert_eq!(Self::code(&mut again, Method::POST, list).await, refused);
        assert_eq!(alice.post("/passkeys/sign-out", json!({})).await.0, 204);
        assert_eq!(alice.get("/who").await.0, 401);
        assert_eq!(Self::code(&mut alice, Method::POST, list).await, (401, json!("sign_in_required")));
    }

    /// The link in the e-mail, once it was sent.
    async fn sent(&self) -> String {
        let wait = async {
            loop {
                match self.site.emulator.outbox().first() {
                    Some(mail) => return mail.link().to_owned(),
                    None => tokio::task::yield_now().await,
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap()
    }

    /// A link that signs nobody in lets its reader add a passkey, and the application sees whom it lets.
    pub(crate) async fn recovers_by_a_link(&self) {
        let mut reader = Visitor::new(self.url.clone());
        assert_eq!(reader.get("/recovering").await.0, 401);
        let asked = json!({ "email": "alice@example.com" });
        assert_eq!(reader.post("/passkeys/magic-link", asked).await.0, 202);
        let link = self.sent().await;
        let (token, link) = link.split_once('#').unwrap().1.split_once('.').unwrap();
        let followed = json!({ "token": token, "link": link });
        assert_eq!(reader.post("/passkeys/magic-link/complete", followed).await.0, 200);
        assert_eq!(reader.get("/recovering").await, (200, "alice".to_owned()));
        assert_eq!(reader.get("/who").await.0, 401, "nobody is signed in");
        let device = self.add(&mut reader).await;
        assert_eq!(reader.get("/recovering").await.0, 401, "the passkey ends it");
        let token = device.sign_in().await.unwrap();
        assert_eq!(reader.post("/passkeys/sign-in", json!({ "token": token })).await.0, 200);
        assert_eq!(reader.get("/who").await, (200, "alice".to_owned()));
    }

    /// Whoever reads the mailbox signs in by a link, adds a passkey, and deletes none of the owner's.
    pub(crate) async fn lets_a_link_delete_nothing(&self) {
        let mut owner = self.by_password(0).await;
        self.add(&mut owner).await;
        let list: Value = serde_json::from_str(&owner.get("/passkeys/passkeys").await.1).unwrap();
        let path = format!("/passkeys/passkeys/{}", list["passkeys"][0]["id"].as_str().unwrap());

        let mut reader = Visitor::new(self.url.clone());
        let asked = json!({ "email": "alice@example.com" });
        assert_eq!(reader.post("/passkeys/magic-link", asked).await.0, 202);
        let link = self.sent().await;
        let (token, link) = link.split_once('#').unwrap().1.split_once('.').unwrap();
        let followed = json!({ "token": token, "link": link });
        assert_eq!(reader.post("/passkeys/magic-link/complete", followed).await.0, 200);
        assert_eq!(reader.get("/who").await, (200, "alice".to_owned()));

        let refused = (401, json!("step_up_required"));
        assert_eq!(Self::code(&mut reader, Method::DELETE, &path).await, refused);
        self.add(&mut reader).await;
        assert_eq!(Self::code(&mut reader, Method::DELETE, &path).await, refused, "also after adding one");
    }

    /// Somebody registers with a form, and is signed in to the application's own session.
    pub(crate) async fn registers_by_a_form(&self, everybody: &Everybody) {
        let mut pat = Visitor::new(self.url.clone());
        let filled_in = |email: &str| json!({ "name": "pat", "form": { "email": email } });
        let answer = pat.send(Method::POST, "/passkeys/register", ORIGIN, Some(filled_in("pat"))).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["errors"], json!({ "email": "That is no e-mail address." }));
        let longest = format!("@{}", "x".repeat(2000));
        let (status, begun) = pat.post("/passkeys/register", filled_in(&longest)).await;
        assert_eq!(status, 200, "{begun}");
        let device = self.site.emulator.browser(ORIGIN);
        let token = device.register(begun["token"].as_str().unwrap()).await.unwrap();
        let (status, made) = pat.post("/passkeys/register/complete", json!({ "token": token })).await;
        assert_eq!(status, 201, "{made}");
        let user_id = made["userId"].as_str().unwrap().to_owned();
        assert_eq!(pat.get("/who").await, (200, user_id.clone()));
        assert_eq!(everybody.0.lock().unwrap()[&user_id], longest);
        assert!(!pat.cookies.keys().any(|name| name.starts_with("passwordless")), "{:?}", pat.cookies.keys());
    }

    /// A password deletes an account that has no passkey, and no other.
    pub(crate) async fn deletes_accounts(&self, everybody: &Everybody) {
        let account = "/passkeys/account";
        let mut old = self.by_password(60).await;
        assert_eq!(Self::code(&mut old, Method::DELETE, account).await, (401, json!("sign_in_again")));
        let device = self.add(&mut self.by_password(0).await).await;
        let mut alice = self.by_password(0).await;
        assert_eq!(Self::code(&mut alice, Method::DELETE, account).await, (401, json!("step_up_required")));
        let answer = alice.send(Method::DELETE, account, "https://evil.example", None).await;
        assert_eq!(answer.status(), 403);
        assert_eq!(everybody.0.lock().unwrap().len(), 1);

        let token = device.sign_in_for("step-up").await.unwrap();
        assert_eq!(alice.post("/passkeys/step-up/step-up", json!({ "token": token })).await.0, 200);
        let answer = alice.send(Method::DELETE, account, ORIGIN, None).await;
        assert_eq!(answer.status(), 200);
        let gone: Value = answer.json().await.unwrap();
        assert_eq!((&gone["userId"], &gone["passkeys"]), (&json!("alice"), &json!("deleted")));
        assert_eq!(alice.get("/who").await.0, 401, "the application's session has ended");
        assert!(everybody.0.lock().unwrap().is_empty());
        device.sign_in().await.unwrap_err();
    }

    /// Where there is no passkey, a password of the last minutes is enough.
    pub(crate) async fn deletes_an_account_without_passkeys(&self, everybody: &Everybody) {
        let mut alice = self.by_password(1).await;
        assert_eq!(Self::code(&mut alice, Method::DELETE, "/passkeys/account").await.0, 200);
        assert_eq!(alice.get("/who").await.0, 401);
        assert!(everybody.0.lock().unwrap().is_empty());
    }

    /// A hook that may refuse somebody is told of sessions of ours only, so nobody signs in past it.
    pub(crate) async fn signs_nobody_in_past_a_hook(&self) {
        let token = self.site.browser("alice").await.sign_in().await.unwrap();
        let mut alice = Visitor::new(self.url.clone());
        let answer = alice.post("/passkeys/sign-in", json!({ "token": token })).await;
        assert_eq!((answer.0, &answer.1["code"]), (500, &json!("misconfigured")));
        assert_eq!(alice.get("/who").await.0, 401);
        let form = json!({ "name": "pat", "form": { "email": "pat@example.com" } });
        let answer = alice.post("/passkeys/register", form).await;
        assert_eq!(
            (answer.0, &answer.1["code"]),
            (500, &json!("misconfigured")),
            "before there is a passkey"
        );
    }

    /// What a stolen password or session is not good for.
    pub(crate) async fn keeps_attackers_out(&self) {
        // An old session adds no passkey, and nobody adds the second one by a password.
        let mut stolen = self.by_password(60).await;
        let add = "/passkeys/passkeys";
        assert_eq!(Self::code(&mut stolen, Method::POST, add).await, (401, json!("sign_in_again")));
        let device = self.add(&mut self.by_password(0).await).await;
        let mut phished = self.by_password(0).await;
        assert_eq!(Self::code(&mut phished, Method::POST, add).await, (401, json!("step_up_required")));
        let nobody = &mut Visitor::new(self.url.clone());
        assert_eq!(Self::code(nobody, Method::POST, add).await, (401, json!("sign_in_required")));

        // Another user's passkey confirms nothing, and a step-up signs nobody in.
        let mallory = self.site.browser("mallory").await;
        let body = json!({ "token": mallory.sign_in_for("step-up").await.unwrap() });
        let answer = phished.post("/passkeys/step-up/step-up", body).await;
        assert_eq!((answer.0, &answer.1["code"]), (403, &json!("user_denied")));
        let body = json!({ "token": device.sign_in_for("step-up").await.unwrap() });
        assert_eq!(nobody.post("/passkeys/sign-in", body).await.1["code"], "purpose_denied");
        assert!(nobody.cookies.is_empty());

        // No session begins for a user whom the application does not know, by a token of another site's page, or by one
        // that was spent.
        let refused = async |device: &Browser| {
            let token = device.sign_in().await.unwrap();
            let mut visitor = Visitor::new(self.url.clone());
            let (status, answer) = visitor.post("/passkeys/sign-in", json!({ "token": token })).await;
            assert_eq!((visitor.get("/who").await.0, visitor.cookies.len()), (401, 0));
            (status, answer["code"].as_str().unwrap().to_owned())
        };
        assert_eq!(refused(&mallory).await, (403, "unknown_user".to_owned()));
        let lured = self.site.emulator.browser_of("alice", "https://evil.example").await.unwrap();
        assert_eq!(refused(&lured).await, (403, "origin_denied".to_owned()));
        let body = json!({ "token": device.sign_in().await.unwrap() });
        assert_eq!(Visitor::new(self.url.clone()).post("/passkeys/sign-in", body.clone()).await.0, 200);
        assert_eq!(nobody.post("/passkeys/sign-in", body).await.1["code"], "token_already_used");
        assert!(nobody.cookies.is_empty());

        // A page of another site, and one that names itself not at all.
        let body = json!({ "token": mallory.sign_in().await.unwrap() });
        let answer = phished.post_from("https://evil.example", "/passkeys/sign-in", body).await;
        assert_eq!((answer.0, &answer.1["code"]), (403, &json!("cross_site_request")));
        let answer = phished.post_from("https://evil.example", add, json!({ "session": "bearer" })).await;
        assert_eq!((answer.0, &answer.1["code"]), (403, &json!("cross_site_request")));
        assert_eq!(phished.get("/who").await, (200, "alice".to_owned()), "the earlier session goes on");
    }
}
