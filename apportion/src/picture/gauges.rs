//! Bars for how full capacities, totals, limits and budgets are.

use super::sheet::{BODY, BOLD, GROUND, MARGIN, RIGHT, SMALL, Sheet};
use crate::report::{Report, RowUse, share};
use apportion_certs::program::Origin;

/// Bars shown in one section; of more, the fullest.
const BARS_MAX: usize = 24;
const LINE: f64 = 19.0;
const COLUMN: f64 = (RIGHT - MARGIN - 32.0) / 2.0;
const NAME: f64 = 286.0;
const BAR: f64 = 70.0;
const PERCENT: f64 = 44.0;

pub(super) fn draw(sheet: &mut Sheet, report: &Report<'_>) {
    sheet.heading("How full everything is", "where it is fullest; amber from 90 %, red where nothing is left");
    let capacity = |origin: Origin| matches!(origin, Origin::Capacity(_));
    let total = |origin: Origin| matches!(origin, Origin::Total(_));
    let budget = |origin: Origin| matches!(origin, Origin::Budget(_));
    section(sheet, report, "Capacities, in the fullest slot", &capacity);
    section(sheet, report, "Totals over all slots", &total);
    section(sheet, report, "Limits, in the fullest window", &|origin| {
        !capacity(origin) && !total(origin) && !budget(origin)
    });
    section(sheet, report, "Budgets", &budget);
    if report.rows.is_empty() {
        sheet.y += 12.0;
        sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, BODY, "The market limits nothing.");
    }
}

fn section(sheet: &mut Sheet, report: &Report<'_>, title: &str, belongs: &dyn Fn(Origin) -> bool) {
    let mut rows: Vec<&RowUse> = report.rows.iter().filter(|row| belongs(row.origin)).collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.full_ppm()));
    let used = rows.iter().filter(|row| row.used > 0 || row.amount == 0).count();
    let hidden = rows.split_off(used.min(BARS_MAX));
    sheet.y += 16.0;
    sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, BOLD, title);
    sheet.y += 8.0;
    let half = rows.len().div_ceil(2);
    let top = sheet.y;
    for (number, row) in rows.iter().enumerate() {
        let x = if number < half { MARGIN } else { MARGIN + COLUMN + 32.0 };
        gauge(sheet, report, row, x, top + LINE * (number % half.max(1)) as f64);
    }
    sheet.y = top + LINE * half as f64;
    if let Some(next) = hidden.first() {
        sheet.y += 12.0;
        let more = if half == 0 { "" } else { " more" };
        let text = match next.used {
            0 => format!("{}{more} not used at all", hidden.len()),
            _ => format!("{}{more}, none of them above {}", hidden.len(), percent(next.full_ppm())),
        };
        sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, SMALL, &text);
        sheet.y += 4.0;
    }
}

fn gauge(sheet: &mut Sheet, report: &Report<'_>, row: &RowUse, x: f64, y: f64) {
    let full = row.full_ppm();
    let colour = match full {
        1_000_000.. => "#c8443c",
        900_000.. => "#e0a030",
        _ => "#4a9a94",
    };
    let exact = share(report.market, row.of, row.used, row.amount);
    let hint = format!("{}: {exact}, slots {} to {}", row.name(), row.slots.first, row.slots.last);
    let base = y + 13.0;
    // Of a long name, what is counted stays.
    let owner = BODY.fit(&row.owner, NAME - BODY.width(&row.counts) - BODY.width(": "));
    sheet.text([x, base], NAME, BODY, &format!("{owner}: {}", row.counts));
    let bar = x + NAME + 8.0;
    sheet.block([bar, y + 3.0, BAR, 12.0], GROUND, Some(&hint));
    let width = BAR * (full.min(1_000_000) as f64 / 1e6);
    sheet.block([bar, y + 3.0, width, 12.0], colour, Some(&hint));
    sheet.text([bar + BAR + 8.0, base], PERCENT, BODY, &percent(full));
    let values = bar + BAR + 8.0 + PERCENT;
    sheet.text([values, base], x + COLUMN - values, SMALL, &exact);
}

/// Rounded down, so that 100 % means full.
fn percent(ppm: u128) -> String {
    format!("{} %", ppm / 10_000)
}
