//! What the tests of keys, proofs and formats share.
#![allow(dead_code, reason = "each test uses a part")]

use apportion_circuits::Randomness;
use apportion_circuits::groth16::{
    Description, Manifest, Proof, Prover, ProvingKey, PublicInputs, Verifier, VerifyingKey, setup_seeded,
};
use apportion_circuits::testing::{Total, constraints};
use std::sync::LazyLock;

/// A deterministic stream that no two seeds share (SplitMix64).
pub(crate) fn stream(seed: u64) -> impl Randomness {
    let mut state = seed;
    move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(8) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = state;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let word = (word ^ (word >> 31)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

/// Numbers in the circuit of the tests.
pub(crate) const NUMBERS: usize = 3;

/// One pair of keys, a good proof of context 7, and its inputs.
pub(crate) struct Fixture {
    pub(crate) key: ProvingKey,
    pub(crate) verifying: VerifyingKey,
    pub(crate) prover: Prover,
    pub(crate) proof: Proof,
    pub(crate) inputs: PublicInputs,
}

pub(crate) fn fixture() -> &'static Fixture {
    static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
        let key = setup_seeded(Total::of(NUMBERS, 0), [1; 32]).expect("a setup");
        let prover = Prover::new(key.clone(), constraints(NUMBERS)).expect("the circuit's key");
        let (proof, inputs) = prover.prove(Total::of(NUMBERS, 7), &mut stream(1)).expect("a true statement");
        Fixture { verifying: key.verifying_key().clone(), key, prover, proof, inputs }
    });
    &FIXTURE
}

impl Fixture {
    pub(crate) fn verifier(&self) -> Verifier {
        Verifier::pinned(self.verifying.hash())
    }

    pub(crate) fn manifest(&self) -> Manifest {
        let description = Description {
            made_by: "apportion-circuits 0.1.0".into(),
            statement: "test-total".into(),
            parameters: [("numbers".to_string(), NUMBERS as u64)].into(),
            public_inputs: vec!["total".into(), "context".into()],
            not_covered: vec!["That the numbers mean anything.".into()],
        };
        let hash = ProvingKey::hash_of(&self.key.to_bytes());
        Manifest::describe(description, self.prover.constraints(), &self.key, hash).expect("a name for each input")
    }

    pub(crate) fn proof_of(&self, context: u64, seed: u64) -> (Proof, PublicInputs) {
        self.prover.prove(Total::of(NUMBERS, context), &mut stream(seed)).expect("a true statement")
    }
}

/// The order of the scalar field, big-endian.
pub(crate) const ORDER: [u8; 32] = [
    0x30, 0x64, 0x4e, 0x72, 0xe1, 0x31, 0xa0, 0x29, 0xb8, 0x50, 0x45, 0xb6, 0x81, 0x81, 0x58, 0x5d, 0x28, 0x33, 0xe8,
    0x48, 0x79, 0xb9, 0x70, 0x91, 0x43, 0xe1, 0xf5, 0x93, 0xf0, 0x00, 0x00, 0x01,
];

/// Adds big-endian numbers that do not overflow.
pub(crate) fn add(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    let (mut sum, mut carry) = ([0; 32], 0);
    for at in (0..32).rev() {
        let value = u16::from(left[at]) + u16::from(right[at]) + carry;
        sum[at] = value as u8;
        carry = value >> 8;
    }
    assert_eq!(carry, 0);
    sum
}
