use core::{fmt, str::FromStr};
use sha2::{Digest, Sha256};

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 64 lower-case hexadecimal digits")]
pub struct HashError;

fn parse(text: &str) -> Result<[u8; 32], HashError> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return Err(HashError);
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for &digit in pair {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return Err(HashError),
            };
            *byte = (*byte << 4) | value;
        }
    }
    Ok(bytes)
}

macro_rules! hash {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// From the 32 bytes of the hash.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes of the hash.
            pub const fn to_bytes(self) -> [u8; 32] {
                self.0
            }

            #[allow(dead_code, reason = "not every hash is computed without feature `prove`")]
            pub(crate) fn of(parts: &[&[u8]]) -> Self {
                let mut hasher = Sha256::new();
                parts.iter().for_each(|part| hasher.update(part));
                Self(hasher.finalize().into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = HashError;

            fn from_str(text: &str) -> Result<Self, HashError> {
                parse(text).map(Self)
            }
        }
    };
}

hash! {
    /// SHA-256 of a label and a verifying key's canonical bytes; displayed as 64 lower-case hexadecimal digits.
    VerifyingKeyHash
}
hash! {
    /// SHA-256 of a proving key's file, as `sha256sum` prints it.
    ProvingKeyHash
}
hash! {
    /// SHA-256 of the circuit as an iden3 `.r1cs` file, as `sha256sum` prints it.
    ConstraintsHash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displayed_hashes_parse_and_others_do_not() {
        let hash = VerifyingKeyHash::from_bytes(core::array::from_fn(|at| at as u8 * 7));
        let text = hash.to_string();
        assert_eq!(text.parse(), Ok(hash));
        assert_eq!(text.to_uppercase().parse::<VerifyingKeyHash>(), Err(HashError));
        assert_eq!(text[1..].parse::<VerifyingKeyHash>(), Err(HashError));
        assert_eq!(format!("{text}0").parse::<VerifyingKeyHash>(), Err(HashError));
    }
}
