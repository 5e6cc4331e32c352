//! Records what a statement asks for as a [`Program`].
//!
//! What is recorded depends on the statement alone; only the values depend on the witness.

use super::Element;
use super::permutations::{self, poseidon};
use super::program::{CELLS, Permutation, Program, Row, Stream, Variable};
use crate::gadgets::{Linear, Shortcuts, Sink, low_bits};
use crate::layout::{BitWidth, Packing};
use ark_ff::{AdditiveGroup, Field};
use ark_relations::gr1cs::{SynthesisError, Variable as Named};
use std::collections::{BTreeMap, BTreeSet};

/// A program in the making.
#[derive(Default, Debug)]
pub(super) struct Recorder {
    program: Program,
    constants: BTreeMap<Element, Variable>,
    lanes: Vec<(Variable, BitWidth)>,
    packed: BTreeSet<Variable>,
}

/// A linear combination of distinct variables, and a constant.
#[derive(Clone, Debug)]
struct Combination {
    terms: Vec<(Element, Variable)>,
    constant: Element,
}

impl Combination {
    fn of(linear: &Linear<Element>) -> Result<Self, SynthesisError> {
        let mut combination = Self { terms: Vec::new(), constant: Element::ZERO };
        for (coefficient, named) in linear.merged().0 {
            if named.is_one() {
                combination.constant += coefficient;
            } else {
                combination.terms.push((coefficient, number(named)?));
            }
        }
        Ok(combination)
    }

    fn scaled(mut self, factor: Element) -> Self {
        self.terms.iter_mut().for_each(|(coefficient, _)| *coefficient *= factor);
        self.constant *= factor;
        self
    }

    /// The difference from another combination.
    fn minus(self, other: Self) -> Self {
        let mut merged: BTreeMap<_, _> =
            self.terms.into_iter().map(|(coefficient, variable)| (variable, coefficient)).collect();
        for (coefficient, variable) in other.terms {
            *merged.entry(variable).or_insert(Element::ZERO) -= coefficient;
        }
        let terms = merged.into_iter().map(|(variable, coefficient)| (coefficient, variable));
        let terms = terms.filter(|(coefficient, _)| *coefficient != Element::ZERO).collect();
        Self { terms, constant: self.constant - other.constant }
    }

    /// Whether this is a multiple of one variable.
    fn is_multiple(&self) -> bool {
        self.terms.len() == 1 && self.constant == Element::ZERO
    }
}

/// Variables are named as witnesses, public inputs too.
fn number(named: Named) -> Result<Variable, SynthesisError> {
    let index = named.index().filter(|_| named.is_witness());
    index.map(Variable).ok_or(SynthesisError::AssignmentMissing)
}

impl Recorder {
    /// The program, in which lanes that were never packed stand alone.
    pub(super) fn finish(self) -> Program {
        let mut program = self.program;
        let lanes: Vec<_> = self.lanes.into_iter().filter(|(lane, _)| !self.packed.contains(lane)).collect();
        program.streams.push(Stream { lanes, elements: Vec::new() });
        program
    }

    fn variable(&mut self, value: Element) -> Variable {
        self.program.values.push(value);
        Variable(self.program.values.len() - 1)
    }

    fn linear(&self, variable: Variable) -> Linear<Element> {
        Linear::variable(self.program.value(variable), Some(Named::witness(variable.0)))
    }

    fn value(&self, combination: &Combination) -> Element {
        let terms = combination.terms.iter();
        combination.constant + terms.map(|&(factor, of)| factor * self.program.value(of)).sum::<Element>()
    }

    /// Constrains a combination to be zero: five terms in the first row, four in every other.
    fn vanish(&mut self, combination: Combination) {
        let Combination { terms, constant } = combination;
        if terms.is_empty() && constant == Element::ZERO {
            return;
        }
        let (first, rest) = terms.split_at(terms.len().min(CELLS));
        let mut row = Row { constant, ..Row::default() };
        row.fill(0..CELLS, first);
        let mut sum = constant + first.iter().map(|&(factor, of)| factor * self.program.value(of)).sum::<Element>();
        for chunk in rest.chunks(CELLS - 1) {
            row.next = -Element::ONE;
            self.program.rows.push(core::mem::take(&mut row));
            let carried = self.variable(sum);
            row.fill(0..CELLS - 1, chunk);
            row.fill(CELLS - 1..CELLS, &[(Element::ONE, carried)]);
            sum += chunk.iter().map(|&(factor, of)| factor * self.program.value(of)).sum::<Element>();
        }
        self.program.rows.push(row);
    }

    /// A variable that equals a combination.
    fn settle(&mut self, combination: Combination) -> Variable {
        match combination.terms[..] {
            [] => self.constant(combination.constant),
            [(coefficient, variable)] if coefficient == Element::ONE && combination.constant == Element::ZERO => {
                variable
            }
            _ => {
                let variable = self.variable(self.value(&combination));
                let itself = Combination { terms: vec![(Element::ONE, variable)], constant: Element::ZERO };
                self.vanish(combination.minus(itself));
                variable
            }
        }
    }

    fn constant(&mut self, value: Element) -> Variable {
        if let Some(&known) = self.constants.get(&value) {
            return known;
        }
        let variable = self.variable(value);
        self.vanish(Combination { terms: vec![(Element::ONE, variable)], constant: -value });
        self.constants.insert(value, variable);
        variable
    }

    /// A combination of one variable at most, as coefficient, variable and constant.
    fn affine(&mut self, combination: Combination) -> (Element, Variable, Element) {
        match combination.terms[..] {
            [(coefficient, variable)] => (coefficient, variable, combination.constant),
            _ => (Element::ONE, self.settle(combination), Element::ZERO),
        }
    }

    /// Constrains `left x right = product`, neither factor being constant, in one row besides those that settle long combinations.
    fn multiply(&mut self, left: Combination, right: Combination, product: Combination) {
        let (left, right) = if right.is_multiple() && !left.is_multiple() { (right, left) } else { (left, right) };
        let mut row = Row::default();
        let (factor, x, shift) = self.affine(left);
        let free = match right.terms[..] {
            [(first, y), (second, z)] if shift == Element::ZERO => {
                row.cells = [Some(x), Some(y), Some(x), Some(z), None];
                row.products = [factor * first, factor * second];
                row.linear[0] = factor * right.constant;
                CELLS - 1..CELLS
            }
            _ => {
                let (coefficient, y, constant) = self.affine(right);
                (row.cells[0], row.cells[1]) = (Some(x), Some(y));
                row.products[0] = factor * coefficient;
                (row.linear[0], row.linear[1]) = (factor * constant, shift * coefficient);
                row.constant = shift * constant;
                2..CELLS
            }
        };
        let product = if product.terms.len() > free.len() {
            Combination { terms: vec![(Element::ONE, self.settle(product))], constant: Element::ZERO }
        } else {
            product
        };
        let product = product.scaled(-Element::ONE);
        row.fill(free, &product.terms);
        row.constant += product.constant;
        self.program.rows.push(row);
    }
}

impl Row {
    fn fill(&mut self, cells: core::ops::Range<usize>, terms: &[(Element, Variable)]) {
        for (cell, &(coefficient, variable)) in cells.zip(terms) {
            self.cells[cell] = Some(variable);
            self.linear[cell] = coefficient;
        }
    }
}

impl Sink<Element> for Recorder {
    fn records(&self) -> bool {
        true
    }

    fn input(&mut self, value: Element) -> Result<Named, SynthesisError> {
        let input = self.variable(value);
        self.program.inputs.push(input);
        Ok(Named::witness(input.0))
    }

    fn witness(&mut self, value: Element) -> Result<Named, SynthesisError> {
        Ok(Named::witness(self.variable(value).0))
    }

    fn enforce(
        &mut self,
        left: &Linear<Element>,
        right: &Linear<Element>,
        product: &Linear<Element>,
    ) -> Result<(), SynthesisError> {
        let [left, right, product] = [Combination::of(left)?, Combination::of(right)?, Combination::of(product)?];
        match (left.terms.is_empty(), right.terms.is_empty()) {
            (true, _) => self.vanish(right.scaled(left.constant).minus(product)),
            (_, true) => self.vanish(left.scaled(right.constant).minus(product)),
            (false, false) => self.multiply(left, right, product),
        }
        Ok(())
    }

    fn shortcuts(&mut self) -> Option<&mut dyn Shortcuts<Element>> {
        Some(self)
    }
}

impl Shortcuts<Element> for Recorder {
    fn lane(&mut self, value: u128, width: BitWidth) -> Result<Linear<Element>, SynthesisError> {
        let cut = if width.bits() == u128::BITS { value } else { value & ((1 << width.bits()) - 1) };
        let lane = self.variable(Element::from(cut));
        self.lanes.push((lane, width));
        Ok(self.linear(lane))
    }

    fn pack(&mut self, lanes: &[(Linear<Element>, BitWidth)]) -> Result<Vec<Linear<Element>>, SynthesisError> {
        let (mut stream, mut packing) = (Vec::with_capacity(lanes.len()), Packing::default());
        for (linear, width) in lanes {
            let lane = self.settle(Combination::of(linear)?);
            packing.push(low_bits(linear.value()), *width);
            self.packed.insert(lane);
            stream.push((lane, *width));
        }
        let elements: Vec<_> = packing.elements().into_iter().map(|element| self.variable(element)).collect();
        let linear = elements.iter().map(|&element| self.linear(element)).collect();
        self.program.streams.push(Stream { lanes: stream, elements });
        Ok(linear)
    }

    fn permuted_capacity(&mut self, state: &[Linear<Element>]) -> Result<Linear<Element>, SynthesisError> {
        if state.len() != permutations::WIDTH {
            return Err(SynthesisError::Unsatisfiable);
        }
        let mut permuted: Vec<_> = state.iter().map(Linear::value).collect();
        poseidon().permute(&mut permuted);
        let state = state.iter().map(|element| Ok(self.settle(Combination::of(element)?))).collect::<Result<_, _>>()?;
        let output = self.variable(permuted[0]);
        self.program.permutations.push(Permutation { state, output });
        Ok(self.linear(output))
    }
}
