//! What the answer states, and which colour is whose.

use super::palette::Palette;
use super::sheet::{BODY, MARGIN, RIGHT, SMALL, Sheet, Style};
use crate::report::{self, Report, grouped, money};
use apportion_certs::{Status, gap_ppm};

const TITLE: Style = Style { size: 22.0, bold: true, ..BODY };

pub(super) fn draw(sheet: &mut Sheet, report: &Report<'_>, palette: &Palette) {
    sheet.y += 16.0;
    sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, TITLE, report.market.name().unwrap_or("Market"));
    sheet.y += 22.0;
    sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, BODY, &verdict(report));
    sheet.y += 18.0;
    sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, SMALL, &origin(report));
    sheet.y += 12.0;
    legend(sheet, report, palette);
}

fn verdict(report: &Report<'_>) -> String {
    let served = format!("{} of {} tasks served", report.runs.len(), report.market.tasks().len());
    let checked = report.checked;
    let status = match checked.status() {
        Status::Optimal => "Proved optimal",
        Status::Feasible => "Feasible, with a proved bound",
        Status::Infeasible => return "Proved infeasible: no allocation satisfies every condition".to_owned(),
        Status::Unknown => return "No allocation was found before a limit".to_owned(),
    };
    let (values, bounds) = (checked.values().unwrap_or_default(), checked.bounds().unwrap_or_default());
    let levels = report.market.levels().iter().zip(values.iter().zip(bounds)).map(|(level, (&value, &bound))| {
        let shown = report::level_money(level, value).unwrap_or_else(|| grouped(value));
        let gap = gap_ppm(value, bound);
        let gap = if gap == 0 { String::new() } else { format!(" (gap at most {})", percent(gap)) };
        format!("{} is {shown}{gap}", report::level(report.market, level))
    });
    format!("{status}: {}. {served}.", levels.collect::<Vec<_>>().join(", then "))
}

fn origin(report: &Report<'_>) -> String {
    let horizon = report.market.horizon();
    let slots = match horizon.slot_count {
        1 => "one slot".to_owned(),
        count => format!("{} slots of {}", grouped(u128::from(count)), duration(horizon.slot_length_ms)),
    };
    format!("Checked against market {}, {slots}.", report.market.hash())
}

/// Parts per million as a percentage, rounded up so that a gap never looks smaller than it is.
fn percent(ppm: u128) -> String {
    let hundredths = ppm.div_ceil(100);
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// A length of time in its largest unit that keeps it whole.
pub(super) fn duration(ms: u64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")];
    let unit = units.into_iter().find(|(length, _)| ms > 0 && ms.is_multiple_of(*length));
    unit.map_or_else(|| format!("{ms} ms"), |(length, unit)| format!("{} {unit}", ms / length))
}

fn legend(sheet: &mut Sheet, report: &Report<'_>, palette: &Palette) {
    let named = palette.shown.iter().enumerate().map(|(number, &payer)| {
        let used = &report.payers[payer.usize()];
        let id = &report.market.payer(payer).id;
        (number, format!("{id}: {} of {} tasks, {}", used.served, used.tasks, money(used.spent_nmic)))
    });
    let others = (palette.others > 0).then(|| (Palette::COUNT - 1, format!("{} other payers", palette.others)));
    let mut x = MARGIN;
    sheet.y += 14.0;
    for (number, text) in named.chain(others) {
        let text = BODY.fit(&text, 380.0);
        let width = 20.0 + BODY.width(&text) + 24.0;
        if x + width > RIGHT && x > MARGIN {
            x = MARGIN;
            sheet.y += 20.0;
        }
        sheet.block([x, sheet.y - 10.0, 13.0, 13.0], Palette::colour(number), None);
        sheet.text([x + 20.0, sheet.y], 380.0, BODY, &text);
        x += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_whole() {
        let cases = [
            (250, "250 ms"),
            (1_000, "1 s"),
            (90_000, "90 s"),
            (60_000, "1 min"),
            (7_200_000, "2 h"),
            (86_400_000, "1 d"),
        ];
        for (ms, text) in cases {
            assert_eq!(duration(ms), text);
        }
    }

    #[test]
    fn a_gap_never_looks_smaller_than_it_is() {
        assert_eq!(
            [percent(1), percent(100), percent(12_345), percent(1_000_000)],
            ["0.01 %", "0.01 %", "1.24 %", "100.00 %"]
        );
    }
}
