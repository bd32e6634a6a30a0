//! The accounts' routes over the application's own session, which is a private cookie here.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use passwordless::{
    Rejection, VerifiedUser,
    accounts::{Present, Proof},
};
use passwordless_rocket::{OwnSession, Passwordless, PasswordlessFairing, RecoverySession};
use rocket::{
    get,
    http::{CookieJar, Status},
    post,
    request::Request,
    routes,
    serde::json::Json,
};

use crate::{
    held_back::WithinTheHour,
    own_accounts::{Application, Everybody, OnlyAlice, links, three_requests},
    serve::{on_a_free_port, serve},
    site::{ORIGIN, Site},
};

/// User, proof and time, in one cookie: so none of them can be taken to another user's.
struct PrivateCookie;

fn sign_in(cookies: &CookieJar<'_>, user_id: &str, proof: Proof, at: SystemTime) {
    let seconds = at.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    cookies.add_private(("user", format!("{user_id} {proof:?} {seconds}")));
}

fn read(cookies: &CookieJar<'_>) -> Option<Present> {
    let cookie = cookies.get_private("user")?;
    let [user_id, proof, seconds] = cookie.value().split(' ').collect::<Vec<_>>().try_into().ok()?;
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.parse().ok()?);
    let proofs = [Proof::Passkey, Proof::Password, Proof::Link];
    let proof = proofs.into_iter().find(|known| format!("{known:?}") == proof)?;
    Some(Present::new(user_id, "Alice").proved(proof, at))
}

#[rocket::async_trait]
impl OwnSession for PrivateCookie {
    async fn present(&self, request: &Request<'_>) -> Result<Option<Present>, Rejection> {
        Ok(read(request.cookies()))
    }

    async fn begin(
        &self,
        request: &Request<'_>,
        user: &VerifiedUser,
        by: Proof,
        at: SystemTime,
    ) -> Result<(), Rejection> {
        sign_in(request.cookies(), user.user_id(), by, at);
        Ok(())
    }

    async fn confirmed(&self, request: &Request<'_>, at: SystemTime) -> Result<(), Rejection> {
        let present = read(request.cookies()).ok_or(Rejection::missing())?;
        sign_in(request.cookies(), present.user_id(), Proof::Passkey, at);
        Ok(())
    }

    async fn end(&self, request: &Request<'_>) -> Result<(), Rejection> {
        request.cookies().remove_private("user");
        Ok(())
    }
}

#[post("/password", data = "<minutes_ago>")]
fn password(minutes_ago: Json<u64>, cookies: &CookieJar<'_>) {
    sign_in(cookies, "alice", Proof::Password, SystemTime::now() - Duration::from_secs(60 * *minutes_ago));
}

#[get("/who")]
fn who(cookies: &CookieJar<'_>) -> Result<String, Status> {
    read(cookies).map(|present| present.user_id().to_owned()).ok_or(Status::Unauthorized)
}

#[get("/recovering")]
fn recovering(recovery: RecoverySession) -> String {
    recovery.user_id().to_owned()
}

async fn served() -> (Application, rocket::Shutdown) {
    launched(Site::new(), PasswordlessFairing::without_sessions).await
}

async fn launched(
    site: Site,
    set: impl FnOnce(PasswordlessFairing) -> PasswordlessFairing,
) -> (Application, rocket::Shutdown) {
    launched_with(site, set, routes![]).await
}

async fn launched_with(
    site: Site,
    set: impl FnOnce(PasswordlessFairing) -> PasswordlessFairing,
    routes: Vec<rocket::Route>,
) -> (Application, rocket::Shutdown) {
    let fairing = Passwordless::fairing()
        .client(site.client.clone())
        .origins([ORIGIN])
        .store(Arc::clone(&site.store))
        .users(OnlyAlice)
        .other_way_in(async |_| Ok(true))
        .own_session(PrivateCookie);
    let rocket = on_a_free_port().attach(set(fairing)).mount("/", routes![password, who]);
    let (url, shutdown) = serve(rocket.mount("/", routes)).await;
    (Application::new(url, site), shutdown)
}

#[rocket::async_test]
async fn a_whole_account_is_led_over_the_applications_session() {
    let (application, _shutdown) = served().await;
    application.leads_a_whole_account().await;
}

#[rocket::async_test]
async fn a_token_that_was_held_back_is_no_fresh_use() {
    let set = |fairing: PasswordlessFairing| fairing.without_sessions().purpose::<WithinTheHour>();
    let (application, _shutdown) = launched(Site::new(), set).await;
    application.takes_a_token_that_was_held_back_for_no_fresh_use().await;
}

#[rocket::async_test]
async fn a_page_that_shows_somebody_else_changes_nothing() {
    let (application, _shutdown) = served().await;
    application.changes_nobody_but_whom_the_page_shows().await;
}

#[rocket::async_test]
async fn an_attacker_gets_no_further_than_over_sessions_of_ours() {
    let (application, _shutdown) = served().await;
    application.keeps_attackers_out().await;
}

#[rocket::async_test]
async fn a_link_that_signs_in_adds_a_passkey_and_deletes_none() {
    let site = Site::new();
    let key = site.key.clone();
    let (application, _shutdown) =
        launched(site, |fairing| fairing.key(key).magic_links(links().sign_in())).await;
    application.lets_a_link_delete_nothing().await;
}

#[rocket::async_test]
async fn a_newcomer_registers_by_a_form_and_is_in_the_applications_session() {
    let (site, everybody) = (Site::new(), Everybody::default());
    let key = site.key.clone();
    let set = |fairing: PasswordlessFairing| {
        fairing.key(key).newcomers(everybody.clone()).sign_up_forms(everybody.clone())
    };
    let (application, _shutdown) = launched(site, set).await;
    application.registers_by_a_form(&everybody).await;
}

#[rocket::async_test]
async fn an_account_is_deleted_by_a_passkey_or_where_there_is_none_by_a_password() {
    let deleting = |everybody: &Everybody| {
        let (users, deleting) = (everybody.clone(), everybody.clone());
        move |fairing: PasswordlessFairing| {
            fairing.without_sessions().users(users).deletions(move |user_id| deleting.clone().delete(user_id))
        }
    };
    let everybody = Everybody::with_alice();
    let (application, _shutdown) = launched(Site::new(), deleting(&everybody)).await;
    application.deletes_accounts(&everybody).await;
    let everybody = Everybody::with_alice();
    let (application, _shutdown) = launched(Site::new(), deleting(&everybody)).await;
    application.deletes_an_account_without_passkeys(&everybody).await;
}

#[rocket::async_test]
async fn a_link_that_signs_nobody_in_recovers_an_account_over_the_applications_session() {
    let site = Site::new();
    let key = site.key.clone();
    let set = |fairing: PasswordlessFairing| fairing.key(key).magic_links(links());
    let (application, _shutdown) = launched_with(site, set, routes![recovering]).await;
    application.recovers_by_a_link().await;
}

#[rocket::async_test]
async fn a_hook_for_sessions_of_ours_is_not_passed_by() {
    let (site, everybody) = (Site::new(), Everybody::default());
    let key = site.key.clone();
    let set = |fairing: PasswordlessFairing| {
        fairing.key(key).newcomers(everybody.clone()).sign_up_forms(everybody).on_sign_in(async |_| Ok(()))
    };
    let (application, _shutdown) = launched(site, set).await;
    application.signs_nobody_in_past_a_hook().await;
}

#[rocket::async_test]
async fn a_user_with_the_applications_session_who_asks_without_end_is_refused() {
    let limited = |fairing: PasswordlessFairing| fairing.without_sessions().rate_limits(three_requests());
    let (application, _shutdown) = launched(Site::new(), limited).await;
    application.refuses_a_user_who_asks_without_end().await;
}
