//! Flattening a program.

use super::{Family, Link, Meaning, Model, Owner, Reach, Term};
use crate::solver::SolveError;
use apportion_certs::program::{FamilyKind, Program, UsageSpan};
use apportion_lattice::{Of, TaskIndex};

/// Rows beyond this number are left without multipliers: bounds stay valid and become weaker.
const ROWS_MAX: usize = 1 << 22;

impl<'p, 'm> Model<'p, 'm> {
    /// Flattens a program; O(coefficients).
    ///
    /// # Errors
    /// If groups or coefficients are too many to be numbered with 32 bits.
    #[cfg(test)]
    pub(crate) fn new(program: &'p Program<'m>) -> Result<Self, SolveError> {
        Self::build(program, &|| Ok(()))
    }

    /// Flattens a program unless `pause`, which is asked task by task, breaks it off; O(coefficients).
    ///
    /// # Errors
    /// What `pause` says, or that groups or coefficients are too many to be numbered with 32 bits.
    pub(crate) fn build<E: From<SolveError>>(
        program: &'p Program<'m>,
        pause: &dyn Fn() -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut model = Self {
            program,
            group_offsets: vec![0],
            starts: Vec::new(),
            group_task: Vec::new(),
            durations: Vec::new(),
            may_stay_unassigned: Vec::new(),
            term_offsets: vec![0],
            terms: Vec::new(),
            owners: Vec::new(),
            families: Vec::new(),
            scales: Vec::new(),
            bounds: Vec::new(),
            bounds_scaled: Vec::new(),
            row_family: Vec::new(),
            load_max: Vec::new(),
            amount_max: Vec::new(),
            price_count: 0,
            needs: vec![Vec::new(); program.task_count()],
            needed_by: vec![Vec::new(); program.task_count()],
            exceeded: None,
            complete: true,
        };
        let numbers = model.add_families(Loads::of(program, pause)?);
        for task in program.tasks() {
            pause()?;
            model.add_task(task, &numbers);
            for (what, found) in [("options by offer", model.starts.len()), ("coefficients", model.terms.len())] {
                if u32::try_from(found).is_err() {
                    return Err(SolveError::TooLarge { what, found }.into());
                }
            }
        }
        Ok(model)
    }

    /// Adds the families that can bind; for each family of the program its number here.
    fn add_families(&mut self, loads: Loads) -> Vec<Option<u32>> {
        let slots = self.program.market().horizon().slot_count;
        let mut numbers = Vec::with_capacity(loads.sum.len());
        for (number, family) in self.program.families().iter().enumerate() {
            let (meaning, reach, family_slots) = match &family.kind {
                FamilyKind::Usage(usage) => {
                    let meaning = if usage.of == Of::Money { Meaning::Money } else { Meaning::Resource };
                    let reach = match usage.span {
                        UsageSpan::Window { slots, .. } => Reach::Window(slots),
                        UsageSpan::Interval { first, last } => Reach::Interval { first, end: last + 1 },
                    };
                    (meaning, reach, slots)
                }
                FamilyKind::Dependency(dependency) => {
                    let link = |other: TaskIndex| Link { other: other.get(), after: dependency.after };
                    self.needs[dependency.dependent.usize()].push(link(dependency.on));
                    self.needed_by[dependency.on.usize()].push(link(dependency.dependent));
                    (Meaning::Dependency, Reach::Window(1), if dependency.after { slots } else { 1 })
                }
            };
            let rows = (family.rows().end - family.rows().start) as usize;
            // Prior usage fades, so that the first row has the least bound.
            let least_bound = family.bound(0);
            if least_bound < 0 && self.exceeded.is_none() {
                self.exceeded = Some(family.rows().start);
            }
            if meaning != Meaning::Dependency && loads.sum[number] <= least_bound.max(0) as u128 {
                numbers.push(None);
                continue;
            }
            if self.price_count + family_slots as usize > ROWS_MAX {
                self.complete = false;
                numbers.push(None);
                continue;
            }
            let amount_max = loads.amount_max[number].max(1) as f64;
            let at = self.families.len() as u32;
            numbers.push(Some(at));
            let first = self.bounds.len();
            for slot in 0..rows as u32 {
                let bound = family.bound(slot);
                self.bounds.push(bound);
                self.bounds_scaled.push(bound as f64 / amount_max);
                self.row_family.push(at);
            }
            self.scales.push(amount_max);
            self.families.push(Family {
                first_row: family.rows().start,
                meaning,
                reach,
                slots: family_slots,
                rows: first..self.bounds.len(),
                price_at: self.price_count,
                scale: amount_max,
            });
            let load = if meaning == Meaning::Dependency { 2.0 } else { loads.sum[number] as f64 };
            self.load_max.push(load + f64::from(slots) + 1.0);
            self.amount_max.push(amount_max);
            self.price_count += family_slots as usize + 1;
        }
        numbers
    }

    fn add_task(&mut self, task: TaskIndex, numbers: &[Option<u32>]) {
        let program = self.program;
        let duration = program.market().task(task).duration_slots;
        self.durations.push(duration);
        self.may_stay_unassigned.push(program.may_stay_unassigned(task));
        for pair in program.pairs(task) {
            let start = pair.run.start_first;
            for (family, amount) in program.loads(task, pair) {
                if let Some(number) = numbers[family as usize] {
                    let length = match self.families[number as usize].meaning {
                        Meaning::Money => 1,
                        _ => duration,
                    };
                    self.add_term(number, amount, (start + length, true), (start, true));
                }
            }
            for (number, dependent, after) in self.links(task, numbers) {
                let slots = self.families[number as usize].slots;
                match (dependent, after) {
                    (true, false) => self.add_term(number, 1, (1, false), (0, false)),
                    (true, true) => self.add_term(number, 1, (slots, false), (start, true)),
                    (false, true) => self.add_term(number, 1, (start + duration, true), (0, false)),
                    (false, false) => {}
                }
            }
            self.end_group(task, (start, pair.run.start_last));
        }
        if program.may_stay_unassigned(task) {
            for (number, dependent, _) in self.links(task, numbers) {
                if !dependent {
                    let slots = self.families[number as usize].slots;
                    self.add_term(number, 1, (slots, false), (0, false));
                }
            }
            self.end_group(task, (0, 0));
        }
        self.group_offsets.push(self.starts.len() as u32);
    }

    /// The dependency families of a task: number, whether the task is the dependent one, and whether the order in time counts.
    fn links(&self, task: TaskIndex, numbers: &[Option<u32>]) -> Vec<(u32, bool, bool)> {
        let families = self.program.task_dependencies(task).iter();
        let links = families.filter_map(|&family| match &self.program.families()[family as usize].kind {
            FamilyKind::Dependency(dependency) => {
                Some((numbers[family as usize]?, dependency.dependent == task, dependency.after))
            }
            FamilyKind::Usage(_) => None,
        });
        links.collect()
    }

    fn add_term(&mut self, number: u32, amount: u64, hi: (u32, bool), lo: (u32, bool)) {
        let family = &self.families[number as usize];
        let at = family.price_at as u32;
        self.terms.push(Term { hi: at + hi.0, lo: at + lo.0, amount });
        self.owners.push(Owner::new(number, hi.1, lo.1));
    }

    fn end_group(&mut self, task: TaskIndex, starts: (u32, u32)) {
        self.starts.push(starts);
        self.group_task.push(task.get());
        self.term_offsets.push(self.terms.len() as u32);
    }
}

/// How much each family of the program can be loaded.
struct Loads {
    /// Sum over tasks of the largest load that one pair puts on any row.
    sum: Vec<u128>,
    /// Largest amount of a pair.
    amount_max: Vec<u64>,
}

impl Loads {
    fn of<E>(program: &Program<'_>, pause: &dyn Fn() -> Result<(), E>) -> Result<Self, E> {
        let count = program.families().len();
        let mut loads = Self { sum: vec![0; count], amount_max: vec![0; count] };
        let mut largest = vec![0u128; count];
        let mut touched = Vec::new();
        for task in program.tasks() {
            pause()?;
            for pair in program.pairs(task) {
                for (family, amount) in program.loads(task, pair) {
                    let number = family as usize;
                    let usage = program.families()[number].usage();
                    let length =
                        if usage.is_some_and(|usage| usage.of == Of::Money) { 1 } else { pair.run.duration_slots };
                    let counted = match usage.map(|usage| usage.span) {
                        Some(UsageSpan::Window { slots, .. }) => slots.min(length),
                        Some(UsageSpan::Interval { first, last }) => (last - first + 1).min(length),
                        None => length,
                    };
                    loads.amount_max[number] = loads.amount_max[number].max(amount);
                    if largest[number] == 0 {
                        touched.push(number);
                    }
                    largest[number] = largest[number].max(u128::from(amount) * u128::from(counted));
                }
            }
            for number in touched.drain(..) {
                loads.sum[number] += core::mem::take(&mut largest[number]);
            }
        }
        Ok(loads)
    }
}
