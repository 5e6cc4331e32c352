//! Markets written as YAML 1.2, as far as it says what JSON can say: no anchors, aliases, tags, merge keys or second documents.

mod reader;
mod scalar;

use super::fault::{Fault, Stash};
use super::strict::Strict;
use super::{Document, locate};
use crate::error::{MarketError, Path};
use crate::market::Market;
use reader::Reader;
use serde::Deserialize;

impl Market {
    /// Reads a market written as YAML. It has the hash of the same market written as JSON.
    ///
    /// Plain words are texts unless they are decimal numbers, `true`, `false` or `null`; what else looks like a number, such as `1.0`, `0x1f` or
    /// `007`, is refused, and is a text only in quotation marks.
    ///
    /// # Errors
    /// If the text is not YAML of this kind, or not a valid market; the error names the path and the line. Time and memory are linear in the
    /// length of the text, whatever it says.
    pub fn from_yaml(text: &str) -> Result<Self, MarketError> {
        let document = read(text)?;
        Self::from_document(document).map_err(|error| {
            let line = line_of(text, error.path());
            error.at_line(line)
        })
    }
}

fn read(text: &str) -> Result<Document, MarketError> {
    let stash = Stash::default();
    let mut reader = Reader::new(text, &stash);
    let start = reader.start().map_err(|error| Fault::caught(&stash, &error));
    let document = start.and_then(|()| Document::deserialize(Strict::new(&mut reader, &stash)));
    let checked = document.and_then(|document| {
        let end = reader.end().map_err(|error| Fault::caught(&stash, &error));
        end.map(|()| document)
    });
    checked.map_err(|fault| fault.into_error().at_line(Some(reader.line())))
}

/// The line on which the value at `path` starts.
fn line_of(text: &str, path: &Path) -> Option<usize> {
    let stash = Stash::default();
    let mut reader = Reader::new(text, &stash);
    reader.start().ok()?;
    let found = locate::seek(path, &mut reader).is_err();
    found.then(|| reader.next_line())
}
