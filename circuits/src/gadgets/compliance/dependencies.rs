//! Needs and after.
//!
//! A dependency names two tasks; what their lines say is looked up under (task, assigned, start, duration).

use super::lines::LineLanes;
use super::market::Dependent;
use crate::gadgets::challenge::Transcript;
use crate::gadgets::fractions::Fractions;
use crate::gadgets::keyed::low_bits;
use crate::gadgets::{Builder, Lane, Linear};
use crate::layout::BitWidth;
use crate::statement::compliance::Shape;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// Keys of looked up and of existing lines, the latter with how often they are looked up.
#[derive(Debug)]
pub(super) struct Dependencies<F: PrimeField> {
    looked_up: Vec<Linear<F>>,
    lines: Vec<(Linear<F>, Linear<F>)>,
}

/// What a dependency says of one of its tasks.
struct Run<F: PrimeField> {
    assigned: Lane<F>,
    start: Lane<F>,
    duration: Lane<F>,
}

impl<F: PrimeField> Dependencies<F> {
    /// States what the lines say and constrains the rules.
    pub(super) fn state(
        builder: &mut Builder<'_, F>,
        shape: &Shape,
        lines: &[LineLanes<F>],
        dependencies: &[Dependent<F>],
        transcript: &mut Transcript<F>,
    ) -> Result<Self, SynthesisError> {
        let mut times = vec![0u128; lines.len()];
        let mut looked_up = Vec::new();
        for dependency in dependencies {
            let mut look_up = |builder: &mut Builder<'_, F>, number: &Linear<F>| {
                let at = (low_bits(number.value()) as usize).wrapping_sub(1);
                if let Some(count) = times.get_mut(at) {
                    *count += 1;
                }
                let run = Run::state(builder, shape, lines.get(at), transcript)?;
                looked_up.push(key(shape, number, run.assigned.linear(), run.start.linear(), run.duration.linear()));
                Ok::<_, SynthesisError>(run)
            };
            let dependent = look_up(builder, dependency.dependent.linear())?;
            let on = look_up(builder, dependency.on.linear())?;
            constrain(builder, shape, &dependent, &on, &dependency.after)?;
        }
        let count = BitWidth::of(2 * dependencies.len() as u64);
        let mut keyed = Vec::new();
        for (line, &times) in lines.iter().zip(&times).filter(|_| !dependencies.is_empty()) {
            let times = Lane::new(builder, times, count)?;
            transcript.absorb(&times);
            let key = key(shape, &line.number(), line.assigned(), &line.start(), line.duration());
            keyed.push((times.linear().clone(), key));
        }
        Ok(Self { looked_up, lines: keyed })
    }

    /// Constrains the lookup.
    pub(super) fn prove(self, builder: &mut Builder<'_, F>, challenge: &Linear<F>) -> Result<(), SynthesisError> {
        if self.looked_up.is_empty() {
            return Ok(());
        }
        let mut fractions = Fractions::at(challenge.clone());
        for key in &self.looked_up {
            fractions.add(builder, &Linear::from(1), key)?;
        }
        for (times, key) in &self.lines {
            fractions.subtract(builder, times, key)?;
        }
        fractions.vanish(builder)
    }
}

impl<F: PrimeField> Run<F> {
    fn state(
        builder: &mut Builder<'_, F>,
        shape: &Shape,
        line: Option<&LineLanes<F>>,
        transcript: &mut Transcript<F>,
    ) -> Result<Self, SynthesisError> {
        let value = |part: fn(&LineLanes<F>) -> Linear<F>| line.map_or(0, |line| low_bits(part(line).value()));
        let assigned = Lane::new(builder, value(|line| line.assigned().clone()), BitWidth::of(1))?;
        let start = Lane::new(builder, value(LineLanes::start), shape.slot_sum())?;
        let duration = Lane::new(builder, value(|line| line.duration().clone()), shape.slot())?;
        [&assigned, &start, &duration].into_iter().for_each(|lane| transcript.absorb(lane));
        Ok(Self { assigned, start, duration })
    }
}

fn key<F: PrimeField>(
    shape: &Shape,
    number: &Linear<F>,
    assigned: &Linear<F>,
    start: &Linear<F>,
    duration: &Linear<F>,
) -> Linear<F> {
    let place = |bits: u32| F::from(2u64).pow([u64::from(bits)]);
    let (start_at, duration_at) = (shape.task().bits() + 1, shape.task().bits() + 1 + shape.slot_sum().bits());
    let mut key = number.clone();
    key.add_scaled(place(shape.task().bits()), assigned);
    key.add_scaled(place(start_at), start);
    key.add_scaled(place(duration_at), duration);
    key
}

/// If the dependent is assigned, so is the other; with `after`, `start >= end of the other`: the difference is a lane, raised out of reach
/// where nothing is to be shown.
fn constrain<F: PrimeField>(
    builder: &mut Builder<'_, F>,
    shape: &Shape,
    dependent: &Run<F>,
    on: &Run<F>,
    after: &Lane<F>,
) -> Result<(), SynthesisError> {
    let one = Linear::from(1);
    builder.enforce(dependent.assigned.linear(), &one.clone().minus(on.assigned.linear()), &Linear::zero())?;
    let compared = builder.product(dependent.assigned.linear(), after.linear())?;
    let reach = shape.slot_sum().bits() + 1;
    let mut difference = dependent.start.linear().clone().minus(on.start.linear()).minus(on.duration.linear());
    difference.add_scaled(F::from(2u64).pow([u64::from(reach)]), &one.minus(&compared));
    let width = BitWidth::new(reach + 1).map_err(|_| SynthesisError::Unsatisfiable)?;
    let slack = Lane::new(builder, low_bits(difference.value()), width)?;
    builder.equal(slack.linear(), &difference)
}
