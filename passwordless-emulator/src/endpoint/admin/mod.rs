//! `/admin`: applications, for the operator of the service.

mod apps;
mod deletion;
mod features;
mod keys;
mod named;

pub(crate) use apps::{available, create, freeze, unfreeze};
pub(crate) use deletion::{can_delete, cancel, delete, mark, pending};
pub(crate) use features::{read as read_features, set as set_features};
pub(crate) use keys::{create_public, create_secret, delete as delete_key, list as list_keys, lock, unlock};
use named::{Message, unknown_app};
