//! What is left of a market once some of its tasks have been given their runs.
//!
//! Every amount becomes its truncated difference with what was taken: the least that, added to what was taken, reaches the amount. So whatever fits
//! into the residual fits, together with what was taken, into the original.

mod rest;
mod taken;

use crate::error::MarketError;
use crate::market::{Limit, Market, Money, Of, Place, Taken};
use alloc::vec::Vec;
use rest::Rest;
use taken::Settled;

impl Market {
    /// What is left for the tasks that were not taken: an allocation is feasible here iff together with `taken` it is feasible in this market,
    /// provided that `taken` alone is.
    ///
    /// - Taken tasks leave. What others need of them is met; a task that runs after one of them may not start before its end.
    /// - Budgets, totals, and limits over an interval or the horizon shrink by what was taken from them, down to zero.
    /// - Capacities and windows stay, and in each slot or window that was touched a further limit, over that interval, bounds what is left.
    /// - A task that can start no more accepts quoted offers only, and has no quotes.
    ///
    /// Prices, names and the objective stay, so costs add up. Time and the number of new limits are linear in the slots of the horizon for each
    /// limit or capacity that was touched.
    ///
    /// # Errors
    /// If a run in `taken` is not one of this market: its task or offer does not exist, the task is not eligible there or cannot start then, is
    /// taken twice, or is taken without a task that it needs or before the end of one that it comes after. The path names the run as `taken[i]`.
    /// Whether `taken` keeps the limits is not checked.
    pub fn residual(&self, taken: &[Taken]) -> Result<Self, MarketError> {
        let settled = Settled::new(self, taken)?;
        let mut market = Self { tasks: taken::remaining(self, &settled), ..self.clone_without_tasks() };
        for (index, payer) in self.payer_indices().zip(&mut market.payers) {
            let spent = settled.sum(|run| run.payer == index, Of::Money);
            payer.budget = payer.budget.map(|budget| Money::from_nmic(rest::monus(budget.nmic(), spent)));
        }
        for (index, offer) in self.offer_indices().zip(&mut market.offers) {
            for (resource, total) in self.resource_indices().zip(&mut offer.total) {
                let used = settled.sum(|run| run.run.offer == index, Of::Resource(resource));
                *total = total.map(|total| rest::monus(total, used));
            }
        }
        let rest = Rest { market: self, settled: &settled };
        for (index, offer) in self.offer_indices().zip(&mut market.offers) {
            let mut limits = rest.limits(Place::Offer(index), &offer.limits);
            limits.extend(rest.capacities(index, offer));
            offer.limits = limits;
        }
        for (index, payer) in self.payer_indices().zip(&mut market.payers) {
            payer.limits = rest.limits(Place::Payer(index), &payer.limits);
        }
        let limits: Vec<Limit> = rest.limits(Place::Market, &market.limits);
        market.limits = limits;
        market.sealed()
    }

    fn clone_without_tasks(&self) -> Self {
        Self {
            name: self.name.clone(),
            horizon: self.horizon,
            resources: self.resources.clone(),
            payers: self.payers.clone(),
            offers: self.offers.clone(),
            tasks: Vec::new(),
            limits: self.limits.clone(),
            levels: self.levels.clone(),
            hash: self.hash,
        }
    }
}
