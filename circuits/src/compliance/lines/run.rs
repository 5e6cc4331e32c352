use crate::statement::compliance::{Assigned, Line, OptionRow, Shape, packed};
use serde::{Deserialize, Serialize};

/// An assigned line as it stands in a file: numbers as they are committed to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// Place of the offer in the market, from 0.
    offer: u64,
    /// In nMIC.
    price: u64,
    /// For each resource, in every occupied slot.
    demands: Vec<u64>,
    duration_slots: u32,
    start: u32,
    /// The slots in which it might have started.
    start_range: [u32; 2],
    /// For each meter of the circuit, the limit that the run counts in.
    limits: Vec<Option<u32>>,
    /// With an objective, what the run costs beside price and end.
    #[serde(default)]
    cost_rest: u64,
}

impl Run {
    pub(super) fn of(assigned: &Assigned) -> Self {
        let Assigned { option, start } = assigned;
        Self {
            offer: option.offer,
            price: option.price,
            demands: option.demands.clone(),
            duration_slots: option.duration,
            start: *start,
            start_range: [option.first, option.last],
            limits: option.loads.clone(),
            cost_rest: option.rest,
        }
    }

    /// Place of the offer in the market, from 0.
    pub(super) fn offer(&self) -> u64 {
        self.offer
    }

    /// The line of a task, counted from 0; none if it has other lists or wider numbers than the shape.
    pub(super) fn line(run: Option<&Self>, task: usize, shape: &Shape) -> Option<Line> {
        let Some(run) = run else { return Some(None) };
        // What no lane holds would not be compared with the commitment.
        let unheld = shape.objective.is_none() && run.cost_rest != 0;
        if unheld || run.demands.len() != shape.demands.len() || run.limits.len() != shape.meters.len() {
            return None;
        }
        let [first, last] = run.start_range;
        let option = OptionRow {
            task: task as u64 + 1,
            offer: run.offer,
            price: run.price,
            demands: run.demands.clone(),
            duration: run.duration_slots,
            first,
            last,
            loads: run.limits.clone(),
            rest: run.cost_rest,
        };
        let line = Some(Assigned { option, start: run.start });
        let fits = packed(shape, &line).all(|(value, width)| width.holds(value.into()));
        fits.then_some(line)
    }
}
