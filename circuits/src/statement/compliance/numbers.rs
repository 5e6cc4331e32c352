//! A shape read back from the numbers that name it, as manifests store them.

use super::shape::TREE;
use super::{LimitSpan, Limits, LineCommitment, Meter, Objective, Shape, SlottedLimit, Subject};
use crate::layout::BitWidth;
use core::slice::Iter;
use thiserror::Error;

/// Why numbers are not those of a shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// There are too few.
    #[error("the numbers of a shape end too early")]
    Short,
    /// There are too many.
    #[error("{0} numbers too many for a shape")]
    Long(usize),
    /// A number is none of those that may stand in its place.
    #[error("the number {0} may not stand where it does")]
    Value(u64),
}

impl Shape {
    /// The shape that some numbers name: the inverse of [`crate::statement::Statement::parameters`] of a compliance statement.
    ///
    /// # Errors
    /// If they are not the numbers of a shape. Allocates in proportion to how many there are.
    pub fn from_numbers(numbers: &[u64]) -> Result<Self, ShapeError> {
        let mut numbers = Numbers(numbers.iter());
        let (tasks, options) = (numbers.count()?, numbers.count()?);
        let (slots, dependencies) = (numbers.slot()?, numbers.count()?);
        let (offer, price) = (numbers.width()?, numbers.width()?);
        let demands = numbers.list(Numbers::width)?;
        let meters = numbers.list(Numbers::meter)?;
        let objective = if numbers.0.len() < Objective::NUMBERS { None } else { Some(numbers.objective()?) };
        let lines = numbers.lines()?;
        match numbers.0.len() {
            0 => Ok(Self { tasks, options, slots, offer, price, demands, meters, dependencies, objective, lines }),
            more => Err(ShapeError::Long(more)),
        }
    }
}

struct Numbers<'a>(Iter<'a, u64>);

impl Numbers<'_> {
    fn next(&mut self) -> Result<u64, ShapeError> {
        self.0.next().copied().ok_or(ShapeError::Short)
    }

    fn count(&mut self) -> Result<usize, ShapeError> {
        let value = self.next()?;
        usize::try_from(value).map_err(|_| ShapeError::Value(value))
    }

    fn slot(&mut self) -> Result<u32, ShapeError> {
        let value = self.next()?;
        u32::try_from(value).map_err(|_| ShapeError::Value(value))
    }

    fn width(&mut self) -> Result<BitWidth, ShapeError> {
        let value = self.next()?;
        let bits = u32::try_from(value).map_err(|_| ShapeError::Value(value))?;
        BitWidth::new(bits).map_err(|_| ShapeError::Value(value))
    }

    /// A length, then as many entries; every entry takes a number at least.
    fn list<T>(&mut self, entry: fn(&mut Self) -> Result<T, ShapeError>) -> Result<Vec<T>, ShapeError> {
        let length = self.count()?;
        if length > self.0.len() {
            return Err(ShapeError::Short);
        }
        (0..length).map(|_| entry(self)).collect()
    }

    fn lines(&mut self) -> Result<LineCommitment, ShapeError> {
        match self.0.next() {
            None => Ok(LineCommitment::Sponge),
            Some(&TREE) => Ok(LineCommitment::Tree),
            Some(&other) => Err(ShapeError::Value(other)),
        }
    }

    fn meter(&mut self) -> Result<Meter, ShapeError> {
        let subject = match self.count()?.checked_sub(1) {
            None => Subject::Price,
            Some(resource) => Subject::Demand(resource),
        };
        let limits = match self.next()? {
            0 => Limits::Horizon(self.list(Self::width)?),
            1 => Limits::Slotted(self.list(Self::limit)?),
            other => return Err(ShapeError::Value(other)),
        };
        Ok(Meter { subject, limits })
    }

    fn objective(&mut self) -> Result<Objective, ShapeError> {
        let (price_weight, end_weight) = (self.next()?, self.next()?);
        Ok(Objective { price_weight, end_weight, rest: self.width()?, unassigned: self.width()? })
    }

    fn limit(&mut self) -> Result<SlottedLimit, ShapeError> {
        let span = match self.next()? {
            0 => LimitSpan::Window { length: self.slot()?, prior: self.count()? },
            1 => LimitSpan::Interval { first: self.slot()?, last: self.slot()? },
            other => return Err(ShapeError::Value(other)),
        };
        Ok(SlottedLimit { span, amount: self.width()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        let width = |bits| BitWidth::new(bits).unwrap();
        let window = SlottedLimit { span: LimitSpan::Window { length: 5, prior: 2 }, amount: width(16) };
        let interval = SlottedLimit { span: LimitSpan::Interval { first: 1, last: 3 }, amount: width(8) };
        let spent = Meter { subject: Subject::Price, limits: Limits::Horizon(vec![width(32), width(40)]) };
        let used = Meter { subject: Subject::Demand(1), limits: Limits::Slotted(vec![window, interval]) };
        Shape {
            tasks: 6,
            options: 12,
            slots: 8,
            offer: width(3),
            price: width(32),
            demands: vec![width(8), width(16)],
            meters: vec![spent, used],
            dependencies: 2,
            objective: None,
            lines: LineCommitment::Tree,
        }
    }

    #[test]
    fn the_numbers_of_a_shape_give_it_back() {
        assert_eq!(Shape::from_numbers(&shape().numbers()), Ok(shape()));
        let (rest, unassigned) = (BitWidth::of(0), BitWidth::of(9));
        let objective = Some(Objective { price_weight: 1, end_weight: 7, rest, unassigned });
        for objective in [None, objective] {
            for lines in [LineCommitment::Sponge, LineCommitment::Tree] {
                let shape = Shape { objective, lines, ..shape() };
                assert_eq!(Shape::from_numbers(&shape.numbers()), Ok(shape));
            }
        }
    }

    #[test]
    fn numbers_that_end_too_early_or_late_or_cannot_be_are_refused() {
        let numbers = shape().numbers();
        for length in 0..numbers.len() - 1 {
            assert_eq!(Shape::from_numbers(&numbers[..length]), Err(ShapeError::Short), "{length}");
        }
        assert_eq!(Shape::from_numbers(&[numbers.clone(), vec![0]].concat()), Err(ShapeError::Long(1)));
        assert_eq!(Shape::from_numbers(&[1, 1, 1, 0, 200]), Err(ShapeError::Value(200)));
        assert_eq!(Shape::from_numbers(&[1, 1, 1, 0, 3, 3, u64::MAX]), Err(ShapeError::Short));
    }
}
