//! Convergence of replicas, as one law on a history instead of three on elements.

use core::fmt::Debug;

use super::{Law, Violation};
use crate::order::JoinSemilattice;

/// `joining states in any order, any number of times, gives one result`
///
/// A replica that has received all of `states` holds their join, whatever the network did to the messages (Shapiro
/// et al., *Conflict-free Replicated Data Types*, SSS 2011, §2.2). This follows from the three equations of a join
/// semilattice on *all* elements; here it is checked directly for every rotation of `states`, forwards, backwards and
/// with every state delivered twice: O(n^2) joins.
///
/// # Errors
/// The law and the states, if two deliveries differ.
pub fn delivery_is_irrelevant<T: JoinSemilattice + Debug>(states: &[T]) -> Result<(), Violation> {
    let in_order = received(states.iter());
    for shift in 0..states.len() {
        let forwards = states.iter().cycle().skip(shift).take(states.len());
        let backwards = states.iter().rev().cycle().skip(shift).take(states.len());
        let twice = forwards.clone().flat_map(|state| [state, state]);
        if [received(forwards), received(backwards), received(twice)].iter().any(|other| *other != in_order) {
            return Err(violation(states));
        }
    }
    Ok(())
}

fn received<'a, T: JoinSemilattice + 'a>(mut states: impl Iterator<Item = &'a T>) -> Option<T> {
    let first = states.next()?;
    Some(states.fold(first.join(first), |replica, state| replica.join(state)))
}

fn violation<T: Debug>(states: &[T]) -> Violation {
    let operands: alloc::vec::Vec<&dyn Debug> = states.iter().map(|state| state as &dyn Debug).collect();
    Violation::new(Law::DeliveryIsIrrelevant, &operands)
}
