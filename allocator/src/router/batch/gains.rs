//! What a request gains by each provider that could serve it.

use super::points::{Points, Scale};
use crate::router::{Registry, Request, Score};
use apportion_lattice::Money;

/// The providers that could serve a request, by position in the registry, with what it gains by each.
pub(super) struct Gains {
    pub(super) options: Vec<Gain>,
}

/// What a request gains by one provider.
pub(super) struct Gain {
    pub(super) position: usize,
    provider: String,
    worth: Worth,
}

#[derive(Clone, Copy)]
enum Worth {
    /// The fallback, though it is not eligible.
    Nothing,
    Score(Score),
    /// The preferred provider: nothing scores above it.
    One,
}

impl Gains {
    pub(super) fn new(registry: &Registry, request: &Request, quota: Money) -> Self {
        let fallback = registry.fallback_for(request.tokens);
        let candidates = registry.explain(request, quota).candidates;
        let gain = |(position, candidate): (usize, crate::router::Candidate<'_>)| {
            let worth = match candidate.score() {
                Some(_) if request.preferred.as_deref() == Some(candidate.provider) => Worth::One,
                Some(score) => Worth::Score(score),
                None if fallback == Some(position) => Worth::Nothing,
                None => return None,
            };
            Some(Gain { position, provider: candidate.provider.to_owned(), worth })
        };
        Self { options: candidates.into_iter().enumerate().filter_map(gain).collect() }
    }

    pub(super) fn scores(&self) -> impl Iterator<Item = Score> {
        self.options.iter().filter_map(|option| match option.worth {
            Worth::Score(score) => Some(score),
            Worth::Nothing | Worth::One => None,
        })
    }

    /// What the request gains by a provider, or by none.
    pub(super) fn gain(&self, provider: Option<&str>, scale: Scale) -> Points {
        let option = provider.and_then(|id| self.options.iter().find(|option| option.provider == id));
        let units = match option {
            Some(option) => i128::from(option.units(scale)),
            None => -i128::from(scale.units_per_one()),
        };
        scale.points(units)
    }
}

impl Gain {
    /// The gain in units, from 0 to that of a score of 1.
    pub(super) fn units(&self, scale: Scale) -> u64 {
        match self.worth {
            Worth::Nothing => 0,
            Worth::Score(score) => scale.units(score),
            Worth::One => scale.units_per_one(),
        }
    }
}
