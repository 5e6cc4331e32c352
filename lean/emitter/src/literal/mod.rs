//! Data of the specification as terms.

mod market;
mod program;
mod shape;
mod text;

pub(crate) use market::{MarketTerm, allocation, market};
pub(crate) use program::{Columns, RowKey, Used, tree};
pub(crate) use shape::shape;

use crate::EmitError;
use crate::export::{Record, Term, Terms};

/// The type of the elements of a list or an option, with the constructors for it.
#[derive(Clone, Copy)]
pub(crate) struct Of {
    pub(crate) list: Term,
    nil: Term,
    cons: Term,
    none: Term,
    some: Term,
}

impl Of {
    pub(crate) fn new<R: Record>(terms: &mut Terms<R>, element: Term) -> Result<Self, EmitError> {
        let mut at = |symbol| {
            let constructor = terms.symbol_at(symbol, 0)?;
            terms.apply(constructor, element)
        };
        Ok(Self {
            list: at("List")?,
            nil: at("List.nil")?,
            cons: at("List.cons")?,
            none: at("Option.none")?,
            some: at("Option.some")?,
        })
    }

    pub(crate) fn list<R: Record>(&self, terms: &mut Terms<R>, items: &[Term]) -> Result<Term, EmitError> {
        items.iter().rev().try_fold(self.nil, |rest, &item| terms.call(self.cons, &[item, rest]))
    }

    /// [`Of::list`], and the list from every place on, the empty one at the end.
    pub(crate) fn suffixes<R: Record>(&self, terms: &mut Terms<R>, items: &[Term]) -> Result<Vec<Term>, EmitError> {
        suffixes(terms, (self.nil, self.cons), items)
    }

    pub(crate) fn option<R: Record>(&self, terms: &mut Terms<R>, item: Option<Term>) -> Result<Term, EmitError> {
        match item {
            None => Ok(self.none),
            Some(item) => terms.apply(self.some, item),
        }
    }
}

/// The chain `cons item (cons item .. nil)` of a type that is not `List`.
pub(crate) fn chain<R: Record>(
    terms: &mut Terms<R>,
    (nil, cons): (&'static str, &'static str),
    items: &[Term],
) -> Result<Term, EmitError> {
    let (nil, cons) = (terms.symbol(nil)?, terms.symbol(cons)?);
    items.iter().rev().try_fold(nil, |rest, &item| terms.call(cons, &[item, rest]))
}

/// The chain from every place on, the empty one at the end.
fn suffixes<R: Record>(
    terms: &mut Terms<R>,
    (nil, cons): (Term, Term),
    items: &[Term],
) -> Result<Vec<Term>, EmitError> {
    let mut suffixes = Vec::with_capacity(items.len() + 1);
    suffixes.push(nil);
    let mut rest = nil;
    for &item in items.iter().rev() {
        rest = terms.call(cons, &[item, rest])?;
        suffixes.push(rest);
    }
    suffixes.reverse();
    Ok(suffixes)
}

/// A list of natural numbers.
pub(crate) fn naturals<R: Record>(terms: &mut Terms<R>, numbers: &[u128]) -> Result<Term, EmitError> {
    let natural = terms.symbol("Nat")?;
    let of = Of::new(terms, natural)?;
    let items = numbers.iter().map(|&number| terms.natural(number)).collect::<Result<Vec<_>, _>>()?;
    of.list(terms, &items)
}
