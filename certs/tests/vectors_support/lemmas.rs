//! Lemmas of small markets: drawn at random, with bounds found by listing every selection, and what is true of them.

use apportion_certs::program::{Lemma, Multipliers, ObjectiveWeight, Program, RowIndex};
use apportion_certs::{Certificate, Node};
use apportion_lattice::TaskIndex;

/// The coefficient of an option in a row of the market or a lemma.
pub fn coefficient(program: &Program<'_>, lemmas: &[Lemma], row: RowIndex, task: TaskIndex, option: u64) -> u64 {
    match program.lemma_of(row) {
        Some(lemma) => lemmas[lemma].coefficient(task, option),
        None => program.choice(task, option).map_or(0, |choice| program.coefficient(row, task, choice)),
    }
}

/// The bound of a row of the market or a lemma.
pub fn bound(program: &Program<'_>, lemmas: &[Lemma], row: RowIndex) -> i128 {
    match program.lemma_of(row) {
        Some(lemma) => lemmas[lemma].bound as i128,
        None => program.bound(row),
    }
}

/// The largest value of a selection of listed options, at most one of each task, that fits every row.
pub fn largest(program: &Program<'_>, earlier: &[Lemma], lemma: &Lemma) -> u128 {
    let room = lemma.multipliers.rows.iter().map(|row| bound(program, earlier, row.0)).collect();
    largest_from(program, earlier, lemma, 0, room)
}

fn largest_from(program: &Program<'_>, earlier: &[Lemma], lemma: &Lemma, stage: usize, room: Vec<i128>) -> u128 {
    let Some((task, options)) = lemma.tasks.get(stage) else { return 0 };
    let mut best = largest_from(program, earlier, lemma, stage + 1, room.clone());
    for &(option, value) in options {
        let rows = lemma.multipliers.rows.iter().zip(&room);
        let left = |(row, room): (&(RowIndex, u128), &i128)| {
            room - i128::from(coefficient(program, earlier, row.0, *task, option))
        };
        let left: Vec<i128> = rows.map(left).collect();
        if left.iter().all(|&room| room >= 0) {
            best = best.max(u128::from(value) + largest_from(program, earlier, lemma, stage + 1, left));
        }
    }
    best
}

/// Up to three lemmas that hold, from the choices of `pick(n)`, numbers below n; preferably such that say something.
pub fn draw(program: &Program<'_>, pick: &mut dyn FnMut(usize) -> usize) -> Vec<Lemma> {
    let mut lemmas: Vec<Lemma> = Vec::new();
    for _ in 0..1 + pick(3) {
        let tries: Vec<Lemma> = (0..6).map(|_| draw_one(program, &lemmas, pick)).collect();
        let says_something = |lemma: &&Lemma| lemma.bound < lemma.largest_load();
        let usable = || tries.iter().filter(|lemma| !lemma.tasks.is_empty() && !lemmas.contains(lemma));
        let chosen = usable().find(says_something).or(usable().next()).cloned();
        lemmas.extend(chosen);
    }
    lemmas
}

fn draw_one(program: &Program<'_>, earlier: &[Lemma], pick: &mut dyn FnMut(usize) -> usize) -> Lemma {
    let used = |row: RowIndex, task: TaskIndex, option: u64| coefficient(program, earlier, row, task, option);
    let binds = |&row: &RowIndex| {
        let options = |task| (0..program.option_count(task)).map(move |option| used(row, task, option));
        let load: i128 = program.tasks().filter_map(|task| options(task).max()).map(i128::from).sum();
        (0..load).contains(&bound(program, earlier, row))
    };
    let rows = (0..program.row_count()).map(RowIndex);
    let derived = (0..earlier.len()).map(|lemma| program.lemma_row(lemma as u32));
    let rows: Vec<RowIndex> = rows.chain(derived).filter(binds).collect();
    let mut named: Vec<RowIndex> = (0..pick(4).min(rows.len())).map(|_| rows[pick(rows.len())]).collect();
    named.sort_unstable();
    named.dedup();
    let mut lemma = Lemma {
        multipliers: Multipliers {
            objective: ObjectiveWeight::PowerOfTwo(pick(5) as u8),
            rows: named.iter().map(|&row| (row, 1 + pick(8) as u128)).collect(),
        },
        tasks: Vec::new(),
        bound: 0,
    };
    let mut tasks: Vec<TaskIndex> = program.tasks().filter(|&task| program.option_count(task) > 0).collect();
    while !tasks.is_empty() && lemma.tasks.len() < 4 {
        let task = tasks.swap_remove(pick(tasks.len()));
        let mut options = Vec::new();
        for option in 0..program.option_count(task) {
            // What the option uses of a row, or half of it, or any small number.
            let used = named.first().map_or(0, |&row| used(row, task, option));
            let value = match pick(6) {
                0 => 0,
                1 | 2 => used,
                3 => used / 2,
                _ => 1 + pick(4) as u64,
            };
            if value > 0 {
                options.push((option, value));
            }
        }
        if !options.is_empty() {
            lemma.tasks.push((task, options));
        }
    }
    lemma.bound = largest(program, earlier, &lemma) + u128::from(pick(4) == 0);
    lemma
}

/// Whether every feasible allocation keeps within a lemma.
pub fn holds(program: &Program<'_>, lemma: &Lemma) -> bool {
    let choices = |task| -> Vec<_> { (0..program.option_count(task)).map(|option| (task, option)).collect() };
    let mut allocations = vec![Vec::new()];
    for task in program.tasks() {
        allocations = allocations
            .into_iter()
            .flat_map(|before| choices(task).into_iter().map(move |next| [before.clone(), vec![next]].concat()))
            .collect();
    }
    allocations.iter().all(|allocation| {
        let chosen: Vec<_> =
            allocation.iter().map(|&(task, option)| program.choice(task, option).expect("an option")).collect();
        let value: u128 = allocation.iter().map(|&(task, option)| u128::from(lemma.coefficient(task, option))).sum();
        value <= lemma.bound || program.check_rows(&chosen).is_err()
    })
}

/// Drops lemmas that nothing names, and numbers the others anew.
pub fn prune(program: &Program<'_>, certificate: &mut Certificate) {
    let number = |row: RowIndex| program.lemma_of(row);
    let mut used = vec![false; certificate.lemmas.len()];
    let combined = certificate.pool.iter().chain(certificate.knapsacks.iter().map(|entry| &entry.multipliers));
    let rows = combined.flat_map(|entry| entry.rows.iter().map(|row| row.0));
    let overloaded = certificate.proofs.iter().flatten().filter_map(|node| match node {
        Node::Overload(row) => Some(RowIndex(*row)),
        _ => None,
    });
    rows.chain(overloaded).filter_map(number).for_each(|lemma| used[lemma] = true);
    for lemma in (0..used.len()).rev() {
        if used[lemma] {
            let rows = &certificate.lemmas[lemma].multipliers.rows;
            rows.iter().filter_map(|row| number(row.0)).for_each(|earlier| used[earlier] = true);
        }
    }
    let shift = |row: &mut RowIndex| {
        if let Some(lemma) = number(*row) {
            row.0 -= used[..lemma].iter().filter(|&&used| !used).count() as u64;
        }
    };
    let knapsacks = certificate.knapsacks.iter_mut().map(|entry| &mut entry.multipliers);
    let lemmas = certificate.lemmas.iter_mut().map(|lemma| &mut lemma.multipliers);
    for multipliers in certificate.pool.iter_mut().chain(knapsacks).chain(lemmas) {
        multipliers.rows.iter_mut().for_each(|row| shift(&mut row.0));
    }
    for node in certificate.proofs.iter_mut().flatten() {
        if let Node::Overload(row) = node {
            let mut index = RowIndex(*row);
            shift(&mut index);
            *row = index.0;
        }
    }
    let mut kept = used.iter();
    certificate.lemmas.retain(|_| kept.next() == Some(&true));
}
