//! Numbers and names for people.

use apportion_lattice::{Level, Market, Money, Of, Term};

const NMIC_PER_MIC: u128 = 1_000_000_000;
/// Less than that is shown in nMIC.
const MIC_SHOWN_MIN: u128 = 100_000;

/// Digits in groups of three: `1,234,567`.
pub fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.char_indices() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount of money with its unit, rounded down to about four digits: `1,234.5 MIC`, `0.0789 MIC`, `250 nMIC`.
pub fn money(nmic: u128) -> String {
    if nmic > 0 && nmic < MIC_SHOWN_MIN { format!("{} nMIC", grouped(nmic)) } else { format!("{} MIC", in_mic(nmic)) }
}

/// How much is used of how much: `380 of 400 tokens`, `99.999 of 100 MIC`.
pub fn share(market: &Market, of: Of, used: u128, amount: u64) -> String {
    let whole = u128::from(amount);
    match of {
        Of::Money if whole < MIC_SHOWN_MIN => format!("{} of {} nMIC", grouped(used), grouped(whole)),
        Of::Money => format!("{} of {} MIC", in_mic(used), in_mic(whole)),
        Of::Resource(resource) => {
            format!("{} of {} {}", grouped(used), grouped(whole), plain(&market.resource(resource).unit))
        }
    }
}

fn in_mic(nmic: u128) -> String {
    let (whole, rest) = (nmic / NMIC_PER_MIC, nmic % NMIC_PER_MIC);
    let kept = match whole {
        0 => 10u128.pow(rest.checked_ilog10().unwrap_or(0).saturating_sub(3)),
        1..1_000 => 1_000_000,
        _ => 100_000_000,
    };
    let rest = u64::try_from(rest / kept * kept).unwrap_or(0);
    let fraction = Money::from_nmic(rest).to_string();
    let fraction = fraction.strip_prefix("0.").map(|places| format!(".{places}")).unwrap_or_default();
    format!("{}{fraction}", grouped(whole))
}

/// What a level of the objective adds up: `price + 3 x latency_ms`, in the words of the market file.
pub fn level(market: &Market, level: &Level) -> String {
    let term = |&(term, weight): &(Term, u64)| {
        let name = match term {
            Term::Price => "price",
            Term::Penalty => "penalty",
            Term::ValueLost => "value_lost",
            Term::LatencyMs => "latency_ms",
            Term::QualityLostPpm => "quality_lost_ppm",
            Term::ReliabilityLostPpm => "reliability_lost_ppm",
            Term::Score => "score",
            Term::EndSlot => "end_slot",
            Term::Use(resource) => &format!("use:{}", market.resource(resource).name),
        };
        if weight == 1 { name.to_owned() } else { format!("{} x {name}", grouped(u128::from(weight))) }
    };
    level.terms.iter().map(term).collect::<Vec<_>>().join(" + ")
}

/// A value of a level as money, if the level adds up nothing but prices and penalties.
pub fn level_money(level: &Level, value: u128) -> Option<String> {
    let money_only = |&(term, weight): &(Term, u64)| weight == 1 && matches!(term, Term::Price | Term::Penalty);
    level.terms.iter().all(money_only).then(|| money(value))
}

/// Text from a file without control characters, fit for a terminal or a picture.
pub fn plain(text: &str) -> String {
    let shown = |letter: char| {
        // What XML cannot hold, and what steers a terminal or reverses its text.
        let bidirectional = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let unfit = letter.is_control() || bidirectional || matches!(letter, '\u{fffe}' | '\u{ffff}');
        if unfit { '\u{fffd}' } else { letter }
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use apportion_lattice::document::Payer;

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn money_is_rounded_down() {
        for (nmic, text) in [
            (0, "0 MIC"),
            (1, "1 nMIC"),
            (99_999, "99,999 nMIC"),
            (123_456, "0.0001234 MIC"),
            (75_000_000, "0.075 MIC"),
            (999_999_999, "0.9999 MIC"),
            (99_999_999_999, "99.999 MIC"),
            (1_500_000_000_000, "1,500 MIC"),
            (1_000_599_999_999, "1,000.5 MIC"),
        ] {
            assert_eq!(money(nmic), text);
        }
    }

    #[test]
    fn both_sides_of_a_share_have_one_unit() {
        let market = Market::builder("m").payer(Payer::new("p")).build().unwrap();
        assert_eq!(share(&market, Of::Money, 75, 50_000), "75 of 50,000 nMIC");
        assert_eq!(share(&market, Of::Money, 75, 100_000_000_000), "0.000000075 of 100 MIC");
    }

    #[test]
    fn text_steers_no_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\n"), "a\u{fffd}[31mb\u{fffd}c\u{fffd}");
    }
}
