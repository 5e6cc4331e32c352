//! Sums of multiples of a key's points.

use super::algebra::MultiScalar;
use alloc::vec::Vec;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{One, PrimeField, Zero};

/// A sum of multiples that is being collected. Most of an assignment are bits: points with factor 0 are left out, points with factor 1 are added at
/// once, and the rest waits for one multi-scalar multiplication, whose time for each point falls as their number grows.
#[derive(Default)]
pub(super) struct Multiples<G: CurveGroup> {
    sum: G,
    points: Vec<G::Affine>,
    factors: Vec<G::ScalarField>,
}

impl<G: MultiScalar> Multiples<G> {
    /// A point, taken once.
    pub(super) fn once(point: G::Affine) -> Self {
        Self { sum: point.into(), ..Self::default() }
    }

    /// Adds each point as often as its factor says.
    pub(super) fn add(mut self, points: &[G::Affine], factors: &[G::ScalarField]) -> Self {
        for (point, factor) in points.iter().zip(factors) {
            if factor.is_one() {
                self.sum += point;
            } else if !factor.is_zero() && !point.is_zero() {
                self.points.push(*point);
                self.factors.push(*factor);
            }
        }
        self
    }

    /// Adds a multiple of another sum.
    pub(super) fn add_scaled(mut self, factor: G::ScalarField, other: Self) -> Self {
        self.sum += other.sum * factor;
        self.points.extend(other.points);
        self.factors.extend(other.factors.into_iter().map(|inner| inner * factor));
        self
    }

    /// The sum.
    pub(super) fn total(self) -> G {
        let factors: Vec<_> = self.factors.iter().map(|factor| factor.into_bigint()).collect();
        self.sum + G::multiply(&self.points, &factors)
    }
}
