use std::{fmt, net::IpAddr, sync::Arc, time::SystemTime};

use super::{
    Answer, Request, Route, hooks::Hooks, magic_link::Links, posted::Posted, route::Found, step_up::Door,
};
use crate::rules::Sessions;
use crate::{
    Client, Gate, Visitor,
    limits::{Clients, Counters},
    rejection::{Fixed, Rejection},
};

/// The routes of an account, for any framework. Cheap to clone.
///
/// ```no_run
/// use passwordless::{Client, Policy, SessionKey, SingleProcess, accounts::Accounts, gate::Gate};
/// use std::time::SystemTime;
///
/// # async fn run() -> Result<(), passwordless::Error> {
/// let policy = Policy::new(["https://app.example"])?;
/// let gate = Gate::new(policy, SessionKey::from_env("SECRET_KEY")?, SingleProcess::new())?;
/// let account = Accounts::builder().build(Client::from_env()?, gate)?;
///
/// let mut request = account.request("POST", "/sign-in").body(br#"{"token":"verify_k8QgTic3IHoc"}"#);
/// request.header("Content-Type", b"application/json");
/// request.header("Origin", b"https://app.example");
/// let answer = account.answer(&request, SystemTime::now()).await;
/// assert_eq!(answer.status(), 401, "{}", answer.body());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Accounts {
    configured: Arc<Configured>,
}

#[derive(Clone)]
pub(super) struct Configured {
    pub(super) client: Client,
    pub(super) gate: Gate,
    pub(super) hooks: Hooks,
    pub(super) doors: Vec<Door>,
    pub(super) routes: Vec<Route>,
    pub(super) links: Option<Arc<Links>>,
    pub(super) password_counts: bool,
    pub(super) clients: Arc<Clients>,
    pub(super) counters: Arc<Counters>,
    pub(super) script_tag: String,
}

impl Accounts {
    /// The largest body that a route takes, in bytes.
    pub const MAX_BODY: usize = 16 * 1024;

    pub(super) fn new(configured: Configured) -> Self {
        Self { configured: Arc::new(configured) }
    }

    /// The same routes over sessions of the application's own, which have no end everywhere that we could bring about.
    pub(crate) fn with_own_sessions(&self, gate: Gate) -> Self {
        Self::new(Configured { gate, ..(*self.configured).clone() })
    }

    /// The client of the API.
    pub fn client(&self) -> &Client {
        &self.configured.client
    }

    /// The rules at the door.
    pub fn gate(&self) -> &Gate {
        &self.configured.gate
    }

    /// The names of the purposes for which users can step up.
    pub fn purposes(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.doors().iter().map(|door| door.name)
    }

    /// The routes that are there, for frameworks that mount each of them by itself.
    pub fn routes(&self) -> impl Iterator<Item = Route> + '_ {
        let sessions = self.gate().sessions();
        let is_there = move |route: &Route| match sessions {
            Sessions::Ours => true,
            Sessions::Own => *route != Route::SignOutEverywhere,
            Sessions::Elsewhere => *route == Route::Script,
        };
        self.configured.routes.iter().copied().filter(is_there)
    }

    /// Answers a request. Refusals are answers, too, so there is always one.
    pub async fn answer(&self, request: &Request<'_>, now: SystemTime) -> Answer {
        let answer = match self.find(request.method, request.path) {
            Ok(Found::Route(route, segment)) => self.ask(route, segment, request, now).await,
            Ok(Found::OtherMethod(allow)) => {
                Ok(Answer::from(Rejection::of(Fixed::WrongMethod)).header("allow", allow))
            }
            Err(rejection) => Err(rejection),
        };
        match answer {
            Ok(answer) => answer,
            Err(rejection) => self.refuse(rejection, request, now),
        }
    }

    async fn ask(
        &self,
        route: Route,
        segment: &str,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let posted = Posted::read(self, request)?;
        self.count(route, request, now)?;
        match route {
            Route::Register => self.register(&posted, now).await,
            Route::RegisterComplete => self.complete_registration(request, &posted, now).await,
            Route::SignIn => self.sign_in(request, &posted, now).await,
            Route::Session => self.who(request, now).await,
            Route::StepUp => self.step_up(request, segment, &posted, now).await,
            Route::Passkeys => self.passkeys(request, now).await,
            Route::AddPasskey => self.add_passkey(request, now).await,
            Route::AddPasskeyComplete => self.complete_passkey(request, &posted, now).await,
            Route::DeletePasskey => self.delete_passkey(request, segment, now).await,
            Route::MagicLink => self.magic_link(&posted, now),
            Route::MagicLinkComplete => self.follow_link(request, &posted, now).await,
            Route::SignOut => self.sign_out(request, now).await,
            Route::SignOutEverywhere => self.sign_out_everywhere(request, now).await,
            Route::Script => Ok(self.script(request)),
            Route::Declarations => Ok(super::script::declarations()),
        }
    }

    fn refuse(&self, rejection: Rejection, request: &Request<'_>, now: SystemTime) -> Answer {
        let (status, code) = (rejection.status(), rejection.code());
        tracing::debug!(
            target: "passwordless.turned_away", method = request.method, status, code, "refused a request"
        );
        if rejection.is_unlogged_decision() {
            tracing::info!(target: "passwordless.refused", code, why = %rejection, "refused");
        }
        let answer = Answer::from(rejection);
        // A cookie that is good for nothing is taken from the browser.
        match self.gate().check(&request.presented, now) {
            Ok(Visitor::Nobody { remove_cookie: true }) => answer.set_cookie(self.gate().remove_cookie()),
            _ => answer,
        }
    }

    /// The client of a request, if it is known.
    pub(super) fn client_of(&self, request: &Request<'_>) -> Option<IpAddr> {
        self.configured.clients.find(request.sender, &request.forwarded)
    }

    pub(super) fn counters(&self) -> &Counters {
        &self.configured.counters
    }

    pub(super) fn hooks(&self) -> &Hooks {
        &self.configured.hooks
    }

    pub(super) fn doors(&self) -> &[Door] {
        &self.configured.doors
    }

    pub(super) fn links(&self) -> Option<&Links> {
        self.configured.links.as_deref()
    }

    pub(super) fn password_counts(&self) -> bool {
        self.configured.password_counts
    }

    pub(super) fn script_tag(&self) -> &str {
        &self.configured.script_tag
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let configured = &self.configured;
        f.debug_struct("Accounts")
            .field("client", &configured.client)
            .field("gate", &configured.gate)
            .field("purposes", &configured.doors)
            .field("routes", &configured.routes)
            .finish_non_exhaustive()
    }
}
