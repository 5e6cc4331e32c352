//! `apportion setup`, `commit`, `prove`, `verify-proof`, `open` and `export-proof`: one module for each, and what they share.

pub(super) mod arguments;
mod backend;
mod commit;
mod entropy;
mod export;
mod halo2;
mod open;
mod prove;
mod setup;
mod stored;
pub(super) mod usage;
mod verify;

pub(super) use commit::run as commit;
pub(super) use export::run as export_proof;
pub(super) use open::run as open;
pub(super) use prove::run as prove;
pub(super) use setup::run as setup;
pub(super) use verify::run as verify_proof;

use apportion::circuits::Context;
use apportion::circuits::groth16::Setup;

/// What `--context` names. The whole text is the policy: policy, period and application are for its author to write into it.
fn context(text: &str) -> Context {
    Context { policy_id: text.to_owned(), ..Context::default() }
}

/// Who made a key, and whom it convinces.
fn setup_words(setup: Setup) -> &'static str {
    match setup {
        Setup::DevInsecure => "from a known seed: anybody can forge proofs under this key",
        Setup::SingleParty => {
            "by a single party, who could forge proofs under this key: it convinces that party alone; \
             for others, hold a ceremony (circuits/ceremony)"
        }
        Setup::Ceremony => "by a ceremony of several contributions: one of them by somebody honest is enough",
    }
}
