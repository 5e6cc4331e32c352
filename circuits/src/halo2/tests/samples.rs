//! Small statements with witnesses.

use crate::commitment::{Batch, Blinding, Table};
use crate::halo2::{Circuit, Element, poseidon};
use crate::layout::{BitWidth, Item, ItemLayout};
use crate::statement::{Budgets, BudgetsWitness, Statement, Total, TotalPublic, TotalWitness};

pub(super) fn total() -> Total<Element> {
    Total::new(poseidon().clone(), ItemLayout::prices(7, BitWidth::U64)).unwrap()
}

pub(super) fn total_witness() -> TotalWitness<Element> {
    let items = (0..7).map(|price| Item { price: price << 20 | 0x7f, ..Item::default() }).collect();
    TotalWitness { batch: Batch { items, blinding: Blinding::from_element(Element::from(5u64)) }, budget: 1 << 30 }
}

pub(super) fn total_public() -> TotalPublic<Element> {
    total().public(Element::from(9u64), &total_witness())
}

pub(super) fn total_circuit() -> Circuit {
    Circuit::new(&total(), &total_public(), &total_witness()).unwrap()
}

/// Two payers, three items.
pub(super) fn budgets() -> Budgets<Element> {
    let bits = |count| BitWidth::new(count).unwrap();
    let layout = ItemLayout { payer: bits(2), ..ItemLayout::prices(3, bits(13)) };
    Budgets::new(poseidon().clone(), layout, 2, bits(20)).unwrap()
}

pub(super) fn budgets_witness() -> BudgetsWitness<Element> {
    let item = |(payer, price)| Item { payer, price, ..Item::default() };
    let blinding = Blinding::from_element(Element::from(5u64));
    let items = [(0, 77), (1, 8000), (0, 3)].map(item).to_vec();
    BudgetsWitness { batch: Batch { items, blinding }, budgets: Table { rows: vec![vec![80], vec![9000]], blinding } }
}

pub(super) fn budgets_circuit() -> Circuit {
    let (statement, witness) = (budgets(), budgets_witness());
    Circuit::new(&statement, &statement.public(Element::from(9u64), &witness), &witness).unwrap()
}
