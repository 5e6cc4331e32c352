//! An answer as a picture: who got what and when, how full every limit is, and what was left out.
//!
//! The same report gives the same bytes. Nothing in the picture is loaded from elsewhere; every text from the market is escaped.

mod density;
mod gauges;
mod header;
mod lanes;
mod left_out;
mod palette;
mod sheet;
mod single;
mod timeline;

use crate::report::Report;
use palette::Palette;
use sheet::Sheet;

/// The picture of a report, as an SVG document of 1200 units width on a light background.
///
/// Offers are rows. With several slots, time runs to the right: every run is a bar, or, on an offer with very many runs at once, the bars of
/// each slot are stacked. With one slot, each row is one bar that shows how much of the offer is used by whom.
pub fn draw(report: &Report<'_>) -> String {
    let palette = Palette::new(report);
    let mut sheet = Sheet::new();
    header::draw(&mut sheet, report, &palette);
    if report.market.horizon().slot_count == 1 {
        single::draw(&mut sheet, report, &palette);
    } else {
        timeline::draw(&mut sheet, report, &palette);
    }
    gauges::draw(&mut sheet, report);
    left_out::draw(&mut sheet, report);
    sheet.finish(report.market.name().unwrap_or("Market"))
}
