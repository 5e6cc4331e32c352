//! Each condition of `docs/model.md`, alone: a market that meets it with equality, and one that misses it by one.

use apportion_lattice::market::{Market, OfferIndex, PayerIndex, Place, ResourceIndex, TaskIndex};
use apportion_lattice::testing::oracle::{Violation, eligible, feasible};

const O0: OfferIndex = OfferIndex::new(0);
const O1: OfferIndex = OfferIndex::new(1);
const T0: TaskIndex = TaskIndex::new(0);
const T1: TaskIndex = TaskIndex::new(1);
const P0: PayerIndex = PayerIndex::new(0);
const CPU: ResourceIndex = ResourceIndex::new(0);

/// A market of four slots with the resources cpu and gpu, the payers alice and bob, and these offers and tasks; `more` ends the object.
fn market(offers: &str, tasks: &str, more: &str) -> Market {
    paid(r#"{"id":"alice"},{"id":"bob"}"#, offers, tasks, more)
}

fn paid(payers: &str, offers: &str, tasks: &str, more: &str) -> Market {
    let text = format!(
        r#"{{"version":1,"resources":[{{"name":"cpu","unit":"cores"}},{{"name":"gpu","unit":"cards"}}],
            "slots":{{"count":4,"length_ms":1000}},"payers":[{payers}],"offers":[{offers}],"tasks":[{tasks}]{more}}}"#
    );
    Market::from_json(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// An offer of ten cpu at 3 nMIC with these further members.
fn offer(more: &str) -> String {
    format!(r#"{{"id":"o","capacity":{{"cpu":10}},"price":{{"cpu":3}}{more}}}"#)
}

/// A task of alice's with a demand of four cpu and these further members.
fn task(more: &str) -> String {
    format!(r#"{{"id":"t","payer":"alice","demand":{{"cpu":4}}{more}}}"#)
}

/// Two tasks with a demand of four cpu, one of each payer.
const PAIR: &str = r#"{"id":"a","payer":"alice","demand":{"cpu":4}},{"id":"b","payer":"bob","demand":{"cpu":4}}"#;
/// The same, each two slots long.
const LONG_PAIR: &str = r#"{"id":"a","payer":"alice","demand":{"cpu":4},"duration_slots":2},
                           {"id":"b","payer":"bob","demand":{"cpu":4},"duration_slots":2}"#;

/// The task alone is eligible on the offer alone, and, with one member changed, it is not.
fn eligible_then_not(good: (&str, &str), bad: (&str, &str)) {
    for ((offer_more, task_more), expected) in [(good, true), (bad, false)] {
        let market = market(&offer(offer_more), &task(task_more), "");
        assert_eq!(eligible(&market, T0, O0), expected, "{offer_more} {task_more}");
        assert_eq!(market.run(T0, O0).is_ok(), expected, "{offer_more} {task_more}");
        let found = feasible(&market, &[Some((O0, 0))]);
        let violation = Violation::Ineligible { task: T0, offer: O0 };
        assert_eq!(found, if expected { Ok(()) } else { Err(violation) });
        assert_eq!(feasible(&market, &[None]), Ok(()));
    }
}

#[test]
fn d9_labels_are_a_subset_of_the_permitted() {
    eligible_then_not(
        (r#","permit":{"labels":["a","b"]}"#, r#","labels":["b"]"#),
        (r#","permit":{"labels":["a"]}"#, r#","labels":["a","b"]"#),
    );
    // An empty list permits only tasks without labels.
    eligible_then_not((r#","permit":{"labels":[]}"#, ""), (r#","permit":{"labels":[]}"#, r#","labels":["a"]"#));
    eligible_then_not(("", r#","labels":["a"]"#), (r#","permit":{"labels":[]}"#, r#","labels":["a"]"#));
}

#[test]
fn d9_the_payer_is_permitted() {
    eligible_then_not((r#","permit":{"principals":["bob","alice"]}"#, ""), (r#","permit":{"principals":["bob"]}"#, ""));
    eligible_then_not(("", ""), (r#","permit":{"principals":[]}"#, ""));
}

#[test]
fn d9_the_scope_lies_under_a_permitted_one() {
    let permit = r#","permit":{"scopes":["x","a/b"]}"#;
    eligible_then_not((permit, r#","scope":"a/b""#), (permit, r#","scope":"a""#));
    eligible_then_not((permit, r#","scope":"a/b/c""#), (permit, r#","scope":"a/bc""#));
    eligible_then_not((r#","permit":{"scopes":[""]}"#, ""), (r#","permit":{"scopes":[]}"#, ""));
    eligible_then_not(("", r#","scope":"a""#), (permit, ""));
}

#[test]
fn d9_what_is_required_is_provided() {
    eligible_then_not(
        (r#","provides":["a","b"]"#, r#","requires":["b"]"#),
        (r#","provides":["a"]"#, r#","requires":["b"]"#),
    );
}

#[test]
fn d9_quality_latency_and_reliability_suffice() {
    eligible_then_not(
        (r#","quality_ppm":900"#, r#","quality_min_ppm":900"#),
        (r#","quality_ppm":899"#, r#","quality_min_ppm":900"#),
    );
    eligible_then_not(
        (r#","latency_ms":70"#, r#","latency_max_ms":70"#),
        (r#","latency_ms":71"#, r#","latency_max_ms":70"#),
    );
    eligible_then_not(
        (r#","latency_ms":0"#, r#","latency_max_ms":0"#),
        (r#","latency_ms":1"#, r#","latency_max_ms":0"#),
    );
    eligible_then_not(
        (r#","reliability_ppm":5"#, r#","reliability_min_ppm":5"#),
        (r#","reliability_ppm":4"#, r#","reliability_min_ppm":5"#),
    );
}

#[test]
fn d9_demand_fits_capacity_and_the_largest_demand() {
    eligible_then_not(
        ("", r#","quotes":[{"offer":"o","demand":{"cpu":10}}]"#),
        ("", r#","quotes":[{"offer":"o","demand":{"cpu":11}}]"#),
    );
    // What is not listed is not offered; a demand of zero for it is none.
    eligible_then_not(
        ("", r#","quotes":[{"offer":"o","demand":{"gpu":0}}]"#),
        ("", r#","quotes":[{"offer":"o","demand":{"gpu":1}}]"#),
    );
    eligible_then_not((r#","demand_max":{"cpu":4}"#, ""), (r#","demand_max":{"cpu":3}"#, ""));
}

#[test]
fn d9_the_price_is_accepted() {
    // 3 nMIC for each of 4 cpu in 2 slots, and 5 for the task.
    eligible_then_not(
        (r#","price_fixed":5"#, r#","duration_slots":2,"price_max":29"#),
        (r#","price_fixed":5"#, r#","duration_slots":2,"price_max":28"#),
    );
    // A quoted price replaces all of it.
    eligible_then_not(
        (r#","price_fixed":5"#, r#","price_max":1,"quotes":[{"offer":"o","price":1}]"#),
        (r#","price_fixed":5"#, r#","price_max":1,"quotes":[{"offer":"o","price":2}]"#),
    );
    // A quoted demand is priced.
    eligible_then_not(
        ("", r#","price_max":6,"quotes":[{"offer":"o","demand":{"cpu":2}}]"#),
        ("", r#","price_max":5,"quotes":[{"offer":"o","demand":{"cpu":2}}]"#),
    );
}

#[test]
fn d9_the_run_fits_the_slots() {
    eligible_then_not(("", r#","duration_slots":4"#), ("", r#","duration_slots":5"#));
    eligible_then_not(
        (r#","slots":[0,2]"#, r#","duration_slots":2,"slots":[0,1]"#),
        (r#","slots":[1,2]"#, r#","duration_slots":2,"slots":[0,1]"#),
    );
    eligible_then_not((r#","slots":[0,1]"#, ""), (r#","slots":[0,1]"#, r#","slots":[2,3]"#));
}

#[test]
fn d9_only_quoted_offers_if_so_asked() {
    eligible_then_not(("", r#","quotes_only":true,"quotes":[{"offer":"o"}]"#), ("", r#","quotes_only":true"#));
}

#[test]
fn d11_the_start_lies_in_the_slots_of_both() {
    let market = market(&offer(r#","slots":[1,3]"#), &task(r#","duration_slots":2,"slots":[0,3]"#), "");
    for start in [1, 2] {
        assert_eq!(feasible(&market, &[Some((O0, start))]), Ok(()));
    }
    for start in [0, 3, 4, u32::MAX] {
        let violation = Violation::Start { task: T0, offer: O0, start, first: 1, last: 2 };
        assert_eq!(feasible(&market, &[Some((O0, start))]), Err(violation));
    }
}

#[test]
fn d12_there_is_one_choice_for_each_task_among_the_offers() {
    let market = market(&offer(""), PAIR, "");
    assert_eq!(feasible(&market, &[None]), Err(Violation::Length { tasks: 2, given: 1 }));
    assert_eq!(feasible(&market, &[None, None, None]), Err(Violation::Length { tasks: 2, given: 3 }));
    assert_eq!(feasible(&market, &[None, Some((O1, 0))]), Err(Violation::UnknownOffer { task: T1, offer: O1 }));
}

#[test]
fn d14_capacity_holds_in_every_slot() {
    for (capacity, expected) in [
        ("8", Ok(())),
        (r#""unlimited""#, Ok(())),
        ("7", Err(Violation::Capacity { offer: O0, resource: CPU, slot: 2, usage: 8, capacity: 7 })),
    ] {
        let market = market(&format!(r#"{{"id":"o","capacity":{{"cpu":{capacity}}}}}"#), LONG_PAIR, "");
        assert_eq!(feasible(&market, &[Some((O0, 1)), Some((O0, 2))]), expected);
        assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O0, 2))]), Ok(()));
    }
}

#[test]
fn d15_the_total_holds_over_the_horizon() {
    for (total, expected) in
        [(16, Ok(())), (15, Err(Violation::Total { offer: O0, resource: CPU, usage: 16, total: 15 }))]
    {
        let market = market(&offer(&format!(r#","total":{{"cpu":{total}}}"#)), LONG_PAIR, "");
        assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O0, 2))]), expected);
    }
}

/// The limit over the horizon allows `usage`, and not `usage - 1`, when alice's task is on the first offer and bob's on the second.
fn limit_counts(usage: u64, limit: &str) {
    let offers =
        r#"{"id":"x","capacity":{"cpu":10},"price":{"cpu":3}},{"id":"y","capacity":{"cpu":10},"price":{"cpu":5}}"#;
    for amount in [usage, usage.saturating_sub(1)] {
        let market = market(offers, LONG_PAIR, &format!(r#","limits":[{{{limit},"amount":{amount}}}]"#));
        let violation = Violation::Horizon { place: Place::Market, position: 0, usage: usage.into(), amount };
        let expected = if amount == usage { Ok(()) } else { Err(violation) };
        assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O1, 0))]), expected, "{limit}");
    }
}

#[test]
fn d16_a_limit_counts_its_offers_and_payers_together() {
    // 4 cpu in 2 slots each; 24 nMIC on x and 40 on y.
    limit_counts(16, r#""of":"cpu""#);
    limit_counts(64, r#""of":"money""#);
    limit_counts(0, r#""of":"gpu""#);
    limit_counts(8, r#""of":"cpu","offers":["y"]"#);
    limit_counts(40, r#""of":"money","offers":["y"]"#);
    limit_counts(24, r#""of":"money","payers":["alice"]"#);
    limit_counts(64, r#""of":"money","payers":["alice","bob"],"offers":["y","x"]"#);
    limit_counts(0, r#""of":"money","payers":["alice"],"offers":["y"]"#);
    limit_counts(0, r#""of":"money","payers":[]"#);
    limit_counts(0, r#""of":"money","offers":[]"#);
}

#[test]
fn d16_a_limit_inside_an_offer_or_a_payer_counts_that_one() {
    let assignment = [Some((O0, 0)), Some((O1, 0))];
    let offers =
        r#"{"id":"x","capacity":{"cpu":9}},{"id":"y","capacity":{"cpu":9},"limits":[{"of":"cpu","amount":AMOUNT}]}"#;
    for (amount, expected) in
        [("4", Ok(())), ("3", Err(Violation::Horizon { place: Place::Offer(O1), position: 0, usage: 4, amount: 3 }))]
    {
        let market = market(&offers.replace("AMOUNT", amount), PAIR, "");
        assert_eq!(feasible(&market, &assignment), expected);
    }
    let payers = r#"{"id":"alice","limits":[{"of":"cpu","amount":99},{"of":"cpu","amount":AMOUNT}]},{"id":"bob"}"#;
    for (amount, expected) in
        [("4", Ok(())), ("3", Err(Violation::Horizon { place: Place::Payer(P0), position: 1, usage: 4, amount: 3 }))]
    {
        let market = paid(&payers.replace("AMOUNT", amount), &offers.replace("AMOUNT", "9"), PAIR, "");
        assert_eq!(feasible(&market, &assignment), expected);
    }
}

#[test]
fn d17_an_interval_counts_the_slots_in_it() {
    // Runs in slots 0..=1 and 2..=3: one slot of each lies in 1..=2.
    for (amount, expected) in
        [(8, Ok(())), (7, Err(Violation::Interval { place: Place::Market, position: 0, usage: 8, amount: 7 }))]
    {
        let limits = format!(r#","limits":[{{"of":"cpu","amount":{amount},"slots":[1,2]}}]"#);
        let market = market(&offer(""), LONG_PAIR, &limits);
        assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O0, 2))]), expected);
    }
    // Money is spent in the start slot.
    let market = market(&offer(""), LONG_PAIR, r#","limits":[{"of":"money","amount":0,"slots":[1,1]}]"#);
    assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O0, 2))]), Ok(()));
    let violation = Violation::Interval { place: Place::Market, position: 0, usage: 24, amount: 0 };
    assert_eq!(feasible(&market, &[Some((O0, 1)), None]), Err(violation));
}

/// One task of four cpu in one slot under a window limit.
fn window(limit: &str, start: u32) -> Result<(), Violation> {
    let market = market(&offer(""), &task(""), &format!(r#","limits":[{{"of":"cpu",{limit}}}]"#));
    feasible(&market, &[Some((O0, start))])
}

fn window_violation(slot: u32, usage: u128, amount: u64) -> Result<(), Violation> {
    Err(Violation::Window { place: Place::Market, position: 0, slot, usage, amount })
}

#[test]
fn d17_a_window_slides_over_every_slot() {
    for (amount, expected) in [("8", Ok(())), ("7", window_violation(2, 8, 7))] {
        let limit = format!(r#","limits":[{{"of":"cpu","amount":{amount},"window_slots":2}}]"#);
        let market = market(&offer(""), PAIR, &limit);
        assert_eq!(feasible(&market, &[Some((O0, 1)), Some((O0, 2))]), expected);
        assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O0, 2))]), Ok(()));
    }
}

#[test]
fn d17_prior_usage_counts_while_the_window_reaches_it() {
    // Window 3: slot 0 still sees slots -1 and -2 (5 + 2), slot 1 sees slot -1 (5), slot 2 neither.
    assert_eq!(window(r#""amount":11,"window_slots":3,"prior":[5,2]"#, 0), Ok(()));
    assert_eq!(window(r#""amount":10,"window_slots":3,"prior":[5,2]"#, 0), window_violation(0, 11, 10));
    assert_eq!(window(r#""amount":9,"window_slots":3,"prior":[5,2]"#, 1), Ok(()));
    assert_eq!(window(r#""amount":8,"window_slots":3,"prior":[5,2]"#, 1), window_violation(1, 9, 8));
    assert_eq!(window(r#""amount":7,"window_slots":3,"prior":[5,2]"#, 2), Ok(()));
    // What lies further back than the window never counts.
    assert_eq!(window(r#""amount":4,"window_slots":1,"prior":[5,2]"#, 0), Ok(()));
    assert_eq!(window(r#""amount":9,"window_slots":2,"prior":[5,2]"#, 0), Ok(()));
}

#[test]
fn d17_prior_usage_alone_can_leave_nothing_feasible() {
    let limits = r#","limits":[{"of":"cpu","amount":6,"window_slots":3,"prior":[5,2]}]"#;
    let market = market(&offer(""), &task(""), limits);
    assert_eq!(feasible(&market, &[None]), window_violation(0, 7, 6));
}

#[test]
fn d17_a_window_may_be_longer_than_the_horizon() {
    assert_eq!(window(r#""amount":7,"window_slots":9,"prior":[0,0,0,3]"#, 3), Ok(()));
    assert_eq!(window(r#""amount":6,"window_slots":9,"prior":[0,0,0,3]"#, 3), window_violation(3, 7, 6));
    assert_eq!(window(r#""amount":6,"window_slots":4294967295,"prior":[0,3]"#, 3), window_violation(3, 7, 6));
}

#[test]
fn d18_a_budget_bounds_the_spending_of_its_payer() {
    for (budget, expected) in [(24, Ok(())), (23, Err(Violation::Budget { payer: P0, spent: 24, budget: 23 }))] {
        let payers = format!(r#"{{"id":"alice","budget":{budget}}},{{"id":"bob"}}"#);
        let market = paid(&payers, &offer(""), LONG_PAIR, "");
        assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O0, 2))]), expected);
    }
}

const CHAIN: &str = r#"{"id":"a","payer":"alice","duration_slots":2},{"id":"b","payer":"bob","LINK":["a"]}"#;

#[test]
fn d19_needs_are_assigned_too() {
    let market = market(&offer(""), &CHAIN.replace("LINK", "needs"), "");
    assert_eq!(feasible(&market, &[Some((O0, 2)), Some((O0, 0))]), Ok(()));
    assert_eq!(feasible(&market, &[Some((O0, 0)), None]), Ok(()));
    assert_eq!(feasible(&market, &[None, Some((O0, 0))]), Err(Violation::Needs { task: T1, needed: T0 }));
}

#[test]
fn d20_after_starts_at_the_end_or_later() {
    let market = market(&offer(""), &CHAIN.replace("LINK", "after"), "");
    for start in [2, 3] {
        assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O0, start))]), Ok(()));
    }
    let violation = Violation::After { task: T1, start: 1, earlier: T0, end: Some(2) };
    assert_eq!(feasible(&market, &[Some((O0, 0)), Some((O0, 1))]), Err(violation));
    let violation = Violation::After { task: T1, start: 3, earlier: T0, end: None };
    assert_eq!(feasible(&market, &[None, Some((O0, 3))]), Err(violation));
    assert_eq!(feasible(&market, &[Some((O0, 0)), None]), Ok(()));
}

#[test]
fn d21_what_is_required_is_assigned() {
    let market = market(&offer(""), &task(r#","required":true"#), "");
    assert_eq!(feasible(&market, &[Some((O0, 0))]), Ok(()));
    assert_eq!(feasible(&market, &[None]), Err(Violation::Required { task: T0 }));
}
