//! Fixed small markets to proven optimality; with feature `large`, a fixed amount of work on large ones.

use apportion_benches::{answer, markets};
use criterion::{Criterion, criterion_group, criterion_main};

fn solve(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("solve");
    group.sample_size(10);
    for (name, market) in markets() {
        group.bench_function(name, |bench| bench.iter(|| answer(&market, u64::MAX)));
    }
    #[cfg(feature = "large")]
    {
        let market = apportion_benches::wide_market();
        group.bench_function("base-1000x50-work-1e9", |bench| bench.iter(|| answer(&market, 1_000_000_000)));
    }
    group.finish();
}

criterion_group!(benches, solve);
criterion_main!(benches);
