//! The decision, without its explanation.

use super::registry::Entry;
use super::terms::{self, Terms};
use super::{Decision, NoProvider, Priority, Reason, Registry, Request, Score, Yardstick};
use apportion_lattice::{Money, nmic};

/// Which provider serves, by position, and in which role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Scored(usize, Score),
    Fallback(usize),
}

impl Registry {
    /// Who serves a request, given what the citizen may still spend. Linear in the number of providers; allocates nothing unless it refuses.
    ///
    /// # Errors
    /// If nobody is eligible, and there is no fallback or the request does not fit into its context: every provider with its reasons.
    pub fn route(&self, request: &Request, quota: Money) -> Result<Decision<'_>, NoProvider> {
        match self.choose(request, quota) {
            Some(choice) => Ok(self.decision(request, quota, choice)),
            None => Err(self.explain(request, quota).no_provider()),
        }
    }

    fn choose(&self, request: &Request, quota: Money) -> Option<Choice> {
        let fallback = || self.fallback_for(request.tokens).map(Choice::Fallback);
        if quota == Money::ZERO {
            return fallback();
        }
        let ask = terms::ask(request, quota);
        let eligible = || Eligible { ask, tokens: request.tokens, entries: self.entries().iter().enumerate() };
        let yardstick = Yardstick::new(request.priority, eligible().map(|(_, entry)| entry));
        let preferred = request.preferred.as_deref();
        let mut best: Option<(usize, u128)> = None;
        for (position, entry) in eligible() {
            let numerator = yardstick.numerator(entry);
            if preferred == Some(&entry.provider.id) {
                best = Some((position, numerator));
                break;
            }
            // Only a greater score replaces an earlier one.
            if best.is_none_or(|(_, most)| numerator > most) {
                best = Some((position, numerator));
            }
        }
        match best {
            Some((position, numerator)) => Some(Choice::Scored(position, Score::new(numerator, &yardstick))),
            None => fallback(),
        }
    }

    /// The decision that a choice is.
    pub(super) fn decision(&self, request: &Request, quota: Money, choice: Choice) -> Decision<'_> {
        let (position, score) = match choice {
            Choice::Scored(position, score) => (position, Some(score)),
            Choice::Fallback(position) => (position, None),
        };
        let provider = &self.entry(position).provider;
        // Exact and below 2^63, since the request fits into the context.
        let cost = nmic(provider.price_per_token.nmic().saturating_mul(request.tokens));
        let (quota_remaining, fallback) = match choice {
            Choice::Scored(..) => {
                let fallback = self.fallback_for(request.tokens).map(|position| &*self.entry(position).provider.id);
                (nmic(quota.nmic().saturating_sub(cost.nmic())), fallback)
            }
            Choice::Fallback(_) => (quota, None),
        };
        let reason = match (choice, request.priority) {
            (Choice::Fallback(_), _) => Reason::Fallback,
            (_, Priority::QualityOptimized) => {
                Reason::Quality { quality: provider.quality, quality_min: request.quality_min }
            }
            _ => Reason::Optimal { cost, latency: provider.latency },
        };
        Decision { provider: &provider.id, cost, latency: provider.latency, quota_remaining, fallback, reason, score }
    }
}

/// The eligible providers with their positions, in order.
struct Eligible<'r> {
    ask: Terms,
    tokens: u64,
    entries: core::iter::Enumerate<core::slice::Iter<'r, Entry>>,
}

impl<'r> Iterator for Eligible<'r> {
    type Item = (usize, &'r Entry);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.find(|(_, entry)| self.ask.covered_by(&terms::supply(entry, self.tokens)))
    }
}
