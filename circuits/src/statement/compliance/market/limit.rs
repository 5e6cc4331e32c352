//! The limits of a market, as the certificates number them.

use super::tier_width;
use crate::statement::compliance::{LimitSpan, Limits, SlottedLimit, Subject};
use apportion_certs::program::{Origin, Program, UsageSpan};
use apportion_lattice::Of;

/// A limit and what it counts.
#[derive(Debug)]
pub(crate) struct StatedLimit<'m> {
    pub(crate) origin: Origin,
    pub(crate) subject: Subject,
    /// None for the whole horizon.
    pub(crate) span: Option<LimitSpan>,
    pub(crate) amount: u64,
    pub(crate) prior: &'m [u64],
    /// The options that load it, ascending.
    pub(crate) options: Vec<usize>,
}

/// Every limit of a market, in the order of its families.
pub(super) fn stated_limits<'m>(program: &Program<'m>) -> Vec<StatedLimit<'m>> {
    let slots = program.market().horizon().slot_count;
    let mut limits: Vec<Option<StatedLimit<'m>>> = Vec::with_capacity(program.families().len());
    for family in program.families() {
        limits.push(family.usage().map(|usage| {
            let (span, prior) = match usage.span {
                UsageSpan::Interval { first: 0, last } if last + 1 == slots => (None, &[] as &[u64]),
                UsageSpan::Interval { first, last } => (Some(LimitSpan::Interval { first, last }), &[] as &[u64]),
                UsageSpan::Window { slots: length, prior } => {
                    let reach = prior.len().min(length as usize - 1);
                    let prior = &prior[..reach];
                    let whole = length >= slots && prior.is_empty();
                    ((!whole).then_some(LimitSpan::Window { length, prior: reach }), prior)
                }
            };
            let subject = match usage.of {
                Of::Money => Subject::Price,
                Of::Resource(resource) => Subject::Demand(resource.usize()),
            };
            let options = Vec::new();
            StatedLimit { origin: usage.origin, subject, span, amount: usage.amount, prior, options }
        }));
    }
    for task in program.tasks() {
        for (place, pair) in program.pair_range(task).zip(program.pairs(task)) {
            for (family, _) in program.loads(task, pair) {
                if let Some(limit) = &mut limits[family as usize] {
                    limit.options.push(place);
                }
            }
        }
    }
    limits.into_iter().flatten().collect()
}

impl StatedLimit<'_> {
    /// Whether limits are of this one's kind.
    pub(super) fn same_kind(&self, limits: &Limits) -> bool {
        self.span.is_none() == matches!(limits, Limits::Horizon(_))
    }

    /// Whether no option that loads this limit is loaded already.
    pub(super) fn clear_of(&self, loaded: &[bool]) -> bool {
        !self.options.iter().any(|&option| loaded[option])
    }

    /// Marks the options that load this limit.
    pub(crate) fn claim(&self, loaded: &mut [bool]) {
        self.options.iter().for_each(|&option| loaded[option] = true);
    }

    /// Adds a limit like this one.
    pub(super) fn add_to(&self, limits: &mut Limits) {
        let amount = tier_width(self.amount.max(self.prior.iter().copied().max().unwrap_or(0)));
        match (limits, self.span) {
            (Limits::Slotted(limits), Some(span)) => limits.push(SlottedLimit { span, amount }),
            (Limits::Horizon(limits), None) => limits.push(amount),
            _ => {}
        }
    }

    /// Whether this limit can be put in place of one of a shape.
    pub(super) fn fits(&self, limits: &Limits, place: usize) -> bool {
        let holds = |width: crate::layout::BitWidth| {
            width.holds(self.amount.into()) && self.prior.iter().all(|&prior| width.holds(prior.into()))
        };
        match limits {
            Limits::Horizon(widths) => self.span.is_none() && widths.get(place).is_some_and(|&width| holds(width)),
            Limits::Slotted(limits) => limits.get(place).is_some_and(|limit| {
                let same_span = match (limit.span, self.span) {
                    (LimitSpan::Window { length, prior }, Some(LimitSpan::Window { length: own, prior: entries })) => {
                        length == own && prior >= entries
                    }
                    (span, own) => Some(span) == own,
                };
                same_span && holds(limit.amount)
            }),
        }
    }
}
