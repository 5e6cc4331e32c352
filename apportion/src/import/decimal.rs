//! Decimal numbers, exactly.

/// `digits * 10^-places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: u128,
    places: u32,
}

/// More digits than any price has; `digits * 2^63` still fits.
const DIGITS_MAX: usize = 19;
/// No price is finer than that.
const PLACES_MAX: u32 = 60;

impl Decimal {
    /// Reads `12`, `0.5`, `0.`, `1.5e-6`: no sign, digits before a point, an exponent if any of at most two digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent_of(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() > 60 {
            return None;
        }
        let written = format!("{whole}{fraction}");
        let digits = written.trim_start_matches('0');
        if digits.len() > DIGITS_MAX {
            return None;
        }
        let digits = if digits.is_empty() { 0 } else { digits.parse::<u128>().ok()? };
        let places = i64::try_from(fraction.len()).ok()? - i64::from(exponent);
        if digits == 0 {
            return Some(Self { digits: 0, places: 0 });
        }
        if places < 0 {
            let scale = 10u128.checked_pow(u32::try_from(-places).ok()?)?;
            return Some(Self { digits: digits.checked_mul(scale).filter(|&digits| digits < 1 << 63)?, places: 0 });
        }
        let places = u32::try_from(places).ok().filter(|&places| places <= PLACES_MAX)?;
        Some(Self { digits, places })
    }

    /// The number times a factor, if that is whole and below 2^63.
    pub(super) fn times(self, factor: u64) -> Option<u64> {
        let mut product = self.digits.checked_mul(u128::from(factor))?;
        for _ in 0..self.places {
            if product % 10 != 0 {
                return None;
            }
            product /= 10;
        }
        u64::try_from(product).ok().filter(|&product| product < 1 << 63)
    }
}

fn exponent_of(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_exact_or_refused() {
        let nano = 1_000_000_000;
        for (text, product) in [
            ("0.000003", Some(3_000)),
            ("0.000000954", Some(954)),
            ("3e-6", Some(3_000)),
            ("1.50E-06", Some(1_500)),
            ("0", Some(0)),
            ("0.0", Some(0)),
            ("0.", Some(0)),
            ("12", Some(12_000_000_000)),
            ("2.5e1", Some(25_000_000_000)),
            ("0.0000000375", None),
            ("99999999999", None),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().times(nano), product, "{text}");
        }
        assert_eq!(Decimal::parse("0.0000000375").unwrap().times(10 * nano), Some(375));
    }

    #[test]
    fn what_is_not_a_decimal_is_refused() {
        for text in ["", ".", ".5", "-1", "+1", "1e", "1e-", "1e100", "nan", "1,5", "1 ", "0x1", "1e2e3", "\u{661}"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(Decimal::parse(&"9".repeat(40)), None);
    }
}
