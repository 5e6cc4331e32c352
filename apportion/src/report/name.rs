//! Rows in words: whose they are, and what they count.

use apportion_certs::program::{Origin, Usage, UsageSpan};
use apportion_lattice::{Market, Of, OfferIndex, PayerIndex};

/// `claude` and `tokens in any 5 slots`, `alice` and `budget`, `gemini + gpt` and `requests per slot`.
pub(super) fn row(market: &Market, usage: &Usage<'_>) -> (String, String) {
    let counted = match usage.of {
        Of::Money => "spending",
        Of::Resource(resource) => &market.resource(resource).name,
    };
    let when = when(usage, market.horizon().slot_count);
    let offer = |offer: OfferIndex| &*market.offer(offer).id;
    let payer = |payer: PayerIndex| &*market.payer(payer).id;
    match usage.origin {
        Origin::Capacity(index) => (offer(index).to_owned(), format!("{counted} per slot")),
        Origin::Total(index) => (offer(index).to_owned(), format!("{counted} in all")),
        Origin::Budget(index) => (payer(index).to_owned(), "budget".to_owned()),
        Origin::OfferLimit(index, at) => {
            let limit = market.offer(index).limits.get(at as usize);
            let payers = limit.and_then(|limit| limit.payers.as_deref());
            let by = payers.map(|payers| format!(" by {}", some(payers, payer, "payers"))).unwrap_or_default();
            (offer(index).to_owned(), format!("{counted}{by} {when}"))
        }
        Origin::PayerLimit(index, at) => {
            let limit = market.payer(index).limits.get(at as usize);
            let offers = limit.and_then(|limit| limit.offers.as_deref());
            let on = offers.map(|offers| format!(" on {}", some(offers, offer, "offers"))).unwrap_or_default();
            (payer(index).to_owned(), format!("{counted}{on} {when}"))
        }
        Origin::MarketLimit(at) => {
            let limit = market.limits().get(at as usize);
            let offers = limit.and_then(|limit| limit.offers.as_deref());
            let payers = limit.and_then(|limit| limit.payers.as_deref());
            let offers = offers.map(|offers| some(offers, offer, "offers"));
            let payers = payers.map(|payers| some(payers, payer, "payers"));
            let who = match (payers, offers) {
                (None, None) => "everyone".to_owned(),
                (Some(one), None) | (None, Some(one)) => one,
                (Some(payers), Some(offers)) => format!("{payers} on {offers}"),
            };
            (who, format!("{counted} {when}"))
        }
    }
}

fn when(usage: &Usage<'_>, slot_count: u32) -> String {
    match usage.span {
        UsageSpan::Window { slots: 1, .. } => "per slot".to_owned(),
        UsageSpan::Window { slots, .. } => format!("in any {slots} slots"),
        UsageSpan::Interval { first, last } if first == 0 && last + 1 == slot_count => "in all".to_owned(),
        UsageSpan::Interval { first, last } if first == last => format!("in slot {first}"),
        UsageSpan::Interval { first, last } => format!("in slots {first} to {last}"),
    }
}

/// Up to four ids, or the first and how many more there are.
fn some<'m, T: Copy>(set: &[T], id: impl Fn(T) -> &'m str, plural: &str) -> String {
    match set {
        [] => format!("no {plural}"),
        [_, _, _, _, _, ..] => format!("{} + {} more {plural}", id(set[0]), set.len() - 1),
        _ => set.iter().map(|&one| id(one)).collect::<Vec<_>>().join(" + "),
    }
}
