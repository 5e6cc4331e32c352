//! The life of a task as an order along which it only moves up.

use crate::order::chain;

/// How far a task has come.
///
/// ```text
///     pending < queued < assigned < running < cancelled < failed < completed
///                                             \_________ terminal _________/
/// ```
///
/// A transition goes up and never leaves a terminal state, so a replica may lag behind another one but never
/// contradicts it for good. Replicas merge by join, the later of two states.
///
/// **Two replicas that saw different ends** converge by precedence: completed over failed over cancelled. A completion
/// comes with a result that anyone can check; a failure and a cancellation only say that none was seen. This is a
/// rule for merging, not a transition: [`TaskState::advance`] refuses it.
///
/// A second attempt at a task is another task, with an id of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskState {
    /// Stated by its payer, and known to nobody else: the bottom.
    #[default]
    Pending,
    /// Waiting for an allocation.
    Queued,
    /// Given an offer and a start slot.
    Assigned,
    /// Started by the seller.
    Running,
    /// Ended on the payer's word. Terminal.
    Cancelled,
    /// Ended without a result. Terminal.
    Failed,
    /// Ended with a result: terminal, and the top.
    Completed,
}

chain!(TaskState, bottom: TaskState::Pending, top: TaskState::Completed);

impl TaskState {
    /// All states, from the bottom to the top.
    pub const ALL: [Self; 7] =
        [Self::Pending, Self::Queued, Self::Assigned, Self::Running, Self::Cancelled, Self::Failed, Self::Completed];

    /// Whether no transition leaves this state.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Cancelled | Self::Failed | Self::Completed)
    }

    /// The transition to `next`, or none if the task is there already. States in between may be skipped.
    ///
    /// # Errors
    /// If `next` lies below, or if this state is terminal.
    pub const fn advance(self, next: Self) -> Result<Self, Backwards> {
        let allowed = self as u8 == next as u8 || (!self.is_terminal() && (self as u8) < next as u8);
        if allowed { Ok(next) } else { Err(Backwards { from: self, to: next }) }
    }
}

/// A transition that does not go up, or that leaves a terminal state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a task cannot go from {from:?} to {to:?}; give a new attempt an id of its own")]
pub struct Backwards {
    /// The state of the task.
    pub from: TaskState,
    /// The state that was asked for.
    pub to: TaskState,
}
