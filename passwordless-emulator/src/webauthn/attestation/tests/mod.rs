//! Statements that this project makes itself: an authenticator in software, and an authority of its own.

mod android_key;
mod apple;
mod authenticator;
mod authority;
mod damage;
mod fido_u2f;
mod packed;
mod tpm;
mod tpm_rsa;
