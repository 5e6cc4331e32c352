//! The objective as the file states it.

use super::PerResource;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// What is made small: a name, or levels that are compared lexicographically.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objective {
    /// `"cost"`, `"throughput"` or `"latency"`.
    Named(String),
    /// Weights by the name of the term, level by level. Terms: `price`, `penalty`, `value_lost`, `latency_ms`, `quality_lost_ppm`,
    /// `reliability_lost_ppm`, `score`, `end_slot`, `use:RESOURCE`.
    Levels(Vec<PerResource>),
}

impl Objective {
    /// Price plus penalty.
    pub fn cost() -> Self {
        Self::Named("cost".to_owned())
    }

    /// First the value of what is left out, then the price.
    pub fn throughput() -> Self {
        Self::Named("throughput".to_owned())
    }

    /// First the penalty of what is left out, then latency, then the price.
    pub fn latency() -> Self {
        Self::Named("latency".to_owned())
    }

    /// An objective of levels; [`Objective::then`] adds more.
    pub fn level<I: IntoIterator<Item = (S, u64)>, S: Into<String>>(terms: I) -> Self {
        Self::Levels(Vec::new()).then(terms)
    }

    /// Adds a level that counts only between allocations that are equal on all earlier ones. A named objective is replaced.
    pub fn then<I: IntoIterator<Item = (S, u64)>, S: Into<String>>(self, terms: I) -> Self {
        let mut levels = match self {
            Self::Levels(levels) => levels,
            Self::Named(_) => Vec::new(),
        };
        levels.push(terms.into_iter().map(|(term, weight)| (term.into(), weight)).collect());
        Self::Levels(levels)
    }
}

impl Default for Objective {
    fn default() -> Self {
        Self::cost()
    }
}

impl Serialize for Objective {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Named(name) => name.serialize(serializer),
            Self::Levels(levels) => levels.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Objective {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrLevels)
    }
}

struct NameOrLevels;

impl<'de> Visitor<'de> for NameOrLevels {
    type Value = Objective;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("\"cost\", \"throughput\", \"latency\" or a list of levels")
    }

    fn visit_str<E>(self, name: &str) -> Result<Objective, E> {
        Ok(Objective::Named(name.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Objective, A::Error> {
        let mut levels = Vec::new();
        while let Some(level) = list.next_element()? {
            levels.push(level);
        }
        Ok(Objective::Levels(levels))
    }
}
