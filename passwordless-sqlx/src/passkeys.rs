//! The known passkeys of users.

use passwordless::store::{Mark, StoreError};

use crate::SqlStore;

impl SqlStore {
    pub(crate) async fn known_passkeys(&self, user: Mark) -> Result<Option<Vec<Mark>>, StoreError> {
        let mut marks = self.ask(|| self.shared.pool.0.passkeys(user)).await?;
        let all = marks.len();
        marks.retain(|mark| *mark != user);
        Ok((marks.len() < all).then_some(marks))
    }

    pub(crate) async fn add_known_passkeys(&self, user: Mark, passkeys: Vec<Mark>) -> Result<(), StoreError> {
        for passkey in passkeys {
            let is_added = self.ask(|| self.shared.pool.0.add_passkey(user, passkey)).await?;
            if !is_added && !self.ask(|| self.shared.pool.0.passkeys(user)).await?.contains(&passkey) {
                return Err(StoreError::too_many());
            }
        }
        // Last, so that of a list that was cut short nothing counts yet.
        self.ask(|| self.shared.pool.0.add_passkey(user, user)).await.map(drop)
    }
}
