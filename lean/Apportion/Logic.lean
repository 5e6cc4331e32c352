import Apportion.Spec.Basic

/-! Lemmas on booleans, natural numbers and lists, from the prelude alone: every lemma that the development uses is proved here. -/

namespace Apportion

/-! ## Booleans -/

theorem false_true {P : Prop} (h : false = true) : P := by
  cases h

theorem true_false {P : Prop} (h : true = false) : P := by
  cases h

theorem both_left {a b : Bool} (h : both a b = true) : a = true := by
  cases a with
  | false => exact false_true h
  | true => exact rfl

theorem both_right {a b : Bool} (h : both a b = true) : b = true := by
  cases a with
  | false => exact false_true h
  | true => exact h

theorem both_intro {a b : Bool} (ha : a = true) (hb : b = true) : both a b = true := by
  cases a with
  | false => exact false_true ha
  | true => exact hb

theorem either_elim {P : Prop} {a b : Bool} (h : either a b = true) (ha : a = true → P) (hb : b = true → P) : P := by
  cases a with
  | false => exact hb h
  | true => exact ha rfl

theorem no_true {a : Bool} (h : no a = true) : a = false := by
  cases a with
  | false => exact rfl
  | true => exact false_true h

theorem bool_cases {P : Prop} (b : Bool) (ht : b = true → P) (hf : b = false → P) : P := by
  cases b with
  | false => exact hf rfl
  | true => exact ht rfl

theorem clash {P : Prop} {b : Bool} (ht : b = true) (hf : b = false) : P :=
  false_true (Eq.trans (Eq.symm hf) ht)

theorem pick_true {b : Bool} (x y : Nat) (h : b = true) : pick b x y = x := by
  cases b with
  | false => exact false_true h
  | true => exact rfl

theorem pick_false {b : Bool} (x y : Nat) (h : b = false) : pick b x y = y := by
  cases b with
  | false => exact rfl
  | true => exact true_false h

theorem choose_true {A : Type} {b : Bool} (x y : A) (h : b = true) : choose b x y = x := by
  cases b with
  | false => exact false_true h
  | true => exact rfl

theorem choose_false {A : Type} {b : Bool} (x y : A) (h : b = false) : choose b x y = y := by
  cases b with
  | false => exact rfl
  | true => exact true_false h

theorem on_some_eq {A B : Type} {x : Option A} {a : A} (d : B) (f : A → B) (h : x = some a) : on_some x d f = f a :=
  Eq.subst (motive := fun t => on_some t d f = f a) (Eq.symm h) rfl

theorem none_some {A : Type} {P : Prop} {a : A} (h : none = some a) : P := by
  cases h

theorem some_inj {A : Type} {a b : A} (h : some a = some b) : a = b := by
  cases h
  exact rfl

theorem on_some_true {A : Type} {P : Prop} {x : Option A} {f : A → Bool} (h : on_some x false f = true)
    (k : ∀ a, x = some a → f a = true → P) : P := by
  cases x with
  | none => exact false_true h
  | some a => exact k a rfl h

theorem on_some_some {A B : Type} {P : Prop} {x : Option A} {f : A → Option B} {b : B} (h : on_some x none f = some b)
    (k : ∀ a, x = some a → f a = some b → P) : P := by
  cases x with
  | none => exact none_some h
  | some a => exact k a rfl h

theorem choose_some {A : Type} {P : Prop} {c : Bool} {x : Option A} {a : A} (h : choose c x none = some a)
    (k : c = true → x = some a → P) : P := by
  cases c with
  | false => exact none_some h
  | true => exact k rfl h

/-! ## Natural numbers -/

theorem zero_add (a : Nat) : Nat.add Nat.zero a = a := by
  induction a with
  | zero => exact rfl
  | succ a ih => exact congrArg Nat.succ ih

theorem succ_add (a b : Nat) : Nat.add (Nat.succ a) b = Nat.succ (Nat.add a b) := by
  induction b with
  | zero => exact rfl
  | succ b ih => exact congrArg Nat.succ ih

theorem add_comm (a b : Nat) : Nat.add a b = Nat.add b a := by
  induction b with
  | zero => exact Eq.symm (zero_add a)
  | succ b ih => exact Eq.trans (congrArg Nat.succ ih) (Eq.symm (succ_add b a))

theorem add_assoc (a b c : Nat) : Nat.add (Nat.add a b) c = Nat.add a (Nat.add b c) := by
  induction c with
  | zero => exact rfl
  | succ c ih => exact congrArg Nat.succ ih

theorem add_left_comm (a b c : Nat) : Nat.add a (Nat.add b c) = Nat.add b (Nat.add a c) :=
  Eq.trans (Eq.symm (add_assoc a b c))
    (Eq.trans (congrArg (fun t => Nat.add t c) (add_comm a b)) (add_assoc b a c))

/-- (a + b) + (c + d) = (a + c) + (b + d) -/
theorem add_cross (a b c d : Nat) :
    Nat.add (Nat.add a b) (Nat.add c d) = Nat.add (Nat.add a c) (Nat.add b d) :=
  Eq.trans (add_assoc a b (Nat.add c d))
    (Eq.trans (congrArg (fun t => Nat.add a t) (add_left_comm b c d))
      (Eq.symm (add_assoc a c (Nat.add b d))))

theorem zero_mul (m : Nat) : Nat.mul Nat.zero m = Nat.zero := by
  induction m with
  | zero => exact rfl
  | succ m ih => exact ih

theorem mul_add (m a b : Nat) : Nat.mul m (Nat.add a b) = Nat.add (Nat.mul m a) (Nat.mul m b) := by
  induction b with
  | zero => exact rfl
  | succ b ih =>
    exact Eq.trans (congrArg (fun t => Nat.add t m) ih) (add_assoc (Nat.mul m a) (Nat.mul m b) m)

theorem ble_refl (a : Nat) : Nat.ble a a = true := by
  induction a with
  | zero => exact rfl
  | succ a ih => exact ih

theorem zero_ble (a : Nat) : Nat.ble Nat.zero a = true := by
  cases a with
  | zero => exact rfl
  | succ a => exact rfl

/-- A number that counts only if a check holds. -/
theorem pick_le {c : Bool} {l y : Nat} (h : c = true → Nat.ble l y = true) : Nat.ble (pick c l Nat.zero) y = true := by
  cases c with
  | false => exact zero_ble y
  | true => exact h rfl

theorem ble_trans : ∀ {a b c : Nat}, Nat.ble a b = true → Nat.ble b c = true → Nat.ble a c = true := by
  intro a
  induction a with
  | zero => exact fun {b c} _ _ => zero_ble c
  | succ a ih =>
    intro b c h1 h2
    cases b with
    | zero => exact false_true h1
    | succ b =>
      cases c with
      | zero => exact false_true h2
      | succ c => exact ih (b := b) (c := c) h1 h2

theorem ble_of_eq {a b : Nat} (h : a = b) : Nat.ble a b = true :=
  Eq.subst (motive := fun t => Nat.ble a t = true) h (ble_refl a)

theorem ble_add_right (c : Nat) {a b : Nat} (h : Nat.ble a b = true) : Nat.ble (Nat.add a c) (Nat.add b c) = true := by
  induction c with
  | zero => exact h
  | succ c ih => exact ih

theorem ble_add_left (c : Nat) {a b : Nat} (h : Nat.ble a b = true) : Nat.ble (Nat.add c a) (Nat.add c b) = true := by
  rw [add_comm c a, add_comm c b]
  exact ble_add_right c h

theorem ble_add {a b c d : Nat} (h1 : Nat.ble a b = true) (h2 : Nat.ble c d = true) :
    Nat.ble (Nat.add a c) (Nat.add b d) = true :=
  ble_trans (ble_add_right c h1) (ble_add_left b h2)

theorem ble_mul (m : Nat) {a b : Nat} (h : Nat.ble a b = true) : Nat.ble (Nat.mul m a) (Nat.mul m b) = true := by
  induction a generalizing b with
  | zero => exact zero_ble (Nat.mul m b)
  | succ a ih =>
    cases b with
    | zero => exact false_true h
    | succ b => exact ble_add_right m (ih (b := b) h)

theorem ble_succ (a : Nat) : Nat.ble a (Nat.succ a) = true := by
  induction a with
  | zero => exact rfl
  | succ a ih => exact ih

theorem ble_self_add (a b : Nat) : Nat.ble a (Nat.add a b) = true := by
  induction b with
  | zero => exact ble_refl a
  | succ b ih => exact ble_trans ih (ble_succ (Nat.add a b))

theorem ble_add_self (a b : Nat) : Nat.ble a (Nat.add b a) = true :=
  Eq.subst (motive := fun t => Nat.ble a t = true) (add_comm a b) (ble_self_add a b)

theorem not_succ_ble (a : Nat) (h : Nat.ble (Nat.succ a) a = true) : False := by
  induction a with
  | zero => exact false_true h
  | succ a ih => exact ih h

theorem succ_ble_of_not_ble : ∀ {a b : Nat}, Nat.ble a b = false → Nat.ble (Nat.succ b) a = true := by
  intro a
  induction a with
  | zero => exact fun {b} h => true_false (Eq.trans (Eq.symm (zero_ble b)) h)
  | succ a ih =>
    intro b h
    cases b with
    | zero => exact zero_ble a
    | succ b => exact ih (b := b) h

theorem ble_add_cancel (c : Nat) {a b : Nat} (h : Nat.ble (Nat.add a c) (Nat.add b c) = true) : Nat.ble a b = true := by
  induction c with
  | zero => exact h
  | succ c ih => exact ih h

theorem ble_pred {a b : Nat} (h : Nat.ble (Nat.succ a) b = true) : Nat.ble a (Nat.pred b) = true := by
  cases b with
  | zero => exact false_true h
  | succ b => exact h

theorem ble_antisymm : ∀ {a b : Nat}, Nat.ble a b = true → Nat.ble b a = true → a = b := by
  intro a
  induction a with
  | zero =>
    intro b _ h
    cases b with
    | zero => exact rfl
    | succ b => exact false_true h
  | succ a ih =>
    intro b h1 h2
    cases b with
    | zero => exact false_true h1
    | succ b => exact congrArg Nat.succ (ih (b := b) h1 h2)

theorem eq_of_beq : ∀ {a b : Nat}, Nat.beq a b = true → a = b := by
  intro a
  induction a with
  | zero =>
    intro b h
    cases b with
    | zero => exact rfl
    | succ b => exact false_true h
  | succ a ih =>
    intro b h
    cases b with
    | zero => exact false_true h
    | succ b => exact congrArg Nat.succ (ih (b := b) h)

theorem beq_refl (a : Nat) : Nat.beq a a = true := by
  induction a with
  | zero => exact rfl
  | succ a ih => exact ih

/-! ## Lists -/

/-- Whether `f` holds of every item and its place, counted from `i`. -/
noncomputable def all_from {A : Type} (f : Nat → A → Bool) (l : List A) : Nat → Bool :=
  @List.rec A (fun _ => Nat → Bool) (fun _ => true) (fun a _ ih i => both (f i a) (ih (Nat.succ i))) l

/-- Whether `f` holds of every number below `n`. -/
noncomputable def all_below (f : Nat → Bool) (n : Nat) : Bool :=
  @Nat.rec (fun _ => Bool) true (fun k ih => both (f k) ih) n

theorem all_below_true (f : Nat → Bool) (n : Nat) : all_below f n = true → ∀ k, Nat.ble (Nat.succ k) n = true → f k = true := by
  induction n with
  | zero => exact fun _ k h => false_true h
  | succ n ih =>
    intro h k hk
    have hn : f n = true := both_left h
    have hr : all_below f n = true := both_right h
    exact bool_cases (Nat.ble (Nat.succ k) n) (fun e => ih hr k e) (fun e =>
      have e1 : Nat.ble n k = true := succ_ble_of_not_ble e
      have e2 : Nat.ble k n = true := hk
      have e3 : k = n := ble_antisymm e2 e1
      Eq.subst (motive := fun t => f t = true) (Eq.symm e3) hn)

end Apportion
