//! `allocation.json`: a certificate's claim in words that people and other programs read.

use crate::claim::{Claim, Status};
use crate::format::Certificate;
use crate::program::{Choice, Program};
use apportion_lattice::Market;
use serde::{Deserialize, Serialize};

/// An allocation as `allocation.json` states it. It proves nothing; [`check`](crate::check()) compares it with a certificate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// Format version, 1.
    pub version: u32,
    /// Hash of the market, in lower-case hexadecimal.
    pub market_sha256: String,
    /// `optimal`, `feasible`, `infeasible` or `unknown`.
    pub status: String,
    /// Value at each level, as decimal digits; `null` without an allocation.
    #[serde(deserialize_with = "stated")]
    pub objective: Option<Vec<String>>,
    /// Proved bound at each level, as decimal digits; `null` if infeasible.
    #[serde(deserialize_with = "stated")]
    pub bound: Option<Vec<String>>,
    /// Who got what and when, in market order.
    pub assignments: Vec<Assignment>,
    /// Tasks that got nothing, in market order.
    pub unassigned: Vec<String>,
}

/// A task and the run it was given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Id of the task.
    pub task: String,
    /// Id of the offer.
    pub offer: String,
    /// Start slot.
    pub slot: u32,
    /// Price of the whole run, in nMIC.
    pub price: u64,
}

/// A member that may be `null` but not absent: serde makes an absent one `null` unless it is read by a function.
fn stated<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Vec<String>>, D::Error> {
    Option::deserialize(value)
}

/// Why a text is not an allocation file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AllocationError {
    /// Not JSON of the expected shape.
    #[error("not an allocation file, at line {line}: {message}")]
    Shape {
        /// Line, from 1.
        line: usize,
        /// What the JSON reader says.
        message: String,
    },
    /// An unknown version, status or number.
    #[error("{field} is {found:?}; expected {expected}")]
    Value {
        /// Name of the member.
        field: &'static str,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
}

impl Allocation {
    /// The rendering of a certificate's claim about a market. Options that the market does not have are left out; the checker refuses them.
    pub fn render(market: &Market, certificate: &Certificate) -> Self {
        match certificate.claim.options() {
            Some(_) => Self::of(&Program::new(market), certificate),
            None => {
                Self::stated(certificate, Vec::new(), market.tasks().iter().map(|task| task.id.to_string()).collect())
            }
        }
    }

    /// [`Allocation::render`] for a market that is translated already.
    pub fn of(program: &Program<'_>, certificate: &Certificate) -> Self {
        let (market, claim) = (program.market(), &certificate.claim);
        let (mut assignments, mut unassigned) = (Vec::new(), Vec::new());
        for (task, stated) in program.tasks().zip(market.tasks()) {
            let option = claim.options().and_then(|options| options.get(task.usize()));
            match option.and_then(|&option| program.choice(task, option)) {
                Some(Choice::Assigned { pair, start }) => {
                    let Some(pair) = program.all_pairs().get(pair) else { continue };
                    assignments.push(Assignment {
                        task: stated.id.to_string(),
                        offer: market.offer(pair.run.offer).id.to_string(),
                        slot: start,
                        price: pair.run.price,
                    });
                }
                Some(Choice::Unassigned) | None => unassigned.push(stated.id.to_string()),
            }
        }
        Self::stated(certificate, assignments, unassigned)
    }

    fn stated(certificate: &Certificate, assignments: Vec<Assignment>, unassigned: Vec<String>) -> Self {
        let claim = &certificate.claim;
        let digits = |numbers: &[u128]| numbers.iter().map(u128::to_string).collect();
        Self {
            version: 1,
            market_sha256: certificate.market.to_string(),
            status: claim.status().name().into(),
            objective: claim.values().map(digits),
            bound: claim.bounds().map(digits),
            assignments,
            unassigned,
        }
    }

    /// Reads an allocation file.
    ///
    /// # Errors
    /// If it is not JSON of this shape, or a member has a value that no allocation has.
    pub fn from_json(text: &str) -> Result<Self, AllocationError> {
        let allocation: Self = serde_json::from_str(text)
            .map_err(|error| AllocationError::Shape { line: error.line(), message: error.to_string() })?;
        allocation.validate()?;
        Ok(allocation)
    }

    /// The file's text: one line per assignment, ending with a line feed.
    pub fn to_json(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let list = |items: Vec<String>| match items.as_slice() {
            [] => "[]".to_owned(),
            items => format!("[\n    {}\n  ]", items.join(",\n    ")),
        };
        let digits = |numbers: &Option<Vec<String>>| match numbers {
            None => "null".to_owned(),
            Some(numbers) => format!("[{}]", numbers.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", ")),
        };
        let assignment = |assignment: &Assignment| {
            let (task, offer) = (quoted(&assignment.task), quoted(&assignment.offer));
            format!(
                "{{\"task\": {task}, \"offer\": {offer}, \"slot\": {}, \"price\": {}}}",
                assignment.slot, assignment.price
            )
        };
        format!(
            "{{\n  \"version\": {},\n  \"market_sha256\": {},\n  \"status\": {},\n  \"objective\": {},\n  \"bound\": {},\n  \
             \"assignments\": {},\n  \"unassigned\": {}\n}}\n",
            self.version,
            quoted(&self.market_sha256),
            quoted(&self.status),
            digits(&self.objective),
            digits(&self.bound),
            list(self.assignments.iter().map(assignment).collect()),
            list(self.unassigned.iter().map(|task| quoted(task)).collect()),
        )
    }

    /// Whether two allocations say the same; the name of the first member that differs otherwise.
    pub(crate) fn matches(&self, other: &Self) -> Result<(), &'static str> {
        let fields = [
            ("version", self.version == other.version),
            ("market_sha256", self.market_sha256 == other.market_sha256),
            ("status", self.status == other.status),
            ("objective", self.objective == other.objective),
            ("bound", self.bound == other.bound),
            ("assignments", self.assignments == other.assignments),
            ("unassigned", self.unassigned == other.unassigned),
        ];
        fields.into_iter().find(|field| !field.1).map_or(Ok(()), |field| Err(field.0))
    }

    fn validate(&self) -> Result<(), AllocationError> {
        let wrong =
            |field, found: &str, expected| Err(AllocationError::Value { field, found: found.to_owned(), expected });
        if self.version != 1 {
            return wrong("version", &self.version.to_string(), "1");
        }
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if self.market_sha256.len() != 64 || !self.market_sha256.bytes().all(hexadecimal) {
            return wrong("market_sha256", &self.market_sha256, "64 lower-case hexadecimal digits");
        }
        if Status::of_name(&self.status).is_none() {
            return wrong("status", &self.status, "optimal, feasible, infeasible or unknown");
        }
        for (field, numbers) in [("objective", &self.objective), ("bound", &self.bound)] {
            for number in numbers.iter().flatten() {
                let canonical = number.parse::<u128>().is_ok_and(|value| value.to_string() == *number);
                if !canonical {
                    return wrong(field, number, "decimal digits without leading zeros");
                }
            }
        }
        Ok(())
    }
}

impl Claim {
    /// Largest relative gap, in parts per million: the maximum over levels of ceil(10^6 (value - bound) / max(1, value)).
    pub fn gaps_ppm(&self) -> Option<Vec<u128>> {
        let (values, bounds) = (self.values()?, self.bounds()?);
        Some(values.iter().zip(bounds).map(|(&value, &bound)| gap_ppm(value, bound)).collect())
    }
}

/// The gap between a value and a bound at most as large: ceil(10^6 (value - bound) / max(1, value)), for values below 2^96.
pub fn gap_ppm(value: u128, bound: u128) -> u128 {
    (1_000_000 * value.saturating_sub(bound)).div_ceil(value.max(1))
}
