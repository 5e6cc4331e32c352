//! Taking in what expanding a node found out.

use super::incumbent::Incumbent;
use super::job::{EntryRef, Expansion, Heritage, Outcome};
use super::level::LevelSearch;
use super::tree::{Closure, Node, Part, Status, Step};
use crate::dual::Evaluation;
use core::cmp::Reverse;
use std::sync::Arc;

impl LevelSearch<'_, '_, '_> {
    pub(super) fn merge(&mut self, node: u32, expansion: Expansion, incumbent: &mut Option<Incumbent>) {
        self.work += expansion.work;
        let Expansion { entries, steps, outcome, found, trial, .. } = expansion;
        if let Outcome::Interrupted { .. } = outcome
            && node != 0
        {
            // What was begun is dropped, but an allocation is an allocation.
            self.heap.push(Reverse((self.tree.nodes[node as usize].bound, node)));
            self.accept(found, incumbent);
            return;
        }
        let numbers: Vec<u32> = entries.into_iter().map(|entry| self.tree.add_entry(entry)).collect();
        let number = |entry: EntryRef| match entry {
            EntryRef::Old(old) => old,
            EntryRef::New(new) => numbers[new as usize],
        };
        if self.blocks.is_none() {
            self.blocks = trial;
        }
        for (entry, removed) in steps {
            self.tree.add_step(node, Step { entry: number(entry), removed });
        }
        match outcome {
            Outcome::Closed(entry) => self.close(node, Closure::Entry(number(entry))),
            Outcome::Row(row) => self.close(node, Closure::Row(row)),
            Outcome::Empty => self.close(node, Closure::Empty),
            Outcome::Interrupted { entry, bound } => {
                self.raise(node, number(entry), bound);
                self.heap.push(Reverse((self.tree.nodes[node as usize].bound, node)));
            }
            Outcome::Leaf { entry, bound } => {
                let accepted = self.accept(found, incumbent);
                self.raise(node, number(entry), bound);
                let worse = self.target(incumbent.as_ref()).is_some_and(|target| bound >= target);
                if worse || accepted {
                    self.close(node, Closure::Entry(number(entry)));
                } else {
                    self.stuck = Some(self.stuck.map_or(bound, |stuck| stuck.min(bound)));
                }
                return;
            }
            Outcome::Split { entry, bound, heritage, parts } => {
                self.raise(node, number(entry), bound);
                let heritage =
                    Heritage { rows: number(heritage.rows), kept: heritage.kept.map(number), basis: heritage.basis };
                self.split(node, heritage, parts.into_iter().map(|(part, bound, entry)| (part, bound, number(entry))));
            }
        }
        if self.accept(found, incumbent) || node == 0 {
            self.refresh_root(incumbent.as_ref());
        }
    }

    fn raise(&mut self, node: u32, entry: u32, bound: u128) {
        let node = &mut self.tree.nodes[node as usize];
        node.entry = entry;
        node.bound = node.bound.max(bound);
    }

    fn close(&mut self, node: u32, closure: Closure) {
        self.tree.nodes[node as usize].status = Status::Closed(closure);
        self.open -= 1;
    }

    fn split(&mut self, parent: u32, heritage: Heritage<u32>, parts: impl ExactSizeIterator<Item = (Part, u128, u32)>) {
        let depth = self.tree.nodes[parent as usize].depth + 1;
        let first_child = self.tree.nodes.len() as u32;
        let children = parts.len() as u32;
        let mut order: Vec<(Reverse<u128>, u32)> = Vec::with_capacity(parts.len());
        for (part, bound, entry) in parts {
            let (part, steps, status) = (Some(part), Vec::new(), Status::Open);
            let heritage = heritage.clone();
            let child = self.tree.add_node(Node { parent, depth, part, bound, entry, heritage, steps, status });
            self.heap.push(Reverse((bound, child)));
            order.push((Reverse(bound), child));
        }
        self.tree.nodes[parent as usize].heritage = heritage;
        self.tree.nodes[parent as usize].status = Status::Split { first_child, children };
        self.open += u64::from(children) - 1;
        // The best child is taken first.
        order.sort_by_key(|&(bound, child)| (bound, Reverse(child)));
        self.dives.extend(order.into_iter().map(|(_, child)| child));
    }

    pub(super) fn accept(&mut self, found: Option<Incumbent>, incumbent: &mut Option<Incumbent>) -> bool {
        let Some(found) = found else { return false };
        let better = incumbent.as_ref().is_none_or(|incumbent| found.values < incumbent.values);
        if better {
            *incumbent = Some(found);
        }
        better
    }

    /// Repeats the removals at the root for the present target, which may remove more by now.
    pub(super) fn refresh_root(&mut self, incumbent: Option<&Incumbent>) {
        let excluded = self.excluded(incumbent);
        let objective = self.objective();
        let mut root = Arc::clone(&self.whole);
        let mut evaluation = Evaluation::default();
        for step in &self.tree.nodes[0].steps {
            let entry = &self.tree.entries[step.entry as usize];
            evaluation.run(self.setting.model, objective, &root, entry);
            let closing = match entry.exponent {
                None => 0,
                Some(_) => excluded.map_or(i128::MAX, |excluded| entry.closing_total(excluded)),
            };
            let total = evaluation.total;
            if total > closing {
                // The root is closed outright: what is still open is closed one by one, by the bounds that it has.
                break;
            }
            Arc::make_mut(&mut root).retain(|at| total.saturating_add(evaluation.excess(at)) <= closing);
        }
        self.root = root;
    }
}
