//! How large chunks are, if nobody says.

use super::Keys;
use crate::compliance::KeysError;
use crate::gadgets::{Arithmetize, Builder, Linear, Sink};
use crate::poseidon::Poseidon;
use crate::statement::usage::{Policing, UsageShape, UsageSizes};
use crate::statement::{PublicInputs, Statement, Usage};
use apportion_certs::program::Program;
use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use ark_relations::gr1cs::{SynthesisError, Variable};

/// The size of chunks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChunkSize {
    /// The most events that a chunk holds; by default as many as fill the domain of 2^16 constraints or, if the limits leave too little of that,
    /// a larger one.
    pub events: Option<u32>,
}

/// Constraints of a domain that chunks fill: a proof then takes about 0.8 s of processor time and 140 MiB.
const DOMAIN: usize = 1 << 16;
/// A chunk covers at most this many slots if its market has more: 2^4.
const SLOT_BITS_MAX: u32 = 4;

impl Keys {
    /// The shape of chunks of a market.
    pub(super) fn shape(program: &Program<'_>, size: ChunkSize, policing: Policing) -> Result<UsageShape, KeysError> {
        let slot_count = program.market().horizon().slot_count;
        let slot_bits = slot_count.next_power_of_two().trailing_zeros().min(SLOT_BITS_MAX);
        let shape = |events: usize| {
            let sizes = UsageSizes { events, slot_bits };
            UsageShape::of(program, sizes, policing).ok_or(KeysError::Nothing)
        };
        if let Some(events) = size.events {
            return shape(events as usize);
        }
        let constraints = |events: usize| count(&Usage::new(Poseidon::default(), shape(events)?)?);
        // The least domain of which events take half at least.
        let without = constraints(1)?;
        let domain = DOMAIN.max((2 * without).next_power_of_two());
        let (mut fits, mut over) = (1, domain);
        while over - fits > 1 {
            let middle = fits.midpoint(over).min(fits * 2 + 1);
            match constraints(middle)? + INPUTS < domain {
                true => fits = middle,
                false => over = middle,
            }
        }
        shape(fits)
    }
}

/// Rows of the domain that the constant and the public inputs take.
const INPUTS: usize = super::PUBLIC_INPUTS.len() + 1;

/// The number of constraints of a statement.
fn count(statement: &Usage<Fr>) -> Result<usize, KeysError> {
    let witness = statement.blank();
    let mut counter = Counter::default();
    let mut builder = Builder::new(&mut counter, &statement.poseidon);
    let inputs = statement.public(Fr::ZERO, &witness).inputs();
    let failed = |error| KeysError::Circuit(crate::groth16::SynthesisFailure::Circuit(error));
    let inputs = inputs.into_iter().map(|value| builder.input(value)).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    statement.arithmetize(&mut builder, &inputs, &witness).map_err(failed)?;
    Ok(counter.constraints)
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
