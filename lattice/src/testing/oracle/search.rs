//! D25 and D26 by enumeration.
//!
//! Every function from tasks to options or nothing is visited, one task after another, except below a prefix that
//! - overfills a row (D14, D15, D17, D18): usage is never negative, so no further run mends it;
//! - breaks D19 or D20 between tasks already decided;
//! - leaves a required task out (D21);
//! - costs at least as much as is of use, counting for each task still open the cheapest of its choices at each level alone.

use super::rules::{Placed, links, rows};
use super::{Assignment, pair, rules, value};
use crate::market::{Market, OfferIndex, TaskIndex};
use alloc::vec::Vec;

/// How many prefixes [`optimum`] and the functions beside it visit at most.
pub const NODES_MAX: u64 = 20_000_000;

/// The market has too many allocations to enumerate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {nodes_max} prefixes to visit; enumerate a smaller market")]
pub struct TooLarge {
    /// The cap that was reached.
    pub nodes_max: u64,
}

/// An optimal allocation and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimum {
    /// The first optimal allocation, where a task's choices come in the order of offers and starts, and `None` last.
    pub assignment: Assignment,
    /// Its value at each level.
    pub value: Vec<u128>,
}

/// The lexicographic optimum (D25), or `None` if the market is infeasible. Exponential in the number of tasks.
///
/// # Errors
/// [`TooLarge`] after [`NODES_MAX`] prefixes.
pub fn optimum(market: &Market) -> Result<Option<Optimum>, TooLarge> {
    optimum_within(market, NODES_MAX)
}

/// As [`optimum`], with a cap of the caller's.
///
/// # Errors
/// [`TooLarge`] after `nodes_max` prefixes.
pub fn optimum_within(market: &Market, nodes_max: u64) -> Result<Option<Optimum>, TooLarge> {
    struct Best(Option<Optimum>);
    impl Goal for Best {
        fn wants(&self, at_least: &[u128]) -> bool {
            // At least as large at every level is at least as large lexicographically.
            self.0.as_ref().is_none_or(|best| at_least < best.value.as_slice())
        }
        fn found(&mut self, assignment: &[Option<(OfferIndex, u32)>], value: &[u128]) {
            self.0 = Some(Optimum { assignment: assignment.to_vec(), value: value.to_vec() });
        }
    }
    Ok(search(market, nodes_max, Best(None))?.0)
}

/// The least value at level `at_most.len()` of the feasible allocations whose value at each level `j` before it is at most `at_most[j]`
/// (D26); `None` if there is no such allocation. Panics if the market has no such level.
///
/// # Errors
/// [`TooLarge`] after [`NODES_MAX`] prefixes.
pub fn level_minimum(market: &Market, at_most: &[u128]) -> Result<Option<u128>, TooLarge> {
    struct Least<'a> {
        at_most: &'a [u128],
        least: Option<u128>,
    }
    impl Goal for Least<'_> {
        fn wants(&self, at_least: &[u128]) -> bool {
            let within = self.at_most.iter().zip(at_least).all(|(most, least)| least <= most);
            within && self.least.is_none_or(|least| at_least[self.at_most.len()] < least)
        }
        fn found(&mut self, _: &[Option<(OfferIndex, u32)>], value: &[u128]) {
            self.least = Some(value[self.at_most.len()]);
        }
    }
    assert!(at_most.len() < market.levels().len(), "no level {}", at_most.len());
    Ok(search(market, NODES_MAX, Least { at_most, least: None })?.least)
}

/// For every level `k`, [`level_minimum`] given `objective[..k]`: the largest bound that D26 lets an answer with that objective claim.
/// Panics if `objective` has fewer entries than the market has levels.
///
/// # Errors
/// [`TooLarge`] after [`NODES_MAX`] prefixes for one level.
pub fn level_minima(market: &Market, objective: &[u128]) -> Result<Vec<Option<u128>>, TooLarge> {
    (0..market.levels().len()).map(|level| level_minimum(market, &objective[..level])).collect()
}

/// What is looked for.
trait Goal {
    /// Whether a feasible allocation is of use whose value may be, and is nowhere below, `at_least`. May only turn from yes to no, with
    /// time and with larger entries.
    fn wants(&self, at_least: &[u128]) -> bool;
    /// Takes a feasible allocation that is of use.
    fn found(&mut self, assignment: &[Option<(OfferIndex, u32)>], value: &[u128]);
}

type Choice = (Option<(OfferIndex, u32)>, Vec<u128>);

struct Search<'m, G> {
    market: &'m Market,
    /// For each task its choices, each with its value at each level.
    choices: Vec<Vec<Choice>>,
    /// For each task and level, the sum over that task and all later ones of the least value of a choice.
    rest: Vec<Vec<u128>>,
    nodes_left: u64,
    goal: G,
}

fn search<G: Goal>(market: &Market, nodes_max: u64, goal: G) -> Result<G, TooLarge> {
    let levels = market.levels().len();
    let tasks = (0u32..).map(TaskIndex::new).zip(market.tasks());
    let choices = tasks.map(|(task, stated)| {
        let assigned = pair::options(market, task).into_iter().map(Some);
        let choices = assigned.chain((!stated.required).then_some(None));
        let valued = |choice| (choice, (0..levels).map(|level| value::of_task(market, level, task, choice)).collect());
        choices.map(valued).collect::<Vec<Choice>>()
    });
    let choices = choices.collect::<Vec<_>>();
    let mut rest = alloc::vec![alloc::vec![0; levels]];
    for of_task in choices.iter().rev() {
        let later = &rest[rest.len() - 1];
        let least = |level: usize| of_task.iter().map(|(_, value)| value[level]).min().unwrap_or(0);
        rest.push((0..levels).map(|level| later[level] + least(level)).collect());
    }
    rest.reverse();
    let mut search = Search { market, choices, rest, nodes_left: nodes_max, goal };
    let root = alloc::vec![0; levels];
    search.visit(&mut Vec::new(), &mut Vec::new(), &root).map_err(|Exhausted| TooLarge { nodes_max })?;
    Ok(search.goal)
}

struct Exhausted;

impl<G: Goal> Search<'_, G> {
    fn visit(&mut self, decided: &mut Assignment, placed: &mut Vec<Placed>, value: &[u128]) -> Result<(), Exhausted> {
        self.nodes_left = self.nodes_left.checked_sub(1).ok_or(Exhausted)?;
        let at_least = value.iter().zip(&self.rest[decided.len()]).map(|(now, rest)| now + rest).collect::<Vec<u128>>();
        if !self.goal.wants(&at_least) || rows(self.market, placed).is_err() || links(self.market, decided).is_err() {
            return Ok(());
        }
        if decided.len() == self.choices.len() {
            debug_assert_eq!(rules::feasible(self.market, decided), Ok(()));
            self.goal.found(decided, value);
            return Ok(());
        }
        let task = TaskIndex::new(u32::try_from(decided.len()).unwrap_or(u32::MAX));
        for at in 0..self.choices[decided.len()].len() {
            let (choice, worth) = &self.choices[decided.len()][at];
            let (choice, value) =
                (*choice, value.iter().zip(worth).map(|(now, more)| now + more).collect::<Vec<u128>>());
            decided.push(choice);
            placed.extend(choice.map(|(offer, start)| Placed::new(self.market, task, offer, start)));
            self.visit(decided, placed, &value)?;
            decided.pop();
            if choice.is_some() {
                placed.pop();
            }
        }
        Ok(())
    }
}
