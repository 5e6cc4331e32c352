//! Expressions, and which of them rest on constants that are not declared yet.

use super::StructureFault;
use super::names::Names;
use crate::export::Name;
use crate::export::line::Expression;
use std::collections::HashMap;

/// Expressions by number.
#[derive(Debug, Default)]
pub(super) struct Expressions {
    all: HashMap<Expression, u32>,
    /// Those that rest on constants which were not declared when they were last looked at.
    open: HashMap<u32, Open>,
}

#[derive(Debug)]
struct Open {
    constant: Option<u32>,
    parts: Vec<u32>,
}

impl Expressions {
    pub(super) fn count(&self) -> u32 {
        self.all.len() as u32
    }

    pub(super) fn known(&self, expression: u32) -> Result<(), StructureFault> {
        if (expression as usize) < self.all.len() { Ok(()) } else { Err(StructureFault::Expression(expression)) }
    }

    pub(super) fn push(&mut self, index: u32, expression: Expression, names: &Names) -> Result<(), StructureFault> {
        let expected = self.all.len() as u64;
        if u64::from(index) != expected {
            return Err(StructureFault::Index { found: index, expected });
        }
        let (constant, mut parts) = parts(&expression);
        parts.iter().try_for_each(|&part| self.known(part))?;
        let constant = constant.filter(|&constant| !names.is_declared(constant));
        parts.retain(|part| self.open.contains_key(part));
        if constant.is_some() || !parts.is_empty() {
            self.open.insert(index, Open { constant, parts });
        }
        if self.all.insert(expression, index).is_some() {
            return Err(StructureFault::Twice);
        }
        Ok(())
    }

    /// Whether all that some expressions rest on is declared.
    pub(super) fn declared(&mut self, roots: &[u32], names: &Names) -> Result<(), StructureFault> {
        // What is found to be closed is never looked at again, so that all walks together are linear.
        let mut walk = roots.to_vec();
        while let Some(next) = walk.pop() {
            let Some(open) = self.open.remove(&next) else { continue };
            if let Some(constant) = open.constant
                && !names.is_declared(constant)
            {
                return Err(StructureFault::Undeclared(names.dotted(Name(constant))));
            }
            walk.extend(open.parts);
        }
        Ok(())
    }
}

/// The constant that an expression names, and the expressions in it.
fn parts(expression: &Expression) -> (Option<u32>, Vec<u32>) {
    match expression {
        Expression::Bound(_) | Expression::Sort(_) | Expression::Natural(_) | Expression::Text(_) => (None, Vec::new()),
        Expression::Constant { name, .. } => (Some(*name), Vec::new()),
        Expression::Apply { function, argument } => (None, vec![*function, *argument]),
        Expression::Lambda(binder) | Expression::Pi(binder) => (None, vec![binder.statement, binder.body]),
        Expression::Let { statement, value, body, .. } => (None, vec![*statement, *value, *body]),
        Expression::Projection { name, structure, .. } => (Some(*name), vec![*structure]),
    }
}
