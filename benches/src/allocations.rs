//! Counts what is allocated, while somebody asks for it.
#![expect(unsafe_code, reason = "a global allocator is an unsafe trait")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed},
};

/// The system's allocator. While nobody counts it costs one load more, so that it slows no contender that allocates
/// much in favour of one that allocates little.
pub(crate) struct Counting;

/// What was allocated meanwhile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allocated {
    pub(crate) times: i64,
    pub(crate) bytes: i64,
    /// Bytes that were allocated and not freed, less those freed that were allocated before.
    pub(crate) kept: i64,
}

static IS_COUNTING: AtomicBool = AtomicBool::new(false);
static TIMES: AtomicI64 = AtomicI64::new(0);
static BYTES: AtomicI64 = AtomicI64::new(0);
static FREED: AtomicI64 = AtomicI64::new(0);

/// Counts what this work allocates, on whichever thread.
pub(crate) fn during<T>(work: impl FnOnce() -> T) -> (T, Allocated) {
    let counters = || (TIMES.load(Relaxed), BYTES.load(Relaxed), FREED.load(Relaxed));
    let before = counters();
    IS_COUNTING.store(true, Relaxed);
    let done = work();
    IS_COUNTING.store(false, Relaxed);
    let after = counters();
    let (bytes, freed) = (after.1 - before.1, after.2 - before.2);
    (done, Allocated { times: after.0 - before.0, bytes, kept: bytes - freed })
}

fn count(allocated: usize, freed: usize) {
    if IS_COUNTING.load(Relaxed) {
        TIMES.fetch_add(i64::from(allocated > 0), Relaxed);
        BYTES.fetch_add(allocated.cast_signed() as i64, Relaxed);
        FREED.fetch_add(freed.cast_signed() as i64, Relaxed);
    }
}

// SAFETY: every call is the system allocator's, with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(0, layout.size());
        unsafe { System.dealloc(memory, layout) }
    }
}
