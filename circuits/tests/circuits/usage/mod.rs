//! `usage`: the circuit against the native relation, and chunks against each other.

pub(crate) mod buckets;
pub(crate) mod windows;

use crate::support::{self, Backend, bits, blinding, context, satisfied};
use apportion_circuits::layout::Item;
use apportion_circuits::statement::compliance::{LimitSpan, Limits, Meter, SlottedLimit, Subject};
use apportion_circuits::statement::usage::{PairRow, Policing, Telling, UsagePolicy, UsageShape, UsageState};
use apportion_circuits::statement::{Statement, Unsatisfied, Usage, UsageWitness};
use proptest::prelude::*;

/// Payer, offer, time in milliseconds, amount, price.
type Event = (u64, u64, u64, u64, u64);

fn event(&(payer, offer, time, amount, price): &Event) -> Item {
    Item { payer, offer, amounts: vec![amount], price, time }
}

/// Two payers, two offers, chunks of four slots of 10 ms and up to three events; budgets over the horizon, and amounts in windows of some lengths.
fn shape(policing: Policing, lengths: &[u32]) -> UsageShape {
    let window = |&length: &u32| {
        let prior = if policing == Policing::Windows { length as usize } else { 1 };
        SlottedLimit { span: LimitSpan::Window { length, prior }, amount: bits(8) }
    };
    UsageShape {
        events: 3,
        slot_bits: 2,
        slot_length_ms: 10,
        payer: bits(1),
        offer: bits(2),
        amounts: vec![bits(6)],
        price: bits(6),
        pairs: 4,
        meters: vec![
            Meter { subject: Subject::Price, limits: Limits::Horizon(vec![bits(10); 2]) },
            Meter { subject: Subject::Demand(0), limits: Limits::Slotted(lengths.iter().map(window).collect()) },
        ],
        policing,
    }
}

/// Pairs of payer and offer, each with the payer's budget and a window if it counts in one.
fn policy<F: Backend>(pairs: [(u64, u64, Option<u32>); 4], budgets: [u64; 2], windows: Vec<u64>) -> UsagePolicy<F> {
    let row = |(payer, offer, window)| PairRow { payer, offer, loads: vec![Some(payer as u32), window] };
    UsagePolicy { pairs: pairs.map(row).to_vec(), amounts: vec![budgets.to_vec(), windows], blinding: blinding(2) }
}

/// The chunk that events lead to, which tells.
fn chunk<F: Backend>(
    statement: &Usage<F>,
    policy: UsagePolicy<F>,
    before: &UsageState<F>,
    events: &[Event],
    slot: u64,
) -> Result<UsageWitness<F>, Unsatisfied> {
    let events = events.iter().map(event).collect();
    statement.chunk(policy, before.clone(), events, slot, Telling::Told, [blinding(3), blinding(4)])
}

/// A valid chunk, published honestly once it was changed: the circuit has to refuse what the relation refuses.
fn stated<F: Backend>(
    (statement, mut witness): (Usage<F>, UsageWitness<F>),
    change: impl FnOnce(&mut UsageWitness<F>),
) -> Result<(), Unsatisfied> {
    change(&mut witness);
    support::verdict(&statement, witness)
}

/// A valid chunk that was published, and then changed.
fn swapped<F: Backend>(
    (statement, mut witness): (Usage<F>, UsageWitness<F>),
    change: impl FnOnce(&mut UsageWitness<F>),
) -> Result<(), Unsatisfied> {
    let public = statement.public(context(), &witness);
    change(&mut witness);
    support::against(&statement, public, witness)
}

/// Whether the circuit is satisfied by events, up to a slot, iff the relation is; by the state they lead to if there is one.
fn agree<F: Backend>(
    statement: &Usage<F>,
    mut witness: UsageWitness<F>,
    events: &[Event],
    slot: u64,
) -> Result<(), TestCaseError> {
    match chunk(statement, witness.policy.clone(), &witness.before, events, slot) {
        Ok(honest) => witness = honest,
        Err(_) => {
            witness.events = events.iter().map(event).collect();
            witness.after.slot = slot;
        }
    }
    let public = statement.public(context(), &witness);
    let verdict = statement.holds(&public, &witness);
    prop_assert_eq!(satisfied(statement, public, witness), verdict.is_ok(), "{:?}", verdict);
    Ok(())
}
