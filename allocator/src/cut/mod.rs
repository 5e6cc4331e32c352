//! Cuts: rows that follow from a few rows of the market by looking at whole options, not at fractions of them.
//!
//! The rows of a *block* concern the same few options: an offer's capacities in a slot, a window of a rate, a payer's budget. Where the relaxation takes fractions of
//! options that no selection within the block averages to, [`hull`] finds a row that separates it from all selections (Boyd 1994, "Fenchel cutting planes"), and
//! lifts it to the options that the relaxation left out (Padberg 1975). Cover inequalities and their liftings are the simplest of these rows. A
//! [`Lemma`] is such a row together with what a checker needs to find by a short search that it holds.

mod block;
mod hull;
mod lemma;
mod lift;
mod pack;
mod separate;
#[cfg(test)]
mod tests;

pub(crate) use block::Block;
pub(crate) use lemma::Lemma;
pub(crate) use pack::Pack;
pub(crate) use separate::separate;
