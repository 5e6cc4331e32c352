//! The Lean checkers of the core rules, transcribed from `Apportion/Core/Problem.lean` and `Apportion/Core/Cut.lean`, against the core checker, on
//! random systems of rows.
//!
//! A leaf is one combination of rows: both checkers have to agree whether it contradicts the decisions. A derived row is compared with a cut in
//! the core language whose first child refutes the negation with the same multipliers: what Lean accepts, core does, and where core has
//! nothing to spare, Lean accepts what core does.

use apportion_certs::core::{Constraint, Fault, Limits, Literal, Multiplier, Problem, Step, Term, check};
use apportion_certs::{Scalar, U256};
use proptest::prelude::*;

/// `dot` and `weight`: a column times multipliers.
fn dot(weights: &[u64], column: &[u64]) -> u64 {
    column.iter().zip(weights).map(|(coefficient, weight)| weight * coefficient).sum()
}

/// `allowed` for one decision: block, low, high, inside.
type Decision = (usize, usize, usize, bool);

fn allowed(path: &[Decision], block: usize, place: usize) -> bool {
    path.iter().all(|&(of, low, high, inside)| of != block || (low <= place && place < high) == inside)
}

/// `block_above` and `program_least`: a number known for each block counts if no allowed option is below it, else 0.
fn program_least(weights: &[u64], path: &[Decision], program: &[Vec<Vec<u64>>], known: &[u64]) -> u64 {
    let block = |(at, block): (usize, &Vec<Vec<u64>>)| {
        let above =
            |(place, column): (usize, &Vec<u64>)| !allowed(path, at, place) || known[at] <= dot(weights, column);
        if block.iter().enumerate().all(above) { known[at] } else { 0 }
    };
    program.iter().enumerate().map(block).sum()
}

/// `direct_ok`.
fn direct_ok(program: &[Vec<Vec<u64>>], bounds: &[u64], path: &[Decision], weights: &[u64], known: &[u64]) -> bool {
    dot(weights, bounds) < program_least(weights, path, program, known)
}

/// `Table`: for each block the least number, and the number of each option.
type Table = Vec<(u64, Vec<u64>)>;

/// `table_below` and `combine_ok`, where every row has a bound.
fn combine_ok(program: &[Vec<Vec<u64>>], bounds: &[u64], weights: &[u64], q: &Table, limit: u64) -> bool {
    let block_below = |(block, (least, numbers)): (&Vec<Vec<u64>>, &(u64, Vec<u64>))| {
        let below = |(column, number): (&Vec<u64>, &u64)| least <= number && *number <= dot(weights, column);
        block.len() == numbers.len() && block.iter().zip(numbers).all(below)
    };
    dot(weights, bounds) <= limit && program.len() == q.len() && program.iter().zip(q).all(block_below)
}

/// What `table_least` counts of each block: its least number, or for the blocks in `known` the number known, if no allowed one is below it.
fn table_least(path: &[Decision], q: &Table, known: &[(usize, u64)]) -> Vec<u64> {
    let block = |(at, (least, numbers)): (usize, &(u64, Vec<u64>))| match known.iter().find(|of| of.0 == at) {
        None => *least,
        Some(&(_, known)) => {
            let above = |(place, number): (usize, &u64)| !allowed(path, at, place) || known <= *number;
            if numbers.iter().enumerate().all(above) { known } else { 0 }
        }
    };
    q.iter().enumerate().map(block).collect()
}

/// `leaf_ok`.
fn leaf_ok(path: &[Decision], q: &Table, limit: u64, known: &[(usize, u64)]) -> bool {
    limit < table_least(path, q, known).iter().sum()
}

/// `numbers_combined` and `divide_ok`, with `(factor, row, limit)` of two rows.
fn divide_ok(
    (f, q, limit_q): (u64, &Table, u64),
    (g, r, limit_r): (u64, &Table, u64),
    (shifts, divisor): (&[u64], u64),
    (n, limit_n): (&Table, u64),
) -> bool {
    let combined = |at: usize| {
        let ((_, u), (_, v), (least, c)) = (&q[at], &r[at], &n[at]);
        let fits = |j: usize| *least <= c[j] && shifts[at] + divisor * c[j] <= f * u[j] + g * v[j];
        u.len() == v.len() && u.len() == c.len() && (0..u.len()).all(fits)
    };
    let shifted: u64 = shifts.iter().sum();
    f * limit_q + g * limit_r < shifted + divisor * (limit_n + 1)
        && [r.len(), shifts.len(), n.len()] == [q.len(); 3]
        && (0..q.len()).all(combined)
}

/// `numbers_over` and `above_ok`, with `(factor, row, limit)` of the row whose negation it is, and of another.
fn above_ok(
    (s, q, limit): (u64, &Table, u64),
    path: &[Decision],
    (f, r, limit_r): (u64, &Table, u64),
    (known, credits): (&[u64], &[u64]),
) -> bool {
    let over = |at: usize| {
        let fits = |(j, (&a, &b)): (usize, (&u64, &u64))| {
            (a == 0 && credits[at] == 0) || !allowed(path, at, j) || s * a + credits[at] <= f * b + known[at]
        };
        q[at].1.len() == r[at].1.len() && q[at].1.iter().zip(&r[at].1).enumerate().all(fits)
    };
    let (short, more): (u64, u64) = (known.iter().sum(), credits.iter().sum());
    f * limit_r + short < s * (limit + 1) + more
        && [r.len(), known.len(), credits.len()] == [q.len(); 3]
        && (0..q.len()).all(over)
}

/// The same system in the core language: "at least one" and "at most one" of each block, then the rows.
fn problem(program: &[Vec<Vec<u64>>], bounds: &[u64]) -> Problem {
    let mut problem = Problem::default();
    let mut offset = 0;
    let columns: Vec<&Vec<u64>> = program.iter().flatten().collect();
    for block in program {
        let variables = offset..offset + block.len() as u32;
        offset = variables.end;
        let terms = |literal: fn(u32) -> Literal| {
            variables.clone().map(|variable| Term { coefficient: number(1), literal: literal(variable) }).collect()
        };
        let most = Constraint { terms: terms(Literal::is_zero), degree: number(block.len() as u64 - 1) };
        problem.constraints.extend([Constraint { terms: terms(Literal::is_one), degree: number(1) }, most]);
    }
    problem.variable_count = offset;
    for (row, &bound) in bounds.iter().enumerate() {
        let total: u64 = columns.iter().map(|column| column[row]).sum();
        let terms = (0..)
            .zip(&columns)
            .filter(|(_, column)| column[row] > 0)
            .map(|(variable, column)| Term { coefficient: number(column[row]), literal: Literal::is_zero(variable) });
        problem.constraints.push(Constraint { terms: terms.collect(), degree: number(total.saturating_sub(bound)) });
    }
    problem
}

/// A row of the system as a table.
fn table(program: &[Vec<Vec<u64>>], row: usize) -> Table {
    tabulated(program.iter().map(|block| block.iter().map(|column| column[row]).collect()))
}

fn tabulated(numbers: impl Iterator<Item = Vec<u64>>) -> Table {
    numbers.map(|numbers| (numbers.iter().copied().min().unwrap_or(0), numbers)).collect()
}

/// `sum of chosen numbers <= limit` in the core language; `None` if every choice of variables satisfies it.
fn constraint(q: &Table, limit: u64) -> Option<Constraint> {
    let numbers = q.iter().flat_map(|block| block.1.iter().copied());
    let total: u64 = numbers.clone().sum();
    let terms = (0..).zip(numbers).filter(|(_, coefficient)| *coefficient > 0);
    let terms = terms
        .map(|(variable, coefficient)| Term { coefficient: number(coefficient), literal: Literal::is_zero(variable) });
    (total > limit).then(|| Constraint { terms: terms.collect(), degree: number(total - limit) })
}

/// Whether a leaf holds in the core language, after steps that lead to it.
fn closes(problem: &Problem, mut steps: Vec<Step>, multipliers: impl IntoIterator<Item = (usize, u64)>) -> bool {
    let taken = multipliers.into_iter().filter(|taken| taken.1 > 0);
    let multipliers =
        taken.map(|(constraint, factor)| Multiplier { constraint: constraint as u32, factor: number(factor) });
    steps.push(Step::Contradiction { multipliers: multipliers.collect() });
    // The second child is missing: whether that is the complaint tells whether the leaf holds.
    match check(problem, &steps, Limits::default()).unwrap_err().fault {
        Fault::Unfinished => true,
        Fault::NoContradiction => false,
        other => panic!("{other}"),
    }
}

/// A decision as a split, of which the first child is looked at.
fn split((block, low, high, _): Decision) -> Step {
    Step::Split { constraint: 2 * block as u32 + 1, from: low as u32, to: high as u32 }
}

/// A number that is changed by -1, 0 or 1.
fn changed(value: u64, change: u64) -> u64 {
    (value + change).saturating_sub(1)
}

fn number(value: u64) -> U256 {
    U256::from_u128(value.into())
}

const ROWS: usize = 3;

/// Blocks of one to four options with a coefficient in each row.
fn systems() -> impl Strategy<Value = Vec<Vec<Vec<u64>>>> {
    let column = proptest::collection::vec(0u64..6, ROWS);
    proptest::collection::vec(proptest::collection::vec(column, 2..5), 1..5)
}

/// What Lean accepts, core does; and the other way round where core has nothing to spare.
fn agree(lean: bool, core: bool, nothing_to_spare: bool) -> bool {
    if nothing_to_spare { lean == core } else { core || !lean }
}

/// That the option of a block lies in a range that is not all of it.
fn decision(program: &[Vec<Vec<u64>>], at: usize, low: usize, length: usize) -> Decision {
    let block = at % program.len();
    let options = program[block].len();
    let low = low % options;
    (block, low, low + 1 + length % (options - low).min(options - 1), true)
}

/// Changes one of some numbers by -1, 0 or 1.
fn change_one(numbers: &mut [Vec<u64>], at: usize, change: u64) {
    let count: usize = numbers.iter().map(Vec::len).sum();
    let own = numbers.iter_mut().flatten().nth(at % count).unwrap();
    *own = changed(*own, change);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, rng_seed: proptest::test_runner::RngSeed::Fixed(5), ..ProptestConfig::default() })]

    #[test]
    fn a_leaf_holds_in_lean_iff_it_holds_in_core(
        program in systems(), bounds in proptest::collection::vec(0u64..9, ROWS), weights in proptest::collection::vec(0u64..4, ROWS),
        at in 0usize..5, low in 0usize..4, length in 0usize..4,
    ) {
        // Core states a row that cannot be exceeded with a smaller bound; the theory does not.
        let binding = |row: usize| program.iter().flatten().map(|column| column[row]).sum::<u64>() >= bounds[row];
        prop_assume!((0..ROWS).all(binding));
        let path = [decision(&program, at, low, length)];
        let known: Vec<u64> = (0..program.len()).map(|at| {
            let options = program[at].iter().enumerate().filter(|(place, _)| allowed(&path, at, *place));
            options.map(|(_, column)| dot(&weights, column)).min().unwrap_or(0)
        }).collect();
        let lean = direct_ok(&program, &bounds, &path, &weights, &known);

        let problem = problem(&program, &bounds);
        let rows = (0..ROWS).map(|row| (2 * program.len() + row, weights[row]));
        let blocks = (0..program.len()).map(|at| (2 * at, known[at]));
        prop_assert_eq!(lean, closes(&problem, vec![split(path[0])], blocks.chain(rows)));
    }

    #[test]
    fn a_leaf_of_a_table_holds_in_lean_iff_it_holds_in_core(
        program in systems(), bound in 0u64..9, at in 0usize..5, low in 0usize..4, length in 0usize..4, change in 0u64..3,
    ) {
        let path = [decision(&program, at, low, length)];
        let q = table(&program, 0);
        prop_assume!(constraint(&q, bound).is_some());
        let block = path[0].0;
        let options = q[block].1.iter().enumerate().filter(|(place, _)| allowed(&path, block, *place));
        let known = [(block, changed(options.map(|option| *option.1).min().unwrap_or(0), change))];
        let counted = table_least(&path, &q, &known);
        let blocks = counted.iter().enumerate().map(|(at, &least)| (2 * at, least));
        let core = closes(&problem(&program, &[bound]), vec![split(path[0])], blocks.chain([(2 * program.len(), 1)]));
        prop_assert_eq!(leaf_ok(&path, &q, bound, &known), core);
    }

    #[test]
    fn a_combination_that_lean_accepts_holds_in_core(
        program in systems(), bounds in proptest::collection::vec(0u64..9, ROWS), weights in proptest::collection::vec(0u64..4, ROWS),
        at in 0usize..64, change in 0u64..3, limit in 0u64..3,
    ) {
        prop_assume!((0..ROWS).all(|row| constraint(&table(&program, row), bounds[row]).is_some()));
        let mut q: Vec<Vec<u64>> =
            program.iter().map(|block| block.iter().map(|column| dot(&weights, column)).collect()).collect();
        change_one(&mut q, at, change);
        let (q, needed) = (tabulated(q.into_iter()), dot(&weights, &bounds));
        let limit = changed(needed, limit);
        let Some(stated) = constraint(&q, limit) else { return Ok(()) };
        let lean = combine_ok(&program, &bounds, &weights, &q, limit);
        let rows = (0..ROWS).map(|row| (2 * program.len() + row, weights[row]));
        let negation = (2 * program.len() + ROWS, 1);
        let core = closes(&problem(&program, &bounds), vec![Step::Cut { constraint: stated }], rows.chain([negation]));
        prop_assert!(agree(lean, core, limit <= needed), "lean {}, core {}", lean, core);
        // Of another shape, or with a least number that is none, it is no table of the program.
        let (mut short, mut high) = (q.clone(), q.clone());
        short[0].1.pop();
        high[0].0 = q[0].1.iter().min().unwrap() + 1;
        prop_assert!(!combine_ok(&program, &bounds, &weights, &short, limit));
        prop_assert!(!combine_ok(&program, &bounds, &weights, &high, limit));
    }

    #[test]
    fn a_division_that_lean_accepts_holds_in_core(
        program in systems(), bounds in proptest::collection::vec(0u64..9, 2), (f, g, divisor) in (1u64..4, 0u64..3, 1u64..5),
        at in 0usize..64, change in 0u64..3, limit in 0u64..3, shifted: bool,
    ) {
        let (q, r) = (table(&program, 0), table(&program, 1));
        prop_assume!(constraint(&q, bounds[0]).is_some() && constraint(&r, bounds[1]).is_some());
        let sums: Vec<Vec<u64>> = q.iter().zip(&r).map(|(u, v)| u.1.iter().zip(&v.1).map(|(a, b)| f * a + g * b).collect()).collect();
        let shifts: Vec<u64> = sums.iter().map(|sums| if shifted { *sums.iter().min().unwrap() } else { 0 }).collect();
        let mut n: Vec<Vec<u64>> =
            sums.iter().zip(&shifts).map(|(sums, shift)| sums.iter().map(|sum| (sum - shift) / divisor).collect()).collect();
        change_one(&mut n, at, change);
        let (n, sum) = (tabulated(n.into_iter()), f * bounds[0] + g * bounds[1]);
        let limit = changed(sum.saturating_sub(shifts.iter().sum()) / divisor, limit);
        let Some(stated) = constraint(&n, limit) else { return Ok(()) };
        let lean = divide_ok((f, &q, bounds[0]), (g, &r, bounds[1]), (&shifts, divisor), (&n, limit));
        let blocks = shifts.iter().enumerate().map(|(at, &shift)| (2 * at, shift));
        let rows = [(2 * program.len(), f), (2 * program.len() + 1, g), (2 * program.len() + 2, divisor)];
        let core = closes(&problem(&program, &bounds), vec![Step::Cut { constraint: stated }], blocks.chain(rows));
        let spare = (shifts.iter().sum::<u64>() + divisor * (limit + 1)).saturating_sub(sum);
        prop_assert!(agree(lean, core, spare <= 1), "lean {}, core {}", lean, core);
    }

    #[test]
    fn a_leaf_of_a_cut_that_lean_accepts_holds_in_core(
        program in systems(), bounds in proptest::collection::vec(0u64..9, 2), (s, f) in (1u64..4, 0u64..4),
        at in 0usize..5, low in 0usize..4, length in 0usize..4, change in 0u64..3,
    ) {
        let path = [decision(&program, at, low, length)];
        let (q, r) = (table(&program, 0), table(&program, 1));
        prop_assume!(constraint(&r, bounds[1]).is_some());
        let Some(stated) = constraint(&q, bounds[0]) else { return Ok(()) };
        // By how much allowed options fall short of what they count, at most, and what they have over, at least.
        let balance = |at: usize| {
            let places = (0..q[at].1.len()).filter(|&place| allowed(&path, at, place));
            let pairs: Vec<(u64, u64)> = places.map(|place| (s * q[at].1[place], f * r[at].1[place])).collect();
            let short = pairs.iter().map(|(count, have)| count.saturating_sub(*have)).max().unwrap();
            (short, pairs.iter().map(|(count, have)| have.saturating_sub(*count)).min().unwrap())
        };
        let (mut known, mut credits): (Vec<u64>, Vec<u64>) = (0..q.len()).map(balance).unzip();
        let own = if s > f { &mut known } else { &mut credits };
        own[at % program.len()] = changed(own[at % program.len()], change);
        let lean = above_ok((s, &q, bounds[0]), &path, (f, &r, bounds[1]), (&known, &credits));
        let blocks = known.iter().zip(&credits).enumerate().flat_map(|(at, (&known, &credit))| [(2 * at, credit), (2 * at + 1, known)]);
        let rows = [(2 * program.len() + 1, f), (2 * program.len() + 2, s)];
        let system: Vec<Vec<Vec<u64>>> =
            program.iter().map(|block| block.iter().map(|column| vec![0, column[1]]).collect()).collect();
        let steps = vec![Step::Cut { constraint: stated }, split(path[0])];
        let core = closes(&problem(&system, &[0, bounds[1]]), steps, blocks.chain(rows));
        let needed = f * bounds[1] + known.iter().sum::<u64>();
        let spare = (s * (bounds[0] + 1) + credits.iter().sum::<u64>()).saturating_sub(needed);
        prop_assert!(agree(lean, core, spare <= 1), "lean {}, core {}", lean, core);
    }

    /// What a decision excludes: the places of the range, or all others.
    #[test]
    fn a_decision_allows_its_range_or_the_rest(low in 0usize..5, high in 0usize..5, place in 0usize..5, other in 1usize..3) {
        prop_assert_eq!(allowed(&[(0, low, high, true)], 0, place), (low..high).contains(&place));
        prop_assert_eq!(allowed(&[(0, low, high, false)], 0, place), !(low..high).contains(&place));
        prop_assert!(allowed(&[(0, low, high, true)], other, place));
    }

    /// A number that is known to be larger than it is counts nothing.
    #[test]
    fn numbers_that_are_too_large_count_nothing(program in systems(), weights in proptest::collection::vec(0u64..4, ROWS), at in 0usize..5) {
        let at = at % program.len();
        let least = program[at].iter().map(|column| dot(&weights, column)).min().unwrap();
        let mut known = vec![0; program.len()];
        known[at] = least;
        prop_assert_eq!(program_least(&weights, &[], &program, &known), least);
        known[at] = least + 1;
        prop_assert_eq!(program_least(&weights, &[], &program, &known), 0);
    }
}
