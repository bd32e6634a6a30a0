//! Every statement, in words that SQLite and Postgres share.
//!
//! Each is complete in itself and runs without an explicit transaction. So no lock is ever held while a process thinks,
//! is paused or loses its network, and each sees the database as it was at one moment.

/// Spends token `$1`, which ends at `$2`, with passkey `$3` of user `$4`, made at `$5`.
///
/// No row: it was spent, or is too late, or is older than the store, so that another could have spent it. The unique index decides between processes.
///
/// No sign-in slips between this and a concurrent [`END_USER`]: everything is read in one snapshot. Where it holds the
/// revocation, its time and generation are answered. Where it does not, the session gets the user's earlier
/// generation, which is lower than the one that the revocation is about to write, so that revocation ends the session.
///
/// A token may be two minutes late, for clocks that differ; whether its spending is remembered is told by
/// `spent_until` alone.
pub(crate) const SPEND: &str = "
INSERT INTO passwordless_spent (token, until_at)
SELECT $1, $2 FROM passwordless_now AS n, passwordless_forgotten AS f, passwordless_store AS s
WHERE $2 >= n.micros - 120000000 AND $2 > f.spent_until AND $5 > s.since
ON CONFLICT (token) DO NOTHING
RETURNING
    (SELECT COUNT(*) FROM passwordless_revocations WHERE mark = $3) AS credentials,
    (SELECT generation FROM passwordless_revocations WHERE mark = $4) AS generation,
    (SELECT revoked_at FROM passwordless_revocations WHERE mark = $4) AS revoked_at,
    (SELECT until_at FROM passwordless_revocations WHERE mark = $4) AS ends_at";

macro_rules! end_session {
    ($most:literal) => {
        concat!(
            "
INSERT INTO passwordless_revocations AS r (mark, user_mark, kind, generation, revoked_at, until_at, turn)
SELECT $1, $2, 1, COALESCE((SELECT generation FROM passwordless_revocations WHERE mark = $2), 0), n.micros, $3,
    t.turn
FROM passwordless_now AS n, passwordless_turn AS t
WHERE (SELECT COUNT(*) FROM passwordless_revocations WHERE user_mark = $2 AND kind = 1) < ",
            $most,
            "
ON CONFLICT (mark) DO UPDATE SET
    revoked_at = excluded.revoked_at,
    until_at = CASE WHEN excluded.until_at > r.until_at THEN excluded.until_at ELSE r.until_at END,
    turn = excluded.turn
RETURNING generation, until_at"
        )
    };
}

/// Ends session `$1` of user `$2`, remembered until `$3`. No row: the user has 32 such already.
///
/// A repeated call renews the time, since the first may have come too late for the others' windows.
pub(crate) const END_SESSION: &str = end_session!(32);

/// As [`END_SESSION`], of a session over which somebody signed in. No row: the user has a thousand such already.
///
/// It must not end in [`END_USER`], which would end the session that has just begun. A sign-out makes room again.
pub(crate) const END_REPLACED: &str = end_session!(1000);

/// Ends passkey `$1` of user `$2`, remembered until `$3`. No row: 32 others of the user are remembered.
pub(crate) const END_CREDENTIAL: &str = "
INSERT INTO passwordless_revocations AS r (mark, user_mark, kind, generation, revoked_at, until_at, turn)
SELECT $1, $2, 2, 0, n.micros, $3, t.turn FROM passwordless_now AS n, passwordless_turn AS t
WHERE (SELECT COUNT(*) FROM passwordless_revocations
    WHERE user_mark = $2 AND kind = 2 AND until_at > n.micros AND mark <> $1) < 32
ON CONFLICT (mark) DO UPDATE SET
    revoked_at = excluded.revoked_at,
    until_at = CASE WHEN excluded.until_at > r.until_at THEN excluded.until_at ELSE r.until_at END,
    turn = excluded.turn
RETURNING generation, until_at";

/// Ends all sessions and tokens of user `$2`, whose mark `$1` is as well, remembered until `$3` or for as long as the user's revoked sessions are.
///
/// The generation is greater than that of any row. [`SWEEP_REVOCATIONS`] leaves the greatest in place, so it never
/// falls, even for a user whose row was swept. Of two that run at once the second waits for the row, and counts on
/// from what the first wrote.
pub(crate) const END_USER: &str = "
INSERT INTO passwordless_revocations AS r (mark, user_mark, kind, generation, revoked_at, until_at, turn)
SELECT $1, $2, 0,
    1 + COALESCE((SELECT MAX(generation) FROM passwordless_revocations WHERE kind = 0), 0),
    n.micros,
    COALESCE(
        (SELECT MAX(until_at) FROM passwordless_revocations WHERE user_mark = $2 AND kind = 1 AND until_at > $3), $3),
    t.turn
FROM passwordless_now AS n, passwordless_turn AS t WHERE TRUE
ON CONFLICT (mark) DO UPDATE SET
    generation = CASE WHEN excluded.generation > r.generation THEN excluded.generation ELSE r.generation + 1 END,
    revoked_at = CASE WHEN excluded.revoked_at > r.revoked_at THEN excluded.revoked_at ELSE r.revoked_at END,
    until_at = CASE WHEN excluded.until_at > r.until_at THEN excluded.until_at ELSE r.until_at END,
    turn = excluded.turn
RETURNING generation, until_at";

/// Forgets the single sessions of user `$1` that generation `$2`, remembered until `$3`, has ended as well, where there
/// are 32 or more of them.
///
/// Fewer may stay until they end by themselves. Processes remember them until then and hear of no deletion, so what they
/// know would differ from the table without need, and be read again.
///
/// A session's row holds the generation of its user at a time when the session existed, so the session's own is not
/// greater. No clock has a say.
pub(crate) const COLLAPSE: &str = "
DELETE FROM passwordless_revocations WHERE user_mark = $1 AND kind = 1 AND generation < $2 AND until_at <= $3
    AND (SELECT COUNT(*) FROM passwordless_revocations WHERE user_mark = $1 AND kind = 1) >= 32";

/// Gives the store the mark `$1`, where it has none.
///
/// It is a millisecond older than it is: SQLite answers with the end of one, and a token may be made in the same.
pub(crate) const NAME: &str = "
INSERT INTO passwordless_store (one, mark, revoked_until, since)
SELECT 1, $1, 0, n.micros - 1000 FROM passwordless_now AS n WHERE TRUE
ON CONFLICT (one) DO NOTHING";

/// Gives the store the mark `$1`, which ends every session.
pub(crate) const RENEW: &str = "
UPDATE passwordless_store SET mark = $1, revoked_until = 0, since = (SELECT micros FROM passwordless_now)";

/// As [`RENEW`], where revocations were forgotten that the clock says have not ended yet. One process does it.
pub(crate) const RENEW_IF_FORGOTTEN: &str = "
UPDATE passwordless_store SET mark = $1, revoked_until = 0, since = (SELECT micros FROM passwordless_now)
WHERE revoked_until > (SELECT micros FROM passwordless_now)";

/// Takes the lease of user `$1` with mark `$2` for `$3` microseconds. No row: somebody has it.
pub(crate) const LEASE: &str = "
INSERT INTO passwordless_leases AS l (user_mark, lease, until_at)
SELECT $1, $2, n.micros + $3 FROM passwordless_now AS n WHERE TRUE
ON CONFLICT (user_mark) DO UPDATE SET lease = excluded.lease, until_at = excluded.until_at
WHERE l.until_at <= excluded.until_at - $3
RETURNING until_at";

/// Gives the lease `$2` of user `$1` back.
pub(crate) const RELEASE: &str = "DELETE FROM passwordless_leases WHERE user_mark = $1 AND lease = $2";

/// The known passkeys of user `$1`, with the user's own mark where something is known of the user.
pub(crate) const PASSKEYS: &str = "SELECT mark FROM passwordless_passkeys WHERE user_mark = $1";

/// Adds passkey `$2`, or the user's own mark, to what is known of user `$1`. No row: it is known already, or the user
/// has 256 others, or a few more where several were added at once.
pub(crate) const ADD_PASSKEY: &str = "
INSERT INTO passwordless_passkeys (user_mark, mark)
SELECT $1, $2 WHERE $1 = $2 OR (SELECT COUNT(*) FROM passwordless_passkeys WHERE user_mark = $1 AND mark <> $1) < 256
ON CONFLICT (user_mark, mark) DO NOTHING
RETURNING mark";

/// Forgets passkey `$2` of user `$1`, or all that is known of the user where `$2` is the user's own mark.
pub(crate) const FORGET_PASSKEYS: &str =
    "DELETE FROM passwordless_passkeys WHERE user_mark = $1 AND (mark = $2 OR $1 = $2)";

/// Notes which spent tokens [`SWEEP_SPENT`] may forget: the latest of those that ended at `$1` or earlier.
///
/// That one's end and not `$1`, so that a clock which was wrong for a moment does not refuse the tokens of years.
pub(crate) const FORGET: &str = "
UPDATE passwordless_forgotten SET spent_until = COALESCE(
    (SELECT MAX(until_at) FROM passwordless_spent WHERE until_at <= $1 AND until_at > spent_until), spent_until)";

/// Forgets `$2` spent tokens, of those that may be forgotten and ended at `$1` or earlier.
pub(crate) const SWEEP_SPENT: &str = "
DELETE FROM passwordless_spent WHERE token IN (
    SELECT token FROM passwordless_spent
    WHERE until_at <= (SELECT spent_until FROM passwordless_forgotten) AND until_at <= $1 LIMIT $2)";

/// Notes which revocations [`SWEEP_REVOCATIONS`] may forget, as [`FORGET`] does for spent tokens.
pub(crate) const FORGET_REVOCATIONS: &str = "
UPDATE passwordless_store SET revoked_until = COALESCE(
    (SELECT MAX(until_at) FROM passwordless_revocations WHERE until_at <= $1 AND until_at > revoked_until),
    revoked_until)";

/// Forgets `$2` revocations that ended at `$1` or earlier, but never the greatest generation.
///
/// The end is looked at twice: a row that was renewed meanwhile passes the inner look, and Postgres repeats the outer.
pub(crate) const SWEEP_REVOCATIONS: &str = "
DELETE FROM passwordless_revocations WHERE until_at <= $1 AND mark IN (
    SELECT mark FROM passwordless_revocations
    WHERE until_at <= $1 AND until_at <= (SELECT revoked_until FROM passwordless_store) AND (
        kind <> 0 OR generation < (SELECT MAX(generation) FROM passwordless_revocations WHERE kind = 0))
    LIMIT $2)";

/// Forgets `$2` leases that ended at `$1` or earlier.
pub(crate) const SWEEP_LEASES: &str = "
DELETE FROM passwordless_leases WHERE until_at <= $1 AND user_mark IN (
    SELECT user_mark FROM passwordless_leases WHERE until_at <= $1 LIMIT $2)";

/// The newest migration that was applied.
pub(crate) const VERSION: &str =
    "SELECT COALESCE(MAX(version), 0) FROM passwordless_migrations WHERE success";
