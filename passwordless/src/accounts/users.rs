//! What the application says about its users, by traits that a type of its own implements.

use std::{future::Future, pin::Pin, sync::Arc};

use super::Newcomer;
use crate::Rejection;

/// The users of the application.
///
/// Implement it for the type by which you reach them, such as a pool of your database. An error refuses the request;
/// where nothing was decided, because the database does not answer, it is [`Rejection::unavailable`].
///
/// ```
/// use passwordless::{Rejection, accounts::{KnownUser, Users}};
///
/// struct Db;
///
/// impl Users for Db {
///     async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
/// #       let name_of = |_: &str| Some("Pat");
///         Ok(name_of(user_id).map(KnownUser::named))
///     }
/// }
/// ```
pub trait Users: Send + Sync + 'static {
    /// Looks a user up, by the id that was given at registration. Nobody else signs in.
    ///
    /// Find suspended users, too, and refuse them in [`on_sign_in`](super::AccountsBuilder::on_sign_in): a user who is not
    /// found counts as deleted, and [`delete_unfinished`](super::Accounts::delete_unfinished) may delete their passkeys.
    ///
    /// A person who abandoned a registration has a passkey for which the service vouches, and is not a user.
    fn find(&self, user_id: &str) -> impl Future<Output = Result<Option<KnownUser>, Rejection>> + Send;
}

/// Users among whom people may register.
///
/// ```
/// use passwordless::{Rejection, accounts::{KnownUser, Newcomer, Newcomers, Users}};
/// # struct Db;
/// # impl Users for Db {
/// #     async fn find(&self, _: &str) -> Result<Option<KnownUser>, Rejection> { Ok(None) }
/// # }
///
/// impl Newcomers for Db {
///     /// A unique insert of user id and name.
///     async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
/// #       let is_first = |_: &str, _: &str| true;
///         if is_first(newcomer.user_id(), &newcomer.alias()) { Ok(()) } else { Err(Rejection::name_taken()) }
///     }
/// }
/// ```
pub trait Newcomers: Users {
    /// Decides who gets the name that they ask for: by a unique insert of user id and name.
    ///
    /// Called once for a finished registration. If another registration took the name first, return
    /// [`Rejection::name_taken`]; the passkey, which then belongs to no user, is deleted.
    fn accept(&self, newcomer: &Newcomer) -> impl Future<Output = Result<(), Rejection>> + Send;

    /// Checks a name early, so that nobody creates a passkey for a name that is already taken. Optional: the decision
    /// is [`accept`](Newcomers::accept)'s.
    fn check_name(&self, name: &str) -> impl Future<Output = Result<(), Rejection>> + Send {
        let _ = name;
        async { Ok(()) }
    }
}

/// The users' e-mail addresses, for [`MagicLinks`](super::MagicLinks).
pub trait Mailboxes: Send + Sync + 'static {
    /// The id of the user whose e-mail address it is, and `None` for an address that is nobody's: the client is told
    /// the same in either case.
    ///
    /// Called again when a link is followed: a link to an address that is no longer the user's opens nothing.
    ///
    /// The link goes to the address as it was typed. Compare all of it, or its ASCII letters without their case: in
    /// lower case some letters of Unicode become those of ASCII, and the mailbox may be another's.
    fn user_of(&self, address: &str) -> impl Future<Output = Result<Option<String>, Rejection>> + Send;
}

/// A user whom the application knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownUser {
    pub(super) name: String,
}

impl KnownUser {
    /// A user with this name, as browsers show it beside the user's passkeys.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

/// The answer of an application to come, erased so that `Accounts` is one type.
type Answered<'a, T> = Pin<Box<dyn Future<Output = Result<T, Rejection>> + Send + 'a>>;

/// [`Users`], erased.
pub(super) trait AnyUsers: Send + Sync {
    fn find<'a>(&'a self, user_id: &'a str) -> Answered<'a, Option<KnownUser>>;
}

/// [`Newcomers`], erased.
pub(super) trait AnyNewcomers: Send + Sync {
    fn accept<'a>(&'a self, newcomer: &'a Newcomer) -> Answered<'a, ()>;
    fn check_name<'a>(&'a self, name: &'a str) -> Answered<'a, ()>;
}

/// [`Mailboxes`], erased.
pub(super) trait AnyMailboxes: Send + Sync {
    fn user_of<'a>(&'a self, address: &'a str) -> Answered<'a, Option<String>>;
}

impl<U: Users> AnyUsers for U {
    fn find<'a>(&'a self, user_id: &'a str) -> Answered<'a, Option<KnownUser>> {
        Box::pin(Users::find(self, user_id))
    }
}

impl<N: Newcomers> AnyNewcomers for N {
    fn accept<'a>(&'a self, newcomer: &'a Newcomer) -> Answered<'a, ()> {
        Box::pin(Newcomers::accept(self, newcomer))
    }

    fn check_name<'a>(&'a self, name: &'a str) -> Answered<'a, ()> {
        Box::pin(Newcomers::check_name(self, name))
    }
}

impl<M: Mailboxes> AnyMailboxes for M {
    fn user_of<'a>(&'a self, address: &'a str) -> Answered<'a, Option<String>> {
        Box::pin(Mailboxes::user_of(self, address))
    }
}

impl<U: Users> Users for Arc<U> {
    fn find(&self, user_id: &str) -> impl Future<Output = Result<Option<KnownUser>, Rejection>> + Send {
        U::find(self, user_id)
    }
}

impl<N: Newcomers> Newcomers for Arc<N> {
    fn accept(&self, newcomer: &Newcomer) -> impl Future<Output = Result<(), Rejection>> + Send {
        N::accept(self, newcomer)
    }

    fn check_name(&self, name: &str) -> impl Future<Output = Result<(), Rejection>> + Send {
        N::check_name(self, name)
    }
}

impl<M: Mailboxes> Mailboxes for Arc<M> {
    fn user_of(&self, address: &str) -> impl Future<Output = Result<Option<String>, Rejection>> + Send {
        M::user_of(self, address)
    }
}
