//! Circuits with one cell changed after the witness was laid out.

use crate::halo2::Circuit;
use crate::halo2::circuit::Columns;
use halo2_proofs::circuit::{Layouter, SimpleFloorPlanner, Value};
use halo2_proofs::dev::{FailureLocation, MockProver, VerifyFailure};
use halo2_proofs::pasta::Fp;
use halo2_proofs::pasta::group::ff::Field;
use halo2_proofs::plonk::{
    Advice, Any, Assigned, Assignment, Column, ConstraintSystem, Error, Fixed, FloorPlanner, Instance, Selector,
};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// A cell of the laid-out witness.
pub(super) type Place = (Column<Advice>, usize);

thread_local! {
    static FORGED: Cell<Option<Place>> = const { Cell::new(None) };
    static ASSIGNED: RefCell<BTreeSet<Place>> = const { RefCell::new(BTreeSet::new()) };
}

/// Every assigned cell.
pub(super) fn assigned(circuit: &Circuit) -> Vec<Place> {
    ASSIGNED.with_borrow_mut(BTreeSet::clear);
    assert_eq!(failures(circuit, None), BTreeSet::new());
    ASSIGNED.with_borrow(|cells| cells.iter().copied().collect())
}

/// What is wrong, each kind once, if a cell holds one more than it should.
pub(super) fn failures(circuit: &Circuit, forged: Option<Place>) -> BTreeSet<String> {
    FORGED.set(forged);
    let forged = Forged(circuit.clone());
    let mock = MockProver::run(circuit.k(), &forged, vec![circuit.instance()]).unwrap();
    mock.verify().err().unwrap_or_default().iter().map(kind).collect()
}

/// The constraint that fails, without the place.
fn kind(failure: &VerifyFailure) -> String {
    match failure {
        VerifyFailure::ConstraintNotSatisfied { constraint, .. } => constraint.to_string(),
        VerifyFailure::Lookup { lookup_index, location: FailureLocation::InRegion { region, .. } } => {
            format!("Lookup {lookup_index} in {region}")
        }
        VerifyFailure::Permutation { .. } => "Copy".into(),
        other => format!("{other:?}"),
    }
}

#[derive(Debug)]
struct Forged(Circuit);

impl halo2_proofs::plonk::Circuit<Fp> for Forged {
    type Config = Columns;
    type FloorPlanner = Forger;

    fn without_witnesses(&self) -> Self {
        Self(self.0.clone())
    }

    fn configure(system: &mut ConstraintSystem<Fp>) -> Columns {
        Circuit::configure(system)
    }

    fn synthesize(&self, columns: Columns, layouter: impl Layouter<Fp>) -> Result<(), Error> {
        self.0.synthesize(columns, layouter)
    }
}

struct Forger;

impl FloorPlanner for Forger {
    fn synthesize<F: Field, CS: Assignment<F>, C: halo2_proofs::plonk::Circuit<F>>(
        system: &mut CS,
        circuit: &C,
        config: C::Config,
        constants: Vec<Column<Fixed>>,
    ) -> Result<(), Error> {
        SimpleFloorPlanner::synthesize(&mut Forging(system), circuit, config, constants)
    }
}

/// Hands on every assignment but the forged one.
struct Forging<'a, CS>(&'a mut CS);

impl<F: Field, CS: Assignment<F>> Assignment<F> for Forging<'_, CS> {
    fn enter_region<NR: Into<String>, N: FnOnce() -> NR>(&mut self, name: N) {
        self.0.enter_region(name);
    }

    fn exit_region(&mut self) {
        self.0.exit_region();
    }

    fn enable_selector<A: FnOnce() -> AR, AR: Into<String>>(
        &mut self,
        annotation: A,
        selector: &Selector,
        row: usize,
    ) -> Result<(), Error> {
        self.0.enable_selector(annotation, selector, row)
    }

    fn query_instance(&self, column: Column<Instance>, row: usize) -> Result<Value<F>, Error> {
        self.0.query_instance(column, row)
    }

    fn assign_advice<V, VR, A, AR>(
        &mut self,
        annotation: A,
        column: Column<Advice>,
        row: usize,
        to: V,
    ) -> Result<(), Error>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Assigned<F>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        ASSIGNED.with_borrow_mut(|cells| cells.insert((column, row)));
        let added = if FORGED.get() == Some((column, row)) { F::ONE } else { F::ZERO };
        self.0.assign_advice(annotation, column, row, || to().map(|value| value.into() + Assigned::from(added)))
    }

    fn assign_fixed<V, VR, A, AR>(
        &mut self,
        annotation: A,
        column: Column<Fixed>,
        row: usize,
        to: V,
    ) -> Result<(), Error>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Assigned<F>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.0.assign_fixed(annotation, column, row, to)
    }

    fn copy(&mut self, left: Column<Any>, left_row: usize, right: Column<Any>, right_row: usize) -> Result<(), Error> {
        self.0.copy(left, left_row, right, right_row)
    }

    fn fill_from_row(&mut self, column: Column<Fixed>, row: usize, to: Value<Assigned<F>>) -> Result<(), Error> {
        self.0.fill_from_row(column, row, to)
    }

    fn push_namespace<NR: Into<String>, N: FnOnce() -> NR>(&mut self, name: N) {
        self.0.push_namespace(name);
    }

    fn pop_namespace(&mut self, gadget: Option<String>) {
        self.0.pop_namespace(gadget);
    }
}
