//! The inverse of a basis matrix, dense, with the updates that a simplex method makes.

/// A square matrix by rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inverse {
    pub(crate) size: usize,
    cells: Vec<f64>,
    /// Scratch: places of a row other than zero.
    nonzero: Vec<u32>,
}

/// Cells smaller than this count as zero.
const TINY: f64 = 1e-13;

impl Inverse {
    /// Makes it the identity.
    pub(crate) fn reset(&mut self, size: usize) {
        self.size = size;
        self.cells.clear();
        self.cells.resize(size * size, 0.0);
        for at in 0..size {
            self.cells[at * size + at] = 1.0;
        }
    }

    /// Takes over another's cells.
    pub(crate) fn restore(&mut self, from: &Self) {
        self.size = from.size;
        self.cells.clone_from(&from.cells);
    }

    pub(crate) fn row(&self, at: usize) -> &[f64] {
        &self.cells[at * self.size..(at + 1) * self.size]
    }

    fn row_mut(&mut self, at: usize) -> &mut [f64] {
        &mut self.cells[at * self.size..(at + 1) * self.size]
    }

    /// The product with a sparse column.
    pub(crate) fn times(&self, column: &[(u32, f64)], out: &mut Vec<f64>) {
        out.clear();
        out.extend((0..self.size).map(|at| {
            let row = self.row(at);
            column.iter().map(|&(place, factor)| row[place as usize] * factor).sum::<f64>()
        }));
    }

    /// Replaces the basic column at a place by one whose product with the inverse is `product`.
    pub(crate) fn pivot(&mut self, place: usize, product: &[f64]) {
        let size = self.size;
        let factor = 1.0 / product[place];
        let mut nonzero = core::mem::take(&mut self.nonzero);
        nonzero.clear();
        for (at, cell) in (0..).zip(self.row_mut(place)) {
            if cell.abs() <= TINY {
                *cell = 0.0;
            } else {
                *cell *= factor;
                nonzero.push(at);
            }
        }
        let (before, rest) = self.cells.split_at_mut(place * size);
        let (pivot, after) = rest.split_at_mut(size);
        let others = before.chunks_exact_mut(size.max(1)).chain(after.chunks_exact_mut(size.max(1)));
        let factors = product[..place].iter().chain(&product[place + 1..]);
        let dense = 3 * nonzero.len() > size;
        for (row, &factor) in others.zip(factors) {
            if factor.abs() <= TINY {
                continue;
            }
            if dense {
                for (cell, by) in row.iter_mut().zip(pivot.iter()) {
                    *cell -= factor * by;
                }
            } else {
                for &at in &nonzero {
                    row[at as usize] -= factor * pivot[at as usize];
                }
            }
        }
        self.nonzero = nonzero;
    }

    /// Makes a row minus the sum of itself and some others: what becomes of the inverse when a key changes places with the column there.
    pub(crate) fn exchange(&mut self, place: usize, others: &[usize]) {
        let size = self.size;
        for at in 0..size {
            let sum: f64 = others.iter().map(|&other| self.cells[other * size + at]).sum();
            let cell = &mut self.cells[place * size + at];
            *cell = -(*cell + sum);
        }
    }

    /// Adds rows below, each with a new unit column to its right; `rows[i]` says by how much of the rows above it is lowered.
    pub(crate) fn extend(&mut self, rows: &[Vec<(u32, f64)>]) {
        let (old, size) = (self.size, self.size + rows.len());
        let mut cells = vec![0.0; size * size];
        for at in 0..old {
            cells[at * size..at * size + old].copy_from_slice(self.row(at));
        }
        for (number, terms) in rows.iter().enumerate() {
            let at = old + number;
            let (above, own) = cells.split_at_mut(at * size);
            for &(place, factor) in terms {
                let from = &above[place as usize * size..place as usize * size + old];
                for (cell, by) in own[..old].iter_mut().zip(from) {
                    *cell -= factor * by;
                }
            }
            own[at] = 1.0;
        }
        self.size = size;
        self.cells = cells;
    }

    /// Keeps some rows and columns; what is dropped must be a unit column of the basis and its row.
    pub(crate) fn keep(&mut self, rows: &[usize], columns: &[usize]) {
        let (size, cells) = (self.size, core::mem::take(&mut self.cells));
        self.cells = rows
            .iter()
            .flat_map(|&row| columns.iter().map(move |&column| row * size + column))
            .map(|at| cells[at])
            .collect();
        self.size = rows.len();
    }
}
