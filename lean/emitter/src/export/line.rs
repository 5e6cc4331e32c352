//! One line of an export file, read strictly.

mod fields;

use super::Part;
use fields::Fields;
use serde::Deserialize;

/// What a line states.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Item {
    /// Who wrote the file.
    Meta,
    Name {
        index: u32,
        prefix: u32,
        part: Part,
    },
    Level {
        index: u32,
        level: Level,
    },
    Expression {
        index: u32,
        expression: Expression,
    },
    Declaration(Box<Declaration>),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Level {
    Succ(u32),
    Max(u32, u32),
    Imax(u32, u32),
    Parameter(u32),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Expression {
    Bound(u32),
    Sort(u32),
    Constant { name: u32, universes: Vec<u32> },
    Apply { function: u32, argument: u32 },
    Lambda(Binder),
    Pi(Binder),
    Let { name: u32, statement: u32, value: u32, body: u32, nondependent: bool },
    Natural(Box<str>),
    Text(Box<str>),
    Projection { name: u32, field: u32, structure: u32 },
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Binder {
    pub(crate) name: u32,
    #[serde(rename = "type")]
    pub(crate) statement: u32,
    pub(crate) body: u32,
    #[serde(rename = "binderInfo")]
    pub(crate) info: BinderInfo,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum BinderInfo {
    Default,
    Implicit,
    StrictImplicit,
    InstImplicit,
}

/// What a declaration is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// An axiom.
    Axiom,
    /// A definition.
    Definition,
    /// A theorem.
    Theorem,
    /// A constant whose definition is hidden.
    Opaque,
    /// A constant of quotients.
    Quotient,
    /// An inductive type, with its constructors and recursors.
    Inductive,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Axiom => "an axiom",
            Self::Definition => "a definition",
            Self::Theorem => "a theorem",
            Self::Opaque => "an opaque constant",
            Self::Quotient => "a constant of quotients",
            Self::Inductive => "an inductive type",
        })
    }
}

/// A declaration: what it declares, and what it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Declaration {
    pub(crate) kind: Kind,
    /// The names of constants that it declares.
    pub(crate) declares: Vec<u32>,
    /// Other names in it.
    pub(crate) names: Vec<u32>,
    pub(crate) expressions: Vec<u32>,
}

/// A line that states nothing of the format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Malformed(pub(crate) String);

pub(crate) fn read(line: &str) -> Result<Item, Malformed> {
    let fields: Fields = serde_json::from_str(line).map_err(|error| Malformed(error.to_string()))?;
    fields.item().ok_or_else(|| Malformed("not one name, level, expression or declaration".to_owned()))
}
