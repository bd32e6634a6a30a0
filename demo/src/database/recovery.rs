use super::Database;
use crate::users::Address;

impl Database {
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
