//! The problem of one level: variables, constraints, and what each stands for.

use super::rows::{self, Budget};
use super::{ElaborateError, Target};
use crate::core::{Constraint, Literal, Problem, Term};
use crate::program::{Choice, Lemma, LevelCosts, LevelView, Program, RowIndex};
use crate::{Scalar, U256};
use apportion_lattice::TaskIndex;
use core::ops::{Range, RangeInclusive};
use std::collections::{BTreeMap, BTreeSet};

/// What a constraint of the problem stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Label {
    /// The task takes at least one option.
    AtLeastOne(TaskIndex),
    /// The task takes at most one option.
    AtMostOne(TaskIndex),
    /// Coupling rows; those of a range say the same.
    Rows(RangeInclusive<RowIndex>),
    /// The value at an earlier level is at most the claimed one.
    Cap(usize),
    /// The value at this level is below the bound; always last.
    Goal,
}

/// A level as a core problem.
///
/// Variables: one for each option, tasks in order, options in order. Constraints: for task t, number 2t says "at least one" and 2t + 1 "at
/// most one"; then the coupling rows that some choice of options exceeds or that the proof names, in order; then the caps on earlier levels,
/// again only those that can be exceeded or that the proof names; then the goal, if there is one.
#[derive(Debug)]
pub struct Encoding<'e, 'm> {
    /// The problem.
    pub problem: Problem,
    program: &'e Program<'m>,
    view: LevelView<'e>,
    target: Target,
    labels: Vec<Label>,
    offsets: Vec<u32>,
    /// First row, last row, constraint; ascending.
    rows: Vec<(u64, u64, u32)>,
    /// By constraint: how far the bound of a row that cannot be exceeded lies above the sum of its coefficients.
    slack: BTreeMap<u32, U256>,
}

impl<'e, 'm> Encoding<'e, 'm> {
    pub(super) fn new(
        program: &'e Program<'m>,
        view: LevelView<'e>,
        target: Target,
        named: &BTreeSet<u64>,
        budget: &mut Budget,
    ) -> Result<Self, ElaborateError> {
        let total: u64 = program.tasks().map(|task| program.option_count(task)).fold(0, u64::saturating_add);
        let count = u32::try_from(total).ok().filter(|&count| count <= Literal::VARIABLES_MAX);
        let variable_count = count.ok_or(ElaborateError::Variables(total))?;
        budget.take(total.saturating_mul(3 + view.caps.len() as u64))?;
        let mut offsets = vec![0];
        for task in program.tasks() {
            offsets.push(offsets.last().copied().unwrap_or(0) + program.option_count(task) as u32);
        }
        let problem = Problem { variable_count, constraints: Vec::new() };
        let (labels, rows, slack) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut encoding = Self { problem, program, view, target, labels, offsets, rows, slack };
        encoding.push_tasks();
        encoding.push_rows(named, budget)?;
        encoding.push_values(named);
        Ok(encoding)
    }

    fn push(&mut self, label: Label, constraint: Constraint) -> u32 {
        let number = self.problem.constraints.len() as u32;
        self.problem.constraints.push(constraint);
        self.labels.push(label);
        number
    }

    fn push_tasks(&mut self) {
        for task in self.program.tasks() {
            let variables = self.variables(task);
            let one = U256::from_u128(1);
            let least = variables.clone().map(|variable| Term { coefficient: one, literal: Literal::is_one(variable) });
            let most = variables.clone().map(|variable| Term { coefficient: one, literal: Literal::is_zero(variable) });
            let (least, most) = (least.collect(), most.collect());
            self.push(Label::AtLeastOne(task), Constraint { terms: least, degree: one });
            let others = U256::from_u128(u128::from(variables.end.saturating_sub(variables.start + 1)));
            self.push(Label::AtMostOne(task), Constraint { terms: most, degree: others });
        }
    }

    fn push_row(&mut self, label: Label, rows: RangeInclusive<u64>, (constraint, slack): (Constraint, U256)) {
        let number = self.push(label, constraint);
        self.rows.push((*rows.start(), *rows.end(), number));
        if !slack.is_zero() {
            self.slack.insert(number, slack);
        }
    }

    fn push_rows(&mut self, named: &BTreeSet<u64>, budget: &mut Budget) -> Result<(), ElaborateError> {
        for row in rows::listed(self.program, &self.offsets, named, budget)? {
            self.push_row(Label::Rows(row.numbers()), row.rows, at_most(row.terms.into_iter(), row.bound));
        }
        Ok(())
    }

    fn push_values(&mut self, named: &BTreeSet<u64>) {
        for (level, (costs, &cap)) in self.view.costs.iter().zip(self.view.caps).enumerate() {
            let row = self.program.row_count() + level as u64;
            if costs.largest_sum > cap || named.contains(&row) {
                self.push_row(Label::Cap(level), row..=row, self.value_at_most(costs, cap as i128));
            }
        }
        if let (Target::AtLeast(bound), Some(costs)) = (self.target, self.view.objective())
            && bound > 0
        {
            let (goal, _) = self.value_at_most(costs, bound as i128 - 1);
            self.push(Label::Goal, goal);
        }
    }

    fn value_at_most(&self, costs: &LevelCosts, bound: i128) -> (Constraint, U256) {
        at_most(self.costs(costs).filter(|term| term.1 > 0), bound)
    }

    /// The cost of every variable at a level.
    fn costs<'a>(&'a self, costs: &'a LevelCosts) -> impl Iterator<Item = (u32, u128)> + 'a {
        let of_task = move |task| {
            let options = 0..self.program.option_count(task);
            options.filter_map(move |option| Some(costs.cost(task, self.program.choice(task, option)?)))
        };
        (0..).zip(self.program.tasks().flat_map(of_task))
    }

    /// The program that is encoded.
    pub fn program(&self) -> &'e Program<'m> {
        self.program
    }

    /// The objective level, from 0.
    pub fn level(&self) -> usize {
        self.view.caps.len()
    }

    /// What is to be proved.
    pub fn target(&self) -> Target {
        self.target
    }

    /// The cap on the value at each earlier level.
    pub fn caps(&self) -> &'e [u128] {
        self.view.caps
    }

    /// The lemmas of the certificate.
    pub(super) fn lemmas(&self) -> &'e [Lemma] {
        self.view.lemmas
    }

    /// What each constraint of the problem stands for.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The cost of each variable in the level's objective.
    pub fn objective(&self) -> impl Iterator<Item = (u32, u128)> + '_ {
        self.view.objective().into_iter().flat_map(|costs| self.costs(costs))
    }

    /// The values that allocations can have at this level differ by multiples of this.
    pub(super) fn step(&self) -> u128 {
        self.view.objective().map_or(1, |costs| costs.granularity.step)
    }

    /// The number of the goal, if there is one.
    pub fn goal(&self) -> Option<u32> {
        (self.labels.last() == Some(&Label::Goal)).then(|| self.labels.len() as u32 - 1)
    }

    /// The variables of a task, in option order.
    pub fn variables(&self, task: TaskIndex) -> Range<u32> {
        let at = |index: usize| self.offsets.get(index).copied().unwrap_or(self.problem.variable_count);
        at(task.usize())..at(task.usize() + 1)
    }

    /// What a variable stands for; `None` if there is no such variable.
    pub fn meaning(&self, variable: u32) -> Option<(TaskIndex, Choice)> {
        let task = self.offsets.partition_point(|&offset| offset <= variable).checked_sub(1)?;
        let task = TaskIndex::new(u32::try_from(task).ok()?);
        let choice = self.program.tasks().len() > task.usize();
        let option = u64::from(variable - self.variables(task).start);
        if choice { self.program.choice(task, option).map(|choice| (task, choice)) } else { None }
    }

    /// The constraint "the task takes at least one option".
    pub fn at_least_one(&self, task: TaskIndex) -> u32 {
        2 * task.get()
    }

    /// The constraint "the task takes at most one option".
    pub fn at_most_one(&self, task: TaskIndex) -> u32 {
        2 * task.get() + 1
    }

    /// How far the bound of a row that cannot be exceeded lies above the sum of its coefficients; core, where degrees are natural, states
    /// such a row with its bound lowered to that sum.
    pub(crate) fn slack(&self, constraint: u32) -> U256 {
        self.slack.get(&constraint).copied().unwrap_or(U256::ZERO)
    }

    /// The constraint of a coupling row, or of a cap; `None` for a row that is left out.
    pub fn row(&self, row: RowIndex) -> Option<u32> {
        let at = self.rows.partition_point(|rows| rows.1 < row.0);
        self.rows.get(at).filter(|rows| rows.0 <= row.0).map(|rows| rows.2)
    }
}

/// `sum of a x <= b` in normal form, `sum of a ~x >= sum of a - b`, and by how much b exceeds the sum of a.
fn at_most(terms: impl Iterator<Item = (u32, u128)>, bound: i128) -> (Constraint, U256) {
    let mut total = U256::ZERO;
    let mut normal = Vec::new();
    for (variable, coefficient) in terms {
        let coefficient = U256::from_u128(coefficient);
        total = total.plus(coefficient);
        normal.push(Term { coefficient, literal: Literal::is_zero(variable) });
    }
    let size = U256::from_u128(bound.unsigned_abs());
    let (degree, slack) = match bound {
        ..0 => (total.plus(size), U256::ZERO),
        _ if total < size => (U256::ZERO, size.minus(total)),
        _ => (total.minus(size), U256::ZERO),
    };
    (Constraint { terms: normal, degree }, slack)
}
