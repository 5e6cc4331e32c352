//! Generalised assignment: each job on exactly one agent, each agent with one capacity, or with one of each of several resources.

use super::random::Random;
use super::read;
use crate::market::Market;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use serde_json::{Map, Value, json};

/// The published ways to draw weights `a` and costs `c` of a job on an agent, and to set the capacities.
///
/// Capacities of `C`, `D` and `E` are `⌊0.8 Σ a / agents⌋`, summed over the jobs. With several resources each has weights and capacities of
/// its own by the same formulas; where a cost depends on the weight, it depends on the mean of the job's weights on that agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GapKind {
    /// `a` in 5..=25 and `c` in 10..=50, uniform and independent, with wide capacities: `⌊0.6 · 15 jobs / agents + 0.4 R⌋`, where `R` is the
    /// largest load of an agent when each job is on its cheapest one, the first of equals (Chu and Beasley, *A genetic algorithm for the
    /// generalised assignment problem*, 1997, type A).
    A,
    /// As type A, with seven tenths of its capacities (Chu and Beasley 1997, type B).
    B,
    /// `a` in 5..=25 and `c` in 10..=50, uniform and independent (Chu and Beasley 1997, type C).
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
    let name = format!("gap {kind:?} {agents}x{jobs} {seed}");
    stated(kind, name, &["unit".into()], &Instance::draw(kind, seed, [agents, jobs, 1]))
}

/// As [`gap`], with several resources: the multi-resource problem (Gavish and Pirkul, *Algorithms for the multi-resource generalized
/// assignment problem*, 1991), with the families of one resource generalised as for the tests of Yagiura, Iwasaki, Ibaraki and Glover (*A
/// very large-scale neighborhood search algorithm for the multi-resource generalized assignment problem*, 2004), who use kinds C, D and E
/// with 1, 2, 4 and 8 resources. All counts are at least 1; with one resource, weights, costs and capacities are those of [`gap`].
pub fn mrgap(kind: GapKind, seed: u64, agents: u32, jobs: u32, resources: u32) -> Market {
    let name = format!("mrgap {kind:?} {agents}x{jobs}x{resources} {seed}");
    let names = (0..resources).map(|resource| format!("unit{resource}")).collect::<Vec<_>>();
    stated(kind, name, &names, &Instance::draw(kind, seed, [agents, jobs, resources]))
}

/// What is drawn.
struct Instance {
    /// By job, then agent.
    jobs: Vec<Vec<Choice>>,
    agents: usize,
}

/// One job on one agent.
struct Choice {
    /// By resource.
    weights: Vec<u64>,
    cost: u64,
}

impl Instance {
    fn draw(kind: GapKind, seed: u64, [agents, jobs, resources]: [u32; 3]) -> Self {
        let mut random = Random::new(seed);
        let mut job = || (0..agents).map(|_| kind.draw(&mut random, resources)).collect();
        Self { jobs: (0..jobs).map(|_| job()).collect(), agents: agents as usize }
    }

    /// What all jobs, or those that a rule keeps, weigh on an agent.
    fn load(&self, agent: usize, resource: usize, kept: impl Fn(&[Choice]) -> bool) -> u64 {
        self.jobs.iter().filter(|choices| kept(choices)).map(|choices| choices[agent].weights[resource]).sum()
    }

    fn capacity(&self, kind: GapKind, agent: usize, resource: usize) -> u64 {
        let agents = self.agents as u64;
        let cheapest = |choices: &[Choice]| (0..choices.len()).min_by_key(|&at| choices[at].cost);
        // Ten times the number of agents times the capacity of type A.
        let wide = || {
            let loads = (0..self.agents).map(|at| self.load(at, resource, |choices| cheapest(choices) == Some(at)));
            6 * 15 * self.jobs.len() as u64 + 4 * agents * loads.max().unwrap_or(0)
        };
        match kind {
            GapKind::A => wide() / (10 * agents),
            GapKind::B => 7 * wide() / (100 * agents),
            GapKind::C | GapKind::D | GapKind::E => self.load(agent, resource, |_| true) * 8 / (10 * agents),
        }
    }
}

/// The market of an instance whose resources have these names.
fn stated(kind: GapKind, name: String, resources: &[String], instance: &Instance) -> Market {
    let amounts = |amount: &dyn Fn(usize) -> u64| {
        let entries = resources.iter().enumerate().map(|(at, name)| (name.clone(), json!(amount(at))));
        Value::Object(entries.collect::<Map<_, _>>())
    };
    let offers = (0..instance.agents).map(|agent| {
        json!({"id": format!("a{agent}"), "capacity": amounts(&|resource| instance.capacity(kind, agent, resource))})
    });
    let tasks = instance.jobs.iter().enumerate().map(|(job, choices)| {
        let quotes = choices.iter().enumerate().map(|(agent, choice)| {
            json!({"offer": format!("a{agent}"), "demand": amounts(&|resource| choice.weights[resource]), "price": choice.cost})
        });
        json!({"id": format!("j{job}"), "payer": "p", "required": true, "quotes": quotes.collect::<Vec<_>>()})
    });
    read(&json!({
        "version": 1,
        "name": name,
        "resources": resources.iter().map(|name| json!({"name": name, "unit": "units"})).collect::<Vec<_>>(),
        "payers": [{"id": "p"}],
        "offers": offers.collect::<Vec<_>>(),
        "tasks": tasks.collect::<Vec<_>>(),
    }))
}

impl GapKind {
    /// One job on one agent.
    fn draw(self, random: &mut Random, resources: u32) -> Choice {
        let mut weights = vec![0; resources as usize];
        weights.fill_with(|| self.weight(random));
        let (total, count) = (weights.iter().sum::<u64>(), u64::from(resources));
        let cost = match self {
            Self::A | Self::B | Self::C => random.within(10, 50),
            Self::D => 101 - total / count + random.within(0, 20),
            // In thousandths, so that the random part is not lost.
            Self::E => (1_000_000 * count / total).saturating_sub(random.within(0, 10_000)) / 1_000,
        };
        Choice { weights, cost }
    }

    fn weight(self, random: &mut Random) -> u64 {
        match self {
            Self::A | Self::B | Self::C => random.within(5, 25),
            Self::D => random.within(1, 100),
            Self::E => 1 + ((10 * minus_ln(random.within(1, 1 << 32))) >> 32),
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
    use proptest::prelude::*;

    const KINDS: [GapKind; 5] = [GapKind::A, GapKind::B, GapKind::C, GapKind::D, GapKind::E];

    #[test]
    fn the_logarithm_is_right_to_nine_places() {
        for (x, ln) in
            [(1u64 << 32, 0.0), (1 << 31, core::f64::consts::LN_2), (1_580_030_169, 1.0), (1, 22.180_709_777_918_25)]
        {
            let computed = minus_ln(x) as f64 / (1u64 << 32) as f64;
            assert!((computed - ln).abs() < 2e-9, "{x}: {computed} is not {ln}");
        }
    }

    proptest! {
        #[test]
        fn weights_and_costs_follow_their_formulas(seed: u64, resources in 1u32..=8) {
            let mut random = Random::new(seed);
            for kind in KINDS {
                let Choice { weights, cost } = kind.draw(&mut random, resources);
                prop_assert_eq!(weights.len(), resources as usize);
                let mean = weights.iter().sum::<u64>() as f64 / f64::from(resources);
                let cost = cost as f64;
                let (weight_last, costs) = match kind {
                    GapKind::A | GapKind::B | GapKind::C => (25, 10.0..=50.0),
                    GapKind::D => (100, 101.0 - mean..=122.0 - mean),
                    GapKind::E => (222, 1_000.0 / mean - 11.0..=1_000.0 / mean),
                };
                let weight_first = if weight_last == 25 { 5 } else { 1 };
                prop_assert!(weights.iter().all(|weight| (weight_first..=weight_last).contains(weight)), "{:?} {:?}", kind, weights);
                prop_assert!(costs.contains(&cost), "{:?} {:?} {}", kind, weights, cost);
            }
        }
    }

    /// Two agents, three jobs, by hand.
    #[test]
    fn capacities_follow_their_formulas() {
        let choice = |weight, cost| Choice { weights: vec![weight], cost };
        let jobs = vec![
            vec![choice(10, 20), choice(7, 20)],
            vec![choice(20, 11), choice(24, 12)],
            vec![choice(9, 50), choice(6, 10)],
        ];
        let instance = Instance { jobs, agents: 2 };
        let capacities = |kind| [0, 1].map(|agent| instance.capacity(kind, agent, 0));
        // The first two jobs are cheapest on the first agent, 30 in all: 0.6 * 22.5 + 0.4 * 30 = 25.5.
        assert_eq!(capacities(GapKind::A), [25, 25]);
        // 0.7 * 25.5 = 17.85
        assert_eq!(capacities(GapKind::B), [17, 17]);
        // 0.8 * 39 / 2 = 15.6, 0.8 * 37 / 2 = 14.8
        for kind in [GapKind::C, GapKind::D, GapKind::E] {
            assert_eq!(capacities(kind), [15, 14]);
        }
    }

    #[test]
    fn one_resource_of_several_is_the_single_one() {
        for kind in KINDS {
            let [single, multiple] = [gap(kind, 3, 4, 9), mrgap(kind, 3, 4, 9, 1)];
            for (left, right) in single.offers().iter().zip(multiple.offers()) {
                assert_eq!(left.capacity, right.capacity, "{kind:?}");
            }
            assert_eq!(single.tasks(), multiple.tasks(), "{kind:?}");
        }
    }
}
