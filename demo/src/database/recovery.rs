use super::Database;
use crate::address::Address;

impl Database {
    /// Where links for the user are sent, if anywhere.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn address_of(&self, user_id: &str) -> sqlx::Result<Option<String>> {
        let found = sqlx::query_scalar("SELECT email FROM users WHERE user_id = $1")
            .bind(user_id)
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.flatten())
    }

    /// Sends links for the user to this address from now on, or nowhere, unless somebody else has the address: of two
    /// who want one, the unique index decides who was first.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn set_address(&self, user_id: &str, address: Option<&Address>) -> sqlx::Result<bool> {
        let set = sqlx::query("UPDATE users SET email = $1 WHERE user_id = $2")
            .bind(address.map(Address::as_str))
            .bind(user_id)
            .execute(&self.pool)
            .await;
        match set {
            Ok(_) => Ok(true),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
