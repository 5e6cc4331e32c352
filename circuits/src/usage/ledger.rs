use super::meter::{Over, Use};
use super::{Chunk, Keys, LedgerState};
use crate::commitment::{Blinding, Context};
use crate::compliance::{Groth16, ProvingBackend};
use crate::layout::{Item, ItemLane, ItemLayout};
use crate::statement::Unsatisfied;
use crate::statement::compliance::{FitError, Subject};
use crate::statement::usage::{Advance, FittedUsage, PairRow, Telling, UsagePolicy, UsageState};
use crate::{Opening, Randomness};
use apportion_certs::program::{Origin, Program};
use apportion_lattice::{Market, Money, Of, OfferIndex, PayerIndex, ResourceIndex};
use std::collections::BTreeMap;

/// A prover of `usage` under some keys.
pub fn usage<B: ProvingBackend>(keys: &Keys<B>) -> UsageProver<'_, B> {
    UsageProver { keys }
}

/// Makes ledgers of metered events.
#[derive(Clone, Copy, Debug)]
pub struct UsageProver<'k, B: ProvingBackend = Groth16> {
    keys: &'k Keys<B>,
}

/// Something that was used, at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Milliseconds since slot 0 began.
    pub time_ms: u64,
    /// Who pays.
    pub payer: PayerIndex,
    /// Which offer was used.
    pub offer: OfferIndex,
    /// How much of each resource, in the order of the market.
    pub usage: Vec<u64>,
    /// What is paid for it.
    pub price: Money,
}

/// Why there is no ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The opening belongs to a commitment for another circuit.
    #[error("the opening is for another circuit than the keys: commit to the market with these keys")]
    OtherCircuit,
    /// The opening is not that of this market.
    #[error("the opening does not open its commitment to this market: it was made for the market {0}")]
    OtherMarket(String),
    /// The market does not fit the keys.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The state belongs to another ledger.
    #[error("the state is none of a ledger of this commitment under these keys")]
    OtherState,
}

/// Why an event is not taken into a ledger. The ledger is as it was before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// The event lies in an earlier slot than one before it.
    #[error("it lies in slot {slot}, an event before it in slot {open}: events come in the order of their slots")]
    Late {
        /// Its slot.
        slot: u64,
        /// The slot of the event before it.
        open: u64,
    },
    /// The event lies after the market's last slot.
    #[error("it lies in slot {slot}, the market has slots 0 to {last}")]
    AfterMarket {
        /// Its slot.
        slot: u64,
        /// The last slot of the market.
        last: u32,
    },
    /// The market does not permit the payer to use the offer.
    #[error("payer {} may not use offer {}", .payer.get(), .offer.get())]
    NotPermitted {
        /// The payer.
        payer: PayerIndex,
        /// The offer.
        offer: OfferIndex,
    },
    /// A limit of the market would be exceeded.
    #[error("{origin:?} on {of:?}: {sum} would be used up to slot {slot}, at most {amount} may be")]
    Exceeded {
        /// Where the market states the limit.
        origin: Origin,
        /// What it counts.
        of: Of,
        /// The slot of the event.
        slot: u64,
        /// What would be used with the event.
        sum: u128,
        /// The limit's amount.
        amount: u64,
    },
    /// A limit of the market that is policed as a token bucket would be overdrawn.
    #[error("{origin:?} on {of:?}: a backlog of {backlog} in slot {slot}, its bucket holds {capacity}")]
    Overdrawn {
        /// Where the market states the limit.
        origin: Origin,
        /// What it counts.
        of: Of,
        /// The slot of the event.
        slot: u64,
        /// What would be used and not yet refilled, with the event.
        backlog: u128,
        /// The limit's amount.
        capacity: u64,
    },
    /// A number that the keys have no room for.
    #[error("{}{value} takes more than {width_bits} bits: make keys for this market", resource_words(.resource))]
    Wide {
        /// The resource; none for the price.
        resource: Option<ResourceIndex>,
        /// The number.
        value: u64,
        /// The width that keys have for it.
        width_bits: u32,
    },
    /// Another number of amounts than the market has resources.
    #[error("{found} amounts, the market has {expected} resources")]
    Amounts {
        /// Resources of the market.
        expected: usize,
        /// Amounts of the event.
        found: usize,
    },
    /// The relation refuses what the checks above let pass: a defect.
    #[error(transparent)]
    Unsatisfied(#[from] Unsatisfied),
}

fn resource_words(resource: &Option<ResourceIndex>) -> String {
    resource.map_or_else(|| "price ".to_owned(), |resource| format!("resource {}: ", resource.get()))
}

/// A ledger that events are added to, in the order of their slots. It takes memory by the size of a chunk and of the market alone.
#[derive(Clone, Debug)]
pub struct Ledger<'k, B: ProvingBackend = Groth16> {
    keys: &'k Keys<B>,
    context: B::Field,
    market: B::Field,
    fitted: FittedUsage,
    policy: UsagePolicy<B::Field>,
    /// Of each permitted pair, what it loads.
    rows: BTreeMap<(u64, u64), PairRow>,
    /// What is used, by meter and limit.
    used: Vec<Vec<Use>>,
    slot_last: u32,
    resources: usize,
    /// The state before the open chunk.
    state: UsageState<B::Field>,
    /// The events of the open chunk.
    events: Vec<Item>,
    /// The slot of the last event.
    slot: u64,
    chunks: u64,
}

impl<'k, B: ProvingBackend> UsageProver<'k, B> {
    /// An empty ledger for a context, of events that are held to the market that the opening's commitment is to.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn ledger(
        &self,
        market: &Market,
        opening: &Opening<B>,
        context: &Context,
    ) -> Result<Ledger<'k, B>, LedgerError> {
        let Keys { statement, .. } = self.keys;
        if opening.commitment().circuit() != B::circuit(self.keys.manifest()) {
            return Err(LedgerError::OtherCircuit);
        }
        let shape = statement.shape();
        let fitted = FittedUsage::new(&Program::new(market), shape)?;
        let policy = fitted.policy(opening.blinding());
        if statement.policy_commitment(&policy) != opening.commitment().element {
            return Err(LedgerError::OtherMarket(opening.market_sha256().to_owned()));
        }
        let mut used = vec![Vec::new(); shape.meters.len()];
        for (meter, remembered) in shape.limits() {
            let amount = policy.amounts[meter][used[meter].len()];
            used[meter].push(Use::new(remembered.span, amount));
        }
        Ok(Ledger {
            keys: self.keys,
            context: context.element(&statement.poseidon),
            market: opening.commitment().element,
            rows: policy.pairs.iter().map(|row| ((row.payer, row.offer), row.clone())).collect(),
            policy,
            fitted,
            used,
            slot_last: market.horizon().last(),
            resources: market.resources().len(),
            state: UsageState::genesis(shape),
            events: Vec::new(),
            slot: 0,
            chunks: 0,
        })
    }

    /// A ledger that goes on from where another one stands, of events that are held to the same market. Its context may be another.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn resume(
        &self,
        market: &Market,
        opening: &Opening<B>,
        context: &Context,
        state: &LedgerState<B>,
    ) -> Result<Ledger<'k, B>, LedgerError> {
        let mut ledger = self.ledger(market, opening, context)?;
        let circuit = B::circuit(self.keys.manifest());
        let state = state.of(&self.keys.statement, circuit, ledger.market).ok_or(LedgerError::OtherState)?;
        for (limits, held) in ledger.used.iter_mut().zip(&state.used) {
            limits.iter_mut().zip(held).for_each(|(limit, held)| limit.resume(state.slot, held));
        }
        ledger.slot = state.slot;
        ledger.state = state;
        Ok(ledger)
    }
}

impl<B: ProvingBackend> Ledger<'_, B> {
    /// Adds an event, and gives the chunks that it completes: mostly none, more than one only after a pause.
    ///
    /// # Errors
    /// [`EventError`] if the event breaks a rule; the ledger is as it was before then.
    pub fn push(&mut self, event: &Event, randomness: &mut impl Randomness) -> Result<Vec<Chunk<B>>, EventError> {
        let shape = self.keys.statement.shape();
        let slot = event.time_ms / shape.slot_length_ms;
        let (item, loads) = self.admit(event, slot)?;
        let mut chunks = Vec::new();
        while self.events.len() == shape.events || slot - self.state.slot >= shape.slots() {
            let last = self.slot.saturating_sub(self.state.slot);
            let reachable = Advance::between(shape, self.state.slot, slot, last).is_some();
            let to = if reachable { slot } else { self.state.slot + shape.slots() - 1 };
            chunks.push(self.close(to, Telling::Hidden, randomness)?);
        }
        for (meter, limit) in loads {
            let amount = subject_of(&item, shape.meters[meter].subject);
            self.used[meter][limit].add(slot, amount);
        }
        self.slot = slot;
        self.events.push(item);
        Ok(chunks)
    }

    /// The last chunk, which tells how many events there are and up to which slot.
    ///
    /// # Errors
    /// [`EventError::Unsatisfied`], which would be a defect.
    pub fn finish(mut self, randomness: &mut impl Randomness) -> Result<Chunk<B>, EventError> {
        self.close(self.slot.max(self.state.slot), Telling::Told, randomness)
    }

    /// The event as an item, and the limits that it counts in, if it keeps every rule.
    fn admit(&self, event: &Event, slot: u64) -> Result<(Item, Vec<(usize, usize)>), EventError> {
        let (shape, open) = (self.keys.statement.shape(), self.slot);
        if slot < open {
            return Err(EventError::Late { slot, open });
        }
        if slot > self.slot_last.into() {
            return Err(EventError::AfterMarket { slot, last: self.slot_last });
        }
        if event.usage.len() != self.resources {
            return Err(EventError::Amounts { expected: self.resources, found: event.usage.len() });
        }
        let &Event { payer, offer, time_ms: time, .. } = event;
        let mut amounts = event.usage.clone();
        amounts.resize(shape.amounts.len(), 0);
        let item =
            Item { payer: payer.get().into(), offer: offer.get().into(), amounts, price: event.price.nmic(), time };
        let row = self.rows.get(&(item.payer, item.offer)).ok_or(EventError::NotPermitted { payer, offer })?;
        let loads = row.loads.iter().enumerate().filter_map(|(meter, load)| Some((meter, (*load)? as usize)));
        let loads: Vec<_> = loads.collect();
        for &(meter, limit) in &loads {
            let subject = shape.meters[meter].subject;
            let used = &self.used[meter][limit];
            let over = used.over(slot, subject_of(&item, subject));
            if let (Some(over), Some(origin)) = (over, self.fitted.origin(meter, limit)) {
                let (of, amount) = (of(subject), used.amount());
                return Err(match over {
                    Over::Sum(sum) => EventError::Exceeded { origin, of, slot, sum, amount },
                    Over::Backlog(backlog) => EventError::Overdrawn { origin, of, slot, backlog, capacity: amount },
                });
            }
        }
        for (lane, width) in shape.layout().lanes() {
            let value = ItemLayout::value(&item, lane);
            let resource = match lane {
                ItemLane::Amount(at) => Some(ResourceIndex::new(at as u32)),
                ItemLane::Price => None,
                _ => continue,
            };
            if !width.holds(value.into()) {
                return Err(EventError::Wide { resource, value, width_bits: width.bits() });
            }
        }
        Ok((item, loads))
    }

    fn close(&mut self, slot: u64, telling: Telling, randomness: &mut impl Randomness) -> Result<Chunk<B>, EventError> {
        let mut draw = || Blinding::draw(&mut |bytes: &mut [u8]| randomness.fill(bytes));
        let blindings = [draw(), draw()];
        let (before, events) = (self.state.clone(), core::mem::take(&mut self.events));
        let witness = self.keys.statement.chunk(self.policy.clone(), before, events, slot, telling, blindings)?;
        self.state = witness.after.clone();
        self.chunks += 1;
        let circuit = B::circuit(self.keys.manifest());
        Ok(Chunk { number: self.chunks, circuit, market: self.market, context: self.context, witness })
    }
}

fn subject_of(item: &Item, subject: Subject) -> u64 {
    match subject {
        Subject::Price => item.price,
        Subject::Demand(resource) => item.amounts.get(resource).copied().unwrap_or(0),
    }
}

fn of(subject: Subject) -> Of {
    match subject {
        Subject::Price => Of::Money,
        Subject::Demand(resource) => Of::Resource(ResourceIndex::new(resource as u32)),
    }
}
