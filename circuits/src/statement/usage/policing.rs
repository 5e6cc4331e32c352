//! How limits over windows are policed.

/// What holds a stream of events to a limit over windows: `amount` in any `slots` slots. Limits over the horizon hold either way, and a window of
/// one slot is the same either way.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Policing {
    /// As the market states it: what is used in every window is at most the amount.
    #[default]
    Windows,
    /// As a token bucket that holds the amount and is refilled by `ceil(amount / slots)` between slots: the backlog, which is what is used and not
    /// yet refilled, is at most the amount in every slot. It remembers one number instead of one a slot of the window, and is weaker: a window may
    /// use as much as the amount and `slots - 1` refills, which is far more than twice the amount where the amount is less than the slots.
    TokenBuckets,
}

impl Policing {
    /// The numbers that name it in hashes, after those of a shape: none for windows.
    pub(crate) fn numbers(self) -> &'static [u64] {
        match self {
            Self::Windows => &[],
            Self::TokenBuckets => &[1],
        }
    }
}

/// What is refilled between two slots: so much that a full backlog is gone after the slots of the window. 0 slots count as 1.
pub(crate) fn refill(amount: u64, slots: u64) -> u64 {
    amount.div_ceil(slots.max(1))
}
