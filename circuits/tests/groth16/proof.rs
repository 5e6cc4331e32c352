use crate::support::{ORDER, add, fixture, stream};
use apportion_circuits::groth16::{Element, Proof, PublicInputs, Reason, Verifier, setup_seeded};
use apportion_circuits::testing::Total;

#[test]
fn a_good_proof_is_accepted_and_survives_its_bytes() {
    let fixture = fixture();
    let proof = Proof::from_bytes(&fixture.proof.to_bytes()).expect("its own bytes");
    let inputs = PublicInputs::from_bytes(&fixture.inputs.to_bytes()).expect("its own bytes");
    assert_eq!((proof, &inputs), (fixture.proof, &fixture.inputs));
    assert_eq!(fixture.verifier().verify(&fixture.verifying, &proof, &inputs), Ok(()));
}

#[test]
fn a_tampered_input_is_refused() {
    let fixture = fixture();
    for at in 0..2 {
        let mut inputs = fixture.inputs.to_bytes();
        inputs[at][31] ^= 1;
        let inputs = PublicInputs::from_bytes(&inputs).expect("still reduced");
        assert_eq!(fixture.verifier().verify(&fixture.verifying, &fixture.proof, &inputs), Err(Reason::Equation));
    }
}

#[test]
fn a_proof_for_another_context_is_refused() {
    let fixture = fixture();
    let (proof, inputs) = fixture.proof_of(8, 2);
    let verifier = fixture.verifier().prepare(&fixture.verifying).expect("the pinned key");
    assert_eq!(verifier.verify(&proof, &inputs), Ok(()));
    assert_eq!(verifier.verify(&proof, &fixture.inputs), Err(Reason::Equation));
}

#[test]
fn an_aliased_input_is_refused() {
    let mut inputs = fixture().inputs.to_bytes();
    inputs[1] = add(&inputs[1], &ORDER);
    assert_eq!(PublicInputs::from_bytes(&inputs), Err(Reason::InputOutOfRange { index: 1 }));
    assert_eq!(PublicInputs::from_bytes(&[ORDER]), Err(Reason::InputOutOfRange { index: 0 }));
}

#[test]
fn a_wrong_number_of_inputs_is_refused() {
    let fixture = fixture();
    let verifier = fixture.verifier().prepare(&fixture.verifying).expect("the pinned key");
    let mut inputs = fixture.inputs.to_bytes();
    inputs.push([0; 32]);
    for count in [0, 1, 3] {
        let inputs = PublicInputs::from_bytes(&inputs[..count]).expect("reduced");
        let refused = Reason::InputCount { found: count, expected: 2 };
        assert_eq!(verifier.verify(&fixture.proof, &inputs), Err(refused.clone()));
        let batch = [(fixture.proof, fixture.inputs.clone()), (fixture.proof, inputs)];
        let error = verifier.verify_batch(&batch, &mut stream(3)).expect_err("a wrong count");
        assert_eq!((error.index, error.reason), (1, refused));
    }
}

#[test]
fn a_key_that_is_not_pinned_is_refused() {
    let fixture = fixture();
    let attacker = setup_seeded(Total::of(crate::support::NUMBERS, 0), [2; 32]).expect("a setup");
    let key = attacker.verifying_key();
    let reason = Reason::KeyHash { found: key.hash(), pinned: fixture.verifying.hash() };
    assert_eq!(fixture.verifier().verify(key, &fixture.proof, &fixture.inputs), Err(reason));
    let verifier = Verifier::pinned(key.hash());
    assert_eq!(verifier.verify(key, &fixture.proof, &fixture.inputs), Err(Reason::Equation));
}

#[test]
fn proofs_with_exchanged_elements_are_refused() {
    let fixture = fixture();
    let bytes = fixture.proof.to_bytes();
    let exchanged: Vec<u8> = [&bytes[192..], &bytes[64..192], &bytes[..64]].concat();
    let proof = Proof::from_bytes(&exchanged).expect("valid points");
    assert_eq!(fixture.verifier().verify(&fixture.verifying, &proof, &fixture.inputs), Err(Reason::Equation));
}

#[test]
fn points_that_are_not_valid_are_refused_by_name() {
    let good = fixture().proof.to_bytes();
    let with = |range: std::ops::Range<usize>, bytes: &[u8]| {
        let mut proof = good;
        proof[range].copy_from_slice(bytes);
        Proof::from_bytes(&proof)
    };
    for (range, element) in [(0..64, Element::A), (64..192, Element::B), (192..256, Element::C)] {
        let length = range.len();
        assert_eq!(with(range.clone(), &vec![0; length]), Err(Reason::Identity(element)));
        assert_eq!(with(range.clone(), &vec![0xff; length]), Err(Reason::CoordinateOutOfRange(element)));
        let mut last = good[range.clone()].to_vec();
        last[length - 1] ^= 1;
        assert_eq!(with(range, &last), Err(Reason::NotOnCurve(element)));
    }
    // On the twist with x = 1, outside the subgroup.
    assert_eq!(with(64..192, &outside_subgroup()), Err(Reason::WrongSubgroup(Element::B)));
}

/// A point of the twist outside the subgroup: the first x = (k, 0) on it; the cofactor is so large that chance does not find the subgroup.
fn outside_subgroup() -> Vec<u8> {
    use ark_bn254::{Fq, Fq2, G2Affine};
    use ark_ff::{BigInteger, PrimeField};
    let point = (1u64..)
        .find_map(|k| G2Affine::get_point_from_x_unchecked(Fq2::new(Fq::from(k), Fq::from(0)), true))
        .expect("half of all x are on the curve");
    assert!(!point.is_in_correct_subgroup_assuming_on_curve());
    [point.x.c1, point.x.c0, point.y.c1, point.y.c0].iter().flat_map(|c| c.into_bigint().to_bytes_be()).collect()
}

#[test]
fn bytes_of_another_length_are_refused() {
    let bytes = fixture().proof.to_bytes();
    for length in [0, 1, 255] {
        assert_eq!(Proof::from_bytes(&bytes[..length]), Err(Reason::Length { found: length, expected: 256 }));
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(Proof::from_bytes(&longer), Err(Reason::Length { found: 257, expected: 256 }));
}

#[test]
fn batches_accept_what_holds_and_name_what_does_not() {
    let fixture = fixture();
    let verifier = fixture.verifier().prepare(&fixture.verifying).expect("the pinned key");
    let mut batch: Vec<_> = (0..5).map(|context| fixture.proof_of(context, 10 + context)).collect();
    assert_eq!(verifier.verify_batch(&[], &mut stream(1)), Ok(()));
    for length in 1..=batch.len() {
        assert_eq!(verifier.verify_batch(&batch[..length], &mut stream(2)), Ok(()));
    }
    batch[3].1 = batch[2].1.clone();
    let error = verifier.verify_batch(&batch, &mut stream(3)).expect_err("a false proof");
    assert_eq!((error.index, error.reason), (3, Reason::Equation));
}

#[test]
fn two_false_proofs_do_not_cancel() {
    use ark_bn254::G1Affine;
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::{BigInteger, PrimeField};
    let fixture = fixture();
    let verifier = fixture.verifier().prepare(&fixture.verifying).expect("the pinned key");
    // C moved by a point and by its negation: the plain product of both equations would hold.
    let shifted = |proof: &Proof, negate: bool| {
        let mut bytes = proof.to_bytes();
        let coordinate = |range: std::ops::Range<usize>| ark_bn254::Fq::from_be_bytes_mod_order(&bytes[range]);
        let c = G1Affine::new(coordinate(192..224), coordinate(224..256));
        let by = G1Affine::generator();
        let c = if negate { c.into_group() - by } else { c.into_group() + by }.into_affine();
        bytes[192..224].copy_from_slice(&c.x.into_bigint().to_bytes_be());
        bytes[224..].copy_from_slice(&c.y.into_bigint().to_bytes_be());
        Proof::from_bytes(&bytes).expect("valid points")
    };
    let batch = [
        (shifted(&fixture.proof, false), fixture.inputs.clone()),
        (shifted(&fixture.proof, true), fixture.inputs.clone()),
    ];
    for seed in 0..8 {
        let error = verifier.verify_batch(&batch, &mut stream(seed)).expect_err("false proofs");
        assert_eq!((error.index, error.reason), (0, Reason::Equation));
    }
}
