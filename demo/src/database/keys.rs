use super::Database;

impl Database {
    /// The key of that name; `fresh` becomes it if there is no such key. Of two processes that start at once, both get the
    /// same.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn secret(&self, name: &str, fresh: &[u8]) -> sqlx::Result<Vec<u8>> {
        sqlx::query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(fresh)
            .execute(&self.pool)
            .await?;
        sqlx::query_scalar("SELECT value FROM secrets WHERE name = $1").bind(name).fetch_one(&self.pool).await
    }
}
