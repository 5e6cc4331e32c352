//! What one solve leaves for the next: runs and multipliers, by name.

use crate::dual::Entry;
use crate::model::{Model, Objective};
use crate::primal::State;
use crate::search::Incumbent;
use apportion_certs::Allocation;
use apportion_certs::program::{FamilyKind, Origin, Program};
use apportion_lattice::{Market, Of};
use std::collections::HashMap;

/// An earlier answer's allocation and multipliers, with names instead of numbers, so that they fit a market that has changed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Warm {
    runs: HashMap<String, (String, u32)>,
    /// By level: cost per unit and slot, for each limit.
    multipliers: Vec<HashMap<String, Vec<(u32, f64)>>>,
}

impl Warm {
    /// The runs of an allocation that was stored, without multipliers. Runs that a market does not allow are passed over when it is solved.
    pub fn from_allocation(allocation: &Allocation) -> Self {
        let runs = allocation.assignments.iter();
        let runs = runs.map(|run| (run.task.clone(), (run.offer.clone(), run.slot))).collect();
        Self { runs, multipliers: Vec::new() }
    }

    /// Keeps an allocation.
    pub(crate) fn keep(&mut self, model: &Model<'_, '_>, incumbent: &Incumbent) {
        let market = model.program.market();
        self.runs.clear();
        for (task, &(group, start)) in market.tasks().iter().zip(&incumbent.choices) {
            if let Some(offer) = model.offer(group as usize) {
                self.runs.insert(task.id.to_string(), (market.offer(offer).id.to_string(), start));
            }
        }
    }

    /// Keeps the multipliers of a level.
    pub(crate) fn keep_multipliers(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, entry: &Entry) {
        let names = names(model);
        let mut scaled = vec![0.0; model.row_count() + objective.caps.len()];
        entry.scaled(model, objective, &mut scaled);
        let mut kept: HashMap<String, Vec<(u32, f64)>> = HashMap::new();
        for (family, name) in model.families.iter().zip(&names) {
            let own = (0..).zip(&scaled[family.rows.clone()]).filter(|(_, multiplier)| **multiplier > 0.0);
            let own: Vec<(u32, f64)> = own.map(|(slot, multiplier)| (slot, multiplier / family.scale)).collect();
            if !own.is_empty() {
                kept.insert(name.clone(), own);
            }
        }
        let level = objective.caps.len();
        self.multipliers.resize(self.multipliers.len().max(level + 1), HashMap::new());
        self.multipliers[level] = kept;
    }

    /// Multipliers to start a level from, in the scaled units of a model.
    pub(crate) fn start(&self, model: &Model<'_, '_>, level: usize) -> Option<Vec<f64>> {
        let kept = self.multipliers.get(level).filter(|kept| !kept.is_empty())?;
        let mut scaled = vec![0.0; model.row_count() + level];
        for (family, name) in model.families.iter().zip(names(model)) {
            for &(slot, multiplier) in kept.get(&name).into_iter().flatten() {
                let row = family.rows.start + slot as usize;
                if family.rows.contains(&row) {
                    scaled[row] = multiplier * family.scale;
                }
            }
        }
        Some(scaled)
    }

    /// Places the earlier runs that are still possible, as many as fit together.
    pub(crate) fn place(&self, state: &mut State<'_, '_, '_>) {
        let program: &Program<'_> = state.model.program;
        let market = program.market();
        let offers: HashMap<&str, _> = market.offer_indices().map(|index| (&*market.offer(index).id, index)).collect();
        let mut waiting: Vec<(usize, usize, u32)> = Vec::new();
        for (task, stated) in program.tasks().zip(market.tasks()) {
            let Some((offer, start)) = self.runs.get(&*stated.id) else { continue };
            let Some(&offer) = offers.get(offer.as_str()) else { continue };
            let at = program.pairs(task).iter().position(|pair| pair.run.offer == offer);
            if let Some(at) = at {
                let group = state.model.groups(task.usize()).start + at;
                let (first, last) = state.model.starts[group];
                if (first..=last).contains(start) {
                    waiting.push((task.usize(), group, *start));
                }
            }
        }
        // What a task depends on may come later in the list.
        loop {
            let before = waiting.len();
            waiting.retain(|&(task, group, start)| {
                let fits = state.fits(task, group, start);
                if fits {
                    state.place(task, group, start);
                }
                !fits
            });
            if waiting.len() == before {
                return;
            }
        }
    }
}

/// A name for every family of a model that survives changes elsewhere in the market.
fn names(model: &Model<'_, '_>) -> Vec<String> {
    let market: &Market = model.program.market();
    let by_row: HashMap<u64, usize> =
        model.program.families().iter().enumerate().map(|(at, family)| (family.rows().start, at)).collect();
    let name = |family: &crate::model::Family| {
        let stated = by_row.get(&family.first_row).and_then(|&at| model.program.families().get(at));
        match stated.map(|stated| &stated.kind) {
            None => String::new(),
            Some(FamilyKind::Dependency(link)) => {
                format!("{}\n{}\n{}", market.task(link.dependent).id, market.task(link.on).id, link.after)
            }
            Some(FamilyKind::Usage(usage)) => {
                let of = match usage.of {
                    Of::Money => "money",
                    Of::Resource(resource) => &market.resource(resource).name,
                };
                let place = match usage.origin {
                    Origin::Capacity(offer) => format!("capacity\n{}", market.offer(offer).id),
                    Origin::Total(offer) => format!("total\n{}", market.offer(offer).id),
                    Origin::OfferLimit(offer, at) => format!("offer\n{}\n{at}", market.offer(offer).id),
                    Origin::Budget(payer) => format!("budget\n{}", market.payer(payer).id),
                    Origin::PayerLimit(payer, at) => format!("payer\n{}\n{at}", market.payer(payer).id),
                    Origin::MarketLimit(at) => format!("market\n{at}"),
                };
                format!("{place}\n{of}")
            }
        }
    };
    model.families.iter().map(name).collect()
}
