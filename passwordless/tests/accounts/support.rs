//! A site with users in memory, and its visitors with cookies and passkeys.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use passwordless::{
    ApiSecret, Client, Policy, Purpose, Rejection, SessionKey, SingleProcess, Store,
    accounts::{Accounts, AccountsBuilder, Answer, KnownUser, Mailboxes, Newcomer, Newcomers},
    gate::Gate,
};
use passwordless_emulator::{Emulator, testing::Browser};
use serde_json::{Value, json};

pub(crate) const ORIGIN: &str = "http://localhost:4000";
pub(crate) const MINUTE: Duration = Duration::from_secs(60);

pub(crate) struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
    const MAX_AGE: Duration = Duration::from_secs(60);
}

/// Users by id, with names that are unique in lower case.
pub(crate) type Users = Arc<Mutex<BTreeMap<String, String>>>;

pub(crate) struct Site {
    pub(crate) emulator: Emulator,
    pub(crate) account: Accounts,
    pub(crate) users: Users,
}

pub(crate) fn key() -> SessionKey {
    SessionKey::new(&std::array::from_fn::<u8, 32, _>(|n| n as u8)).unwrap()
}

pub(crate) fn gate_of(store: impl Store) -> Gate {
    Gate::new(Policy::new([ORIGIN]).unwrap(), key(), store).unwrap()
}

pub(crate) fn client_of(url: &str, secret: &str) -> Client {
    Client::builder(ApiSecret::new(secret).unwrap()).url(url).retries(0).build().unwrap()
}

type Decide<Q> = Box<dyn Fn(&Q) -> Result<(), Rejection> + Send + Sync>;

/// The application: users in memory, and what else it has to say about newcomers.
#[derive(Default)]
pub(crate) struct Db {
    pub(crate) users: Users,
    /// Says yes in place of the users.
    pub(crate) accept: Option<Decide<Newcomer>>,
    pub(crate) look: Option<Decide<str>>,
}

impl passwordless::accounts::Users for Db {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok(self.users.lock().unwrap().get(user_id).map(KnownUser::named))
    }
}

impl Newcomers for Db {
    async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
        assert_eq!(newcomer.verified().user_id(), newcomer.user_id());
        if let Some(accept) = &self.accept {
            return accept(newcomer);
        }
        let mut users = self.users.lock().unwrap();
        if users.contains_key(newcomer.user_id()) || users.values().any(|name| *name == newcomer.alias()) {
            return Err(Rejection::name_taken());
        }
        users.insert(newcomer.user_id().to_owned(), newcomer.alias());
        Ok(())
    }

    async fn check_name(&self, name: &str) -> Result<(), Rejection> {
        self.look.as_ref().map_or(Ok(()), |look| look(name))
    }
}

/// The users' addresses, by a function.
pub(crate) struct Mail<F>(pub(crate) F);

impl<F> Mailboxes for Mail<F>
where
    F: Fn(&str) -> Result<Option<String>, Rejection> + Send + Sync + 'static,
{
    async fn user_of(&self, address: &str) -> Result<Option<String>, Rejection> {
        self.0(address)
    }
}

/// Accounts whose users are in memory.
pub(crate) fn with_users(users: &Users) -> AccountsBuilder {
    let db = Db { users: Arc::clone(users), ..Db::default() };
    Accounts::builder().newcomers(db).purpose::<Pay>()
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(change: impl FnOnce(AccountsBuilder) -> AccountsBuilder) -> Self {
        Self::over(SingleProcess::new(), change)
    }

    pub(crate) fn over(store: impl Store, change: impl FnOnce(AccountsBuilder) -> AccountsBuilder) -> Self {
        let emulator = Emulator::start().unwrap();
        let client = client_of(emulator.url(), emulator.api_secret());
        let users = Users::default();
        let account = change(with_users(&users)).build(client, gate_of(store)).unwrap();
        Self { emulator, account, users }
    }

    pub(crate) fn visitor(&self) -> Visitor {
        self.visitor_at(ORIGIN)
    }

    pub(crate) fn visitor_at(&self, origin: &str) -> Visitor {
        Visitor {
            cookies: BTreeMap::new(),
            origin: Some(ORIGIN.to_owned()),
            shows: None,
            browser: self.emulator.browser(origin),
        }
    }

    /// Somebody who has registered, and is signed in.
    pub(crate) async fn user(&self, name: &str) -> Visitor {
        let mut visitor = self.visitor();
        let answer = visitor.register(self, name).await;
        assert_eq!(answer.status(), 201, "{}", answer.body());
        visitor
    }
}

pub(crate) struct Visitor {
    pub(crate) cookies: BTreeMap<String, String>,
    /// What the `Origin` header says.
    pub(crate) origin: Option<String>,
    /// The user whom the page shows.
    pub(crate) shows: Option<String>,
    pub(crate) browser: Browser,
}

impl Visitor {
    pub(crate) async fn ask(&mut self, account: &Accounts, method: &str, path: &str, body: Value) -> Answer {
        self.ask_at(account, method, path, body, SystemTime::now()).await
    }

    pub(crate) async fn ask_at(
        &mut self,
        account: &Accounts,
        method: &str,
        path: &str,
        body: Value,
        now: SystemTime,
    ) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut request = account.request(method, path).body(body.as_bytes());
        request.header("Cookie", cookies.as_bytes());
        if !body.is_empty() {
            request.header("Content-Type", b"application/json; charset=utf-8");
        }
        if let Some(origin) = &self.origin {
            request.header("Origin", origin.as_bytes());
        }
        if let Some(user_id) = &self.shows {
            request.header("Passwordless-User", user_id.as_bytes());
        }
        let answer = account.answer(&request, now).await;
        for (_, cookie) in answer.headers().filter(|(name, _)| *name == "set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            assert!(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("; Path=/"), "{cookie}");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        answer
    }

    /// Begins to register, and makes the passkey: the token for the end.
    pub(crate) async fn make_passkey(&mut self, site: &Site, name: &str) -> String {
        let answer = self.ask(&site.account, "POST", "/register", json!({ "name": name })).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
        self.browser.register(read(&answer)["token"].as_str().unwrap()).await.unwrap()
    }

    pub(crate) async fn register(&mut self, site: &Site, name: &str) -> Answer {
        let token = self.make_passkey(site, name).await;
        self.ask(&site.account, "POST", "/register/complete", json!({ "token": token })).await
    }

    pub(crate) async fn sign_in(&mut self, site: &Site) -> Answer {
        let token = self.browser.sign_in().await.unwrap();
        self.ask(&site.account, "POST", "/sign-in", json!({ "token": token })).await
    }

    pub(crate) async fn passkeys(&mut self, site: &Site) -> Answer {
        self.ask(&site.account, "GET", "/passkeys", Value::Null).await
    }

    pub(crate) async fn is_signed_in(&mut self, site: &Site) -> bool {
        match self.passkeys(site).await.status() {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    }

    /// Adds a passkey that lies on another device.
    pub(crate) async fn add_passkey(&mut self, site: &Site) -> (Browser, Answer) {
        let answer = self.ask(&site.account, "POST", "/passkeys", Value::Null).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
        let device = site.emulator.browser(ORIGIN);
        let token = device.register(read(&answer)["token"].as_str().unwrap()).await.unwrap();
        let answer = self.ask(&site.account, "POST", "/passkeys/complete", json!({ "token": token })).await;
        (device, answer)
    }
}

pub(crate) fn read(answer: &Answer) -> Value {
    serde_json::from_str(answer.body()).unwrap()
}

/// Status and code of a refusal, which must be a problem document that nobody keeps.
pub(crate) fn refused(answer: &Answer) -> (u16, String) {
    let header =
        |wanted: &str| answer.headers().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/problem+json"), "{answer:?}");
    assert_eq!(header("cache-control").as_deref(), Some("no-store"), "{answer:?}");
    assert_eq!(header("www-authenticate").is_some(), answer.status() == 401, "{answer:?}");
    assert_eq!(header("retry-after").is_some(), matches!(answer.status(), 429 | 503), "{answer:?}");
    let problem = read(answer);
    assert_eq!(problem["status"], answer.status());
    (answer.status(), problem["code"].as_str().unwrap().to_owned())
}

pub(crate) fn code(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
