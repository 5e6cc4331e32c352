//! Why an assignment is no feasible allocation.

use crate::market::{OfferIndex, PayerIndex, Place, ResourceIndex, TaskIndex};

/// The first definition that an assignment breaks, with the numbers that break it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// D12: there is not one choice for each task.
    #[error("D12: {given} choices for {tasks} tasks")]
    Length {
        /// Tasks of the market.
        tasks: usize,
        /// Choices given.
        given: usize,
    },
    /// D12: the offer is not in the market.
    #[error("D12: {task:?} is on {offer:?}, which does not exist")]
    UnknownOffer {
        /// The task.
        task: TaskIndex,
        /// What it is assigned to.
        offer: OfferIndex,
    },
    /// D10: the ask is not covered by the supply.
    #[error("D10: {task:?} is not eligible on {offer:?}")]
    Ineligible {
        /// The task.
        task: TaskIndex,
        /// What it is assigned to.
        offer: OfferIndex,
    },
    /// D11: the run does not lie inside the slots of task and offer.
    #[error("D11: {task:?} starts on {offer:?} in slot {start}, not in {first}..={last}")]
    Start {
        /// The task.
        task: TaskIndex,
        /// What it is assigned to.
        offer: OfferIndex,
        /// The start slot given.
        start: u32,
        /// First slot in which it may start.
        first: u32,
        /// Last slot in which it may start.
        last: u32,
    },
    /// D14: more is used in a slot than the offer holds.
    #[error("D14: {offer:?} has {usage} of {resource:?} used in slot {slot}, of {capacity}")]
    Capacity {
        /// The offer.
        offer: OfferIndex,
        /// The resource.
        resource: ResourceIndex,
        /// The slot.
        slot: u32,
        /// Usage in that slot.
        usage: u128,
        /// What the offer holds in a slot.
        capacity: u64,
    },
    /// D15: more is used over the horizon than the offer's total.
    #[error("D15: {offer:?} has {usage} of {resource:?} used, of {total} in total")]
    Total {
        /// The offer.
        offer: OfferIndex,
        /// The resource.
        resource: ResourceIndex,
        /// Usage over the horizon.
        usage: u128,
        /// The offer's total.
        total: u64,
    },
    /// D17: a limit over the horizon is exceeded.
    #[error("D17: the horizon limit {position} of {place:?} counts {usage}, of {amount}")]
    Horizon {
        /// Where the limit is stated.
        place: Place,
        /// Position among the limits of that place.
        position: usize,
        /// What it counts.
        usage: u128,
        /// The most it allows.
        amount: u64,
    },
    /// D17: a limit over an interval of slots is exceeded.
    #[error("D17: the interval limit {position} of {place:?} counts {usage}, of {amount}")]
    Interval {
        /// Where the limit is stated.
        place: Place,
        /// Position among the limits of that place.
        position: usize,
        /// What it counts.
        usage: u128,
        /// The most it allows.
        amount: u64,
    },
    /// D17: a sliding window, prior usage included, exceeds its limit.
    #[error("D17: the window limit {position} of {place:?} counts {usage} up to slot {slot}, of {amount}")]
    Window {
        /// Where the limit is stated.
        place: Place,
        /// Position among the limits of that place.
        position: usize,
        /// Last slot of the window.
        slot: u32,
        /// What it counts, prior usage included.
        usage: u128,
        /// The most it allows.
        amount: u64,
    },
    /// D18: a payer spends more than the budget.
    #[error("D18: {payer:?} spends {spent} nMIC, of {budget}")]
    Budget {
        /// The payer.
        payer: PayerIndex,
        /// What the payer's tasks cost.
        spent: u128,
        /// The budget.
        budget: u64,
    },
    /// D19: a needed task is unassigned.
    #[error("D19: {task:?} is assigned and needs {needed:?}, which is not")]
    Needs {
        /// The assigned task.
        task: TaskIndex,
        /// The unassigned task that it needs.
        needed: TaskIndex,
    },
    /// D20: a task starts before an earlier one has ended, or that one is unassigned.
    #[error("D20: {task:?} starts in slot {start}; {earlier:?} ends at {end:?}")]
    After {
        /// The later task.
        task: TaskIndex,
        /// Its start slot.
        start: u32,
        /// The task that comes before it.
        earlier: TaskIndex,
        /// Where that one ends; `None` if it is unassigned.
        end: Option<u64>,
    },
    /// D21: a required task is unassigned.
    #[error("D21: {task:?} is required and unassigned")]
    Required {
        /// The task.
        task: TaskIndex,
    },
}
