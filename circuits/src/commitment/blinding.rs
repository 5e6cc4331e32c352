//! Blinding: what keeps guessable values from being guessed.

use ark_ff::PrimeField;
use core::fmt;

/// A source of uniform bytes, given by the caller. Closures that fill a slice are one.
pub trait FillBytes {
    /// Overwrites every byte of the buffer with a uniform one.
    fn fill_bytes(&mut self, buffer: &mut [u8]);
}

impl<T: FnMut(&mut [u8])> FillBytes for T {
    fn fill_bytes(&mut self, buffer: &mut [u8]) {
        self(buffer);
    }
}

/// A uniform element that is the last one of a commitment. It does not show itself in debug output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Blinding<F>(F);

impl<F: PrimeField> Blinding<F> {
    /// Draws a blinding: 64 bytes, reduced, so that its distance from uniform is below 2^-250.
    pub fn draw(source: &mut impl FillBytes) -> Self {
        let mut bytes = [0; 64];
        source.fill_bytes(&mut bytes);
        Self(F::from_le_bytes_mod_order(&bytes))
    }

    /// A stored blinding.
    pub fn from_element(element: F) -> Self {
        Self(element)
    }

    /// The element, to store it or to hash it.
    pub fn element(&self) -> F {
        self.0
    }
}

impl<F> fmt::Debug for Blinding<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Blinding(..)")
    }
}
