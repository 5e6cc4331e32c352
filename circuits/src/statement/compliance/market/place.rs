//! The limits of a market in the places that meters have for them.

use super::{FitError, StatedLimit};
use crate::statement::compliance::Meter;
use apportion_certs::program::Origin;

/// What stands in each place, by meter and limit.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) amounts: Vec<Vec<u64>>,
    pub(crate) priors: Vec<Vec<Vec<u64>>>,
    /// Where the market states the limit; none where nothing stands.
    pub(crate) origins: Vec<Vec<Option<Origin>>>,
    /// For each option and meter the limit that it counts in, if it does.
    pub(crate) loads: Vec<Vec<Option<u32>>>,
}

impl Places {
    /// Puts every limit in the first place that can stand for it. O(limits x (places + options)).
    ///
    /// # Errors
    /// The first limit for which there is no place.
    pub(crate) fn new(meters: &[Meter], limits: &[StatedLimit<'_>], options: usize) -> Result<Self, FitError> {
        let priors = |meter: &Meter| meter.limits.priors().into_iter().map(|count| vec![0; count]).collect();
        let mut places = Self {
            amounts: meters.iter().map(|meter| vec![0; meter.limits.len()]).collect(),
            priors: meters.iter().map(priors).collect(),
            origins: meters.iter().map(|meter| vec![None; meter.limits.len()]).collect(),
            loads: vec![vec![None; meters.len()]; options],
        };
        let mut loaded = vec![vec![false; options]; meters.len()];
        limits.iter().try_for_each(|limit| places.place(meters, limit, &mut loaded))?;
        Ok(places)
    }

    fn place(&mut self, meters: &[Meter], limit: &StatedLimit<'_>, loaded: &mut [Vec<bool>]) -> Result<(), FitError> {
        for (at, meter) in meters.iter().enumerate() {
            if meter.subject != limit.subject || !limit.clear_of(&loaded[at]) {
                continue;
            }
            let free = |&place: &usize| self.origins[at][place].is_none() && limit.fits(&meter.limits, place);
            if let Some(place) = (0..meter.limits.len()).find(free) {
                limit.claim(&mut loaded[at]);
                limit.options.iter().for_each(|&option| self.loads[option][at] = Some(place as u32));
                self.origins[at][place] = Some(limit.origin);
                self.amounts[at][place] = limit.amount;
                self.priors[at][place].iter_mut().zip(limit.prior).for_each(|(entry, &prior)| *entry = prior);
                return Ok(());
            }
        }
        Err(FitError::Limit { origin: limit.origin })
    }
}
