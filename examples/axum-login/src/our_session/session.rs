//! Who is logged in, by a session of ours, under the name that axum-login's had.

use axum::{extract::FromRequestParts, http::request::Parts};
use passwordless::{
    Rejection,
    accounts::{self, KnownUser},
};
use passwordless_tower::{
    Passwordless,
    axum::{Rejection as Refusal, SameOrigin, Session},
};

use super::users::{User, Users};

pub(crate) struct AuthSession {
    pub(crate) user: Option<User>,
    pub(crate) session: Option<Session>,
    pub(crate) backend: Users,
    pub(crate) passwordless: Passwordless,
}

impl FromRequestParts<Users> for AuthSession {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &Users) -> Result<Self, Refusal> {
        let passwordless: Passwordless = parts.extensions.get().cloned().ok_or(Rejection::misconfigured())?;
        if !parts.method.is_safe() {
            SameOrigin::from_request_parts(parts, &passwordless).await?;
        }
        let session = Option::<Session>::from_request_parts(parts, &passwordless).await?;
        let user = match &session {
            Some(session) => backend.by_passkey_user(session.user_id()).await.map_err(Rejection::because)?,
            None => None,
        };
        Ok(Self { user, session, backend: backend.clone(), passwordless })
    }
}

/// Nobody else signs in.
impl accounts::Users for Users {
    async fn find(&self, passkey_user: &str) -> Result<Option<KnownUser>, Rejection> {
        let user = self.by_passkey_user(passkey_user).await.map_err(Rejection::because)?;
        Ok(user.map(|user| KnownUser::named(user.name)))
    }
}
