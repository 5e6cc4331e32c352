//! Reasons in words.

use super::{Reason, Report, RowUse};

impl Report<'_> {
    /// The reason in a few words, the same for tasks that were left out for the same cause.
    pub fn heading(&self, reason: &Reason) -> String {
        let id = |task| &*self.market.task(task).id;
        match reason {
            Reason::NoOffer { refusals, .. } => {
                let kinds: Vec<_> = refusals.iter().map(|(kind, _)| *kind).collect();
                if kinds.is_empty() {
                    "no offers".to_owned()
                } else {
                    format!("no eligible offer: {}", kinds.join(", "))
                }
            }
            Reason::Needs(task) => format!("needs {}, which is left out", id(*task)),
            Reason::TooLate(task) => format!("must wait for {}, which ends too late", id(*task)),
            Reason::NoRoom { rows } => {
                let names: Vec<_> = rows.iter().filter_map(|&row| self.rows.get(row)).map(RowUse::name).collect();
                format!("no room left: {}", names.join("; "))
            }
            Reason::NoGain => "fits, but serving it costs more than it gains".to_owned(),
            Reason::Gain => "fits, and would improve the answer: let the solver work longer".to_owned(),
            Reason::NotExamined => "not examined: too many possibilities".to_owned(),
        }
    }

    /// What the heading leaves open for this one task, if anything.
    pub fn detail(&self, reason: &Reason) -> Option<String> {
        match reason {
            Reason::NoOffer { nearest: Some((offer, refusal)), .. } => {
                Some(format!("nearest is {}: {refusal}", self.market.offer(*offer).id))
            }
            _ => None,
        }
    }

    /// The tasks left out, grouped by heading: most tasks first, then in task order. Each group has positions in [`Report::left_out`].
    pub fn left_out_groups(&self) -> Vec<(String, Vec<usize>)> {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        let mut numbers = std::collections::HashMap::new();
        for (at, left_out) in self.left_out.iter().enumerate() {
            let heading = self.heading(&left_out.reason);
            let number = *numbers.entry(heading.clone()).or_insert_with(|| {
                groups.push((heading, Vec::new()));
                groups.len() - 1
            });
            groups[number].1.push(at);
        }
        groups.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        groups
    }
}
