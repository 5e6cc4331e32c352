//! Packings of one block: the most that a selection of items gains within a weight, at most one item of each task, by dynamic programming.

use super::Exceeded;
use super::states::{LISTED_STATE, Listed, Small, States, Tabulated};
use crate::Scalar;

/// An option worth packing: into which block, what it weighs (above 0), what it gains.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<N> {
    pub(super) block: usize,
    pub(super) weight: u64,
    pub(super) gain: N,
}

/// What packings may still cost.
#[derive(Debug)]
pub(super) struct Effort<'a> {
    pub(super) evaluations: &'a mut u64,
    pub(super) evaluations_max: u64,
    /// Bytes for states kept at one time.
    pub(super) bytes_max: u64,
}

impl Effort<'_> {
    pub(super) fn spend(&mut self, states: u64) -> Result<(), Exceeded> {
        *self.evaluations = self.evaluations.saturating_add(states);
        if *self.evaluations > self.evaluations_max { Err(Exceeded::Evaluations) } else { Ok(()) }
    }
}

/// The items of one block among the items of each of several tasks, and the weight that they have to keep within.
#[derive(Clone, Debug)]
pub(super) struct Stages<'i, N> {
    pub(super) tasks: Vec<&'i [Item<N>]>,
    pub(super) block: usize,
    pub(super) bound: u64,
}

/// The form of [`States`] that suits some stages.
#[derive(Clone, Copy, Debug)]
enum Form {
    Listed,
    Tabulated,
    Small,
}

/// A question about a block: what do the others gain at most within a weight, without the items of a stage (or without giving up any)?
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Question {
    /// Which stage is left out; none if the number is past the last.
    pub(super) stage: usize,
    /// Within which weight.
    pub(super) weight: u64,
}

/// The states before each stage, and after the last.
#[derive(Debug)]
pub(super) enum Forward<N> {
    Listed(Vec<Listed<N>>),
    Tabulated(Vec<Tabulated<N>>),
    Small(Vec<Small>),
}

impl<'i, N: Scalar> Stages<'i, N> {
    fn items(&self, task: &'i [Item<N>]) -> impl Iterator<Item = &'i Item<N>> + Clone + use<'i, N> {
        let block = self.block;
        task.iter().filter(move |item| item.block == block)
    }

    fn form(&self) -> Form {
        let items = || self.tasks.iter().map(|task| self.items(task));
        let loaded = items().filter_map(|mut items| items.next()).count() as u64;
        // With one item each, a list doubles from stage to stage until it is full.
        let full = loaded.saturating_sub(u64::from(self.bound.checked_ilog2().unwrap_or(0)));
        if full.saturating_mul(LISTED_STATE) < loaded || self.bound >= 1 << 24 {
            return Form::Listed;
        }
        let mut largest = items().map(|mut items| items.try_fold(0, |best, item| Some(item.gain.small()?.max(best))));
        let all = largest.try_fold(0i32, |sum, gain| sum.checked_add(gain?));
        if all.is_some() { Form::Small } else { Form::Tabulated }
    }

    /// The most that can be gained.
    pub(super) fn best(&self, effort: &mut Effort<'_>) -> Result<N, Exceeded> {
        match self.form() {
            Form::Listed => self.best_in::<Listed<N>>(effort),
            Form::Tabulated => self.best_in::<Tabulated<N>>(effort),
            Form::Small => self.best_in::<Small>(effort),
        }
    }

    fn best_in<S: States<N>>(&self, effort: &mut Effort<'_>) -> Result<N, Exceeded> {
        let all = self
            .tasks
            .iter()
            .try_fold(S::empty(self.bound), |before, task| before.with(self.items(task), self.bound, effort));
        Ok(all?.within(self.bound))
    }

    /// The states before each stage; at most so many bytes of them.
    pub(super) fn forward(&self, effort: &mut Effort<'_>) -> Result<Forward<N>, Exceeded> {
        Ok(match self.form() {
            Form::Listed => Forward::Listed(self.forward_in(effort)?),
            Form::Tabulated => Forward::Tabulated(self.forward_in(effort)?),
            Form::Small => Forward::Small(self.forward_in(effort)?),
        })
    }

    fn forward_in<S: States<N>>(&self, effort: &mut Effort<'_>) -> Result<Vec<S>, Exceeded> {
        let mut before = Vec::with_capacity(self.tasks.len() + 1);
        let mut last = S::empty(self.bound);
        for task in &self.tasks {
            effort.bytes_max = effort.bytes_max.checked_sub(last.bytes()).ok_or(Exceeded::Memory)?;
            let next = last.with(self.items(task), self.bound, effort)?;
            before.push(core::mem::replace(&mut last, next));
        }
        before.push(last);
        Ok(before)
    }

    fn answers_in<S: States<N>>(
        &self,
        before: &[S],
        questions: &[Question],
        effort: &mut Effort<'_>,
    ) -> Result<Vec<N>, Exceeded> {
        let mut answers = vec![N::ZERO; questions.len()];
        let mut open = questions.iter().zip(&mut answers).rev().peekable();
        while let Some((question, answer)) = open.next_if(|(question, _)| question.stage >= self.tasks.len()) {
            *answer = before.last().map_or(N::ZERO, |all| all.within(question.weight));
        }
        let mut after = S::empty(self.bound);
        for (number, (task, before)) in self.tasks.iter().zip(before).enumerate().rev() {
            let asked = open.peek().is_some_and(|(question, _)| question.stage == number);
            let turned = asked.then(|| after.turned());
            while let Some((question, answer)) = open.next_if(|(question, _)| question.stage == number) {
                *answer = turned.as_ref().map_or(N::ZERO, |turned| before.joined(turned, question.weight));
                effort.spend(1 + before.bytes() / size_of::<N>() as u64 / LISTED_STATE)?;
            }
            after = after.with(self.items(task), self.bound, effort)?;
        }
        Ok(answers)
    }
}

impl<N: Scalar> Forward<N> {
    /// The most that can be gained within the bound of the stages.
    pub(super) fn best(&self, bound: u64) -> N {
        let best = match self {
            Self::Listed(before) => before.last().map(|all| all.within(bound)),
            Self::Tabulated(before) => before.last().map(|all| all.within(bound)),
            Self::Small(before) => before.last().map(|all| all.within(bound)),
        };
        best.unwrap_or(N::ZERO)
    }

    /// Answers questions, in ascending order of them, in time O(states) for each stage and each question: the states before a stage are met, on
    /// the way back, by those of the later stages.
    pub(super) fn answers(
        &self,
        stages: &Stages<'_, N>,
        questions: &[Question],
        effort: &mut Effort<'_>,
    ) -> Result<Vec<N>, Exceeded> {
        match self {
            Self::Listed(before) => stages.answers_in(before, questions, effort),
            Self::Tabulated(before) => stages.answers_in(before, questions, effort),
            Self::Small(before) => stages.answers_in(before, questions, effort),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Tasks = Vec<Vec<Item<u128>>>;

    fn tasks() -> impl Strategy<Value = Tasks> {
        let item = (0usize..2, 1u64..9, 1u128..50).prop_map(|(block, weight, gain)| Item { block, weight, gain });
        prop::collection::vec(prop::collection::vec(item, 0..3), 0..7)
    }

    fn stages(tasks: &Tasks, bound: u64) -> Stages<'_, u128> {
        Stages { tasks: tasks.iter().map(Vec::as_slice).collect(), block: 1, bound }
    }

    /// Every selection of items of block 1, listed.
    fn best_of_all<'a>(tasks: impl Iterator<Item = &'a Vec<Item<u128>>>, bound: u64) -> u128 {
        let mut all = vec![(0, 0)];
        for task in tasks {
            let items = task.iter().filter(|item| item.block == 1);
            let more: Vec<_> = items
                .flat_map(|item| all.iter().map(|&(weight, gain)| (weight + item.weight, gain + item.gain)))
                .collect();
            all.extend(more);
        }
        all.iter().filter(|selection| selection.0 <= bound).map(|selection| selection.1).max().expect("the empty one")
    }

    /// In one form: the best, and the answers to questions.
    fn in_form<S: States<u128>>(stages: &Stages<'_, u128>, questions: &[Question]) -> (u128, Vec<u128>) {
        let mut spent = 0;
        let mut effort = Effort { evaluations: &mut spent, evaluations_max: u64::MAX, bytes_max: u64::MAX };
        let forward = stages.forward_in::<S>(&mut effort).expect("no limit");
        let answers = stages.answers_in(&forward, questions, &mut effort).expect("no limit");
        (stages.best_in::<S>(&mut effort).expect("no limit"), answers)
    }

    proptest! {
        #[test]
        fn every_form_finds_the_best_of_all_selections(tasks in tasks(), bound in 0u64..20) {
            let stages = stages(&tasks, bound);
            let mut questions: Vec<Question> =
                (0..=tasks.len()).flat_map(|stage| [bound, bound / 2, 0].map(|weight| Question { stage, weight })).collect();
            questions.sort_unstable();
            let without = |question: &Question| {
                let others = tasks.iter().enumerate().filter(|(stage, _)| *stage != question.stage).map(|(_, items)| items);
                best_of_all(others, question.weight)
            };
            let expected = (best_of_all(tasks.iter(), bound), questions.iter().map(without).collect::<Vec<_>>());
            prop_assert_eq!(&in_form::<Listed<u128>>(&stages, &questions), &expected);
            prop_assert_eq!(&in_form::<Tabulated<u128>>(&stages, &questions), &expected);
            prop_assert_eq!(&in_form::<Small>(&stages, &questions), &expected);
        }
    }

    #[test]
    fn small_numbers_are_used_where_all_gains_together_fit() {
        let tasks = |gain: u128| -> Tasks { (0..64).map(|_| vec![Item { block: 1, weight: 1, gain }]).collect() };
        for (gain, small) in [(1, true), ((1 << 25) - 1, true), (1 << 25, false), (1 << 40, false)] {
            let tasks = tasks(gain);
            let stages = stages(&tasks, 100);
            assert_eq!(matches!(stages.form(), Form::Small), small, "{gain}");
            let mut spent = 0;
            let mut effort = Effort { evaluations: &mut spent, evaluations_max: u64::MAX, bytes_max: u64::MAX };
            assert_eq!(stages.best(&mut effort), Ok(64 * gain));
            assert_eq!(stages.forward(&mut effort).map(|forward| forward.best(100)).ok(), Some(64 * gain));
        }
    }

    #[test]
    fn packing_stops_at_its_limits() {
        let tasks: Tasks = (0..40).map(|at| vec![Item { block: 1, weight: 1 << at, gain: 1 << at }]).collect();
        let limits = [(100_000, u64::MAX, Exceeded::Evaluations), (u64::MAX, 1 << 16, Exceeded::Memory)];
        for (evaluations_max, bytes_max, exceeded) in limits {
            let mut spent = 0;
            let mut effort = Effort { evaluations: &mut spent, evaluations_max, bytes_max };
            assert_eq!(stages(&tasks, u64::MAX).forward(&mut effort).err(), Some(exceeded));
            assert!(spent < 1 << 18);
        }
    }
}
