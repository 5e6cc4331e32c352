//! Variables, literals, constraints.

use crate::{Scalar, U256};
use core::fmt;

/// A 0-1 variable or its negation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Literal(u32);

impl Literal {
    /// Variables are numbered below this.
    pub const VARIABLES_MAX: u32 = 1 << 31;

    /// The literal that is true iff the variable (below 2^31; higher bits are dropped) is 1.
    pub const fn is_one(variable: u32) -> Self {
        Self(variable << 1)
    }

    /// The literal that is true iff the variable (below 2^31; higher bits are dropped) is 0.
    pub const fn is_zero(variable: u32) -> Self {
        Self(variable << 1 | 1)
    }

    /// Its variable.
    pub const fn variable(self) -> u32 {
        self.0 >> 1
    }

    /// Whether it is true iff its variable is 0.
    pub const fn is_negated(self) -> bool {
        self.0 & 1 == 1
    }

    /// The literal that is true iff this one is false.
    #[must_use]
    pub const fn negation(self) -> Self {
        Self(self.0 ^ 1)
    }

    /// Twice the variable, plus one if negated: a place in tables of literals.
    pub(crate) const fn place(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}x{}", if self.is_negated() { "~" } else { "" }, self.variable())
    }
}

/// A literal with its coefficient.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Term {
    /// Coefficient, at least 1 in a well-formed constraint.
    pub coefficient: U256,
    /// The literal.
    pub literal: Literal,
}

/// `sum of coefficient x literal >= degree`, in literal-normalised form: coefficients positive, variables strictly ascending.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Constraint {
    /// Left side.
    pub terms: Vec<Term>,
    /// Right side.
    pub degree: U256,
}

/// Constraints over 0-1 variables. A bound is proved by adding "the objective is at most bound - 1" as last constraint and refuting all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problem {
    /// Number of variables, at most [`Literal::VARIABLES_MAX`].
    pub variable_count: u32,
    /// The constraints, numbered from 0.
    pub constraints: Vec<Constraint>,
}

impl Constraint {
    /// What holds iff the constraint does not: `sum of a ~l >= sum of a - d + 1`, the degree 0 if that is negative. `None` if a number leaves
    /// 256 bits.
    pub fn negation(&self) -> Option<Self> {
        let mut total = U256::from_u128(1);
        let mut terms = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            total = super::natural::sum(total, term.coefficient)?;
            terms.push(Term { coefficient: term.coefficient, literal: term.literal.negation() });
        }
        let degree = if total < self.degree { U256::ZERO } else { total.minus(self.degree) };
        Some(Self { terms, degree })
    }

    /// The coefficient of a literal, 0 if it does not occur; O(log terms). Variables have to ascend.
    pub(crate) fn coefficient(&self, literal: Literal) -> U256 {
        let at = self.terms.binary_search_by_key(&literal.variable(), |term| term.literal.variable()).ok();
        let term = at.and_then(|at| self.terms.get(at)).filter(|term| term.literal == literal);
        term.map_or(U256::ZERO, |term| term.coefficient)
    }

    /// Whether coefficients are positive and variables ascend below a number.
    pub(crate) fn is_normal(&self, variable_count: u32) -> bool {
        let mut least = 0;
        self.terms.iter().all(|term| {
            let variable = term.literal.variable();
            let normal = !term.coefficient.is_zero() && least <= variable && variable < variable_count;
            least = variable.saturating_add(1);
            normal
        })
    }

    /// Whether an assignment, by variable, satisfies the constraint; variables beyond its end are 0. `None` if the sum leaves 256 bits.
    pub fn holds(&self, assignment: &[bool]) -> Option<bool> {
        let value = |literal: Literal| assignment.get(literal.variable() as usize).copied().unwrap_or(false);
        let mut sum = U256::ZERO;
        for term in &self.terms {
            if value(term.literal) != term.literal.is_negated() {
                sum = super::natural::sum(sum, term.coefficient)?;
            }
        }
        Some(sum >= self.degree)
    }
}
