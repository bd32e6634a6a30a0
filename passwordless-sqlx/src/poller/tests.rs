#![cfg(feature = "sqlite")]

use std::{sync::Weak, time::Instant};

use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};

use super::*;
use crate::SqlStore;

async fn pool() -> SqlitePool {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    SqlStore::migrate(&pool).await.unwrap();
    pool
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(20), "{what}");
        tokio::task::yield_now().await;
    }
}

fn has_ended(shared: &Weak<Shared>) -> bool {
    shared.upgrade().is_none()
}

#[tokio::test]
async fn it_ends_when_the_last_store_is_dropped() {
    let store = SqlStore::options().poll_every(Duration::ZERO).open(&pool().await).await.unwrap();
    let shared = store.weak();
    let clone = store.clone();
    drop(store);
    let heard = || shared.upgrade().unwrap().freshness.heard_at();
    let before = heard();
    until("it ended while there was a store", || heard() > before).await;
    drop(clone);
    until("it goes on without a store", || has_ended(&shared)).await;
}

#[tokio::test]
async fn it_can_be_stopped_and_the_store_asked() {
    let store = SqlStore::options().poll_every(Duration::ZERO).open(&pool().await).await.unwrap();
    let shared = store.weak();
    store.stop().await;
    store.stop().await;
    assert_eq!(shared.strong_count(), 1, "it was not stopped");
    store.refresh().await.unwrap();
    drop(store);
    assert!(has_ended(&shared));
}

#[tokio::test]
async fn it_outlives_failures_and_recovers() {
    let pool = pool().await;
    let store = SqlStore::options().poll_every(Duration::ZERO).open(&pool).await.unwrap();
    sqlx::query("ALTER TABLE passwordless_revocations RENAME TO elsewhere").execute(&pool).await.unwrap();
    store.refresh().await.unwrap_err();
    let failed = store.weak().upgrade().unwrap().freshness.heard_at();
    sqlx::query("ALTER TABLE elsewhere RENAME TO passwordless_revocations").execute(&pool).await.unwrap();
    let shared = store.weak();
    until("it gave up", || shared.upgrade().unwrap().freshness.heard_at() > failed).await;
}
