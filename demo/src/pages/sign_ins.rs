//! Sign-ins as their user sees them.

use passwordless::accounts::{ListedSignIn, SignInState};
use serde::Serialize;

use crate::timestamp::Timestamp;

/// The most that the page shows.
const SHOWN: usize = 20;

/// A sign-in on the page.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    id: String,
    device: String,
    address: Option<String>,
    began_at: Timestamp,
    state: SignInState,
}

/// The one that asks first.
pub(super) fn rows(listed: Vec<ListedSignIn>) -> Vec<Row> {
    let row = |sign_in: ListedSignIn| Row {
        id: sign_in.id(),
        device: sign_in.device(),
        address: sign_in.noted().address().map(str::to_owned),
        began_at: sign_in.noted().began_at().into(),
        state: sign_in.state(),
    };
    listed.into_iter().take(SHOWN).map(row).collect()
}
