//! The store over Postgres. Starts servers of its own; fails where Postgres is not installed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that unwraps says where it failed, and processes answer tests by printing"
)]

mod support;

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use passwordless::{
    Store,
    store::{Mark, Revocation, SessionMarks, Spent, StoreErrorKind, conformance},
};
use passwordless_sqlx::SqlStore;
use sqlx::{Connection, PgPool, postgres::PgPoolOptions};
use support::{
    behaviour, gate, listing,
    marks::{MINUTE, is_revoked, mark, sign_in, token, token_of, tomorrow},
    model,
    postgres::{Postgres, connect},
    process, processes,
};

/// A database with our tables, and the server that it lives in.
struct Tables {
    url: String,
    _server: Arc<Postgres>,
}

impl Tables {
    async fn new() -> Self {
        let server = Postgres::shared();
        let tables = Self { url: server.database().await, _server: server };
        SqlStore::migrate(&tables.pool().await).await.unwrap();
        tables
    }

    async fn pool(&self) -> PgPool {
        pool(&self.url).await
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

async fn pool(url: &str) -> PgPool {
    PgPoolOptions::new()
        .max_connections(4)
        .acquire_timeout(Duration::from_secs(5))
        .connect(url)
        .await
        .unwrap()
}

/// In a process that a test started, does what the test says and answers true.
async fn is_a_process() -> bool {
    let Some(url) = process::database_of_this_process() else { return false };
    process::serve(SqlStore::open(&pool(&url).await).await.unwrap()).await;
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_to_what_every_store_must() {
    let tables = Tables::new().await;
    let store = tables.store().await;
    conformance::all(async || store.clone()).await;
}

#[tokio::test]
async fn what_one_revokes_the_other_refuses() {
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    let heard = other.clone();
    conformance::two_processes(one, other, async || heard.refresh().await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_spend_one_token_once() {
    if is_a_process().await {
        return;
    }
    processes::replay_one_token("three_processes_spend_one_token_once", &Tables::new().await.url);
}

#[tokio::test(flavor = "multi_thread")]
async fn spent_tokens_are_accepted_by_no_process() {
    if is_a_process().await {
        return;
    }
    let tables = Tables::new().await;
    let test = "spent_tokens_are_accepted_by_no_process";
    processes::replay_spent_tokens(test, &tables.url, &tables.store().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_hear_of_revocations_within_two_seconds() {
    if is_a_process().await {
        return;
    }
    let tables = Tables::new().await;
    let test = "processes_hear_of_revocations_within_two_seconds";
    processes::revoke_in_one(test, &tables.url, &tables.store().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_gives_its_lease_back() {
    if is_a_process().await {
        return;
    }
    let tables = Tables::new().await;
    processes::kill_a_holder("a_killed_process_gives_its_lease_back", &tables.url, &tables.store().await)
        .await;
}

#[tokio::test]
async fn a_user_ends_where_there_is_no_room_for_another_ended_passkey() {
    let tables = Tables::new().await;
    let store = tables.store().await;
    gate::the_user_ends_where_there_is_no_room_for_passkeys(&store).await;
}

#[tokio::test]
async fn what_a_collapse_ended_stays_ended() {
    let tables = Tables::new().await;
    let store = tables.store().await;
    let sweep = async |store: &SqlStore| store.sweep().await.unwrap();
    conformance::what_a_collapse_ended_stays_ended(store, sweep).await;
}

#[tokio::test]
async fn many_sign_outs_of_one_user_collapse() {
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    let pool = tables.pool().await;
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
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    let pool = tables.pool().await;
    let renew = async || SqlStore::renew(&pool).await.unwrap();
    behaviour::a_renewed_store_ends_every_session(&one, &other, renew).await;
    // The tables are migrated at each start, and that renews nothing.
    let session = sign_in(&one, mark()).await;
    SqlStore::migrate(&pool).await.unwrap();
    assert!(!is_revoked(&tables.store().await, &session));
}

#[tokio::test]
async fn a_clock_that_was_ahead_revives_nobody() {
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    let pool = tables.pool().await;
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
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    listing::sign_ins_are_listed_as_they_were_noted(&one, &other).await;
    listing::a_list_of_sign_ins_has_an_end(&one).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sign_in_slips_past_a_sign_out() {
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    behaviour::no_sign_in_slips_past_a_sign_out(&one, &other).await;
    behaviour::generations_count_every_sign_out(&one, &other).await;
}

/// The interleaving that the generations are for: the sign-in cannot see the sign-out yet, which began before it.
#[tokio::test]
async fn a_sign_in_beside_an_open_sign_out_is_out() {
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    let user = mark();
    // Another user's generation is higher, and another's sign-out happens in between: neither may lift this user's.
    for _ in 0..3 {
        one.revoke(Revocation::User(mark()), tomorrow(), SystemTime::now()).await.unwrap();
    }
    let mut connection = connect(&tables.url).await;
    let mut open = connection.begin().await.unwrap();
    let sign_out = "INSERT INTO passwordless_revocations SELECT $1, $1, 0, 1 + (SELECT MAX(generation) FROM \
                    passwordless_revocations), micros, micros + 60000000 FROM passwordless_now";
    sqlx::query(sign_out).bind(user.as_bytes().as_slice()).execute(&mut *open).await.unwrap();

    one.revoke(Revocation::User(mark()), tomorrow(), SystemTime::now()).await.unwrap();
    let session = sign_in(&one, user).await;
    open.commit().await.unwrap();
    for store in [&one, &other] {
        store.refresh().await.unwrap();
        assert!(is_revoked(store, &session), "a sign-in slipped past a sign-out");
    }
    assert!(!is_revoked(&one, &sign_in(&one, user).await));
}

#[tokio::test]
async fn a_transaction_that_commits_late_is_not_missed() {
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    let (late, session) = (sign_in(&one, mark()).await, sign_in(&one, mark()).await);
    let mut connection = connect(&tables.url).await;
    let mut open = connection.begin().await.unwrap();
    // It began an hour ago, says its stamp.
    let insert = "INSERT INTO passwordless_revocations SELECT $1, $2, 1, 0, micros - 3600000000, micros + 60000000 \
                  FROM passwordless_now";
    let query = sqlx::query(insert).bind(late.session.as_bytes().as_slice());
    query.bind(late.user.as_bytes().as_slice()).execute(&mut *open).await.unwrap();

    // Others commit and are read meanwhile, so whoever remembers the last that they saw is past it.
    one.revoke(Revocation::User(session.user), tomorrow(), SystemTime::now()).await.unwrap();
    other.refresh().await.unwrap();
    other.refresh().await.unwrap();
    assert!(is_revoked(&other, &session) && !is_revoked(&other, &late));
    open.commit().await.unwrap();
    other.refresh().await.unwrap();
    assert!(is_revoked(&other, &late), "a transaction that committed late was missed");
}

async fn rename(pool: &PgPool, from: Mark, to: Mark) {
    let rename = sqlx::query(
        "UPDATE passwordless_revocations SET mark = $2, until_at = until_at + 3600000000 WHERE mark = $1",
    );
    let rename = rename.bind(from.as_bytes().as_slice()).bind(to.as_bytes().as_slice());
    assert_eq!(rename.execute(pool).await.unwrap().rows_affected(), 1);
}

#[tokio::test]
async fn each_row_is_read_once() {
    let tables = Tables::new().await;
    let (one, pool) = (tables.store().await, tables.pool().await);
    // A look over a connection that was opened since the look before it reads some rows again.
    let single = PgPoolOptions::new().max_connections(1).connect(&tables.url).await.unwrap();
    let other = SqlStore::open(&single).await.unwrap();
    other.stop().await;
    behaviour::each_row_is_read_once(&one, &other, async |from, to| rename(&pool, from, to).await).await;
}

/// A server that crashed gives transaction numbers again, and a connection does not outlive it.
#[tokio::test]
async fn a_look_over_a_new_connection_overlaps_the_one_before() {
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    let (ended, living) = (sign_in(&one, mark()).await, sign_in(&one, mark()).await);
    let end = Revocation::Session { session: ended.session, user: ended.user };
    one.revoke(end, tomorrow(), SystemTime::now()).await.unwrap();
    other.refresh().await.unwrap();
    let pool = tables.pool().await;
    rename(&pool, ended.session, living.session).await;
    other.refresh().await.unwrap();
    assert!(!is_revoked(&other, &living), "a look read a row again");
    let cut = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND \
               pid <> pg_backend_pid()";
    sqlx::query(cut).execute(&pool).await.unwrap();
    while other.refresh().await.is_err() {}
    assert!(is_revoked(&other, &living), "numbers of transactions were trusted");
    assert!(is_revoked(&other, &ended));
}

#[tokio::test]
async fn every_part_is_read() {
    let tables = Tables::new().await;
    let [_, other] = tables.silent_pair().await;
    let pool = tables.pool().await;
    let fill = async |rows: i64| {
        let fill = "INSERT INTO passwordless_revocations SELECT decode(md5(CAST(n AS TEXT)), 'hex'), \
                    decode(md5(CAST(-n AS TEXT)), 'hex'), CASE n % 4 WHEN 0 THEN 0 ELSE 1 END, n, 0, \
                    micros + 86400000000 + n * 1000000 FROM generate_series(1, $1) AS n, passwordless_now";
        sqlx::query(fill).bind(rows).execute(&pool).await.unwrap();
        sqlx::query_scalar("SELECT mark FROM passwordless_revocations").fetch_all(&pool).await.unwrap()
    };
    behaviour::every_part_is_read(&other, async || tables.store().await, fill).await;
}

#[tokio::test]
async fn a_store_that_is_being_read_refuses() {
    let tables = Tables::new().await;
    let writer = tables.store().await;
    let options = SqlStore::options().wait_at_most(Duration::ZERO);
    let opening = options.open(&tables.pool().await).await.unwrap();
    behaviour::a_store_that_is_being_read_refuses(&writer, opening).await;
}

#[tokio::test]
async fn old_knowledge_refuses() {
    let tables = Tables::new().await;
    behaviour::old_knowledge_refuses(&tables.store().await).await;
    let stale = SqlStore::options().max_staleness(Duration::ZERO).open(&tables.pool().await).await.unwrap();
    stale.stop().await;
    behaviour::a_stale_store_spends_nothing(&stale, &tables.store().await).await;
}

/// Holds a table so that statements hang, as they do on a server that is there and does not answer.
#[tokio::test]
async fn a_database_that_hangs_refuses_within_the_deadline() {
    let tables = Tables::new().await;
    let deadline = Duration::from_millis(300);
    let pool = tables.pool().await;
    let store = SqlStore::options().deadline(deadline).open(&pool).await.unwrap();
    store.stop().await;
    let session = sign_in(&store, mark()).await;
    let mut connection = connect(&tables.url).await;
    let mut open = connection.begin().await.unwrap();
    let lock = "LOCK TABLE passwordless_spent, passwordless_revocations, passwordless_leases IN ACCESS EXCLUSIVE MODE";
    sqlx::query(lock).execute(&mut *open).await.unwrap();

    // More of them than the pool has connections: those that were given up must not hold its places.
    for _ in 0..3 {
        let (asked, now) = (Instant::now(), SystemTime::now());
        let spent = store.spend(token(), None, now).await.unwrap_err();
        let revoked = store.revoke(Revocation::User(session.user), tomorrow(), now).await.unwrap_err();
        let leased = store.lease(session.user, MINUTE, now).await.unwrap_err();
        for error in [spent, revoked, leased] {
            assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error}");
        }
        assert!(asked.elapsed() < deadline * 3 + Duration::from_secs(2), "it took {:?}", asked.elapsed());
        store.refresh().await.unwrap_err();
        assert!(!is_revoked(&store, &session), "the hot path reads memory");
    }
    // The application goes on with its own pool.
    sqlx::query("SELECT 1").execute(&pool).await.unwrap();
    open.rollback().await.unwrap();
    assert!(matches!(store.spend(token(), None, SystemTime::now()).await, Ok(Spent::First { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stopped_is_refused_and_comes_back() {
    let server = Postgres::start();
    let url = server.database().await;
    let pool = pool(&url).await;
    SqlStore::migrate(&pool).await.unwrap();
    let options = SqlStore::options().deadline(Duration::from_secs(1)).poll_every(Duration::from_millis(50));
    let store = options.open(&pool).await.unwrap();
    let (session, ended) = (sign_in(&store, mark()).await, sign_in(&store, mark()).await);
    store.revoke(Revocation::User(ended.user), tomorrow(), SystemTime::now()).await.unwrap();
    let spent = token();
    assert!(matches!(store.spend(spent, None, SystemTime::now()).await, Ok(Spent::First { .. })));

    server.stop();
    let (asked, now) = (Instant::now(), SystemTime::now());
    let error = store.spend(token(), None, now).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error}");
    let error = store.revoke(Revocation::User(session.user), tomorrow(), now).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error}");
    assert!(store.lease(session.user, MINUTE, now).await.is_err());
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());
    assert!(!is_revoked(&store, &session) && is_revoked(&store, &ended), "the hot path reads memory");
    let later = store.is_revoked(&session, now + Duration::from_secs(62));
    assert!(later.is_err_and(|error| error.kind() == StoreErrorKind::Stale));

    server.resume();
    // Nobody tells the store: it hears by itself of what another process revokes now.
    let other = SqlStore::open(&PgPool::connect(&url).await.unwrap()).await.unwrap();
    other.revoke(Revocation::User(session.user), tomorrow(), SystemTime::now()).await.unwrap();
    let revoked = Instant::now();
    while !is_revoked(&store, &session) {
        assert!(revoked.elapsed() < Duration::from_secs(20), "the store did not recover");
        tokio::task::yield_now().await;
    }
    let later = SystemTime::now() + Duration::from_secs(50);
    assert!(store.is_revoked(&session, later).unwrap(), "what it knows is new again");
    assert!(matches!(store.spend(spent, None, SystemTime::now()).await, Ok(Spent::Again)));
    assert!(matches!(store.spend(token(), None, SystemTime::now()).await, Ok(Spent::First { .. })));
}

/// After a fail-over the pool's connections lead to a server that takes no writes, and new ones to the primary.
#[tokio::test]
async fn connections_to_a_former_primary_are_left_and_the_call_is_made_on_another() {
    let tables = Tables::new().await;
    let pool = tables.pool().await;
    let store = SqlStore::options().deadline(Duration::from_secs(4)).open(&pool).await.unwrap();
    store.stop().await;
    let session = sign_in(&store, mark()).await;
    let now = SystemTime::now();
    for round in 0..4 {
        fail_over(&pool).await;
        match round {
            0 => assert!(matches!(store.spend(token(), None, now).await, Ok(Spent::First { .. }))),
            1 => store.revoke(Revocation::User(session.user), tomorrow(), now).await.unwrap(),
            2 => assert!(store.lease(session.user, MINUTE, now).await.unwrap().is_some()),
            // A look leaves one connection after the other, and is made again within a second.
            _ => while store.refresh().await.is_err() {},
        }
    }
    assert!(is_revoked(&store, &session));

    // No server takes writes: nobody is told to be ready, or that anything was written.
    let nowhere = PgPoolOptions::new().max_connections(2).after_connect(|connection, _| {
        Box::pin(async move {
            sqlx::query("SET default_transaction_read_only = on").execute(connection).await.map(drop)
        })
    });
    let nowhere = nowhere.connect(&tables.url).await.unwrap();
    let error = SqlStore::open(&nowhere).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("takes no writes"), "{source}");
}

/// Makes of each connection that the pool has open one that takes no writes.
async fn fail_over(pool: &PgPool) {
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut connection = pool.acquire().await.unwrap();
        sqlx::query("SET default_transaction_read_only = on").execute(&mut *connection).await.unwrap();
        held.push(connection);
    }
}

#[tokio::test]
async fn serializable_transactions_change_nothing() {
    let tables = Tables::new().await;
    let options: sqlx::postgres::PgConnectOptions = tables.url.parse().unwrap();
    let options = options.options([("default_transaction_isolation", "serializable")]);
    let pool = PgPoolOptions::new().max_connections(8).connect_with(options).await.unwrap();
    let store = SqlStore::open(&pool).await.unwrap();
    conformance::of_many_tasks_one_spends(store.clone(), 200).await;
    conformance::a_user_signs_out_everywhere(store.clone()).await;

    // Another process is about to spend the same token. Serializable, that is an error and no conflict to be skipped.
    let token = token();
    let mut connection = connect(&tables.url).await;
    let mut open = connection.begin().await.unwrap();
    let spend =
        sqlx::query("INSERT INTO passwordless_spent VALUES ($1, $2)").bind(token.token.as_bytes().as_slice());
    spend.bind(i64::MAX).execute(&mut *open).await.unwrap();
    let spending = tokio::spawn(async move { store.spend(token, None, SystemTime::now()).await });
    waits_for_a_lock(&pool, "INSERT INTO passwordless_spent").await;
    open.commit().await.unwrap();
    assert!(matches!(spending.await.unwrap(), Ok(Spent::Again)));
}

/// Waits until a statement with these words waits for somebody's lock.
async fn waits_for_a_lock(pool: &PgPool, words: &str) {
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND strpos(query, $1) > 0 AND \
                   datname = current_database()";
    let started = Instant::now();
    while sqlx::query_scalar::<_, i64>(waiting).bind(words).fetch_one(pool).await.unwrap() == 0 {
        assert!(started.elapsed() < Duration::from_secs(4), "nothing waits for a lock");
    }
}

#[tokio::test]
async fn histories_of_two_processes_agree_with_a_model() {
    let tables = Tables::new().await;
    let open = async || {
        let store = tables.store().await;
        store.stop().await;
        store
    };
    for seed in 0..5 {
        model::history(seed, open).await;
    }
}

#[tokio::test]
async fn a_swept_user_has_no_lower_generation() {
    let tables = Tables::new().await;
    let [one, _] = tables.silent_pair().await;
    let pool = tables.pool().await;
    let (user, last) = (mark(), mark());
    for user in [user, user, last] {
        one.revoke(Revocation::User(user), tomorrow(), SystemTime::now()).await.unwrap();
    }
    let session = sign_in(&one, user).await;
    sqlx::query("UPDATE passwordless_revocations SET until_at = 1").execute(&pool).await.unwrap();
    sqlx::query("UPDATE passwordless_spent SET until_at = 1").execute(&pool).await.unwrap();
    one.sweep().await.unwrap();
    let rows: (i64, i64) = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM passwordless_spent), (SELECT COUNT(*) FROM passwordless_revocations)",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(rows, (0, 1), "the greatest generation stays");
    one.revoke(Revocation::User(user), tomorrow(), SystemTime::now()).await.unwrap();
    assert!(
        is_revoked(&one, &session),
        "the session outlived a sign-out, because its generation was forgotten"
    );
}

/// The row of a user who signs out while it is swept is not deleted.
#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_spares_what_is_renewed_meanwhile() {
    let tables = Tables::new().await;
    let [one, other] = tables.silent_pair().await;
    let pool = tables.pool().await;
    let (user, bystander) = (mark(), mark());
    let session = sign_in(&one, user).await;
    for user in [user, bystander] {
        one.revoke(Revocation::User(user), tomorrow(), SystemTime::now()).await.unwrap();
    }
    sqlx::query("UPDATE passwordless_revocations SET until_at = 1").execute(&pool).await.unwrap();

    let mut connection = connect(&tables.url).await;
    let mut open = connection.begin().await.unwrap();
    let renew = "UPDATE passwordless_revocations SET until_at = (SELECT micros + 60000000 FROM passwordless_now) \
                 WHERE mark = $1";
    sqlx::query(renew).bind(user.as_bytes().as_slice()).execute(&mut *open).await.unwrap();
    let sweep = tokio::spawn({
        let one = one.clone();
        async move { one.sweep().await }
    });
    waits_for_a_lock(&pool, "DELETE FROM passwordless_revocations").await;
    open.commit().await.unwrap();
    sweep.await.unwrap().unwrap();
    drop(other);
    assert!(is_revoked(&tables.store().await, &session), "a sweep deleted what counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_at_once_migrate_once() {
    let server = Postgres::shared();
    let url = server.database().await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let url = url.clone();
        tasks.spawn(async move { SqlStore::migrate(&pool(&url).await).await });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn tables_that_do_not_fit_are_told_in_a_sentence() {
    let server = Postgres::shared();
    let pool = pool(&server.database().await).await;
    let missing = SqlStore::open(&pool).await.unwrap_err().to_string();
    assert!(missing.contains("call SqlStore::migrate"), "{missing}");
    SqlStore::migrate(&pool).await.unwrap();
    SqlStore::migrate(&pool).await.unwrap();
    SqlStore::open(&pool).await.unwrap();

    let newer = "INSERT INTO passwordless_migrations (version, description, success, checksum, execution_time) \
                 VALUES (99, 'from the future', TRUE, '', 0)";
    sqlx::query(newer).execute(&pool).await.unwrap();
    for error in [SqlStore::open(&pool).await.unwrap_err(), SqlStore::migrate(&pool).await.unwrap_err()] {
        let newer = error.to_string();
        assert!(newer.contains("at migration 99") && newer.contains("upgrade"), "{newer}");
    }
    sqlx::query("DELETE FROM passwordless_migrations WHERE version > 1").execute(&pool).await.unwrap();
    let older = SqlStore::open(&pool).await.unwrap_err().to_string();
    assert!(older.contains("at migration 1"), "{older}");
}

/// Nothing that a database or a log keeps shows a whole mark or how to reach the database.
#[tokio::test]
async fn it_shows_nothing() {
    let tables = Tables::new().await;
    let store = tables.store().await;
    let token = token_of(mark());
    let Ok(Spent::First { generation }) = store.spend(token, None, SystemTime::now()).await else { panic!() };
    let session = SessionMarks { session: mark(), user: token.user, credential: None, generation };
    store.revoke(Revocation::User(token.user), tomorrow(), SystemTime::now()).await.unwrap();
    assert!(is_revoked(&store, &session));
    let shown = format!(
        "{store:?} {:?} {:?}",
        SqlStore::options(),
        passwordless_sqlx::SqlPool::from(tables.pool().await)
    );
    for secret in
        [process::hex(token.token), process::hex(token.user), tables.url.clone(), "socket".to_owned()]
    {
        assert!(!shown.contains(&secret), "{shown}");
    }
}
