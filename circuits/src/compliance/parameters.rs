//! A shape as the named parameters of a manifest.

use crate::layout::BitWidth;
use crate::statement::compliance::{LimitSpan, Limits, LineCommitment, Meter, Objective, Shape, SlottedLimit, Subject};
use std::collections::BTreeMap;

pub(crate) type Parameters = BTreeMap<String, u64>;

/// Why a manifest's parameters are no shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParametersError {
    /// A parameter is missing.
    #[error("parameter {0:?} is missing")]
    Missing(String),
    /// A parameter is larger than any circuit's.
    #[error("parameter {name:?} is {value}; at most {most} is supported")]
    TooLarge {
        /// Its name.
        name: String,
        /// Its value.
        value: u64,
        /// The largest that is supported.
        most: u64,
    },
    /// A parameter that no circuit of the statement has.
    #[error("parameter {0:?} is unknown")]
    Unknown(String),
}

/// Largest count of what a circuit has one by one: more than it can hold, and small enough that a manifest takes no memory that its circuit would
/// not.
const COUNT_MAX: u64 = 1 << 20;
/// Largest number of a slot, and longest window: small enough that nothing overflows.
const SLOTS_MAX: u64 = 1 << 24;
const BITS_MAX: u64 = 64;
/// 1 where lines are committed to in a tree, else absent.
const TREE: &str = "line_tree";

/// What only a shape with an objective has.
const OBJECTIVE: [&str; 4] = ["cost_price_weight", "cost_end_weight", "cost_rest_bits", "cost_unassigned_bits"];

/// The parameters of a shape.
pub(super) fn write(shape: &Shape) -> Parameters {
    let mut parameters = Parameters::new();
    let mut put = |name: String, value: u64| {
        parameters.insert(name, value);
    };
    let bits = |width: BitWidth| u64::from(width.bits());
    for (name, value) in [
        ("tasks", shape.tasks as u64),
        ("options", shape.options as u64),
        ("slots", shape.slots.into()),
        ("dependencies", shape.dependencies as u64),
        ("offer_bits", bits(shape.offer)),
        ("price_bits", bits(shape.price)),
    ] {
        put(name.to_owned(), value);
    }
    if shape.lines == LineCommitment::Tree {
        put(TREE.to_owned(), 1);
    }
    for (resource, &width) in shape.demands.iter().enumerate() {
        put(format!("demand_{resource}_bits"), bits(width));
    }
    write_meters(&shape.meters, &mut put);
    if let Some(objective) = &shape.objective {
        let Objective { price_weight, end_weight, rest, unassigned } = *objective;
        let values = [price_weight, end_weight, bits(rest), bits(unassigned)];
        OBJECTIVE.into_iter().zip(values).for_each(|(name, value)| put(name.to_owned(), value));
    }
    parameters
}

/// The parameters of meters.
pub(crate) fn write_meters(meters: &[Meter], put: &mut impl FnMut(String, u64)) {
    let bits = |width: BitWidth| u64::from(width.bits());
    for (at, meter) in meters.iter().enumerate() {
        let subject = match meter.subject {
            Subject::Price => 0,
            Subject::Demand(resource) => 1 + resource as u64,
        };
        put(format!("meter_{at}_subject"), subject);
        match &meter.limits {
            Limits::Horizon(limits) => limits
                .iter()
                .enumerate()
                .for_each(|(limit, &width)| put(format!("meter_{at}_horizon_{limit}_bits"), bits(width))),
            Limits::Slotted(limits) => limits.iter().enumerate().for_each(|(limit, slotted)| {
                let (name, spans) = match slotted.span {
                    LimitSpan::Window { length, prior } => {
                        ("window", [("length", u64::from(length)), ("prior", prior as u64)])
                    }
                    LimitSpan::Interval { first, last } => {
                        ("interval", [("first", first.into()), ("last", last.into())])
                    }
                };
                put(format!("meter_{at}_{name}_{limit}_bits"), bits(slotted.amount));
                spans.into_iter().for_each(|(part, value)| put(format!("meter_{at}_{name}_{limit}_{part}"), value));
            }),
        }
    }
}

/// The shape that has these parameters and no others, of a circuit of a size.
pub(super) fn read(parameters: &Parameters, size: u64) -> Result<Shape, ParametersError> {
    let mut rest = Rest::of(parameters, size);
    let shape = Shape {
        tasks: rest.count("tasks")? as usize,
        options: rest.count("options")? as usize,
        slots: rest.slot("slots")? as u32,
        dependencies: rest.count("dependencies")? as usize,
        offer: rest.width("offer_bits")?,
        price: rest.width("price_bits")?,
        demands: rest.while_there(|at| format!("demand_{at}_bits"), |rest, name| rest.width(name))?,
        meters: rest.meters()?,
        objective: rest.objective()?,
        lines: rest.lines()?,
    };
    rest.end().map(|()| shape)
}

/// The parameters that have not been read yet.
pub(crate) struct Rest {
    parameters: Parameters,
    count_max: u64,
}

impl Rest {
    /// All parameters of a circuit with so many constraints or rows: it has at most as many of anything.
    pub(crate) fn of(parameters: &Parameters, size: u64) -> Self {
        Self { parameters: parameters.clone(), count_max: size.min(COUNT_MAX) }
    }

    /// There are no others.
    pub(crate) fn end(self) -> Result<(), ParametersError> {
        self.parameters.into_keys().next().map_or(Ok(()), |name| Err(ParametersError::Unknown(name)))
    }

    pub(crate) fn meters(&mut self) -> Result<Vec<Meter>, ParametersError> {
        self.while_there(|at| format!("meter_{at}_subject"), Self::meter)
    }

    pub(crate) fn take(&mut self, name: &str, most: u64) -> Result<u64, ParametersError> {
        let value = self.parameters.remove(name).ok_or_else(|| ParametersError::Missing(name.to_owned()))?;
        if value > most { Err(ParametersError::TooLarge { name: name.to_owned(), value, most }) } else { Ok(value) }
    }

    pub(crate) fn count(&mut self, name: &str) -> Result<u64, ParametersError> {
        self.take(name, self.count_max)
    }

    /// The number of a slot, or of slots.
    pub(crate) fn slot(&mut self, name: &str) -> Result<u64, ParametersError> {
        self.take(name, SLOTS_MAX)
    }

    pub(crate) fn width(&mut self, name: &str) -> Result<BitWidth, ParametersError> {
        let bits = self.take(name, BITS_MAX)?;
        let too_large = ParametersError::TooLarge { name: name.to_owned(), value: bits, most: BITS_MAX };
        BitWidth::new(bits as u32).map_err(|_| too_large)
    }

    fn lines(&mut self) -> Result<LineCommitment, ParametersError> {
        Ok(if self.flag(TREE)? { LineCommitment::Tree } else { LineCommitment::Sponge })
    }

    /// Whether a parameter is 1; else it is absent.
    pub(crate) fn flag(&mut self, name: &str) -> Result<bool, ParametersError> {
        if !self.parameters.contains_key(name) {
            return Ok(false);
        }
        match self.take(name, 1)? {
            0 => Err(ParametersError::Unknown(format!("{name} = 0"))),
            _ => Ok(true),
        }
    }

    /// Reads entries numbered from 0 as long as there is a next one.
    pub(crate) fn while_there<T>(
        &mut self,
        name: impl Fn(usize) -> String,
        read: impl Fn(&mut Self, &str) -> Result<T, ParametersError>,
    ) -> Result<Vec<T>, ParametersError> {
        let mut entries = Vec::new();
        loop {
            let name = name(entries.len());
            if !self.parameters.contains_key(&name) {
                return Ok(entries);
            }
            entries.push(read(self, &name)?);
        }
    }

    fn meter(&mut self, name: &str) -> Result<Meter, ParametersError> {
        let subject = match self.count(name)? {
            0 => Subject::Price,
            resource => Subject::Demand(resource as usize - 1),
        };
        let meter = name.strip_suffix("_subject").unwrap_or(name).to_owned();
        let horizon = self.while_there(|at| format!("{meter}_horizon_{at}_bits"), |rest, name| rest.width(name))?;
        let limits = if horizon.is_empty() { Limits::Slotted(self.slotted(&meter)?) } else { Limits::Horizon(horizon) };
        Ok(Meter { subject, limits })
    }

    fn objective(&mut self) -> Result<Option<Objective>, ParametersError> {
        let [price_weight, end_weight, rest, unassigned] = OBJECTIVE;
        if !OBJECTIVE.iter().any(|&name| self.parameters.contains_key(name)) {
            return Ok(None);
        }
        Ok(Some(Objective {
            price_weight: self.take(price_weight, u64::MAX)?,
            end_weight: self.take(end_weight, u64::MAX)?,
            rest: self.width(rest)?,
            unassigned: self.width(unassigned)?,
        }))
    }

    fn slotted(&mut self, meter: &str) -> Result<Vec<SlottedLimit>, ParametersError> {
        let mut limits = Vec::new();
        loop {
            let at = limits.len();
            let [window, interval] = ["window", "interval"].map(|kind| format!("{meter}_{kind}_{at}"));
            let (amount, span) = if self.parameters.contains_key(&format!("{window}_bits")) {
                let length = self.slot(&format!("{window}_length"))? as u32;
                let prior = self.count(&format!("{window}_prior"))? as usize;
                (format!("{window}_bits"), LimitSpan::Window { length, prior })
            } else if self.parameters.contains_key(&format!("{interval}_bits")) {
                let first = self.slot(&format!("{interval}_first"))? as u32;
                let last = self.slot(&format!("{interval}_last"))? as u32;
                (format!("{interval}_bits"), LimitSpan::Interval { first, last })
            } else {
                return Ok(limits);
            };
            limits.push(SlottedLimit { span, amount: self.width(&amount)? });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        let width = BitWidth::of(1 << 20);
        let slotted = vec![
            SlottedLimit { span: LimitSpan::Window { length: 5, prior: 2 }, amount: width },
            SlottedLimit { span: LimitSpan::Interval { first: 1, last: 3 }, amount: BitWidth::of(7) },
        ];
        Shape {
            tasks: 4,
            options: 8,
            slots: 6,
            offer: BitWidth::of(3),
            price: width,
            demands: vec![BitWidth::of(9), BitWidth::of(200)],
            meters: vec![
                Meter { subject: Subject::Price, limits: Limits::Horizon(vec![width, width]) },
                Meter { subject: Subject::Demand(1), limits: Limits::Slotted(slotted) },
            ],
            dependencies: 2,
            objective: Some(Objective { price_weight: 3, end_weight: 0, rest: width, unassigned: BitWidth::of(5) }),
            lines: LineCommitment::Tree,
        }
    }

    #[test]
    fn a_shape_is_its_parameters() {
        assert_eq!(read(&write(&shape()), 1_000), Ok(shape()));
    }

    #[test]
    fn every_missing_parameter_is_noticed() {
        let whole = write(&shape());
        for name in whole.keys() {
            let mut cut = whole.clone();
            cut.remove(name);
            assert!(read(&cut, 1_000) != Ok(shape()), "{name}");
        }
    }

    #[test]
    fn what_is_unknown_or_too_large_is_refused_by_name() {
        let mut more = write(&shape());
        more.insert("colour".into(), 1);
        assert_eq!(read(&more, 1_000), Err(ParametersError::Unknown("colour".into())));
        let mut large = write(&shape());
        large.insert("tasks".into(), 1 << 40);
        assert!(matches!(read(&large, 1_000), Err(ParametersError::TooLarge { name, .. }) if name == "tasks"));
        let sized = ParametersError::TooLarge { name: "options".into(), value: 8, most: 7 };
        assert_eq!(read(&write(&shape()), 7), Err(sized));
    }
}
