use std::time::{Duration, SystemTime};

/// The longest that a session lasts, whatever [`SessionLimits`](crate::SessionLimits) say: 400 days, after which a
/// browser forgets every cookie.
///
/// For so long it is remembered that a user or a passkey has ended, and not for as long as the sessions of the gate that
/// ended them. Sessions that last longer may have been opened by another host that shares the store, or by this one before
/// its limits were changed, and what a store forgets is alive again. It costs about 30 bytes for each user who signed
/// out everywhere within this time, and for each passkey that was deleted.
pub const LONGEST_SESSION: Duration = Duration::from_secs(400 * 24 * 3600);

/// When no session can be alive that was opened until now.
pub(in crate::rules) fn all_are_over(now: SystemTime) -> Option<SystemTime> {
    now.checked_add(LONGEST_SESSION)
}
