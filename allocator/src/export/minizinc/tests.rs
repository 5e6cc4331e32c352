use super::*;
use crate::Solver;
use crate::export::Limits;
use apportion_lattice::Market;
use apportion_lattice::testing::generate::{Profile, market};
use proptest::prelude::*;

const SMALL: &str = r#"{
    "version": 1, "name": "small", "resources": [{"name": "gpu", "unit": "cards"}], "slots": {"count": 3, "length_ms": 1000},
    "payers": [{"id": "p", "budget": 90000000000}],
    "offers": [{"id": "a \"quoted\\(1)\"", "capacity": {"gpu": 4}, "price": {"gpu": 10000000000}}],
    "tasks": [
        {"id": "first", "payer": "p", "demand": {"gpu": 2}, "duration_slots": 2, "required": true},
        {"id": "then", "payer": "p", "demand": {"gpu": 4}, "after": ["first"], "penalty": 50000000000},
        {"id": "too large", "payer": "p", "demand": {"gpu": 5}, "penalty": 7}
    ],
    "objective": [{"price": 1, "penalty": 1}, {"end_slot": 1}]
}"#;

const DATA: &str = r#"% Data for allocation.mzn, which says what each name means.
% Market "small", SHA-256 HASH
% This is the market exactly: every unit below divides what is stated in it.

tasks = 3;
task_name = [
  "first", "then", "too large",
];
offers = 1;
offer_name = [
  "a \"quoted\\(1)\"",
];

options = 7;
options_of = [
  1..2, 3..6, 7..7,
];
offer = [
  1, 1,
  1, 1, 1, 0,
  0,
];
start = [
  0, 1,
  0, 1, 2, 0,
  0,
];
finish = [
  2, 3,
  1, 2, 3, 0,
  0,
];

limits = 3;
amount = [
  2,  % capacity of "a \"quoted\\(1)\"", "gpu" in slot 0, in units of 2
  2,  % capacity of "a \"quoted\\(1)\"", "gpu" in slot 1, in units of 2
  2,  % capacity of "a \"quoted\\(1)\"", "gpu" in slot 2, in units of 2
];
uses = [
  1..2, 3..5, 6..7,
];
used_by = [
  1, 3,
  1, 2, 4,
  2, 5,
];
used = [
  1, 2,
  1, 1, 2,
  1, 2,
];
never = [
];

links = 1;
dependent = [
  2,
];
on = [
  1,
];
in_order = [
  true,
];

levels = 2;
extra = [
  0, 0,
  0, 0, 0, 1,
  0,
  0, 1,
  1, 2, 3, 0,
  0,
];
worst = [
  1, 4,
];
step = [
  "10000000000", "1",
];
base = [
  "80000000007", "2",
];
"#;

fn small() -> Market {
    Market::from_json(SMALL).expect("valid")
}

#[test]
fn the_data_says_what_the_market_says() {
    let market = small();
    let program = Program::new(&market);
    let instance = Instance::new(&program, Limits::default()).expect("small");
    assert_eq!(instance.rounding(), None);
    assert_eq!(instance.data().replace(&market.hash().to_string(), "HASH"), DATA);
}

#[test]
fn solutions_become_choices_and_parameters_of_the_next_level() {
    let market = small();
    let program = Program::new(&market);
    let instance = Instance::new(&program, Limits::default()).expect("small");
    let text =
        "noise\nchoice = [1, 6, 7];\n----------\nchoice = [1, 5, 7];\n% x\n----------\n==========\nchoice = [1, 2";
    let output = instance.read(text).expect("a solution, and a line cut short");
    assert!(output.is_complete && !output.is_unsatisfiable && !output.is_error);
    let choices = output.choices.expect("a solution");
    let on = |pair, start| Choice::Assigned { pair, start };
    assert_eq!(choices, [on(0, 0), on(1, 2), Choice::Unassigned]);
    assert_eq!(instance.steps(&choices), [0, 3]);
    assert_eq!(instance.parameters(1, &choices), "level = 2; reached = [0];");
    let import = instance.import(&choices).expect("feasible");
    assert_eq!(import.values, [80_000_000_007, 5]);
    let early = instance.read("choice = [1, 3, 7];\n----------\n").expect("options of their tasks");
    assert!(!early.is_complete);
    instance.import(&early.choices.expect("a solution")).expect_err("the second task comes before the first has ended");
}

#[test]
fn what_is_no_solution_is_named() {
    let market = small();
    let program = Program::new(&market);
    let instance = Instance::new(&program, Limits::default()).expect("small");
    let read = |list: &str| instance.read(&format!("\n{list}\n----------\n"));
    let number = |found: &str| Err(OutputError::Number { line: 2, found: found.into() });
    let count = |found| Err(OutputError::Count { line: 2, found, expected: 3 });
    let option = |task: &str, found| Err(OutputError::Option { line: 2, task: task.into(), found });
    assert_eq!(read("% nothing"), Err(OutputError::NoChoices { line: 3 }));
    assert_eq!(read("choice = 1;"), number("1;"));
    assert_eq!(read("choice = [1, x, 7];"), number("x"));
    assert_eq!(read("choice = [1, -5, 7];"), number("-5"));
    assert_eq!(read("choice = [1, 99999999999999999999999, 7];"), number("99999999999999999999"));
    assert_eq!(read("choice = [];"), count(0));
    assert_eq!(read("choice = [1, 5];"), count(2));
    assert_eq!(read("choice = [1, 5, 7, 7];"), count(4));
    assert_eq!(read("choice = [3, 5, 7];"), option("first", 3));
    assert_eq!(read("choice = [0, 5, 7];"), option("first", 0));
    assert_eq!(read("choice = [1, 5, 8];"), option("too large", 8));
    assert_eq!(instance.read(""), Ok(Output::default()));
    assert!(instance.read("=====UNSATISFIABLE=====\n").is_ok_and(|output| output.is_unsatisfiable));
    assert!(instance.read("=====ERROR=====\n").is_ok_and(|output| output.is_error));
}

#[test]
fn what_is_too_large_is_not_written_out() {
    let market = small();
    let program = Program::new(&market);
    let limits = Limits { terms_max: 20 };
    assert_eq!(Instance::new(&program, limits).map(|_| ()), Err(ExportError::TooLarge(20)));
}

proptest! {
    /// Whatever a solver prints, reading it ends with choices that are options of their tasks, or with an error.
    #[test]
    fn any_text_is_read_or_refused(
        lines in prop::collection::vec(prop_oneof![
            Just("----------".to_owned()), Just("==========".to_owned()), Just("choice = [1, 5, 7];".to_owned()),
            "choice = \\[[0-9, ]{0,12}\\];", "choice = .{0,12}", ".{0,12}",
        ], 0..8),
    ) {
        let market = small();
        let program = Program::new(&market);
        let instance = Instance::new(&program, Limits::default()).expect("small");
        if let Ok(Output { choices: Some(choices), .. }) = instance.read(&lines.join("\n")) {
            prop_assert_eq!(choices.len(), 3);
            for (task, choice) in program.tasks().zip(choices) {
                let options = 0..program.option_count(task);
                prop_assert!(options.into_iter().any(|option| program.choice(task, option) == Some(choice)));
            }
        }
    }

    /// A byte changed in a true output is refused, or makes another choice of options, never a panic.
    #[test]
    fn mutants_of_an_output_are_read_or_refused(at in 0usize..80, byte in 0u8..128) {
        let market = small();
        let program = Program::new(&market);
        let instance = Instance::new(&program, Limits::default()).expect("small");
        let mut bytes = b"choice = [1, 5, 7];\n% \"first\": \"a\", slots 0 to 1\n----------\n==========\n".to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        let text = String::from_utf8(bytes).expect("ASCII");
        if let Ok(Output { choices: Some(choices), .. }) = instance.read(&text) {
            prop_assert_eq!(choices.len(), 3);
        }
    }

    /// In a copy that had to be rounded, choices that respect its limits are feasible in the market, and their value is what the copy says to
    /// within its steps.
    #[test]
    fn what_a_rounded_copy_allows_is_feasible(seed in 0u64..1_000_000) {
        let market = market(seed, &Profile::large_numbers());
        let program = Program::new(&market);
        let instance = Instance::new(&program, Limits::default()).expect("small");
        let mut choices = vec![Choice::Unassigned; program.task_count()];
        for _ in 0..2 {
            for task in program.tasks() {
                let before = choices[task.usize()];
                let fitting = (0..program.assigned_options(task)).find(|&option| {
                    choices[task.usize()] = program.choice(task, option).expect("an option");
                    instance.allows(&choices)
                });
                if fitting.is_none() {
                    choices[task.usize()] = before;
                }
            }
        }
        match instance.import(&choices) {
            Ok(import) => {
                for ((value, steps), level) in import.values.iter().zip(instance.steps(&choices)).zip(&instance.levels) {
                    let said = level.base + u128::from(steps) * level.step;
                    let error = if level.rounded { level.step * program.task_count() as u128 } else { 0 };
                    prop_assert!(said.abs_diff(*value) <= error, "{said} is said, {value} is true, step {}", level.step);
                }
            }
            // Dependencies, required tasks and prior usage are not what is tested here.
            Err(ImportError::LeftOut(_)) => {}
            Err(ImportError::Row { row, .. }) => {
                let (family, _) = program.locate(row).expect("a row of the market");
                let usage = program.families()[family].usage().is_some();
                prop_assert!(!usage || instance.rows.iter().any(|row| row.amount < 0), "a limit is exceeded");
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

impl Instance<'_, '_> {
    /// Whether choices respect every limit of the data.
    fn allows(&self, choices: &[Choice]) -> bool {
        let tasks = self.listing.program.tasks().zip(choices);
        let number = |(task, choice): (TaskIndex, &Choice)| {
            self.listing.choices(task).find(|(_, known)| known == choice).map(|(number, _)| number)
        };
        let chosen: Vec<u32> = tasks.filter_map(number).collect();
        self.rows.iter().all(|row| {
            let used: i128 =
                row.terms.iter().filter(|term| chosen.contains(&term.0)).map(|term| i128::from(term.1)).sum();
            let never = row.never.iter().any(|option| chosen.contains(option));
            !never && (row.terms.is_empty() || used <= i128::from(row.amount))
        })
    }
}

#[test]
fn large_numbers_are_rounded_and_small_ones_are_not() {
    let (mut rounded, mut exact) = (0, 0);
    for seed in 0..200 {
        for profile in [Profile::assignment(), Profile::large_numbers()] {
            let market = market(seed, &profile);
            let program = Program::new(&market);
            let instance = Instance::new(&program, Limits::default()).expect("small");
            let is_rounded = instance.rounding().is_some();
            assert!(!is_rounded || profile == Profile::large_numbers(), "{seed}");
            *if is_rounded { &mut rounded } else { &mut exact } += 1;
            assert_eq!(instance.data().contains("ROUNDED COPY"), is_rounded);
        }
    }
    assert!(rounded > 50 && exact > 200, "{rounded} rounded, {exact} exact");
}

#[test]
fn the_optimum_is_an_optimum_of_the_data() {
    // What the model minimises orders allocations as the market does, where nothing was rounded.
    for seed in 0..100 {
        let market = market(seed, &Profile::small());
        let program = Program::new(&market);
        let instance = Instance::new(&program, Limits::default()).expect("small");
        let best = Solver::new().solve(&market).expect("small");
        let Some(options) = best.certificate.claim.options() else { continue };
        let choices: Vec<Choice> =
            program.tasks().zip(options).filter_map(|(task, &option)| program.choice(task, option)).collect();
        assert!(instance.rounding().is_some() || instance.allows(&choices), "{seed}");
        let values = best.certificate.claim.values().expect("an optimum");
        for ((level, steps), &value) in instance.levels.iter().zip(instance.steps(&choices)).zip(values) {
            assert!(level.rounded || level.base + level.step * u128::from(steps) == value, "{seed}");
        }
    }
}
