//! A sheet that is filled from the top: rectangles, lines and text that fits.

use crate::report::plain;
use svg::node::element::{Group, Line, Rectangle, Text, Title};
use svg::{Document, Node};

pub(super) const WIDTH: f64 = 1200.0;
pub(super) const MARGIN: f64 = 28.0;
pub(super) const RIGHT: f64 = WIDTH - MARGIN;
pub(super) const INK: &str = "#1f2933";
pub(super) const FAINT: &str = "#5f6c7b";
pub(super) const RULE: &str = "#d5dbe1";
pub(super) const GROUND: &str = "#f1f4f7";
const FONT: &str = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

/// What is drawn, and how far down it reaches.
pub(super) struct Sheet {
    body: Group,
    /// The next free line.
    pub(super) y: f64,
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f64,
    pub(super) fill: &'static str,
    pub(super) bold: bool,
    pub(super) anchor: Anchor,
}

pub(super) const BODY: Style = Style { size: 12.0, fill: INK, bold: false, anchor: Anchor::Start };
pub(super) const SMALL: Style = Style { size: 10.5, fill: FAINT, ..BODY };
pub(super) const BOLD: Style = Style { bold: true, ..BODY };
pub(super) const HEADING: Style = Style { size: 15.0, bold: true, ..BODY };

impl Style {
    pub(super) fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn filled(self, fill: &'static str) -> Self {
        Self { fill, ..self }
    }

    /// An upper estimate of a text's width in common sans-serif fonts.
    pub(super) fn width(self, text: &str) -> f64 {
        let ems: f64 = text.chars().map(letter_ems).sum();
        ems * self.size * if self.bold { 1.08 } else { 1.0 }
    }

    /// The text, shortened at its end if it is wider than that; empty if not even one letter fits.
    pub(super) fn fit(self, text: &str, width: f64) -> String {
        let text = plain(text);
        if self.width(&text) <= width {
            return text;
        }
        let mut room = width - self.width("…");
        let kept: String = text
            .chars()
            .take_while(|&letter| {
                room -= self.width(letter.encode_utf8(&mut [0; 4]));
                room >= 0.0
            })
            .collect();
        if kept.is_empty() { kept } else { format!("{}…", kept.trim_end()) }
    }
}

fn letter_ems(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' => 0.34,
        ' ' | 'f' | 't' | 'r' | '/' | '(' | ')' | '[' | ']' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 0.97,
        'A'..='Z' => 0.72,
        '\u{1100}'.. => 1.05,
        _ => 0.63,
    }
}

impl Sheet {
    pub(super) fn new() -> Self {
        Self { body: Group::new(), y: MARGIN }
    }

    /// A rectangle; `hint` is shown when a pointer rests on it.
    pub(super) fn block(&mut self, [x, y, width, height]: [f64; 4], fill: &str, hint: Option<&str>) {
        let mut rectangle = Rectangle::new()
            .set("x", px(x))
            .set("y", px(y))
            .set("width", px(width.max(0.0)))
            .set("height", px(height.max(0.0)))
            .set("fill", fill);
        if let Some(hint) = hint {
            rectangle = rectangle.add(Title::new(plain(hint)));
        }
        self.add(rectangle);
    }

    pub(super) fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], stroke: &str) {
        let line = Line::new().set("x1", px(x1)).set("y1", px(y1)).set("x2", px(x2)).set("y2", px(y2));
        self.add(line.set("stroke", stroke).set("stroke-width", 1));
    }

    /// A text whose base line is at `y`, shortened to `width`.
    pub(super) fn text(&mut self, [x, y]: [f64; 2], width: f64, style: Style, text: &str) {
        let shown = style.fit(text, width);
        if shown.is_empty() {
            return;
        }
        let anchor = match style.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
        };
        let element = Text::new(shown).set("x", px(x)).set("y", px(y)).set("font-size", px(style.size));
        let element = element.set("fill", style.fill).set("text-anchor", anchor);
        self.add(if style.bold { element.set("font-weight", "bold") } else { element });
    }

    /// A heading on the next line, with a remark behind it.
    pub(super) fn heading(&mut self, heading: &str, remark: &str) {
        self.y += 34.0;
        self.text([MARGIN, self.y], RIGHT - MARGIN, HEADING, heading);
        let x = MARGIN + HEADING.width(heading) + 12.0;
        self.text([x, self.y], RIGHT - x, SMALL, remark);
        self.y += 12.0;
    }

    pub(super) fn finish(self, title: &str) -> String {
        let height = self.y + MARGIN;
        let background = Rectangle::new().set("width", px(WIDTH)).set("height", px(height)).set("fill", "#ffffff");
        let document = Document::new()
            .set("width", px(WIDTH))
            .set("height", px(height))
            .set("viewBox", format!("0 0 {} {}", px(WIDTH), px(height)))
            .set("font-family", FONT)
            .add(Title::new(plain(title)))
            .add(background)
            .add(self.body);
        format!("{document}\n")
    }

    fn add(&mut self, node: impl Into<Box<dyn Node>>) {
        self.body.append(node);
    }
}

/// A coordinate with at most two decimal places.
fn px(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Neither -0 nor an exponent.
    format!("{}", rounded + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_its_place() {
        assert_eq!(BODY.fit("short", 200.0), "short");
        let cut = BODY.fit("a rather long text that cannot stay", 80.0);
        assert!(cut.ends_with('…') && BODY.width(&cut) <= 80.0, "{cut}");
        assert_eq!(BODY.fit("wide", 3.0), "");
        assert_eq!(BODY.fit("bell\u{7}", 200.0), "bell\u{fffd}");
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!([px(1.0), px(1.0 / 3.0), px(-0.001), px(1200.0)], ["1", "0.33", "0", "1200"]);
    }
}
