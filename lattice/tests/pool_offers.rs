//! The pool on real offers: replicas agree, and their snapshot makes a market.

use apportion_lattice::document::{Offer, Payer, Task};
use apportion_lattice::order::JoinSemilattice;
use apportion_lattice::pool::Pool;
use apportion_lattice::{Market, nmic};

fn offer(id: &str, price: u64) -> Offer {
    Offer::new(id).unlimited("tokens").price("tokens", nmic(price))
}

#[test]
fn replicas_of_real_offers_converge_and_make_one_market() {
    let mut north: Pool<String, Offer> = Pool::new();
    north.offer("claude".into(), offer("claude", 20)).expect("a first version");
    north.offer("llama".into(), offer("llama", 1)).expect("a first version");
    let mut south = north.clone();
    north.offer("claude".into(), offer("claude", 15)).expect("a later version");
    south.withdraw(&"llama".to_owned()).expect("it is there");

    let merged = north.join(&south);
    assert_eq!(merged, south.join(&north));
    assert_eq!(merged, merged.join(&north).join(&south));
    assert_eq!(merged.snapshot(), [offer("claude", 15)], "the later price wins, the withdrawal survives");

    let mut builder = Market::builder("pooled").payer(Payer::new("alice"));
    for offer in merged.snapshot() {
        builder = builder.offer(offer);
    }
    let market = builder.task(Task::new("job", "alice").demand("tokens", 3)).build().expect("a valid market");
    assert_eq!(market.offers().len(), 1);
}
