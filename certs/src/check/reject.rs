//! Limits of a check, and why a certificate is refused.

use crate::program::Violation;
use apportion_lattice::{MarketHash, TaskIndex};

/// How much work and memory a check may take. The defaults suit certificates from anywhere; raise them for very large markets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Evaluations of an (offer, start range) group, summed over the proof. Default 2^40.
    pub evaluations_max: u64,
    /// Bytes for cached pool entries; a lower value costs time, never an answer. Default 2^28.
    pub cache_bytes_max: u64,
    /// Bytes for the tables of one lemma, or of one reduction by knapsacks. Default 2^30.
    pub table_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { evaluations_max: 1 << 40, cache_bytes_max: 1 << 28, table_bytes_max: 1 << 30 }
    }
}

/// Why a certificate is refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Reject {
    /// The certificate is about another market.
    #[error("the certificate is about market {claimed}, not about {actual}: pass the market file it was made from")]
    MarketHash {
        /// Hash in the certificate.
        claimed: MarketHash,
        /// Hash of the market given.
        actual: MarketHash,
    },
    /// The allocation is not the rendering of the certificate.
    #[error("the allocation differs from what the certificate states, in {field}")]
    Rendering {
        /// The member of `allocation.json` that differs.
        field: &'static str,
    },
    /// The claim is in a form that another status expresses.
    #[error(
        "the claim is not in canonical form: feasible with bounds equal to its values, or unknown with a bound at a later level"
    )]
    Claim,
    /// A count in the certificate is not that of the market.
    #[error("the certificate has {claimed} {what}, the market has {actual}")]
    Count {
        /// What is counted.
        what: &'static str,
        /// Count in the certificate.
        claimed: usize,
        /// Count in the market.
        actual: usize,
    },
    /// A task is given an option that it does not have.
    #[error("task number {} has no option {option}: it has {options} options", .task.get())]
    Option {
        /// The task.
        task: TaskIndex,
        /// Option number in the certificate.
        option: u64,
        /// Number of options it has.
        options: u64,
    },
    /// The allocation breaks a rule of the market.
    #[error("the allocation is not feasible: {0}")]
    Infeasible(Violation),
    /// A claimed value is not the allocation's.
    #[error("the value at level {level} is {actual}, not {claimed}")]
    Value {
        /// Objective level, from 0.
        level: usize,
        /// Value in the certificate.
        claimed: u128,
        /// Recomputed value.
        actual: u128,
    },
    /// A bound is larger than any value at its level.
    #[error("the bound {claimed} at level {level} is larger than any allocation's value")]
    BoundRange {
        /// Objective level, from 0.
        level: usize,
        /// Bound in the certificate.
        claimed: u128,
    },
    /// A level has a proof but the bound 0, or a bound but no proof.
    #[error("level {level} must have a proof exactly if its bound is not 0")]
    ProofPresence {
        /// Objective level, from 0.
        level: usize,
    },
    /// A pool entry is not in canonical form, or names rows or a weight that do not exist.
    #[error("pool entry {entry} is not valid: {fault}")]
    Pool {
        /// Number of the entry.
        entry: u32,
        /// What is wrong with it.
        fault: PoolFault,
    },
    /// An entry of the knapsack pool is not in canonical form, or names tasks or rows that cannot be kept.
    #[error("knapsack entry {entry} is not valid: {fault}")]
    Knapsacks {
        /// Number of the entry.
        entry: u32,
        /// What is wrong with it.
        fault: PoolFault,
    },
    /// A lemma is not in canonical form, or does not follow.
    #[error("lemma {lemma} does not hold: {fault}")]
    Lemma {
        /// Number of the lemma.
        lemma: u32,
        /// What is wrong with it.
        fault: LemmaFault,
    },
    /// A step of a proof does not hold.
    #[error("step {node} of the proof of level {level} does not hold: {fault}")]
    Node {
        /// Objective level, from 0.
        level: usize,
        /// Number of the node in preorder.
        node: usize,
        /// What is wrong with it.
        fault: NodeFault,
    },
    /// The check would exceed its limits.
    #[error("the check needs more than {0} evaluations: raise the limit to check this certificate")]
    Limit(u64),
    /// A table of the check would exceed its limit.
    #[error("the check needs a table of more than {0} bytes: raise the limit to check this certificate")]
    Memory(u64),
}

/// Which limit a check would exceed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Exceeded {
    Evaluations,
    Memory,
}

impl Exceeded {
    pub(super) fn of(self, limits: Limits) -> Reject {
        match self {
            Self::Evaluations => Reject::Limit(limits.evaluations_max),
            Self::Memory => Reject::Memory(limits.table_bytes_max),
        }
    }
}

/// What is wrong with a pool entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PoolFault {
    /// Weight above 2^62, a multiplier that is zero or not below 2^120, or rows not ascending.
    #[error("its rows are not ascending or its numbers out of range")]
    Form,
    /// A row that does not exist at the level where the entry is used.
    #[error("it names row {0}, which does not exist at this level")]
    Row(u64),
    /// A task that does not exist has a multiplier.
    #[error("it names task {0}, which does not exist")]
    Task(u32),
    /// A kept row is no usage row, or its bound is negative.
    #[error("it keeps row {0}, which is not a usage row with a bound of at least 0")]
    Kept(u64),
    /// An option has coefficients in two kept rows.
    #[error("an option of task {0} counts in two kept rows")]
    Overlap(u32),
    /// Equal to an earlier entry.
    #[error("it repeats an earlier entry")]
    Repeated,
    /// Not used, or used before an entry with a lower number.
    #[error("it is not used, or used before an earlier entry")]
    Order,
}

/// What is wrong with a lemma.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LemmaFault {
    /// No weight or one above 2^62, a number out of range, an empty list, or rows or options not ascending.
    #[error("its rows or options are not ascending, or its numbers out of range")]
    Form,
    /// It follows from a row that is neither of the market nor an earlier lemma.
    #[error("it names row {0}, which is neither a row of the market nor an earlier lemma")]
    Row(u64),
    /// It follows from a row that prior usage alone exceeds.
    #[error("it names row {0}, whose bound is negative")]
    Negative(u64),
    /// It lists a task that does not exist, or lists it twice.
    #[error("it names task {0}, which does not exist or is listed already")]
    Task(u32),
    /// It lists an option that its task does not have.
    #[error("it names option {option} of task {task}, which does not exist")]
    Option {
        /// The task.
        task: u32,
        /// The option.
        option: u64,
    },
    /// The search finds a selection that is above the bound and that no test excludes.
    #[error("its multipliers and rows do not exclude every selection above its bound")]
    Search,
    /// Equal to an earlier lemma.
    #[error("it repeats an earlier lemma")]
    Repeated,
    /// Named by no entry, no later lemma and no overload.
    #[error("it is not used")]
    Unused,
}

/// What is wrong with a step of a proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NodeFault {
    /// The proof ends before all nodes are closed.
    #[error("the proof ends before every node is closed")]
    Unfinished,
    /// Steps follow after all nodes are closed.
    #[error("every node is closed already")]
    Surplus,
    /// The relaxed cost does not reach the claim.
    #[error("the relaxed cost under pool entry {0} does not prove the claim here")]
    Bound(u32),
    /// The relaxation that keeps rows does not reach the claim.
    #[error("the relaxed cost under knapsack entry {0} does not prove the claim here")]
    Knapsack(u32),
    /// A pool entry with a weight of the objective is used where costs are zero.
    #[error("pool entry {0} weighs the objective, but the claim is infeasibility")]
    Weight(u32),
    /// The task does not exist.
    #[error("there is no such task")]
    Task,
    /// The task has fewer than two offers (staying unassigned included) left to split.
    #[error("the task has nothing to split")]
    Split,
    /// A cut leaves a part without remaining options.
    #[error("a part of the split has no remaining option")]
    EmptyPart,
    /// The same cuts are written shorter as a split by offers.
    #[error("the cuts are those of a split by offers")]
    Cuts,
    /// The row does not exist at this level.
    #[error("there is no such row")]
    Row,
    /// The tasks split so far do not exceed the row.
    #[error("the row is not exceeded by the tasks split so far")]
    Overload,
    /// The task has options.
    #[error("the task has options")]
    NotExhausted,
    /// The option is not the first of a group, or fewer than three groups remain (two are split by offers).
    #[error("option {0} is not the first of a group among at least three")]
    Isolate(u64),
    /// The entry removes nothing, or closes the node outright.
    #[error("knapsack entry {0} removes nothing, or closes the node outright")]
    KnapsackReduce(u32),
    /// The entry removes nothing, or closes the node outright.
    #[error("pool entry {0} removes nothing, or closes the node outright")]
    Reduce(u32),
}
