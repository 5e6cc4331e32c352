//! The decoder on bytes from anywhere: it never panics, and what it accepts it writes back unchanged.

mod vectors_support;

use apportion_certs::{Certificate, FormatError};
use proptest::prelude::*;
use vectors_support::rejects::{allocated, bounded};
use vectors_support::vector;

fn decodes_canonically(bytes: &[u8]) -> Result<bool, TestCaseError> {
    match Certificate::from_bytes(bytes) {
        Ok(certificate) => {
            prop_assert_eq!(certificate.to_bytes(), bytes);
            Ok(true)
        }
        Err(FormatError::Magic) => {
            prop_assert!(!bytes.starts_with(b"APC\x01"));
            Ok(false)
        }
        Err(_) => Ok(false),
    }
}

/// Magic, a hash, and sections of random content with right lengths: bytes that get further than random ones.
fn plausible() -> impl Strategy<Value = Vec<u8>> {
    let small = prop_oneof![4 => 0u8..9, 2 => 14u8..20, 1 => any::<u8>()];
    let content = prop::collection::vec(small, 0..24);
    let tag = prop_oneof![8 => 1u8..5, 2 => Just(6), 1 => any::<u8>()];
    prop::collection::vec((tag, content), 0..5).prop_map(|mut sections| {
        sections.sort();
        let mut bytes = [b"APC\x01".as_slice(), &[0; 32]].concat();
        for (tag, content) in sections {
            bytes.extend([tag, content.len() as u8]);
            bytes.extend(content);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        decodes_canonically(&bytes)?;
    }

    #[test]
    fn bytes_that_begin_well_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        decodes_canonically(&[b"APC\x01".as_slice(), &bytes].concat())?;
    }

    #[test]
    fn plausible_bytes_do_not_panic(bytes in plausible()) {
        decodes_canonically(&bytes)?;
    }
}

/// Lengths and counts near 2^64 are refused without an attempt to make room for them.
#[test]
fn counts_are_compared_with_what_is_left() {
    let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
    let head = [b"APC\x01".as_slice(), &[0; 32]].concat();
    for begin in [&[1][..], &[1, 12, 0], &[1, 12, 1], &[1, 13, 0, 0], &[1, 12, 3]] {
        let bytes = [head.as_slice(), begin, &most, &[0; 40]].concat();
        assert!(matches!(Certificate::from_bytes(&bytes), Err(FormatError::End { .. })), "{begin:?}");
    }
    let lemma = [&[4, 12][..], &[4, 17, 1, 1], &[4, 18, 1, 1, 0], &[4, 20, 1, 1, 0, 1, 0]];
    for begin in lemma {
        let bytes = [head.as_slice(), &[1, 1, 2, 3, 1, 0], begin, &most, &[0; 40]].concat();
        assert!(matches!(Certificate::from_bytes(&bytes), Err(FormatError::End { .. })), "{begin:?}");
    }
    for begin in [&[2, 12][..], &[2, 13, 1, 0], &[3, 12], &[3, 12, 1], &[3, 16, 1, 1, 1, 0]] {
        let bytes = [head.as_slice(), &[1, 1, 2], begin, &most, &[0; 40]].concat();
        assert!(matches!(Certificate::from_bytes(&bytes), Err(FormatError::End { .. })), "{begin:?}");
    }
}

/// No proper beginning of a certificate is one, and nothing may follow.
#[test]
fn no_certificate_is_the_beginning_of_another() {
    for certificate in [allocated(), bounded()] {
        let bytes = certificate.to_bytes();
        for length in 0..bytes.len() {
            assert!(Certificate::from_bytes(&bytes[..length]).is_err(), "{}", vector::hex(&bytes[..length]));
        }
        for more in 0..=u8::MAX {
            assert!(Certificate::from_bytes(&[bytes.as_slice(), &[more]].concat()).is_err());
        }
    }
}
