//! The tree that excludes a cutoff, kept whole: as it stands it is the proof.

use crate::dual::Entry;
use std::sync::Arc;

/// Shows that no allocation within the caps has a value up to `excluded`, once all its nodes are settled.
#[derive(Debug)]
pub(crate) struct Refutation {
    pub(crate) excluded: i128,
    /// The root comes first, children after their parent and adjacent.
    pub(crate) nodes: Vec<Node>,
    bytes: u64,
}

/// A node: removals one after another, then how it ends.
#[derive(Debug)]
pub(crate) struct Node {
    /// Entries that remove something, in order, each from what the ones before leave.
    pub(crate) steps: Vec<Arc<Entry>>,
    pub(crate) end: End,
}

#[derive(Debug)]
pub(crate) enum End {
    /// Not settled yet.
    Open,
    /// An entry closes what the steps leave.
    Closed(Arc<Entry>),
    /// The last step leaves some task without options.
    Emptied,
    /// One child for each group that remains of a task, or for each part of the starts of its only group.
    Split { task: u32, cuts: Option<Box<[u64]>>, first_child: u32, children: u32 },
}

impl Refutation {
    pub(crate) fn new(excluded: i128) -> Self {
        let mut refutation = Self { excluded, nodes: Vec::new(), bytes: 0 };
        refutation.add(1);
        refutation
    }

    /// Adds open nodes; the number of the first.
    pub(super) fn add(&mut self, count: usize) -> u32 {
        let first = self.nodes.len() as u32;
        self.nodes.extend((0..count).map(|_| Node { steps: Vec::new(), end: End::Open }));
        self.bytes += (count * size_of::<Node>()) as u64;
        first
    }

    /// Settles a node.
    pub(super) fn settle(&mut self, node: u32, steps: Vec<Arc<Entry>>, end: End) {
        let own = match &end {
            End::Closed(entry) => entry.bytes(),
            _ => 0,
        };
        self.bytes += own + steps.iter().map(|step| step.bytes()).sum::<u64>();
        self.nodes[node as usize] = Node { steps, end };
    }

    /// Bytes that it takes, roughly; entries are counted as often as they are used.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}
