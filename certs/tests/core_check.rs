//! The core checker: what it accepts is true by brute force, mutated proofs of false statements are refused, and each fault has a witness.

mod core_support;

use apportion_certs::core::{Constraint, Fault, Limits, Literal, Multiplier, Problem, Step, Term, check};
use apportion_certs::elaborate::{self, Elaborator};
use apportion_certs::{Claim, Scalar, U256};
use apportion_lattice::testing::generate::{self, Profile};
use core_support::Random;

fn big(value: u128) -> U256 {
    U256::from_u128(value)
}

/// `sum of coefficient x literal >= degree`; a negative number stands for the negation of that variable, counted from 1.
fn at_least(terms: &[(u128, i32)], degree: u128) -> Constraint {
    let literal = |signed: i32| {
        let variable = signed.unsigned_abs() - 1;
        if signed > 0 { Literal::is_one(variable) } else { Literal::is_zero(variable) }
    };
    let term = |&(coefficient, signed): &(u128, i32)| Term { coefficient: big(coefficient), literal: literal(signed) };
    Constraint { terms: terms.iter().map(term).collect(), degree: big(degree) }
}

fn take(taken: &[(u32, u128)]) -> Vec<Multiplier> {
    taken.iter().map(|&(constraint, factor)| Multiplier { constraint, factor: big(factor) }).collect()
}

fn lemma(taken: &[(u32, u128)], divisor: u128) -> Step {
    Step::Lemma { multipliers: take(taken), axioms: Vec::new(), divisor: big(divisor) }
}

fn cut(terms: &[(u128, i32)], degree: u128) -> Step {
    Step::Cut { constraint: at_least(terms, degree) }
}

fn leaf(taken: &[(u32, u128)]) -> Step {
    Step::Contradiction { multipliers: take(taken) }
}

fn satisfiable(problem: &Problem) -> bool {
    let assignment =
        |bits: u32| (0..problem.variable_count).map(|variable| bits >> variable & 1 == 1).collect::<Vec<_>>();
    let holds = |bits: u32| problem.constraints.iter().all(|constraint| constraint.holds(&assignment(bits)).unwrap());
    (0..1u32 << problem.variable_count).any(holds)
}

fn fault(problem: &Problem, proof: &[Step]) -> Option<(usize, Fault)> {
    check(problem, proof, Limits::default()).err().map(|refusal| (refusal.step, refusal.fault))
}

/// At most one of three, at least one of them, and none of them: refuted by one split.
fn example() -> (Problem, Vec<Step>) {
    let constraints = vec![
        at_least(&[(1, -1), (1, -2), (1, -3)], 2),
        at_least(&[(1, 1), (1, 2), (1, 3)], 1),
        at_least(&[(2, -1), (2, -2), (1, -3)], 4),
        at_least(&[(3, -3), (1, 4)], 3),
        at_least(&[(1, -4)], 1),
    ];
    let proof =
        vec![Step::Split { constraint: 0, from: 0, to: 2 }, leaf(&[(1, 2), (2, 1)]), leaf(&[(1, 3), (3, 1), (4, 1)])];
    (Problem { variable_count: 4, constraints }, proof)
}

#[test]
fn each_fault_has_a_witness() {
    let (problem, proof) = example();
    assert_eq!(fault(&problem, &proof), None);
    assert!(!satisfiable(&problem));
    let with = |at: usize, step: Step| {
        let mut proof = proof.clone();
        proof[at] = step;
        proof
    };
    let split = |constraint, from, to| Step::Split { constraint, from, to };
    let longer = |step: Step| [proof.clone(), vec![step]].concat();
    let far = Step::Lemma { multipliers: vec![], axioms: vec![(Literal::is_one(4), big(1))], divisor: big(1) };
    let cases = [
        (proof[..2].to_vec(), 2, Fault::Unfinished),
        (Vec::new(), 0, Fault::Unfinished),
        (longer(leaf(&[(1, 2)])), 3, Fault::Surplus),
        (with(1, leaf(&[(1, 1), (2, 1)])), 1, Fault::NoContradiction),
        (with(2, leaf(&[(1, 2), (2, 1)])), 2, Fault::NoContradiction),
        (with(0, split(0, 2, 3)), 1, Fault::NoContradiction),
        (with(0, split(1, 0, 2)), 0, Fault::Split),
        (with(0, split(0, 0, 3)), 0, Fault::Places { from: 0, to: 3 }),
        (with(0, split(0, 2, 2)), 0, Fault::Places { from: 2, to: 2 }),
        (with(0, split(0, 2, 4)), 0, Fault::Places { from: 2, to: 4 }),
        (with(0, split(0, 2, 1)), 0, Fault::Places { from: 2, to: 1 }),
        (with(0, split(5, 0, 1)), 0, Fault::Unknown(5)),
        (with(1, leaf(&[(9, 1)])), 1, Fault::Unknown(9)),
        (with(1, lemma(&[(1, 1)], 0)), 1, Fault::Divisor),
        (with(1, far), 1, Fault::Literal(Literal::is_one(4))),
        (with(1, cut(&[(1, 2), (1, 1)], 1)), 1, Fault::Cut),
        (with(1, cut(&[(0, 1)], 0)), 1, Fault::Cut),
        (with(1, cut(&[(1, 5)], 1)), 1, Fault::Cut),
    ];
    for (proof, step, expected) in cases {
        assert_eq!(fault(&problem, &proof), Some((step, expected)));
    }
    let form = |constraint: Constraint| {
        let mut problem = problem.clone();
        problem.constraints[2] = constraint;
        fault(&problem, &proof)
    };
    for bad in [
        at_least(&[(0, 1)], 0),
        at_least(&[(1, 2), (1, 1)], 0),
        at_least(&[(1, 2), (1, -2)], 0),
        at_least(&[(1, 5)], 0),
    ] {
        assert_eq!(form(bad), Some((0, Fault::Form(2))));
    }
    let few = check(&problem, &[lemma(&[(1, 1)], 1)], Limits { lemma_terms_max: 2 });
    assert_eq!(few.unwrap_err().fault, Fault::Limit(2));
}

#[test]
fn numbers_beyond_256_bits_are_refused() {
    let huge = big(u128::MAX).times(u128::MAX);
    let mut constraint = at_least(&[(1, 1)], 1);
    constraint.terms[0].coefficient = huge;
    let problem = Problem { variable_count: 1, constraints: vec![constraint] };
    for factor in [3, u128::MAX] {
        assert_eq!(fault(&problem, &[leaf(&[(0, factor)])]), Some((0, Fault::Overflow)));
        assert_eq!(fault(&problem, &[lemma(&[(0, factor)], 1)]), Some((0, Fault::Overflow)));
    }
    assert_eq!(fault(&problem, &[leaf(&[(0, 1), (0, 1)])]), Some((0, Fault::Overflow)));
    assert_eq!(fault(&problem, &[leaf(&[(0, 1)])]), Some((0, Fault::NoContradiction)));
}

/// Of four, no two, but at least two: the linear relaxation allows a half of each, rounding does not.
#[test]
fn division_rounds_up() {
    let pairs = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)].map(|(x, y)| at_least(&[(1, -x), (1, -y)], 1));
    let constraints = [pairs.to_vec(), vec![at_least(&[(1, 1), (1, 2), (1, 3), (1, 4)], 2)]].concat();
    let problem = Problem { variable_count: 4, constraints };
    let triangles = [[0, 1, 3], [0, 2, 4], [1, 2, 5], [3, 4, 5]];
    let by = |half: u128, third: u128| {
        let triangles = triangles.map(|pairs| lemma(&pairs.map(|pair| (pair, 1)), half));
        let all = lemma(&[(7, 1), (8, 1), (9, 1), (10, 1)], third);
        [triangles.to_vec(), vec![all, leaf(&[(6, 2 * 3 / half / third), (11, 1)])]].concat()
    };
    assert_eq!(fault(&problem, &by(2, 3)), None);
    assert_eq!(fault(&problem, &by(1, 1)), Some((5, Fault::NoContradiction)));
}

/// Of four, no two: so at most one, shown by splitting what would be two of them.
#[test]
fn cuts_are_refuted_and_then_hold() {
    let pairs = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)].map(|(x, y)| at_least(&[(1, -x), (1, -y)], 1));
    let constraints = [pairs.to_vec(), vec![at_least(&[(1, 1), (1, 2), (1, 3), (1, 4)], 2)]].concat();
    let problem = Problem { variable_count: 4, constraints };
    let split = |constraint| Step::Split { constraint, from: 0, to: 1 };
    let two = |pair| leaf(&[(7, 1), (pair, 1)]);
    // Constraint 7 is first "at least two of four", of which each split leaves one out; then "at most one".
    let refutation = [split(0), split(1), two(2), two(5), split(3), two(4), two(5)];
    let by = |degree: u128, first: &[Step], second: &[Step]| {
        let proof = [&[cut(&[(1, -1), (1, -2), (1, -3), (1, -4)], degree)], first, second].concat();
        fault(&problem, &proof)
    };
    let rest = leaf(&[(6, 1), (7, 1)]);
    assert_eq!(by(3, &refutation, std::slice::from_ref(&rest)), None);
    assert_eq!(by(3, &refutation, &[]), Some((8, Fault::Unfinished)));
    assert_eq!(by(3, &refutation[..6], std::slice::from_ref(&rest)), Some((7, Fault::NoContradiction)));
    // None of four does not follow, two of four is not enough, and what holds in the first child does not hold in the second.
    assert_eq!(by(4, &refutation, std::slice::from_ref(&rest)), Some((3, Fault::NoContradiction)));
    assert_eq!(
        by(2, &[split(0), split(1), two(2), two(5), split(3), two(4), two(5)], std::slice::from_ref(&rest)),
        Some((8, Fault::NoContradiction))
    );
    assert_eq!(by(3, &refutation, &refutation), Some((10, Fault::NoContradiction)));
    assert_eq!(by(0, &[leaf(&[(7, 1)])], &[rest]), Some((2, Fault::NoContradiction)));
}

#[test]
fn lemmas_end_with_their_branch() {
    let (problem, proof) = example();
    let within = vec![proof[0].clone(), lemma(&[(1, 2), (2, 1)], 1), leaf(&[(5, 1)]), leaf(&[(5, 1)])];
    assert_eq!(fault(&problem, &within), Some((3, Fault::Unknown(5))));
    let before = vec![lemma(&[(1, 2), (2, 1)], 1), proof[0].clone(), leaf(&[(5, 1)]), leaf(&[(1, 3), (3, 1), (4, 1)])];
    assert_eq!(fault(&problem, &before), None);
}

fn random_problem(random: &mut Random) -> Problem {
    let variable_count = 2 + random.below(4) as u32;
    let constraints = (0..3 + random.below(4)).map(|_| random_constraint(variable_count, random)).collect();
    Problem { variable_count, constraints }
}

fn random_constraint(variable_count: u32, random: &mut Random) -> Constraint {
    let mut terms = Vec::new();
    let mut total = 0;
    for variable in 1..=variable_count as i32 {
        if !random.one_in(3) {
            let coefficient = 1 + random.below(3) as u128;
            total += coefficient;
            terms.push((coefficient, if random.one_in(3) { variable } else { -variable }));
        }
    }
    at_least(&terms, random.below(total as usize + 1) as u128)
}

#[test]
fn a_negation_holds_where_the_constraint_does_not() {
    let mut random = Random(1);
    for _ in 0..200 {
        let mut constraint = random_constraint(4, &mut random);
        constraint.degree = constraint.degree.plus(big(random.below(3) as u128));
        let negation = constraint.negation().unwrap();
        for bits in 0..16 {
            let assignment = [bits & 1 == 1, bits & 2 == 2, bits & 4 == 4, bits & 8 == 8];
            assert_ne!(constraint.holds(&assignment), negation.holds(&assignment), "{constraint:?} {assignment:?}");
        }
    }
    let huge = big(u128::MAX).times(u128::MAX);
    let term = |variable| Term { coefficient: huge, literal: Literal::is_one(variable) };
    assert_eq!(Constraint { terms: vec![term(0), term(1)], degree: huge }.negation(), None);
}

fn random_step(problem: &Problem, lemmas: u32, random: &mut Random) -> Step {
    let known = problem.constraints.len() as u32 + lemmas;
    let multipliers = |random: &mut Random| -> Vec<Multiplier> {
        let taken = (0..known).map(|constraint| Multiplier { constraint, factor: big(random.below(6) as u128) });
        taken.filter(|taken| taken.factor <= big(3) && !taken.factor.is_zero()).collect()
    };
    match random.below(16) {
        0..3 => {
            let literal = Literal::is_zero(random.below(problem.variable_count as usize) as u32);
            let axioms = if random.one_in(2) { vec![(literal, big(1))] } else { vec![] };
            Step::Lemma { multipliers: multipliers(random), axioms, divisor: big(1 + random.below(3) as u128) }
        }
        15 => Step::Cut { constraint: random_constraint(problem.variable_count, random) },
        3..9 => {
            let from = random.below(4) as u32;
            Step::Split { constraint: random.below(known as usize) as u32, from, to: from + 1 + random.below(2) as u32 }
        }
        _ => Step::Contradiction { multipliers: multipliers(random) },
    }
}

/// Builds proofs step by step, keeping each step that the checker takes, so that many random proofs are complete.
#[test]
fn what_is_accepted_has_no_solution() {
    let (mut accepted, mut with_split, mut with_cut) = (0, 0, 0);
    for seed in 0..8_000 {
        let mut random = Random(seed);
        let problem = random_problem(&mut random);
        let mut proof: Vec<Step> = Vec::new();
        for _ in 0..60 {
            let step = random_step(&problem, proof.len() as u32, &mut random);
            proof.push(step);
            match fault(&problem, &proof) {
                None => {
                    assert!(!satisfiable(&problem), "{problem:?} {proof:?}");
                    accepted += 1;
                    with_split += usize::from(proof.iter().any(|step| matches!(step, Step::Split { .. })));
                    with_cut += usize::from(proof.iter().any(|step| matches!(step, Step::Cut { .. })));
                    break;
                }
                Some((at, Fault::Unfinished)) if at == proof.len() && proof.len() < 12 => {}
                Some(_) => {
                    proof.pop();
                }
            }
        }
    }
    let counts = format!("{accepted} accepted, {with_split} with a split, {with_cut} with a cut");
    assert!(accepted > 500 && with_split > 30 && with_cut > 20, "{counts}");
}

fn mutate(proof: &[Step], random: &mut Random) -> Vec<Step> {
    let mut mutated = proof.to_vec();
    let at = random.below(mutated.len());
    match random.below(4) {
        0 => {
            mutated.remove(at);
        }
        1 => {
            let other = random.below(mutated.len());
            mutated.swap(at, other);
        }
        2 => mutated.insert(at, mutated[random.below(mutated.len())].clone()),
        _ => match &mut mutated[at] {
            Step::Split { constraint, from, to } => match random.below(3) {
                0 => *constraint ^= 1 << random.below(3),
                1 => *from = random.below(4) as u32,
                _ => *to = 1 + random.below(5) as u32,
            },
            Step::Lemma { multipliers, axioms, divisor } => match random.below(3) {
                0 => *divisor = divisor.plus(big(1)),
                1 => axioms.push((Literal::is_zero(0), big(1 + random.below(3) as u128))),
                _ => change(multipliers, random),
            },
            Step::Contradiction { multipliers } => change(multipliers, random),
            Step::Cut { constraint } => match random.below(3) {
                0 => constraint.degree = constraint.degree.plus(big(1)),
                1 => constraint.terms.truncate(random.below(constraint.terms.len() + 1)),
                _ => constraint.terms.iter_mut().for_each(|term| term.coefficient = term.coefficient.plus(big(1))),
            },
        },
    }
    mutated
}

fn change(multipliers: &mut Vec<Multiplier>, random: &mut Random) {
    if multipliers.is_empty() || random.one_in(4) {
        multipliers.push(Multiplier { constraint: random.below(8) as u32, factor: big(random.next().into()) });
        return;
    }
    let at = random.below(multipliers.len());
    match random.below(4) {
        0 => multipliers[at].factor = multipliers[at].factor.plus(big(1 + random.below(5) as u128)),
        1 => multipliers[at].factor = big(0),
        2 => multipliers[at].constraint ^= 1,
        _ => {
            multipliers.remove(at);
        }
    }
}

/// The proof of an optimum, mutated, never proves that the value is larger still.
#[test]
fn mutations_never_prove_a_larger_bound() {
    let (mut tried, mut proofs) = (0, 0);
    for seed in 0..150 {
        let profile = if seed % 2 == 0 { Profile::small() } else { Profile::tight() };
        let market = generate::market(seed, &profile);
        let Some(certificate) = core_support::certificate(&market, seed) else { continue };
        let Claim::Optimal { values, .. } = &certificate.claim else { continue };
        let elaborator = Elaborator::new(&market, &certificate, elaborate::Limits::default()).unwrap();
        for level in (0..values.len()).filter(|&level| values[level] > 0) {
            let elaborated = elaborator.level(level).unwrap();
            let mut problem = elaborated.encoding.problem.clone();
            let goal = problem.constraints.last_mut().unwrap();
            // At most the optimum: satisfied by the allocation.
            goal.degree = goal.degree.minus(big(1));
            assert!(fault(&problem, &elaborated.proof).is_some());
            let mut random = Random(seed);
            for _ in 0..30 {
                let mutated = mutate(&elaborated.proof, &mut random);
                assert!(fault(&problem, &mutated).is_some(), "seed {seed} level {level}: {mutated:?}");
                tried += 1;
            }
            proofs += 1;
            let shorter = &elaborated.proof[..elaborated.proof.len() - 1];
            assert_eq!(fault(&elaborated.encoding.problem, shorter), Some((shorter.len(), Fault::Unfinished)));
        }
    }
    assert!(proofs > 40 && tried > 1000, "{tried} mutations of {proofs} proofs");
}
