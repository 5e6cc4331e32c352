//! What an engine said, beside what is proved.

use super::{Attempt, Claim};
use apportion::certs::{Checked, Status};
use apportion::report::{grouped, plain};
use serde_json::{Value, json};

impl Attempt {
    /// Whether our proof confirms what the engine claims about the market; `None` if it claims nothing about it, or our proof leaves it open.
    fn is_confirmed(&self, checked: &Checked) -> Option<bool> {
        if self.rounding.is_some() || self.refused.is_some() {
            return None;
        }
        let claimed = match self.claim {
            Claim::Nothing => return None,
            Claim::Infeasible => None,
            Claim::Optimal => Some(self.found.as_ref()?.values.as_slice()),
        };
        match (checked.status(), claimed, checked.values()) {
            (Status::Infeasible, claimed, _) => Some(claimed.is_none()),
            (_, None, proved) => proved.map(|_| false),
            (Status::Optimal, Some(claimed), proved) => Some(proved == Some(claimed)),
            // Our proof is open, but something better is known.
            (_, Some(claimed), Some(known)) if known < claimed => Some(false),
            _ => None,
        }
    }

    fn claim_name(&self) -> &'static str {
        match self.claim {
            Claim::Optimal => "optimal",
            Claim::Infeasible => "infeasible",
            Claim::Nothing => "none",
        }
    }
}

/// The member `engine` of the object that `--json` prints.
pub(in crate::cli) fn json(attempt: Option<&Attempt>, checked: &Checked) -> Value {
    let Some(attempt) = attempt else { return json!({"name": "native"}) };
    let values = attempt.found.as_ref().map(|found| found.values.iter().map(u128::to_string).collect::<Vec<_>>());
    let rounding = attempt.rounding.map(|rounding| json!({"limits": rounding.limits, "levels": rounding.levels}));
    json!({
        "name": attempt.name,
        "objective": values,
        "claim": attempt.claim_name(),
        "confirmed": attempt.is_confirmed(checked),
        "rounded": rounding,
        "refused": attempt.refused,
        "seconds": attempt.took.as_secs_f64(),
    })
}

/// The same for people, in a line or two.
pub(in crate::cli) fn words(attempt: &Attempt, checked: &Checked) -> String {
    let name = plain(&attempt.name);
    let seconds = attempt.took.as_secs_f64();
    let found = match &attempt.found {
        Some(found) => {
            let values: Vec<String> = found.values.iter().map(|&value| grouped(value)).collect();
            format!("found {}", values.join(", then "))
        }
        None => "found nothing".to_owned(),
    };
    let copy = if attempt.rounding.is_some() { " of a rounded copy" } else { "" };
    let says = match attempt.claim {
        Claim::Optimal => format!(" and says that this is the best{copy}"),
        Claim::Infeasible => format!(" and says that nothing is feasible{copy}"),
        Claim::Nothing => " and makes no claim".to_owned(),
    };
    let verdict = match attempt.is_confirmed(checked) {
        Some(true) => "; our proof confirms it",
        Some(false) => "; THIS IS WRONG: our answer is proved",
        None => "",
    };
    let mut text = format!("\n{name} {found}{says}, after {seconds:.2} s{verdict}\n");
    if let Some(refused) = &attempt.refused {
        let refused = plain(refused);
        text.push_str(&format!("  its answer was REFUSED: {refused}; what is written is our own\n"));
    }
    if let Some(rounding) = attempt.rounding {
        let (limits, levels) = (rounding.limits, rounding.levels);
        text.push_str(&format!(
            "  {limits} limits and {levels} levels were rounded, since it cannot hold the market's numbers\n"
        ));
    }
    text
}
