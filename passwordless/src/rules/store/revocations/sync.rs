//! What the maps are locked with, in one place, so that a test can put other locks in.

pub(super) use std::sync::{
    Mutex, PoisonError, RwLock,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};
