//! A prover for small markets: branch and bound with single-row combinations, every option written out. Slow, complete, and as varied in
//! the steps that it writes as its [`Style`] asks.

use super::lemmas;
use super::packing::{Packing, packings};
use apportion_certs::program::{Choice, Knapsacks, Lemma, LevelCosts, Multipliers, ObjectiveWeight, Program, RowIndex};
use apportion_certs::{Certificate, Claim, Node};
use apportion_lattice::{Market, TaskIndex};
use std::collections::BTreeMap;

/// Which of several valid steps to take.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Remove groups where an entry excludes them.
    pub reduce: bool,
    /// Close nodes by an overloaded row of the tasks split, where there is one, before combinations are tried.
    pub overload: bool,
    /// Split by cuts in the middle of a range even where a split by offers is possible.
    pub cuts: bool,
    /// Close nodes by knapsack entries, where one is found, before combinations are tried.
    pub knapsacks: bool,
    /// Derive lemmas and try them before rows.
    pub lemmas: bool,
    /// Isolate groups where a task has three or more.
    pub isolate: bool,
}

impl Style {
    /// Every combination.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let bit = |number: u8, bit: u8| number >> bit & 1 == 1;
        (0..64).map(move |at| Self {
            reduce: bit(at, 0),
            overload: bit(at, 1),
            cuts: bit(at, 2),
            knapsacks: bit(at, 3),
            lemmas: bit(at, 4),
            isolate: bit(at, 5),
        })
    }
}

/// Proves a claim.
///
/// `None` if the claim is false at some level: the search then ends at an allocation that contradicts it.
pub fn prove(market: &Market, claim: Claim, style: Style) -> Option<Certificate> {
    let program = Program::new(market);
    let costs: Vec<LevelCosts> = (0..market.levels().len()).map(|level| LevelCosts::new(&program, level)).collect();
    let mut pool = Pool::default();
    let derived = if style.lemmas { drawn(market, &program) } else { Vec::new() };
    let values = claim.values().unwrap_or_default();
    let mut tree = |level: usize, bound: Option<u128>| {
        let caps = if bound.is_some() { &values[..level] } else { &[] };
        let goal = Goal::new(&program, &costs[..=level], caps, &derived, bound);
        let mut nodes = Vec::new();
        goal.prove(&goal.root(), style, &mut pool, &mut nodes).then_some(nodes)
    };
    let proofs = match claim.bounds() {
        None => vec![tree(0, None)?],
        Some(bounds) => {
            let trees = bounds.iter().enumerate();
            trees
                .map(|(k, &bound)| if bound == 0 { Some(Vec::new()) } else { tree(k, Some(bound)) })
                .collect::<Option<_>>()?
        }
    };
    let (pool, knapsacks) = (pool.entries, pool.knapsacks);
    let mut certificate = Certificate { market: market.hash(), claim, pool, lemmas: derived, knapsacks, proofs };
    lemmas::prune(&program, &mut certificate);
    Some(certificate)
}

/// Lemmas that depend on the market alone.
fn drawn(market: &Market, program: &Program<'_>) -> Vec<Lemma> {
    let mut state =
        market.hash().as_bytes().iter().fold(1u64, |state, &byte| state.wrapping_mul(257) ^ u64::from(byte));
    lemmas::draw(program, &mut |below| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        (state >> 33) as usize % below
    })
}

/// Entries in order of first use.
#[derive(Default)]
struct Pool {
    entries: Vec<Multipliers>,
    knapsacks: Vec<Knapsacks>,
}

fn number<T: Clone + PartialEq>(entries: &mut Vec<T>, entry: &T) -> u32 {
    let at = entries.iter().position(|known| known == entry).unwrap_or_else(|| {
        entries.push(entry.clone());
        entries.len() - 1
    });
    at as u32
}

/// A linear inequality over the options: a combination is `needed < sum of chosen coefficients` where it closes a node.
struct Combination {
    entry: Multipliers,
    coefficients: Vec<Vec<i128>>,
    needed: i128,
}

struct Goal {
    groups: Vec<Vec<Option<usize>>>,
    combinations: Vec<Combination>,
    packings: Vec<Packing>,
}

#[derive(Clone)]
struct Open {
    left: Vec<Vec<u64>>,
    range: Vec<std::ops::Range<u64>>,
    split: Vec<TaskIndex>,
}

impl Goal {
    /// Every single row (and cap), and the objective unless infeasibility is to be proved. Small numbers only.
    fn new(program: &Program<'_>, costs: &[LevelCosts], caps: &[u128], derived: &[Lemma], bound: Option<u128>) -> Self {
        let choices: Vec<Vec<Choice>> = program
            .tasks()
            .map(|task| (0..program.option_count(task)).filter_map(|option| program.choice(task, option)).collect())
            .collect();
        let every = |coefficient: &dyn Fn(TaskIndex, Choice) -> i128| -> Vec<Vec<i128>> {
            program
                .tasks()
                .zip(&choices)
                .map(|(task, all)| all.iter().map(|&x| coefficient(task, x)).collect())
                .collect()
        };
        let mut combinations = Vec::new();
        if let (Some(bound), Some(level)) = (bound, costs.last()) {
            combinations.push(Combination {
                entry: Multipliers { objective: ObjectiveWeight::PowerOfTwo(0), rows: vec![] },
                coefficients: every(&|task, choice| level.cost(task, choice) as i128),
                needed: level.granularity.largest_below(bound),
            });
        }
        let by_option = |coefficient: &dyn Fn(TaskIndex, u64) -> i128| -> Vec<Vec<i128>> {
            program
                .tasks()
                .map(|task| (0..program.option_count(task)).map(|option| coefficient(task, option)).collect())
                .collect()
        };
        let weighed = |rows: &[(RowIndex, u128)]| Multipliers {
            objective: if bound.is_some() { ObjectiveWeight::PowerOfTwo(0) } else { ObjectiveWeight::Zero },
            rows: rows.to_vec(),
        };
        let (objective, needed) = match combinations.first() {
            Some(objective) => (objective.coefficients.clone(), objective.needed),
            None => (every(&|_, _| 0), 0),
        };
        let mut candidates = packings(program, &weighed(&[]), &objective, needed);
        let rows: Vec<(RowIndex, u128)> =
            (0..derived.len() as u32).map(|lemma| (program.lemma_row(lemma), 1)).collect();
        if !rows.is_empty() {
            let sum = |task: TaskIndex, option: u64| -> i128 {
                let own = derived.iter().map(|lemma| i128::from(lemma.coefficient(task, option))).sum::<i128>();
                own + objective[task.usize()][option as usize]
            };
            let bounds: i128 = derived.iter().map(|lemma| lemma.bound as i128).sum();
            candidates.splice(0..0, packings(program, &weighed(&rows), &by_option(&sum), needed + bounds));
            let (entry, coefficients) = (weighed(&rows), by_option(&sum));
            combinations.insert(0, Combination { entry, coefficients, needed: needed + bounds });
        }
        let row = |row: u64, needed, coefficients| Combination {
            entry: Multipliers { objective: ObjectiveWeight::Zero, rows: vec![(RowIndex(row), 1)] },
            coefficients,
            needed,
        };
        let of_lemma = |lemma: &Lemma| by_option(&|task, option| lemma.coefficient(task, option).into());
        let with_lemmas = rows.iter().zip(derived);
        combinations.splice(0..0, with_lemmas.map(|(at, lemma)| row(at.0.0, lemma.bound as i128, of_lemma(lemma))));
        for number in 0..program.row_count() {
            let at = RowIndex(number);
            let coefficients = every(&|task, choice| i128::from(program.coefficient(at, task, choice)));
            combinations.push(row(number, program.bound(at), coefficients));
        }
        for ((number, &cap), level) in (program.row_count()..).zip(caps).zip(costs) {
            combinations.push(row(number, cap as i128, every(&|task, choice| level.cost(task, choice) as i128)));
        }
        let group = |choice: &Choice| match choice {
            Choice::Assigned { pair, .. } => Some(*pair),
            Choice::Unassigned => None,
        };
        Self {
            groups: choices.iter().map(|all| all.iter().map(group).collect()).collect(),
            combinations,
            packings: candidates,
        }
    }

    fn root(&self) -> Open {
        let range: Vec<_> = self.groups.iter().map(|options| 0..options.len() as u64).collect();
        Open { left: range.iter().cloned().map(Iterator::collect).collect(), range, split: Vec::new() }
    }

    /// Writes the proof of a node; whether there is one.
    fn prove(&self, open: &Open, style: Style, pool: &mut Pool, nodes: &mut Vec<Node>) -> bool {
        if let Some(leaf) = self.leaf(open, style, pool) {
            nodes.push(leaf);
            return true;
        }
        if style.reduce
            && style.knapsacks
            && let Some((entry, left)) = self.packed_reduction(open)
        {
            nodes.push(Node::KnapsackReduce(number(&mut pool.knapsacks, entry)));
            let leaf = left.iter().any(Vec::is_empty);
            return leaf || self.prove(&Open { left, ..open.clone() }, style, pool, nodes);
        }
        if style.reduce
            && let Some((entry, left)) = self.reduction(open)
        {
            nodes.push(Node::Reduce(number(&mut pool.entries, entry)));
            return self.prove(&Open { left, ..open.clone() }, style, pool, nodes);
        }
        let Some((node, children)) = self.isolated(open, style).or_else(|| self.split(open, style)) else {
            return false;
        };
        nodes.push(node);
        children.into_iter().all(|child| self.prove(&child, style, pool, nodes))
    }

    fn leaf(&self, open: &Open, style: Style, pool: &mut Pool) -> Option<Node> {
        if let Some(task) = self.groups.iter().position(Vec::is_empty) {
            return Some(Node::Exhausted(TaskIndex::new(task as u32)));
        }
        let overload = || {
            let rows =
                self.combinations.iter().filter(|combination| combination.entry.objective == ObjectiveWeight::Zero);
            let mut over = rows
                .filter(|row| open.split.iter().map(|task| row.least(open, task.usize())).sum::<i128>() > row.needed);
            over.find_map(|row| Some(Node::Overload(row.entry.rows.first()?.0.0)))
        };
        if style.overload
            && let Some(node) = overload()
        {
            return Some(node);
        }
        if style.knapsacks
            && let Some(packing) = self.packings.iter().find(|packing| packing.closes(&open.left))
        {
            return Some(Node::Knapsack(number(&mut pool.knapsacks, &packing.entry)));
        }
        let closing = self.combinations.iter().find(|combination| combination.sum(open) > combination.needed)?;
        Some(Node::Bound(number(&mut pool.entries, &closing.entry)))
    }

    /// The first combination that removes a group, and what it leaves.
    fn reduction(&self, open: &Open) -> Option<(&Multipliers, Vec<Vec<u64>>)> {
        self.combinations.iter().find_map(|combination| {
            let sum = combination.sum(open);
            let kept = |(task, left): (usize, &Vec<u64>)| -> Vec<u64> {
                let mut least: BTreeMap<Option<usize>, i128> = BTreeMap::new();
                for &option in left {
                    let cost = combination.coefficients[task][option as usize];
                    let group = least.entry(self.groups[task][option as usize]).or_insert(cost);
                    *group = cost.min(*group);
                }
                let others = sum - combination.least(open, task);
                let stays = |option: &u64| others + least[&self.groups[task][*option as usize]] <= combination.needed;
                left.iter().copied().filter(stays).collect()
            };
            let left: Vec<Vec<u64>> = open.left.iter().enumerate().map(kept).collect();
            (left != open.left).then_some((&combination.entry, left))
        })
    }

    fn packed_reduction(&self, open: &Open) -> Option<(&Knapsacks, Vec<Vec<u64>>)> {
        let group = |task: usize, option: u64| self.groups[task][option as usize];
        self.packings.iter().find_map(|packing| Some((&packing.entry, packing.reduced(&open.left, group)?)))
    }

    /// The second of at least three groups of a task, and the two nodes that isolating it gives.
    fn isolated(&self, open: &Open, style: Style) -> Option<(Node, Vec<Open>)> {
        if !style.isolate {
            return None;
        }
        let firsts = |task: usize| -> Vec<u64> {
            let mut firsts = open.left[task].clone();
            firsts.dedup_by_key(|option| self.groups[task][*option as usize]);
            firsts
        };
        let task = (0..open.left.len()).find(|&task| firsts(task).len() > 2)?;
        let option = firsts(task)[1];
        let same = |other: u64| self.groups[task][other as usize] == self.groups[task][option as usize];
        let mut children = [open.clone(), open.clone()];
        children[0].left[task].retain(|&other| same(other));
        let within: Vec<u64> = open.range[task].clone().filter(|&other| same(other)).collect();
        children[0].range[task] = within[0]..within[within.len() - 1] + 1;
        children[1].left[task].retain(|&other| !same(other));
        children.iter_mut().for_each(|child| child.enter(task));
        Some((Node::Isolate(TaskIndex::new(task as u32), option), children.into()))
    }

    fn split(&self, open: &Open, style: Style) -> Option<(Node, Vec<Open>)> {
        let task = (0..open.left.len()).max_by_key(|&task| (open.left[task].len(), usize::MAX - task))?;
        let (left, range, index) = (&open.left[task], open.range[task].clone(), TaskIndex::new(task as u32));
        let group = |option: u64| self.groups[task][option as usize];
        let middle = *left.get(left.len() / 2).filter(|_| left.len() > 1)?;
        let mut starts: Vec<u64> =
            left.windows(2).filter(|two| group(two[0]) != group(two[1])).map(|two| two[1]).collect();
        let by_offers = !starts.is_empty() && (!style.cuts || starts == [middle]);
        if !by_offers {
            starts = vec![middle];
        }
        // Children of a split by offers get the group's part of the range, which may be less than the part between two starts; what lies
        // between has been removed.
        let ends = starts.iter().copied().chain([range.end]);
        let parts = std::iter::once(range.start).chain(starts.iter().copied()).zip(ends);
        let parts = parts.map(|(start, end)| {
            if !by_offers {
                return start..end;
            }
            let first = *left.iter().find(|option| (start..end).contains(option)).unwrap_or(&start);
            let within: Vec<u64> = range.clone().filter(|&option| group(option) == group(first)).collect();
            within.first().copied().unwrap_or(start)..within.last().map_or(end, |last| last + 1)
        });
        let node = if by_offers { Node::SplitOffers(index) } else { Node::SplitAt(index, starts.clone().into()) };
        let children = parts.map(|part| {
            let mut child = open.clone();
            child.left[task].retain(|option| part.contains(option));
            child.range[task] = part;
            child.enter(task);
            child
        });
        let children = children.collect();
        Some((node, children))
    }
}

impl Open {
    /// Notes that a task is split.
    fn enter(&mut self, task: usize) {
        let task = TaskIndex::new(task as u32);
        if !self.split.contains(&task) {
            self.split.push(task);
        }
    }
}

impl Combination {
    fn least(&self, open: &Open, task: usize) -> i128 {
        open.left[task].iter().map(|&option| self.coefficients[task][option as usize]).min().unwrap_or(0)
    }

    fn sum(&self, open: &Open) -> i128 {
        (0..open.left.len()).map(|task| self.least(open, task)).sum()
    }
}
