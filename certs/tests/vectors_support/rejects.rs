//! Files with one defect each, and the refusal that it must meet.

use super::features;
use super::prover::{Style, prove};
use super::vector::{Refusal, Vector, data, path};
use apportion_certs::check::{LemmaFault, NodeFault, PoolFault};
use apportion_certs::program::{Knapsacks, Lemma, Multipliers, ObjectiveWeight, RowIndex};
use apportion_certs::{Certificate, Claim, FormatError, Node, Reject, Section};
use apportion_lattice::{Market, MarketHash, TaskIndex};

/// Tasks x (3 options), y (5) and z (7); rows 0..8: capacity of big and small, bob's budget, z needs y; lemmas are rows from 10 on. Every bound up
/// to 18 holds at level 0.
const BASE: &str = r#"{"version":1,"resources":[{"name":"cpu","unit":"core"}],"slots":{"count":3,"length_ms":1000},
"payers":[{"id":"ann"},{"id":"bob","budget":20}],
"offers":[{"id":"big","capacity":{"cpu":4},"price":{"cpu":2}},{"id":"small","capacity":{"cpu":2},"price":{"cpu":1}}],
"tasks":[{"id":"x","payer":"ann","demand":{"cpu":3},"duration_slots":2,"penalty":40},
{"id":"y","payer":"bob","demand":{"cpu":2},"duration_slots":2,"penalty":30},
{"id":"z","payer":"bob","demand":{"cpu":2},"penalty":9,"needs":["y"]}],
"objective":[{"price":1,"penalty":1},{"end_slot":1}]}"#;

/// The market of most vectors.
pub fn base() -> Market {
    Market::from_json(BASE).expect("a valid market")
}

/// The objective alone, with weight 1.
fn objective() -> Multipliers {
    Multipliers { objective: ObjectiveWeight::PowerOfTwo(0), rows: vec![] }
}

/// One row with multiplier 1.
fn row(row: u64) -> Multipliers {
    Multipliers { objective: ObjectiveWeight::Zero, rows: vec![(RowIndex(row), 1)] }
}

/// "No allocation costs less than 18", which the objective alone proves at the root.
pub fn bounded() -> Certificate {
    Certificate {
        market: base().hash(),
        claim: Claim::Unknown { bounds: vec![18, 0] },
        pool: vec![objective()],
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![vec![Node::Bound(0)], vec![]],
    }
}

/// The objective, with multipliers on tasks and the capacities of the first slot kept.
fn packing(tasks: &[(u32, u128)], kept: &[u64]) -> Knapsacks {
    Knapsacks {
        multipliers: objective(),
        tasks: tasks.iter().map(|&(task, multiplier)| (TaskIndex::new(task), multiplier)).collect(),
        kept: kept.iter().copied().map(RowIndex).collect(),
    }
}

/// As [`bounded`], proved by the least cost of each task, which no packing gains on.
pub fn packed() -> Certificate {
    unknown_packed(&[18, 0], &[packing(&[(0, 12), (1, 4), (2, 2)], &[0, 3])], &[Node::Knapsack(0)])
}

fn unknown_packed(bounds: &[u128], knapsacks: &[Knapsacks], proof: &[Node]) -> Certificate {
    Certificate { knapsacks: knapsacks.into(), ..unknown(bounds, &[], proof) }
}

/// x at 0 on big, y at 1 on small, z at 0 on small: 18 nMIC, and nothing better is known.
pub fn allocated() -> Certificate {
    Certificate {
        market: base().hash(),
        claim: Claim::Feasible { options: vec![0, 3, 3], values: vec![18, 6], bounds: vec![0, 0] },
        pool: vec![],
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![vec![], vec![]],
    }
}

/// All vectors to refuse, by name.
pub fn all() -> Vec<(String, Vector)> {
    let mut all = claims();
    all.extend(pools());
    all.extend(nodes());
    all.extend(knapsacks());
    all.extend(settled());
    all.extend(lemmas());
    all.extend(isolations());
    all.extend(renderings());
    all.extend(bytes());
    all.extend(super::features::all().into_iter().map(|feature| (feature.name, feature.refused, feature.refusal)));
    let named = all.into_iter().map(|(name, vector, refusal)| {
        let (expect, data) = (Some(path(&refusal)), Some(data(&refusal)));
        (name.to_owned(), Vector { expect, data, ..vector })
    });
    named.collect()
}

type Defect = (&'static str, Vector, Refusal);

fn defect(name: &'static str, certificate: &Certificate, reject: Reject) -> Defect {
    (name, Vector::new(&base(), certificate), Refusal::Reject(reject))
}

fn feasible(options: &[u64], values: &[u128], bounds: &[u128]) -> Certificate {
    let claim = Claim::Feasible { options: options.into(), values: values.into(), bounds: bounds.into() };
    Certificate { claim, ..allocated() }
}

fn unknown(bounds: &[u128], pool: &[Multipliers], proof: &[Node]) -> Certificate {
    let claim = Claim::Unknown { bounds: bounds.into() };
    Certificate {
        claim,
        pool: pool.into(),
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![proof.into(), vec![]],
        ..bounded()
    }
}

fn claims() -> Vec<Defect> {
    let other = MarketHash::new([7; 32]);
    let count = |what, claimed, actual| Reject::Count { what, claimed, actual };
    let value = |level, claimed, actual| Reject::Value { level, claimed, actual };
    let optimal = Claim::Optimal { options: vec![0, 3, 3], values: vec![17, 6] };
    let (x, y) = (TaskIndex::new(0), TaskIndex::new(1));
    let optimal_proofs = vec![vec![Node::Bound(0)], vec![Node::Bound(0)]];
    let uncapped = Certificate {
        claim: Claim::Optimal { options: vec![0, 3, 3], values: vec![18, 6] },
        pool: vec![objective()],
        proofs: optimal_proofs,
        ..allocated()
    };
    let mut swapped = allocated();
    swapped.proofs = vec![vec![], vec![Node::Exhausted(x)]];
    vec![
        defect(
            "market_hash_other",
            &Certificate { market: other, ..bounded() },
            Reject::MarketHash { claimed: other, actual: base().hash() },
        ),
        defect("options_one_missing", &feasible(&[0, 3], &[18, 6], &[0, 0]), count("tasks", 2, 3)),
        defect("options_one_more", &feasible(&[0, 3, 3, 0], &[18, 6], &[0, 0]), count("tasks", 4, 3)),
        defect("values_one_missing", &feasible(&[0, 3, 3], &[18], &[0]), count("objective levels", 1, 2)),
        defect(
            "bounds_one_more",
            &unknown(&[18, 0, 0], &[objective()], &[Node::Bound(0)]),
            count("objective levels", 3, 2),
        ),
        defect(
            "proofs_one_missing",
            &Certificate { proofs: vec![vec![Node::Bound(0)]], ..bounded() },
            count("proofs", 1, 2),
        ),
        defect(
            "proofs_two_of_infeasibility",
            &Certificate {
                claim: Claim::Infeasible,
                pool: vec![],
                lemmas: vec![],
                knapsacks: vec![],
                proofs: vec![vec![], vec![]],
                ..bounded()
            },
            count("proofs", 2, 1),
        ),
        defect(
            "option_beyond_last",
            &feasible(&[3, 3, 3], &[18, 6], &[0, 0]),
            Reject::Option { task: x, option: 3, options: 3 },
        ),
        defect(
            "option_far_beyond_last",
            &feasible(&[0, u64::MAX, 3], &[18, 6], &[0, 0]),
            Reject::Option { task: y, option: u64::MAX, options: 5 },
        ),
        defect("value_too_low", &Certificate { claim: optimal, ..allocated() }, value(0, 17, 18)),
        defect("value_too_high", &feasible(&[0, 3, 3], &[19, 6], &[0, 0]), value(0, 19, 18)),
        defect("value_of_later_level", &feasible(&[0, 3, 3], &[18, 5], &[0, 0]), value(1, 5, 6)),
        // Leaving all tasks out ends at slot 0, and only the cap of 18 nMIC forbids it.
        defect("level_one_without_its_cap", &uncapped, Reject::Node { level: 1, node: 0, fault: NodeFault::Bound(0) }),
        defect(
            "bound_above_every_value",
            &unknown(&[80, 0], &[objective()], &[Node::Bound(0)]),
            Reject::BoundRange { level: 0, claimed: 80 },
        ),
        defect("proof_missing", &unknown(&[18, 0], &[], &[]), Reject::ProofPresence { level: 0 }),
        defect("proof_of_nothing", &swapped, Reject::ProofPresence { level: 1 }),
    ]
}

fn pools() -> Vec<Defect> {
    let pool = |entry, fault| Reject::Pool { entry, fault };
    let split = Node::SplitOffers(TaskIndex::new(0));
    let two = [objective(), row(0)];
    vec![
        defect("pool_row_of_later_level", &unknown(&[18, 0], &[row(8)], &[Node::Bound(0)]), pool(0, PoolFault::Row(8))),
        defect(
            "pool_row_beyond_every_row",
            &unknown(&[18, 0], &[row(u64::MAX - 1)], &[Node::Bound(0)]),
            pool(0, PoolFault::Row(u64::MAX - 1)),
        ),
        defect(
            "pool_entry_repeated",
            &unknown(&[18, 0], &[objective(), objective()], &[split.clone(), Node::Bound(0), Node::Bound(1)]),
            pool(1, PoolFault::Repeated),
        ),
        defect("pool_entry_unused", &unknown(&[18, 0], &two, &[Node::Bound(0)]), pool(1, PoolFault::Order)),
        defect(
            "pool_entry_used_too_early",
            &unknown(&[18, 0], &[row(0), objective()], &[split, Node::Bound(1), Node::Bound(1)]),
            pool(1, PoolFault::Order),
        ),
        defect("pool_entry_missing", &unknown(&[18, 0], &[], &[Node::Bound(0)]), pool(0, PoolFault::Order)),
    ]
}

fn nodes() -> Vec<Defect> {
    let node = |node, fault| Reject::Node { level: 0, node, fault };
    let (x, y, none) = (TaskIndex::new(0), TaskIndex::new(1), TaskIndex::new(3));
    let (split, bound, one) = (Node::SplitOffers(x), Node::Bound(0), [objective()]);
    let at = |task, cuts: &[u64]| Node::SplitAt(task, cuts.into());
    let tree = |nodes: &[Node]| unknown(&[18, 0], &one, nodes);
    let with = |pool: &[Multipliers], nodes: &[Node]| unknown(&[18, 0], pool, nodes);
    let overload = Node::Overload(0);
    // A row counts only the tasks split on the way: here y, whose run on big takes 2 of 4.
    let early = [Node::SplitOffers(y), overload.clone(), bound.clone(), bound.clone()];
    // Whenever y runs on small, it takes all of small's capacity in slot 1, and no more.
    let full = [Node::SplitOffers(y), bound.clone(), Node::Overload(4), bound.clone()];
    let infeasible = Certificate { claim: Claim::Infeasible, proofs: vec![vec![bound.clone()]], ..bounded() };
    // Reduced by its objective, x stays on big for less than 18 + 27; the reduction may then not be written again.
    let twice = unknown(&[45, 0], &one, &[Node::Reduce(0), Node::Reduce(0), bound.clone()]);
    vec![
        defect("node_child_dropped", &tree(&[split.clone(), bound.clone()]), node(2, NodeFault::Unfinished)),
        defect(
            "node_last_child_open",
            &tree(&[split.clone(), bound.clone(), split.clone()]),
            node(2, NodeFault::Split),
        ),
        defect("node_after_the_end", &tree(&[bound.clone(), bound.clone()]), node(1, NodeFault::Surplus)),
        defect(
            "node_infeasibility_without_steps",
            &Certificate {
                claim: Claim::Infeasible,
                pool: vec![],
                lemmas: vec![],
                knapsacks: vec![],
                proofs: vec![vec![]],
                ..bounded()
            },
            node(0, NodeFault::Unfinished),
        ),
        defect(
            "node_bound_one_too_high",
            &unknown(&[19, 0], &one, std::slice::from_ref(&bound)),
            node(0, NodeFault::Bound(0)),
        ),
        defect("node_weak_multiplier", &with(&[row(0)], std::slice::from_ref(&bound)), node(0, NodeFault::Bound(0))),
        defect("node_infeasibility_by_costs", &infeasible, node(0, NodeFault::Weight(0))),
        defect("node_split_of_no_task", &tree(&[Node::SplitOffers(none), bound.clone()]), node(0, NodeFault::Task)),
        defect("node_cuts_of_no_task", &tree(&[at(none, &[1]), bound.clone()]), node(0, NodeFault::Task)),
        defect("node_exhausted_no_task", &with(&[], &[Node::Exhausted(none)]), node(0, NodeFault::Task)),
        defect(
            "node_split_of_one_offer",
            &tree(&[split.clone(), split.clone(), bound.clone()]),
            node(1, NodeFault::Split),
        ),
        defect(
            "node_cut_at_the_end",
            &tree(&[at(x, &[3]), bound.clone(), bound.clone()]),
            node(0, NodeFault::EmptyPart),
        ),
        defect(
            "node_cut_at_the_start",
            &tree(&[at(x, &[0]), bound.clone(), bound.clone()]),
            node(0, NodeFault::EmptyPart),
        ),
        defect(
            "node_cut_in_another_part",
            &tree(&[at(y, &[3]), at(y, &[3]), bound.clone()]),
            node(1, NodeFault::EmptyPart),
        ),
        defect("node_cuts_of_a_split_by_offers", &tree(&[at(y, &[2, 4]), bound.clone()]), node(0, NodeFault::Cuts)),
        defect("node_row_of_later_level", &with(&[], &[Node::Overload(8)]), node(0, NodeFault::Row)),
        defect("node_row_beyond_every_row", &with(&[], &[Node::Overload(u64::MAX)]), node(0, NodeFault::Row)),
        defect("node_row_not_overloaded", &with(&[], &[overload]), node(0, NodeFault::Overload)),
        defect("node_row_of_tasks_not_split", &tree(&early), node(1, NodeFault::Overload)),
        defect("node_row_exactly_full", &tree(&full), node(2, NodeFault::Overload)),
        defect("node_not_exhausted", &with(&[], &[Node::Exhausted(x)]), node(0, NodeFault::NotExhausted)),
        defect(
            "node_reduction_of_closed_node",
            &tree(&[Node::Reduce(0), bound.clone()]),
            node(0, NodeFault::Reduce(0)),
        ),
        defect("node_reduction_of_nothing", &with(&[row(0)], &[Node::Reduce(0), bound]), node(0, NodeFault::Reduce(0))),
        defect("node_reduction_repeated", &twice, node(1, NodeFault::Reduce(0))),
    ]
}

fn knapsacks() -> Vec<Defect> {
    let entry = |entry, fault| Reject::Knapsacks { entry, fault };
    let node = |fault| Reject::Node { level: 0, node: 0, fault };
    let least = [(0, 12), (1, 4), (2, 2)];
    let good = packing(&least, &[0, 3]);
    let leaf = [Node::Knapsack(0)];
    let of = |knapsacks: &[Knapsacks]| unknown_packed(&[18, 0], knapsacks, &leaf);
    let of_30 = |kept: &[u64]| unknown_packed(&[30, 0], &[packing(&[(0, 24), (1, 4), (2, 2)], kept)], &leaf);
    let later = Knapsacks { multipliers: row(8), ..good.clone() };
    let infeasible = Certificate { claim: Claim::Infeasible, proofs: vec![leaf.to_vec()], ..packed() };
    let split = [Node::SplitOffers(TaskIndex::new(0)), Node::Knapsack(0), Node::Knapsack(1)];
    let prior = features::prior_alone();
    let full = Certificate {
        market: prior.hash(),
        claim: Claim::Infeasible,
        pool: vec![],
        lemmas: vec![],
        knapsacks: vec![Knapsacks { multipliers: Multipliers { rows: vec![], ..row(0) }, ..packing(&[(0, 1)], &[0]) }],
        proofs: vec![leaf.to_vec()],
    };
    vec![
        defect(
            "knapsack_bound_one_too_high",
            &unknown_packed(&[19, 0], std::slice::from_ref(&good), &leaf),
            node(NodeFault::Knapsack(0)),
        ),
        // Twice the multiplier on x gains as much as it adds, in row 1, in which every run of x counts, or in no row.
        defect("knapsack_packed_gain_forgotten", &of_30(&[1]), node(NodeFault::Knapsack(0))),
        defect("knapsack_free_gain_forgotten", &of_30(&[]), node(NodeFault::Knapsack(0))),
        defect("knapsack_infeasibility_by_costs", &infeasible, node(NodeFault::Weight(0))),
        defect("knapsack_row_of_later_level", &of(&[later]), entry(0, PoolFault::Row(8))),
        defect(
            "knapsack_of_no_task",
            &of(&[packing(&[(0, 12), (1, 4), (3, 2)], &[0, 3])]),
            entry(0, PoolFault::Task(3)),
        ),
        defect("knapsack_keeps_a_dependency", &of(&[packing(&least, &[0, 7])]), entry(0, PoolFault::Kept(7))),
        defect("knapsack_keeps_a_cap", &of(&[packing(&least, &[0, 8])]), entry(0, PoolFault::Kept(8))),
        ("knapsack_keeps_a_negative_bound", Vector::new(&prior, &full), Refusal::Reject(entry(0, PoolFault::Kept(0)))),
        defect("knapsack_rows_overlap", &of(&[packing(&least, &[0, 1])]), entry(0, PoolFault::Overlap(0))),
        defect(
            "knapsack_entry_repeated",
            &unknown_packed(&[18, 0], &[good.clone(), good.clone()], &split),
            entry(1, PoolFault::Repeated),
        ),
        defect("knapsack_entry_unused", &of(&[good.clone(), packing(&least, &[])]), entry(1, PoolFault::Order)),
        defect(
            "knapsack_entry_used_too_early",
            &unknown_packed(
                &[18, 0],
                &[good.clone(), packing(&least, &[])],
                &[split[0].clone(), Node::Knapsack(1), Node::Knapsack(0)],
            ),
            entry(1, PoolFault::Order),
        ),
        defect("knapsack_entry_missing", &of(&[]), entry(0, PoolFault::Order)),
    ]
}

/// The entry of [`packed`] with other task multipliers.
fn shares(x: u128, y: u128, z: u128, kept: &[u64]) -> Knapsacks {
    packing(&[(0, x), (1, y), (2, z)], kept)
}

/// y is given each of its options on small, and the others, with one entry. In slot 1 it then takes all that small has.
fn small_in_parts(bound: u128, entry: Knapsacks, last: &[Node]) -> Certificate {
    let y = Node::SplitAt(TaskIndex::new(1), [2, 3, 4].into());
    Certificate {
        knapsacks: vec![entry],
        ..unknown(&[bound, 0], &[objective()], &[&[y, Node::Bound(0)], last].concat())
    }
}

/// Closed by what settled tasks do: y and z both on small in slot 1, and the costs of y and z without multipliers.
pub fn settled_sound() -> Vec<Certificate> {
    let z = Node::SplitAt(TaskIndex::new(2), [4, 5].into());
    let entry =
        Knapsacks { multipliers: Multipliers { rows: vec![], ..row(0) }, tasks: vec![], kept: vec![RowIndex(4)] };
    let (knapsack, bound) = (Node::Knapsack(0), Node::Bound(0));
    let full = [z, bound.clone(), knapsack, bound.clone(), bound.clone(), bound];
    let reduced = [Node::KnapsackReduce(0), Node::Knapsack(1)];
    vec![
        small_in_parts(18, entry, &full),
        // One short of 18, but not if a task is left out, which then counts what that costs.
        unknown_packed(&[18, 0], &[shares(12, 4, 1, &[0, 3]), shares(12, 4, 2, &[])], &reduced),
        // y gains 6 on small and 2 on big, together too much; with either alone, or left out, it does not: y loses all its options.
        unknown_packed(&[18, 0], &[shares(12, 10, 2, &[1, 4])], &reduced[..1]),
    ]
}

fn settled() -> Vec<Defect> {
    let node = |node, fault| Reject::Node { level: 0, node, fault };
    let reduce = Node::KnapsackReduce(0);
    let of = |bound, entry: Knapsacks, proof: &[Node]| unknown_packed(&[bound, 0], &[entry], proof);
    // Without weight nothing counts but what settled tasks use: y alone does not exceed the row.
    let entry =
        Knapsacks { multipliers: Multipliers { rows: vec![], ..row(0) }, tasks: vec![], kept: vec![RowIndex(4)] };
    let least = shares(12, 4, 2, &[0, 3]);
    let twice = [reduce.clone(), reduce.clone()];
    vec![
        defect(
            "knapsack_settled_exactly_full",
            &small_in_parts(18, entry, &[Node::Knapsack(0)]),
            node(2, NodeFault::Knapsack(0)),
        ),
        // Both options of x on big use row 1, but neither is sure: x keeps its multiplier.
        defect(
            "knapsack_one_group_of_two_options",
            &of(30, shares(24, 4, 2, &[1]), &[Node::SplitOffers(TaskIndex::new(0)), Node::Knapsack(0)]),
            node(1, NodeFault::Knapsack(0)),
        ),
        defect(
            "knapsack_reduction_of_closed_node",
            &of(18, least.clone(), std::slice::from_ref(&reduce)),
            node(0, NodeFault::KnapsackReduce(0)),
        ),
        defect(
            "knapsack_reduction_of_nothing",
            &Certificate {
                knapsacks: vec![Knapsacks { multipliers: row(7), tasks: vec![], kept: vec![] }],
                ..unknown(&[18, 0], &[objective()], &[reduce.clone(), Node::Bound(0)])
            },
            node(0, NodeFault::KnapsackReduce(0)),
        ),
        defect("knapsack_reduction_repeated", &of(45, least.clone(), &twice), node(1, NodeFault::KnapsackReduce(0))),
        defect("knapsack_reduction_without_child", &of(45, least, &[reduce]), node(1, NodeFault::Unfinished)),
    ]
}

/// x and y do not both fit on big, whenever they start there.
fn together() -> Lemma {
    Lemma {
        multipliers: Multipliers { objective: ObjectiveWeight::PowerOfTwo(0), rows: vec![(RowIndex(1), 1)] },
        tasks: vec![(TaskIndex::new(0), vec![(0, 1), (1, 1)]), (TaskIndex::new(1), vec![(0, 1), (1, 1)])],
        bound: 1,
    }
}

/// As [`bounded`], by 16 times the objective and every lemma once.
pub fn derived(lemmas: &[Lemma]) -> Certificate {
    let rows = (10..).zip(lemmas).map(|(row, _)| (RowIndex(row), 1)).collect();
    let entry = Multipliers { objective: ObjectiveWeight::PowerOfTwo(4), rows };
    Certificate { lemmas: lemmas.into(), ..unknown(&[18, 0], &[entry], &[Node::Bound(0)]) }
}

/// [`derived`] from a lemma by search, one by rounding, and one that follows from the other two.
pub fn derived_sound() -> Vec<Certificate> {
    let rounded = Lemma {
        multipliers: Multipliers { objective: ObjectiveWeight::PowerOfTwo(2), ..together().multipliers },
        ..together()
    };
    let third = Lemma {
        multipliers: Multipliers { rows: vec![(RowIndex(10), 1), (RowIndex(11), 1)], ..together().multipliers },
        tasks: vec![(TaskIndex::new(1), vec![(1, 1)]), (TaskIndex::new(0), vec![(0, 1), (1, 1)])],
        bound: 1,
    };
    let overloaded = [
        Node::SplitOffers(TaskIndex::new(0)),
        Node::SplitOffers(TaskIndex::new(1)),
        Node::Overload(10),
        Node::Bound(0),
        Node::Bound(0),
        Node::Bound(0),
    ];
    vec![
        derived(&[together()]),
        derived(std::slice::from_ref(&rounded)),
        derived(&[together(), rounded, third]),
        Certificate { lemmas: vec![together()], ..unknown(&[18, 0], &[objective()], &overloaded) },
    ]
}

fn lemmas() -> Vec<Defect> {
    let lemma = |lemma, fault| Reject::Lemma { lemma, fault };
    let node = |node, fault| Reject::Node { level: 0, node, fault };
    let (x, y) = (TaskIndex::new(0), TaskIndex::new(1));
    let by = |rows: &[u64]| Lemma {
        multipliers: Multipliers {
            rows: rows.iter().map(|&row| (RowIndex(row), 1)).collect(),
            ..together().multipliers
        },
        ..together()
    };
    let of = |tasks: &[(TaskIndex, &[(u64, u64)])]| Lemma {
        tasks: tasks.iter().map(|&(task, options)| (task, options.to_vec())).collect(),
        ..together()
    };
    let bound = |bound| Lemma { bound, ..together() };
    let first = |name, broken: Lemma, fault| defect(name, &derived(&[broken]), lemma(0, fault));
    let prior = features::prior_alone();
    let negative = Certificate {
        market: prior.hash(),
        claim: Claim::Infeasible,
        pool: vec![Multipliers { rows: vec![(RowIndex(0), 1)], ..row(0) }],
        lemmas: vec![Lemma { tasks: vec![(x, vec![(0, 1)])], ..by(&[0]) }],
        knapsacks: vec![],
        proofs: vec![vec![Node::Bound(0)]],
    };
    let unused = Certificate { lemmas: vec![together(), bound(2)], ..derived(&[together()]) };
    let only_earlier =
        Certificate { lemmas: vec![together(), Lemma { bound: 2, ..by(&[10]) }], ..derived(&[together()]) };
    let beyond = Certificate { lemmas: vec![together()], ..derived(&[together(), bound(2)]) };
    let overload = |row| Certificate { lemmas: vec![together()], ..unknown(&[18, 0], &[], &[Node::Overload(row)]) };
    let kept = Certificate {
        lemmas: vec![together()],
        ..unknown_packed(
            &[18, 0],
            &[Knapsacks { multipliers: row(10), ..shares(12, 4, 2, &[10]) }],
            &[Node::Knapsack(0)],
        )
    };
    let beside = |row| Certificate {
        proofs: vec![vec![Node::SplitOffers(x), Node::Bound(0), Node::Overload(row)], vec![]],
        ..derived(&[together()])
    };
    // x on big alone is within the lemma.
    let single = [Node::SplitOffers(x), Node::Overload(10)];
    vec![
        first("lemma_bound_one_too_small", bound(0), LemmaFault::Search),
        first("lemma_row_dropped", by(&[]), LemmaFault::Search),
        first("lemma_of_another_row", by(&[3]), LemmaFault::Search),
        first("lemma_coefficient_too_large", of(&[(x, &[(0, 1), (1, 2)]), (y, &[(0, 1)])]), LemmaFault::Search),
        // On small y leaves x all of big.
        first("lemma_option_too_many", of(&[(x, &[(0, 1)]), (y, &[(0, 1), (2, 1)])]), LemmaFault::Search),
        first("lemma_follows_from_itself", by(&[1, 10]), LemmaFault::Row(10)),
        defect("lemma_follows_from_a_later_one", &derived(&[by(&[11]), together()]), lemma(0, LemmaFault::Row(11))),
        first("lemma_follows_from_a_cap", by(&[8]), LemmaFault::Row(8)),
        first("lemma_row_beyond_every_row", by(&[u64::MAX]), LemmaFault::Row(u64::MAX)),
        (
            "lemma_of_a_negative_bound",
            Vector::new(&prior, &negative),
            Refusal::Reject(lemma(0, LemmaFault::Negative(0))),
        ),
        first("lemma_of_no_task", of(&[(TaskIndex::new(3), &[(0, 1)])]), LemmaFault::Task(3)),
        first("lemma_task_repeated", of(&[(x, &[(0, 1)]), (y, &[(0, 1)]), (x, &[(1, 1)])]), LemmaFault::Task(0)),
        first("lemma_of_no_option", of(&[(x, &[(0, 1), (3, 1)])]), LemmaFault::Option { task: 0, option: 3 }),
        defect("lemma_repeated", &derived(&[together(), together()]), lemma(1, LemmaFault::Repeated)),
        defect("lemma_unused", &unused, lemma(1, LemmaFault::Unused)),
        defect("lemma_unused_though_it_uses_another", &only_earlier, lemma(1, LemmaFault::Unused)),
        defect("pool_row_beyond_every_lemma", &beyond, Reject::Pool { entry: 0, fault: PoolFault::Row(11) }),
        defect("knapsack_keeps_a_lemma", &kept, Reject::Knapsacks { entry: 0, fault: PoolFault::Kept(10) }),
        defect("node_lemma_not_overloaded", &overload(10), node(0, NodeFault::Overload)),
        defect(
            "node_lemma_of_one_task",
            &Certificate { lemmas: vec![together()], ..unknown(&[18, 0], &[], &single) },
            node(1, NodeFault::Overload),
        ),
        defect("node_row_between_caps_and_lemmas", &beside(9), node(2, NodeFault::Row)),
        defect("node_row_beyond_every_lemma", &beside(11), node(2, NodeFault::Row)),
    ]
}

/// y on small or elsewhere; elsewhere it is a split by offers.
pub fn isolated() -> Certificate {
    let (y, bound) = (TaskIndex::new(1), Node::Bound(0));
    let nodes = [Node::Isolate(y, 2), bound.clone(), Node::SplitOffers(y), bound.clone(), bound];
    unknown(&[18, 0], &[objective()], &nodes)
}

fn isolations() -> Vec<Defect> {
    let node = |node, fault| Reject::Node { level: 0, node, fault };
    let tree = |nodes: &[Node]| unknown(&[18, 0], &[objective()], nodes);
    let (x, y, none) = (TaskIndex::new(0), TaskIndex::new(1), TaskIndex::new(3));
    let (isolate, bound) = (Node::Isolate(y, 2), Node::Bound(0));
    vec![
        defect(
            "node_isolate_of_two_groups",
            &tree(&[Node::Isolate(x, 0), bound.clone(), bound.clone()]),
            node(0, NodeFault::Isolate(0)),
        ),
        defect(
            "node_isolate_the_only_group",
            &tree(&[isolate.clone(), isolate.clone(), bound.clone()]),
            node(1, NodeFault::Isolate(2)),
        ),
        defect(
            "node_isolate_what_is_removed",
            &tree(&[isolate.clone(), bound.clone(), isolate.clone(), bound.clone()]),
            node(2, NodeFault::Isolate(2)),
        ),
        defect(
            "node_isolate_within_a_group",
            &tree(&[Node::Isolate(y, 3), bound.clone(), bound.clone()]),
            node(0, NodeFault::Isolate(3)),
        ),
        defect(
            "node_isolate_no_option",
            &tree(&[Node::Isolate(y, 5), bound.clone(), bound.clone()]),
            node(0, NodeFault::Isolate(5)),
        ),
        defect(
            "node_isolate_no_task",
            &tree(&[Node::Isolate(none, 0), bound.clone(), bound.clone()]),
            node(0, NodeFault::Task),
        ),
        defect("node_isolate_without_second_child", &tree(&[isolate, bound]), node(2, NodeFault::Unfinished)),
    ]
}

fn renderings() -> Vec<Defect> {
    let market = base();
    let good = Vector::new(&market, &allocated());
    let edit = |name, field, from: &str, to: &str| {
        assert!(good.allocation.contains(from), "{name}");
        let allocation = good.allocation.replacen(from, to, 1);
        (name, Vector { allocation, ..good.clone() }, Refusal::Reject(Reject::Rendering { field }))
    };
    let x = r#"{"task": "x", "offer": "big", "slot": 0, "price": 12},"#;
    let y = r#"{"task": "y", "offer": "small", "slot": 1, "price": 4},"#;
    let hash = market.hash().to_string();
    let other = MarketHash::new([7; 32]).to_string();
    vec![
        edit("rendering_hash", "market_sha256", &hash, &other),
        edit("rendering_status", "status", "feasible", "optimal"),
        edit("rendering_objective", "objective", "\"18\", \"6\"", "\"17\", \"6\""),
        edit("rendering_objective_null", "objective", "[\"18\", \"6\"]", "null"),
        edit("rendering_bound", "bound", "\"0\", \"0\"", "\"18\", \"0\""),
        edit("rendering_assigned_twice", "assignments", x, &format!("{x}{}", x.replace("big", "small"))),
        edit("rendering_other_offer", "assignments", x, &x.replace("big", "small")),
        edit("rendering_other_slot", "assignments", x, &x.replace("\"slot\": 0", "\"slot\": 1")),
        edit("rendering_other_price", "assignments", x, &x.replace("12", "11")),
        edit("rendering_other_order", "assignments", &format!("{x}\n    {y}"), &format!("{y}{x}")),
        edit("rendering_assignment_missing", "assignments", x, ""),
        edit("rendering_unassigned", "unassigned", "\"unassigned\": []", "\"unassigned\": [\"x\"]"),
    ]
}

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

fn bytes() -> Vec<Defect> {
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

/// The optimum of the base market, proved in every style; its second level needs the cap on the first.
fn optima() -> Vec<Certificate> {
    let claim = Claim::Optimal { options: vec![0, 3, 3], values: vec![18, 6] };
    Style::all().filter_map(|style| prove(&base(), claim.clone(), style)).collect()
}

/// Two tasks and room for one: 30 nMIC, and the relaxation says 25. As every value is 20 more or less a multiple of 10, that is enough.
fn coarse() -> Vector {
    let file = r#"{"version":1,"resources":[{"name":"cpu","unit":"core"}],"payers":[{"id":"a"}],
        "offers":[{"id":"o","capacity":{"cpu":1},"price_fixed":10}],
        "tasks":[{"id":"x","payer":"a","demand":{"cpu":1},"penalty":20},{"id":"y","payer":"a","demand":{"cpu":1},"penalty":20}]}"#;
    let market = Market::from_json(file).expect("a valid market");
    let certificate = Certificate {
        market: market.hash(),
        claim: Claim::Optimal { options: vec![0, 1], values: vec![30] },
        pool: vec![Multipliers { rows: vec![(RowIndex(0), 5)], ..objective() }],
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![vec![Node::Bound(0)]],
    };
    Vector::new(&market, &certificate)
}

/// The vectors that hold before something is broken in them, to show that the defects are the only ones.
pub fn sound() -> Vec<Vector> {
    let mut sound: Vec<Vector> =
        [bounded(), packed(), allocated()].iter().map(|good| Vector::new(&base(), good)).collect();
    sound.push(coarse());
    let more = [settled_sound(), derived_sound(), vec![isolated()]].concat();
    sound.extend(more.iter().map(|good| Vector::new(&base(), good)));
    sound.extend(optima().iter().map(|good| Vector::new(&base(), good)));
    sound.extend(features::all().into_iter().flat_map(|feature| [feature.relaxed, feature.kept]).flatten());
    sound
}
