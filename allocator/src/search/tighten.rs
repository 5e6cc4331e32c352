//! What is done besides the tree where the linear relaxation bounds it: cuts at the root, and neighbourhoods of the best allocation.

use super::incumbent::Incumbent;
use super::level::{Ended, LevelSearch, Setting};
use super::relaxation::CutLimits;
use crate::dual::{Entry, Evaluation, Weight};
use core::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// Work on neighbourhoods, as a multiple of all other work.
const NEIGHBOURHOOD_SHARE: u64 = 2;
/// Least work allowed for one neighbourhood.
const WITHIN_MIN: u64 = 100_000;

impl LevelSearch<'_, '_, '_> {
    /// Tightens the relaxation at the root, unless that was done.
    pub(super) fn cut(&mut self, incumbent: Option<&Incumbent>, spent: u64) {
        let excluded = self.excluded(incumbent);
        let bytes = self.bytes();
        let Some(relaxation) = self.relaxation.as_mut().filter(|relaxation| !relaxation.is_cut) else { return };
        let bytes_max = self.setting.options.memory_bytes_max.saturating_sub(bytes);
        let Setting { model, control, options, .. } = self.setting;
        let stop = || control.is_cancelled() || control.time_is_up();
        let levels = &self.setting.levels[..=self.level];
        let work_max = options.work_max.saturating_sub(spent + self.work);
        let limits = CutLimits { enough: excluded, work_max, bytes_max, style: options.style, stop: &stop };
        let relaxation = Arc::make_mut(relaxation);
        let (multipliers, work) = relaxation.cut(model, levels, &self.caps, Arc::make_mut(&mut self.lemmas), limits);
        self.work += work;
        // Whatever comes next, this bound is kept.
        let objective = self.objective();
        let entry = Entry::round(model, objective, &multipliers, Weight::Costs, self.bound as f64);
        let mut evaluation = Evaluation::default();
        evaluation.run(model, objective, &self.root, &entry);
        let value = entry.value(objective, evaluation.total).unwrap_or(0);
        let entry = self.tree.add_entry(entry);
        let root = &mut self.tree.nodes[0];
        root.heritage.rows = entry;
        if value > root.bound {
            (root.entry, root.bound) = (entry, value);
            self.heap = BinaryHeap::from([Reverse((value, 0))]);
        }
    }

    /// Searches neighbourhoods of the best allocation: many after the root, then one now and then.
    pub(super) fn search_neighbourhoods(&mut self, incumbent: &mut Option<Incumbent>, spent: u64, nodes: u64) {
        let Some(relaxation) = self.relaxation.as_ref().filter(|_| self.within.is_none()) else { return };
        let relaxation = Arc::clone(relaxation);
        let own = self.work - self.neighbourhood_work;
        while self.neighbourhood_work <= NEIGHBOURHOOD_SHARE * own
            && !self.neighbourhoods.are_whole(self.setting.model)
            && self.limit(spent, 0).is_none()
        {
            let Some(found) = incumbent.as_ref() else { return };
            if self.target(Some(found)).is_some_and(|target| self.bound >= target) {
                return;
            }
            let model = self.setting.model;
            let root = self.neighbourhoods.next(model, &relaxation, &self.root, found);
            let (caps, lemmas) = (self.caps.clone(), Arc::clone(&self.lemmas));
            let own_relaxation = Arc::new(relaxation.within(&root));
            let mut within = Self::begin(self.setting, caps, lemmas, Some(own_relaxation), root);
            within.within = Some((relaxation.work / 12).max(WITHIN_MIN));
            let before = found.values.clone();
            let ended = within.run(incumbent, None, spent + self.work, nodes);
            self.work += within.work;
            self.neighbourhood_work += within.work.max(model.group_count() as u64);
            let better = incumbent.as_ref().is_some_and(|incumbent| incumbent.values < before);
            self.neighbourhoods.learn(better, ended == Ended::Closed);
            if better {
                self.refresh_root(incumbent.as_ref());
                self.raise_bound(incumbent.as_ref());
                self.report(incumbent.as_ref(), spent, nodes);
            }
            if self.improved(incumbent.as_ref()).is_some() {
                return;
            }
        }
    }
}
