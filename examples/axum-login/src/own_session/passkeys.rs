//! Passkeys over the session of axum-login.

use std::time::SystemTime;

use axum::http::{HeaderMap, request::Parts};
use passwordless::{
    Rejection, VerifiedUser,
    accounts::{Present, Proof},
};
use passwordless_tower::OwnSession;

use super::{AuthSession, users::User};

/// In the session: by what its user proved who they are, and when.
pub(crate) const PROVED: &str = "proved";

pub(crate) struct AxumLogin;

impl OwnSession for AxumLogin {
    async fn present(&self, request: &Parts) -> Result<Option<Present>, Rejection> {
        let auth = auth(request)?;
        let Some(user) = &auth.user else { return Ok(None) };
        present(&auth, user).await.map(Some)
    }

    async fn begin(
        &self,
        request: &Parts,
        passkey: &VerifiedUser,
        by: Proof,
        at: SystemTime,
    ) -> Result<HeaderMap, Rejection> {
        let mut auth = auth(request)?;
        let user = auth.backend.by_passkey_user(passkey.user_id()).await.map_err(Rejection::because)?;
        auth.session.flush().await.map_err(Rejection::because)?; // a new id, whoever was logged in
        auth.login(&user.ok_or(Rejection::unknown_user())?).await.map_err(Rejection::because)?;
        auth.session.insert(PROVED, (by, at)).await.map_err(Rejection::because)?;
        Ok(HeaderMap::new())
    }

    async fn confirmed(&self, request: &Parts, at: SystemTime) -> Result<HeaderMap, Rejection> {
        auth(request)?.session.insert(PROVED, (Proof::Passkey, at)).await.map_err(Rejection::because)?;
        Ok(HeaderMap::new())
    }

    async fn end(&self, request: &Parts) -> Result<HeaderMap, Rejection> {
        auth(request)?.logout().await.map_err(Rejection::because)?;
        Ok(HeaderMap::new())
    }
}

fn auth(request: &Parts) -> Result<AuthSession, Rejection> {
    request.extensions.get().cloned().ok_or(Rejection::misconfigured())
}

/// The user of this session, as passkeys know them.
pub(crate) async fn present(auth: &AuthSession, user: &User) -> Result<Present, Rejection> {
    let proved = auth.session.get(PROVED).await.map_err(Rejection::because)?;
    let present = Present::new(&user.passkey_user, &user.name);
    Ok(proved.into_iter().fold(present, |present, (by, at)| present.proved(by, at)))
}
