//! How large chunks are, if nobody says.

use crate::compliance::{Backend, Groth16, KeysError};
use crate::gadgets::{Arithmetize, Linear, Sink};
use crate::groth16::SynthesisFailure;
use crate::statement::usage::{Policing, UsageShape, UsageSizes};
use crate::statement::{ParameterError, Statement, Usage};
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use ark_relations::gr1cs::{SynthesisError, Variable};

/// The size of chunks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChunkSize {
    /// The most events that a chunk holds; by default as many as fill 2^16 constraints of Groth16 or 2^14 rows of halo2, or, if the limits leave
    /// too little of that, a larger domain.
    pub events: Option<u32>,
}

/// A chunk covers at most this many slots if its market has more: 2^4.
const SLOT_BITS_MAX: u32 = 4;

/// A proof system whose domains chunks fill.
pub(super) trait Domain: Backend {
    /// Why there are no keys.
    type Error: From<ParameterError>;

    /// Rows of the domain, if the statement is that of a single event: at least half of them are for events.
    fn rows(single: &Usage<Self::Field>) -> Result<usize, Self::Error>;

    /// Whether a statement takes so many rows at most.
    fn fits(statement: &Usage<Self::Field>, rows: usize) -> Result<bool, Self::Error>;
}

/// The statement about chunks of a market.
pub(super) fn sized<B: Domain>(
    market: &Market,
    size: ChunkSize,
    policing: Policing,
) -> Result<Usage<B::Field>, B::Error> {
    let program = Program::new(market);
    let slot_bits = market.horizon().slot_count.next_power_of_two().trailing_zeros().min(SLOT_BITS_MAX);
    let of = |events: usize| -> Result<_, B::Error> {
        let shape = UsageShape::of(&program, UsageSizes { events, slot_bits }, policing)?;
        Ok(Usage::new(B::poseidon(), shape)?)
    };
    if let Some(events) = size.events {
        return of(events as usize);
    }
    let rows = B::rows(&of(1)?)?;
    let (mut fits, mut over) = (1, rows);
    while over - fits > 1 {
        let middle = fits.midpoint(over).min(fits * 2 + 1);
        match B::fits(&of(middle)?, rows)? {
            true => fits = middle,
            false => over = middle,
        }
    }
    of(fits)
}

/// A proof of 2^16 constraints takes about 0.8 s of processor time and 140 MiB.
impl Domain for Groth16 {
    type Error = KeysError;

    fn rows(single: &Usage<Fr>) -> Result<usize, KeysError> {
        Ok((2 * constraints(single)?).next_power_of_two().max(1 << 16))
    }

    fn fits(statement: &Usage<Fr>, rows: usize) -> Result<bool, KeysError> {
        Ok(constraints(statement)? <= rows)
    }
}

#[cfg(feature = "halo2")]
mod halo2 {
    use super::Domain;
    use crate::compliance::{Halo2, TransparentError};
    use crate::halo2::{Circuit, CircuitError, Element};
    use crate::statement::Usage;

    /// 2^14 rows, as `compliance` of 200 tasks takes: `docs/halo2.md` has the figures.
    impl Domain for Halo2 {
        type Error = TransparentError;

        fn rows(single: &Usage<Element>) -> Result<usize, TransparentError> {
            Ok((2 << Circuit::blank(single)?.k()).max(1 << 14))
        }

        fn fits(statement: &Usage<Element>, rows: usize) -> Result<bool, TransparentError> {
            match Circuit::blank(statement) {
                Ok(circuit) => Ok(1 << circuit.k() <= rows),
                Err(CircuitError::TooLarge { .. }) => Ok(false),
                Err(error) => Err(error.into()),
            }
        }
    }
}

/// Rows of the domain that the constant and the public inputs take.
const INPUTS: usize = super::PUBLIC_INPUTS.len() + 1;

/// The constraints of a statement, with the rows of its inputs.
fn constraints(statement: &Usage<Fr>) -> Result<usize, SynthesisFailure> {
    let witness = statement.blank();
    let mut counter = Counter::default();
    statement
        .synthesise(&statement.public(Fr::ZERO, &witness), &witness, &mut counter)
        .map_err(SynthesisFailure::Circuit)?;
    Ok(counter.constraints + INPUTS)
}

/// Counts constraints and keeps none.
#[derive(Debug, Default)]
struct Counter {
    constraints: usize,
}

impl Sink<Fr> for Counter {
    fn records(&self) -> bool {
        false
    }

    fn input(&mut self, _: Fr) -> Result<Variable, SynthesisError> {
        Ok(Variable::One)
    }

    fn witness(&mut self, _: Fr) -> Result<Variable, SynthesisError> {
        Ok(Variable::One)
    }

    fn enforce(&mut self, _: &Linear<Fr>, _: &Linear<Fr>, _: &Linear<Fr>) -> Result<(), SynthesisError> {
        self.constraints += 1;
        Ok(())
    }
}
