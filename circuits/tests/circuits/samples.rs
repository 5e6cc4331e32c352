//! A small valid instance of every statement.

use crate::support::{self, batch, bits, blinding, table};
use crate::usage::{buckets, windows};
use crate::{compliance, near_optimality, support::system};
use apportion_circuits::gadgets::Arithmetize;
use apportion_circuits::layout::{Item, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::compliance::LineCommitment;
use apportion_circuits::statement::{
    Budgets, BudgetsWitness, Capacities, CapacitiesWitness, FixedWindow, FixedWindowWitness, Metered, Permits,
    PermitsWitness, Share, ShareBy, ShareWitness, SlidingWindow, SlidingWindowWitness, TokenBucket, TokenBucketWitness,
    Total, TotalWitness, Windows,
};
use ark_bn254::Fr;
use ark_relations::gr1cs::ConstraintSystemRef;
use core::ops::Range;

/// The constraint system of a statement at a valid witness.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) system: ConstraintSystemRef<Fr>,
    /// Values of the variables that are free by design: context, blindings, and the ledger so far, which the state before binds.
    pub(crate) fixed: Vec<Fr>,
    /// Variables that only a public commitment binds: options, which are never taken apart. By number, public inputs first.
    pub(crate) opaque: Range<usize>,
    /// Constraints that relate lanes to lanes, equations and identities of fractions: bits are isolated, so that locally these follow.
    pub(crate) relations: usize,
}

fn sample<S: Arithmetize<Fr>>(statement: &S, witness: S::Witness, relations: usize) -> Sample {
    let public = statement.public(support::context(), &witness);
    assert_eq!(statement.holds(&public, &witness), Ok(()));
    let system = system(statement, public, witness);
    assert!(system.is_satisfied().unwrap());
    Sample { name: S::NAME, system, fixed: support::fixed(), opaque: 0..0, relations }
}

/// One sample of every statement.
pub(crate) fn samples() -> Vec<Sample> {
    vec![
        total(),
        budgets(),
        capacities(),
        fixed_window(),
        sliding_window(),
        token_bucket(),
        permits(),
        compliance(LineCommitment::Sponge),
        compliance(LineCommitment::Tree),
        near_optimality(),
        usage(),
        usage_buckets(),
        share(),
    ]
}

fn items() -> Vec<Item> {
    let item = |(payer, offer, amounts, price, time): (u64, u64, [u64; 2], u64, u64)| Item {
        payer,
        offer,
        amounts: amounts.to_vec(),
        price,
        time,
    };
    [(0, 1, [3, 1], 5, 0), (2, 0, [0, 4], 9, 17), (1, 1, [7, 7], 0, 25), (0, 2, [1, 1], 11, 26)].map(item).to_vec()
}

fn layout() -> ItemLayout {
    let (payer, offer, price, time) = (bits(3), bits(2), bits(12), bits(6));
    ItemLayout { count: 4, payer, offer, amounts: vec![bits(5), bits(3)], price, time }
}

fn total() -> Sample {
    let statement = Total::new(Poseidon::default(), layout()).unwrap();
    sample(&statement, TotalWitness { batch: batch(items()), budget: 30 }, 0)
}

fn budgets() -> Sample {
    let statement = Budgets::new(Poseidon::default(), layout(), 3, bits(16)).unwrap();
    let budgets = table(vec![vec![16], vec![3], vec![10]]);
    sample(&statement, BudgetsWitness { batch: batch(items()), budgets }, 1)
}

fn capacities() -> Sample {
    let statement = Capacities::new(Poseidon::default(), layout(), 3, bits(16)).unwrap();
    let capacities = table(vec![vec![16, 4], vec![10, 9], vec![10, 10]]);
    sample(&statement, CapacitiesWitness { batch: batch(items()), capacities }, 1)
}

fn fixed_window() -> Sample {
    let windows = Windows { length: 10, count: 3 };
    let statement = FixedWindow::new(Poseidon::default(), layout(), Metered::Amount(1), windows, 3, bits(8)).unwrap();
    let rates = table(vec![vec![1], vec![7], vec![4]]);
    sample(&statement, FixedWindowWitness { batch: batch(items()), rates }, 4 * 2 + 1)
}

fn sliding_window() -> Sample {
    let slots = Windows { length: 10, count: 3 };
    let statement = SlidingWindow::new(Poseidon::default(), layout(), Metered::Price, slots, 2, 3, bits(8)).unwrap();
    let rates = table(vec![vec![11], vec![0], vec![9]]);
    sample(&statement, SlidingWindowWitness { batch: batch(items()), rates }, 4 * 2 + 1)
}

fn token_bucket() -> Sample {
    let slots = Windows { length: 10, count: 3 };
    let statement = TokenBucket::new(Poseidon::default(), layout(), Metered::Items, slots, 3, bits(8)).unwrap();
    let buckets = table(vec![vec![1, 1], vec![2, 0], vec![9, 5]]);
    sample(&statement, TokenBucketWitness { batch: batch(items()), buckets }, 4 * 2 + 3 * 2 + 1)
}

fn permits() -> Sample {
    let statement = Permits::new(Poseidon::default(), layout(), 5).unwrap();
    let permits = table([[0, 1], [0, 2], [1, 1], [2, 0], [2, 0]].map(Vec::from).to_vec());
    sample(&statement, PermitsWitness { batch: batch(items()), permits }, 1)
}

fn share() -> Sample {
    let statement = Share::new(Poseidon::default(), layout(), ShareBy::Payer).unwrap();
    // Of each item, one of the three constraints on two variables; of these, one determines whose items are shown.
    sample(&statement, ShareWitness { batch: batch(items()), holder: 0, blinding: blinding(2) }, 4 - 1)
}

fn usage() -> Sample {
    let (statement, witness) = windows::second();
    let ledger = witness.before.ledger;
    // Of each of three places: empty, milliseconds, not after the open slot. Counts and slot; a pause; sums and three slots of a window; the
    // identities of pairs and two meters.
    let mut usage = sample(&statement, witness, 3 * 3 + 2 + 1 + 2 + 3 + 3);
    usage.fixed.push(ledger);
    usage
}

fn usage_buckets() -> Sample {
    let (statement, witness) = buckets::second();
    let ledger = witness.before.ledger;
    // As above, but a backlog after and what is used in one slot; of each of three slots after the first what is carried; the identities of pairs and
    // two meters.
    let mut usage = sample(&statement, witness, 3 * 3 + 2 + 1 + 2 + 2 + 3 + 3);
    usage.fixed.push(ledger);
    usage
}

fn compliance(lines: LineCommitment) -> Sample {
    let (statement, witness) = compliance::honest(lines);
    let shape = statement.shape();
    // A line: empty, required. A dependency: needs, after. An interval. Identities of options, dependencies and meters.
    let relations = 2 * shape.tasks + 2 * shape.dependencies + 1 + 2 + shape.meters.len();
    // The constant, three inputs, the square of the context, then the options, an element each, and names.
    let opaque = 5..5 + shape.options + witness.market.names.len();
    let poseidon = Poseidon::default();
    let blindings =
        (0..shape.tasks).map(|task| witness.allocation.leaf_blinding(&poseidon, task).element()).collect::<Vec<_>>();
    let mut compliance = Sample { opaque, ..sample(&statement, witness, relations) };
    compliance.fixed.extend(blindings);
    compliance
}

fn near_optimality() -> Sample {
    let (statement, witness) = near_optimality::honest();
    let shape = statement.shape();
    // A line: empty, required. Two intervals, and two ends of each for an option. Identities of options, meters and least costs; the inequality.
    let relations = 2 * shape.tasks + 2 + 4 * shape.options + 1 + shape.meters.len() + 1 + 1;
    sample(&statement, witness, relations)
}
