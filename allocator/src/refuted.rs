//! A refutation as a certificate states it.
//!
//! Its nodes were expanded by the checker's own rules, at the bound that it proves: nothing is evaluated again.

use crate::dual::Entry;
use crate::emit::Pool;
use crate::model::{Model, Objective};
use crate::search::{End, Refutation};
use apportion_certs::Node;
use apportion_lattice::TaskIndex;

/// The proof that no allocation within the caps has a value up to `excluded`, with a pool of its own.
#[derive(Debug)]
pub(crate) struct Refuted {
    pub(crate) excluded: i128,
    pool: Pool,
    nodes: Vec<Node>,
}

impl Refuted {
    /// Writes down a tree without open nodes.
    pub(crate) fn write(model: &Model<'_, '_>, objective: Objective<'_>, refutation: &Refutation) -> Self {
        let mut written = Self { excluded: refutation.excluded, pool: Pool::default(), nodes: Vec::new() };
        let mut waiting = vec![0];
        while let Some(number) = waiting.pop() {
            let node = &refutation.nodes[number as usize];
            for step in &node.steps {
                let step = written.step(model, objective, step, Node::Reduce, Node::KnapsackReduce);
                written.nodes.push(step);
            }
            match &node.end {
                End::Closed(entry) => {
                    let leaf = written.step(model, objective, entry, Node::Bound, Node::Knapsack);
                    written.nodes.push(leaf);
                }
                End::Split { task, cuts, first_child, children } => {
                    let task = TaskIndex::new(*task);
                    written.nodes.push(match cuts {
                        None => Node::SplitOffers(task),
                        Some(cuts) => Node::SplitAt(task, cuts.clone()),
                    });
                    waiting.extend((*first_child..first_child + children).rev());
                }
                // The last step was the leaf.
                End::Emptied => {}
                End::Open => debug_assert!(false, "refutations have no open nodes"),
            }
        }
        written
    }

    fn step(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        entry: &Entry,
        plain: fn(u32) -> Node,
        knapsack: fn(u32) -> Node,
    ) -> Node {
        match entry.knapsacks(model, objective) {
            Some(knapsacks) => knapsack(self.pool.knapsack_number(knapsacks)),
            None => plain(self.pool.number(entry.multipliers(model, objective))),
        }
    }

    /// Hands over the proof, with its entries numbered in a pool.
    pub(crate) fn absorb(self, pool: &mut Pool) -> Vec<Node> {
        if pool.entries.is_empty() && pool.knapsacks.is_empty() {
            *pool = self.pool;
            return self.nodes;
        }
        let entries: Vec<u32> = self.pool.entries.into_iter().map(|entry| pool.number(entry)).collect();
        let knapsacks: Vec<u32> = self.pool.knapsacks.into_iter().map(|entry| pool.knapsack_number(entry)).collect();
        let renumber = |node| match node {
            Node::Bound(entry) => Node::Bound(entries[entry as usize]),
            Node::Reduce(entry) => Node::Reduce(entries[entry as usize]),
            Node::Knapsack(entry) => Node::Knapsack(knapsacks[entry as usize]),
            Node::KnapsackReduce(entry) => Node::KnapsackReduce(knapsacks[entry as usize]),
            other => other,
        };
        self.nodes.into_iter().map(renumber).collect()
    }
}
