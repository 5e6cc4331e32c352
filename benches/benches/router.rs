//! One decision of the router: among the five published providers, and among a hundred.

use apportion_allocator::router::{Health, LAB3_README, Priority, Provider, Registry, Request};
use apportion_lattice::{mic, nmic, ppm};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

fn hundred() -> Registry {
    let provider = |number: u32| Provider {
        id: format!("provider-{number:03}"),
        price_per_token: nmic(100 + u64::from(number * 7_919 % 15_000)),
        latency: Duration::from_millis(u64::from(300 + number * 104_729 % 2_500)),
        quality: ppm(800_000 + number * 65_537 % 190_000),
        reliability: ppm(950_000 + number * 31_337 % 50_000),
        context_tokens: 32_000 + u64::from(number) * 10_000,
        health: Health::FULL,
    };
    Registry::new((0..100).map(provider)).expect("in range")
}

fn router(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("router");
    let five = Registry::from_csv(LAB3_README).expect("a table").with_fallback("local_llama").expect("listed");
    let quota = mic("100").expect("an amount");
    for (name, registry) in [("5", five), ("100", hundred())] {
        for priority in [Priority::QualityOptimized, Priority::Urgent] {
            let request = Request::new(5_000).priority(priority);
            group.bench_function(format!("{name} providers/{priority}"), |bench| {
                bench.iter(|| registry.route(black_box(&request), black_box(quota)).expect("somebody serves"));
            });
        }
        let request = Request::new(5_000);
        group.bench_function(format!("{name} providers/explained"), |bench| {
            bench.iter(|| registry.explain(black_box(&request), black_box(quota)));
        });
    }
    group.finish();
}

criterion_group!(benches, router);
criterion_main!(benches);
