//! What the tests need to know of each backend.

use crate::{MARKET, market, support::stream};
use apportion_circuits::compliance::{Groth16, Halo2, ProvingBackend};
use apportion_circuits::format::snarkjs;
use apportion_circuits::groth16::{self, PublicInputs, Setup};
use apportion_circuits::halo2::{self, Inputs, Parameters};
use apportion_circuits::{Claim, Keys, Verifier};
use apportion_lattice::Market;
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

pub(crate) trait Sample: ProvingBackend {
    /// Keys for the market of the tests.
    fn keys() -> &'static Keys<Self>;

    /// Keys for another market.
    fn keys_for(market: &Market) -> Keys<Self>;

    fn verifier(keys: &Keys<Self>) -> Verifier<Self>;

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

static GROTH16: LazyLock<Keys> = LazyLock::new(|| Groth16::keys_for(&market(MARKET).0));
static HALO2: LazyLock<Keys<Halo2>> = LazyLock::new(|| Halo2::keys_for(&market(MARKET).0));

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
    fn keys() -> &'static Keys {
        &GROTH16
    }

    fn keys_for(market: &Market) -> Keys {
        Keys::setup(market, &mut stream(9)).expect("keys")
    }

    fn verifier(keys: &Keys) -> Verifier {
        Verifier::of_manifest(keys.manifest(), Setup::SingleParty).expect("keys of compliance")
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
    fn keys() -> &'static Keys<Self> {
        &HALO2
    }

    fn keys_for(market: &Market) -> Keys<Self> {
        Keys::transparent(Claim::Compliance, market, generators).expect("keys")
    }

    fn verifier(keys: &Keys<Self>) -> Verifier<Self> {
        Verifier::transparent(keys.manifest(), generators).expect("keys of compliance")
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
