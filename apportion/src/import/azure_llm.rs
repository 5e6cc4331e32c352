//! Traces of requests to language models, with a list of prices.
//!
//! **Trace**: comma-separated, with the columns `TIMESTAMP` (`2023-11-16 18:17:03.9799600`), `ContextTokens` and `GeneratedTokens`, as in the
//! Azure LLM inference traces. **Prices**: comma-separated, with the columns `model`, `provider`, `input_usd_per_token`,
//! `output_usd_per_token`, `max_input_tokens` and `max_output_tokens`. Other columns are ignored.
//!
//! Rules of the market, all deterministic:
//!
//! - Slot 0 begins at the earliest timestamp. A request arrives in the slot of its timestamp and may run in that slot or in one of the
//!   [`patience_slots`](Options::patience_slots) after it. It takes one slot.
//! - Requests: with [`requests`](Options::requests) = N and R in the trace, the rows `floor(i * R / N)` for `i = 0 .. N-1`, so that a sample
//!   spans the whole trace. Request number `k` of the trace, counted from 1, is the task `request-k`.
//! - Demand: `input_tokens` (context), `output_tokens` (generated), `tokens` (their sum) and `requests` (1).
//! - Models: those named, or else the first of every provider, in the order of the file. Each is an offer whose seller is the provider, with
//!   its two prices, and its two sizes as the most that one request may have. What can be used is bounded by the rates alone: `tokens` and
//!   `requests` per minute, in every window of as many slots as cover one minute (for slots longer than a minute, in every slot, and in
//!   proportion to its length, rounded down).
//! - Payers: `payer-1` to `payer-P`. Request `k` is paid by payer `1 + splitmix64(seed + k) mod P`.
//! - Money: 1 US dollar is [`mic_per_usd`](Options::mic_per_usd) MIC, by default 1, so that 0.000003 dollars per token are 3000 nMIC. Prices
//!   are computed from their decimal digits; one that is not a whole number of nMIC is refused, never rounded.
//! - Objective: `throughput`, as many requests as possible and then the least price.

use super::csv::{self, Fault, Field};
use super::{ImportError, ImportProblem};
use apportion_lattice::document::{Document, Limit, Objective, Offer, Payer, Resource, Slots, Task, window};
use apportion_lattice::{Decimal, Market, Money, nmic};
use std::collections::HashMap;

/// How a trace becomes a market. See the module for the rules.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// How many requests to take, evenly over the trace; `None`: all. Default 200.
    pub requests: Option<u64>,
    /// The models to offer, by name; empty (the default): the first of every provider.
    pub models: Vec<String>,
    /// Length of a slot in milliseconds, at least 1. Default 60,000.
    pub slot_length_ms: u64,
    /// How many slots after its arrival a request may start. Default 2.
    pub patience_slots: u32,
    /// Tokens that one model serves in a minute; `None`: no limit. Default 10,000.
    pub tokens_per_minute: Option<u64>,
    /// Requests that one model serves in a minute; `None`: no limit. Default 10.
    pub requests_per_minute: Option<u64>,
    /// How many payers share the requests, at least 1. Default 4.
    pub payers: u32,
    /// The most that each payer spends; `None` (the default): no budget.
    pub budget: Option<Money>,
    /// Chooses who pays for which request. Default 0.
    pub seed: u64,
    /// MIC per US dollar, at least 1. Default 1.
    pub mic_per_usd: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            requests: Some(200),
            models: Vec::new(),
            slot_length_ms: 60_000,
            patience_slots: 2,
            tokens_per_minute: Some(10_000),
            requests_per_minute: Some(10),
            payers: 4,
            budget: None,
            seed: 0,
            mic_per_usd: 1,
        }
    }
}

const TRACE_COLUMNS: [&str; 3] = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"];
const PRICE_COLUMNS: [&str; 6] =
    ["model", "provider", "input_usd_per_token", "output_usd_per_token", "max_input_tokens", "max_output_tokens"];
const RESOURCES: [(&str, &str); 4] =
    [("input_tokens", "tokens"), ("output_tokens", "tokens"), ("tokens", "tokens"), ("requests", "requests")];
const NMIC_PER_MIC: u64 = 1_000_000_000;
const MINUTE_MS: u64 = 60_000;
const SLOTS_MAX: u64 = 1_000_000;

/// The market of a trace and a list of prices, with this name.
///
/// ```
/// use apportion::import::azure_llm::{Options, market};
/// let trace = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.98,4808,10\n2023-11-16 18:18:04.03,3180,8\n";
/// let prices = "model,provider,input_usd_per_token,output_usd_per_token,max_input_tokens,max_output_tokens\n\
///               small,acme,0.000003,0.000015,8192,4096\n";
/// let market = market(trace, prices, "two requests", &Options::default())?;
/// assert_eq!((market.tasks().len(), market.horizon().slot_count), (2, 4));
/// # Ok::<(), apportion::import::ImportError>(())
/// ```
///
/// # Errors
/// With line and column if either text is not as described; if an option is out of range or names a model that has no price.
pub fn market(trace: &str, prices: &str, name: &str, options: &Options) -> Result<Market, ImportError> {
    options.check()?;
    let arrivals = arrivals(trace, options)?;
    let offers = models(prices, &options.models, options.mic_per_usd)?;
    let last = arrivals.iter().map(|arrival| arrival.slot).max().unwrap_or(0);
    let count = last.saturating_add(1).saturating_add(u64::from(options.patience_slots));
    if count > SLOTS_MAX {
        return Err(ImportError::Options(ImportProblem::TooManySlots { slots: count }));
    }
    let payer = |number: u64| {
        let payer = Payer::new(format!("payer-{number}"));
        options.budget.into_iter().fold(payer, Payer::budget)
    };
    Ok(Market::from_document(Document {
        name: Some(name.to_owned()),
        resources: RESOURCES.map(|(name, unit)| Resource { name: name.into(), unit: unit.into() }).to_vec(),
        slots: Slots { count, length_ms: options.slot_length_ms },
        payers: (1..=u64::from(options.payers)).map(payer).collect(),
        offers: offers.into_iter().map(|offer| options.rate_limited(offer)).collect(),
        tasks: arrivals.iter().map(|arrival| options.task(arrival)).collect(),
        objective: Objective::throughput(),
        ..Document::default()
    })?)
}

impl Options {
    fn check(&self) -> Result<(), ImportError> {
        let at_least_one = [
            ("the number of requests", self.requests != Some(0)),
            ("the length of a slot", self.slot_length_ms != 0),
            ("the number of payers", self.payers != 0),
            ("the number of MIC per dollar", (1..=NMIC_PER_MIC).contains(&self.mic_per_usd)),
        ];
        let broken = at_least_one.into_iter().find(|(_, holds)| !holds);
        broken.map_or(Ok(()), |(option, _)| {
            Err(ImportError::Options(ImportProblem::Option { option, expected: "at least 1, and not beyond 10^9" }))
        })
    }

    fn rate_limited(&self, offer: Offer) -> Offer {
        let slots = MINUTE_MS.div_ceil(self.slot_length_ms);
        let rate = |offer: Offer, resource: &str, per_minute: Option<u64>| {
            let Some(per_minute) = per_minute else { return offer };
            let whole = u128::from(per_minute) * u128::from(self.slot_length_ms.max(MINUTE_MS)) / u128::from(MINUTE_MS);
            let amount = u64::try_from(whole).unwrap_or(u64::MAX).min((1 << 63) - 1);
            let limit = Limit::new(resource, amount).span(window(u32::try_from(slots).unwrap_or(u32::MAX)));
            Offer { limits: [offer.limits, vec![limit]].concat(), ..offer }
        };
        let offer = rate(offer, "tokens", self.tokens_per_minute);
        rate(offer, "requests", self.requests_per_minute)
    }

    fn task(&self, arrival: &Arrival) -> Task {
        let payer = 1 + splitmix64(self.seed.wrapping_add(arrival.number)) % u64::from(self.payers);
        // Slots fit, as the whole horizon was checked to.
        let slot = u32::try_from(arrival.slot).unwrap_or(u32::MAX);
        Task::new(format!("request-{}", arrival.number), format!("payer-{payer}"))
            .slots(slot..=slot.saturating_add(self.patience_slots))
            .demand("input_tokens", arrival.input_tokens)
            .demand("output_tokens", arrival.output_tokens)
            .demand("tokens", arrival.input_tokens.saturating_add(arrival.output_tokens))
            .demand("requests", 1)
    }
}

/// One request of the sample.
struct Arrival {
    /// Number in the trace, from 1.
    number: u64,
    slot: u64,
    input_tokens: u64,
    output_tokens: u64,
}

fn arrivals(text: &str, options: &Options) -> Result<Vec<Arrival>, ImportError> {
    let fault = |Fault { line, column, problem }| ImportError::Text { line, column, problem };
    let mut rows = Vec::new();
    for row in csv::rows(text, &TRACE_COLUMNS).map_err(fault)? {
        let [time, input, output] = row.map_err(fault)?;
        let row = (ticks(time).map_err(fault)?, input.number().map_err(fault)?, output.number().map_err(fault)?);
        rows.push(row);
    }
    let Some(start) = rows.iter().map(|row| row.0).min() else {
        return Err(ImportError::Options(ImportProblem::NoRequests));
    };
    let total = rows.len() as u64;
    let taken = options.requests.unwrap_or(total).min(total);
    let slot_ticks = u128::from(options.slot_length_ms) * u128::from(TICKS_PER_SECOND / 1_000);
    let arrival = |row: u64| {
        let &(time, input_tokens, output_tokens) = rows.get(usize::try_from(row).ok()?)?;
        let slot = u64::try_from(u128::from(time - start) / slot_ticks).unwrap_or(u64::MAX);
        Some(Arrival { number: row + 1, slot, input_tokens, output_tokens })
    };
    let sample = (0..taken).map(|i| (u128::from(i) * u128::from(total) / u128::from(taken)) as u64);
    Ok(sample.filter_map(arrival).collect())
}

fn models(text: &str, wanted: &[String], mic_per_usd: u64) -> Result<Vec<Offer>, ImportError> {
    let fault = |Fault { line, column, problem }| ImportError::Prices { line, column, problem };
    let mut listed: Vec<[Field<'_>; 6]> = Vec::new();
    let mut lines = HashMap::new();
    for row in csv::rows(text, &PRICE_COLUMNS).map_err(fault)? {
        let row = row.map_err(fault)?;
        if let Some(first) = lines.insert(row[0].text, row[0].line) {
            let problem = ImportProblem::DuplicateModel { model: row[0].text.to_owned(), first };
            return Err(fault(row[0].fault(problem)));
        }
        listed.push(row);
    }
    let chosen: Vec<&[Field<'_>; 6]> = if wanted.is_empty() {
        let mut providers = std::collections::HashSet::new();
        listed.iter().filter(|row| providers.insert(row[1].text)).collect()
    } else {
        let find = |model: &String| {
            let missing = || ImportError::Options(ImportProblem::UnknownModel { model: model.clone() });
            listed.iter().find(|row| row[0].text == model).ok_or_else(missing)
        };
        wanted.iter().map(find).collect::<Result<_, _>>()?
    };
    if chosen.is_empty() {
        return Err(ImportError::Options(ImportProblem::NoModels));
    }
    chosen.into_iter().map(|row| offer(row, mic_per_usd).map_err(fault)).collect()
}

fn offer(
    [model, provider, input, output, input_max, output_max]: &[Field<'_>; 6],
    mic_per_usd: u64,
) -> Result<Offer, Fault> {
    let offer = Offer::new(model.text)
        .seller(provider.text)
        .price("input_tokens", nmic(price_nmic(*input, mic_per_usd)?))
        .price("output_tokens", nmic(price_nmic(*output, mic_per_usd)?))
        .demand_max("input_tokens", input_max.number()?)
        .demand_max("output_tokens", output_max.number()?);
    Ok(RESOURCES.iter().fold(offer, |offer, (resource, _)| offer.unlimited(*resource)))
}

fn price_nmic(field: Field<'_>, mic_per_usd: u64) -> Result<u64, Fault> {
    let expected = "a price in digits with at most one point, such as 0.000003 or 3e-6";
    let usd: Decimal = field
        .text
        .parse()
        .map_err(|_| field.fault(ImportProblem::NotANumber { found: field.text.to_owned(), expected }))?;
    usd.times(mic_per_usd * NMIC_PER_MIC)
        .ok_or_else(|| field.fault(ImportProblem::TooFine { usd: field.text.to_owned(), mic_per_usd }))
}

const TICKS_PER_SECOND: u64 = 10_000_000;

/// A timestamp as tenths of microseconds since the year 0, in the Gregorian calendar without time zones or leap seconds.
fn ticks(field: Field<'_>) -> Result<u64, Fault> {
    let expected = "a timestamp such as 2023-11-16 18:17:03.9799600";
    let fault = || field.fault(ImportProblem::NotANumber { found: field.text.to_owned(), expected });
    parse_ticks(field.text).ok_or_else(fault)
}

fn parse_ticks(text: &str) -> Option<u64> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut date = date.splitn(3, '-');
    let (year, month, day) = (date.next()?, date.next()?, date.next()?);
    let mut clock = seconds.splitn(3, ':');
    let (hour, minute, second) = (clock.next()?, clock.next()?, clock.next()?);
    let year = digits(year, 4, 0..=9999)?;
    let month = digits(month, 2, 1..=12)?;
    let day = digits(day, 2, 1..=days_in(year, month))?;
    let (hour, minute) = (digits(hour, 2, 0..=23)?, digits(minute, 2, 0..=59)?);
    let second = digits(second, 2, 0..=59)?;
    if !(1..=7).contains(&fraction.len()) {
        return None;
    }
    let places = u32::try_from(fraction.len()).ok()?;
    let fraction = digits(fraction, fraction.len(), 0..=TICKS_PER_SECOND)? * 10u64.pow(7 - places);
    let days = days_before(year) + (1..month).map(|month| days_in(year, month)).sum::<u64>() + day - 1;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * TICKS_PER_SECOND + fraction)
}

fn digits(text: &str, length: usize, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|number| range.contains(number))
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + u64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the years from 0 to the one before; year 0 is a leap year.
fn days_before(year: u64) -> u64 {
    let leaps = year.checked_sub(1).map_or(0, |last| last / 4 - last / 100 + last / 400 + 1);
    365 * year + leaps
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014: the mixing step.
fn splitmix64(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests;
