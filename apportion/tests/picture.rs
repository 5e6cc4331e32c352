//! Pictures of answers: well-formed, deterministic, escaped, inside their frame, and telling what the report tells.
#![cfg(feature = "picture")]

mod support;

use apportion::lattice::{Market, document};
use apportion::picture::draw;
use apportion::report::Report;
use apportion_lattice::testing::generate::{self, GapKind, Profile};
use document::{Offer, Payer, Task};
use roxmltree::{Document, Node};
use std::time::Duration;

fn drawn(market: &Market) -> String {
    let checked = support::greedy_checked(market);
    let report = Report::new(market, &checked).expect("the same market");
    let picture = draw(&report);
    assert_eq!(picture, draw(&report), "the same report gives the same bytes");
    well_formed(&picture);
    picture
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|text| text.parse().ok()).unwrap_or(0.0)
}

/// Parses, and holds every rectangle and text against the frame.
fn well_formed(picture: &str) {
    let document = Document::parse(picture).unwrap_or_else(|error| panic!("{error} in\n{picture}"));
    let root = document.root_element();
    assert_eq!(root.attribute("viewBox").map(|frame| frame.starts_with("0 0 1200 ")), Some(true));
    let (width, height) = (number(root, "width"), number(root, "height"));
    for node in root.descendants() {
        match node.tag_name().name() {
            "rect" => {
                let (right, bottom) =
                    (number(node, "x") + number(node, "width"), number(node, "y") + number(node, "height"));
                assert!(right <= width + 0.1 && bottom <= height + 0.1, "a rectangle leaves the frame");
            }
            "text" => {
                assert!(number(node, "x") < width && number(node, "y") < height, "a text leaves the frame");
                assert!(node.text().is_some_and(|text| !text.trim().is_empty()));
            }
            _ => {}
        }
    }
}

/// Bars that stand for runs: they say which task, payer and offer.
fn bars(picture: &str) -> usize {
    let document = Document::parse(picture).expect("well-formed");
    let is_bar = |node: &Node<'_, '_>| {
        let hint = node.children().find(|child| child.has_tag_name("title")).and_then(|title| title.text());
        node.has_tag_name("rect") && hint.is_some_and(|hint| hint.contains(" on ") && hint.ends_with("MIC"))
    };
    document.root_element().descendants().filter(is_bar).count()
}

#[test]
fn small_markets_of_every_kind_are_drawn() {
    let mut drawn_markets = 0;
    for seed in 0..150 {
        let market = generate::market(seed, &Profile::default());
        if market.tasks().iter().all(|task| !task.required) {
            let picture = drawn(&market);
            // In one slot, runs too small to be seen are drawn together.
            if market.horizon().slot_count > 1 {
                assert_eq!(bars(&picture), support::greedy_checked(&market).assignments().len());
            }
            drawn_markets += 1;
        }
    }
    assert!(drawn_markets >= 20, "only {drawn_markets}");
}

#[test]
fn names_are_escaped() {
    let hostile = "<script>&\"'\u{202e}]]>";
    let market = Market::builder(hostile)
        .slots(2, Duration::from_secs(1))
        .payer(Payer::new(hostile))
        .offer(Offer::new(hostile).capacity(hostile, 4))
        .task(Task::new(hostile, hostile).demand(hostile, 2).penalty(9))
        .build()
        .expect("ids may have any letters");
    let picture = drawn(&market);
    assert!(!picture.contains("<script>") && !picture.contains('\u{202e}'));
    assert!(picture.contains("&lt;script&gt;&amp;"));
}

/// An offer with room for everyone in each of 200 slots, and 12 payers with 25 tasks per slot.
fn crowd(slots: u32) -> Market {
    let mut market = Market::builder("crowd").slots(slots, Duration::from_secs(60));
    for payer in 0..12 {
        market = market.payer(Payer::new(format!("payer-{payer}")));
    }
    market = market.offer(Offer::new("hall").capacity("seats", 40));
    for number in 0..25 * slots {
        let task = Task::new(format!("t{number}"), format!("payer-{}", number % 12)).demand("seats", 1);
        market = market.task(task.slots(number % slots..=number % slots).penalty(5));
    }
    market.build().expect("valid")
}

#[test]
fn a_crowd_is_drawn_as_columns() {
    let picture = drawn(&crowd(40));
    assert_eq!(bars(&picture), 0, "a thousand bars would tell nothing");
    assert!(picture.contains("height: seats, full at 40"));
    assert!(picture.contains("3 other payers"), "nine colours for twelve payers");
    assert!(picture.len() < 100_000, "{} bytes", picture.len());
}

#[test]
fn one_slot_shows_use_of_capacity() {
    let market = generate::gap(GapKind::C, 7, 4, 12);
    let mut document = market.to_document();
    document.tasks.iter_mut().for_each(|task| (task.required, task.penalty) = (false, 1_000));
    let market = Market::from_document(document).expect("valid");
    let picture = drawn(&market);
    assert!(picture.contains("Who runs where") && !picture.contains("slot, each"));
    assert_eq!(bars(&picture), support::greedy_checked(&market).assignments().len());
}

#[test]
fn hundreds_of_offers_are_cut_to_the_busiest() {
    let mut market = Market::builder("many").slots(3, Duration::from_secs(1)).payer(Payer::new("p"));
    for number in 0..150 {
        market = market.offer(Offer::new(format!("o{number}")).capacity("cpu", 1).slots(0..=0));
    }
    for number in 0..100 {
        market = market.task(Task::new(format!("t{number}"), "p").demand("cpu", 1).penalty(3));
    }
    let picture = drawn(&market.build().expect("valid"));
    assert!(picture.contains("and 60 more offers with 60 runs") && picture.contains("50 offers without runs"));
}
