//! What the demo answers beside the account's routes, which the crate mounts at `/passkeys`.

mod account;
mod addresses;
mod admin;
mod assets;
mod listed;
mod pages;
mod recover;
mod sign_out;

use rocket::{Route, routes};

/// Every route, to be mounted at `/`.
pub(crate) fn all() -> Vec<Route> {
    let mut to_our_origin = routes![addresses::to_our_origin];
    // Before any other route, even one without a parameter.
    to_our_origin.iter_mut().for_each(|route| route.rank = -100);
    let mut all = routes![
        pages::home,
        account::me,
        account::set_address,
        recover::recover,
        sign_out::sign_out,
        sign_out::everywhere,
        sign_out::end,
        assets::page,
        assets::doctor,
        assets::client_register,
        assets::client_signin,
        assets::admin,
        assets::account,
        assets::recover,
        assets::style,
        assets::icon,
    ];
    all.append(&mut admin::all());
    all.append(&mut to_our_origin);
    all
}
