//! How limits over windows are policed.

/// What holds a stream of events to a limit over windows: `amount` in any `slots` slots. Limits over the horizon hold either way, and a window of
/// one slot is the same either way.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Policing {
    /// As the market states it: what is used in every window is at most the amount.
    #[default]
    Windows,
    /// As a token bucket that holds the amount and is refilled by exactly `amount / slots` between slots: the backlog, which is what is used and
    /// not yet refilled, is at most the amount in every slot. It remembers one number instead of one a slot of the window, and is weaker: a window
    /// may use the amount and `slots - 1` refills, which is less than twice the amount.
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
