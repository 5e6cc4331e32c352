//! Why a task may not run on an offer.

use crate::market::{Money, SlotRange};
use crate::permission::Scope;
use crate::quantity::Amount;
use alloc::boxed::Box;

/// One component in which a task asks more than an offer supplies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The task takes quoted offers only, and this one is not.
    #[error("the task accepts only quoted offers and has no quote on this one")]
    NotQuoted,
    /// No start slot keeps the whole run inside the slots of task and offer.
    #[error(
        "a run of {duration_slots} slots does not fit into slots {}..={} of the task and {}..={} of the offer",
        task.first, task.last, offer.first, offer.last
    )]
    Slots {
        /// Slots of the task.
        task: SlotRange,
        /// Slots of the offer.
        offer: SlotRange,
        /// Length of the run.
        duration_slots: u32,
    },
    /// Too little quality.
    #[error("quality {offered_ppm} ppm is below the least accepted, {min_ppm} ppm")]
    Quality {
        /// The least that the task accepts.
        min_ppm: u32,
        /// What the offer has.
        offered_ppm: u32,
    },
    /// Too much latency.
    #[error("latency {offered_ms} ms is above the greatest accepted, {max_ms} ms")]
    Latency {
        /// The greatest that the task accepts.
        max_ms: u64,
        /// What the offer has.
        offered_ms: u64,
    },
    /// Too little reliability.
    #[error("reliability {offered_ppm} ppm is below the least accepted, {min_ppm} ppm")]
    Reliability {
        /// The least that the task accepts.
        min_ppm: u32,
        /// What the offer has.
        offered_ppm: u32,
    },
    /// Too high a price.
    #[error("the run costs {} MIC, more than the greatest price accepted, {} MIC", Money::from_nmic(*price), Money::from_nmic(*max))]
    Price {
        /// The greatest price that the task accepts, in nMIC.
        max: u64,
        /// The price of the run, in nMIC.
        price: u64,
    },
    /// The permit does not list a label of the task.
    #[error("the offer does not permit tasks with the label \"{}\"", label.escape_debug())]
    LabelNotPermitted {
        /// The first such label.
        label: Box<str>,
    },
    /// The permit does not list the payer.
    #[error("the offer does not permit the payer \"{}\"", principal.escape_debug())]
    PrincipalNotPermitted {
        /// The payer.
        principal: Box<str>,
    },
    /// The task's scope lies under none that the permit lists.
    #[error("the offer does not permit the scope \"{}\"", scope.as_str().escape_debug())]
    ScopeNotPermitted {
        /// The scope of the task.
        scope: Scope,
    },
    /// The offer does not provide what the task requires.
    #[error("the offer does not provide \"{}\"", label.escape_debug())]
    NotProvided {
        /// The first label that is required and not provided.
        label: Box<str>,
    },
    /// More demand than the offer has in a slot.
    #[error("{demand} of {resource} are needed in a slot and the offer has {capacity}")]
    Capacity {
        /// The resource.
        resource: Box<str>,
        /// What a run needs in one slot.
        demand: u64,
        /// What the offer has in one slot.
        capacity: Amount,
    },
    /// More demand than the offer gives to one task.
    #[error("{demand} of {resource} are needed in a slot and the offer gives one task at most {max}")]
    DemandMax {
        /// The resource.
        resource: Box<str>,
        /// What a run needs in one slot.
        demand: u64,
        /// What the offer gives to one task in one slot.
        max: u64,
    },
}
