//! The decision with every number that led to it.

use super::decide::Choice;
use super::registry::Entry;
use super::terms;
use super::{Decision, NoProvider, Parts, Priority, Refusal, Refused, Registry, Request, Score, Yardstick};
use apportion_lattice::Money;
use core::fmt;

/// Why a request is routed as it is: every provider with its refusals or its score, from which a reader can recompute the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation<'r> {
    /// The priority of the request.
    pub priority: Priority,
    /// What prices and latencies are divided by.
    pub yardstick: Yardstick,
    /// Every provider, in the registry's order.
    pub candidates: Vec<Candidate<'r>>,
    /// The decision; `None` if nobody can serve the request.
    pub decision: Option<Decision<'r>>,
}

/// One provider, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate<'r> {
    /// Its id.
    pub provider: &'r str,
    /// What was found.
    pub verdict: Verdict,
}

/// Whether a provider is eligible, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not, for all of these reasons, at least one.
    Refused(Vec<Refusal>),
    /// It is.
    Eligible {
        /// What its score is made of.
        parts: Parts,
        /// The score.
        score: Score,
    },
}

impl Registry {
    /// Explains [`Registry::route`]: the same decision from the same rules, each of them written out. It allocates.
    pub fn explain(&self, request: &Request, quota: Money) -> Explanation<'_> {
        let refusals: Vec<Vec<Refusal>> = self.entries().iter().map(|entry| refusals(entry, request, quota)).collect();
        let judged = || self.entries().iter().zip(&refusals);
        let eligible = judged().filter(|(_, refusals)| refusals.is_empty()).map(|(entry, _)| entry);
        let yardstick = Yardstick::new(request.priority, eligible);
        let candidates: Vec<_> = judged().map(|(entry, refusals)| candidate(entry, refusals, &yardstick)).collect();
        let choice = preferred(&candidates, request)
            .or_else(|| best(&candidates))
            .or_else(|| self.fallback_for(request.tokens).map(Choice::Fallback));
        let decision = choice.map(|choice| self.decision(request, quota, choice));
        Explanation { priority: request.priority, yardstick, candidates, decision }
    }
}

fn refusals(entry: &Entry, request: &Request, quota: Money) -> Vec<Refusal> {
    let exhausted = (quota == Money::ZERO).then_some(Refusal::QuotaExhausted);
    let gaps = terms::ask(request, quota).gaps(&terms::supply(entry, request.tokens));
    exhausted.into_iter().chain(gaps).collect()
}

fn candidate<'r>(entry: &'r Entry, refusals: &[Refusal], yardstick: &Yardstick) -> Candidate<'r> {
    let verdict = if refusals.is_empty() {
        let parts = yardstick.parts(entry);
        Verdict::Eligible { parts, score: Score::new(parts.numerator(), yardstick) }
    } else {
        Verdict::Refused(refusals.to_vec())
    };
    Candidate { provider: &entry.provider.id, verdict }
}

impl Candidate<'_> {
    /// The score, if the provider is eligible.
    pub fn score(&self) -> Option<Score> {
        match self.verdict {
            Verdict::Eligible { score, .. } => Some(score),
            Verdict::Refused(_) => None,
        }
    }
}

fn preferred(candidates: &[Candidate<'_>], request: &Request) -> Option<Choice> {
    let position = candidates.iter().position(|candidate| Some(candidate.provider) == request.preferred.as_deref())?;
    candidates[position].score().map(|score| Choice::Scored(position, score))
}

/// The best score, and of equal ones the first.
fn best(candidates: &[Candidate<'_>]) -> Option<Choice> {
    let scored = candidates.iter().enumerate().filter_map(|(position, candidate)| Some((position, candidate.score()?)));
    // `min_by_key` returns the first of equal elements.
    let (position, score) = scored.min_by_key(|(_, score)| core::cmp::Reverse(score.numerator()))?;
    Some(Choice::Scored(position, score))
}

impl Explanation<'_> {
    /// The refusals alone, as the error that they make.
    pub(super) fn no_provider(self) -> NoProvider {
        let refused = |candidate: Candidate<'_>| match candidate.verdict {
            Verdict::Refused(reasons) => Some(Refused { provider: candidate.provider.to_owned(), reasons }),
            Verdict::Eligible { .. } => None,
        };
        NoProvider { unsat_core: self.candidates.into_iter().filter_map(refused).collect() }
    }
}

/// One line per provider, then the decision.
impl fmt::Display for Explanation<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weights = self.priority.weights();
        writeln!(
            formatter,
            "{}: {} % cost, {} % latency, {} % quality, {} % reliability",
            self.priority,
            weights.cost_percent,
            weights.latency_percent,
            weights.quality_percent,
            weights.reliability_percent
        )?;
        writeln!(
            formatter,
            "scores are over {}, with {} nMIC per token and {} ms as 1",
            self.yardstick.denominator(),
            self.yardstick.price_per_token().nmic(),
            self.yardstick.latency().as_millis()
        )?;
        let width = self.candidates.iter().map(|candidate| candidate.provider.len()).max().unwrap_or(0);
        for Candidate { provider, verdict } in &self.candidates {
            write!(formatter, "  {provider:width$}  ")?;
            match verdict {
                Verdict::Eligible { parts: Parts { cost, latency, quality, reliability, factor }, score } => {
                    let times = if *factor == 1 { String::new() } else { format!(" * {factor}") };
                    writeln!(formatter, "{score} = ({cost} + {latency} + {quality} + {reliability}){times}")?;
                }
                Verdict::Refused(reasons) => {
                    let reasons: Vec<String> = reasons.iter().map(Refusal::to_string).collect();
                    writeln!(formatter, "refused: {}", reasons.join("; "))?;
                }
            }
        }
        match &self.decision {
            Some(decision) => writeln!(formatter, "{}: {}", decision.provider, decision.reason),
            None => writeln!(formatter, "No provider can serve this request"),
        }
    }
}
