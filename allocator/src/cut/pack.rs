//! The best selection within a block: at most one option of each task, within every row.

use super::Block;

/// An option that may be selected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) task: u32,
    /// Place among the block's groups.
    pub(crate) place: u32,
    pub(crate) value: i64,
}

/// A search for selections, depth first, with a Lagrangian bound; scratch space for many searches.
#[derive(Debug, Default)]
pub(crate) struct Pack {
    /// Multipliers on the rows, kept from one search to the next.
    pub(crate) prices: Vec<f64>,
    order: Vec<Item>,
    /// Range of each task's items in `order`.
    stages: Vec<(u32, u32)>,
    /// By stage: what the tasks from there on can add at most, by value and by priced value.
    value_after: Vec<i64>,
    priced_after: Vec<f64>,
    used: Vec<i64>,
    chosen: Vec<u32>,
    best: i64,
    selection: Vec<u32>,
}

/// What was found.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// A selection of more than the floor, and no better one exists: its value and the places of its items.
    Best(i64, Vec<u32>),
    /// No selection is worth more than the floor.
    Nothing,
    /// Too many steps.
    GaveUp,
}

/// Steps of the subgradient method that sets the prices before a search.
const PRICE_STEPS: usize = 12;

impl Pack {
    /// Forgets the prices.
    pub(crate) fn reset(&mut self, block: &Block) {
        self.prices.clear();
        self.prices.resize(block.rows.len(), 0.0);
    }

    /// The most valuable selection above `floor`, with `used` taken from the rows already. `steps` counts down.
    pub(crate) fn best(&mut self, block: &Block, items: &[Item], used: &[i64], floor: i64, steps: &mut u64) -> Found {
        self.arrange(block, items, used);
        self.used.clear();
        self.used.extend_from_slice(used);
        self.chosen.clear();
        self.best = floor;
        self.selection.clear();
        if !self.visit(block, 0, 0, steps) {
            return Found::GaveUp;
        }
        if self.best > floor { Found::Best(self.best, self.selection.clone()) } else { Found::Nothing }
    }

    /// Looks at all selections from a stage on, one level of recursion for each task; false if out of steps.
    fn visit(&mut self, block: &Block, stage: usize, value: i64, steps: &mut u64) -> bool {
        if *steps == 0 {
            return false;
        }
        *steps -= 1;
        if value > self.best {
            self.best = value;
            self.selection.clone_from(&self.chosen);
        }
        if self.hopeless(block, stage, value) {
            return true;
        }
        let (first, end) = self.stages[stage];
        for at in first..end {
            let item = self.order[at as usize];
            if self.fits(block, item.place) {
                self.take(block, item.place, 1);
                self.chosen.push(item.place);
                let whole = self.visit(block, stage + 1, value + item.value, steps);
                self.chosen.pop();
                self.take(block, item.place, -1);
                if !whole {
                    return false;
                }
            }
        }
        self.visit(block, stage + 1, value, steps)
    }

    /// Prices under which the priced values bound selections well.
    pub(crate) fn prices_for(&mut self, block: &Block, items: &[Item], used: &[i64]) -> Vec<f64> {
        (0..4).for_each(|_| self.set_prices(block, items, used));
        self.prices.clone()
    }

    fn fits(&self, block: &Block, place: u32) -> bool {
        let uses = block.uses(place as usize);
        uses.iter().zip(&self.used).zip(&block.bounds).all(|((own, used), bound)| own + used <= *bound)
    }

    fn take(&mut self, block: &Block, place: u32, sign: i64) {
        for (used, own) in self.used.iter_mut().zip(block.uses(place as usize)) {
            *used += sign * own;
        }
    }

    /// Whether nothing better than `best` can follow.
    fn hopeless(&self, block: &Block, stage: usize, value: i64) -> bool {
        if value + self.value_after[stage] <= self.best {
            return true;
        }
        let left = self.used.iter().zip(&block.bounds).zip(&self.prices);
        let room: f64 = left.map(|((used, bound), price)| (bound - used) as f64 * price).sum();
        value as f64 + room + self.priced_after[stage] < self.best as f64 + 1.0 - 1e-6
    }

    /// Sets the prices, and orders tasks and items: the most valuable first.
    fn arrange(&mut self, block: &Block, items: &[Item], used: &[i64]) {
        self.set_prices(block, items, used);
        let prices = &self.prices;
        let priced = |item: &Item| {
            item.value as f64
                - block
                    .uses(item.place as usize)
                    .iter()
                    .zip(prices)
                    .map(|(&own, price)| own as f64 * price)
                    .sum::<f64>()
        };
        self.order.clear();
        self.order.extend(items.iter().filter(|item| item.value > 0));
        let most = |task: u32| items.iter().filter(|item| item.task == task).map(|item| item.value).max();
        self.order.sort_by_key(|item| {
            (core::cmp::Reverse((most(item.task), item.task)), core::cmp::Reverse(item.value), item.place)
        });
        self.stages.clear();
        for (at, item) in (0..).zip(&self.order) {
            match self.stages.last_mut() {
                Some(stage) if self.order[stage.0 as usize].task == item.task => stage.1 = at + 1,
                _ => self.stages.push((at, at + 1)),
            }
        }
        self.value_after.clear();
        self.value_after.resize(self.stages.len() + 1, 0);
        self.priced_after.clear();
        self.priced_after.resize(self.stages.len() + 1, 0.0);
        for (stage, &(first, end)) in self.stages.iter().enumerate().rev() {
            let own = &self.order[first as usize..end as usize];
            let value = own.iter().map(|item| item.value).max().unwrap_or(0);
            let gain = own.iter().map(priced).fold(0.0, f64::max);
            self.value_after[stage] = self.value_after[stage + 1] + value;
            self.priced_after[stage] = self.priced_after[stage + 1] + gain;
        }
    }

    /// Prices that make `prices x room + sum over tasks of the best priced value` small, by a few subgradient steps.
    fn set_prices(&mut self, block: &Block, items: &[Item], used: &[i64]) {
        let width = block.rows.len();
        let room: Vec<f64> = block.bounds.iter().zip(used).map(|(bound, used)| (bound - used) as f64).collect();
        let total: f64 = items.iter().map(|item| item.value as f64).sum();
        let mut best = (f64::INFINITY, self.prices.clone());
        let mut length = 0.5;
        for _ in 0..PRICE_STEPS {
            let mut slack = room.clone();
            let mut bound: f64 = room.iter().zip(&self.prices).map(|(room, price)| room * price).sum();
            let mut at = 0;
            while at < items.len() {
                let task = items[at].task;
                let mut top = (0.0, None);
                while at < items.len() && items[at].task == task {
                    let uses = block.uses(items[at].place as usize);
                    let gain = items[at].value as f64
                        - uses.iter().zip(&self.prices).map(|(&own, price)| own as f64 * price).sum::<f64>();
                    if gain > top.0 {
                        top = (gain, Some(items[at].place));
                    }
                    at += 1;
                }
                bound += top.0;
                if let Some(place) = top.1 {
                    for (slack, &own) in slack.iter_mut().zip(block.uses(place as usize)) {
                        *slack -= own as f64;
                    }
                }
            }
            if bound < best.0 {
                best = (bound, self.prices.clone());
            } else {
                length *= 0.7;
            }
            // In units of each row's room, so that rows in different units move alike.
            let scale = |row: usize| room[row].max(1.0);
            let norm: f64 = (0..width).map(|row| (slack[row] / scale(row)).powi(2)).sum();
            if norm <= 1e-12 {
                break;
            }
            let step = length * 0.2 * total / (width as f64).sqrt() / norm.max(0.05);
            for (row, price) in self.prices.iter_mut().enumerate() {
                *price = (*price - step * slack[row] / scale(row) / scale(row)).max(0.0);
            }
        }
        self.prices = best.1;
    }
}
