import Apportion.Logic
import Apportion.Spec.Claim

/-! Feasibility and values of a given allocation, by evaluation. -/

namespace Apportion

/-! ## What a check by evaluation says -/

theorem all_from_item {A : Type} (f : Nat → A → Bool) (l : List A) : ∀ i n : Nat, ∀ x : A, all_from f l i = true →
    item l n = some x → f (Nat.add i n) x = true := by
  induction l with
  | nil => exact fun i n x _ h => none_some h
  | cons y l ih =>
    intro i n x h hx
    cases n with
    | zero =>
      have e : y = x := some_inj hx
      rw [Eq.symm e]
      exact both_left h
    | succ n =>
      have r := ih (Nat.succ i) n x (both_right h) hx
      rw [succ_add i n] at r
      exact r

theorem all_items {A : Type} {f : Nat → A → Bool} {l : List A} (h : all_from f l Nat.zero = true) (n : Nat) (x : A)
    (hx : item l n = some x) : f n x = true := by
  have r := all_from_item f l Nat.zero n x h hx
  rw [zero_add n] at r
  exact r

/-- Whether `f` holds of every task and its choice. -/
noncomputable def all_tasks (f : Task → Choice → Bool) (tasks : List Task) : List Choice → Bool :=
  @List.rec Task (fun _ => List Choice → Bool) (fun _ => true)
    (fun t _ ih a => both (f t (first_choice a)) (ih (later_choices a))) tasks

theorem all_tasks_item (f : Task → Choice → Bool) (tasks : List Task) : ∀ (a : List Choice) (i : Nat) (t : Task),
    all_tasks f tasks a = true → item tasks i = some t → f t (choice a i) = true := by
  induction tasks with
  | nil => exact fun a i t _ h => none_some h
  | cons u tasks ih =>
    intro a i t h ht
    cases i with
    | zero =>
      have e : u = t := some_inj ht
      rw [Eq.symm e]
      exact both_left h
    | succ i => exact ih (later_choices a) i t (both_right h) ht

/-! ## Usage on one offer: only what is placed there is looked at -/

structure Placed where
  task : Task
  start : Nat

noncomputable def place_on (offer : Nat) (t : Task) (c : Choice) (rest : List Placed) : List Placed :=
  match c with
  | Choice.unassigned => rest
  | Choice.run o s => choose (Nat.beq offer o) (List.cons (Placed.mk t s) rest) rest

/-- The runs on an offer. -/
noncomputable def placed (offer : Nat) (tasks : List Task) : List Choice → List Placed :=
  @List.rec Task (fun _ => List Choice → List Placed) (fun _ => List.nil)
    (fun t _ ih a => place_on offer t (first_choice a) (ih (later_choices a))) tasks

noncomputable def placed_usage (m : Market) (k : Counter) (offer low high : Nat) (l : List Placed) : Nat :=
  sum (fun p => use m k low high p.task (Choice.run offer p.start)) l

theorem use_elsewhere (m : Market) (k : Counter) (offer o s low high : Nat) (t : Task) (hk : k.offer = some offer)
    (h : Nat.beq offer o = false) : use m k low high t (Choice.run o s) = Nat.zero := by
  refine pick_false _ _ ?_
  show both (is_own k.offer o) (both (is_own k.payer t.payer) (both (is_listed k.offers o) (is_listed k.payers t.payer))) = false
  have e : is_own k.offer o = false := by
    rw [hk]
    exact h
  rw [e]
  exact rfl

theorem placed_usage_eq (m : Market) (k : Counter) (offer low high : Nat) (hk : k.offer = some offer) (tasks : List Task) :
    ∀ (i : Nat) (a : List Choice), over_tasks (fun _ t c => use m k low high t c) tasks i a
      = placed_usage m k offer low high (placed offer tasks a) := by
  induction tasks with
  | nil => exact fun i a => rfl
  | cons t tasks ih =>
    intro i a
    have later := ih (Nat.succ i) (later_choices a)
    show Nat.add (use m k low high t (first_choice a))
        (over_tasks (fun _ t c => use m k low high t c) tasks (Nat.succ i) (later_choices a))
      = placed_usage m k offer low high (place_on offer t (first_choice a) (placed offer tasks (later_choices a)))
    rw [later]
    cases first_choice a with
    | unassigned => exact zero_add _
    | run o s =>
      show Nat.add (use m k low high t (Choice.run o s)) (placed_usage m k offer low high (placed offer tasks (later_choices a)))
        = placed_usage m k offer low high (choose (Nat.beq offer o)
          (List.cons (Placed.mk t s) (placed offer tasks (later_choices a))) (placed offer tasks (later_choices a)))
      exact bool_cases (Nat.beq offer o)
        (fun e => by
          rw [choose_true _ _ e, Eq.symm (eq_of_beq e)]
          exact rfl)
        (fun e => by
          rw [choose_false _ _ e, use_elsewhere m k offer o s low high t hk e]
          exact zero_add _)

theorem usage_placed (m : Market) (k : Counter) (offer low high : Nat) (a : List Choice) (hk : k.offer = some offer) :
    usage m k low high a = placed_usage m k offer low high (placed offer m.tasks a) :=
  placed_usage_eq m k offer low high hk m.tasks Nat.zero a

/-! ## The check -/

/-- D12, D19, D20, D21. -/
noncomputable def task_ok (m : Market) (a : List Choice) (t : Task) (c : Choice) : Bool :=
  both (is_option m t c) (both (either (no t.required) (assigned c)) (both (needs_hold a t c) (after_holds m a t c)))

noncomputable def row_ok (m : Market) (use : Nat → Nat → Nat) (l : Limit) (e : Nat) : Bool :=
  Nat.ble (Nat.add (span_prior l.span e) (use (span_low l.span e) (span_high m l.span e))) l.amount

/-- D17, where `use low high` is the usage in the slots `low ≤ e < high`. -/
noncomputable def limit_ok (m : Market) (use : Nat → Nat → Nat) (l : Limit) : Bool :=
  all_below (row_ok m use l) (span_rows m l.span)

/-- D14, D15 for one resource, where `use low high` is the usage in the slots `low ≤ e < high`. -/
noncomputable def resource_ok (m : Market) (o : Offer) (r : Nat) (use : Nat → Nat → Nat) : Bool :=
  both (on_some (entry o.total r) true (fun b => Nat.ble (use Nat.zero m.slots) b))
    (on_some (capacity o r) true (fun b => all_below (fun e => Nat.ble (use e (Nat.succ e)) b) m.slots))

noncomputable def offer_ok (m : Market) (i : Nat) (o : Offer) (l : List Placed) : Bool :=
  both (all_below (fun r => resource_ok m o r (fun low high => placed_usage m (on_offer i (some r)) i low high l)) (size m.resources))
    (all_from (fun _ limit => limit_ok m (fun low high => placed_usage m (offer_counter i limit) i low high l) limit) o.limits Nat.zero)

noncomputable def payer_ok (m : Market) (a : List Choice) (i : Nat) (p : Payer) : Bool :=
  both (within (usage m (of_payer i none) Nat.zero m.slots a) p.budget)
    (all_from (fun _ limit => limit_ok m (fun low high => usage m (payer_counter i limit) low high a) limit) p.limits Nat.zero)

/-- Whether an allocation is feasible. -/
noncomputable def feasible_check (m : Market) (a : List Choice) : Bool :=
  both (Nat.beq (size a) (size m.tasks))
    (both (all_tasks (task_ok m a) m.tasks a)
      (both (all_from (fun i o => offer_ok m i o (placed i m.tasks a)) m.offers Nat.zero)
        (both (all_from (payer_ok m a) m.payers Nat.zero)
          (all_from (fun _ l => limit_ok m (fun low high => usage m (market_counter l) low high a) l) m.limits Nat.zero))))

theorem limit_holds (m : Market) (a : List Choice) (k : Counter) (l : Limit) (use : Nat → Nat → Nat)
    (hu : ∀ low high, use low high = usage m k low high a) (h : limit_ok m use l = true) : LimitHolds m a k l := by
  intro e he
  have r : row_ok m use l e = true := all_below_true (row_ok m use l) (span_rows m l.span) h e he
  have r' : Nat.ble (Nat.add (span_prior l.span e) (use (span_low l.span e) (span_high m l.span e))) l.amount = true := r
  rw [hu] at r'
  exact r'

theorem within_of {x : Nat} {bound : Option Nat} (h : ∀ b, bound = some b → Nat.ble x b = true) : within x bound = true := by
  cases bound with
  | none => exact rfl
  | some b => exact h b rfl

theorem on_some_of {A : Type} {x : Option A} {f : A → Bool} (h : on_some x true f = true) (a : A) (e : x = some a) : f a = true := by
  rw [e] at h
  exact h

/-- An allocation that the check accepts is feasible. -/
theorem feasible_sound (m : Market) (a : List Choice) (h : feasible_check m a = true) : Feasible m a := by
  have size_ok := both_left h
  have tasks_ok := both_left (both_right h)
  have offers_ok := both_left (both_right (both_right h))
  have payers_ok := both_left (both_right (both_right (both_right h)))
  have limits_ok := both_right (both_right (both_right (both_right h)))
  have task : ∀ i t, item m.tasks i = some t → task_ok m a t (choice a i) = true :=
    fun i t ht => all_tasks_item (task_ok m a) m.tasks a i t tasks_ok ht
  have offer : ∀ i o, item m.offers i = some o → offer_ok m i o (placed i m.tasks a) = true :=
    fun i o ho => all_items (f := fun i o => offer_ok m i o (placed i m.tasks a)) offers_ok i o ho
  have payer : ∀ i p, item m.payers i = some p → payer_ok m a i p = true :=
    fun i p hp => all_items (f := payer_ok m a) payers_ok i p hp
  have resource : ∀ i o, item m.offers i = some o → ∀ r, Nat.ble (Nat.succ r) (size m.resources) = true →
      resource_ok m o r (fun low high => placed_usage m (on_offer i (some r)) i low high (placed i m.tasks a)) = true :=
    fun i o ho r hr => all_below_true
      (fun r => resource_ok m o r (fun low high => placed_usage m (on_offer i (some r)) i low high (placed i m.tasks a)))
      (size m.resources) (both_left (offer i o ho)) r hr
  exact Feasible.mk size_ok
    (fun i t ht => both_left (task i t ht))
    (fun i o ho r hr e he => within_of (fun b hb => by
      rw [usage_placed m (on_offer i (some r)) i e (Nat.succ e) a rfl]
      exact all_below_true
        (fun e => Nat.ble (placed_usage m (on_offer i (some r)) i e (Nat.succ e) (placed i m.tasks a)) b) m.slots
        (on_some_of (both_right (resource i o ho r hr)) b hb) e he))
    (fun i o ho r hr => within_of (fun b hb => by
      rw [usage_placed m (on_offer i (some r)) i Nat.zero m.slots a rfl]
      exact on_some_of (both_left (resource i o ho r hr)) b hb))
    (fun j l hl => limit_holds m a (market_counter l) l _ (fun low high => rfl)
      (all_items (f := fun _ l => limit_ok m (fun low high => usage m (market_counter l) low high a) l) limits_ok j l hl))
    (fun i o ho j l hl => limit_holds m a (offer_counter i l) l _
      (fun low high => Eq.symm (usage_placed m (offer_counter i l) i low high a rfl))
      (all_items (f := fun _ l => limit_ok m (fun low high => placed_usage m (offer_counter i l) i low high (placed i m.tasks a)) l)
        (both_right (offer i o ho)) j l hl))
    (fun i p hp j l hl => limit_holds m a (payer_counter i l) l _ (fun low high => rfl)
      (all_items (f := fun _ l => limit_ok m (fun low high => usage m (payer_counter i l) low high a) l)
        (both_right (payer i p hp)) j l hl))
    (fun i p hp => both_left (payer i p hp))
    (fun i t ht => both_left (both_right (both_right (task i t ht))))
    (fun i t ht => both_right (both_right (both_right (task i t ht))))
    (fun i t ht hr => either_elim (both_left (both_right (task i t ht))) (fun e => clash hr (no_true e)) (fun e => e))

/-! ## Values -/

noncomputable def values_check (m : Market) (a : List Choice) (v : List Nat) : Bool :=
  all_below (fun k => on_some (item v k) false (fun x => Nat.beq x (value m k a))) (size m.objective)

theorem values_sound (m : Market) (a : List Choice) (v : List Nat) (h : values_check m a v = true) : Values m a v := by
  intro k hk
  have e : on_some (item v k) false (fun x => Nat.beq x (value m k a)) = true :=
    all_below_true (fun k => on_some (item v k) false (fun x => Nat.beq x (value m k a))) (size m.objective) h k hk
  exact on_some_true e (fun x hx hb => Eq.trans hx (congrArg some (eq_of_beq hb)))

end Apportion
