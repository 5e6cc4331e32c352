//! Certificates in which every kind of step occurs, over generated markets: what solvers may write though ours does not.

use super::prover::{Style, prove};
use super::truth::{strongest, weaker};
use super::vector::Vector;
use apportion_certs::Claim;
use apportion_lattice::testing::generate::{self, Profile};

/// Vectors of proofs with three steps or more, or of infeasibility, in every style in turn.
pub fn all() -> Vec<Vector> {
    let profile = |seed: u64| match seed % 4 {
        0 => Profile::tight(),
        1 => Profile::required(),
        2 => Profile { tasks: 2..=4, ..Profile::large_numbers() },
        _ => Profile::small(),
    };
    let proved = (0..400).zip(Style::all().cycle()).filter_map(|(seed, style)| {
        let market = generate::market(seed, &Profile { tasks: 2..=5, ..profile(seed) });
        let certificate = prove(&market, weaker(strongest(&market), u128::from(seed % 3), seed % 5 == 4), style)?;
        let steps: usize = certificate.proofs.iter().map(Vec::len).sum();
        let worth = if certificate.claim == Claim::Infeasible { 1 } else { 3 };
        (worth..60).contains(&steps).then(|| Vector::new(&market, &certificate))
    });
    proved.take(120).collect()
}
