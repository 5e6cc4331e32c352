//! The structure of an export file: numbered without gaps, nothing twice, nothing named before it is there.
//!
//! No types are checked: that is a kernel's work. Time and memory are linear in the bytes read.

mod expressions;
mod fault;
mod lines;
mod names;

pub use fault::{Fault, StructureFault};
pub(crate) use lines::Lines;

use crate::export::Name;
use crate::export::line::{self, Declaration, Expression, Item, Kind, Level};
use expressions::Expressions;
use names::Names;
use std::collections::HashSet;
use std::io::BufRead;

/// What an export file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Lines.
    pub lines: u64,
    /// Names, the anonymous one not counted.
    pub names: u32,
    /// Expressions.
    pub expressions: u32,
    /// Constants declared.
    pub constants: u32,
}

/// Checks the structure of an export file, such as a witness.
///
/// # Errors
/// The first line that is at fault.
pub fn validate(file: impl BufRead) -> Result<Counts, Fault> {
    let (mut lines, mut scan) = (Lines::new(file), Scan::new());
    while let Some(line) = lines.next()? {
        scan.take(line).map_err(|fault| Fault { line: lines.number(), fault })?;
    }
    scan.finish().map_err(|fault| Fault { line: lines.number(), fault })?;
    Ok(scan.counts(lines.number()))
}

/// The lines so far.
pub(crate) struct Scan {
    started: bool,
    names: Names,
    levels: HashSet<Level>,
    expressions: Expressions,
}

/// What is declared in a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Stated {
    /// A name, or the first line.
    Name,
    Level,
    Expression(Form),
    /// What is declared, and the first name that it declares.
    Declaration(Kind, Name),
}

/// Forms of expressions: those that witnesses have, and others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    Data,
    Other,
}

impl Scan {
    pub(crate) fn new() -> Self {
        Self { started: false, names: Names::new(), levels: HashSet::new(), expressions: Expressions::default() }
    }

    /// Takes a line.
    pub(crate) fn take(&mut self, line: &str) -> Result<Stated, StructureFault> {
        let item = line::read(line).map_err(|malformed| StructureFault::Malformed(malformed.0))?;
        if self.started == (item == Item::Meta) {
            return Err(StructureFault::Start);
        }
        self.started = true;
        match item {
            Item::Meta => Ok(Stated::Name),
            Item::Name { index, prefix, part } => {
                self.names.push(index, Name(prefix), part)?;
                Ok(Stated::Name)
            }
            Item::Level { index, level } => {
                self.level(index, level)?;
                Ok(Stated::Level)
            }
            Item::Expression { index, expression } => Ok(Stated::Expression(self.expression(index, expression)?)),
            Item::Declaration(declaration) => self.declare(&declaration),
        }
    }

    /// Whether the file may end here.
    pub(crate) fn finish(&self) -> Result<(), StructureFault> {
        if self.started { Ok(()) } else { Err(StructureFault::Start) }
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    fn counts(&self, lines: u64) -> Counts {
        Counts {
            lines,
            names: self.names.count().saturating_sub(1),
            expressions: self.expressions.count(),
            constants: self.names.declared(),
        }
    }

    fn level(&mut self, index: u32, level: Level) -> Result<(), StructureFault> {
        let expected = self.levels.len() as u64 + 1;
        if u64::from(index) != expected {
            return Err(StructureFault::Index { found: index, expected });
        }
        match level {
            Level::Succ(below) => self.known_level(below)?,
            Level::Max(a, b) | Level::Imax(a, b) => {
                self.known_level(a)?;
                self.known_level(b)?;
            }
            Level::Parameter(name) => self.names.known(name)?,
        }
        if self.levels.insert(level) { Ok(()) } else { Err(StructureFault::Twice) }
    }

    fn known_level(&self, level: u32) -> Result<(), StructureFault> {
        // Level 0 is not written.
        if level as usize <= self.levels.len() { Ok(()) } else { Err(StructureFault::Level(level)) }
    }

    fn expression(&mut self, index: u32, expression: Expression) -> Result<Form, StructureFault> {
        let form = match &expression {
            Expression::Constant { .. } | Expression::Apply { .. } | Expression::Natural(_) => Form::Data,
            _ => Form::Other,
        };
        match &expression {
            Expression::Sort(level) => self.known_level(*level)?,
            Expression::Constant { name, universes } => {
                self.names.known(*name)?;
                universes.iter().try_for_each(|&level| self.known_level(level))?;
            }
            Expression::Lambda(binder) | Expression::Pi(binder) => self.names.known(binder.name)?,
            Expression::Let { name, .. } | Expression::Projection { name, .. } => self.names.known(*name)?,
            Expression::Natural(digits) => natural(digits)?,
            Expression::Bound(_) | Expression::Apply { .. } | Expression::Text(_) => {}
        }
        self.expressions.push(index, expression, &self.names)?;
        Ok(form)
    }

    fn declare(&mut self, declaration: &Declaration) -> Result<Stated, StructureFault> {
        declaration.names.iter().chain(&declaration.declares).try_for_each(|&name| self.names.known(name))?;
        declaration.expressions.iter().try_for_each(|&expression| self.expressions.known(expression))?;
        let first =
            *declaration.declares.first().ok_or_else(|| StructureFault::Malformed("declares nothing".into()))?;
        // Only an inductive type may speak of what it declares.
        let recursive = declaration.kind == Kind::Inductive;
        if !recursive {
            self.expressions.declared(&declaration.expressions, &self.names)?;
        }
        declaration.declares.iter().try_for_each(|&name| self.names.declare(name))?;
        if recursive {
            self.expressions.declared(&declaration.expressions, &self.names)?;
        }
        Ok(Stated::Declaration(declaration.kind, Name(first)))
    }
}

/// Decimal digits without leading zeros.
fn natural(digits: &str) -> Result<(), StructureFault> {
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if all && (digits == "0" || !digits.starts_with('0')) { Ok(()) } else { Err(StructureFault::Natural) }
}
