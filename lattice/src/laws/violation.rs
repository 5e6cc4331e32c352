//! The evidence that a law is broken.

use alloc::{boxed::Box, format};
use core::fmt;

use super::Law;

/// A law and the operands on which it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The broken law.
    pub law: Law,
    /// The operands in the order of the law's arguments, each as its `Debug` text.
    pub operands: Box<[Box<str>]>,
}

impl Violation {
    pub(super) fn new(law: Law, operands: &[&dyn fmt::Debug]) -> Self {
        let operands = operands.iter().map(|operand| format!("{operand:?}").into_boxed_str()).collect();
        Self { law, operands }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} fails for ", self.law.name(), self.law.statement())?;
        for (index, (name, operand)) in ('a'..='z').zip(&self.operands).enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(f, "{comma}{name} = {operand}")?;
        }
        Ok(())
    }
}

impl core::error::Error for Violation {}
