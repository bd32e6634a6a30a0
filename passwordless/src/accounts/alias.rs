//! The name by which the service knows a user.

use super::{Accounts, newcomer};
use crate::api::ErrorCode;

impl Accounts {
    /// Tells the service the name by which a user may begin to sign in, in lower case, in place of other names.
    ///
    /// A registration does it by itself, and goes on if the service does not answer: until the service knows the
    /// name, the user signs in without typing one. To repair that, note which users' names are not yet known, as
    /// [`Client::aliases`](crate::Client::aliases) tells, and call this again at their next sign-in or from a job. It may be called twice.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`](crate::Error). It is logged, too.
    pub async fn set_alias(&self, user_id: &str, name: &str) -> Result<(), crate::Error> {
        let told = self.client().set_aliases(user_id, [newcomer::alias(name)]).await;
        if let Err(error) = &told {
            let is_taken = error.code() == Some(&ErrorCode::AliasConflict);
            let error = error as &(dyn std::error::Error + 'static);
            if is_taken {
                tracing::error!(
                    target: "passwordless.alias_taken", user_id, error,
                    "the service knows the user's name as another user's, so it does not begin a sign-in of this one: \
                     perhaps the application's users were emptied or restored, and the service still has the others; \
                     find the other in Client::users, delete it if it is nobody's, and call Accounts::set_alias"
                );
            } else {
                tracing::warn!(
                    target: "passwordless.alias_unknown", user_id, error,
                    "the service does not know the user's name; Accounts::set_alias repairs it"
                );
            }
        }
        told
    }
}
