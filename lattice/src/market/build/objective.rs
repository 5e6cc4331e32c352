//! The objective of a document.

use super::numbers::{self, number};
use super::{Scene, USE};
use crate::document::{Objective, PerResource};
use crate::error::{At, MarketError, Problem};
use crate::market::{Level, Term};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

pub(super) fn build(objective: Objective, scene: &Scene) -> Result<Vec<Level>, MarketError> {
    let root = At::ROOT.key("objective");
    match objective {
        Objective::Named(name) => {
            named(&name).ok_or_else(|| root.fail(Problem::UnknownObjective { name: name.into() }))
        }
        Objective::Levels(levels) if levels.is_empty() => Err(root.fail(Problem::EmptyObjective)),
        Objective::Levels(levels) => {
            let build = |(position, terms)| level(terms, &root.index(position), scene);
            levels.iter().enumerate().map(build).collect()
        }
    }
}

/// The levels that a name stands for.
fn named(name: &str) -> Option<Vec<Level>> {
    let level = |terms: &[Term]| Level { terms: terms.iter().map(|&term| (term, 1)).collect() };
    match name {
        "cost" => Some(crate::market::objective::cost()),
        "throughput" => Some(vec![level(&[Term::ValueLost]), level(&[Term::Price])]),
        "latency" => Some(vec![level(&[Term::Penalty]), level(&[Term::LatencyMs]), level(&[Term::Price])]),
        _ => None,
    }
}

fn level(terms: &PerResource, at: &At<'_>, scene: &Scene) -> Result<Level, MarketError> {
    if terms.is_empty() {
        return Err(at.fail(Problem::EmptyObjective));
    }
    let read = |(name, &weight): (&String, &u64)| {
        let at = at.key(name);
        Ok((term(name, &at, scene)?, number(weight, 1, numbers::MAX, &at)?))
    };
    let mut terms = terms.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    terms.sort_unstable();
    Ok(Level { terms })
}

fn term(name: &str, at: &At<'_>, scene: &Scene) -> Result<Term, MarketError> {
    if let Some(resource) = name.strip_prefix(USE) {
        return scene.resources.find(resource, at).map(Term::Use);
    }
    Term::PLAIN
        .into_iter()
        .find_map(|(plain, term)| (plain == name).then_some(term))
        .ok_or_else(|| at.fail(Problem::UnknownTerm { name: name.into() }))
}
