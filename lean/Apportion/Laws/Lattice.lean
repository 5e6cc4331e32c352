import Apportion.Encode.Arithmetic

/-! Quantities and permissions are lattices (D3, D5, D9): order, meet, join, residuation. -/

namespace Apportion

/-! ## Quantities: numbers with `none` (unlimited) on top -/

noncomputable def quantity_le (a b : Option Nat) : Bool :=
  on_some b true (fun y => on_some a false (fun x => Nat.ble x y))

/-- The tighter of two. -/
noncomputable def meet (a b : Option Nat) : Option Nat :=
  choose (quantity_le a b) a b

noncomputable def join (a b : Option Nat) : Option Nat :=
  choose (quantity_le a b) b a

theorem quantity_refl (a : Option Nat) : quantity_le a a = true := by
  cases a with
  | none => exact rfl
  | some x => exact ble_refl x

theorem quantity_trans {a b c : Option Nat} (h1 : quantity_le a b = true) (h2 : quantity_le b c = true) :
    quantity_le a c = true := by
  cases c with
  | none => exact rfl
  | some z =>
    cases b with
    | none => exact false_true h2
    | some y =>
      cases a with
      | none => exact false_true h1
      | some x => exact ble_trans (b := y) h1 h2

theorem quantity_antisymm {a b : Option Nat} (h1 : quantity_le a b = true) (h2 : quantity_le b a = true) : a = b := by
  cases a with
  | none =>
    cases b with
    | none => exact rfl
    | some y => exact false_true h1
  | some x =>
    cases b with
    | none => exact false_true h2
    | some y => exact congrArg some (ble_antisymm h1 h2)

theorem quantity_total {a b : Option Nat} (h : quantity_le a b = false) : quantity_le b a = true := by
  cases a with
  | none => exact rfl
  | some x =>
    cases b with
    | none => exact true_false h
    | some y =>
      have h' : Nat.ble x y = false := h
      exact ble_trans (ble_succ y) (succ_ble_of_not_ble h')

theorem meet_left (a b : Option Nat) : quantity_le (meet a b) a = true :=
  bool_cases (quantity_le a b)
    (fun e => Eq.subst (motive := fun t => quantity_le t a = true) (Eq.symm (choose_true a b e)) (quantity_refl a))
    (fun e => Eq.subst (motive := fun t => quantity_le t a = true) (Eq.symm (choose_false a b e)) (quantity_total e))

theorem meet_right (a b : Option Nat) : quantity_le (meet a b) b = true :=
  bool_cases (quantity_le a b)
    (fun e => Eq.subst (motive := fun t => quantity_le t b = true) (Eq.symm (choose_true a b e)) e)
    (fun e => Eq.subst (motive := fun t => quantity_le t b = true) (Eq.symm (choose_false a b e)) (quantity_refl b))

/-- The meet is the greatest lower bound. -/
theorem meet_greatest {a b c : Option Nat} (h1 : quantity_le c a = true) (h2 : quantity_le c b = true) :
    quantity_le c (meet a b) = true :=
  bool_cases (quantity_le a b)
    (fun e => Eq.subst (motive := fun t => quantity_le c t = true) (Eq.symm (choose_true a b e)) h1)
    (fun e => Eq.subst (motive := fun t => quantity_le c t = true) (Eq.symm (choose_false a b e)) h2)

theorem join_left (a b : Option Nat) : quantity_le a (join a b) = true :=
  bool_cases (quantity_le a b)
    (fun e => Eq.subst (motive := fun t => quantity_le a t = true) (Eq.symm (choose_true b a e)) e)
    (fun e => Eq.subst (motive := fun t => quantity_le a t = true) (Eq.symm (choose_false b a e)) (quantity_refl a))

theorem join_right (a b : Option Nat) : quantity_le b (join a b) = true :=
  bool_cases (quantity_le a b)
    (fun e => Eq.subst (motive := fun t => quantity_le b t = true) (Eq.symm (choose_true b a e)) (quantity_refl b))
    (fun e => Eq.subst (motive := fun t => quantity_le b t = true) (Eq.symm (choose_false b a e)) (quantity_total e))

/-- The join is the least upper bound. -/
theorem join_least {a b c : Option Nat} (h1 : quantity_le a c = true) (h2 : quantity_le b c = true) :
    quantity_le (join a b) c = true :=
  bool_cases (quantity_le a b)
    (fun e => Eq.subst (motive := fun t => quantity_le t c = true) (Eq.symm (choose_true b a e)) h2)
    (fun e => Eq.subst (motive := fun t => quantity_le t c = true) (Eq.symm (choose_false b a e)) h1)

theorem meet_self (a : Option Nat) : meet a a = a :=
  quantity_antisymm (meet_left a a) (meet_greatest (quantity_refl a) (quantity_refl a))

theorem meet_comm (a b : Option Nat) : meet a b = meet b a :=
  quantity_antisymm (meet_greatest (meet_right a b) (meet_left a b)) (meet_greatest (meet_right b a) (meet_left b a))

theorem meet_assoc (a b c : Option Nat) : meet (meet a b) c = meet a (meet b c) :=
  quantity_antisymm
    (meet_greatest (quantity_trans (meet_left (meet a b) c) (meet_left a b))
      (meet_greatest (quantity_trans (meet_left (meet a b) c) (meet_right a b)) (meet_right (meet a b) c)))
    (meet_greatest (meet_greatest (meet_left a (meet b c)) (quantity_trans (meet_right a (meet b c)) (meet_left b c)))
      (quantity_trans (meet_right a (meet b c)) (meet_right b c)))

theorem join_self (a : Option Nat) : join a a = a :=
  quantity_antisymm (join_least (quantity_refl a) (quantity_refl a)) (join_left a a)

theorem join_comm (a b : Option Nat) : join a b = join b a :=
  quantity_antisymm (join_least (join_right b a) (join_left b a)) (join_least (join_right a b) (join_left a b))

theorem join_assoc (a b c : Option Nat) : join (join a b) c = join a (join b c) :=
  quantity_antisymm
    (join_least (join_least (join_left a (join b c)) (quantity_trans (join_left b c) (join_right a (join b c))))
      (quantity_trans (join_right b c) (join_right a (join b c))))
    (join_least (quantity_trans (join_left a b) (join_left (join a b) c))
      (join_least (quantity_trans (join_right a b) (join_left (join a b) c)) (join_right (join a b) c)))

theorem absorb_meet (a b : Option Nat) : meet a (join a b) = a :=
  quantity_antisymm (meet_left a (join a b)) (meet_greatest (quantity_refl a) (join_left a b))

theorem absorb_join (a b : Option Nat) : join a (meet a b) = a :=
  quantity_antisymm (join_least (quantity_refl a) (meet_left a b)) (join_left a (meet a b))

theorem to_le {x : Nat} {b : Option Nat} (h : within x b = true) : quantity_le (some x) b = true := h

theorem of_le {x : Nat} {b : Option Nat} (h : quantity_le (some x) b = true) : within x b = true := h

/-- What the meet of two limits allows is what both allow. -/
theorem within_meet (x : Nat) (a b : Option Nat) :
    And (within x (meet a b) = true → And (within x a = true) (within x b = true))
      (within x a = true → within x b = true → within x (meet a b) = true) :=
  And.intro
    (fun h => And.intro (of_le (quantity_trans (to_le h) (meet_left a b))) (of_le (quantity_trans (to_le h) (meet_right a b))))
    (fun h1 h2 => of_le (meet_greatest (to_le h1) (to_le h2)))

/-- D3: `a ∸ b ≤ c` iff `a ≤ b + c`. -/
theorem residuation (a b c : Nat) :
    And (Nat.ble (Nat.sub a b) c = true → Nat.ble a (Nat.add b c) = true)
      (Nat.ble a (Nat.add b c) = true → Nat.ble (Nat.sub a b) c = true) :=
  And.intro (fun h => ble_trans (le_add_sub a b) (ble_add_left b h)) sub_le

/-! ## Permissions -/

theorem member_head (x : Nat) (l : List Nat) : member x (List.cons x l) = true :=
  either_left (beq_refl x)

theorem all_of {A : Type} (f : A → Bool) (l : List A) (h : ∀ x, f x = true) : all f l = true := by
  induction l with
  | nil => exact rfl
  | cons x l ih => exact both_intro (h x) ih

/-- Sets: `a ⊆ b` says that every member of `a` is one of `b`. -/
theorem subset_of_members (b a : List Nat) (h : ∀ x, member x a = true → member x b = true) : subset a b = true := by
  induction a with
  | nil => exact rfl
  | cons y a ih => exact both_intro (h y (member_head y a)) (ih (fun x hx => h x (either_right hx)))

theorem members_of_subset (b a : List Nat) (h : subset a b = true) (x : Nat) (hx : member x a = true) : member x b = true := by
  induction a with
  | nil => exact false_true hx
  | cons y a ih =>
    exact either_elim hx
      (fun e => by
        rw [eq_of_beq e]
        exact both_left h)
      (fun e => ih (both_right h) e)

theorem subset_refl (a : List Nat) : subset a a = true :=
  subset_of_members a a (fun x h => h)

theorem subset_trans {a b c : List Nat} (h1 : subset a b = true) (h2 : subset b c = true) : subset a c = true :=
  subset_of_members c a (fun x hx => members_of_subset c b h2 x (members_of_subset b a h1 x hx))

/-- D9: paths form a tree under `sub`: the root is on top, and `sub` is reflexive and transitive. -/
theorem under_root (p : List Nat) : under p List.nil = true := rfl

theorem under_refl (p : List Nat) : under p p = true := by
  induction p with
  | nil => exact rfl
  | cons x p ih => exact both_intro (beq_refl x) ih

theorem under_trans : ∀ r q p : List Nat, under p q = true → under q r = true → under p r = true := by
  intro r
  induction r with
  | nil => exact fun q p _ _ => rfl
  | cons z r ih =>
    intro q p h1 h2
    cases q with
    | nil => exact false_true h2
    | cons y q =>
      cases p with
      | nil => exact false_true h1
      | cons x p =>
        refine both_intro ?_ (ih q p (both_right h1) (both_right h2))
        rw [eq_of_beq (both_left h2)]
        exact both_left h1

end Apportion
