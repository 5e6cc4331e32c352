use super::{
    Constraints, ConstraintsHash, Curve, Manifest, ManifestVersion, ProvingKey, ProvingKeyHash, Setup, VerifyingKeyHash,
};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use ark_bn254::Fr;

/// What a circuit is for, in its author's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// Program and version that makes the keys.
    pub made_by: String,
    /// Name of the statement.
    pub statement: String,
    /// Sizes and widths of the statement, by name.
    pub parameters: BTreeMap<String, u64>,
    /// Names of the public inputs, in order.
    pub public_inputs: Vec<String>,
    /// What a proof does not say, in sentences.
    pub not_covered: Vec<String>,
}

/// Why a manifest is not that of a circuit and its key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestMismatch {
    /// The manifest is of another circuit.
    #[error("the circuit's .r1cs file has SHA-256 {found}, but the manifest states {stated}")]
    Circuit {
        /// Hash of the circuit given.
        found: ConstraintsHash,
        /// Hash in the manifest.
        stated: ConstraintsHash,
    },
    /// The manifest is of another key.
    #[error("the verifying key has the hash {found}, but the manifest states {stated}")]
    VerifyingKey {
        /// Hash of the key given.
        found: VerifyingKeyHash,
        /// Hash in the manifest.
        stated: VerifyingKeyHash,
    },
    /// The key's stamp says that somebody else made it.
    #[error("the proving key is stamped {found}, but the manifest states {stated}")]
    Setup {
        /// Stamp of the key.
        found: Setup,
        /// Setup in the manifest.
        stated: Setup,
    },
    /// Another number of names than of public inputs.
    #[error("the circuit has {found} public inputs, but the manifest names {stated}")]
    Inputs {
        /// Public inputs of the circuit.
        found: usize,
        /// Names in the manifest.
        stated: usize,
    },
}

impl Manifest {
    /// The manifest of a circuit and its key, stamped with the key's setup. `proving_key` is the hash of the key's file.
    ///
    /// # Errors
    /// [`ManifestMismatch::Inputs`] if not every public input has a name.
    pub fn describe(
        description: Description,
        constraints: &Constraints<Fr>,
        key: &ProvingKey,
        proving_key: ProvingKeyHash,
    ) -> Result<Self, ManifestMismatch> {
        let Description { made_by, statement, parameters, public_inputs, not_covered } = description;
        let manifest = Self {
            version: ManifestVersion,
            made_by,
            curve: Curve::Bn254,
            statement,
            parameters,
            public_inputs,
            constraints: constraints.len() as u64,
            circuit: constraints.hash(),
            verifying_key: key.verifying_key().hash(),
            proving_key,
            setup: key.setup(),
            not_covered,
        };
        manifest.check_inputs(constraints).map(|()| manifest)
    }

    /// Whether this is the manifest of a circuit and its key. Hashes the circuit.
    ///
    /// # Errors
    /// [`ManifestMismatch`].
    pub fn check(&self, constraints: &Constraints<Fr>, key: &ProvingKey) -> Result<(), ManifestMismatch> {
        let (found, stated) = (key.verifying_key().hash(), self.verifying_key);
        if found != stated {
            return Err(ManifestMismatch::VerifyingKey { found, stated });
        }
        let (found, stated) = (key.setup(), self.setup);
        if found != stated {
            return Err(ManifestMismatch::Setup { found, stated });
        }
        let (found, stated) = (constraints.hash(), self.circuit);
        if found != stated {
            return Err(ManifestMismatch::Circuit { found, stated });
        }
        self.check_inputs(constraints)
    }

    fn check_inputs(&self, constraints: &Constraints<Fr>) -> Result<(), ManifestMismatch> {
        let (found, stated) = (constraints.inputs(), self.public_inputs.len());
        if found == stated { Ok(()) } else { Err(ManifestMismatch::Inputs { found, stated }) }
    }
}
