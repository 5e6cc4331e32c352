import Apportion.Spec.Market

/-! One task on one offer (D8 to D11), and what a run uses (D13). -/

namespace Apportion

/-- The amount that a map gives a resource, if there is an entry. -/
noncomputable def entry (l : List Entry) (resource : Nat) : Option Nat :=
  @List.rec Entry (fun _ => Option Nat) none (fun e _ ih => choose (Nat.beq e.resource resource) (some e.amount) ih) l

noncomputable def or_zero (x : Option Nat) : Nat :=
  on_some x Nat.zero (fun n => n)

noncomputable def amount (l : List Entry) (resource : Nat) : Nat :=
  or_zero (entry l resource)

/-- `x ≤ bound`, where no bound is respected by every value. -/
noncomputable def within (x : Nat) (bound : Option Nat) : Bool :=
  on_some bound true (fun b => Nat.ble x b)

/-- D5: the capacity of an offer for a resource, 0 if it lists none. -/
noncomputable def capacity (o : Offer) (resource : Nat) : Option Nat :=
  @List.rec Capacity (fun _ => Option Nat) (some Nat.zero) (fun c _ ih => choose (Nat.beq c.resource resource) c.amount ih) o.capacity

/-- D7: the quote of a task on an offer. -/
noncomputable def quote (t : Task) (offer : Nat) : Option Quote :=
  @List.rec Quote (fun _ => Option Quote) none (fun q _ ih => choose (Nat.beq q.offer offer) (some q) ih) t.quotes

/-- D8: the demand in each occupied slot. -/
noncomputable def demand (t : Task) (offer : Nat) : List Entry :=
  on_some (quote t offer) t.demand (fun q => on_some q.demand t.demand (fun d => d))

/-- D8: the price without a quoted one. -/
noncomputable def computed_price (t : Task) (offer : Nat) (o : Offer) : Nat :=
  Nat.add (Nat.mul t.duration (sum (fun e => Nat.mul (amount o.price e.resource) e.amount) (demand t offer))) o.price_fixed

/-- D8: the price of the run. -/
noncomputable def price (t : Task) (offer : Nat) (o : Offer) : Nat :=
  on_some (quote t offer) (computed_price t offer o) (fun q => on_some q.price (computed_price t offer o) (fun p => p))

/-- D8: the score of the run. -/
noncomputable def score (t : Task) (offer : Nat) : Nat :=
  on_some (quote t offer) Nat.zero (fun q => q.score)

/-- Whether every item of the first list is in the second. -/
noncomputable def subset (a b : List Nat) : Bool :=
  all (fun x => member x b) a

/-- D9: `sub(p, q)`: the parts of `q` begin those of `p`. -/
noncomputable def under (p q : List Nat) : Bool :=
  @List.rec Nat (fun _ => List Nat → Bool) (fun _ => true) (fun x _ ih p =>
    match p with
    | List.nil => false
    | List.cons y rest => both (Nat.beq x y) (ih rest)) q p

/-! The components of D9, each as `ask ≤ supply`. -/

noncomputable def labels_allowed (t : Task) (o : Offer) : Bool :=
  on_some o.permit.labels true (fun l => subset t.labels l)

noncomputable def principal_allowed (m : Market) (t : Task) (o : Offer) : Bool :=
  on_some o.permit.principals true (fun l => on_some (item m.payers t.payer) false (fun p => member p.id l))

noncomputable def scope_allowed (t : Task) (o : Offer) : Bool :=
  on_some o.permit.scopes true (fun l => some_of (fun q => under t.scope q) l)

noncomputable def features_provided (t : Task) (o : Offer) : Bool :=
  subset t.requires o.provides

noncomputable def quality_suffices (t : Task) (o : Offer) : Bool :=
  Nat.ble t.quality_min o.quality

noncomputable def latency_suffices (t : Task) (o : Offer) : Bool :=
  within o.latency t.latency_max

noncomputable def reliability_suffices (t : Task) (o : Offer) : Bool :=
  Nat.ble t.reliability_min o.reliability

noncomputable def capacity_suffices (t : Task) (offer : Nat) (o : Offer) : Bool :=
  all (fun e => within e.amount (capacity o e.resource)) (demand t offer)

noncomputable def demand_max_respected (t : Task) (offer : Nat) (o : Offer) : Bool :=
  all (fun e => within e.amount (entry o.demand_max e.resource)) (demand t offer)

noncomputable def price_accepted (t : Task) (offer : Nat) (o : Offer) : Bool :=
  within (price t offer o) t.price_max

noncomputable def quoted_if_asked (t : Task) (offer : Nat) : Bool :=
  either (no t.quotes_only) (on_some (quote t offer) false (fun _ => true))

/-- D10, but for the slots, which D11 asks for. -/
noncomputable def eligible (m : Market) (t : Task) (offer : Nat) (o : Offer) : Bool :=
  both (labels_allowed t o) (both (principal_allowed m t o) (both (scope_allowed t o) (both (features_provided t o)
    (both (quality_suffices t o) (both (latency_suffices t o) (both (reliability_suffices t o)
      (both (capacity_suffices t offer o) (both (demand_max_respected t offer o) (both (price_accepted t offer o)
        (quoted_if_asked t offer))))))))))

/-- D11: the run lies inside the slots of the task and of the offer. -/
noncomputable def fits (t : Task) (o : Offer) (start : Nat) : Bool :=
  both (both (Nat.ble t.first start) (Nat.ble o.first start))
    (both (Nat.ble (Nat.add start t.duration) (Nat.succ t.last)) (Nat.ble (Nat.add start t.duration) (Nat.succ o.last)))

/-- D12: a choice is one of the options of D11, or none. -/
noncomputable def is_option (m : Market) (t : Task) (c : Choice) : Bool :=
  match c with
  | Choice.unassigned => true
  | Choice.run offer start =>
    on_some (item m.offers offer) false (fun o => both (eligible m t offer o) (fits t o start))

/-! ## Usage (D13) -/

noncomputable def least (a b : Nat) : Nat := pick (Nat.ble a b) a b

noncomputable def greatest (a b : Nat) : Nat := pick (Nat.ble a b) b a

/-- How many slots `e` there are with `low ≤ e < high` and `start ≤ e < stop`; `overlap_counts` says so. -/
noncomputable def overlap (low high start stop : Nat) : Nat :=
  Nat.sub (least high stop) (greatest low start)

/-- What counts together: a subject (D16), and the offers and payers that count, where `offer` and `payer` stand for a limit's own place. -/
structure Counter where
  subject : Option Nat
  offer : Option Nat
  payer : Option Nat
  offers : Option (List Nat)
  payers : Option (List Nat)

noncomputable def is_own (own : Option Nat) (x : Nat) : Bool :=
  on_some own true (fun y => Nat.beq y x)

noncomputable def is_listed (list : Option (List Nat)) (x : Nat) : Bool :=
  on_some list true (fun l => member x l)

/-- D16: whether a run of a payer on an offer counts. -/
noncomputable def counts (k : Counter) (offer payer : Nat) : Bool :=
  both (is_own k.offer offer) (both (is_own k.payer payer) (both (is_listed k.offers offer) (is_listed k.payers payer)))

/-- D13: what a run uses in the slots `low ≤ e < high`: money in its start slot, a resource in every slot that it occupies. -/
noncomputable def run_use (t : Task) (offer : Nat) (o : Offer) (start : Nat) (subject : Option Nat) (low high : Nat) : Nat :=
  match subject with
  | none => pick (both (Nat.ble low start) (Nat.ble (Nat.succ start) high)) (price t offer o) Nat.zero
  | some r => Nat.mul (amount (demand t offer) r) (overlap low high start (Nat.add start t.duration))

/-- D13, D16: what a choice for a task adds to a counter in the slots `low ≤ e < high`. -/
noncomputable def use (m : Market) (k : Counter) (low high : Nat) (t : Task) (c : Choice) : Nat :=
  match c with
  | Choice.unassigned => Nat.zero
  | Choice.run offer start =>
    pick (counts k offer t.payer)
      (on_some (item m.offers offer) Nat.zero (fun o => run_use t offer o start k.subject low high)) Nat.zero

end Apportion
