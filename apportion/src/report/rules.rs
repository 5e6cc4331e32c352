//! Whether an allocation keeps the rules of a market, and which it breaks, in words.

use super::{grouped, name, plain, share};
use apportion_certs::program::{Choice, FamilyKind, Origin, Program, Violation};
use apportion_certs::{Allocation, Assignment};
use apportion_lattice::{Market, Of, OfferIndex, TaskIndex};

/// The first rule of a market that an allocation breaks. Amounts are in the market's units, money in nMIC or MIC.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrokenRule {
    /// The market has no such task.
    #[error("the market has no task {0}")]
    UnknownTask(String),
    /// The market has no such offer.
    #[error("task {task} is given to {offer}, an offer that the market does not have")]
    UnknownOffer {
        /// The task.
        task: String,
        /// The offer.
        offer: String,
    },
    /// A task has two runs.
    #[error("task {0} is assigned twice")]
    Twice(String),
    /// The task may not run on the offer.
    #[error("task {task} may not run on {offer}: {refusal}")]
    Ineligible {
        /// The task.
        task: String,
        /// The offer.
        offer: String,
        /// What it asks more than the offer supplies.
        refusal: String,
    },
    /// The run starts outside its range.
    #[error("task {task} on {offer} starts in slot {start}, it may in slots {first} to {last}")]
    Start {
        /// The task.
        task: String,
        /// The offer.
        offer: String,
        /// The start slot.
        start: u32,
        /// The first slot in which it may start.
        first: u32,
        /// The last one.
        last: u32,
    },
    /// The run has another price.
    #[error("task {task} on {offer} costs {price_nmic} nMIC, not {stated_nmic}")]
    Price {
        /// The task.
        task: String,
        /// The offer.
        offer: String,
        /// Its price in the market.
        price_nmic: u64,
        /// Its price in the allocation.
        stated_nmic: u64,
    },
    /// A required task is not assigned.
    #[error("task {0} is required, but not assigned")]
    Required(String),
    /// A budget, capacity, total or limit is exceeded.
    #[error("{owner}: {counts}: {used}{}", prior_words(.prior))]
    Limit {
        /// Ids of the payers or offers whose it is.
        owner: String,
        /// What it counts, and over which slots.
        counts: String,
        /// What is used of how much.
        used: String,
        /// Prior usage in it, if there is some.
        prior: Option<String>,
    },
    /// A task is assigned without, or before the end of, the one that it depends on.
    #[error("task {task} {} {on}, which is not assigned{}", dependency_words(.after), order_words(.after))]
    Dependency {
        /// The task.
        task: String,
        /// The task that it depends on.
        on: String,
        /// Whether the order in time counts.
        after: bool,
    },
}

fn prior_words(prior: &Option<String>) -> String {
    prior.as_ref().map(|prior| format!(", {prior} of it before the first slot")).unwrap_or_default()
}

fn dependency_words(after: &bool) -> &'static str {
    if *after { "comes after" } else { "needs" }
}

fn order_words(after: &bool) -> &'static str {
    if *after { ", or ends later" } else { "" }
}

/// Whether the assignments of an allocation keep every rule of a market, whatever else the allocation states. It proves nothing about values and
/// bounds: that is for [`check`](apportion_certs::check()).
///
/// # Errors
/// The first broken rule: of single runs in the allocation's order, then of required tasks, then of limits in the order of the market.
pub fn check_rules(market: &Market, allocation: &Allocation) -> Result<(), BrokenRule> {
    let program = Program::new(market);
    let mut choices = vec![Choice::Unassigned; program.task_count()];
    for assignment in &allocation.assignments {
        let (task, choice) = choice(&program, assignment)?;
        if std::mem::replace(&mut choices[task.usize()], choice) != Choice::Unassigned {
            return Err(BrokenRule::Twice(plain(&assignment.task)));
        }
    }
    program.check_rows(&choices).map_err(|violation| broken(&program, &violation))
}

/// A limit of the market that something else than an allocation exceeds: what is used and how much may be.
pub fn limit_exceeded(market: &Market, origin: Origin, of: Of, used: u128, amount: u64) -> BrokenRule {
    let program = Program::new(market);
    let usages = program.families().iter().filter_map(|family| family.usage());
    let stated = usages.into_iter().find(|usage| usage.origin == origin && usage.of == of);
    let (owner, counts) = match (stated, origin, of) {
        (Some(usage), ..) => name::row(market, usage),
        // Of what an offer does not list, no row says that there is none.
        (None, Origin::Capacity(offer), Of::Resource(resource)) => {
            (market.offer(offer).id.to_string(), format!("{}, which is not offered", market.resource(resource).name))
        }
        _ => ("the market".to_owned(), format!("{origin:?}")),
    };
    let used = share(market, of, used, amount);
    BrokenRule::Limit { owner: plain(&owner), counts: plain(&counts), used, prior: None }
}

fn choice(program: &Program<'_>, assignment: &Assignment) -> Result<(TaskIndex, Choice), BrokenRule> {
    let market = program.market();
    let (task_id, offer_id) = (plain(&assignment.task), plain(&assignment.offer));
    let task = market.task_indices().find(|&task| *market.task(task).id == *assignment.task);
    let task = task.ok_or_else(|| BrokenRule::UnknownTask(task_id.clone()))?;
    let offer = market.offer_indices().find(|&offer: &OfferIndex| *market.offer(offer).id == *assignment.offer);
    let unknown = || BrokenRule::UnknownOffer { task: task_id.clone(), offer: offer_id.clone() };
    let offer = offer.ok_or_else(unknown)?;
    let run = market.run(task, offer).map_err(|refusal| BrokenRule::Ineligible {
        task: task_id.clone(),
        offer: offer_id.clone(),
        refusal: plain(&refusal.to_string()),
    })?;
    let (start, first, last) = (assignment.slot, run.start_first, run.start_last);
    if start < first || start > last {
        return Err(BrokenRule::Start { task: task_id, offer: offer_id, start, first, last });
    }
    if run.price != assignment.price {
        let (price_nmic, stated_nmic) = (run.price, assignment.price);
        return Err(BrokenRule::Price { task: task_id, offer: offer_id, price_nmic, stated_nmic });
    }
    let chosen = program.option(task, offer, start).and_then(|option| program.choice(task, option));
    Ok((task, chosen.unwrap_or(Choice::Unassigned)))
}

/// A violated condition in the words of the market.
fn broken(program: &Program<'_>, violation: &Violation) -> BrokenRule {
    let market = program.market();
    let id = |task: TaskIndex| plain(&market.task(task).id);
    match *violation {
        Violation::Unassigned(task) => BrokenRule::Required(id(task)),
        Violation::Row { row, used, .. } => {
            let located = program.locate(row).map(|(family, slot)| (&program.families()[family].kind, slot));
            match located {
                Some((FamilyKind::Usage(usage), slot)) => {
                    let (owner, counts) = name::row(market, usage);
                    let prior = usage.prior_usage(slot);
                    let sum = prior + used.unsigned_abs();
                    BrokenRule::Limit {
                        owner: plain(&owner),
                        counts: plain(&counts),
                        used: share(market, usage.of, sum, usage.amount),
                        prior: (prior > 0).then(|| grouped(prior)),
                    }
                }
                Some((FamilyKind::Dependency(dependency), _)) => BrokenRule::Dependency {
                    task: id(dependency.dependent),
                    on: id(dependency.on),
                    after: dependency.after,
                },
                // The program names its own rows only.
                None => BrokenRule::Limit {
                    owner: "the market".to_owned(),
                    counts: format!("row {}", row.0),
                    used: grouped(used.unsigned_abs()),
                    prior: None,
                },
            }
        }
    }
}
