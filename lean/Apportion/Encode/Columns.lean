import Apportion.Encode.Options

/-! A program that is accepted has a column for every option, with coefficients that are at most the market's. -/

namespace Apportion

/-! ## Every option carries its offer -/

def Good (m : Market) (d : Candidate) : Prop :=
  @Candidate.rec (fun _ => Prop) True (fun offer o _ => item m.offers offer = some o) d

def AllGood (m : Market) (l : List Candidate) : Prop :=
  @List.rec Candidate (fun _ => Prop) True (fun d _ ih => And (Good m d) ih) l

theorem starts_good (m : Market) (offer : Nat) (o : Offer) (ho : item m.offers offer = some o) (rest : List Candidate)
    (h : AllGood m rest) (n : Nat) : ∀ s : Nat, AllGood m (starts offer o rest n s) := by
  induction n with
  | zero => exact fun s => h
  | succ n ih => exact fun s => And.intro ho (ih (Nat.succ s))

theorem options_on_good (m : Market) (t : Task) (rest : List Candidate) (h : AllGood m rest) (offers : List Offer) : ∀ i : Nat,
    (∀ n o, item offers n = some o → item m.offers (Nat.add i n) = some o) → AllGood m (options_on m t rest offers i) := by
  induction offers with
  | nil => exact fun i _ => h
  | cons o offers ih =>
    intro i hi
    have later : AllGood m (options_on m t rest offers (Nat.succ i)) := ih (Nat.succ i) (fun n o' hn => by
      rw [succ_add i n]
      exact hi (Nat.succ n) o' hn)
    show AllGood m (choose (eligible m t i o)
      (starts i o (options_on m t rest offers (Nat.succ i)) (start_count t o) (greatest t.first o.first))
      (options_on m t rest offers (Nat.succ i)))
    exact bool_cases (eligible m t i o)
      (fun e => by
        rw [choose_true _ _ e]
        exact starts_good m i o (hi Nat.zero o rfl) _ later (start_count t o) (greatest t.first o.first))
      (fun e => by
        rw [choose_false _ _ e]
        exact later)

theorem options_good (m : Market) (t : Task) : AllGood m (options m t) := by
  refine options_on_good m t (unassigned_option t) ?_ m.offers Nat.zero (fun n o hn => by
    rw [zero_add n]
    exact hn)
  show AllGood m (choose t.required List.nil (List.cons Candidate.unassigned List.nil))
  exact bool_cases t.required
    (fun e => by
      rw [choose_true _ _ e]
      exact True.intro)
    (fun e => by
      rw [choose_false _ _ e]
      exact And.intro True.intro True.intro)

/-! ## Columns -/

theorem swift_capacity_le (m : Market) (o y e : Nat) (i : Nat) (t : Task) (d : Candidate) (hd : Good m d) :
    Nat.ble (swift_coefficient m (Row.capacity o y e) i t d) (coefficient m (Row.capacity o y e) i t (choice_of d)) = true := by
  cases d with
  | unassigned => exact rfl
  | run o' offer s =>
    have ho : item m.offers o' = some offer := hd
    show Nat.ble (pick (Nat.beq o o') (pick (Nat.ble s e) (pick (Nat.ble (Nat.succ e) (Nat.add s t.duration))
        (amount (demand t o') y) Nat.zero) Nat.zero) Nat.zero)
      (pick (both (Nat.beq o o') true) (on_some (item m.offers o') Nat.zero (fun _ =>
        Nat.mul (amount (demand t o') y) (overlap e (Nat.succ e) s (Nat.add s t.duration)))) Nat.zero) = true
    refine pick_le (fun e1 => ?_)
    rw [e1, ho]
    refine pick_le (fun e2 => pick_le (fun e3 => ?_))
    have covers : Nat.ble (Nat.succ Nat.zero) (overlap e (Nat.succ e) s (Nat.add s t.duration)) = true := by
      refine le_sub ?_
      show Nat.ble (Nat.succ (greatest e s)) (least (Nat.succ e) (Nat.add s t.duration)) = true
      exact le_least_exact (Nat.succ (greatest e s)) (greatest_le (ble_refl e) e2)
        (ble_trans (b := Nat.succ e) (greatest_le (ble_refl e) e2) e3)
    show Nat.ble (amount (demand t o') y)
      (Nat.mul (amount (demand t o') y) (overlap e (Nat.succ e) s (Nat.add s t.duration))) = true
    exact ble_trans (ble_of_eq (Eq.symm (zero_add (amount (demand t o') y)))) (ble_mul (amount (demand t o') y) covers)

theorem swift_budget_le (m : Market) (p : Nat) (i : Nat) (t : Task) (d : Candidate) (hd : Good m d) :
    Nat.ble (swift_coefficient m (Row.budget p) i t d) (coefficient m (Row.budget p) i t (choice_of d)) = true := by
  cases d with
  | unassigned => exact rfl
  | run o' offer s =>
    have ho : item m.offers o' = some offer := hd
    show Nat.ble (pick (Nat.beq p t.payer) (pick (Nat.ble (Nat.succ s) m.slots) (price t o' offer) Nat.zero) Nat.zero)
      (pick (both (Nat.beq p t.payer) true) (on_some (item m.offers o') Nat.zero (fun o =>
        pick (both (Nat.ble Nat.zero s) (Nat.ble (Nat.succ s) m.slots)) (price t o' o) Nat.zero)) Nat.zero) = true
    refine pick_le (fun e1 => ?_)
    rw [e1, ho]
    refine pick_le (fun e2 => ?_)
    show Nat.ble (price t o' offer)
      (pick (both (Nat.ble Nat.zero s) (Nat.ble (Nat.succ s) m.slots)) (price t o' offer) Nat.zero) = true
    rw [e2, zero_ble s]
    exact ble_refl _

theorem swift_terms (m : Market) (t : Task) (o' : Nat) (offer : Offer) (s : Nat) (ho : item m.offers o' = some offer)
    (terms : List Weighted) : sum (swift_term t o' offer s) terms
      = sum (fun w => Nat.mul w.weight (term_of m w.term t (Choice.run o' s))) terms := by
  induction terms with
  | nil => exact rfl
  | cons w terms ih =>
    show Nat.add (Nat.mul w.weight (run_term t o' offer s w.term)) (sum (swift_term t o' offer s) terms)
      = Nat.add (Nat.mul w.weight (on_some (item m.offers o') Nat.zero (fun o => run_term t o' o s w.term)))
        (sum (fun w => Nat.mul w.weight (term_of m w.term t (Choice.run o' s))) terms)
    rw [ih]
    exact congrArg (fun y => Nat.add (Nat.mul w.weight y)
      (sum (fun w => Nat.mul w.weight (term_of m w.term t (Choice.run o' s))) terms))
      (Eq.symm (on_some_eq Nat.zero (fun o => run_term t o' o s w.term) ho))

theorem swift_value_le (m : Market) (level i : Nat) (t : Task) (d : Candidate) (hd : Good m d) :
    Nat.ble (swift_coefficient m (Row.value level) i t d) (coefficient m (Row.value level) i t (choice_of d)) = true := by
  cases d with
  | unassigned => exact ble_refl (cost m level t Choice.unassigned)
  | run o' offer s =>
    have ho : item m.offers o' = some offer := hd
    show Nat.ble (on_some (item m.objective level) Nat.zero (sum (swift_term t o' offer s)))
      (on_some (item m.objective level) Nat.zero (fun terms =>
        sum (fun w => Nat.mul w.weight (term_of m w.term t (Choice.run o' s))) terms)) = true
    cases item m.objective level with
    | none => exact rfl
    | some terms => exact ble_of_eq (swift_terms m t o' offer s ho terms)

theorem swift_le (m : Market) (r : Row) (i : Nat) (t : Task) (d : Candidate) (hd : Good m d) :
    Nat.ble (swift_coefficient m r i t d) (coefficient m r i t (choice_of d)) = true := by
  cases r with
  | capacity o y e => exact swift_capacity_le m o y e i t d hd
  | total o y => exact ble_refl _
  | offer_limit o j e => exact ble_refl _
  | payer_limit p j e => exact ble_refl _
  | market_limit j e => exact ble_refl _
  | budget p => exact swift_budget_le m p i t d hd
  | needs d on => exact ble_refl _
  | after d on e => exact ble_refl _
  | value level => exact swift_value_le m level i t d hd

theorem swift_of_le (m : Market) (row : Option Row) (i : Nat) (t : Task) (d : Candidate) (hd : Good m d) :
    Nat.ble (swift_coefficient_of m row i t d) (coefficient_of m row i t (choice_of d)) = true := by
  cases row with
  | none => exact rfl
  | some r => exact swift_le m r i t d hd

theorem column_zero (m : Market) (rows : Rows) (i : Nat) (t : Task) (d : Candidate) (r : Nat) (col : Column) :
    ∀ top : Nat, column_ok m rows i t d col top = true → Nat.ble top r = true → column_coefficient col r = Nat.zero := by
  induction col with
  | nil => exact fun top _ _ => rfl
  | cons k a rest ih =>
    intro top h ht
    have hk : Nat.ble (Nat.succ k) r = true := ble_trans (both_left h) ht
    have later : column_coefficient rest r = Nat.zero :=
      ih k (both_right (both_right h)) (ble_trans (ble_succ k) hk)
    show Nat.add (pick (Nat.beq k r) a Nat.zero) (column_coefficient rest r) = Nat.zero
    rw [later]
    exact bool_cases (Nat.beq k r)
      (fun e => by
        have e' : k = r := eq_of_beq e
        rw [e'] at hk
        exact False.elim (not_succ_ble r hk))
      (fun e => pick_false a Nat.zero e)

theorem column_le (m : Market) (rows : Rows) (i : Nat) (t : Task) (d : Candidate) (hd : Good m d) (r : Nat) (col : Column) :
    ∀ top : Nat, column_ok m rows i t d col top = true →
    Nat.ble (column_coefficient col r) (coefficient_of m (find rows r) i t (choice_of d)) = true := by
  induction col with
  | nil => exact fun top _ => zero_ble _
  | cons k a rest ih =>
    intro top h
    show Nat.ble (Nat.add (pick (Nat.beq k r) a Nat.zero) (column_coefficient rest r)) (coefficient_of m (find rows r) i t (choice_of d)) = true
    exact bool_cases (Nat.beq k r)
      (fun e => by
        have e' : k = r := eq_of_beq e
        have later : column_coefficient rest r = Nat.zero :=
          column_zero m rows i t d r rest k (both_right (both_right h)) (ble_of_eq e')
        rw [later, pick_true _ _ e]
        have ha : Nat.ble a (coefficient_of m (find rows k) i t (choice_of d)) = true :=
          ble_trans (both_left (both_right h)) (swift_of_le m (find rows k) i t d hd)
        rw [e'] at ha
        exact ha)
      (fun e => by
        rw [pick_false _ _ e, zero_add]
        exact ih k (both_right (both_right h)))

theorem block_has (m : Market) (rows : Rows) (top i : Nat) (t : Task) (c : Choice) (choices : List Candidate) : ∀ b : Block,
    AllGood m choices → block_ok m rows top i t choices b = true → has c choices = true →
    And (Nat.ble (Nat.succ (place_of c choices)) (block_size b) = true)
      (∀ r, Nat.ble (at_place (fun col => column_coefficient col r) b (place_of c choices))
        (coefficient_of m (find rows r) i t c) = true) := by
  induction choices with
  | nil => exact fun b _ _ h => false_true h
  | cons d rest ih =>
    intro b hg h hc
    cases b with
    | nil => exact false_true h
    | cons col b =>
      exact bool_cases (same_choice c (choice_of d))
        (fun e => by
          have place : place_of c (List.cons d rest) = Nat.zero := pick_true _ _ e
          have e' : c = choice_of d := eq_of_same e
          rw [place]
          refine And.intro (zero_ble _) ?_
          intro r
          show Nat.ble (column_coefficient col r) (coefficient_of m (find rows r) i t c) = true
          rw [e']
          exact column_le m rows i t d (And.left hg) r col top (both_left h))
        (fun e => by
          have place : place_of c (List.cons d rest) = Nat.succ (place_of c rest) := pick_false _ _ e
          have hrest : has c rest = true := either_elim hc (fun t => clash t e) (fun t => t)
          rw [place]
          exact ih b (And.right hg) (both_right h) hrest)

end Apportion
