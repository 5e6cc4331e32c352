//! Decimal numbers, exactly: how money, shares and prices are written where they are not whole.

use crate::market::NUMBER_LIMIT;
use alloc::format;
use core::str::FromStr;

/// A decimal number as text states it, `digits * 10^-places`; never a float.
///
/// ```
/// use apportion_lattice::Decimal;
/// let share: Decimal = "0.90".parse()?;
/// assert_eq!(share.times(1_000_000), Some(900_000));
/// assert_eq!("1e-7".parse::<Decimal>()?.times(1_000_000), None); // not whole
/// # Ok::<(), apportion_lattice::DecimalError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    digits: u128,
    places: u32,
}

/// More digits than any price has; `digits * 2^63` still fits.
const DIGITS_MAX: usize = 19;
/// No price is finer than that.
const PLACES_MAX: u32 = 60;
/// Digits written, with zeros that do not count.
const WRITTEN_MAX: usize = 60;

impl Decimal {
    /// The number times a factor, if that is whole and below 2^63.
    pub fn times(self, factor: u64) -> Option<u64> {
        let mut product = self.digits.checked_mul(u128::from(factor))?;
        for _ in 0..self.places {
            if product % 10 != 0 {
                return None;
            }
            product /= 10;
        }
        u64::try_from(product).ok().filter(|&product| product < NUMBER_LIMIT)
    }

    fn scaled(digits: u128, places: i64) -> Option<Self> {
        if digits == 0 {
            return Some(Self { digits: 0, places: 0 });
        }
        if places < 0 {
            let scale = 10u128.checked_pow(u32::try_from(-places).ok()?)?;
            let digits = digits.checked_mul(scale).filter(|&digits| digits < u128::from(NUMBER_LIMIT))?;
            return Some(Self { digits, places: 0 });
        }
        let places = u32::try_from(places).ok().filter(|&places| places <= PLACES_MAX)?;
        Some(Self { digits, places })
    }
}

/// Reads `12`, `0.5`, `0.`, `1.5e-6`: no sign, digits before a point, an exponent if any of at most two digits.
impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent_of(exponent).ok_or(DecimalError::NotANumber)?),
            None => (text, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::NotANumber);
        }
        if whole.len() + fraction.len() > WRITTEN_MAX {
            return Err(DecimalError::OutOfRange);
        }
        let written = format!("{whole}{fraction}");
        let digits = written.trim_start_matches('0');
        if digits.len() > DIGITS_MAX {
            return Err(DecimalError::OutOfRange);
        }
        let digits = digits.bytes().fold(0, |sum, digit| sum * 10 + u128::from(digit - b'0'));
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX).saturating_sub(i64::from(exponent));
        Self::scaled(digits, places).ok_or(DecimalError::OutOfRange)
    }
}

/// Why a text is not a decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecimalError {
    /// Not digits with at most one point between them and an exponent behind.
    #[error("a decimal number is written in digits, such as 0.015 or 1.5e-2, without a sign")]
    NotANumber,
    /// More digits than any amount here has.
    #[error("a decimal number has at most 19 digits that count, at most 60 decimal places, and is below 2^63")]
    OutOfRange,
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
            assert_eq!(text.parse::<Decimal>().unwrap().times(nano), product, "{text}");
        }
        assert_eq!("0.0000000375".parse::<Decimal>().unwrap().times(10 * nano), Some(375));
    }

    #[test]
    fn what_is_not_a_decimal_is_refused() {
        for text in ["", ".", ".5", "-1", "+1", "1e", "1e-", "1e100", "nan", "1,5", "1 ", "0x1", "1e2e3", "\u{661}"] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError::NotANumber), "{text}");
        }
        for text in ["9".repeat(20), "0".repeat(61), "1e99".into(), "1e-61".into()] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError::OutOfRange), "{text}");
        }
    }
}
