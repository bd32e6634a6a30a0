//! The routes of the account, as Rocket mounts them.

mod answer;
mod collision;
mod prefix;
mod table;

pub(crate) use answer::asked;
pub(crate) use collision::check as check_collisions;
pub(crate) use prefix::Prefix;
pub(crate) use table::table;
