//! Many runs at once: for every column of the picture, how much of an offer each colour uses.

use super::palette::Palette;

/// A run's use of what is measured, in slots `start..end`.
#[derive(Clone, Copy)]
pub(super) struct Load {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) amount: u64,
    pub(super) colour: usize,
}

/// Use by each colour in the slot of a column in which most is used.
pub(super) type Column = [u128; Palette::COUNT];

/// Divides `slots` slots into `columns` columns and finds the peak of each.
pub(super) fn columns(loads: &[Load], slots: u32, columns: u32) -> Vec<Column> {
    let mut changes: Vec<(u32, usize, i128)> = Vec::with_capacity(2 * loads.len());
    for load in loads {
        changes.push((load.start, load.colour, i128::from(load.amount)));
        changes.push((load.end, load.colour, -i128::from(load.amount)));
    }
    changes.sort_unstable();
    let mut peaks = vec![Column::default(); columns as usize];
    let mut now = [0i128; Palette::COUNT];
    let mut at = 0;
    while let Some(&(slot, ..)) = changes.get(at) {
        while let Some(&(_, colour, change)) = changes.get(at).filter(|change| change.0 == slot) {
            now[colour] += change;
            at += 1;
        }
        let until = changes.get(at).map_or(slot, |change| change.0);
        if until > slot && slot < slots {
            let current = now.map(i128::unsigned_abs);
            for peak in &mut peaks[column_of(slot, slots, columns)..=column_of(until - 1, slots, columns)] {
                if current.iter().sum::<u128>() > peak.iter().sum() {
                    *peak = current;
                }
            }
        }
    }
    peaks
}

fn column_of(slot: u32, slots: u32, columns: u32) -> usize {
    // Below `columns`, since `slot` is below `slots`.
    (u64::from(slot.min(slots - 1)) * u64::from(columns) / u64::from(slots)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_shows_its_busiest_slot() {
        let load = |start, end, amount, colour| Load { start, end, amount, colour };
        let loads = [load(0, 3, 5, 0), load(2, 4, 7, 1), load(9, 10, 1, 0)];
        let totals = |columns: Vec<Column>| columns.iter().map(|column| (column[0], column[1])).collect::<Vec<_>>();
        let each = vec![(5, 0), (5, 0), (5, 7), (0, 7), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (1, 0)];
        assert_eq!(totals(columns(&loads, 10, 10)), each);
        assert_eq!(totals(columns(&loads, 10, 2)), [(5, 7), (1, 0)]);
    }
}
