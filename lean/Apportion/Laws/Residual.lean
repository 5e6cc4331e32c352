import Apportion.Logic
import Apportion.Spec.Residual

/-! Laws of gaps and residual markets (D28, D29). -/

namespace Apportion

/-- There is one gap of a value and a bound. -/
theorem gap_unique {v b g h : Nat} (hg : Gap v b g) (hh : Gap v b h) : g = h :=
  ble_antisymm (hg.least h hh.enough) (hh.least g hg.enough)

/-- Where the bound reaches the value, the gap is 0. -/
theorem gap_closed (v b : Nat) (h : Nat.sub v b = Nat.zero) : Gap v b Nat.zero := by
  refine Gap.mk ?_ (fun h _ => zero_ble h)
  rw [h]
  exact zero_ble _

/-- All tasks unassigned. -/
noncomputable def nothing (tasks : List Task) : List Choice :=
  @List.rec Task (fun _ => List Choice) List.nil (fun _ _ ih => List.cons Choice.unassigned ih) tasks

theorem left_of_nothing (tasks : List Task) : left_over tasks (nothing tasks) = tasks := by
  induction tasks with
  | nil => exact rfl
  | cons t tasks ih => exact congrArg (fun l => List.cons t l) ih

theorem together_nothing (tasks : List Task) : ∀ y : List Choice, Nat.beq (size y) (size tasks) = true → together (nothing tasks) y = y := by
  induction tasks with
  | nil =>
    intro y h
    cases y with
    | nil => exact rfl
    | cons c y => exact false_true h
  | cons t tasks ih =>
    intro y h
    cases y with
    | nil => exact false_true h
    | cons c y => exact congrArg (fun l => List.cons c l) (ih y h)

/-- Together with the choices for what it leaves, an allocation is as long as before. -/
theorem size_together (x : List Choice) : ∀ y : List Choice, size (together x y) = size x := by
  induction x with
  | nil => exact fun y => rfl
  | cons c x ih =>
    intro y
    cases c with
    | unassigned => exact congrArg Nat.succ (ih (later_choices y))
    | run o s => exact congrArg Nat.succ (ih y)

/-- Two residuals by the same allocation have the same feasible choices. -/
theorem residual_unique {m m' m'' : Market} {x y : List Choice} (r : Residual m m' x) (s : Residual m m'' x)
    (hy : Chosen m (left_over m.tasks x) y) (f : Feasible m' y) : Feasible m'' y :=
  s.complete y hy (r.sound y hy f)

end Apportion
