use std::{fmt, net::IpAddr, sync::Arc};

use passwordless::{
    Client, Rejection,
    accounts::{Accounts, Route},
    gate::Gate,
};
use rocket::{Ignite, Rocket, request::Request};

use crate::own_session::OwnSession;

/// Sign-in as it is configured for one application: a [`passwordless::Passwordless`] in Rocket's managed state.
///
/// The [fairing](Passwordless::fairing) puts it there. Guards find it by themselves; a handler that ends sessions or
/// asks the service takes a `&State<Passwordless>`. Cheap to clone.
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless_rocket::{Passwordless, Session};
/// use rocket::{State, http::Status};
/// use std::time::SystemTime;
///
/// #[post("/leave-everywhere")]
/// async fn leave(session: Session, passwordless: &State<Passwordless>) -> Status {
///     match passwordless.gate().sign_out_everywhere(session.user_id(), SystemTime::now()).await {
///         Ok(()) => Status::NoContent,
///         Err(_) => Status::ServiceUnavailable,
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Passwordless {
    core: passwordless::Passwordless,
    /// Whether users step up at a route of ours.
    has_step_up: bool,
    find_client: Option<FindClient>,
    own_session: Option<Arc<dyn OwnSession>>,
}

/// Finds the address of a request's client.
pub(crate) type FindClient = Arc<dyn Fn(&Request<'_>) -> Option<IpAddr> + Send + Sync>;

impl Passwordless {
    pub(crate) fn new(
        core: passwordless::Passwordless,
        has_step_up: bool,
        find_client: Option<FindClient>,
        own_session: Option<Arc<dyn OwnSession>>,
    ) -> Self {
        Self { core, has_step_up, find_client, own_session }
    }

    /// The client of the API.
    pub fn client(&self) -> &Client {
        self.core.client()
    }

    /// The rules: to open, seal and end sessions by hand.
    pub fn gate(&self) -> &Gate {
        self.core.gate()
    }

    /// The routes of the accounts, as the fairing mounts them.
    pub fn accounts(&self) -> &Accounts {
        self.core.accounts()
    }

    pub(crate) fn core(&self) -> &passwordless::Passwordless {
        &self.core
    }

    pub(crate) fn find_client(&self) -> Option<&FindClient> {
        self.find_client.as_ref()
    }

    pub(crate) fn own_session(&self) -> Option<&Arc<dyn OwnSession>> {
        self.own_session.as_ref()
    }

    pub(crate) fn has_step_up(&self) -> bool {
        self.has_step_up
    }

    /// Whether a rocket with guards that ask for a session lacks the fairing, or has one without sessions, which refuses
    /// the launch.
    pub(crate) fn has_no_sessions(rocket: &Rocket<Ignite>) -> bool {
        let Some(passwordless) = rocket.state::<Self>() else { return Self::is_missing(rocket) };
        let has_none = passwordless.gate().require_sessions().is_err();
        if has_none {
            tracing::error!(
                target: "passwordless.launch_refused",
                "a route has a guard that asks for a session, and the fairing was told that the application has its own; \
                 ask for that one, or leave `without_sessions` and `own_session` out"
            );
        }
        has_none
    }

    /// Whether nobody can ever recover by a link: as for [`has_no_sessions`](Self::has_no_sessions), and there are no links.
    pub(crate) fn recovers_nobody(rocket: &Rocket<Ignite>) -> bool {
        let mut routes =
            rocket.state::<Self>().into_iter().flat_map(|passwordless| passwordless.accounts().routes());
        !routes.any(|route| route == Route::MagicLinkComplete) && Self::has_no_sessions(rocket)
    }

    /// What the fairing left in the managed state. The sentinels saw to it that it is there.
    pub(crate) fn of<'r>(request: &'r Request<'_>) -> Result<&'r Self, Rejection> {
        request.rocket().state::<Self>().ok_or_else(|| {
            tracing::error!(
                target: "passwordless.misconfigured",
                "a guard found no fairing; attach it: rocket::build().attach(Passwordless::fairing())"
            );
            Rejection::misconfigured()
        })
    }

    /// Whether a rocket with guards lacks the fairing, which refuses the launch.
    pub(crate) fn is_missing(rocket: &Rocket<Ignite>) -> bool {
        let is_missing = rocket.state::<Self>().is_none();
        if is_missing {
            tracing::error!(
                target: "passwordless.launch_refused",
                "a route has a guard of passwordless-rocket, and the fairing is missing; attach it: \
                 rocket::build().attach(Passwordless::fairing())"
            );
        }
        is_missing
    }
}

impl fmt::Debug for Passwordless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwordless")
            .field("core", &self.core)
            .field("has_step_up", &self.has_step_up)
            .finish_non_exhaustive()
    }
}
