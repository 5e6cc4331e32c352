//! Keys, proofs and verification of S1 with halo2: 1024 items of 64 bits.
#![allow(missing_docs)]

use apportion_circuits::commitment::{Batch, Blinding};
use apportion_circuits::halo2::{Element, Parameters, ProvingKey, VerifyingKey, poseidon, prove, verify, verify_batch};
use apportion_circuits::layout::{BitWidth, Item, ItemLayout};
use apportion_circuits::statement::{Statement, Total, TotalWitness};
use criterion::{Criterion, criterion_group, criterion_main};

const ITEMS: usize = 1024;
const K: u32 = 12;
const BATCH: usize = 8;

/// Bytes that only have to differ: benches hide nothing.
fn counting() -> impl FnMut(&mut [u8]) {
    let mut count = 0_u64;
    move |buffer| {
        for byte in buffer {
            count = count.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (count >> 56) as u8;
        }
    }
}

fn total_of_1024_items(criterion: &mut Criterion) {
    let statement = Total::new(poseidon().clone(), ItemLayout::prices(ITEMS, BitWidth::U64)).unwrap();
    let item = |price| Item { price, ..Item::default() };
    let batch = Batch { items: (0..ITEMS as u64).map(item).collect(), blinding: Blinding::draw(&mut counting()) };
    let witness = TotalWitness { batch, budget: 1 << 20 };
    let public = statement.public(Element::from(7u64), &witness);
    let parameters = Parameters::new(K).unwrap();
    let key = ProvingKey::of(&statement, &parameters).unwrap();
    let mut randomness = counting();
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
        bencher.iter(|| verify_batch(&parameters, key.verifying_key(), &batch, &mut counting()).unwrap());
    });
    group.bench_function("verifying key", |bencher| {
        bencher.iter(|| VerifyingKey::of(&statement, &parameters).unwrap());
    });
    group.finish();
}

criterion_group!(benches, total_of_1024_items);
criterion_main!(benches);
