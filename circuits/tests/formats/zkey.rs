//! `data/ceremony.zkey` was made by snarkjs 0.7.6 from the circuit of one number: two contributions to each phase, and a beacon.

use crate::support::stream;
use apportion_circuits::format::snarkjs::read_verification_key;
use apportion_circuits::format::zkey::{ZkeyError, read};
use apportion_circuits::groth16::{Element, Prover, Reason, Setup, Verifier};
use apportion_circuits::testing::{Total, constraints};

const ZKEY: &[u8] = include_bytes!("../data/ceremony.zkey");
const KEY: &[u8] = include_bytes!("../data/ceremony.verification_key.json");

#[test]
fn a_ceremonys_key_proves_what_its_own_verifying_key_accepts() {
    let imported = read(ZKEY, &constraints(1)).expect("snarkjs's file");
    assert_eq!((imported.contributions, imported.key.setup()), (3, Setup::Ceremony));
    let verifying = read_verification_key(KEY).expect("snarkjs's file");
    assert_eq!(imported.key.verifying_key(), &verifying);
    let prover = Prover::new(imported.key, constraints(1)).expect("the circuit's key");
    let (proof, inputs) = prover.prove(Total::of(1, 7), &mut stream(1)).expect("a true statement");
    assert_eq!(Verifier::pinned(verifying.hash()).verify(&verifying, &proof, &inputs), Ok(()));
}

#[test]
fn the_key_of_another_circuit_is_refused() {
    assert_eq!(read(ZKEY, &constraints(2)), Err(ZkeyError::Circuit));
}

/// Start and length of a section's body.
fn section(kind: u32) -> (usize, usize) {
    let mut at = 12;
    loop {
        let word = |at: usize| u32::from_le_bytes(ZKEY[at..at + 4].try_into().expect("four bytes"));
        let length = u64::from_le_bytes(ZKEY[at + 4..at + 12].try_into().expect("eight bytes")) as usize;
        if word(at) == kind {
            return (at + 12, length);
        }
        at += 12 + length;
    }
}

fn with(at: usize, bytes: &[u8]) -> Result<(), ZkeyError> {
    let mut file = ZKEY.to_vec();
    file[at..at + bytes.len()].copy_from_slice(bytes);
    read(&file, &constraints(1)).map(|_| ())
}

#[test]
fn files_with_defects_are_refused_by_name() {
    let start = |kind| section(kind).0;
    assert_eq!(with(0, b"zKey"), Err(ZkeyError::Header));
    assert_eq!(with(4, &[2]), Err(ZkeyError::Header));
    assert_eq!(with(start(1), &[2]), Err(ZkeyError::Protocol(2)));
    assert_eq!(with(start(2) + 4, &[0]), Err(ZkeyError::Curve));
    let sizes = start(2) + 2 * 36;
    for at in [0, 4, 8] {
        assert_eq!(with(sizes + at, &[0xff; 4]), Err(ZkeyError::Circuit));
    }
    assert_eq!(with(start(2) + 2 * 36 + 12, &[0xff; 32]), Err(ZkeyError::NotReduced(2)));
    assert_eq!(with(start(2) + 2 * 36 + 12, &[0; 64]), Err(ZkeyError::Verifying(Reason::Identity(Element::Alpha))));
    assert_eq!(with(start(2) + 2 * 36 + 12 + 64, &[1]), Err(ZkeyError::NotOnCurve(2)));
    assert_eq!(with(start(4), &[0xff; 4]), Err(ZkeyError::Section(4)));
    // Matrix, row, variable and value of the first coefficient.
    assert_eq!(with(start(4) + 4, &[2]), Err(ZkeyError::Circuit));
    assert_eq!(with(start(4) + 8, &[0xff; 4]), Err(ZkeyError::Circuit));
    assert_eq!(with(start(4) + 12, &[0xfe]), Err(ZkeyError::Circuit));
    assert_eq!(with(start(4) + 16, &[0; 32]), Err(ZkeyError::Circuit));
    assert_eq!(with(start(4) + 16, &[0xff; 32]), Err(ZkeyError::NotReduced(4)));
    for kind in [5, 6, 7, 8, 9] {
        let (start, length) = section(kind);
        assert_eq!(with(start + length - 32, &[0xff; 32]), Err(ZkeyError::NotReduced(kind)));
        let (each, last) = (if kind == 7 { 128 } else { 64 }, start + length);
        let mut point = ZKEY[last - each..last].to_vec();
        point[0] ^= 1;
        assert_eq!(with(last - each, &point), Err(ZkeyError::NotOnCurve(kind)));
    }
    assert_eq!(with(start(10) + 64, &[0; 4]), Err(ZkeyError::NoContribution));
}

#[test]
fn a_key_without_contribution_to_phase_2_is_refused() {
    // delta is set to gamma, the generator, as `snarkjs groth16 setup` leaves it.
    let start = section(2).0 + 2 * 36 + 12;
    let gamma = ZKEY[start + 256..start + 384].to_vec();
    assert_eq!(with(start + 448, &gamma), Err(ZkeyError::Verifying(Reason::GammaIsDelta)));
}

#[test]
fn missing_repeated_and_unknown_sections_are_refused() {
    let (start, length) = section(8);
    let header = start - 12;
    let mut without = ZKEY.to_vec();
    without.drain(header..start + length);
    without[8] -= 1;
    assert_eq!(read(&without, &constraints(1)), Err(ZkeyError::Section(8)));
    let mut twice = ZKEY.to_vec();
    twice.extend(&ZKEY[header..start + length]);
    twice[8] += 1;
    assert_eq!(read(&twice, &constraints(1)), Err(ZkeyError::Section(8)));
    assert_eq!(with(header, &[11]), Err(ZkeyError::Section(11)));
    assert_eq!(with(header + 4, &[0xff; 8]), Err(ZkeyError::Section(8)));
    assert_eq!(with(8, &[0xff; 4]), Err(ZkeyError::Header));
    let longer = [ZKEY, &[0]].concat();
    assert_eq!(read(&longer, &constraints(1)), Err(ZkeyError::Header));
}

#[test]
fn every_truncation_is_refused() {
    let circuit = constraints(1);
    for length in (0..ZKEY.len()).step_by(97) {
        assert!(read(&ZKEY[..length], &circuit).is_err(), "{length}");
    }
}
