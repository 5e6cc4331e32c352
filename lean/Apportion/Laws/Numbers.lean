import Apportion.Logic

/-! The functions of numbers that kernels compute by name. These equations determine them, so that a reader of an export need not look at how
the prelude defines them. -/

namespace Apportion

theorem add_equations : And (∀ n, Nat.add n Nat.zero = n) (∀ n k, Nat.add n (Nat.succ k) = Nat.succ (Nat.add n k)) :=
  And.intro (fun _ => rfl) (fun _ _ => rfl)

theorem mul_equations : And (∀ n, Nat.mul n Nat.zero = Nat.zero) (∀ n k, Nat.mul n (Nat.succ k) = Nat.add (Nat.mul n k) n) :=
  And.intro (fun _ => rfl) (fun _ _ => rfl)

theorem sub_equations : And (∀ n, Nat.sub n Nat.zero = n) (And (∀ n k, Nat.sub n (Nat.succ k) = Nat.pred (Nat.sub n k))
    (And (Nat.pred Nat.zero = Nat.zero) (∀ n, Nat.pred (Nat.succ n) = n))) :=
  And.intro (fun _ => rfl) (And.intro (fun _ _ => rfl) (And.intro rfl (fun _ => rfl)))

theorem ble_equations : And (∀ k, Nat.ble Nat.zero k = true) (And (∀ n, Nat.ble (Nat.succ n) Nat.zero = false)
    (∀ n k, Nat.ble (Nat.succ n) (Nat.succ k) = Nat.ble n k)) :=
  And.intro zero_ble (And.intro (fun _ => rfl) (fun _ _ => rfl))

theorem beq_equations : And (Nat.beq Nat.zero Nat.zero = true) (And (∀ k, Nat.beq Nat.zero (Nat.succ k) = false)
    (And (∀ n, Nat.beq (Nat.succ n) Nat.zero = false) (∀ n k, Nat.beq (Nat.succ n) (Nat.succ k) = Nat.beq n k))) :=
  And.intro rfl (And.intro (fun _ => rfl) (And.intro (fun _ => rfl) (fun _ _ => rfl)))

end Apportion
