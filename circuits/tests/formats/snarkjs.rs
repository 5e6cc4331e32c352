use crate::support::fixture;
use apportion_circuits::format::snarkjs::{
    PROOF_BYTES_MAX, PUBLIC_BYTES_MAX, SnarkjsError, VERIFICATION_KEY_BYTES_MAX, read_proof, read_public,
    read_verification_key, write_proof, write_public, write_verification_key,
};
use apportion_circuits::groth16::{Element, Reason};

const BASE_ORDER: &str = "21888242871839275222246405745257275088696311157297823662689037894645226208583";
const SCALAR_ORDER: &str = "21888242871839275222246405745257275088548364400416034343698204186575808495617";

#[test]
fn files_survive() {
    let fixture = fixture();
    let key = write_verification_key(&fixture.verifying);
    assert_eq!(read_verification_key(key.as_bytes()).as_ref(), Ok(&fixture.verifying));
    assert_eq!(read_proof(write_proof(&fixture.proof).as_bytes()), Ok(fixture.proof));
    assert_eq!(read_public(write_public(&fixture.inputs).as_bytes()).as_ref(), Ok(&fixture.inputs));
}

#[test]
fn a_key_without_its_pairing_is_read_and_one_with_another_is_refused() {
    let key = write_verification_key(&fixture().verifying);
    let start = key.find(" \"vk_alphabeta_12\"").expect("the member");
    let end = key.find(" \"IC\"").expect("the member");
    let without = format!("{}{}", &key[..start], &key[end..]);
    assert_eq!(read_verification_key(without.as_bytes()).as_ref(), Ok(&fixture().verifying));
    let digit = start + key[start..].find(|c: char| ('2'..='8').contains(&c)).expect("a digit of a number");
    let at = digit + key[digit..].find("\",").expect("the end of a number") - 1;
    let mut other = key.into_bytes();
    other[at] = if other[at] == b'1' { b'2' } else { b'1' };
    assert_eq!(read_verification_key(&other), Err(SnarkjsError::AlphaBeta));
}

/// The first text of a member's value.
fn first<'a>(json: &'a str, member: &str) -> &'a str {
    let start = json.find(&format!("\"{member}\"")).expect("the member");
    let rest = &json[start + member.len() + 2..];
    rest.split('"').nth(1).expect("a text")
}

#[test]
fn keys_with_defects_are_refused_by_name() {
    let good = write_verification_key(&fixture().verifying);
    let read = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        read_verification_key(good.replacen(from, to, 1).as_bytes()).expect_err(to)
    };
    let protocol =
        |protocol: &str, curve: &str| SnarkjsError::Protocol { protocol: protocol.into(), curve: curve.into() };
    assert_eq!(read("\"groth16\"", "\"plonk\""), protocol("plonk", "bn128"));
    assert_eq!(read("\"bn128\"", "\"bls12381\""), protocol("groth16", "bls12381"));
    let count = |expected| SnarkjsError::Refused(Reason::InputConstantCount { found: 3, expected });
    assert_eq!(read("\"nPublic\": 2", "\"nPublic\": 1"), count(2));
    assert_eq!(read("\"nPublic\": 2", "\"nPublic\": 4294967295"), count(4_294_967_296));
    for defect in ["-2", "2.0", "\"2\"", "4294967296", "null"] {
        let error = read("\"nPublic\": 2", &format!("\"nPublic\": {defect}"));
        assert!(matches!(error, SnarkjsError::Malformed(_)), "{defect}");
    }
    assert!(matches!(read("\"protocol\"", "\"protocol\": \"groth16\", \"protocol\""), SnarkjsError::Malformed(_)));
    assert!(matches!(read("\"protocol\"", "\"more\": 1, \"protocol\""), SnarkjsError::Malformed(_)));
    for (member, element) in
        [("vk_alpha_1", Element::Alpha), ("vk_beta_2", Element::Beta), ("IC", Element::InputConstant(0))]
    {
        let number = first(&good, member);
        assert_eq!(read(number, BASE_ORDER), SnarkjsError::Refused(Reason::CoordinateOutOfRange(element)));
        assert_eq!(read(number, "5"), SnarkjsError::Refused(Reason::NotOnCurve(element)));
        assert!(matches!(read(number, &format!("0{number}")), SnarkjsError::Number(_)));
    }
}

#[test]
fn proofs_with_defects_are_refused_by_name() {
    let good = write_proof(&fixture().proof);
    for (member, element) in [("pi_a", Element::A), ("pi_b", Element::B), ("pi_c", Element::C)] {
        let number = first(&good, member);
        let read = |to: &str| read_proof(good.replacen(number, to, 1).as_bytes()).expect_err(to);
        assert_eq!(read(BASE_ORDER), SnarkjsError::Refused(Reason::CoordinateOutOfRange(element)));
        assert_eq!(read("5"), SnarkjsError::Refused(Reason::NotOnCurve(element)));
        assert!(matches!(read("0x5"), SnarkjsError::Number(_)));
    }
    let last = |from: &str, to: &str| read_proof(good.replacen(from, to, 1).as_bytes()).expect_err(to);
    assert_eq!(last("\"1\"", "\"0\""), SnarkjsError::Refused(Reason::Identity(Element::A)));
    assert_eq!(last("\"1\"", "\"2\""), SnarkjsError::NotNormalised(Element::A));
}

#[test]
fn public_inputs_with_defects_are_refused_by_name() {
    let aliased = format!("[\"1\", \"{SCALAR_ORDER}\"]");
    let error = SnarkjsError::Refused(Reason::InputOutOfRange { index: 1 });
    assert_eq!(read_public(aliased.as_bytes()), Err(error));
    assert!(matches!(read_public(b"[\"-1\"]"), Err(SnarkjsError::Number(_))));
    for text in ["", "{}", "[1]", "[\"1\"] x", "[\"1\",]", "[[\"1\"]]"] {
        assert!(matches!(read_public(text.as_bytes()), Err(SnarkjsError::Malformed(_))), "{text}");
    }
}

#[test]
fn files_that_are_too_long_are_not_read() {
    let long = |most: usize| (vec![b' '; most + 1], SnarkjsError::TooLong { found: most + 1, most });
    let (bytes, error) = long(VERIFICATION_KEY_BYTES_MAX);
    assert_eq!(read_verification_key(&bytes), Err(error));
    let (bytes, error) = long(PROOF_BYTES_MAX);
    assert_eq!(read_proof(&bytes), Err(error));
    let (bytes, error) = long(PUBLIC_BYTES_MAX);
    assert_eq!(read_public(&bytes), Err(error));
}

#[test]
fn nesting_without_end_is_refused() {
    let deep = "[".repeat(100_000);
    assert!(matches!(read_public(deep.as_bytes()), Err(SnarkjsError::Malformed(_))));
}
