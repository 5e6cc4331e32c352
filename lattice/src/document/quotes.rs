//! Quotes as the file states them, by the hundred thousand.

use super::PerResource;
use crate::market::Money;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

/// The terms of one task on one offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// The id of the offer.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::id"))]
    pub offer: String,
    /// The price of the whole run in nMIC; without it, the price is computed from the demand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub price: Option<u64>,
    /// What the run uses in every occupied slot, by resource, instead of the task's whole demand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::per_resource"))]
    pub demand: Option<PerResource>,
    /// What the run adds to the term score.
    #[serde(default, skip_serializing_if = "super::fields::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub score: u64,
}

impl Quote {
    /// A quote that changes nothing yet.
    pub fn new(offer: impl Into<String>) -> Self {
        Self { offer: offer.into(), price: None, demand: None, score: 0 }
    }

    /// Sets the price of the whole run.
    pub fn price(mut self, price: Money) -> Self {
        self.price = Some(price.nmic());
        self
    }

    /// Demands that much of a resource in every occupied slot, and nothing else that the task demands.
    pub fn demand(mut self, resource: impl Into<String>, amount: u64) -> Self {
        self.demand.get_or_insert_default().insert(resource.into(), amount);
        self
    }

    /// Demands nothing.
    pub fn no_demand(mut self) -> Self {
        self.demand = Some(PerResource::new());
        self
    }

    /// Sets what the run adds to the term `score`.
    pub fn score(mut self, score: u64) -> Self {
        self.score = score;
        self
    }
}

/// A list of quotes in the order of the file, packed into one allocation.
///
/// A list of [`Quote`]s takes several times the memory of the text that states them; this takes less than the text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Quotes {
    count: usize,
    // Per quote: flags, offer, then what the flags announce: price, score, demand. Only `push` writes.
    bytes: Vec<u8>,
}

const HAS_PRICE: u8 = 1;
const HAS_SCORE: u8 = 2;
const HAS_DEMAND: u8 = 4;

impl Quotes {
    /// How many quotes there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a quote at the end.
    pub fn push(&mut self, quote: &Quote) {
        let flag = |present: bool, flag: u8| if present { flag } else { 0 };
        self.bytes.push(
            flag(quote.price.is_some(), HAS_PRICE)
                | flag(quote.score != 0, HAS_SCORE)
                | flag(quote.demand.is_some(), HAS_DEMAND),
        );
        self.text(&quote.offer);
        if let Some(price) = quote.price {
            self.number(price);
        }
        if quote.score != 0 {
            self.number(quote.score);
        }
        if let Some(demand) = &quote.demand {
            self.number(demand.len() as u64);
            for (resource, &amount) in demand {
                self.text(resource);
                self.number(amount);
            }
        }
        self.count += 1;
    }

    /// The quotes in order.
    pub fn iter(&self) -> impl Iterator<Item = Quote> + '_ {
        let mut unpack = Unpack(&self.bytes);
        (0..self.count).map_while(move |_| unpack.quote())
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Base 128, the lowest digits first; the top bit says that more follow.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

/// Reads what `Quotes::push` wrote; `None` never comes before the end of that.
struct Unpack<'a>(&'a [u8]);

impl Unpack<'_> {
    fn quote(&mut self) -> Option<Quote> {
        let flags = self.byte()?;
        let offer = self.text()?;
        let price = if flags & HAS_PRICE != 0 { Some(self.number()?) } else { None };
        let score = if flags & HAS_SCORE != 0 { self.number()? } else { 0 };
        let demand = if flags & HAS_DEMAND != 0 { Some(self.demand()?) } else { None };
        Some(Quote { offer, price, demand, score })
    }

    fn demand(&mut self) -> Option<PerResource> {
        (0..self.number()?).map(|_| Some((self.text()?, self.number()?))).collect()
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        core::str::from_utf8(text).ok().map(Into::into)
    }
}

impl FromIterator<Quote> for Quotes {
    fn from_iter<I: IntoIterator<Item = Quote>>(quotes: I) -> Self {
        let mut list = Self::default();
        quotes.into_iter().for_each(|quote| list.push(&quote));
        list
    }
}

impl fmt::Debug for Quotes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Quotes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Quotes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Packing)
    }
}

struct Packing;

impl<'de> Visitor<'de> for Packing {
    type Value = Quotes;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of quotes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Quotes, A::Error> {
        let mut quotes = Quotes::default();
        while let Some(quote) = list.next_element()? {
            quotes.push(&quote);
        }
        quotes.bytes.shrink_to_fit();
        Ok(quotes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_quote() -> impl Strategy<Value = Quote> {
        let demand = proptest::option::of(proptest::collection::btree_map(".{0,6}", any::<u64>(), 0..3));
        (".{0,200}", any::<Option<u64>>(), demand, any::<u64>()).prop_map(|(offer, price, demand, score)| Quote {
            offer,
            price,
            demand,
            score,
        })
    }

    proptest! {
        #[test]
        fn unpacking_undoes_packing(quotes in proptest::collection::vec(any_quote(), 0..8)) {
            let packed: Quotes = quotes.iter().cloned().collect();
            prop_assert_eq!(packed.len(), quotes.len());
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), quotes);
        }
    }
}
