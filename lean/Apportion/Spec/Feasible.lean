import Apportion.Spec.Run

/-! Allocations and when they are feasible (D12 to D22). -/

namespace Apportion

/-- The choice for the first task; a task without one is unassigned. -/
noncomputable def first_choice (a : List Choice) : Choice :=
  match a with
  | List.nil => Choice.unassigned
  | List.cons c _ => c

noncomputable def later_choices (a : List Choice) : List Choice :=
  match a with
  | List.nil => List.nil
  | List.cons _ rest => rest

/-- The choice for the task at a place. -/
noncomputable def choice (a : List Choice) (task : Nat) : Choice :=
  @Nat.rec (fun _ => List Choice → Choice) first_choice (fun _ ih a => ih (later_choices a)) task a

noncomputable def assigned (c : Choice) : Bool :=
  match c with
  | Choice.unassigned => false
  | Choice.run _ _ => true

/-- The sum over tasks, places counted from `i`, of `f place task choice`. -/
noncomputable def over_tasks (f : Nat → Task → Choice → Nat) (tasks : List Task) : Nat → List Choice → Nat :=
  @List.rec Task (fun _ => Nat → List Choice → Nat) (fun _ _ => Nat.zero)
    (fun t _ ih i a => Nat.add (f i t (first_choice a)) (ih (Nat.succ i) (later_choices a))) tasks

/-- D16: `U(l, I)` for the slots `low ≤ e < high`. -/
noncomputable def usage (m : Market) (k : Counter) (low high : Nat) (a : List Choice) : Nat :=
  over_tasks (fun _ t c => use m k low high t c) m.tasks Nat.zero a

/-- Everything on one offer. -/
noncomputable def on_offer (offer : Nat) (subject : Option Nat) : Counter :=
  Counter.mk subject (some offer) none none none

/-- Everything of one payer. -/
noncomputable def of_payer (payer : Nat) (subject : Option Nat) : Counter :=
  Counter.mk subject none (some payer) none none

/-! ## Limits (D16, D17): a limit is a list of rows, one for each slot of the horizon if it has a window, else one. -/

noncomputable def span_rows (m : Market) (s : Span) : Nat :=
  match s with
  | Span.horizon => Nat.succ Nat.zero
  | Span.interval _ _ => Nat.succ Nat.zero
  | Span.window _ _ => m.slots

/-- The first slot that counts in the row at slot `e`; a window starts `w - 1` slots before `e`, or at 0. -/
noncomputable def span_low (s : Span) (e : Nat) : Nat :=
  match s with
  | Span.horizon => Nat.zero
  | Span.interval first _ => first
  | Span.window w _ => Nat.sub (Nat.succ e) w

/-- The first slot that no longer counts in the row at slot `e`. -/
noncomputable def span_high (m : Market) (s : Span) (e : Nat) : Nat :=
  match s with
  | Span.horizon => m.slots
  | Span.interval _ last => Nat.succ last
  | Span.window _ _ => Nat.succ e

/-- The sum of the first `n` items. -/
noncomputable def sum_first (l : List Nat) : Nat → Nat :=
  @List.rec Nat (fun _ => Nat → Nat) (fun _ => Nat.zero)
    (fun x _ ih n => @Nat.rec (fun _ => Nat) Nat.zero (fun k _ => Nat.add x (ih k)) n) l

/-- D17: `H(e)`, the prior usage in slots `e - w + 1, .., -1`, of which there are `w - (e + 1)`. -/
noncomputable def span_prior (s : Span) (e : Nat) : Nat :=
  match s with
  | Span.horizon => Nat.zero
  | Span.interval _ _ => Nat.zero
  | Span.window w prior => sum_first prior (Nat.sub w (Nat.succ e))

/-- D17. -/
noncomputable def LimitHolds (m : Market) (a : List Choice) (k : Counter) (l : Limit) : Prop :=
  ∀ e, Nat.ble (Nat.succ e) (span_rows m l.span) = true →
    Nat.ble (Nat.add (span_prior l.span e) (usage m k (span_low l.span e) (span_high m l.span e) a)) l.amount = true

noncomputable def market_counter (l : Limit) : Counter :=
  Counter.mk l.subject none none l.offers l.payers

noncomputable def offer_counter (offer : Nat) (l : Limit) : Counter :=
  Counter.mk l.subject (some offer) none l.offers l.payers

noncomputable def payer_counter (payer : Nat) (l : Limit) : Counter :=
  Counter.mk l.subject none (some payer) l.offers l.payers

/-! ## Dependencies (D19, D20) -/

/-- D19 for one task. -/
noncomputable def needs_hold (a : List Choice) (t : Task) (c : Choice) : Bool :=
  match c with
  | Choice.unassigned => true
  | Choice.run _ _ => all (fun d => assigned (choice a d)) t.needs

/-- Whether the task at place `d`, with its choice, is assigned and has ended at a slot or before. -/
noncomputable def ended_of (m : Market) (d start : Nat) (c : Choice) : Bool :=
  match c with
  | Choice.unassigned => false
  | Choice.run _ s => on_some (item m.tasks d) false (fun t => Nat.ble (Nat.add s t.duration) start)

noncomputable def ended (m : Market) (a : List Choice) (d start : Nat) : Bool :=
  ended_of m d start (choice a d)

/-- D20 for one task. -/
noncomputable def after_holds (m : Market) (a : List Choice) (t : Task) (c : Choice) : Bool :=
  match c with
  | Choice.unassigned => true
  | Choice.run _ start => all (fun d => ended m a d start) t.after

/-- D22, condition by condition. -/
structure Feasible (m : Market) (a : List Choice) : Prop where
  /-- One choice for each task. -/
  complete : Nat.beq (size a) (size m.tasks) = true
  /-- D12: each choice is an option of its task, or none. -/
  options : ∀ i t, item m.tasks i = some t → is_option m t (choice a i) = true
  /-- D14. -/
  capacities : ∀ i o, item m.offers i = some o → ∀ r, Nat.ble (Nat.succ r) (size m.resources) = true →
    ∀ e, Nat.ble (Nat.succ e) m.slots = true → within (usage m (on_offer i (some r)) e (Nat.succ e) a) (capacity o r) = true
  /-- D15. -/
  totals : ∀ i o, item m.offers i = some o → ∀ r, Nat.ble (Nat.succ r) (size m.resources) = true →
    within (usage m (on_offer i (some r)) Nat.zero m.slots a) (entry o.total r) = true
  /-- D17 for the limits of the market, of offers and of payers. -/
  limits : ∀ j l, item m.limits j = some l → LimitHolds m a (market_counter l) l
  offer_limits : ∀ i o, item m.offers i = some o → ∀ j l, item o.limits j = some l → LimitHolds m a (offer_counter i l) l
  payer_limits : ∀ i p, item m.payers i = some p → ∀ j l, item p.limits j = some l → LimitHolds m a (payer_counter i l) l
  /-- D18. -/
  budgets : ∀ i p, item m.payers i = some p → within (usage m (of_payer i none) Nat.zero m.slots a) p.budget = true
  /-- D19. -/
  needs : ∀ i t, item m.tasks i = some t → needs_hold a t (choice a i) = true
  /-- D20. -/
  after : ∀ i t, item m.tasks i = some t → after_holds m a t (choice a i) = true
  /-- D21. -/
  required : ∀ i t, item m.tasks i = some t → t.required = true → assigned (choice a i) = true

end Apportion
