//! Finds the declaration that a line of a witness belongs to.

use crate::export::{Name, Part, Record, Term, Universe};
use crate::theory::Theory;
use std::collections::HashMap;
use std::io;

/// Counts the lines of a witness that is written anew.
pub(super) struct Locate {
    wanted: u64,
    lines: u64,
    names: HashMap<u32, String>,
    found: Option<String>,
}

impl Locate {
    pub(super) fn new(theory: &Theory, wanted: u64) -> Self {
        let lines = theory.text().iter().filter(|byte| **byte == b'\n').count() as u64;
        Self { wanted, lines, names: HashMap::new(), found: None }
    }

    /// The declaration, by its name.
    pub(super) fn found(self) -> Option<String> {
        self.found
    }

    fn declared(&mut self, name: Name) -> io::Result<()> {
        self.lines += 1;
        if self.lines >= self.wanted && self.found.is_none() {
            self.found = self.names.get(&name.0).cloned();
        }
        Ok(())
    }
}

impl Record for Locate {
    fn name(&mut self, name: Name, prefix: Name, part: &Part) -> io::Result<()> {
        self.lines += 1;
        let own = match part {
            Part::Text(text) => text.to_string(),
            Part::Number(number) => number.to_string(),
        };
        let dotted = self.names.get(&prefix.0).map_or_else(|| own.clone(), |prefix| format!("{prefix}.{own}"));
        self.names.insert(name.0, dotted);
        Ok(())
    }

    fn constant(&mut self, _: Term, _: Name, _: Universe) -> io::Result<()> {
        self.lines += 1;
        Ok(())
    }

    fn apply(&mut self, _: Term, _: Term, _: Term) -> io::Result<()> {
        self.lines += 1;
        Ok(())
    }

    fn natural(&mut self, _: Term, _: &str) -> io::Result<()> {
        self.lines += 1;
        Ok(())
    }

    fn definition(&mut self, name: Name, _: Term, _: Term) -> io::Result<()> {
        self.declared(name)
    }

    fn theorem(&mut self, name: Name, _: Term, _: Term) -> io::Result<()> {
        self.declared(name)
    }
}
