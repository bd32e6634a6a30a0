//! Whole ceremonies against the emulator: the service vouches for all of these tokens, and the gate decides.

use std::{error::Error, time::SystemTime};

use passwordless::{
    Client, Fresh, Policy, Purpose, Registration, Rejection, Session, SessionKey, SingleProcess, Token,
    api::TokenKind,
    gate::{Gate, Visitor},
};
use passwordless_emulator::{Emulator, testing::Browser};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const ORIGIN: &str = "http://localhost:4000";

struct StepUp;

impl Purpose for StepUp {
    const NAME: &'static str = "step-up";
}

struct Application {
    emulator: Emulator,
    client: Client,
    gate: Gate,
}

impl Application {
    fn start() -> Result<Self> {
        let emulator = Emulator::start()?;
        let client = Client::builder(emulator.api_secret().parse()?).url(emulator.url()).build()?;
        let gate = Gate::new(Policy::new([ORIGIN])?, SessionKey::generate()?, SingleProcess::new())?;
        Ok(Self { emulator, client, gate })
    }

    /// A browser with a passkey of this user, and the token of its registration.
    async fn register(&self, user_id: &str) -> Result<(Browser, Token)> {
        let token = self.client.create_register_token(&Registration::new(user_id, user_id)).await?;
        let browser = self.emulator.browser(ORIGIN);
        let token = browser.register(token.expose()).await?.parse()?;
        Ok((browser, token))
    }

    async fn sign_in(&self, token: &str) -> Result<std::result::Result<Session, Rejection>> {
        let user = self.client.verify(&token.parse()?).await?;
        Ok(self.gate.sign_in(&user, TokenKind::PasskeySignin, None, SystemTime::now()).await)
    }

    fn who(&self, session: &Session) -> Result<Option<String>> {
        let now = SystemTime::now();
        let set = self.gate.set_cookie(session, now)?;
        let cookie = set.split(';').next().unwrap_or_default();
        let mut request = self.gate.request("GET");
        request.cookie(cookie.as_bytes());
        Ok(match self.gate.check(&request, now)? {
            Visitor::Session(session) => Some(session.user_id().to_owned()),
            _ => None,
        })
    }
}

#[tokio::test]
async fn a_passkey_signs_in_once_per_token() -> Result {
    let application = Application::start()?;
    let (browser, registration) = application.register("alice").await?;
    let rejection = application.sign_in(registration.expose()).await?.unwrap_err();
    assert_eq!(rejection.code(), "token_kind_denied", "a registration is no sign-in");

    let token = browser.sign_in().await?;
    let session = application.sign_in(&token).await??;
    assert_eq!(application.who(&session)?.as_deref(), Some("alice"));
    let rejection = application.sign_in(&token).await?.unwrap_err();
    assert_eq!(rejection.code(), "token_already_used", "the service vouches again, and the gate does not");
    Ok(())
}

#[tokio::test]
async fn after_signing_out_everywhere_an_earlier_token_opens_nothing() -> Result {
    let application = Application::start()?;
    let (browser, _) = application.register("alice").await?;
    let session = application.sign_in(&browser.sign_in().await?).await??;
    let unspent = browser.sign_in().await?;
    application.gate.sign_out_everywhere("alice", SystemTime::now()).await?;
    assert_eq!(application.who(&session)?, None);
    assert_eq!(application.sign_in(&unspent).await?.unwrap_err().code(), "token_revoked");
    let session = application.sign_in(&browser.sign_in().await?).await??;
    assert_eq!(application.who(&session)?.as_deref(), Some("alice"));
    Ok(())
}

#[tokio::test]
async fn a_step_up_counts_as_one_and_not_as_a_sign_in() -> Result {
    let application = Application::start()?;
    let (browser, _) = application.register("alice").await?;
    let session = application.sign_in(&browser.sign_in().await?).await??;
    let browser = browser.purpose("step-up");

    let rejection = application.sign_in(&browser.sign_in().await?).await?.unwrap_err();
    assert_eq!(rejection.code(), "purpose_denied");

    let user = application.client.verify(&browser.sign_in().await?.parse()?).await?;
    let now = SystemTime::now();
    assert!(Fresh::<StepUp>::new(session.clone(), now).is_err());
    let session = application.gate.step_up::<StepUp>(&user, &session, now).await?;
    assert_eq!(Fresh::<StepUp>::new(session, now)?.user_id(), "alice");
    Ok(())
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_use_its_token_here() -> Result {
    let application = Application::start()?;
    let token = application.client.create_register_token(&Registration::new("alice", "alice")).await?;
    let browser = application.emulator.browser("http://localhost:4001");
    browser.register(token.expose()).await?;
    let rejection = application.sign_in(&browser.sign_in().await?).await?.unwrap_err();
    assert_eq!((rejection.status(), rejection.code()), (403, "origin_denied"));
    Ok(())
}
