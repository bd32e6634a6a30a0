use std::error::Error;

use super::Database;

impl Database {
    /// How many sign-outs were read of how many, while this instance reads them for the first time.
    pub(crate) fn opening(&self) -> Option<(usize, usize)> {
        self.store.opening()
    }

    /// Whether the database answers and takes a write, on our connections and on the crate's. A node that only reads, as
    /// after a failover, is of no use: nobody could sign in.
    ///
    /// # Errors
    ///
    /// If not.
    pub(crate) async fn ping(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.store.refresh().await?;
        // No user has this id, so nothing is changed; but a database that may not be written refuses it all the same.
        sqlx::query("DELETE FROM users WHERE user_id = ''").execute(&self.pool).await?;
        Ok(())
    }
}
