//! The statements about sign-ins, the same for both databases.

/// Writes a sign-in down. Nothing where it is there already: the statement was repeated.
pub(crate) const NOTE: &str = "
INSERT INTO passwordless_sign_ins
(session_mark, user_id, credential_mark, generation, began_at, seen_at, expires_at, address, user_agent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (session_mark) DO NOTHING";

/// Forgets the oldest of user `$1` where there are more than a hundred.
pub(crate) const TRIM: &str = "
DELETE FROM passwordless_sign_ins WHERE user_id = $1 AND began_at < (
    SELECT began_at FROM passwordless_sign_ins WHERE user_id = $1 ORDER BY began_at DESC LIMIT 1 OFFSET 99
)";

/// The sign-ins of user `$1`. Of those that began at once there may be more than a hundred for a moment.
pub(crate) const OF: &str = "
SELECT session_mark, user_id, credential_mark, generation, began_at, seen_at, expires_at, address, user_agent
FROM passwordless_sign_ins WHERE user_id = $1 ORDER BY began_at DESC, session_mark LIMIT 100";

/// Notes that session `$1` of user `$2` was seen at `$3`, unless it was seen after `$4`.
pub(crate) const SEEN: &str =
    "UPDATE passwordless_sign_ins SET seen_at = $3 WHERE session_mark = $1 AND user_id = $2 AND seen_at < $4";

/// Forgets the sign-ins of user `$1`.
pub(crate) const FORGET: &str = "DELETE FROM passwordless_sign_ins WHERE user_id = $1";

/// Forgets `$2` of those that ended before `$1`.
pub(crate) const SWEEP: &str = "
DELETE FROM passwordless_sign_ins WHERE session_mark IN (
    SELECT session_mark FROM passwordless_sign_ins WHERE expires_at < $1 LIMIT $2
)";
