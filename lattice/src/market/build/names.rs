//! Names and the positions that they stand for.

use super::numbers::plain;
use crate::document::PerResource;
use crate::error::{At, Kind, MarketError, Problem};
use crate::market::{Demand, OfferIndex, PayerIndex, ResourceIndex, TaskIndex};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The greatest length of an id, in bytes.
const ID_BYTES_MAX: usize = 128;

/// Positions by id.
pub(super) struct Names<I> {
    kind: Kind,
    positions: BTreeMap<Box<str>, I>,
}

/// A position that can be made of a number.
pub(super) trait Position: Copy + Ord {
    fn at(position: u32) -> Self;
    fn position(self) -> usize;
}

macro_rules! position {
    ($($index:ty),*) => {$(
        impl Position for $index {
            fn at(position: u32) -> Self {
                Self::new(position)
            }

            fn position(self) -> usize {
                self.usize()
            }
        }
    )*};
}

position!(ResourceIndex, PayerIndex, OfferIndex, TaskIndex);

impl<I: Position> Names<I> {
    /// Gives each id of a list its position; `key` is where an entry has its id.
    pub(super) fn new<'d>(
        kind: Kind,
        ids: impl ExactSizeIterator<Item = &'d str>,
        list: &At<'_>,
        key: &str,
    ) -> Result<Self, MarketError> {
        let max = u32::MAX as usize;
        if ids.len() > max {
            return Err(list.fail(Problem::TooMany { length: ids.len(), max }));
        }
        let mut positions = BTreeMap::new();
        for (position, id) in (0..u32::MAX).zip(ids) {
            let entry = list.index(position as usize);
            let at = entry.key(key);
            check_id(id, &at)?;
            match positions.entry(id.into()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(I::at(position));
                }
                Entry::Occupied(occupied) => {
                    let first = occupied.get().position();
                    return Err(at.fail(Problem::DuplicateId { kind, id: id.into(), first }));
                }
            }
        }
        Ok(Self { kind, positions })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }

    /// The position of the entry with this id.
    pub(super) fn find(&self, id: &str, at: &At<'_>) -> Result<I, MarketError> {
        let found = self.positions.get(id).copied();
        found.ok_or_else(|| at.fail(Problem::Unknown { kind: self.kind, id: id.into() }))
    }

    /// The positions of the entries with these ids, sorted and without repetition.
    pub(super) fn find_set(&self, ids: &[String], at: &At<'_>) -> Result<Vec<I>, MarketError> {
        let find = |(position, id): (usize, &String)| self.find(id, &at.index(position));
        let mut set = ids.iter().enumerate().map(find).collect::<Result<Vec<I>, _>>()?;
        set.sort_unstable();
        set.dedup();
        set.shrink_to_fit();
        Ok(set)
    }
}

impl Names<ResourceIndex> {
    /// Amounts by resource as a demand.
    pub(super) fn demand(&self, amounts: &PerResource, at: &At<'_>) -> Result<Demand, MarketError> {
        let entries = amounts.iter().map(|(name, &amount)| {
            let at = at.key(name);
            Ok((self.find(name, &at)?, plain(amount, &at)?))
        });
        entries.collect::<Result<Vec<_>, _>>().map(Demand::new)
    }

    /// A map as a list with one entry per resource; what the map lacks is `absent`.
    pub(super) fn dense<V, T: Clone>(
        &self,
        map: BTreeMap<String, V>,
        absent: T,
        at: &At<'_>,
        value: impl Fn(V, &At<'_>) -> Result<T, MarketError>,
    ) -> Result<Vec<T>, MarketError> {
        let mut list = vec![absent; self.len()];
        for (name, entry) in map {
            let at = at.key(&name);
            let resource = self.find(&name, &at)?;
            let entry = value(entry, &at)?;
            if let Some(slot) = list.get_mut(resource.usize()) {
                *slot = entry;
            }
        }
        Ok(list)
    }
}

fn check_id(id: &str, at: &At<'_>) -> Result<(), MarketError> {
    if id.is_empty() || id.len() > ID_BYTES_MAX {
        return Err(at.fail(Problem::IdLength { length: id.len() }));
    }
    if id.chars().any(char::is_control) {
        return Err(at.fail(Problem::IdControl { id: id.into() }));
    }
    Ok(())
}
