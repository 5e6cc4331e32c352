//! Checking certificates: time per proof step, and decoding.

use apportion_benches::{answer, markets};
use apportion_certs::{Certificate, check};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn checker(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(20);
    for (name, market) in markets() {
        let answer = answer(&market, u64::MAX);
        let bytes = answer.certificate.to_bytes();
        let steps: usize = answer.certificate.proofs.iter().map(Vec::len).sum();
        group.throughput(Throughput::Elements(steps as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| {
                check(&market, black_box(&answer.allocation), black_box(&answer.certificate)).expect("accepted")
            });
        });
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(format!("{name}/decode"), |bench| {
            bench.iter(|| Certificate::from_bytes(black_box(&bytes)).expect("canonical"));
        });
    }
    group.finish();
}

criterion_group!(benches, checker);
criterion_main!(benches);
