//! The Lagrangian relaxation of a market's limits over the whole horizon.
//!
//! For any multipliers `mu >= 0`, every allocation that keeps the limits costs at least
//! `sum over tasks of the least (cost + sum of mu x use) - sum over limits of mu x amount` (weak duality; Geoffrion 1974). A run's cost is
//! taken at its first start, the use of a limit over windows is added up over windows that cover the horizon, and that of a limit over an
//! interval counts only runs that cannot leave it.

use crate::statement::Unsatisfied;
use crate::statement::compliance::{MarketTables, OptionRow, Pricing, Shape, Subject};

/// Multipliers of limits: for each meter and limit, by what a unit of use is charged, scaled as [`Relaxation::scale_bits`] says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Multipliers(pub(crate) Vec<Vec<u64>>);

/// What each task may choose, and which limits couple these choices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relaxation {
    /// The choices of each task. Tasks of the shape that the market does not have may stay unassigned at no cost.
    pub tasks: Vec<Vec<Choice>>,
    /// The limits of all meters, in order.
    pub limits: Vec<Limit>,
    scale_bits: u32,
    /// What stands for the reduced cost of a task without choices: more than any other.
    ceiling: u128,
    /// How many of the limits each meter has.
    meters: Vec<usize>,
}

/// One choice of a task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What it costs at least.
    pub cost: u128,
    /// What it uses of which limits, by number. Each limit occurs once.
    pub uses: Vec<(usize, u128)>,
}

/// A limit with a multiplier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// The most that all tasks together use over the horizon; negative if prior usage alone is more.
    pub amount: i128,
    /// The largest multiplier.
    pub multiplier_max: u64,
}

impl Relaxation {
    /// The relaxation of tables that have the shape's size.
    pub(crate) fn new<F>(shape: &Shape, pricing: &Pricing, market: &MarketTables<F>) -> Result<Self, Unsatisfied> {
        let (mut limits, mut meters) = (Vec::new(), Vec::new());
        for (at, priced) in pricing.limits.iter().enumerate() {
            for (limit, priced) in priced.iter().enumerate() {
                let prior = market.priors[at][limit].iter().take(priced.prior);
                let prior: i128 = prior.map(|&usage| i128::from(usage)).sum();
                let amount = i128::from(priced.times) * i128::from(market.amounts[at][limit]) - prior;
                limits.push(Limit { amount, multiplier_max: u64::MAX >> (u64::BITS - priced.multiplier.bits()) });
            }
            meters.push(priced.len());
        }
        let mut tasks: Vec<Vec<Choice>> = vec![Vec::new(); shape.tasks];
        for option in market.options.iter().filter(|option| option.task > 0) {
            let choices = tasks.get_mut(option.task as usize - 1);
            choices.ok_or(Unsatisfied::UnknownTask { task: option.task })?.push(choice(shape, pricing, option));
        }
        for ((choices, &required), &cost) in tasks.iter_mut().zip(&market.required).zip(&market.unassigned) {
            if !required {
                choices.push(Choice { cost: cost.into(), uses: Vec::new() });
            }
        }
        Ok(Self { tasks, limits, scale_bits: pricing.scale, ceiling: 1 << pricing.reduced.bits(), meters })
    }

    /// Multipliers and bounds are multiples of 2^-scale_bits.
    pub fn scale_bits(&self) -> u32 {
        self.scale_bits
    }

    /// Multipliers from those of [`Relaxation::limits`] in order: rounded to the nearest multiple, and cut off at the largest. What is
    /// negative, missing or no number becomes 0.
    pub fn multipliers(&self, by_limit: &[f64]) -> Multipliers {
        let scale = (1u128 << self.scale_bits) as f64;
        let given = by_limit.iter().copied().chain(core::iter::repeat(0.0));
        // Conversion saturates, and makes 0 of what is no number.
        let round = |(limit, value): (&Limit, f64)| ((value * scale + 0.5) as u64).min(limit.multiplier_max);
        let mut rounded = self.limits.iter().zip(given).map(round);
        Multipliers(self.meters.iter().map(|&count| rounded.by_ref().take(count).collect()).collect())
    }

    /// The bound that multipliers give, times 2^scale_bits; none if they are not those of this relaxation or too large. It may be negative.
    pub fn bound(&self, multipliers: &Multipliers) -> Option<i128> {
        let by_limit = self.by_limit(multipliers)?;
        let charged: i128 = self.limits.iter().zip(&by_limit).map(|(limit, &by)| limit.amount * i128::from(by)).sum();
        let least: u128 = (0..self.tasks.len()).map(|task| self.least(task, &by_limit)).sum();
        Some(least as i128 - charged)
    }

    /// The least reduced cost of a task's choices, scaled.
    fn least(&self, task: usize, by_limit: &[u64]) -> u128 {
        let reduced = |choice: &Choice| {
            let charges = choice.uses.iter().map(|&(limit, used)| u128::from(by_limit[limit]) * used);
            (choice.cost << self.scale_bits) + charges.sum::<u128>()
        };
        self.tasks[task].iter().map(reduced).min().unwrap_or(self.ceiling)
    }

    /// The multipliers in the order of the limits; none if they are others' or too large.
    fn by_limit(&self, Multipliers(by_meter): &Multipliers) -> Option<Vec<u64>> {
        let counts: Vec<usize> = by_meter.iter().map(Vec::len).collect();
        let by_limit = by_meter.concat();
        let narrow = self.limits.iter().zip(&by_limit).all(|(limit, &value)| value <= limit.multiplier_max);
        (counts == self.meters && narrow).then_some(by_limit)
    }
}

/// An option as a choice.
fn choice(shape: &Shape, pricing: &Pricing, option: &OptionRow) -> Choice {
    let objective = &pricing.objective;
    let end = u128::from(option.first) + u128::from(option.duration);
    let price = u128::from(objective.price_weight) * u128::from(option.price);
    let (mut uses, mut before) = (Vec::new(), 0);
    for ((meter, priced), load) in shape.meters.iter().zip(&pricing.limits).zip(&option.loads) {
        let used = match meter.subject {
            Subject::Price => option.price.into(),
            Subject::Demand(resource) => u128::from(option.demands[resource]) * u128::from(option.duration),
        };
        let charged = |limit: &u32| priced.get(*limit as usize).is_some_and(|of| of.contains(meter.subject, option));
        let limit = load.filter(charged).filter(|_| used > 0);
        uses.extend(limit.map(|limit| (before + limit as usize, used)));
        before += priced.len();
    }
    Choice { cost: price + u128::from(objective.end_weight) * end + u128::from(option.rest), uses }
}
