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
    /// An item lies outside the windows.
    #[error("item {item} has time {time}, outside the windows, which end at {end}")]
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
    /// S6: a payer's backlog exceeds the capacity of its bucket.
    #[error("payer {payer} has a backlog of {backlog} in slot {slot}, its bucket holds {capacity}")]
    BucketOverdrawn {
        /// The payer.
        payer: usize,
        /// The slot.
        slot: usize,
        /// The backlog.
        backlog: u128,
        /// The capacity of its bucket.
        capacity: u64,
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
    /// The state after a chunk is not the one that its events lead to.
    #[error("the events do not lead to the state that is stated")]
    State,
    /// A chunk leads from one open slot to another that it cannot lead to.
    #[error("the chunk opens slot {before} and cannot end with slot {after} open, its last event being in slot {last}")]
    Slot {
        /// The open slot before the chunk.
        before: u64,
        /// The open slot that is stated after it.
        after: u64,
        /// The slot of its last event.
        last: u64,
    },
    /// A required task is not assigned.
    #[error("task {task} is required, but not assigned")]
    RequiredUnassigned {
        /// The task.
        task: usize,
    },
    /// What a line says is not an option of the market.
    #[error("task {task} on offer {offer} for {price} is not an option of the market")]
    NotAnOption {
        /// The task.
        task: usize,
        /// The offer that the line names.
        offer: u64,
        /// The price that it names.
        price: u64,
    },
    /// A run starts in a slot in which it may not.
    #[error("task {task} starts in slot {start}, it may in {first} to {last}")]
    StartOutOfRange {
        /// The task.
        task: usize,
        /// Its start slot.
        start: u32,
        /// The first slot in which it may start.
        first: u32,
        /// The last one.
        last: u32,
    },
    /// A limit of the market is exceeded.
    #[error("limit {limit} of meter {meter}: {sum} up to slot {slot}, at most {amount} may be")]
    LimitExceeded {
        /// The meter.
        meter: usize,
        /// The limit within the meter.
        limit: usize,
        /// The slot in which the window or interval ends, or that of the backlog; the number of slots for the horizon.
        slot: u32,
        /// What is used, prior usage included; of a token bucket the backlog.
        sum: u128,
        /// The limit's amount.
        amount: u64,
    },
    /// Multipliers that are not those of the market's limits, or wider than their lanes.
    #[error("the multipliers are not those of the market's limits")]
    Multipliers,
    /// The allocation costs more than epsilon allows.
    #[error(
        "the allocation costs {cost}, more than {epsilon_ppm} ppm above the bound {bound}; {}",
        reachable_ppm.map_or("no epsilon can be proved with it".to_owned(), |ppm| format!("{ppm} ppm can be proved"))
    )]
    TooFarFromBound {
        /// What the allocation costs at the first level of the objective.
        cost: u128,
        /// The bound, rounded down.
        bound: i128,
        /// What was stated.
        epsilon_ppm: u32,
        /// The least that can be proved with the same multipliers.
        reachable_ppm: Option<u32>,
    },
    /// A dependency speaks of a task that the market does not have.
    #[error("a dependency names task number {task}, which does not exist")]
    UnknownTask {
        /// The number, counted from 1.
        task: u64,
    },
    /// A task is assigned, but not the one that it needs.
    #[error("task {task} needs task {on}, which is not assigned")]
    NeedUnassigned {
        /// The task.
        task: usize,
        /// The task that it needs.
        on: usize,
    },
    /// A task starts before the one that it comes after has ended.
    #[error("task {task} starts in slot {start}, task {on} before it ends only at {end}")]
    StartsTooEarly {
        /// The task.
        task: usize,
        /// Its start slot.
        start: u32,
        /// The task that it comes after.
        on: usize,
        /// The first slot after that task's run.
        end: u32,
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
    /// Token buckets of payers.
    Buckets,
    /// Permitted pairs of payer and offer.
    Permits,
    /// The tables of a market.
    Market,
    /// Permitted pairs, budgets and limits.
    Policy,
    /// The state of a ledger.
    State,
    /// The items of one holder.
    Share,
}
