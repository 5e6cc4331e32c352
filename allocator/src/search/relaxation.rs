//! The linear relaxation of a level, tightened by cuts at the root.

use crate::cut::{Block, Lemma, Pack, separate};
use crate::dual::Active;
use crate::model::{LevelArrays, Meaning, Model, Objective};
use crate::options::ProofStyle;
use crate::simplex::{Basis, End, Matrix, Simplex};
use std::sync::Arc;

/// Rows and columns in floating point, and the solution at the root.
#[derive(Clone, Debug)]
pub(crate) struct Relaxation {
    pub(crate) matrix: Matrix,
    pub(crate) basis: Option<Arc<Basis>>,
    /// The solution at the root: how much it takes of every group.
    pub(crate) point: Vec<f64>,
    /// Work that solving and cutting took.
    pub(crate) work: u64,
    /// Bytes that solving took on top of the matrix.
    scratch_bytes: u64,
    pub(crate) is_cut: bool,
}

/// When cutting is to end.
#[derive(Clone, Copy)]
pub(crate) struct CutLimits<'l> {
    /// A bound above this value is good enough.
    pub(crate) enough: Option<i128>,
    pub(crate) work_max: u64,
    /// Bytes that matrix, cuts and solving may take.
    pub(crate) bytes_max: u64,
    pub(crate) style: ProofStyle,
    pub(crate) stop: &'l dyn Fn() -> bool,
}

/// Larger relaxations are left to the subgradient method.
const GROUPS_MAX: usize = 60_000;
const ROWS_MAX: usize = 6_000;
/// Rounds of cuts at most.
const ROUNDS_MAX: u32 = 60;
/// Rounds of small progress before cutting ends.
const PATIENCE: u32 = 6;
/// Work after which the tree has to do the rest.
const WORK_MAX: u64 = 60_000_000;
/// Cuts that join in one round.
const JOIN: usize = 120;
/// Pivots of one solve; far more than are ever needed.
pub(super) const PIVOTS_MAX: u32 = 200_000;

impl Relaxation {
    /// Whether options have single starts, are not too many, and some lie in several rows; with one row each, keeping that row is better.
    pub(crate) fn suits(model: &Model<'_, '_>) -> bool {
        let single = || model.starts.iter().all(|(first, last)| first == last);
        let several = || {
            (0..model.group_count()).any(|group| {
                let usage = model
                    .terms(group)
                    .filter(|(_, owner)| model.families[owner.family()].meaning != Meaning::Dependency);
                usage.count() > 1
            })
        };
        model.group_count() <= GROUPS_MAX && model.row_count() <= ROWS_MAX && single() && several()
    }

    pub(crate) fn new(model: &Model<'_, '_>, objective: Objective<'_>) -> Self {
        let mut matrix = Matrix::new(model, objective);
        objective.lemmas.iter().for_each(|lemma| push(&mut matrix, lemma));
        Self { matrix, basis: None, point: Vec::new(), work: 0, scratch_bytes: 0, is_cut: false }
    }

    /// The relaxation of some options, without a solution to start from.
    pub(crate) fn within(&self, active: &Active) -> Self {
        let (matrix, point) = (self.matrix.within(active), Vec::new());
        Self { matrix, basis: None, point, work: self.work, scratch_bytes: self.scratch_bytes, is_cut: true }
    }

    /// Bytes it takes, and what solving it takes once more, roughly; lemmas are counted elsewhere.
    pub(crate) fn bytes(&self) -> u64 {
        self.matrix.bytes() + 8 * self.point.len() as u64 + self.scratch_bytes
    }

    /// Solves the relaxation and adds cuts while they raise the bound notably; multipliers by row, and the work done.
    pub(crate) fn cut(
        &mut self,
        model: &Model<'_, '_>,
        levels: &[LevelArrays],
        caps: &[u128],
        lemmas: &mut Vec<Lemma>,
        limits: CutLimits<'_>,
    ) -> (Vec<f64>, u64) {
        let scale = levels[caps.len()].scale;
        let enough = limits.enough.map_or(f64::INFINITY, |enough| (enough as f64 + 0.01) / scale);
        let mut simplex = Simplex::default();
        let (mut pack, mut work) = (Pack::default(), 0);
        simplex.load(&self.matrix, None, 0..self.matrix.column_count() as u32);
        let mut end = simplex.optimise(&self.matrix, PIVOTS_MAX, enough, limits.stop);
        let inherited = lemmas.len();
        let blocks = Block::all(model);
        let first = simplex.bound(&self.matrix);
        let (mut last, mut failures) = (first, 0);
        let work_max = limits.work_max.min(WORK_MAX);
        for _round in 0..ROUNDS_MAX {
            if end != End::Optimal || work + simplex.work > work_max || (limits.stop)() {
                break;
            }
            let cuts: u64 = lemmas[inherited..].iter().map(Lemma::bytes).sum();
            if self.matrix.bytes() + simplex.bytes() + cuts > limits.bytes_max {
                break;
            }
            let mut point = vec![0.0; self.matrix.column_count()];
            simplex.solution(|column, value| point[column as usize] = value);
            let mut found = Vec::new();
            for block in &blocks {
                if (limits.stop)() {
                    break;
                }
                let reduced = |group: usize| simplex.reduced(group);
                if let Some(cut) = separate(model, block, &point, &reduced, limits.style, &mut pack, &mut work) {
                    found.push(cut);
                }
            }
            if found.is_empty() {
                break;
            }
            found.sort_by(|a, b| b.1.total_cmp(&a.1));
            found.truncate(JOIN);
            for (lemma, _) in found {
                push(&mut self.matrix, &lemma);
                lemmas.push(lemma);
            }
            end = simplex.optimise(&self.matrix, PIVOTS_MAX, enough, limits.stop);
            let bound = simplex.bound(&self.matrix);
            failures = if bound > last + 0.01 * (bound - first).max(1e-6) { 0 } else { failures + 1 };
            last = bound;
            if failures > PATIENCE {
                break;
            }
        }
        self.work = work + simplex.work;
        self.scratch_bytes = simplex.bytes();
        self.is_cut = true;
        let mut multipliers = Vec::new();
        if !(limits.stop)() {
            self.purge(model, levels, caps, lemmas, inherited, &simplex);
            simplex.load(&self.matrix, self.basis.as_deref(), 0..self.matrix.column_count() as u32);
            self.point = vec![0.0; self.matrix.column_count()];
            simplex.solution(|column, value| self.point[column as usize] = value);
        }
        multipliers.resize(self.matrix.rows.len(), 0.0);
        simplex.multipliers(&mut multipliers);
        multipliers.iter_mut().for_each(|multiplier| *multiplier *= scale);
        (multipliers, self.work)
    }

    /// Drops the lemmas that do not bind, but not those that earlier levels may use.
    fn purge(
        &mut self,
        model: &Model<'_, '_>,
        levels: &[LevelArrays],
        caps: &[u128],
        lemmas: &mut Vec<Lemma>,
        inherited: usize,
        simplex: &Simplex,
    ) {
        let basis = simplex.basis();
        let own = model.row_count() + caps.len();
        let mut kept = Vec::new();
        let mut number = vec![u32::MAX; lemmas.len()];
        for (at, lemma) in lemmas.drain(..).enumerate() {
            if at < inherited || basis.rows.contains(&((own + at) as u32)) {
                number[at] = (own + kept.len()) as u32;
                kept.push(lemma);
            }
        }
        *lemmas = kept;
        let renumber = |&row: &u32| if (row as usize) < own { row } else { number[row as usize - own] };
        let rows = basis.rows.iter().map(renumber).collect();
        *self = Self {
            basis: Some(Arc::new(Basis { rows, ..basis })),
            is_cut: true,
            work: self.work,
            scratch_bytes: self.scratch_bytes,
            ..Self::new(model, Objective { levels, caps, lemmas })
        };
    }
}

fn push(matrix: &mut Matrix, lemma: &Lemma) {
    let scale = lemma.scale();
    let row = lemma.values().map(|(group, value)| (group, value as f64 / scale)).collect();
    matrix.push(row, lemma.bound as f64 / scale);
}
