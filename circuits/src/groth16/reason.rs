use super::{Setup, VerifyingKeyHash};
use core::fmt;

/// An element of a key or a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// alpha of a key, in G1.
    Alpha,
    /// beta of a key, in G2.
    Beta,
    /// gamma of a key, in G2.
    Gamma,
    /// delta of a key, in G2.
    Delta,
    /// The element of a key that belongs to the constant (0) or to a public input (from 1), in G1.
    InputConstant(usize),
    /// A of a proof, in G1.
    A,
    /// B of a proof, in G2.
    B,
    /// C of a proof, in G1.
    C,
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alpha => f.write_str("alpha"),
            Self::Beta => f.write_str("beta"),
            Self::Gamma => f.write_str("gamma"),
            Self::Delta => f.write_str("delta"),
            Self::InputConstant(index) => write!(f, "IC[{index}]"),
            Self::A => f.write_str("A"),
            Self::B => f.write_str("B"),
            Self::C => f.write_str("C"),
        }
    }
}

/// Why a key, a proof or its public inputs are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Bytes of the wrong length.
    #[error("{found} bytes where {expected} were expected")]
    Length {
        /// Bytes given.
        found: usize,
        /// Bytes that the object takes; for a key, the nearest length that a key has.
        expected: usize,
    },
    /// A coordinate is not below the order of the base field.
    #[error("a coordinate of {0} is not below the field's order")]
    CoordinateOutOfRange(Element),
    /// The point at infinity, which no honest setup or prover gives.
    #[error("{0} is the point at infinity")]
    Identity(Element),
    /// The coordinates do not satisfy the curve equation.
    #[error("{0} is not on the curve")]
    NotOnCurve(Element),
    /// A point of the curve outside the group of prime order.
    #[error("{0} is outside the subgroup of prime order")]
    WrongSubgroup(Element),
    /// delta is gamma or its negation: anybody can forge proofs. A key without phase-2 contribution looks so.
    #[error(
        "gamma and delta are equal up to sign, so that anybody can forge proofs; contribute to phase 2 of the setup"
    )]
    GammaIsDelta,
    /// The element equals the group's generator: nobody contributed to it, and its secret is 1.
    #[error("{0} is the generator, so that its secret is known; contribute to the setup")]
    Unrandomised(Element),
    /// A proving key has another secret in G1 than in G2: its proofs would not hold, or not hide the witness.
    #[error("{0} differs between G1 and G2, so that proofs would not hide the witness; take a key from another setup")]
    SecretsDiffer(Element),
    /// A key has another number of input constants than public inputs plus one.
    #[error("the key has {found} input constants where {expected} were expected")]
    InputConstantCount {
        /// Input constants in the key.
        found: usize,
        /// Public inputs plus one.
        expected: usize,
    },
    /// Another number of public inputs than the key takes.
    #[error("{found} public inputs where the key takes {expected}")]
    InputCount {
        /// Public inputs given.
        found: usize,
        /// Public inputs of the key.
        expected: usize,
    },
    /// A public input is not below the order r of the scalar field: an alias of another input.
    #[error("public input {index} is not below the field's order")]
    InputOutOfRange {
        /// Position, from 0.
        index: usize,
    },
    /// The key is not the pinned one.
    #[error("the key has the hash {found}, but {pinned} is pinned")]
    KeyHash {
        /// Hash of the key that was given.
        found: VerifyingKeyHash,
        /// Hash that the verifier knew beforehand.
        pinned: VerifyingKeyHash,
    },
    /// The manifest says that the setup is less trustworthy than the verifier demands.
    #[error("the setup is {found}, but at least {demanded} is demanded")]
    InsecureSetup {
        /// Setup that the manifest states.
        found: Setup,
        /// The least trustworthy setup that is accepted.
        demanded: Setup,
    },
    /// The pairing equation does not hold: the proof was made for another key or other inputs, or it is false.
    #[error("the proof does not hold for these public inputs under this key")]
    Equation,
}
