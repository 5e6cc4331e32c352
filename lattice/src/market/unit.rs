//! Units that a service author writes: money, parts per million, windows of slots.

use crate::decimal::{Decimal, DecimalError};
use core::fmt;
use core::str::FromStr;

/// One past the largest number that a market may state.
pub(crate) const NUMBER_LIMIT: u64 = 1 << 63;

/// nMIC in one MIC.
const NMIC_PER_MIC: u64 = 1_000_000_000;
/// Decimal places of one nMIC, written in MIC.
const MIC_PLACES: usize = 9;
/// Parts per million in a whole.
const PPM_PER_ONE: u32 = 1_000_000;
/// Decimal places of one part per million.
const PPM_PLACES: usize = 6;

/// An amount of money in nMIC (1 MIC = 10^9 nMIC), never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(u64);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// That many nMIC.
    pub const fn from_nmic(nmic: u64) -> Self {
        Self(nmic)
    }

    /// The amount in nMIC.
    pub const fn nmic(self) -> u64 {
        self.0
    }
}

/// That many nMIC: `nmic(15_000)`.
pub const fn nmic(nmic: u64) -> Money {
    Money(nmic)
}

/// The money that a decimal number of MIC names, exactly: `mic("0.015")?` is 15,000,000 nMIC.
///
/// # Errors
/// If the text is not digits, with at most nine more behind a point, or names 2^63 nMIC or more.
pub fn mic(text: &str) -> Result<Money, MoneyError> {
    text.parse()
}

/// Shows MIC, with as many decimal places as needed: `0.015`.
impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, mut rest) = (self.0 / NMIC_PER_MIC, self.0 % NMIC_PER_MIC);
        if rest == 0 {
            return write!(formatter, "{whole}");
        }
        let mut places = MIC_PLACES;
        while rest % 10 == 0 {
            rest /= 10;
            places -= 1;
        }
        write!(formatter, "{whole}.{rest:0places$}")
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return Err(MoneyError::NotANumber);
        }
        if fraction.len() > MIC_PLACES {
            return Err(MoneyError::TooFine);
        }
        // Cannot overflow: nine places hold less than 10^9.
        let places = fraction.bytes().map(|digit| u64::from(digit - b'0')).chain(core::iter::repeat(0));
        let fraction = places.take(MIC_PLACES).fold(0, |sum, digit| sum * 10 + digit);
        let whole = whole.parse::<u64>().map_err(|_| MoneyError::TooLarge)?;
        let nmic = whole.checked_mul(NMIC_PER_MIC).and_then(|whole| whole.checked_add(fraction));
        nmic.filter(|&nmic| nmic < NUMBER_LIMIT).map(Money).ok_or(MoneyError::TooLarge)
    }
}

/// Why a text is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Something else than digits with at most one point between them.
    #[error("an amount in MIC is written in digits, with a point before the decimal places, such as 0.015")]
    NotANumber,
    /// More than nine decimal places.
    #[error("an amount in MIC has at most 9 decimal places; the smallest is 0.000000001, one nMIC")]
    TooFine,
    /// 2^63 nMIC or more.
    #[error("an amount in MIC is less than 9223372036.854775808, which is 2^63 nMIC")]
    TooLarge,
}

/// Parts per million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ppm(u32);

impl Ppm {
    /// That many parts per million.
    pub const fn new(parts: u32) -> Self {
        Self(parts)
    }

    /// How many parts per million.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// Shows the share as a decimal, with as many places as needed and at least one: `0.97`, `1.0`.
impl fmt::Display for Ppm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, mut rest) = (self.0 / PPM_PER_ONE, self.0 % PPM_PER_ONE);
        let mut places = PPM_PLACES;
        while rest.is_multiple_of(10) && places > 1 {
            rest /= 10;
            places -= 1;
        }
        write!(formatter, "{whole}.{rest:0places$}")
    }
}

/// Reads a share as a decimal: `0.90` is nine tenths.
impl FromStr for Ppm {
    type Err = PpmError;

    fn from_str(text: &str) -> Result<Self, PpmError> {
        let parts = text.parse::<Decimal>()?.times(u64::from(PPM_PER_ONE));
        parts.and_then(|parts| u32::try_from(parts).ok()).map(Self).ok_or(PpmError::OutOfRange)
    }
}

/// Why a text is not a number of parts per million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PpmError {
    /// Not a decimal number.
    #[error(transparent)]
    NotANumber(#[from] DecimalError),
    /// Finer than a millionth, or 2^32 millionths and more.
    #[error("a share such as 0.9 has at most 6 decimal places, and is below 4294.967296")]
    OutOfRange,
}

/// That many parts per million: `ppm(900_000)` is nine tenths.
pub const fn ppm(parts: u32) -> Ppm {
    Ppm(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn money_reads_and_shows_decimal_mic_exactly() {
        for (text, amount) in
            [("0", 0), ("100", 100_000_000_000), ("0.015", 15_000_000), ("1.000000001", 1_000_000_001)]
        {
            assert_eq!(mic(text), Ok(nmic(amount)), "{text}");
            assert_eq!(nmic(amount).to_string(), text);
        }
        assert_eq!(mic("9223372036.854775807"), Ok(nmic(NUMBER_LIMIT - 1)));
    }

    #[test]
    fn money_refuses_what_is_not_exact() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1 ", "1,5", "1.2.3", "\u{661}"] {
            assert_eq!(mic(text), Err(MoneyError::NotANumber), "{text}");
        }
        assert_eq!(mic("0.0000000001"), Err(MoneyError::TooFine));
        for text in ["9223372036.854775808", "18446744073709551616", "99999999999"] {
            assert_eq!(mic(text), Err(MoneyError::TooLarge), "{text}");
        }
    }

    #[test]
    fn shares_read_and_show_decimals_exactly() {
        for (text, share) in [("0.97", 970_000), ("1.0", 1_000_000), ("0.0", 0), ("0.000001", 1), ("2.5", 2_500_000)] {
            assert_eq!(text.parse(), Ok(ppm(share)), "{text}");
            assert_eq!(ppm(share).to_string(), text);
        }
        assert_eq!(["0.90", "9e-1", "1"].map(str::parse), [900_000, 900_000, 1_000_000].map(|share| Ok(ppm(share))));
        assert_eq!("0.0000001".parse::<Ppm>(), Err(PpmError::OutOfRange));
        assert_eq!("5000".parse::<Ppm>(), Err(PpmError::OutOfRange));
        assert_eq!("-0.5".parse::<Ppm>(), Err(PpmError::NotANumber(DecimalError::NotANumber)));
    }
}
