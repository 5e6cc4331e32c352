//! What a circuit consists of, before it is laid out.

use super::Element;
use crate::layout::BitWidth;

/// A variable, by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Variable(pub(super) usize);

/// Variables with their values, and what relates them.
#[derive(Clone, Default, Debug)]
pub(super) struct Program {
    /// Values of the variables.
    pub(super) values: Vec<Element>,
    /// Public inputs, in order.
    pub(super) inputs: Vec<Variable>,
    /// Numbers of proven widths.
    pub(super) streams: Vec<Stream>,
    /// Products and linear combinations.
    pub(super) rows: Vec<Row>,
    /// Poseidon.
    pub(super) permutations: Vec<Permutation>,
}

impl Program {
    /// The value of a variable.
    pub(super) fn value(&self, variable: Variable) -> Element {
        self.values[variable.0]
    }
}

/// Lanes one after the other, least significant first.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    /// The lanes with their widths, none of which is 0.
    pub(super) lanes: Vec<(Variable, BitWidth)>,
    /// The elements into which the lanes are packed; none if they are not packed.
    pub(super) elements: Vec<Variable>,
}

/// Cells of a row of the gate of products and linear combinations.
pub(super) const CELLS: usize = 5;

/// With cells a, b, c, d, e: `products . (a b, c d) + linear . (a, b, c, d, e) + next x e of the next row + constant = 0`.
#[derive(Clone, Default, Debug)]
pub(super) struct Row {
    pub(super) cells: [Option<Variable>; CELLS],
    pub(super) products: [Element; 2],
    pub(super) linear: [Element; CELLS],
    pub(super) next: Element,
    pub(super) constant: Element,
}

/// A permutation of which only the capacity element is used.
#[derive(Clone, Debug)]
pub(super) struct Permutation {
    pub(super) state: Vec<Variable>,
    pub(super) output: Variable,
}
