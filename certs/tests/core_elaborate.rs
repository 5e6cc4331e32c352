//! Every accepted certificate elaborates, and the core checker accepts the result; the core problem says what the market says.

mod core_support;

use apportion_certs::core::{Limits, Step, check};
use apportion_certs::elaborate::{self, ElaborateError, Elaborator, Label, Target};
use apportion_certs::{Certificate, Claim};
use apportion_lattice::testing::generate::{self, Profile};
use apportion_lattice::testing::oracle;
use apportion_lattice::{Market, OfferIndex};

fn presets() -> impl Iterator<Item = (Profile, u64)> {
    Profile::presets().into_iter().flat_map(|(_, profile)| (0..400).map(move |seed| (profile.clone(), seed)))
}

#[test]
fn accepted_certificates_elaborate_and_are_accepted_in_core() {
    let (mut certificates, mut steps, mut cuts, mut divided) = (0, 0, 0, 0);
    for (profile, seed) in presets() {
        let market = generate::market(seed, &profile);
        let Some(certificate) = core_support::certificate(&market, seed) else { continue };
        let elaborator = Elaborator::new(&market, &certificate, elaborate::Limits::default()).unwrap();
        for level in 0..elaborator.level_count() {
            let elaborated = elaborator.level(level).unwrap();
            let nothing = elaborator.target(level) == Ok(Target::AtLeast(0));
            assert_eq!(elaborated.proof.is_empty(), nothing);
            assert_eq!(elaborated.encoding.goal().is_some(), !nothing && certificate.claim != Claim::Infeasible);
            if !nothing {
                let verdict = check(&elaborated.encoding.problem, &elaborated.proof, Limits::default());
                verdict.unwrap_or_else(|error| panic!("{error} seed {seed} level {level}: {certificate:?}"));
                steps += elaborated.proof.len();
                let count = |kind: fn(&Step) -> bool| elaborated.proof.iter().filter(|step| kind(step)).count();
                cuts += count(|step| matches!(step, Step::Cut { .. }));
                divided += count(|step| matches!(step, Step::Lemma { axioms, .. } if !axioms.is_empty()));
            }
        }
        certificates += 1;
    }
    assert!(certificates > 2000 && steps > 8_000, "{certificates} certificates, {steps} steps");
    assert!(cuts > 80 && divided > 100, "{cuts} cuts, {divided} lemmas by division");
}

/// The assignments that satisfy every constraint are the feasible allocations within the caps and below the bound.
#[test]
fn core_problems_mean_what_the_market_means() {
    let (mut problems, mut solutions) = (0, 0);
    for seed in 0..300 {
        let market = generate::market(seed, &Profile::tiny());
        let Some(certificate) = core_support::certificate(&market, seed) else { continue };
        let elaborator = Elaborator::new(&market, &certificate, elaborate::Limits::default()).unwrap();
        for level in 0..elaborator.level_count() {
            let elaborated = elaborator.level(level).unwrap();
            let problem = &elaborated.encoding.problem;
            if problem.variable_count > 12 {
                continue;
            }
            let stated = problem.constraints.len() - usize::from(elaborated.encoding.goal().is_some());
            for bits in 0u32..1 << problem.variable_count {
                let assignment: Vec<bool> =
                    (0..problem.variable_count).map(|variable| bits >> variable & 1 == 1).collect();
                let holds =
                    problem.constraints[..stated].iter().all(|constraint| constraint.holds(&assignment).unwrap());
                let allocation = allocation(&market, &certificate, &elaborator, level, &assignment);
                assert_eq!(holds, allocation.is_some(), "seed {seed} level {level} {assignment:?}");
                let (Some(value), Some(goal)) = (allocation, problem.constraints.get(stated)) else { continue };
                let Ok(Target::AtLeast(bound)) = elaborator.target(level) else { unreachable!() };
                assert!(!goal.holds(&assignment).unwrap() && value >= bound, "seed {seed} level {level}");
                solutions += 1;
            }
            problems += 1;
        }
    }
    assert!(problems > 200 && solutions > 500, "{problems} problems, {solutions} solutions");
}

/// The value at a level of the allocation that an assignment describes, if it is one and is feasible within the caps.
fn allocation(
    market: &Market,
    certificate: &Certificate,
    elaborator: &Elaborator<'_, '_>,
    level: usize,
    assignment: &[bool],
) -> Option<u128> {
    use apportion_certs::program::Choice;
    let elaborated = elaborator.level(level).unwrap();
    let mut chosen = vec![None; market.tasks().len()];
    for (variable, _) in assignment.iter().enumerate().filter(|(_, chosen)| **chosen) {
        let (task, choice) = elaborated.encoding.meaning(variable as u32).unwrap();
        if chosen[task.usize()].replace(choice).is_some() {
            return None;
        }
    }
    let run = |choice: Option<Choice>| -> Option<Option<(OfferIndex, u32)>> {
        Some(match choice? {
            Choice::Unassigned => None,
            Choice::Assigned { pair, start } => Some((elaborator.program().all_pairs()[pair].run.offer, start)),
        })
    };
    let runs: Vec<_> = chosen.into_iter().map(run).collect::<Option<_>>()?;
    oracle::feasible(market, &runs).ok()?;
    let values = oracle::value(market, &runs);
    let caps = certificate.claim.values().unwrap_or_default();
    values.iter().zip(caps).take(level).all(|(value, cap)| value <= cap).then(|| values[level])
}

#[test]
fn limits_are_errors() {
    let market = generate::market(3, &Profile::small());
    let certificate = (0..).find_map(|seed| core_support::certificate(&market, seed)).unwrap();
    let of = |terms_max, steps_max| {
        let limits = elaborate::Limits { terms_max, steps_max };
        Elaborator::new(&market, &certificate, limits).unwrap().level(0).err()
    };
    assert_eq!(of(3, 1 << 20), Some(ElaborateError::Terms(3)));
    assert_eq!(of(1 << 20, 0), Some(ElaborateError::Steps(0)));
    assert_eq!(of(1 << 20, 1 << 20), None);
}

#[test]
fn a_refused_certificate_is_not_elaborated() {
    let market = generate::market(3, &Profile::small());
    let mut certificate = (0..).find_map(|seed| core_support::certificate(&market, seed)).unwrap();
    certificate.proofs.push(Vec::new());
    let error = Elaborator::new(&market, &certificate, elaborate::Limits::default()).err();
    assert!(matches!(error, Some(ElaborateError::Refused(_))), "{error:?}");
}

#[test]
fn labels_are_in_the_documented_order() {
    for seed in 0..50 {
        let market = generate::market(seed, &Profile::small());
        let Some(certificate) = core_support::certificate(&market, seed) else { continue };
        let elaborator = Elaborator::new(&market, &certificate, elaborate::Limits::default()).unwrap();
        for level in 0..elaborator.level_count() {
            let encoding = elaborator.level(level).unwrap().encoding;
            let rank = |label: &Label| match label {
                Label::AtLeastOne(task) => (0, u64::from(task.get()), 0),
                Label::AtMostOne(task) => (0, u64::from(task.get()), 1),
                Label::Rows(rows) => (1, rows.start().0, 0),
                Label::Cap(level) => (2, *level as u64, 0),
                Label::Goal => (3, 0, 0),
            };
            assert!(encoding.labels().is_sorted_by_key(rank));
            for (number, label) in (0..).zip(encoding.labels()) {
                match label {
                    Label::AtLeastOne(task) => assert_eq!(encoding.at_least_one(*task), number),
                    Label::AtMostOne(task) => assert_eq!(encoding.at_most_one(*task), number),
                    Label::Rows(rows) => {
                        assert!(
                            (rows.start().0..=rows.end().0)
                                .all(|row| encoding.row(apportion_certs::program::RowIndex(row)) == Some(number))
                        );
                    }
                    Label::Cap(_) => {}
                    Label::Goal => assert_eq!(encoding.goal(), Some(number)),
                }
            }
        }
    }
}
