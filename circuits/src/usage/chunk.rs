use super::{ChunkProof, Keys};
use crate::Randomness;
use crate::groth16::{Assignment, ProveError};
use crate::r1cs::Circuit;
use crate::statement::{Statement, Unsatisfied, UsageWitness};
use ark_bn254::Fr;
use core::fmt;
#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// A part of a ledger that is ready to be proved, on its own and in any order. Secret: it holds events.
#[derive(Clone)]
pub struct Chunk {
    pub(super) number: u64,
    pub(super) context: Fr,
    pub(super) witness: UsageWitness<Fr>,
}

impl Chunk {
    /// Position in the ledger, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many events it holds.
    pub fn events(&self) -> usize {
        self.witness.events.len()
    }

    /// Proves the chunk. The relation is checked first, and the proof verified before it is handed out.
    ///
    /// # Errors
    /// [`ChunkError`].
    pub fn prove(&self, keys: &Keys, randomness: &mut impl Randomness) -> Result<ChunkProof, ChunkError> {
        let public = keys.statement.public(self.context, &self.witness);
        keys.statement.holds(&public, &self.witness)?;
        let circuit = Circuit::new(&keys.statement, public, self.witness.clone());
        let assignment = Assignment::of(circuit).map_err(ProveError::from)?;
        let (proof, inputs) = keys.prover.prove_assignment(&assignment, randomness)?;
        Ok(ChunkProof { proof, inputs })
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = self.witness.events.len();
        formatter.debug_struct("Chunk").field("number", &self.number).field("events", &events).finish_non_exhaustive()
    }
}

/// Why a chunk was not proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChunkError {
    /// The chunk was made under other keys.
    #[error("the chunk does not satisfy its statement: {0}")]
    Unsatisfied(#[from] Unsatisfied),
    /// The proof could not be made.
    #[error(transparent)]
    Proof(#[from] ProveError),
}

/// Proves several chunks, with feature `parallel` in the caller's rayon pool. Each takes randomness of its own.
///
/// # Errors
/// The first chunk, in their order, that cannot be proved.
pub fn prove_chunks<R: Randomness>(
    keys: &Keys,
    chunks: &[Chunk],
    randomness: impl Fn() -> R + Sync,
) -> Result<Vec<ChunkProof>, ChunkError> {
    let prove = |chunk: &Chunk| chunk.prove(keys, &mut randomness());
    #[cfg(feature = "parallel")]
    return chunks.par_iter().map(prove).collect();
    #[cfg(not(feature = "parallel"))]
    chunks.iter().map(prove).collect()
}
