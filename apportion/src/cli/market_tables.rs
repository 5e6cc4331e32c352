//! A market for people: what is offered, who pays, what is asked, and what is limited.

use super::summary::{rows_max, with_more};
use super::table::{Align, Table};
use apportion::certs::program::Program;
use apportion::lattice::market::Offer;
use apportion::lattice::{Market, Money, TaskIndex};
use apportion::report::{grouped, level, money, plain, stated_rows};
use std::fmt::Write;

pub(super) fn render(market: &Market) -> String {
    let program = Program::new(market);
    let mut text = heading(market, &program);
    let sections = [offers(market, &program), payers(market), tasks(market, &program), limits(market, &program)];
    for section in sections.iter().filter(|section| !section.is_empty()) {
        text.push('\n');
        text.push_str(section);
    }
    text
}

fn heading(market: &Market, program: &Program<'_>) -> String {
    let horizon = market.horizon();
    let hopeless = program.tasks().filter(|&task| program.pairs(task).is_empty());
    let (required, optional): (Vec<_>, Vec<_>) = hopeless.partition(|&task| market.task(task).required);
    let levels: Vec<_> = market.levels().iter().map(|stated| level(market, stated)).collect();
    let mut text = format!("{}\n", plain(market.name().unwrap_or("market")));
    let number = |count: usize| grouped(count as u128);
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<10}{value}");
    };
    line("hash", market.hash().to_string());
    line("slots", format!("{} of {} ms", grouped(horizon.slot_count.into()), grouped(horizon.slot_length_ms.into())));
    line("tasks", format!("{}, {} required", number(market.tasks().len()), number(required_count(market))));
    line("offers", number(market.offers().len()));
    let pairs = market.tasks().len() * market.offers().len();
    line("eligible", format!("{} of {} pairs of task and offer", number(program.all_pairs().len()), number(pairs)));
    line("minimise", levels.join(", then "));
    if !optional.is_empty() {
        line("hopeless", format!("{} fit nowhere: {}", number(optional.len()), some_ids(market, &optional)));
    }
    if !required.is_empty() {
        let ids = some_ids(market, &required);
        line("infeasible", format!(" {} required fit nowhere: {ids}", number(required.len())));
    }
    text
}

fn required_count(market: &Market) -> usize {
    market.tasks().iter().filter(|task| task.required).count()
}

fn some_ids(market: &Market, tasks: &[TaskIndex]) -> String {
    const SHOWN: usize = 6;
    let mut ids: Vec<_> = tasks.iter().take(SHOWN).map(|&task| plain(&market.task(task).id)).collect();
    if tasks.len() > SHOWN {
        ids.push("..".to_owned());
    }
    ids.join(", ")
}

fn offers(market: &Market, program: &Program<'_>) -> String {
    let mut eligible = vec![0u128; market.offers().len()];
    program.all_pairs().iter().for_each(|pair| eligible[pair.run.offer.usize()] += 1);
    let columns = [
        ("offer", Align::Left),
        ("tasks", Align::Right),
        ("quality", Align::Right),
        ("latency", Align::Right),
        ("in each slot", Align::Left),
        ("price", Align::Left),
    ];
    let mut table = Table::new(&columns);
    for (offer, count) in market.offers().iter().zip(eligible).take(rows_max()) {
        let quality = format!("{}.{:02} %", offer.quality_ppm / 10_000, offer.quality_ppm / 100 % 100);
        let latency = format!("{} ms", grouped(offer.latency_ms.into()));
        table.row([
            offer.id.to_string(),
            grouped(count),
            quality,
            latency,
            capacity(market, offer),
            price(market, offer),
        ]);
    }
    with_more(&table, market.offers().len(), "offers")
}

fn capacity(market: &Market, offer: &Offer) -> String {
    let offered = market.resource_indices().filter(|&resource| !offer.capacity_of(resource).is_zero());
    let amount = |resource| match offer.capacity_of(resource).as_finite() {
        Some(amount) => format!("{} {}", grouped(amount.into()), market.resource(resource).name),
        None => format!("any {}", market.resource(resource).name),
    };
    offered.map(amount).collect::<Vec<_>>().join(", ")
}

fn price(market: &Market, offer: &Offer) -> String {
    let priced = market.resource_indices().filter(|&resource| offer.price_of(resource) > 0);
    let per_unit =
        |resource| format!("{} a {}", money(offer.price_of(resource).into()), market.resource(resource).name);
    let fixed =
        (offer.price_fixed != Money::ZERO).then(|| format!("{} a task", money(offer.price_fixed.nmic().into())));
    priced.map(per_unit).chain(fixed).collect::<Vec<_>>().join(" + ")
}

fn payers(market: &Market) -> String {
    let mut tasks = vec![0u128; market.payers().len()];
    market.tasks().iter().for_each(|task| tasks[task.payer.usize()] += 1);
    let columns = [("payer", Align::Left), ("tasks", Align::Right), ("budget", Align::Right)];
    let mut table = Table::new(&columns);
    for (payer, count) in market.payers().iter().zip(tasks).take(rows_max()) {
        let budget = payer.budget.map_or("none set".to_owned(), |budget| money(budget.nmic().into()));
        table.row([payer.id.to_string(), grouped(count), budget]);
    }
    with_more(&table, market.payers().len(), "payers")
}

fn tasks(market: &Market, program: &Program<'_>) -> String {
    let columns = [
        ("task", Align::Left),
        ("payer", Align::Left),
        ("offers", Align::Right),
        ("slots", Align::Right),
        ("length", Align::Right),
        ("demand", Align::Left),
        ("if left out", Align::Left),
    ];
    let mut table = Table::new(&columns);
    for (index, task) in program.tasks().zip(market.tasks()).take(rows_max()) {
        let demand = task
            .demand
            .iter()
            .map(|(resource, amount)| format!("{} {}", grouped(amount.into()), market.resource(resource).name));
        let left_out = if task.required {
            "not allowed".to_owned()
        } else {
            format!("penalty {}, value {}", grouped(task.penalty.into()), grouped(task.value.into()))
        };
        table.row([
            task.id.to_string(),
            market.payer(task.payer).id.to_string(),
            program.pairs(index).len().to_string(),
            format!("{}..{}", task.slots.first, task.slots.last),
            task.duration_slots.to_string(),
            demand.collect::<Vec<_>>().join(", "),
            left_out,
        ]);
    }
    with_more(&table, market.tasks().len(), "tasks")
}

fn limits(market: &Market, program: &Program<'_>) -> String {
    let rows = stated_rows(market, program);
    let mut table = Table::new(&[("limit", Align::Left), ("at most", Align::Right)]);
    for (name, amount) in rows.iter().take(rows_max()) {
        table.row([name.clone(), amount.clone()]);
    }
    with_more(&table, rows.len(), "limits")
}
