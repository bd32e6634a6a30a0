//! What the maps of what has ended are locked with, in one place: `tests/interleavings` puts other locks in.

pub(super) use std::sync::{
    Mutex, PoisonError, RwLock,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

pub(super) use arc_swap::ArcSwap;
