//! Markets written as JSON.

use super::fault::{Fault, Stash};
use super::strict::Strict;
use super::{Document, locate};
use crate::error::{MarketError, Path, Problem};
use crate::market::Market;
use alloc::format;
use alloc::string::ToString;
use serde::Deserialize;
use serde::de::IgnoredAny;

impl Market {
    /// Reads a market written as JSON.
    ///
    /// # Errors
    /// If the text is not JSON, or not a valid market; the error names the path and the line. Time and memory are linear in the length of the
    /// text, whatever it says.
    pub fn from_json(text: &str) -> Result<Self, MarketError> {
        let document = read(text)?;
        Self::from_document(document).map_err(|error| {
            let line = line_of(text, error.path());
            error.at_line(line)
        })
    }
}

/// The document that the text states; any valid JSON of the right shape.
pub(super) fn read(text: &str) -> Result<Document, MarketError> {
    let stash = Stash::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let document = Document::deserialize(Strict::new(&mut reader, &stash));
    let checked = document.and_then(|document| match reader.end() {
        Ok(()) => Ok(document),
        Err(error) => Err(Fault::caught(&stash, &error)),
    });
    checked.map_err(|fault| match serde_json::from_str::<IgnoredAny>(text) {
        // Not JSON at all, here or further on; what was met first counts.
        Err(error) if fault.is_syntax() => {
            let message = error.to_string();
            let position = format!(" at line {} column {}", error.line(), error.column());
            let message = message.strip_suffix(&position).unwrap_or(&message).to_string();
            fault.with(Problem::Syntax { message }).into_error().at_line(Some(error.line()))
        }
        _ => {
            let error = fault.into_error();
            let line = line_of(text, error.path());
            error.at_line(line)
        }
    })
}

/// The line on which the value at `path` starts.
fn line_of(text: &str, path: &Path) -> Option<usize> {
    let mut reader = serde_json::Deserializer::from_str(text);
    // Before anything is read, serde_json counts line 0.
    locate::seek(path, &mut reader).err().map(|error| error.line().max(1))
}
