//! D23 and D24: what an allocation is worth.

use super::pair;
use crate::market::{Market, OfferIndex, TaskIndex, Term};
use alloc::vec::Vec;

/// The value of an assignment at each level (D24), feasible or not.
pub fn value(market: &Market, assignment: &[Option<(OfferIndex, u32)>]) -> Vec<u128> {
    let task_values = |level| {
        let tasks = (0u32..).map(TaskIndex::new).zip(assignment);
        tasks.map(move |(task, choice)| of_task(market, level, task, *choice)).sum()
    };
    (0..market.levels().len()).map(task_values).collect()
}

/// What one task adds at one level: the weighted sum of its terms.
pub(super) fn of_task(market: &Market, level: usize, task: TaskIndex, choice: Option<(OfferIndex, u32)>) -> u128 {
    let terms = &market.levels()[level].terms;
    terms.iter().map(|&(term, weight)| u128::from(weight) * term_of_task(market, term, task, choice)).sum()
}

/// The table of D23.
fn term_of_task(market: &Market, term: Term, task: TaskIndex, choice: Option<(OfferIndex, u32)>) -> u128 {
    let stated = market.task(task);
    let duration = u128::from(stated.duration_slots);
    match (term, choice) {
        (Term::Penalty, None) if !stated.required => u128::from(stated.penalty),
        (Term::ValueLost, None) if !stated.required => u128::from(stated.value),
        (Term::Penalty | Term::ValueLost, _) | (_, None) => 0,
        (Term::Price, Some((offer, _))) => pair::price(market, task, offer),
        (Term::LatencyMs, Some((offer, _))) => u128::from(market.offer(offer).latency_ms),
        (Term::QualityLostPpm, Some((offer, _))) => u128::from(1_000_000 - market.offer(offer).quality_ppm),
        (Term::ReliabilityLostPpm, Some((offer, _))) => u128::from(1_000_000 - market.offer(offer).reliability_ppm),
        (Term::Score, Some((offer, _))) => u128::from(pair::score(market, task, offer)),
        (Term::EndSlot, Some((_, start))) => u128::from(start) + duration,
        (Term::Use(resource), Some((offer, _))) => u128::from(pair::demand(market, task, offer, resource)) * duration,
    }
}
