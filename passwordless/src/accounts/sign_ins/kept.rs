use std::{future::Future, pin::Pin, time::SystemTime};

use super::NotedSignIn;
use crate::store::{Mark, StoreError};

/// Where sign-ins are written down, for their users to see and to end: the argument of
/// [`AccountsBuilder::sign_ins`](super::super::AccountsBuilder::sign_ins).
///
/// The store of `passwordless-sqlx` is one. Whether a session still counts is not told by the list but by the
/// [`Store`](crate::Store), however it ended.
pub trait SignIns: Send + Sync + 'static {
    /// Writes a sign-in down, before it counts: an error refuses it. Of one user so many are kept as people look at, the
    /// newest, so that nobody fills a disk by signing in.
    fn note(&self, sign_in: &NotedSignIn) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The user's sign-ins, newest first.
    fn of(&self, user_id: &str) -> impl Future<Output = Result<Vec<NotedSignIn>, StoreError>> + Send;

    /// Notes that the session was seen at this time, unless that was noted within the minute before. One that is not on the
    /// list stays off it.
    fn seen(
        &self,
        user_id: &str,
        session: Mark,
        at: SystemTime,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets the sign-ins of a user who is deleted.
    fn forget(&self, user_id: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
}

type Answered<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// [`SignIns`], erased.
pub(in crate::accounts) trait AnySignIns: Send + Sync {
    fn note<'a>(&'a self, sign_in: &'a NotedSignIn) -> Answered<'a, ()>;
    fn of<'a>(&'a self, user_id: &'a str) -> Answered<'a, Vec<NotedSignIn>>;
    fn seen<'a>(&'a self, user_id: &'a str, session: Mark, at: SystemTime) -> Answered<'a, ()>;
    fn forget<'a>(&'a self, user_id: &'a str) -> Answered<'a, ()>;
}

impl<S: SignIns> AnySignIns for S {
    fn note<'a>(&'a self, sign_in: &'a NotedSignIn) -> Answered<'a, ()> {
        Box::pin(SignIns::note(self, sign_in))
    }

    fn of<'a>(&'a self, user_id: &'a str) -> Answered<'a, Vec<NotedSignIn>> {
        Box::pin(SignIns::of(self, user_id))
    }

    fn seen<'a>(&'a self, user_id: &'a str, session: Mark, at: SystemTime) -> Answered<'a, ()> {
        Box::pin(SignIns::seen(self, user_id, session, at))
    }

    fn forget<'a>(&'a self, user_id: &'a str) -> Answered<'a, ()> {
        Box::pin(SignIns::forget(self, user_id))
    }
}
