//! The market and an allocation, field by field as `Apportion/Spec/Market.lean` has them.

use super::{Of, text};
use crate::EmitError;
use crate::export::{Record, Term, Terms};
use apportion_certs::program::{Choice, Program};
use apportion_lattice::market::{Offer, Payer, Quote, Resource, Task};
use apportion_lattice::{Demand, Level, Limit, Market, ResourceIndex, SlotRange, Span, TaskIndex};
use apportion_lattice::{Of as Subject, Term as ObjectiveTerm};

/// A market as a term.
pub(crate) struct MarketTerm {
    /// Of type `Market`.
    pub(crate) whole: Term,
    /// The list of tasks from every place on, the empty one at the end.
    pub(crate) tasks: Vec<Term>,
}

/// The market.
pub(crate) fn market<R: Record>(terms: &mut Terms<R>, market: &Market) -> Result<MarketTerm, EmitError> {
    Writer::new(terms, market)?.market()
}

/// The types of which there are lists and options.
struct Types {
    natural: Of,
    naturals: Of,
    resource: Of,
    entry: Of,
    entries: Of,
    capacity: Of,
    limit: Of,
    payer: Of,
    offer: Of,
    task: Of,
    quote: Of,
    weighted: Of,
    level: Of,
}

struct Writer<'a, R> {
    terms: &'a mut Terms<R>,
    market: &'a Market,
    types: Types,
}

impl<'a, R: Record> Writer<'a, R> {
    fn new(terms: &'a mut Terms<R>, market: &'a Market) -> Result<Self, EmitError> {
        let mut of = |symbol| {
            let element = terms.symbol(symbol)?;
            Of::new(terms, element)
        };
        let natural = of("Nat")?;
        let (entry, weighted) = (of("Apportion.Entry")?, of("Apportion.Weighted")?);
        let (resource, capacity) = (of("Apportion.Resource")?, of("Apportion.Capacity")?);
        let (limit, payer) = (of("Apportion.Limit")?, of("Apportion.Payer")?);
        let (offer, task, quote) = (of("Apportion.Offer")?, of("Apportion.Task")?, of("Apportion.Quote")?);
        let (naturals, entries) = (Of::new(terms, natural.list)?, Of::new(terms, entry.list)?);
        let level = Of::new(terms, weighted.list)?;
        let types = Types {
            natural,
            naturals,
            resource,
            entry,
            entries,
            capacity,
            limit,
            payer,
            offer,
            task,
            quote,
            weighted,
            level,
        };
        Ok(Self { terms, market, types })
    }

    fn market(&mut self) -> Result<MarketTerm, EmitError> {
        let market = self.market;
        let name = self.optional(market.name(), Self::text)?;
        let resources = self.list(self.types.resource, market.resources(), Self::resource)?;
        let slots = self.number(u64::from(market.horizon().slot_count))?;
        let slot_length = self.number(market.horizon().slot_length_ms)?;
        let payers = self.list(self.types.payer, market.payers(), Self::payer)?;
        let offers = self.list(self.types.offer, market.offers(), Self::offer)?;
        let items = market.tasks().iter().map(|task| self.task(task)).collect::<Result<Vec<_>, _>>()?;
        let task = self.types.task;
        let suffixes = task.suffixes(self.terms, &items)?;
        let tasks = *suffixes.first().ok_or(EmitError::Size)?;
        let limits = self.list(self.types.limit, market.limits(), Self::limit)?;
        let objective = self.list(self.types.level, market.levels(), Self::level)?;
        let fields = [name, resources, slots, slot_length, payers, offers, tasks, limits, objective];
        let whole = self.terms.call_symbol("Apportion.Market.mk", &fields)?;
        Ok(MarketTerm { whole, tasks: suffixes })
    }

    fn list<T>(
        &mut self,
        of: Of,
        items: &[T],
        write: impl Fn(&mut Self, &T) -> Result<Term, EmitError>,
    ) -> Result<Term, EmitError> {
        let items = items.iter().map(|item| write(self, item)).collect::<Result<Vec<_>, _>>()?;
        of.list(self.terms, &items)
    }

    /// An optional natural number.
    fn optional<T>(
        &mut self,
        item: Option<T>,
        write: impl Fn(&mut Self, T) -> Result<Term, EmitError>,
    ) -> Result<Term, EmitError> {
        let item = item.map(|item| write(self, item)).transpose()?;
        let natural = self.types.natural;
        natural.option(self.terms, item)
    }

    fn number(&mut self, number: u64) -> Result<Term, EmitError> {
        self.terms.natural(number.into())
    }

    fn text(&mut self, text: &str) -> Result<Term, EmitError> {
        let digits = text::digits(text)?;
        match digits.parse() {
            Ok(number) => self.terms.natural(number),
            Err(_) => self.terms.natural_digits(&digits),
        }
    }

    fn boolean(&mut self, is_true: bool) -> Result<Term, EmitError> {
        self.terms.symbol(if is_true { "Bool.true" } else { "Bool.false" })
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Result<Term, EmitError> {
        let items = texts.map(|text| self.text(text)).collect::<Result<Vec<_>, _>>()?;
        let natural = self.types.natural;
        natural.list(self.terms, &items)
    }

    /// An optional list of natural numbers.
    fn restriction(&mut self, list: Option<Term>) -> Result<Term, EmitError> {
        let naturals = self.types.naturals;
        naturals.option(self.terms, list)
    }

    /// The parts of a path between slashes; the root has none.
    fn path(&mut self, path: &str) -> Result<Term, EmitError> {
        if path.is_empty() { self.texts(std::iter::empty()) } else { self.texts(path.split('/')) }
    }

    fn numbers(&mut self, numbers: impl Iterator<Item = u64>) -> Result<Term, EmitError> {
        let items = numbers.map(|number| self.number(number)).collect::<Result<Vec<_>, _>>()?;
        let natural = self.types.natural;
        natural.list(self.terms, &items)
    }

    fn resource(&mut self, resource: &Resource) -> Result<Term, EmitError> {
        let fields = [self.text(&resource.name)?, self.text(&resource.unit)?];
        self.terms.call_symbol("Apportion.Resource.mk", &fields)
    }

    fn entries(&mut self, entries: impl Iterator<Item = (ResourceIndex, u64)>) -> Result<Term, EmitError> {
        let mut items = Vec::new();
        for (resource, amount) in entries {
            let fields = [self.number(resource.get().into())?, self.number(amount)?];
            items.push(self.terms.call_symbol("Apportion.Entry.mk", &fields)?);
        }
        let entry = self.types.entry;
        entry.list(self.terms, &items)
    }

    fn demand(&mut self, demand: &Demand) -> Result<Term, EmitError> {
        self.entries(demand.iter())
    }

    fn capacity(&mut self, offer: &Offer) -> Result<Term, EmitError> {
        let mut items = Vec::new();
        for resource in self.market.resource_indices() {
            let capacity = offer.capacity_of(resource);
            if capacity.as_finite() != Some(0) {
                let amount = self.optional(capacity.as_finite(), Self::number)?;
                let fields = [self.number(resource.get().into())?, amount];
                items.push(self.terms.call_symbol("Apportion.Capacity.mk", &fields)?);
            }
        }
        let capacity = self.types.capacity;
        capacity.list(self.terms, &items)
    }

    fn slots(&mut self, slots: SlotRange) -> Result<[Term; 2], EmitError> {
        Ok([self.number(slots.first.into())?, self.number(slots.last.into())?])
    }

    fn limit(&mut self, limit: &Limit) -> Result<Term, EmitError> {
        let resource = match limit.of {
            Subject::Money => None,
            Subject::Resource(resource) => Some(u64::from(resource.get())),
        };
        let subject = self.optional(resource, Self::number)?;
        let amount = self.number(limit.amount)?;
        let span = match &limit.span {
            Span::Horizon => self.terms.symbol("Apportion.Span.horizon")?,
            Span::Interval(slots) => {
                let slots = self.slots(*slots)?;
                self.terms.call_symbol("Apportion.Span.interval", &slots)?
            }
            Span::Window { slots, prior } => {
                let fields = [self.number(u64::from(*slots))?, self.numbers(prior.iter().copied())?];
                self.terms.call_symbol("Apportion.Span.window", &fields)?
            }
        };
        let offers = limit.offers.as_ref().map(|offers| self.numbers(offers.iter().map(|offer| offer.get().into())));
        let offers = self.restriction(offers.transpose()?)?;
        let payers = limit.payers.as_ref().map(|payers| self.numbers(payers.iter().map(|payer| payer.get().into())));
        let payers = self.restriction(payers.transpose()?)?;
        self.terms.call_symbol("Apportion.Limit.mk", &[subject, amount, span, offers, payers])
    }

    fn payer(&mut self, payer: &Payer) -> Result<Term, EmitError> {
        let id = self.text(&payer.id)?;
        let budget = self.optional(payer.budget, |this, budget| this.number(budget.nmic()))?;
        let limits = self.list(self.types.limit, &payer.limits, Self::limit)?;
        self.terms.call_symbol("Apportion.Payer.mk", &[id, budget, limits])
    }

    fn permit(&mut self, offer: &Offer) -> Result<Term, EmitError> {
        let labels = offer.permit.labels.bound().map(|labels| self.texts(labels.iter())).transpose()?;
        let labels = self.restriction(labels)?;
        let principals = offer.permit.principals.bound().map(|names| self.texts(names.iter())).transpose()?;
        let principals = self.restriction(principals)?;
        let naturals = self.types.naturals;
        let scopes = match offer.declared_scopes() {
            None => None,
            Some(scopes) => Some(self.list(naturals, scopes, |this, scope| this.path(scope))?),
        };
        let paths = Of::new(self.terms, naturals.list)?;
        let scopes = paths.option(self.terms, scopes)?;
        self.terms.call_symbol("Apportion.Permit.mk", &[labels, principals, scopes])
    }

    fn offer(&mut self, offer: &Offer) -> Result<Term, EmitError> {
        let all = || self.market.resource_indices();
        let listed = |list: &[Option<u64>], at: ResourceIndex| Some((at, list.get(at.usize()).copied().flatten()?));
        let (total, demand_max): (Vec<_>, Vec<_>) = (
            all().filter_map(|at| listed(&offer.total, at)).collect(),
            all().filter_map(|at| listed(&offer.demand_max, at)).collect(),
        );
        let price: Vec<_> = all().map(|at| (at, offer.price_of(at))).filter(|entry| entry.1 != 0).collect();
        let id = self.text(&offer.id)?;
        let seller = self.optional(offer.seller.as_deref(), Self::text)?;
        let donated = self.boolean(offer.donated)?;
        let capacity = self.capacity(offer)?;
        let total = self.entries(total.into_iter())?;
        let demand_max = self.entries(demand_max.into_iter())?;
        let price = self.entries(price.into_iter())?;
        let price_fixed = self.number(offer.price_fixed.nmic())?;
        let quality = self.number(offer.quality_ppm.into())?;
        let latency = self.number(offer.latency_ms)?;
        let reliability = self.number(offer.reliability_ppm.into())?;
        let [first, last] = self.slots(offer.slots)?;
        let provides = self.texts(offer.provides.iter())?;
        let permit = self.permit(offer)?;
        let limits = self.list(self.types.limit, &offer.limits, Self::limit)?;
        let fields = [
            id,
            seller,
            donated,
            capacity,
            total,
            demand_max,
            price,
            price_fixed,
            quality,
            latency,
            reliability,
            first,
            last,
            provides,
            permit,
            limits,
        ];
        self.terms.call_symbol("Apportion.Offer.mk", &fields)
    }

    fn quote(&mut self, quote: &Quote) -> Result<Term, EmitError> {
        let offer = self.number(quote.offer.get().into())?;
        let price = self.optional(quote.price, Self::number)?;
        let demand = quote.demand.as_ref().map(|demand| self.demand(demand)).transpose()?;
        let entries = self.types.entries;
        let demand = entries.option(self.terms, demand)?;
        let score = self.number(quote.score)?;
        self.terms.call_symbol("Apportion.Quote.mk", &[offer, price, demand, score])
    }

    fn task(&mut self, task: &Task) -> Result<Term, EmitError> {
        let places = |tasks: &[TaskIndex]| tasks.iter().map(|task| u64::from(task.get())).collect::<Vec<_>>();
        let id = self.text(&task.id)?;
        let payer = self.number(task.payer.get().into())?;
        let demand = self.demand(&task.demand)?;
        let duration = self.number(task.duration_slots.into())?;
        let [first, last] = self.slots(task.slots)?;
        let labels = self.texts(task.labels.iter())?;
        let requires = self.texts(task.requires.iter())?;
        let scope = self.path(task.scope.as_str())?;
        let quality_min = self.number(task.quality_min_ppm.into())?;
        let latency_max = self.optional(task.latency_max_ms, Self::number)?;
        let reliability_min = self.number(task.reliability_min_ppm.into())?;
        let price_max = self.optional(task.price_max, Self::number)?;
        let required = self.boolean(task.required)?;
        let penalty = self.number(task.penalty)?;
        let value = self.number(task.value)?;
        let needs = self.numbers(places(&task.needs).into_iter())?;
        let after = self.numbers(places(&task.after).into_iter())?;
        let quotes = self.list(self.types.quote, &task.quotes, Self::quote)?;
        let quotes_only = self.boolean(task.quotes_only)?;
        let fields = [
            id,
            payer,
            demand,
            duration,
            first,
            last,
            labels,
            requires,
            scope,
            quality_min,
            latency_max,
            reliability_min,
            price_max,
            required,
            penalty,
            value,
            needs,
            after,
            quotes,
            quotes_only,
        ];
        self.terms.call_symbol("Apportion.Task.mk", &fields)
    }

    fn level(&mut self, level: &Level) -> Result<Term, EmitError> {
        let mut weighted = level.terms.clone();
        weighted.sort_by_cached_key(|&(term, _)| self.market.term_name(term));
        let weigh = |this: &mut Self, &(term, weight): &(ObjectiveTerm, u64)| {
            let fields = [this.term(term)?, this.number(weight)?];
            this.terms.call_symbol("Apportion.Weighted.mk", &fields)
        };
        self.list(self.types.weighted, &weighted, weigh)
    }

    fn term(&mut self, term: ObjectiveTerm) -> Result<Term, EmitError> {
        let plain = match term {
            ObjectiveTerm::Price => "Apportion.Term.price",
            ObjectiveTerm::Penalty => "Apportion.Term.penalty",
            ObjectiveTerm::ValueLost => "Apportion.Term.value_lost",
            ObjectiveTerm::LatencyMs => "Apportion.Term.latency",
            ObjectiveTerm::QualityLostPpm => "Apportion.Term.quality_lost",
            ObjectiveTerm::ReliabilityLostPpm => "Apportion.Term.reliability_lost",
            ObjectiveTerm::Score => "Apportion.Term.score",
            ObjectiveTerm::EndSlot => "Apportion.Term.end_slot",
            ObjectiveTerm::Use(resource) => {
                let resource = self.number(resource.get().into())?;
                return self.terms.call_symbol("Apportion.Term.use", &[resource]);
            }
        };
        self.terms.symbol(plain)
    }
}

/// An allocation, as a term of type `List Choice`.
pub(crate) fn allocation<R: Record>(
    terms: &mut Terms<R>,
    program: &Program<'_>,
    choices: &[Choice],
) -> Result<Term, EmitError> {
    let mut items = Vec::with_capacity(choices.len());
    for choice in choices {
        items.push(match *choice {
            Choice::Unassigned => terms.symbol("Apportion.Choice.unassigned")?,
            Choice::Assigned { pair, start } => {
                let offer = program.all_pairs().get(pair).map_or(0, |pair| pair.run.offer.get());
                let fields = [terms.natural(offer.into())?, terms.natural(start.into())?];
                terms.call_symbol("Apportion.Choice.run", &fields)?
            }
        });
    }
    let choice = terms.symbol("Apportion.Choice")?;
    let of = Of::new(terms, choice)?;
    of.list(terms, &items)
}
