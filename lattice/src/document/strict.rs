//! Strict reading, whatever the format: no null, no numbers but plain ones below 2^63, no key twice, no list for an object; and every problem with
//! its path.
//!
//! [`Strict`] stands between serde's derived code, which would let these pass, and the reader of a format. Being generic it cannot name that
//! reader's error type, so a [`Fault`] waits in a [`Stash`] while an empty error of that type travels through the reader.

use super::fault::{Fault, Stash};
use crate::error::{Problem, Segment};
use crate::market::NUMBER_LIMIT;
use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::string::String;
use core::fmt;
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

/// A deserializer that is strict about what `inner` reads.
pub(super) struct Strict<'s, D> {
    inner: D,
    stash: &'s Stash,
}

impl<'s, D> Strict<'s, D> {
    pub(super) fn new(inner: D, stash: &'s Stash) -> Self {
        Self { inner, stash }
    }
}

/// What a composite value is to become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Any,
    Object,
    Map,
}

impl<'de, D: Deserializer<'de>> Strict<'_, D> {
    fn read<V: Visitor<'de>>(self, form: Form, visitor: V) -> Result<V::Value, Fault> {
        let stash = self.stash;
        let catch = Catch { visitor, form, stash };
        self.inner.deserialize_any(catch).map_err(|error| Fault::caught(stash, &error))
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<'_, D> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.read(Form::Any, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.read(Form::Map, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.read(Form::Object, visitor)
    }

    /// A value that is there is there: null does not stand for absence.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct enum identifier ignored_any
    }
}

/// The visitor handed to the format: checks, passes on, and stashes what goes wrong.
struct Catch<'s, V> {
    visitor: V,
    form: Form,
    stash: &'s Stash,
}

fn stashed<T, E: Error>(stash: &Stash, result: Result<T, Fault>) -> Result<T, E> {
    result.map_err(|fault| {
        stash.set(Some(fault));
        E::custom("")
    })
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Catch<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(formatter)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        stashed(self.stash, self.visitor.visit_bool(value))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<V::Value, E> {
        let result = if number < NUMBER_LIMIT {
            self.visitor.visit_u64(number)
        } else {
            Err(Fault::new(Problem::OutOfRange { found: number, min: 0, max: NUMBER_LIMIT - 1 }))
        };
        stashed(self.stash, result)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<V::Value, E> {
        stashed(self.stash, Err(Fault::invalid_type(Unexpected::Signed(number), &self.visitor)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<V::Value, E> {
        stashed(self.stash, Err(Fault::invalid_type(Unexpected::Float(number), &self.visitor)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        stashed(self.stash, self.visitor.visit_str(text))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<V::Value, E> {
        stashed(self.stash, self.visitor.visit_borrowed_str(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<V::Value, E> {
        stashed(self.stash, self.visitor.visit_string(text))
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        stashed(self.stash, Err(Fault::new(Problem::Null)))
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        stashed(self.stash, Strict::new(deserializer, self.stash).read(self.form, self.visitor))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        let result = if self.form == Form::Any {
            self.visitor.visit_seq(StrictList { list, next: 0, stash: self.stash })
        } else {
            Err(Fault::invalid_type(Unexpected::Seq, &self.visitor))
        };
        stashed(self.stash, result)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        // Derived code finds a field that comes twice by itself; a map would keep the last.
        let seen = (self.form != Form::Object).then(BTreeSet::new);
        let result = self.visitor.visit_map(StrictMap { map, key: Cow::Borrowed(""), seen, stash: self.stash });
        stashed(self.stash, result)
    }
}

struct StrictList<'s, A> {
    list: A,
    next: usize,
    stash: &'s Stash,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for StrictList<'_, A> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let step = Segment::Index(self.next);
        self.next += 1;
        let element = self.list.next_element_seed(StrictSeed { seed, stash: self.stash });
        element.map_err(|error| Fault::caught(self.stash, &error).inside(step))
    }
}

struct StrictMap<'de, 's, A> {
    map: A,
    key: Cow<'de, str>,
    seen: Option<BTreeSet<Cow<'de, str>>>,
    stash: &'s Stash,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for StrictMap<'de, '_, A> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let stash = self.stash;
        let key = self.map.next_key_seed(KeySeed { seed, key: &mut self.key, stash });
        let key = key.map_err(|error| Fault::caught(stash, &error))?;
        if let (Some(_), Some(seen)) = (&key, &mut self.seen)
            && !seen.insert(self.key.clone())
        {
            let key = &*self.key;
            return Err(Fault::new(Problem::DuplicateKey { key: key.into() }).inside(Segment::Key(key.into())));
        }
        Ok(key)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let value = self.map.next_value_seed(StrictSeed { seed, stash: self.stash });
        value.map_err(|error| Fault::caught(self.stash, &error).inside(Segment::Key((&*self.key).into())))
    }
}

struct StrictSeed<'s, T> {
    seed: T,
    stash: &'s Stash,
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for StrictSeed<'_, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        stashed(self.stash, self.seed.deserialize(Strict::new(deserializer, self.stash)))
    }
}

/// Reads a key and keeps its text.
struct KeySeed<'k, 'de, 's, K> {
    seed: K,
    key: &'k mut Cow<'de, str>,
    stash: &'s Stash,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for KeySeed<'_, 'de, '_, K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for KeySeed<'_, 'de, '_, K> {
    type Value = K::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<K::Value, E> {
        *self.key = Cow::Borrowed(text);
        stashed(self.stash, self.seed.deserialize(BorrowedStrDeserializer::new(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<K::Value, E> {
        *self.key = Cow::Owned(text.into());
        stashed(self.stash, self.seed.deserialize(StrDeserializer::new(text)))
    }
}
