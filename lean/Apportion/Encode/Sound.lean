import Apportion.Encode.Valid
import Apportion.Encode.Columns
import Apportion.Core.Sound

/-! From the refutation of a program to a statement about the market. -/

namespace Apportion

/-- The point of an allocation: the place of each choice among its task's options. -/
noncomputable def point (m : Market) (tasks : List Task) : List Choice → List Nat :=
  @List.rec Task (fun _ => List Choice → List Nat) (fun _ => List.nil)
    (fun t _ ih a => List.cons (place_of (first_choice a) (options m t)) (ih (later_choices a))) tasks

theorem program_point (m : Market) (rows : Rows) (top : Nat) (tasks : List Task) : ∀ (i : Nat) (p : Program) (a : List Choice),
    program_ok m rows top tasks i p = true →
    (∀ n t, item tasks n = some t → has (choice a n) (options m t) = true) →
    And (Inside p (point m tasks a))
      (∀ r, Nat.ble (row_sum p (point m tasks a) r)
        (over_tasks (fun i t c => coefficient_of m (find rows r) i t c) tasks i a) = true) := by
  induction tasks with
  | nil =>
    intro i p a h _
    cases p with
    | nil => exact And.intro True.intro (fun r => rfl)
    | cons b p => exact false_true h
  | cons t tasks ih =>
    intro i p a h ho
    cases p with
    | nil => exact false_true h
    | cons b p =>
      have here := block_has m rows top i t (first_choice a) (options m t) b (options_good m t) (both_left h) (ho Nat.zero t rfl)
      have later := ih (Nat.succ i) p (later_choices a) (both_right h) (fun n t' hn => ho (Nat.succ n) t' hn)
      exact And.intro (And.intro (And.left here) (And.left later))
        (fun r => ble_add (And.right here r) (And.right later r))

/-! `encodes`, some tasks at a time: each step is a theorem of its own, so that a kernel's memory stays small. -/

/-- Whether the first `k` blocks of a program are those of the first `k` tasks. -/
noncomputable def part_ok (m : Market) (rows : Rows) (top k : Nat) : List Task → Nat → Program → Bool :=
  @Nat.rec (fun _ => List Task → Nat → Program → Bool) (fun _ _ _ => true)
    (fun _ ih tasks i p => @List.rec Task (fun _ => Bool) (@Program.rec (fun _ => Bool) true (fun _ _ _ => false) p)
      (fun t later _ => @Program.rec (fun _ => Bool) false
        (fun b rest _ => both (block_ok m rows top i t (options m t) b) (ih later (Nat.succ i) rest)) p) tasks) k

/-- Without the first `k` tasks. -/
noncomputable def drop_tasks (k : Nat) : List Task → List Task :=
  @Nat.rec (fun _ => List Task → List Task) (fun tasks => tasks)
    (fun _ ih tasks => @List.rec Task (fun _ => List Task) List.nil (fun _ later _ => ih later) tasks) k

/-- Without the first `k` blocks. -/
noncomputable def drop_blocks (k : Nat) : Program → Program :=
  @Nat.rec (fun _ => Program → Program) (fun p => p)
    (fun _ ih p => @Program.rec (fun _ => Program) Program.nil (fun _ later _ => ih later) p) k

theorem encodes_nil (m : Market) (rows : Rows) (top i : Nat) : program_ok m rows top List.nil i Program.nil = true := rfl

theorem encodes_part (m : Market) (rows : Rows) (top k : Nat) : ∀ (tasks : List Task) (i : Nat) (p : Program),
    part_ok m rows top k tasks i p = true →
    program_ok m rows top (drop_tasks k tasks) (Nat.add i k) (drop_blocks k p) = true →
    program_ok m rows top tasks i p = true := by
  induction k with
  | zero => exact fun tasks i p _ h => h
  | succ k ih =>
    intro tasks i p h later
    cases tasks with
    | nil => exact h
    | cons t tasks =>
      cases p with
      | nil => exact false_true h
      | cons b p =>
        have later' : program_ok m rows top (drop_tasks k tasks) (Nat.add (Nat.succ i) k) (drop_blocks k p) = true := by
          rw [succ_add i k]
          exact later
        exact both_intro (both_left h) (ih tasks (Nat.succ i) p (both_right h) later')

theorem encodes_all (m : Market) (rows : Rows) (top : Nat) (p : Program)
    (h : program_ok m rows top m.tasks Nat.zero p = true) : encodes m rows top p = true := h

/-- A feasible allocation that meets the target is a point that satisfies every row. -/
theorem point_satisfies (m : Market) (rows : Rows) (top : Nat) (p : Program) (target : Target) (a : List Choice)
    (h : encodes m rows top p = true) (f : Feasible m a) (ht : Meets m target a) :
    And (Inside p (point m m.tasks a)) (Satisfies p (bounds m rows target) (point m m.tasks a)) := by
  have g := program_point m rows top m.tasks Nat.zero p a h (fun n t hn =>
    options_complete m t (choice a n) (f.options n t hn) (f.required n t hn))
  refine And.intro (And.left g) ?_
  intro r b hb
  have hb' : on_some (find rows r) none (row_bound m target) = some b := hb
  exact on_some_some hb' (fun row hr hc => by
    have e := And.right g r
    rw [hr] at e
    exact ble_trans e (row_holds m a f target ht row b hc))

theorem refuted_none (m : Market) (rows : Rows) (top : Nat) (p : Program) (target : Target)
    (he : encodes m rows top p = true) (h : Refuted p (bounds m rows target) Path.nil) (a : List Choice)
    (f : Feasible m a) (ht : Meets m target a) : False := by
  have s := point_satisfies m rows top p target a he f ht
  exact h (point m m.tasks a) (And.left s) (And.right s) (fun i => rfl)

/-- D26: a bound at a level. -/
theorem bound_sound (m : Market) (rows : Rows) (top : Nat) (p : Program) (v : List Nat) (level bound : Nat)
    (he : encodes m rows top p = true) (h : Refuted p (bounds m rows (Target.at_least v level bound)) Path.nil) :
    LowerBound m v level bound := by
  intro a f hc
  exact bool_cases (Nat.ble bound (value m level a)) (fun e => e) (fun e =>
    False.elim (refuted_none m rows top p (Target.at_least v level bound) he h a f
      (And.intro hc (succ_ble_of_not_ble e))))

theorem zero_bound (m : Market) (v : List Nat) (level : Nat) : LowerBound m v level Nat.zero :=
  fun a _ _ => zero_ble (value m level a)

/-- D27, `infeasible`. -/
theorem infeasible_sound (m : Market) (rows : Rows) (top : Nat) (p : Program) (he : encodes m rows top p = true)
    (h : Refuted p (bounds m rows Target.infeasible) Path.nil) : Infeasible m :=
  fun a f => refuted_none m rows top p Target.infeasible he h a f True.intro

/-! ## Prior usage that exceeds a limit by itself (D17) -/

noncomputable def prior_exceeds (m : Market) (slot : Nat) (l : Limit) : Bool :=
  both (Nat.ble (Nat.succ slot) (span_rows m l.span)) (Nat.ble (Nat.succ l.amount) (span_prior l.span slot))

theorem prior_refutes (m : Market) (a : List Choice) (k : Counter) (l : Limit) (slot : Nat) (h : LimitHolds m a k l)
    (e : prior_exceeds m slot l = true) : False :=
  not_succ_ble l.amount (ble_trans (both_right e) (ble_trans (ble_self_add _ _) (h slot (both_left e))))

theorem prior_infeasible_market (m : Market) (j slot : Nat)
    (h : on_some (item m.limits j) false (prior_exceeds m slot) = true) : Infeasible m :=
  fun a f => on_some_true h (fun l hl e => prior_refutes m a (market_counter l) l slot (f.limits j l hl) e)

theorem prior_infeasible_offer (m : Market) (o j slot : Nat)
    (h : on_some (item m.offers o) false (fun offer => on_some (item offer.limits j) false (prior_exceeds m slot)) = true) :
    Infeasible m :=
  fun a f => on_some_true h (fun offer ho h => on_some_true h (fun l hl e =>
    prior_refutes m a (offer_counter o l) l slot (f.offer_limits o offer ho j l hl) e))

theorem prior_infeasible_payer (m : Market) (p j slot : Nat)
    (h : on_some (item m.payers p) false (fun payer => on_some (item payer.limits j) false (prior_exceeds m slot)) = true) :
    Infeasible m :=
  fun a f => on_some_true h (fun payer hp h => on_some_true h (fun l hl e =>
    prior_refutes m a (payer_counter p l) l slot (f.payer_limits p payer hp j l hl) e))

/-- Of nothing, every bound holds. -/
theorem infeasible_bound (m : Market) (v : List Nat) (level bound : Nat) (h : Infeasible m) : LowerBound m v level bound :=
  fun a f _ => False.elim (h a f)

/-! ## Claims level by level -/

/-- Bounds at the first `n` levels. -/
noncomputable def BoundsBelow (m : Market) (v b : List Nat) (n : Nat) : Prop :=
  ∀ level, Nat.ble (Nat.succ level) n = true → LowerBound m v level (or_zero (item b level))

theorem bounds_nil (m : Market) (v b : List Nat) : BoundsBelow m v b Nat.zero :=
  fun level h => false_true h

theorem bounds_cons (m : Market) (v b : List Nat) (n : Nat) (h : BoundsBelow m v b n)
    (l : LowerBound m v n (or_zero (item b n))) : BoundsBelow m v b (Nat.succ n) := by
  intro level hl
  exact bool_cases (Nat.ble (Nat.succ level) n) (fun e => h level e) (fun e => by
    have q : level = n := ble_antisymm hl (succ_ble_of_not_ble e)
    rw [q]
    exact l)

theorem bounded_sound (m : Market) (a : List Choice) (v b : List Nat) (f : Feasible m a) (hv : Values m a v)
    (hb : BoundsBelow m v b (size m.objective)) : Bounded m a v b :=
  Bounded.mk f hv hb

/-- D25 from D27: bounds equal to the values of a feasible allocation make it optimal. -/
theorem optimal_sound (m : Market) (a : List Choice) (v : List Nat) (f : Feasible m a) (hv : Values m a v)
    (hb : BoundsBelow m v v (size m.objective)) : Optimal m a := by
  refine Optimal.mk f ?_
  intro level hl b fb same
  have capped : Capped m v level b := by
    intro j hj
    have hj' : Nat.ble (Nat.succ j) (size m.objective) = true :=
      ble_trans hj (ble_trans (ble_succ level) hl)
    rw [hv j hj', same j hj]
    exact ble_refl (value m j a)
  have r := hb level hl b fb capped
  rw [hv level hl] at r
  exact r

end Apportion
