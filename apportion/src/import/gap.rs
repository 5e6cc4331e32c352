//! Generalised assignment problems in OR-Library form.
//!
//! The text is numbers between white space: the number of agents `m` and of jobs `n`; `m` rows of `n` costs; `m` rows of `n` demands; `m`
//! capacities. The market has one slot and one payer, `owner`. Agent `i` is the offer `agent-i` with its capacity of the resource `capacity`;
//! job `j` is the required task `job-j` with a quote, price and demand, on every agent; both are counted from 1. A cost of 1 is a price of
//! 1 nMIC, so that the objective (cost, minimised) is the one that the literature states.

use super::{ImportError, ImportProblem};
use apportion_lattice::Market;
use apportion_lattice::document::{Document, Offer, Payer, Quote, Resource, Task};
use apportion_lattice::nmic;

const RESOURCE: &str = "capacity";

/// The market of one generalised assignment problem, with this name.
///
/// ```
/// let text = "2 3   4 1 5  2 6 3   1 1 1  1 2 1   2 2";
/// let market = apportion::import::gap::market(text, "small")?;
/// assert_eq!((market.offers().len(), market.tasks().len()), (2, 3));
/// # Ok::<(), apportion::import::ImportError>(())
/// ```
///
/// # Errors
/// If a number is missing, is not a whole number below 2^63, or one is left over; and if the sizes are beyond what a market can have.
pub fn market(text: &str, name: &str) -> Result<Market, ImportError> {
    let mut words = Words::new(text);
    let agents = words.count("the number of agents")?;
    let jobs = words.count("the number of jobs")?;
    let costs = words.matrix("cost", agents, jobs)?;
    let demands = words.matrix("demand", agents, jobs)?;
    let mut offers = Vec::new();
    for agent in 1..=agents {
        let capacity = words.number(|| format!("the capacity of agent {agent}"))?;
        offers.push(Offer::new(offer_id(agent)).capacity(RESOURCE, capacity));
    }
    words.end()?;
    let task = |job: u64| {
        let quote = |(agent, (costs, demands)): (u64, (&Vec<u64>, &Vec<u64>))| {
            let at = usize::try_from(job - 1).ok()?;
            let (&cost, &demand) = costs.get(at).zip(demands.get(at))?;
            Some(Quote::new(offer_id(agent)).price(nmic(cost)).demand(RESOURCE, demand))
        };
        let quotes = (1..).zip(costs.iter().zip(&demands)).filter_map(quote);
        quotes.fold(Task::new(format!("job-{job}"), "owner").required(), Task::quote)
    };
    Ok(Market::from_document(Document {
        name: Some(name.to_owned()),
        resources: vec![Resource { name: RESOURCE.to_owned(), unit: "units".to_owned() }],
        payers: vec![Payer::new("owner")],
        offers,
        tasks: (1..=jobs).map(task).collect(),
        ..Document::default()
    })?)
}

fn offer_id(agent: u64) -> String {
    format!("agent-{agent}")
}

/// The words of a text with their places.
struct Words<'t> {
    text: &'t str,
    line: usize,
    column: usize,
}

struct Word<'t> {
    text: &'t str,
    line: usize,
    column: usize,
}

impl<'t> Words<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, line: 1, column: 1 }
    }

    fn next(&mut self) -> Option<Word<'t>> {
        let start = self.text.find(|letter: char| !letter.is_whitespace()).unwrap_or(self.text.len());
        let (space, rest) = self.text.split_at(start);
        for letter in space.chars() {
            (self.line, self.column) = if letter == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        let (text, rest) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let word = Word { text, line: self.line, column: self.column };
        self.column += text.chars().count();
        self.text = rest;
        (!text.is_empty()).then_some(word)
    }

    fn number(&mut self, expected: impl Fn() -> String) -> Result<u64, ImportError> {
        let Some(word) = self.next() else {
            let problem = ImportProblem::Ended { expected: expected() };
            return Err(ImportError::Text { line: self.line, column: self.column, problem });
        };
        let digits = word.text.bytes().all(|byte| byte.is_ascii_digit());
        let number = word.text.parse().ok().filter(|number| digits && *number < 1 << 63);
        number.ok_or_else(|| {
            let problem = ImportProblem::NotANumber {
                found: word.text.to_owned(),
                expected: "a whole number from 0 to 2^63 - 1",
            };
            ImportError::Text { line: word.line, column: word.column, problem }
        })
    }

    /// How many there are of something: at least one. What is announced is not reserved, only what is read.
    fn count(&mut self, what: &'static str) -> Result<u64, ImportError> {
        let (line, column) = (self.line, self.column);
        match self.number(|| what.to_owned())? {
            0 => {
                let problem = ImportProblem::Option { option: what, expected: "at least 1" };
                Err(ImportError::Text { line, column, problem })
            }
            count => Ok(count),
        }
    }

    fn matrix(&mut self, what: &str, agents: u64, jobs: u64) -> Result<Vec<Vec<u64>>, ImportError> {
        let row = |agent| {
            (1..=jobs)
                .map(move |job| (agent, job))
                .map(|(agent, job)| self.number(|| format!("the {what} of job {job} on agent {agent}")))
                .collect()
        };
        (1..=agents).map(row).collect()
    }

    fn end(&mut self) -> Result<(), ImportError> {
        self.next().map_or(Ok(()), |word| {
            let problem = ImportProblem::Trailing { found: word.text.to_owned() };
            Err(ImportError::Text { line: word.line, column: word.column, problem })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apportion_lattice::{OfferIndex, ResourceIndex, TaskIndex};

    const SMALL: &str = " 2 3\n 4 1 5\n 2 6 3\n 1 1 1\n 1 2 1\n 2 7\n";

    #[test]
    fn every_number_lands_where_it_belongs() {
        let market = market(SMALL, "small").unwrap();
        assert_eq!(market.name(), Some("small"));
        let capacity = ResourceIndex::new(0);
        let capacities: Vec<_> = market.offers().iter().map(|offer| offer.capacity_of(capacity).as_finite()).collect();
        assert_eq!(capacities, [Some(2), Some(7)]);
        assert!(market.tasks().iter().all(|task| task.required));
        for (agent, jobs) in [[(4, 1), (1, 1), (5, 1)], [(2, 1), (6, 2), (3, 1)]].into_iter().enumerate() {
            for (job, (cost, demand)) in jobs.into_iter().enumerate() {
                let run = market.run(TaskIndex::new(job as u32), OfferIndex::new(agent as u32)).unwrap();
                assert_eq!((run.price, run.demand.get(capacity)), (cost, demand));
            }
        }
    }

    #[test]
    fn faults_are_named_with_line_and_column() {
        for (text, message) in [
            ("", "line 1, column 1: the text ends where the number of agents should follow"),
            (" 2 3\n 4 1 x", "line 2, column 6: \"x\" is not a whole number from 0 to 2^63 - 1"),
            (" 2 3\n 4 1.5 5", "line 2, column 4: \"1.5\" is not a whole number from 0 to 2^63 - 1"),
            ("1 1\n-3", "line 2, column 1: \"-3\" is not a whole number from 0 to 2^63 - 1"),
            (
                "1 1 9223372036854775808",
                "line 1, column 5: \"9223372036854775808\" is not a whole number from 0 to 2^63 - 1",
            ),
            ("1 1 3 4", "line 1, column 8: the text ends where the capacity of agent 1 should follow"),
            ("1 2 3 4 5", "line 1, column 10: the text ends where the demand of job 2 on agent 1 should follow"),
            (
                "1 1 3 4 5 6",
                "line 1, column 11: \"6\" stands after the last number that the first line announces; remove it",
            ),
            ("0 1", "line 1, column 1: the number of agents must be at least 1"),
        ] {
            assert_eq!(market(text, "bad").unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn announced_sizes_reserve_nothing() {
        assert!(matches!(market("9000000000 9000000000 1", "huge"), Err(ImportError::Text { .. })));
    }
}
