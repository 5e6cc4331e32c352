//! Building the program, and one exact Lagrangian bound: fold the multipliers, then the least relaxed cost of every task.

use apportion_benches::wide_market;
use apportion_certs::program::{LevelCosts, LevelView, Multipliers, ObjectiveWeight, Prices, Program, RowIndex};
use apportion_certs::{Scalar, U256};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn total<N: Scalar>(program: &Program<'_>, view: LevelView<'_>, multipliers: &Multipliers) -> N {
    let prices = Prices::<N>::new(program, view, multipliers);
    let least = |task| prices.least(task, 0..program.option_count(task), |_| true);
    program.tasks().filter_map(least).fold(N::ZERO, N::plus)
}

fn bound(criterion: &mut Criterion) {
    let market = wide_market();
    let program = Program::new(&market);
    let costs = [LevelCosts::new(&program, 0)];
    let view = LevelView { costs: &costs, caps: &[], lemmas: &[] };
    let rows = (0..program.row_count()).map(|row| (RowIndex(row), u128::from(row % 97 + 1))).collect();
    let multipliers = Multipliers { objective: ObjectiveWeight::PowerOfTwo(20), rows };

    let mut group = criterion.benchmark_group("bound");
    group.sample_size(10);
    group.throughput(Throughput::Elements(program.all_pairs().len() as u64));
    group.bench_function("program", |bench| bench.iter(|| Program::new(&market)));
    group.bench_function("u128", |bench| bench.iter(|| total::<u128>(&program, view, &multipliers)));
    group.bench_function("u256", |bench| bench.iter(|| total::<U256>(&program, view, &multipliers)));
    group.finish();
}

criterion_group!(benches, bound);
criterion_main!(benches);
