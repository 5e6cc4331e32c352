//! Colours of payers.

use crate::report::Report;
use apportion_lattice::PayerIndex;

/// Distinct also for most colour-blind readers, on a light ground.
const COLOURS: [&str; 9] =
    ["#3b6ea5", "#ee8a2a", "#4f9a4a", "#a5669c", "#5bb0ad", "#d9b72f", "#d1495b", "#8a6a52", "#f2939f"];
/// Whether dark text reads better on the colour.
const LIGHT: [bool; 9] = [false, true, false, false, true, true, false, false, true];
const OTHERS: &str = "#9aa5b1";

/// A colour for each payer; with more payers than colours, those with the fewest runs share one.
pub(super) struct Palette {
    /// Position among the colours, one per payer.
    numbers: Vec<usize>,
    /// Payers with a colour of their own, in the order of the colours.
    pub(super) shown: Vec<PayerIndex>,
    /// How many payers share the last colour.
    pub(super) others: usize,
}

impl Palette {
    pub(super) fn new(report: &Report<'_>) -> Self {
        let mut shown: Vec<PayerIndex> = report.market.payer_indices().collect();
        let total = shown.len();
        if total > COLOURS.len() {
            shown.sort_by_key(|payer| std::cmp::Reverse(report.payers[payer.usize()].served));
            shown.truncate(COLOURS.len());
            shown.sort_unstable();
        }
        let mut numbers = vec![COLOURS.len(); total];
        shown.iter().enumerate().for_each(|(number, payer)| numbers[payer.usize()] = number);
        Self { numbers, others: total - shown.len(), shown }
    }

    /// How many colours there are, that of the others included.
    pub(super) const COUNT: usize = COLOURS.len() + 1;

    pub(super) fn number(&self, payer: PayerIndex) -> usize {
        self.numbers[payer.usize()]
    }

    pub(super) fn colour(number: usize) -> &'static str {
        COLOURS.get(number).copied().unwrap_or(OTHERS)
    }

    /// The colour of text on a colour.
    pub(super) fn ink(number: usize) -> &'static str {
        if LIGHT.get(number).copied().unwrap_or(true) { super::sheet::INK } else { "#ffffff" }
    }
}
