use std::fmt;

use aws_lc_rs::{
    digest::{Context, SHA256},
    error::Unspecified,
    rand,
};

use crate::CredentialId;

/// The sixteen bytes by which a [`Store`](super::Store) knows a token, a session, a user or a passkey.
///
/// For tokens, users and passkeys they are the start of a SHA-256 of what it is and its id, for sessions they are
/// random. So a store holds nothing that could be used, ids of any length take the same room, and a mark of a user is
/// never that of a token.
///
/// ```
/// use passwordless::store::Mark;
///
/// assert_eq!(Mark::user("alice"), Mark::user("alice"));
/// assert_ne!(Mark::user("alice"), Mark::token("alice"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark([u8; Self::LEN]);

impl Mark {
    /// How many bytes a mark has.
    pub const LEN: usize = 16;

    /// The mark of a token, by its [`token_id`](crate::VerifiedUser::token_id).
    pub fn token(token_id: &str) -> Self {
        Self::of(b"token:", token_id.as_bytes())
    }

    /// The mark of a user, by the id that was given at registration.
    pub fn user(user_id: &str) -> Self {
        Self::of(b"user:", user_id.as_bytes())
    }

    /// The mark of a passkey.
    pub fn credential(id: &CredentialId) -> Self {
        Self::of(b"credential:", id.as_bytes())
    }

    /// A mark that was stored.
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// The mark as bytes, to be stored.
    pub fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }

    pub(crate) fn random() -> Result<Self, Unspecified> {
        let mut bytes = [0; Self::LEN];
        rand::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    fn of(what: &[u8], id: &[u8]) -> Self {
        let mut hash = Context::new(&SHA256);
        hash.update(what);
        hash.update(id);
        let mut mark = [0; Self::LEN];
        // A SHA-256 has twice the bytes.
        mark.copy_from_slice(&hash.finish().as_ref()[..Self::LEN]);
        Self(mark)
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Enough to tell two apart in a log.
        let [a, b, c, d, ..] = self.0;
        write!(f, "Mark({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}
