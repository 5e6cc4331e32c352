//! S5 and S6: the circuits against the native relations.

use crate::support::{self, Backend, batch, bits, on_every_backend, table};
use apportion_circuits::layout::{Item, ItemLayout};
use apportion_circuits::statement::{
    Metered, SlidingWindow, SlidingWindowWitness, TokenBucket, TokenBucketWitness, Unsatisfied, Windows,
};
use proptest::prelude::*;

on_every_backend! {
    use_up_to_the_rate_of_every_window_is_satisfied,
    use_over_the_rate_across_two_slots_is_unsatisfied,
    use_after_the_last_slot_is_unsatisfied_unless_it_is_nothing,
    a_bucket_is_full_at_first_and_refilled_between_slots,
    an_overdrawn_bucket_is_unsatisfied,
    sliding_windows_agree_with_the_relation,
    buckets_agree_with_the_relation,
}

const SLOTS: Windows = Windows { length: 10, count: 5 };

fn layout(count: usize) -> ItemLayout {
    ItemLayout { payer: bits(2), time: bits(7), ..ItemLayout::prices(count, bits(6)) }
}

/// Items (payer, time, price), their prices counted.
fn items(items: &[(u64, u64, u64)]) -> Vec<Item> {
    items.iter().map(|&(payer, time, price)| Item { payer, time, price, ..Item::default() }).collect()
}

fn sliding<F: Backend>(used: &[(u64, u64, u64)], window_slots: u32, rates: &[u64]) -> Result<(), Unsatisfied> {
    let (layout, payers) = (layout(used.len()), rates.len());
    let poseidon = F::poseidon();
    let statement = SlidingWindow::new(poseidon, layout, Metered::Price, SLOTS, window_slots, payers, bits(8)).unwrap();
    let rates = table(rates.iter().map(|&rate| vec![rate]).collect());
    support::verdict(&statement, SlidingWindowWitness { batch: batch(items(used)), rates })
}

fn bucket<F: Backend>(used: &[(u64, u64, u64)], buckets: &[[u64; 2]]) -> Result<(), Unsatisfied> {
    let (layout, payers) = (layout(used.len()), buckets.len());
    let statement = TokenBucket::new(F::poseidon(), layout, Metered::Price, SLOTS, payers, bits(8)).unwrap();
    let buckets = table(buckets.iter().map(|bucket| bucket.to_vec()).collect());
    support::verdict(&statement, TokenBucketWitness { batch: batch(items(used)), buckets })
}

fn use_up_to_the_rate_of_every_window_is_satisfied<F: Backend>() {
    assert_eq!(sliding::<F>(&[(0, 5, 3), (0, 19, 4), (1, 49, 2), (0, 20, 3)], 2, &[7, 2]), Ok(()));
}

fn use_over_the_rate_across_two_slots_is_unsatisfied<F: Backend>() {
    let over = Unsatisfied::RateExceeded { payer: 0, window: 2, sum: 8, rate: 7 };
    assert_eq!(sliding::<F>(&[(0, 5, 3), (0, 19, 4), (0, 20, 4)], 2, &[7]), Err(over));
}

fn use_after_the_last_slot_is_unsatisfied_unless_it_is_nothing<F: Backend>() {
    let late = Unsatisfied::TimeOutOfRange { item: 0, time: 50, end: 50 };
    assert_eq!(sliding::<F>(&[(0, 50, 1)], 2, &[7]), Err(late));
    assert_eq!(sliding::<F>(&[(0, 79, 0)], 2, &[7]), Ok(()));
    let late = Unsatisfied::TimeOutOfRange { item: 0, time: 80, end: 80 };
    assert_eq!(sliding::<F>(&[(0, 80, 0)], 2, &[7]), Err(late));
}

fn a_bucket_is_full_at_first_and_refilled_between_slots<F: Backend>() {
    assert_eq!(bucket::<F>(&[(0, 0, 10), (0, 10, 3), (0, 29, 3), (0, 40, 6)], &[[10, 3]]), Ok(()));
}

fn an_overdrawn_bucket_is_unsatisfied<F: Backend>() {
    let overdrawn = Unsatisfied::BucketOverdrawn { payer: 0, slot: 1, backlog: 11, capacity: 10 };
    assert_eq!(bucket::<F>(&[(0, 0, 10), (0, 10, 4)], &[[10, 3]]), Err(overdrawn));
}

fn sliding_windows_agree_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 24, ..ProptestConfig::default() }, |(
        used in prop::collection::vec((0u64..3, 0u64..100, 0u64..9), 1..6),
        window_slots in 1u32..8,
        rates in prop::collection::vec(0u64..20, 2),
    )| {
        let _ = sliding::<F>(&used, window_slots, &rates);
    });
}

fn buckets_agree_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 24, ..ProptestConfig::default() }, |(
        used in prop::collection::vec((0u64..3, 0u64..100, 0u64..9), 1..6),
        buckets in prop::collection::vec([0u64..20, 0u64..6], 2),
    )| {
        let _ = bucket::<F>(&used, &buckets);
    });
}
