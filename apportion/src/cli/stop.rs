//! When to stop: a deadline, or Ctrl-C.

use super::failure::Failure;
use super::progress::Live;
use super::temporary;
use apportion::{Cancellation, Control, Progress};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a running solve asks, and whom it tells.
pub(super) struct Watch {
    deadline: Option<Instant>,
    cancellation: Cancellation,
    live: Live,
}

/// The status of a process that Ctrl-C ended, by the custom of shells: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Listens for Ctrl-C and for requests to terminate. The first one cancels, the second one ends the process.
pub(super) fn listen() -> Result<Cancellation, Failure> {
    let cancellation = Cancellation::default();
    let asked = AtomicBool::new(false);
    let switch = cancellation.clone();
    handle(move || {
        if asked.swap(true, Ordering::Relaxed) {
            interrupt();
        }
        switch.cancel();
    })?;
    Ok(cancellation)
}

/// Ends the process at Ctrl-C or a request to terminate, and leaves nothing half done: for commands that write an answer or none.
pub(super) fn leave_nothing() -> Result<(), Failure> {
    handle(|| interrupt())
}

fn interrupt() -> ! {
    temporary::remove_all();
    process::exit(INTERRUPTED)
}

fn handle(handler: impl FnMut() + Send + 'static) -> Result<(), Failure> {
    ctrlc::set_handler(handler).map_err(|error| Failure::Unusable(format!("Ctrl-C cannot be listened for: {error}")))
}

impl Watch {
    /// Listens for Ctrl-C: the first one stops the search.
    pub(super) fn new(started: Instant, time_limit: Option<Duration>) -> Result<Self, Failure> {
        let cancellation = listen()?;
        // A limit beyond the end of time is none.
        let deadline = time_limit.and_then(|limit| started.checked_add(limit));
        Ok(Self { deadline, cancellation, live: Live::new(started) })
    }

    /// The time until the deadline, if there is one.
    pub(super) fn time_left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Says what is going on before there is progress to report.
    pub(super) fn note(&self, text: &str) {
        self.live.note(text);
    }

    /// Removes the live line.
    pub(super) fn finish(&self) {
        self.live.finish();
    }
}

impl Control for Watch {
    fn time_is_up(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled()
    }

    fn report(&self, progress: &Progress<'_>) {
        self.live.report(progress);
    }
}
