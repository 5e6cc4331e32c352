//! Cuts against listing all selections.

use super::hull::Cover;
use super::pack::{Found, Item};
use super::{Block, Pack, separate};
use crate::model::Model;
use crate::options::ProofStyle;
use apportion_certs::program::Program;
use apportion_lattice::Market;
use apportion_lattice::testing::generate::{AllocationKind, allocation_market};
use proptest::prelude::*;

/// Calls `visit` with every selection of options of a block, at most one of each task, within every row.
fn selections(model: &Model<'_, '_>, block: &Block, visit: &mut dyn FnMut(&[u32])) {
    let task = |place: usize| model.group_task[block.groups[place] as usize];
    let mut stack = vec![(0usize, Vec::new(), vec![0i64; block.rows.len()])];
    while let Some((place, chosen, used)) = stack.pop() {
        if place == block.groups.len() {
            visit(&chosen);
            continue;
        }
        let with: Vec<i64> = used.iter().zip(block.uses(place)).map(|(used, own)| used + own).collect();
        let free = chosen.last().is_none_or(|&last: &u32| task(last as usize) != task(place));
        if free && with.iter().zip(&block.bounds).all(|(used, bound)| used <= bound) {
            let more = chosen.iter().copied().chain([place as u32]).collect();
            stack.push((place + 1, more, with));
        }
        stack.push((place + 1, chosen, used));
    }
}

fn market(seed: u64, kind: usize) -> Market {
    let kinds = [AllocationKind::Loose, AllocationKind::Base, AllocationKind::Tight, AllocationKind::Correlated];
    allocation_market(seed, 14, 3, kinds[kind])
}

fn small(block: &Block) -> bool {
    block.groups.len() <= 16
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_best_selection_is_the_best_of_all(seed in 0u64..1_000, kind in 0usize..4, values in prop::collection::vec(0i64..50, 16)) {
        let market = market(seed, kind);
        let program = Program::new(&market);
        let model = Model::new(&program).unwrap();
        let mut pack = Pack::default();
        for block in Block::all(&model).iter().filter(|block| small(block)) {
            let mut most = 0;
            selections(&model, block, &mut |chosen| most = most.max(chosen.iter().map(|&at| values[at as usize]).sum()));
            let task = |place: u32| model.group_task[block.groups[place as usize] as usize];
            let item = |place: u32| Item { task: task(place), place, value: values[place as usize] };
            let items: Vec<Item> = (0..block.groups.len() as u32).map(item).filter(|item| item.value > 0).collect();
            pack.reset(block);
            let none = vec![0; block.rows.len()];
            match pack.best(block, &items, &none, 0, &mut 1_000_000) {
                Found::Best(best, chosen) => {
                    prop_assert_eq!(best, most);
                    prop_assert_eq!(chosen.iter().map(|&at| values[at as usize]).sum::<i64>(), most);
                }
                Found::Nothing => prop_assert_eq!(most, 0),
                Found::GaveUp => prop_assert!(false, "a million steps"),
            }
        }
    }

    /// What is separated holds for all selections, does not hold for the point, and its proof is as long as stated.
    #[test]
    fn lemmas_hold_for_all_selections_and_cut_the_point(
        seed in 0u64..1_000, kind in 0usize..4, point in prop::collection::vec(0u8..5, 60), core in any::<bool>(),
    ) {
        let market = market(seed, kind);
        let program = Program::new(&market);
        let model = Model::new(&program).unwrap();
        let style = if core { ProofStyle::Core } else { ProofStyle::Compact };
        let point: Vec<f64> = (0..model.group_count()).map(|group| f64::from(point[group % point.len()]) / 4.0).collect();
        let mut pack = Pack::default();
        for block in Block::all(&model).iter().filter(|block| small(block)) {
            let reduced = |group: usize| group as f64;
            let Some((lemma, violation)) = separate(&model, block, &point, &reduced, style, &mut pack, &mut 0) else { continue };
            prop_assert!(violation > 0.0);
            let activity: f64 = lemma.values().map(|(group, value)| value as f64 * point[group as usize]).sum();
            prop_assert!(activity > lemma.bound as f64);
            let value = |place: u32| lemma.values().find(|own| own.0 == block.groups[place as usize]).map_or(0, |own| own.1);
            let mut most = 0;
            selections(&model, block, &mut |chosen| most = most.max(chosen.iter().map(|&at| value(at)).sum()));
            prop_assert!(most <= lemma.bound, "{most} above {}", lemma.bound);
            let weaker = super::Lemma { bound: most - 1, ..lemma.clone() };
            prop_assert!(lemma.steps(&model, style, 1_000_000).is_some());
            prop_assert!(most == 0 || weaker.steps(&model, style, 1_000_000).is_none());
        }
    }
}

#[test]
fn an_average_of_points_is_covered_and_more_is_not() {
    // Any two of three options fit together, so two thirds of each is the most.
    let points: [&[u32]; 3] = [&[0, 1], &[0, 2], &[1, 2]];
    for (share, covered) in [(0.6, true), (0.7, false)] {
        let mut cover = Cover::new(&[share; 3]);
        for _ in 0..3 {
            for point in points {
                let worth: f64 = point.iter().map(|&at| cover.row()[at as usize]).sum();
                if worth > 1.0 + 1e-9 {
                    cover.add(point);
                }
            }
        }
        assert_eq!(cover.total() < 1.0 + 1e-9, covered, "{}", cover.total());
    }
}
