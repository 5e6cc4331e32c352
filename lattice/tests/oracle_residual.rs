//! D29: what is feasible in the residual is exactly what is feasible beside that which was taken.

use apportion_lattice::market::{Market, OfferIndex, Taken};
use apportion_lattice::testing::generate::{Profile, market};
use apportion_lattice::testing::oracle::{Assignment, Violation, feasible, options, value};

/// Every function from the tasks of `market` for which `open` holds to options or nothing; the other tasks keep what `fixed` says.
fn completions(market: &Market, fixed: &Assignment) -> Vec<Assignment> {
    market.task_indices().fold(vec![Vec::new()], |begun, task| {
        let choices = match fixed[task.usize()] {
            Some(run) => vec![Some(run)],
            None => options(market, task).into_iter().map(Some).chain([None]).collect(),
        };
        begun.iter().flat_map(|begun| choices.iter().map(|&choice| [begun.as_slice(), &[choice]].concat())).collect()
    })
}

/// What `both` says about the tasks that `taken` leaves out: an assignment of the residual.
fn beside(both: &Assignment, taken: &Assignment) -> Vec<Option<(OfferIndex, u32)>> {
    both.iter().zip(taken).filter(|(_, taken)| taken.is_none()).map(|(choice, _)| *choice).collect()
}

#[test]
fn d29_the_residual_allows_exactly_what_fits_beside_what_was_taken() {
    let (mut residuals, mut fits, mut refused) = (0, 0, 0);
    for seed in 0..1_000 {
        let market = market(seed, &Profile { tasks: 1..=4, offers: 1..=2, options_max: 4, ..Profile::small() });
        let nothing = vec![None; market.tasks().len()];
        // Whatever breaks nothing but D21 can be taken: then nothing that is unassigned was needed.
        let takeable =
            |taken: &&Assignment| matches!(feasible(&market, taken), Ok(()) | Err(Violation::Required { .. }));
        let all = completions(&market, &nothing);
        for taken in all.iter().filter(takeable).step_by(7) {
            let runs = market
                .task_indices()
                .zip(taken)
                .filter_map(|(task, choice)| choice.map(|(offer, start)| Taken { task, offer, start }));
            let residual =
                market.residual(&runs.collect::<Vec<_>>()).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            residuals += 1;
            let mut difference = None;
            for both in completions(&market, taken) {
                let rest = beside(&both, taken);
                let expected = feasible(&market, &both).is_ok();
                assert_eq!(feasible(&residual, &rest).is_ok(), expected, "seed {seed}: {taken:?} and {rest:?}");
                *(if expected { &mut fits } else { &mut refused }) += 1;
                if !expected {
                    continue;
                }
                let (whole, left) = (value(&market, &both), value(&residual, &rest));
                let taken_value = whole.iter().zip(&left).map(|(whole, left)| whole - left).collect::<Vec<_>>();
                assert_eq!(*difference.get_or_insert(taken_value.clone()), taken_value, "seed {seed}");
            }
        }
    }
    assert!(
        residuals >= 1_000 && fits >= 2_000 && refused >= 2_000,
        "{residuals} residuals: {fits} fit, {refused} do not"
    );
}
