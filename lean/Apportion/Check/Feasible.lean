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
  offer : Nat
  start : Nat

/-- The runs of an allocation. -/
noncomputable def runs (tasks : List Task) : List Choice → List Placed :=
  @List.rec Task (fun _ => List Choice → List Placed) (fun _ => List.nil)
    (fun t _ ih a => @List.rec Choice (fun _ => List Placed) List.nil
      (fun c rest _ => @Choice.rec (fun _ => List Placed) (ih rest) (fun o s => List.cons (Placed.mk t o s) (ih rest)) c) a) tasks

/-- The runs on offers that pass. -/
noncomputable def keep (f : Nat → Bool) (l : List Placed) : List Placed :=
  @List.rec Placed (fun _ => List Placed) List.nil
    (fun p _ ih => @Placed.rec (fun _ => List Placed) (fun t o s =>
      @Bool.rec (fun _ => List Placed) ih (List.cons (Placed.mk t o s) ih) (f o)) p) l

noncomputable def placed_use (m : Market) (k : Counter) (low high : Nat) (l : List Placed) : Nat :=
  sum (fun p => use m k low high p.task (Choice.run p.offer p.start)) l

theorem use_none (m : Market) (k : Counter) (low high : Nat) (tasks : List Task) : ∀ i : Nat,
    over_tasks (fun _ t c => use m k low high t c) tasks i List.nil = Nat.zero := by
  induction tasks with
  | nil => exact fun i => rfl
  | cons t tasks ih => exact fun i => Eq.trans (zero_add _) (ih (Nat.succ i))

theorem runs_use (m : Market) (k : Counter) (low high : Nat) (tasks : List Task) : ∀ (i : Nat) (a : List Choice),
    over_tasks (fun _ t c => use m k low high t c) tasks i a = placed_use m k low high (runs tasks a) := by
  induction tasks with
  | nil => exact fun i a => rfl
  | cons t tasks ih =>
    intro i a
    cases a with
    | nil => exact use_none m k low high (List.cons t tasks) i
    | cons c a =>
      cases c with
      | unassigned => exact Eq.trans (zero_add _) (ih (Nat.succ i) a)
      | run o s => exact congrArg (fun y => Nat.add (use m k low high t (Choice.run o s)) y) (ih (Nat.succ i) a)

theorem use_elsewhere (m : Market) (k : Counter) (offer o s low high : Nat) (t : Task) (hk : k.offer = some offer)
    (h : Nat.beq offer o = false) : use m k low high t (Choice.run o s) = Nat.zero := by
  refine pick_false _ _ ?_
  show both (is_own k.offer o) (both (is_own k.payer t.payer) (both (is_listed k.offers o) (is_listed k.payers t.payer))) = false
  have e : is_own k.offer o = false := by
    rw [hk]
    exact h
  rw [e]
  exact rfl

/-- Runs on other offers may be left out. -/
theorem keep_use (m : Market) (k : Counter) (offer low high : Nat) (hk : k.offer = some offer) (f : Nat → Bool) (hf : f offer = true)
    (l : List Placed) : placed_use m k low high (keep f l) = placed_use m k low high l := by
  induction l with
  | nil => exact rfl
  | cons p l ih =>
    cases p with
    | mk t o s =>
      show placed_use m k low high (choose (f o) (List.cons (Placed.mk t o s) (keep f l)) (keep f l))
        = Nat.add (use m k low high t (Choice.run o s)) (placed_use m k low high l)
      exact bool_cases (f o)
        (fun e => by
          rw [choose_true _ _ e]
          exact congrArg (fun y => Nat.add (use m k low high t (Choice.run o s)) y) ih)
        (fun e => by
          have other : Nat.beq offer o = false := bool_cases (Nat.beq offer o)
            (fun q => by
              rw [Eq.symm (eq_of_beq q)] at e
              exact clash hf e) (fun q => q)
          rw [choose_false _ _ e, use_elsewhere m k offer o s low high t hk other]
          exact Eq.trans ih (Eq.symm (zero_add _)))

/-- The runs on an offer, and those on it and others near it, which kernels find out once for all of them. -/
noncomputable def near (low : Nat) (l : List Placed) : List Placed :=
  keep (fun o => both (Nat.ble low o) (Nat.ble o (Nat.add low (nat_lit 7)))) l

noncomputable def placed (low offer : Nat) (l : List Placed) : List Placed :=
  keep (Nat.beq offer) (near low l)

theorem usage_placed (m : Market) (k : Counter) (first offer low high : Nat) (a : List Choice) (hk : k.offer = some offer)
    (h1 : Nat.ble first offer = true) (h2 : Nat.ble offer (Nat.add first (nat_lit 7)) = true) :
    usage m k low high a = placed_use m k low high (placed first offer (runs m.tasks a)) :=
  Eq.trans (runs_use m k low high m.tasks Nat.zero a) (Eq.trans
    (Eq.symm (keep_use m k offer low high hk (fun o => both (Nat.ble first o) (Nat.ble o (Nat.add first (nat_lit 7))))
      (both_intro h1 h2) (runs m.tasks a)))
    (Eq.symm (keep_use m k offer low high hk (Nat.beq offer) (beq_refl offer) (near first (runs m.tasks a)))))

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

/-- D14, D15, D17 for one offer, where `l` are runs of which those from the offer at place `first` on, eight of them, are looked at. -/
noncomputable def offer_ok (m : Market) (l : List Placed) (first i : Nat) (o : Offer) : Bool :=
  both (both (Nat.ble first i) (Nat.ble i (Nat.add first (nat_lit 7))))
    (both (all_below (fun r => resource_ok m o r (fun low high => placed_use m (on_offer i (some r)) low high (placed first i l)))
        (size m.resources))
      (all_from (fun _ limit => limit_ok m (fun low high => placed_use m (offer_counter i limit) low high (placed first i l)) limit)
        o.limits Nat.zero))

/-- Whether `f first place` holds of every offer, eight with the same `first`. -/
noncomputable def all_offers (f : Nat → Nat → Offer → Bool) (offers : List Offer) : Nat → Nat → Bool :=
  @List.rec Offer (fun _ => Nat → Nat → Bool) (fun _ _ => true)
    (fun o _ ih first i => @Bool.rec (fun _ => Bool) (both (f i i o) (ih i (Nat.succ i))) (both (f first i o) (ih first (Nat.succ i)))
      (Nat.ble i (Nat.add first (nat_lit 7)))) offers

theorem all_offers_item (f : Nat → Nat → Offer → Bool) (offers : List Offer) : ∀ (first i n : Nat) (o : Offer),
    all_offers f offers first i = true → item offers n = some o → ∀ P : Prop, (∀ first, f first (Nat.add i n) o = true → P) → P := by
  induction offers with
  | nil => exact fun first i n o _ h => none_some h
  | cons x offers ih =>
    intro first i n o h ho P k
    have step : ∀ first, both (f first i x) (all_offers f offers first (Nat.succ i)) = true → P := by
      intro first h
      cases n with
      | zero =>
        have e : x = o := some_inj ho
        have r := both_left h
        rw [e] at r
        exact k first r
      | succ n =>
        refine ih first (Nat.succ i) n o (both_right h) ho P (fun first r => k first ?_)
        rw [succ_add i n] at r
        exact r
    have h1 : choose (Nat.ble i (Nat.add first (nat_lit 7))) (both (f first i x) (all_offers f offers first (Nat.succ i)))
      (both (f i i x) (all_offers f offers i (Nat.succ i))) = true := h
    exact bool_cases (Nat.ble i (Nat.add first (nat_lit 7)))
      (fun e => by
        rw [choose_true _ _ e] at h1
        exact step first h1)
      (fun e => by
        rw [choose_false _ _ e] at h1
        exact step i h1)

noncomputable def payer_ok (m : Market) (a : List Choice) (i : Nat) (p : Payer) : Bool :=
  both (within (usage m (of_payer i none) Nat.zero m.slots a) p.budget)
    (all_from (fun _ limit => limit_ok m (fun low high => usage m (payer_counter i limit) low high a) limit) p.limits Nat.zero)

/-- Whether an allocation is feasible. -/
noncomputable def feasible_check (m : Market) (a : List Choice) : Bool :=
  both (Nat.beq (size a) (size m.tasks))
    (both (all_tasks (task_ok m a) m.tasks a)
      (both (all_offers (offer_ok m (runs m.tasks a)) m.offers Nat.zero Nat.zero)
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
  have offer : ∀ i o, item m.offers i = some o → ∀ P : Prop,
      (∀ first, offer_ok m (runs m.tasks a) first i o = true → P) → P := fun i o ho P k => by
    have r := all_offers_item (offer_ok m (runs m.tasks a)) m.offers Nat.zero Nat.zero i o offers_ok ho P
    rw [zero_add i] at r
    exact r k
  have payer : ∀ i p, item m.payers i = some p → payer_ok m a i p = true :=
    fun i p hp => all_items (f := payer_ok m a) payers_ok i p hp
  have near_use : ∀ first i o k low high, k.offer = some i → offer_ok m (runs m.tasks a) first i o = true →
      usage m k low high a = placed_use m k low high (placed first i (runs m.tasks a)) :=
    fun first i o k low high hk h => usage_placed m k first i low high a hk (both_left (both_left h)) (both_right (both_left h))
  have resource : ∀ first i o, offer_ok m (runs m.tasks a) first i o = true → ∀ r, Nat.ble (Nat.succ r) (size m.resources) = true →
      resource_ok m o r (fun low high => placed_use m (on_offer i (some r)) low high (placed first i (runs m.tasks a))) = true :=
    fun first i o h r hr => all_below_true
      (fun r => resource_ok m o r (fun low high => placed_use m (on_offer i (some r)) low high (placed first i (runs m.tasks a))))
      (size m.resources) (both_left (both_right h)) r hr
  exact Feasible.mk size_ok
    (fun i t ht => both_left (task i t ht))
    (fun i o ho r hr e he => offer i o ho _ (fun first h => within_of (fun b hb => by
      rw [near_use first i o (on_offer i (some r)) e (Nat.succ e) rfl h]
      exact all_below_true
        (fun e => Nat.ble (placed_use m (on_offer i (some r)) e (Nat.succ e) (placed first i (runs m.tasks a))) b) m.slots
        (on_some_of (both_right (resource first i o h r hr)) b hb) e he)))
    (fun i o ho r hr => offer i o ho _ (fun first h => within_of (fun b hb => by
      rw [near_use first i o (on_offer i (some r)) Nat.zero m.slots rfl h]
      exact on_some_of (both_left (resource first i o h r hr)) b hb)))
    (fun j l hl => limit_holds m a (market_counter l) l _ (fun low high => rfl)
      (all_items (f := fun _ l => limit_ok m (fun low high => usage m (market_counter l) low high a) l) limits_ok j l hl))
    (fun i o ho j l hl => offer i o ho _ (fun first h => limit_holds m a (offer_counter i l) l _
      (fun low high => Eq.symm (near_use first i o (offer_counter i l) low high rfl h))
      (all_items
        (f := fun _ l => limit_ok m (fun low high => placed_use m (offer_counter i l) low high (placed first i (runs m.tasks a))) l)
        (both_right (both_right h)) j l hl)))
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
