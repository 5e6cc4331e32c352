//! Limits over the horizon, over intervals and over sliding windows.
//!
//! Use is added up by limit, or by limit and slot, in the manner of [`crate::gadgets::fractions`]. A price counts at the start slot. A demand
//! counts from the start slot to the slot before the end: it is added at the first and taken away at the second, so that the numerator at
//! a slot is the difference of the use there and in the slot before.
//!
//! For a window of w slots the prover states, for each slot e, only the slack: W(e) = amount - prior(e) - slack(e) is what slots e-w+1 to e
//! use. Use in a slot is then u(e) = W(e) - W(e-1) + u(e-w), and any weighted sum of all u is one of all W:
//! `sum u(e) g(e) = sum W(e) (h(e) - h(e+1))` with `h(e) = g(e) + h(e+w)`. One lane a slot, and no others.

use crate::gadgets::challenge::Transcript;
use crate::gadgets::fractions::Fractions;
use crate::gadgets::keyed::low_bits;
use crate::gadgets::{Builder, Lane, Linear};
use crate::layout::BitWidth;
use crate::statement::compliance::{LimitSpan, Limits};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// What a line counts as in a meter.
#[derive(Debug)]
pub(super) struct Metered<F: PrimeField> {
    /// The amount: in total for the horizon, else in the start slot or in every occupied slot. Zero if the line does not count.
    pub(super) amount: Linear<F>,
    pub(super) limit: Linear<F>,
    pub(super) start: Linear<F>,
    pub(super) end: Linear<F>,
}

/// The slots in which a meter counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    /// Whether a line counts in every slot from its start to its end, or only in its start slot.
    pub(super) occupies: bool,
    /// The number of slots.
    pub(super) slots: usize,
    /// Width that no start or end exceeds.
    pub(super) slot: BitWidth,
    /// Width that no sum of amounts in one slot exceeds.
    pub(super) sum: BitWidth,
    /// Where prior usage ends.
    pub(super) prior: Prior,
}

/// The slot of the first entry of prior usage; each further entry is one slot earlier.
#[derive(Clone, Copy, Debug)]
pub(super) enum Prior {
    /// Slot -1.
    Closed,
    /// Slot 0: some of what it uses was counted before.
    Open,
}

/// A meter with everything that its identity speaks of.
#[derive(Debug)]
pub(super) struct Metering<F: PrimeField> {
    grid: Grid,
    lines: Vec<Metered<F>>,
    totals: Totals<F>,
}

/// What is used, by limit.
#[derive(Debug)]
enum Totals<F: PrimeField> {
    Horizon(Vec<Linear<F>>),
    Slotted(Vec<Slots<F>>),
}

/// What is used of one limit, by slot.
#[derive(Debug)]
enum Slots<F: PrimeField> {
    /// In the window that ends in each slot.
    Windows { length: usize, used: Vec<Linear<F>> },
    /// In each slot.
    Each(Vec<Linear<F>>),
}

impl<F: PrimeField> Metering<F> {
    /// States the slacks below every limit. Amounts and prior usage are given by limit.
    pub(super) fn state(
        builder: &mut Builder<'_, F>,
        grid: Grid,
        limits: &Limits,
        lines: Vec<Metered<F>>,
        amounts: &[Lane<F>],
        priors: &[Vec<Lane<F>>],
        transcript: &mut Transcript<F>,
    ) -> Result<Self, SynthesisError> {
        let mut statement = Statement { builder, transcript };
        let totals = match limits {
            Limits::Horizon(widths) => {
                let mut totals = Vec::with_capacity(widths.len());
                for (limit, (amount, &width)) in amounts.iter().zip(widths).enumerate() {
                    let used = lines.iter().filter(|line| line.counts_in(limit)).map(|line| line.amount.value()).sum();
                    let bound = less(amount.linear(), &priors[limit]);
                    totals.push(statement.below(bound, used, width)?);
                }
                Totals::Horizon(totals)
            }
            Limits::Slotted(limits) => {
                let mut totals = Vec::with_capacity(limits.len());
                for (at, limit) in limits.iter().enumerate() {
                    let used = grid.used(&lines, at);
                    let amount = amounts[at].linear();
                    totals.push(match limit.span {
                        LimitSpan::Window { length, .. } => {
                            let priors = (grid.prior, &priors[at][..]);
                            statement.windows(length as usize, amount, priors, &used, limit.amount)?
                        }
                        LimitSpan::Interval { first, last } => {
                            let within = first as usize..=last as usize;
                            statement.interval(within, amount, &used, grid.sum, limit.amount)?
                        }
                    });
                }
                Totals::Slotted(totals)
            }
        };
        Ok(Self { grid, lines, totals })
    }

    /// A meter of which the use of every limit in every slot is stated already, and absorbed.
    pub(super) fn of_use(grid: Grid, lines: Vec<Metered<F>>, used: Vec<Vec<Linear<F>>>) -> Self {
        Self { grid, lines, totals: Totals::Slotted(used.into_iter().map(Slots::Each).collect()) }
    }

    /// What is used of a limit in each slot.
    pub(super) fn used(&self, limit: usize) -> Vec<Linear<F>> {
        match &self.totals {
            Totals::Horizon(_) => Vec::new(),
            Totals::Slotted(totals) => totals.get(limit).map_or_else(Vec::new, Slots::each),
        }
    }

    /// What is used of a limit over the horizon; none of a limit that counts by slot.
    pub(super) fn total(&self, limit: usize) -> Option<&Linear<F>> {
        match &self.totals {
            Totals::Horizon(totals) => totals.get(limit),
            Totals::Slotted(_) => None,
        }
    }

    /// Constrains the identity.
    pub(super) fn prove(self, builder: &mut Builder<'_, F>, challenge: &Linear<F>) -> Result<(), SynthesisError> {
        let mut fractions = Fractions::at(challenge.clone());
        match &self.totals {
            Totals::Horizon(totals) => {
                for line in &self.lines {
                    fractions.add(builder, &line.amount, &line.limit)?;
                }
                for (limit, total) in (0..).zip(totals) {
                    fractions.subtract(builder, total, &Linear::from(limit))?;
                }
            }
            Totals::Slotted(totals) => {
                let place = F::from(2u64).pow([u64::from(self.grid.slot.bits())]);
                for line in &self.lines {
                    let limit = line.limit.clone().scaled(place);
                    fractions.add(builder, &line.amount, &limit.clone().plus(&line.start))?;
                    if self.grid.occupies {
                        fractions.subtract(builder, &line.amount, &limit.plus(&line.end))?;
                    }
                }
                for (limit, total) in (0..).zip(totals) {
                    let weights = self.weights(builder, challenge, place * F::from(limit as u64))?;
                    fractions.subtract_sum(total.weighted(builder, weights)?);
                }
            }
        }
        fractions.vanish(builder)
    }

    /// What a unit of use in each slot contributes: `1 / (X + slot)`, less `1 / (X + slot + 1)` if it is taken away again there.
    fn weights(
        &self,
        builder: &mut Builder<'_, F>,
        challenge: &Linear<F>,
        limit: F,
    ) -> Result<Vec<Linear<F>>, SynthesisError> {
        let poles = self.grid.slots + usize::from(self.grid.occupies);
        let pole = |slot: usize| challenge.clone().plus(&Linear::constant(limit + F::from(slot as u64)));
        let inverses = (0..poles).map(|slot| builder.inverse(&pole(slot))).collect::<Result<Vec<_>, _>>()?;
        let weight = |slot: usize| match inverses.get(slot + 1) {
            Some(next) if self.grid.occupies => inverses[slot].clone().minus(next),
            _ => inverses[slot].clone(),
        };
        Ok((0..self.grid.slots).map(weight).collect())
    }
}

impl<F: PrimeField> Slots<F> {
    /// What is used in each slot: u(e) = W(e) - W(e-1) + u(e-w).
    fn each(&self) -> Vec<Linear<F>> {
        match self {
            Self::Each(used) => used.clone(),
            Self::Windows { length, used } => {
                let mut each: Vec<Linear<F>> = Vec::with_capacity(used.len());
                for (slot, window) in used.iter().enumerate() {
                    let mut own = window.clone();
                    slot.checked_sub(1).into_iter().for_each(|at| own.add_scaled(-F::ONE, &used[at]));
                    slot.checked_sub(*length).into_iter().for_each(|at| own.add_scaled(F::ONE, &each[at]));
                    each.push(own.compact());
                }
                each
            }
        }
    }

    /// The sum of what is used in each slot, times its weight.
    fn weighted(&self, builder: &mut Builder<'_, F>, weights: Vec<Linear<F>>) -> Result<Linear<F>, SynthesisError> {
        let (used, weights) = match self {
            Self::Each(used) => (used, weights),
            Self::Windows { length: 1, used } => (used, weights),
            Self::Windows { length, used } => (used, window_weights(weights, *length)),
        };
        used.iter()
            .zip(&weights)
            .try_fold(Linear::zero(), |sum, (used, weight)| Ok(sum.plus(&builder.product(used, weight)?)))
    }
}

/// `h(e) - h(e+1)` with `h(e) = g(e) + h(e+length)`.
fn window_weights<F: PrimeField>(weights: Vec<Linear<F>>, length: usize) -> Vec<Linear<F>> {
    let mut sums = weights;
    for slot in (0..sums.len().saturating_sub(length)).rev() {
        sums[slot] = sums[slot].clone().plus(&sums[slot + length]).compact();
    }
    let next = |slot: usize| sums.get(slot + 1).cloned().unwrap_or_else(Linear::zero);
    (0..sums.len()).map(|slot| sums[slot].clone().minus(&next(slot)).compact()).collect()
}

impl<F: PrimeField> Metered<F> {
    fn counts_in(&self, limit: usize) -> bool {
        self.limit.value() == F::from(limit as u64)
    }
}

impl Grid {
    /// What lines use of a limit in each slot.
    pub(super) fn used<F: PrimeField>(&self, lines: &[Metered<F>], limit: usize) -> Vec<F> {
        let mut used = vec![F::ZERO; self.slots];
        for line in lines.iter().filter(|line| line.counts_in(limit) && !line.amount.value().is_zero()) {
            let start = low_bits(line.start.value()) as usize;
            let end = if self.occupies { low_bits(line.end.value()) as usize } else { start + 1 };
            used.iter_mut().take(end).skip(start).for_each(|used| *used += line.amount.value());
        }
        used
    }
}

/// An amount, less some usage.
fn less<F: PrimeField>(amount: &Linear<F>, usage: &[Lane<F>]) -> Linear<F> {
    usage.iter().fold(amount.clone(), |rest, usage| rest.minus(usage.linear()))
}

/// Lanes on their way into the transcript.
struct Statement<'b, 'p, F: PrimeField> {
    builder: &'b mut Builder<'p, F>,
    transcript: &'b mut Transcript<F>,
}

impl<F: PrimeField> Statement<'_, '_, F> {
    /// What is used, as a bound less a slack that is a lane.
    fn below(&mut self, bound: Linear<F>, used: F, width: BitWidth) -> Result<Linear<F>, SynthesisError> {
        let slack = Lane::new(self.builder, low_bits(bound.value() - used), width)?;
        self.transcript.absorb(&slack);
        Ok(bound.minus(slack.linear()))
    }

    fn windows(
        &mut self,
        length: usize,
        amount: &Linear<F>,
        (first, prior): (Prior, &[Lane<F>]),
        used: &[F],
        width: BitWidth,
    ) -> Result<Slots<F>, SynthesisError> {
        let mut windows = Vec::with_capacity(used.len());
        for end in 0..used.len() {
            let reach = match first {
                Prior::Closed => length - 1,
                Prior::Open => length,
            };
            let bound = less(amount, prior.get(..reach.saturating_sub(end)).unwrap_or(prior));
            let in_window = used[(end + 1).saturating_sub(length)..=end].iter().sum();
            windows.push(self.below(bound, in_window, width)?);
        }
        Ok(Slots::Windows { length, used: windows })
    }

    fn interval(
        &mut self,
        within: core::ops::RangeInclusive<usize>,
        amount: &Linear<F>,
        used: &[F],
        sums: BitWidth,
        width: BitWidth,
    ) -> Result<Slots<F>, SynthesisError> {
        let (mut each, mut total) = (Vec::with_capacity(used.len()), Linear::zero());
        for (slot, used) in used.iter().enumerate() {
            let lane = Lane::new(self.builder, low_bits(*used), sums)?;
            self.transcript.absorb(&lane);
            if within.contains(&slot) {
                total.add_scaled(F::ONE, lane.linear());
            }
            each.push(lane.linear().clone());
        }
        let remaining = self.below(amount.clone(), total.value(), width)?;
        self.builder.equal(&total, &remaining)?;
        Ok(Slots::Each(each))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poseidon::Poseidon;
    use crate::statement::compliance::SlottedLimit;
    use ark_bn254::Fr;
    use ark_relations::gr1cs::ConstraintSystem;

    /// Whether use that was stated of two lines is proved of what a change makes of the second one. It uses 3 of the second limit in slot 1.
    fn satisfied(limits: &Limits, change: impl FnOnce(&mut Metered<Fr>)) -> bool {
        let poseidon = Poseidon::<Fr>::default();
        let mut system = ConstraintSystem::<Fr>::new_ref();
        let mut builder = Builder::new(&mut system, &poseidon);
        let width = BitWidth::of(15);
        let amounts = [9, 9].map(|amount| Lane::new(&mut builder, amount, width).unwrap());
        let mut line = |amount: u64, limit: u64, slot: u64| {
            let [amount, limit, start, end] =
                [amount, limit, slot, slot].map(|value| builder.witness(Fr::from(value)).unwrap());
            Metered { amount, limit, start, end }
        };
        let lines = vec![line(4, 0, 0), line(3, 1, 1)];
        let slot = BitWidth::of(3);
        let grid = Grid { occupies: false, slots: 4, slot, sum: width, prior: Prior::Closed };
        let (priors, mut transcript) = (vec![Vec::new(), Vec::new()], Transcript::new(Vec::new()));
        let stated = Metering::state(&mut builder, grid, limits, lines, &amounts, &priors, &mut transcript);
        let mut metering = stated.unwrap();
        change(&mut metering.lines[1]);
        let challenge = transcript.challenge(&mut builder, Vec::new()).unwrap();
        metering.prove(&mut builder, &challenge).unwrap();
        system.is_satisfied().unwrap()
    }

    fn slotted(span: LimitSpan) -> Limits {
        Limits::Slotted(vec![SlottedLimit { span, amount: BitWidth::of(15) }; 2])
    }

    #[test]
    fn use_that_is_not_that_of_the_lines_is_unsatisfied() {
        let window = slotted(LimitSpan::Window { length: 2, prior: 0 });
        let interval = slotted(LimitSpan::Interval { first: 1, last: 2 });
        for limits in [Limits::Horizon(vec![BitWidth::of(15); 2]), window, interval] {
            assert!(satisfied(&limits, |_| ()), "{limits:?}");
            assert!(!satisfied(&limits, |line| line.amount = Linear::from(4)), "{limits:?}");
            assert!(!satisfied(&limits, |line| line.amount = Linear::zero()), "{limits:?}");
            assert!(!satisfied(&limits, |line| line.limit = Linear::zero()), "{limits:?}");
            let by_slot = matches!(limits, Limits::Slotted(_));
            assert_eq!(satisfied(&limits, |line| line.start = Linear::from(2)), !by_slot, "{limits:?}");
        }
    }
}
