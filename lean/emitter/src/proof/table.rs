//! Tables as terms.
//!
//! A sum of two rows says of most options what the first of them says. The terms for these are taken over, not looked up again.

use super::derived::Row;
use crate::EmitError;
use crate::export::{Record, Term, Terms};
use crate::literal::Columns;
use apportion_certs::U256;

/// The terms of a table, part by part.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// By option: of type `Numbers`, each with the options of its task that follow.
    options: Vec<Link>,
    /// By task: of type `Table`, each with the tasks that follow.
    tasks: Vec<Link>,
}

/// An item of a chain.
#[derive(Clone, Copy, Debug)]
struct Link {
    item: Term,
    /// `cons item`.
    head: Term,
    /// `cons item rest`.
    chain: Term,
}

impl Link {
    /// Puts an item before the rest of a chain, given the link at the same place of another chain and what follows it there.
    fn new<R: Record>(
        terms: &mut Terms<R>,
        item: Term,
        rest: Term,
        known: (Option<&Self>, Term),
        head: impl FnOnce(&mut Terms<R>) -> Result<Term, EmitError>,
    ) -> Result<Self, EmitError> {
        let same = known.0.filter(|link| link.item == item);
        let head = match same {
            Some(link) => link.head,
            None => head(terms)?,
        };
        let chain = match same {
            Some(link) if known.1 == rest => link.chain,
            _ => terms.apply(head, rest)?,
        };
        Ok(Self { item, head, chain })
    }
}

/// Numbers by option, with the least of each task, as a term of type `Table`; and its parts. `like` changes nothing but the time.
pub(super) fn table_term<R: Record>(
    terms: &mut Terms<R>,
    columns: &Columns,
    (numbers, least): (&[U256], &[U256]),
    like: Option<&Row>,
) -> Result<(Term, Parts), EmitError> {
    let (nil, cons) = (terms.symbol("Apportion.Table.nil")?, terms.symbol("Apportion.Table.cons")?);
    let none = Link { item: nil, head: nil, chain: nil };
    let mut parts = Parts { options: vec![none; numbers.len()], tasks: vec![none; least.len()] };
    let (mut rest, mut known_rest) = (nil, nil);
    for (task, (own, &least)) in parts.tasks.iter_mut().zip(least).enumerate().rev() {
        let options = columns.options(task);
        let least = terms.natural_wide(least)?;
        let known =
            like.and_then(|row| Some((row.numbers.get(options.clone())?, row.parts.options.get(options.clone())?)));
        let of_task =
            (numbers.get(options.clone()).unwrap_or_default(), parts.options.get_mut(options).unwrap_or_default());
        let block = block_term(terms, of_task, known.unwrap_or_default())?;
        // A block has one least number: equal blocks, equal heads.
        let known = like.and_then(|row| row.parts.tasks.get(task));
        *own = Link::new(terms, block, rest, (known, known_rest), |terms| terms.call(cons, &[least, block]))?;
        (rest, known_rest) = (own.chain, known.map_or(nil, |link| link.chain));
    }
    Ok((rest, parts))
}

/// The numbers of a task's options as a term of type `Numbers`, given numbers and links of the same options.
fn block_term<R: Record>(
    terms: &mut Terms<R>,
    (numbers, links): (&[U256], &mut [Link]),
    known: (&[U256], &[Link]),
) -> Result<Term, EmitError> {
    let (nil, cons) = (terms.symbol("Apportion.Numbers.nil")?, terms.symbol("Apportion.Numbers.cons")?);
    for (at, (own, number)) in links.iter_mut().zip(numbers).enumerate() {
        own.item = match known.1.get(at) {
            Some(link) if known.0.get(at) == Some(number) => link.item,
            _ => terms.natural_wide(*number)?,
        };
    }
    let (mut rest, mut known_rest) = (nil, nil);
    for (at, own) in links.iter_mut().enumerate().rev() {
        let (item, known) = (own.item, known.1.get(at));
        *own = Link::new(terms, item, rest, (known, known_rest), |terms| terms.apply(cons, item))?;
        (rest, known_rest) = (own.chain, known.map_or(nil, |link| link.chain));
    }
    Ok(rest)
}
