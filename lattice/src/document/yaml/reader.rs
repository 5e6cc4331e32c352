//! A serde deserializer over the events of a YAML text.

use super::scalar::Plain;
use crate::document::fault::{Fault, Stash};
use crate::error::Problem;
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, StdError, Visitor};
use serde::forward_to_deserialize_any;

/// Reads event by event. Recursion goes only as deep as the types that are read, so that no text makes it deep.
pub(super) struct Reader<'t, 's> {
    events: Parser<'t, StrInput<'t>>,
    line: usize,
    stash: &'s Stash,
}

/// What the events themselves have wrong with them; a problem of this module's own waits in the stash.
#[derive(Debug)]
pub(super) struct YamlError(String);

impl<'t, 's> Reader<'t, 's> {
    pub(super) fn new(text: &'t str, stash: &'s Stash) -> Self {
        Self { events: Parser::new_from_str(text), line: 1, stash }
    }

    /// The line of what was read last, counted from 1.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The line of what comes next, counted from 1.
    pub(super) fn next_line(&mut self) -> usize {
        match self.events.peek() {
            Some(Ok((_, span))) => span.start.line(),
            _ => self.line,
        }
    }

    /// Reads up to the first value.
    pub(super) fn start(&mut self) -> Result<(), YamlError> {
        loop {
            match self.next()? {
                Event::DocumentStart(_) => return Ok(()),
                Event::StreamEnd => return Err(YamlError("the text is empty".to_string())),
                _ => {}
            }
        }
    }

    /// Reads what comes after the last value, which is nothing.
    pub(super) fn end(&mut self) -> Result<(), YamlError> {
        loop {
            match self.next()? {
                Event::StreamEnd => return Ok(()),
                Event::DocumentStart(_) => return Err(self.refuse("several documents")),
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Result<Event<'t>, YamlError> {
        match self.events.next_event() {
            Some(Ok((event, Span { start, .. }))) => {
                self.line = start.line();
                Ok(event)
            }
            Some(Err(error)) => Err(self.broken(&error)),
            None => Err(YamlError("the text ends too early".to_string())),
        }
    }

    /// Whether the next event ends a list or an object; if so it is taken.
    fn take_end(&mut self) -> Result<bool, YamlError> {
        let is_end = match self.events.peek() {
            Some(Ok((event, _))) => matches!(event, Event::SequenceEnd | Event::MappingEnd),
            Some(Err(error)) => return Err(self.broken(&error)),
            None => false,
        };
        if is_end {
            self.next()?;
        }
        Ok(is_end)
    }

    fn broken(&mut self, error: &ScanError) -> YamlError {
        self.line = error.marker().line();
        YamlError(error.info().to_string())
    }

    fn refuse(&self, feature: &'static str) -> YamlError {
        self.stop(Problem::Yaml { feature })
    }

    fn stop(&self, problem: Problem) -> YamlError {
        self.stash.set(Some(Fault::new(problem)));
        YamlError(String::new())
    }

    /// Refuses a value with an anchor or a tag.
    fn check_bare(&self, anchor: usize, tag: Option<&Cow<'_, Tag>>) -> Result<(), YamlError> {
        match (anchor, tag) {
            (0, None) => Ok(()),
            (0, Some(_)) => Err(self.refuse("tags")),
            _ => Err(self.refuse("anchors")),
        }
    }

    fn visit_scalar<'de, V: Visitor<'de>>(
        &self,
        text: &str,
        style: ScalarStyle,
        visitor: V,
    ) -> Result<V::Value, YamlError> {
        if style != ScalarStyle::Plain {
            return visitor.visit_str(text);
        }
        match Plain::new(text) {
            Plain::Null => visitor.visit_unit(),
            Plain::Bool(value) => visitor.visit_bool(value),
            Plain::Number(number) => visitor.visit_u64(number),
            Plain::Negative(number) => visitor.visit_i64(number),
            Plain::OtherNumber => Err(self.stop(Problem::NotWhole { found: text.to_string() })),
            Plain::Text(text) => visitor.visit_str(text),
        }
    }

    /// Reads over one value, however deep.
    fn skip(&mut self) -> Result<(), YamlError> {
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'_, '_> {
    type Error = YamlError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, YamlError> {
        match self.next()? {
            Event::Scalar(text, style, anchor, tag) => {
                self.check_bare(anchor, tag.as_ref())?;
                self.visit_scalar(&text, style, visitor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_bare(anchor, tag.as_ref())?;
                visitor.visit_seq(Entries(self))
            }
            Event::MappingStart(anchor, tag) => {
                self.check_bare(anchor, tag.as_ref())?;
                visitor.visit_map(Entries(self))
            }
            Event::Alias(_) => Err(self.refuse("aliases")),
            _ => Err(YamlError("a value is missing".to_string())),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, YamlError> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

/// The entries of a list or of an object.
struct Entries<'r, 't, 's>(&'r mut Reader<'t, 's>);

impl<'de> SeqAccess<'de> for Entries<'_, '_, '_> {
    type Error = YamlError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, YamlError> {
        if self.0.take_end()? { Ok(None) } else { seed.deserialize(&mut *self.0).map(Some) }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, '_, '_> {
    type Error = YamlError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, YamlError> {
        let reader = &mut *self.0;
        if reader.take_end()? {
            return Ok(None);
        }
        match reader.next()? {
            Event::Scalar(key, style, anchor, tag) => {
                reader.check_bare(anchor, tag.as_ref())?;
                if style == ScalarStyle::Plain && key == "<<" {
                    return Err(reader.refuse("merge keys"));
                }
                // Whatever a key looks like, it is a text.
                seed.deserialize(StrDeserializer::new(&key)).map(Some)
            }
            Event::Alias(_) => Err(reader.refuse("aliases")),
            _ => Err(reader.refuse("lists and objects as keys")),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, YamlError> {
        seed.deserialize(&mut *self.0)
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl StdError for YamlError {}

impl serde::de::Error for YamlError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}
