//! Multipliers, and what they charge options and limits.

use crate::gadgets::challenge::Transcript;
use crate::gadgets::compliance::Market;
use crate::gadgets::{Builder, Lane, Linear, low_bits};
use crate::layout::BitWidth;
use crate::statement::compliance::{PricedLimit, Pricing, Shape, Subject};
use crate::statement::near_optimality::Multipliers;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;
use std::collections::BTreeMap;

/// The multipliers, by meter and limit, and the most that each limit allows over the horizon.
#[derive(Debug)]
pub(super) struct Priced<F: PrimeField> {
    multipliers: Vec<Vec<Linear<F>>>,
    amounts: Vec<Vec<Linear<F>>>,
}

impl<F: PrimeField> Priced<F> {
    /// States the multipliers.
    pub(super) fn state(
        builder: &mut Builder<'_, F>,
        pricing: &Pricing,
        market: &Market<F>,
        Multipliers(values): &Multipliers,
        transcript: &mut Transcript<F>,
    ) -> Result<Self, SynthesisError> {
        let (mut multipliers, mut amounts) = (Vec::new(), Vec::new());
        for (at, limits) in pricing.limits.iter().enumerate() {
            let (mut by_limit, mut allowed) = (Vec::new(), Vec::new());
            for (limit, priced) in limits.iter().enumerate() {
                let value = values.get(at).and_then(|values| values.get(limit)).copied().unwrap_or(0);
                let lane = Lane::new(builder, value.into(), priced.multiplier)?;
                transcript.absorb(&lane);
                // One variable: every option's charge has it among its terms.
                let multiplier = builder.witness(lane.linear().value())?;
                builder.equal(lane.linear(), &multiplier)?;
                by_limit.push(multiplier);
                let mut amount = market.amounts[at][limit].linear().clone().scaled(F::from(priced.times));
                let prior = market.priors[at][limit].iter().take(priced.prior);
                prior.for_each(|used| amount.add_scaled(-F::ONE, used.linear()));
                allowed.push(amount);
            }
            multipliers.push(by_limit);
            amounts.push(allowed);
        }
        Ok(Self { multipliers, amounts })
    }

    /// What all limits are charged together.
    pub(super) fn charged(&self, builder: &mut Builder<'_, F>) -> Result<Linear<F>, SynthesisError> {
        let mut charged = Linear::zero();
        for (multiplier, amount) in self.multipliers.iter().flatten().zip(self.amounts.iter().flatten()) {
            charged.add_scaled(F::ONE, &builder.product(multiplier, amount)?);
        }
        Ok(charged)
    }

    /// What an option is charged: for each meter that it counts in, the multiplier of the limit that it counts in, times its use.
    pub(super) fn charge(
        &self,
        builder: &mut Builder<'_, F>,
        shape: &Shape,
        pricing: &Pricing,
        option: &OptionLanes<'_, F>,
        transcript: &mut Transcript<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        let mut by_subject: BTreeMap<Subject, Linear<F>> = BTreeMap::new();
        for (at, meter) in shape.meters.iter().enumerate() {
            let (counts, limit) = option.load(at);
            let bits = limit.bits(builder)?;
            let multiplier = select(builder, &bits, self.multipliers[at].clone())?;
            let mut multiplier = builder.product(counts, &multiplier)?;
            if pricing.limits[at].iter().any(|limit| limit.within.is_some()) {
                let inside = option.inside(builder, shape, meter.subject, &pricing.limits[at], &bits)?;
                transcript.absorb(&inside);
                multiplier = builder.product(inside.linear(), &multiplier)?;
            }
            by_subject.entry(meter.subject).or_insert_with(Linear::zero).add_scaled(F::ONE, &multiplier);
        }
        let mut charge = Linear::zero();
        for (subject, multiplier) in by_subject {
            let used = match subject {
                Subject::Price => option.price().clone(),
                Subject::Demand(resource) => builder.product(option.demand(resource), option.duration())?,
            };
            charge.add_scaled(F::ONE, &builder.product(&multiplier, &used)?);
        }
        Ok(charge)
    }
}

/// The value at the place that some bits number; zero if there is none.
fn select<F: PrimeField>(
    builder: &mut Builder<'_, F>,
    bits: &[Linear<F>],
    mut values: Vec<Linear<F>>,
) -> Result<Linear<F>, SynthesisError> {
    for bit in bits {
        let halves = values.chunks(2).map(|pair| match pair {
            [low, high] => Ok(builder.product(bit, &high.clone().minus(low))?.plus(low)),
            _ => builder.product(&Linear::from(1).minus(bit), &pair[0]),
        });
        values = halves.collect::<Result<_, SynthesisError>>()?;
    }
    Ok(values.into_iter().next().unwrap_or_else(Linear::zero))
}

/// The lanes of an option, in the order of [`Shape::option_widths`].
#[derive(Debug)]
pub(super) struct OptionLanes<'m, F: PrimeField> {
    pub(super) lanes: &'m [Lane<F>],
    pub(super) resources: usize,
}

impl<'m, F: PrimeField> OptionLanes<'m, F> {
    /// The number of the task.
    pub(super) fn task(&self) -> &'m Linear<F> {
        self.lanes[0].linear()
    }

    pub(super) fn price(&self) -> &'m Linear<F> {
        self.lanes[2].linear()
    }

    fn demand(&self, resource: usize) -> &'m Linear<F> {
        self.lanes[3 + resource].linear()
    }

    pub(super) fn duration(&self) -> &'m Linear<F> {
        self.lanes[3 + self.resources].linear()
    }

    /// The first start.
    pub(super) fn first(&self) -> &'m Linear<F> {
        self.lanes[4 + self.resources].linear()
    }

    fn last(&self) -> &'m Linear<F> {
        self.lanes[5 + self.resources].linear()
    }

    /// Whether the option counts in a meter, and in which limit.
    fn load(&self, meter: usize) -> (&'m Linear<F>, &'m Lane<F>) {
        let at = 6 + self.resources + 2 * meter;
        (self.lanes[at].linear(), &self.lanes[at + 1])
    }

    /// 1 only if no run can leave the interval of the limit that some bits number: then neither distance is negative. Otherwise both are raised
    /// out of reach.
    fn inside(
        &self,
        builder: &mut Builder<'_, F>,
        shape: &Shape,
        subject: Subject,
        limits: &[PricedLimit],
        bits: &[Linear<F>],
    ) -> Result<Lane<F>, SynthesisError> {
        let reach = shape.slot_sum().bits() + 2;
        let place = F::from(2u64).pow([u64::from(reach)]);
        // What is no interval ends after every run.
        let never = 1 << (reach - 1);
        let bounds = limits.iter().map(|limit| match limit.within {
            Some((first, last)) => (Linear::from(u64::from(first)), Linear::from(u64::from(last) + 1)),
            None => (Linear::zero(), Linear::from(never)),
        });
        let (firsts, ends) = bounds.unzip();
        let occupied = match subject {
            Subject::Price => Linear::from(1),
            Subject::Demand(_) => self.duration().clone(),
        };
        let after = self.first().clone().minus(&select(builder, bits, firsts)?);
        let before = select(builder, bits, ends)?.minus(self.last()).minus(&occupied);
        let within = [&after, &before].into_iter().all(|distance| low_bits(distance.value()) >> reach == 0);
        let inside = Lane::new(builder, within.into(), BitWidth::of(1))?;
        for mut distance in [after, before] {
            distance.add_scaled(place, &Linear::from(1).minus(inside.linear()));
            let width = BitWidth::new(reach + 1).map_err(|_| SynthesisError::Unsatisfiable)?;
            let lane = Lane::new(builder, low_bits(distance.value()), width)?;
            builder.equal(lane.linear(), &distance)?;
        }
        Ok(inside)
    }

    /// The last lane: what the run costs beside price and end.
    pub(super) fn rest(&self) -> Option<&'m Linear<F>> {
        self.lanes.last().map(Lane::linear)
    }
}
