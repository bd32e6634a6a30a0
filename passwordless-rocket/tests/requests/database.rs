//! Two processes with a database between them: what one ends, the other hears of.

use std::{sync::Arc, time::SystemTime};

use passwordless_rocket::{Passwordless, Session};
use passwordless_sqlx::SqlStore;
use rocket::{
    get,
    http::{Cookie, Header, Status},
    local::asynchronous::Client,
    routes,
};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::site::{ORIGIN, Site, rocket};

#[get("/me")]
fn me(_session: Session) {}

async fn host(site: &Site, pool: &SqlitePool) -> (Client, Arc<SqlStore>) {
    let store = Arc::new(SqlStore::open(pool).await.unwrap());
    let rocket = rocket().attach(site.fairing().store(Arc::clone(&store))).mount("/", routes![me]);
    (Client::untracked(rocket).await.unwrap(), store)
}

#[tokio::test]
async fn a_sign_out_at_one_host_ends_the_session_at_the_other() {
    let site = Site::new();
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteConnectOptions::new().filename(folder.path().join("app.db")).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    SqlStore::migrate(&pool).await.unwrap();
    let ((one, _), (other, heard)) = (host(&site, &pool).await, host(&site, &pool).await);

    for everywhere in [false, true] {
        let (gate, now) = (one.rocket().state::<Passwordless>().unwrap().gate(), SystemTime::now());
        let session = gate.signed_in_as("alice", now).unwrap();
        let cookie = Cookie::parse_encoded(gate.set_cookie(&session, now).unwrap()).unwrap();
        for client in [&one, &other] {
            assert_eq!(client.get("/me").cookie(cookie.clone()).dispatch().await.status(), Status::Ok);
        }
        let path = if everywhere { "/passkeys/sign-out-everywhere" } else { "/passkeys/sign-out" };
        let request = one.post(path).header(Header::new("Origin", ORIGIN)).cookie(cookie.clone());
        assert_eq!(request.dispatch().await.status(), Status::NoContent);
        // What happens by itself about once a second.
        heard.refresh().await.unwrap();
        for client in [&one, &other] {
            let response = client.get("/me").cookie(cookie.clone()).dispatch().await;
            assert_eq!(response.status(), Status::Unauthorized);
        }
    }
}
