//! The list of the users' sign-ins, beside the store.

use std::time::{Duration, SystemTime};

use passwordless::{
    accounts::{NotedSignIn, SignIns},
    store::{Mark, StoreError},
};

use crate::{SqlStore, clock};

/// Nobody looks at the seconds, and each note is a write.
const PERIOD: Duration = Duration::from_secs(60);

impl SignIns for SqlStore {
    async fn note(&self, sign_in: &NotedSignIn) -> Result<(), StoreError> {
        self.ask(|| self.shared.pool.0.note_sign_in(sign_in)).await?;
        self.ask(|| self.shared.pool.0.trim_sign_ins(sign_in.user_id())).await
    }

    async fn of(&self, user_id: &str) -> Result<Vec<NotedSignIn>, StoreError> {
        self.ask(|| self.shared.pool.0.sign_ins(user_id)).await
    }

    async fn seen(&self, user_id: &str, session: Mark, at: SystemTime) -> Result<(), StoreError> {
        let before = clock::micros(at).saturating_sub(clock::micros_of(PERIOD));
        self.ask(|| self.shared.pool.0.sign_in_seen(user_id, session, clock::micros(at), before)).await
    }

    async fn forget(&self, user_id: &str) -> Result<(), StoreError> {
        self.ask(|| self.shared.pool.0.forget_sign_ins(user_id)).await
    }
}
