//! Which features of a market matter in it: not merely stated, but able to forbid or to change something.

use apportion_certs::program::{Choice, Dependency, Family, FamilyKind, Origin, Program, RowIndex, UsageSpan};
use apportion_lattice::{Market, OfferIndex, Refusal, TaskIndex};
use std::collections::BTreeSet;

/// A feature that the corpus counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Feature {
    /// A limit over two slots or more that slide, and that runs alone could exceed.
    Window,
    /// Prior usage in a row that can be exceeded.
    Prior,
    /// A task that may have to wait: some start of it overlaps or precedes an end of the other.
    After,
    /// A task that may have to do without another, though order in time does not count.
    Needs,
    /// A task that only a permit keeps off an offer.
    Permit,
    /// A quote that changes the price, the demand or the score of a run that is possible.
    Quote,
    /// A limit that counts runs on two offers or more and can be exceeded.
    SharedLimit,
}

impl Feature {
    pub const ALL: [Self; 7] =
        [Self::Window, Self::Prior, Self::After, Self::Needs, Self::Permit, Self::Quote, Self::SharedLimit];
}

/// The features that matter in a market.
pub fn features(market: &Market) -> BTreeSet<Feature> {
    let program = Program::new(market);
    let families = program.families();
    let limits: Vec<&Family<'_>> = families.iter().filter(|family| is_limit(family)).collect();
    let matter = |feature: &Feature| match feature {
        Feature::Window => {
            limits.iter().any(|family| slides(family) && rows(family).any(|row| can_bind(&program, row)))
        }
        Feature::Prior => limits.iter().any(|family| {
            let tightened = |slot: &u32| family.usage().is_some_and(|usage| usage.prior_usage(*slot) > 0);
            let tightened = (0..market.horizon().slot_count).filter(tightened);
            slides(family)
                && tightened.into_iter().any(|slot| can_bind(&program, RowIndex(family.rows().start + u64::from(slot))))
        }),
        Feature::After => {
            families.iter().any(|family| depends(family).is_some_and(|on| on.after) && binds(&program, family))
        }
        Feature::Needs => {
            families.iter().any(|family| depends(family).is_some_and(|on| !on.after) && binds(&program, family))
        }
        Feature::Permit => {
            program.tasks().any(|task| offers(market).any(|offer| only_permit_refuses(market, task, offer)))
        }
        Feature::Quote => program.tasks().any(|task| quote_matters(market, &program, task)),
        Feature::SharedLimit => limits.iter().any(|family| rows(family).any(|row| shared(&program, row))),
    };
    Feature::ALL.into_iter().filter(matter).collect()
}

fn offers(market: &Market) -> impl Iterator<Item = OfferIndex> + use<> {
    (0..market.offers().len() as u32).map(OfferIndex::new)
}

fn rows(family: &Family<'_>) -> impl Iterator<Item = RowIndex> + use<> {
    family.rows().map(RowIndex)
}

fn is_limit(family: &Family<'_>) -> bool {
    let origin = family.usage().map(|usage| usage.origin);
    matches!(origin, Some(Origin::OfferLimit(..) | Origin::PayerLimit(..) | Origin::MarketLimit(_)))
}

fn slides(family: &Family<'_>) -> bool {
    family.usage().is_some_and(|usage| matches!(usage.span, UsageSpan::Window { slots, .. } if slots > 1))
}

fn depends<'a>(family: &'a Family<'_>) -> Option<&'a Dependency> {
    match &family.kind {
        FamilyKind::Dependency(dependency) => Some(dependency),
        FamilyKind::Usage(_) => None,
    }
}

fn choices<'a>(program: &'a Program<'_>, task: TaskIndex) -> impl Iterator<Item = Choice> + 'a {
    (0..program.option_count(task)).filter_map(move |option| program.choice(task, option))
}

/// Whether the tasks' largest coefficients together exceed the row.
fn can_bind(program: &Program<'_>, row: RowIndex) -> bool {
    let largest = |task| choices(program, task).map(|choice| program.coefficient(row, task, choice)).max().unwrap_or(0);
    program.tasks().map(|task| i128::from(largest(task))).sum::<i128>() > program.bound(row)
}

fn binds(program: &Program<'_>, family: &Family<'_>) -> bool {
    rows(family).any(|row| can_bind(program, row))
}

/// Whether runs on two offers or more count in the row and it can be exceeded.
fn shared(program: &Program<'_>, row: RowIndex) -> bool {
    let on = |offer: OfferIndex| {
        let largest = |task| {
            let here = choices(program, task).filter(|choice| match choice {
                Choice::Assigned { pair, .. } => program.all_pairs()[*pair].run.offer == offer,
                Choice::Unassigned => false,
            });
            here.map(|choice| program.coefficient(row, task, choice)).max().unwrap_or(0)
        };
        program.tasks().map(|task| i128::from(largest(task))).sum::<i128>()
    };
    let used: Vec<i128> = offers(program.market()).map(on).filter(|&used| used > 0).collect();
    used.len() > 1 && can_bind(program, row)
}

fn only_permit_refuses(market: &Market, task: TaskIndex, offer: OfferIndex) -> bool {
    let refusals = market.refusals(task, offer);
    let of_permit = |refusal: &Refusal| {
        matches!(
            refusal,
            Refusal::LabelNotPermitted { .. }
                | Refusal::PrincipalNotPermitted { .. }
                | Refusal::ScopeNotPermitted { .. }
        )
    };
    !refusals.is_empty() && refusals.iter().all(of_permit)
}

/// Whether a quoted run differs from what the offer's own prices and the task's own demand make of it.
fn quote_matters(market: &Market, program: &Program<'_>, task: TaskIndex) -> bool {
    let stated = market.task(task);
    program.pairs(task).iter().any(|pair| {
        let Some(quote) = stated.quotes.iter().find(|quote| quote.offer == pair.run.offer) else { return false };
        let offer = market.offer(pair.run.offer);
        let unit = stated.demand.iter().map(|(resource, amount)| {
            u128::from(offer.price[resource.usize()]) * u128::from(amount) * u128::from(stated.duration_slots)
        });
        let unquoted = unit.sum::<u128>() + u128::from(offer.price_fixed.nmic());
        let demand_differs = quote.demand.as_ref().is_some_and(|demand| *demand != stated.demand);
        demand_differs || quote.score > 0 || u128::from(pair.run.price) != unquoted
    })
}
