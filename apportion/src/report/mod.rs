//! An answer in words and numbers: who got what, how full every limit is, and why the rest was left out.
//!
//! A report is made from [`Checked`], so nothing that a checker refused can be reported. [`check_rules`] names the rule that an allocation breaks.

mod explain;
mod left_out;
mod name;
mod rows;
mod rules;
mod text;

pub use left_out::{LeftOut, Reason};
pub use rows::{RowUse, stated_rows};
pub use rules::{BrokenRule, check_rules, limit_exceeded};
pub use text::{grouped, level, level_money, money, plain, share};

use apportion_certs::Checked;
use apportion_certs::program::{Origin, Program};
use apportion_lattice::{Market, OfferIndex, PayerIndex, TaskIndex};

/// What an answer does with a market.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report<'m> {
    /// The market.
    pub market: &'m Market,
    /// What the checker accepted.
    pub checked: &'m Checked,
    /// The runs, in task order.
    pub runs: Vec<ServedRun>,
    /// How full every capacity, total, limit and budget is, in the order of the market's program.
    pub rows: Vec<RowUse>,
    /// One entry per offer.
    pub offers: Vec<OfferUse>,
    /// One entry per payer.
    pub payers: Vec<PayerUse>,
    /// The tasks without a run, in task order, and why. Empty if the answer has no allocation.
    pub left_out: Vec<LeftOut>,
}

/// A task and its run, in slots `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServedRun {
    /// The task.
    pub task: TaskIndex,
    /// Who pays.
    pub payer: PayerIndex,
    /// Where it runs.
    pub offer: OfferIndex,
    /// The first slot.
    pub start: u32,
    /// One past the last slot.
    pub end: u32,
    /// The price of the whole run, in nMIC.
    pub price_nmic: u64,
}

/// What one offer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfferUse {
    /// Number of runs.
    pub runs: usize,
    /// Sum of their prices, in nMIC.
    pub revenue_nmic: u128,
    /// Position in [`Report::rows`] of the fullest of its capacities, totals and limits.
    pub fullest: Option<usize>,
}

/// What one payer got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayerUse {
    /// Number of tasks asked for.
    pub tasks: usize,
    /// Number of tasks that run.
    pub served: usize,
    /// Sum of their prices, in nMIC.
    pub spent_nmic: u128,
}

/// The market given is not the one that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is about another market: pass the market it was checked against")]
pub struct OtherMarket;

impl<'m> Report<'m> {
    /// The report of a checked answer. O(tasks x offers) comparisons, besides a bounded search for room for what was left out.
    ///
    /// # Errors
    /// If the answer is about another market.
    pub fn new(market: &'m Market, checked: &'m Checked) -> Result<Self, OtherMarket> {
        if checked.market_hash() != market.hash() {
            return Err(OtherMarket);
        }
        let program = Program::new(market);
        let runs = runs(market, checked);
        let loads = rows::Loads::new(&program, &runs);
        let rows = loads.uses();
        let offers = offers(market, &runs, &rows);
        let payers = payers(market, &runs);
        let left_out = if checked.values().is_some() { left_out::explain(&program, &loads, &runs) } else { Vec::new() };
        Ok(Self { market, checked, runs, rows, offers, payers, left_out })
    }
}

fn runs(market: &Market, checked: &Checked) -> Vec<ServedRun> {
    let run = |assignment: &apportion_certs::CheckedAssignment| {
        let task = market.task(assignment.task);
        ServedRun {
            task: assignment.task,
            payer: task.payer,
            offer: assignment.offer,
            start: assignment.start,
            end: assignment.start.saturating_add(task.duration_slots),
            price_nmic: assignment.price_nmic,
        }
    };
    checked.assignments().iter().map(run).collect()
}

fn offers(market: &Market, runs: &[ServedRun], rows: &[RowUse]) -> Vec<OfferUse> {
    let mut uses = vec![OfferUse::default(); market.offers().len()];
    for run in runs {
        let offer = &mut uses[run.offer.usize()];
        offer.runs += 1;
        offer.revenue_nmic += u128::from(run.price_nmic);
    }
    for (number, row) in rows.iter().enumerate() {
        if let Origin::Capacity(offer) | Origin::Total(offer) | Origin::OfferLimit(offer, _) = row.origin {
            let fullest = &mut uses[offer.usize()].fullest;
            if fullest.is_none_or(|other| rows[other].full_ppm() < row.full_ppm()) {
                *fullest = Some(number);
            }
        }
    }
    uses
}

fn payers(market: &Market, runs: &[ServedRun]) -> Vec<PayerUse> {
    let mut uses = vec![PayerUse::default(); market.payers().len()];
    market.tasks().iter().for_each(|task| uses[task.payer.usize()].tasks += 1);
    for run in runs {
        let payer = &mut uses[run.payer.usize()];
        payer.served += 1;
        payer.spent_nmic += u128::from(run.price_nmic);
    }
    uses
}
