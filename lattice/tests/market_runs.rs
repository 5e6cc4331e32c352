//! Refusals name the component and what was asked and offered; what is taken out of a market is checked; builders say what files say.

mod market_support;

use apportion_lattice::document::{Interval, Limit, Objective, Offer, Payer, Quote, Task, window};
use apportion_lattice::error::{Kind, Problem};
use apportion_lattice::permission::Scope;
use apportion_lattice::quantity::Amount;
use apportion_lattice::{Market, OfferIndex, Refusal, SlotRange, Taken, TaskIndex, mic, nmic, ppm};
use core::time::Duration;
use market_support::base;

const TASK: TaskIndex = TaskIndex::new(0);
const OFFER: OfferIndex = OfferIndex::new(0);

/// One task and one offer that suits it exactly.
fn pair(task: impl Fn(Task) -> Task, offer: impl Fn(Offer) -> Offer) -> Market {
    let exact_task = Task::new("t", "alice")
        .demand("gpu", 2)
        .duration_slots(3)
        .label("public")
        .requires("fast")
        .scope("uni/lab")
        .quality_min(ppm(700_000))
        .latency_max(Duration::from_millis(20))
        .reliability_min(ppm(800_000))
        .price_max(nmic(31));
    let exact_offer = Offer::new("o")
        .capacity("gpu", 2)
        .demand_max("gpu", 2)
        .price("gpu", nmic(5))
        .price_fixed(nmic(1))
        .quality(ppm(700_000))
        .latency(Duration::from_millis(20))
        .reliability(ppm(800_000))
        .slots(1..=3)
        .provides("fast")
        .permit_labels(["public"])
        .permit_principals(["alice"])
        .permit_scopes(["uni"]);
    Market::builder("pair")
        .slots(5, Duration::from_secs(1))
        .payer(Payer::new("alice"))
        .offer(offer(exact_offer))
        .task(task(exact_task))
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn an_ask_that_equals_the_supply_is_covered() {
    let market = pair(|task| task, |offer| offer);
    let run = market.run(TASK, OFFER).expect("eligible");
    assert_eq!((run.price, run.start_first, run.start_last, run.duration_slots, run.score), (31, 1, 1, 3, 0));
    assert_eq!(run.demand.iter().map(|(_, amount)| amount).collect::<Vec<_>>(), [2]);
    assert!(market.refusals(TASK, OFFER).is_empty());
}

#[test]
fn each_component_refuses_alone() {
    let label = |label: &str| Refusal::LabelNotPermitted { label: label.into() };
    let slots = |offer| Refusal::Slots { task: SlotRange { first: 0, last: 4 }, offer, duration_slots: 3 };
    let same_task = |task: Task| task;
    let same_offer = |offer: Offer| offer;
    let cases: Vec<(Market, Refusal)> = vec![
        (pair(|task| task.label("secret"), same_offer), label("secret")),
        (pair(same_task, |offer| offer.permit_labels::<[&str; 0]>([])), label("public")),
        (
            pair(same_task, |offer| offer.permit_principals(["bob"])),
            Refusal::PrincipalNotPermitted { principal: "alice".into() },
        ),
        (
            pair(|task| task.scope("university"), same_offer),
            Refusal::ScopeNotPermitted { scope: Scope::new("university") },
        ),
        (pair(|task| task.requires("eu"), same_offer), Refusal::NotProvided { label: "eu".into() }),
        (
            pair(|task| task.quality_min(ppm(700_001)), same_offer),
            Refusal::Quality { min_ppm: 700_001, offered_ppm: 700_000 },
        ),
        (
            pair(same_task, |offer| offer.latency(Duration::from_micros(20_001))),
            Refusal::Latency { max_ms: 20, offered_ms: 21 },
        ),
        (
            pair(same_task, |offer| offer.reliability(ppm(799_999))),
            Refusal::Reliability { min_ppm: 800_000, offered_ppm: 799_999 },
        ),
        (pair(|task| task.price_max(nmic(30)), same_offer), Refusal::Price { max: 30, price: 31 }),
        (
            pair(same_task, |offer| offer.capacity("gpu", 1)),
            Refusal::Capacity { resource: "gpu".into(), demand: 2, capacity: Amount::finite(1).expect("small") },
        ),
        (
            pair(same_task, |offer| offer.demand_max("gpu", 1)),
            Refusal::DemandMax { resource: "gpu".into(), demand: 2, max: 1 },
        ),
        (pair(same_task, |offer| offer.slots(2..=3)), slots(SlotRange { first: 2, last: 3 })),
        (pair(Task::quotes_only, same_offer), Refusal::NotQuoted),
    ];
    for (market, expected) in cases {
        assert_eq!(market.refusals(TASK, OFFER), std::slice::from_ref(&expected));
        assert_eq!(market.run(TASK, OFFER), Err(expected.clone()));
        assert_eq!(market.runs(TASK).count(), 0, "{expected}");
        assert!(!expected.to_string().is_empty());
    }
}

#[test]
fn every_failing_component_is_told() {
    let market = pair(
        |task| task.quality_min(ppm(1_000_000)).demand("ram", 1).quotes_only(),
        |offer| offer.permit_principals::<[&str; 0]>([]),
    );
    let refusals = market.refusals(TASK, OFFER);
    assert_eq!(refusals.len(), 4, "{refusals:?}");
    assert_eq!(
        refusals.last().map(ToString::to_string).as_deref(),
        Some("1 of ram are needed in a slot and the offer has 0")
    );
    assert_eq!(market.run(TASK, OFFER).err(), refusals.first().cloned());
}

#[test]
fn a_quote_replaces_price_and_demand_and_nothing_else() {
    let quoted = |quote: Quote| pair(|task| task.quote(quote.clone()).quotes_only(), |offer| offer);
    let price = |quote: Quote| quoted(quote).run(TASK, OFFER).map(|run| (run.price, run.score));
    assert_eq!(price(Quote::new("o")), Ok((31, 0)));
    assert_eq!(price(Quote::new("o").price(nmic(4)).score(9)), Ok((4, 9)));
    assert_eq!(price(Quote::new("o").demand("gpu", 1)), Ok((16, 0)));
    assert_eq!(price(Quote::new("o").no_demand()), Ok((1, 0)));
    assert_eq!(price(Quote::new("o").price(nmic(32))), Err(Refusal::Price { max: 31, price: 32 }));
    assert!(price(Quote::new("o").demand("gpu", 3).price(nmic(0))).is_err());
}

#[test]
fn runs_come_in_the_order_of_offers_whatever_the_order_of_quotes() {
    let offers = (0..5).map(|offer| Offer::new(format!("o{offer}")).capacity("gpu", 1));
    let base = offers.fold(Market::builder("order").payer(Payer::new("p")), |builder, offer| builder.offer(offer));
    for (only, expected) in [(false, vec![0, 1, 2, 3, 4]), (true, vec![1, 3, 4])] {
        let task = [4, 1, 3].into_iter().fold(Task::new("t", "p").demand("gpu", 1), |task, offer| {
            task.quote(Quote::new(format!("o{offer}")).price(nmic(offer)))
        });
        let task = if only { task.quotes_only() } else { task };
        let market = base.clone().task(task).build().expect("valid");
        let runs: Vec<_> = market.runs(TASK).collect();
        assert_eq!(runs.iter().map(|(offer, _)| offer.get()).collect::<Vec<_>>(), expected);
        for (offer, run) in runs {
            assert_eq!(market.run(TASK, offer).as_ref(), Ok(&run));
            let quoted = [1, 3, 4].contains(&offer.get());
            assert_eq!(run.price, if quoted { u64::from(offer.get()) } else { 0 });
            assert_eq!(market.task(TASK).find_quote(offer).is_some(), quoted);
        }
    }
}

#[test]
fn taking_what_is_not_there_is_refused() {
    let market = Market::from_json(&base().to_string()).expect("valid");
    let taken = |task, offer, start| Taken { task: TaskIndex::new(task), offer: OfferIndex::new(offer), start };
    type Expected = fn(&Problem) -> bool;
    let cases: Vec<(Vec<Taken>, &str, Expected)> = vec![
        (vec![taken(3, 0, 0)], "taken[0].task", |problem| {
            matches!(problem, Problem::NoSuchPosition { kind: Kind::Task, position: 3 })
        }),
        (vec![taken(0, 2, 0)], "taken[0].offer", |problem| {
            matches!(problem, Problem::NoSuchPosition { kind: Kind::Offer, position: 2 })
        }),
        (vec![taken(2, 0, 0)], "taken[0]", |problem| {
            matches!(problem, Problem::TakenIneligible { refusal: Refusal::ScopeNotPermitted { .. }, .. })
        }),
        (vec![taken(0, 0, 6)], "taken[0].start", |problem| {
            matches!(problem, Problem::TakenStart { start: 6, first: 0, last: 5 })
        }),
        (vec![taken(0, 0, 0), taken(0, 0, 0)], "taken[1]", |problem| matches!(problem, Problem::TakenTwice { .. })),
        (
            vec![taken(1, 1, 2)],
            "taken[0]",
            |problem| matches!(problem, Problem::TakenWithout { needed, .. } if &**needed == "a"),
        ),
    ];
    for (taken, path, is_expected) in cases {
        let error = market.residual(&taken).unwrap_err();
        assert!(is_expected(error.problem()), "{error:?}");
        assert_eq!((error.path().to_string().as_str(), error.line()), (path, None));
    }
}

#[test]
fn taking_nothing_leaves_the_market_and_taking_all_leaves_no_task() {
    let market = Market::from_json(&base().to_string()).expect("valid");
    assert_eq!(market.residual(&[]).expect("valid"), market);
    let taken = Taken { task: TASK, offer: OFFER, start: 0 };
    let rest = market.residual(&[taken]).expect("valid");
    assert_eq!(rest.tasks().len(), 2);
    // Two slots at a price of 3: of the budget of 1000, 994 are left, and of the total of 20, 18.
    assert_eq!(rest.payers()[0].budget, Some(nmic(994)));
    assert_eq!(rest.offers()[0].total[0], Some(18));
    assert_eq!(rest.offers()[0].capacity, market.offers()[0].capacity);
    // Task c, which comes after a, starts no earlier than the slot in which a has ended.
    assert_eq!(rest.tasks()[1].slots, SlotRange { first: 2, last: 7 });
    // The window of two slots with one unit before: the sum was at most 6 in each of the windows that end in slots 0, 1 and 2.
    let left: Vec<_> = rest.offers()[0].limits.iter().map(|limit| limit.amount).collect();
    assert_eq!(left, [6, 4, 4, 5, 3, 3]);
}

#[test]
fn a_builder_says_what_a_file_says() -> Result<(), Box<dyn std::error::Error>> {
    let built = Market::builder("everything")
        .slots(8, Duration::from_secs(60))
        .resource("gpu", "device")
        .payer(Payer::new("alice").budget(mic("0.000001")?).limit("money", 500, 0..=3))
        .offer(
            Offer::new("north")
                .seller("Nordlicht")
                .donated()
                .capacity("gpu", 4)
                .unlimited("ram")
                .total("gpu", 20)
                .price("gpu", nmic(3)),
        )
        .task(Task::new("a", "alice").demand("gpu", 1).slots(0..=6).required())
        .task(
            Task::new("b", "alice")
                .needs("a")
                .after("a")
                .penalty(5)
                .value(2)
                .quote(Quote::new("north").demand("disk", 0)),
        )
        .limit(Limit::new("net", 9).span(window(2)).prior([1]).offers(["north"]).payers(["alice"]))
        .objective(Objective::level([("price", 1), ("use:heat", 2)]).then([("end_slot", 1)]))
        .build()?;
    let unit = r#""unit":"unit""#;
    let file = format!(
        r#"{{"version":1,"name":"everything","slots":{{"count":8,"length_ms":60000}},
        "resources":[{{"name":"gpu","unit":"device"}},{{"name":"ram",{unit}}},{{"name":"disk",{unit}}},{{"name":"net",{unit}}},{{"name":"heat",{unit}}}],
        "payers":[{{"id":"alice","budget":1000,"limits":[{{"of":"money","amount":500,"slots":[0,3]}}]}}],
        "offers":[{{"id":"north","seller":"Nordlicht","donated":true,"capacity":{{"gpu":4,"ram":"unlimited"}},"total":{{"gpu":20}},"price":{{"gpu":3}}}}],
        "tasks":[{{"id":"a","payer":"alice","demand":{{"gpu":1}},"slots":[0,6],"required":true}},
        {{"id":"b","payer":"alice","needs":["a"],"after":["a"],"penalty":5,"value":2,"quotes":[{{"offer":"north","demand":{{}}}}]}}],
        "limits":[{{"of":"net","amount":9,"window_slots":2,"prior":[1],"offers":["north"],"payers":["alice"]}}],
        "objective":[{{"price":1,"use:heat":2}},{{"end_slot":1}}]}}"#
    );
    assert_eq!(
        String::from_utf8(built.canonical_json())?,
        String::from_utf8(Market::from_json(&file)?.canonical_json())?
    );
    Ok(())
}

#[test]
fn a_builder_refuses_what_a_file_refuses() {
    let build = |task| Market::builder("x").payer(Payer::new("p")).task(task).build();
    let error = build(Task::new("t", "q")).unwrap_err();
    assert_eq!(error.to_string(), "tasks[0].payer: there is no payer \"q\"; declare it or correct the id");
    let too_large = build(Task::new("t", "p").penalty(u64::MAX)).unwrap_err();
    assert!(matches!(too_large.problem(), Problem::OutOfRange { .. }));
    let mut reversed = Task::new("t", "p");
    reversed.slots = Some(Interval { first: 0, last: u64::MAX });
    assert!(matches!(build(reversed).unwrap_err().problem(), Problem::SlotOutside { .. }));
    let uneven = Market::builder("x").slots(1, Duration::from_micros(1500)).build().unwrap_err();
    assert!(matches!(uneven.problem(), Problem::NotMilliseconds));
    assert_eq!(uneven.path().to_string(), "slots.length_ms");
}
