//! The routes of the accounts over sessions of the application's own.

use std::{
    future::Future,
    pin::Pin,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use http::{HeaderMap, request::Parts};
use passwordless::{
    Rejection, VerifiedUser,
    accounts::{self, Present, Proof},
};

/// The application's own sessions, over which the routes of the accounts work: add, list and delete passkeys, sign in,
/// step up, sign out.
///
/// Implement it for a type of yours, and hand it to [`Passwordless::own_session`](crate::Passwordless::own_session). The request's extensions hold what
/// your layers left there; put those layers around [`routes`](crate::Passwordless::routes). What a method returns as headers is
/// added to the answer.
///
/// Nothing counts as proved a short while ago unless [`Present::proved`] says so. Within five minutes a password adds
/// the *first* passkey; where there is one, only a passkey counts. Requests that change something must come from a page
/// of an allowed origin, whatever `SameSite` your cookie has.
///
/// ```
/// use http::{HeaderMap, request::Parts};
/// use passwordless::{Rejection, VerifiedUser, accounts::{Present, Proof}};
/// use passwordless_tower::OwnSession;
/// use std::time::SystemTime;
/// # #[derive(Clone)] struct MySession;
/// # struct MyUser { handle: String, name: String, password_at: Option<SystemTime>, passkey_at: Option<SystemTime> }
/// # impl MySession {
/// #     fn user(&self) -> Option<MyUser> { None }
/// #     async fn renew_for(&self, _: &str, _: Proof, _: SystemTime) -> Result<(), Rejection> { Ok(()) }
/// #     async fn note_passkey(&self, _: SystemTime) -> Result<(), Rejection> { Ok(()) }
/// #     async fn end(&self) -> Result<(), Rejection> { Ok(()) }
/// # }
///
/// struct Mine;
///
/// fn session(request: &Parts) -> Result<MySession, Rejection> {
///     request.extensions.get().cloned().ok_or(Rejection::misconfigured())
/// }
///
/// impl OwnSession for Mine {
///     async fn present(&self, request: &Parts) -> Result<Option<Present>, Rejection> {
///         let Some(user) = session(request)?.user() else { return Ok(None) };
///         let mut present = Present::new(user.handle, user.name);
///         for (proof, at) in [(Proof::Password, user.password_at), (Proof::Passkey, user.passkey_at)] {
///             if let Some(at) = at {
///                 present = present.proved(proof, at);
///             }
///         }
///         Ok(Some(present))
///     }
///
///     async fn begin(
///         &self,
///         request: &Parts,
///         user: &VerifiedUser,
///         by: Proof,
///         at: SystemTime,
///     ) -> Result<HeaderMap, Rejection> {
///         session(request)?.renew_for(user.user_id(), by, at).await?;
///         Ok(HeaderMap::new())
///     }
///
///     async fn confirmed(&self, request: &Parts, at: SystemTime) -> Result<HeaderMap, Rejection> {
///         session(request)?.note_passkey(at).await?;
///         Ok(HeaderMap::new())
///     }
///
///     async fn end(&self, request: &Parts) -> Result<HeaderMap, Rejection> {
///         session(request)?.end().await?;
///         Ok(HeaderMap::new())
///     }
/// }
/// ```
pub trait OwnSession: Send + Sync + 'static {
    /// Who is signed in, if anybody, and what they proved when.
    fn present(&self, request: &Parts) -> impl Future<Output = Result<Option<Present>, Rejection>> + Send;

    /// Begins a session for this user, always with a new id, and notes by what they proved who they are, and when: by a
    /// passkey at the time of its use, or by a link that signs in. Note this time and not your clock's, since a page may hold
    /// a token back. Called when every rule was kept, the application's [`Users`](accounts::Users) were asked, and the token
    /// is spent. An error refuses the sign-in.
    fn begin(
        &self,
        request: &Parts,
        user: &VerifiedUser,
        by: Proof,
        at: SystemTime,
    ) -> impl Future<Output = Result<HeaderMap, Rejection>> + Send;

    /// Notes that the user of this session used a passkey at this time.
    fn confirmed(
        &self,
        request: &Parts,
        at: SystemTime,
    ) -> impl Future<Output = Result<HeaderMap, Rejection>> + Send;

    /// Ends the session at the server. There may be none.
    fn end(&self, request: &Parts) -> impl Future<Output = Result<HeaderMap, Rejection>> + Send;
}

type Answered<'a, T> = Pin<Box<dyn Future<Output = Result<T, Rejection>> + Send + 'a>>;

/// [`OwnSession`], erased.
pub(crate) trait AnyOwnSession: Send + Sync {
    fn present<'a>(&'a self, request: &'a Parts) -> Answered<'a, Option<Present>>;
    fn begin<'a>(
        &'a self,
        request: &'a Parts,
        user: &'a VerifiedUser,
        by: Proof,
        at: SystemTime,
    ) -> Answered<'a, HeaderMap>;
    fn confirmed<'a>(&'a self, request: &'a Parts, at: SystemTime) -> Answered<'a, HeaderMap>;
    fn end<'a>(&'a self, request: &'a Parts) -> Answered<'a, HeaderMap>;
}

impl<S: OwnSession> AnyOwnSession for S {
    fn present<'a>(&'a self, request: &'a Parts) -> Answered<'a, Option<Present>> {
        Box::pin(OwnSession::present(self, request))
    }

    fn begin<'a>(
        &'a self,
        request: &'a Parts,
        user: &'a VerifiedUser,
        by: Proof,
        at: SystemTime,
    ) -> Answered<'a, HeaderMap> {
        Box::pin(OwnSession::begin(self, request, user, by, at))
    }

    fn confirmed<'a>(&'a self, request: &'a Parts, at: SystemTime) -> Answered<'a, HeaderMap> {
        Box::pin(OwnSession::confirmed(self, request, at))
    }

    fn end<'a>(&'a self, request: &'a Parts) -> Answered<'a, HeaderMap> {
        Box::pin(OwnSession::end(self, request))
    }
}

/// The own session of one request, as the core asks it.
pub(crate) struct Bound<'a> {
    own: &'a dyn AnyOwnSession,
    request: &'a Parts,
    headers: Mutex<HeaderMap>,
}

impl<'a> Bound<'a> {
    pub(crate) fn new(own: &'a dyn AnyOwnSession, request: &'a Parts) -> Self {
        Self { own, request, headers: Mutex::default() }
    }

    /// Adds the headers of the session to those of the answer, whose own cookies stay.
    pub(crate) fn add_to(self, answer: &mut HeaderMap) {
        append(answer, self.headers.into_inner().unwrap_or_else(PoisonError::into_inner));
    }

    fn add(&self, headers: HeaderMap) {
        append(&mut self.headers.lock().unwrap_or_else(PoisonError::into_inner), headers);
    }
}

fn append(all: &mut HeaderMap, headers: HeaderMap) {
    let mut last = None;
    for (name, value) in headers {
        // Of several with one name only the first says it.
        last = name.or(last);
        if let Some(name) = &last {
            all.append(name, value);
        }
    }
}

impl accounts::OwnSession for Bound<'_> {
    fn present(&self) -> Answered<'_, Option<Present>> {
        self.own.present(self.request)
    }

    fn begin<'a>(&'a self, user: &'a VerifiedUser, by: Proof, at: SystemTime) -> Answered<'a, ()> {
        let begun = self.own.begin(self.request, user, by, at);
        Box::pin(async move { begun.await.map(|headers| self.add(headers)) })
    }

    fn confirmed(&self, at: SystemTime) -> Answered<'_, ()> {
        Box::pin(async move { self.own.confirmed(self.request, at).await.map(|headers| self.add(headers)) })
    }

    fn end(&self) -> Answered<'_, ()> {
        Box::pin(async move { self.own.end(self.request).await.map(|headers| self.add(headers)) })
    }
}
