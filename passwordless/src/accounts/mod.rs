//! What an account does: register, sign in, add and delete passkeys, confirm, recover, sign out.
//!
//! It is one table of routes that knows no framework: an adapter feeds it a [`Request`], and renders the [`Answer`].
//!
//! | Route | Takes | Answers |
//! |---|---|---|
//! | `POST /register` | `name`, `form`? | 200 `token` for the ceremony, and the newcomer's cookie |
//! | `POST /register/complete` | `token`, `session`? | 201 who is signed in now; `signInByName`: whether the service knows the name |
//! | `POST /sign-in` | `token`, `session`? | 200 who is signed in now |
//! | `GET /session` | | 200 who is signed in |
//! | `POST /step-up/{purpose}` | `token` | 200 who confirmed, and for how long it counts |
//! | `GET /passkeys` | | 200 `passkeys`, and `signals` for the browser |
//! | `POST /passkeys` | | 200 `token` for the ceremony |
//! | `POST /passkeys/complete` | `token` | 201 as `GET /passkeys` |
//! | `DELETE /passkeys/{id}` | | 200 as `GET /passkeys`, and whether that ended this session |
//! | `DELETE /account` | | 200 whether the passkeys are `deleted` or `pending`, and `signals` for the browser |
//! | `POST /magic-link` | `email` | 202, whether or not the address is a user's |
//! | `POST /magic-link/complete` | `token`, `link`, `confirmed`?, `passkeys`?, `session`? | 200 what the link opened |
//! | `GET /sign-ins` | | 200 `signIns`: when, where and with what the user signed in |
//! | `DELETE /sign-ins/{id}` | | 200 as `GET /sign-ins`, and whether that ended this session |
//! | `POST /sign-out` | | 204 |
//! | `POST /sign-out-everywhere` | | 204 |
//! | `GET /passwordless.js` | | 200 the [script](crate::browser) |
//! | `GET /passwordless.d.ts` | | 200 its declarations for TypeScript |
//!
//! A passkey of the list `isLast` where no other signs its user in here. It is `unfinished` where its registration was
//! begun and never finished here: it signs nobody in, its user may always delete it, and the next `POST /passkeys` does.
//! It is `deleting` where it was deleted here and the service did not answer: it signs nobody in, the signals leave it
//! out, and each `GET /passkeys` tries again to delete it.
//!
//! A browser that did not hear the answer of `POST /passkeys/complete` sends the same again, and is answered as before.
//!
//! Bodies are JSON objects of at most 16 KiB, and may be left out where nothing is taken; `name` may be called
//! `username`. Every request that changes
//! something must come from a page of an allowed origin; a program that names no page must present a bearer, or ask
//! for one with `"session": "bearer"`, and is then given no cookie. Refusals are problem documents
//! ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with a stable `code`; all of it is `Cache-Control: no-store`.
//!
//! Beside the codes of [`Rejection`](crate::Rejection):
//!
//! | Status | Code | |
//! |---|---|---|
//! | 400 | `malformed_request` | the body is not the JSON that the route takes |
//! | 400 | `invalid_name` | nobody can have this name |
//! | 401 | `sign_in_again` | the user has no passkey yet, and the password was too long ago to add the first |
//! | 403 | `no_registration` | this browser has not begun this registration, or too long ago |
//! | 403 | `unregistered_passkey` | the passkey's registration was never finished here |
//! | 403 | `unknown_user` | the passkey is of a user whom the application does not know |
//! | 403 | `invalid_link` | the link is not one that this application sent to this user |
//! | 403 | `user_limit_reached` | the service takes no more users; the log says what to do |
//! | 404 | `not_found` | no such route |
//! | 404 | `unknown_passkey` | the user has no such passkey |
//! | 404 | `unknown_sign_in` | the user has no such sign-in |
//! | 405 | `wrong_method` | `Allow` names the right ones |
//! | 409 | `name_taken` | somebody else was first |
//! | 409 | `other_user` | the page shows another user than the one who is signed in now |
//! | 409 | `last_passkey` | no other passkey works here, so the user could not sign in any more |
//! | 409 | `other_browser_needed` | by the member `passkeys` this browser cannot make the passkey for which the link is; it still works |
//! | 409 | `confirmation_required` | the link was opened in another browser; `account` says whose it is |
//! | 413 | `body_too_large` | |
//! | 413 | `form_too_large` | the sign-up form is longer than 2048 bytes of JSON |
//! | 415 | `json_required` | |
//! | 422 | `invalid_form` | the sign-up form is not filled in as it has to be: sentences by field in `errors`, all in `detail` |
//! | 429 | `too_many_requests` | a [limit](RateLimits) was reached; `Retry-After` says when to ask again |
//! | 503 | `clock_wrong` | the token is from the future: this server's clock is behind the service's |
//!
//! Tabs share a session, so somebody else may have signed in since a page was loaded. A request with the header
//! `Passwordless-User` (the id of the user whom the page shows, as `encodeURIComponent` writes it) is refused as
//! `other_user` where it would be about somebody else. The script sends it; a layer that answers CORS preflights lets it
//! through beside `Content-Type`.
//!
//! To add or to delete a passkey, the user must have used one in the last five minutes, to sign in or to step up;
//! otherwise the answer is 401 `step_up_required`. A password of the last five minutes
//! ([`sign_in_known`](crate::gate::Gate::sign_in_known), [`Present::proved`]) adds the *first* passkey only; a link adds
//! one, and never deletes. To delete the account, the user must have used a passkey in the last five minutes; where they
//! have none, a password will do.
//!
//! # What the application decides
//!
//! By traits that a type of its own implements: [`Users`], [`Newcomers`], [`SignUpForms`], [`Mailboxes`]. Registration,
//! magic links, the deletion of accounts and the list of sign-ins are off until they are set. See [`AccountsBuilder`].
//!
//! # What is logged
//!
//! Decisions are [`tracing`] events with stable names: see [`events`](crate::events).
//!
//! # What it cannot see
//!
//! A registration token goes to the browser, which completes the ceremony with the service alone. So whoever gets one
//! for an account can make passkeys of it within the token's life: that is why it takes a passkey that was used less than
//! five minutes ago to get one, and why a passkey signs in only once `POST /passkeys/complete` told us of it
//! ([known passkeys](crate::PasswordlessBuilder::only_known_passkeys)). And a newcomer who never completes the
//! registration *here* still has a passkey that the service vouches for: that is why welcoming newcomers needs
//! [`Users::find`], which knows the users.

mod alias;
mod builder;
mod changes;
mod cookies;
mod deletion;
mod dispatch;
mod form;
mod hand_out;
mod hooks;
mod joiners;
mod known_passkeys;
mod limits;
mod magic_link;
mod new_passkey;
mod newcomer;
mod own_session;
mod passkeys;
mod people;
mod posted;
mod present;
mod proof;
mod purposes;
mod recent;
mod recovery;
mod register;
mod request;
mod route;
mod script;
mod session;
mod shown_user;
mod sign_in;
mod sign_ins;
mod sign_out;
mod signed_in;
mod step_up;
mod unfinished;
mod users;
mod who;

use std::{fmt, net::IpAddr, sync::Arc};

pub use builder::AccountsBuilder;
pub use changes::{PasskeyChange, PasskeyChangeKind};
pub use deletion::Deletion;
pub use form::{FormErrors, SignUpForms};
pub use magic_link::MagicLinks;
pub use new_passkey::{Maker, NewPasskey};
pub use newcomer::Newcomer;
pub use own_session::OwnSession;
pub use present::Present;
pub use proof::Proof;
pub use recovery::RecoverySession;
pub use request::Request;
pub use route::Route;
pub use sign_ins::{ListedSignIn, NotedSignIn, SignInState, SignIns};
pub use signed_in::SignIn;
pub use unfinished::Unfinished;
pub use users::{KnownUser, Mailboxes, Newcomers, Users};

pub use crate::{
    answer::Answer,
    limits::{Rate, RateLimits, TrustedProxies},
};
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use newcomer::wanted as wanted_name;

use crate::{
    Client, Gate,
    limits::{Clients, Counters},
    rules::Sessions,
};
use hooks::Hooks;
use magic_link::Links;
use step_up::StepUpPurpose;

/// The routes of all accounts, for any framework. Cheap to clone.
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
struct Configured {
    client: Client,
    gate: Gate,
    hooks: Hooks,
    purposes: Vec<StepUpPurpose>,
    routes: Vec<Route>,
    links: Option<Arc<Links>>,
    password_counts: bool,
    clients: Arc<Clients>,
    counters: Arc<Counters>,
    script_tag: String,
}

impl Accounts {
    /// The largest body that a route takes, in bytes.
    pub const MAX_BODY: usize = 16 * 1024;

    fn new(configured: Configured) -> Self {
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

    /// The rules.
    pub fn gate(&self) -> &Gate {
        &self.configured.gate
    }

    /// The names of the purposes for which users can step up.
    pub fn purposes(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.step_up_purposes().iter().map(|purpose| purpose.name)
    }

    /// The routes that are there, for frameworks that mount each of them by itself.
    pub fn routes(&self) -> impl Iterator<Item = Route> + '_ {
        let sessions = self.gate().sessions();
        let is_there = move |route: &Route| match sessions {
            Sessions::Ours => true,
            Sessions::Own => !matches!(route, Route::SignOutEverywhere | Route::SignIns | Route::EndSignIn),
            Sessions::Elsewhere => *route == Route::Script,
        };
        self.configured.routes.iter().copied().filter(is_there)
    }

    /// The address of a request's client, if it is known. Only what says who sent the request need be fed.
    pub fn client_of(&self, request: &Request<'_>) -> Option<IpAddr> {
        self.configured.clients.find(request.sender, &request.forwarded)
    }

    fn clients(&self) -> &Clients {
        &self.configured.clients
    }

    fn counters(&self) -> &Counters {
        &self.configured.counters
    }

    fn hooks(&self) -> &Hooks {
        &self.configured.hooks
    }

    fn step_up_purposes(&self) -> &[StepUpPurpose] {
        &self.configured.purposes
    }

    fn links(&self) -> Option<&Links> {
        self.configured.links.as_deref()
    }

    fn password_counts(&self) -> bool {
        self.configured.password_counts
    }

    fn script_tag(&self) -> &str {
        &self.configured.script_tag
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let configured = &self.configured;
        f.debug_struct("Accounts")
            .field("client", &configured.client)
            .field("gate", &configured.gate)
            .field("purposes", &configured.purposes)
            .field("routes", &configured.routes)
            .finish_non_exhaustive()
    }
}
