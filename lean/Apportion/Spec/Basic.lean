/-! The functions of booleans, options and lists in which the specification is written; `List`, `Option`, `Bool` and `Nat` are Lean's own.

Functions that a kernel evaluates on an instance are written with recursors, which kernels evaluate fastest. Comparisons are `Nat.ble` and
`Nat.beq`, which kernels compute on literals. -/

namespace Apportion

noncomputable def both (a b : Bool) : Bool :=
  @Bool.rec (fun _ => Bool) false b a

noncomputable def either (a b : Bool) : Bool :=
  @Bool.rec (fun _ => Bool) b true a

noncomputable def no (a : Bool) : Bool :=
  @Bool.rec (fun _ => Bool) true false a

/-- `x` if the condition holds, else `y`. -/
noncomputable def pick (b : Bool) (x y : Nat) : Nat :=
  @Bool.rec (fun _ => Nat) y x b

/-- The same for any type. -/
noncomputable def choose {A : Type} (b : Bool) (x y : A) : A :=
  @Bool.rec (fun _ => A) y x b

/-- `f` of what is there, or else `d`. -/
noncomputable def on_some {A B : Type} (x : Option A) (d : B) (f : A → B) : B :=
  @Option.rec A (fun _ => B) d f x

/-- The sum of `f` over a list. -/
noncomputable def sum {A : Type} (f : A → Nat) (l : List A) : Nat :=
  @List.rec A (fun _ => Nat) Nat.zero (fun a _ ih => Nat.add (f a) ih) l

/-- Whether `f` holds of every item. -/
noncomputable def all {A : Type} (f : A → Bool) (l : List A) : Bool :=
  @List.rec A (fun _ => Bool) true (fun a _ ih => both (f a) ih) l

/-- Whether `f` holds of some item. -/
noncomputable def some_of {A : Type} (f : A → Bool) (l : List A) : Bool :=
  @List.rec A (fun _ => Bool) false (fun a _ ih => either (f a) ih) l

noncomputable def size {A : Type} (l : List A) : Nat :=
  @List.rec A (fun _ => Nat) Nat.zero (fun _ _ ih => Nat.succ ih) l

/-- The item at a place, from 0. -/
noncomputable def item {A : Type} (l : List A) : Nat → Option A :=
  @List.rec A (fun _ => Nat → Option A) (fun _ => none)
    (fun a _ ih i => @Nat.rec (fun _ => Option A) (some a) (fun j _ => ih j) i) l

/-- Whether a number is in a list. -/
noncomputable def member (x : Nat) (l : List Nat) : Bool :=
  some_of (fun y => Nat.beq x y) l

end Apportion
