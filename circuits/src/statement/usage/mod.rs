//! `usage`: a stream of metered events keeps permits, budgets and limits, chunk by chunk.
//!
//! A chunk takes a committed state (events so far, the open slot, what is used of every limit) to the next one. It covers a fixed number of
//! slots from the open one on, holds up to a number of events, and leaves any of its slots open for the next chunk: a slot may have any
//! number of events. Proofs of chunks whose states join prove the whole ledger, in constant memory and in any order.

mod market;
mod policing;
mod policy;
mod relation;
mod shape;
mod state;

pub use market::{FittedUsage, UsageSizes};
pub use policing::Policing;
pub use policy::{PairRow, UsagePolicy};
pub(crate) use relation::Advance;
pub use shape::UsageShape;
pub(crate) use shape::{COUNTER, Remembered, Span};
pub use state::UsageState;

use super::keyed::KeyedBound;
use super::parameter::ParameterError;
use super::{Committed, PublicInputs, Statement, Unsatisfied};
use crate::commitment::{Blinding, commit};
use crate::labels;
use crate::layout::{BitWidth, Item, ItemLayout, Packing};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// What this version of `usage` does not prove. It goes into the manifest of every key.
pub const NOT_COVERED: &[&str] = &[
    "that what happened is in the ledger, or that it happened: the count of events binds those that were metered, no more",
    "that the price of an event follows from its usage",
    "limits over an interval of slots, usage before slot 0, and the slots, sizes, qualities, labels and scopes of offers and tasks: events have none",
    "that the committed policy is that of a market file: whoever holds the file and the opening recomputes the commitment",
];

/// The statement "the events of a chunk lead from one state to the next, permitted and within every limit".
#[derive(Clone, Debug)]
pub struct Usage<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) shape: UsageShape,
    pub(crate) pairs: KeyedBound,
}

/// Public inputs of [`Usage`], in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UsagePublic<F> {
    /// What the proof is for.
    pub context: F,
    /// Commitment of the policy.
    pub policy: F,
    /// Commitment of the state before the chunk.
    pub before: F,
    /// Commitment of the state after it.
    pub after: F,
    /// How far the ledger reaches after the chunk, or 0.
    pub reached: F,
}

impl<F: PrimeField> PublicInputs<F> for UsagePublic<F> {
    fn inputs(&self) -> Vec<F> {
        vec![self.context, self.policy, self.before, self.after, self.reached]
    }
}

/// The lanes of a place for an event: whether there is one and its slot, its item, and what it counts in.
pub(crate) type PlaceLanes = [Vec<(u64, BitWidth)>; 3];

/// Whether a chunk tells how many events the ledger has by then, and which slot is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Telling {
    /// It tells nothing.
    Hidden,
    /// It tells both.
    Told,
}

/// Witness of [`Usage`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsageWitness<F> {
    /// What the events are held to.
    pub policy: UsagePolicy<F>,
    /// The state before the chunk.
    pub before: UsageState<F>,
    /// The events, at most as many as a chunk holds, in any order; times are in milliseconds since slot 0 began.
    pub events: Vec<Item>,
    /// What hides the commitment of the events.
    pub blinding: Blinding<F>,
    /// The state after the chunk.
    pub after: UsageState<F>,
    /// Whether events and slot are told.
    pub telling: Telling,
}

impl<F: PrimeField> Usage<F> {
    /// The statement for a shape.
    pub fn new(poseidon: Poseidon<F>, shape: UsageShape) -> Result<Self, ParameterError> {
        shape.check::<F>()?;
        let pairs = KeyedBound::new::<F>(shape.events, [])?;
        Ok(Self { poseidon, shape, pairs })
    }

    /// The shape.
    pub fn shape(&self) -> &UsageShape {
        &self.shape
    }

    /// The witness of a chunk that opens a slot: the state that its events lead to, if they keep the rules.
    ///
    /// # Errors
    /// The first rule that the events break; [`Unsatisfied::Slot`] if the chunk cannot lead to that slot.
    pub fn chunk(
        &self,
        policy: UsagePolicy<F>,
        before: UsageState<F>,
        events: Vec<Item>,
        slot: u64,
        telling: Telling,
        [blinding, blinding_after]: [Blinding<F>; 2],
    ) -> Result<UsageWitness<F>, Unsatisfied> {
        let after = UsageState { slot, ..before.clone() };
        let mut witness = UsageWitness { policy, before, events, blinding, after, telling };
        self.check_inputs(&witness)?;
        witness.after = self.advance(&witness)?;
        witness.after.blinding = blinding_after;
        Ok(witness)
    }

    /// The commitment of a policy.
    pub fn policy_commitment(&self, policy: &UsagePolicy<F>) -> F {
        policy.commitment(&self.poseidon, &self.shape)
    }

    /// The commitment of a state.
    pub fn state_commitment(&self, state: &UsageState<F>) -> F {
        state.commitment(&self.poseidon, &self.shape)
    }

    /// How far a ledger reaches, as one number: the events in the low 48 bits, then the number of the open slot, plus 1.
    pub fn reached(state: &UsageState<F>) -> F {
        F::from(u128::from(state.slot) + 1) * F::from(1u64 << COUNTER.bits()) + F::from(state.events)
    }

    /// The lanes of each place for an event: whether there is one, its slot within the chunk, its item, then for each meter whether it counts
    /// and in which limit. All are zero if there is none.
    pub(crate) fn place_lanes(&self, witness: &UsageWitness<F>) -> Vec<PlaceLanes> {
        let (layout, rows) = (self.shape.layout(), witness.policy.by_pair());
        let (empty, length) = (Item::default(), self.shape.slot_length_ms);
        let place = |at: usize| {
            let event = witness.events.get(at);
            let slot = event.map_or(0, |event| (event.time / length).saturating_sub(witness.before.slot));
            let mut item = event.unwrap_or(&empty).clone();
            item.time %= length;
            let row = event.and_then(|event| rows.get(&(event.payer, event.offer)));
            let loads = row.into_iter().flat_map(|row| row.load_lanes()).chain(core::iter::repeat(0));
            let loads = loads.zip(self.shape.load_widths());
            let head = vec![(u64::from(event.is_some()), BitWidth::of(1)), (slot, self.shape.slot())];
            let item = layout.lanes().map(|(lane, width)| (ItemLayout::value(&item, lane), width));
            [head, item.collect(), loads.collect()]
        };
        (0..self.shape.events).map(place).collect()
    }

    /// The commitment of places.
    pub(crate) fn events_commitment(&self, places: &[PlaceLanes], blinding: &Blinding<F>) -> F {
        let mut packing = Packing::default();
        for &(value, width) in places.iter().flatten().flatten() {
            packing.push(value, width);
        }
        commit(&self.poseidon, labels::EVENTS, self.shape.numbers(), &packing, blinding)
    }

    fn check_inputs(&self, witness: &UsageWitness<F>) -> Result<(), Unsatisfied> {
        let (expected, found) = (self.shape.events, witness.events.len());
        if found > expected {
            return Err(Unsatisfied::ItemCount { expected, found });
        }
        // Times are cut into slots first; every other lane is checked as it is.
        let layout = ItemLayout { count: found, time: BitWidth::U64, ..self.shape.layout() };
        layout.check(&witness.events)?;
        witness.policy.check(&self.shape)?;
        witness.before.check(&self.shape)?;
        witness.after.check(&self.shape)
    }

    /// The state that the events lead to; it has the blinding of the state before.
    fn advance(&self, witness: &UsageWitness<F>) -> Result<UsageState<F>, Unsatisfied> {
        let (before, slot) = (&witness.before, witness.after.slot);
        let mut after = relation::advance(&self.shape, &witness.policy, before, &witness.events, slot)?;
        let events = self.events_commitment(&self.place_lanes(witness), &witness.blinding);
        after.ledger = self.poseidon.absorb(before.ledger, &[events]);
        after.check(&self.shape)?;
        Ok(after)
    }
}

impl<F: PrimeField> Statement<F> for Usage<F> {
    type Public = UsagePublic<F>;
    type Witness = UsageWitness<F>;

    const NAME: &'static str = "usage";

    fn parameters(&self) -> Vec<u64> {
        self.shape.numbers()
    }

    fn public(&self, context: F, witness: &UsageWitness<F>) -> UsagePublic<F> {
        let policy = self.policy_commitment(&witness.policy);
        let [before, after] = [&witness.before, &witness.after].map(|state| self.state_commitment(state));
        let reached = match witness.telling {
            Telling::Hidden => F::ZERO,
            Telling::Told => Self::reached(&witness.after),
        };
        UsagePublic { context, policy, before, after, reached }
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
            (public.reached == opened.reached, Committed::State),
        ];
        let wrong = commitments.into_iter().find(|(equal, _)| !equal);
        wrong.map_or(Ok(()), |(_, of)| Err(Unsatisfied::Commitment { of }))
    }

    fn blank(&self) -> UsageWitness<F> {
        let state = UsageState::genesis(&self.shape);
        UsageWitness {
            policy: UsagePolicy::blank(&self.shape),
            before: state.clone(),
            events: Vec::new(),
            blinding: Blinding::from_element(F::ZERO),
            after: state,
            telling: Telling::Hidden,
        }
    }
}
