//! The JSON of a line, field by field, and the one thing that it states.

use super::{Binder, Declaration, Expression, Item, Kind, Level};
use crate::export::Part;
use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    r#in: Option<u32>,
    il: Option<u32>,
    ie: Option<u32>,
    meta: Option<IgnoredAny>,
    str: Option<Text>,
    num: Option<Number>,
    succ: Option<u32>,
    max: Option<(u32, u32)>,
    imax: Option<(u32, u32)>,
    param: Option<u32>,
    bvar: Option<u32>,
    sort: Option<u32>,
    r#const: Option<Constant>,
    app: Option<Application>,
    lam: Option<Binder>,
    #[serde(rename = "forallE")]
    pi: Option<Binder>,
    #[serde(rename = "letE")]
    r#let: Option<Let>,
    #[serde(rename = "natVal")]
    natural: Option<Box<str>>,
    #[serde(rename = "strVal")]
    text: Option<Box<str>>,
    proj: Option<Projection>,
    axiom: Option<Axiom>,
    def: Option<Definition>,
    thm: Option<Theorem>,
    opaque: Option<Opaque>,
    quot: Option<Quotient>,
    inductive: Option<Inductive>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    pre: u32,
    str: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    pre: u32,
    i: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Constant {
    name: u32,
    us: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Application {
    r#fn: u32,
    arg: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Let {
    name: u32,
    r#type: u32,
    value: u32,
    body: u32,
    nondep: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Projection {
    #[serde(rename = "typeName")]
    name: u32,
    idx: u32,
    r#struct: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Axiom {
    name: u32,
    level_params: Vec<u32>,
    r#type: u32,
    #[serde(rename = "isUnsafe")]
    _unsafe: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Definition {
    name: u32,
    level_params: Vec<u32>,
    r#type: u32,
    value: u32,
    #[serde(rename = "hints")]
    _hints: Hints,
    #[serde(rename = "safety")]
    _safety: Safety,
    all: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Hints {
    Opaque,
    Abbrev,
    Regular(#[allow(dead_code, reason = "read, not used")] u32),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Safety {
    Safe,
    Unsafe,
    Partial,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Theorem {
    name: u32,
    level_params: Vec<u32>,
    r#type: u32,
    value: u32,
    all: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Opaque {
    name: u32,
    level_params: Vec<u32>,
    r#type: u32,
    value: u32,
    #[serde(rename = "isUnsafe")]
    _unsafe: bool,
    all: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Quotient {
    name: u32,
    level_params: Vec<u32>,
    r#type: u32,
    #[serde(rename = "kind")]
    _kind: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inductive {
    types: Vec<InductiveType>,
    ctors: Vec<Constructor>,
    recs: Vec<Recursor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct InductiveType {
    name: u32,
    level_params: Vec<u32>,
    r#type: u32,
    #[serde(rename = "numParams")]
    _parameters: u32,
    #[serde(rename = "numIndices")]
    _indices: u32,
    all: Vec<u32>,
    ctors: Vec<u32>,
    #[serde(rename = "numNested")]
    _nested: u32,
    #[serde(rename = "isRec")]
    _recursive: bool,
    #[serde(rename = "isUnsafe")]
    _unsafe: bool,
    #[serde(rename = "isReflexive")]
    _reflexive: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Constructor {
    name: u32,
    level_params: Vec<u32>,
    r#type: u32,
    induct: u32,
    #[serde(rename = "cidx")]
    _index: u32,
    #[serde(rename = "numParams")]
    _parameters: u32,
    #[serde(rename = "numFields")]
    _fields: u32,
    #[serde(rename = "isUnsafe")]
    _unsafe: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Recursor {
    name: u32,
    level_params: Vec<u32>,
    r#type: u32,
    all: Vec<u32>,
    #[serde(rename = "numParams")]
    _parameters: u32,
    #[serde(rename = "numIndices")]
    _indices: u32,
    #[serde(rename = "numMotives")]
    _motives: u32,
    #[serde(rename = "numMinors")]
    _minors: u32,
    rules: Vec<RecursorRule>,
    #[serde(rename = "k")]
    _k: bool,
    #[serde(rename = "isUnsafe")]
    _unsafe: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecursorRule {
    ctor: u32,
    #[serde(rename = "nfields")]
    _fields: u32,
    rhs: u32,
}

impl Fields {
    /// The one thing that the line states; `None` if it states several, or none.
    pub(super) fn item(self) -> Option<Item> {
        let indices = (self.r#in, self.il, self.ie);
        let name = [
            self.str.map(|text| (text.pre, Part::Text(text.str))),
            self.num.map(|number| (number.pre, Part::Number(number.i))),
        ];
        let level = [
            self.succ.map(Level::Succ),
            self.max.map(|(a, b)| Level::Max(a, b)),
            self.imax.map(|(a, b)| Level::Imax(a, b)),
            self.param.map(Level::Parameter),
        ];
        let expression = [
            self.bvar.map(Expression::Bound),
            self.sort.map(Expression::Sort),
            self.r#const.map(|constant| Expression::Constant { name: constant.name, universes: constant.us }),
            self.app.map(|app| Expression::Apply { function: app.r#fn, argument: app.arg }),
            self.lam.map(Expression::Lambda),
            self.pi.map(Expression::Pi),
            self.r#let.map(|bound| Expression::Let {
                name: bound.name,
                statement: bound.r#type,
                value: bound.value,
                body: bound.body,
                nondependent: bound.nondep,
            }),
            self.natural.map(Expression::Natural),
            self.text.map(Expression::Text),
            self.proj.map(|of| Expression::Projection { name: of.name, field: of.idx, structure: of.r#struct }),
        ];
        let declaration = [
            self.axiom.map(Declaration::from),
            self.def.map(Declaration::from),
            self.thm.map(Declaration::from),
            self.opaque.map(Declaration::from),
            self.quot.map(Declaration::from),
            self.inductive.map(Declaration::from),
        ];
        let found = (only(name)?, only(level)?, only(expression)?, only(declaration)?, self.meta);
        match (found, indices) {
            ((Some((prefix, part)), None, None, None, None), (Some(index), None, None)) => {
                Some(Item::Name { index, prefix, part })
            }
            ((None, Some(level), None, None, None), (None, Some(index), None)) => Some(Item::Level { index, level }),
            ((None, None, Some(expression), None, None), (None, None, Some(index))) => {
                Some(Item::Expression { index, expression })
            }
            ((None, None, None, Some(declaration), None), (None, None, None)) => {
                Some(Item::Declaration(Box::new(declaration)))
            }
            ((None, None, None, None, Some(_)), (None, None, None)) => Some(Item::Meta),
            _ => None,
        }
    }
}

/// The one that there is, if any; `None` if there are several.
fn only<T, const N: usize>(found: [Option<T>; N]) -> Option<Option<T>> {
    let mut found = found.into_iter().flatten();
    let one = found.next();
    found.next().is_none().then_some(one)
}

impl Declaration {
    fn of(kind: Kind, name: u32, mut names: Vec<u32>, all: Vec<u32>, expressions: Vec<u32>) -> Self {
        names.extend(all);
        Self { kind, declares: vec![name], names, expressions }
    }
}

impl From<Axiom> for Declaration {
    fn from(of: Axiom) -> Self {
        Self::of(Kind::Axiom, of.name, of.level_params, Vec::new(), vec![of.r#type])
    }
}

impl From<Definition> for Declaration {
    fn from(of: Definition) -> Self {
        Self::of(Kind::Definition, of.name, of.level_params, of.all, vec![of.r#type, of.value])
    }
}

impl From<Theorem> for Declaration {
    fn from(of: Theorem) -> Self {
        Self::of(Kind::Theorem, of.name, of.level_params, of.all, vec![of.r#type, of.value])
    }
}

impl From<Opaque> for Declaration {
    fn from(of: Opaque) -> Self {
        Self::of(Kind::Opaque, of.name, of.level_params, of.all, vec![of.r#type, of.value])
    }
}

impl From<Quotient> for Declaration {
    fn from(of: Quotient) -> Self {
        Self::of(Kind::Quotient, of.name, of.level_params, Vec::new(), vec![of.r#type])
    }
}

impl From<Inductive> for Declaration {
    fn from(of: Inductive) -> Self {
        let mut all = Self { kind: Kind::Inductive, declares: Vec::new(), names: Vec::new(), expressions: Vec::new() };
        for r#type in of.types {
            all.declares.push(r#type.name);
            all.names.extend(r#type.level_params.into_iter().chain(r#type.all).chain(r#type.ctors));
            all.expressions.push(r#type.r#type);
        }
        for constructor in of.ctors {
            all.declares.push(constructor.name);
            all.names.extend(constructor.level_params.into_iter().chain([constructor.induct]));
            all.expressions.push(constructor.r#type);
        }
        for recursor in of.recs {
            all.declares.push(recursor.name);
            all.names.extend(recursor.level_params.into_iter().chain(recursor.all));
            all.expressions.push(recursor.r#type);
            for rule in recursor.rules {
                all.names.push(rule.ctor);
                all.expressions.push(rule.rhs);
            }
        }
        all
    }
}
