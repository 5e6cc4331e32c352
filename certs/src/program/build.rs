//! Translation of a market: pairs from the market's own comparison, families in normative order.

use super::family::Scope;
use super::index::FamilyIndex;
use super::{Dependency, Family, FamilyKind, LoadMax, Origin, Pair, Program, Usage, UsageSpan};
use apportion_lattice::{Limit, Market, Of, OfferIndex, PayerIndex, ResourceIndex, Span, TaskIndex};
use core::convert::Infallible;
use core::ops::ControlFlow;

impl<'m> Program<'m> {
    /// Translates a market.
    pub fn new(market: &'m Market) -> Self {
        let whole = Self::translate(market, || ControlFlow::<Infallible>::Continue(()));
        match whole {
            ControlFlow::Continue(program) => program,
            ControlFlow::Break(never) => match never {},
        }
    }

    /// Translates a market unless `pause`, which is asked task by task, breaks it off.
    ///
    /// # Errors
    /// What `pause` broke off with.
    pub fn translate<B>(market: &'m Market, mut pause: impl FnMut() -> ControlFlow<B>) -> ControlFlow<B, Self> {
        let mut pairs = Vec::new();
        let mut pair_offsets = vec![0];
        for task in indices(market.tasks().len(), TaskIndex::new) {
            let mut first_option = 0;
            for (_, run) in market.runs(task) {
                let pair = Pair { run, first_option };
                first_option = pair.options().end;
                pairs.push(pair);
            }
            pair_offsets.push(pairs.len());
            pause()?;
        }
        let families = Families::of(market).list;
        let load_max = load_max(market, &pairs, &pair_offsets);
        let index = FamilyIndex::new(market, &families);
        ControlFlow::Continue(Program { market, pair_offsets, pairs, index, families, load_max })
    }
}

struct Families<'m> {
    list: Vec<Family<'m>>,
    slot_count: u32,
}

impl<'m> Families<'m> {
    /// The normative order: capacities, totals and limits offer by offer; budget and limits payer by payer; the market's limits;
    /// dependencies task by task.
    fn of(market: &'m Market) -> Self {
        let mut families = Self { list: Vec::new(), slot_count: market.horizon().slot_count };
        let resources = market.resources().len();
        for (offer, stated) in indices(market.offers().len(), OfferIndex::new).zip(market.offers()) {
            for (resource, capacity) in indices(resources, ResourceIndex::new).zip(&stated.capacity) {
                if let Some(amount) = capacity.as_finite()
                    && amount > 0
                {
                    let span = UsageSpan::Window { slots: 1, prior: &[] };
                    families.of_offer(offer, Origin::Capacity(offer), Of::Resource(resource), amount, span);
                }
            }
            for (resource, total) in indices(resources, ResourceIndex::new).zip(&stated.total) {
                if let Some(amount) = *total {
                    let span = families.horizon();
                    families.of_offer(offer, Origin::Total(offer), Of::Resource(resource), amount, span);
                }
            }
            for (at, limit) in (0..).zip(&stated.limits) {
                families.limit(Origin::OfferLimit(offer, at), limit, Some(Scope::One(offer)), None);
            }
        }
        for (payer, stated) in indices(market.payers().len(), PayerIndex::new).zip(market.payers()) {
            if let Some(budget) = stated.budget {
                let span = families.horizon();
                let (offers, payers) = (Scope::All, Scope::One(payer));
                families.push(Usage {
                    origin: Origin::Budget(payer),
                    of: Of::Money,
                    amount: budget.nmic(),
                    span,
                    offers,
                    payers,
                });
            }
            for (at, limit) in (0..).zip(&stated.limits) {
                families.limit(Origin::PayerLimit(payer, at), limit, None, Some(Scope::One(payer)));
            }
        }
        for (at, limit) in (0..).zip(market.limits()) {
            families.limit(Origin::MarketLimit(at), limit, None, None);
        }
        for (dependent, task) in indices(market.tasks().len(), TaskIndex::new).zip(market.tasks()) {
            families.dependencies(dependent, &task.needs, &task.after);
        }
        families
    }

    fn horizon(&self) -> UsageSpan<'m> {
        UsageSpan::Interval { first: 0, last: self.slot_count - 1 }
    }

    fn of_offer(&mut self, offer: OfferIndex, origin: Origin, of: Of, amount: u64, span: UsageSpan<'m>) {
        self.push(Usage { origin, of, amount, span, offers: Scope::One(offer), payers: Scope::All });
    }

    /// A limit counts the offers and payers it lists; inside an offer or a payer, only that one of them.
    fn limit(
        &mut self,
        origin: Origin,
        limit: &'m Limit,
        offer: Option<Scope<OfferIndex>>,
        payer: Option<Scope<PayerIndex>>,
    ) {
        let span = match &limit.span {
            Span::Window { slots, prior } => UsageSpan::Window { slots: *slots, prior },
            Span::Interval(range) => UsageSpan::Interval { first: range.first, last: range.last },
            Span::Horizon => self.horizon(),
        };
        let offers = restrict(offer, limit.offers.as_deref());
        let payers = restrict(payer, limit.payers.as_deref());
        self.push(Usage { origin, of: limit.of, amount: limit.amount, span, offers, payers });
    }

    /// One family for each task depended on, in task order; `after` includes `needs`.
    fn dependencies(&mut self, dependent: TaskIndex, needs: &[TaskIndex], after: &[TaskIndex]) {
        let mut on: Vec<TaskIndex> = needs.iter().chain(after).copied().collect();
        on.sort_unstable();
        on.dedup();
        for on in on {
            let after = after.contains(&on);
            let rows = if after { self.slot_count } else { 1 };
            self.add(FamilyKind::Dependency(Dependency { dependent, on, after }), rows);
        }
    }

    fn push(&mut self, usage: Usage<'m>) {
        let rows = match usage.span {
            UsageSpan::Window { .. } => self.slot_count,
            UsageSpan::Interval { .. } => 1,
        };
        self.add(FamilyKind::Usage(usage), rows);
    }

    fn add(&mut self, kind: FamilyKind<'m>, row_count: u32) {
        let first_row = self.list.last().map_or(0, |family| family.rows().end);
        self.list.push(Family { kind, first_row, row_count });
    }
}

fn restrict<T: Copy + Ord>(inside: Option<Scope<T>>, listed: Option<&[T]>) -> Scope<T> {
    match (inside, listed) {
        (None, None) => Scope::All,
        (None, Some(list)) => Scope::Listed(list.to_vec()),
        (Some(Scope::One(one)), Some(list)) if !list.contains(&one) => Scope::Listed(Vec::new()),
        (Some(scope), _) => scope,
    }
}

fn load_max(market: &Market, pairs: &[Pair<'_>], offsets: &[usize]) -> LoadMax {
    let resources = market.resources().len();
    let mut sums = LoadMax { money: 0, resources: vec![0; resources] };
    let mut largest = vec![0u128; resources];
    for task in offsets.windows(2) {
        let pairs = &pairs[task[0]..task[1]];
        sums.money += pairs.iter().map(|pair| u128::from(pair.run.price)).max().unwrap_or(0);
        for pair in pairs {
            for (resource, amount) in pair.run.demand.iter() {
                let used = u128::from(amount) * u128::from(pair.run.duration_slots);
                largest[resource.usize()] = largest[resource.usize()].max(used);
            }
        }
        for (sum, largest) in sums.resources.iter_mut().zip(&mut largest) {
            *sum += core::mem::take(largest);
        }
    }
    sums
}

fn indices<T>(count: usize, index: impl Fn(u32) -> T) -> impl Iterator<Item = T> {
    (0..count as u32).map(index)
}
