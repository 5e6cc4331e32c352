//! D23 to D26: values by hand, the optimum against every assignment there is, and the bounds that follow from it.

use apportion_lattice::market::{Market, OfferIndex, TaskIndex};
use apportion_lattice::testing::generate::{Profile, exact_money, market};
use apportion_lattice::testing::oracle::{
    Assignment, Optimum, TooLarge, feasible, level_minima, level_minimum, optimum, optimum_within, options, value,
};

/// Two tasks, of which the second is required, on an offer where every term has a number of its own.
fn with_objective(objective: &str) -> Market {
    let text = format!(
        r#"{{"version":1,"resources":[{{"name":"cpu","unit":"cores"}}],"slots":{{"count":8,"length_ms":1}},"payers":[{{"id":"p"}}],
            "offers":[{{"id":"o","capacity":{{"cpu":"unlimited"}},"price":{{"cpu":11}},"price_fixed":1000,"quality_ppm":999987,
                        "latency_ms":17,"reliability_ppm":999981}}],
            "tasks":[{{"id":"a","payer":"p","demand":{{"cpu":2}},"duration_slots":3,"penalty":23,"value":29,
                       "quotes":[{{"offer":"o","score":31}}]}},
                     {{"id":"b","payer":"p","required":true,"penalty":37,"value":41}}],
            "objective":{objective}}}"#
    );
    Market::from_json(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn d23_each_term_counts_what_it_says() {
    // The first task starts in slot 4, or is left out; so is the required one, which counts nothing.
    for (term, assigned, left_out) in [
        ("price", 3 * 2 * 11 + 1000, 0),
        ("penalty", 0, 23),
        ("value_lost", 0, 29),
        ("latency_ms", 17, 0),
        ("quality_lost_ppm", 13, 0),
        ("reliability_lost_ppm", 19, 0),
        ("score", 31, 0),
        ("end_slot", 7, 0),
        ("use:cpu", 6, 0),
    ] {
        let market = with_objective(&format!(r#"[{{"{term}":5}}]"#));
        assert_eq!(value(&market, &[Some((OfferIndex::new(0), 4)), None]), [5 * assigned], "{term}");
        assert_eq!(value(&market, &[None, None]), [5 * left_out], "{term}");
    }
}

#[test]
fn d24_levels_and_named_objectives() {
    let assignment = [None, Some((OfferIndex::new(0), 0))];
    for (objective, expected) in [
        (r#""cost""#, vec![1023]),
        (r#""throughput""#, vec![29, 1000]),
        (r#""latency""#, vec![23, 17, 1000]),
        (r#"[{"penalty":2,"end_slot":3},{"price":1}]"#, vec![49, 1000]),
    ] {
        assert_eq!(value(&with_objective(objective), &assignment), expected, "{objective}");
    }
}

/// Every function from tasks to options or nothing.
fn assignments(market: &Market) -> Vec<Assignment> {
    market.task_indices().fold(vec![Vec::new()], |begun, task: TaskIndex| {
        let choices = options(market, task).into_iter().map(Some).chain([None]).collect::<Vec<_>>();
        begun.iter().flat_map(|begun| choices.iter().map(|&choice| [begun.as_slice(), &[choice]].concat())).collect()
    })
}

/// The definitions without any pruning: the first of the least values.
fn by_definition(market: &Market) -> Option<Optimum> {
    let feasible = assignments(market).into_iter().filter(|assignment| feasible(market, assignment).is_ok());
    let valued = feasible.map(|assignment| Optimum { value: value(market, &assignment), assignment });
    valued.reduce(|best, next| if next.value < best.value { next } else { best })
}

#[test]
fn d25_the_search_finds_the_first_optimum_of_all_assignments() {
    let (mut infeasible, mut assigned) = (0, 0);
    for seed in 0..600 {
        let market = market(seed, &Profile::tiny());
        let expected = by_definition(&market);
        infeasible += u32::from(expected.is_none());
        assigned += u32::from(expected.as_ref().is_some_and(|found| found.assignment.iter().any(Option::is_some)));
        assert_eq!(optimum(&market), Ok(expected), "seed {seed}");
    }
    assert!(infeasible >= 20 && assigned >= 150, "{infeasible} infeasible, {assigned} with a run");
}

#[test]
fn d26_level_minima_are_the_largest_true_bounds() {
    let mut beyond_the_optimum = 0;
    for seed in 0..400 {
        let market = market(seed, &Profile::tiny());
        let levels = market.levels().len();
        let values = assignments(&market).into_iter().filter(|assignment| feasible(&market, assignment).is_ok());
        let values = values.map(|assignment| value(&market, &assignment)).collect::<Vec<_>>();
        // Every feasible value is an objective that an answer may state.
        for objective in &values {
            let expected = (0..levels).map(|level| {
                let within =
                    |value: &&Vec<u128>| value.iter().zip(&objective[..level]).all(|(value, most)| value <= most);
                values.iter().filter(within).map(|value| value[level]).min()
            });
            assert_eq!(level_minima(&market, objective), Ok(expected.collect()), "seed {seed}");
        }
        if let Ok(Some(best)) = optimum(&market) {
            let minima = level_minima(&market, &best.value).unwrap();
            assert_eq!(minima, best.value.iter().copied().map(Some).collect::<Vec<_>>(), "seed {seed}");
            beyond_the_optimum += u32::from(values.iter().any(|value| *value != best.value));
        }
        // Nothing is below a least value.
        if let Some(least) = values.iter().map(|value| value[0]).min().filter(|&least| least > 0 && levels > 1) {
            assert_eq!(level_minimum(&market, &[least - 1]), Ok(None), "seed {seed}");
        }
    }
    assert!(beyond_the_optimum >= 100, "{beyond_the_optimum}");
}

#[test]
fn d26_ties_at_one_level_are_decided_at_the_next() {
    // Two tasks and room for one: leaving either out costs 5. The second is cheaper, and cheaper still in the second offer.
    let text = r#"{"version":1,"resources":[{"name":"cpu","unit":"cores"}],"payers":[{"id":"p"}],
        "offers":[{"id":"x","capacity":{"cpu":1},"price_fixed":9},{"id":"y","capacity":{"cpu":1},"price_fixed":7}],
        "tasks":[{"id":"a","payer":"p","demand":{"cpu":1},"value":5,"quotes":[{"offer":"x","price":8}]},
                 {"id":"b","payer":"p","demand":{"cpu":1},"value":5,"quotes":[{"offer":"x","price":3},{"offer":"y","price":2}]}],
        "limits":[{"of":"cpu","amount":1}],"objective":"throughput"}"#;
    let market = Market::from_json(text).unwrap();
    let best = optimum(&market).unwrap().unwrap();
    assert_eq!(best.value, [5, 2]);
    assert_eq!(best.assignment, [None, Some((OfferIndex::new(1), 0))]);
    assert_eq!(level_minimum(&market, &[5]), Ok(Some(2)));
    // Where more may be lost at the first level, nothing need be spent.
    assert_eq!(level_minimum(&market, &[10]), Ok(Some(0)));
    assert_eq!(level_minimum(&market, &[4]), Ok(None));
}

#[test]
fn the_cap_on_enumeration_is_an_error_of_its_own() {
    let market = exact_money(0, 1_000_000_000);
    assert_eq!(optimum_within(&market, 10), Err(TooLarge { nodes_max: 10 }));
    assert!(matches!(optimum(&market), Ok(Some(_))));
}
