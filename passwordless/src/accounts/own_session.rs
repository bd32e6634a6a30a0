//! The application's own session, in place of ours.

use std::{future::Future, pin::Pin, time::SystemTime};

use super::{Present, Proof};
use crate::{Rejection, VerifiedUser};

type Answered<'a, T> = Pin<Box<dyn Future<Output = Result<T, Rejection>> + Send + 'a>>;

/// The session of one request, in an application that has sessions of its own: for adapters, which bind it to the
/// application's trait and the framework's request.
///
/// The accounts' routes ask it who is signed in, and have it begin and end.
pub trait OwnSession: Send + Sync {
    /// Who is signed in, if anybody.
    fn present(&self) -> Answered<'_, Option<Present>>;

    /// Begins a session for this user, with a new id, which notes by what they proved who they are, and when: at the time of
    /// the passkey's use, which may lie before now. Called when every rule was kept, the application was asked, and the token
    /// is spent.
    fn begin<'a>(&'a self, user: &'a VerifiedUser, by: Proof, at: SystemTime) -> Answered<'a, ()>;

    /// Notes that the user of this session used a passkey at this time.
    fn confirmed(&self, at: SystemTime) -> Answered<'_, ()>;

    /// Ends the session. There may be none.
    fn end(&self) -> Answered<'_, ()>;
}
