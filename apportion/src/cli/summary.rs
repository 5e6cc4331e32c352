//! An answer for people: what is proved, who got what, what is full, and what was left out.

use super::table::{Align, Table};
use apportion::certs::program::Origin;
use apportion::certs::{Checked, Status, gap_ppm};
use apportion::lattice::Market;
use apportion::report::{self, Report, RowUse, grouped, money, plain, share};
use std::fmt::Write;

/// Offers, payers and rows shown in a table.
const ROWS_MAX: usize = 20;
/// Groups of tasks left out, and tasks named in each.
const GROUPS_MAX: usize = 12;
const TASKS_MAX: usize = 8;
/// Rows at least this full are worth a line.
const FULL_PPM: u128 = 900_000;

/// The whole summary.
pub(super) fn answer(report: &Report<'_>) -> String {
    let mut text = verdict(report.market, report.checked);
    if report.checked.values().is_some() {
        let sections = [payers(report), offers(report), full(report), left_out(report)];
        sections.iter().filter(|section| !section.is_empty()).for_each(|section| {
            text.push('\n');
            text.push_str(section);
        });
    } else {
        text.push_str(&hopeless(report.market));
    }
    text
}

/// What is proved, in a line or two for each level.
pub(super) fn verdict(market: &Market, checked: &Checked) -> String {
    let name = plain(market.name().unwrap_or("market"));
    let tasks = market.tasks().len();
    let served = format!("{} of {} tasks served", checked.assignments().len(), tasks);
    let mut text = match checked.status() {
        Status::Optimal => format!("{name}: optimal, {served}\n"),
        Status::Feasible => format!("{name}: feasible, {served}\n"),
        Status::Infeasible => format!("{name}: infeasible: no allocation satisfies every condition\n"),
        Status::Unknown => format!("{name}: unknown: no allocation was found before a limit\n"),
    };
    let bounds = checked.bounds().unwrap_or_default();
    for (number, &bound) in bounds.iter().enumerate() {
        let stated = market.levels().get(number);
        let level = stated.map(|stated| report::level(market, stated)).unwrap_or_default();
        let shown = |value: u128| match stated.and_then(|stated| report::level_money(stated, value)) {
            Some(money) => format!("{} ({money})", grouped(value)),
            None => grouped(value),
        };
        let line = match checked.values().and_then(|values| values.get(number)) {
            Some(&value) if value == bound => format!("{level}: {}, proved best", shown(value)),
            Some(&value) => {
                let gap = gap_ppm(value, bound);
                format!("{level}: {}, at least {}, gap {} ppm", shown(value), grouped(bound), grouped(gap))
            }
            None => format!("{level}: at least {}", shown(bound)),
        };
        let _ = writeln!(text, "  {line}");
    }
    text
}

fn payers(report: &Report<'_>) -> String {
    let columns = [("payer", Align::Left), ("served", Align::Right), ("spent", Align::Right), ("budget", Align::Right)];
    let mut table = Table::new(&columns);
    for (payer, used) in report.market.payers().iter().zip(&report.payers).take(ROWS_MAX) {
        let budget = payer.budget.map_or("none set".to_owned(), |budget| money(u128::from(budget.nmic())));
        let served = format!("{} of {}", used.served, used.tasks);
        table.row([payer.id.to_string(), served, money(used.spent_nmic), budget]);
    }
    with_more(&table, report.payers.len(), "payers")
}

fn offers(report: &Report<'_>) -> String {
    let columns = [("offer", Align::Left), ("runs", Align::Right), ("revenue", Align::Right), ("fullest", Align::Left)];
    let mut table = Table::new(&columns);
    let mut order: Vec<usize> = (0..report.offers.len()).collect();
    if order.len() > ROWS_MAX {
        order.sort_by_key(|&offer| std::cmp::Reverse(report.offers[offer].runs));
    }
    for offer in order.into_iter().take(ROWS_MAX) {
        let used = report.offers[offer];
        let fullest = used.fullest.map_or(String::new(), |row| {
            let row = &report.rows[row];
            format!("{} {}: {}", percent(row), row.counts, share(report.market, row.of, row.used, row.amount))
        });
        let id = report.market.offers()[offer].id.to_string();
        table.row([id, grouped(used.runs as u128), money(used.revenue_nmic), fullest]);
    }
    with_more(&table, report.offers.len(), "offers")
}

/// Limits that are nearly full and belong to no single offer, and budgets.
fn full(report: &Report<'_>) -> String {
    let shared = |row: &&RowUse| {
        let single = matches!(row.origin, Origin::Capacity(_) | Origin::Total(_) | Origin::OfferLimit(..));
        !single && row.full_ppm() >= FULL_PPM
    };
    let mut rows: Vec<&RowUse> = report.rows.iter().filter(shared).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.full_ppm()));
    let mut table = Table::new(&[("nearly full", Align::Left), ("", Align::Right), ("used", Align::Left)]);
    for row in rows.iter().take(ROWS_MAX) {
        table.row([row.name(), percent(row), share(report.market, row.of, row.used, row.amount)]);
    }
    with_more(&table, rows.len(), "limits")
}

fn left_out(report: &Report<'_>) -> String {
    if report.left_out.is_empty() {
        return String::new();
    }
    let mut text = format!("  {} left out:\n", grouped(report.left_out.len() as u128));
    let groups = report.left_out_groups();
    for (heading, members) in groups.iter().take(GROUPS_MAX) {
        let _ = writeln!(text, "  {:>6}  {}", members.len(), plain(heading));
        let example = report.example(members).map(|example| format!("; {example}")).unwrap_or_default();
        let tasks = report.members(members, TASKS_MAX);
        let _ = writeln!(text, "          {}", plain(&format!("{tasks}{example}")));
    }
    let hidden: usize = groups.iter().skip(GROUPS_MAX).map(|(_, members)| members.len()).sum();
    if hidden > 0 {
        let _ = writeln!(text, "  {hidden:>6}  for {} other reasons", groups.len() - GROUPS_MAX);
    }
    text
}

/// Required tasks that no offer takes: the usual cause of an infeasible market.
fn hopeless(market: &Market) -> String {
    let required = market.task_indices().filter(|&task| market.task(task).required);
    let hopeless: Vec<_> = required.filter(|&task| market.runs(task).next().is_none()).collect();
    let mut text = String::new();
    for &task in hopeless.iter().take(TASKS_MAX) {
        let refusal = market.offer_indices().find_map(|offer| Some((offer, market.run(task, offer).err()?)));
        let why = refusal.map_or("there are no offers".to_owned(), |(offer, refusal)| {
            format!("not even on {}: {refusal}", market.offer(offer).id)
        });
        let _ = writeln!(text, "  required {} has no eligible offer; {}", plain(&market.task(task).id), plain(&why));
    }
    if hopeless.len() > TASKS_MAX {
        let _ = writeln!(text, "  and {} more required tasks", hopeless.len() - TASKS_MAX);
    }
    text
}

fn percent(row: &RowUse) -> String {
    format!("{} %", row.full_ppm() / 10_000)
}

/// The table, and how many rows it does not show.
pub(super) fn with_more(table: &Table, total: usize, what: &str) -> String {
    if table.is_empty() {
        return String::new();
    }
    let mut text = table.render();
    if total > ROWS_MAX {
        let _ = writeln!(text, "  and {} more {what}", total - ROWS_MAX);
    }
    text
}

/// How many rows a table shows.
pub(super) const fn rows_max() -> usize {
    ROWS_MAX
}
