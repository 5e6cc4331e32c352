//! A program laid out in columns.

use super::Element;
use super::error::CircuitError;
use super::field::native;
use super::lanes::LaneColumns;
use super::permutations::{self, PermutationColumns};
use super::pieces::Limbs;
use super::program::{Program, Variable};
use super::recorder::Recorder;
use super::rows::RowColumns;
use crate::gadgets::Arithmetize;
use ark_ff::AdditiveGroup;
use halo2_proofs::circuit::{Cell, Layouter, Region, SimpleFloorPlanner, Value};
use halo2_proofs::pasta::Fp;
use halo2_proofs::plonk::{Advice, Assigned, Column, ConstraintSystem, Error, Fixed, Instance};

/// Binary logarithms of the numbers of rows that circuits may have.
pub(super) const K_RANGE: core::ops::RangeInclusive<u32> = 7..=17;

/// A statement with its inputs and witness, as a circuit for halo2 or for its mock prover.
#[derive(Clone, Debug)]
pub struct Circuit {
    pub(super) program: Program,
    k: u32,
}

impl Circuit {
    /// A circuit for public inputs and a witness. It never checks the witness: an unsatisfied one gives an unsatisfied circuit.
    ///
    /// # Errors
    /// If the statement hashes with another function than [`poseidon`](super::poseidon), or needs more than 2^17 rows.
    pub fn new<S: Arithmetize<Element>>(
        statement: &S,
        public: &S::Public,
        witness: &S::Witness,
    ) -> Result<Self, CircuitError> {
        let mut recorder = Recorder::default();
        statement
            .synthesise(public, witness, &mut recorder)
            .map_err(|_| CircuitError::Synthesis { statement: S::NAME })?;
        let program = recorder.finish();
        let k = least_k(&program)?;
        Ok(Self { program, k })
    }

    /// The circuit of a statement, for making keys.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn blank<S: Arithmetize<Element>>(statement: &S) -> Result<Self, CircuitError> {
        let witness = statement.blank();
        Self::new(statement, &statement.public(Element::ZERO, &witness), &witness)
    }

    /// Binary logarithm of the number of rows.
    pub fn k(&self) -> u32 {
        self.k
    }

    /// The public inputs, as the only instance column.
    pub fn instance(&self) -> Vec<Fp> {
        self.program.inputs.iter().map(|&input| native(self.program.value(input))).collect()
    }
}

/// The least k whose rows hold every block of columns and the table.
fn least_k(program: &Program) -> Result<u32, CircuitError> {
    let mut system = ConstraintSystem::default();
    Columns::new(&mut system);
    let unusable = system.blinding_factors() + 1;
    let needed = |k: u32| {
        let limbs = Limbs::of_rows(k);
        let pieces: usize = program.streams.iter().map(|stream| limbs.cut(stream).len()).sum();
        let permuted = program.permutations.len() * permutations::rows();
        [pieces + 1, limbs.table_rows(), program.rows.len(), permuted].into_iter().max().unwrap_or(0)
    };
    let fits = |k: &u32| needed(*k) + unusable <= 1 << k;
    K_RANGE.into_iter().find(fits).ok_or_else(|| CircuitError::TooLarge {
        rows: needed(*K_RANGE.end()),
        rows_max: (1 << K_RANGE.end()) - unusable,
    })
}

/// All columns.
#[derive(Clone, Debug)]
pub struct Columns {
    lanes: LaneColumns,
    rows: RowColumns,
    permutations: PermutationColumns,
    inputs: Column<Instance>,
}

impl Columns {
    fn new(system: &mut ConstraintSystem<Fp>) -> Self {
        let inputs = system.instance_column();
        system.enable_equality(inputs);
        Self {
            lanes: LaneColumns::new(system),
            rows: RowColumns::new(system),
            permutations: PermutationColumns::new(system),
            inputs,
        }
    }
}

impl halo2_proofs::plonk::Circuit<Fp> for Circuit {
    type Config = Columns;
    type FloorPlanner = SimpleFloorPlanner;

    fn without_witnesses(&self) -> Self {
        self.clone()
    }

    fn configure(system: &mut ConstraintSystem<Fp>) -> Columns {
        Columns::new(system)
    }

    fn synthesize(&self, columns: Columns, mut layouter: impl Layouter<Fp>) -> Result<(), Error> {
        let (program, limbs) = (&self.program, Limbs::of_rows(self.k));
        columns.lanes.assign_table(limbs, &mut layouter)?;
        let homes = Homes(vec![None; program.values.len()]);
        let homes = layouter.assign_region(
            || "lanes",
            |region| columns.lanes.assign(program, limbs, Placement { program, homes: homes.clone(), region }),
        )?;
        let homes = layouter.assign_region(
            || "rows",
            |region| columns.rows.assign(program, Placement { program, homes: homes.clone(), region }),
        )?;
        let homes = layouter.assign_region(
            || "permutations",
            |region| columns.permutations.assign(program, Placement { program, homes: homes.clone(), region }),
        )?;
        for (row, input) in program.inputs.iter().enumerate() {
            let home = homes.0[input.0].ok_or(Error::Synthesis)?;
            layouter.constrain_instance(home, columns.inputs, row)?;
        }
        Ok(())
    }
}

/// The first cell of every variable; the others are copies of it.
#[derive(Clone, Debug)]
pub(super) struct Homes(Vec<Option<Cell>>);

/// Assigns cells of a region.
pub(super) struct Placement<'p, 'r> {
    program: &'p Program,
    homes: Homes,
    pub(super) region: Region<'r, Fp>,
}

impl Placement<'_, '_> {
    /// A variable in a cell.
    pub(super) fn variable(&mut self, column: Column<Advice>, row: usize, variable: Variable) -> Result<(), Error> {
        let cell = self.value(column, row, self.program.value(variable))?;
        match self.homes.0[variable.0] {
            Some(home) => self.region.constrain_equal(home, cell),
            None => {
                self.homes.0[variable.0] = Some(cell);
                Ok(())
            }
        }
    }

    /// A value that belongs to no variable.
    pub(super) fn value(&mut self, column: Column<Advice>, row: usize, value: Element) -> Result<Cell, Error> {
        let value: Assigned<Fp> = native(value).into();
        self.region.assign_advice(|| "", column, row, || Value::known(value)).map(|assigned| assigned.cell())
    }

    /// A constant of the circuit.
    pub(super) fn fixed(&mut self, column: Column<Fixed>, row: usize, value: Element) -> Result<(), Error> {
        self.region.assign_fixed(|| "", column, row, || Value::known(native(value))).map(drop)
    }

    /// What was placed.
    pub(super) fn finish(self) -> Homes {
        self.homes
    }
}
