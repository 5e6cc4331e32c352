//! Texts as numbers: the digits to base 256 are 1, then the bytes.

use crate::EmitError;

/// The longest text; longer ones take too long to write in decimals.
pub(crate) const TEXT_BYTES_MAX: usize = 1 << 14;

const CHUNK: u64 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

/// The decimal digits of a text's number. Quadratic in the length.
pub(super) fn digits(text: &str) -> Result<String, EmitError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(EmitError::Text { bytes: text.len(), limit: TEXT_BYTES_MAX });
    }
    let bytes: Vec<u8> = [1].into_iter().chain(text.bytes()).collect();
    // Limbs to base 2^64, most significant first.
    let mut limbs: Vec<u64> =
        bytes.rchunks(8).rev().map(|chunk| chunk.iter().fold(0, |limb, &byte| limb << 8 | u64::from(byte))).collect();
    let mut chunks = Vec::new();
    while !limbs.is_empty() {
        let mut rest = 0u64;
        for limb in &mut limbs {
            let dividend = u128::from(rest) << 64 | u128::from(*limb);
            *limb = (dividend / u128::from(CHUNK)) as u64;
            rest = (dividend % u128::from(CHUNK)) as u64;
        }
        chunks.push(rest);
        let zeros = limbs.iter().take_while(|limb| **limb == 0).count();
        limbs.drain(..zeros);
    }
    let mut digits = chunks.pop().map_or(String::new(), |first| first.to_string());
    for chunk in chunks.into_iter().rev() {
        digits.push_str(&format!("{chunk:0CHUNK_DIGITS$}"));
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_texts_are_what_the_specification_says() {
        assert_eq!(digits("").unwrap(), "1");
        assert_eq!(digits("a").unwrap(), 0x0161.to_string());
        assert_eq!(digits("ä").unwrap(), 0x01_c3_a4.to_string());
    }

    #[test]
    fn a_text_too_long_is_an_error() {
        assert!(digits(&"x".repeat(TEXT_BYTES_MAX)).is_ok());
        assert!(matches!(digits(&"x".repeat(TEXT_BYTES_MAX + 1)), Err(EmitError::Text { .. })));
    }

    proptest! {
        #[test]
        fn the_text_can_be_read_back(text in ".{0,80}") {
            // Bytes, least significant first, by multiplication and addition to base 10.
            let mut bytes = vec![0u8];
            for digit in digits(&text).unwrap().bytes() {
                let mut carry = u32::from(digit - b'0');
                for byte in &mut bytes {
                    let sum = u32::from(*byte) * 10 + carry;
                    (*byte, carry) = (sum as u8, sum >> 8);
                }
                while carry > 0 {
                    bytes.push(carry as u8);
                    carry >>= 8;
                }
            }
            prop_assert_eq!(bytes.pop(), Some(1));
            bytes.reverse();
            prop_assert_eq!(bytes, text.into_bytes());
        }
    }
}
