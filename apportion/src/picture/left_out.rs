//! What was left out, and why.

use super::sheet::{BODY, BOLD, MARGIN, RIGHT, SMALL, Sheet};
use crate::report::Report;

/// Groups shown.
const GROUPS_MAX: usize = 16;

pub(super) fn draw(sheet: &mut Sheet, report: &Report<'_>) {
    if report.checked.values().is_none() {
        return;
    }
    let count = report.left_out.len();
    if count == 0 {
        sheet.heading("Left out", "nothing: every task is served");
        return;
    }
    sheet.heading(&format!("Left out: {count} of {} tasks", report.market.tasks().len()), "given what the others got");
    let groups = report.left_out_groups();
    for (heading, members) in groups.iter().take(GROUPS_MAX) {
        sheet.y += 20.0;
        let x = MARGIN + 52.0;
        let text = format!("{} ×", members.len());
        sheet.text([MARGIN, sheet.y], 50.0, BOLD, &text);
        sheet.text([x, sheet.y], RIGHT - x, BODY, heading);
        sheet.y += 15.0;
        let example = report.example(members).map(|example| format!("; {example}")).unwrap_or_default();
        // Long lists leave room for the example.
        let tasks = report.members(members, if example.is_empty() { 80 } else { 8 });
        let text = format!("{tasks}{example}");
        sheet.text([x, sheet.y], RIGHT - x, SMALL, &text);
    }
    let hidden = groups.iter().skip(GROUPS_MAX).map(|(_, members)| members.len()).sum::<usize>();
    if hidden > 0 {
        sheet.y += 18.0;
        let text = format!("and {hidden} more for {} other reasons", groups.len() - GROUPS_MAX);
        sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, SMALL, &text);
    }
}
