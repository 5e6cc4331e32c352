//! The lines of an allocation, constrained to open its commitment.

use crate::commitment::Blinding;
use crate::gadgets::lane::LanePacking;
use crate::gadgets::meter::Metered;
use crate::gadgets::{Builder, Lane, Linear};
use crate::labels;
use crate::statement::compliance::{Limits, Line, LineCommitment, Lines, Shape, Subject, packed, places};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A line as lanes. If it is not assigned, all are zero.
#[derive(Debug)]
pub(in crate::gadgets) struct LineLanes<F: PrimeField> {
    /// Number of the task, a constant.
    task: u64,
    lanes: Vec<Lane<F>>,
    resources: usize,
}

impl<F: PrimeField> LineLanes<F> {
    /// 1 if the line is assigned, else 0.
    pub(super) fn assigned(&self) -> &Linear<F> {
        self.lanes[0].linear()
    }

    /// 0 if the line is assigned, else 1.
    pub(in crate::gadgets) fn unassigned(&self) -> Linear<F> {
        Linear::from(1).minus(self.assigned())
    }

    pub(in crate::gadgets) fn price(&self) -> &Linear<F> {
        self.lanes[2].linear()
    }

    fn demand(&self, resource: usize) -> &Linear<F> {
        self.lanes[3 + resource].linear()
    }

    /// Duration, first start, start less first, last less start.
    fn time(&self, at: usize) -> &Linear<F> {
        self.lanes[3 + self.resources + at].linear()
    }

    pub(in crate::gadgets) fn duration(&self) -> &Linear<F> {
        self.time(0)
    }

    /// The last lane: with an objective, the rest of the cost.
    pub(in crate::gadgets) fn rest(&self) -> Option<&Linear<F>> {
        self.lanes.last().map(Lane::linear)
    }

    pub(in crate::gadgets) fn start(&self) -> Linear<F> {
        self.time(1).clone().plus(self.time(2))
    }

    /// Whether the line counts in a meter, and in which of its limits.
    fn load(&self, meter: usize) -> (&Linear<F>, &Linear<F>) {
        let at = 3 + self.resources + 4 + 2 * meter;
        (self.lanes[at].linear(), self.lanes[at + 1].linear())
    }

    pub(super) fn number(&self) -> Linear<F> {
        Linear::from(self.task)
    }

    /// The elements of the option that the line must be, if it is assigned.
    ///
    /// Every lane of the option is a constant, a lane, or, for the last start, a sum of three lanes that cannot leave its place.
    pub(super) fn option(&self, shape: &Shape) -> Vec<Linear<F>> {
        let last = self.start().plus(self.time(3));
        let own = |range: core::ops::Range<usize>| self.lanes[range].iter().map(|lane| lane.linear().clone());
        let times = 3 + self.resources;
        let mut values = vec![self.number()];
        values.extend(own(1..times + 2));
        values.push(last);
        values.extend(own(times + 4..self.lanes.len()));
        let (places, count) = places::<F>(&shape.option_widths());
        let mut elements = vec![Linear::zero(); count];
        for (value, (element, bit)) in values.iter().zip(places) {
            elements[element].add_scaled(F::from(2u64).pow([u64::from(bit)]), value);
        }
        elements
    }

    /// What the line counts as in a meter.
    pub(super) fn metered(
        &self,
        builder: &mut Builder<'_, F>,
        shape: &Shape,
        at: usize,
    ) -> Result<Metered<F>, SynthesisError> {
        let (counts, limit) = self.load(at);
        let meter = &shape.meters[at];
        let amount = match (meter.subject, &meter.limits) {
            (Subject::Price, _) => self.price().clone(),
            (Subject::Demand(resource), Limits::Slotted(_)) => self.demand(resource).clone(),
            (Subject::Demand(resource), Limits::Horizon(_)) => {
                builder.product(self.demand(resource), self.duration())?
            }
        };
        let amount = builder.product(counts, &amount)?;
        let start = self.start();
        Ok(Metered { amount, limit: limit.clone(), end: start.clone().plus(self.duration()), start })
    }
}

impl<F: PrimeField> Builder<'_, F> {
    /// The lines as lanes, constrained to open a commitment. In a tree it also holds the names of the market's tasks.
    pub(super) fn open_lines(
        &mut self,
        shape: &Shape,
        allocation: &Lines<F>,
        names: &[Linear<F>],
        commitment: &Linear<F>,
    ) -> Result<Vec<LineLanes<F>>, SynthesisError> {
        let lines = (1..).zip(&allocation.lines).map(|(task, line)| self.line_lanes(shape, task, line));
        let lines: Vec<_> = lines.collect::<Result<_, _>>()?;
        let opened = match shape.lines {
            LineCommitment::Sponge => {
                let mut packing = LanePacking::default();
                lines.iter().flat_map(|line| &line.lanes).for_each(|lane| packing.push(lane));
                self.commit(labels::ALLOCATION, shape.numbers(), &packing, &allocation.blinding)?
            }
            LineCommitment::Tree => {
                let capacity = Linear::constant(self.poseidon.capacity(labels::LINE, shape.numbers()));
                let named = lines.iter().zip(names).enumerate();
                let leaves = named.map(|(task, (line, name))| {
                    let blinding = allocation.leaf_blinding(self.poseidon, task);
                    self.leaf(capacity.clone(), line, name, blinding)
                });
                let leaves = leaves.collect::<Result<_, _>>()?;
                self.tree_root(leaves)?
            }
        };
        self.equal(&opened, commitment)?;
        Ok(lines)
    }

    /// A line whose lanes are zero unless it is assigned.
    fn line_lanes(&mut self, shape: &Shape, task: u64, line: &Line) -> Result<LineLanes<F>, SynthesisError> {
        let values = packed(shape, line).map(|(value, width)| Lane::new(self, value.into(), width));
        let line = LineLanes { task, lanes: values.collect::<Result<_, _>>()?, resources: shape.demands.len() };
        let mut sum = Linear::zero();
        line.lanes[1..].iter().for_each(|lane| sum.add_scaled(F::ONE, lane.linear()));
        self.enforce(&line.unassigned(), &sum, &Linear::zero())?;
        Ok(line)
    }

    fn leaf(
        &mut self,
        capacity: Linear<F>,
        line: &LineLanes<F>,
        name: &Linear<F>,
        blinding: Blinding<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        let mut packing = LanePacking::default();
        line.lanes.iter().for_each(|lane| packing.push(lane));
        let mut elements = packing.elements(self)?;
        elements.extend([name.clone(), self.witness(blinding.element())?]);
        self.absorb(capacity, &elements)
    }
}
