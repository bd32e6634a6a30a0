//! CORS preflights, which no guard can let through: they carry no session.

use std::sync::atomic::{AtomicBool, Ordering};

use http::{Method, Request, header::ACCESS_CONTROL_REQUEST_METHOD};

/// Tells the developer once what the order of the layers must be.
///
/// A preflight is refused all the same. The inner service may answer `OPTIONS` as it answers any method, and then
/// anybody could write these two headers to get in.
pub(super) fn explain<B>(request: &Request<B>) {
    static HAS_WARNED: AtomicBool = AtomicBool::new(false);
    let is_preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if is_preflight && !HAS_WARNED.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            target: "passwordless.preflight_refused",
            "refused a CORS preflight, which never carries a session; put the layer that answers preflights outside of \
             Passwordless::require"
        );
    }
}
