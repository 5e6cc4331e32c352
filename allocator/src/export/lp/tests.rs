use super::*;
use apportion_lattice::Market;

const SMALL: &str = r#"{
    "version": 1, "name": "small", "resources": [{"name": "gpu", "unit": "cards"}], "slots": {"count": 2, "length_ms": 1000},
    "payers": [{"id": "p"}],
    "offers": [{"id": "a", "capacity": {"gpu": 4}, "price": {"gpu": 10}}],
    "tasks": [
        {"id": "first", "payer": "p", "demand": {"gpu": 2}, "required": true},
        {"id": "then", "payer": "p", "demand": {"gpu": 4}, "after": ["first"], "penalty": 50},
        {"id": "hopeless", "payer": "p", "demand": {"gpu": 5}, "required": true}
    ],
    "objective": [{"price": 1, "penalty": 1}, {"end_slot": 1}]
}"#;

const PROGRAM: &str = r#"\ Market "small", SHA-256 HASH
\ The least value at objective level 1, of levels 0 to 1.
\ x_tT_oO_sS = 1: task T runs on offer O from slot S on. x_tT_none = 1: task T is left out.
\ Rows that no choice of one option for each task exceeds are left out.
\ o0 is offer "a"
Minimize
 value: x_t0_o0_s0 + 2 x_t0_o0_s1 + x_t1_o0_s0 + 2 x_t1_o0_s1
Subject To
\ task "first" takes one option
 t0: x_t0_o0_s0 + x_t0_o0_s1 = 1
\ task "then" takes one option
 t1: x_t1_o0_s0 + x_t1_o0_s1 + x_t1_none = 1
\ task "hopeless" takes one option
 t2: zero = 1
\ capacity of "a", "gpu" in slot 0
 r0: 2 x_t0_o0_s0 + 4 x_t1_o0_s0 <= 4
\ capacity of "a", "gpu" in slot 1
 r1: 2 x_t0_o0_s1 + 4 x_t1_o0_s1 <= 4
\ task "then" starts by slot 0 only if task "first" has ended by then
 r2: x_t0_o0_s0 + x_t0_o0_s1 + x_t1_o0_s0 <= 1
\ task "then" starts by slot 1 only if task "first" has ended by then
 r3: x_t0_o0_s1 + x_t1_o0_s0 + x_t1_o0_s1 <= 1
\ level 0 stays as good as it is
 level0: 20 x_t0_o0_s0 + 20 x_t0_o0_s1 + 40 x_t1_o0_s0 + 40 x_t1_o0_s1 + 50 x_t1_none <= 60
Bounds
 zero = 0
Binary
 x_t0_o0_s0
 x_t0_o0_s1
 x_t1_o0_s0
 x_t1_o0_s1
 x_t1_none
End
"#;

#[test]
fn the_program_says_what_the_market_says() {
    let market = Market::from_json(SMALL).expect("valid");
    let program = Program::new(&market);
    let instance = Instance::new(&program, Limits::default()).expect("small");
    let text = instance.program(1, &[60]).expect("level 1 exists");
    assert_eq!(text.replace(&market.hash().to_string(), "HASH"), PROGRAM);
    assert_eq!((instance.level_count(), instance.program(2, &[])), (2, None));
    assert!(instance.is_exact_in_doubles());
}

#[test]
fn long_expressions_are_wrapped_and_large_numbers_are_named() {
    let tasks: Vec<String> = (0..40)
        .map(|task| format!(r#"{{"id": "t{task}", "payer": "p", "penalty": {}}}"#, (1u64 << 54) + task))
        .collect();
    let text = format!(
        r#"{{"version": 1, "payers": [{{"id": "p", "budget": 100}}], "offers": [{{"id": "o", "price_fixed": 7}}], "tasks": [{}]}}"#,
        tasks.join(", ")
    );
    let market = Market::from_json(&text).expect("valid");
    let program = Program::new(&market);
    let instance = Instance::new(&program, Limits::default()).expect("small");
    assert!(!instance.is_exact_in_doubles());
    let text = instance.program(0, &[]).expect("level 0 exists");
    assert!(text.contains("Some numbers exceed 2^53") && text.contains("18014398509482023 x_t39_none"));
    assert!(text.lines().all(|line| line.len() <= LINE_MAX));
    assert_eq!(text.matches(" x_t39_o0_s0").count(), 4, "objective, its task, the budget, and the list of variables");
}

#[test]
fn names_become_choices_again() {
    let market = Market::from_json(&SMALL.replace("\"gpu\": 5", "\"gpu\": 1")).expect("valid");
    let program = Program::new(&market);
    let instance = Instance::new(&program, Limits::default()).expect("small");
    let import = |ones: &[&str]| instance.import(ones.iter().copied()).map(|import| import.values);
    assert_eq!(import(&["x_t2_o0_s0", "x_t0_o0_s0", "x_t1_o0_s1", "value"]), Ok(vec![70, 4]));
    assert_eq!(import(&["x_t2_o0_s0", "x_t0_o0_s0"]), Ok(vec![80, 2]), "what is not named is left out");
    assert_eq!(import(&["x_t0_o0_s0"]), Err(ImportError::LeftOut("hopeless".into())));
    assert_eq!(import(&["x_t0_o0_s0", "x_t0_o0_s1"]), Err(ImportError::Choice("first".into())));
    assert_eq!(import(&["x_t0_o0_s9", "x_t2_o0_s0"]), Err(ImportError::Choice("first".into())));
    assert!(matches!(import(&["x_t0_o0_s1", "x_t1_o0_s1", "x_t2_o0_s0"]), Err(ImportError::Row { .. })));
    for strange in ["x_t9_none", "x_t_none", "x_t0_o9_s0", "x_t0_oo_s", "x_t99999999999_none", "", "x_t0_o0_s-1", "é"]
    {
        assert_eq!(import(&[strange]), Err(ImportError::LeftOut("first".into())), "{strange:?} is no name");
    }
}
