//! Names, and which of them are declared.

use super::StructureFault;
use crate::export::{Name, Part};
use std::collections::HashSet;

#[derive(Debug)]
struct Known {
    prefix: u32,
    part: Part,
    declared: bool,
}

/// Names by number; 0 is the anonymous one.
#[derive(Debug)]
pub(crate) struct Names {
    known: Vec<Known>,
    all: HashSet<(u32, Part)>,
    declared: u32,
}

impl Names {
    pub(super) fn new() -> Self {
        let anonymous = Known { prefix: 0, part: Part::Text("".into()), declared: false };
        Self { known: vec![anonymous], all: HashSet::new(), declared: 0 }
    }

    pub(super) fn count(&self) -> u32 {
        self.known.len() as u32
    }

    pub(super) fn declared(&self) -> u32 {
        self.declared
    }

    pub(super) fn push(&mut self, index: u32, prefix: Name, part: Part) -> Result<(), StructureFault> {
        let expected = self.known.len() as u64;
        if u64::from(index) != expected {
            return Err(StructureFault::Index { found: index, expected });
        }
        self.known(prefix.0)?;
        if !self.all.insert((prefix.0, part.clone())) {
            return Err(StructureFault::Twice);
        }
        self.known.push(Known { prefix: prefix.0, part, declared: false });
        Ok(())
    }

    pub(super) fn known(&self, name: u32) -> Result<(), StructureFault> {
        if (name as usize) < self.known.len() { Ok(()) } else { Err(StructureFault::Name(name)) }
    }

    pub(super) fn declare(&mut self, name: u32) -> Result<(), StructureFault> {
        match self.known.get_mut(name as usize) {
            None => Err(StructureFault::Name(name)),
            Some(known) if known.declared || name == 0 => Err(StructureFault::Redeclared(self.dotted(Name(name)))),
            Some(known) => {
                known.declared = true;
                self.declared += 1;
                Ok(())
            }
        }
    }

    pub(super) fn is_declared(&self, name: u32) -> bool {
        self.known.get(name as usize).is_some_and(|known| known.declared)
    }

    /// Parts from the last to the first; prefixes have smaller numbers.
    fn parts(&self, name: Name) -> impl Iterator<Item = &Part> {
        let prefix = |known: &&Known| self.known.get(known.prefix as usize).filter(|_| known.prefix != 0);
        std::iter::successors(self.known.get(name.0 as usize), prefix).map(|known| &known.part)
    }

    /// The name with dots, for people.
    pub(crate) fn dotted(&self, name: Name) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.to_string(),
            Part::Number(number) => number.to_string(),
        };
        let mut parts: Vec<String> = self.parts(name).map(part).collect();
        parts.reverse();
        parts.join(".")
    }

    /// Whether a name lies under another of one part.
    pub(crate) fn lies_under(&self, name: Name, root: &str) -> bool {
        let mut parts = self.parts(name);
        let first = parts.next();
        parts.last().is_some_and(|part| first.is_some() && *part == Part::Text(root.into()))
    }
}
