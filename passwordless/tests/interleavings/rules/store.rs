//! As in the library, but for `sync`.

pub(crate) use passwordless::store::{Generation, Mark, SessionMarks};

#[path = "../../../src/rules/store/minutes.rs"]
mod minutes;
#[allow(unused_imports, reason = "the store of a single process uses them")]
#[path = "../../../src/rules/store/revocations/mod.rs"]
pub(crate) mod revocations;

/// In place of the library's `sync`.
mod sync {
    use std::sync::Arc;

    pub(super) use shuttle::sync::{
        Mutex, RwLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    };
    pub(super) use std::sync::PoisonError;

    /// A pointer of which each load and store is one step, as those of `arc_swap` are.
    pub(super) struct ArcSwap<T>(Mutex<Arc<T>>);

    impl<T> ArcSwap<T> {
        pub(super) fn from_pointee(value: T) -> Self {
            Self(Mutex::new(Arc::new(value)))
        }

        pub(super) fn load(&self) -> Arc<T> {
            Arc::clone(&self.0.lock().unwrap())
        }

        pub(super) fn store(&self, value: Arc<T>) {
            *self.0.lock().unwrap() = value;
        }
    }
}
