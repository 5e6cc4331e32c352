//! The tables of a market, constrained to open its commitment.

use crate::gadgets::lane::LanePacking;
use crate::gadgets::{Builder, Lane, Linear};
use crate::labels;
use crate::layout::BitWidth;
use crate::statement::compliance::{MarketTables, Shape, places};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// Elements and lanes of options.
type Opened<F> = (Vec<Vec<Linear<F>>>, Vec<Vec<Lane<F>>>);

/// The tables.
#[derive(Debug)]
pub(in crate::gadgets) struct Market<F: PrimeField> {
    /// The elements of each option.
    pub(super) options: Vec<Vec<Linear<F>>>,
    /// With an objective, the lanes of each option, of which the elements are made; else empty.
    pub(in crate::gadgets) option_lanes: Vec<Vec<Lane<F>>>,
    /// The name of each task, if lines are committed to in a tree.
    pub(super) names: Vec<Linear<F>>,
    pub(in crate::gadgets) required: Vec<Lane<F>>,
    /// By meter and limit.
    pub(in crate::gadgets) amounts: Vec<Vec<Lane<F>>>,
    /// By meter, limit and slot before slot 0.
    pub(in crate::gadgets) priors: Vec<Vec<Vec<Lane<F>>>>,
    pub(super) dependencies: Vec<Dependent<F>>,
    /// With an objective, by task; else empty.
    pub(in crate::gadgets) unassigned: Vec<Lane<F>>,
}

/// A dependency.
#[derive(Debug)]
pub(super) struct Dependent<F: PrimeField> {
    pub(super) dependent: Lane<F>,
    pub(super) on: Lane<F>,
    pub(super) after: Lane<F>,
}

impl<F: PrimeField> Builder<'_, F> {
    pub(super) fn open_market(
        &mut self,
        shape: &Shape,
        tables: &MarketTables<F>,
        commitment: &Linear<F>,
    ) -> Result<Market<F>, SynthesisError> {
        let (options, option_lanes) = match &shape.objective {
            None => (self.opaque_options(shape, tables)?, Vec::new()),
            Some(_) => self.open_options(shape, tables)?,
        };
        let names = tables.name_elements(self.poseidon).into_iter().map(|name| self.witness(name));
        let names = names.collect::<Result<Vec<_>, _>>()?;
        let mut packing = LanePacking::default();
        let mut lane = |builder: &mut Self, value: u64, width| {
            let lane = Lane::new(builder, value.into(), width)?;
            packing.push(&lane);
            Ok::<_, SynthesisError>(lane)
        };
        let (bit, task) = (BitWidth::of(1), shape.task());
        let mut required = Vec::with_capacity(shape.tasks);
        for &flag in &tables.required {
            required.push(lane(self, flag.into(), bit)?);
        }
        let (mut amounts, mut priors) = (Vec::new(), Vec::new());
        for (at, meter) in shape.meters.iter().enumerate() {
            let (mut meter_amounts, mut meter_priors) = (Vec::new(), Vec::new());
            for (limit, width) in meter.limits.widths().into_iter().enumerate() {
                meter_amounts.push(lane(self, tables.amounts[at][limit], width)?);
                let prior = tables.priors[at][limit].iter().map(|&usage| lane(self, usage, width));
                meter_priors.push(prior.collect::<Result<Vec<_>, _>>()?);
            }
            amounts.push(meter_amounts);
            priors.push(meter_priors);
        }
        let mut dependencies = Vec::with_capacity(shape.dependencies);
        for dependency in &tables.dependencies {
            dependencies.push(Dependent {
                dependent: lane(self, dependency.dependent, task)?,
                on: lane(self, dependency.on, task)?,
                after: lane(self, dependency.after.into(), bit)?,
            });
        }
        let mut unassigned = Vec::with_capacity(tables.unassigned.len());
        if let Some(objective) = &shape.objective {
            for &cost in &tables.unassigned {
                unassigned.push(lane(self, cost, objective.unassigned)?);
            }
        }
        let elements = [options.concat(), names.clone(), packing.elements(self)?].concat();
        let opened = self.commit_elements(labels::MARKET, shape.numbers(), elements, &tables.blinding)?;
        self.equal(&opened, commitment)?;
        Ok(Market { options, option_lanes, names, required, amounts, priors, dependencies, unassigned })
    }

    /// Options of which no lane is looked at.
    fn opaque_options(
        &mut self,
        shape: &Shape,
        tables: &MarketTables<F>,
    ) -> Result<Vec<Vec<Linear<F>>>, SynthesisError> {
        let widths = shape.option_widths();
        let mut options = Vec::with_capacity(shape.options);
        for option in &tables.options {
            let elements = option.elements(&widths).into_iter().map(|element: F| self.witness(element));
            options.push(elements.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(options)
    }

    /// Options as elements, and the lanes that these are made of.
    fn open_options(&mut self, shape: &Shape, tables: &MarketTables<F>) -> Result<Opened<F>, SynthesisError> {
        let widths = shape.option_widths();
        let (places, count) = places::<F>(&widths);
        let (mut options, mut option_lanes) = (Vec::with_capacity(shape.options), Vec::with_capacity(shape.options));
        for option in &tables.options {
            let (mut elements, mut lanes) = (vec![Linear::zero(); count], Vec::with_capacity(widths.len()));
            for ((value, &width), &(element, bit)) in option.lanes().into_iter().zip(&widths).zip(&places) {
                let lane = Lane::new(self, value.into(), width)?;
                elements[element].add_scaled(F::from(2u64).pow([u64::from(bit)]), lane.linear());
                lanes.push(lane);
            }
            options.push(elements);
            option_lanes.push(lanes);
        }
        Ok((options, option_lanes))
    }
}
