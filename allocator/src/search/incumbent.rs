//! The best allocation found so far.

use crate::model::{LevelArrays, Model};
use crate::primal::State;

/// A feasible allocation and its values.
#[derive(Clone, Debug)]
pub(crate) struct Incumbent {
    /// Group and start of every task.
    pub(crate) choices: Vec<(u32, u32)>,
    pub(crate) values: Vec<u128>,
}

impl Incumbent {
    /// The allocation of a state, if it is complete and better than another.
    pub(crate) fn better(
        model: &Model<'_, '_>,
        levels: &[LevelArrays],
        state: &State<'_, '_, '_>,
        than: Option<&Self>,
    ) -> Option<Self> {
        if !state.is_complete() {
            return None;
        }
        let values: Vec<u128> = levels.iter().map(|level| level.value(model, &state.choice)).collect();
        if than.is_some_and(|than| than.values <= values) {
            return None;
        }
        let found = Self { choices: state.choice.clone(), values };
        (model.complete || found.is_feasible(model)).then_some(found)
    }

    fn is_feasible(&self, model: &Model<'_, '_>) -> bool {
        let choices: Vec<_> = self.choices.iter().map(|&(group, start)| model.choice(group as usize, start)).collect();
        model.program.check_rows(&choices).is_ok()
    }
}
