//! Offers in one slot: how much of each is used, and by whom.

use super::palette::Palette;
use super::sheet::{Anchor, BODY, GROUND, RIGHT, SMALL, Sheet, Style};
use super::timeline::{busiest, hint, label, measured, more};
use crate::report::{Report, ServedRun, grouped};
use apportion_lattice::{Of, OfferIndex};

const LEFT: f64 = super::sheet::MARGIN + 210.0;
const REMARK: f64 = 150.0;
const PLOT: f64 = RIGHT - LEFT - REMARK - 12.0;
const HEIGHT: f64 = 30.0;
const PIECE: Style = Style { size: 10.0, ..BODY };
/// Narrower runs are drawn as one piece per payer.
const PIECE_MIN: f64 = 3.0;

pub(super) fn draw(sheet: &mut Sheet, report: &Report<'_>, palette: &Palette) {
    sheet.heading("Who runs where", "one row per offer, coloured by payer; the grey bar is what the offer has");
    let shown = busiest(report);
    let most = shown.iter().map(|offer| report.offers[offer.usize()].runs).max().unwrap_or(0);
    for &offer in &shown {
        let mut runs: Vec<&ServedRun> = report.runs.iter().filter(|run| run.offer == offer).collect();
        runs.sort_by_key(|run| (palette.number(run.payer), run.task));
        row(sheet, report, palette, (offer, &runs), most);
        sheet.y += HEIGHT + 8.0;
    }
    more(sheet, report, &shown);
}

fn row(
    sheet: &mut Sheet,
    report: &Report<'_>,
    palette: &Palette,
    (offer, runs): (OfferIndex, &[&ServedRun]),
    most: usize,
) {
    let measured = measured(report, offer);
    let amount = |run: &ServedRun| match measured {
        Some((Of::Resource(resource), _)) => {
            report.market.run(run.task, run.offer).map_or(0, |run| run.demand.get(resource))
        }
        _ => 1,
    };
    let used: u128 = runs.iter().map(|run| u128::from(amount(run))).sum();
    let (full, remark) = match measured {
        Some((of, capacity)) => {
            let name = match of {
                Of::Money => "money",
                Of::Resource(resource) => &report.market.resource(resource).name,
            };
            (u128::from(capacity), format!("{} of {} {name}", grouped(used), grouped(u128::from(capacity))))
        }
        None => (most as u128, format!("{} runs, unbounded", runs.len())),
    };
    label(sheet, report, offer, None);
    let scale = PLOT / full.max(1) as f64;
    if measured.is_some() {
        sheet.block([LEFT, sheet.y, PLOT, HEIGHT], GROUND, None);
    }
    let mut x = LEFT;
    let narrow = runs.iter().any(|run| scale * (amount(run) as f64) < PIECE_MIN);
    if narrow {
        for colour in 0..Palette::COUNT {
            let own = runs.iter().filter(|run| palette.number(run.payer) == colour);
            let width = scale * own.map(|run| amount(run) as f64).sum::<f64>();
            if width > 0.0 {
                sheet.block([x, sheet.y, width, HEIGHT], Palette::colour(colour), None);
                x += width;
            }
        }
    } else {
        for run in runs {
            let (width, colour) = (scale * amount(run) as f64, palette.number(run.payer));
            sheet.block([x, sheet.y, width - 1.0, HEIGHT], Palette::colour(colour), Some(&hint(report, run)));
            let id = &report.market.task(run.task).id;
            let style = PIECE.filled(Palette::ink(colour)).anchored(Anchor::Middle);
            if style.width(id) <= width - 6.0 {
                sheet.text([x + width / 2.0, sheet.y + HEIGHT / 2.0 + 3.5], width, style, id);
            }
            x += width;
        }
    }
    sheet.text([RIGHT - REMARK, sheet.y + HEIGHT / 2.0 + 4.0], REMARK, SMALL, &remark);
}
