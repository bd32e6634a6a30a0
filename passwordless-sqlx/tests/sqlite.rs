//! The store over a SQLite file.
#![cfg(feature = "sqlite")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that unwraps says where it failed, and processes answer tests by printing"
)]

mod support;

use std::{
    pin::pin,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use passwordless::{
    Store,
    store::{Mark, Revocation, Spent, StoreErrorKind, TokenMarks, conformance},
};
use passwordless_sqlx::SqlStore;
use sqlx::{
    Connection, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use support::{
    behaviour, gate, listing,
    marks::{MINUTE, is_revoked, mark, sign_in, token, tomorrow},
    model, process, processes,
};
use tempfile::TempDir;

/// A file, deleted when this is dropped.
struct File {
    folder: TempDir,
}

impl File {
    async fn new() -> Self {
        let file = Self { folder: tempfile::tempdir().unwrap() };
        SqlStore::migrate(&file.pool().await).await.unwrap();
        file
    }

    fn path(&self) -> String {
        self.folder.path().join("store.db").to_str().unwrap().to_owned()
    }

    async fn pool(&self) -> SqlitePool {
        pool(&self.path()).await
    }

    async fn store(&self) -> SqlStore {
        SqlStore::open(&self.pool().await).await.unwrap()
    }

    /// Two stores that hear of each other when they are told to.
    async fn silent_pair(&self) -> [SqlStore; 2] {
        let pair = [self.store().await, self.store().await];
        pair[0].stop().await;
        pair[1].stop().await;
        pair
    }
}

fn options(path: &str) -> SqliteConnectOptions {
    SqliteConnectOptions::from_str(path).unwrap().create_if_missing(true).journal_mode(SqliteJournalMode::Wal)
}

async fn pool(path: &str) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(4).connect_with(options(path)).await.unwrap()
}

/// In a process that a test started, does what the test says and answers true.
async fn is_a_process() -> bool {
    let Some(path) = process::database_of_this_process() else { return false };
    process::serve(SqlStore::open(&pool(&path).await).await.unwrap()).await;
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_to_what_every_store_must() {
    let file = File::new().await;
    let store = file.store().await;
    conformance::all(async || store.clone()).await;
}

#[tokio::test]
async fn it_keeps_to_it_in_memory_too() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    SqlStore::migrate(&pool).await.unwrap();
    let store = SqlStore::open(&pool).await.unwrap();
    conformance::all(async || store.clone()).await;
}

#[tokio::test]
async fn what_one_revokes_the_other_refuses() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let heard = other.clone();
    conformance::two_processes(one, other, async || heard.refresh().await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_spend_one_token_once() {
    if is_a_process().await {
        return;
    }
    let file = File::new().await;
    processes::replay_one_token("three_processes_spend_one_token_once", &file.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn spent_tokens_are_accepted_by_no_process() {
    if is_a_process().await {
        return;
    }
    let file = File::new().await;
    processes::replay_spent_tokens(
        "spent_tokens_are_accepted_by_no_process",
        &file.path(),
        &file.store().await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_hear_of_revocations_within_two_seconds() {
    if is_a_process().await {
        return;
    }
    let file = File::new().await;
    let test = "processes_hear_of_revocations_within_two_seconds";
    processes::revoke_in_one(test, &file.path(), &file.store().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_gives_its_lease_back() {
    if is_a_process().await {
        return;
    }
    let file = File::new().await;
    processes::kill_a_holder("a_killed_process_gives_its_lease_back", &file.path(), &file.store().await)
        .await;
}

#[tokio::test]
async fn leases_of_one_user_take_one_row_however_many_there_are() {
    let file = File::new().await;
    let (store, alice) = (file.store().await, mark());
    for round in 0..200 {
        let lease = store.lease(alice, Duration::ZERO, SystemTime::now()).await.unwrap();
        if round % 3 == 0 {
            store.release(alice, lease.unwrap()).await.unwrap();
        }
    }
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM passwordless_leases");
    let rows: i64 = count.fetch_one(&file.pool().await).await.unwrap();
    assert!(rows <= 1, "{rows}");
}

#[tokio::test]
async fn a_user_ends_where_there_is_no_room_for_another_ended_passkey() {
    let file = File::new().await;
    let store = file.store().await;
    gate::the_user_ends_where_there_is_no_room_for_passkeys(&store).await;
}

#[tokio::test]
async fn what_a_collapse_ended_stays_ended() {
    let file = File::new().await;
    let store = file.store().await;
    let sweep = async |store: &SqlStore| store.sweep().await.unwrap();
    conformance::what_a_collapse_ended_stays_ended(store, sweep).await;
}

#[tokio::test]
async fn many_sign_outs_of_one_user_collapse() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let pool = file.pool().await;
    let rows = async || {
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM passwordless_revocations");
        count.fetch_one(&pool).await.unwrap()
    };
    behaviour::many_sign_outs_collapse(&one, &other, rows).await;
    let end_of = async |mark: Mark| {
        let end = sqlx::query_scalar("SELECT until_at FROM passwordless_revocations WHERE mark = $1");
        end.bind(mark.as_bytes().as_slice()).fetch_one(&pool).await.unwrap()
    };
    behaviour::a_collapse_lasts_as_long_as_what_it_replaces(&one, end_of).await;
}

#[tokio::test]
async fn a_renewed_store_ends_every_session() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let pool = file.pool().await;
    let renew = async || SqlStore::renew(&pool).await.unwrap();
    behaviour::a_renewed_store_ends_every_session(&one, &other, renew).await;
    // The tables are migrated at each start, and that renews nothing.
    let session = sign_in(&one, mark()).await;
    SqlStore::migrate(&pool).await.unwrap();
    assert!(!is_revoked(&file.store().await, &session));
}

#[tokio::test]
async fn a_clock_that_was_ahead_revives_nobody() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let pool = file.pool().await;
    let ahead = async || {
        for sweep in [
            "UPDATE passwordless_store SET revoked_until = (SELECT MAX(until_at) FROM passwordless_revocations)",
            "DELETE FROM passwordless_revocations",
        ] {
            sqlx::query(sweep).execute(&pool).await.unwrap();
        }
    };
    behaviour::a_clock_that_was_ahead_revives_nobody(&one, &other, ahead).await;
    let forgotten = sqlx::query_scalar::<_, i64>("SELECT revoked_until FROM passwordless_store");
    assert_eq!(forgotten.fetch_one(&pool).await.unwrap(), 0, "it is renewed once");
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_are_listed_and_forgotten() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    listing::sign_ins_are_listed_as_they_were_noted(&one, &other).await;
    listing::a_list_of_sign_ins_has_an_end(&one).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sign_in_slips_past_a_sign_out() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    behaviour::no_sign_in_slips_past_a_sign_out(&one, &other).await;
    behaviour::generations_count_every_sign_out(&one, &other).await;
}

#[tokio::test]
async fn old_knowledge_refuses() {
    let file = File::new().await;
    behaviour::old_knowledge_refuses(&file.store().await).await;
    let stale = SqlStore::options().max_staleness(Duration::ZERO).open(&file.pool().await).await.unwrap();
    stale.stop().await;
    behaviour::a_stale_store_spends_nothing(&stale, &file.store().await).await;
}

#[tokio::test]
async fn a_restart_unrevokes_nothing_and_unspends_nothing() {
    let file = File::new().await;
    let (token, sessions) = {
        let store = file.store().await;
        let token = token();
        assert!(matches!(store.spend(token, None, SystemTime::now()).await, Ok(Spent::First { .. })));
        let sessions =
            [sign_in(&store, mark()).await, sign_in(&store, mark()).await, sign_in(&store, mark()).await];
        let [by_session, by_user, by_passkey] = sessions;
        for end in [
            Revocation::Session { session: by_session.session, user: by_session.user },
            Revocation::User(by_user.user),
            Revocation::Credential { credential: by_passkey.credential.unwrap(), user: by_passkey.user },
        ] {
            store.revoke(end, tomorrow(), SystemTime::now()).await.unwrap();
        }
        (token, sessions)
    };
    let store = file.store().await;
    assert!(sessions.iter().all(|session| is_revoked(&store, session)), "a restart brought a session back");
    assert!(matches!(store.spend(token, None, SystemTime::now()).await, Ok(Spent::Again)));
}

#[tokio::test]
async fn a_transaction_that_commits_late_is_not_missed() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let session = sign_in(&one, mark()).await;
    let mut connection = SqliteConnection::connect_with(&options(&file.path())).await.unwrap();
    let mut open = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
    // It began an hour ago, says its stamp.
    let insert = "INSERT INTO passwordless_revocations SELECT $1, $2, 1, 0, micros - 3600000000, micros + 60000000, turn \
                  FROM passwordless_now, passwordless_turn";
    let query = sqlx::query(insert).bind(session.session.as_bytes().as_slice());
    query.bind(session.user.as_bytes().as_slice()).execute(&mut *open).await.unwrap();
    other.refresh().await.unwrap();
    other.refresh().await.unwrap();
    assert!(!is_revoked(&other, &session), "an open transaction was read");
    open.commit().await.unwrap();
    other.refresh().await.unwrap();
    assert!(is_revoked(&other, &session), "a transaction that committed late was missed");
}

#[tokio::test]
async fn each_row_is_read_once() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let pool = file.pool().await;
    let rename = async |from: Mark, to: Mark| {
        let rename = sqlx::query(
            "UPDATE passwordless_revocations SET mark = $2, until_at = until_at + 3600000000 WHERE mark = $1",
        );
        let rename = rename.bind(from.as_bytes().as_slice()).bind(to.as_bytes().as_slice());
        assert_eq!(rename.execute(&pool).await.unwrap().rows_affected(), 1);
    };
    behaviour::each_row_is_read_once(&one, &other, rename).await;
}

#[tokio::test]
async fn every_part_is_read() {
    let file = File::new().await;
    let [_, other] = file.silent_pair().await;
    let pool = file.pool().await;
    let fill = async |rows: i64| {
        let fill = "INSERT INTO passwordless_revocations WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n \
                    WHERE n < $1) SELECT RANDOMBLOB(16), RANDOMBLOB(16), CASE n % 4 WHEN 0 THEN 0 ELSE 1 END, n, 0, \
                    micros + 86400000000 + n * 1000000, 0 FROM n, passwordless_now";
        sqlx::query(fill).bind(rows).execute(&pool).await.unwrap();
        sqlx::query_scalar("SELECT mark FROM passwordless_revocations").fetch_all(&pool).await.unwrap()
    };
    behaviour::every_part_is_read(&other, async || file.store().await, fill).await;
}

#[tokio::test]
async fn a_store_that_is_being_read_refuses() {
    let file = File::new().await;
    let writer = file.store().await;
    let options = SqlStore::options().wait_at_most(Duration::ZERO);
    let opening = options.open(&file.pool().await).await.unwrap();
    behaviour::a_store_that_is_being_read_refuses(&writer, opening).await;
}

#[tokio::test]
async fn what_was_revoked_before_an_upgrade_is_revoked_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let pool = pool(folder.path().join("store.db").to_str().unwrap()).await;
    SqlStore::migrate(&pool).await.unwrap();
    let store = SqlStore::open(&pool).await.unwrap();
    let (session, living) = (sign_in(&store, mark()).await, sign_in(&store, mark()).await);
    drop(store);
    // As the table was before migration 5.
    for before in [
        "DROP VIEW passwordless_turn",
        "DROP TABLE passwordless_revocations",
        "DELETE FROM passwordless_migrations WHERE version = 5",
        "CREATE TABLE passwordless_revocations (mark BYTEA NOT NULL PRIMARY KEY, user_mark BYTEA NOT NULL, \
         kind SMALLINT NOT NULL, generation BIGINT NOT NULL, revoked_at BIGINT NOT NULL, until_at BIGINT NOT NULL)",
        "CREATE INDEX passwordless_revocations_by_time ON passwordless_revocations (revoked_at)",
    ] {
        sqlx::query(before).execute(&pool).await.unwrap();
    }
    let revoke = "INSERT INTO passwordless_revocations SELECT $1, $2, 1, 0, micros, micros + 60000000 FROM passwordless_now";
    let revoke = sqlx::query(revoke).bind(session.session.as_bytes().as_slice());
    revoke.bind(session.user.as_bytes().as_slice()).execute(&pool).await.unwrap();
    SqlStore::migrate(&pool).await.unwrap();
    let store = SqlStore::open(&pool).await.unwrap();
    assert!(is_revoked(&store, &session) && !is_revoked(&store, &living));
}

#[tokio::test]
async fn a_file_that_somebody_locks_refuses_within_the_deadline() {
    let file = File::new().await;
    let deadline = Duration::from_millis(300);
    let store = SqlStore::options().deadline(deadline).open(&file.pool().await).await.unwrap();
    let session = sign_in(&store, mark()).await;
    let mut connection = SqliteConnection::connect_with(&options(&file.path())).await.unwrap();
    let locked = connection.begin_with("BEGIN EXCLUSIVE").await.unwrap();

    let (asked, token) = (Instant::now(), token());
    let now = SystemTime::now();
    let error = store.spend(token, None, now).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error}");
    let error = store.revoke(Revocation::User(session.user), tomorrow(), now).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error}");
    assert!(store.lease(session.user, MINUTE, now).await.is_err());
    assert!(asked.elapsed() < deadline * 3 + Duration::from_secs(2), "it took {:?}", asked.elapsed());
    assert!(!is_revoked(&store, &session), "the hot path reads memory");

    locked.rollback().await.unwrap();
    // What was given up may have been written all the same, so this token may be spent. Another is not.
    let other = TokenMarks { token: mark(), user: mark(), ..token };
    assert!(matches!(store.spend(other, None, SystemTime::now()).await, Ok(Spent::First { .. })));
}

/// The pool does not wait for the file, so the store asks again until its deadline.
#[tokio::test]
async fn a_file_that_is_busy_for_a_moment_refuses_nobody() {
    let file = File::new().await;
    let other = file.store().await;
    let impatient =
        SqlitePool::connect_with(options(&file.path()).busy_timeout(Duration::ZERO)).await.unwrap();
    let store = SqlStore::open(&impatient).await.unwrap();
    let mut connection = SqliteConnection::connect_with(&options(&file.path())).await.unwrap();
    let busy = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let mut spending = store.spend(token(), None, SystemTime::now());
    // Reading goes on, and takes long enough for the store to be refused many times.
    let reading = async {
        for _ in 0..200 {
            other.refresh().await.unwrap();
        }
    };
    tokio::select! {
        answer = &mut spending => panic!("the busy file was answered {answer:?}"),
        () = reading => {}
    }
    busy.rollback().await.unwrap();
    assert!(matches!(spending.await, Ok(Spent::First { .. })));
}

/// SQLite does not wait when it is to make a write-ahead log of a file that another program writes to.
#[tokio::test]
async fn the_tables_are_made_when_another_program_has_written() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new.sqlite").display().to_string();
    let plain = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut other = SqliteConnection::connect_with(&plain).await.unwrap();
    let writing = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let pool = SqlitePoolOptions::new().connect_lazy_with(options(&path));
    let mut migrating = pin!(SqlStore::migrate(&pool));
    tokio::select! {
        answer = &mut migrating => panic!("the busy file was answered {answer:?}"),
        () = tokio::time::sleep(Duration::from_millis(300)) => {}
    }
    writing.rollback().await.unwrap();
    migrating.await.unwrap();
}

#[tokio::test]
async fn histories_of_two_processes_agree_with_a_model() {
    for seed in 0..20 {
        let file = File::new().await;
        let open = async || {
            let store = file.store().await;
            store.stop().await;
            store
        };
        model::history(seed, open).await;
    }
}

#[tokio::test]
async fn what_counts_survives_a_sweep_and_the_rest_does_not() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let pool = file.pool().await;
    let (kept, user) = (sign_in(&one, mark()).await, mark());
    one.revoke(Revocation::User(user), tomorrow(), SystemTime::now()).await.unwrap();
    let generation = sign_in(&one, user).await.generation;
    one.revoke(Revocation::User(kept.user), tomorrow(), SystemTime::now()).await.unwrap();
    // Everything but the last revocation ended two hours ago.
    for age in [
        "UPDATE passwordless_spent SET until_at = until_at - 7200000000",
        "UPDATE passwordless_revocations SET until_at = 1 WHERE generation = 1",
        "INSERT INTO passwordless_leases SELECT mark, mark, 1 FROM passwordless_revocations",
        "INSERT INTO passwordless_revocations WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE \
         n < 2500) SELECT RANDOMBLOB(16), RANDOMBLOB(16), 1, 0, 0, n, 0 FROM n",
    ] {
        sqlx::query(age).execute(&pool).await.unwrap();
    }
    one.sweep().await.unwrap();
    let rows: (i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM passwordless_spent), (SELECT COUNT(*) FROM passwordless_revocations), \
         (SELECT COUNT(*) FROM passwordless_leases)",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(rows, (0, 1, 0));
    let forgotten = sqlx::query_scalar::<_, i64>("SELECT revoked_until FROM passwordless_store");
    assert_eq!(forgotten.fetch_one(&pool).await.unwrap(), 2_500, "what is forgotten is noted");
    other.refresh().await.unwrap();
    assert!(is_revoked(&other, &kept), "a sweep forgot what counts");

    // The user's row is gone, and their generation does not fall.
    one.revoke(Revocation::User(user), tomorrow(), SystemTime::now()).await.unwrap();
    assert!(sign_in(&one, user).await.generation > generation);

    // A token from before the time up to which spent ones were forgotten, shown by somebody whose clock is wrong.
    sqlx::query(
        "UPDATE passwordless_forgotten SET spent_until = (SELECT micros + 60000000 FROM passwordless_now)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let token = TokenMarks { until: SystemTime::now() + MINUTE / 2, ..token() };
    assert!(matches!(one.spend(token, None, SystemTime::now()).await, Ok(Spent::Again)));
}

#[tokio::test]
async fn a_sweep_with_a_wrong_clock_deletes_nothing_that_counts() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let session = sign_in(&one, mark()).await;
    one.revoke(Revocation::User(session.user), tomorrow(), SystemTime::now()).await.unwrap();
    let pool = file.pool().await;
    // The database believes in the year 2100.
    for clock in
        ["DROP VIEW passwordless_now", "CREATE VIEW passwordless_now AS SELECT 4102444800000000 AS micros"]
    {
        sqlx::query(clock).execute(&pool).await.unwrap();
    }
    one.sweep().await.unwrap();
    other.refresh().await.unwrap();
    assert!(is_revoked(&one, &session) && is_revoked(&other, &session));
    assert!(is_revoked(&file.store().await, &session), "a wrong clock brought a session back");
}

#[tokio::test]
async fn a_clock_that_was_set_back_hides_nothing() {
    let file = File::new().await;
    let [one, other] = file.silent_pair().await;
    let session = sign_in(&one, mark()).await;
    let pool = file.pool().await;
    for clock in
        ["DROP VIEW passwordless_now", "CREATE VIEW passwordless_now AS SELECT 1000000000000000 AS micros"]
    {
        sqlx::query(clock).execute(&pool).await.unwrap();
    }
    one.revoke(Revocation::User(session.user), tomorrow(), SystemTime::now()).await.unwrap();
    other.refresh().await.unwrap();
    assert!(is_revoked(&other, &session));
}

#[tokio::test]
async fn tables_that_do_not_fit_are_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let pool = pool(folder.path().join("store.db").to_str().unwrap()).await;
    let missing = SqlStore::open(&pool).await.unwrap_err().to_string();
    assert!(missing.contains("call SqlStore::migrate"), "{missing}");

    SqlStore::migrate(&pool).await.unwrap();
    SqlStore::migrate(&pool).await.unwrap();
    SqlStore::open(&pool).await.unwrap();

    let newer = "INSERT INTO passwordless_migrations (version, description, success, checksum, execution_time) \
                 VALUES (99, 'from the future', TRUE, x'00', 0)";
    sqlx::query(newer).execute(&pool).await.unwrap();
    for error in [SqlStore::open(&pool).await.unwrap_err(), SqlStore::migrate(&pool).await.unwrap_err()] {
        let newer = error.to_string();
        assert!(newer.contains("at migration 99") && newer.contains("upgrade"), "{newer}");
    }
    sqlx::query("DELETE FROM passwordless_migrations WHERE version > 1").execute(&pool).await.unwrap();
    let older = SqlStore::open(&pool).await.unwrap_err().to_string();
    assert!(older.contains("at migration 1") && older.contains("call SqlStore::migrate"), "{older}");

    sqlx::query("UPDATE passwordless_migrations SET checksum = x'00'").execute(&pool).await.unwrap();
    let changed = SqlStore::migrate(&pool).await.unwrap_err().to_string();
    assert!(changed.contains("with other words"), "{changed}");
}

#[tokio::test]
async fn a_failed_migration_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let pool = pool(folder.path().join("store.db").to_str().unwrap()).await;
    sqlx::query("CREATE TABLE passwordless_leases (of_another_program INTEGER)")
        .execute(&pool)
        .await
        .unwrap();
    let error = SqlStore::migrate(&pool).await.unwrap_err();
    assert!(error.to_string().contains("could not be made"), "{error}");
    let tables: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE name LIKE 'passwordless_%'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(tables, 1, "a half-made schema");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_at_once_migrate_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db").to_str().unwrap().to_owned();
    let mut tasks = tokio::task::JoinSet::new();
    let barrier = Arc::new(tokio::sync::Barrier::new(8));
    for _ in 0..8 {
        let (pool, barrier) = (pool(&path).await, Arc::clone(&barrier));
        tasks.spawn(async move {
            barrier.wait().await;
            SqlStore::migrate(&pool).await
        });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn it_stands_beside_the_migrations_of_the_application() {
    let file = File::new().await;
    let pool = file.pool().await;
    let migration = sqlx::migrate::Migration::new(
        1,
        "the application's".into(),
        sqlx::migrate::MigrationType::Simple,
        sqlx::SqlSafeStr::into_sql_str("CREATE TABLE users (id TEXT)"),
        false,
    );
    sqlx::migrate::Migrator::with_migrations(vec![migration]).run(&pool).await.unwrap();
    SqlStore::migrate(&pool).await.unwrap();
    file.store().await;
}
