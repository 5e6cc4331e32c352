//! Keys, proofs and parameters at small sizes.

use super::samples::{budgets, total, total_public, total_witness};
use crate::groth16::Description;
use crate::halo2::{
    Element, KeyError, Manifest, Parameters, ParametersError, Proof, ProveError, ProvingKey, RefusedProof, VerifyError,
    VerifyingKey, prove, verify, verify_batch,
};
use crate::statement::{Statement, TotalPublic, Unsatisfied};
use halo2_proofs::pasta::Fp;
use halo2_proofs::pasta::group::ff::{Field, PrimeField};
use std::sync::LazyLock;

pub(super) static PARAMETERS: LazyLock<Parameters> = LazyLock::new(|| Parameters::new(7).unwrap());
pub(super) static KEY: LazyLock<ProvingKey> = LazyLock::new(|| ProvingKey::of(&total(), &PARAMETERS).unwrap());

/// Bytes from a fixed seed: tests hide nothing.
pub(super) fn seeded() -> impl FnMut(&mut [u8]) {
    let mut count = 0_u64;
    move |buffer| {
        for byte in buffer {
            count = count.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (count >> 56) as u8;
        }
    }
}

/// A total in words.
pub(super) fn description() -> Description {
    Description {
        made_by: "tests".into(),
        statement: "total".into(),
        parameters: [("items".to_owned(), 7), ("price_bits".to_owned(), 64)].into(),
        public_inputs: ["context", "items", "budget"].map(str::to_owned).to_vec(),
        not_covered: Vec::new(),
    }
}

pub(super) fn proof() -> Proof {
    prove(&total(), &PARAMETERS, &KEY, &total_public(), &total_witness(), &mut seeded()).unwrap()
}

fn judge(public: &TotalPublic<Element>, proof: &Proof) -> Result<(), VerifyError> {
    verify(&PARAMETERS, KEY.verifying_key(), public, proof)
}

#[test]
fn a_proof_verifies_for_its_inputs_alone() {
    let (public, proof) = (total_public(), proof());
    judge(&public, &proof).unwrap();
    let one = Element::from(1u64);
    for other in [
        TotalPublic { context: public.context + one, ..public },
        TotalPublic { items: public.items + one, ..public },
        TotalPublic { budget: public.budget + 1, ..public },
    ] {
        assert!(matches!(judge(&other, &proof), Err(VerifyError::Refused(_))), "{other:?}");
    }
}

#[test]
fn a_changed_cut_or_continued_proof_is_refused() {
    let (public, proof) = (total_public(), proof());
    let bytes = proof.bytes().to_vec();
    for at in (0..bytes.len()).step_by(bytes.len() / 9) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(matches!(judge(&public, &Proof::from_bytes(changed)), Err(VerifyError::Refused(_))), "byte {at}");
    }
    let cut = Proof::from_bytes(bytes[..bytes.len() - 1].to_vec());
    assert!(matches!(judge(&public, &cut), Err(VerifyError::Refused(_))));
    let continued = Proof::from_bytes([&bytes[..], &[0]].concat());
    assert!(matches!(judge(&public, &continued), Err(VerifyError::TrailingBytes(1))));
}

/// Proofs with their public inputs: the context varies.
fn batch() -> Vec<(TotalPublic<Element>, Proof)> {
    let member = |context: u64| {
        let public = total().public(Element::from(context), &total_witness());
        let proof = prove(&total(), &PARAMETERS, &KEY, &public, &total_witness(), &mut seeded()).unwrap();
        (public, proof)
    };
    (1..=3).map(member).collect()
}

#[test]
fn a_batch_of_proofs_verifies_and_the_one_that_does_not_is_named() {
    let judge = |batch: &[(_, Proof)]| verify_batch(&PARAMETERS, KEY.verifying_key(), batch, &mut seeded());
    let honest = batch();
    judge(&honest).unwrap();
    judge(&[]).unwrap();
    for index in 0..honest.len() {
        let mut swapped = honest.clone();
        swapped[index].0.context += Element::from(1u64);
        let refused = judge(&swapped).unwrap_err();
        assert!(matches!(refused, RefusedProof { index: found, reason: VerifyError::Refused(_) } if found == index));
        let mut continued = honest.clone();
        continued[index].1 = Proof::from_bytes([continued[index].1.bytes(), &[0]].concat());
        let refused = judge(&continued).unwrap_err();
        assert!(
            matches!(refused, RefusedProof { index: found, reason: VerifyError::TrailingBytes(1) } if found == index)
        );
    }
}

#[test]
fn proofs_whose_errors_cancel_are_refused_in_a_batch() {
    // The last number of a proof is what its claim takes of one generator, fixed by nothing after it.
    let shift = |proof: &Proof, by: Fp| {
        let (rest, last) = proof.bytes().split_last_chunk::<32>().unwrap();
        let last = Fp::from_repr(*last).unwrap() + by;
        Proof::from_bytes([rest, &last.to_repr()].concat())
    };
    let mut batch = batch();
    batch[0].1 = shift(&batch[0].1, Fp::ONE);
    batch[1].1 = shift(&batch[1].1, -Fp::ONE);
    let refused = verify_batch(&PARAMETERS, KEY.verifying_key(), &batch, &mut seeded());
    assert!(matches!(refused, Err(RefusedProof { index: 0, reason: VerifyError::Refused(_) })));
}

#[test]
fn nothing_is_proved_of_a_false_witness() {
    let mut witness = total_witness();
    witness.budget = 1;
    let public = total().public(Element::from(9u64), &witness);
    let refused = prove(&total(), &PARAMETERS, &KEY, &public, &witness, &mut seeded());
    assert!(matches!(refused, Err(ProveError::Unsatisfied(Unsatisfied::TotalExceeded { budget: 1, .. }))));
}

#[test]
fn the_key_of_another_statement_proves_nothing() {
    let (statement, witness) = (budgets(), super::samples::budgets_witness());
    let public = statement.public(Element::from(9u64), &witness);
    let refused = prove(&statement, &PARAMETERS, &KEY, &public, &witness, &mut seeded());
    assert!(matches!(refused, Err(ProveError::Key { found: "total", .. })));
}

#[test]
fn the_key_of_another_statement_verifies_nothing() {
    let statement = budgets();
    let k = crate::halo2::Circuit::blank(&statement).unwrap().k();
    let parameters = Parameters::new(k).unwrap();
    let key = VerifyingKey::of(&statement, &parameters).unwrap();
    assert!(matches!(verify(&parameters, &key, &total_public(), &proof()), Err(VerifyError::Refused(_))));
}

#[test]
fn anybody_computes_the_same_key_and_only_that_one_is_expected() {
    let manifest = KEY.verifying_key().manifest(description()).unwrap();
    let read = Manifest::from_json(manifest.to_json().as_bytes()).unwrap();
    assert_eq!(read, manifest);
    let key = VerifyingKey::of(&total(), &PARAMETERS).unwrap().expect(read.verifying_key).unwrap();
    let other = "00".repeat(32).parse().unwrap();
    assert!(matches!(key.clone().expect(other), Err(KeyError::Unexpected { expected, .. }) if expected == other));
    let unnamed = Description { public_inputs: Vec::new(), ..description() };
    assert!(matches!(key.manifest(unnamed), Err(KeyError::Inputs { found: 3, stated: 0 })));
}

#[test]
fn parameters_of_another_size_make_no_key() {
    let larger = Parameters::new(8).unwrap();
    let refused = VerifyingKey::of(&total(), &larger);
    assert!(matches!(refused, Err(KeyError::Size { circuit: 7, parameters: 8 })));
}

#[test]
fn stored_parameters_are_read_unless_somebody_chose_them() {
    let mut bytes = PARAMETERS.to_bytes().unwrap();
    let read = Parameters::from_bytes(&bytes).unwrap();
    assert_eq!(read.to_bytes().unwrap(), bytes);
    assert!(matches!(
        Parameters::from_bytes(&bytes[..bytes.len() - 1]),
        Err(ParametersError::Length { k: 7, expected: 8_260, found: 8_259 })
    ));
    let (first, second) = (bytes[4..36].to_vec(), bytes[36..68].to_vec());
    bytes[4..36].copy_from_slice(&second);
    bytes[36..68].copy_from_slice(&first);
    assert!(matches!(Parameters::from_bytes(&bytes), Err(ParametersError::Forged { k: 7, .. })));
    for text in [&[][..], &[0xff; 4], &[5, 0, 0, 0]] {
        assert!(matches!(Parameters::from_bytes(text), Err(ParametersError::Size { .. })));
    }
}
