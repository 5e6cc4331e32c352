//! What options cost, and how finely limits are priced: what near-optimality needs beyond compliance.

use super::{LimitSpan, Limits, OptionRow, Shape, Subject};
use crate::layout::BitWidth;
use crate::statement::ParameterError;

/// How the first level of a market's objective makes costs. A run costs `price_weight x price + end_weight x (start + duration) + rest`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Objective {
    /// What a nMIC of price costs.
    pub price_weight: u64,
    /// What it costs to end a slot later.
    pub end_weight: u64,
    /// Width of what a run costs beside.
    pub rest: BitWidth,
    /// Width of what it costs that a task is unassigned.
    pub unassigned: BitWidth,
}

impl Objective {
    /// How many numbers name an objective.
    pub(crate) const NUMBERS: usize = 4;

    /// The numbers that name the objective in hashes.
    pub(crate) fn numbers(&self) -> [u64; Self::NUMBERS] {
        let width = |width: BitWidth| u64::from(width.bits());
        [self.price_weight, self.end_weight, width(self.rest), width(self.unassigned)]
    }
}

/// Widths of everything that a bound is made of. Costs are scaled by `2^scale`, so that multipliers can be whole numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Pricing {
    pub(crate) objective: Objective,
    /// Bits by which costs are scaled.
    pub(crate) scale: u32,
    /// Width of the reduced cost of an option: its scaled cost and what its use is charged.
    pub(crate) reduced: BitWidth,
    /// Width of the difference that must not be negative.
    pub(crate) margin: BitWidth,
    /// For each meter and limit, how it is priced.
    pub(crate) limits: Vec<Vec<PricedLimit>>,
}

/// A limit with a multiplier. Its use over the whole horizon is at most `times x amount`, less the prior usage that is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PricedLimit {
    /// How many of its windows cover the horizon.
    pub(crate) times: u32,
    /// Entries of prior usage that the first of these windows counts.
    pub(crate) prior: usize,
    /// Of a limit over an interval, its first and last slot: only runs that cannot leave it are charged.
    pub(crate) within: Option<(u32, u32)>,
    /// Width of the multiplier.
    pub(crate) multiplier: BitWidth,
}

/// Bits that a charge at the largest multiplier has beyond the largest cost.
const HEADROOM_BITS: u32 = 8;
/// Scaled costs have this many bits at least.
const SCALED_BITS_MIN: u32 = 40;
/// Bits that a multiplier has if the largest use costs as much as the largest cost.
const MULTIPLIER_BITS_MIN: u32 = 12;
/// Widest margin: the relation computes it in integers of 128 bits.
const MARGIN_BITS_MAX: u32 = 126;
/// Bits of 10^6 + epsilon, with epsilon below 2^32.
const RATIO_BITS: u32 = 33;

impl Pricing {
    /// The widths for a shape with an objective.
    pub(crate) fn new(shape: &Shape) -> Result<Self, ParameterError> {
        let objective = shape.objective.ok_or(ParameterError::Unknown { what: "the objective of the shape" })?;
        let cost = cost_bits(shape, &objective)?;
        let used =
            |subject| used_bits(shape, subject).ok_or(ParameterError::Unknown { what: "the subject of a meter" });
        let mut widest = 0;
        for meter in &shape.meters {
            widest = widest.max(used(meter.subject)?);
        }
        let scale = SCALED_BITS_MIN.max(widest + MULTIPLIER_BITS_MIN).saturating_sub(cost);
        let charge = cost + scale + HEADROOM_BITS;
        let (mut limits, mut charged) = (Vec::with_capacity(shape.meters.len()), 0);
        for meter in &shape.meters {
            // Positive: the scale leaves room for the widest use.
            let bits = (charge - used(meter.subject)?).min(u64::BITS);
            let multiplier = BitWidth::of(u64::MAX >> (u64::BITS - bits));
            let priced = price(&meter.limits, shape.slots, multiplier);
            for (limit, amount) in priced.iter().zip(meter.limits.widths()) {
                let times = BitWidth::of(u64::from(limit.times).max(limit.prior as u64)).bits();
                charged = charged.max(bits + amount.bits() + times);
            }
            limits.push(priced);
        }
        let count = |count: usize| BitWidth::of(count as u64).bits();
        let reduced = charge + count(shape.meters.len() + 1);
        let rows = limits.iter().map(Vec::len).sum();
        let bound = (reduced + 1 + count(shape.tasks)).max(charged + count(rows)) + 1;
        let margin = bound + RATIO_BITS;
        if margin > MARGIN_BITS_MAX {
            return Err(ParameterError::TooWide { what: "the bound", bits: margin });
        }
        let width = |bits| BitWidth::new(bits).map_err(|_| ParameterError::TooWide { what: "the bound", bits });
        Ok(Self { objective, scale, reduced: width(reduced)?, margin: width(margin)?, limits })
    }
}

/// Bits of the largest cost at a first start. The margin has room for costs at later ones.
fn cost_bits(shape: &Shape, objective: &Objective) -> Result<u32, ParameterError> {
    let most = |width: BitWidth| (1u128 << width.bits().min(u64::BITS)) - 1;
    let end = 2 * (1u128 << shape.slot().bits());
    let price = u128::from(objective.price_weight).saturating_mul(most(shape.price));
    let run = price.saturating_add(u128::from(objective.end_weight) * end).saturating_add(most(objective.rest));
    let bits = u128::BITS - run.max(most(objective.unassigned)).leading_zeros();
    for width in [objective.rest, objective.unassigned] {
        if width > BitWidth::U64 {
            return Err(ParameterError::TooWide { what: "cost", bits: width.bits() });
        }
    }
    if bits > u64::BITS { Err(ParameterError::TooWide { what: "cost", bits }) } else { Ok(bits) }
}

/// Bits of what a run uses over the horizon.
fn used_bits(shape: &Shape, subject: Subject) -> Option<u32> {
    let duration = match subject {
        Subject::Price => 0,
        Subject::Demand(_) => shape.slot().bits(),
    };
    Some(shape.subject(subject)?.bits() + duration)
}

/// Limits over the horizon are priced as they are, and so are limits over intervals. Of sliding windows, those that end in the last slot and every
/// window length before cover the horizon; the first of them reaches back before it.
fn price(limits: &Limits, slots: u32, multiplier: BitWidth) -> Vec<PricedLimit> {
    let whole = PricedLimit { times: 1, prior: 0, within: None, multiplier };
    match limits {
        Limits::Horizon(widths) => vec![whole; widths.len()],
        Limits::Slotted(limits) => {
            let one = |span| match span {
                LimitSpan::Window { length, prior } => {
                    let times = slots.div_ceil(length);
                    let reach = u64::from(times) * u64::from(length) - u64::from(slots);
                    PricedLimit { times, prior: prior.min(reach as usize), ..whole }
                }
                LimitSpan::Interval { first, last } => PricedLimit { within: Some((first, last)), ..whole },
            };
            limits.iter().map(|limit| one(limit.span)).collect()
        }
    }
}

impl PricedLimit {
    /// Whether no run of an option can leave the limit's interval. What is spent counts in its start slot, what is used in every occupied one.
    pub(crate) fn contains(&self, subject: Subject, option: &OptionRow) -> bool {
        let occupied = match subject {
            Subject::Price => 1,
            Subject::Demand(_) => u64::from(option.duration),
        };
        let end = u64::from(option.last) + occupied;
        self.within.is_none_or(|(first, last)| option.first >= first && end <= u64::from(last) + 1)
    }
}
