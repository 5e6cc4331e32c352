import Apportion.Encode.Valid
import Apportion.Encode.Blocks
import Apportion.Core.Sound

/-! From the refutation of a program to a statement about the market. -/

namespace Apportion

/-- What choices a feasible allocation can make for tasks. -/
def Choosable (m : Market) (tasks : List Task) (a : List Choice) : Prop :=
  ∀ n t, item tasks n = some t → And (is_option m t (choice a n) = true) (t.required = true → assigned (choice a n) = true)

/-- A program has, for every allocation of a list of tasks whose places count from `i`, a point at which no row is larger. -/
def Encodes (m : Market) (rows : Rows) (tasks : List Task) (i : Nat) (p : Program) : Prop :=
  ∀ a, Choosable m tasks a → ∀ P : Prop, (∀ x, Inside p x →
    (∀ r, Nat.ble (row_sum p x r) (over_tasks (fun i t c => coefficient_of m (find rows r) i t c) tasks i a) = true) → P) → P

theorem encodes_nil (m : Market) (rows : Rows) (i : Nat) : Encodes m rows List.nil i Program.nil :=
  fun _ _ _ k => k List.nil True.intro (fun _ => rfl)

theorem encodes_cons (m : Market) (rows : Rows) (t : Task) (tasks : List Task) (i : Nat) (b : Block) (p : Program)
    (h : ∀ c, is_option m t c = true → (t.required = true → assigned c = true) → Has m rows i t c b)
    (later : Encodes m rows tasks (Nat.succ i) p) : Encodes m rows (List.cons t tasks) i (Program.cons b p) := by
  intro a ha P k
  have here := ha Nat.zero t rfl
  exact h (first_choice a) (And.left here) (And.right here) P (fun j hj hr =>
    later (later_choices a) (fun n t' hn => ha (Nat.succ n) t' hn) P (fun x hx hs =>
      k (List.cons j x) (And.intro hj hx) (fun r => ble_add (hr r) (hs r))))

/-! Some tasks at a time: each step is a theorem of its own, so that a kernel's memory stays small. -/

/-- Whether the first blocks of a program are those of the first tasks, one for each shape. -/
noncomputable def part_ok (m : Market) (rows : Rows) (top : Nat) (l : List Shape) : List Task → Nat → Program → Bool :=
  @List.rec Shape (fun _ => List Task → Nat → Program → Bool) (fun _ _ _ => true)
    (fun l _ ih tasks i p => @List.rec Task (fun _ => Bool) false
      (fun t later _ => @Program.rec (fun _ => Bool) false
        (fun b rest _ => both (block_ok m rows top i t l b) (ih later (Nat.succ i) rest)) p) tasks) l

/-- Without the first `k` tasks. -/
noncomputable def drop_tasks (k : Nat) : List Task → List Task :=
  @Nat.rec (fun _ => List Task → List Task) (fun tasks => tasks)
    (fun _ ih tasks => @List.rec Task (fun _ => List Task) List.nil (fun _ later _ => ih later) tasks) k

/-- Without the first `k` blocks. -/
noncomputable def drop_blocks (k : Nat) : Program → Program :=
  @Nat.rec (fun _ => Program → Program) (fun p => p)
    (fun _ ih p => @Program.rec (fun _ => Program) Program.nil (fun _ later _ => ih later) p) k

theorem encodes_part (m : Market) (rows : Rows) (top : Nat) (l : List Shape) : ∀ (tasks : List Task) (i : Nat) (p : Program),
    part_ok m rows top l tasks i p = true →
    Encodes m rows (drop_tasks (size l) tasks) (Nat.add i (size l)) (drop_blocks (size l) p) → Encodes m rows tasks i p := by
  induction l with
  | nil => exact fun tasks i p _ h => h
  | cons shape l ih =>
    intro tasks i p h later
    cases tasks with
    | nil => exact false_true h
    | cons t tasks =>
      cases p with
      | nil => exact false_true h
      | cons b p =>
        have later' : Encodes m rows (drop_tasks (size l) tasks) (Nat.add (Nat.succ i) (size l)) (drop_blocks (size l) p) := by
          rw [succ_add i (size l)]
          exact later
        exact encodes_cons m rows t tasks i b p (fun c hc hr => block_has m rows top i t shape b c (both_left h) hc hr)
          (ih tasks (Nat.succ i) p (both_right h) later')

theorem refuted_none (m : Market) (rows : Rows) (p : Program) (target : Target) (he : Encodes m rows m.tasks Nat.zero p)
    (h : Refuted p (bounds m rows target) Path.nil) (a : List Choice) (f : Feasible m a) (ht : Meets m target a) : False :=
  he a (fun n t hn => And.intro (f.options n t hn) (f.required n t hn)) False (fun x hx hs =>
    h x hx (fun r b hb => on_some_some hb (fun row hr hc => by
      have e := hs r
      rw [hr] at e
      exact ble_trans e (row_holds m a f target ht row b hc))) (fun _ => rfl))

/-- D26: a bound at a level. -/
theorem bound_sound (m : Market) (rows : Rows) (p : Program) (v : List Nat) (level bound : Nat)
    (he : Encodes m rows m.tasks Nat.zero p) (h : Refuted p (bounds m rows (Target.at_least v level bound)) Path.nil) :
    LowerBound m v level bound := by
  intro a f hc
  exact bool_cases (Nat.ble bound (value m level a)) (fun e => e) (fun e =>
    False.elim (refuted_none m rows p (Target.at_least v level bound) he h a f
      (And.intro hc (succ_ble_of_not_ble e))))

theorem zero_bound (m : Market) (v : List Nat) (level : Nat) : LowerBound m v level Nat.zero :=
  fun a _ _ => zero_ble (value m level a)

/-- D27, `infeasible`. -/
theorem infeasible_sound (m : Market) (rows : Rows) (p : Program) (he : Encodes m rows m.tasks Nat.zero p)
    (h : Refuted p (bounds m rows Target.infeasible) Path.nil) : Infeasible m :=
  fun a f => refuted_none m rows p Target.infeasible he h a f True.intro

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
