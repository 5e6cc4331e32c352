//! What a writer of terms tells whoever records them.

use std::io;

/// The number of a name; 0 is the anonymous one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Name(pub(crate) u32);

/// The number of an expression.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Term(pub(crate) u32);

/// What a name adds to the name before it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Part {
    Text(Box<str>),
    Number(u32),
}

/// The universe arguments of a constant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Universe {
    /// None.
    Monomorphic,
    /// One: the level of this number.
    Level(u32),
}

/// Receives new names, expressions and declarations in order; what is known already is not repeated.
pub(crate) trait Record {
    fn name(&mut self, name: Name, prefix: Name, part: &Part) -> io::Result<()>;
    fn constant(&mut self, term: Term, name: Name, universe: Universe) -> io::Result<()>;
    fn apply(&mut self, term: Term, function: Term, argument: Term) -> io::Result<()>;
    /// A natural number, by its decimal digits.
    fn natural(&mut self, term: Term, digits: &str) -> io::Result<()>;
    fn definition(&mut self, name: Name, statement: Term, value: Term) -> io::Result<()>;
    fn theorem(&mut self, name: Name, statement: Term, proof: Term) -> io::Result<()>;
}
