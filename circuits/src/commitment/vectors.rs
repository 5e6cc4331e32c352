//! The test vectors of `docs/statements.md`, which `docs/recompute.mjs` computes from its text with another implementation.

use super::{Batch, Blinding, Context, Table, TableLayout};
use crate::labels;
use crate::layout::{BitWidth, Item, ItemLayout};
use crate::poseidon::Poseidon;
use crate::statement::Committed;
use ark_bn254::Fr;
use std::str::FromStr;

fn element(decimal: &str) -> Fr {
    Fr::from_str(decimal).unwrap()
}

#[test]
fn a_context() {
    let context = Context { policy_id: "budgets-2026".into(), epoch: 7, application_id: "gateway".into() };
    let expected = "9162571481148526711274469565393029687705287475674716460782884591015392277953";
    assert_eq!(context.element(&Poseidon::<Fr>::default()), element(expected));
}

#[test]
fn a_hundred_items() {
    let bits = |count| BitWidth::new(count).unwrap();
    let amounts = vec![bits(20), bits(5)];
    let layout = ItemLayout { payer: bits(16), amounts, ..ItemLayout::prices(100, BitWidth::U64) };
    let item =
        |at: u64| Item { payer: at % 7, amounts: vec![1000 + at, at % 32], price: (1 << 63) + at, ..Item::default() };
    let batch = Batch { items: (0..100).map(item).collect(), blinding: Blinding::from_element(element("123456789")) };
    let expected = "9508470544289999171883846476591112311945428903076385647398588253390832943431";
    assert_eq!(batch.commitment(&Poseidon::default(), &layout), element(expected));
}

#[test]
fn three_budgets() {
    let columns = vec![BitWidth::new(40).unwrap()];
    let layout = TableLayout { table: Committed::Budgets, label: labels::BUDGETS, rows: 3, columns };
    let rows = vec![vec![5], vec![(1 << 40) - 1], vec![0]];
    let table = Table { rows, blinding: Blinding::from_element(element("42")) };
    let expected = "19070333838372101779866785775331063180567372165765400345496269117800211167604";
    assert_eq!(layout.commitment(&Poseidon::default(), &table), element(expected));
}
