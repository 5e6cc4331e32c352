//! Variable-length natural numbers: seven bits a byte, least significant first, the high bit set on all but the last byte, no longer than needed.

/// Why a number could not be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum VarintError {
    End,
    Padded,
    TooLarge,
}

pub(super) fn write(mut value: u128, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads a number below 2^`bits` (`bits` <= 128) and the count of bytes it took.
pub(super) fn read(bytes: &[u8], bits: u32) -> Result<(u128, usize), VarintError> {
    let mut value = 0u128;
    for (at, &byte) in bytes.iter().enumerate() {
        let shift = 7 * at as u32;
        let digit = u128::from(byte & 0x7f);
        if shift >= 128 || (digit << shift) >> shift != digit {
            return Err(VarintError::TooLarge);
        }
        value |= digit << shift;
        if byte & 0x80 == 0 {
            return if at > 0 && byte == 0 {
                Err(VarintError::Padded)
            } else if bits < 128 && value >> bits != 0 {
                Err(VarintError::TooLarge)
            } else {
                Ok((value, at + 1))
            };
        }
    }
    Err(VarintError::End)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_what_it_wrote(value: u128, shift in 0u32..128, tail: u8) {
            let value = value >> shift;
            let mut bytes = Vec::new();
            write(value, &mut bytes);
            let length = bytes.len();
            bytes.push(tail);
            prop_assert_eq!(read(&bytes, 128), Ok((value, length)));
            prop_assert_eq!(read(&bytes[..length - 1], 128), Err(VarintError::End));
        }

        #[test]
        fn only_the_shortest_form_is_read(bytes in prop::collection::vec(any::<u8>(), 1..22)) {
            if let Ok((value, length)) = read(&bytes, 128) {
                let mut again = Vec::new();
                write(value, &mut again);
                prop_assert_eq!(&bytes[..length], &again[..]);
            }
        }
    }

    #[test]
    fn padding_and_width_are_refused() {
        assert_eq!(read(&[0x80, 0x00], 64), Err(VarintError::Padded));
        assert_eq!(read(&[0x80, 0x02], 8), Err(VarintError::TooLarge));
        assert_eq!(read(&[0xff, 0x01], 8), Ok((255, 2)));
        assert_eq!(read(&[0xff; 19], 128), Err(VarintError::TooLarge));
    }
}
