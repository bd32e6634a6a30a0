//! Magic links that were sent: the outbox.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// One message.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Mail {
    pub(crate) sent_at: Moment,
    pub(crate) user_id: String,
    pub(crate) address: String,
    /// The link, with its token.
    pub(crate) link: String,
}

/// Never shows the link: following it signs in.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}
