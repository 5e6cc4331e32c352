//! Solving again after a small change, from the earlier answer and from nothing.

use apportion_allocator::Solver;
use apportion_benches::{answer, later, medium_markets};
use apportion_lattice::ppm;
use criterion::{Criterion, criterion_group, criterion_main};

fn warm(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("again");
    group.sample_size(10);
    for (name, market) in medium_markets() {
        let (earlier, changed) = (answer(&market, u64::MAX), later(&market));
        group.bench_function(format!("{name}/cold"), |bench| bench.iter(|| answer(&changed, u64::MAX)));
        group.bench_function(format!("{name}/warm"), |bench| bench.iter(|| earlier.next(&changed).expect("valid")));
        // How long until an answer within one per cent.
        let coarse = Solver::new().gap(ppm(10_000));
        group.bench_function(format!("{name}/cold to 1 %"), |bench| {
            bench.iter(|| coarse.solve(&changed).expect("valid"))
        });
        let coarse = coarse.warm(earlier.warm());
        group.bench_function(format!("{name}/warm to 1 %"), |bench| {
            bench.iter(|| coarse.solve(&changed).expect("valid"))
        });
    }
    group.finish();
}

criterion_group!(benches, warm);
criterion_main!(benches);
