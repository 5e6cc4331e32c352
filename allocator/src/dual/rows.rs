//! The rows that multipliers may name: the model's, then the caps, then the lemmas.

use super::Entry;
use crate::cut::Lemma;
use crate::model::{Model, Objective};

/// The lemmas that an entry uses, with their multipliers.
pub(super) fn lemmas<'l>(
    model: &Model<'_, '_>,
    objective: Objective<'l>,
    entry: &'l Entry,
) -> impl Iterator<Item = (&'l Lemma, i128)> {
    let first = model.row_count() + objective.caps.len();
    let of = entry.rows.iter().rev().take_while(move |row| row.0 as usize >= first);
    of.map(move |&(row, multiplier)| (&objective.lemmas[row as usize - first], multiplier))
}

/// The largest quantity that a multiplier of one on this row adds anywhere.
pub(super) fn magnitude_of_row(model: &Model<'_, '_>, objective: Objective<'_>, row: usize) -> f64 {
    match kind_of_row(model, objective, row) {
        RowKind::Stated => model.load_max[model.row_family[row] as usize] + model.bounds[row].unsigned_abs() as f64,
        RowKind::Cap(cap) => objective.levels[cap].largest_sum as f64 + objective.caps[cap] as f64,
        RowKind::Lemma(lemma) => objective.lemmas[lemma].magnitude(),
    }
}

pub(super) fn scale_of_row(model: &Model<'_, '_>, objective: Objective<'_>, row: usize) -> f64 {
    match kind_of_row(model, objective, row) {
        RowKind::Stated => model.families[model.row_family[row] as usize].scale,
        RowKind::Cap(cap) => objective.levels[cap].scale,
        RowKind::Lemma(lemma) => objective.lemmas[lemma].scale(),
    }
}

/// What the solver's number of a row stands for: the model's rows come first, then the caps, then the lemmas.
pub(super) enum RowKind {
    Stated,
    Cap(usize),
    Lemma(usize),
}

pub(super) fn kind_of_row(model: &Model<'_, '_>, objective: Objective<'_>, row: usize) -> RowKind {
    match row.checked_sub(model.row_count()) {
        None => RowKind::Stated,
        Some(cap) if cap < objective.caps.len() => RowKind::Cap(cap),
        Some(later) => RowKind::Lemma(later - objective.caps.len()),
    }
}
