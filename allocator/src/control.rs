//! Time, cancellation and progress: what a caller tells a running solver, and hears from it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The caller's side of a solve. The solver reads no clock: it asks.
///
/// While the model of a large market is built, only [`Control::is_cancelled`] is asked: a time limit leaves an allocation, however short it is.
/// Later both questions are asked at least once per pass over the market's options, from any thread of the pool; they should be cheap. Stopping is a
/// status of the answer, not an error: the best allocation and bound so far come with their certificate.
pub trait Control: Sync {
    /// Whether a time limit is over.
    fn time_is_up(&self) -> bool {
        false
    }

    /// Whether the caller has lost interest.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// Hears of progress, from the solving thread: first values and then bounds only ever get better within a level, levels ascend.
    fn report(&self, progress: &Progress<'_>) {
        let _ = progress;
    }
}

/// No limit, nobody listening.
impl Control for () {}

/// A switch that another thread can throw: clones share it.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Makes every solve that is controlled by this switch stop soon.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Control for Cancellation {
    fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far a solve has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The objective level being worked on, from 0.
    pub level: usize,
    /// Values of the best allocation at all levels; `None` if none is known.
    pub values: Option<&'a [u128]>,
    /// Proved bound at this level.
    pub bound: u128,
    /// Gap at this level in parts per million, rounded up; `None` without an allocation.
    pub gap_ppm: Option<u128>,
    /// Nodes still open at this level.
    pub open_nodes: u64,
    /// Nodes so far, at all levels.
    pub nodes: u64,
    /// Work so far, in options looked at: the same on every machine.
    pub work: u64,
}
