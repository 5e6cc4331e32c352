//! What holds for every decision.

use crate::oracle::{self, Fraction};
use crate::sample::{self, Question, question};
use apportion_allocator::router::{Candidate, Normalisation, Priority, Registry, Request, Score, Verdict};
use apportion_lattice::{Money, nmic};
use proptest::prelude::*;

fn fraction(score: Score) -> Fraction {
    Fraction::new(score.numerator(), score.denominator())
}

/// Decision and explanation agree, and the explanation adds up.
fn explained(registry: &Registry, request: &Request, quota: Money) -> Result<(), TestCaseError> {
    let explanation = registry.explain(request, quota);
    let route = registry.route(request, quota);
    prop_assert_eq!(explanation.decision, route.as_ref().ok().copied());
    for Candidate { verdict, .. } in &explanation.candidates {
        match verdict {
            Verdict::Eligible { parts, score } => {
                prop_assert_eq!(parts.numerator(), score.numerator());
                prop_assert_eq!(score.denominator(), explanation.yardstick.denominator());
                prop_assert!(score.numerator() <= score.denominator());
            }
            Verdict::Refused(reasons) => prop_assert!(!reasons.is_empty()),
        }
    }
    if let Err(refused) = route {
        let verdicts: Vec<_> = explanation.candidates.into_iter().map(|candidate| candidate.verdict).collect();
        let core: Vec<_> = refused.unsat_core.into_iter().map(|refused| Verdict::Refused(refused.reasons)).collect();
        prop_assert_eq!(core, verdicts);
    }
    Ok(())
}

fn scaled(registry: &Registry, prices: u64, latencies: u32) -> Registry {
    let providers = registry.providers().cloned().map(|mut provider| {
        provider.price_per_token = nmic(provider.price_per_token.nmic() * prices);
        provider.latency *= latencies;
        provider
    });
    let scaled = Registry::new(providers).expect("in range");
    match registry.fallback() {
        Some(fallback) => scaled.with_fallback(&fallback.id).expect("listed"),
        None => scaled,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_decision_is_the_definition(Question { registry, request, quota } in question()) {
        let decision = registry.route(&request, quota).ok();
        let found = decision.map(|decision| (decision.provider, decision.score.is_none()));
        prop_assert_eq!(found, oracle::decide(&registry, &request, quota));
    }

    #[test]
    fn who_is_chosen_is_eligible_and_nobody_scores_more(Question { registry, request, quota } in question()) {
        let Ok(decision) = registry.route(&request, quota) else { return Ok(()) };
        let Some(score) = decision.score else { return Ok(()) };
        let chosen = registry.provider(decision.provider).expect("listed");
        prop_assert!(oracle::is_eligible(chosen, &request, quota));
        prop_assert!(decision.cost <= quota);
        prop_assert_eq!(decision.quota_remaining.nmic() + decision.cost.nmic(), quota.nmic());
        prop_assert_eq!(fraction(score), oracle::score(&registry, chosen, &request, quota));
        if request.preferred.as_ref() != Some(&chosen.id) {
            for other in registry.providers().filter(|other| oracle::is_eligible(other, &request, quota)) {
                prop_assert!(oracle::score(&registry, other, &request, quota) <= fraction(score));
            }
        }
    }

    #[test]
    fn the_explanation_is_of_the_decision(Question { registry, request, quota } in question()) {
        explained(&registry, &request, quota)?;
        for (provider, candidate) in registry.providers().zip(registry.explain(&request, quota).candidates) {
            let eligible = oracle::is_eligible(provider, &request, quota);
            prop_assert_eq!(candidate.score().is_some(), eligible);
            if let Some(score) = candidate.score() {
                prop_assert_eq!(fraction(score), oracle::score(&registry, provider, &request, quota));
            }
        }
    }

    #[test]
    fn numbers_of_any_size_are_exact(
        registry in sample::registry(sample::large(), 0..7),
        request in sample::request(prop_oneof![0_u64..100, any::<u64>()]),
        quota in any::<u64>(),
    ) {
        explained(&registry, &request, nmic(quota))?;
    }

    #[test]
    fn units_of_price_and_latency_do_not_matter(
        Question { registry, mut request, quota } in question(),
        priority in prop::sample::select(&Priority::ALL[..4]),
        (prices, latencies) in (1_u64..1_000, 1_u32..1_000),
    ) {
        prop_assert_eq!(priority.normalisation(), Normalisation::Eligible);
        request.priority = priority;
        let before = registry.route(&request, quota).ok().map(|decision| (decision.provider, decision.score.map(fraction)));
        request.cost_max = request.cost_max.map(|cost_max| nmic(cost_max.nmic() * prices));
        let registry = scaled(&registry, prices, latencies);
        let after = registry.route(&request, nmic(quota.nmic() * prices)).ok();
        prop_assert_eq!(before, after.map(|decision| (decision.provider, decision.score.map(fraction))));
    }

    #[test]
    fn more_money_refuses_nobody(Question { registry, request, quota } in question(), more in 0_u64..2_000_000) {
        let eligible = |quota| registry.explain(&request, quota).candidates.into_iter().map(|candidate| candidate.score().is_some());
        prop_assert!(eligible(quota).zip(eligible(nmic(quota.nmic() + more))).all(|(before, after)| before <= after));
    }
}
