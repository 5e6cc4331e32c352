//! Events from JSON lines, one at a time.

use apportion::circuits::usage::Event;
use apportion::lattice::{Market, OfferIndex, PayerIndex, ResourceIndex, nmic};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, Read};

/// Longest line that is read, in bytes.
const LINE_BYTES_MAX: u64 = 1 << 16;
/// One past the largest number, as in markets.
const NUMBER_LIMIT: u64 = 1 << 63;

/// Why a line is no event of the market.
#[derive(Debug, thiserror::Error)]
pub(super) enum LineError {
    #[error("line {line}: cannot be read: {error}")]
    Unreadable { line: u64, error: io::Error },
    #[error("line {0}: longer than the {LINE_BYTES_MAX} bytes that an event may take")]
    TooLong(u64),
    #[error("line {line}: not an event: {error}")]
    Malformed { line: u64, error: serde_json::Error },
    #[error("line {line}: {member}: not a whole number below 2^63")]
    Number { line: u64, member: String },
    #[error("line {line}: {member}: not a text")]
    Text { line: u64, member: &'static str },
    #[error("line {line}: {member}: the market has none that is called {name:?}")]
    Unknown { line: u64, member: &'static str, name: String },
    #[error("line {line}: usage: {resource:?} stands twice")]
    Twice { line: u64, resource: String },
}

/// The events of a stream, which takes the memory of one line.
pub(super) struct Events<'m, R> {
    reader: R,
    line: u64,
    payers: HashMap<&'m str, PayerIndex>,
    offers: HashMap<&'m str, OfferIndex>,
    resources: HashMap<&'m str, ResourceIndex>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    time_ms: Value,
    payer: Value,
    offer: Value,
    usage: Amounts,
    price: Value,
}

/// The members of a map in their order, repeated ones too.
struct Amounts(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Amounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Amounts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("usage as a map of amounts by resource")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Amounts, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = access.next_entry()? {
                    members.push(member);
                }
                Ok(Amounts(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

impl<'m, R: BufRead> Events<'m, R> {
    pub(super) fn new(market: &'m Market, reader: R) -> Self {
        let payers = market.payers().iter().zip(market.payer_indices()).map(|(payer, index)| (&*payer.id, index));
        let offers = market.offers().iter().zip(market.offer_indices()).map(|(offer, index)| (&*offer.id, index));
        let resources = market.resources().iter().zip(market.resource_indices());
        let resources = resources.map(|(resource, index)| (&*resource.name, index));
        Self { reader, line: 0, payers: payers.collect(), offers: offers.collect(), resources: resources.collect() }
    }

    /// The next event and its line, counted from 1; none at the end. Empty lines are passed over.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Event)>, LineError> {
        loop {
            self.line += 1;
            let (line, mut bytes) = (self.line, Vec::new());
            let read = self.reader.by_ref().take(LINE_BYTES_MAX + 1).read_until(b'\n', &mut bytes);
            read.map_err(|error| LineError::Unreadable { line, error })?;
            if bytes.is_empty() {
                return Ok(None);
            }
            if bytes.len() as u64 > LINE_BYTES_MAX {
                return Err(LineError::TooLong(line));
            }
            if !bytes.trim_ascii().is_empty() {
                return self.event(&bytes).map(|event| Some((line, event)));
            }
        }
    }

    fn event(&self, bytes: &[u8]) -> Result<Event, LineError> {
        let line = self.line;
        let read: Line = serde_json::from_slice(bytes).map_err(|error| LineError::Malformed { line, error })?;
        let mut usage = vec![None; self.resources.len()];
        for (resource, amount) in read.usage.0 {
            let amount = self.number(|| format!("usage: {resource}"), &amount)?;
            let known = self.resources.get(&*resource).and_then(|index| usage.get_mut(index.usize()));
            let Some(entry) = known else {
                return Err(LineError::Unknown { line, member: "usage", name: resource });
            };
            if entry.replace(amount).is_some() {
                return Err(LineError::Twice { line, resource });
            }
        }
        Ok(Event {
            time_ms: self.number(|| "time_ms".to_owned(), &read.time_ms)?,
            payer: self.named(&self.payers, "payer", &read.payer)?,
            offer: self.named(&self.offers, "offer", &read.offer)?,
            usage: usage.into_iter().map(Option::unwrap_or_default).collect(),
            price: nmic(self.number(|| "price".to_owned(), &read.price)?),
        })
    }

    fn number(&self, member: impl FnOnce() -> String, value: &Value) -> Result<u64, LineError> {
        let number = value.as_u64().filter(|&number| number < NUMBER_LIMIT);
        number.ok_or_else(|| LineError::Number { line: self.line, member: member() })
    }

    fn named<T: Copy>(&self, names: &HashMap<&'m str, T>, member: &'static str, value: &Value) -> Result<T, LineError> {
        let line = self.line;
        let name = value.as_str().ok_or(LineError::Text { line, member })?;
        names.get(name).copied().ok_or_else(|| LineError::Unknown { line, member, name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn market() -> Market {
        Market::from_json(
            r#"{"version": 1, "resources": [{"name": "cpu", "unit": "cores"}, {"name": "gpu", "unit": "cards"}],
            "payers": [{"id": "ann"}], "offers": [{"id": "box"}], "tasks": []}"#,
        )
        .unwrap()
    }

    fn read(text: &str) -> Result<Vec<(u64, Event)>, String> {
        let market = market();
        let mut events = Events::new(&market, text.as_bytes());
        let mut all = Vec::new();
        while let Some(event) = events.next().map_err(|error| error.to_string())? {
            all.push(event);
        }
        Ok(all)
    }

    const LINE: &str =
        r#"{"time_ms": 7, "payer": "ann", "offer": "box", "usage": {"gpu": 3}, "price": 9223372036854775807}"#;

    #[test]
    fn events_are_read_line_by_line() {
        let (payer, offer) = (PayerIndex::new(0), OfferIndex::new(0));
        let event = Event { time_ms: 7, payer, offer, usage: vec![0, 3], price: nmic((1 << 63) - 1) };
        assert_eq!(read(&format!("{LINE}\n\n  \r\n{LINE}")), Ok(vec![(1, event.clone()), (4, event)]));
        assert_eq!(read(""), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_event_is_refused_by_line_and_member() {
        for (from, to, message) in [
            ("9223372036854775807", "9223372036854775808", "line 2: price: not a whole number"),
            ("9223372036854775807", "1.0", "line 2: price: not a whole number"),
            ("9223372036854775807", "\"1\"", "line 2: price: not a whole number"),
            ("\"time_ms\": 7", "\"time_ms\": -7", "line 2: time_ms: not a whole number"),
            ("\"time_ms\": 7", "\"time_ms\": null", "line 2: time_ms: not a whole number"),
            ("\"time_ms\": 7, ", "", "line 2: not an event: missing field `time_ms`"),
            ("\"time_ms\": 7", "\"time_ms\": 7, \"time_ms\": 8", "duplicate field `time_ms`"),
            ("\"time_ms\"", "\"colour\"", "unknown field `colour`"),
            ("\"ann\"", "\"bob\"", "line 2: payer: the market has none that is called \"bob\""),
            ("\"box\"", "3", "line 2: offer: not a text"),
            ("\"gpu\": 3", "\"gpu\": 3, \"gpu\": 3", "line 2: usage: \"gpu\" stands twice"),
            ("\"gpu\": 3", "\"tpu\": 3", "line 2: usage: the market has none that is called \"tpu\""),
            ("\"gpu\": 3", "\"gpu\": 3e0", "line 2: usage: gpu: not a whole number"),
            ("{\"gpu\": 3}", "[3]", "expected usage as a map"),
            ("}", "} x", "line 2: not an event"),
        ] {
            assert!(LINE.contains(from), "{from}");
            let error = read(&format!("{LINE}\n{}", LINE.replacen(from, to, 1))).unwrap_err();
            assert!(error.contains(message), "{message:?} is missing in {error}");
        }
    }

    #[test]
    fn a_line_without_end_is_refused_before_it_is_read() {
        struct Endless;
        impl Read for Endless {
            fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
                bytes.fill(b' ');
                Ok(bytes.len())
            }
        }
        let market = market();
        let mut events = Events::new(&market, io::BufReader::new(Endless));
        assert!(matches!(events.next(), Err(LineError::TooLong(1))));
    }
}
