//! The accounts' routes over sessions of the application's own, which are in memory here.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    extract::{FromRef, State},
    http::{HeaderMap, StatusCode, header::COOKIE, header::SET_COOKIE, request::Parts},
    routing::{get, post},
};
use passwordless::{
    Rejection, VerifiedUser,
    accounts::{Present, Proof},
};
use passwordless_tower::{OwnSession, Passwordless, PasswordlessBuilder, axum::RecoverySession};

use crate::{
    held_back::WithinTheHour,
    own_accounts::{Application, Everybody, OnlyAlice, links, three_requests},
    site::{ORIGIN, Site},
};

/// Who is signed in, by the id of the session.
#[derive(Clone, Default)]
struct Sessions(Arc<Mutex<(u64, HashMap<String, Present>)>>);

impl Sessions {
    fn id(headers: &HeaderMap) -> Option<&str> {
        headers.get(COOKIE)?.to_str().ok()?.split("; ").find_map(|cookie| cookie.strip_prefix("sid="))
    }

    fn of(&self, headers: &HeaderMap) -> Option<Present> {
        self.0.lock().unwrap().1.get(Self::id(headers)?).cloned()
    }

    fn open(&self, present: Present) -> HeaderMap {
        let mut sessions = self.0.lock().unwrap();
        sessions.0 += 1;
        let id = sessions.0.to_string();
        sessions.1.insert(id.clone(), present);
        HeaderMap::from_iter([(SET_COOKIE, format!("sid={id}; Path=/; HttpOnly").parse().unwrap())])
    }
}

#[derive(Clone, FromRef)]
struct App {
    sessions: Sessions,
    passwordless: Passwordless,
}

impl OwnSession for Sessions {
    async fn present(&self, request: &Parts) -> Result<Option<Present>, Rejection> {
        Ok(self.of(&request.headers))
    }

    async fn begin(
        &self,
        request: &Parts,
        user: &VerifiedUser,
        by: Proof,
        at: SystemTime,
    ) -> Result<HeaderMap, Rejection> {
        self.end(request).await?;
        Ok(self.open(Present::new(user.user_id(), "Alice").proved(by, at)))
    }

    async fn confirmed(&self, request: &Parts, at: SystemTime) -> Result<HeaderMap, Rejection> {
        if let (Some(id), Some(present)) = (Self::id(&request.headers), self.of(&request.headers)) {
            self.0.lock().unwrap().1.insert(id.to_owned(), present.proved(Proof::Passkey, at));
        }
        Ok(HeaderMap::new())
    }

    async fn end(&self, request: &Parts) -> Result<HeaderMap, Rejection> {
        if let Some(id) = Self::id(&request.headers) {
            self.0.lock().unwrap().1.remove(id);
        }
        Ok(HeaderMap::new())
    }
}

async fn password(State(sessions): State<Sessions>, minutes_ago: String) -> HeaderMap {
    let minutes_ago: u64 = minutes_ago.parse().unwrap();
    let at = SystemTime::now() - Duration::from_secs(60 * minutes_ago);
    sessions.open(Present::new("alice", "Alice").proved(Proof::Password, at))
}

async fn who(State(sessions): State<Sessions>, headers: HeaderMap) -> Result<String, StatusCode> {
    Ok(sessions.of(&headers).ok_or(StatusCode::UNAUTHORIZED)?.user_id().to_owned())
}

async fn recovering(recovery: RecoverySession) -> String {
    recovery.user_id().to_owned()
}

async fn served() -> Application {
    serve(Site::new(), PasswordlessBuilder::without_sessions).await
}

async fn serve(site: Site, set: impl FnOnce(PasswordlessBuilder) -> PasswordlessBuilder) -> Application {
    let sessions = Sessions::default();
    let builder = Passwordless::builder(site.client.clone(), [ORIGIN]).store(Arc::clone(&site.store));
    let builder = set(builder.users(OnlyAlice).other_way_in(async |_| Ok(true)));
    let passwordless = builder.build().unwrap().own_session(sessions.clone());
    let app = Router::new()
        .route("/password", post(password))
        .route("/who", get(who))
        .route("/recovering", get(recovering))
        .nest("/passkeys", passwordless.routes())
        .with_state(App { sessions, passwordless });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    Application::new(url, site)
}

#[tokio::test]
async fn a_whole_account_is_led_over_the_applications_session() {
    served().await.leads_a_whole_account().await;
}

#[tokio::test]
async fn a_token_that_was_held_back_is_no_fresh_use() {
    let set = |builder: PasswordlessBuilder| builder.without_sessions().purpose::<WithinTheHour>();
    serve(Site::new(), set).await.takes_a_token_that_was_held_back_for_no_fresh_use().await;
}

#[tokio::test]
async fn a_page_that_shows_somebody_else_changes_nothing() {
    served().await.changes_nobody_but_whom_the_page_shows().await;
}

#[tokio::test]
async fn an_attacker_gets_no_further_than_over_sessions_of_ours() {
    served().await.keeps_attackers_out().await;
}

#[tokio::test]
async fn a_link_that_signs_in_adds_a_passkey_and_deletes_none() {
    let site = Site::new();
    let key = site.key.clone();
    serve(site, |builder| builder.key(key).magic_links(links().sign_in()))
        .await
        .lets_a_link_delete_nothing()
        .await;
}

#[tokio::test]
async fn a_newcomer_registers_by_a_form_and_is_in_the_applications_session() {
    let (site, everybody) = (Site::new(), Everybody::default());
    let key = site.key.clone();
    let set = |builder: PasswordlessBuilder| {
        builder.key(key).newcomers(everybody.clone()).sign_up_forms(everybody.clone())
    };
    serve(site, set).await.registers_by_a_form(&everybody).await;
}

#[tokio::test]
async fn an_account_is_deleted_by_a_passkey_or_where_there_is_none_by_a_password() {
    let deleting = |everybody: &Everybody| {
        let (users, deleting) = (everybody.clone(), everybody.clone());
        move |builder: PasswordlessBuilder| {
            builder.without_sessions().users(users).deletions(move |user_id| deleting.clone().delete(user_id))
        }
    };
    let everybody = Everybody::with_alice();
    serve(Site::new(), deleting(&everybody)).await.deletes_accounts(&everybody).await;
    let everybody = Everybody::with_alice();
    serve(Site::new(), deleting(&everybody)).await.deletes_an_account_without_passkeys(&everybody).await;
}

#[tokio::test]
async fn a_link_that_signs_nobody_in_recovers_an_account_over_the_applications_session() {
    let site = Site::new();
    let key = site.key.clone();
    serve(site, |builder| builder.key(key).magic_links(links())).await.recovers_by_a_link().await;
}

#[tokio::test]
async fn a_hook_for_sessions_of_ours_is_not_passed_by() {
    let (site, everybody) = (Site::new(), Everybody::default());
    let key = site.key.clone();
    let application = serve(site, |builder| {
        builder.key(key).newcomers(everybody.clone()).sign_up_forms(everybody).on_sign_in(async |_| Ok(()))
    })
    .await;
    application.signs_nobody_in_past_a_hook().await;
}

#[tokio::test]
async fn a_user_with_the_applications_session_who_asks_without_end_is_refused() {
    let limited = |builder: PasswordlessBuilder| builder.without_sessions().rate_limits(three_requests());
    serve(Site::new(), limited).await.refuses_a_user_who_asks_without_end().await;
}
