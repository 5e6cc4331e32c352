//! The derivation of one lemma: as a rounded combination if a test ends its search at once, else by a cut whose first child repeats the search.

use super::lemma::{Derived, Lemmas, Steps};
use super::{ElaborateError, Encoding};
use crate::core::{self, Combination, Constraint, Literal, Multiplier, Step, Term};
use crate::program::Lemma;
use crate::{Scalar, U256};
use apportion_lattice::TaskIndex;
use std::collections::BTreeMap;

/// A row that a lemma follows from.
struct Named<'a> {
    number: u32,
    /// In the certificate; the constraint may say more.
    bound: U256,
    constraint: &'a Constraint,
}

/// A listed option.
struct Listed {
    variable: u32,
    coefficient: U256,
    /// Its coefficients in the rows named.
    uses: Vec<U256>,
}

/// A listed task.
struct Stage {
    task: TaskIndex,
    /// Whether all options of the task are listed.
    whole: bool,
    options: Vec<Listed>,
}

/// What ends a branch of the search: `S V + sum of nu_r (b_r - u_r) + sum of the gains left < S (bound + 1)`, for a weight and multipliers of the
/// rows named. The value test is that with weight 1 and no rows.
#[derive(Clone, PartialEq, Eq)]
struct Test {
    scale: U256,
    multipliers: Vec<U256>,
}

impl Test {
    fn scaled(&self, option: &Listed) -> Option<U256> {
        core::product(self.scale, option.coefficient)
    }

    fn price(&self, option: &Listed) -> Option<U256> {
        let priced = self.multipliers.iter().zip(&option.uses);
        priced.into_iter().try_fold(U256::ZERO, |sum, (&nu, &used)| core::sum(sum, core::product(nu, used)?))
    }

    /// The largest S times coefficient less price of a task's options, if one is positive.
    fn gain(&self, stage: &Stage) -> Option<U256> {
        stage.options.iter().try_fold(U256::ZERO, |best, option| {
            let (scaled, price) = (self.scaled(option)?, self.price(option)?);
            Some(if price < scaled { best.max(scaled.minus(price)) } else { best })
        })
    }
}

/// A lemma on its way into core.
pub(super) struct Derivation<'a, 'e, 'm> {
    encoding: &'a Encoding<'e, 'm>,
    /// The number that its constraint, or the negation of that, gets.
    number: u32,
    bound: U256,
    named: Vec<Named<'a>>,
    stages: Vec<Stage>,
    /// The value test, and that of the certificate.
    stated: [Test; 2],
}

/// The choices made on the way: by stage, an option or none of them.
type Taken = Vec<Option<usize>>;

impl<'a, 'e, 'm> Derivation<'a, 'e, 'm> {
    /// `None` if a row is not there.
    pub(super) fn new(encoding: &'a Encoding<'e, 'm>, lemmas: &'a Lemmas, lemma: &Lemma, number: u32) -> Option<Self> {
        let mut named = Vec::new();
        let mut multipliers = Vec::new();
        for &(row, multiplier) in &lemma.multipliers.rows {
            let (number, constraint, _) = lemmas.row(encoding, row)?;
            let bound = encoding.program().bound_of(row, encoding.lemmas())?;
            multipliers.push(U256::from_u128(multiplier));
            named.push(Named { number, bound: U256::from_u128(bound.unsigned_abs()), constraint });
        }
        let mut stages = Vec::new();
        for (task, options) in &lemma.tasks {
            let variables = encoding.variables(*task);
            let listed = |&(option, coefficient): &(u64, u64)| {
                let variable = variables.start + option as u32;
                let uses = named.iter().map(|row| row.constraint.coefficient(Literal::is_zero(variable))).collect();
                Listed { variable, coefficient: U256::from_u128(coefficient.into()), uses }
            };
            let options: Vec<Listed> = options.iter().map(listed).collect();
            stages.push(Stage { task: *task, whole: options.len() == variables.len(), options });
        }
        let value = Test { scale: U256::from_u128(1), multipliers: vec![U256::ZERO; named.len()] };
        let price = Test { scale: U256::from_u128(lemma.multipliers.objective.get()), multipliers };
        let (bound, stated) = (U256::from_u128(lemma.bound), [value, price]);
        Some(Self { encoding, number, bound, named, stages, stated })
    }

    pub(super) fn derive(&self, combination: &mut Combination, steps: &mut Steps) -> Result<Derived, ElaborateError> {
        if let Some(test) = self.test(&Taken::new()) {
            return self.divide(&test, combination, steps);
        }
        let mut terms: Vec<Term> = self.listed().map(|option| term(option.variable, option.coefficient)).collect();
        terms.sort_unstable_by_key(|term| term.literal);
        // The value test did not hold: the sum of all is above the bound.
        let constraint = Constraint { terms, degree: self.sum().minus(self.bound) };
        steps.push(Step::Cut { constraint: constraint.clone() })?;
        self.search(steps)?;
        Ok(Derived { number: self.number, constraint, slack: U256::ZERO })
    }

    fn listed(&self) -> impl Iterator<Item = &Listed> {
        self.stages.iter().flat_map(|stage| &stage.options)
    }

    /// The sum of all coefficients.
    fn sum(&self) -> U256 {
        self.listed().fold(U256::ZERO, |sum, option| sum.plus(option.coefficient))
    }

    /// The combination that a test adds up, less what has a coefficient too large, divided by the weight.
    fn divide(&self, test: &Test, combination: &mut Combination, steps: &mut Steps) -> Result<Derived, ElaborateError> {
        let mut multipliers = self.rows(test);
        multipliers.extend(self.stages.iter().filter_map(|stage| self.at_most_one(stage, test)));
        let lemma = self.divided(test, &multipliers, combination);
        let (constraint, axioms) = lemma.ok_or(ElaborateError::Overflow)?;
        steps.push(Step::Lemma { multipliers, axioms, divisor: test.scale })?;
        let slack = constraint.degree.plus(self.bound).minus(self.sum());
        Ok(Derived { number: self.number, constraint, slack })
    }

    /// What [`Derivation::divide`] derives, and the axioms that it needs for that.
    fn divided(
        &self,
        test: &Test,
        multipliers: &[Multiplier],
        combination: &mut Combination,
    ) -> Option<(Constraint, Vec<(Literal, U256)>)> {
        combination.clear();
        for taken in multipliers {
            let named = self.named.iter().find(|row| row.number == taken.constraint).map(|row| row.constraint);
            let stated = || self.encoding.problem.constraints.get(taken.constraint as usize);
            combination.add(named.or_else(stated)?, taken.factor)?;
        }
        let mut wanted = BTreeMap::new();
        for option in self.listed() {
            wanted.insert(option.variable, test.scaled(option)?);
        }
        let excess = |(literal, own): (Literal, U256)| {
            let wanted = wanted.get(&literal.variable()).copied().unwrap_or(U256::ZERO);
            (literal.negation(), if wanted < own { own.minus(wanted) } else { U256::ZERO })
        };
        let mut axioms: Vec<(Literal, U256)> =
            combination.larger().map(excess).filter(|axiom| !axiom.1.is_zero()).collect();
        axioms.sort_unstable_by_key(|axiom| axiom.0);
        axioms.iter().try_for_each(|&(literal, factor)| combination.add_axiom(literal, factor))?;
        Some((combination.divided(test.scale)?, axioms))
    }

    fn rows(&self, test: &Test) -> Vec<Multiplier> {
        let rows = self.named.iter().zip(&test.multipliers).filter(|(_, multiplier)| !multiplier.is_zero());
        rows.map(|(row, &factor)| Multiplier { constraint: row.number, factor }).collect()
    }

    /// What an undecided task adds to a test.
    fn at_most_one(&self, stage: &Stage, test: &Test) -> Option<Multiplier> {
        let factor = test.gain(stage).filter(|gain| !gain.is_zero())?;
        Some(Multiplier { constraint: self.encoding.at_most_one(stage.task), factor })
    }

    fn at_least_one(&self, stage: &Stage, factor: U256) -> Option<Multiplier> {
        (!factor.is_zero()).then(|| Multiplier { constraint: self.encoding.at_least_one(stage.task), factor })
    }

    /// The options taken, with their stages.
    fn taken<'t>(&'t self, taken: &'t Taken) -> impl Iterator<Item = (&'t Stage, &'t Listed)> {
        let of_stage = |(stage, choice): (&'t Stage, &Option<usize>)| Some((stage, stage.options.get((*choice)?)?));
        self.stages.iter().zip(taken).filter_map(of_stage)
    }

    /// A test that excludes every selection above the bound that begins like this: one of the certificate's, or one over a single row with the
    /// ratio of a later option, as the linear relaxation of what is left would have it.
    fn test(&self, taken: &Taken) -> Option<Test> {
        let stated = self.stated.iter().find(|test| self.excludes(test, taken) == Some(true));
        stated.cloned().or_else(|| {
            let later = || self.stages.iter().skip(taken.len()).flat_map(|stage| &stage.options);
            let of_row = |row: usize| {
                later().filter_map(move |option| {
                    let used = option.uses.get(row).copied().filter(|used| !used.is_zero())?;
                    let mut multipliers = vec![U256::ZERO; self.named.len()];
                    *multipliers.get_mut(row)? = option.coefficient;
                    Some(Test { scale: used, multipliers })
                })
            };
            (0..self.named.len()).flat_map(of_row).find(|test| self.excludes(test, taken) == Some(true))
        })
    }

    /// Whether a test ends the branch; `None` if a number leaves 256 bits.
    fn excludes(&self, test: &Test, taken: &Taken) -> Option<bool> {
        let (mut left, mut right) = (U256::ZERO, core::product(test.scale, self.bound.plus(U256::from_u128(1)))?);
        for (row, &multiplier) in self.named.iter().zip(&test.multipliers) {
            left = core::sum(left, core::product(multiplier, row.bound)?)?;
        }
        for (_, option) in self.taken(taken) {
            left = core::sum(left, test.scaled(option)?)?;
            right = core::sum(right, test.price(option)?)?;
        }
        for stage in self.stages.iter().skip(taken.len()) {
            left = core::sum(left, test.gain(stage)?)?;
        }
        Some(left < right)
    }

    /// The place of a row named that the options taken exceed.
    fn exceeded(&self, taken: &Taken) -> Option<usize> {
        (0..self.named.len()).find(|&row| {
            let used = self.taken(taken).filter_map(|(_, option)| option.uses.get(row));
            let used = used.fold(U256::ZERO, |sum, &used| sum.plus(used));
            self.named.get(row).is_some_and(|row| row.bound < used)
        })
    }

    /// The first child of the cut: the search, its branches as splits. The last option of a task that lists all of them is what the splits leave.
    fn search(&self, steps: &mut Steps) -> Result<(), ElaborateError> {
        let mut taken = Taken::new();
        // Of each stage on the way, the option to try next; past the last, none of them is taken.
        let mut next = vec![0usize];
        while let Some((depth, cursor)) = next.len().checked_sub(1).zip(next.last_mut()) {
            taken.truncate(depth);
            let (at, Some(stage)) = (*cursor, self.stages.get(depth)) else { return Err(ElaborateError::Overflow) };
            *cursor += 1;
            if at > stage.options.len() || (stage.whole && at == stage.options.len()) {
                next.pop();
                continue;
            }
            let option = stage.options.get(at);
            if let Some(option) = option.filter(|_| !stage.whole || at + 1 < stage.options.len()) {
                let place = option.variable - self.encoding.variables(stage.task).start;
                let constraint = self.encoding.at_most_one(stage.task);
                steps.push(Step::Split { constraint, from: place, to: place + 1 })?;
            }
            taken.push(option.map(|_| at));
            let multipliers = match (self.exceeded(&taken), self.test(&taken)) {
                (Some(row), _) => self.overload(row, &taken),
                (None, Some(test)) => self.refutation(&test, &taken),
                (None, None) => {
                    next.push(0);
                    continue;
                }
            };
            steps.push(Step::Contradiction { multipliers: multipliers.ok_or(ElaborateError::Overflow)? })?;
        }
        Ok(())
    }

    /// The row plus, for each task decided, what its option uses times "at least one".
    fn overload(&self, row: usize, taken: &Taken) -> Option<Vec<Multiplier>> {
        let one = Multiplier { constraint: self.named.get(row)?.number, factor: U256::from_u128(1) };
        let used = self.taken(taken).filter_map(|(stage, option)| self.at_least_one(stage, *option.uses.get(row)?));
        Some([one].into_iter().chain(used).collect())
    }

    /// The negation of the lemma plus what a test adds up.
    fn refutation(&self, test: &Test, taken: &Taken) -> Option<Vec<Multiplier>> {
        let mut multipliers = self.rows(test);
        multipliers.push(Multiplier { constraint: self.number, factor: test.scale });
        for (stage, option) in self.taken(taken) {
            // An option that costs more than it counts has to be taken for that to matter.
            let (scaled, price) = (test.scaled(option)?, test.price(option)?);
            if scaled < price {
                multipliers.extend(self.at_least_one(stage, price.minus(scaled)));
            }
        }
        multipliers.extend(self.stages.iter().skip(taken.len()).filter_map(|stage| self.at_most_one(stage, test)));
        Some(multipliers)
    }
}

fn term(variable: u32, coefficient: U256) -> Term {
    Term { coefficient, literal: Literal::is_zero(variable) }
}
