//! A tree of commitments, sixteen children a node, so that one of them can be shown without the others.

use crate::labels;
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// Children of a node.
pub const ARITY: usize = 16;

/// A tree over leaves. Every level is filled up with zeros to whole nodes; a single leaf has one node above it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Tree<F> {
    /// The leaves first; the last level holds the root alone.
    levels: Vec<Vec<F>>,
}

/// The siblings on the way from a leaf to the root, lowest first: fifteen a level, in the order of their places.
pub type Path<F> = Vec<[F; ARITY - 1]>;

/// Levels above that many leaves.
pub(crate) fn height(leaves: usize) -> usize {
    let mut height = 1;
    let mut width = leaves.div_ceil(ARITY);
    while width > 1 {
        (height, width) = (height + 1, width.div_ceil(ARITY));
    }
    height
}

/// The node over sixteen children, counted from 1 at the level above the leaves.
fn node<F: PrimeField>(poseidon: &Poseidon<F>, level: usize, children: &[F; ARITY]) -> F {
    poseidon.absorb(poseidon.capacity(labels::NODE, [level as u64]), children)
}

impl<F: PrimeField> Tree<F> {
    /// The tree over some leaves. One permutation of the widest width a node.
    pub(crate) fn new(poseidon: &Poseidon<F>, leaves: Vec<F>) -> Self {
        let height = height(leaves.len());
        let mut levels = vec![leaves];
        for level in 1..=height {
            let below = levels.last().map_or(&[][..], Vec::as_slice);
            let nodes = (0..below.len().div_ceil(ARITY).max(1)).map(|at| node(poseidon, level, &children(below, at)));
            let nodes = nodes.collect();
            levels.push(nodes);
        }
        Self { levels }
    }

    /// The root.
    pub(crate) fn root(&self) -> F {
        self.levels.last().and_then(|level| level.first()).copied().unwrap_or(F::ZERO)
    }

    /// The siblings of a leaf and of every node above it.
    pub(crate) fn path(&self, leaf: usize) -> Path<F> {
        let below = self.levels.iter().take(self.levels.len().saturating_sub(1));
        let steps = below.scan(leaf, |place, level| {
            let (own, group) = (*place % ARITY, children(level, *place / ARITY));
            *place /= ARITY;
            Some(core::array::from_fn(|at| group[at + usize::from(at >= own)]))
        });
        steps.collect()
    }
}

/// The root that a leaf at a place, counted from 0, has by its siblings.
pub(crate) fn root_of<F: PrimeField>(poseidon: &Poseidon<F>, place: usize, leaf: F, path: &Path<F>) -> F {
    let steps = (1..).zip(path);
    let (root, _) = steps.fold((leaf, place), |(own, place), (level, siblings)| {
        let at = place % ARITY;
        let mut children = [own; ARITY];
        children[..at].copy_from_slice(&siblings[..at]);
        children[at + 1..].copy_from_slice(&siblings[at..]);
        (node(poseidon, level, &children), place / ARITY)
    });
    root
}

/// The children of a node among what lies below.
fn children<F: PrimeField>(below: &[F], node: usize) -> [F; ARITY] {
    core::array::from_fn(|at| below.get(node * ARITY + at).copied().unwrap_or(F::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::Fr;
    use proptest::prelude::*;

    fn leaves(count: usize) -> Vec<Fr> {
        (1..=count as u64).map(Fr::from).collect()
    }

    #[test]
    fn heights_change_where_another_level_is_needed() {
        let heights = [1, 2, 16, 17, 256, 257, 4096, 4097].map(height);
        assert_eq!(heights, [1, 1, 1, 2, 2, 3, 3, 4]);
    }

    #[test]
    fn a_level_is_part_of_its_nodes() {
        let poseidon = Poseidon::<Fr>::default();
        let children = children(&leaves(16), 0);
        assert_ne!(node(&poseidon, 1, &children), node(&poseidon, 2, &children));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_leaf_leads_to_the_root_from_its_own_place_alone(count in 1usize..300, at in 0usize..300, other in 0usize..300) {
            let (at, other) = (at % count, other % count);
            let poseidon = Poseidon::default();
            let tree = Tree::new(&poseidon, leaves(count));
            let (leaf, path) = (Fr::from(at as u64 + 1), tree.path(at));
            prop_assert_eq!(path.len(), height(count));
            prop_assert_eq!(root_of(&poseidon, at, leaf, &path), tree.root());
            if other != at {
                prop_assert_ne!(root_of(&poseidon, other, leaf, &path), tree.root());
                prop_assert_ne!(root_of(&poseidon, at, Fr::from(other as u64 + 1), &path), tree.root());
            }
        }
    }
}
