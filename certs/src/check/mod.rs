//! The checker: one forward pass over a certificate, everything recomputed from the market.

mod cache;
mod domain;
mod entry;
mod kept;
mod knapsack;
mod lemma;
mod packing;
mod ready;
mod reject;
mod row;
mod states;
mod tree;

pub use reject::{LemmaFault, Limits, NodeFault, PoolFault, Reject};

use reject::Exceeded;

use crate::allocation::Allocation;
use crate::checked::Checked;
use crate::claim::Claim;
use crate::format::{Certificate, MULTIPLIER_BITS, Node, VALUE_BITS, WEIGHT_EXPONENT_MAX};
use crate::program::{Choice, Knapsacks, LevelCosts, LevelView, Multipliers, ObjectiveWeight, Program};
use apportion_lattice::Market;

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
    lemma::check(program, certificate, limits)?;
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
    let used = nodes().filter_map(Node::pool_entry);
    entries(&certificate.pool, well_formed, used).map_err(|(entry, fault)| Reject::Pool { entry, fault })?;
    let used = nodes().filter_map(Node::knapsack_entry);
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
        let view =
            LevelView { costs: self.costs.get(..1).unwrap_or_default(), caps: &[], lemmas: &self.certificate.lemmas };
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
                lemmas: &self.certificate.lemmas,
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
            tree::Fault::Limit(exceeded) => exceeded.of(self.limits),
        })
    }
}
