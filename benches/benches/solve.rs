//! Fixed markets to proven optimality; with feature `large`, a fixed amount of work on large ones.

use apportion_benches::{answer, markets, medium_markets};
use criterion::{Criterion, criterion_group, criterion_main};

fn solve(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("solve");
    group.sample_size(10);
    for (name, market) in markets().into_iter().chain(medium_markets()) {
        group.bench_function(name, |bench| bench.iter(|| answer(&market, u64::MAX)));
    }
    group.finish();
}

/// Work units are the same on every machine; what one takes is not.
fn limited(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("work-limited");
    group.sample_size(10);
    for work in [1_000_000, 10_000_000, 100_000_000] {
        let market = apportion_benches::tight_market();
        group.throughput(criterion::Throughput::Elements(work));
        group.bench_function(format!("tight-200x20/{work}"), |bench| bench.iter(|| answer(&market, work)));
    }
    #[cfg(feature = "large")]
    {
        let market = apportion_benches::wide_market();
        group.throughput(criterion::Throughput::Elements(1_000_000_000));
        group.bench_function("base-1000x50/1000000000", |bench| bench.iter(|| answer(&market, 1_000_000_000)));
    }
    group.finish();
}

criterion_group!(benches, solve, limited);
criterion_main!(benches);
