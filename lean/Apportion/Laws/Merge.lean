import Apportion.Logic

/-! Pools of offers merge by join, and task states never go back.

A pool maps ids to entries (version and listing) of a total order, an absent id lying below every entry. -/

namespace Apportion

/-- A total order. -/
structure Total (E : Type) where
  le : E → E → Bool
  refl : ∀ a, le a a = true
  trans : ∀ a b c, le a b = true → le b c = true → le a c = true
  antisymm : ∀ a b, le a b = true → le b a = true → a = b
  total : ∀ a b, le a b = false → le b a = true

section
variable {E : Type}

/-- `none` (no entry) is at the bottom. -/
noncomputable def entry_le (t : Total E) (a b : Option E) : Bool :=
  on_some a true (fun x => on_some b false (fun y => t.le x y))

/-- The later of two entries. -/
noncomputable def later (t : Total E) (a b : Option E) : Option E :=
  choose (entry_le t a b) b a

theorem entry_refl (t : Total E) (a : Option E) : entry_le t a a = true := by
  cases a with
  | none => exact rfl
  | some x => exact t.refl x

theorem entry_trans (t : Total E) {a b c : Option E} (h1 : entry_le t a b = true) (h2 : entry_le t b c = true) :
    entry_le t a c = true := by
  cases a with
  | none => exact rfl
  | some x =>
    cases b with
    | none => exact false_true h1
    | some y =>
      cases c with
      | none => exact false_true h2
      | some z => exact t.trans x y z h1 h2

theorem entry_antisymm (t : Total E) {a b : Option E} (h1 : entry_le t a b = true) (h2 : entry_le t b a = true) : a = b := by
  cases a with
  | none =>
    cases b with
    | none => exact rfl
    | some y => exact false_true h2
  | some x =>
    cases b with
    | none => exact false_true h1
    | some y => exact congrArg some (t.antisymm x y h1 h2)

theorem entry_total (t : Total E) {a b : Option E} (h : entry_le t a b = false) : entry_le t b a = true := by
  cases a with
  | none => exact true_false h
  | some x =>
    cases b with
    | none => exact rfl
    | some y => exact t.total x y h

theorem later_left (t : Total E) (a b : Option E) : entry_le t a (later t a b) = true :=
  bool_cases (entry_le t a b)
    (fun e => Eq.subst (motive := fun y => entry_le t a y = true) (Eq.symm (choose_true b a e)) e)
    (fun e => Eq.subst (motive := fun y => entry_le t a y = true) (Eq.symm (choose_false b a e)) (entry_refl t a))

theorem later_right (t : Total E) (a b : Option E) : entry_le t b (later t a b) = true :=
  bool_cases (entry_le t a b)
    (fun e => Eq.subst (motive := fun y => entry_le t b y = true) (Eq.symm (choose_true b a e)) (entry_refl t b))
    (fun e => Eq.subst (motive := fun y => entry_le t b y = true) (Eq.symm (choose_false b a e)) (entry_total t e))

theorem later_least (t : Total E) {a b c : Option E} (h1 : entry_le t a c = true) (h2 : entry_le t b c = true) :
    entry_le t (later t a b) c = true :=
  bool_cases (entry_le t a b)
    (fun e => Eq.subst (motive := fun y => entry_le t y c = true) (Eq.symm (choose_true b a e)) h2)
    (fun e => Eq.subst (motive := fun y => entry_le t y c = true) (Eq.symm (choose_false b a e)) h1)

/-- A pool: the entry of each id. -/
def PoolLe (t : Total E) (a b : Nat → Option E) : Prop :=
  ∀ id, entry_le t (a id) (b id) = true

noncomputable def merge (t : Total E) (a b : Nat → Option E) : Nat → Option E :=
  fun id => later t (a id) (b id)

/-- The merge of two pools is their join: an upper bound of both, and below every other. -/
theorem merge_join (t : Total E) (a b : Nat → Option E) :
    And (PoolLe t a (merge t a b)) (And (PoolLe t b (merge t a b))
      (∀ c, PoolLe t a c → PoolLe t b c → PoolLe t (merge t a b) c)) :=
  And.intro (fun id => later_left t (a id) (b id)) (And.intro (fun id => later_right t (a id) (b id))
    (fun _ h1 h2 id => later_least t (h1 id) (h2 id)))

theorem merge_self (t : Total E) (a : Nat → Option E) (id : Nat) : merge t a a id = a id :=
  entry_antisymm t (later_least t (entry_refl t (a id)) (entry_refl t (a id))) (later_left t (a id) (a id))

theorem merge_comm (t : Total E) (a b : Nat → Option E) (id : Nat) : merge t a b id = merge t b a id :=
  entry_antisymm t (later_least t (later_right t (b id) (a id)) (later_left t (b id) (a id)))
    (later_least t (later_right t (a id) (b id)) (later_left t (a id) (b id)))

theorem merge_assoc (t : Total E) (a b c : Nat → Option E) (id : Nat) :
    merge t (merge t a b) c id = merge t a (merge t b c) id :=
  entry_antisymm t
    (later_least t
      (later_least t (later_left t (a id) (merge t b c id))
        (entry_trans t (later_left t (b id) (c id)) (later_right t (a id) (merge t b c id))))
      (entry_trans t (later_right t (b id) (c id)) (later_right t (a id) (merge t b c id))))
    (later_least t
      (entry_trans t (later_left t (a id) (b id)) (later_left t (merge t a b id) (c id)))
      (later_least t (entry_trans t (later_right t (a id) (b id)) (later_left t (merge t a b id) (c id)))
        (later_right t (merge t a b id) (c id))))

end

/-! ## Task states -/

inductive TaskState : Type
  | pending : TaskState
  | queued : TaskState
  | assigned : TaskState
  | running : TaskState
  | cancelled : TaskState
  | failed : TaskState
  | completed : TaskState

/-- The place of a state in the order. -/
noncomputable def rank (s : TaskState) : Nat :=
  @TaskState.rec (fun _ => Nat) (nat_lit 0) (nat_lit 1) (nat_lit 2) (nat_lit 3) (nat_lit 4) (nat_lit 5) (nat_lit 6) s

noncomputable def terminal (s : TaskState) : Bool :=
  Nat.ble (nat_lit 4) (rank s)

/-- Whether a task may go from one state to another. -/
noncomputable def advances (a b : TaskState) : Bool :=
  either (Nat.beq (rank a) (rank b)) (both (no (terminal a)) (Nat.ble (Nat.succ (rank a)) (rank b)))

/-- A history of states, each of which may follow the one before. -/
noncomputable def history (l : List TaskState) : TaskState → Bool :=
  @List.rec TaskState (fun _ => TaskState → Bool) (fun _ => true) (fun b _ ih a => both (advances a b) (ih b)) l

noncomputable def last_state (l : List TaskState) : TaskState → TaskState :=
  @List.rec TaskState (fun _ => TaskState → TaskState) (fun a => a) (fun b _ ih _ => ih b) l

theorem advances_up {a b : TaskState} (h : advances a b = true) : Nat.ble (rank a) (rank b) = true :=
  either_elim h (fun e => ble_of_eq (eq_of_beq e)) (fun e => ble_trans (ble_succ (rank a)) (both_right e))

theorem advances_terminal {a b : TaskState} (h : advances a b = true) (ht : terminal a = true) : rank b = rank a :=
  either_elim h (fun e => Eq.symm (eq_of_beq e)) (fun e => clash ht (no_true (both_left e)))

/-- Task states never go back. -/
theorem states_rise (l : List TaskState) : ∀ a : TaskState, history l a = true →
    Nat.ble (rank a) (rank (last_state l a)) = true := by
  induction l with
  | nil => exact fun a _ => ble_refl (rank a)
  | cons b l ih => exact fun a h => ble_trans (advances_up (both_left h)) (ih b (both_right h))

/-- What has ended stays as it ended. -/
theorem ended_stays (l : List TaskState) : ∀ a : TaskState, history l a = true → terminal a = true →
    rank (last_state l a) = rank a := by
  induction l with
  | nil => exact fun a _ _ => rfl
  | cons b l ih =>
    intro a h ht
    have e : rank b = rank a := advances_terminal (both_left h) ht
    have tb : terminal b = true := by
      show Nat.ble (nat_lit 4) (rank b) = true
      rw [e]
      exact ht
    exact Eq.trans (ih b (both_right h) tb) e

end Apportion
