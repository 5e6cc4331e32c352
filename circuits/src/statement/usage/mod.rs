//! `usage`: a stream of metered events keeps budgets and rate limits, chunk by chunk.
//!
//! A chunk covers a fixed number of slots and up to a number of events. It takes a committed state (events so far, slot, what each payer
//! spent, what each used in the last slots) to the next one. Proofs of chunks whose states join prove the whole ledger, in constant memory
//! and in any order.

mod state;

pub use state::UsageState;

use super::fixed_window::{Metered, Windows};
use super::keyed::KeyedBound;
use super::parameter::{ParameterError, narrow};
use super::sliding_window::check_slots;
use super::{Committed, PublicInputs, Statement, Unsatisfied};
use crate::commitment::{Blinding, Table, TableLayout, commit};
use crate::labels;
use crate::layout::{BitWidth, Item, ItemLane, ItemLayout, Packing};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The parameters of a usage circuit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsageShape {
    /// Layout of the events, with payer, price and time in milliseconds; its count is the most that a chunk holds.
    pub events: ItemLayout,
    /// What rates count.
    pub metered: Metered,
    /// The slots of a chunk. Slots are numbered from time 0 on; every chunk covers as many.
    pub slots: Windows,
    /// Slots of a sliding window, at least 1 and at most one more than a chunk has.
    pub window_slots: u32,
    /// The number of payers.
    pub payers: usize,
    /// Width of budgets.
    pub budget: BitWidth,
    /// Width of rates.
    pub rate: BitWidth,
}

/// The statement "the events of a chunk lead from one state to the next, within every budget and rate".
#[derive(Clone, Debug)]
pub struct Usage<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) shape: UsageShape,
    pub(crate) policy: TableLayout,
    pub(crate) bound: KeyedBound,
}

/// Public inputs of [`Usage`], in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UsagePublic<F> {
    /// What the proof is for.
    pub context: F,
    /// Commitment of budgets and rates.
    pub policy: F,
    /// Commitment of the state before the chunk.
    pub before: F,
    /// Commitment of the state after it.
    pub after: F,
}

impl<F: PrimeField> PublicInputs<F> for UsagePublic<F> {
    fn inputs(&self) -> Vec<F> {
        vec![self.context, self.policy, self.before, self.after]
    }
}

/// Witness of [`Usage`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsageWitness<F> {
    /// One row a payer: its budget over the whole ledger, and its rate.
    pub policy: Table<F>,
    /// The state before the chunk.
    pub before: UsageState<F>,
    /// The events, at most as many as a chunk holds, in any order.
    pub events: Vec<Item>,
    /// What hides the commitment of the events.
    pub blinding: Blinding<F>,
    /// The state after the chunk.
    pub after: UsageState<F>,
}

impl<F: PrimeField> Usage<F> {
    /// The statement for a shape.
    pub fn new(poseidon: Poseidon<F>, shape: UsageShape) -> Result<Self, ParameterError> {
        shape.events.require(ItemLane::Price)?;
        narrow("budget", shape.budget)?;
        narrow("rate", shape.rate)?;
        check_slots::<F>(&shape.events, shape.metered, shape.slots, shape.payers, shape.rate)?;
        if shape.window_slots == 0 || shape.window_slots as usize > shape.slots.count + 1 {
            return Err(ParameterError::Unknown { what: "a window of so many slots" });
        }
        let bound = KeyedBound::new::<F>(shape.events.count, [(shape.events.price, shape.budget)])?;
        let columns = vec![shape.budget, shape.rate];
        let policy = TableLayout { table: Committed::Policy, label: labels::USAGE, rows: shape.payers, columns };
        Ok(Self { poseidon, shape, policy, bound })
    }

    /// The witness of a chunk: the state that its events lead to, if they keep the rules.
    ///
    /// # Errors
    /// The first rule that an event breaks.
    pub fn chunk(
        &self,
        policy: Table<F>,
        before: UsageState<F>,
        events: Vec<Item>,
        [blinding, blinding_after]: [Blinding<F>; 2],
    ) -> Result<UsageWitness<F>, Unsatisfied> {
        let after = before.clone();
        let mut witness = UsageWitness { policy, before, events, blinding, after };
        self.check_inputs(&witness)?;
        witness.after = self.advance(&witness)?;
        witness.after.blinding = blinding_after;
        Ok(witness)
    }

    /// The commitment of a state.
    pub fn state_commitment(&self, state: &UsageState<F>) -> F {
        state.commitment(&self.poseidon, &self.shape)
    }

    /// The commitment of the events of a chunk: a bit for each place that says whether there is one, and its lanes.
    fn events_commitment(&self, witness: &UsageWitness<F>) -> F {
        let mut packing = Packing::default();
        let empty = Item::default();
        for at in 0..self.shape.events.count {
            let event = witness.events.get(at);
            packing.push(u64::from(event.is_some()), BitWidth::of(1));
            for (lane, width) in self.shape.events.lanes() {
                packing.push(ItemLayout::value(event.unwrap_or(&empty), lane), width);
            }
        }
        commit(&self.poseidon, labels::EVENTS, self.shape.events.numbers(), &packing, &witness.blinding)
    }

    fn check_inputs(&self, witness: &UsageWitness<F>) -> Result<(), Unsatisfied> {
        let (expected, found) = (self.shape.events.count, witness.events.len());
        if found > expected {
            return Err(Unsatisfied::ItemCount { expected, found });
        }
        let chunk = ItemLayout { count: found, ..self.shape.events.clone() };
        chunk.check(&witness.events)?;
        self.policy.check(&witness.policy)?;
        witness.before.check(&self.shape)?;
        witness.after.check(&self.shape)
    }

    /// The state that the events lead to; it has no blinding yet.
    fn advance(&self, witness: &UsageWitness<F>) -> Result<UsageState<F>, Unsatisfied> {
        let (before, shape) = (&witness.before, &self.shape);
        let mut after = before.clone();
        after.events += witness.events.len() as u64;
        after.slot += shape.slots.count as u64;
        after.ledger = self.poseidon.absorb(before.ledger, &[self.events_commitment(witness)]);
        let mut used = vec![vec![0u128; shape.slots.count]; shape.payers];
        for (at, event) in witness.events.iter().enumerate() {
            let unknown = Unsatisfied::UnknownPayer { item: at, payer: event.payer, payers: shape.payers };
            let end = after.slot.saturating_mul(shape.slots.length);
            let elsewhere = Unsatisfied::TimeOutOfRange { item: at, time: event.time, end };
            let slot = shape.slots.of(event.time).checked_sub(before.slot).ok_or(elsewhere.clone())?;
            let used = used.get_mut(event.payer as usize).ok_or(unknown)?.get_mut(slot as usize).ok_or(elsewhere)?;
            *used += u128::from(shape.metered.of(event));
        }
        for (payer, (used, row)) in used.iter().zip(&witness.policy.rows).enumerate() {
            let [budget, rate] = row[..] else { continue };
            let own = witness.events.iter().filter(|event| event.payer == payer as u64);
            let sum = u128::from(before.spent[payer]) + own.map(|event| u128::from(event.price)).sum::<u128>();
            if sum > u128::from(budget) {
                return Err(Unsatisfied::BudgetExceeded { payer, sum, budget });
            }
            after.spent[payer] = sum as u64;
            let history = before.history[payer].iter().rev().map(|&usage| u128::from(usage));
            let all: Vec<u128> = history.chain(used.iter().copied()).collect();
            for (window, used) in all.windows(shape.window_slots as usize).enumerate() {
                let sum = used.iter().sum();
                if sum > u128::from(rate) {
                    return Err(Unsatisfied::RateExceeded { payer, window, sum, rate });
                }
            }
            let latest = all.iter().rev().take(before.history[payer].len());
            after.history[payer] = latest.map(|&usage| usage as u64).collect();
        }
        Ok(after)
    }
}

impl<F: PrimeField> Statement<F> for Usage<F> {
    type Public = UsagePublic<F>;
    type Witness = UsageWitness<F>;

    const NAME: &'static str = "usage";

    fn parameters(&self) -> Vec<u64> {
        let (slots, window) = (self.shape.slots, u64::from(self.shape.window_slots));
        let own = vec![self.shape.metered.number(), slots.length, slots.count as u64, window];
        [self.shape.events.numbers(), own, self.policy.numbers()].concat()
    }

    fn public(&self, context: F, witness: &UsageWitness<F>) -> UsagePublic<F> {
        let policy = self.policy.commitment(&self.poseidon, &witness.policy);
        let [before, after] = [&witness.before, &witness.after].map(|state| self.state_commitment(state));
        UsagePublic { context, policy, before, after }
    }

    fn holds(&self, public: &UsagePublic<F>, witness: &UsageWitness<F>) -> Result<(), Unsatisfied> {
        self.check_inputs(witness)?;
        let mut after = self.advance(witness)?;
        after.blinding = witness.after.blinding;
        if after != witness.after {
            return Err(Unsatisfied::State);
        }
        let opened = self.public(public.context, witness);
        let commitments = [
            (public.policy == opened.policy, Committed::Policy),
            (public.before == opened.before, Committed::State),
            (public.after == opened.after, Committed::State),
        ];
        let wrong = commitments.into_iter().find(|(equal, _)| !equal);
        wrong.map_or(Ok(()), |(_, of)| Err(Unsatisfied::Commitment { of }))
    }

    fn blank(&self) -> UsageWitness<F> {
        let state = UsageState::genesis(&self.shape, 0);
        let blinding = Blinding::from_element(F::ZERO);
        UsageWitness { policy: self.policy.blank(), before: state.clone(), events: Vec::new(), blinding, after: state }
    }
}
