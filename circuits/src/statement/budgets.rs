//! S2: what each payer's items cost is at most its committed budget; who pays for which item stays hidden.

use super::keyed::KeyedBound;
use super::parameter::{ParameterError, narrow, positive};
use super::{Committed, PolicyPublic, Statement, Unsatisfied};
use crate::commitment::{Batch, Table, TableLayout};
use crate::labels;
use crate::layout::{BitWidth, ItemLane, ItemLayout};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The statement "every payer keeps its budget".
#[derive(Clone, Debug)]
pub struct Budgets<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) layout: ItemLayout,
    pub(crate) budgets: TableLayout,
    pub(crate) bound: KeyedBound,
}

/// Witness of [`Budgets`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BudgetsWitness<F> {
    /// The items.
    pub batch: Batch<F>,
    /// One row a payer: its budget.
    pub budgets: Table<F>,
}

impl<F: PrimeField> Budgets<F> {
    /// The statement for a layout with payers and prices, a number of payers and a width of budgets.
    pub fn new(
        poseidon: Poseidon<F>,
        layout: ItemLayout,
        payers: usize,
        budget: BitWidth,
    ) -> Result<Self, ParameterError> {
        layout.require(ItemLane::Payer)?;
        layout.require(ItemLane::Price)?;
        positive("the number of payers", payers)?;
        narrow("budget", budget)?;
        let bound = KeyedBound::new::<F>(layout.count, [(layout.price, budget)])?;
        let columns = vec![budget];
        let budgets = TableLayout { table: Committed::Budgets, label: labels::BUDGETS, rows: payers, columns };
        Ok(Self { poseidon, layout, budgets, bound })
    }
}

impl<F: PrimeField> Statement<F> for Budgets<F> {
    type Public = PolicyPublic<F>;
    type Witness = BudgetsWitness<F>;

    const NAME: &'static str = "budgets";

    fn parameters(&self) -> Vec<u64> {
        [self.layout.numbers(), self.budgets.numbers()].concat()
    }

    fn public(&self, context: F, witness: &BudgetsWitness<F>) -> PolicyPublic<F> {
        let items = witness.batch.commitment(&self.poseidon, &self.layout);
        let policy = self.budgets.commitment(&self.poseidon, &witness.budgets);
        PolicyPublic { context, items, policy }
    }

    fn holds(&self, public: &PolicyPublic<F>, witness: &BudgetsWitness<F>) -> Result<(), Unsatisfied> {
        self.layout.check(&witness.batch.items)?;
        self.budgets.check(&witness.budgets)?;
        let mut sums = vec![0; self.budgets.rows];
        for (at, item) in witness.batch.items.iter().enumerate() {
            let unknown = Unsatisfied::UnknownPayer { item: at, payer: item.payer, payers: self.budgets.rows };
            let sum: &mut u128 = sums.get_mut(item.payer as usize).ok_or(unknown)?;
            *sum += u128::from(item.price);
        }
        for (payer, (&sum, row)) in sums.iter().zip(&witness.budgets.rows).enumerate() {
            for &budget in row {
                if sum > u128::from(budget) {
                    return Err(Unsatisfied::BudgetExceeded { payer, sum, budget });
                }
            }
        }
        public.check(&self.public(public.context, witness), Committed::Budgets)
    }

    fn blank(&self) -> BudgetsWitness<F> {
        BudgetsWitness { batch: self.layout.blank(), budgets: self.budgets.blank() }
    }
}
