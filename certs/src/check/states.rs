//! What items gain at most within each weight, in three forms: listed, tabulated, and tabulated in small numbers.

use super::Exceeded;
use super::packing::{Effort, Item};
use crate::Scalar;

/// The most that the items so far gain within each weight up to a bound.
pub(super) trait States<N>: Clone {
    /// Without items.
    fn empty(bound: u64) -> Self;

    /// With at most one of further items, all within the bound.
    fn with<'i>(
        &self,
        items: impl Iterator<Item = &'i Item<N>>,
        bound: u64,
        effort: &mut Effort<'_>,
    ) -> Result<Self, Exceeded>
    where
        N: 'i;

    /// The most that can be gained within a weight.
    fn within(&self, weight: u64) -> N;

    /// The form in which [`States::joined`] wants the other set: what is to be read backwards, turned round.
    fn turned(&self) -> Self;

    /// The most that two disjoint sets of items gain together within a weight; the other one is turned.
    fn joined(&self, turned: &Self, weight: u64) -> N;

    /// The memory that it takes.
    fn bytes(&self) -> u64;
}

/// Weights and gains that both ascend strictly; the first is (0, 0). At most min(bound + 1, product of choices) of them.
#[derive(Clone, Debug)]
pub(super) struct Listed<N>(Vec<(u64, N)>);

/// The most within each weight from 0 to the bound, in cells that hold a number.
#[derive(Clone, Debug)]
pub(super) struct Table<C>(Vec<C>);

/// Cells as wide as the numbers.
pub(super) type Tabulated<N> = Table<N>;

/// Where all gains together are below 2^31, so that several numbers fit a machine word.
pub(super) type Small = Table<i32>;

/// What a cell of a [`Table`] must do for numbers of a type.
pub(super) trait Cell<N>: Copy + PartialOrd {
    /// The cell of a number; of the largest it can hold if the number is larger.
    fn of(number: N) -> Self;

    /// The sum; it is known to fit.
    fn and(self, other: Self) -> Self;

    /// The number in the cell.
    fn number(self) -> N;
}

impl<N: Scalar> Cell<N> for N {
    fn of(number: N) -> Self {
        number
    }

    fn and(self, other: Self) -> Self {
        self.plus(other)
    }

    fn number(self) -> N {
        self
    }
}

impl<N: Scalar> Cell<N> for i32 {
    fn of(number: N) -> Self {
        number.small().unwrap_or(Self::MAX)
    }

    fn and(self, other: Self) -> Self {
        self + other
    }

    fn number(self) -> N {
        N::from_u128(self.unsigned_abs().into())
    }
}

/// A listed state takes about as much time as so many tabulated ones.
pub(super) const LISTED_STATE: u64 = 8;

fn larger<C: PartialOrd>(one: C, other: C) -> C {
    if one < other { other } else { one }
}

impl<N: Scalar> States<N> for Listed<N> {
    fn empty(_bound: u64) -> Self {
        Self(vec![(0, N::ZERO)])
    }

    fn with<'i>(
        &self,
        items: impl Iterator<Item = &'i Item<N>>,
        bound: u64,
        effort: &mut Effort<'_>,
    ) -> Result<Self, Exceeded>
    where
        N: 'i,
    {
        let mut merged: Option<Vec<(u64, N)>> = None;
        for item in items.filter(|item| item.weight <= bound) {
            let room = bound - item.weight;
            let fitting = self.0.iter().take_while(|state| state.0 <= room);
            let shifted = fitting.map(|state| (state.0 + item.weight, state.1.plus(item.gain)));
            let next = undominated(merged.as_ref().unwrap_or(&self.0), shifted);
            effort.spend(next.len() as u64)?;
            merged = Some(next);
        }
        Ok(merged.map_or_else(|| self.clone(), Self))
    }

    fn within(&self, weight: u64) -> N {
        let place = self.0.partition_point(|state| state.0 <= weight);
        place.checked_sub(1).and_then(|at| self.0.get(at)).map_or(N::ZERO, |state| state.1)
    }

    fn turned(&self) -> Self {
        Self(self.0.iter().rev().copied().collect())
    }

    fn joined(&self, turned: &Self, weight: u64) -> N {
        let mut best = N::ZERO;
        let mut others = turned.0.iter().peekable();
        for state in self.0.iter().take_while(|state| state.0 <= weight) {
            let room = weight - state.0;
            while others.next_if(|other| other.0 > room).is_some() {}
            best = larger(best, others.peek().map_or(N::ZERO, |other| state.1.plus(other.1)));
        }
        best
    }

    fn bytes(&self) -> u64 {
        size_of_val(self.0.as_slice()) as u64
    }
}

impl<N: Scalar, C: Cell<N>> States<N> for Table<C> {
    fn empty(bound: u64) -> Self {
        Self(vec![C::of(N::ZERO); bound as usize + 1])
    }

    fn with<'i>(
        &self,
        items: impl Iterator<Item = &'i Item<N>>,
        bound: u64,
        effort: &mut Effort<'_>,
    ) -> Result<Self, Exceeded>
    where
        N: 'i,
    {
        let mut table = self.0.clone();
        for item in items.filter(|item| item.weight <= bound) {
            let gain = C::of(item.gain);
            let heavier = table.get_mut(item.weight as usize..).unwrap_or_default();
            heavier.iter_mut().zip(&self.0).for_each(|(own, &lighter)| *own = larger(*own, lighter.and(gain)));
            effort.spend(1 + self.0.len() as u64 / LISTED_STATE)?;
        }
        Ok(Self(table))
    }

    fn within(&self, weight: u64) -> N {
        self.0.get(weight as usize).or(self.0.last()).map_or(N::ZERO, |&cell| cell.number())
    }

    fn turned(&self) -> Self {
        Self(self.0.iter().rev().copied().collect())
    }

    fn joined(&self, turned: &Self, weight: u64) -> N {
        let halves = halves(&self.0, &turned.0, weight);
        halves.map(|(&half, &other)| half.and(other)).fold(C::of(N::ZERO), larger).number()
    }

    fn bytes(&self) -> u64 {
        size_of_val(self.0.as_slice()) as u64
    }
}

/// What two tables of one length, the second turned, say of weights that add up to a weight.
fn halves<'t, T>(table: &'t [T], turned: &'t [T], weight: u64) -> impl Iterator<Item = (&'t T, &'t T)> {
    let end = (weight as usize).saturating_add(1).min(table.len());
    let heaviest = turned.len().saturating_sub(end);
    table.get(..end).unwrap_or_default().iter().zip(turned.get(heaviest..).unwrap_or_default())
}

/// Merges two lists of states by weight, keeping those that gain more than every lighter one.
fn undominated<N: Scalar>(first: &[(u64, N)], second: impl Iterator<Item = (u64, N)>) -> Vec<(u64, N)> {
    let mut merged: Vec<(u64, N)> = Vec::with_capacity(first.len() + 8);
    let mut keep = |state: (u64, N)| match merged.last_mut() {
        Some(last) if last.1 >= state.1 => {}
        Some(last) if last.0 == state.0 => *last = state,
        _ => merged.push(state),
    };
    let mut first = first.iter().copied().peekable();
    for state in second {
        while let Some(earlier) = first.next_if(|other| other.0 <= state.0) {
            keep(earlier);
        }
        keep(state);
    }
    first.for_each(keep);
    merged
}
