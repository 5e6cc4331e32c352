//! Knapsack entries: what they close and remove is what listing every packing finds, and sums far larger than the numbers they are made of.

mod vectors_support;

use apportion_certs::check::NodeFault;
use apportion_certs::program::{Choice, Knapsacks, LevelCosts, Multipliers, ObjectiveWeight, Program, RowIndex};
use apportion_certs::{Allocation, Certificate, Claim, Node, Reject, check};
use apportion_lattice::testing::generate::{self, Profile};
use apportion_lattice::{Market, TaskIndex};
use serde_json::json;
use vectors_support::packing::packings;

/// Required tasks, each of which fits on every offer; every offer has room for all of them.
fn roomy(tasks: u32, offers: u32) -> Market {
    let ids = |count: u32, letter: char| (0..count).map(move |number| format!("{letter}{number}"));
    let offers: Vec<_> = ids(offers, 'o').map(|id| json!({"id": id, "capacity": {"cpu": tasks}})).collect();
    let tasks: Vec<_> =
        ids(tasks, 't').map(|id| json!({"id": id, "payer": "a", "demand": {"cpu": 1}, "required": true})).collect();
    let file = json!({"version": 1, "resources": [{"name": "cpu", "unit": "core"}], "payers": [{"id": "a"}], "offers": offers, "tasks": tasks});
    Market::from_json(&file.to_string()).expect("a valid market")
}

/// Every task gains its whole multiplier on each of the offers, so that the gains together are a multiple of the multipliers. A checker whose
/// sums wrap around would find them small, and believe that nothing is feasible.
#[test]
fn gains_of_several_rows_do_not_overflow() {
    for bits in 100..120 {
        for (tasks, offers) in [(1, 300), (7, 40), (60, 5), (63, 2), (63, 4), (64, 4)] {
            let market = roomy(tasks, offers);
            let entry = Knapsacks {
                multipliers: Multipliers { objective: ObjectiveWeight::Zero, rows: vec![] },
                tasks: (0..tasks).map(|task| (TaskIndex::new(task), (1 << (bits + 1)) - 1)).collect(),
                kept: (0..u64::from(offers)).map(RowIndex).collect(),
            };
            let certificate = Certificate {
                market: market.hash(),
                claim: Claim::Infeasible,
                pool: vec![],
                lemmas: vec![],
                knapsacks: vec![entry],
                proofs: vec![vec![Node::Knapsack(0)]],
            };
            let refusal = check(&market, &Allocation::render(&market, &certificate), &certificate).err();
            let expected = Reject::Node { level: 0, node: 0, fault: NodeFault::Knapsack(0) };
            assert_eq!(refusal, Some(expected), "{bits} bits, {tasks} tasks, {offers} offers");
        }
    }
}

/// Every option of every task.
fn everything(program: &Program<'_>) -> Vec<Vec<u64>> {
    program.tasks().map(|task| (0..program.option_count(task)).collect()).collect()
}

/// Of each option its group.
fn groups(program: &Program<'_>) -> Vec<Vec<Option<usize>>> {
    let group = |task, option| match program.choice(task, option) {
        Some(Choice::Assigned { pair, .. }) => Some(pair),
        _ => None,
    };
    program.tasks().map(|task| (0..program.option_count(task)).map(|option| group(task, option)).collect()).collect()
}

/// What is refused of a claim that level 0 is at least a bound, and where.
fn refusal(market: &Market, entry: &Knapsacks, bound: u128, proof: Vec<Node>) -> Option<(usize, NodeFault)> {
    let later = market.levels().len() - 1;
    let certificate = Certificate {
        market: market.hash(),
        claim: Claim::Unknown { bounds: [vec![bound], vec![0; later]].concat() },
        pool: vec![],
        lemmas: vec![],
        knapsacks: vec![entry.clone()],
        proofs: [vec![proof], vec![vec![]; later]].concat(),
    };
    match check(market, &Allocation::render(market, &certificate), &certificate) {
        Ok(_) => None,
        Err(Reject::Node { node, fault, .. }) => Some((node, fault)),
        Err(other) => panic!("{other}"),
    }
}

/// The checker and listing of all packings agree, on what closes a node and on what a reduction leaves of it.
#[test]
fn knapsacks_close_and_remove_what_listing_finds() {
    let (mut closed, mut open, mut removed, mut emptied) = (0, 0, 0, 0);
    for seed in 0..250 {
        let profile = [Profile::small(), Profile::required(), Profile::tight()][seed as usize % 3].clone();
        let market = generate::market(seed, &Profile { tasks: 2..=4, ..profile });
        let program = Program::new(&market);
        let costs = LevelCosts::new(&program, 0);
        let of_task = |task| -> Vec<i128> {
            let choices = (0..program.option_count(task)).filter_map(|option| program.choice(task, option));
            choices.map(|choice| costs.cost(task, choice) as i128).collect()
        };
        let relaxed: Vec<Vec<i128>> = program.tasks().map(of_task).collect();
        let (left, groups) = (everything(&program), groups(&program));
        let step = (costs.largest_sum.saturating_sub(costs.granularity.base) / 6).max(1);
        for bound in
            (0..6).map(|at| costs.granularity.base + at * step).filter(|bound| (1..=costs.largest_sum).contains(bound))
        {
            let multipliers = Multipliers { objective: ObjectiveWeight::PowerOfTwo(0), rows: vec![] };
            for packing in packings(&program, &multipliers, &relaxed, costs.granularity.largest_below(bound)) {
                let refused = |proof: Vec<Node>| refusal(&market, &packing.entry, bound, proof);
                let closes = packing.closes(&left);
                assert_eq!(refused(vec![Node::Knapsack(0)]).is_none(), closes, "seed {seed} bound {bound}");
                *(if closes { &mut closed } else { &mut open }) += 1;
                let reduced = refused(vec![Node::KnapsackReduce(0)]);
                let Some(kept) = packing.reduced(&left, |task, option| groups[task][option as usize]) else {
                    assert_eq!(reduced, Some((0, NodeFault::KnapsackReduce(0))), "seed {seed} bound {bound}");
                    continue;
                };
                removed += 1;
                if kept.iter().zip(&left).any(|(kept, before)| kept.len() < before.len() && kept.is_empty()) {
                    assert_eq!(reduced, None, "seed {seed} bound {bound}");
                    emptied += 1;
                    continue;
                }
                assert_eq!(reduced, Some((1, NodeFault::Unfinished)), "seed {seed} bound {bound}");
                for (task, kept) in program.tasks().zip(&kept) {
                    let mut firsts = kept.clone();
                    firsts.dedup_by_key(|option| groups[task.usize()][*option as usize]);
                    let split = refused(vec![Node::KnapsackReduce(0), Node::SplitOffers(task)]);
                    let expected = if firsts.len() < 2 { (1, NodeFault::Split) } else { (2, NodeFault::Unfinished) };
                    assert_eq!(split, Some(expected), "seed {seed} bound {bound} task {task:?}");
                    for option in 0..program.option_count(task) {
                        let isolated = refused(vec![Node::KnapsackReduce(0), Node::Isolate(task, option)]);
                        let good = firsts.len() > 2 && firsts.contains(&option);
                        let expected = if good { (2, NodeFault::Unfinished) } else { (1, NodeFault::Isolate(option)) };
                        assert_eq!(isolated, Some(expected), "seed {seed} bound {bound} task {task:?}");
                    }
                }
            }
        }
    }
    let counts = format!("{closed} closed, {open} open, {removed} reduced, {emptied} to nothing");
    assert!(closed > 200 && open > 200 && removed > 200 && emptied > 5, "{counts}");
}
