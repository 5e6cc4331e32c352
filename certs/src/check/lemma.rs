//! Lemmas: no selection that fits the rows named is above the bound (`docs/format.md`, section "Lemmas"). That is decided by the search that the
//! lemma's multipliers and order are made for, or, over a single row, by dynamic programming.

use super::{Exceeded, LemmaFault, Limits, Reject, ascending, well_formed};
use crate::format::{COEFFICIENT_BITS, Certificate, Node, VALUE_BITS};
use crate::program::{Lemma, LevelView, ObjectiveWeight, Program, RowIndex};
use crate::{Scalar, U256};
use apportion_lattice::TaskIndex;
use std::collections::{BTreeMap, HashSet};

/// Checks form and truth of every lemma, and that each is used.
pub(super) fn check(program: &Program<'_>, certificate: &Certificate, limits: Limits) -> Result<(), Reject> {
    let lemmas = &certificate.lemmas;
    let mut seen = HashSet::new();
    let mut work = Work { evaluations: 0, limits };
    for (number, lemma) in (0..).zip(lemmas) {
        let refuse = |fault| Reject::Lemma { lemma: number, fault };
        form(lemma).map_err(refuse)?;
        if !seen.insert(lemma) {
            return Err(refuse(LemmaFault::Repeated));
        }
        let earlier = lemmas.get(..number as usize).unwrap_or_default();
        known(lemma, program, earlier).map_err(refuse)?;
        work.follows(lemma, program, earlier).map_err(|stop| match stop {
            Stop::Above => refuse(LemmaFault::Search),
            Stop::Limit(exceeded) => exceeded.of(limits),
        })?;
    }
    match unused(program, certificate) {
        Some(lemma) => Err(Reject::Lemma { lemma, fault: LemmaFault::Unused }),
        None => Ok(()),
    }
}

/// Ranges, and lists that ascend and are not empty.
fn form(lemma: &Lemma) -> Result<(), LemmaFault> {
    let listed = |(_, options): &(_, Vec<(u64, u64)>)| {
        !options.is_empty()
            && ascending(options, |option| option.0)
            && options.iter().all(|option| option.1 > 0 && option.1 >> COEFFICIENT_BITS == 0)
    };
    let good = lemma.multipliers.objective != ObjectiveWeight::Zero
        && well_formed(&lemma.multipliers)
        && !lemma.tasks.is_empty()
        && lemma.tasks.iter().all(listed)
        && lemma.bound >> VALUE_BITS == 0;
    if good { Ok(()) } else { Err(LemmaFault::Form) }
}

/// Whether everything that a lemma names is there.
fn known(lemma: &Lemma, program: &Program<'_>, earlier: &[Lemma]) -> Result<(), LemmaFault> {
    for &(row, _) in &lemma.multipliers.rows {
        if program.bound_of(row, earlier).ok_or(LemmaFault::Row(row.0))? < 0 {
            return Err(LemmaFault::Negative(row.0));
        }
    }
    let mut listed = HashSet::new();
    for (task, options) in &lemma.tasks {
        let number = task.get();
        if task.usize() >= program.task_count() || !listed.insert(task) {
            return Err(LemmaFault::Task(number));
        }
        let count = program.option_count(*task);
        if let Some(&(option, _)) = options.last().filter(|option| option.0 >= count) {
            return Err(LemmaFault::Option { task: number, option });
        }
    }
    Ok(())
}

/// The first lemma that nothing names.
fn unused(program: &Program<'_>, certificate: &Certificate) -> Option<u32> {
    let mut unused = vec![true; certificate.lemmas.len()];
    let combinations = certificate.pool.iter().chain(certificate.knapsacks.iter().map(|entry| &entry.multipliers));
    let combinations = combinations.chain(certificate.lemmas.iter().map(|lemma| &lemma.multipliers));
    let combined = combinations.flat_map(|multipliers| multipliers.rows.iter().map(|row| row.0));
    let overloaded = certificate.proofs.iter().flatten().filter_map(|node| match node {
        Node::Overload(row) => Some(RowIndex(*row)),
        _ => None,
    });
    for lemma in combined.chain(overloaded).filter_map(|row| program.lemma_of(row)) {
        if let Some(unused) = unused.get_mut(lemma) {
            *unused = false;
        }
    }
    unused.iter().position(|&unused| unused).map(|lemma| lemma as u32)
}

enum Stop {
    Above,
    Limit(Exceeded),
}

/// Bounds below this are checked value by value where a lemma names a single row.
const BY_VALUE_MAX: u128 = 1 << 16;

struct Work {
    evaluations: u64,
    limits: Limits,
}

impl Work {
    fn spend(&mut self, evaluations: u64) -> Result<(), Stop> {
        self.evaluations = self.evaluations.saturating_add(evaluations);
        if self.evaluations > self.limits.evaluations_max { Err(Stop::Limit(Exceeded::Evaluations)) } else { Ok(()) }
    }

    fn follows(&mut self, lemma: &Lemma, program: &Program<'_>, earlier: &[Lemma]) -> Result<(), Stop> {
        let view = LevelView { costs: &[], caps: &[], lemmas: earlier };
        let own = U256::from_u128(lemma.largest_load() + lemma.bound + 1).times(lemma.multipliers.objective.get());
        let magnitude = program.rows_magnitude(view, &lemma.multipliers.rows).plus(own);
        let rows = &lemma.multipliers.rows;
        let named: Vec<Named<'_>> = rows.iter().map(|row| Named::new(row, program, earlier)).collect();
        if let [row] = named.as_slice()
            && lemma.bound < BY_VALUE_MAX
        {
            return self.follows_by_value(lemma, program, row);
        }
        if magnitude.bits() < u128::BITS {
            Search::<u128>::new(lemma, program, &named, self)?.run(self)
        } else {
            Search::<U256>::new(lemma, program, &named, self)?.run(self)
        }
    }

    /// Whether no selection that fits a row is above the bound, by the least use of the row for each value up to one more, task by task.
    fn follows_by_value(&mut self, lemma: &Lemma, program: &Program<'_>, row: &Named<'_>) -> Result<(), Stop> {
        let values = lemma.bound as usize + 2;
        let mut least: Vec<Option<u128>> = vec![None; values];
        if let Some(first) = least.first_mut() {
            *first = Some(0);
        }
        for (task, options) in &lemma.tasks {
            self.spend((options.len() as u64).saturating_mul(values as u64))?;
            let before = least.clone();
            for &(option, coefficient) in options {
                let used = u128::from(row.coefficient(program, *task, option));
                let gain = usize::try_from(coefficient).unwrap_or(usize::MAX);
                for (value, from) in before.iter().enumerate() {
                    let Some(from) = from.map(|from| from + used).filter(|&sum| sum <= row.bound) else { continue };
                    if let Some(to) = least.get_mut(value.saturating_add(gain).min(values - 1)) {
                        *to = Some(to.map_or(from, |to| to.min(from)));
                    }
                }
            }
        }
        if least.last().is_some_and(Option::is_some) { Err(Stop::Above) } else { Ok(()) }
    }
}

/// An option that a lemma lists.
#[derive(Debug)]
struct Listed<N> {
    coefficient: u64,
    /// S times the coefficient.
    scaled: N,
    /// Sum over the rows named of multiplier times coefficient.
    price: N,
    /// Rows named, by place, with coefficients above 0.
    uses: Vec<(usize, u64)>,
}

/// The selections of listed options, at most one of each task, that fit every row named: searched in the lemma's own order.
///
/// The price test `S V + sum nu_r (b_r - u_r) + sum of the best gains left < S (bound + 1)` is kept as `left + gains < right`, with
/// `left = S V + sum nu_r b_r` and `right = S (bound + 1) + sum nu_r u_r`, natural numbers all.
#[derive(Debug)]
struct Search<N> {
    bound: u128,
    stages: Vec<Vec<Listed<N>>>,
    /// By stage: the sum of the largest coefficients from there on.
    values: Vec<u128>,
    /// By stage: the sum of the largest gains, `S alpha - price` if positive, from there on.
    gains: Vec<N>,
    room: Vec<u128>,
    value: u128,
    left: N,
    right: N,
}

/// A row that a lemma follows from.
struct Named<'a> {
    row: RowIndex,
    multiplier: u128,
    bound: u128,
    /// The tasks and options of an earlier lemma.
    derived: Option<BTreeMap<TaskIndex, &'a [(u64, u64)]>>,
}

impl<'a> Named<'a> {
    fn new(&(row, multiplier): &(RowIndex, u128), program: &Program<'_>, earlier: &'a [Lemma]) -> Self {
        let bound = program.bound_of(row, earlier).map_or(0, i128::unsigned_abs);
        let lemma = program.lemma_of(row).and_then(|lemma| earlier.get(lemma));
        let derived =
            lemma.map(|lemma| lemma.tasks.iter().map(|(task, options)| (*task, options.as_slice())).collect());
        Self { row, multiplier, bound, derived }
    }

    fn coefficient(&self, program: &Program<'_>, task: TaskIndex, option: u64) -> u64 {
        match &self.derived {
            None => program.choice(task, option).map_or(0, |choice| program.coefficient(self.row, task, choice)),
            Some(tasks) => {
                let options = tasks.get(&task).copied().unwrap_or_default();
                let at = options.binary_search_by_key(&option, |listed| listed.0).ok();
                at.and_then(|at| options.get(at)).map_or(0, |listed| listed.1)
            }
        }
    }
}

impl<N: Scalar> Search<N> {
    fn new(lemma: &Lemma, program: &Program<'_>, named: &[Named<'_>], work: &mut Work) -> Result<Self, Stop> {
        let scale = lemma.multipliers.objective.get();
        let mut uses_left = work.limits.table_bytes_max / size_of::<(usize, u64)>() as u64;
        let mut stages = Vec::with_capacity(lemma.tasks.len());
        for (task, options) in &lemma.tasks {
            let mut stage = Vec::with_capacity(options.len());
            for &(option, coefficient) in options {
                work.spend(named.len() as u64)?;
                let (mut price, mut uses) = (N::ZERO, Vec::new());
                for (place, row) in named.iter().enumerate() {
                    let used = row.coefficient(program, *task, option);
                    if used > 0 {
                        price = price.plus(N::from_u128(row.multiplier).times(u128::from(used)));
                        uses.push((place, used));
                    }
                }
                uses_left = uses_left.checked_sub(uses.len() as u64).ok_or(Stop::Limit(Exceeded::Memory))?;
                stage.push(Listed { coefficient, scaled: N::from_u128(scale).times(coefficient.into()), price, uses });
            }
            stages.push(stage);
        }
        let (mut values, mut gains) = (vec![0], vec![N::ZERO]);
        for stage in stages.iter().rev() {
            let value = stage.iter().map(|option| option.coefficient).max().map_or(0, u128::from);
            values.push(value + values.last().copied().unwrap_or(0));
            gains.push(largest_gain(stage).plus(gains.last().copied().unwrap_or(N::ZERO)));
        }
        values.reverse();
        gains.reverse();
        let combined = named.iter().map(|row| N::from_u128(row.multiplier).times(row.bound));
        Ok(Self {
            bound: lemma.bound,
            stages,
            values,
            gains,
            room: named.iter().map(|row| row.bound).collect(),
            value: 0,
            left: combined.fold(N::ZERO, N::plus),
            right: N::from_u128(scale).times(lemma.bound + 1),
        })
    }

    /// Visits selections in depth-first order; every one has to be excluded by a test before it is complete.
    fn run(mut self, work: &mut Work) -> Result<(), Stop> {
        if self.excluded(0) {
            return Ok(());
        }
        // Of each stage on the way, the option to try next; past the last, none of them is taken.
        let mut next = vec![0usize];
        while let Some((depth, cursor)) = next.len().checked_sub(1).zip(next.last_mut()) {
            let at = *cursor;
            *cursor += 1;
            let stage = self.stages.get(depth).map_or(&[][..], Vec::as_slice);
            if at > stage.len() {
                next.pop();
                if let Some(before) = next.last() {
                    self.turn_back(next.len() - 1, before - 1);
                }
                continue;
            }
            work.spend(1 + stage.get(at).map_or(0, |option| option.uses.len() as u64))?;
            if !self.take(depth, at) {
                continue;
            }
            if self.excluded(depth + 1) {
                self.turn_back(depth, at);
            } else if depth + 1 == self.stages.len() {
                return Err(Stop::Above);
            } else {
                next.push(0);
            }
        }
        Ok(())
    }

    /// Whether no selection that agrees with the one so far before this stage is above the bound.
    fn excluded(&self, stage: usize) -> bool {
        let (Some(&value), Some(&gain)) = (self.values.get(stage), self.gains.get(stage)) else { return false };
        self.value + value <= self.bound || self.left.plus(gain) < self.right
    }

    /// Takes an option of a stage, or, past its options, none; whether that fits.
    fn take(&mut self, stage: usize, at: usize) -> bool {
        let Some(option) = self.stages.get(stage).and_then(|stage| stage.get(at)) else { return true };
        let fits = |&(row, used): &(usize, u64)| self.room.get(row).is_some_and(|&room| u128::from(used) <= room);
        if !option.uses.iter().all(fits) {
            return false;
        }
        for &(row, used) in &option.uses {
            if let Some(room) = self.room.get_mut(row) {
                *room -= u128::from(used);
            }
        }
        self.value += u128::from(option.coefficient);
        self.left = self.left.plus(option.scaled);
        self.right = self.right.plus(option.price);
        true
    }

    /// Takes back what [`Search::take`] took.
    fn turn_back(&mut self, stage: usize, at: usize) {
        let Some(option) = self.stages.get(stage).and_then(|stage| stage.get(at)) else { return };
        for &(row, used) in &option.uses {
            if let Some(room) = self.room.get_mut(row) {
                *room += u128::from(used);
            }
        }
        self.value -= u128::from(option.coefficient);
        self.left = self.left.minus(option.scaled);
        self.right = self.right.minus(option.price);
    }
}

/// The largest difference between S times the coefficient and the price, if one is positive.
fn largest_gain<N: Scalar>(stage: &[Listed<N>]) -> N {
    let gains =
        stage.iter().filter(|option| option.price < option.scaled).map(|option| option.scaled.minus(option.price));
    gains.fold(N::ZERO, |best, gain| if best < gain { gain } else { best })
}
