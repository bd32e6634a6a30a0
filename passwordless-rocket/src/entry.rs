use std::{fmt, net::IpAddr, sync::Arc};

use passwordless::{Client, Gate, Rejection, accounts::Accounts};
use rocket::{Ignite, Rocket, request::Request};

use crate::PasswordlessFairing;

/// Sign-in as it is configured for one application, in Rocket's managed state.
///
/// The [fairing](Passwordless::fairing) puts it there. Guards need no word of it; a handler that ends sessions or asks
/// the service takes a `&State<Passwordless>`. Cheap to clone.
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
    configured: Arc<Configured>,
}

/// What all clones share.
pub(crate) struct Configured {
    /// Client, gate, account, stack and refusals: what all adapters share.
    pub(crate) tower: passwordless_tower::Passwordless,
    /// What the fairing was told that users step up for.
    pub(crate) purposes: Vec<&'static str>,
    /// Whether they do so at a route of ours.
    pub(crate) has_step_up: bool,
    pub(crate) client_address: Option<FindClient>,
}

/// Finds the address of a request's client.
pub(crate) type FindClient = Arc<dyn Fn(&Request<'_>) -> Option<IpAddr> + Send + Sync>;

impl Passwordless {
    /// Begins with a fairing, to be attached. What it is not told here it reads from Rocket's configuration.
    pub fn fairing() -> PasswordlessFairing {
        PasswordlessFairing::new()
    }

    pub(crate) fn new(configured: Configured) -> Self {
        Self { configured: Arc::new(configured) }
    }

    /// The client of the API.
    pub fn client(&self) -> &Client {
        self.configured.tower.client()
    }

    /// The rules at the door: to open, seal and end sessions by hand.
    pub fn gate(&self) -> &Gate {
        self.configured.tower.gate()
    }

    /// The routes of the account, as the fairing mounts them.
    pub fn account(&self) -> &Accounts {
        self.configured.tower.as_account()
    }

    pub(crate) fn configured(&self) -> &Configured {
        &self.configured
    }

    /// What the fairing left in the managed state. The sentinels saw to it that it is there.
    pub(crate) fn of<'r>(request: &'r Request<'_>) -> Result<&'r Self, Rejection> {
        request.rocket().state::<Self>().ok_or_else(|| {
            tracing::error!(
                name: "passwordless.misconfigured",
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
                name: "passwordless.launch_refused",
                "a route has a guard of passwordless-rocket, and the fairing is missing; attach it: \
                 rocket::build().attach(Passwordless::fairing())"
            );
        }
        is_missing
    }
}

impl fmt::Debug for Passwordless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Configured { tower, purposes, has_step_up, .. } = &*self.configured;
        f.debug_struct("Passwordless")
            .field("tower", tower)
            .field("purposes", purposes)
            .field("has_step_up", has_step_up)
            .finish_non_exhaustive()
    }
}
