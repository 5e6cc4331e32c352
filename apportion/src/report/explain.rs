//! Reasons in words.

use super::{LeftOut, Reason, Report, RowUse};

/// Rows named where there is no room.
const ROWS_NAMED: usize = 3;

impl Report<'_> {
    /// The reason in a few words, the same for tasks that were left out for the same cause.
    pub fn heading(&self, reason: &Reason) -> String {
        match reason {
            Reason::NoOffer { refusals, .. } => {
                let kinds: Vec<_> = refusals.iter().map(|(kind, _)| *kind).collect();
                if kinds.is_empty() {
                    "no offers".to_owned()
                } else {
                    format!("no eligible offer: {}", kinds.join(", "))
                }
            }
            Reason::Needs(_) => "needs a task that is left out".to_owned(),
            Reason::TooLate(_) => "must wait for a task that ends too late".to_owned(),
            Reason::NoRoom { rows } => {
                let shown = rows.iter().filter_map(|&row| self.rows.get(row)).take(ROWS_NAMED);
                let names: Vec<_> = shown.map(RowUse::name).collect();
                let more = match rows.len() - names.len() {
                    0 => String::new(),
                    more => format!("; and {more} more"),
                };
                format!("no room left: {}{more}", names.join("; "))
            }
            Reason::NoGain => "fits, but serving it costs more than it gains".to_owned(),
            Reason::Gain => "fits, and would improve the answer: let the solver work longer".to_owned(),
            Reason::NotExamined => "not examined: too many possibilities".to_owned(),
        }
    }

    /// The tasks of a group, at most so many of them, with what the heading leaves open.
    pub fn members(&self, group: &[usize], most: usize) -> String {
        let shown = group.iter().filter_map(|&at| self.left_out.get(at)).take(most);
        let id = |task| &*self.market.task(task).id;
        let name = |left_out: &LeftOut| match left_out.reason {
            Reason::Needs(other) | Reason::TooLate(other) => format!("{} ({})", id(left_out.task), id(other)),
            _ => id(left_out.task).to_owned(),
        };
        let mut names: Vec<String> = shown.map(name).collect();
        if group.len() > most {
            names.push("..".to_owned());
        }
        names.join(", ")
    }

    /// For tasks without an eligible offer: which offer comes nearest for the first of them, and why it refuses.
    pub fn example(&self, group: &[usize]) -> Option<String> {
        let first = self.left_out.get(*group.first()?)?;
        match &first.reason {
            Reason::NoOffer { nearest: Some((offer, refusal)), .. } => {
                let (task, offer) = (&self.market.task(first.task).id, &self.market.offer(*offer).id);
                Some(if group.len() == 1 {
                    format!("nearest is {offer}: {refusal}")
                } else {
                    format!("nearest to {task} is {offer}: {refusal}")
                })
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
