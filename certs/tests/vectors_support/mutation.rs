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
    let style = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(reduce, overload, cuts, knapsacks)| Style { reduce, overload, cuts, knapsacks });
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
}

pub fn change() -> impl Strategy<Value = Change> {
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

fn at<T>(list: &mut [T], place: usize) -> Option<&mut T> {
    let length = list.len();
    if length == 0 { None } else { list.get_mut(place % length) }
}

impl Change {
    /// Makes the change; `None` if there is nothing to change.
    pub fn apply(self, certificate: &mut Certificate) -> Option<()> {
        let Certificate { claim, pool, knapsacks, proofs, .. } = certificate;
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
                Node::Bound(entry) | Node::Reduce(entry) | Node::Knapsack(entry) => {
                    *entry = entry.checked_add_signed(by.into())?
                }
                _ => return None,
            },
            Self::Task(place, of, by) => match at(at(proofs, place)?, of)? {
                Node::SplitOffers(task) | Node::SplitAt(task, _) | Node::Exhausted(task) => {
                    *task = TaskIndex::new(task.get().checked_add_signed(by.into())?);
                }
                _ => return None,
            },
            Self::Cut(place, of, by) => match at(at(proofs, place)?, of)? {
                Node::SplitAt(_, cuts) => {
                    let cut = at(cuts, of)?;
                    *cut = cut.checked_add_signed(by.into())?;
                }
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
            Self::SwapTrees(place, with) => {
                let (place, with) = (place.checked_rem(proofs.len())?, with % proofs.len());
                proofs.swap(place, with);
            }
        }
        Some(())
    }
}
