//! Registries and requests, small enough for ties and refusals to be common.

use apportion_allocator::router::{Health, Priority, Provider, Registry, Request};
use apportion_lattice::{Money, nmic, ppm};
use core::time::Duration;
use proptest::prelude::*;

/// A question to the router.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) registry: Registry,
    pub(crate) request: Request,
    pub(crate) quota: Money,
}

fn share() -> impl Strategy<Value = u32> {
    (0_u32..=20).prop_map(|part| part * 50_000)
}

fn provider(numbers: impl Strategy<Value = (u64, u32, u64)>) -> impl Strategy<Value = Provider> {
    (numbers, share(), share(), share()).prop_map(|((price, latency, context_tokens), quality, reliability, health)| {
        Provider {
            id: String::new(),
            price_per_token: nmic(price),
            latency: Duration::from_millis(u64::from(latency)),
            quality: ppm(quality),
            reliability: ppm(reliability),
            context_tokens,
            health: Health::new(ppm(health)).expect("a share"),
        }
    })
}

/// A registry of up to so many providers, named p0, p1 and so on, with or without a fallback.
pub(crate) fn registry(
    numbers: impl Strategy<Value = (u64, u32, u64)>,
    providers: core::ops::Range<usize>,
) -> impl Strategy<Value = Registry> {
    // Some are copies of the one before them, so that scores are equal.
    let list = proptest::collection::vec((provider(numbers), prop::bool::weighted(0.3)), providers).prop_map(|drawn| {
        drawn.into_iter().fold(Vec::<Provider>::new(), |mut list, (provider, is_copy)| {
            let copied = list.last().filter(|_| is_copy).cloned();
            list.push(copied.unwrap_or(provider));
            list
        })
    });
    (list, any::<Option<prop::sample::Index>>()).prop_map(|(mut providers, fallback)| {
        for (number, provider) in providers.iter_mut().enumerate() {
            provider.id = format!("p{number}");
        }
        let fallback = fallback.filter(|_| !providers.is_empty()).map(|index| index.get(&providers).id.clone());
        let registry = Registry::new(providers).expect("in range");
        match fallback {
            Some(id) => registry.with_fallback(&id).expect("listed"),
            None => registry,
        }
    })
}

/// Price per token in nMIC, latency in ms, context in tokens.
pub(crate) fn small() -> impl Strategy<Value = (u64, u32, u64)> {
    (
        prop_oneof![0_u64..6, 0_u64..40_000],
        prop_oneof![0_u32..6, 0_u32..4_000, 999_u32..1_002, 1_999_u32..2_002],
        1_u64..60,
    )
}

/// The whole range.
pub(crate) fn large() -> impl Strategy<Value = (u64, u32, u64)> {
    (0_u32..63, any::<u32>()).prop_flat_map(|(bits, latency)| {
        let context_max = (1_u64 << 63) >> bits;
        (0..1_u64 << bits, Just(latency), 1..=context_max.max(2) - 1)
    })
}

pub(crate) fn request(tokens: impl Strategy<Value = u64>) -> impl Strategy<Value = Request> {
    let cost_max = proptest::option::weighted(0.3, 0_u64..200_000);
    let preferred = proptest::option::weighted(0.3, (0_usize..8).prop_map(|number| format!("p{number}")));
    (tokens, prop::sample::select(&Priority::ALL[..]), share(), cost_max, preferred).prop_map(
        |(tokens, priority, quality_min, cost_max, preferred)| Request {
            tokens,
            priority,
            quality_min: ppm(quality_min / 2),
            cost_max: cost_max.map(nmic),
            preferred,
        },
    )
}

pub(crate) fn question() -> impl Strategy<Value = Question> {
    let quota = prop_oneof![1 => Just(0_u64), 9 => 0_u64..2_000_000];
    (registry(small(), 0..7), request(0_u64..70), quota).prop_map(|(registry, request, quota)| Question {
        registry,
        request,
        quota: nmic(quota),
    })
}
