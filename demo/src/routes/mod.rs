//! What the demo answers beside the account's routes, which the crate mounts at `/passkeys`.

mod addresses;
mod admin;
mod assets;
mod pages;
mod sign_out;

use rocket::{Route, routes};

/// Every route, to be mounted at `/`.
pub(crate) fn all() -> Vec<Route> {
    let mut to_our_origin = routes![addresses::to_our_origin];
    // Before any other route, even one without a parameter.
    to_our_origin.iter_mut().for_each(|route| route.rank = -100);
    let mut all = routes![
        pages::home,
        pages::me,
        sign_out::sign_out,
        assets::page,
        assets::doctor,
        assets::client_register,
        assets::client_signin,
        assets::admin,
        assets::style,
        assets::icon,
    ];
    all.append(&mut admin::all());
    all.append(&mut to_our_origin);
    all
}
