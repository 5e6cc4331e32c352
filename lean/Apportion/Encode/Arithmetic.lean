import Apportion.Logic
import Apportion.Spec.Run

/-! Lemmas on differences, and on the least and the greatest of two numbers. -/

namespace Apportion

theorem either_right {a b : Bool} (h : b = true) : either a b = true := by
  cases a with
  | false => exact h
  | true => exact rfl

theorem either_left {a b : Bool} (h : a = true) : either a b = true := by
  cases a with
  | false => exact false_true h
  | true => exact rfl

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

/-! ## Least and greatest -/

theorem greatest_le {a b c : Nat} (h1 : Nat.ble a c = true) (h2 : Nat.ble b c = true) : Nat.ble (greatest a b) c = true := by
  show Nat.ble (pick (Nat.ble a b) b a) c = true
  exact bool_cases (Nat.ble a b) (fun e => by rw [pick_true _ _ e]; exact h2) (fun e => by rw [pick_false _ _ e]; exact h1)

theorem le_least_exact {a b : Nat} (c : Nat) (h1 : Nat.ble c a = true) (h2 : Nat.ble c b = true) :
    Nat.ble c (least a b) = true := by
  show Nat.ble c (pick (Nat.ble a b) a b) = true
  exact bool_cases (Nat.ble a b) (fun e => by rw [pick_true _ _ e]; exact h1) (fun e => by rw [pick_false _ _ e]; exact h2)

end Apportion
