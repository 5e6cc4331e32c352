//! The decisions on the way to a node.

use crate::EmitError;
use crate::export::{Record, Term, Terms};
use std::collections::BTreeMap;

/// The option of a block lies at the places `low..high`, or, if not `inside`, it does not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision {
    pub(super) block: u32,
    pub(super) low: u32,
    pub(super) high: u32,
    pub(super) inside: bool,
}

impl Decision {
    pub(super) fn allows(&self, place: u32) -> bool {
        (self.low..self.high).contains(&place) == self.inside
    }
}

/// Decisions from the root on, with the term of type `Path` for each prefix.
pub(super) struct Path {
    decisions: Vec<Decision>,
    terms: Vec<Term>,
    by_block: BTreeMap<u32, Vec<Decision>>,
}

impl Path {
    pub(super) fn root<R: Record>(terms: &mut Terms<R>) -> Result<Self, EmitError> {
        let nil = terms.symbol("Apportion.Path.nil")?;
        Ok(Self { decisions: Vec::new(), terms: vec![nil], by_block: BTreeMap::new() })
    }

    pub(super) fn enter<R: Record>(&mut self, terms: &mut Terms<R>, decision: Decision) -> Result<(), EmitError> {
        let inside = terms.symbol(if decision.inside { "Bool.true" } else { "Bool.false" })?;
        let [block, low, high] =
            [decision.block, decision.low, decision.high].map(|number| terms.natural(number.into()));
        let fields = [block?, low?, high?, inside, self.term()?];
        self.terms.push(terms.call_symbol("Apportion.Path.cons", &fields)?);
        self.decisions.push(decision);
        self.by_block.entry(decision.block).or_default().push(decision);
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.terms.pop();
        if let Some(decision) = self.decisions.pop()
            && let Some(decisions) = self.by_block.get_mut(&decision.block)
        {
            decisions.pop();
            if decisions.is_empty() {
                self.by_block.remove(&decision.block);
            }
        }
    }

    pub(super) fn term(&self) -> Result<Term, EmitError> {
        self.terms.last().copied().ok_or(EmitError::Size)
    }

    /// Whether nothing is decided.
    pub(super) fn is_root(&self) -> bool {
        self.decisions.is_empty()
    }

    /// From the root on.
    pub(super) fn decisions(&self) -> impl Iterator<Item = Decision> + '_ {
        self.decisions.iter().copied()
    }

    /// The blocks that decisions concern, ascending.
    pub(super) fn blocks(&self) -> impl Iterator<Item = u32> + '_ {
        self.by_block.keys().copied()
    }

    /// Whether the option at a place of a block is allowed.
    pub(super) fn allows(&self, block: u32, place: u32) -> bool {
        self.by_block.get(&block).is_none_or(|decisions| decisions.iter().all(|decision| decision.allows(place)))
    }
}
