//! `usage` as a service uses it, on every backend: a ledger of several chunks, every way to break the chain, and every reason to refuse an event.
#![cfg(feature = "halo2")]

#[path = "../support/backend.rs"]
mod backend;
#[path = "../support/mod.rs"]
mod support;

mod chain;
mod events;

use apportion_circuits::compliance::{Expected, Groth16, Halo2};
use apportion_circuits::usage::{
    Chunk, ChunkProof, Covered, Event, Keys, Ledger, LedgerRefusal, Policing, prove_chunks, usage,
};
use apportion_circuits::{Context, Opening};
use apportion_lattice::{Market, OfferIndex, PayerIndex, nmic};
use backend::Sample;
use std::sync::LazyLock;
use support::stream;

/// Slots of a second; ann has a budget and a limit, box a capacity and a window, lab is for ben alone and has no gpus.
const MARKET: &str = r#"{
  "version": 1,
  "resources": [{"name": "cpu", "unit": "cores"}, {"name": "gpu", "unit": "cards"}],
  "slots": {"count": 40, "length_ms": 1000},
  "payers": [{"id": "ann", "budget": 100, "limits": [{"of": "money", "amount": 60, "window_slots": 2}]}, {"id": "ben"}],
  "offers": [
    {"id": "box", "capacity": {"cpu": 8, "gpu": "unlimited"}, "limits": [{"of": "gpu", "amount": 10, "window_slots": 3}]},
    {"id": "lab", "capacity": {"cpu": "unlimited"}, "total": {"cpu": 50}, "permit": {"principals": ["ben"]}}
  ],
  "tasks": []
}"#;

fn market() -> Market {
    Market::from_json(MARKET).unwrap()
}

fn context() -> Context {
    Context { policy_id: "contract 7".into(), ..Context::default() }
}

struct Fixture<B: Sample> {
    keys: Keys<B>,
    opening: Opening<B>,
    chunks: Vec<ChunkProof<B>>,
}

impl<B: Sample> Fixture<B> {
    fn new() -> Self {
        let keys = B::ledger_keys(&market(), 3, Policing::Windows);
        let opening = Opening::draw(keys.manifest(), &market(), &mut stream(2)).unwrap();
        let chunks = chunks(&keys, &opening, &EVENTS);
        let chunks = prove_chunks(&keys, &chunks, || stream(5)).unwrap();
        Self { keys, opening, chunks }
    }

    fn expected(&self) -> Expected<B> {
        Expected { context: context(), market: self.opening.commitment().clone() }
    }
}

/// A backend whose ledger of the events below is proved once.
trait Kept: Sample {
    fn fixture() -> &'static Fixture<Self>;
}

static GROTH16: LazyLock<Fixture<Groth16>> = LazyLock::new(Fixture::new);
static HALO2: LazyLock<Fixture<Halo2>> = LazyLock::new(Fixture::new);

impl Kept for Groth16 {
    fn fixture() -> &'static Fixture<Self> {
        &GROTH16
    }
}

impl Kept for Halo2 {
    fn fixture() -> &'static Fixture<Self> {
        &HALO2
    }
}

/// Time, payer, offer, cpu and gpu, price.
type Line = (u64, u32, u32, [u64; 2], u64);

/// More in slot 1 than a chunk holds, and a pause.
const EVENTS: [Line; 6] = [
    (10, 0, 0, [8, 0], 20),
    (1_000, 0, 0, [2, 5], 30),
    (1_000, 1, 1, [50, 0], 999),
    (1_999, 1, 0, [6, 4], 0),
    (1_500, 0, 0, [0, 1], 10),
    (38_000, 0, 0, [8, 10], 40),
];

fn event(&(time_ms, payer, offer, usage, price): &Line) -> Event {
    let (payer, offer) = (PayerIndex::new(payer), OfferIndex::new(offer));
    Event { time_ms, payer, offer, usage: usage.to_vec(), price: nmic(price) }
}

fn chunks<B: Sample>(keys: &Keys<B>, opening: &Opening<B>, lines: &[Line]) -> Vec<Chunk<B>> {
    pushed(usage(keys).ledger(&market(), opening, &context()).unwrap(), lines)
}

fn pushed<B: Sample>(mut ledger: Ledger<'_, B>, lines: &[Line]) -> Vec<Chunk<B>> {
    let mut chunks = Vec::new();
    for line in lines {
        chunks.extend(ledger.push(&event(line), &mut stream(3)).unwrap());
    }
    chunks.push(ledger.finish(&mut stream(4)).unwrap());
    chunks
}

fn verify<B: Kept>(chunks: &[ChunkProof<B>], expected: &Expected<B>) -> Result<Covered, LedgerRefusal<B>> {
    let keys = &B::fixture().keys;
    let mut ledger = B::ledger_verifier(keys).ledger(&B::claimed_key(keys), expected)?;
    // In batches of two, so that joints lie within and between batches.
    chunks.chunks(2).try_for_each(|batch| ledger.push(batch, &mut stream(6)))?;
    ledger.finish()
}

fn accepted<B: Kept>(chunks: &[ChunkProof<B>]) -> Result<Covered, LedgerRefusal<B>> {
    verify(chunks, &B::fixture().expected())
}
