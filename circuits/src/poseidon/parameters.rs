//! Round constants and the Cauchy matrix of one width.

use super::grain::Grain;
use super::partial::PartialRounds;
use ark_ff::PrimeField;

/// Rounds in which every element passes the S-box: half of them before the partial rounds, half after.
pub(crate) const FULL_ROUNDS: usize = 8;

/// Partial rounds for widths 2, 3, .., 17: the round numbers of circomlib, for 128-bit security in fields of 254 and 255 bits.
const PARTIAL_ROUNDS: [usize; 16] = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

/// Constants of one width.
#[derive(Debug)]
pub(crate) struct Parameters<F> {
    /// What is added before the S-boxes, round by round.
    pub(crate) round_constants: Vec<Vec<F>>,
    /// What the state is multiplied by after the S-boxes, row by row.
    pub(crate) matrix: Vec<Vec<F>>,
    /// The partial rounds, in which these are used up.
    pub(crate) partial_rounds: PartialRounds<F>,
}

impl<F: PrimeField> Parameters<F> {
    pub(super) fn generate(width: usize) -> Self {
        let partial_rounds = PARTIAL_ROUNDS[width - 2];
        let mut grain = Grain::new::<F>(width, FULL_ROUNDS, partial_rounds);
        let round_constants: Vec<Vec<F>> = (0..FULL_ROUNDS + partial_rounds).map(|_| grain.elements(width)).collect();
        let (rows, columns) = (grain.reduced_elements::<F>(width), grain.reduced_elements::<F>(width));
        let entry = |row: F, column: F| (row + column).inverse().unwrap_or_default();
        let matrix: Vec<Vec<F>> =
            rows.iter().map(|&row| columns.iter().map(|&column| entry(row, column)).collect()).collect();
        let partial_rounds = PartialRounds::new(&round_constants, &matrix);
        Self { round_constants, matrix, partial_rounds }
    }
}
