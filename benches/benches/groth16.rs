//! Groth16: S1 from keys to proofs, loading a key, verifying one by one and in batches.
//! `cargo bench -p apportion-benches --features zk --bench groth16`.

use apportion_benches::total::{circuit, counting, total, total_witness};
use apportion_circuits::groth16::{
    Constraints, Proof, Prover, ProvingKey, PublicInputs, Verifier, VerifyingKey, setup_seeded,
};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::r1cs::Circuit;
use apportion_circuits::statement::Total;
use ark_bn254::Fr;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

/// Items of S1. 840 fill a domain of 2^16: the size of a chunk. 8192 are proved with the feature `large`.
const ITEMS: [usize; 3] = [64, 840, 1024];
const ITEMS_LARGE: usize = 8192;
/// Items whose key has some 40 MiB.
const ITEMS_LOADED: usize = 1400;
const BATCHES: [usize; 3] = [1, 16, 128];

fn statement(items: usize) -> Total<Fr> {
    total(Poseidon::default(), items).expect("a statement")
}

fn prover(statement: &Total<Fr>) -> Prover {
    let key = setup_seeded(Circuit::blank(statement), [1; 32]).expect("a setup");
    Prover::new(key, Constraints::of(Circuit::blank(statement)).expect("a circuit")).expect("the circuit's key")
}

fn proving(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("groth16/prove-S1-64-bit");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    for items in ITEMS.into_iter().chain(cfg!(feature = "large").then_some(ITEMS_LARGE)) {
        let (statement, witness) = (statement(items), total_witness(items));
        let prover = prover(&statement);
        group.throughput(Throughput::Elements(items as u64));
        group.bench_function(BenchmarkId::from_parameter(items), |bench| {
            bench.iter(|| prover.prove(circuit(&statement, black_box(&witness)), &mut counting(1)).expect("a truth"));
        });
    }
    group.finish();
}

fn setting_up(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("groth16/setup-S1-64-bit");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    let statement = statement(ITEMS[1]);
    group.throughput(Throughput::Elements(ITEMS[1] as u64));
    group.bench_function(BenchmarkId::from_parameter(ITEMS[1]), |bench| {
        bench.iter(|| setup_seeded(Circuit::blank(black_box(&statement)), [1; 32]).expect("a setup"));
    });
    group.finish();
}

fn loading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("groth16");
    let key = setup_seeded(Circuit::blank(&statement(ITEMS_LOADED)), [1; 32]).expect("a setup").to_bytes();
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
    let (statement, witness) = (statement(1), total_witness(1));
    let prover = prover(&statement);
    let key = prover.key().verifying_key().clone();
    let bytes = key.to_bytes();
    let verifier = Verifier::pinned(key.hash());
    let prepared = verifier.prepare(&key).expect("the pinned key");
    let most = BATCHES.into_iter().max().unwrap_or_default();
    let batch: Vec<(Proof, PublicInputs)> = (0..most as u64)
        .map(|seed| prover.prove(circuit(&statement, &witness), &mut counting(seed)).expect("a true statement"))
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
            bench.iter(|| prepared.verify_batch(black_box(&batch[..size]), &mut counting(9)).expect("all hold"));
        });
    }
    group.finish();
}

criterion_group!(benches, verifying, loading, setting_up, proving);
criterion_main!(benches);
