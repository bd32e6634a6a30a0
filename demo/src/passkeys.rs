//! All that this application knows of passkeys: what it tells the crate, what the crate asks it, and who is signed in.

use std::time::SystemTime;

use passwordless::accounts::{
    KnownUser, MagicLinks, Mailboxes, Newcomer, Newcomers, RateLimits, SignIn, Users,
};
use passwordless::{Client, Rejection};
use passwordless_rocket::{Passwordless, PasswordlessFairing, Session};
use rocket::http::Status;
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome, Request};
use url::Url;

use crate::chain::Chain;
use crate::database::{self, Database};
use crate::request::Problem;
use crate::settings::Serving;
use crate::state::Application;
use crate::upkeep::alias;
use crate::users::Name;

/// The page to which magic links lead.
const RECOVERY_PAGE: &str = "/recover";

/// What the crate is told; it mounts the account's routes at `/passkeys`.
pub(crate) fn fairing(application: &Application, serving: &Serving) -> PasswordlessFairing {
    let relying_party = application.relying_party().to_owned();
    let page = format!("{}{RECOVERY_PAGE}", application.origin());
    let accounts = Accounts {
        client: application.client.clone(),
        database: application.database.clone(),
        admin: application.admin.clone(),
    };
    let deleting = accounts.clone();
    // An operator who wants no limit of requests wants none of the crate's.
    let is_limited = serving.rate_limit.per_minute().is_some();
    let limits = if is_limited { RateLimits::default() } else { RateLimits::none() };
    Passwordless::fairing()
        .client(application.client.clone())
        .origins(application.origins())
        .cookie_name(cookie_name(&application.origin))
        .store(application.database.store())
        .only_known_passkeys()
        .policy(move |policy| policy.relying_party(&relying_party))
        .trusted_proxies([serving.trusted_proxies.to_string()])
        .sign_in_page("/")
        .rate_limits(limits)
        .newcomers(accounts.clone())
        .magic_links(MagicLinks::new(page, accounts.clone()))
        .deletions(move |user_id| {
            let accounts = deleting.clone();
            async move { accounts.delete(&user_id).await }
        })
        .sign_ins(application.database.store())
        .on_sign_in(move |sign_in| {
            let accounts = accounts.clone();
            async move { accounts.note(sign_in).await }
        })
}

/// Cookies know no port, so two demos on one machine would sign each other out. All instances of one demo share its origin.
fn cookie_name(origin: &Url) -> String {
    origin.port().map_or_else(|| "passwordless".to_owned(), |port| format!("passwordless-{port}"))
}

/// Who gets which name, who is a user, and who is one no more.
#[derive(Clone)]
struct Accounts {
    client: Client,
    database: Database,
    /// Who cannot go.
    admin: Option<String>,
}

impl Users for Accounts {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        let user = self.database.user(user_id).await.map_err(unanswered)?;
        Ok(user.map(|user| KnownUser::named(user.name)))
    }
}

impl Newcomers for Accounts {
    /// Of two who want a name, the first to finish has it.
    async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
        let name = valid(newcomer.name())?;
        let claimed = self.database.claim(newcomer.user_id(), &name, SystemTime::now()).await;
        if claimed.map_err(unanswered)? { Ok(()) } else { Err(Rejection::name_taken()) }
    }

    /// A courtesy, so that nobody makes a passkey in vain.
    async fn check_name(&self, name: &str) -> Result<(), Rejection> {
        let name = valid(name)?;
        if self.database.name_is_taken(&name).await.map_err(unanswered)? {
            return Err(Rejection::name_taken());
        }
        Ok(())
    }
}

impl Mailboxes for Accounts {
    async fn user_of(&self, address: &str) -> Result<Option<String>, Rejection> {
        self.database.user_of_email(address).await.map_err(unanswered)
    }
}

impl Accounts {
    /// Tells the service the name that it has not taken before.
    async fn note(&self, sign_in: SignIn) -> Result<(), Rejection> {
        alias::tell(&self.client, &self.database, sign_in.session().user_id()).await;
        Ok(())
    }
}

impl Accounts {
    /// Deletes what is here of a user.
    async fn delete(&self, user_id: &str) -> Result<(), Rejection> {
        if self.admin.as_deref() == Some(user_id) {
            return Err(Rejection::new(
                409,
                "own_account",
                "Nobody could manage users then. Name another \
                administrator in ADMIN first.",
            ));
        }
        self.database.delete_user(user_id, SystemTime::now()).await.map_err(unanswered)
    }
}

fn valid(name: &str) -> Result<Name, Rejection> {
    Name::new(name).map_err(|error| Rejection::invalid_name(error.sentence()))
}

/// An outage decides nothing about the user.
fn unanswered(error: sqlx::Error) -> Rejection {
    tracing::error!(error = %Chain(&error), "the database did not answer");
    Rejection::unavailable()
}

/// Somebody who is signed in and whom we know; anybody else is forwarded with 401.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) session: Session,
    pub(crate) account: database::User,
    shown: Option<String>,
}

impl User {
    /// Refuses what a page asks for that shows somebody else.
    pub(crate) fn is_shown(&self) -> Result<(), Problem> {
        shows(self.shown.as_deref(), &self.session)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let session = try_outcome!(
            request
                .guard::<Session>()
                .await
                .map_error(|(status, rejection)| { (status, Problem::from(rejection)) })
        );
        let Some(application) = request.rocket().state::<Application>() else {
            return Outcome::Error((Status::InternalServerError, Problem::of(Status::InternalServerError)));
        };
        match application.database.user(session.user_id()).await {
            Ok(Some(account)) => {
                let shown = request.headers().get_one("Passwordless-User").map(str::to_owned);
                Outcome::Success(Self { session, account, shown })
            }
            // Deleted a moment ago; the end of the session is on its way here.
            Ok(None) => Outcome::Forward(Status::Unauthorized),
            Err(error) => {
                let problem = Problem::from(error);
                Outcome::Error((problem.status, problem))
            }
        }
    }
}

/// Refuses a page that shows another user than the one who is signed in: another tab may have signed somebody else in.
/// One that says nothing means whoever is. No browser escapes anything of our ids.
pub(crate) fn shows(shown: Option<&str>, session: &Session) -> Result<(), Problem> {
    match shown {
        Some(user_id) if user_id != session.user_id() => {
            Err(passwordless_rocket::Rejection::from(Rejection::other_user()).into())
        }
        _ => Ok(()),
    }
}
