import Apportion.Spec.Claim
import Apportion.Core.Problem

/-! The market as rows, and the coefficients that choices have in them. -/

namespace Apportion

/-- Which statement of the market a row comes from. -/
inductive Row : Type
  -- D14.
  | capacity (offer resource slot : Nat) : Row
  -- D15.
  | total (offer resource : Nat) : Row
  -- D17: the limit at a place of an offer's, a payer's, the market's list; the row at a slot.
  | offer_limit (offer index slot : Nat) : Row
  | payer_limit (payer index slot : Nat) : Row
  | market_limit (index slot : Nat) : Row
  -- D18.
  | budget (payer : Nat) : Row
  -- D19: the task at a place is assigned only if the other is.
  | needs (task on : Nat) : Row
  -- D20: `[task starts at the slot or before] + [on ends after the slot] + [on is unassigned] ≤ 1`.
  | after (task on slot : Nat) : Row
  -- D24: the value at a level.
  | value (level : Nat) : Row

/-- Usage over some slots. -/
structure Usage where
  counter : Counter
  low : Nat
  high : Nat

noncomputable def limit_usage (m : Market) (k : Counter) (slot : Nat) (l : Limit) : Usage :=
  Usage.mk k (span_low l.span slot) (span_high m l.span slot)

/-- The usage that a row counts, if it counts usage. -/
noncomputable def row_usage (m : Market) (r : Row) : Option Usage :=
  match r with
  | Row.capacity o y e => some (Usage.mk (on_offer o (some y)) e (Nat.succ e))
  | Row.total o y => some (Usage.mk (on_offer o (some y)) Nat.zero m.slots)
  | Row.offer_limit o j e =>
    on_some (item m.offers o) none (fun offer =>
      on_some (item offer.limits j) none (fun l => some (limit_usage m (offer_counter o l) e l)))
  | Row.payer_limit p j e =>
    on_some (item m.payers p) none (fun payer =>
      on_some (item payer.limits j) none (fun l => some (limit_usage m (payer_counter p l) e l)))
  | Row.market_limit j e => on_some (item m.limits j) none (fun l => some (limit_usage m (market_counter l) e l))
  | Row.budget p => some (Usage.mk (of_payer p none) Nat.zero m.slots)
  | Row.needs _ _ => none
  | Row.after _ _ _ => none
  | Row.value _ => none

noncomputable def one_if (b : Bool) : Nat := pick b (Nat.succ Nat.zero) Nat.zero

/-- Whether a run starts at a slot or before. -/
noncomputable def starts_by (slot : Nat) (c : Choice) : Bool :=
  match c with
  | Choice.unassigned => false
  | Choice.run _ s => Nat.ble s slot

/-- Whether a task is unassigned or ends after a slot. -/
noncomputable def not_over (slot : Nat) (t : Task) (c : Choice) : Bool :=
  match c with
  | Choice.unassigned => true
  | Choice.run _ s => Nat.ble (Nat.succ slot) (Nat.add s t.duration)

/-- `[task at d satisfies p] + [task at on satisfies q]`, for the task at place `i`. -/
noncomputable def dependency (i d on : Nat) (p q : Bool) : Nat :=
  Nat.add (pick (Nat.beq i d) (one_if p) Nat.zero) (pick (Nat.beq i on) (one_if q) Nat.zero)

noncomputable def usage_coefficient (m : Market) (u : Option Usage) (t : Task) (c : Choice) : Nat :=
  on_some u Nat.zero (fun u => use m u.counter u.low u.high t c)

/-- The coefficient in a row of a choice for the task at place `i`. -/
noncomputable def coefficient (m : Market) (r : Row) (i : Nat) (t : Task) (c : Choice) : Nat :=
  match r with
  | Row.capacity o y e => usage_coefficient m (row_usage m (Row.capacity o y e)) t c
  | Row.total o y => usage_coefficient m (row_usage m (Row.total o y)) t c
  | Row.offer_limit o j e => usage_coefficient m (row_usage m (Row.offer_limit o j e)) t c
  | Row.payer_limit p j e => usage_coefficient m (row_usage m (Row.payer_limit p j e)) t c
  | Row.market_limit j e => usage_coefficient m (row_usage m (Row.market_limit j e)) t c
  | Row.budget p => usage_coefficient m (row_usage m (Row.budget p)) t c
  | Row.needs d on => dependency i d on (assigned c) (no (assigned c))
  | Row.after d on e => dependency i d on (starts_by e c) (not_over e t c)
  | Row.value level => cost m level t c

/-- What is to be refuted: that there is a feasible allocation; or one within the values `v` at earlier levels and below `bound` at `level`. -/
inductive Target : Type
  | infeasible : Target
  | at_least (v : List Nat) (level bound : Nat) : Target

/-- The bound on the value at a level. -/
noncomputable def value_bound (target : Target) (j : Nat) : Option Nat :=
  match target with
  | Target.infeasible => none
  | Target.at_least v level bound =>
    choose (Nat.ble (Nat.succ j) level) (item v j) (choose (Nat.beq j level) (some (Nat.pred bound)) none)

/-- The bound of a limit's row. Where prior usage alone exceeds the limit, 0; see `prior_refutes`. -/
noncomputable def limit_bound (m : Market) (slot : Nat) (l : Limit) : Option Nat :=
  choose (Nat.ble (Nat.succ slot) (span_rows m l.span)) (some (Nat.sub l.amount (span_prior l.span slot))) none

noncomputable def one_if_member (b : Bool) : Option Nat :=
  choose b (some (Nat.succ Nat.zero)) none

/-- The bound of a row; `none` if there is no such row. -/
noncomputable def row_bound (m : Market) (target : Target) (r : Row) : Option Nat :=
  match r with
  | Row.capacity o y e =>
    choose (both (Nat.ble (Nat.succ y) (size m.resources)) (Nat.ble (Nat.succ e) m.slots))
      (on_some (item m.offers o) none (fun offer => capacity offer y)) none
  | Row.total o y =>
    choose (Nat.ble (Nat.succ y) (size m.resources)) (on_some (item m.offers o) none (fun offer => entry offer.total y)) none
  | Row.offer_limit o j e =>
    on_some (item m.offers o) none (fun offer => on_some (item offer.limits j) none (limit_bound m e))
  | Row.payer_limit p j e =>
    on_some (item m.payers p) none (fun payer => on_some (item payer.limits j) none (limit_bound m e))
  | Row.market_limit j e => on_some (item m.limits j) none (limit_bound m e)
  | Row.budget p => on_some (item m.payers p) none (fun payer => payer.budget)
  | Row.needs d on => on_some (item m.tasks d) none (fun t => one_if_member (member on t.needs))
  | Row.after d on _ => on_some (item m.tasks d) none (fun t => one_if_member (member on t.after))
  | Row.value level => value_bound target level

/-- The rows that a proof uses, numbered, as a search tree: rows below `pivot` are on the left. -/
inductive Rows : Type
  | nil : Rows
  | leaf (number : Nat) (row : Row) : Rows
  | node (pivot : Nat) (left right : Rows) : Rows

/-- The row with a number. -/
noncomputable def find (rows : Rows) (r : Nat) : Option Row :=
  @Rows.rec (fun _ => Option Row) none
    (fun k row => choose (Nat.beq k r) (some row) none)
    (fun pivot _ _ left right => choose (Nat.ble (Nat.succ r) pivot) left right) rows

/-- The bound of the row with a number. -/
noncomputable def bounds (m : Market) (rows : Rows) (target : Target) (r : Nat) : Option Nat :=
  on_some (find rows r) none (row_bound m target)

noncomputable def coefficient_of (m : Market) (row : Option Row) (i : Nat) (t : Task) (c : Choice) : Nat :=
  on_some row Nat.zero (fun r => coefficient m r i t c)

end Apportion
