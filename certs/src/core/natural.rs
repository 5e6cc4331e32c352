//! Checked arithmetic on 256-bit naturals: the core checker trusts no size argument.

use crate::{Scalar, U256};
use core::fmt;

/// The sum, unless it reaches 2^256.
#[inline]
pub fn sum(a: U256, b: U256) -> Option<U256> {
    let sum = a.plus(b);
    (sum >= a).then_some(sum)
}

/// The product, unless it might reach 2^256: products of more than 256 bits, counted factor by factor, are refused.
#[inline]
pub fn product(a: U256, b: U256) -> Option<U256> {
    match (a.to_u128(), b.to_u128()) {
        (Some(left), Some(right)) => Some(left.checked_mul(right).map_or_else(|| a.times(right), U256::from_u128)),
        (_, Some(1)) => Some(a),
        (Some(1), _) => Some(b),
        _ if a.bits().checked_add(b.bits())? > 256 => None,
        (_, Some(factor)) => Some(a.times(factor)),
        (Some(factor), _) => Some(b.times(factor)),
        (None, None) => None,
    }
}

/// Quotient and remainder; `None` for division by zero.
#[inline]
pub fn quotient(dividend: U256, divisor: U256) -> Option<(U256, U256)> {
    match divisor.to_u128() {
        Some(0) => None,
        Some(1) => Some((dividend, U256::ZERO)),
        _ => divided(dividend, divisor),
    }
}

/// Quotient and remainder of a division by 2 or more.
fn divided(dividend: U256, divisor: U256) -> Option<(U256, U256)> {
    if let (Some(dividend), Some(divisor)) = (dividend.to_u128(), divisor.to_u128()) {
        let (quotient, rest) = (dividend.checked_div(divisor)?, dividend.checked_rem(divisor)?);
        return Some((U256::from_u128(quotient), U256::from_u128(rest)));
    }
    // Long division, bit by bit: only reached beyond 128 bits.
    let (mut quotient, mut rest) = (U256::ZERO, dividend);
    for shift in (0..=dividend.bits().saturating_sub(divisor.bits())).rev() {
        let shifted = power(divisor, shift);
        if shifted <= rest {
            rest = rest.minus(shifted);
            quotient = quotient.plus(power(U256::from_u128(1), shift));
        }
    }
    Some((quotient, rest))
}

/// The quotient, rounded up; `None` for division by zero.
pub(crate) fn quotient_up(dividend: U256, divisor: U256) -> Option<U256> {
    let (quotient, rest) = quotient(dividend, divisor)?;
    sum(quotient, U256::from_u128(u128::from(!rest.is_zero())))
}

/// `value x 2^shift` for shifts below 256.
fn power(value: U256, shift: u32) -> U256 {
    let low = shift.min(127);
    let rest = shift.saturating_sub(low).min(127);
    let top = shift.saturating_sub(low).saturating_sub(rest);
    [low, rest, top].into_iter().fold(value, |value, shift| value.times(1u128.checked_shl(shift).unwrap_or(0)))
}

/// Decimal digits.
impl fmt::Display for U256 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CHUNK: u128 = 10u128.pow(38);
        if let Some(small) = self.to_u128() {
            return write!(out, "{small}");
        }
        let (high, low) = quotient(*self, U256::from_u128(CHUNK)).ok_or(fmt::Error)?;
        write!(out, "{high}{:038}", low.to_u128().ok_or(fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wide(a: u128, factor: u128, b: u128) -> U256 {
        U256::from_u128(a).times(factor).plus(U256::from_u128(b))
    }

    proptest! {
        #[test]
        fn division_undoes_multiplication(a: u128, f in 0u128..1 << 100, b: u128, shift in 0u32..128, d in 1u128..) {
            let (dividend, divisor) = (wide(a, f, b), U256::from_u128((d >> shift).max(1)));
            let (quotient, rest) = quotient(dividend, divisor).unwrap();
            prop_assert!(rest < divisor);
            prop_assert_eq!(product(divisor, quotient).unwrap().plus(rest), dividend);
        }

        #[test]
        fn wide_divisors_too(a: u128, f in 1u128..1 << 100, b: u128, q in 0u128..1 << 20, r: u128) {
            let divisor = wide(a >> 8, f, b >> 8);
            prop_assume!(U256::from_u128(r) < divisor);
            let dividend = divisor.times(q).plus(U256::from_u128(r));
            prop_assert_eq!(quotient(dividend, divisor), Some((U256::from_u128(q), U256::from_u128(r))));
        }

        #[test]
        fn decimals_are_read_back(a: u128, f in 0u128..1 << 120, b: u128) {
            let value = wide(a, f, b);
            let digits = value.to_string();
            prop_assert!(digits == "0" || !digits.starts_with('0'));
            let back = digits.bytes().fold(U256::ZERO, |back, digit| {
                back.times(10).plus(U256::from_u128(u128::from(digit - b'0')))
            });
            prop_assert_eq!(back, value);
        }

        #[test]
        fn sums_and_products_never_wrap(a: u128, f: u128, b: u128) {
            let largest = U256::ZERO.minus(U256::from_u128(1));
            prop_assert_eq!(sum(largest, U256::from_u128(a)).is_some(), a == 0);
            prop_assert!(product(largest, U256::from_u128(a)).is_none() || a < 2);
            let value = wide(a, f, 0);
            prop_assert_eq!(product(U256::from_u128(a), U256::from_u128(f)), Some(value));
            prop_assert!(product(value.plus(U256::from_u128(b)), power(U256::from_u128(1), 255)).is_none() || value.bits() < 2);
        }
    }
}
