use super::run::Run;
use super::shown::{Identity, ShownDocument, ShownEntry};
use super::{BYTES_MAX, Decimal, Shown, Side};
use crate::commitment::{Blinding, Tree};
use crate::compliance::{Backend, DocumentError, Groth16, OtherStatement, Stated};
use crate::groth16::ManifestVersion;
use crate::statement::compliance::{Compliance, ComplianceWitness, LineCommitment, Name, leaf};
use apportion_lattice::Market;
use ark_ff::PrimeField;
use core::fmt;
use serde::{Deserialize, Serialize};

/// What opens every line of an allocation that was proved to comply: `lines.secret.json`. Whoever has it knows the allocation.
#[derive(Clone, PartialEq, Eq)]
pub struct LineOpenings<B: Backend = Groth16>(SecretDocument<B::Field>);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "F: PrimeField")]
struct SecretDocument<F> {
    version: ManifestVersion,
    allocation: Decimal<F>,
    offers: Vec<String>,
    lines: Vec<SecretLine<F>>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "F: PrimeField")]
struct SecretLine<F> {
    task: String,
    payer: String,
    name_blinding: Decimal<F>,
    line_blinding: Decimal<F>,
    run: Option<Run>,
}

/// Why nothing is shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShowError {
    /// The manifest is that of another statement.
    #[error(transparent)]
    Manifest(#[from] OtherStatement),
    /// The lines do not make the allocation that they are said to open.
    #[error(
        "the lines are not those of their allocation under this manifest: they were changed, or the manifest is another's"
    )]
    Root,
    /// Nobody of that name takes part.
    #[error("no task has the payer {0:?}")]
    UnknownPayer(String),
    /// No offer has that name.
    #[error("the market has no offer {0:?}")]
    UnknownOffer(String),
}

impl<B: Backend> LineOpenings<B> {
    /// What opens the lines of a witness whose allocation was committed to; none if they are committed to all at once.
    pub(in crate::compliance) fn of(
        statement: &Compliance<B::Field>,
        market: &Market,
        witness: &ComplianceWitness<B::Field>,
        allocation: B::Field,
    ) -> Option<Self> {
        if statement.shape.lines == LineCommitment::Sponge {
            return None;
        }
        let ComplianceWitness { market: tables, allocation: lines } = witness;
        let line = |(task, (line, name)): (usize, (&_, &Name))| SecretLine {
            task: name.task.clone(),
            payer: name.payer.clone(),
            name_blinding: Decimal(tables.name_blinding(&statement.poseidon, task).element()),
            line_blinding: Decimal(lines.leaf_blinding(&statement.poseidon, task).element()),
            run: Option::as_ref(line).map(Run::of),
        };
        Some(Self(SecretDocument {
            version: ManifestVersion,
            allocation: Decimal(allocation),
            offers: market.offers().iter().map(|offer| offer.id.to_string()).collect(),
            lines: lines.lines.iter().zip(&tables.names).enumerate().map(line).collect(),
        }))
    }

    /// Reads `lines.secret.json`.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn from_json(json: &[u8]) -> Result<Self, DocumentError> {
        crate::compliance::document::parse_up_to(BYTES_MAX, json).map(Self)
    }

    /// `lines.secret.json`. Secret.
    pub fn to_json(&self) -> String {
        crate::compliance::document::render(&self.0)
    }

    /// The lines of one side, under the manifest of the keys that the proof was made with. A permutation for every sixteen lines and one or more
    /// a line.
    ///
    /// # Errors
    /// [`ShowError`].
    pub fn show(&self, manifest: &B::Manifest, side: &Side) -> Result<Shown<B>, ShowError> {
        let stated = Stated::of_manifest::<B>(manifest)?;
        let Compliance { poseidon, shape } = stated.rules();
        let document = &self.0;
        let leaf = |(task, secret): (usize, &SecretLine<B::Field>)| {
            let line = Run::line(secret.run.as_ref(), task, shape)?;
            let name = secret.name().element(poseidon, secret.name_blinding());
            Some(leaf(poseidon, shape, &line, name, Blinding::from_element(secret.line_blinding.0)))
        };
        let leaves: Option<Vec<B::Field>> = document.lines.iter().enumerate().map(leaf).collect();
        let leaves = leaves.filter(|leaves| leaves.len() == shape.tasks).ok_or(ShowError::Root)?;
        let tree = Tree::new(poseidon, leaves);
        if tree.root() != document.allocation.0 {
            return Err(ShowError::Root);
        }
        let own = self.own(side)?;
        let entry = |place: usize| {
            let secret = &document.lines[place];
            let name = || Decimal(secret.name().element(poseidon, secret.name_blinding()));
            let SecretLine { task, payer, name_blinding: blinding, .. } = secret.clone();
            ShownEntry {
                place,
                name: match side {
                    Side::Payer(_) => Identity::Named { task, payer, blinding },
                    Side::Offer(_) => Identity::Hidden(name()),
                },
                run: secret.run.clone(),
                blinding: secret.line_blinding,
                path: tree.path(place).into_iter().map(|siblings| siblings.map(Decimal)).collect(),
            }
        };
        Ok(Shown(ShownDocument {
            version: ManifestVersion,
            allocation: document.allocation,
            side: side.clone(),
            number: self.number(side),
            lines: own.into_iter().map(entry).collect(),
        }))
    }

    /// Places of the lines of a side.
    fn own(&self, side: &Side) -> Result<Vec<usize>, ShowError> {
        let lines = self.0.lines.iter().enumerate();
        let number = self.number(side);
        let own: Vec<usize> = match side {
            Side::Payer(payer) => {
                lines.filter(|(_, line)| !line.task.is_empty() && line.payer == *payer).map(|(at, _)| at).collect()
            }
            Side::Offer(offer) => {
                number.ok_or_else(|| ShowError::UnknownOffer(offer.clone()))?;
                lines.filter(|(_, line)| line.run.as_ref().map(Run::offer) == number).map(|(at, _)| at).collect()
            }
        };
        match side {
            Side::Payer(payer) if own.is_empty() => Err(ShowError::UnknownPayer(payer.clone())),
            _ => Ok(own),
        }
    }

    /// Place of the offer in the market, from 0.
    fn number(&self, side: &Side) -> Option<u64> {
        let Side::Offer(offer) = side else { return None };
        self.0.offers.iter().position(|id| id == offer).map(|at| at as u64)
    }
}

impl<F: PrimeField> SecretLine<F> {
    fn name(&self) -> Name {
        Name { task: self.task.clone(), payer: self.payer.clone() }
    }

    fn name_blinding(&self) -> Blinding<F> {
        Blinding::from_element(self.name_blinding.0)
    }
}

impl<B: Backend> fmt::Debug for LineOpenings<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LineOpenings(..)")
    }
}
