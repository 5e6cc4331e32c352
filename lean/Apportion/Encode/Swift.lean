import Apportion.Encode.Arithmetic
import Apportion.Encode.Rows

/-! Coefficients of runs, for kernels: what a row counts is found out once for each row, and not once for each option. They are at most
`coefficient`. Kernels copy the body of what they unfold; hence small functions, written with recursors. -/

namespace Apportion

/-- What a run is counted by: the task's place, the task, its duration, the offer's place, the offer, the start. -/
inductive Coefficient : Type
  | mk (f : Nat → Task → Nat → Nat → Offer → Nat → Nat) : Coefficient

noncomputable def apply (c : Coefficient) (i : Nat) (t : Task) (d offer : Nat) (o : Offer) (s : Nat) : Nat :=
  @Coefficient.rec (fun _ => Nat) (fun f => f i t d offer o s) c

/-! ## Tasks without quotes -/

/-- `x` for a task without quotes, and else `y`. -/
noncomputable def unquoted (t : Task) (x y : Nat) : Nat :=
  @List.rec Quote (fun _ => Nat) x (fun _ _ _ => y) t.quotes

theorem unquoted_eq (t : Task) (x y : Nat) (h : t.quotes = List.nil → x = y) : unquoted t x y = y := by
  show @List.rec Quote (fun _ => Nat) x (fun _ _ _ => y) t.quotes = y
  cases e : t.quotes with
  | nil => exact h e
  | cons q l => exact rfl

theorem demand_unquoted (t : Task) (offer : Nat) (h : t.quotes = List.nil) : demand t offer = t.demand :=
  Eq.subst (motive := fun q => on_some
      (@List.rec Quote (fun _ => Option Quote) none (fun q _ ih => choose (Nat.beq q.offer offer) (some q) ih) q)
      t.demand (fun q => on_some q.demand t.demand (fun d => d)) = t.demand) (Eq.symm h) rfl

theorem price_unquoted (t : Task) (offer : Nat) (o : Offer) (h : t.quotes = List.nil) : price t offer o = computed_price t offer o :=
  Eq.subst (motive := fun q => on_some
      (@List.rec Quote (fun _ => Option Quote) none (fun q _ ih => choose (Nat.beq q.offer offer) (some q) ih) q)
      (computed_price t offer o) (fun q => on_some q.price (computed_price t offer o) (fun p => p)) = computed_price t offer o)
    (Eq.symm h) rfl

/-- An addition, for kernels remember what the arguments of one are. -/
noncomputable def swift_amount (t : Task) (offer y : Nat) : Nat :=
  unquoted t (Nat.add (amount t.demand y) Nat.zero) (amount (demand t offer) y)

theorem swift_amount_eq (t : Task) (offer y : Nat) : swift_amount t offer y = amount (demand t offer) y :=
  unquoted_eq t _ _ (fun h => congrArg (fun d => amount d y) (Eq.symm (demand_unquoted t offer h)))

/-- The price of a task as a function of the offer's place and the offer. -/
inductive Pricing : Type
  | mk (f : Nat → Offer → Nat) : Pricing

noncomputable def paid (p : Pricing) (offer : Nat) (o : Offer) : Nat :=
  @Pricing.rec (fun _ => Nat) (fun f => f offer o) p

noncomputable def pricing_of (d : Nat) (l : List Entry) : (Offer → Nat) → Pricing :=
  @List.rec Entry (fun _ => (Offer → Nat) → Pricing) (fun acc => Pricing.mk (fun _ o => Nat.add (Nat.mul d (acc o)) o.price_fixed))
    (fun e _ ih acc => @Entry.rec (fun _ => Pricing) (fun r a => ih (fun o => Nat.add (acc o) (Nat.mul (amount o.price r) a))) e) l

noncomputable def pricing (t : Task) : Pricing :=
  @List.rec Quote (fun _ => Pricing) (pricing_of t.duration t.demand (fun _ => Nat.zero)) (fun _ _ _ => Pricing.mk (price t)) t.quotes

noncomputable def swift_price (t : Task) (offer : Nat) (o : Offer) : Nat :=
  paid (pricing t) offer o

theorem paid_eq (d : Nat) (offer : Nat) (o : Offer) (l : List Entry) : ∀ acc : Offer → Nat, paid (pricing_of d l acc) offer o
    = Nat.add (Nat.mul d (Nat.add (acc o) (sum (fun e => Nat.mul (amount o.price e.resource) e.amount) l))) o.price_fixed := by
  induction l with
  | nil => exact fun acc => rfl
  | cons e l ih =>
    intro acc
    cases e with
    | mk r a =>
      exact Eq.trans (ih (fun o => Nat.add (acc o) (Nat.mul (amount o.price r) a)))
        (congrArg (fun y => Nat.add (Nat.mul d y) o.price_fixed) (add_assoc _ _ _))

theorem swift_price_eq (t : Task) (offer : Nat) (o : Offer) : swift_price t offer o = price t offer o := by
  show paid (@List.rec Quote (fun _ => Pricing) (pricing_of t.duration t.demand (fun _ => Nat.zero)) (fun _ _ _ => Pricing.mk (price t))
    t.quotes) offer o = price t offer o
  cases e : t.quotes with
  | nil =>
    exact Eq.trans (paid_eq t.duration offer o t.demand (fun _ => Nat.zero)) (Eq.trans
      (congrArg (fun y => Nat.add (Nat.mul t.duration y) o.price_fixed) (Eq.trans (zero_add _)
        (congrArg (fun d => sum (fun e => Nat.mul (amount o.price e.resource) e.amount) d) (Eq.symm (demand_unquoted t offer e)))))
      (Eq.symm (price_unquoted t offer o e)))
  | cons q l => exact rfl

/-! ## The value at a level: the terms that runs have -/

noncomputable def plus (f : Nat → Task → Nat → Nat → Offer → Nat → Nat) (weight : Nat) (term : Term) :
    Nat → Task → Nat → Nat → Offer → Nat → Nat :=
  fun i t d offer o s => Nat.add (f i t d offer o s) (Nat.mul weight (run_term t offer o s term))

noncomputable def value_of (terms : List Weighted) : (Nat → Task → Nat → Nat → Offer → Nat → Nat) → Coefficient :=
  @List.rec Weighted (fun _ => (Nat → Task → Nat → Nat → Offer → Nat → Nat) → Coefficient) (fun f => Coefficient.mk f)
    (fun w _ ih f => @Weighted.rec (fun _ => Coefficient) (fun term weight => @Term.rec (fun _ => Coefficient)
      (ih (fun i t d offer o s => Nat.add (f i t d offer o s) (Nat.mul weight (swift_price t offer o))))
      (ih f) (ih f) (ih (plus f weight Term.latency)) (ih (plus f weight Term.quality_lost))
      (ih (plus f weight Term.reliability_lost)) (ih (plus f weight Term.score)) (ih (plus f weight Term.end_slot))
      (fun r => ih (plus f weight (Term.use r))) term) w) terms

noncomputable def term_value (t : Task) (offer : Nat) (o : Offer) (s : Nat) (w : Weighted) : Nat :=
  Nat.mul w.weight (run_term t offer o s w.term)

theorem value_of_eq (i : Nat) (t : Task) (d offer : Nat) (o : Offer) (s : Nat) (terms : List Weighted) :
    ∀ f : Nat → Task → Nat → Nat → Offer → Nat → Nat, apply (value_of terms f) i t d offer o s
      = Nat.add (f i t d offer o s) (sum (term_value t offer o s) terms) := by
  induction terms with
  | nil => exact fun f => rfl
  | cons w terms ih =>
    intro f
    have step : ∀ weight term, apply (value_of terms (plus f weight term)) i t d offer o s
        = Nat.add (f i t d offer o s) (Nat.add (Nat.mul weight (run_term t offer o s term)) (sum (term_value t offer o s) terms)) :=
      fun weight term => Eq.trans (ih (plus f weight term)) (add_assoc _ _ _)
    have none : apply (value_of terms f) i t d offer o s
        = Nat.add (f i t d offer o s) (Nat.add Nat.zero (sum (term_value t offer o s) terms)) :=
      Eq.trans (ih f) (congrArg (fun y => Nat.add (f i t d offer o s) y) (Eq.symm (zero_add _)))
    cases w with
    | mk term weight =>
      cases term with
      | price =>
        refine Eq.trans (ih (fun i t d offer o s => Nat.add (f i t d offer o s) (Nat.mul weight (swift_price t offer o)))) ?_
        show Nat.add (Nat.add (f i t d offer o s) (Nat.mul weight (swift_price t offer o))) (sum (term_value t offer o s) terms)
          = Nat.add (f i t d offer o s) (Nat.add (Nat.mul weight (price t offer o)) (sum (term_value t offer o s) terms))
        rw [swift_price_eq]
        exact add_assoc _ _ _
      | penalty => exact none
      | value_lost => exact none
      | latency => exact step weight _
      | quality_lost => exact step weight _
      | reliability_lost => exact step weight _
      | score => exact step weight _
      | end_slot => exact step weight _
      | use r => exact step weight _

/-! ## Rows -/

noncomputable def no_coefficient : Coefficient :=
  Coefficient.mk (fun _ _ _ _ _ _ => Nat.zero)

noncomputable def plain_coefficient (m : Market) (r : Row) : Coefficient :=
  Coefficient.mk (fun i t _ offer _ s => coefficient m r i t (Choice.run offer s))

/-- Whether a run of `d` slots on an offer covers_slot a slot of another; the same for all tasks. -/
noncomputable def covers_slot (o e offer s d : Nat) : Bool :=
  both (Nat.beq o offer) (both (Nat.ble s e) (Nat.ble (Nat.succ e) (Nat.add s d)))

noncomputable def swift_capacity (o y e : Nat) : Coefficient :=
  Coefficient.mk (fun _ t d offer _ s => @Bool.rec (fun _ => Nat) Nat.zero (swift_amount t offer y) (covers_slot o e offer s d))

noncomputable def swift_budget (m : Market) (p : Nat) : Coefficient :=
  Coefficient.mk (fun _ t _ offer o s => pick (Nat.beq p t.payer) (pick (Nat.ble (Nat.succ s) m.slots) (swift_price t offer o) Nat.zero)
    Nat.zero)

noncomputable def swift_value (m : Market) (level : Nat) : Coefficient :=
  on_some (item m.objective level) no_coefficient (fun terms => value_of terms (fun _ _ _ _ _ _ => Nat.zero))

noncomputable def swift (m : Market) (r : Row) : Coefficient :=
  @Row.rec (fun _ => Coefficient) swift_capacity (fun o y => plain_coefficient m (Row.total o y))
    (fun o j e => plain_coefficient m (Row.offer_limit o j e)) (fun p j e => plain_coefficient m (Row.payer_limit p j e))
    (fun j e => plain_coefficient m (Row.market_limit j e)) (swift_budget m)
    (fun d on => plain_coefficient m (Row.needs d on)) (fun d on e => plain_coefficient m (Row.after d on e)) (swift_value m) r

/-- The coefficients in the row with a number. -/
noncomputable def swift_of (m : Market) (rows : Rows) (k : Nat) : Coefficient :=
  on_some (find rows k) no_coefficient (swift m)

/-- Whether a coefficient is at most the market's. -/
def Below (m : Market) (r : Row) (c : Coefficient) : Prop :=
  ∀ i t offer o s, item m.offers offer = some o →
    Nat.ble (apply c i t t.duration offer o s) (coefficient m r i t (Choice.run offer s)) = true

theorem plain_below (m : Market) (r : Row) : Below m r (plain_coefficient m r) :=
  fun i t offer _ s _ => ble_refl (coefficient m r i t (Choice.run offer s))

theorem swift_capacity_below (m : Market) (o y e : Nat) : Below m (Row.capacity o y e) (swift_capacity o y e) := by
  intro i t offer o' s ho
  show Nat.ble (pick (covers_slot o e offer s t.duration) (swift_amount t offer y) Nat.zero)
    (pick (both (Nat.beq o offer) true) (on_some (item m.offers offer) Nat.zero (fun _ =>
      Nat.mul (amount (demand t offer) y) (overlap e (Nat.succ e) s (Nat.add s t.duration)))) Nat.zero) = true
  refine pick_le (fun h => ?_)
  have e2 := both_left (both_right h)
  have covers : Nat.ble (Nat.succ Nat.zero) (overlap e (Nat.succ e) s (Nat.add s t.duration)) = true := by
    refine le_sub ?_
    show Nat.ble (Nat.succ (greatest e s)) (least (Nat.succ e) (Nat.add s t.duration)) = true
    exact le_least_exact (Nat.succ (greatest e s)) (greatest_le (ble_refl e) e2)
      (ble_trans (b := Nat.succ e) (greatest_le (ble_refl e) e2) (both_right (both_right h)))
  have same : Nat.beq o offer = true := both_left h
  rw [same, ho, swift_amount_eq]
  show Nat.ble (amount (demand t offer) y)
    (Nat.mul (amount (demand t offer) y) (overlap e (Nat.succ e) s (Nat.add s t.duration))) = true
  exact ble_trans (ble_of_eq (Eq.symm (zero_add (amount (demand t offer) y)))) (ble_mul (amount (demand t offer) y) covers)

theorem swift_budget_below (m : Market) (p : Nat) : Below m (Row.budget p) (swift_budget m p) := by
  intro i t offer o' s ho
  show Nat.ble (pick (Nat.beq p t.payer) (pick (Nat.ble (Nat.succ s) m.slots) (swift_price t offer o') Nat.zero) Nat.zero)
    (pick (both (Nat.beq p t.payer) true) (on_some (item m.offers offer) Nat.zero (fun o =>
      pick (both (Nat.ble Nat.zero s) (Nat.ble (Nat.succ s) m.slots)) (price t offer o) Nat.zero)) Nat.zero) = true
  refine pick_le (fun e1 => ?_)
  rw [e1, ho, swift_price_eq]
  refine pick_le (fun e2 => ?_)
  show Nat.ble (price t offer o')
    (pick (both (Nat.ble Nat.zero s) (Nat.ble (Nat.succ s) m.slots)) (price t offer o') Nat.zero) = true
  rw [e2, zero_ble s]
  exact ble_refl _

theorem cost_of_run (m : Market) (t : Task) (offer : Nat) (o : Offer) (s : Nat) (ho : item m.offers offer = some o)
    (terms : List Weighted) : sum (term_value t offer o s) terms
      = sum (fun w => Nat.mul w.weight (term_of m w.term t (Choice.run offer s))) terms := by
  induction terms with
  | nil => exact rfl
  | cons w terms ih =>
    show Nat.add (Nat.mul w.weight (run_term t offer o s w.term)) (sum (term_value t offer o s) terms)
      = Nat.add (Nat.mul w.weight (on_some (item m.offers offer) Nat.zero (fun o => run_term t offer o s w.term)))
        (sum (fun w => Nat.mul w.weight (term_of m w.term t (Choice.run offer s))) terms)
    rw [ih]
    exact congrArg (fun y => Nat.add (Nat.mul w.weight y)
      (sum (fun w => Nat.mul w.weight (term_of m w.term t (Choice.run offer s))) terms))
      (Eq.symm (on_some_eq Nat.zero (fun o => run_term t offer o s w.term) ho))

theorem swift_value_below (m : Market) (level : Nat) : Below m (Row.value level) (swift_value m level) := by
  intro i t offer o s ho
  show Nat.ble (apply (on_some (item m.objective level) no_coefficient (fun terms => value_of terms (fun _ _ _ _ _ _ => Nat.zero)))
      i t t.duration offer o s)
    (on_some (item m.objective level) Nat.zero (fun terms =>
      sum (fun w => Nat.mul w.weight (term_of m w.term t (Choice.run offer s))) terms)) = true
  cases item m.objective level with
  | none => exact rfl
  | some terms =>
    exact ble_of_eq (Eq.trans (value_of_eq i t t.duration offer o s terms (fun _ _ _ _ _ _ => Nat.zero))
      (Eq.trans (zero_add _) (cost_of_run m t offer o s ho terms)))

theorem swift_below (m : Market) (r : Row) : Below m r (swift m r) := by
  cases r with
  | capacity o y e => exact swift_capacity_below m o y e
  | total o y => exact plain_below m _
  | offer_limit o j e => exact plain_below m _
  | payer_limit p j e => exact plain_below m _
  | market_limit j e => exact plain_below m _
  | budget p => exact swift_budget_below m p
  | needs d on => exact plain_below m _
  | after d on e => exact plain_below m _
  | value level => exact swift_value_below m level

theorem swift_of_le (m : Market) (rows : Rows) (k i : Nat) (t : Task) (offer : Nat) (o : Offer) (s : Nat)
    (ho : item m.offers offer = some o) :
    Nat.ble (apply (swift_of m rows k) i t t.duration offer o s) (coefficient_of m (find rows k) i t (Choice.run offer s)) = true := by
  show Nat.ble (apply (on_some (find rows k) no_coefficient (swift m)) i t t.duration offer o s)
    (on_some (find rows k) Nat.zero (fun r => coefficient m r i t (Choice.run offer s))) = true
  cases find rows k with
  | none => exact rfl
  | some r => exact swift_below m r i t offer o s ho

end Apportion
