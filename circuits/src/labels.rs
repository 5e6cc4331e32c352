//! Every hash label of the crate. A label is at most 31 bytes of ASCII; a Poseidon hash reads it as a big-endian integer.
//!
//! No label may change its meaning: what a label means is versioned by the digit at its end.

/// Labels, one for each thing that is hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Label(&'static str);

impl Label {
    /// The label's bytes.
    pub(crate) fn bytes(self) -> &'static [u8] {
        self.0.as_bytes()
    }
}

/// The context of a proof: policy, epoch, application.
pub(crate) const CONTEXT: Label = Label("apportion.context.1");
/// A batch of line items.
pub(crate) const ITEMS: Label = Label("apportion.items.1");
/// Budgets of payers.
pub(crate) const BUDGETS: Label = Label("apportion.budgets.1");
/// Capacities of offers.
pub(crate) const CAPACITIES: Label = Label("apportion.capacities.1");
/// Rates of payers.
pub(crate) const RATES: Label = Label("apportion.rates.1");
/// Token buckets of payers.
pub(crate) const BUCKETS: Label = Label("apportion.buckets.1");
/// Permitted pairs of payer and offer.
pub(crate) const PERMITS: Label = Label("apportion.permits.1");
/// Budgets and rates of payers, for metered events.
pub(crate) const USAGE: Label = Label("apportion.usage.1");
/// The metered events of a chunk.
pub(crate) const EVENTS: Label = Label("apportion.events.1");
/// The state between two chunks.
pub(crate) const STATE: Label = Label("apportion.state.1");
/// The items of one holder.
pub(crate) const SHARE: Label = Label("apportion.share.1");
/// The tables of a market.
pub(crate) const MARKET: Label = Label("apportion.market.1");
/// An allocation, one line a task.
pub(crate) const ALLOCATION: Label = Label("apportion.allocation.1");
/// A line of an allocation that can be shown alone.
pub(crate) const LINE: Label = Label("apportion.line.1");
/// The blinding of such a line.
pub(crate) const LINE_BLINDING: Label = Label("apportion.line-blinding.1");
/// Task and payer of a line.
pub(crate) const NAME: Label = Label("apportion.name.1");
/// The blinding of a name.
pub(crate) const NAME_BLINDING: Label = Label("apportion.name-blinding.1");
/// A node of a tree.
pub(crate) const NODE: Label = Label("apportion.node.1");
/// Challenge of a log-derivative argument.
pub(crate) const CHALLENGE: Label = Label("apportion.challenge.1");

/// A Groth16 verifying key over BN254.
pub(crate) const VERIFYING_KEY: Label = Label("apportion.groth16.bn254.key.1");
/// The stream of a seeded setup.
#[cfg(feature = "dev-insecure")]
pub(crate) const SEEDED_SETUP: Label = Label("apportion.dev-insecure.1");
/// Hash of a verifying key of halo2.
#[cfg_attr(not(feature = "halo2"), allow(dead_code))]
pub(crate) const HALO2_KEY: Label = Label("apportion.halo2-key.1");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_distinct() {
        let all = [
            CONTEXT,
            ITEMS,
            BUDGETS,
            CAPACITIES,
            RATES,
            BUCKETS,
            PERMITS,
            USAGE,
            EVENTS,
            STATE,
            SHARE,
            MARKET,
            ALLOCATION,
            LINE,
            LINE_BLINDING,
            NAME,
            NAME_BLINDING,
            NODE,
            CHALLENGE,
            VERIFYING_KEY,
            HALO2_KEY,
        ];
        for (at, label) in all.iter().enumerate() {
            assert!(label.bytes().len() <= 31 && label.bytes().is_ascii());
            assert!(!all.iter().skip(at + 1).any(|other| other == label));
        }
    }
}
