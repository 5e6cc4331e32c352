//! A range of slots, written `[first, last]`.

use core::fmt;
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// Slots from `first` to `last`, both included; written `[first, last]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    /// The first slot.
    pub first: u64,
    /// The last slot, included.
    pub last: u64,
}

impl Interval {
    /// The slots of this range.
    pub fn new(slots: core::ops::RangeInclusive<u32>) -> Self {
        Self { first: u64::from(*slots.start()), last: u64::from(*slots.end()) }
    }
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.first, self.last].serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Interval {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Pair)
    }
}

struct Pair;

impl<'de> Visitor<'de> for Pair {
    type Value = Interval;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of two slots, [first, last]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Interval, A::Error> {
        let first = list.next_element()?.ok_or_else(|| de::Error::invalid_length(0, &self))?;
        let last = list.next_element()?.ok_or_else(|| de::Error::invalid_length(1, &self))?;
        match list.next_element::<u64>()? {
            None => Ok(Interval { first, last }),
            Some(_) => Err(de::Error::invalid_length(3, &self)),
        }
    }
}
