//! Small markets with true claims, and changes to certificates.

use super::prover::{Style, prove};
use super::truth::{strongest, weaker};
use apportion_certs::program::{Multipliers, ObjectiveWeight, RowIndex};
use apportion_certs::{Certificate, Claim, Node};
use apportion_lattice::testing::generate::{self, Profile};
use apportion_lattice::{Market, TaskIndex};
use proptest::prelude::*;

/// A small market and a true claim about it with its proof.
pub fn certified() -> impl Strategy<Value = (Market, Certificate)> {
    let style = prop::sample::select(Style::all().collect::<Vec<_>>());
    let profile =
        prop::sample::select(vec![Profile::tiny(), Profile::small(), Profile::required(), Profile::large_numbers()]);
    (any::<u64>(), profile, style, 0u128..9, any::<bool>()).prop_map(|(seed, profile, style, eighths, forget)| {
        let profile = Profile { tasks: 1..=4, ..profile };
        let market = generate::market(seed, &profile);
        let claim = weaker(strongest(&market), eighths.saturating_sub(4), forget && eighths > 4);
        let certificate = prove(&market, claim, style).expect("a true claim has a proof");
        (market, certificate)
    })
}

/// One change of one thing; places and amounts are reduced to what there is.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Option(usize, u64),
    Value(usize, i8),
    Bound(usize, i8),
    Weight(usize, u8),
    Row(usize, usize, i8),
    Multiplier(usize, usize, i8),
    DropRow(usize, usize),
    DropNode(usize, usize),
    RepeatNode(usize, usize),
    SwapNodes(usize, usize, usize),
    Entry(usize, usize, i8),
    Task(usize, usize, i8),
    Cut(usize, usize, i8),
    OverloadRow(usize, usize, i8),
    Status(u8),
    SwapTrees(usize, usize),
    /// Weight and multipliers of an entry times a power of two, where they stay in range: what it proves stays the same.
    Scale(usize, u8),
    Share(usize, usize, i8),
    DropShare(usize, usize),
    Kept(usize, usize, i8),
    DropKept(usize, usize),
    KnapsackWeight(usize, u8),
    LemmaBound(usize, i8),
    LemmaWeight(usize, u8),
    LemmaMultiplier(usize, usize, i8),
    LemmaRow(usize, usize, i8),
    DropLemmaRow(usize, usize),
    LemmaTask(usize, usize, i8),
    LemmaOption(usize, usize, i8),
    LemmaCoefficient(usize, usize, i8),
    SwapLemmaTasks(usize, usize),
    DropLemma(usize),
    SwapLemmas(usize, usize),
    /// Another kind of step with the same number.
    Kind(usize, usize, u8),
}

pub fn change() -> impl Strategy<Value = Change> {
    let kind = (0usize..64, 0usize..64, 0u8..7).prop_map(|(at, of, to)| Change::Kind(at, of, to));
    prop_oneof![12 => tree_or_entry_change(), 4 => lemma_change(), 1 => kind]
}

fn tree_or_entry_change() -> impl Strategy<Value = Change> {
    let (at, by) = (0usize..64, prop_oneof![8 => -2i8..3, 1 => any::<i8>()]);
    let (one, two) = ((at.clone(), by.clone()), (at.clone(), at.clone(), by));
    let places = (at.clone(), at.clone());
    let (pair, three) = (places.clone(), two.clone());
    prop_oneof![
        (at.clone(), 0u64..8).prop_map(|(at, to)| Change::Option(at, to)),
        one.clone().prop_map(|(at, by)| Change::Value(at, by)),
        one.prop_map(|(at, by)| Change::Bound(at, by)),
        (at.clone(), 0u8..5).prop_map(|(at, to)| Change::Weight(at, to)),
        two.clone().prop_map(|(at, of, by)| Change::Row(at, of, by)),
        two.clone().prop_map(|(at, of, by)| Change::Multiplier(at, of, by)),
        places.clone().prop_map(|(at, of)| Change::DropRow(at, of)),
        places.clone().prop_map(|(at, of)| Change::DropNode(at, of)),
        places.clone().prop_map(|(at, of)| Change::RepeatNode(at, of)),
        (at.clone(), at.clone(), at).prop_map(|(at, of, with)| Change::SwapNodes(at, of, with)),
        two.clone().prop_map(|(at, of, by)| Change::Entry(at, of, by)),
        two.clone().prop_map(|(at, of, by)| Change::Task(at, of, by)),
        two.clone().prop_map(|(at, of, by)| Change::Cut(at, of, by)),
        two.prop_map(|(at, of, by)| Change::OverloadRow(at, of, by)),
        (0u8..4).prop_map(Change::Status),
        places.prop_map(|(at, with)| Change::SwapTrees(at, with)),
        (0usize..64, 1u8..118).prop_map(|(at, by)| Change::Scale(at, by)),
        three.clone().prop_map(|(at, of, by)| Change::Share(at, of, by)),
        three.prop_map(|(at, of, by)| Change::Kept(at, of, by)),
        pair.clone().prop_map(|(at, of)| Change::DropShare(at, of)),
        pair.prop_map(|(at, of)| Change::DropKept(at, of)),
        (0usize..64, 0u8..5).prop_map(|(at, to)| Change::KnapsackWeight(at, to)),
    ]
}

pub fn lemma_change() -> impl Strategy<Value = Change> {
    let by = prop_oneof![8 => -2i8..3, 1 => any::<i8>()];
    let (at, one) = (0usize..4, (0usize..4, by.clone()));
    let (pair, two) = ((at.clone(), 0usize..16), (at.clone(), 0usize..16, by));
    prop_oneof![
        3 => one.prop_map(|(at, by)| Change::LemmaBound(at, by)),
        1 => (at.clone(), 0u8..5).prop_map(|(at, to)| Change::LemmaWeight(at, to)),
        1 => two.clone().prop_map(|(at, of, by)| Change::LemmaMultiplier(at, of, by)),
        1 => two.clone().prop_map(|(at, of, by)| Change::LemmaRow(at, of, by)),
        1 => pair.clone().prop_map(|(at, of)| Change::DropLemmaRow(at, of)),
        1 => two.clone().prop_map(|(at, of, by)| Change::LemmaTask(at, of, by)),
        1 => two.clone().prop_map(|(at, of, by)| Change::LemmaOption(at, of, by)),
        2 => two.prop_map(|(at, of, by)| Change::LemmaCoefficient(at, of, by)),
        1 => pair.clone().prop_map(|(at, of)| Change::SwapLemmaTasks(at, of)),
        1 => at.prop_map(Change::DropLemma),
        1 => pair.prop_map(|(at, with)| Change::SwapLemmas(at, with)),
    ]
}

fn at<T>(list: &mut [T], place: usize) -> Option<&mut T> {
    let length = list.len();
    if length == 0 { None } else { list.get_mut(place % length) }
}

impl Change {
    /// Makes the change; `None` if there is nothing to change.
    pub fn apply(self, certificate: &mut Certificate) -> Option<()> {
        let Certificate { claim, pool, lemmas, knapsacks, proofs, .. } = certificate;
        match self {
            Self::Option(place, to) => match claim {
                Claim::Optimal { options, .. } | Claim::Feasible { options, .. } => *at(options, place)? = to,
                _ => return None,
            },
            Self::Value(place, by) => match claim {
                Claim::Optimal { values, .. } | Claim::Feasible { values, .. } => {
                    let value = at(values, place)?;
                    *value = value.checked_add_signed(by.into())?;
                }
                _ => return None,
            },
            Self::Bound(place, by) => match claim {
                Claim::Unknown { bounds } | Claim::Feasible { bounds, .. } => {
                    let bound = at(bounds, place)?;
                    *bound = bound.checked_add_signed(by.into())?;
                }
                _ => return None,
            },
            Self::Weight(place, to) => {
                at(pool, place)?.objective =
                    if to == 0 { ObjectiveWeight::Zero } else { ObjectiveWeight::PowerOfTwo(to - 1) };
            }
            Self::Row(place, of, by) => {
                let row = &mut at(&mut at(pool, place)?.rows, of)?.0;
                *row = RowIndex(row.0.checked_add_signed(by.into())?);
            }
            Self::Multiplier(place, of, by) => {
                let multiplier = &mut at(&mut at(pool, place)?.rows, of)?.1;
                *multiplier = multiplier.checked_add_signed(by.into())?;
            }
            Self::DropRow(place, of) => {
                let Multipliers { rows, .. } = at(pool, place)?;
                let of = of.checked_rem(rows.len())?;
                rows.remove(of);
            }
            Self::DropNode(place, of) => {
                let tree = at(proofs, place)?;
                tree.remove(of.checked_rem(tree.len())?);
            }
            Self::RepeatNode(place, of) => {
                let tree = at(proofs, place)?;
                let of = of.checked_rem(tree.len())?;
                tree.insert(of, tree[of].clone());
            }
            Self::SwapNodes(place, of, with) => {
                let tree = at(proofs, place)?;
                let (of, with) = (of.checked_rem(tree.len())?, with % tree.len());
                tree.swap(of, with);
            }
            Self::Entry(place, of, by) => match at(at(proofs, place)?, of)? {
                Node::Bound(entry) | Node::Reduce(entry) | Node::Knapsack(entry) | Node::KnapsackReduce(entry) => {
                    *entry = entry.checked_add_signed(by.into())?
                }
                _ => return None,
            },
            Self::Task(place, of, by) => match at(at(proofs, place)?, of)? {
                Node::SplitOffers(task) | Node::SplitAt(task, _) | Node::Exhausted(task) | Node::Isolate(task, _) => {
                    *task = TaskIndex::new(task.get().checked_add_signed(by.into())?);
                }
                _ => return None,
            },
            Self::Cut(place, of, by) => match at(at(proofs, place)?, of)? {
                Node::SplitAt(_, cuts) => {
                    let cut = at(cuts, of)?;
                    *cut = cut.checked_add_signed(by.into())?;
                }
                Node::Isolate(_, option) => *option = option.checked_add_signed(by.into())?,
                node @ Node::SplitOffers(_) => {
                    let Node::SplitOffers(task) = *node else { return None };
                    *node = Node::SplitAt(task, [u64::from(by.unsigned_abs())].into());
                }
                _ => return None,
            },
            Self::OverloadRow(place, of, by) => match at(at(proofs, place)?, of)? {
                Node::Overload(row) => *row = row.checked_add_signed(by.into())?,
                node @ Node::Bound(_) => *node = Node::Overload(by.unsigned_abs().into()),
                _ => return None,
            },
            Self::Status(to) => {
                let (options, values) = (claim.options()?.to_vec(), claim.values()?.to_vec());
                let bounds = claim.bounds()?.to_vec();
                *claim = match to {
                    0 => Claim::Optimal { options, values },
                    1 => Claim::Feasible { options, values, bounds },
                    2 => Claim::Infeasible,
                    _ => Claim::Unknown { bounds },
                };
            }
            Self::Scale(place, by) => {
                let Multipliers { objective, rows } = at(pool, place)?;
                if let ObjectiveWeight::PowerOfTwo(exponent) = objective {
                    *exponent = exponent.checked_add(by).filter(|&exponent| exponent <= 62)?;
                }
                rows.iter().all(|row| row.1.leading_zeros() >= u32::from(by) + 8).then_some(())?;
                rows.iter_mut().for_each(|row| row.1 <<= by);
            }
            Self::Share(place, of, by) => {
                let share = &mut at(&mut at(knapsacks, place)?.tasks, of)?.1;
                *share = share.checked_add_signed(by.into())?;
            }
            Self::DropShare(place, of) => {
                let shares = &mut at(knapsacks, place)?.tasks;
                shares.remove(of.checked_rem(shares.len())?);
            }
            Self::Kept(place, of, by) => {
                let row = at(&mut at(knapsacks, place)?.kept, of)?;
                *row = RowIndex(row.0.checked_add_signed(by.into())?);
            }
            Self::DropKept(place, of) => {
                let kept = &mut at(knapsacks, place)?.kept;
                kept.remove(of.checked_rem(kept.len())?);
            }
            Self::KnapsackWeight(place, to) => {
                at(knapsacks, place)?.multipliers.objective =
                    if to == 0 { ObjectiveWeight::Zero } else { ObjectiveWeight::PowerOfTwo(to - 1) };
            }
            Self::LemmaBound(place, by) => {
                let bound = &mut at(lemmas, place)?.bound;
                *bound = bound.checked_add_signed(by.into())?;
            }
            Self::LemmaWeight(place, to) => {
                at(lemmas, place)?.multipliers.objective =
                    if to == 0 { ObjectiveWeight::Zero } else { ObjectiveWeight::PowerOfTwo(to - 1) };
            }
            Self::LemmaMultiplier(place, of, by) => {
                let multiplier = &mut at(&mut at(lemmas, place)?.multipliers.rows, of)?.1;
                *multiplier = multiplier.checked_add_signed(by.into())?;
            }
            Self::LemmaRow(place, of, by) => {
                let row = &mut at(&mut at(lemmas, place)?.multipliers.rows, of)?.0;
                *row = RowIndex(row.0.checked_add_signed(by.into())?);
            }
            Self::DropLemmaRow(place, of) => {
                let rows = &mut at(lemmas, place)?.multipliers.rows;
                rows.remove(of.checked_rem(rows.len())?);
            }
            Self::LemmaTask(place, of, by) => {
                let task = &mut at(&mut at(lemmas, place)?.tasks, of)?.0;
                *task = TaskIndex::new(task.get().checked_add_signed(by.into())?);
            }
            Self::LemmaOption(place, of, by) => {
                let option = &mut at(&mut at(&mut at(lemmas, place)?.tasks, of)?.1, of / 4)?.0;
                *option = option.checked_add_signed(by.into())?;
            }
            Self::LemmaCoefficient(place, of, by) => {
                let coefficient = &mut at(&mut at(&mut at(lemmas, place)?.tasks, of)?.1, of / 4)?.1;
                *coefficient = coefficient.checked_add_signed(by.into())?;
            }
            Self::SwapLemmaTasks(place, of) => {
                let tasks = &mut at(lemmas, place)?.tasks;
                let of = of.checked_rem(tasks.len())?;
                tasks.rotate_left(of);
            }
            Self::DropLemma(place) => {
                lemmas.remove(place.checked_rem(lemmas.len())?);
            }
            Self::SwapLemmas(place, with) => {
                let (place, with) = (place.checked_rem(lemmas.len())?, with % lemmas.len());
                lemmas.swap(place, with);
            }
            Self::Kind(place, of, to) => {
                let node = at(at(proofs, place)?, of)?;
                let (number, option) = match *node {
                    Node::Bound(number)
                    | Node::Reduce(number)
                    | Node::Knapsack(number)
                    | Node::KnapsackReduce(number) => (number, 0),
                    Node::SplitOffers(task) | Node::SplitAt(task, _) => (task.get(), 0),
                    Node::Isolate(task, option) => (task.get(), option),
                    _ => return None,
                };
                let task = TaskIndex::new(number);
                *node = match to {
                    0 => Node::Bound(number),
                    1 => Node::Reduce(number),
                    2 => Node::Knapsack(number),
                    3 => Node::KnapsackReduce(number),
                    4 => Node::SplitOffers(task),
                    5 => Node::Isolate(task, option),
                    _ => Node::SplitAt(task, [option].into()),
                };
            }
            Self::SwapTrees(place, with) => {
                let (place, with) = (place.checked_rem(proofs.len())?, with % proofs.len());
                proofs.swap(place, with);
            }
        }
        Some(())
    }
}
