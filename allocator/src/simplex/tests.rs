//! The method against the conditions of optimality.

use super::matrix::perturbation;
use super::{End, Matrix, Simplex};
use proptest::prelude::*;

/// A small relaxation: costs, and rows over the columns.
fn program() -> impl Strategy<Value = (Matrix, Vec<bool>)> {
    let shape = (1usize..7, 1usize..5, 1usize..7);
    shape.prop_flat_map(|(tasks, options, rows)| {
        let columns = tasks * options;
        let cost = proptest::collection::vec(0u8..50, columns);
        let row = proptest::collection::vec(prop_oneof![Just(0u8), 1u8..20], columns);
        let bounds = proptest::collection::vec(0u8..60, rows);
        let closed = proptest::collection::vec(proptest::bool::weighted(0.2), columns);
        (cost, proptest::collection::vec(row, rows), bounds, closed).prop_map(move |(cost, rows, bounds, closed)| {
            let mut matrix = Matrix {
                cost: (0..).zip(&cost).map(|(at, &cost)| f64::from(cost) / 50.0 + perturbation(at)).collect(),
                live: (0..tasks as u32).collect(),
                task: (0..columns).map(|column| (column / options) as u32).collect(),
                offsets: (0..=tasks).map(|task| (task * options) as u32).collect(),
                columns: vec![Vec::new(); columns],
                ..Matrix::default()
            };
            for (row, bound) in rows.iter().zip(bounds) {
                let terms = (0..).zip(row).filter(|(_, a)| **a > 0).map(|(column, &a)| (column, f64::from(a) / 20.0));
                matrix.push(terms.collect(), f64::from(bound) / 20.0);
            }
            (matrix, closed)
        })
    })
}

fn solution(matrix: &Matrix, simplex: &Simplex) -> Vec<f64> {
    let mut x = vec![0.0; matrix.column_count()];
    simplex.solution(|column, value| x[column as usize] = value);
    x
}

/// The Lagrangian bound of multipliers, over open columns.
fn lagrangian(matrix: &Matrix, simplex: &Simplex, multipliers: &[f64], costs: f64) -> f64 {
    let charge = |column: usize| {
        costs * matrix.cost[column]
            + matrix.columns[column].iter().map(|&(row, a)| multipliers[row as usize] * a).sum::<f64>()
    };
    let least =
        |task| matrix.of_task(task).filter(|&c| simplex.is_open(c as u32)).map(charge).fold(f64::INFINITY, f64::min);
    let bounds: f64 = matrix.bounds.iter().zip(multipliers).map(|(bound, mu)| bound * mu).sum();
    (0..matrix.task_count()).map(least).sum::<f64>() - bounds
}

fn check(matrix: &Matrix, simplex: &Simplex, end: End) {
    let mut multipliers = vec![0.0; matrix.rows.len()];
    match end {
        End::Optimal => {
            let x = solution(matrix, simplex);
            for (row, bound) in matrix.rows.iter().zip(&matrix.bounds) {
                let load: f64 = row.iter().map(|&(column, a)| a * x[column as usize]).sum();
                assert!(load <= bound + 1e-5, "row {load} > {bound}");
            }
            for task in 0..matrix.task_count() {
                let taken: f64 = x[matrix.of_task(task)].iter().sum();
                assert!((taken - 1.0).abs() < 1e-6);
            }
            assert!(x.iter().enumerate().all(|(column, &x)| x < 1e-6 || simplex.is_open(column as u32)));
            let value: f64 = x.iter().zip(&matrix.cost).map(|(x, cost)| x * cost).sum();
            simplex.multipliers(&mut multipliers);
            let bound = lagrangian(matrix, simplex, &multipliers, 1.0);
            assert!((value - bound).abs() < 1e-5, "primal {value}, dual {bound}");
            assert!((simplex.bound(matrix) - value).abs() < 1e-5);
        }
        End::Infeasible => assert!(lagrangian(matrix, simplex, &simplex.ray, 0.0) > 1e-9),
        end => panic!("{end:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Primal and dual agree, from scratch and from the basis of a parent with more columns.
    #[test]
    fn optimal_or_refuted((matrix, closed) in program()) {
        let mut simplex = Simplex::default();
        simplex.load(&matrix, None, 0..matrix.column_count() as u32);
        let end = simplex.optimise(&matrix, 1000, f64::INFINITY, &|| false);
        check(&matrix, &simplex, end);
        let basis = simplex.basis();
        // Every task keeps its first column.
        let open = |&column: &u32| !closed[column as usize] || matrix.offsets.contains(&column);
        let open: Vec<u32> = (0..matrix.column_count() as u32).filter(open).collect();
        simplex.load(&matrix, (end == End::Optimal).then_some(&basis), open.iter().copied());
        let end = simplex.optimise(&matrix, 1000, f64::INFINITY, &|| false);
        check(&matrix, &simplex, end);
        let mut fresh = Simplex::default();
        fresh.load(&matrix, None, open.into_iter());
        prop_assert_eq!(fresh.optimise(&matrix, 1000, f64::INFINITY, &|| false), end);
        if end == End::Optimal {
            prop_assert!((fresh.bound(&matrix) - simplex.bound(&matrix)).abs() < 1e-5);
        }
    }
}
