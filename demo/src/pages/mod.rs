//! What the demo answers beside the account's routes, which the crate mounts at `/passkeys`.

mod account;
mod assets;
mod flask;
mod home;
mod ip_redirect;
mod recover;
mod recovery_address;
mod sign_ins;
mod sign_out;

pub(crate) use flask::ExampleAddresses;
use rocket::{Route, routes};

/// Every route, to be mounted at `/`.
pub(crate) fn routes() -> Vec<Route> {
    let mut to_our_origin = routes![ip_redirect::to_our_origin];
    // Before any other route, even one without a parameter.
    to_our_origin.iter_mut().for_each(|route| route.rank = -100);
    let mut all = routes![
        home::home,
        account::me,
        recover::recover,
        recovery_address::page,
        recovery_address::want,
        recovery_address::confirm,
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
        assets::recovery_address,
        assets::style,
        assets::icon,
    ];
    all.append(&mut to_our_origin);
    all
}
