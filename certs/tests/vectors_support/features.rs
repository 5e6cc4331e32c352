//! For each condition of a market, an allocation that breaks that one alone: it must be refused with the row (or the missing option) named,
//! and accepted as soon as the condition is left out. A program without these rows would accept the first.

use super::vector::{Refusal, Vector};
use apportion_certs::program::{LevelCosts, Origin, Program, RowIndex, Violation};
use apportion_certs::{Allocation, Certificate, Claim, Reject};
use apportion_lattice::{Market, OfferIndex, PayerIndex, TaskIndex};
use serde_json::{Value, json};

/// What a market can forbid, with files that show it.
pub struct Feature {
    /// File name.
    pub name: &'static str,
    /// The allocation that breaks it.
    pub refused: Vector,
    /// How that must be refused.
    pub refusal: Refusal,
    /// Where the broken row comes from, if a row is broken.
    pub rows: Option<Rows>,
    /// The same allocation in the market without the condition.
    pub relaxed: Option<Vector>,
    /// An allocation that keeps the condition, as narrowly as can be.
    pub kept: Option<Vector>,
}

/// What a row comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rows {
    Usage(Origin),
    Needs,
    After,
}

/// Two tasks of 3 cpu at 1 nMIC each, two unlimited offers, four slots: no row at all. Options 0..4 are the slots of `o`, 4..8 those of
/// `p`, 8 is to stay unassigned.
fn two() -> Value {
    json!({
        "version": 1, "resources": [{"name": "cpu", "unit": "core"}], "slots": {"count": 4, "length_ms": 1000},
        "payers": [{"id": "ann"}, {"id": "bob"}],
        "offers": [{"id": "o", "capacity": {"cpu": "unlimited"}, "price": {"cpu": 1}},
                   {"id": "p", "capacity": {"cpu": "unlimited"}, "price": {"cpu": 1}}],
        "tasks": [{"id": "x", "payer": "ann", "demand": {"cpu": 3}}, {"id": "y", "payer": "bob", "demand": {"cpu": 3}}]
    })
}

/// One required task and one offer: options 0..4, one for each slot.
fn one() -> Value {
    json!({
        "version": 1, "resources": [{"name": "cpu", "unit": "core"}], "slots": {"count": 4, "length_ms": 1000},
        "payers": [{"id": "ann"}, {"id": "bob"}],
        "offers": [{"id": "o", "capacity": {"cpu": "unlimited"}, "price": {"cpu": 1}}],
        "tasks": [{"id": "x", "payer": "ann", "demand": {"cpu": 3}, "required": true}]
    })
}

type Edits = [(&'static str, Value)];

/// The market with members replaced, each named by where it stands, as in `tasks.0.needs`.
fn edited(mut market: Value, edits: &Edits) -> Market {
    for (place, value) in edits {
        let mut at = &mut market;
        for step in place.split('.') {
            at = match step.parse::<usize>() {
                Ok(index) => &mut at[index],
                Err(_) => &mut at[step],
            };
        }
        *at = value.clone();
    }
    Market::from_json(&market.to_string()).unwrap_or_else(|error| panic!("{market}: {error}"))
}

/// States an allocation by option numbers, with its values where the market has these options, and with no bound.
fn stated(market: &Market, options: &[u64]) -> Option<Certificate> {
    let program = Program::new(market);
    let choices: Option<Vec<_>> =
        program.tasks().zip(options).map(|(task, &option)| program.choice(task, option)).collect();
    let costs: Vec<LevelCosts> = (0..market.levels().len()).map(|level| LevelCosts::new(&program, level)).collect();
    let values = program.values(&costs, &choices?);
    let claim = Claim::Feasible { options: options.into(), bounds: vec![0; values.len()], values };
    Some(Certificate {
        market: market.hash(),
        claim,
        pool: vec![],
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![vec![]; market.levels().len()],
    })
}

fn accepted(market: &Market, options: &[u64]) -> Vector {
    Vector::new(market, &stated(market, options).expect("options of the market"))
}

/// The row breaks at `row`, with this usage and bound. `kept` keeps it.
fn row(
    name: &'static str,
    edits: &Edits,
    broken: [u64; 2],
    kept: [u64; 2],
    rows: Rows,
    (row, used, bound): (u64, i128, i128),
) -> Feature {
    rows_of(name, &[], edits, broken, kept, rows, (row, used, bound))
}

fn rows_of(
    name: &'static str,
    common: &Edits,
    edits: &Edits,
    broken: [u64; 2],
    kept: [u64; 2],
    rows: Rows,
    (row, used, bound): (u64, i128, i128),
) -> Feature {
    let market = edited(two(), &[common, edits].concat());
    Feature {
        name,
        refused: accepted(&market, &broken),
        refusal: Refusal::Reject(Reject::Infeasible(Violation::Row { row: RowIndex(row), used, bound })),
        rows: Some(rows),
        relaxed: Some(accepted(&edited(two(), common), &broken)),
        kept: Some(accepted(&market, &kept)),
    }
}

/// The task of the market of one has `left` options under the condition, and the allocation takes the one after the last.
fn option(name: &'static str, common: &Edits, edits: &Edits, left: u64) -> Feature {
    let (strict, relaxed) = (edited(one(), &[common, edits].concat()), edited(one(), common));
    let certificate = stated(&relaxed, &[left]).expect("an option without the condition");
    let claimed = Certificate { market: strict.hash(), ..certificate.clone() };
    let text = Allocation::render(&relaxed, &claimed).to_json();
    Feature {
        name,
        refused: Vector { allocation: text, ..Vector::new(&strict, &claimed) },
        refusal: Refusal::Reject(Reject::Option { task: TaskIndex::new(0), option: left, options: left }),
        rows: None,
        relaxed: Some(Vector::new(&relaxed, &certificate)),
        kept: left.checked_sub(1).map(|last| accepted(&strict, &[last])),
    }
}

/// Every condition.
pub fn all() -> Vec<Feature> {
    let mut all = limits();
    all.extend(links());
    all.extend(windows());
    all.extend(eligibility());
    all
}

fn limits() -> Vec<Feature> {
    let (o, ann) = (OfferIndex::new(0), PayerIndex::new(0));
    let (capacity, total) = (Rows::Usage(Origin::Capacity(o)), Rows::Usage(Origin::Total(o)));
    let (offer, payer) = (Rows::Usage(Origin::OfferLimit(o, 0)), Rows::Usage(Origin::PayerLimit(ann, 0)));
    let (budget, market) = (Rows::Usage(Origin::Budget(ann)), Rows::Usage(Origin::MarketLimit(0)));
    let cpu = |amount: u64| json!([{"of": "cpu", "amount": amount}]);
    let long = [("tasks.0.duration_slots", json!(2))];
    vec![
        row("feature_capacity", &[("offers.0.capacity.cpu", json!(5))], [0, 0], [0, 1], capacity, (0, 6, 5)),
        row(
            "feature_capacity_in_the_last_slot",
            &[("offers.0.capacity.cpu", json!(5))],
            [3, 3],
            [3, 7],
            capacity,
            (3, 6, 5),
        ),
        rows_of(
            "feature_capacity_of_a_long_run",
            &long,
            &[("offers.0.capacity.cpu", json!(5))],
            [0, 1],
            [0, 2],
            capacity,
            (1, 6, 5),
        ),
        row("feature_total", &[("offers.0.total", json!({"cpu": 5}))], [0, 1], [0, 5], total, (0, 6, 5)),
        rows_of(
            "feature_total_of_a_long_run",
            &long,
            &[("offers.0.total", json!({"cpu": 5}))],
            [0, 8],
            [3, 0],
            total,
            (0, 6, 5),
        ),
        row("feature_budget", &[("payers.0.budget", json!(2))], [0, 8], [8, 0], budget, (0, 3, 2)),
        row("feature_payer_limit", &[("payers.0.limits", cpu(2))], [0, 8], [8, 0], payer, (0, 3, 2)),
        row(
            "feature_payer_limit_of_offers",
            &[("payers.0.limits", json!([{"of": "cpu", "amount": 2, "offers": ["p"]}]))],
            [4, 8],
            [0, 4],
            payer,
            (0, 3, 2),
        ),
        row(
            "feature_offer_limit",
            &[("offers.0.limits", json!([{"of": "money", "amount": 5}]))],
            [0, 1],
            [0, 5],
            offer,
            (0, 6, 5),
        ),
        row(
            "feature_offer_limit_of_payers",
            &[("offers.0.limits", json!([{"of": "cpu", "amount": 2, "payers": ["bob"]}]))],
            [0, 0],
            [0, 4],
            offer,
            (0, 3, 2),
        ),
        row("feature_limit_over_the_horizon", &[("limits", cpu(5))], [0, 5], [0, 8], market, (0, 6, 5)),
        row(
            "feature_limit_of_offers",
            &[("limits", json!([{"of": "cpu", "amount": 2, "offers": ["p"]}]))],
            [0, 4],
            [0, 0],
            market,
            (0, 3, 2),
        ),
        row(
            "feature_limit_of_payers",
            &[("limits", json!([{"of": "cpu", "amount": 2, "payers": ["bob"]}]))],
            [0, 0],
            [0, 8],
            market,
            (0, 3, 2),
        ),
        row(
            "feature_limit_shared_by_offers",
            &[("limits", json!([{"of": "cpu", "amount": 5, "offers": ["o", "p"]}]))],
            [0, 7],
            [8, 7],
            market,
            (0, 6, 5),
        ),
        row(
            "feature_limit_over_an_interval",
            &[("limits", json!([{"of": "cpu", "amount": 5, "slots": [1, 2]}]))],
            [1, 2],
            [1, 3],
            market,
            (0, 6, 5),
        ),
        row(
            "feature_quoted_price",
            &[("payers.0.budget", json!(4)), ("tasks.0.quotes", json!([{"offer": "o", "price": 5}]))],
            [0, 8],
            [4, 8],
            budget,
            (0, 5, 4),
        ),
        row(
            "feature_quoted_demand",
            &[("offers.0.total", json!({"cpu": 6})), ("tasks.0.quotes", json!([{"offer": "o", "demand": {"cpu": 4}}]))],
            [0, 1],
            [0, 5],
            total,
            (0, 7, 6),
        ),
    ]
}

/// The market in which prior usage alone exceeds a limit, in its row 0.
pub fn prior_alone() -> Market {
    edited(two(), &[("limits", full_window())])
}

fn full_window() -> Value {
    json!([{"of": "cpu", "amount": 5, "window_slots": 2, "prior": [6]}])
}

fn windows() -> Vec<Feature> {
    let market = Rows::Usage(Origin::MarketLimit(0));
    let limit = |value: Value| [("limits", json!([value]))];
    let window = limit(json!({"of": "cpu", "amount": 5, "window_slots": 2}));
    let money = limit(json!({"of": "money", "amount": 5, "window_slots": 2}));
    let longer = limit(json!({"of": "cpu", "amount": 5, "window_slots": 9}));
    let prior = limit(json!({"of": "cpu", "amount": 5, "window_slots": 3, "prior": [1, 2, 90]}));
    let full = [("limits", full_window())];
    let mut alone = row("feature_prior_alone", &full, [3, 8], [3, 8], market, (0, 0, -1));
    alone.kept = None;
    vec![
        row("feature_window", &window, [0, 1], [0, 2], market, (1, 6, 5)),
        row("feature_window_of_money", &money, [2, 3], [1, 3], market, (3, 6, 5)),
        row("feature_window_longer_than_the_horizon", &longer, [0, 3], [0, 8], market, (3, 6, 5)),
        row("feature_prior", &prior, [0, 8], [1, 8], market, (0, 3, 2)),
        alone,
    ]
}

fn links() -> Vec<Feature> {
    let (needs, after) = ([("tasks.0.needs", json!(["y"]))], [("tasks.0.after", json!(["y"]))]);
    let long = [("tasks.1.duration_slots", json!(2))];
    vec![
        row("feature_needs", &needs, [0, 8], [0, 3], Rows::Needs, (0, 2, 1)),
        row("feature_after_nothing", &after, [0, 8], [8, 0], Rows::After, (0, 2, 1)),
        row("feature_after_too_early", &after, [1, 1], [2, 1], Rows::After, (1, 2, 1)),
        rows_of("feature_after_a_long_run", &long, &after, [2, 1], [3, 1], Rows::After, (2, 2, 1)),
    ]
}

fn eligibility() -> Vec<Feature> {
    let task = |field: &'static str, value: Value| [(field, value)];
    let permit = |value: Value| [("offers.0.permit", value)];
    let least = |field, value: u64| [(field, json!(value))];
    // The penalty keeps the value apart from the bound, which is 0: equal, they would be a claim of another form.
    let lost = [("tasks.0.required", json!(false)), ("tasks.0.penalty", json!(7))];
    vec![
        option("feature_required", &lost, &[("tasks.0.required", json!(true))], 4),
        option("feature_capacity_too_small", &[], &[("offers.0.capacity.cpu", json!(2))], 0),
        option("feature_capacity_absent", &[], &[("offers.0.capacity", json!({}))], 0),
        option("feature_demand_max", &[], &[("offers.0.demand_max", json!({"cpu": 2}))], 0),
        option("feature_permit_labels", &task("tasks.0.labels", json!(["gpu"])), &permit(json!({"labels": ["eu"]})), 0),
        option("feature_permit_no_labels", &task("tasks.0.labels", json!(["gpu"])), &permit(json!({"labels": []})), 0),
        option("feature_permit_principals", &[], &permit(json!({"principals": ["bob"]})), 0),
        option("feature_permit_nobody", &[], &permit(json!({"principals": []})), 0),
        option("feature_permit_scopes", &task("tasks.0.scope", json!("a/b")), &permit(json!({"scopes": ["a/c"]})), 0),
        option(
            "feature_permit_scope_of_like_name",
            &task("tasks.0.scope", json!("ab")),
            &permit(json!({"scopes": ["a"]})),
            0,
        ),
        option(
            "feature_permit_scope_above",
            &task("tasks.0.scope", json!("a")),
            &permit(json!({"scopes": ["a/b"]})),
            0,
        ),
        option("feature_requires", &[], &task("tasks.0.requires", json!(["gpu"])), 0),
        option(
            "feature_quality",
            &least("offers.0.quality_ppm", 899_999),
            &least("tasks.0.quality_min_ppm", 900_000),
            0,
        ),
        option(
            "feature_reliability",
            &least("offers.0.reliability_ppm", 989_999),
            &least("tasks.0.reliability_min_ppm", 990_000),
            0,
        ),
        option("feature_latency", &least("offers.0.latency_ms", 26), &least("tasks.0.latency_max_ms", 25), 0),
        option("feature_price_max", &[], &least("tasks.0.price_max", 2), 0),
        option("feature_quotes_only", &[], &task("tasks.0.quotes_only", json!(true)), 0),
        option("feature_slots_of_the_task", &[], &task("tasks.0.slots", json!([0, 2])), 3),
        option("feature_slots_of_the_offer", &[], &[("offers.0.slots", json!([0, 1]))], 2),
        option("feature_slots_apart", &task("tasks.0.slots", json!([0, 1])), &[("offers.0.slots", json!([2, 3]))], 0),
        option("feature_run_too_long", &[], &task("tasks.0.duration_slots", json!(5)), 0),
    ]
}
