//! Deciding most items of a knapsack by the bounds of Dembo and Hammer (1980), so that dynamic programming is left with few.

use super::pack::Item;
use crate::model::Number;

/// What is left to decide.
#[derive(Debug)]
pub(super) struct Pegging<N> {
    pub(super) items: Vec<Item<N>>,
    /// Gain per weight, and number.
    order: Vec<(f64, u32)>,
}

impl<N> Default for Pegging<N> {
    fn default() -> Self {
        Self { items: Vec::new(), order: Vec::new() }
    }
}

/// How much of the total gain a bound must miss to count as missing: far above rounding.
const MARGIN: f64 = 1e-9;

impl<N: Number> Pegging<N> {
    /// Leaves in [`Pegging::items`] those that are neither in nor out of every best packing by bounds; what is surely in is pushed to
    /// `selected`. The gain of these and the room left. Gains are positive and no item is heavier than the bound.
    pub(super) fn reduce(&mut self, items: &[Item<N>], bound: u32, selected: &mut Vec<u32>) -> (N, u32) {
        self.items.clear();
        let several = items.windows(2).any(|pair| pair[0].task == pair[1].task);
        let weight: u64 = items.iter().map(|item| u64::from(item.weight)).sum();
        if !several && weight <= u64::from(bound) {
            selected.extend(items.iter().map(|item| item.place));
            return (items.iter().fold(N::ZERO, |sum, item| sum.plus(item.gain)), 0);
        }
        if several || items.len() < 8 {
            self.items.extend_from_slice(items);
            return (N::ZERO, bound);
        }
        let gain = |item: &Item<N>| item.gain.approximate();
        self.order.clear();
        self.order.extend((0..).zip(items).map(|(at, item)| (gain(item) / f64::from(item.weight.max(1)), at)));
        self.order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // Greedily, up to the item that does not fit any more; beyond it, whatever still fits.
        let (mut relaxed, mut found, mut room) = (None, 0.0, bound);
        for &(ratio, at) in &self.order {
            let item = &items[at as usize];
            if item.weight <= room {
                room -= item.weight;
                found += gain(item);
            } else if relaxed.is_none() {
                relaxed = Some((ratio, found + f64::from(room) * ratio));
            }
        }
        let (ratio, most) = relaxed.unwrap_or((0.0, found));
        let slack = most - found + MARGIN * most;
        let (mut sure, mut left) = (N::ZERO, bound);
        for item in items {
            let reduced = gain(item) - ratio * f64::from(item.weight);
            if reduced > slack {
                selected.push(item.place);
                sure = sure.plus(item.gain);
                left -= item.weight;
            } else if reduced >= -slack {
                self.items.push(*item);
            }
        }
        self.items.retain(|item| item.weight <= left);
        (sure, left)
    }
}
