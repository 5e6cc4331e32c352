//! What a certificate claims.

/// The four kinds of answers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// The bound equals the objective at every level.
    Optimal,
    /// An allocation with a bound below its objective at some level.
    Feasible,
    /// No feasible allocation exists.
    Infeasible,
    /// No allocation was found; a bound on the first level holds.
    Unknown,
}

impl Status {
    const ALL: [Self; 4] = [Self::Optimal, Self::Feasible, Self::Infeasible, Self::Unknown];

    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// The name in `allocation.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Feasible => "feasible",
            Self::Infeasible => "infeasible",
            Self::Unknown => "unknown",
        }
    }

    /// The status of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl core::fmt::Display for Status {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str(self.name())
    }
}

/// A claim about a market: a status, and where there are, the chosen options, values and bounds.
///
/// A bound at level k says: every feasible allocation whose value at each level j < k is at most `values[j]` has a value of at least
/// `bounds[k]` at level k.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Claim {
    /// The allocation is optimal: its values are the bounds.
    Optimal {
        /// Option number chosen for each task.
        options: Vec<u64>,
        /// Value at each level.
        values: Vec<u128>,
    },
    /// The allocation is feasible, and the bounds hold.
    Feasible {
        /// Option number chosen for each task.
        options: Vec<u64>,
        /// Value at each level.
        values: Vec<u128>,
        /// Bound at each level, not all equal to the values.
        bounds: Vec<u128>,
    },
    /// No feasible allocation exists.
    Infeasible,
    /// The first bound holds for every feasible allocation, if there is any; the others are 0.
    Unknown {
        /// Bound at each level.
        bounds: Vec<u128>,
    },
}

impl Claim {
    /// The kind of claim.
    pub fn status(&self) -> Status {
        match self {
            Self::Optimal { .. } => Status::Optimal,
            Self::Feasible { .. } => Status::Feasible,
            Self::Infeasible => Status::Infeasible,
            Self::Unknown { .. } => Status::Unknown,
        }
    }

    /// Chosen option of each task, if there is an allocation.
    pub fn options(&self) -> Option<&[u64]> {
        match self {
            Self::Optimal { options, .. } | Self::Feasible { options, .. } => Some(options),
            Self::Infeasible | Self::Unknown { .. } => None,
        }
    }

    /// Value at each level, if there is an allocation.
    pub fn values(&self) -> Option<&[u128]> {
        match self {
            Self::Optimal { values, .. } | Self::Feasible { values, .. } => Some(values),
            Self::Infeasible | Self::Unknown { .. } => None,
        }
    }

    /// Bound at each level, unless infeasible.
    pub fn bounds(&self) -> Option<&[u128]> {
        match self {
            Self::Optimal { values, .. } => Some(values),
            Self::Feasible { bounds, .. } | Self::Unknown { bounds } => Some(bounds),
            Self::Infeasible => None,
        }
    }

    /// Whether no other status expresses the same claim.
    pub(crate) fn is_canonical(&self) -> bool {
        match self {
            Self::Optimal { .. } | Self::Infeasible => true,
            Self::Feasible { values, bounds, .. } => values != bounds,
            Self::Unknown { bounds } => bounds.iter().skip(1).all(|&bound| bound == 0),
        }
    }
}
