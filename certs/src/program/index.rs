//! Which families concern an offer, a payer or a task, so that a pair is asked about its own rows only.

use super::family::Scope;
use super::{Family, FamilyKind};
use apportion_lattice::{Market, OfferIndex, PayerIndex, TaskIndex};

/// Numbers of families, ascending in every list. It takes as much memory as the statements of the market that the families come from,
/// and one number for each offer where a family counts all of them.
#[derive(Debug)]
pub(super) struct FamilyIndex {
    /// By offer: usage families that count every payer.
    of_offer: Vec<Vec<u32>>,
    /// By payer: usage families that count this payer but not every one; offers still have to be looked up.
    of_payer: Vec<Vec<u32>>,
    /// By task: dependency families.
    of_task: Vec<Vec<u32>>,
}

impl FamilyIndex {
    pub(super) fn new(market: &Market, families: &[Family<'_>]) -> Self {
        let mut index = Self {
            of_offer: vec![Vec::new(); market.offers().len()],
            of_payer: vec![Vec::new(); market.payers().len()],
            of_task: vec![Vec::new(); market.tasks().len()],
        };
        for (number, family) in (0..).zip(families) {
            match &family.kind {
                FamilyKind::Usage(usage) => match &usage.payers {
                    Scope::All => add(&mut index.of_offer, &usage.offers, OfferIndex::usize, number),
                    payers => add(&mut index.of_payer, payers, PayerIndex::usize, number),
                },
                FamilyKind::Dependency(dependency) => {
                    index.of_task[dependency.dependent.usize()].push(number);
                    index.of_task[dependency.on.usize()].push(number);
                }
            }
        }
        index
    }

    /// The usage families that may count a payer's runs on an offer, ascending; of those, the ones that list payers may not count the offer.
    pub(super) fn usage(&self, payer: PayerIndex, offer: OfferIndex) -> impl Iterator<Item = u32> {
        let mut left = self.of_offer[offer.usize()].as_slice();
        let mut right = self.of_payer[payer.usize()].as_slice();
        core::iter::from_fn(move || {
            let from = match (left.first(), right.first()) {
                (Some(a), Some(b)) if a > b => &mut right,
                (Some(_), _) => &mut left,
                (None, _) => &mut right,
            };
            let (&number, rest) = from.split_first()?;
            *from = rest;
            Some(number)
        })
    }

    /// The dependency families in which a task takes part, ascending.
    pub(super) fn dependencies(&self, task: TaskIndex) -> &[u32] {
        &self.of_task[task.usize()]
    }
}

fn add<T: Copy>(lists: &mut [Vec<u32>], scope: &Scope<T>, place: impl Fn(T) -> usize, number: u32) {
    match scope {
        Scope::All => lists.iter_mut().for_each(|list| list.push(number)),
        Scope::One(one) => lists[place(*one)].push(number),
        Scope::Listed(listed) => listed.iter().for_each(|&one| lists[place(one)].push(number)),
    }
}
