//! Constraints of every statement, pinned: a change of a circuit is a change of this file.

use crate::support::{bits, constraints};
use apportion_circuits::layout::{BitWidth, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::{Budgets, Total};

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
