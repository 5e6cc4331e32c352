//! What matters to a request, in eight named mixtures.

use core::fmt;
use core::str::FromStr;
use core::time::Duration;

/// By which weights providers are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Priority {
    /// Cost first, everything counts.
    #[default]
    Standard,
    /// Mostly cost.
    CostOptimized,
    /// Mostly latency.
    LatencyOptimized,
    /// Mostly quality.
    QualityOptimized,
    /// Within a second. Of the older vocabulary.
    Urgent,
    /// Within two seconds. Of the older vocabulary.
    High,
    /// No hurry, mostly cost. Of the older vocabulary.
    Batch,
    /// No hurry. Of the older vocabulary.
    Background,
}

/// How much each share of a score counts, in percent; together 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Of a low price.
    pub cost_percent: u8,
    /// Of a low latency.
    pub latency_percent: u8,
    /// Of quality.
    pub quality_percent: u8,
    /// Of reliability.
    pub reliability_percent: u8,
}

/// What prices and latencies are divided by, to become shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalisation {
    /// The maxima over the eligible providers.
    Eligible,
    /// 0.02 MIC per 1000 tokens and 3000 ms; larger quotients count as 1, and health multiplies the score.
    Fixed,
}

impl Priority {
    /// All of them, the current vocabulary first.
    pub const ALL: [Self; 8] = [
        Self::Standard,
        Self::CostOptimized,
        Self::LatencyOptimized,
        Self::QualityOptimized,
        Self::Urgent,
        Self::High,
        Self::Batch,
        Self::Background,
    ];

    /// The name, as requests state it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::CostOptimized => "cost_optimized",
            Self::LatencyOptimized => "latency_optimized",
            Self::QualityOptimized => "quality_optimized",
            Self::Urgent => "urgent",
            Self::High => "high",
            Self::Batch => "batch",
            Self::Background => "background",
        }
    }

    /// How much each share counts.
    pub const fn weights(self) -> Weights {
        let [cost_percent, latency_percent, quality_percent, reliability_percent] = match self {
            Self::Standard => [40, 30, 20, 10],
            Self::CostOptimized => [70, 10, 10, 10],
            Self::LatencyOptimized => [10, 70, 10, 10],
            Self::QualityOptimized => [10, 10, 70, 10],
            Self::Urgent | Self::High => [10, 50, 20, 20],
            Self::Batch => [60, 5, 25, 10],
            Self::Background => [30, 20, 30, 20],
        };
        Weights { cost_percent, latency_percent, quality_percent, reliability_percent }
    }

    /// What prices and latencies are divided by.
    pub const fn normalisation(self) -> Normalisation {
        match self {
            Self::Standard | Self::CostOptimized | Self::LatencyOptimized | Self::QualityOptimized => {
                Normalisation::Eligible
            }
            Self::Urgent | Self::High | Self::Batch | Self::Background => Normalisation::Fixed,
        }
    }

    /// The greatest latency that an eligible provider has; `None`: any.
    pub const fn latency_max(self) -> Option<Duration> {
        match self {
            Self::Urgent => Some(Duration::from_secs(1)),
            Self::High => Some(Duration::from_secs(2)),
            _ => None,
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Priority {
    type Err = InvalidPriority;

    fn from_str(name: &str) -> Result<Self, InvalidPriority> {
        let found = Self::ALL.into_iter().find(|priority| priority.name() == name);
        found.ok_or_else(|| InvalidPriority { value: name.to_owned() })
    }
}

/// A name that no priority has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Invalid priority: {value}")]
pub struct InvalidPriority {
    /// The name.
    pub value: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_percentages() {
        for priority in Priority::ALL {
            let Weights { cost_percent, latency_percent, quality_percent, reliability_percent } = priority.weights();
            let sum = cost_percent + latency_percent + quality_percent + reliability_percent;
            assert_eq!(sum, 100, "{priority}");
        }
    }

    #[test]
    fn names_are_read_exactly() {
        for priority in Priority::ALL {
            assert_eq!(priority.name().parse(), Ok(priority));
        }
        for name in ["", "Standard", "standard ", "medium"] {
            let refused = name.parse::<Priority>().expect_err("no such priority");
            assert_eq!(refused.to_string(), format!("Invalid priority: {name}"));
        }
        assert_eq!(Priority::default(), Priority::Standard);
    }
}
