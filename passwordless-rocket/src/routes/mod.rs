//! The routes of the accounts, as Rocket mounts them.

mod collision;
mod handler;
mod mount;
mod prefix;
mod well_known;

pub(crate) use collision::check as check_collisions;
pub(crate) use handler::asked;
pub(crate) use mount::table;
pub(crate) use prefix::Prefix;
pub(crate) use well_known::routes as well_known;
