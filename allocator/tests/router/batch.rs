//! Batches against enumeration, with certificates.

use crate::golden::registry;
use crate::oracle;
use crate::sample;
use apportion_allocator::router::{Batch, LAB3_README, Priority, Provider, Registry, Request, Scale, batch};
use apportion_allocator::{ExitReason, Solver};
use apportion_certs::{Certificate, Status, check};
use apportion_lattice::{Money, nmic, ppm};
use proptest::prelude::*;

/// Who could serve a request, what it gains and what the quota pays. The first is nobody.
fn options(registry: &Registry, request: &Request, quota: Money, scale: Scale) -> Vec<(Option<String>, i128, u64)> {
    let one = i128::from(scale.units_per_one());
    let mut options = vec![(None, -one, 0)];
    let explanation = registry.explain(request, quota);
    for (provider, candidate) in registry.providers().zip(explanation.candidates) {
        let is_fallback = registry.fallback() == Some(provider);
        let gain = if !oracle::is_eligible(provider, request, quota) {
            if !is_fallback || request.tokens > provider.context_tokens {
                continue;
            }
            0
        } else if request.preferred.as_ref() == Some(&provider.id) {
            one
        } else {
            let score = candidate.score().expect("eligible");
            i128::try_from(units(score.numerator(), score.denominator(), scale)).expect("small")
        };
        let paid = if is_fallback { 0 } else { provider.price_per_token.nmic() * request.tokens };
        options.push((Some(provider.id.clone()), gain, paid));
    }
    options
}

/// A score in units, exact or rounded down, digit by digit.
fn units(numerator: u128, denominator: u128, scale: Scale) -> u128 {
    if let Scale::Exact(units) = scale {
        let (mut a, mut b) = (numerator, denominator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        assert_eq!(u128::from(units) % (denominator / a), 0, "the scale is exact");
        return numerator / a * (u128::from(units) / (denominator / a));
    }
    let (mut digits, mut rest) = (numerator / denominator, numerator % denominator);
    for _ in 0..15 {
        digits = digits * 10 + rest * 10 / denominator;
        rest = rest * 10 % denominator;
    }
    digits
}

/// The most that the requests can gain with so much left, by enumeration.
fn best(options: &[Vec<(Option<String>, i128, u64)>], left: u64) -> i128 {
    let Some((first, others)) = options.split_first() else { return 0 };
    let affordable = first.iter().filter(|(_, _, paid)| *paid <= left);
    affordable.map(|(_, gain, paid)| gain + best(others, left - paid)).max().expect("nobody is an option")
}

/// The report is true: certificate, optimum, both totals, and both routes.
fn verify(registry: &Registry, requests: &[Request], quota: Money, found: &Batch<'_>) {
    let certificate = Certificate::from_bytes(&found.answer.certificate.to_bytes()).expect("canonical bytes");
    let checked = check(&found.market, &found.answer.allocation, &certificate).expect("accepted");
    assert_eq!((checked.status(), found.answer.exit_reason), (Status::Optimal, ExitReason::Done));
    let options: Vec<_> = requests.iter().map(|request| options(registry, request, quota, found.scale)).collect();
    assert_eq!(found.exact_total.units(), best(&options, quota.nmic()));
    assert_eq!(found.total_max, found.exact_total);
    let missed = found.requests.len() as i128 * i128::from(found.scale.units_per_one()) - found.exact_total.units();
    assert_eq!(checked.values().map(|values| values[0]), u128::try_from(missed).ok());
    let (mut left, mut paid_exactly, mut routed_total, mut exact_total) = (quota, 0, 0, 0);
    for ((request, options), compared) in requests.iter().zip(&options).zip(&found.requests) {
        let option =
            |id: Option<&str>| options.iter().find(|(provider, ..)| provider.as_deref() == id).expect("an option");
        let decision = registry.route(request, left).ok();
        assert_eq!(compared.routed, decision.map(|decision| decision.provider));
        left = decision.map_or(left, |decision| decision.quota_remaining);
        assert_eq!(compared.routed_gain.units(), option(compared.routed).1);
        assert_eq!(compared.exact_gain.units(), option(compared.exact).1);
        assert_eq!(compared.loss().units(), compared.exact_gain.units() - compared.routed_gain.units());
        routed_total += compared.routed_gain.units();
        exact_total += compared.exact_gain.units();
        paid_exactly += option(compared.exact).2;
    }
    assert!(paid_exactly <= quota.nmic());
    assert_eq!((found.routed_total.units(), found.exact_total.units()), (routed_total, exact_total));
    assert!(found.loss().units() >= 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn small_batches_are_what_enumeration_finds(
        registry in sample::registry(sample::small(), 0..5),
        requests in proptest::collection::vec(sample::request(0_u64..70), 0..5),
        quota in 0_u64..1_000_000,
    ) {
        let found = batch(&registry, &requests, nmic(quota), &Solver::new()).expect("small enough");
        verify(&registry, &requests, nmic(quota), &found);
    }

    #[test]
    fn nothing_is_lost_while_money_is_plenty(
        registry in sample::registry(sample::small(), 0..5),
        requests in proptest::collection::vec(sample::request(0_u64..70), 0..5),
    ) {
        let plenty = nmic(1_000_000_000);
        let found = batch(&registry, &requests, plenty, &Solver::new()).expect("small enough");
        prop_assert_eq!(found.loss().units(), 0);
    }
}

#[test]
fn the_published_providers() {
    let registry = registry(LAB3_README);
    let requests: Vec<_> = (0..6_u64)
        .map(|number| {
            let priority = Priority::ALL[usize::try_from(number).expect("small")];
            Request::new(2_000 + 1_000 * number)
                .priority(priority)
                .quality_min(ppm(850_000 + 20_000 * (number % 5) as u32))
        })
        .collect();
    for nmic in (0..=300_000_000).step_by(30_000_000).map(nmic) {
        let found = batch(&registry, &requests, nmic, &Solver::new()).expect("small enough");
        assert!(matches!(found.scale, Scale::Exact(_)));
        verify(&registry, &requests, nmic, &found);
    }
}

#[test]
fn scores_without_a_small_common_denominator_are_rounded_for_both() {
    let primes = [104_707_u64, 104_711, 104_717, 104_723, 104_729];
    let published = registry(LAB3_README);
    let providers = published.providers().cloned().zip(primes).map(|(provider, prime)| Provider {
        price_per_token: nmic(prime),
        latency: core::time::Duration::from_millis(prime - 100_000),
        ..provider
    });
    let providers: Vec<_> = providers.collect();
    let registry =
        Registry::new(providers).and_then(|registry| registry.with_fallback("local_llama")).expect("in range");
    let requests = [900_000, 880_000, 950_000, 0].map(|quality| Request::new(1_000).quality_min(ppm(quality)));
    let requests = requests.map(|request| request.priority(Priority::QualityOptimized));
    let found = batch(&registry, &requests, nmic(250_000_000), &Solver::new()).expect("small enough");
    assert_eq!(found.scale, Scale::Rounded);
    verify(&registry, &requests, nmic(250_000_000), &found);
}

#[test]
fn hundreds_of_requests_are_proved() {
    let registry = registry(LAB3_README);
    let request = |number: u64| {
        let quality = [800_000, 850_000, 900_000, 950_000][usize::try_from(number % 4).expect("small")];
        let priority = Priority::ALL[usize::try_from(number * 7 % 4).expect("small")];
        Request::new(500 + number * 977 % 9_000).priority(priority).quality_min(ppm(quality))
    };
    let requests: Vec<_> = (0..200).map(request).collect();
    let found = batch(&registry, &requests, nmic(4_000_000_000), &Solver::new().gap(ppm(100))).expect("small enough");
    check(&found.market, &found.answer.allocation, &found.answer.certificate).expect("accepted");
    assert!(found.loss().units() > 0 && found.exact_total.units() <= found.total_max.units());
}
