//! Tests that every [`Store`] must pass. Behind the feature `store-conformance`, for the tests of implementers.
//!
//! ```
//! use passwordless::{SingleProcess, store::conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! conformance::all(async || SingleProcess::new()).await;
//! # }
//! ```
//!
//! Each function asks for new stores, empty or not: no two calls use the same marks. Times are close to the present,
//! so that stores which read their database's clock pass too. The functions panic, as tests do, when the store does
//! not keep to what [`Store`] says, and want a Tokio runtime.

mod collapse;
mod ends;
mod marks;
mod passkeys;
mod shares;
mod tokens;

use std::time::Duration;

pub use collapse::what_a_collapse_ended_stays_ended;
pub use ends::{
    a_passkey_ends_its_sessions, a_session_ends, a_session_of_another_store_has_ended,
    a_user_signs_out_everywhere, generations_never_fall,
};
pub use passkeys::{one_user_pays_for_known_passkeys, passkeys_are_known_until_they_are_forgotten};
pub use shares::{a_lease_has_one_holder, one_user_pays_for_deleted_passkeys, two_processes};
pub use tokens::{
    a_late_token_is_not_spent, a_sign_in_over_a_session_ends_it_and_lives, a_token_is_spent_once,
    of_many_tasks_one_spends,
};

use super::Store;

const MINUTE: Duration = Duration::from_secs(60);

/// Every test of this module that needs one store.
///
/// # Panics
///
/// When the store does not keep to what [`Store`] says.
pub async fn all<S: Store>(store: impl AsyncFn() -> S) {
    a_token_is_spent_once(store().await).await;
    of_many_tasks_one_spends(store().await, 1_000).await;
    a_late_token_is_not_spent(store().await).await;
    a_user_signs_out_everywhere(store().await).await;
    a_session_ends(store().await).await;
    a_passkey_ends_its_sessions(store().await).await;
    generations_never_fall(store().await).await;
    a_lease_has_one_holder(store().await).await;
    a_session_of_another_store_has_ended(store().await).await;
    a_sign_in_over_a_session_ends_it_and_lives(store().await).await;
    one_user_pays_for_deleted_passkeys(store().await).await;
    passkeys_are_known_until_they_are_forgotten(store().await).await;
    one_user_pays_for_known_passkeys(store().await).await;
    what_a_collapse_ended_stays_ended(store().await, async |_: &S| ()).await;
}
