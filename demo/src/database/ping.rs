use super::Database;

impl Database {
    /// Whether the database answers and takes a write. A node that only reads, as after a failover, is of no use: nobody
    /// could sign in.
    ///
    /// # Errors
    ///
    /// If not.
    pub(crate) async fn ping(&self) -> sqlx::Result<()> {
        // No user has this id, so nothing is changed; but a database that may not be written refuses it all the same.
        sqlx::query("DELETE FROM users WHERE user_id = ''").execute(&self.pool).await.map(drop)
    }
}
