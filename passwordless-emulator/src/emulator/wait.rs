//! Waiting for a future without a runtime.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

/// Wakes a parked thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread, inside a runtime or not. The emulator's own thread is the one that writes, so waiting for it
/// here ends even where this thread's runtime has no other.
pub(super) fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(outcome) => return outcome,
            Poll::Pending => thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn what_another_thread_completes_is_waited_for() {
        let (send, receive) = tokio::sync::oneshot::channel();
        let other = std::thread::spawn(move || send.send(7));
        assert_eq!(wait(receive), Ok(7));
        other.join().unwrap().unwrap();
    }
}
