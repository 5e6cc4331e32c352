import Apportion.Check.Feasible
import Apportion.Encode.Rows
import Apportion.Encode.Arithmetic

/-! What intervals and windows count (D13, D17): `overlap` counts occupied slots one by one, and a window limit bounds every run of that many
consecutive slots. -/

namespace Apportion

/-- Whether a run from `start` to `stop`, not included, occupies a slot. -/
noncomputable def occupies (start stop e : Nat) : Bool :=
  both (Nat.ble start e) (Nat.ble (Nat.succ e) stop)

/-- How many of the `n` slots from `low` on a run occupies, counted one by one. -/
noncomputable def count (start stop low : Nat) (n : Nat) : Nat :=
  @Nat.rec (fun _ => Nat) Nat.zero (fun k ih => Nat.add ih (one_if (occupies start stop (Nat.add low k)))) n

theorem not_ble_of_succ {a b : Nat} (h : Nat.ble (Nat.succ b) a = true) : Nat.ble a b = false :=
  bool_cases (Nat.ble a b) (fun e => False.elim (not_succ_ble b (ble_trans h e))) (fun e => e)

theorem sub_zero_of_le {a b : Nat} (h : Nat.ble a b = true) : Nat.sub a b = Nat.zero := by
  have e : Nat.ble (Nat.sub a b) Nat.zero = true := sub_le (b := b) (c := Nat.zero) h
  exact ble_antisymm e (zero_ble _)

theorem succ_add_pred {b d : Nat} (h : Nat.ble (Nat.succ Nat.zero) d = true) :
    Nat.add (Nat.succ b) (Nat.pred d) = Nat.add b d := by
  cases d with
  | zero => exact false_true h
  | succ d => exact succ_add b d

theorem add_sub_of_le (a b : Nat) : Nat.ble b a = true → Nat.add b (Nat.sub a b) = a := by
  induction b with
  | zero => exact fun _ => zero_add a
  | succ b ih =>
    intro h
    have one : Nat.ble (Nat.succ Nat.zero) (Nat.sub a b) = true := le_sub (b := b) (c := Nat.succ Nat.zero) h
    exact Eq.trans (succ_add_pred one) (ih (ble_trans (ble_succ b) h))

/-- `(a + 1) ∸ b = (a ∸ b) + 1` where `b ≤ a`. -/
theorem succ_sub {a b : Nat} (h : Nat.ble b a = true) : Nat.sub (Nat.succ a) b = Nat.succ (Nat.sub a b) := by
  apply ble_antisymm
  · apply sub_le
    exact le_add_sub a b
  · apply le_sub
    show Nat.ble (Nat.succ (Nat.add b (Nat.sub a b))) (Nat.succ a) = true
    exact ble_of_eq (congrArg Nat.succ (add_sub_of_le a b h))

theorem least_left {a b : Nat} (h : Nat.ble a b = true) : least a b = a := pick_true a b h

theorem least_right {a b : Nat} (h : Nat.ble b a = true) : least a b = b :=
  bool_cases (Nat.ble a b) (fun e => Eq.trans (pick_true a b e) (ble_antisymm e h)) (fun e => pick_false a b e)

theorem least_le (a b : Nat) : Nat.ble (least a b) a = true :=
  bool_cases (Nat.ble a b) (fun e => ble_of_eq (pick_true a b e))
    (fun e => ble_trans (ble_of_eq (pick_false a b e)) (ble_trans (ble_succ b) (succ_ble_of_not_ble e)))

theorem le_greatest_left (a b : Nat) : Nat.ble a (greatest a b) = true :=
  bool_cases (Nat.ble a b) (fun e => ble_trans e (ble_of_eq (Eq.symm (pick_true b a e))))
    (fun e => ble_of_eq (Eq.symm (pick_false b a e)))

theorem le_greatest_right (a b : Nat) : Nat.ble b (greatest a b) = true :=
  bool_cases (Nat.ble a b) (fun e => ble_of_eq (Eq.symm (pick_true b a e)))
    (fun e => ble_trans (ble_trans (ble_succ b) (succ_ble_of_not_ble e)) (ble_of_eq (Eq.symm (pick_false b a e))))

theorem overlap_step (low h s t : Nat) (hl : Nat.ble low h = true) :
    overlap low (Nat.succ h) s t = Nat.add (overlap low h s t) (one_if (occupies s t h)) := by
  show Nat.sub (least (Nat.succ h) t) (greatest low s)
    = Nat.add (Nat.sub (least h t) (greatest low s)) (one_if (both (Nat.ble s h) (Nat.ble (Nat.succ h) t)))
  exact bool_cases (Nat.ble (Nat.succ h) t)
    (fun e => by
      rw [least_left e, least_left (ble_trans (ble_succ h) e), e]
      exact bool_cases (Nat.ble s h)
        (fun e2 => by
          rw [e2]
          exact succ_sub (greatest_le hl e2))
        (fun e2 => by
          have beyond : Nat.ble (Nat.succ h) (greatest low s) = true :=
            ble_trans (succ_ble_of_not_ble e2) (le_greatest_right low s)
          rw [e2, sub_zero_of_le beyond, sub_zero_of_le (ble_trans (ble_succ h) beyond)]
          exact rfl))
    (fun e => by
      have th : Nat.ble t h = true := succ_ble_of_not_ble e
      rw [least_right (ble_trans th (ble_succ h)), least_right th, e]
      exact bool_cases (Nat.ble s h)
        (fun e2 => by
          rw [e2]
          exact rfl)
        (fun e2 => by
          rw [e2]
          exact rfl))

/-- D13: `overlap` counts the slots of an interval that a run occupies. -/
theorem overlap_counts (low s t : Nat) (n : Nat) : overlap low (Nat.add low n) s t = count s t low n := by
  induction n with
  | zero => exact sub_zero_of_le (ble_trans (least_le low t) (le_greatest_left low s))
  | succ n ih =>
    exact Eq.trans (overlap_step low (Nat.add low n) s t (ble_self_add low n))
      (congrArg (fun y => Nat.add y (one_if (occupies s t (Nat.add low n)))) ih)

/-! ## Windows -/

theorem add_sub_self (b w : Nat) : Nat.sub (Nat.add b w) w = b := by
  apply ble_antisymm
  · apply sub_le
    rw [add_comm w b]
    exact ble_refl (Nat.add b w)
  · apply le_sub
    rw [add_comm w b]
    exact ble_refl (Nat.add b w)

/-- A window limit that holds bounds every run of `w + 1` consecutive slots, whatever its prior usage. -/
theorem window_bounds_runs (m : Market) (a : List Choice) (k : Counter) (subject : Option Nat) (amount w : Nat) (prior : List Nat)
    (o p : Option (List Nat)) (h : LimitHolds m a k (Limit.mk subject amount (Span.window (Nat.succ w) prior) o p)) (b : Nat)
    (hb : Nat.ble (Nat.add b (Nat.succ w)) m.slots = true) :
    Nat.ble (usage m k b (Nat.add b (Nat.succ w)) a) amount = true := by
  have r : Nat.ble (Nat.add (span_prior (Span.window (Nat.succ w) prior) (Nat.add b w))
      (usage m k (Nat.sub (Nat.add b (Nat.succ w)) (Nat.succ w)) (Nat.add b (Nat.succ w)) a)) amount = true := h (Nat.add b w) hb
  rw [add_sub_self b (Nat.succ w)] at r
  exact ble_trans (ble_add_self _ _) r

theorem over_tasks_le (f g : Nat → Task → Choice → Nat) (h : ∀ i t c, Nat.ble (f i t c) (g i t c) = true) (tasks : List Task) :
    ∀ (i : Nat) (a : List Choice), Nat.ble (over_tasks f tasks i a) (over_tasks g tasks i a) = true := by
  induction tasks with
  | nil => exact fun i a => rfl
  | cons t tasks ih => exact fun i a => ble_add (h i t (first_choice a)) (ih (Nat.succ i) (later_choices a))

theorem overlap_mono {high high' : Nat} (low s t : Nat) (h : Nat.ble high high' = true) :
    Nat.ble (overlap low high s t) (overlap low high' s t) = true := by
  apply sub_le
  refine ble_trans ?_ (le_add_sub (least high' t) (greatest low s))
  exact bool_cases (Nat.ble high' t)
    (fun e => by
      rw [least_left e]
      exact ble_trans (least_le high t) h)
    (fun e => by
      have th : Nat.ble t high' = true := ble_trans (ble_succ t) (succ_ble_of_not_ble e)
      rw [least_right th]
      exact bool_cases (Nat.ble high t)
        (fun e2 => by
          rw [least_left e2]
          exact e2)
        (fun e2 => by
          rw [least_right (ble_trans (ble_succ t) (succ_ble_of_not_ble e2))]
          exact ble_refl t))

theorem run_use_mono (t : Task) (offer : Nat) (o : Offer) (start : Nat) (subject : Option Nat) (low : Nat) {high high' : Nat}
    (h : Nat.ble high high' = true) :
    Nat.ble (run_use t offer o start subject low high) (run_use t offer o start subject low high') = true := by
  cases subject with
  | none =>
    show Nat.ble (pick (both (Nat.ble low start) (Nat.ble (Nat.succ start) high)) (price t offer o) Nat.zero)
      (pick (both (Nat.ble low start) (Nat.ble (Nat.succ start) high')) (price t offer o) Nat.zero) = true
    refine pick_le (fun e => ?_)
    rw [pick_true _ _ (both_intro (both_left e) (ble_trans (both_right e) h))]
    exact ble_refl _
  | some r => exact ble_mul _ (overlap_mono low start (Nat.add start t.duration) h)

theorem use_mono (m : Market) (k : Counter) (low : Nat) (t : Task) (c : Choice) {high high' : Nat}
    (h : Nat.ble high high' = true) : Nat.ble (use m k low high t c) (use m k low high' t c) = true := by
  cases c with
  | unassigned => exact rfl
  | run o s =>
    show Nat.ble (pick (counts k o t.payer) (on_some (item m.offers o) Nat.zero (fun offer =>
        run_use t o offer s k.subject low high)) Nat.zero)
      (pick (counts k o t.payer) (on_some (item m.offers o) Nat.zero (fun offer =>
        run_use t o offer s k.subject low high')) Nat.zero) = true
    refine pick_le (fun e => ?_)
    rw [pick_true _ _ e]
    cases item m.offers o with
    | none => exact rfl
    | some offer => exact run_use_mono t o offer s k.subject low h

theorem usage_mono (m : Market) (k : Counter) (low : Nat) (a : List Choice) {high high' : Nat} (h : Nat.ble high high' = true) :
    Nat.ble (usage m k low high a) (usage m k low high' a) = true :=
  over_tasks_le _ _ (fun _ t c => use_mono m k low t c h) m.tasks Nat.zero a

/-- Conversely, a window limit without prior usage holds if every run of `w` consecutive slots is bounded, where `w` is at most the horizon. -/
theorem window_of_runs (m : Market) (a : List Choice) (k : Counter) (subject : Option Nat) (amount w : Nat)
    (o p : Option (List Nat)) (hw : Nat.ble w m.slots = true)
    (h : ∀ b, Nat.ble (Nat.add b w) m.slots = true → Nat.ble (usage m k b (Nat.add b w) a) amount = true) :
    LimitHolds m a k (Limit.mk subject amount (Span.window w List.nil) o p) := by
  intro e he
  have he' : Nat.ble (Nat.succ e) m.slots = true := he
  show Nat.ble (Nat.add Nat.zero (usage m k (Nat.sub (Nat.succ e) w) (Nat.succ e) a)) amount = true
  rw [zero_add]
  exact bool_cases (Nat.ble w (Nat.succ e))
    (fun q => by
      have whole : Nat.add (Nat.sub (Nat.succ e) w) w = Nat.succ e :=
        Eq.trans (add_comm _ _) (add_sub_of_le (Nat.succ e) w q)
      have r := h (Nat.sub (Nat.succ e) w)
      rw [whole] at r
      exact r he')
    (fun q => by
      have short : Nat.ble (Nat.succ e) w = true := ble_trans (ble_succ _) (succ_ble_of_not_ble q)
      have r := h Nat.zero
      rw [zero_add w] at r
      rw [sub_zero_of_le short]
      exact ble_trans (usage_mono m k Nat.zero a short) (r hw))

end Apportion
