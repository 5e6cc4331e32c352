//! Where in a text a value stands.
//!
//! Positions are not kept while reading: only an error needs one, and then the text is read once more. The reader is made to fail at the value, and
//! its error says where that was.

use crate::error::{Path, Segment};
use alloc::string::String;
use core::fmt;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Reads up to the value at `path`, and fails there; succeeds if there is no such value.
pub(super) fn seek<'de, D: Deserializer<'de>>(path: &Path, deserializer: D) -> Result<(), D::Error> {
    Seek(path.segments()).deserialize(deserializer)
}

/// Recursion goes as deep as the path is long, which the format bounds.
struct Seek<'p>(&'p [Segment]);

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.0.is_empty() { Err(D::Error::custom("here")) } else { deserializer.deserialize_any(self) }
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the value sought")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match self.0 {
                [Segment::Key(sought), rest @ ..] if **sought == *key => return map.next_value_seed(Seek(rest)),
                _ => map.next_value::<IgnoredAny>()?,
            };
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let [Segment::Index(index), rest @ ..] = self.0 else { return Ok(()) };
        for _ in 0..*index {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        list.next_element_seed(Seek(rest)).map(|_| ())
    }
}
