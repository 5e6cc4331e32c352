//! The checker: one forward pass over a certificate, everything recomputed from the market.

mod domain;
mod entry;
mod knapsack;
mod ready;
mod tree;

pub use tree::NodeFault;

use crate::allocation::Allocation;
use crate::checked::Checked;
use crate::claim::Claim;
use crate::format::{Certificate, MULTIPLIER_BITS, Node, VALUE_BITS, WEIGHT_EXPONENT_MAX};
use crate::program::{Choice, Knapsacks, LevelCosts, LevelView, Multipliers, ObjectiveWeight, Program, Violation};
use apportion_lattice::{Market, MarketHash, TaskIndex};

/// How much work and memory a check may take. The defaults suit certificates from anywhere; raise them for very large markets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Evaluations of an (offer, start range) group, summed over the proof. Default 2^40.
    pub evaluations_max: u64,
    /// Bytes for cached pool entries; a lower value costs time, never an answer. Default 2^28.
    pub cache_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { evaluations_max: 1 << 40, cache_bytes_max: 1 << 28 }
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

/// Checks an allocation and its certificate against a market.
///
/// Accepts exactly if the allocation is the rendering of the certificate, is feasible with the stated values, and every bound is proved.
/// Time is linear in the size of market and certificate times the cost of evaluating a task's options.
///
/// # Errors
/// The first reason found to refuse. Nothing is to be believed then.
pub fn check(market: &Market, allocation: &Allocation, certificate: &Certificate) -> Result<Checked, Reject> {
    check_within(market, allocation, certificate, Limits::default())
}

/// [`check`] with explicit limits.
///
/// # Errors
/// As [`check`]; [`Reject::Limit`] if the check would take more than the limits allow.
pub fn check_within(
    market: &Market,
    allocation: &Allocation,
    certificate: &Certificate,
    limits: Limits,
) -> Result<Checked, Reject> {
    let program = Program::new(market);
    let choices = check_claim(&program, certificate, limits)?;
    Allocation::of(&program, certificate).matches(allocation).map_err(|field| Reject::Rendering { field })?;
    Ok(Checked::new(&program, certificate, &choices))
}

/// Checks everything that a certificate states of a program, without an allocation file to compare; the choices, if it has any.
///
/// # Errors
/// As [`check_within`].
pub(crate) fn check_claim(
    program: &Program<'_>,
    certificate: &Certificate,
    limits: Limits,
) -> Result<Vec<Choice>, Reject> {
    let market = program.market();
    let (claimed, actual) = (certificate.market, market.hash());
    if claimed != actual {
        return Err(Reject::MarketHash { claimed, actual });
    }
    let claim = &certificate.claim;
    if !claim.is_canonical() {
        return Err(Reject::Claim);
    }
    let levels = market.levels().len();
    let costs: Vec<LevelCosts> = (0..levels).map(|level| LevelCosts::new(program, level)).collect();
    for stated in [claim.values(), claim.bounds()].into_iter().flatten() {
        count("objective levels", stated.len(), levels)?;
    }
    let choices = choices(program, claim)?;
    if let Some(values) = claim.values() {
        program.check_rows(&choices).map_err(Reject::Infeasible)?;
        for (level, (&claimed, actual)) in values.iter().zip(program.values(&costs, &choices)).enumerate() {
            if claimed != actual {
                return Err(Reject::Value { level, claimed, actual });
            }
        }
    }
    check_pool(certificate)?;
    let proofs = Proofs { program, certificate, costs: &costs, limits };
    match claim.bounds() {
        None => proofs.infeasible()?,
        Some(bounds) => proofs.bounds(bounds, claim.values().unwrap_or_default())?,
    }
    Ok(choices)
}

fn count(what: &'static str, claimed: usize, actual: usize) -> Result<(), Reject> {
    if claimed == actual { Ok(()) } else { Err(Reject::Count { what, claimed, actual }) }
}

fn choices(program: &Program<'_>, claim: &Claim) -> Result<Vec<Choice>, Reject> {
    let Some(options) = claim.options() else { return Ok(Vec::new()) };
    count("tasks", options.len(), program.task_count())?;
    let choose = |(task, &option)| {
        program.choice(task, option).ok_or(Reject::Option { task, option, options: program.option_count(task) })
    };
    program.tasks().zip(options).map(choose).collect()
}

/// Form and uniqueness of the pool, and that entries are numbered in order of first use.
fn check_pool(certificate: &Certificate) -> Result<(), Reject> {
    let nodes = || certificate.proofs.iter().flatten();
    let used = nodes().filter_map(|node| match node {
        Node::Bound(entry) | Node::Reduce(entry) => Some(*entry),
        _ => None,
    });
    entries(&certificate.pool, well_formed, used).map_err(|(entry, fault)| Reject::Pool { entry, fault })?;
    let used = nodes().filter_map(|node| match node {
        Node::Knapsack(entry) => Some(*entry),
        _ => None,
    });
    entries(&certificate.knapsacks, well_formed_knapsacks, used)
        .map_err(|(entry, fault)| Reject::Knapsacks { entry, fault })
}

/// Whether the entries of a pool are well formed, different, and numbered in order of first use, each being used.
fn entries<T: Eq + core::hash::Hash>(
    pool: &[T],
    well_formed: impl Fn(&T) -> bool,
    uses: impl Iterator<Item = u32>,
) -> Result<(), (u32, PoolFault)> {
    let mut seen = std::collections::HashSet::new();
    for (entry, stated) in (0..).zip(pool) {
        if !well_formed(stated) {
            return Err((entry, PoolFault::Form));
        }
        if !seen.insert(stated) {
            return Err((entry, PoolFault::Repeated));
        }
    }
    let mut used = 0;
    for entry in uses {
        if entry > used || entry as usize >= pool.len() {
            return Err((entry, PoolFault::Order));
        }
        used = used.max(entry.saturating_add(1));
    }
    if pool.len() == used as usize { Ok(()) } else { Err((used, PoolFault::Order)) }
}

fn well_formed(multipliers: &Multipliers) -> bool {
    let weight = match multipliers.objective {
        ObjectiveWeight::Zero => true,
        ObjectiveWeight::PowerOfTwo(exponent) => exponent <= WEIGHT_EXPONENT_MAX,
    };
    weight && ascending(&multipliers.rows, |row| row.0) && multipliers.rows.iter().all(|row| in_range(row.1))
}

fn well_formed_knapsacks(entry: &Knapsacks) -> bool {
    well_formed(&entry.multipliers)
        && ascending(&entry.tasks, |task| task.0)
        && entry.tasks.iter().all(|task| in_range(task.1))
        && ascending(&entry.kept, |row| *row)
}

fn in_range(multiplier: u128) -> bool {
    multiplier > 0 && multiplier >> MULTIPLIER_BITS == 0
}

fn ascending<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> bool {
    items.iter().zip(items.iter().skip(1)).all(|(item, next)| key(item) < key(next))
}

struct Proofs<'a, 'm> {
    program: &'a Program<'m>,
    certificate: &'a Certificate,
    costs: &'a [LevelCosts],
    limits: Limits,
}

impl Proofs<'_, '_> {
    fn infeasible(&self) -> Result<(), Reject> {
        count("proofs", self.certificate.proofs.len(), 1)?;
        let view = LevelView { costs: self.costs.get(..1).unwrap_or_default(), caps: &[] };
        self.certificate.proofs.iter().try_for_each(|proof| self.tree(view, tree::Goal::Infeasible, proof, 0))
    }

    fn bounds(&self, bounds: &[u128], values: &[u128]) -> Result<(), Reject> {
        count("proofs", self.certificate.proofs.len(), bounds.len())?;
        for (level, (proof, &bound)) in self.certificate.proofs.iter().zip(bounds).enumerate() {
            if proof.is_empty() != (bound == 0) {
                return Err(Reject::ProofPresence { level });
            }
            if bound == 0 {
                continue;
            }
            let largest = self.costs.get(level).map_or(0, |costs| costs.largest_sum);
            if bound > largest || bound >> VALUE_BITS != 0 {
                return Err(Reject::BoundRange { level, claimed: bound });
            }
            let view = LevelView {
                costs: self.costs.get(..=level).unwrap_or_default(),
                caps: values.get(..level).unwrap_or_default(),
            };
            self.tree(view, tree::Goal::AtLeast(bound), proof, level)?;
        }
        Ok(())
    }

    fn tree(&self, view: LevelView<'_>, goal: tree::Goal, proof: &[Node], level: usize) -> Result<(), Reject> {
        tree::check(self.program, view, goal, self.certificate, proof, self.limits).map_err(|fault| match fault {
            tree::Fault::Node { node, fault } => Reject::Node { level, node, fault },
            tree::Fault::Pool { entry, fault } => Reject::Pool { entry, fault },
            tree::Fault::Knapsacks { entry, fault } => Reject::Knapsacks { entry, fault },
            tree::Fault::Limit => Reject::Limit(self.limits.evaluations_max),
        })
    }
}
