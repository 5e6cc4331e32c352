//! Reading a market, hashing it, and deciding eligibility.

use apportion_benches::wide_market;
use apportion_lattice::{Market, OfferIndex, TaskIndex};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn lattice(criterion: &mut Criterion) {
    let market = wide_market();
    let text = String::from_utf8(market.canonical_json()).expect("canonical bytes are UTF-8");
    let mut group = criterion.benchmark_group("lattice");
    group.sample_size(10);

    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("parse", |bench| bench.iter(|| Market::from_json(black_box(&text)).expect("valid")));
    group.bench_function("canonical", |bench| bench.iter(|| black_box(&market).canonical_json()));

    let (tasks, offers) = (market.tasks().len() as u32, market.offers().len() as u32);
    group.throughput(Throughput::Elements(u64::from(tasks) * u64::from(offers)));
    group.bench_function("eligibility", |bench| {
        bench.iter(|| {
            let pairs = (0..tasks).flat_map(|task| (0..offers).map(move |offer| (task, offer)));
            pairs.filter(|&(task, offer)| market.run(TaskIndex::new(task), OfferIndex::new(offer)).is_ok()).count()
        });
    });
    group.finish();
}

criterion_group!(benches, lattice);
criterion_main!(benches);
