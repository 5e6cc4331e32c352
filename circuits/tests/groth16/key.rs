use crate::support::{NUMBERS, fixture, stream};
use apportion_circuits::groth16::{
    Element, ProvingKey, ProvingKeyError, Reason, Setup, SetupError, VerifyingKey, setup, setup_seeded,
};
use apportion_circuits::testing::{Total, constraints};
use std::ops::Range;

const ALPHA: Range<usize> = 0..64;
const BETA: Range<usize> = 64..192;
const GAMMA: Range<usize> = 192..320;
const DELTA: Range<usize> = 320..448;

fn key_with(range: Range<usize>, bytes: &[u8]) -> Result<VerifyingKey, Reason> {
    let mut key = fixture().verifying.to_bytes();
    key[range].copy_from_slice(bytes);
    VerifyingKey::from_bytes(&key)
}

#[test]
fn a_key_survives_its_bytes() {
    let key = &fixture().verifying;
    assert_eq!(VerifyingKey::from_bytes(&key.to_bytes()).as_ref(), Ok(key));
    assert_eq!(key.inputs(), 2);
}

#[test]
fn gamma_equal_to_delta_is_refused() {
    let key = fixture().verifying.to_bytes();
    assert_eq!(key_with(GAMMA, &key[DELTA]), Err(Reason::GammaIsDelta));
}

#[test]
fn gamma_opposite_to_delta_is_refused() {
    use ark_ff::{BigInteger, PrimeField};
    let key = fixture().verifying.to_bytes();
    let mut negated = key[DELTA].to_vec();
    for coefficient in negated[64..].chunks_exact_mut(32) {
        let value = -ark_bn254::Fq::from_be_bytes_mod_order(coefficient);
        coefficient.copy_from_slice(&value.into_bigint().to_bytes_be());
    }
    assert_eq!(key_with(GAMMA, &negated), Err(Reason::GammaIsDelta));
}

#[test]
fn secrets_that_nobody_contributed_to_are_refused() {
    let mut one = vec![0; 64];
    (one[31], one[63]) = (1, 2);
    assert_eq!(key_with(ALPHA, &one), Err(Reason::Unrandomised(Element::Alpha)));
    let generator = {
        use ark_ec::AffineRepr;
        use ark_ff::{BigInteger, PrimeField};
        let point = ark_bn254::G2Affine::generator();
        [point.x.c1, point.x.c0, point.y.c1, point.y.c0]
            .iter()
            .flat_map(|c| c.into_bigint().to_bytes_be())
            .collect::<Vec<_>>()
    };
    assert_eq!(key_with(BETA, &generator), Err(Reason::Unrandomised(Element::Beta)));
    assert_eq!(key_with(DELTA, &generator), Err(Reason::Unrandomised(Element::Delta)));
}

#[test]
fn points_that_are_not_valid_are_refused_by_name() {
    let key = fixture().verifying.to_bytes();
    let elements = [
        (ALPHA, Element::Alpha),
        (BETA, Element::Beta),
        (GAMMA, Element::Gamma),
        (DELTA, Element::Delta),
        (448..512, Element::InputConstant(0)),
        (576..640, Element::InputConstant(2)),
    ];
    for (range, element) in elements {
        assert_eq!(key_with(range.clone(), &vec![0; range.len()]), Err(Reason::Identity(element)));
        assert_eq!(key_with(range.clone(), &vec![0xff; range.len()]), Err(Reason::CoordinateOutOfRange(element)));
        let mut bytes = key[range.clone()].to_vec();
        *bytes.last_mut().expect("not empty") ^= 1;
        assert_eq!(key_with(range, &bytes), Err(Reason::NotOnCurve(element)));
    }
}

#[test]
fn keys_of_another_length_are_refused() {
    let key = fixture().verifying.to_bytes();
    assert_eq!(key.len(), 640);
    assert_eq!(VerifyingKey::from_bytes(&[]), Err(Reason::Length { found: 0, expected: 512 }));
    assert_eq!(VerifyingKey::from_bytes(&key[..448]), Err(Reason::Length { found: 448, expected: 512 }));
    assert_eq!(VerifyingKey::from_bytes(&key[..639]), Err(Reason::Length { found: 639, expected: 640 }));
    let most = 448 + 64 * (VerifyingKey::INPUTS_MAX + 1);
    let longer = vec![0; most + 64];
    assert_eq!(VerifyingKey::from_bytes(&longer), Err(Reason::Length { found: most + 64, expected: most }));
}

#[test]
fn setups_differ_and_say_who_made_them() {
    let system = setup(Total::of(NUMBERS, 0), &mut stream(1)).expect("a setup");
    let other = setup(Total::of(NUMBERS, 0), &mut stream(2)).expect("a setup");
    assert_eq!((system.setup(), fixture().key.setup()), (Setup::SingleParty, Setup::DevInsecure));
    assert_ne!(system.verifying_key(), other.verifying_key());
    let again = setup_seeded(Total::of(NUMBERS, 0), [1; 32]).expect("a setup");
    assert_eq!(again, fixture().key);
}

#[test]
fn randomness_that_gives_zeros_is_refused() {
    let error = setup(Total::of(NUMBERS, 0), &mut |bytes: &mut [u8]| bytes.fill(0)).expect_err("broken randomness");
    assert_eq!(error, SetupError::Randomness);
}

#[test]
fn randomness_that_repeats_is_refused() {
    // Every secret is the same: delta is gamma.
    let error = setup(Total::of(NUMBERS, 0), &mut |bytes: &mut [u8]| bytes.fill(7)).expect_err("broken randomness");
    assert_eq!(error, SetupError::Key(Reason::GammaIsDelta));
}

#[test]
fn a_proving_key_survives_its_bytes_and_keeps_its_stamp() {
    let key = &fixture().key;
    let bytes = key.to_bytes();
    let loaded = ProvingKey::from_bytes(&bytes, &ProvingKey::hash_of(&bytes)).expect("its own bytes");
    assert_eq!(&loaded, key);
    assert_eq!(loaded.setup(), Setup::DevInsecure);
}

#[test]
fn a_proving_key_that_is_not_pinned_is_refused() {
    let mut bytes = fixture().key.to_bytes();
    let pinned = ProvingKey::hash_of(&bytes);
    *bytes.last_mut().expect("not empty") ^= 1;
    let found = ProvingKey::hash_of(&bytes);
    assert_eq!(ProvingKey::from_bytes(&bytes, &pinned), Err(ProvingKeyError::Hash { found, pinned }));
}

#[test]
fn proving_keys_with_defects_under_their_own_hash_are_refused_by_name() {
    let good = fixture().key.to_bytes();
    let load = |bytes: &[u8]| ProvingKey::from_bytes(bytes, &ProvingKey::hash_of(bytes));
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        load(&bytes)
    };
    let sections = ProvingKeyError::Sections { found: good.len() };
    assert_eq!(load(&[]), Err(ProvingKeyError::Header));
    assert_eq!(with(0, b'X'), Err(ProvingKeyError::Header));
    assert_eq!(with(8, 9), Err(ProvingKeyError::Header));
    // Counts: constants, variables, domain; their top bytes make products overflow.
    for at in [23, 24, 31, 32, 39] {
        assert_eq!(with(at, 0xfe), Err(sections.clone()), "byte {at}");
    }
    assert_eq!(load(&good[..good.len() - 1]), Err(ProvingKeyError::Sections { found: good.len() - 1 }));
    assert_eq!(with(good.len() - 1, 0xff), Err(ProvingKeyError::Coordinate));
    // alpha begins after the header.
    let mut bytes = good.clone();
    bytes[40..104].fill(0);
    assert_eq!(load(&bytes), Err(ProvingKeyError::Verifying(Reason::Identity(Element::Alpha))));
}

/// With no delta in G1 nothing blinds A: whoever chose the other points would read a linear form of the witness off a proof that verifies.
#[test]
fn a_proving_key_whose_proofs_would_not_hide_the_witness_is_refused() {
    let good = fixture().key.to_bytes();
    let (beta, delta) = (104..168, 168..232);
    let with = |range: &Range<usize>, point: &[u8]| {
        let mut bytes = good.clone();
        bytes[range.clone()].copy_from_slice(point);
        ProvingKey::from_bytes(&bytes, &ProvingKey::hash_of(&bytes)).expect_err("a key that does not hide")
    };
    for (range, element) in [(&beta, Element::Beta), (&delta, Element::Delta)] {
        let refused = |reason| ProvingKeyError::Verifying(reason);
        assert_eq!(with(range, &[0; 64]), refused(Reason::Identity(element)));
        let mut off = good[range.clone()].to_vec();
        off[0] ^= 1;
        assert_eq!(with(range, &off), refused(Reason::NotOnCurve(element)));
        let other = if *range == beta { &delta } else { &beta };
        assert_eq!(with(range, &good[other.clone()]), refused(Reason::SecretsDiffer(element)));
    }
}

#[test]
fn the_key_of_a_circuit_of_other_size_does_not_fit() {
    let error = fixture().key.check_size(&constraints(NUMBERS + 1)).expect_err("a larger circuit");
    assert_eq!(error, ProvingKeyError::Circuit { found: 199, inputs: 2, domain: 256 });
}
