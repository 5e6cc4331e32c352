//! What the columns of a task's block are for.

use crate::EmitError;
use crate::export::{Record, Term, Terms};
use apportion_certs::program::Program;
use apportion_lattice::TaskIndex;

/// The slots of a task and what its block lists for each offer, as a term of type `Shape`.
///
/// An offer on which no run fits counts as listed, without a start: that is easier to see than that it is not eligible.
pub(crate) fn shape<R: Record>(
    terms: &mut Terms<R>,
    program: &Program<'_>,
    task: TaskIndex,
) -> Result<Term, EmitError> {
    let market = program.market();
    let own = market.tasks().get(task.usize()).ok_or(EmitError::Size)?;
    let mut pairs = program.pairs(task).iter().peekable();
    let mut offers = Vec::with_capacity(market.offers().len());
    for (at, offer) in market.offers().iter().enumerate() {
        let starts = match pairs.next_if(|pair| pair.run.offer.usize() == at) {
            Some(pair) => Some((pair.run.start_first, pair.run.start_last - pair.run.start_first + 1)),
            None => {
                let (first, last) = (own.slots.first.max(offer.slots.first), own.slots.last.min(offer.slots.last));
                let end = u64::from(first) + u64::from(own.duration_slots);
                (end > u64::from(last) + 1).then_some((first, 0))
            }
        };
        offers.push(starts);
    }
    let (skip, run) = (terms.symbol("Apportion.Listing.skip")?, terms.symbol("Apportion.Listing.run")?);
    let mut listing = terms.symbol("Apportion.Listing.nil")?;
    for starts in offers.into_iter().rev() {
        listing = match starts {
            None => terms.apply(skip, listing)?,
            Some((first, count)) => {
                let fields = [terms.natural(first.into())?, terms.natural(count.into())?, listing];
                terms.call(run, &fields)?
            }
        };
    }
    let stated = [own.slots.first, own.slots.last, own.duration_slots].map(|number| terms.natural(number.into()));
    let [first, last, duration] = stated;
    terms.call_symbol("Apportion.Shape.mk", &[first?, last?, duration?, listing])
}
