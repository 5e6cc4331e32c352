//! Offers by slots.

use super::density::{self, Load};
use super::header::duration;
use super::lanes;
use super::palette::Palette;
use super::sheet::{Anchor, BODY, BOLD, GROUND, MARGIN, RIGHT, RULE, SMALL, Sheet, Style};
use crate::report::{OfferUse, Report, ServedRun, grouped, money};
use apportion_lattice::{Of, OfferIndex};

const LEFT: f64 = MARGIN + 210.0;
const PLOT: f64 = RIGHT - LEFT;
/// Offers shown; of more, those with the most runs.
pub(super) const OFFERS_MAX: usize = 40;
/// An offer with more lanes or runs is shown as stacked columns.
const LANES_MAX: usize = 12;
const BARS_MAX: usize = 500;
const COLUMNS_MAX: u32 = 300;
const STACK_HEIGHT: f64 = 70.0;
const BAR: Style = Style { size: 9.5, ..BODY };

pub(super) fn draw(sheet: &mut Sheet, report: &Report<'_>, palette: &Palette) {
    sheet.heading("Who runs where, and when", "one row per offer, coloured by payer; grey where the offer stands");
    let shown = busiest(report);
    for &offer in &shown {
        let mut runs: Vec<&ServedRun> = report.runs.iter().filter(|run| run.offer == offer).collect();
        runs.sort_by_key(|run| (run.start, run.end, run.task));
        row(sheet, report, palette, offer, &runs);
    }
    axis(sheet, report);
    more(sheet, report, &shown);
}

/// The offers to show, in market order: those with runs, and not too many.
pub(super) fn busiest(report: &Report<'_>) -> Vec<OfferIndex> {
    let runs = |offer: OfferIndex| report.offers[offer.usize()].runs;
    let mut offers: Vec<OfferIndex> = report.market.offer_indices().filter(|&offer| runs(offer) > 0).collect();
    if offers.len() > OFFERS_MAX {
        offers.sort_by_key(|&offer| std::cmp::Reverse(runs(offer)));
        offers.truncate(OFFERS_MAX);
        offers.sort_unstable();
    }
    offers
}

/// Says what is not shown.
pub(super) fn more(sheet: &mut Sheet, report: &Report<'_>, shown: &[OfferIndex]) {
    let used = report.offers.iter().filter(|offer| offer.runs > 0).count();
    if used > shown.len() {
        let runs = report.runs.len() - shown.iter().map(|offer| report.offers[offer.usize()].runs).sum::<usize>();
        sheet.y += 16.0;
        let text = format!("and {} more offers with {} runs", used - shown.len(), grouped(runs as u128));
        sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, SMALL, &text);
    }
    let idle: Vec<&str> = report
        .market
        .offers()
        .iter()
        .zip(&report.offers)
        .filter(|(_, used)| used.runs == 0)
        .map(|(offer, _)| &*offer.id)
        .collect();
    if !idle.is_empty() {
        sheet.y += 16.0;
        let text = format!("{} without runs: {}", plural(idle.len(), "offer"), idle.join(", "));
        sheet.text([MARGIN, sheet.y], RIGHT - MARGIN, SMALL, &text);
    }
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(count as u128)) }
}

/// The name of an offer and what it does, beside its row.
pub(super) fn label(sheet: &mut Sheet, report: &Report<'_>, offer: OfferIndex, remark: Option<&str>) {
    let OfferUse { runs, revenue_nmic, .. } = report.offers[offer.usize()];
    let width = LEFT - MARGIN - 12.0;
    sheet.text([MARGIN, sheet.y + 13.0], width, BOLD, &report.market.offer(offer).id);
    let runs = format!("{}, {}", plural(runs, "run"), money(revenue_nmic));
    sheet.text([MARGIN, sheet.y + 27.0], width, SMALL, &runs);
    if let Some(remark) = remark {
        sheet.text([MARGIN, sheet.y + 41.0], width, SMALL, remark);
    }
}

fn row(sheet: &mut Sheet, report: &Report<'_>, palette: &Palette, offer: OfferIndex, runs: &[&ServedRun]) {
    let intervals: Vec<(u32, u32)> = runs.iter().map(|run| (run.start, run.end)).collect();
    let (lanes, count) = lanes::pack(&intervals);
    if count > LANES_MAX || runs.len() > BARS_MAX {
        stacks(sheet, report, palette, offer, runs);
        return;
    }
    let lane = if count <= 3 { 15.0 } else { 12.0 };
    let height = (lane * count.max(1) as f64).max(30.0);
    ground(sheet, report, offer, height);
    label(sheet, report, offer, None);
    let x = |slot: u32| x_of(report, slot);
    for (run, &number) in runs.iter().zip(&lanes) {
        let colour = palette.number(run.payer);
        let (from, width) = (x(run.start), (x(run.end) - x(run.start)).max(1.0));
        let top = sheet.y + lane * number as f64;
        let gap = if width > 4.0 { 1.0 } else { 0.0 };
        let id = &report.market.task(run.task).id;
        sheet.block([from, top + 0.5, width - gap, lane - 1.0], Palette::colour(colour), Some(&hint(report, run)));
        if BAR.width(id) <= width - 5.0 {
            let style = BAR.filled(Palette::ink(colour)).anchored(Anchor::Middle);
            sheet.text([from + (width - gap) / 2.0, top + lane / 2.0 + 3.2], width, style, id);
        }
    }
    sheet.y += height + 8.0;
}

/// What a pointer on a run tells.
pub(super) fn hint(report: &Report<'_>, run: &ServedRun) -> String {
    let (task, payer) = (report.market.task(run.task), report.market.payer(run.payer));
    let offer = report.market.offer(run.offer);
    let slots = if run.end - run.start == 1 {
        format!("slot {}", run.start)
    } else {
        format!("slots {} to {}", run.start, run.end - 1)
    };
    format!("{} of {} on {}, {slots}, {}", task.id, payer.id, offer.id, money(u128::from(run.price_nmic)))
}

/// Columns of stacked use, of the offer's fullest bounded resource or else of the number of runs.
fn stacks(sheet: &mut Sheet, report: &Report<'_>, palette: &Palette, offer: OfferIndex, runs: &[&ServedRun]) {
    let slots = report.market.horizon().slot_count;
    let measured = measured(report, offer);
    let amount = |run: &ServedRun| match measured {
        Some((Of::Resource(resource), _)) => {
            report.market.run(run.task, run.offer).map_or(0, |run| run.demand.get(resource))
        }
        _ => 1,
    };
    let loads: Vec<Load> = runs
        .iter()
        .map(|run| Load { start: run.start, end: run.end, amount: amount(run), colour: palette.number(run.payer) })
        .collect();
    let count = slots.min(COLUMNS_MAX);
    let columns = density::columns(&loads, slots, count);
    let peak = columns.iter().map(|column| column.iter().sum::<u128>()).max().unwrap_or(0);
    let (full, remark) = match measured {
        Some((of, capacity)) => {
            let of = match of {
                Of::Money => "money",
                Of::Resource(resource) => &report.market.resource(resource).name,
            };
            (u128::from(capacity), format!("height: {of}, full at {}", grouped(u128::from(capacity))))
        }
        None => (peak, format!("height: runs, at most {}", grouped(peak))),
    };
    ground(sheet, report, offer, STACK_HEIGHT);
    label(sheet, report, offer, Some(&remark));
    let width = PLOT / f64::from(count);
    for (number, column) in columns.iter().enumerate() {
        let mut top = sheet.y + STACK_HEIGHT;
        for (colour, &used) in column.iter().enumerate().filter(|(_, used)| **used > 0) {
            let height = STACK_HEIGHT * (used as f64 / full.max(1) as f64);
            top -= height;
            let gap = if width > 6.0 { 1.0 } else { 0.0 };
            let x = LEFT + width * number as f64;
            sheet.block([x, top, width - gap, height], Palette::colour(colour), None);
        }
    }
    sheet.line([LEFT, sheet.y, RIGHT, sheet.y], RULE);
    sheet.y += STACK_HEIGHT + 8.0;
}

/// The fullest resource of which the offer has a bounded amount in a slot.
pub(super) fn measured(report: &Report<'_>, offer: OfferIndex) -> Option<(Of, u64)> {
    use apportion_certs::program::Origin;
    let rows = report.rows.iter().filter(|row| row.origin == Origin::Capacity(offer));
    let fullest = rows.reduce(|best, row| if row.full_ppm() > best.full_ppm() { row } else { best });
    fullest.map(|row| (row.of, row.amount))
}

/// The slots in which an offer stands.
fn ground(sheet: &mut Sheet, report: &Report<'_>, offer: OfferIndex, height: f64) {
    let slots = report.market.offer(offer).slots;
    let (from, to) = (x_of(report, slots.first), x_of(report, slots.last + 1));
    sheet.block([from, sheet.y, to - from, height], GROUND, None);
}

fn x_of(report: &Report<'_>, slot: u32) -> f64 {
    LEFT + PLOT * f64::from(slot) / f64::from(report.market.horizon().slot_count)
}

fn axis(sheet: &mut Sheet, report: &Report<'_>) {
    let horizon = report.market.horizon();
    let step = tick_step(horizon.slot_count);
    let y = sheet.y;
    sheet.line([LEFT, y, RIGHT, y], RULE);
    for slot in (0..horizon.slot_count).step_by(step as usize) {
        let x = x_of(report, slot);
        sheet.line([x, y, x, y + 5.0], FAINT_RULE);
        sheet.text([x, y + 17.0], 80.0, SMALL.anchored(Anchor::Middle), &grouped(u128::from(slot)));
    }
    let title = format!("slot, each {}", duration(horizon.slot_length_ms));
    sheet.text([MARGIN, y + 17.0], LEFT - MARGIN - 20.0, SMALL, &title);
    sheet.y += 20.0;
}

const FAINT_RULE: &str = "#9aa5b1";

/// 1, 2 or 5 times a power of ten, such that at most 16 ticks are set.
fn tick_step(slots: u32) -> u32 {
    let candidates = (0..7).flat_map(|power| [1, 2, 5].map(|digit| digit * 10u32.pow(power)));
    candidates.into_iter().find(|&step| slots.div_ceil(step) <= 16).unwrap_or(slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        for (slots, step) in [(2, 1), (16, 1), (17, 2), (60, 5), (168, 20), (1_000, 100), (1_000_000, 100_000)] {
            assert_eq!(tick_step(slots), step, "{slots}");
        }
    }
}
