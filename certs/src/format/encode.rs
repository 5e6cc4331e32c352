//! Canonical bytes of a certificate.

use super::varint::write;
use super::{Certificate, MAGIC, Node, Section};
use crate::claim::Claim;
use crate::program::{Knapsacks, Lemma, Multipliers, ObjectiveWeight};

pub(super) fn certificate(certificate: &Certificate) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(certificate.market.as_bytes());
    section(Section::Claim, &claim(&certificate.claim), &mut out);
    if !certificate.pool.is_empty() {
        section(Section::Pool, &pool(&certificate.pool), &mut out);
    }
    section(Section::Proofs, &proofs(&certificate.proofs), &mut out);
    if !certificate.lemmas.is_empty() {
        section(Section::Lemmas, &lemmas(&certificate.lemmas), &mut out);
    }
    if !certificate.knapsacks.is_empty() {
        section(Section::Knapsacks, &knapsacks(&certificate.knapsacks), &mut out);
    }
    out
}

fn section(tag: Section, payload: &[u8], out: &mut Vec<u8>) {
    write(u128::from(tag.tag()), out);
    write(payload.len() as u128, out);
    out.extend_from_slice(payload);
}

fn claim(claim: &Claim) -> Vec<u8> {
    let mut out = vec![claim.status().code()];
    let numbers = |numbers: &[u128], out: &mut Vec<u8>| numbers.iter().for_each(|&number| write(number, out));
    match claim {
        Claim::Infeasible => {}
        Claim::Unknown { bounds } => {
            write(bounds.len() as u128, &mut out);
            numbers(bounds, &mut out);
        }
        Claim::Optimal { options, values } | Claim::Feasible { options, values, .. } => {
            write(options.len() as u128, &mut out);
            options.iter().for_each(|&option| write(u128::from(option), &mut out));
            write(values.len() as u128, &mut out);
            numbers(values, &mut out);
            if let Claim::Feasible { bounds, .. } = claim {
                numbers(bounds, &mut out);
            }
        }
    }
    out
}

fn pool(pool: &[Multipliers]) -> Vec<u8> {
    let mut out = Vec::new();
    write(pool.len() as u128, &mut out);
    pool.iter().for_each(|entry| multipliers(entry, &mut out));
    out
}

fn multipliers(entry: &Multipliers, out: &mut Vec<u8>) {
    let weight = match entry.objective {
        ObjectiveWeight::Zero => 0,
        ObjectiveWeight::PowerOfTwo(exponent) => u128::from(exponent) + 1,
    };
    write(weight, out);
    weighted(entry.rows.iter().map(|&(row, multiplier)| (row.0, multiplier)), out);
}

fn lemmas(lemmas: &[Lemma]) -> Vec<u8> {
    let mut out = Vec::new();
    write(lemmas.len() as u128, &mut out);
    for lemma in lemmas {
        multipliers(&lemma.multipliers, &mut out);
        write(lemma.tasks.len() as u128, &mut out);
        for (task, options) in &lemma.tasks {
            write(u128::from(task.get()), &mut out);
            weighted(options.iter().map(|&(option, coefficient)| (option, u128::from(coefficient))), &mut out);
        }
        write(lemma.bound, &mut out);
    }
    out
}

fn knapsacks(pool: &[Knapsacks]) -> Vec<u8> {
    let mut out = Vec::new();
    write(pool.len() as u128, &mut out);
    for entry in pool {
        multipliers(&entry.multipliers, &mut out);
        weighted(entry.tasks.iter().map(|&(task, multiplier)| (u64::from(task.get()), multiplier)), &mut out);
        ascending(entry.kept.iter().map(|row| row.0), &mut out);
    }
    out
}

/// A list of ascending indices, each with a multiplier.
fn weighted(items: impl Iterator<Item = (u64, u128)>, out: &mut Vec<u8>) {
    let mut sorted: Vec<(u64, u128)> = items.collect();
    sorted.sort_by_key(|item| item.0);
    sorted.dedup_by(|repeated, kept| {
        let same = repeated.0 == kept.0;
        if same {
            kept.1 = kept.1.saturating_add(repeated.1);
        }
        same
    });
    write(sorted.len() as u128, out);
    let mut next = 0;
    for (index, multiplier) in sorted {
        write(u128::from(index) - next, out);
        write(multiplier, out);
        next = u128::from(index) + 1;
    }
}

/// A list of ascending numbers.
fn ascending(items: impl Iterator<Item = u64>, out: &mut Vec<u8>) {
    let mut sorted: Vec<u64> = items.collect();
    sorted.sort_unstable();
    sorted.dedup();
    write(sorted.len() as u128, out);
    let mut next = 0;
    for item in sorted {
        write(u128::from(item) - next, out);
        next = u128::from(item) + 1;
    }
}

fn proofs(proofs: &[Vec<Node>]) -> Vec<u8> {
    let mut out = Vec::new();
    write(proofs.len() as u128, &mut out);
    for proof in proofs {
        write(proof.len() as u128, &mut out);
        proof.iter().for_each(|node| self::node(node, &mut out));
    }
    out
}

fn node(node: &Node, out: &mut Vec<u8>) {
    use super::decode::code;
    match node {
        Node::SplitOffers(task) => {
            out.push(code::SPLIT_OFFERS);
            write(u128::from(task.get()), out);
        }
        Node::SplitAt(task, cuts) => {
            out.push(code::SPLIT_AT);
            write(u128::from(task.get()), out);
            ascending(cuts.iter().copied(), out);
        }
        Node::Overload(row) => {
            out.push(code::OVERLOAD);
            write(u128::from(*row), out);
        }
        Node::Exhausted(task) => {
            out.push(code::EXHAUSTED);
            write(u128::from(task.get()), out);
        }
        Node::Reduce(entry) => {
            out.push(code::REDUCE);
            write(u128::from(*entry), out);
        }
        Node::Knapsack(entry) => {
            out.push(code::KNAPSACK);
            write(u128::from(*entry), out);
        }
        Node::KnapsackReduce(entry) => {
            out.push(code::KNAPSACK_REDUCE);
            write(u128::from(*entry), out);
        }
        Node::Isolate(task, option) => {
            out.push(code::ISOLATE);
            write(u128::from(task.get()), out);
            write(u128::from(*option), out);
        }
        Node::Bound(entry) => write(u128::from(code::FIRST_BOUND) + u128::from(*entry), out),
    }
}
