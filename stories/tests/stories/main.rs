//! What a person does with the demo, in real Chromium, with passkeys in a virtual authenticator.

#![allow(clippy::panic, reason = "a test may say why it cannot go on")]

mod accessibility;
mod account;
mod admin;
mod cross_origin;
mod doctor;
mod forwarder;
mod hostile;
mod keyboard;
mod outage;
mod places;
mod race;
mod recovery;
mod refusal;
mod register;
mod restart;
mod signin;
mod stage;
mod tabs;
mod vendor;
mod visitor;
