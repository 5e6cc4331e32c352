//! The events of a chunk, constrained to open their commitment.

use super::policy::pair_key;
use crate::commitment::Blinding;
use crate::gadgets::keyed::KeyedItem;
use crate::gadgets::lane::LanePacking;
use crate::gadgets::meter::Metered;
use crate::gadgets::{Builder, Lane, Linear};
use crate::labels;
use crate::layout::{BitWidth, ItemLane};
use crate::statement::compliance::Subject;
use crate::statement::usage::{PlaceLanes, UsageShape};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A place for an event: whether there is one, and its lanes, all zero if not.
#[derive(Debug)]
pub(super) struct Event<F: PrimeField> {
    pub(super) present: Linear<F>,
    /// Its slot within the chunk.
    pub(super) slot: Linear<F>,
    item: Vec<(ItemLane, Linear<F>)>,
    /// For each meter whether it counts, and in which limit.
    loads: Vec<Linear<F>>,
}

impl<F: PrimeField> Event<F> {
    fn get(&self, lane: ItemLane) -> Linear<F> {
        let found = self.item.iter().find(|(name, _)| *name == lane);
        found.map_or_else(Linear::zero, |(_, linear)| linear.clone())
    }

    /// The pair that must be permitted, with what it loads.
    pub(super) fn pair(&self, shape: &UsageShape) -> KeyedItem<F> {
        let names = [self.get(ItemLane::Payer), self.get(ItemLane::Offer)];
        let key = pair_key(shape, names.iter().chain(&self.loads));
        KeyedItem { key, present: self.present.clone(), amounts: Vec::new() }
    }

    /// What the event counts as in a meter.
    pub(super) fn metered(
        &self,
        builder: &mut Builder<'_, F>,
        meter: usize,
        subject: Subject,
    ) -> Result<Metered<F>, SynthesisError> {
        let amount = match subject {
            Subject::Price => self.get(ItemLane::Price),
            Subject::Demand(resource) => self.get(ItemLane::Amount(resource)),
        };
        let amount = builder.product(&self.loads[2 * meter], &amount)?;
        let (start, end) = (self.slot.clone(), self.slot.clone());
        Ok(Metered { amount, limit: self.loads[2 * meter + 1].clone(), start, end })
    }
}

impl<F: PrimeField> Builder<'_, F> {
    /// The events of a chunk and their commitment.
    pub(super) fn open_events(
        &mut self,
        shape: &UsageShape,
        places: &[PlaceLanes],
        blinding: &Blinding<F>,
    ) -> Result<(Vec<Event<F>>, Linear<F>), SynthesisError> {
        let names: Vec<ItemLane> = shape.layout().lanes().map(|(name, _)| name).collect();
        let (mut events, mut packing) = (Vec::with_capacity(shape.events), LanePacking::default());
        for [head, item, loads] in places {
            let mut lanes = |values: &[(u64, BitWidth)]| {
                let lane = |&(value, width): &(u64, BitWidth)| {
                    let lane = Lane::new(self, value.into(), width)?;
                    packing.push(&lane);
                    Ok(lane.linear().clone())
                };
                values.iter().map(lane).collect::<Result<Vec<_>, SynthesisError>>()
            };
            let [present, slot] = <[_; 2]>::try_from(lanes(head)?).map_err(|_| SynthesisError::Unsatisfiable)?;
            let item = names.iter().copied().zip(lanes(item)?).collect();
            let event = Event { present, slot, item, loads: lanes(loads)? };
            self.empty_unless_present(&event)?;
            self.within_slot(shape, &event)?;
            events.push(event);
        }
        let commitment = self.commit(labels::EVENTS, shape.numbers(), &packing, blinding)?;
        Ok((events, commitment))
    }

    fn empty_unless_present(&mut self, event: &Event<F>) -> Result<(), SynthesisError> {
        let mut sum = event.slot.clone();
        event.item.iter().for_each(|(_, lane)| sum.add_scaled(F::ONE, lane));
        event.loads.iter().for_each(|lane| sum.add_scaled(F::ONE, lane));
        let absent = Linear::from(1).minus(&event.present);
        self.enforce(&absent, &sum, &Linear::zero())
    }

    /// The milliseconds since the slot began are fewer than it has.
    fn within_slot(&mut self, shape: &UsageShape, event: &Event<F>) -> Result<(), SynthesisError> {
        self.at_most(&event.get(ItemLane::Time), shape.slot_length_ms - 1)
    }

    /// A lane of the width of a number is at most that number.
    pub(super) fn at_most(&mut self, lane: &Linear<F>, most: u64) -> Result<(), SynthesisError> {
        let width = BitWidth::of(most);
        if width.holds(u128::from(most) + 1) {
            let rest = Linear::from(most).minus(lane);
            let lane = Lane::new(self, crate::gadgets::low_bits(rest.value()), width)?;
            self.equal(lane.linear(), &rest)?;
        }
        Ok(())
    }
}
