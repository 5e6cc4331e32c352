import Apportion.Spec.Feasible

/-! What is best and what is claimed (D23 to D27). -/

namespace Apportion

/-- 10^6. -/
noncomputable def million : Nat :=
  nat_lit 1000000

/-- D23 for an assigned task, term by term. -/
noncomputable def run_term (t : Task) (offer : Nat) (o : Offer) (start : Nat) (term : Term) : Nat :=
  @Term.rec (fun _ => Task → Nat → Offer → Nat → Nat)
    (fun t offer o _ => price t offer o)                           -- price
    (fun _ _ _ _ => Nat.zero)                                      -- penalty
    (fun _ _ _ _ => Nat.zero)                                      -- value_lost
    (fun _ _ o _ => o.latency)                                     -- latency
    (fun _ _ o _ => Nat.sub million o.quality)                     -- quality_lost
    (fun _ _ o _ => Nat.sub million o.reliability)                 -- reliability_lost
    (fun t offer _ _ => score t offer)                             -- score
    (fun t _ _ start => Nat.add start t.duration)                  -- end_slot
    (fun r t offer _ _ => Nat.mul (amount (demand t offer) r) t.duration)   -- use
    term t offer o start

/-- D23 for an unassigned task. -/
noncomputable def unassigned_term (t : Task) (term : Term) : Nat :=
  @Term.rec (fun _ => Task → Nat)
    (fun _ => Nat.zero)                                            -- price
    (fun t => pick t.required Nat.zero t.penalty)                  -- penalty
    (fun t => pick t.required Nat.zero t.value)                    -- value_lost
    (fun _ => Nat.zero) (fun _ => Nat.zero) (fun _ => Nat.zero) (fun _ => Nat.zero) (fun _ => Nat.zero) (fun _ _ => Nat.zero)
    term t

/-- D23. -/
noncomputable def term_of (m : Market) (term : Term) (t : Task) (c : Choice) : Nat :=
  @Choice.rec (fun _ => Nat) (unassigned_term t term)
    (fun offer start => on_some (item m.offers offer) Nat.zero (fun o => run_term t offer o start term)) c

/-- D24: what a choice for a task costs at a level; 0 at a level that does not exist. -/
noncomputable def cost (m : Market) (level : Nat) (t : Task) (c : Choice) : Nat :=
  on_some (item m.objective level) Nat.zero (fun terms => sum (fun w => Nat.mul w.weight (term_of m w.term t c)) terms)

/-- D24: `V_k(x)`. -/
noncomputable def value (m : Market) (level : Nat) (a : List Choice) : Nat :=
  over_tasks (fun _ t c => cost m level t c) m.tasks Nat.zero a

/-- The value is at most `v_j` at every level `j < level`, where `v` lists the `v_j`. -/
noncomputable def Capped (m : Market) (v : List Nat) (level : Nat) (a : List Choice) : Prop :=
  ∀ j, Nat.ble (Nat.succ j) level = true → within (value m j a) (item v j) = true

/-- D26: `bound` is a bound at `level`, given the values `v` of earlier levels. -/
noncomputable def LowerBound (m : Market) (v : List Nat) (level bound : Nat) : Prop :=
  ∀ a, Feasible m a → Capped m v level a → Nat.ble bound (value m level a) = true

/-- D27, `infeasible`. -/
noncomputable def Infeasible (m : Market) : Prop :=
  ∀ a, Feasible m a → False

/-- D25: no feasible allocation has a smaller value at the first level at which the values differ. -/
structure Optimal (m : Market) (a : List Choice) : Prop where
  feasible : Feasible m a
  least : ∀ level, Nat.ble (Nat.succ level) (size m.objective) = true → ∀ b, Feasible m b →
    (∀ j, Nat.ble (Nat.succ j) level = true → value m j b = value m j a) → Nat.ble (value m level a) (value m level b) = true

/-- D27: the values of an allocation, level by level. -/
noncomputable def Values (m : Market) (a : List Choice) (v : List Nat) : Prop :=
  ∀ level, Nat.ble (Nat.succ level) (size m.objective) = true → item v level = some (value m level a)

/-- D27, `feasible`: the values of a feasible allocation, and a bound for each level. -/
structure Bounded (m : Market) (a : List Choice) (v b : List Nat) : Prop where
  feasible : Feasible m a
  values : Values m a v
  bounds : ∀ level, Nat.ble (Nat.succ level) (size m.objective) = true → LowerBound m v level (or_zero (item b level))

/-- D28: `g` is the gap of a value and a bound, in ppm: the least number with `10^6 (v - b) ≤ g max(1, v)`. -/
structure Gap (v b g : Nat) : Prop where
  enough : Nat.ble (Nat.mul million (Nat.sub v b)) (Nat.mul (greatest (Nat.succ Nat.zero) v) g) = true
  least : ∀ h, Nat.ble (Nat.mul million (Nat.sub v b)) (Nat.mul (greatest (Nat.succ Nat.zero) v) h) = true → Nat.ble g h = true

end Apportion
