//! Generalised assignment: each job on exactly one agent, each agent with one capacity.

use super::random::Random;
use super::read;
use crate::market::Market;
use alloc::format;
use alloc::vec::Vec;
use serde_json::{Value, json};

/// The published ways to draw weights `a` and costs `c` of a job on an agent. Capacities are `⌊0.8 Σ a / agents⌋`, summed over the jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GapKind {
    /// `a` in 5..=25 and `c` in 10..=50, uniform and independent (Chu and Beasley, *A genetic algorithm for the GAP*, 1997, type C).
    C,
    /// `a` in 1..=100, `c = 111 - a + e` with `e` in -10..=10: a light job is a dear one (Chu and Beasley 1997, type D).
    D,
    /// `a = 1 - 10 ln u` and `c = 1000 / a - 10 v`, with `u` and `v` uniform between 0 and 1, rounded down, never below 0: a few jobs are
    /// very light and very dear (Laguna, Kelly, González-Velarde and Glover, *Tabu search for the multilevel GAP*, 1995, type E).
    E,
}

/// A generalised assignment problem as a market: agents are offers with capacity in every resource unit of one slot, jobs are required
/// tasks with a quote (demand and price) on every agent. It may be infeasible when jobs are few. Both counts are at least 1.
pub fn gap(kind: GapKind, seed: u64, agents: u32, jobs: u32) -> Market {
    let mut random = Random::new(seed);
    let mut loads = alloc::vec![0; agents as usize];
    let mut tasks = Vec::new();
    for job in 0..jobs {
        let mut quotes = Vec::new();
        for (agent, load) in loads.iter_mut().enumerate() {
            let (weight, cost) = kind.draw(&mut random);
            *load += weight;
            quotes.push(json!({"offer": format!("a{agent}"), "demand": {"unit": weight}, "price": cost}));
        }
        tasks.push(json!({"id": format!("j{job}"), "payer": "p", "required": true, "quotes": quotes}));
    }
    let offers = loads.iter().enumerate().map(|(agent, load)| {
        let capacity = load * 8 / (10 * u64::from(agents));
        json!({"id": format!("a{agent}"), "capacity": {"unit": capacity}})
    });
    read(&json!({
        "version": 1,
        "name": format!("gap {kind:?} {agents}x{jobs} {seed}"),
        "resources": [{"name": "unit", "unit": "units"}],
        "payers": [{"id": "p"}],
        "offers": offers.collect::<Vec<Value>>(),
        "tasks": tasks,
    }))
}

impl GapKind {
    /// Weight and cost of one job on one agent.
    fn draw(self, random: &mut Random) -> (u64, u64) {
        match self {
            Self::C => (random.within(5, 25), random.within(10, 50)),
            Self::D => {
                let weight = random.within(1, 100);
                (weight, 101 - weight + random.within(0, 20))
            }
            Self::E => {
                let uniform = random.within(1, 1 << 32);
                let weight = 1 + ((10 * minus_ln(uniform)) >> 32);
                // In thousandths, so that the random part is not lost.
                let cost = (1_000_000 / weight).saturating_sub(random.within(0, 10_000)) / 1_000;
                (weight, cost)
            }
        }
    }
}

/// `-ln(x / 2^32) * 2^32`, rounded down to within a few units, for `x` in `1..=2^32`. In integers, because the last bit of a logarithm
/// in floating point differs between machines, and an instance must not.
fn minus_ln(x: u64) -> u64 {
    const LN_2: u128 = 2_977_044_472; // ln 2 * 2^32
    let whole = x.ilog2();
    // x = 2^whole * mantissa / 2^63, mantissa in 2^63..2^64. Squaring it doubles its logarithm; each carry is a binary digit of log2.
    let mut mantissa = u128::from(x) << (63 - whole);
    let mut fraction = 0u64;
    for digit in (0..32).rev() {
        mantissa = (mantissa * mantissa) >> 63;
        if mantissa >> 64 != 0 {
            mantissa >>= 1;
            fraction |= 1 << digit;
        }
    }
    let log2 = (u128::from(whole) << 32) + u128::from(fraction);
    ((((32u128 << 32) - log2) * LN_2) >> 32) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_right_to_nine_places() {
        for (x, ln) in
            [(1u64 << 32, 0.0), (1 << 31, core::f64::consts::LN_2), (1_580_030_169, 1.0), (1, 22.180_709_777_918_25)]
        {
            let computed = minus_ln(x) as f64 / (1u64 << 32) as f64;
            assert!((computed - ln).abs() < 2e-9, "{x}: {computed} is not {ln}");
        }
    }

    #[test]
    fn weights_and_costs_follow_their_formulas() {
        let mut random = Random::new(1);
        for _ in 0..2_000 {
            let (weight, cost) = GapKind::C.draw(&mut random);
            assert!((5..=25).contains(&weight) && (10..=50).contains(&cost));
            let (weight, cost) = GapKind::D.draw(&mut random);
            assert!((1..=100).contains(&weight) && (101..=121).contains(&(weight + cost)));
            let (weight, cost) = GapKind::E.draw(&mut random);
            assert!((1..=222).contains(&weight));
            assert!(cost <= 1_000 / weight && cost + 11 >= 1_000 / weight, "{weight} {cost}");
        }
    }
}
