//! What the law on deliveries refuses beyond the equations: one direction only, and deliveries that count.

use apportion_lattice::laws::{self, Law};
use apportion_lattice::order::{JoinSemilattice, Poset};

/// Events in a ring: what was appended, up to rotation and repetition. Rotated histories agree, reversed ones do not.
#[derive(Clone, Debug)]
struct Ring(String);

impl Ring {
    fn rotations(&self) -> impl Iterator<Item = String> {
        (0..self.0.len()).map(|shift| format!("{}{}", &self.0[shift..], &self.0[..shift]))
    }
}

impl PartialEq for Ring {
    fn eq(&self, other: &Self) -> bool {
        self.rotations().any(|rotation| rotation == other.0)
    }
}

impl Poset for Ring {
    fn leq(&self, other: &Self) -> bool {
        other.0.contains(&self.0)
    }
}

impl JoinSemilattice for Ring {
    fn join(&self, other: &Self) -> Self {
        Self(if self.0.ends_with(&other.0) { self.0.clone() } else { format!("{}{}", self.0, other.0) })
    }
}

#[test]
fn delivery_is_tried_in_both_directions() {
    let states = ["a", "b", "c"].map(|event| Ring(event.into()));
    let violation = laws::delivery_is_irrelevant(&states).unwrap_err();
    assert_eq!(violation.law, Law::DeliveryIsIrrelevant);
    assert_eq!(violation.operands.len(), 3);
    assert_eq!(laws::delivery_is_irrelevant(&states[..2]), Ok(()));
    assert_eq!(laws::delivery_is_irrelevant::<Ring>(&[]), Ok(()));
}

/// A sum of what was heard: the order of delivery does not matter, its number does.
#[derive(Debug, PartialEq)]
struct Tally(u32);

impl Poset for Tally {
    fn leq(&self, other: &Self) -> bool {
        self.0 <= other.0
    }
}

impl JoinSemilattice for Tally {
    fn join(&self, other: &Self) -> Self {
        Self(self.0 + other.0)
    }
}

#[test]
fn delivery_is_tried_twice() {
    assert!(laws::delivery_is_irrelevant(&[Tally(1), Tally(1)]).is_err());
    assert_eq!(laws::delivery_is_irrelevant(&[Tally(0), Tally(0)]), Ok(()));
}
