//! Who a request comes from, and who may sign in: the [`Gate`], what adapters of frameworks feed to it, and what it
//! answers.

pub use crate::rules::{
    Admission, Denial, DenialKind, Examined, Expected, Gate, OpenedBy, Reply, Request, SignedOut, Visitor,
};
