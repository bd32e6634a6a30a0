//! The store over TLS to Postgres, with an authority of its own. Starts a server; fails where Postgres is not installed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that unwraps says where it failed"
)]

mod support;

use std::time::SystemTime;

use passwordless::{Store, store::Spent};
use passwordless_sqlx::SqlStore;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgSslMode},
};
use support::{marks::token, postgres::Postgres};

/// An authority, which signs certificates of servers.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), certificate }
    }

    /// A certificate for `localhost` until the end of a year, and its key.
    fn sign(&self, last_year: i32) -> [String; 2] {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 12, 31);
        [params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem()]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_believed_only_with_its_name_by_its_authority_and_in_its_time() {
    let server = Postgres::start();
    let (authority, unknown) = (Authority::new(), Authority::new());
    let reach = async |port: u16, host: &str, authority: &Authority| {
        let options = PgConnectOptions::new().host(host).port(port).username("postgres").database("postgres");
        let options = options.ssl_mode(PgSslMode::VerifyFull);
        PgPool::connect_with(options.ssl_root_cert_from_pem(authority.certificate.clone().into_bytes())).await
    };

    let [certificate, key] = authority.sign(2099);
    let port = server.serve_tls(&certificate, &key);
    let pool = reach(port, "localhost", &authority).await.unwrap();
    let is_encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assert!(sqlx::query_scalar::<_, bool>(is_encrypted).fetch_one(&pool).await.unwrap());
    SqlStore::migrate(&pool).await.unwrap();
    let store = SqlStore::open(&pool).await.unwrap();
    assert!(matches!(store.spend(token(), None, SystemTime::now()).await, Ok(Spent::First { .. })));
    drop(store);

    let refused = async |port, host, authority| {
        let error = reach(port, host, authority).await.unwrap_err();
        assert!(matches!(error, sqlx::Error::Tls(_) | sqlx::Error::Io(_)), "{error:?}");
        format!("{error:?}")
    };
    let name = refused(port, "127.0.0.1", &authority).await;
    assert!(name.contains("NotValidForName"), "{name}");
    let issuer = refused(port, "localhost", &unknown).await;
    assert!(issuer.contains("UnknownIssuer") || issuer.contains("BadSignature"), "{issuer}");

    let [certificate, key] = authority.sign(2021);
    let port = server.serve_tls(&certificate, &key);
    let expired = refused(port, "localhost", &authority).await;
    assert!(expired.contains("Expired"), "{expired}");
}
