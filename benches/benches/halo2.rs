//! Keys, proofs and verification of S1 with halo2: 1024 items of 64 bits.
#![allow(missing_docs)]

use apportion_benches::total::{context, counting, total, total_witness};
use apportion_circuits::halo2::{Parameters, ProvingKey, VerifyingKey, poseidon, prove, verify, verify_batch};
use apportion_circuits::statement::Statement;
use criterion::{Criterion, criterion_group, criterion_main};

const ITEMS: usize = 1024;
const K: u32 = 12;
const BATCH: usize = 8;

fn total_of_1024_items(criterion: &mut Criterion) {
    let (statement, witness) = (total(poseidon().clone(), ITEMS).unwrap(), total_witness(ITEMS));
    let public = statement.public(context(), &witness);
    let parameters = Parameters::new(K).unwrap();
    let key = ProvingKey::of(&statement, &parameters).unwrap();
    let mut randomness = counting(1);
    let mut proof = || prove(&statement, &parameters, &key, &public, &witness, &mut randomness).unwrap();
    println!("2^{K} rows, a proof of {} bytes", proof().bytes().len());

    let mut group = criterion.benchmark_group("halo2, S1, 1024 items of 64 bits");
    group.sample_size(10);
    group.bench_function("prove", |bencher| bencher.iter(&mut proof));
    let made = proof();
    group.bench_function("verify", |bencher| {
        bencher.iter(|| verify(&parameters, key.verifying_key(), &public, &made).unwrap());
    });
    let batch = vec![(public, made); BATCH];
    group.bench_function(format!("verify {BATCH}, batched"), |bencher| {
        bencher.iter(|| verify_batch(&parameters, key.verifying_key(), &batch, &mut counting(2)).unwrap());
    });
    group.bench_function("verifying key", |bencher| {
        bencher.iter(|| VerifyingKey::of(&statement, &parameters).unwrap());
    });
    group.finish();
}

criterion_group!(benches, total_of_1024_items);
criterion_main!(benches);
