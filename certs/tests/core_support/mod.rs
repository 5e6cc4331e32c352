//! Random certificates of small markets: a branching prover that draws multipliers, steps and branches at random, and the claims to prove.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]

#[path = "../vectors_support/lemmas.rs"]
pub(crate) mod lemmas;

use apportion_certs::program::{Choice, Lemma, LevelCosts, Multipliers, ObjectiveWeight, Program, RowIndex};
use apportion_certs::{Allocation, Certificate, Claim, Node, check};
use apportion_lattice::testing::oracle;
use apportion_lattice::{Market, OfferIndex, TaskIndex};
use std::collections::BTreeSet;
use std::ops::Range;

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    pub(crate) fn one_in(&mut self, odds: usize) -> bool {
        self.below(odds) == 0
    }
}

/// A claim about a market drawn at random among the true ones: optimal, feasible with weaker bounds or values, unknown, infeasible.
pub(crate) fn claim(market: &Market, random: &mut Random) -> Option<Claim> {
    let program = Program::new(market);
    let Some(best) = oracle::optimum(market).ok()? else { return Some(Claim::Infeasible) };
    let option = |(task, assigned): (TaskIndex, &Option<(OfferIndex, u32)>)| match *assigned {
        Some((offer, start)) => program.option(task, offer, start).unwrap(),
        None => program.assigned_options(task),
    };
    let options =
        |assignment: &[Option<(OfferIndex, u32)>]| program.tasks().zip(assignment).map(option).collect::<Vec<_>>();
    let weaker = |bound: u128, random: &mut Random| match random.below(3) {
        0 => bound,
        1 => bound - bound.min(random.below(4) as u128),
        _ => bound / (1 + random.below(3) as u128),
    };
    match random.below(4) {
        0 | 1 => Some(Claim::Optimal { options: options(&best.assignment), values: best.value }),
        2 => {
            let nobody = vec![None; market.tasks().len()];
            let given = if oracle::feasible(market, &nobody).is_ok() { nobody } else { best.assignment };
            let values = oracle::value(market, &given);
            let minima = oracle::level_minima(market, &values).ok()?;
            let bounds: Vec<u128> = minima.into_iter().map(|least| weaker(least.unwrap(), random)).collect();
            let options = options(&given);
            Some(if bounds == values {
                Claim::Optimal { options, values }
            } else {
                Claim::Feasible { options, values, bounds }
            })
        }
        _ => {
            let mut bounds = vec![0; best.value.len()];
            bounds[0] = weaker(best.value[0], random);
            Some(Claim::Unknown { bounds })
        }
    }
}

/// Proves a claim that is true; `None` if the proof would take too many steps.
pub(crate) fn prove(market: &Market, claim: Claim, random: &mut Random) -> Option<Certificate> {
    let program = Program::new(market);
    let costs: Vec<LevelCosts> = (0..market.levels().len()).map(|level| LevelCosts::new(&program, level)).collect();
    let mut pool = Vec::new();
    let derived = if random.one_in(2) { lemmas::draw(&program, &mut |below| random.below(below)) } else { Vec::new() };
    let values = claim.values().unwrap_or_default().to_vec();
    let levels: Vec<Option<u128>> = match claim.bounds() {
        None => vec![None],
        Some(bounds) => bounds.iter().map(|&bound| Some(bound)).collect(),
    };
    let mut proofs = Vec::new();
    for (level, bound) in levels.into_iter().enumerate() {
        if bound == Some(0) {
            proofs.push(Vec::new());
            continue;
        }
        let caps = if bound.is_some() { &values[..level] } else { &[] };
        let prover = Prover::new(&program, &costs[..=level], caps, &derived, bound, random);
        let mut nodes = Vec::new();
        let root = prover.root();
        if !prover.close(root, random, &mut pool, &mut nodes) {
            return None;
        }
        proofs.push(nodes);
    }
    let mut certificate =
        Certificate { market: market.hash(), claim, pool, lemmas: derived, knapsacks: Vec::new(), proofs };
    lemmas::prune(&program, &mut certificate);
    Some(certificate)
}

/// A random accepted certificate of a market.
pub(crate) fn certificate(market: &Market, seed: u64) -> Option<Certificate> {
    let mut random = Random(seed);
    let claim = claim(market, &mut random)?;
    let certificate = prove(market, claim, &mut random)?;
    let allocation = Allocation::render(market, &certificate);
    check(market, &allocation, &certificate).unwrap_or_else(|error| panic!("{error}: {certificate:?}"));
    Some(certificate)
}

const NODES_MAX: usize = 4000;

struct Combination {
    entry: Multipliers,
    /// By task and option.
    coefficients: Vec<Vec<i128>>,
    /// The node is closed if the least coefficients add up to more than this.
    needed: i128,
}

struct Prover {
    /// By task and option, which options go together.
    groups: Vec<Vec<Option<usize>>>,
    /// Single rows: enough to close every node in which each task has one option.
    single: Vec<Combination>,
    /// Anything else.
    mixed: Vec<Combination>,
}

#[derive(Clone)]
struct Open {
    left: Vec<Vec<u64>>,
    range: Vec<Range<u64>>,
    split: BTreeSet<usize>,
}

impl Prover {
    fn new(
        program: &Program<'_>,
        costs: &[LevelCosts],
        caps: &[u128],
        derived: &[Lemma],
        bound: Option<u128>,
        random: &mut Random,
    ) -> Self {
        let choices: Vec<Vec<Choice>> = program
            .tasks()
            .map(|task| (0..program.option_count(task)).map(|option| program.choice(task, option).unwrap()).collect())
            .collect();
        // The coefficient of an option in a row, cap or lemma, and the bounds of those.
        let coefficient = |row: RowIndex, task: TaskIndex, option: u64| -> i128 {
            match row.0.checked_sub(program.row_count()) {
                Some(cap) if program.lemma_of(row).is_none() => {
                    costs[cap as usize].cost(task, choices[task.usize()][option as usize]) as i128
                }
                _ => lemmas::coefficient(program, derived, row, task, option).into(),
            }
        };
        let right = |row: RowIndex| match row.0.checked_sub(program.row_count()) {
            Some(cap) if program.lemma_of(row).is_none() => caps[cap as usize] as i128,
            _ => lemmas::bound(program, derived, row),
        };
        let rows = (0..program.row_count() + caps.len() as u64).map(RowIndex);
        let rows: Vec<RowIndex> = rows.chain((0..derived.len() as u32).map(|lemma| program.lemma_row(lemma))).collect();
        let every = |weight: u64, multipliers: &[(RowIndex, u128)]| -> Vec<Vec<i128>> {
            let of_option = |task: TaskIndex, option: u64| -> i128 {
                let cost = costs.last().unwrap().cost(task, choices[task.usize()][option as usize]);
                let rows = multipliers.iter().map(|&(row, mu)| mu as i128 * coefficient(row, task, option));
                weight as i128 * cost as i128 + rows.sum::<i128>()
            };
            let options = |task| (0..program.option_count(task)).map(move |option| (task, option));
            program.tasks().map(|task| options(task).map(|(task, option)| of_option(task, option)).collect()).collect()
        };
        let combination = |exponent: Option<u8>, multipliers: Vec<(RowIndex, u128)>| {
            let weight = exponent.map_or(0, |exponent| 1u64 << exponent);
            let mut needed =
                bound.map_or(0, |bound| weight as i128 * costs.last().unwrap().granularity.largest_below(bound));
            needed += multipliers.iter().map(|&(row, mu)| mu as i128 * right(row)).sum::<i128>();
            let coefficients = every(weight, &multipliers);
            let objective = exponent.map_or(ObjectiveWeight::Zero, ObjectiveWeight::PowerOfTwo);
            Combination { entry: Multipliers { objective, rows: multipliers }, coefficients, needed }
        };
        let mut single: Vec<Combination> = rows.iter().map(|&row| combination(None, vec![(row, 1)])).collect();
        if bound.is_some() {
            single.push(combination(Some(0), vec![]));
        }
        let mut mixed = Vec::new();
        for _ in 0..random.below(12) {
            let kept = 1 + random.below(4);
            let scale = random.below(8);
            let mut multipliers = Vec::new();
            for &row in &rows {
                if random.one_in(kept) {
                    multipliers.push((row, 1 + random.below(1 << scale) as u128));
                }
            }
            let exponent = (bound.is_some() && !random.one_in(4)).then(|| random.below(7) as u8);
            mixed.push(combination(exponent, multipliers));
        }
        // Lemmas are worth trying first.
        let first = single.len() - usize::from(bound.is_some()) - derived.len();
        single[..].rotate_left(first);
        let group = |choice: &Choice| match choice {
            Choice::Assigned { pair, .. } => Some(*pair),
            Choice::Unassigned => None,
        };
        let groups = choices.iter().map(|all| all.iter().map(group).collect()).collect();
        Self { groups, single, mixed }
    }

    fn root(&self) -> Open {
        let range: Vec<Range<u64>> = self.groups.iter().map(|options| 0..options.len() as u64).collect();
        Open { left: range.iter().cloned().map(Iterator::collect).collect(), range, split: BTreeSet::new() }
    }

    /// Writes the steps that close a node; whether it could.
    fn close(&self, open: Open, random: &mut Random, pool: &mut Vec<Multipliers>, nodes: &mut Vec<Node>) -> bool {
        if nodes.len() > NODES_MAX {
            return false;
        }
        if let Some(task) = self.groups.iter().position(Vec::is_empty) {
            nodes.push(Node::Exhausted(TaskIndex::new(task as u32)));
            return true;
        }
        if random.one_in(2)
            && let Some(row) = self.overloaded(&open)
        {
            nodes.push(Node::Overload(row));
            return true;
        }
        let closing: Vec<&Combination> =
            self.all().filter(|combination| combination.sum(&open) > combination.needed).collect();
        if !closing.is_empty() {
            let entry = &closing[random.below(closing.len())].entry;
            nodes.push(Node::Bound(number(pool, entry)));
            return true;
        }
        if random.one_in(2) {
            let reducing: Vec<(&Combination, Vec<Vec<u64>>)> =
                self.all().filter_map(|combination| self.reduced(combination, &open)).collect();
            if !reducing.is_empty() {
                let (combination, left) = &reducing[random.below(reducing.len())];
                nodes.push(Node::Reduce(number(pool, &combination.entry)));
                return self.close(Open { left: left.clone(), ..open }, random, pool, nodes);
            }
        }
        let undecided: Vec<usize> = (0..open.left.len()).filter(|&task| open.left[task].len() > 1).collect();
        if undecided.is_empty() {
            return false;
        }
        let task = undecided[random.below(undecided.len())];
        let (node, children) = self.isolated(&open, task, random).unwrap_or_else(|| {
            let (node, parts) = self.split(&open, task, random);
            let child = |part: Range<u64>| {
                let mut child = open.clone();
                child.left[task].retain(|option| part.contains(option));
                child.range[task] = part;
                child
            };
            (node, parts.into_iter().map(child).collect())
        });
        nodes.push(node);
        children.into_iter().all(|mut child| {
            child.split.insert(task);
            self.close(child, random, pool, nodes)
        })
    }

    /// Any of at least three groups of a task, and the two nodes that isolating it gives.
    fn isolated(&self, open: &Open, task: usize, random: &mut Random) -> Option<(Node, Vec<Open>)> {
        let mut firsts = open.left[task].clone();
        firsts.dedup_by_key(|option| self.groups[task][*option as usize]);
        if firsts.len() < 3 || random.one_in(3) {
            return None;
        }
        let option = firsts[random.below(firsts.len())];
        let same = |other: u64| self.groups[task][other as usize] == self.groups[task][option as usize];
        let (mut with, mut without) = (open.clone(), open.clone());
        with.left[task].retain(|&other| same(other));
        let within: Vec<u64> = open.range[task].clone().filter(|&other| same(other)).collect();
        with.range[task] = within[0]..within[within.len() - 1] + 1;
        without.left[task].retain(|&other| !same(other));
        Some((Node::Isolate(TaskIndex::new(task as u32), option), vec![with, without]))
    }

    fn all(&self) -> impl Iterator<Item = &Combination> {
        self.mixed.iter().chain(&self.single)
    }

    fn overloaded(&self, open: &Open) -> Option<u64> {
        let rows = self.single.iter().filter(|combination| combination.entry.objective == ObjectiveWeight::Zero);
        let mut over =
            rows.filter(|row| open.split.iter().map(|&task| row.least(open, task)).sum::<i128>() > row.needed);
        over.next().map(|row| row.entry.rows[0].0.0)
    }

    fn reduced<'a>(&self, combination: &'a Combination, open: &Open) -> Option<(&'a Combination, Vec<Vec<u64>>)> {
        let sum = combination.sum(open);
        let kept = |(task, left): (usize, &Vec<u64>)| -> Vec<u64> {
            let cost = |option: u64| combination.coefficients[task][option as usize];
            let group = |option: u64| self.groups[task][option as usize];
            let others = sum - combination.least(open, task);
            let least = |of: u64| {
                left.iter().filter(|&&option| group(option) == group(of)).map(|&option| cost(option)).min().unwrap()
            };
            left.iter().copied().filter(|&option| others + least(option) <= combination.needed).collect()
        };
        let left: Vec<Vec<u64>> = open.left.iter().enumerate().map(kept).collect();
        (left != open.left).then_some((combination, left))
    }

    fn split(&self, open: &Open, task: usize, random: &mut Random) -> (Node, Vec<Range<u64>>) {
        let (left, range, index) = (&open.left[task], open.range[task].clone(), TaskIndex::new(task as u32));
        let group = |option: u64| self.groups[task][option as usize];
        let starts: Vec<u64> = left.windows(2).filter(|two| group(two[0]) != group(two[1])).map(|two| two[1]).collect();
        let mut cuts: Vec<u64> = left[1..].iter().copied().filter(|_| random.one_in(2)).collect();
        if cuts.is_empty() {
            cuts.push(left[1]);
        }
        // Cuts may stand anywhere after the option before them.
        for at in 0..cuts.len() {
            let before = left[left.iter().position(|&option| option == cuts[at]).unwrap() - 1];
            cuts[at] = before + 1 + random.below((cuts[at] - before) as usize) as u64;
        }
        // The starts of the groups within the range, as the checker has them.
        let first = |option: u64| range.clone().find(|&other| group(other) == group(option)).unwrap();
        let starts: Vec<u64> = starts.into_iter().map(first).collect();
        if !starts.is_empty() && (starts == cuts || random.one_in(2)) {
            let parts = [left[0]].into_iter().chain(starts).map(|option| {
                let members: Vec<u64> = range.clone().filter(|&other| group(other) == group(option)).collect();
                members[0]..members[members.len() - 1] + 1
            });
            return (Node::SplitOffers(index), parts.collect());
        }
        let ends = cuts.iter().copied().chain([range.end]);
        let parts = std::iter::once(range.start).chain(cuts.iter().copied()).zip(ends).map(|(start, end)| start..end);
        let parts = parts.collect();
        (Node::SplitAt(index, cuts.into_boxed_slice()), parts)
    }
}

impl Combination {
    fn least(&self, open: &Open, task: usize) -> i128 {
        open.left[task].iter().map(|&option| self.coefficients[task][option as usize]).min().unwrap()
    }

    fn sum(&self, open: &Open) -> i128 {
        (0..open.left.len()).map(|task| self.least(open, task)).sum()
    }
}

fn number(pool: &mut Vec<Multipliers>, entry: &Multipliers) -> u32 {
    let at = pool.iter().position(|known| known == entry).unwrap_or_else(|| {
        pool.push(entry.clone());
        pool.len() - 1
    });
    at as u32
}
