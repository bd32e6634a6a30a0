//! The administrator's pages: everybody's accounts, and what may be done with them.

mod create;
mod delete;
mod guard;
mod list;
mod outcome;
mod page;
mod rename;
mod signed_out;
mod view;

use rocket::{Route, routes};

/// Every route, to be mounted at `/`.
pub(crate) fn routes() -> Vec<Route> {
    routes![list::users, list::user, create::create, rename::rename, delete::delete, signed_out::to_the_page]
}
