use super::*;
use apportion_lattice::{Of, OfferIndex, Span, TaskIndex};

const TRACE: &str = "TIMESTAMP,ContextTokens,GeneratedTokens\r\n\
                     2023-11-16 18:17:03.9799600,4808,10\r\n\
                     2023-11-16 18:17:04.0319600,9000,8\r\n\
                     2023-11-16 18:19:03.9799599,110,27\r\n\
                     2023-11-16 18:19:03.97996,7433,14\r\n";
const PRICES: &str = "model,provider,input_usd_per_token,output_usd_per_token,max_input_tokens,max_output_tokens\n\
                      small,acme,0.000000954,0.000003961,8192,20\n\
                      large,acme,0.000003,0.000015,200000,64000\n\
                      other,zenith,3e-6,1.5E-5,200000,64000\n\
                      fine,tiny,0.0000000375,0.000001,8192,4096\n";

fn options(models: &[&str]) -> Options {
    Options { models: models.iter().map(|model| (*model).to_owned()).collect(), ..Options::default() }
}

fn error(trace: &str, prices: &str, options: &Options) -> String {
    market(trace, prices, "bad", options).unwrap_err().to_string()
}

#[test]
fn requests_become_tasks_and_models_offers() {
    let market = market(TRACE, PRICES, "trace", &options(&["small", "large"])).unwrap();
    assert_eq!(market.horizon().slot_count, 5);
    let slots: Vec<_> = market.tasks().iter().map(|task| (task.slots.first, task.slots.last)).collect();
    assert_eq!(slots, [(0, 2), (0, 2), (1, 3), (2, 4)]);
    let price = |task, offer| market.run(TaskIndex::new(task), OfferIndex::new(offer)).map(|run| run.price).ok();
    assert_eq!(price(0, 0), Some(4808 * 954 + 10 * 3961));
    assert_eq!(price(0, 1), Some(4808 * 3_000 + 10 * 15_000));
    assert_eq!(price(1, 0), None, "9000 tokens exceed the context of 8192");
    assert_eq!(price(2, 0), None, "27 tokens exceed the 20 that the model writes");
    assert_eq!(market.offers()[0].seller.as_deref(), Some("acme"));
    let limits = &market.offers()[0].limits;
    let rates: Vec<_> = limits.iter().map(|limit| (limit.of, limit.amount, limit.span.clone())).collect();
    let window = Span::Window { slots: 1, prior: Vec::new() };
    let resource = |name| {
        let at = market.resource_indices().find(|&index| &*market.resource(index).name == name);
        Of::Resource(at.unwrap())
    };
    assert_eq!(rates, [(resource("tokens"), 10_000, window.clone()), (resource("requests"), 10, window)]);
}

#[test]
fn each_option_counts() {
    let base = options(&["large"]);
    let with = |change: &dyn Fn(&mut Options)| {
        let mut options = base.clone();
        change(&mut options);
        market(TRACE, PRICES, "trace", &options).unwrap()
    };
    assert_eq!(with(&|o| o.requests = None).tasks().len(), 4);
    let ids = |market: &Market| market.tasks().iter().map(|task| task.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&with(&|o| o.requests = Some(2))), ["request-1", "request-3"]);
    assert_eq!(with(&|o| o.patience_slots = 0).horizon().slot_count, 3);
    assert_eq!(with(&|o| o.payers = 1).payers().len(), 1);
    assert_eq!(with(&|o| o.budget = Some(nmic(7))).payers()[3].budget, Some(nmic(7)));
    assert_eq!(with(&|o| o.tokens_per_minute = None).offers()[0].limits.len(), 1);
    assert_eq!(with(&|o| o.requests_per_minute = Some(3)).offers()[0].limits[1].amount, 3);
    let payers = |seed| with(&|o| o.seed = seed).tasks().iter().map(|task| task.payer).collect::<Vec<_>>();
    assert!((0..8).any(|seed| payers(seed) != payers(0)));
    let dear = with(&|o| o.mic_per_usd = 10);
    assert_eq!(dear.offers()[0].price[0], 30_000);
}

#[test]
fn rates_are_per_minute_whatever_the_slot() {
    let rate = |slot_length_ms| {
        let options = Options { slot_length_ms, ..options(&["large"]) };
        let market = market(TRACE, PRICES, "trace", &options).unwrap();
        let limit = &market.offers()[0].limits[0];
        let Span::Window { slots, .. } = limit.span else { panic!("rates are windows") };
        (limit.amount, slots)
    };
    assert_eq!(rate(1_000), (10_000, 60));
    assert_eq!(rate(7_000), (10_000, 9));
    assert_eq!(rate(90_000), (15_000, 1));
}

#[test]
fn without_names_each_provider_gives_its_first_model() {
    let trace_and = |mic_per_usd| market(TRACE, PRICES, "t", &Options { mic_per_usd, ..Options::default() });
    let market = trace_and(10).unwrap();
    let ids: Vec<_> = market.offers().iter().map(|offer| &*offer.id).collect();
    assert_eq!(ids, ["small", "other", "fine"]);
    assert_eq!(
        trace_and(1).unwrap_err().to_string(),
        "in the prices, line 5, column 11: 0.0000000375 US dollars per token is not a whole number of nMIC at 1 MIC per dollar; \
         raise the number of MIC per dollar"
    );
}

#[test]
fn faults_are_named_with_line_and_column() {
    let good = &options(&["large"]);
    let header = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    for (rows, message) in [
        ("2023-11-16 18:17:03,x,1", "line 2, column 21: \"x\" is not a whole number from 0 to 2^63 - 1"),
        ("2023-11-16 18:17:03,1,-1", "line 2, column 23: \"-1\" is not a whole number from 0 to 2^63 - 1"),
        ("2023-11-16 18:17:03,1", "line 2, column 1: the row has 2 fields and the header 3"),
        (
            "2023-11-16 18:17:03,\"1\",2",
            "line 2, column 21: quoted fields are not supported; write the field without quotation marks",
        ),
        (
            "\n2023-02-29 18:17:03,1,2",
            "line 3, column 1: \"2023-02-29 18:17:03\" is not a timestamp such as 2023-11-16 18:17:03.9799600",
        ),
        ("", "there is no request in the trace"),
    ] {
        assert_eq!(error(&format!("{header}{rows}"), PRICES, good), message);
    }
    assert_eq!(
        error("time,tokens\n1,2\n", PRICES, good),
        "line 1, column 1: the header has no column \"TIMESTAMP\"; it must name TIMESTAMP, ContextTokens, GeneratedTokens"
    );
    assert_eq!(error(TRACE, PRICES, &options(&["none"])), "there is no model \"none\" in the prices");
    let twice = format!("{PRICES}large,acme,1,1,1,1\n");
    assert_eq!(
        error(TRACE, &twice, good),
        "in the prices, line 6, column 1: the model \"large\" is listed twice, first in line 3; keep one row"
    );
    let negative = PRICES.replace("0.000003,", "-0.000003,");
    assert!(
        error(TRACE, &negative, good).starts_with("in the prices, line 3, column 12: \"-0.000003\" is not a price")
    );
    for zero in [
        Options { requests: Some(0), ..good.clone() },
        Options { slot_length_ms: 0, ..good.clone() },
        Options { payers: 0, ..good.clone() },
        Options { mic_per_usd: 0, ..good.clone() },
    ] {
        assert!(error(TRACE, PRICES, &zero).contains("must be at least 1"));
    }
    let far = format!("{TRACE}2024-11-16 18:17:03,1,1\n");
    let options = Options { slot_length_ms: 1, ..good.clone() };
    assert!(error(&far, PRICES, &options).contains("choose longer slots"));
}

#[test]
fn timestamps_count_ticks_across_every_boundary() {
    for (before, after, between) in [
        ("2023-12-31 23:59:59.9999999", "2024-01-01 00:00:00", 1),
        ("2024-02-28 00:00:00.0", "2024-03-01 00:00:00.0", 2 * 86_400 * TICKS_PER_SECOND),
        ("1900-02-28 00:00:00.0", "1900-03-01T00:00:00.0", 86_400 * TICKS_PER_SECOND),
        ("2000-01-01 00:00:00.0", "2001-01-01 00:00:00.0", 366 * 86_400 * TICKS_PER_SECOND),
        ("2023-11-16 18:17:03.98", "2023-11-16 18:17:04.0319600", 519_600),
    ] {
        assert_eq!(parse_ticks(after).unwrap() - parse_ticks(before).unwrap(), between, "{before} .. {after}");
    }
    for text in
        ["", "2023-11-16", "2023-11-16 24:00:00", "2023-13-01 00:00:00", "2023-11-16 18:17:03.", "23-11-16 18:17:03"]
    {
        assert_eq!(parse_ticks(text), None, "{text}");
    }
}
