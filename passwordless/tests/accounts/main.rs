//! The account's routes as an attacker meets them: real ceremonies, against the emulator, through real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod audit;
mod clients;
mod deletion;
mod forms;
mod known_passkeys;
mod known_users;
mod limits;
#[path = "../support/log.rs"]
mod log;
mod magic_links;
mod many_passkeys;
mod other_user;
mod outage;
mod passkeys;
mod redaction;
mod register;
mod registrations;
mod requests;
mod sign_in;
mod sign_in_list;
mod sign_ins;
mod step_up;
mod support;
mod unfinished;
mod vendor;
