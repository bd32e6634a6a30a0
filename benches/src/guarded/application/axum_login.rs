use std::{collections::HashMap, convert::Infallible, sync::Arc};

use axum::{Router, routing::get};
use axum_login::{
    AuthManagerLayerBuilder, AuthSession, AuthUser, AuthnBackend, login_required,
    tower_sessions::{Expiry, SessionManagerLayer, cookie::time::Duration},
};
use http::{Request, StatusCode, header::COOKIE};
use tower_sessions_014::MemoryStore;

use super::{
    super::{
        DAY, USER_ID,
        contender::{SignedIn, block_on},
        site::{Served, Site as _},
    },
    cookies,
};
use crate::Outcome;

#[derive(Debug, Clone)]
struct User {
    id: String,
    hash: Vec<u8>,
}

impl AuthUser for User {
    type Id = String;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.hash
    }
}

/// The users of an application that has no database, which is as quick as a backend can be.
#[derive(Debug, Clone)]
struct Users(Arc<HashMap<String, User>>);

impl AuthnBackend for Users {
    type User = User;
    type Credentials = String;
    type Error = Infallible;

    async fn authenticate(&self, id: String) -> Result<Option<User>, Infallible> {
        self.get_user(&id).await
    }

    async fn get_user(&self, id: &String) -> Result<Option<User>, Infallible> {
        Ok(self.0.get(id).cloned())
    }
}

async fn sign_in(mut session: AuthSession<Users>) -> Result<(), StatusCode> {
    let user =
        session.authenticate(USER_ID.to_owned()).await.ok().flatten().ok_or(StatusCode::UNAUTHORIZED)?;
    session.login(&user).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn me(session: AuthSession<Users>) -> Result<String, StatusCode> {
    session.user.map(|user| user.id).ok_or(StatusCode::UNAUTHORIZED)
}

/// As its documentation has it.
pub(in super::super) fn axum_login() -> Outcome<SignedIn> {
    let user = User { id: USER_ID.to_owned(), hash: vec![7; 32] };
    let users = Users(Arc::new(HashMap::from([(user.id.clone(), user)])));
    let expiry = Expiry::OnInactivity(Duration::seconds(DAY.cast_signed()));
    let sessions = SessionManagerLayer::new(MemoryStore::default()).with_expiry(expiry);
    let router: Router = Router::new()
        .route("/me", get(me))
        .route_layer(login_required!(Users))
        .route("/sign-in", get(sign_in))
        .layer(AuthManagerLayerBuilder::new(users, sessions).build());
    let mut site = Served(router);
    let answer = block_on(site.answer(Request::get("/sign-in").body(Default::default())?))??;
    let cookie = cookies::sent_back(answer.headers())?;
    Ok(SignedIn { site: Box::new(site), credential: (COOKIE, cookie) })
}
