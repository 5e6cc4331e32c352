//! Terms, each written once.

use super::line::{Item, Level};
use super::{Name, Part, Record, Term, Universe};
use crate::EmitError;
use crate::source::Known;
use apportion_certs::U256;
use foldhash::{HashMap, HashMapExt};

/// What is written already.
#[derive(Clone, Default)]
pub(crate) struct Tables {
    names: HashMap<(u32, Part), u32>,
    levels: HashMap<u32, u32>,
    constants: HashMap<(u32, Universe), u32>,
    /// By function and argument. Nearly all expressions are of this kind.
    applications: HashMap<(u32, u32), u32>,
    naturals: HashMap<u128, u32>,
    /// By digits: from 2^128 on.
    large: HashMap<Box<str>, u32>,
    name_count: u32,
    expression_count: u32,
}

impl Tables {
    /// Takes note of a line that is there.
    pub(crate) fn note(&mut self, item: &Item) {
        match item {
            Item::Name { index, prefix, part } => {
                self.names.insert((*prefix, part.clone()), *index);
                self.name_count = index + 1;
            }
            Item::Level { index, level: Level::Succ(below) } => {
                self.levels.insert(*below, *index);
            }
            Item::Expression { index, expression } => {
                self.expression_count = index + 1;
                self.note_expression(*index, expression);
            }
            Item::Level { .. } | Item::Meta | Item::Declaration(_) => {}
        }
    }

    fn note_expression(&mut self, index: u32, expression: &super::line::Expression) {
        use super::line::Expression;
        match expression {
            Expression::Constant { name, universes } => {
                let universe = match universes.as_slice() {
                    [] => Universe::Monomorphic,
                    &[level] => Universe::Level(level),
                    _ => return,
                };
                self.constants.insert((*name, universe), index);
            }
            Expression::Apply { function, argument } => {
                self.applications.insert((*function, *argument), index);
            }
            Expression::Natural(digits) => match digits.parse() {
                Ok(number) => {
                    self.naturals.insert(number, index);
                }
                Err(_) => {
                    self.large.insert(digits.clone(), index);
                }
            },
            _ => {}
        }
    }
}

impl Tables {
    /// Names with dots, by number.
    pub(crate) fn dotted(&self) -> Vec<Box<str>> {
        let mut ordered: Vec<(u32, u32, &Part)> =
            self.names.iter().map(|((prefix, part), index)| (*index, *prefix, part)).collect();
        ordered.sort_unstable_by_key(|name| name.0);
        let mut dotted: Vec<Box<str>> = vec!["".into()];
        for (_, prefix, part) in ordered {
            let before = dotted.get(prefix as usize).cloned().unwrap_or_default();
            let dot = if before.is_empty() { "" } else { "." };
            dotted.push(match part {
                Part::Text(text) => format!("{before}{dot}{text}").into(),
                Part::Number(number) => format!("{before}{dot}{number}").into(),
            });
        }
        dotted
    }

    /// Constants, applications and numbers, by number; `None` for expressions of other forms.
    pub(crate) fn expressions(&self) -> Vec<Option<Known>> {
        let mut expressions: Vec<Option<Known>> = Vec::new();
        expressions.resize_with(self.expression_count as usize, || None);
        let mut set = |index: u32, known| {
            if let Some(expression) = expressions.get_mut(index as usize) {
                *expression = Some(known);
            }
        };
        self.constants.iter().for_each(|((name, _), index)| set(*index, Known::Constant(*name)));
        for (&(function, argument), &index) in &self.applications {
            set(index, Known::Apply(function, argument));
        }
        self.naturals.iter().for_each(|(number, index)| set(*index, Known::Natural(number.to_string().into())));
        self.large.iter().for_each(|(digits, index)| set(*index, Known::Natural(digits.clone())));
        expressions
    }
}

/// Writes terms to a [`Record`], each once.
pub(crate) struct Terms<R> {
    tables: Tables,
    symbols: HashMap<&'static str, Term>,
    pub(crate) record: R,
}

impl<R: Record> Terms<R> {
    pub(crate) fn new(tables: Tables, record: R) -> Self {
        Self { tables, symbols: HashMap::new(), record }
    }

    /// Names and expressions written so far, those of the theory included.
    pub(crate) fn counts(&self) -> (u32, u32) {
        (self.tables.name_count, self.tables.expression_count)
    }

    fn fresh(&mut self) -> Result<u32, EmitError> {
        let index = self.tables.expression_count;
        self.tables.expression_count = index.checked_add(1).ok_or(EmitError::Size)?;
        Ok(index)
    }

    /// A name of the witness.
    pub(crate) fn name(&mut self, prefix: Name, part: Part) -> Result<Name, EmitError> {
        let key = (prefix.0, part);
        if let Some(&known) = self.tables.names.get(&key) {
            return Ok(Name(known));
        }
        let index = self.tables.name_count;
        self.tables.name_count = index.checked_add(1).ok_or(EmitError::Size)?;
        self.record.name(Name(index), prefix, &key.1)?;
        self.tables.names.insert(key, index);
        Ok(Name(index))
    }

    /// A constant of the theory, by its dotted name.
    fn known(&mut self, dotted: &'static str, universe: Universe) -> Result<Term, EmitError> {
        let mut name = Name(0);
        for part in dotted.split('.') {
            let found = self.tables.names.get(&(name.0, Part::Text(part.into())));
            name = Name(*found.ok_or(EmitError::Theory(dotted))?);
        }
        self.constant(name, universe)
    }

    /// A monomorphic constant of the theory, by its dotted name.
    pub(crate) fn symbol(&mut self, dotted: &'static str) -> Result<Term, EmitError> {
        if let Some(&known) = self.symbols.get(dotted) {
            return Ok(known);
        }
        let term = self.known(dotted, Universe::Monomorphic)?;
        self.symbols.insert(dotted, term);
        Ok(term)
    }

    /// A constant of the theory at universe level 0 or 1.
    pub(crate) fn symbol_at(&mut self, dotted: &'static str, level: u32) -> Result<Term, EmitError> {
        if let Some(&known) = self.symbols.get(dotted) {
            return Ok(known);
        }
        let number = match level {
            0 => 0,
            _ => *self.tables.levels.get(&0).ok_or(EmitError::Theory("the universe level 1"))?,
        };
        let term = self.known(dotted, Universe::Level(number))?;
        self.symbols.insert(dotted, term);
        Ok(term)
    }

    pub(crate) fn constant(&mut self, name: Name, universe: Universe) -> Result<Term, EmitError> {
        if let Some(&known) = self.tables.constants.get(&(name.0, universe)) {
            return Ok(Term(known));
        }
        let index = self.fresh()?;
        self.tables.constants.insert((name.0, universe), index);
        self.record.constant(Term(index), name, universe)?;
        Ok(Term(index))
    }

    pub(crate) fn apply(&mut self, function: Term, argument: Term) -> Result<Term, EmitError> {
        let next = self.tables.expression_count;
        let term = *self.tables.applications.entry((function.0, argument.0)).or_insert(next);
        if term == next {
            self.fresh()?;
            self.record.apply(Term(term), function, argument)?;
        }
        Ok(Term(term))
    }

    /// A function of several arguments.
    pub(crate) fn call(&mut self, function: Term, arguments: &[Term]) -> Result<Term, EmitError> {
        arguments.iter().try_fold(function, |function, &argument| self.apply(function, argument))
    }

    /// [`Terms::call`] of a constant of the theory.
    pub(crate) fn call_symbol(&mut self, dotted: &'static str, arguments: &[Term]) -> Result<Term, EmitError> {
        let function = self.symbol(dotted)?;
        self.call(function, arguments)
    }

    pub(crate) fn natural(&mut self, number: u128) -> Result<Term, EmitError> {
        if let Some(&known) = self.tables.naturals.get(&number) {
            return Ok(Term(known));
        }
        let index = self.fresh()?;
        self.tables.naturals.insert(number, index);
        self.record.natural(Term(index), itoa::Buffer::new().format(number))?;
        Ok(Term(index))
    }

    pub(crate) fn natural_wide(&mut self, number: U256) -> Result<Term, EmitError> {
        match number.to_u128() {
            Some(number) => self.natural(number),
            None => self.natural_digits(&number.to_string()),
        }
    }

    /// A natural number of at least 2^128, by its digits.
    pub(crate) fn natural_digits(&mut self, digits: &str) -> Result<Term, EmitError> {
        if let Some(&known) = self.tables.large.get(digits) {
            return Ok(Term(known));
        }
        let index = self.fresh()?;
        self.tables.large.insert(digits.into(), index);
        self.record.natural(Term(index), digits)?;
        Ok(Term(index))
    }

    /// Declares a definition; the constant that it defines.
    pub(crate) fn define(&mut self, name: Name, statement: Term, value: Term) -> Result<Term, EmitError> {
        self.record.definition(name, statement, value)?;
        self.constant(name, Universe::Monomorphic)
    }

    /// Declares the last theorem.
    pub(crate) fn claim(&mut self, name: Name, statement: Term, proof: Term) -> Result<(), EmitError> {
        Ok(self.record.theorem(name, statement, proof)?)
    }

    /// Declares a theorem; the constant that proves it.
    pub(crate) fn theorem(&mut self, name: Name, statement: Term, proof: Term) -> Result<Term, EmitError> {
        self.record.theorem(name, statement, proof)?;
        self.constant(name, Universe::Monomorphic)
    }
}
