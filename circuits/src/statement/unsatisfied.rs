//! Why a witness does not satisfy a statement.

use crate::layout::ItemLane;
use thiserror::Error;

/// The first violation found, with the numbers that show it.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Unsatisfied {
    /// The batch has another number of items than the statement.
    #[error("{found} items, the statement has {expected}")]
    ItemCount {
        /// Items of the statement.
        expected: usize,
        /// Items of the batch.
        found: usize,
    },
    /// An item lists another number of resources than the layout.
    #[error("item {item} lists {found} amounts, the layout has {expected}")]
    AmountCount {
        /// The item.
        item: usize,
        /// Resources of the layout.
        expected: usize,
        /// Amounts of the item.
        found: usize,
    },
    /// A value does not fit into its lane.
    #[error("item {item}: {lane:?} {value} takes more than {width_bits} bits")]
    LaneOverflow {
        /// The item.
        item: usize,
        /// The lane.
        lane: ItemLane,
        /// Its value.
        value: u64,
        /// Its width.
        width_bits: u32,
    },
    /// A committed table has another shape than the statement.
    #[error("{table:?}: {found} entries, the statement has {expected}")]
    TableShape {
        /// The table.
        table: Committed,
        /// Entries of the statement.
        expected: usize,
        /// Entries of the table.
        found: usize,
    },
    /// An entry of a committed table does not fit into its lane.
    #[error("{table:?} row {row}: {value} takes more than {width_bits} bits")]
    EntryOverflow {
        /// The table.
        table: Committed,
        /// The row.
        row: usize,
        /// The value.
        value: u64,
        /// The width of its lane.
        width_bits: u32,
    },
    /// The opening is not that of the public commitment.
    #[error("the opening of {of:?} does not give the public commitment")]
    Commitment {
        /// What was committed.
        of: Committed,
    },
    /// S1: the items cost more than the budget.
    #[error("the items cost {sum}, the budget is {budget}")]
    TotalExceeded {
        /// What the items cost.
        sum: u128,
        /// The budget.
        budget: u64,
    },
    /// An item names a payer that the policy does not have.
    #[error("item {item} names payer {payer}, the policy has {payers}")]
    UnknownPayer {
        /// The item.
        item: usize,
        /// Its payer.
        payer: u64,
        /// Payers of the policy.
        payers: usize,
    },
    /// S2: a payer spends more than its budget.
    #[error("payer {payer} spends {sum}, its budget is {budget}")]
    BudgetExceeded {
        /// The payer.
        payer: usize,
        /// What its items cost.
        sum: u128,
        /// Its budget.
        budget: u64,
    },
    /// An item names an offer that the policy does not have.
    #[error("item {item} names offer {offer}, the policy has {offers}")]
    UnknownOffer {
        /// The item.
        item: usize,
        /// Its offer.
        offer: u64,
        /// Offers of the policy.
        offers: usize,
    },
    /// S3: more of a resource of an offer is used than its capacity.
    #[error("offer {offer}: {sum} of resource {resource} are used, its capacity is {capacity}")]
    CapacityExceeded {
        /// The offer.
        offer: usize,
        /// The resource.
        resource: usize,
        /// What is used.
        sum: u128,
        /// Its capacity.
        capacity: u64,
    },
    /// An item lies after the last window.
    #[error("item {item} has time {time}, the windows end at {end}")]
    TimeOutOfRange {
        /// The item.
        item: usize,
        /// Its time.
        time: u64,
        /// When the last window ends.
        end: u64,
    },
    /// S4, S5: a payer uses more than its rate in a window.
    #[error("payer {payer} uses {sum} in window {window}, its rate is {rate}")]
    RateExceeded {
        /// The payer.
        payer: usize,
        /// The window; of sliding windows, the slot in which it ends.
        window: usize,
        /// What it uses.
        sum: u128,
        /// Its rate.
        rate: u64,
    },
    /// S7: no permit allows what an item does.
    #[error("item {item}: payer {payer} may not use offer {offer}")]
    NotPermitted {
        /// The item.
        item: usize,
        /// Its payer.
        payer: u64,
        /// Its offer.
        offer: u64,
    },
}

/// What a commitment is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Committed {
    /// Line items.
    Items,
    /// Budgets of payers.
    Budgets,
    /// Capacities of offers.
    Capacities,
    /// Rates of payers.
    Rates,
    /// Permitted pairs of payer and offer.
    Permits,
}
