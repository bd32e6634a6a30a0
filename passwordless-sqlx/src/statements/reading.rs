//! How revocations are read, in the words of each database.
//!
//! A process that opens the store reads a million of them. Each statement answers with one row, in which the database has
//! put them one behind the other: a row of their own for each would take three times as long.

/// The statements by which a database tells of revocations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Which store this is, what time it is, up to which end revocations were forgotten, whether this server takes no
    /// writes, and which rows can be seen from here.
    pub(crate) store: &'static str,
    /// What was revoked at `$1` or later.
    pub(crate) since: &'static str,
    /// What could not be seen where `$1` was.
    pub(crate) unseen: &'static str,
    /// Those whose marks are `$1` or greater, and less than `$2`.
    pub(crate) part: &'static str,
    /// How many there are of each part, and the sums of their ends and of their generations, of those that end in minute
    /// `$3` or later.
    pub(crate) digests: &'static str,
}

/// How many revocations there are, and how many are of users.
pub(crate) const COUNT: &str = "
SELECT COUNT(*), (SELECT COUNT(*) FROM passwordless_revocations WHERE kind = 0) FROM passwordless_revocations";

#[cfg(feature = "postgres")]
macro_rules! in_postgres {
    ($which:literal) => {
        concat!(
            "
SELECT
    COUNT(*) FILTER (WHERE kind <> 0),
    STRING_AGG(mark || int4send(CAST(LEAST(until_at / 60000000, 2147483646) AS INTEGER)), CAST('' AS BYTEA))
        FILTER (WHERE kind <> 0),
    COUNT(*) FILTER (WHERE kind = 0),
    STRING_AGG(
        mark || int4send(CAST(LEAST(until_at / 60000000, 2147483646) AS INTEGER)) || int8send(generation),
        CAST('' AS BYTEA)) FILTER (WHERE kind = 0)
FROM passwordless_revocations WHERE ",
            $which
        )
    };
}

/// A snapshot says which transactions had ended when it was taken, however late the others end. The last two columns say
/// whether the server could have crashed since another snapshot was taken: its numbers are counted on only by those who
/// have not lost their connection.
#[cfg(feature = "postgres")]
pub(crate) const POSTGRES: Reading = Reading {
    store: "
SELECT n.micros, s.mark, s.revoked_until, current_setting('transaction_read_only') = 'on',
    CAST(pg_current_snapshot() AS TEXT),
    CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT),
    CAST(EXTRACT(EPOCH FROM pg_postmaster_start_time()) * 1000000 AS BIGINT),
    COALESCE(
        (SELECT CAST(CEIL(EXTRACT(EPOCH FROM backend_start) * 1000000) AS BIGINT)
            FROM pg_stat_get_activity(pg_backend_pid())),
        n.micros)
FROM passwordless_now AS n, passwordless_store AS s",
    since: in_postgres!("revoked_at >= $1"),
    unseen: in_postgres!(
        "turn >= pg_snapshot_xmin(CAST($1 AS pg_snapshot)) AND NOT pg_visible_in_snapshot(turn, CAST($1 AS pg_snapshot))"
    ),
    part: in_postgres!("mark >= $1 AND mark < $2"),
    // All of them at once: one pass over the table costs a fifth of what a way through the index costs.
    digests: "
SELECT CAST((get_byte(mark, 0) * 256 + get_byte(mark, 1)) / CAST($4 AS BIGINT) AS BIGINT),
    COUNT(*),
    CAST(SUM(LEAST(until_at / 60000000, 2147483646)) AS BIGINT),
    CAST(SUM(CASE kind WHEN 0 THEN generation % 1000000007 ELSE 0 END) AS BIGINT)
FROM passwordless_revocations
WHERE mark >= $1 AND mark < $2 AND until_at / 60000000 >= $3
GROUP BY 1",
};

#[cfg(feature = "sqlite")]
macro_rules! in_sqlite {
    ($which:literal) => {
        concat!(
            "
SELECT
    COUNT(*) FILTER (WHERE kind <> 0),
    GROUP_CONCAT(HEX(mark) || PRINTF('%08X', MIN(until_at / 60000000, 2147483646)), '') FILTER (WHERE kind <> 0),
    COUNT(*) FILTER (WHERE kind = 0),
    GROUP_CONCAT(HEX(mark) || PRINTF('%08X%016X', MIN(until_at / 60000000, 2147483646), generation), '')
        FILTER (WHERE kind = 0)
FROM passwordless_revocations WHERE ",
            $which
        )
    };
}

/// One process after the other writes, so what was written later has a greater turn.
#[cfg(feature = "sqlite")]
pub(crate) const SQLITE: Reading = Reading {
    // A file can be written wherever it can be read.
    store: "
SELECT n.micros, s.mark, s.revoked_until, FALSE,
    CAST(l.latest AS TEXT), l.latest, 0, 0
FROM passwordless_now AS n, passwordless_store AS s,
    (SELECT COALESCE(MAX(turn), 0) AS latest FROM passwordless_revocations) AS l",
    since: in_sqlite!("revoked_at >= $1"),
    unseen: in_sqlite!("turn > CAST($1 AS INTEGER)"),
    part: in_sqlite!("mark >= $1 AND mark < $2"),
    // One part, the one with number `$4`: SQLite would sort the whole table to group it.
    digests: "
SELECT $4,
    COUNT(*),
    COALESCE(SUM(MIN(until_at / 60000000, 2147483646)), 0),
    COALESCE(SUM(CASE kind WHEN 0 THEN generation % 1000000007 ELSE 0 END), 0)
FROM passwordless_revocations
WHERE mark >= $1 AND mark < $2 AND until_at / 60000000 >= $3",
};
