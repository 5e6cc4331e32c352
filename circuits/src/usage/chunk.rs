use super::{ChunkProof, Keys, LedgerState};
use crate::Randomness;
use crate::compliance::{Evidence, Groth16, ProvingBackend};
use crate::statement::{Statement, Unsatisfied, UsageWitness};
use core::fmt;
#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// A part of a ledger that is ready to be proved, on its own and in any order. Secret: it holds events.
#[derive(Clone)]
pub struct Chunk<B: ProvingBackend = Groth16> {
    pub(super) number: u64,
    pub(super) circuit: B::Circuit,
    pub(super) market: B::Field,
    pub(super) context: B::Field,
    pub(super) witness: UsageWitness<B::Field>,
}

impl<B: ProvingBackend> Chunk<B> {
    /// Position in the ledger, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many events it holds.
    pub fn events(&self) -> usize {
        self.witness.events.len()
    }

    /// Where the ledger stands after the chunk.
    pub fn after(&self) -> LedgerState<B> {
        LedgerState::new(self.circuit, self.market, self.witness.after.clone())
    }

    /// Proves the chunk. The relation is checked first, and the proof verified before it is handed out.
    ///
    /// # Errors
    /// [`ChunkError`].
    pub fn prove(&self, keys: &Keys<B>, randomness: &mut impl Randomness) -> Result<ChunkProof<B>, ChunkError<B>> {
        let public = keys.statement.public(self.context, &self.witness);
        keys.statement.holds(&public, &self.witness)?;
        let proved = B::prove(&keys.prover, &keys.statement, public, self.witness.clone(), randomness);
        let (Evidence { proof, inputs, .. }, _) = proved.map_err(ChunkError::Proof)?;
        Ok(ChunkProof { proof, inputs })
    }
}

impl<B: ProvingBackend> fmt::Debug for Chunk<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = self.witness.events.len();
        formatter.debug_struct("Chunk").field("number", &self.number).field("events", &events).finish_non_exhaustive()
    }
}

/// Why a chunk was not proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChunkError<B: ProvingBackend = Groth16> {
    /// The chunk was made under other keys.
    #[error("the chunk does not satisfy its statement: {0}")]
    Unsatisfied(#[from] Unsatisfied),
    /// The proof could not be made.
    #[error(transparent)]
    Proof(B::Failure),
}

/// Proves several chunks, with feature `parallel` in the caller's rayon pool. Each takes randomness of its own.
///
/// # Errors
/// The first chunk, in their order, that cannot be proved.
pub fn prove_chunks<B: ProvingBackend, R: Randomness>(
    keys: &Keys<B>,
    chunks: &[Chunk<B>],
    randomness: impl Fn() -> R + Sync,
) -> Result<Vec<ChunkProof<B>>, ChunkError<B>> {
    let prove = |chunk: &Chunk<B>| chunk.prove(keys, &mut randomness());
    #[cfg(feature = "parallel")]
    return chunks.par_iter().map(prove).collect();
    #[cfg(not(feature = "parallel"))]
    chunks.iter().map(prove).collect()
}
