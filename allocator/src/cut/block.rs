//! Rows that belong together.

use crate::model::{Meaning, Model, coefficients};
use std::collections::HashSet;

/// Rows of the model whose options all lie among the options of one of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Block {
    /// Rows, ascending.
    pub(crate) rows: Vec<u32>,
    pub(crate) bounds: Vec<i64>,
    /// Groups with a coefficient in some row, ascending, so that those of a task are adjacent.
    pub(crate) groups: Vec<u32>,
    /// Coefficients of the groups, one after another, row by row.
    uses: Vec<i64>,
}

/// Blocks with more groups would take too long to search.
const GROUPS_MAX: usize = 400;
/// More rows make a search slow and a row hard to believe.
const ROWS_MAX: usize = 24;

impl Block {
    /// All blocks of a model whose groups have single starts; O(coefficients x rows of a group).
    pub(crate) fn all(model: &Model<'_, '_>) -> Vec<Self> {
        let mut rows: Vec<Vec<(u32, i64)>> = vec![Vec::new(); model.row_count()];
        let mut of_group: Vec<Vec<u32>> = vec![Vec::new(); model.group_count()];
        let usable = |row: usize| {
            let family = &model.families[model.row_family[row] as usize];
            family.meaning != Meaning::Dependency && (0..1 << 60).contains(&model.bounds[row])
        };
        for (group, own) in of_group.iter_mut().enumerate() {
            coefficients(model, group, model.starts[group].0, |row, amount| {
                if usable(row) {
                    // What does not fit by itself is the same however large it is.
                    rows[row].push((group as u32, amount.min(model.bounds[row] + 1) as i64));
                    own.push(row as u32);
                }
            });
        }
        let mut seen = HashSet::new();
        let mut inside = vec![0; rows.len()];
        let mut blocks = Vec::new();
        for seed in 0..rows.len() {
            if !(2..=GROUPS_MAX).contains(&rows[seed].len()) {
                continue;
            }
            let mut touched = Vec::new();
            for &(group, _) in &rows[seed] {
                for &row in &of_group[group as usize] {
                    if inside[row as usize] == 0 {
                        touched.push(row);
                    }
                    inside[row as usize] += 1;
                }
            }
            touched.sort_unstable();
            let members: Vec<u32> =
                touched.iter().copied().filter(|&row| inside[row as usize] == rows[row as usize].len()).collect();
            touched.iter().for_each(|&row| inside[row as usize] = 0);
            if members.len() <= ROWS_MAX && seen.insert(members.clone()) {
                blocks.push(Self::of(model, members, &rows));
            }
        }
        blocks
    }

    fn of(model: &Model<'_, '_>, members: Vec<u32>, rows: &[Vec<(u32, i64)>]) -> Self {
        let mut groups: Vec<u32> =
            members.iter().flat_map(|&row| rows[row as usize].iter().map(|&(group, _)| group)).collect();
        groups.sort_unstable();
        groups.dedup();
        let width = members.len();
        let mut uses = vec![0; groups.len() * width];
        for (at, &row) in members.iter().enumerate() {
            for &(group, amount) in &rows[row as usize] {
                if let Ok(place) = groups.binary_search(&group) {
                    uses[place * width + at] = amount;
                }
            }
        }
        let bounds = members.iter().map(|&row| model.bounds[row as usize] as i64).collect();
        Self { rows: members, bounds, groups, uses }
    }

    /// Coefficients of the group at a place.
    pub(crate) fn uses(&self, place: usize) -> &[i64] {
        &self.uses[place * self.rows.len()..(place + 1) * self.rows.len()]
    }
}
