use super::SnarkjsError;
use alloc::borrow::ToOwned;
use alloc::string::String;
use ark_ff::PrimeField;

/// Digits of the largest number below 2^256.
const DIGITS_MAX: usize = 78;

/// The number that a decimal text without sign and leading zeros stands for; `None` if it is not below the field's order.
pub(crate) fn read<F: PrimeField>(text: &str) -> Result<Option<F>, SnarkjsError> {
    let digits = text.as_bytes();
    let canonical = !digits.is_empty()
        && digits.iter().all(u8::is_ascii_digit)
        && (digits.first() != Some(&b'0') || digits.len() == 1);
    if !canonical || digits.len() > DIGITS_MAX {
        return Err(SnarkjsError::Number(shorten(text)));
    }
    let mut integer = F::BigInt::default();
    for digit in digits {
        let mut carry = u128::from(digit - b'0');
        for limb in integer.as_mut() {
            let value = u128::from(*limb) * 10 + carry;
            *limb = value as u64;
            carry = value >> 64;
        }
        if carry > 0 {
            return Ok(None);
        }
    }
    Ok(F::from_bigint(integer))
}

fn shorten(text: &str) -> String {
    text.chars().take(DIGITS_MAX + 2).collect::<String>().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::Fr;
    use ark_ff::Field;

    #[test]
    fn reads_what_is_below_the_order_and_nothing_else() {
        let top = -Fr::ONE;
        assert_eq!(read(&top.to_string()), Ok(Some(top)));
        assert_eq!(read::<Fr>("0"), Ok(Some(Fr::from(0))));
        let order = "21888242871839275222246405745257275088548364400416034343698204186575808495617";
        assert_eq!(read::<Fr>(order), Ok(None));
        let power = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
        assert_eq!(read::<Fr>(power), Ok(None));
        for text in ["", "00", "01", "+1", "-1", " 1", "1 ", "0x1", "1.0", "1e3", "\u{661}"] {
            assert!(matches!(read::<Fr>(text), Err(SnarkjsError::Number(_))), "{text:?}");
        }
        assert!(matches!(read::<Fr>(&"1".repeat(79)), Err(SnarkjsError::Number(_))));
    }
}
