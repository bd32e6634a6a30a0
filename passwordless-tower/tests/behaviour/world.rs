//! A service, a browser, and the rules of one application, from which every credential of the table is made.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use passwordless::{
    ApiSecret, Client, Policy, Purpose, Registration, Session, SessionKey, SingleProcess, api::TokenKind,
    gate::Gate,
};
use passwordless_emulator::{Emulator, testing::Browser};

use super::table::Credential;

pub(crate) const ORIGIN: &str = "http://localhost:4000";

/// The purpose of the route for who confirmed.
#[derive(Debug)]
pub(crate) struct StepUp;

impl Purpose for StepUp {
    const NAME: &'static str = "step-up";
}

pub(crate) struct World {
    pub(crate) client: Client,
    pub(crate) key: SessionKey,
    pub(crate) store: Arc<SingleProcess>,
    gate: Gate,
    emulator: Emulator,
    browser: Browser,
}

type Header = (&'static str, String);

impl World {
    pub(crate) async fn new() -> Self {
        let emulator = Emulator::start().unwrap();
        let secret = ApiSecret::new(emulator.api_secret()).unwrap();
        let client = Client::builder(secret).url(emulator.url()).build().unwrap();
        let key = SessionKey::generate().unwrap();
        // The service writes times less finely than we do.
        let store = Arc::new(SingleProcess::started_at(SystemTime::now() - Duration::from_secs(60)));
        let gate = gate(key.clone(), Arc::clone(&store));
        let browser = emulator.browser(ORIGIN);
        let world = Self { client, key, store, gate, emulator, browser };
        world.register(&world.browser, "alice").await;
        world
    }

    /// The headers of a request with this credential.
    pub(crate) async fn headers(&self, credential: Credential) -> Vec<Header> {
        let alice = || self.signed_in("alice");
        match credential {
            Credential::Nothing => vec![],
            Credential::Cookie => vec![self.cookie(&alice())],
            Credential::SteppedUpCookie => vec![self.cookie(&self.stepped_up().await)],
            Credential::ForgedCookie => vec![forged(self.cookie(&alice()))],
            Credential::GarbledCookie => {
                vec![("cookie", format!("{}=%%garbled;;=", self.gate.cookie_name()))]
            }
            Credential::CookieOfAnotherKey => vec![self.cookie_of_another_key()],
            Credential::CookieUnderAnotherName => {
                let (name, value) = self.cookie(&alice());
                vec![(name, format!("x{value}"))]
            }
            Credential::BearerAsCookie => {
                vec![(
                    "cookie",
                    format!("{}={}", self.gate.cookie_name(), self.gate.bearer(&alice()).unwrap()),
                )]
            }
            Credential::ExpiredCookie => {
                let yesterday = SystemTime::now() - Duration::from_secs(25 * 3600);
                vec![self.cookie(&self.gate.signed_in_as("alice", yesterday).unwrap())]
            }
            Credential::SignedOutCookie => vec![self.cookie(&self.signed_out().await)],
            Credential::SignedOutEverywhereCookie => {
                let session = self.signed_in("carol");
                self.gate.sign_out_everywhere("carol", SystemTime::now()).await.unwrap();
                vec![self.cookie(&session)]
            }
            Credential::TwoCookies => vec![self.cookie(&alice()), self.cookie(&self.signed_in("bob"))],
            Credential::Bearer => vec![self.bearer(&alice())],
            Credential::ForgedBearer => vec![forged(self.bearer(&alice()))],
            Credential::CookieAsBearer => {
                let value = self.cookie(&alice()).1;
                vec![bearer(value.split_once('=').unwrap().1)]
            }
            Credential::EmptyBearer => vec![("authorization", "Bearer".to_owned())],
            Credential::UnknownBearer => vec![bearer("verify_&<>\"")],
            Credential::TwoBearers => vec![self.bearer(&alice()), self.bearer(&alice())],
            Credential::SignedOutBearer => vec![self.bearer(&self.signed_out().await)],
            Credential::BearerOfBobAndCookie => {
                vec![self.cookie(&alice()), self.bearer(&self.signed_in("bob"))]
            }
            Credential::ForgedBearerAndCookie => vec![self.cookie(&alice()), forged(self.bearer(&alice()))],
            Credential::BasicAndCookie => {
                vec![self.cookie(&alice()), ("authorization", "Basic YTpi".to_owned())]
            }
            Credential::VerifyToken => vec![bearer(&self.token().await)],
            Credential::SpentToken => vec![bearer(&self.spent_token().await)],
            Credential::ForgedToken => vec![bearer("verify_AAAA")],
            Credential::TokenOfAnotherOrigin => vec![bearer(&self.token_of_another_origin().await)],
            Credential::RegistrationToken => {
                let browser = self.emulator.browser(ORIGIN);
                vec![bearer(&self.register(&browser, "erin").await)]
            }
            Credential::GeneratedToken => {
                let request = passwordless::api::TokenRequest::new("alice");
                vec![bearer(self.client.generate_token(&request).await.unwrap().expose())]
            }
            Credential::TokenFromBeforeSignOutEverywhere => {
                let browser = self.emulator.browser(ORIGIN);
                self.register(&browser, "dave").await;
                let token = browser.sign_in().await.unwrap();
                // The service's times may lie a little ahead of ours.
                let later = SystemTime::now() + Duration::from_secs(2);
                self.gate.sign_out_everywhere("dave", later).await.unwrap();
                vec![bearer(&token)]
            }
            Credential::TokenAndCookie => vec![self.cookie(&alice()), bearer(&self.token().await)],
            Credential::SpentTokenAndCookie => vec![self.cookie(&alice()), bearer(&self.spent_token().await)],
            Credential::TwoTokens => vec![bearer(&self.token().await), bearer(&self.token().await)],
        }
    }

    /// Registers a passkey in this browser, and answers with the token that this gives.
    async fn register(&self, browser: &Browser, user_id: &str) -> String {
        let token = self.client.create_register_token(&Registration::new(user_id, user_id)).await.unwrap();
        browser.register(token.expose()).await.unwrap()
    }

    async fn token(&self) -> String {
        self.browser.sign_in().await.unwrap()
    }

    async fn spent_token(&self) -> String {
        let token = self.token().await;
        let user = self.client.verify(&token.parse().unwrap()).await.unwrap();
        let now = SystemTime::now();
        let examined = self.gate.examine(&user, TokenKind::PasskeySignin, now).unwrap();
        self.gate.admit(examined, None, now).await.unwrap();
        token
    }

    async fn token_of_another_origin(&self) -> String {
        let browser = self.emulator.browser("http://localhost:4001");
        self.register(&browser, "mallory").await;
        browser.sign_in().await.unwrap()
    }

    fn signed_in(&self, user_id: &str) -> Session {
        self.gate.signed_in_as(user_id, SystemTime::now()).unwrap()
    }

    async fn signed_out(&self) -> Session {
        let session = self.signed_in("alice");
        self.gate.sign_out(&session, SystemTime::now()).await.unwrap();
        session
    }

    async fn stepped_up(&self) -> Session {
        let browser = self.emulator.browser(ORIGIN).purpose("step-up");
        self.register(&browser, "alice").await;
        let token = browser.sign_in().await.unwrap();
        let user = self.client.verify(&token.parse().unwrap()).await.unwrap();
        self.gate.step_up::<StepUp>(&user, &self.signed_in("alice"), SystemTime::now()).await.unwrap()
    }

    fn cookie_of_another_key(&self) -> Header {
        let other = gate(SessionKey::generate().unwrap(), Arc::clone(&self.store));
        let now = SystemTime::now();
        let cookie = other.set_cookie(&other.signed_in_as("alice", now).unwrap(), now).unwrap();
        ("cookie", cookie.split(';').next().unwrap().to_owned())
    }

    fn cookie(&self, session: &Session) -> Header {
        let cookie = self.gate.set_cookie(session, SystemTime::now()).unwrap();
        ("cookie", cookie.split(';').next().unwrap().to_owned())
    }

    fn bearer(&self, session: &Session) -> Header {
        bearer(&self.gate.bearer(session).unwrap())
    }
}

fn gate(key: SessionKey, store: Arc<SingleProcess>) -> Gate {
    Gate::new(Policy::new([ORIGIN]).unwrap(), key, store).unwrap()
}

fn bearer(text: &str) -> Header {
    ("authorization", format!("Bearer {text}"))
}

/// Changes one character in the middle of what is sealed.
fn forged((name, value): Header) -> Header {
    let middle = value.len() / 2;
    let other = if value.as_bytes()[middle] == b'A' { "B" } else { "A" };
    (name, format!("{}{other}{}", &value[..middle], &value[middle + 1..]))
}
