//! Runs side by side: intervals packed into as few lanes as possible.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The lane of each interval `start..end`, given by ascending start, and how many lanes there are: as many as intervals overlap at once.
pub(super) fn pack(intervals: &[(u32, u32)]) -> (Vec<usize>, usize) {
    let mut busy: BinaryHeap<Reverse<(u32, usize)>> = BinaryHeap::new();
    let mut free: BinaryHeap<Reverse<usize>> = BinaryHeap::new();
    let mut count = 0;
    let mut lanes = Vec::with_capacity(intervals.len());
    for &(start, end) in intervals {
        while let Some(&Reverse((until, lane))) = busy.peek()
            && until <= start
        {
            busy.pop();
            free.push(Reverse(lane));
        }
        let lane = free.pop().map_or_else(
            || {
                count += 1;
                count - 1
            },
            |Reverse(lane)| lane,
        );
        busy.push(Reverse((end, lane)));
        lanes.push(lane);
    }
    (lanes, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_do_not_overlap_and_none_is_wasted() {
        let intervals = [(0, 4), (0, 2), (1, 3), (2, 5), (3, 4), (4, 9), (4, 5)];
        let (lanes, count) = pack(&intervals);
        assert_eq!(count, 3, "three overlap in slot 1, never four");
        for (i, &(start, end)) in intervals.iter().enumerate() {
            for (j, &(other_start, other_end)) in intervals.iter().enumerate().skip(i + 1) {
                let apart = end <= other_start || other_end <= start;
                assert!(apart || lanes[i] != lanes[j], "{i} and {j} share lane {}", lanes[i]);
            }
        }
        assert_eq!(pack(&[]), (Vec::new(), 0));
    }
}
