use super::{NAME, PUBLIC_INPUTS, statement};
use crate::compliance::{Backend, Expected, Groth16, Refusal};
use crate::format::snarkjs::read_number;
use crate::groth16::{self, Manifest, Setup};
use crate::statement::Usage;
use crate::statement::usage::{Policing, UsageState};
use crate::{Randomness, compliance};
use ark_ff::{AdditiveGroup as _, BigInteger as _, PrimeField};

/// A proved chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChunkProof<B: Backend = Groth16> {
    /// The proof.
    pub proof: B::Proof,
    /// Context, policy, state before, state after, reached.
    pub inputs: B::Inputs,
}

/// What a ledger that was accepted covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Chunks.
    pub chunks: u64,
    /// Events since the ledger began, before a state that it went on from too.
    pub events: u64,
    /// Slots from slot 0 on; the last of them may still go on.
    pub slots: u64,
    /// The commitment of the last state in decimal: another ledger could go on from it.
    pub state: String,
}

/// Why a ledger is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerRefusal<B: Backend = Groth16> {
    /// Key, manifest or commitment are refused.
    #[error(transparent)]
    Key(Refusal<B>),
    /// A chunk is refused.
    #[error("chunk {chunk}: {refusal}")]
    Chunk {
        /// Number of the chunk, from 1.
        chunk: u64,
        /// Why.
        refusal: Refusal<B>,
    },
    /// The first chunk does not begin with an empty ledger.
    #[error(
        "chunk 1 does not begin with an empty ledger at slot 0: chunks before it are missing, or it had something carried in"
    )]
    Genesis,
    /// What the ledger was to go on from is no commitment of a state.
    #[error("{0:?} is no commitment of a state: a whole number in decimal, as an accepted ledger gave it")]
    State(String),
    /// The first chunk does not begin with the state that the ledger was to go on from.
    #[error(
        "chunk 1 does not begin with the state to go on from: chunks before it are missing, or it goes on from another one"
    )]
    Continuation,
    /// A chunk does not begin where the one before it ends.
    #[error("chunk {chunk} does not begin where chunk {} ends: a chunk is missing, stands twice or in another place", chunk - 1)]
    Joint {
        /// Number of the chunk, from 1.
        chunk: u64,
    },
    /// The last chunk does not tell how far the ledger reaches.
    #[error("chunk {chunk}, the last one, does not tell how many events there are: chunks after it are missing")]
    Untold {
        /// Number of the chunk.
        chunk: u64,
    },
    /// There are no chunks.
    #[error("there are no chunks")]
    Empty,
}

/// Accepts ledgers under the one key whose manifest the caller knew beforehand.
#[derive(Clone, Debug)]
pub struct Verifier<B: Backend = Groth16> {
    pub(super) key: B::KnownKey,
    pub(super) circuit: B::Circuit,
    pub(super) statement: Usage<B::Field>,
}

impl Verifier {
    /// A verifier of the key that a manifest describes, unless its setup is worse than `demanded`. The manifest must not come from whoever sends
    /// the ledger.
    ///
    /// # Errors
    /// [`Refusal::Manifest`] for keys of another statement, [`groth16::Reason::InsecureSetup`].
    pub fn of_manifest(manifest: &Manifest, demanded: Setup) -> Result<Self, Refusal> {
        let (statement, circuit) = (statement::<Groth16>(manifest)?, manifest.circuit);
        Ok(Self {
            key: groth16::Verifier::of_manifest(manifest, demanded).map_err(Refusal::Proof)?,
            circuit,
            statement,
        })
    }
}

impl<B: Backend> Verifier<B> {
    /// How limits over windows are policed: token buckets let a window use more than its amount.
    pub fn policing(&self) -> Policing {
        self.statement.shape().policing
    }

    /// Begins with an empty ledger.
    ///
    /// # Errors
    /// [`LedgerRefusal::Key`] if the key is not the pinned one, or the commitment one for another circuit or statement.
    pub fn ledger(&self, key: &B::Key, expected: &Expected<B>) -> Result<LedgerVerifier<B>, LedgerRefusal<B>> {
        let genesis = self.statement.state_commitment(&UsageState::genesis(self.statement.shape()));
        self.begin(key, expected, genesis, true)
    }

    /// Begins where a ledger that was accepted before ends: with its [`Covered::state`], each of which only one ledger may go on from.
    ///
    /// # Errors
    /// [`LedgerRefusal::State`], and as [`Verifier::ledger`].
    pub fn resume(
        &self,
        key: &B::Key,
        expected: &Expected<B>,
        state: &str,
    ) -> Result<LedgerVerifier<B>, LedgerRefusal<B>> {
        let element = read_number(state).ok().flatten().ok_or_else(|| LedgerRefusal::State(state.to_owned()))?;
        self.begin(key, expected, element, false)
    }

    fn begin(
        &self,
        key: &B::Key,
        expected: &Expected<B>,
        state: B::Field,
        genesis: bool,
    ) -> Result<LedgerVerifier<B>, LedgerRefusal<B>> {
        let (commitment, found) = (expected.market.circuit(), expected.market.statement());
        if found != NAME {
            let other = compliance::OtherStatement::Statement { expected: NAME, found: found.to_owned() };
            return Err(LedgerRefusal::Key(other.into()));
        }
        if commitment != self.circuit {
            return Err(LedgerRefusal::Key(Refusal::Circuit { commitment, key: self.circuit }));
        }
        let key = B::prepare(&self.key, key).map_err(|reason| LedgerRefusal::Key(Refusal::Proof(reason)))?;
        let context = expected.context.element(&self.statement.poseidon);
        let reached = B::Field::ZERO;
        Ok(LedgerVerifier { key, expected: expected.clone(), context, genesis, state, reached, chunks: 0 })
    }
}

/// A ledger that has been accepted up to some chunk.
#[derive(Clone, Debug)]
pub struct LedgerVerifier<B: Backend = Groth16> {
    key: B::PreparedKey,
    expected: Expected<B>,
    context: B::Field,
    /// Whether it began empty.
    genesis: bool,
    state: B::Field,
    reached: B::Field,
    chunks: u64,
}

impl<B: Backend> LedgerVerifier<B> {
    /// Accepts the chunks that come next: each is for the context and under the published policy, begins where the one before it ends, and is
    /// proved. Proofs are verified as a batch, for which the randomness must be fresh. After a refusal nothing more can be said of the ledger.
    ///
    /// # Errors
    /// The first chunk that is refused.
    pub fn push(&mut self, chunks: &[ChunkProof<B>], randomness: &mut impl Randomness) -> Result<(), LedgerRefusal<B>> {
        let before = self.chunks;
        for chunk in chunks {
            self.chunks += 1;
            self.join(chunk)?;
        }
        let batch = chunks.iter().map(|chunk| (&chunk.proof, &chunk.inputs));
        B::verify_batch(&self.key, batch, randomness).map_err(|(at, reason)| LedgerRefusal::Chunk {
            chunk: before + 1 + at as u64,
            refusal: Refusal::Proof(reason),
        })
    }

    fn join(&mut self, chunk: &ChunkProof<B>) -> Result<(), LedgerRefusal<B>> {
        let number = self.chunks;
        let refused = |refusal| LedgerRefusal::Chunk { chunk: number, refusal };
        let inputs = B::elements(&chunk.inputs);
        let [context, policy, before, after, reached] = inputs[..] else {
            let (found, expected) = (inputs.len(), PUBLIC_INPUTS.len());
            return Err(refused(Refusal::InputCount { found, expected }));
        };
        if context != self.context {
            return Err(refused(Refusal::Context(self.expected.context.clone())));
        }
        let market = &self.expected.market;
        if policy != market.element {
            return Err(refused(Refusal::Market { found: policy.to_string(), expected: market.decimal() }));
        }
        if before != self.state {
            return Err(match (number, self.genesis) {
                (1, true) => LedgerRefusal::Genesis,
                (1, false) => LedgerRefusal::Continuation,
                _ => LedgerRefusal::Joint { chunk: number },
            });
        }
        (self.state, self.reached) = (after, reached);
        Ok(())
    }

    /// What the ledger covers.
    ///
    /// # Errors
    /// [`LedgerRefusal::Untold`] if the last chunk does not say, [`LedgerRefusal::Empty`].
    pub fn finish(&self) -> Result<Covered, LedgerRefusal<B>> {
        if self.chunks == 0 {
            return Err(LedgerRefusal::Empty);
        }
        let untold = LedgerRefusal::Untold { chunk: self.chunks };
        let (events, slots) = reached(self.reached).ok_or(untold)?;
        Ok(Covered { chunks: self.chunks, events, slots, state: self.state.to_string() })
    }
}

/// Events and slots of [`Usage::reached`]; none for 0, and for what no circuit gives.
fn reached<F: PrimeField>(told: F) -> Option<(u64, u64)> {
    let bits = told.into_bigint().to_bits_le();
    let number = |bits: &[bool]| bits.iter().rev().fold(0u64, |number, &bit| number << 1 | u64::from(bit));
    let (events, slots) = (number(bits.get(..48)?), number(bits.get(48..97)?));
    (slots > 0 && !bits.get(97..)?.contains(&true)).then_some((events, slots))
}
