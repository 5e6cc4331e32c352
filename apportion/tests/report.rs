//! Reports: sums, fullest windows, and why tasks were left out.

mod support;

use apportion::certs::program::Origin;
use apportion::lattice::{Market, OfferIndex, PayerIndex, TaskIndex, mic, nmic};
use apportion::prelude::{Limit, Offer, Payer, Task, window};
use apportion::report::{OtherMarket, Reason, Report};
use std::time::Duration;

/// One machine of 4 cores in 4 slots. Tasks are served in order by [`support::greedy_checked`].
fn market() -> Market {
    Market::builder("report")
        .slots(4, Duration::from_secs(1))
        .payer(Payer::new("ann").budget(nmic(30)))
        .payer(Payer::new("ben").limit("cpu", 3, window(2)))
        .offer(Offer::new("box").capacity("cpu", 4).price("cpu", nmic(1)).limit("cpu", 9, window(3)))
        .offer(Offer::new("idle").capacity("gpu", 1).total("gpu", 2))
        .limit(Limit::new("cpu", 5).span(window(2)).offers(["box"]).payers(["ben"]).prior([1]))
        // Served: 4 cores in slot 0, 4 in slot 1, 3 in slot 2.
        .task(Task::new("first", "ann").demand("cpu", 4).slots(0..=0).penalty(90))
        .task(Task::new("second", "ann").demand("cpu", 4).slots(1..=1).penalty(90))
        .task(Task::new("third", "ben").demand("cpu", 1).slots(2..=2).penalty(90))
        // Left out, each for a reason of its own.
        .task(Task::new("large", "ann").demand("cpu", 5).penalty(90))
        .task(Task::new("crowded", "ann").demand("cpu", 1).slots(0..=0).penalty(90))
        .task(Task::new("dependent", "ann").demand("cpu", 1).needs("large").penalty(90))
        .task(Task::new("late", "ann").demand("cpu", 1).slots(0..=2).after("third").penalty(90))
        .task(Task::new("rated", "ben").demand("cpu", 3).slots(3..=3).penalty(90))
        .build()
        .expect("valid")
}

#[test]
fn sums_and_fullest_windows_are_those_of_the_allocation() {
    let market = market();
    let checked = support::greedy_checked(&market);
    let report = Report::new(&market, &checked).expect("the same market");
    assert_eq!(report.runs.len(), 3);
    assert_eq!((report.payers[0].tasks, report.payers[0].served, report.payers[0].spent_nmic), (6, 2, 8));
    assert_eq!((report.offers[0].runs, report.offers[0].revenue_nmic), (3, 9));
    let used = |origin: Origin| {
        let row = report.rows.iter().find(|row| row.origin == origin).expect("stated");
        (row.used, row.amount, (row.slots.first, row.slots.last))
    };
    let (machine, idle) = (OfferIndex::new(0), OfferIndex::new(1));
    let (ann, ben) = (PayerIndex::new(0), PayerIndex::new(1));
    assert_eq!(used(Origin::Capacity(machine)), (4, 4, (0, 0)));
    assert_eq!(used(Origin::OfferLimit(machine, 0)), (9, 9, (0, 2)));
    assert_eq!(used(Origin::Total(idle)), (0, 2, (0, 3)));
    assert_eq!(used(Origin::Budget(ann)), (8, 30, (0, 3)));
    assert_eq!(used(Origin::PayerLimit(ben, 0)), (1, 3, (1, 2)));
    assert_eq!(used(Origin::MarketLimit(0)), (1, 5, (0, 0)), "the prior core counts in slot 0");
    let names: Vec<_> = report.rows.iter().map(|row| row.name()).collect();
    assert_eq!(
        names,
        [
            "box: cpu per slot",
            "box: cpu in any 3 slots",
            "idle: gpu per slot",
            "idle: gpu in all",
            "ann: budget",
            "ben: cpu in any 2 slots",
            "ben on box: cpu in any 2 slots"
        ]
    );
}

#[test]
fn each_task_is_left_out_for_its_own_reason() {
    let market = market();
    let checked = support::greedy_checked(&market);
    let report = Report::new(&market, &checked).expect("the same market");
    let reason = |id: &str| {
        let position = market.tasks().iter().position(|task| &*task.id == id).expect("a task");
        let found = report.left_out.iter().find(|left_out| left_out.task == TaskIndex::new(position as u32));
        found.map(|left_out| left_out.reason.clone())
    };
    assert_eq!(reason("first"), None);
    let Some(Reason::NoOffer { refusals, nearest }) = reason("large") else { panic!("large fits nowhere") };
    assert_eq!(refusals, [("capacity", 2)]);
    assert_eq!(nearest.map(|(offer, _)| offer), Some(OfferIndex::new(0)));
    assert_eq!(reason("crowded"), Some(Reason::NoRoom { rows: vec![0] }));
    assert_eq!(reason("dependent"), Some(Reason::Needs(TaskIndex::new(3))));
    assert_eq!(reason("late"), Some(Reason::TooLate(TaskIndex::new(2))));
    let rated = report.left_out.iter().find(|left_out| &*market.task(left_out.task).id == "rated").expect("left out");
    assert_eq!(report.heading(&rated.reason), "no room left: ben: cpu in any 2 slots");
    let groups = report.left_out_groups();
    assert_eq!(groups.iter().map(|(_, members)| members.len()).sum::<usize>(), report.left_out.len());
}

#[test]
fn what_fits_is_judged_by_the_objective() {
    let market = Market::builder("gain")
        .payer(Payer::new("p").budget(mic("1").unwrap()))
        .offer(Offer::new("o").unlimited("cpu").price("cpu", nmic(10)))
        .task(Task::new("cheap", "p").demand("cpu", 1).penalty(11))
        .task(Task::new("dear", "p").demand("cpu", 1).penalty(10))
        .build()
        .unwrap();
    // Nobody is served: not optimal for the first task, right for the second.
    let checked = support::nobody_checked(&market);
    let report = Report::new(&market, &checked).unwrap();
    let reasons: Vec<_> = report.left_out.iter().map(|left_out| left_out.reason.clone()).collect();
    assert_eq!(reasons, [Reason::Gain, Reason::NoGain]);
}

#[test]
fn an_answer_to_another_market_is_not_reported() {
    let (market, other) = (market(), Market::builder("other").build().unwrap());
    let checked = support::greedy_checked(&market);
    assert_eq!(Report::new(&other, &checked).err(), Some(OtherMarket));
}
