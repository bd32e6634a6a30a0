use super::Database;

impl Database {
    /// Whether the database answers, and has our tables.
    ///
    /// # Errors
    ///
    /// If not.
    pub(crate) async fn ping(&self) -> sqlx::Result<()> {
        sqlx::query("SELECT 1 FROM users LIMIT 1").fetch_optional(&self.pool).await.map(drop)
    }
}
