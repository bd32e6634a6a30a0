//! Routes that take the tokens of passkeys, and the session of axum-login.

use std::time::SystemTime;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use passwordless::{
    CredentialId, Rejection, StepUp,
    accounts::{Present, Proof},
};
use passwordless_tower::{
    Passwordless,
    axum::{Confirmed, Registered, Rejection as Refusal, SameOrigin, VerifiedUser},
};
use serde_json::{Value, json};

use super::{AuthSession, users::User};

/// In the session: by what its user proved who they are, and when.
pub(crate) const PROVED: &str = "proved";

pub(crate) fn routes() -> Router<Passwordless> {
    Router::new()
        .route("/login/passkey", post(log_in))
        .route("/account/confirm", post(confirm))
        .route("/account/passkeys", get(list).post(begin))
        .route("/account/passkeys/added", post(added))
        .route("/account/passkeys/{id}/delete", post(delete))
}

async fn log_in(passkey: VerifiedUser, mut auth: AuthSession) -> Result<StatusCode, Refusal> {
    let user = auth.backend.by_passkey_user(passkey.user_id()).await.map_err(Rejection::because)?;
    let user = user.ok_or(Rejection::unknown_user())?;
    auth.session.flush().await.map_err(Rejection::because)?; // a new id, whoever was logged in
    auth.login(&user).await.map_err(Rejection::because)?;
    note_passkey(&auth, passkey.used_at(SystemTime::now())).await
}

async fn confirm(
    _: SameOrigin,
    passkey: Confirmed<StepUp>,
    auth: AuthSession,
) -> Result<StatusCode, Refusal> {
    passkey.is(&user(&auth)?.passkey_user)?;
    note_passkey(&auth, passkey.used_at(SystemTime::now())).await
}

async fn list(auth: AuthSession, State(passwordless): State<Passwordless>) -> Result<Json<Value>, Refusal> {
    let user_id = &user(&auth)?.passkey_user;
    let passkeys = passwordless.client().credentials(user_id).await.map_err(Rejection::from)?;
    let passkeys = passkeys.iter().map(|passkey| json!({ "id": passkey.id(), "device": passkey.device() }));
    Ok(Json(json!({ "userId": user_id, "passkeys": passkeys.collect::<Vec<_>>() })))
}

async fn begin(
    _: SameOrigin,
    auth: AuthSession,
    State(passwordless): State<Passwordless>,
) -> Result<Json<Value>, Refusal> {
    let present = present(&auth, user(&auth)?).await?;
    let token = passwordless.accounts().register_token_for(&present, SystemTime::now()).await?;
    Ok(Json(json!({ "token": token })))
}

async fn added(
    _: SameOrigin,
    passkey: Registered,
    auth: AuthSession,
    State(passwordless): State<Passwordless>,
) -> Result<StatusCode, Refusal> {
    passkey.is(&user(&auth)?.passkey_user)?;
    passwordless.accounts().note_passkey(&passkey, SystemTime::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(
    _: SameOrigin,
    auth: AuthSession,
    State(passwordless): State<Passwordless>,
    Path(id): Path<CredentialId>,
) -> Result<StatusCode, Refusal> {
    let present = present(&auth, user(&auth)?).await?;
    passwordless.accounts().delete_passkey_of(&present, &id, SystemTime::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn user(auth: &AuthSession) -> Result<&User, Rejection> {
    auth.user.as_ref().ok_or(Rejection::missing())
}

/// The user of this session, as passkeys know them.
pub(crate) async fn present(auth: &AuthSession, user: &User) -> Result<Present, Rejection> {
    let proved = auth.session.get(PROVED).await.map_err(Rejection::because)?;
    let present = Present::new(&user.passkey_user, &user.name);
    Ok(proved.into_iter().fold(present, |present, (by, at)| present.proved(by, at)))
}

async fn note_passkey(auth: &AuthSession, at: SystemTime) -> Result<StatusCode, Refusal> {
    auth.session.insert(PROVED, (Proof::Passkey, at)).await.map_err(Rejection::because)?;
    Ok(StatusCode::NO_CONTENT)
}
