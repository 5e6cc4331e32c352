//! Decimal digits, quickly.

/// Appends a number.
pub(super) fn push(out: &mut Vec<u8>, number: u32) {
    let mut digits = [0u8; 10];
    let (mut rest, mut length) = (number, 0);
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(10 - length..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_those_of_display() {
        for number in [0, 1, 9, 10, 11, 99, 100, 12_345, 1_000_000, u32::MAX - 1, u32::MAX] {
            let mut out = b"x".to_vec();
            super::push(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), format!("x{number}"));
        }
    }
}
