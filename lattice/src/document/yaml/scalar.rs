//! What plain scalars mean.

use core::str::FromStr;

/// The meaning of a scalar without quotation marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plain<'a> {
    Null,
    Bool(bool),
    Number(u64),
    Negative(i64),
    /// A number in YAML, but not one that JSON writes as a plain whole number.
    OtherNumber,
    Text(&'a str),
}

impl<'a> Plain<'a> {
    /// Resolves a scalar as the core schema of YAML 1.2.2, section 10.3.2, does, except that it tells apart the plain decimal numbers.
    pub(super) fn new(text: &'a str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Null,
            "true" | "True" | "TRUE" => Self::Bool(true),
            "false" | "False" | "FALSE" => Self::Bool(false),
            _ if is_decimal(text) => u64::from_str(text).map_or(Self::OtherNumber, Self::Number),
            _ => match text.strip_prefix('-') {
                Some(digits) if digits != "0" && is_decimal(digits) => {
                    i64::from_str(text).map_or(Self::OtherNumber, Self::Negative)
                }
                _ if is_number(text) => Self::OtherNumber,
                _ => Self::Text(text),
            },
        }
    }
}

/// Digits without a leading zero.
fn is_decimal(text: &str) -> bool {
    text == "0" || (!text.starts_with('0') && is_digits(text))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether YAML takes the text for a number of any kind.
fn is_number(text: &str) -> bool {
    let based = |prefix: &str, radix: u32| {
        let digits = text.strip_prefix(prefix).filter(|digits| !digits.is_empty());
        digits.is_some_and(|digits| digits.chars().all(|digit| digit.is_digit(radix)))
    };
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    based("0o", 8)
        || based("0x", 16)
        || is_float(unsigned)
        || matches!(unsigned, ".inf" | ".Inf" | ".INF")
        || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// Digits with at most one point among them, and perhaps an exponent.
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) =
        text.split_once(['e', 'E']).map_or((text, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let is_exponent = exponent.is_none_or(|exponent| is_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
    let is_mantissa = match mantissa.split_once('.') {
        None => is_digits(mantissa),
        Some(("", fraction)) => is_digits(fraction),
        Some((whole, fraction)) => is_digits(whole) && (fraction.is_empty() || is_digits(fraction)),
    };
    is_mantissa && is_exponent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimal_numbers_are_numbers() {
        for (text, number) in [("0", 0), ("5", 5), ("18446744073709551615", u64::MAX)] {
            assert_eq!(Plain::new(text), Plain::Number(number));
        }
        assert_eq!(Plain::new("-5"), Plain::Negative(-5));
    }

    #[test]
    fn what_else_yaml_takes_for_a_number_is_no_text() {
        let numbers = [
            "1.0",
            "1.",
            ".5",
            "1e3",
            "1E+3",
            "-1.5e-3",
            "+5",
            "007",
            "00",
            "-007",
            "-0",
            "-0.0",
            "0x1F",
            "0o17",
            ".inf",
            "-.INF",
            ".nan",
            "18446744073709551616",
            "-9223372036854775809",
        ];
        for text in numbers {
            assert_eq!(Plain::new(text), Plain::OtherNumber, "{text}");
        }
    }

    #[test]
    fn other_words_are_texts() {
        for text in [
            "no", "yes", "on", "e3", ".", "-", "+", "1_000", "1,5", "0x", "0b1", "12:30", "1.2.3", "nUll", "cpu",
            "inf", ".",
        ] {
            assert_eq!(Plain::new(text), Plain::Text(text));
        }
    }
}
