//! `share`: the circuit against the native relation.

use crate::support::{self, Backend, batch, bits, blinding, context, on_every_backend, satisfied};
use apportion_circuits::layout::{Item, ItemLayout};
use apportion_circuits::statement::{Committed, Share, ShareBy, ShareWitness, Statement, Unsatisfied};

on_every_backend! {
    every_holder_recomputes_the_digest_from_her_items_alone,
    a_share_with_an_item_left_out_or_added_is_unsatisfied,
    the_share_of_another_holder_is_unsatisfied,
    a_digest_cannot_be_tested_without_its_blinding,
}

fn statement<F: Backend>(by: ShareBy) -> Share<F> {
    let layout = ItemLayout { payer: bits(3), offer: bits(3), ..ItemLayout::prices(4, bits(60)) };
    Share::new(F::poseidon(), layout, by).unwrap()
}

fn items() -> Vec<Item> {
    let item = |(payer, offer, price)| Item { payer, offer, price, ..Item::default() };
    [(0, 0, 0), (1, 0, 7), (0, 2, 5), (3, 2, 5)].map(item).to_vec()
}

fn witness<F: Backend>(holder: u64) -> ShareWitness<F> {
    ShareWitness { batch: batch(items()), holder, blinding: blinding(2) }
}

fn every_holder_recomputes_the_digest_from_her_items_alone<F: Backend>() {
    let all = items();
    for (by, holder, held) in
        [(ShareBy::Payer, 0, vec![0, 2]), (ShareBy::Payer, 2, vec![]), (ShareBy::Offer, 2, vec![2, 3])]
    {
        let statement = statement::<F>(by);
        let witness = witness(holder);
        let own: Vec<Option<&Item>> = (0..4).map(|at| held.contains(&at).then(|| &all[at])).collect();
        assert_eq!(statement.public(context(), &witness).digest, statement.digest(&own, blinding(2)));
        assert_eq!(support::verdict(&statement, witness), Ok(()));
    }
}

fn a_share_with_an_item_left_out_or_added_is_unsatisfied<F: Backend>() {
    let (statement, all) = (statement::<F>(ShareBy::Payer), items());
    let witness = witness(0);
    let honest = statement.public(context(), &witness);
    for wrong in [
        vec![None, None, Some(&all[2]), None],
        vec![Some(&all[0]), Some(&all[1]), Some(&all[2]), None],
        vec![Some(&all[0]), None, None, Some(&all[2])],
    ] {
        let mut public = honest;
        public.digest = statement.digest(&wrong, blinding(2));
        assert_ne!(public.digest, honest.digest);
        let refused = Unsatisfied::Commitment { of: Committed::Share };
        assert_eq!(support::against(&statement, public, witness.clone()), Err(refused));
    }
}

fn the_share_of_another_holder_is_unsatisfied<F: Backend>() {
    let statement = statement::<F>(ShareBy::Payer);
    let witness = witness(0);
    let mut public = statement.public(context(), &witness);
    public.holder = 1;
    assert!(statement.holds(&public, &witness).is_err());
    assert!(!satisfied(&statement, public, witness));
}

fn a_digest_cannot_be_tested_without_its_blinding<F: Backend>() {
    let statement = statement::<F>(ShareBy::Payer);
    // Nobody: the easiest guess.
    let nothing = ShareWitness { holder: 2, ..witness::<F>(0) };
    let other = ShareWitness { blinding: blinding(1), ..nothing.clone() };
    let digest = |witness| statement.public(context(), &witness).digest;
    assert_eq!(digest(nothing.clone()), statement.digest(&[None; 4], blinding(2)));
    assert_ne!(digest(nothing), digest(other));
}
