//! What adapters of frameworks feed to a [`Gate`](crate::Gate), and what it gives back.

pub use crate::rules::{Admission, Examined, Request};
