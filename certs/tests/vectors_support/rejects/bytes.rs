//! Bytes that are no certificate.

use super::knapsacks::packed;
use super::lemmas::{derived, together};
use super::{Defect, allocated, base, bounded};
use crate::vectors_support::vector::{Refusal, Vector};
use apportion_certs::{FormatError, Section};

/// The hash, then sections as given: claim "unknown, 18 and 0", pool "the objective", proofs "entry 0; nothing".
fn sections(sections: &[&[u8]]) -> Vec<u8> {
    let hash = base().hash();
    [b"APC\x01", hash.as_bytes().as_slice()].iter().chain(sections).flat_map(|part| part.iter().copied()).collect()
}

const CLAIM: &[u8] = &[1, 4, 3, 2, 18, 0];
const POOL: &[u8] = &[2, 3, 1, 1, 0];
const PROOFS: &[u8] = &[3, 4, 2, 1, 16, 0];
/// Proofs "knapsack entry 0; nothing", and the entry of [`packed`].
const PACKED: &[u8] = &[3, 5, 2, 1, 5, 0, 0];
const KNAPSACKS: &[u8] = &[6, 13, 1, 1, 0, 3, 0, 12, 0, 4, 0, 2, 2, 0, 2];
/// The pool and the lemma of [`derived`].
const WEIGHED: &[u8] = &[2, 5, 1, 5, 1, 10, 1];
const LEMMAS: &[u8] = &[4, 19, 1, 1, 1, 1, 1, 2, 0, 2, 0, 1, 0, 1, 1, 2, 0, 1, 0, 1, 1];

pub(super) fn all() -> Vec<Defect> {
    let allocation = Vector::new(&base(), &bounded());
    let raw = |name, certificate: Vec<u8>, error| {
        (name, Vector { certificate, ..allocation.clone() }, Refusal::Format(error))
    };
    let file = |name, parts: &[&[u8]], error| raw(name, sections(parts), error);
    assert_eq!(sections(&[CLAIM, POOL, PROOFS]), bounded().to_bytes());
    assert_eq!(sections(&[CLAIM, PACKED, KNAPSACKS]), packed().to_bytes());
    assert_eq!(sections(&[CLAIM, WEIGHED, PROOFS, LEMMAS]), derived(&[together()]).to_bytes());
    let whole = sections(&[CLAIM, POOL, PROOFS]);
    let (magic, short) = ([&b"APC\x02"[..], &whole[4..]].concat(), whole[..whole.len() - 1].to_vec());
    let order = |section, at| FormatError::SectionOrder { section, at };
    let reserved = |section, at| FormatError::Reserved { section, at };
    let (end, padded) = (|at| FormatError::End { at }, |at| FormatError::Padded { at });
    let (range, length) = (|at| FormatError::Range { at }, |at| FormatError::SectionLength { at });
    // A number of so many bits, all but the highest zero.
    let power = |bits: usize| {
        let mut number = vec![0x80; bits / 7];
        number.push(1 << (bits % 7));
        number
    };
    let (value, multiplier, wide, index, half) = (power(96), power(120), power(64), power(32), power(63));
    let large = value.clone();
    let section = |tag: u8, parts: &[&[u8]]| {
        let content = parts.concat();
        [&[tag, content.len() as u8][..], &content].concat()
    };
    let value = section(1, &[&[3, 2], &value, &[0]]);
    let multiplier = section(2, &[&[1, 1, 1, 0], &multiplier]);
    let far_row = section(2, &[&[1, 1, 1], &wide, &[1]]);
    // Row 2^64 - 1, after which no other can follow.
    let last = [[0xff; 9].as_slice(), &[1]].concat();
    let row_after_last = section(2, &[&[1, 1, 2], &last, &[1, 0, 1]]);
    // Lemmas of row 1 with weight 1, and what follows that.
    let lemma = |rest: &[&[u8]]| section(4, &[&[1, 1, 1, 1, 1], &rest.concat()]);
    let with_lemmas = |name, lemmas: &[u8], error| file(name, &[CLAIM, WEIGHED, PROOFS, lemmas], error);
    let task = section(3, &[&[2, 1, 0], &index, &[0]]);
    let entry = section(3, &[&[2, 1], &[0x90, 0x80, 0x80, 0x80, 0x10], &[0]]);
    let unknown_node = |name, code: u8| {
        (
            name,
            Vector { certificate: sections(&[CLAIM, POOL, &[3, 4, 2, 1, code, 0]]), ..allocation.clone() },
            Refusal::Format(FormatError::UnknownNode { code, at: 51 }),
        )
    };
    let feasible = Vector::new(&base(), &allocated());
    let claim = |name, claim: &[u8]| {
        (
            name,
            Vector { certificate: sections(&[claim, &[3, 3, 2, 0, 0]]), ..feasible.clone() },
            Refusal::Format(FormatError::Claim { at: 38 }),
        )
    };
    vec![
        raw("format_other_version", magic, FormatError::Magic),
        raw("format_empty", vec![], FormatError::Magic),
        raw("format_hash_cut", whole[..20].to_vec(), end(4)),
        raw("format_last_byte_missing", short, end(48)),
        file("format_length_beyond_the_end", &[CLAIM, POOL, &[3, 5, 2, 1, 16, 0]], end(48)),
        file("format_count_beyond_the_end", &[CLAIM, POOL, &[3, 4, 2, 0x7f, 16, 0]], end(50)),
        file("format_number_padded", &[&[1, 5, 3, 2, 0x92, 0, 0], POOL, PROOFS], padded(40)),
        file("format_zero_padded", &[&[1, 5, 3, 2, 18, 0x80, 0], POOL, PROOFS], padded(41)),
        file("format_length_padded", &[&[1, 0x84, 0, 3, 2, 18, 0], POOL, PROOFS], padded(37)),
        file("format_tag_padded", &[&[0x81, 0, 4, 3, 2, 18, 0], POOL, PROOFS], padded(36)),
        file("format_unknown_status", &[&[1, 4, 4, 2, 18, 0], POOL, PROOFS], range(38)),
        file("format_bound_of_97_bits", &[&value, POOL, PROOFS], range(40)),
        file("format_weight_64", &[CLAIM, &[2, 3, 1, 64, 0], PROOFS], range(45)),
        file("format_multiplier_zero", &[CLAIM, &[2, 5, 1, 1, 1, 0, 0], PROOFS], range(48)),
        file("format_multiplier_of_121_bits", &[CLAIM, &multiplier, PROOFS], range(48)),
        file("format_row_of_65_bits", &[CLAIM, &far_row, PROOFS], range(47)),
        file("format_row_after_the_last", &[CLAIM, &row_after_last, PROOFS], range(58)),
        file("format_pool_empty", &[&[1, 3, 3, 1, 0], &[2, 1, 0], &[3, 2, 1, 0]], range(43)),
        file("format_cuts_empty", &[CLAIM, POOL, &[3, 6, 2, 2, 1, 0, 0, 0]], range(53)),
        file("format_task_of_33_bits", &[CLAIM, POOL, &task], range(52)),
        file("format_entry_of_33_bits", &[CLAIM, POOL, &entry], range(51)),
        unknown_node("format_node_8", 8),
        unknown_node("format_node_15", 15),
        file("format_section_too_long", &[CLAIM, POOL, &[3, 5, 2, 1, 16, 0, 0]], length(54)),
        file("format_section_too_short", &[CLAIM, &[2, 4, 1, 1, 0, 0], PROOFS], length(48)),
        with_lemmas("format_lemmas_without_bytes", &[4, 0], end(57)),
        with_lemmas("format_lemmas_empty", &[4, 1, 0], range(57)),
        with_lemmas("format_lemma_without_weight", &section(4, &[&[1, 0, 0, 1, 0, 1, 0, 1, 1]]), range(58)),
        with_lemmas("format_lemma_weight_64", &section(4, &[&[1, 64, 0, 1, 0, 1, 0, 1, 1]]), range(58)),
        with_lemmas("format_lemma_without_tasks", &lemma(&[&[0, 1]]), range(62)),
        with_lemmas("format_lemma_task_of_33_bits", &lemma(&[&[1], &index, &[1, 0, 1, 1]]), range(63)),
        with_lemmas("format_lemma_without_options", &lemma(&[&[1, 0, 0, 1]]), range(64)),
        with_lemmas("format_lemma_coefficient_zero", &lemma(&[&[1, 0, 1, 0, 0, 1]]), range(66)),
        with_lemmas("format_lemma_coefficient_of_64_bits", &lemma(&[&[1, 0, 1, 0], &half, &[1]]), range(66)),
        with_lemmas("format_lemma_bound_of_97_bits", &lemma(&[&[1, 0, 1, 0, 1], &large]), range(67)),
        with_lemmas("format_lemmas_too_long", &lemma(&[&[1, 0, 1, 0, 1, 1, 0]]), length(69)),
        file("format_lemmas_before_proofs", &[CLAIM, WEIGHED, LEMMAS, PROOFS], order(Section::Lemmas, 49)),
        file("format_lemmas_after_knapsacks", &[CLAIM, PACKED, KNAPSACKS, LEMMAS], order(Section::Lemmas, 64)),
        file("format_lemmas_repeated", &[CLAIM, WEIGHED, PROOFS, LEMMAS, LEMMAS], order(Section::Lemmas, 76)),
        file("format_task_multipliers", &[CLAIM, POOL, PROOFS, &[5, 0]], reserved(Section::TaskMultipliers, 53)),
        file("format_knapsacks_empty", &[CLAIM, PACKED, &[6, 1, 0]], range(51)),
        file("format_knapsacks_without_bytes", &[CLAIM, PACKED, &[6, 0]], end(51)),
        file("format_knapsacks_before_proofs", &[CLAIM, KNAPSACKS, PACKED], order(Section::Knapsacks, 42)),
        file("format_knapsacks_repeated", &[CLAIM, PACKED, KNAPSACKS, KNAPSACKS], order(Section::Knapsacks, 64)),
        file("format_task_multiplier_zero", &[CLAIM, PACKED, &[6, 7, 1, 1, 0, 1, 0, 0, 0]], range(56)),
        file("format_section_0", &[&[0, 0], CLAIM, POOL, PROOFS], FormatError::UnknownSection { tag: 0, at: 36 }),
        file("format_section_7", &[CLAIM, POOL, PROOFS, &[7, 0]], FormatError::UnknownSection { tag: 7, at: 53 }),
        file("format_claim_missing", &[POOL, PROOFS], order(Section::Pool, 36)),
        file("format_claim_repeated", &[CLAIM, CLAIM, POOL, PROOFS], order(Section::Claim, 42)),
        file("format_pool_after_proofs", &[CLAIM, PROOFS, POOL], order(Section::Pool, 48)),
        file("format_proofs_missing", &[CLAIM, POOL], order(Section::Proofs, 47)),
        file("format_proofs_repeated", &[CLAIM, POOL, PROOFS, PROOFS], order(Section::Proofs, 53)),
        claim("format_feasible_though_optimal", &[1, 10, 1, 3, 0, 3, 3, 2, 18, 6, 18, 6]),
        claim("format_unknown_with_later_bound", &[1, 4, 3, 2, 0, 1]),
    ]
}
