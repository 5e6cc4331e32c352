//! The coupling rows that can bind, family by family, and the two linear maps between multipliers per row and prices per slot.

use super::Number;
use core::ops::Range;

/// Which slots a row of a family adds up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    /// Row e adds up the slots `e - w + 1 ..= e`.
    Window(u32),
    /// The only row adds up the slots `first .. end`.
    Interval { first: u32, end: u32 },
}

/// What the places of a family's price array mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// Use of a resource in each occupied slot.
    Resource,
    /// Money, spent in the start slot.
    Money,
    /// A dependency between two tasks; its rows are checked by comparing runs.
    Dependency,
}

/// A family of rows of the program, as the solver sees it.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// Number of its first row in the program.
    pub(crate) first_row: u64,
    pub(crate) meaning: Meaning,
    pub(crate) reach: Reach,
    /// Slots that have a price; the price array has one more entry.
    pub(crate) slots: u32,
    /// Its rows among the solver's rows.
    pub(crate) rows: Range<usize>,
    /// Where its price array begins.
    pub(crate) price_at: usize,
    /// Coefficients and bounds are divided by this where they are approximated.
    pub(crate) scale: f64,
}

impl Family {
    /// Price of every slot from multipliers of every row, as prefix sums: `prices[x]` is the price of the slots before x.
    ///
    /// Slot s is counted by the rows e with `s <= e < s + w`, hence its price is their sum, kept up by sliding.
    pub(crate) fn fold<N: Number>(&self, multipliers: &[N], prices: &mut [N]) {
        let mu = &multipliers[self.rows.clone()];
        let out = &mut prices[self.price_at..=self.price_at + self.slots as usize];
        out[0] = N::ZERO;
        let mut sum = N::ZERO;
        match self.reach {
            Reach::Interval { first, end } => {
                for (slot, place) in (0..self.slots).zip(&mut out[1..]) {
                    if slot >= first && slot < end {
                        sum = sum.plus(mu[0]);
                    }
                    *place = sum;
                }
            }
            Reach::Window(1) => {
                for (place, &price) in out[1..].iter_mut().zip(mu) {
                    sum = sum.plus(price);
                    *place = sum;
                }
            }
            Reach::Window(width) => {
                let width = width as usize;
                let mut price = mu.iter().take(width).fold(N::ZERO, |sum, &mu| sum.plus(mu));
                for (slot, place) in out[1..].iter_mut().enumerate() {
                    sum = sum.plus(price);
                    *place = sum;
                    price = price.minus(mu[slot]);
                    if let Some(&entering) = mu.get(slot + width) {
                        price = price.plus(entering);
                    }
                }
            }
        }
    }

    /// The transposed map: from the derivative by each entry of the price array to the derivative by each multiplier.
    pub(crate) fn gather(&self, by_price: &[f64], by_row: &mut [f64]) {
        let by_price = &by_price[self.price_at..=self.price_at + self.slots as usize];
        let out = &mut by_row[self.rows.clone()];
        match self.reach {
            Reach::Interval { first, end } => {
                let (mut above, mut total) = (0.0, 0.0);
                for slot in (0..self.slots).rev() {
                    above += by_price[slot as usize + 1];
                    if slot >= first && slot < end {
                        total += above;
                    }
                }
                out[0] = total;
            }
            Reach::Window(width) => {
                let mut above = 0.0;
                for (place, &change) in out.iter_mut().zip(&by_price[1..]).rev() {
                    above += change;
                    *place = above;
                }
                if width > 1 {
                    slide(out, width as usize);
                }
            }
        }
    }

    /// The rows that count some slot of `start..end`, and how many of these slots each counts.
    pub(crate) fn overlaps(&self, start: u32, end: u32) -> impl Iterator<Item = (usize, u32)> + use<> {
        let (reach, base) = (self.reach, self.rows.start);
        let touched = match reach {
            Reach::Interval { .. } => 0..1,
            Reach::Window(width) => start..(u64::from(end) + u64::from(width) - 1).min(u64::from(self.slots)) as u32,
        };
        touched.filter_map(move |row| {
            let counted = match reach {
                Reach::Interval { first, end: last } => last.min(end).saturating_sub(first.max(start)),
                Reach::Window(width) => (row + 1).min(end) - (row + 1).saturating_sub(width).max(start),
            };
            (counted > 0).then_some((base + row as usize, counted))
        })
    }
}

/// Replaces every entry by the sum of the `width` entries that end with it, from the last to the first.
fn slide(values: &mut [f64], width: usize) {
    let mut sum: f64 = values.iter().rev().take(width).sum();
    for at in (0..values.len()).rev() {
        let own = core::mem::replace(&mut values[at], sum);
        sum -= own;
        if let Some(entering) = at.checked_sub(width) {
            sum += values[entering];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(reach: Reach, slots: u32) -> Family {
        let rows = if matches!(reach, Reach::Window(_)) { 0..slots as usize } else { 0..1 };
        Family { first_row: 0, meaning: Meaning::Resource, reach, slots, rows, price_at: 0, scale: 1.0 }
    }

    /// Every window up to beyond the horizon, and every interval.
    fn families() -> Vec<Family> {
        let mut all: Vec<Family> = (1..10).map(|width| family(Reach::Window(width), 7)).collect();
        for first in 0..7 {
            all.extend((first + 1..8).map(|end| family(Reach::Interval { first, end }, 7)));
        }
        all
    }

    #[test]
    fn prices_charge_what_overlaps_count() {
        for family in families() {
            let multipliers: Vec<i128> = family.rows.clone().map(|row| (row as i128 + 3) * 7 % 11).collect();
            let mut prices = vec![0; 8];
            family.fold(&multipliers, &mut prices);
            for start in 0..7u32 {
                for end in start + 1..8 {
                    let counted = family.overlaps(start, end).map(|(row, slots)| multipliers[row] * i128::from(slots));
                    assert_eq!(prices[end as usize] - prices[start as usize], counted.sum::<i128>(), "{family:?}");
                }
            }
        }
    }

    #[test]
    fn gathering_is_the_transpose_of_folding() {
        for family in families() {
            let by_price: Vec<f64> = (0..8).map(|at| f64::from((at * 5 + 2) % 9) - 4.0).collect();
            let mut by_row = vec![0.0; family.rows.len()];
            family.gather(&by_price, &mut by_row);
            for row in family.rows.clone() {
                let mut unit = vec![0.0; family.rows.len()];
                unit[row] = 1.0;
                let mut prices = vec![0.0; 8];
                family.fold(&unit, &mut prices);
                let product: f64 = prices.iter().zip(&by_price).map(|(price, change)| price * change).sum();
                assert!((product - by_row[row]).abs() < 1e-9, "{family:?} {row}");
            }
        }
    }
}
