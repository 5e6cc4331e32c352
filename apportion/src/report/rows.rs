//! How full the rows of a market are.

use super::{ServedRun, grouped, money, name, plain};
use apportion_certs::program::{Family, FamilyKind, Origin, Pair, Profile, Program, Usage, UsageSpan};
use apportion_lattice::{Market, Of, SlotRange, TaskIndex};

/// How full one capacity, total, limit or budget is, where it is fullest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowUse {
    /// Which statement of the market this is.
    pub origin: Origin,
    /// What is counted.
    pub of: Of,
    /// Whose it is: ids of offers or payers, or how many they are.
    pub owner: String,
    /// What it counts and over which slots, in words.
    pub counts: String,
    /// The most that may be used together: nMIC, or units of the resource.
    pub amount: u64,
    /// The most that is used together, prior use included. At most `amount` in an allocation.
    pub used: u128,
    /// The slots in which that is, the earliest of several.
    pub slots: SlotRange,
}

impl RowUse {
    /// The statement in words: `claude: tokens in any 5 slots`.
    pub fn name(&self) -> String {
        format!("{}: {}", self.owner, self.counts)
    }

    /// Use in parts per million of the amount, rounded down; a million where the amount is 0, since nothing more fits.
    pub fn full_ppm(&self) -> u128 {
        (self.used * 1_000_000).checked_div(u128::from(self.amount)).unwrap_or(1_000_000)
    }
}

/// Every total, limit and budget that a market states, in words, with its amount. Capacities belong to the offers.
pub fn stated_rows(market: &Market, program: &Program<'_>) -> Vec<(String, String)> {
    let stated = usages(program.families()).filter(|(_, usage)| !matches!(usage.origin, Origin::Capacity(_)));
    let words = stated.map(|(_, usage)| {
        let (owner, counts) = name::row(market, usage);
        let amount = match usage.of {
            Of::Money => money(u128::from(usage.amount)),
            Of::Resource(resource) => {
                format!("{} {}", grouped(u128::from(usage.amount)), plain(&market.resource(resource).unit))
            }
        };
        (format!("{owner}: {counts}"), amount)
    });
    words.collect()
}

/// What the runs of an allocation use of every usage family, over time.
pub(super) struct Loads<'p, 'm> {
    program: &'p Program<'m>,
    /// One per family; empty for dependencies.
    profiles: Vec<Profile>,
    /// Position in [`Loads::uses`], one per family; meaningless for dependencies.
    numbers: Vec<usize>,
}

impl<'p, 'm> Loads<'p, 'm> {
    pub(super) fn new(program: &'p Program<'m>, runs: &[ServedRun]) -> Self {
        let mut profiles = vec![Profile::default(); program.families().len()];
        for run in runs {
            let pairs = program.pairs(run.task);
            let Ok(at) = pairs.binary_search_by_key(&run.offer, |pair| pair.run.offer) else { continue };
            for (family, amount) in program.loads(run.task, &pairs[at]) {
                let usage = program.families()[family as usize].usage();
                let money = usage.is_some_and(|usage| usage.of == Of::Money);
                let end = if money { run.start + 1 } else { run.end };
                profiles[family as usize].add(u64::from(run.start), u64::from(end), amount);
            }
        }
        profiles.iter_mut().for_each(Profile::finish);
        let mut numbers = vec![0; program.families().len()];
        usages(program.families()).enumerate().for_each(|(number, (family, _))| numbers[family] = number);
        Self { program, profiles, numbers }
    }

    /// One entry per usage family, in order.
    pub(super) fn uses(&self) -> Vec<RowUse> {
        usages(self.program.families()).map(|(number, usage)| self.row_use(number, usage)).collect()
    }

    /// Position of a family in [`Loads::uses`].
    pub(super) fn number(&self, family: u32) -> usize {
        self.numbers[family as usize]
    }

    fn row_use(&self, family: usize, usage: &Usage<'m>) -> RowUse {
        let (profile, market) = (&self.profiles[family], self.program.market());
        let used = |slot: u32| usage.prior_usage(slot) + usage.used(profile, slot).unsigned_abs();
        let last = market.horizon().last();
        let fullest = match usage.span {
            UsageSpan::Interval { .. } => 0,
            UsageSpan::Window { slots, prior } => {
                // Between two neighbours of these, prior use is constant and use by the runs linear in the slot.
                let reach = (prior.len() as u64).min(u64::from(slots - 1));
                let ramp = u64::from(slots - 1) - reach..=u64::from(slots - 1);
                let changes = profile.breakpoints().flat_map(|at| [at, at + u64::from(slots)]);
                let tried = changes.flat_map(|at| [at.saturating_sub(1), at]).chain(ramp).chain([0]);
                let tried = tried.filter_map(|slot| u32::try_from(slot).ok()).filter(|&slot| slot <= last);
                tried.max_by_key(|&slot| (used(slot), std::cmp::Reverse(slot))).unwrap_or(0)
            }
        };
        let covered = usage.covered(fullest);
        let (owner, counts) = name::row(market, usage);
        RowUse {
            origin: usage.origin,
            of: usage.of,
            owner,
            counts,
            amount: usage.amount,
            used: used(fullest),
            slots: SlotRange { first: covered.start, last: covered.end - 1 },
        }
    }

    /// The first usage family, if any, in which a further run of a task would not fit; `None` as well once `work`, which counts rows looked at,
    /// is used up.
    pub(super) fn obstacle(&self, task: TaskIndex, pair: &Pair<'m>, start: u32, work: &mut u64) -> Option<u32> {
        self.program.loads(task, pair).map(|load| load.0).find(|&family| {
            let FamilyKind::Usage(usage) = &self.program.families()[family as usize].kind else { return false };
            let profile = &self.profiles[family as usize];
            let occupied = if usage.of == Of::Money { 1 } else { pair.run.duration_slots };
            let slots = match usage.span {
                UsageSpan::Interval { .. } => 0..1,
                UsageSpan::Window { slots, .. } => {
                    let end = u64::from(start) + u64::from(occupied) + u64::from(slots) - 1;
                    let count = self.program.market().horizon().slot_count;
                    start..u32::try_from(end).unwrap_or(u32::MAX).min(count)
                }
            };
            slots.into_iter().any(|slot| {
                *work = work.saturating_sub(1);
                let more = i128::from(usage.coefficient(&pair.run, start, slot));
                *work > 0 && more > 0 && usage.used(profile, slot) + more > usage.bound(slot)
            })
        })
    }
}

/// The usage families with their numbers.
fn usages<'a, 'm>(families: &'a [Family<'m>]) -> impl Iterator<Item = (usize, &'a Usage<'m>)> {
    families.iter().enumerate().filter_map(|(number, family)| Some((number, family.usage()?)))
}
