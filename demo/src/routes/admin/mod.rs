//! The administrator's pages: everybody's accounts, and what may be done with them.

mod create;
mod delete;
mod done;
mod page;
mod refusal;
mod rename;
mod stranger;
mod trouble;
mod view;

use rocket::{Route, routes};

/// Every route, to be mounted at `/`.
pub(super) fn all() -> Vec<Route> {
    routes![page::users, page::user, create::create, rename::rename, delete::delete, stranger::to_the_page]
}
