//! What the service that the router is compatible with gets wrong.

use crate::golden::{quota, registry};
use apportion_allocator::router::{Health, LAB3_CODE, LAB3_README, Priority, Provider, Refusal, Registry, Request};
use apportion_lattice::{Money, mic, nmic, ppm};

#[test]
fn a_bound_of_zero_means_zero() {
    let registry = registry(LAB3_README);
    let decision = registry.route(&Request::new(5_000).cost_max(Money::ZERO), quota()).expect("the fallback serves");
    assert_eq!((decision.provider, decision.score), ("local_llama", None));
    // A request that costs nothing is within that bound.
    let empty = registry.route(&Request::new(0).cost_max(Money::ZERO), quota()).expect("somebody serves");
    assert!(empty.score.is_some());
}

#[test]
fn no_model_gets_more_than_its_context() {
    let registry = registry(LAB3_CODE);
    for priority in Priority::ALL {
        let refused = registry.route(&Request::new(3_000_000).priority(priority), quota()).expect_err("too long");
        assert_eq!(refused.to_string(), "No provider can serve this request");
        let ids: Vec<_> = refused.unsat_core.iter().map(|refused| &*refused.provider).collect();
        assert_eq!(ids, ["anthropic_claude", "openai_gpt4", "google_gemini", "deepseek", "local_llama"]);
        for refused in &refused.unsat_core {
            let context = |reason: &Refusal| matches!(reason, Refusal::Context { tokens: 3_000_000, .. });
            assert!(refused.reasons.iter().any(context), "{}", refused.provider);
        }
    }
}

#[test]
fn the_fallback_is_named_only_if_it_could_serve() {
    let registry = registry(LAB3_CODE);
    let fallback = |tokens| registry.route(&Request::new(tokens), quota()).expect("somebody serves").fallback;
    assert_eq!((fallback(8_000), fallback(8_001)), (Some("local_llama"), None));
}

#[test]
fn a_larger_bound_than_the_quota_does_not_overdraw_it() {
    let registry = registry(LAB3_README);
    let request = Request::new(5_000).quality_min(ppm(960_000)).cost_max(mic("1").expect("an amount"));
    assert_eq!(registry.route(&request, nmic(75_000_000)).expect("served").provider, "anthropic_claude");
    assert_eq!(registry.route(&request, nmic(74_999_999)).expect("served").provider, "local_llama");
}

#[test]
fn failures_exclude_a_provider_and_successes_bring_it_back() {
    let mut registry = registry(LAB3_README);
    let request = Request::new(5_000).preferred("anthropic_claude");
    let mut health = Health::FULL;
    for _ in 0..14 {
        assert_eq!(registry.route(&request, quota()).expect("served").provider, "anthropic_claude");
        health = health.after_failure();
        registry.set_health("anthropic_claude", health).expect("a provider");
    }
    assert_ne!(registry.route(&request, quota()).expect("served").provider, "anthropic_claude");
    registry.set_health("anthropic_claude", health.after_success()).expect("a provider");
    assert_eq!(registry.route(&request, quota()).expect("served").provider, "anthropic_claude");
}

#[test]
fn health_counts_for_the_older_priorities_alone() {
    let mut registry = registry(LAB3_CODE);
    registry.set_health("openai_gpt4", Health::new(ppm(600_000)).expect("a share")).expect("a provider");
    let served = |priority| registry.route(&Request::new(5_000).priority(priority), quota()).expect("served").provider;
    assert_eq!(served(Priority::Urgent), "google_gemini");
    assert_eq!(served(Priority::LatencyOptimized), "openai_gpt4");
}

#[test]
fn a_preferred_provider_wins_iff_it_is_eligible() {
    let registry = registry(LAB3_README);
    let served = |request: Request| registry.route(&request, quota()).expect("served").provider;
    assert_eq!(served(Request::new(5_000).preferred("anthropic_claude")), "anthropic_claude");
    for preferred in ["local_llama", "nobody"] {
        let request = Request::new(5_000).quality_min(ppm(900_000)).preferred(preferred);
        assert_eq!(served(request), "google_gemini");
    }
}

#[test]
fn nobody_serves_without_providers_or_fallback() {
    let empty = Registry::new([]).expect("no provider is fine");
    assert_eq!(empty.route(&Request::new(1), quota()).expect_err("nobody").unsat_core, []);
    let no_fallback = Registry::from_csv(LAB3_README).expect("a table");
    let refused = no_fallback.route(&Request::new(1), Money::ZERO).expect_err("the quota is spent");
    assert!(refused.unsat_core.iter().all(|refused| refused.reasons[0] == Refusal::QuotaExhausted));
    assert_eq!(refused.unsat_core.len(), 5);
}

#[test]
fn of_equal_scores_the_first_listed_wins() {
    let published = registry(LAB3_README);
    let twins = ["second", "first"]
        .map(|id| Provider { id: id.to_owned(), ..published.providers().next().expect("five").clone() });
    for (listed, winner) in [([0, 1], "second"), ([1, 0], "first")] {
        let registry = Registry::new(listed.map(|twin| twins[twin].clone())).expect("in range");
        for priority in Priority::ALL {
            let decision = registry.route(&Request::new(5_000).priority(priority), quota()).expect("served");
            assert_eq!(decision.provider, winner, "{priority}");
        }
    }
}
