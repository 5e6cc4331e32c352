//! Groth16: setup, loading a key, proving, verifying one by one and in batches. `cargo bench -p apportion-benches --features zk --bench groth16`.

use apportion_circuits::Randomness;
use apportion_circuits::groth16::{Proof, Prover, ProvingKey, PublicInputs, Verifier, VerifyingKey, setup_seeded};
use apportion_circuits::testing::{Total, constraints};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

/// Of the circuit: 65,002 constraints, which fill a domain of 2^16, and 104,002, whose key has 40 MiB.
const NUMBERS: usize = 1000;
const NUMBERS_LARGE: usize = 1600;
const BATCHES: [usize; 3] = [1, 16, 128];

fn stream(mut state: u64) -> impl Randomness {
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
    }
}

fn prover(numbers: usize) -> Prover {
    let key = setup_seeded(Total::of(numbers, 0), [1; 32]).expect("a setup");
    Prover::new(key, constraints(numbers)).expect("the circuit's key")
}

fn proving(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("groth16");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    let prover = prover(NUMBERS);
    let count = prover.constraints().len();
    group.throughput(Throughput::Elements(count as u64));
    group.bench_function(BenchmarkId::new("prove", count), |bench| {
        bench.iter(|| prover.prove(black_box(Total::of(NUMBERS, 7)), &mut stream(1)).expect("a true statement"));
    });
    group.bench_function(BenchmarkId::new("setup", count), |bench| {
        bench.iter(|| setup_seeded(black_box(Total::of(NUMBERS, 0)), [1; 32]).expect("a setup"));
    });
    group.finish();
}

fn loading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("groth16");
    let key = setup_seeded(Total::of(NUMBERS_LARGE, 0), [1; 32]).expect("a setup").to_bytes();
    let hash = ProvingKey::hash_of(&key);
    group.sample_size(20).throughput(Throughput::Bytes(key.len() as u64));
    group.bench_function(format!("load/{}-MiB", key.len() >> 20), |bench| {
        bench.iter(|| ProvingKey::from_bytes(black_box(&key), &hash).expect("its own bytes"));
    });
    group.bench_function(format!("load/{}-MiB-hash-alone", key.len() >> 20), |bench| {
        bench.iter(|| ProvingKey::hash_of(black_box(&key)));
    });
    group.finish();
}

fn verifying(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("groth16");
    let prover = prover(1);
    let key = prover.key().verifying_key().clone();
    let bytes = key.to_bytes();
    let verifier = Verifier::pinned(key.hash());
    let prepared = verifier.prepare(&key).expect("the pinned key");
    let most = BATCHES.into_iter().max().unwrap_or_default();
    let batch: Vec<(Proof, PublicInputs)> = (0..most as u64)
        .map(|context| prover.prove(Total::of(1, context), &mut stream(context)).expect("a true statement"))
        .collect();
    let (proof, inputs) = &batch[0];
    group
        .bench_function("key/read", |bench| bench.iter(|| VerifyingKey::from_bytes(black_box(&bytes)).expect("valid")));
    group.bench_function("key/prepare", |bench| bench.iter(|| verifier.prepare(black_box(&key)).expect("pinned")));
    let proof_bytes = proof.to_bytes();
    group.bench_function("proof/read", |bench| {
        bench.iter(|| Proof::from_bytes(black_box(&proof_bytes)).expect("valid"))
    });
    group.bench_function("verify", |bench| bench.iter(|| prepared.verify(black_box(proof), inputs).expect("holds")));
    for size in BATCHES {
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("verify-batch", size), |bench| {
            bench.iter(|| prepared.verify_batch(black_box(&batch[..size]), &mut stream(9)).expect("all hold"));
        });
    }
    group.finish();
}

criterion_group!(benches, verifying, loading, proving);
criterion_main!(benches);
