//! What the demo answers.

mod addresses;
mod assets;
mod pages;
mod registration;
mod signin;
mod wrong_method;

use rocket::{Route, routes};

/// Every route, to be mounted at `/`.
pub(crate) fn all() -> Vec<Route> {
    let mut to_our_origin = routes![addresses::to_our_origin];
    // Before any other route, even one without a parameter.
    to_our_origin.iter_mut().for_each(|route| route.rank = -100);
    let mut all = routes![
        pages::home,
        pages::me,
        registration::create_token,
        registration::complete_registration,
        signin::verify_signin,
        signin::sign_out,
        assets::passwordless,
        assets::page,
        assets::client_register,
        assets::client_signin,
        assets::style,
        assets::icon,
    ];
    all.append(&mut wrong_method::routes(&all));
    all.append(&mut to_our_origin);
    all
}
