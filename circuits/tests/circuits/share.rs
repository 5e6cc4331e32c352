//! `share`: the circuit against the native relation.

use crate::support::{self, batch, bits, context, satisfied};
use apportion_circuits::layout::{Item, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::{Committed, Share, ShareBy, ShareWitness, Statement, Unsatisfied};
use ark_bn254::Fr;

fn statement(by: ShareBy) -> Share<Fr> {
    let layout = ItemLayout { payer: bits(3), offer: bits(3), ..ItemLayout::prices(4, bits(60)) };
    Share::new(Poseidon::default(), layout, by).unwrap()
}

fn items() -> Vec<Item> {
    let item = |(payer, offer, price)| Item { payer, offer, price, ..Item::default() };
    [(0, 0, 0), (1, 0, 7), (0, 2, 5), (3, 2, 5)].map(item).to_vec()
}

#[test]
fn every_holder_recomputes_the_digest_from_her_items_alone() {
    let all = items();
    for (by, holder, held) in
        [(ShareBy::Payer, 0, vec![0, 2]), (ShareBy::Payer, 2, vec![]), (ShareBy::Offer, 2, vec![2, 3])]
    {
        let statement = statement(by);
        let witness = ShareWitness { batch: batch(items()), holder };
        let own: Vec<Option<&Item>> = (0..4).map(|at| held.contains(&at).then(|| &all[at])).collect();
        assert_eq!(statement.public(context(), &witness).digest, statement.digest(&own));
        assert_eq!(support::verdict(&statement, witness), Ok(()));
    }
}

#[test]
fn a_share_with_an_item_left_out_or_added_is_unsatisfied() {
    let (statement, all) = (statement(ShareBy::Payer), items());
    let witness = ShareWitness { batch: batch(items()), holder: 0 };
    let honest = statement.public(context(), &witness);
    for wrong in [
        vec![None, None, Some(&all[2]), None],
        vec![Some(&all[0]), Some(&all[1]), Some(&all[2]), None],
        vec![Some(&all[0]), None, None, Some(&all[2])],
    ] {
        let mut public = honest;
        public.digest = statement.digest(&wrong);
        assert_ne!(public.digest, honest.digest);
        let refused = Unsatisfied::Commitment { of: Committed::Share };
        assert_eq!(support::against(&statement, public, witness.clone()), Err(refused));
    }
}

#[test]
fn the_share_of_another_holder_is_unsatisfied() {
    let statement = statement(ShareBy::Payer);
    let witness = ShareWitness { batch: batch(items()), holder: 0 };
    let mut public = statement.public(context(), &witness);
    public.holder = 1;
    assert!(statement.holds(&public, &witness).is_err());
    assert!(!satisfied(&statement, public, witness));
}
