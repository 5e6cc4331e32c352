import Apportion.Encode.Rows

/-! Every option of a task is listed (D11). -/

namespace Apportion

theorem either_right {a b : Bool} (h : b = true) : either a b = true := by
  cases a with
  | false => exact h
  | true => exact rfl

theorem either_left {a b : Bool} (h : a = true) : either a b = true := by
  cases a with
  | false => exact false_true h
  | true => exact rfl

noncomputable def same_choice (c d : Choice) : Bool :=
  match c with
  | Choice.unassigned =>
    match d with
    | Choice.unassigned => true
    | Choice.run _ _ => false
  | Choice.run o s =>
    match d with
    | Choice.unassigned => false
    | Choice.run o' s' => both (Nat.beq o o') (Nat.beq s s')

theorem eq_of_same {c d : Choice} (h : same_choice c d = true) : c = d := by
  cases c with
  | unassigned =>
    cases d with
    | unassigned => exact rfl
    | run o s => exact false_true h
  | run o s =>
    cases d with
    | unassigned => exact false_true h
    | run o' s' =>
      have eo : o = o' := eq_of_beq (both_left h)
      have es : s = s' := eq_of_beq (both_right h)
      exact Eq.trans (congrArg (fun z => Choice.run z s) eo) (congrArg (fun z => Choice.run o' z) es)

theorem same_refl (o s : Nat) : same_choice (Choice.run o s) (Choice.run o s) = true :=
  both_intro (beq_refl o) (beq_refl s)

/-- Whether a choice is listed. -/
noncomputable def has (c : Choice) (l : List Candidate) : Bool :=
  some_of (fun d => same_choice c (choice_of d)) l

/-- Where a choice is listed. -/
noncomputable def place_of (c : Choice) (l : List Candidate) : Nat :=
  @List.rec Candidate (fun _ => Nat) Nat.zero (fun d _ ih => pick (same_choice c (choice_of d)) Nat.zero (Nat.succ ih)) l

/-! ## Truncated difference is adjoint to addition (D3) -/

theorem le_add_sub_step (x y d : Nat) (h : Nat.ble x (Nat.add y d) = true) :
    Nat.ble x (Nat.add (Nat.succ y) (Nat.pred d)) = true := by
  cases d with
  | zero => exact ble_trans h (ble_succ y)
  | succ d =>
    show Nat.ble x (Nat.add (Nat.succ y) d) = true
    rw [succ_add y d]
    exact h

theorem le_add_sub (x y : Nat) : Nat.ble x (Nat.add y (Nat.sub x y)) = true := by
  induction y with
  | zero => exact ble_of_eq (Eq.symm (zero_add x))
  | succ y ih => exact le_add_sub_step x y (Nat.sub x y) ih

theorem ble_add_cancel_left (c : Nat) {a b : Nat} (h : Nat.ble (Nat.add c a) (Nat.add c b) = true) : Nat.ble a b = true := by
  apply ble_add_cancel c
  rw [add_comm a c, add_comm b c]
  exact h

theorem le_sub {a b c : Nat} (h : Nat.ble (Nat.add b c) a = true) : Nat.ble c (Nat.sub a b) = true :=
  ble_add_cancel_left b (ble_trans h (le_add_sub a b))

theorem pred_le {x y : Nat} (h : Nat.ble x (Nat.succ y) = true) : Nat.ble (Nat.pred x) y = true := by
  cases x with
  | zero => exact zero_ble y
  | succ x => exact h

theorem sub_le {a b c : Nat} (h : Nat.ble a (Nat.add b c) = true) : Nat.ble (Nat.sub a b) c = true := by
  induction b generalizing c with
  | zero => exact Eq.subst (motive := fun t => Nat.ble a t = true) (zero_add c) h
  | succ b ih =>
    have h' : Nat.ble a (Nat.add b (Nat.succ c)) = true := by
      rw [succ_add b c] at h
      exact h
    have e : Nat.ble (Nat.sub a b) (Nat.succ c) = true := ih (c := Nat.succ c) h'
    show Nat.ble (Nat.pred (Nat.sub a b)) c = true
    exact pred_le e

/-! ## The list of options is complete -/

theorem starts_rest (offer : Nat) (o : Offer) (rest : List Candidate) (c : Choice) (h : has c rest = true) (n : Nat) :
    ∀ s : Nat, has c (starts offer o rest n s) = true := by
  induction n with
  | zero => exact fun s => h
  | succ n ih => exact fun s => either_right (ih (Nat.succ s))

theorem ble_next {a b : Nat} (h : Nat.ble a b = true) (e : Nat.beq b a = false) : Nat.ble (Nat.succ a) b = true :=
  bool_cases (Nat.ble (Nat.succ a) b) (fun t => t) (fun f => by
    have q : b = a := ble_antisymm (succ_ble_of_not_ble f) h
    rw [q] at e
    exact clash (beq_refl a) e)

theorem starts_has (offer : Nat) (o : Offer) (rest : List Candidate) (s : Nat) (n : Nat) : ∀ low : Nat, Nat.ble low s = true →
    Nat.ble (Nat.succ s) (Nat.add low n) = true → has (Choice.run offer s) (starts offer o rest n low) = true := by
  induction n with
  | zero => exact fun low h1 h2 => False.elim (not_succ_ble s (ble_trans h2 h1))
  | succ n ih =>
    intro low h1 h2
    exact bool_cases (Nat.beq s low)
      (fun e => either_left (both_intro (beq_refl offer) e))
      (fun e => either_right (ih (Nat.succ low) (ble_next h1 e) (by
        rw [succ_add low n]
        exact h2)))

theorem greatest_le {a b c : Nat} (h1 : Nat.ble a c = true) (h2 : Nat.ble b c = true) : Nat.ble (greatest a b) c = true := by
  show Nat.ble (pick (Nat.ble a b) b a) c = true
  exact bool_cases (Nat.ble a b) (fun e => by rw [pick_true _ _ e]; exact h2) (fun e => by rw [pick_false _ _ e]; exact h1)

theorem le_least {a b c : Nat} (h1 : Nat.ble c (Nat.succ a) = true) (h2 : Nat.ble c (Nat.succ b) = true) :
    Nat.ble c (Nat.succ (least a b)) = true := by
  show Nat.ble c (Nat.succ (pick (Nat.ble a b) a b)) = true
  exact bool_cases (Nat.ble a b) (fun e => by rw [pick_true _ _ e]; exact h1) (fun e => by rw [pick_false _ _ e]; exact h2)

theorem le_least_exact {a b : Nat} (c : Nat) (h1 : Nat.ble c a = true) (h2 : Nat.ble c b = true) :
    Nat.ble c (least a b) = true := by
  show Nat.ble c (pick (Nat.ble a b) a b) = true
  exact bool_cases (Nat.ble a b) (fun e => by rw [pick_true _ _ e]; exact h1) (fun e => by rw [pick_false _ _ e]; exact h2)

theorem fitting_has (t : Task) (o : Offer) (offer s : Nat) (rest : List Candidate) (h : fits t o s = true) :
    has (Choice.run offer s) (starts offer o rest (start_count t o) (greatest t.first o.first)) = true := by
  have low : Nat.ble (greatest t.first o.first) s = true := greatest_le (both_left (both_left h)) (both_right (both_left h))
  have high : Nat.ble (Nat.add s t.duration) (Nat.succ (least t.last o.last)) = true :=
    le_least (both_left (both_right h)) (both_right (both_right h))
  have count : Nat.ble (Nat.succ (Nat.succ (least t.last o.last)))
      (Nat.add (Nat.add (greatest t.first o.first) t.duration) (start_count t o)) = true :=
    le_add_sub (Nat.succ (Nat.succ (least t.last o.last))) (Nat.add (greatest t.first o.first) t.duration)
  have all_in : Nat.ble (Nat.add (Nat.succ s) t.duration)
      (Nat.add (Nat.add (greatest t.first o.first) (start_count t o)) t.duration) = true := by
    have e : Nat.add (Nat.add (greatest t.first o.first) t.duration) (start_count t o)
        = Nat.add (Nat.add (greatest t.first o.first) (start_count t o)) t.duration :=
      Eq.trans (add_assoc _ _ _) (Eq.trans (congrArg (fun y => Nat.add (greatest t.first o.first) y)
        (add_comm t.duration (start_count t o))) (Eq.symm (add_assoc _ _ _)))
    rw [Eq.symm e, succ_add s t.duration]
    exact ble_trans (b := Nat.succ (Nat.succ (least t.last o.last))) high count
  exact starts_has offer o rest s (start_count t o) (greatest t.first o.first) low (ble_add_cancel t.duration all_in)

theorem options_on_rest (m : Market) (t : Task) (rest : List Candidate) (c : Choice) (h : has c rest = true) (offers : List Offer) :
    ∀ i : Nat, has c (options_on m t rest offers i) = true := by
  induction offers with
  | nil => exact fun i => h
  | cons o offers ih =>
    intro i
    show has c (choose (eligible m t i o)
      (starts i o (options_on m t rest offers (Nat.succ i)) (start_count t o) (greatest t.first o.first))
      (options_on m t rest offers (Nat.succ i))) = true
    exact bool_cases (eligible m t i o)
      (fun e => by
        rw [choose_true _ _ e]
        exact starts_rest i o _ c (ih (Nat.succ i)) (start_count t o) (greatest t.first o.first))
      (fun e => by
        rw [choose_false _ _ e]
        exact ih (Nat.succ i))

theorem options_on_has (m : Market) (t : Task) (rest : List Candidate) (s : Nat) (o : Offer) (hf : fits t o s = true)
    (offers : List Offer) : ∀ i n : Nat, item offers n = some o → eligible m t (Nat.add i n) o = true →
    has (Choice.run (Nat.add i n) s) (options_on m t rest offers i) = true := by
  induction offers with
  | nil => exact fun i n h _ => none_some h
  | cons o' offers ih =>
    intro i n h he
    cases n with
    | zero =>
      have e : o' = o := some_inj h
      rw [e]
      show has (Choice.run i s) (choose (eligible m t i o)
        (starts i o (options_on m t rest offers (Nat.succ i)) (start_count t o) (greatest t.first o.first))
        (options_on m t rest offers (Nat.succ i))) = true
      have he' : eligible m t i o = true := he
      rw [choose_true _ _ he']
      exact fitting_has t o i s _ hf
    | succ n =>
      have step : Nat.add (Nat.succ i) n = Nat.add i (Nat.succ n) := succ_add i n
      have later : has (Choice.run (Nat.add i (Nat.succ n)) s) (options_on m t rest offers (Nat.succ i)) = true := by
        rw [Eq.symm step]
        exact ih (Nat.succ i) n h (Eq.subst (motive := fun y => eligible m t y o = true) (Eq.symm step) he)
      show has (Choice.run (Nat.add i (Nat.succ n)) s) (choose (eligible m t i o')
        (starts i o' (options_on m t rest offers (Nat.succ i)) (start_count t o') (greatest t.first o'.first))
        (options_on m t rest offers (Nat.succ i))) = true
      exact bool_cases (eligible m t i o')
        (fun e => by
          rw [choose_true _ _ e]
          exact starts_rest i o' _ _ later (start_count t o') (greatest t.first o'.first))
        (fun e => by
          rw [choose_false _ _ e]
          exact later)

/-- Every choice that a feasible allocation can make for a task is among its options. -/
theorem options_complete (m : Market) (t : Task) (c : Choice) (h : is_option m t c = true)
    (hr : t.required = true → assigned c = true) : has c (options m t) = true := by
  cases c with
  | unassigned =>
    refine options_on_rest m t _ Choice.unassigned ?_ m.offers Nat.zero
    show has Choice.unassigned (choose t.required List.nil (List.cons Candidate.unassigned List.nil)) = true
    exact bool_cases t.required (fun e => false_true (hr e)) (fun e => by
      rw [choose_false _ _ e]
      exact rfl)
  | run offer s =>
    have h' : on_some (item m.offers offer) false (fun o => both (eligible m t offer o) (fits t o s)) = true := h
    exact on_some_true h' (fun o ho hb => by
      have e : Nat.add Nat.zero offer = offer := zero_add offer
      have r := options_on_has m t (unassigned_option t) s o (both_right hb)
        m.offers Nat.zero offer ho (Eq.subst (motive := fun y => eligible m t y o = true) (Eq.symm e) (both_left hb))
      rw [e] at r
      exact r)

end Apportion
