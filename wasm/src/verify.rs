//! Texts and bytes in, a checked answer out.

use apportion_certs::{Allocation, AllocationError, Certificate, Checked, FormatError, Reject, check, gap_ppm};
use apportion_lattice::{Market, MarketError};
use serde_json::{Value, json};

/// Checks that a certificate proves what an allocation file states about a market.
///
/// # Errors
/// If the market or the allocation cannot be read, or the certificate does not prove them.
pub fn verify(market: &str, allocation: &str, certificate: &[u8]) -> Result<Verified, Failure> {
    let market = Market::from_json(market)?;
    let allocation = Allocation::from_json(allocation)?;
    let certificate = Certificate::from_bytes(certificate)?;
    let checked = check(&market, &allocation, &certificate)?;
    Ok(Verified { market, checked, unassigned: allocation.unassigned })
}

/// A market with a claim about it that the checker accepted; only [`verify`] makes it.
#[derive(Clone, Debug)]
pub struct Verified {
    market: Market,
    checked: Checked,
    unassigned: Vec<String>,
}

impl Verified {
    /// What the checker accepted.
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    /// The same as JSON. Amounts that JavaScript's numbers cannot hold are decimal strings.
    pub fn to_json(&self) -> Value {
        let digits = |numbers: Option<&[u128]>| match numbers {
            Some(numbers) => numbers.iter().map(u128::to_string).collect(),
            None => Value::Null,
        };
        let assignments = self.checked.assignments().iter().map(|assignment| {
            json!({
                "task": self.market.task(assignment.task).id,
                "offer": self.market.offer(assignment.offer).id,
                "slot": assignment.start,
                "price_nmic": assignment.price_nmic.to_string(),
            })
        });
        json!({
            "status": self.checked.status().name(),
            "market_sha256": self.checked.market_hash().to_string(),
            "objective": digits(self.checked.values()),
            "bound": digits(self.checked.bounds()),
            "gap_ppm": self.gaps(),
            "assignments": assignments.collect::<Vec<_>>(),
            "unassigned": self.unassigned,
        })
    }

    /// The gap at each level, in parts per million.
    fn gaps(&self) -> Value {
        match (self.checked.values(), self.checked.bounds()) {
            (Some(values), Some(bounds)) => {
                // At most a million, since bounds are not negative.
                let gap = |(&value, &bound)| u32::try_from(gap_ppm(value, bound)).unwrap_or(u32::MAX);
                values.iter().zip(bounds).map(gap).collect()
            }
            _ => Value::Null,
        }
    }
}

/// Why there is nothing to believe.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The text is not a market.
    #[error("{0}")]
    Market(#[from] MarketError),
    /// The text is not an allocation.
    #[error("{0}")]
    Allocation(#[from] AllocationError),
    /// The bytes are not a certificate.
    #[error("{0}")]
    Format(#[from] FormatError),
    /// The certificate does not prove what the allocation states.
    #[error("{0}")]
    Refused(#[from] Reject),
}

impl Failure {
    /// The name of the JavaScript error: who is to blame.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Market(_) => "InvalidMarket",
            Self::Allocation(_) => "InvalidAllocation",
            Self::Format(_) | Self::Refused(_) => "Refused",
        }
    }
}
