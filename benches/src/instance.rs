//! Names of generated markets, such as `loose:200x20` and `gap-d:10x100#3`.

use apportion_lattice::Market;
use apportion_lattice::testing::generate::{AllocationKind, GapKind, allocation_market, gap, mrgap, timed_market};
use std::fmt;
use std::str::FromStr;

/// What a name says: a family, its sizes and a seed.
///
/// - `gap-K:AxJ` and `mrgap-K:AxJxR`: agents, jobs and resources of kind `a` to `e`;
/// - `loose`, `base`, `tight` and `corr`: `TxO` tasks and offers in four slots, `TxOxS` in S slots.
///
/// `#N` at the end is a seed, 1 if there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instance {
    family: Family,
    seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Gap { kind: GapKind, agents: u32, jobs: u32 },
    MultiGap { kind: GapKind, agents: u32, jobs: u32, resources: u32 },
    Allocation { kind: AllocationKind, tasks: u32, offers: u32 },
    Timed { kind: AllocationKind, tasks: u32, offers: u32, slots: u32 },
}

/// A name that means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0}: write FAMILY:SIZES or FAMILY:SIZES#SEED, such as gap-d:10x100, mrgap-e:5x100x4, base:200x20 or loose:500x20x24#7"
)]
pub struct UnknownInstance(String);

impl Instance {
    /// The market; the same for one name on every machine and for ever.
    pub fn market(self) -> Market {
        let seed = self.seed;
        match self.family {
            Family::Gap { kind, agents, jobs } => gap(kind, seed, agents, jobs),
            Family::MultiGap { kind, agents, jobs, resources } => mrgap(kind, seed, agents, jobs, resources),
            Family::Allocation { kind, tasks, offers } => allocation_market(seed, tasks, offers, kind),
            Family::Timed { kind, tasks, offers, slots } => timed_market(seed, tasks, offers, slots, kind),
        }
    }
}

impl FromStr for Instance {
    type Err = UnknownInstance;

    fn from_str(name: &str) -> Result<Self, UnknownInstance> {
        let read = || {
            let (rest, seed) = match name.split_once('#') {
                Some((rest, seed)) => (rest, seed.parse().ok()?),
                None => (name, 1),
            };
            let (family, sizes) = rest.split_once(':')?;
            let sizes = sizes.split('x').map(|size| size.parse().ok().filter(|&size: &u32| size > 0));
            let sizes = sizes.collect::<Option<Vec<u32>>>()?;
            Some(Self { family: Family::named(family, &sizes)?, seed })
        };
        read().ok_or_else(|| UnknownInstance(name.to_owned()))
    }
}

impl Family {
    fn named(name: &str, sizes: &[u32]) -> Option<Self> {
        match (name.split_once('-'), sizes) {
            (Some(("gap", kind)), &[agents, jobs]) => Some(Self::Gap { kind: gap_kind(kind)?, agents, jobs }),
            (Some(("mrgap", kind)), &[agents, jobs, resources]) => {
                Some(Self::MultiGap { kind: gap_kind(kind)?, agents, jobs, resources })
            }
            (None, &[tasks, offers]) => Some(Self::Allocation { kind: room(name)?, tasks, offers }),
            (None, &[tasks, offers, slots]) => Some(Self::Timed { kind: room(name)?, tasks, offers, slots }),
            _ => None,
        }
    }
}

fn gap_kind(name: &str) -> Option<GapKind> {
    match name {
        "a" => Some(GapKind::A),
        "b" => Some(GapKind::B),
        "c" => Some(GapKind::C),
        "d" => Some(GapKind::D),
        "e" => Some(GapKind::E),
        _ => None,
    }
}

fn room(name: &str) -> Option<AllocationKind> {
    match name {
        "loose" => Some(AllocationKind::Loose),
        "base" => Some(AllocationKind::Base),
        "tight" => Some(AllocationKind::Tight),
        "corr" => Some(AllocationKind::Correlated),
        _ => None,
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lower = |kind: GapKind| format!("{kind:?}").to_lowercase();
        let room = |kind| match kind {
            AllocationKind::Loose => "loose",
            AllocationKind::Base => "base",
            AllocationKind::Tight => "tight",
            AllocationKind::Correlated => "corr",
        };
        match self.family {
            Family::Gap { kind, agents, jobs } => write!(out, "gap-{}:{agents}x{jobs}", lower(kind)),
            Family::MultiGap { kind, agents, jobs, resources } => {
                write!(out, "mrgap-{}:{agents}x{jobs}x{resources}", lower(kind))
            }
            Family::Allocation { kind, tasks, offers } => write!(out, "{}:{tasks}x{offers}", room(kind)),
            Family::Timed { kind, tasks, offers, slots } => write!(out, "{}:{tasks}x{offers}x{slots}", room(kind)),
        }?;
        if self.seed == 1 { Ok(()) } else { write!(out, "#{}", self.seed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_what_they_say() {
        for (name, tasks, offers) in
            [("gap-a:4x9", 9, 4), ("mrgap-e:3x8x2#5", 8, 3), ("corr:12x3", 12, 3), ("tight:10x2x24#9", 10, 2)]
        {
            let instance: Instance = name.parse().unwrap();
            assert_eq!(instance.to_string(), name);
            let market = instance.market();
            assert_eq!((market.tasks().len(), market.offers().len()), (tasks, offers), "{name}");
        }
    }

    #[test]
    fn other_names_are_refused() {
        for name in [
            "",
            "gap:4x9",
            "gap-f:4x9",
            "gap-a:4",
            "gap-a:0x9",
            "mrgap-c:4x9",
            "loose",
            "loose:4x",
            "loose:4x2#x",
            "hard:4x2",
        ] {
            assert_eq!(name.parse::<Instance>(), Err(UnknownInstance(name.to_owned())));
        }
    }
}
