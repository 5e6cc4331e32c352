//! What the tests need to know of each backend.
#![allow(dead_code, unused_imports, unused_macros, reason = "each test uses a part")]

use crate::support::stream;
use apportion_circuits::compliance::{Groth16, Halo2, ProvingBackend};
use apportion_circuits::format::snarkjs;
use apportion_circuits::groth16::{self, PublicInputs, Setup};
use apportion_circuits::halo2::{self, Inputs, Parameters};
use apportion_circuits::usage::{self, ChunkSize, Policing};
use apportion_circuits::{Claim, Keys, Verifier};
use apportion_lattice::Market;
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

pub(crate) trait Sample: ProvingBackend {
    /// Keys of compliance for a market.
    fn keys_for(market: &Market) -> Keys<Self>;

    fn verifier(keys: &Keys<Self>) -> Verifier<Self>;

    /// Keys of usage for a market, in chunks of so many events.
    fn ledger_keys(market: &Market, events: u32, policing: Policing) -> usage::Keys<Self>;

    fn ledger_verifier(keys: &usage::Keys<Self>) -> usage::Verifier<Self>;

    /// The key that proofs under keys claim to be under.
    fn claimed_key(keys: &usage::Keys<Self>) -> Self::Key;

    /// Proofs that differ from a proof in one way each.
    fn tampered(proof: &Self::Proof) -> Vec<Self::Proof>;

    /// Public inputs as decimal texts.
    fn texts(inputs: &Self::Inputs) -> Vec<String>;

    fn inputs(texts: &[String]) -> Self::Inputs;

    /// Whether a refusal says that proof, key and inputs do not belong together.
    fn is_of_the_proof(reason: &Self::Reason) -> bool;

    /// Whether a refusal says that the proof is under another key.
    fn is_of_the_key(reason: &Self::Reason) -> bool;
}

/// Generators by size, computed once.
pub(crate) fn generators(k: u32) -> Result<Parameters, halo2::ParametersError> {
    static COMPUTED: Mutex<BTreeMap<u32, Parameters>> = Mutex::new(BTreeMap::new());
    let mut computed = COMPUTED.lock().expect("no test panicked here");
    if let Some(parameters) = computed.get(&k) {
        return Ok(parameters.clone());
    }
    let parameters = Parameters::new(k)?;
    computed.insert(k, parameters.clone());
    Ok(parameters)
}

impl Sample for Groth16 {
    fn keys_for(market: &Market) -> Keys {
        Keys::setup(market, &mut stream(9)).expect("keys")
    }

    fn verifier(keys: &Keys) -> Verifier {
        Verifier::of_manifest(keys.manifest(), Setup::SingleParty).expect("keys of compliance")
    }

    fn ledger_keys(market: &Market, events: u32, policing: Policing) -> usage::Keys {
        usage::Keys::setup(market, ChunkSize { events: Some(events) }, policing, &mut stream(1)).expect("keys")
    }

    fn ledger_verifier(keys: &usage::Keys) -> usage::Verifier {
        usage::Verifier::of_manifest(keys.manifest(), Setup::SingleParty).expect("keys of usage")
    }

    fn claimed_key(keys: &usage::Keys) -> groth16::VerifyingKey {
        keys.verifying_key().clone()
    }

    fn tampered(proof: &groth16::Proof) -> Vec<groth16::Proof> {
        // A and C change places; whatever else is changed in the bytes is no point any more.
        let bytes = proof.to_bytes();
        let swapped = [&bytes[192..], &bytes[64..192], &bytes[..64]].concat();
        vec![groth16::Proof::from_bytes(&swapped).expect("points of the curve")]
    }

    fn texts(inputs: &PublicInputs) -> Vec<String> {
        serde_json::from_str(&snarkjs::write_public(inputs)).expect("texts")
    }

    fn inputs(texts: &[String]) -> PublicInputs {
        snarkjs::read_public(&serde_json::to_vec(texts).expect("JSON")).expect("inputs")
    }

    fn is_of_the_proof(reason: &groth16::Reason) -> bool {
        *reason == groth16::Reason::Equation
    }

    fn is_of_the_key(reason: &groth16::Reason) -> bool {
        matches!(reason, groth16::Reason::KeyHash { .. })
    }
}

impl Sample for Halo2 {
    fn keys_for(market: &Market) -> Keys<Self> {
        Keys::transparent(Claim::Compliance, market, generators).expect("keys")
    }

    fn verifier(keys: &Keys<Self>) -> Verifier<Self> {
        Verifier::transparent(keys.manifest(), generators).expect("keys of compliance")
    }

    fn ledger_keys(market: &Market, events: u32, policing: Policing) -> usage::Keys<Self> {
        usage::Keys::transparent(market, ChunkSize { events: Some(events) }, policing, generators).expect("keys")
    }

    fn ledger_verifier(keys: &usage::Keys<Self>) -> usage::Verifier<Self> {
        usage::Verifier::transparent(keys.manifest(), generators).expect("keys of usage")
    }

    fn claimed_key(keys: &usage::Keys<Self>) -> halo2::Digest {
        keys.manifest().verifying_key
    }

    fn tampered(proof: &halo2::Proof) -> Vec<halo2::Proof> {
        let bytes = proof.bytes();
        let (mut first, mut last) = (bytes.to_vec(), bytes.to_vec());
        first[1] ^= 1;
        *last.iter_mut().rev().nth(1).expect("a proof has bytes") ^= 1;
        let (cut, continued) = (bytes[..bytes.len() - 1].to_vec(), [bytes, &[0]].concat());
        [first, last, cut, continued, Vec::new()].map(halo2::Proof::from_bytes).to_vec()
    }

    fn texts(inputs: &Inputs) -> Vec<String> {
        serde_json::from_str(&inputs.to_json()).expect("texts")
    }

    fn inputs(texts: &[String]) -> Inputs {
        Inputs::from_json(&serde_json::to_vec(texts).expect("JSON")).expect("inputs")
    }

    fn is_of_the_proof(reason: &halo2::VerifyError) -> bool {
        matches!(reason, halo2::VerifyError::Refused(_) | halo2::VerifyError::TrailingBytes(1))
    }

    fn is_of_the_key(reason: &halo2::VerifyError) -> bool {
        matches!(reason, halo2::VerifyError::Key { .. })
    }
}

/// Runs tests that are generic over the backend on every one.
macro_rules! on_every_backend {
    ($($test:ident,)*) => {
        mod groth16 {
            $(#[test] fn $test() { super::$test::<apportion_circuits::compliance::Groth16>(); })*
        }
        mod halo2 {
            $(#[test] fn $test() { super::$test::<apportion_circuits::compliance::Halo2>(); })*
        }
    };
}
pub(crate) use on_every_backend;
