//! The generator of round constants and matrices: a Grain shift register, as in the Poseidon paper, appendix F.

use ark_ff::{BigInteger, PrimeField};

/// Bits of the register.
const LENGTH: usize = 80;

/// A stream of bits that a field, a width and numbers of rounds determine.
#[derive(Debug)]
pub(super) struct Grain {
    register: [bool; LENGTH],
    head: usize,
}

impl Grain {
    /// The stream for a prime field, S-box x^5, a width and numbers of rounds.
    pub(super) fn new<F: PrimeField>(width: usize, full_rounds: usize, partial_rounds: usize) -> Self {
        let fields =
            [(1, 2), (0, 4), (F::MODULUS_BIT_SIZE as usize, 12), (width, 12), (full_rounds, 10), (partial_rounds, 10)];
        let bits = fields.into_iter().flat_map(|(value, bits)| (0..bits).rev().map(move |bit| value >> bit & 1 == 1));
        let mut register = [true; LENGTH];
        register.iter_mut().zip(bits).for_each(|(place, bit)| *place = bit);
        let mut grain = Self { register, head: 0 };
        for _ in 0..2 * LENGTH {
            grain.step();
        }
        grain
    }

    /// Elements below the modulus, larger candidates being dropped.
    pub(super) fn elements<F: PrimeField>(&mut self, count: usize) -> Vec<F> {
        (0..count)
            .map(|_| {
                loop {
                    if let Some(element) = F::from_bigint(F::BigInt::from_bits_be(&self.bits::<F>())) {
                        break element;
                    }
                }
            })
            .collect()
    }

    /// Elements reduced modulo the modulus.
    pub(super) fn reduced_elements<F: PrimeField>(&mut self, count: usize) -> Vec<F> {
        let reduced = |bits: Vec<bool>| F::from_be_bytes_mod_order(&F::BigInt::from_bits_be(&bits).to_bytes_be());
        (0..count).map(|_| reduced(self.bits::<F>())).collect()
    }

    /// As many bits as the modulus has: of each pair of bits the second, if the first is 1.
    fn bits<F: PrimeField>(&mut self) -> Vec<bool> {
        let mut bits = Vec::with_capacity(F::MODULUS_BIT_SIZE as usize);
        while bits.len() < F::MODULUS_BIT_SIZE as usize {
            let (keep, bit) = (self.step(), self.step());
            if keep {
                bits.push(bit);
            }
        }
        bits
    }

    fn step(&mut self) -> bool {
        let bit =
            [62, 51, 38, 23, 13, 0].into_iter().fold(false, |sum, tap| sum ^ self.register[(self.head + tap) % LENGTH]);
        self.register[self.head] = bit;
        self.head = (self.head + 1) % LENGTH;
        bit
    }
}
