//! Constraints of every statement, pinned: a change of a circuit is a change of this file.

use crate::support::{bits, constraints};
use apportion_circuits::layout::{BitWidth, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::compliance::{LimitSpan, Limits, Meter, SlottedLimit, Subject};
use apportion_circuits::statement::usage::{Policing, UsageShape};
use apportion_circuits::statement::{
    Budgets, Capacities, FixedWindow, Metered, Permits, Share, ShareBy, SlidingWindow, TokenBucket, Total, Usage,
    Windows,
};

fn total(count: usize, width: u32) -> usize {
    constraints(&Total::new(Poseidon::default(), ItemLayout::prices(count, bits(width))).unwrap())
}

#[test]
fn total_of_1024_items() {
    assert_eq!(total(1024, 64), 75_585);
    assert_eq!(total(1024, 40), 47_326);
    assert_eq!(total(1024, 32), 37_926);
}

#[test]
fn total_of_840_items_fits_a_domain_of_65536() {
    assert_eq!(total(840, 64), 62_030);
}

#[test]
fn total_of_8190_items_of_40_bits_takes_less_than_46_an_item() {
    assert_eq!(total(8190, 40), 376_588);
}

#[test]
fn budgets_of_64_payers_and_1024_items_take_less_than_104_an_item() {
    let layout = ItemLayout { payer: bits(16), ..ItemLayout::prices(1024, BitWidth::U64) };
    let statement = Budgets::new(Poseidon::default(), layout, 64, BitWidth::U64).unwrap();
    assert_eq!(constraints(&statement), 106_071);
}

/// A layout of every lane: 16 (payer), 8 (offer), 16 and 16 (amounts), 32 (price) and 24 (time), 112 in all.
fn layout() -> ItemLayout {
    let (payer, offer, price, time) = (bits(16), bits(8), bits(32), bits(24));
    ItemLayout { count: 1024, payer, offer, amounts: vec![bits(16); 2], price, time }
}

#[test]
fn statements_about_1024_items_of_112_bits() {
    let slots = Windows { length: 60_000, count: 60 };
    let (rate, poseidon) = (bits(32), Poseidon::default);
    let counts = [
        constraints(&Total::new(poseidon(), layout()).unwrap()),
        constraints(&Budgets::new(poseidon(), layout(), 16, bits(40)).unwrap()),
        constraints(&Capacities::new(poseidon(), layout(), 16, bits(32)).unwrap()),
        constraints(&FixedWindow::new(poseidon(), layout(), Metered::Price, slots, 16, rate).unwrap()),
        constraints(&SlidingWindow::new(poseidon(), layout(), Metered::Price, slots, 5, 16, rate).unwrap()),
        constraints(&TokenBucket::new(poseidon(), layout(), Metered::Price, slots, 16, rate).unwrap()),
        constraints(&Permits::new(poseidon(), layout(), 64).unwrap()),
        constraints(&Share::new(poseidon(), layout(), ShareBy::Payer).unwrap()),
    ];
    assert_eq!(counts, [132_044, 135_123, 135_973, 223_403, 212_138, 248_451, 136_025, 155_617]);
}

/// Budgets of six payers, and for each of six offers what is used of a resource in any five slots.
fn usage(events: usize, slot_bits: u32, policing: Policing) -> usize {
    let prior = if policing == Policing::Windows { 5 } else { 1 };
    let window = SlottedLimit { span: LimitSpan::Window { length: 5, prior }, amount: bits(16) };
    let shape = UsageShape {
        events,
        slot_bits,
        slot_length_ms: 60_000,
        payer: bits(3),
        offer: bits(3),
        amounts: vec![bits(16)],
        price: bits(32),
        pairs: 24,
        meters: vec![
            Meter { subject: Subject::Price, limits: Limits::Horizon(vec![bits(32); 6]) },
            Meter { subject: Subject::Demand(0), limits: Limits::Slotted(vec![window; 6]) },
        ],
        policing,
    };
    constraints(&Usage::new(Poseidon::default(), shape).unwrap())
}

#[test]
fn chunks_of_usage() {
    let windows = |events, slot_bits| usage(events, slot_bits, Policing::Windows);
    assert_eq!([windows(64, 4), windows(320, 4), windows(320, 1)], [14_334, 45_921, 42_132]);
    let buckets = |events, slot_bits| usage(events, slot_bits, Policing::TokenBuckets);
    assert_eq!([buckets(64, 4), buckets(320, 4), buckets(320, 1)], [15_859, 47_446, 41_396]);
}
