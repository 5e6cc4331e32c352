//! `usage` in constraints: budgets as S2, rates as S5, and the step from one state to the next.

use super::challenge::Transcript;
use super::commitment::ItemLanes;
use super::keyed::{Cell, Keyed, KeyedItem};
use super::lane::LanePacking;
use super::meter::{Metered, Metering};
use super::sliding_window::grid;
use super::{Arithmetize, Builder, Lane, Linear};
use crate::labels;
use crate::layout::{BitWidth, Item, ItemLane};
use crate::poseidon::Poseidon;
use crate::statement::compliance::{LimitSpan, Limits, SlottedLimit};
use crate::statement::usage::{UsageShape, UsageState};
use crate::statement::{Statement, Usage, UsageWitness};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A state as lanes.
struct StateLanes<F: PrimeField> {
    events: Lane<F>,
    slot: Lane<F>,
    spent: Vec<Lane<F>>,
    history: Vec<Vec<Lane<F>>>,
    packing: LanePacking<F>,
}

/// A place for an event: whether there is one, and its lanes, all zero if not.
struct Event<F: PrimeField> {
    present: Linear<F>,
    item: ItemLanes<F>,
}

impl<F: PrimeField> Arithmetize<F> for Usage<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &UsageWitness<F>,
    ) -> Result<(), SynthesisError> {
        let [context, policy, commitment_before, commitment_after] = inputs else {
            return Err(SynthesisError::Unsatisfiable);
        };
        builder.bind(context)?;
        let rows = builder.open_table(&self.policy, &witness.policy, policy)?;
        let before = builder.state_lanes(&self.shape, &witness.before)?;
        let after = builder.state_lanes(&self.shape, &witness.after)?;
        let ledger = builder.witness(witness.before.ledger)?;
        builder.open_state(&self.shape, &before, &ledger, &witness.before, commitment_before)?;
        let (events, commitment) = builder.open_events(&self.shape, witness)?;
        let ledger = builder.absorb(ledger, core::slice::from_ref(&commitment))?;
        builder.open_state(&self.shape, &after, &ledger, &witness.after, commitment_after)?;
        self.count(builder, &before, &after, &events)?;

        let operands = vec![policy.clone(), commitment_before.clone(), commitment_after.clone(), commitment];
        let mut transcript = Transcript::new(operands);
        let spending = self.spending(builder, &rows, &before, &after, &events, &mut transcript)?;
        let rates = self.rates(builder, &rows, &before, &after, &events, &mut transcript)?;
        let challenge = transcript.challenge(builder, self.parameters())?;
        spending.prove(builder, &challenge)?;
        rates.prove(builder, &challenge)
    }
}

impl<F: PrimeField> Usage<F> {
    /// Events and slots go on by as many as there are.
    fn count(
        &self,
        builder: &mut Builder<'_, F>,
        before: &StateLanes<F>,
        after: &StateLanes<F>,
        events: &[Event<F>],
    ) -> Result<(), SynthesisError> {
        let present = events.iter().fold(Linear::zero(), |sum, event| sum.plus(&event.present));
        builder.equal(&before.events.linear().clone().plus(&present), after.events.linear())?;
        let slots = Linear::from(self.shape.slots.count as u64);
        builder.equal(&before.slot.linear().clone().plus(&slots), after.slot.linear())
    }

    /// What each payer spends is what was left of its budget, less a slack.
    fn spending(
        &self,
        builder: &mut Builder<'_, F>,
        rows: &[Vec<Lane<F>>],
        before: &StateLanes<F>,
        after: &StateLanes<F>,
        events: &[Event<F>],
        transcript: &mut Transcript<F>,
    ) -> Result<Keyed<F>, SynthesisError> {
        let item = |event: &Event<F>| KeyedItem {
            key: event.item.get(ItemLane::Payer),
            present: event.present.clone(),
            amounts: vec![event.item.get(ItemLane::Price)],
        };
        let left = |(payer, (row, spent)): (u64, (&Vec<Lane<F>>, &Lane<F>))| {
            let budget = row.first().map_or_else(Linear::zero, |budget| budget.linear().clone());
            Cell { key: Linear::from(payer), limits: vec![(budget.minus(spent.linear()), self.shape.budget)] }
        };
        let cells = (0..).zip(rows.iter().zip(&before.spent)).map(left).collect();
        let items = events.iter().map(item).collect();
        let spending = Keyed::state(builder, &self.bound, items, cells, transcript)?;
        for ((sums, before), after) in spending.sums.iter().zip(&before.spent).zip(&after.spent) {
            for sum in sums {
                builder.equal(&before.linear().clone().plus(sum), after.linear())?;
            }
        }
        Ok(spending)
    }

    /// Every window that ends in the chunk is within the rate; the use of the last slots is the next history.
    fn rates(
        &self,
        builder: &mut Builder<'_, F>,
        rows: &[Vec<Lane<F>>],
        before: &StateLanes<F>,
        after: &StateLanes<F>,
        events: &[Event<F>],
        transcript: &mut Transcript<F>,
    ) -> Result<Metering<F>, SynthesisError> {
        let shape = &self.shape;
        let mut lines = Vec::with_capacity(events.len());
        for event in events {
            let origin = builder.product(&event.present, before.slot.linear())?;
            let since = event.item.get(ItemLane::Time).minus(&origin.scaled(F::from(shape.slots.length)));
            let start = builder.window(shape.slots, &since)?;
            let amount = shape.metered.lane().map_or_else(|| event.present.clone(), |lane| event.item.get(lane));
            lines.push(Metered { amount, limit: event.item.get(ItemLane::Payer), end: start.clone(), start });
        }
        let span = LimitSpan::Window { length: shape.window_slots, prior: shape.window_slots as usize - 1 };
        let limits = Limits::Slotted(vec![SlottedLimit { span, amount: shape.rate }; shape.payers]);
        let rates = rows.iter().filter_map(|row| row.get(1).cloned()).collect::<Vec<_>>();
        let grid = grid(&shape.events, shape.slots)?;
        let meter = Metering::state(builder, grid, &limits, lines, &rates, &before.history, transcript)?;
        for (payer, history) in after.history.iter().enumerate() {
            let used = meter.used(payer);
            for (lane, used) in history.iter().zip(before_last(used, &before.history[payer])) {
                builder.equal(lane.linear(), &used)?;
            }
        }
        Ok(meter)
    }
}

/// The use of the last slots, the latest first: of the chunk, then of what was before it.
fn before_last<F: PrimeField>(used: Vec<Linear<F>>, history: &[Lane<F>]) -> impl Iterator<Item = Linear<F>> {
    used.into_iter().rev().chain(history.iter().map(|lane| lane.linear().clone()))
}

impl<F: PrimeField> Builder<'_, F> {
    fn state_lanes(&mut self, shape: &UsageShape, state: &UsageState<F>) -> Result<StateLanes<F>, SynthesisError> {
        let mut packing = LanePacking::default();
        let mut lanes = Vec::new();
        for (value, width) in state.lanes(shape) {
            let lane = Lane::new(self, value.into(), width)?;
            packing.push(&lane);
            lanes.push(lane);
        }
        let mut lanes = lanes.into_iter();
        let (Some(events), Some(slot)) = (lanes.next(), lanes.next()) else {
            return Err(SynthesisError::Unsatisfiable);
        };
        let (mut spent, mut history) = (Vec::new(), Vec::new());
        while let Some(lane) = lanes.next() {
            spent.push(lane);
            history.push(lanes.by_ref().take(shape.window_slots as usize - 1).collect());
        }
        Ok(StateLanes { events, slot, spent, history, packing })
    }

    fn open_state(
        &mut self,
        shape: &UsageShape,
        lanes: &StateLanes<F>,
        ledger: &Linear<F>,
        state: &UsageState<F>,
        commitment: &Linear<F>,
    ) -> Result<(), SynthesisError> {
        let elements = [vec![ledger.clone()], lanes.packing.elements(self)?].concat();
        let opened = self.commit_elements(labels::STATE, shape.state_numbers(), elements, &state.blinding)?;
        self.equal(&opened, commitment)
    }

    /// The events of a chunk and their commitment.
    fn open_events(
        &mut self,
        shape: &UsageShape,
        witness: &UsageWitness<F>,
    ) -> Result<(Vec<Event<F>>, Linear<F>), SynthesisError> {
        let (mut events, mut packing) = (Vec::with_capacity(shape.events.count), LanePacking::default());
        let empty = Item::default();
        for at in 0..shape.events.count {
            let event = witness.events.get(at);
            let present = Lane::new(self, event.is_some().into(), BitWidth::of(1))?;
            packing.push(&present);
            let item = self.item_lanes(&shape.events, event.unwrap_or(&empty), &mut packing)?;
            let absent = Linear::from(1).minus(present.linear());
            self.enforce(&absent, &item.sum(), &Linear::zero())?;
            events.push(Event { present: present.linear().clone(), item });
        }
        let numbers = shape.events.numbers();
        let commitment = self.commit(labels::EVENTS, numbers, &packing, &witness.blinding)?;
        Ok((events, commitment))
    }
}
