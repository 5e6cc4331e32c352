//! Points as bytes in the order of EIP-197: x then y, big-endian, the coefficients of an extension from the highest to the lowest.

use super::{Element, Reason};
use alloc::vec::Vec;
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ff::{BigInteger, Field, PrimeField, Zero};

type Base<C> = <<C as ark_ec::CurveConfig>::BaseField as Field>::BasePrimeField;

/// Bytes of one element of a prime field.
pub(crate) const fn field_bytes<F: PrimeField>() -> usize {
    F::MODULUS_BIT_SIZE.div_ceil(8) as usize
}

/// An element below the field's order from its big-endian bytes, of which there are exactly as many as the order has.
pub(crate) fn field_from_bytes<F: PrimeField>(bytes: &[u8]) -> Option<F> {
    if bytes.len() != field_bytes::<F>() {
        return None;
    }
    let mut integer = F::BigInt::default();
    for (limb, chunk) in integer.as_mut().iter_mut().zip(bytes.rchunks(8)) {
        *limb = chunk.iter().fold(0, |limb, &byte| (limb << 8) | u64::from(byte));
    }
    F::from_bigint(integer)
}

pub(crate) fn push_field<F: PrimeField>(element: F, out: &mut Vec<u8>) {
    let bytes = element.into_bigint().to_bytes_be();
    out.extend(bytes.iter().skip(bytes.len().saturating_sub(field_bytes::<F>())));
}

/// The coordinates of a point that is not the identity, each as its coefficients from the lowest.
pub(crate) fn coordinates<C: SWCurveConfig>(point: &Affine<C>) -> [Vec<Base<C>>; 2] {
    [point.x.to_base_prime_field_elements().collect(), point.y.to_base_prime_field_elements().collect()]
}

/// A point that is on the curve, in the subgroup and not the identity, from coordinates given as in [`coordinates`].
pub(crate) fn point<C: SWCurveConfig>(coordinates: [Vec<Base<C>>; 2], element: Element) -> Result<Affine<C>, Reason> {
    let [x, y] = coordinates.map(C::BaseField::from_base_prime_field_elems);
    let (Some(x), Some(y)) = (x, y) else { return Err(Reason::NotOnCurve(element)) };
    if x.is_zero() && y.is_zero() {
        return Err(Reason::Identity(element));
    }
    let point = Affine::new_unchecked(x, y);
    if !point.is_on_curve() {
        return Err(Reason::NotOnCurve(element));
    }
    if !point.is_in_correct_subgroup_assuming_on_curve() {
        return Err(Reason::WrongSubgroup(element));
    }
    Ok(point)
}

/// Bytes of a point.
pub(crate) fn point_bytes<C: SWCurveConfig>() -> usize {
    2 * degree::<C>() * field_bytes::<Base<C>>()
}

fn degree<C: SWCurveConfig>() -> usize {
    C::BaseField::extension_degree() as usize
}

pub(crate) fn push_point<C: SWCurveConfig>(point: &Affine<C>, out: &mut Vec<u8>) {
    for coordinate in coordinates(point) {
        coordinate.into_iter().rev().for_each(|coefficient| push_field(coefficient, out));
    }
}

/// Takes a point that is on the curve, in the subgroup and not the identity off the front of `bytes`, which are long enough.
pub(crate) fn take_point<C: SWCurveConfig>(bytes: &mut &[u8], element: Element) -> Result<Affine<C>, Reason> {
    let length = point_bytes::<C>();
    let (head, tail) = bytes.split_at_checked(length).ok_or(Reason::Length { found: bytes.len(), expected: length })?;
    *bytes = tail;
    let mut coefficients = head.chunks_exact(field_bytes::<Base<C>>()).map(field_from_bytes::<Base<C>>);
    let mut coordinate = || -> Option<Vec<Base<C>>> {
        let mut coordinate = coefficients.by_ref().take(degree::<C>()).collect::<Option<Vec<_>>>()?;
        coordinate.reverse();
        Some(coordinate)
    };
    let (Some(x), Some(y)) = (coordinate(), coordinate()) else { return Err(Reason::CoordinateOutOfRange(element)) };
    point([x, y], element)
}
