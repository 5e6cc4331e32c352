import Apportion.Spec.Claim

/-! What an allocation leaves (D29). -/

namespace Apportion

/-- An allocation together with choices, in order, for the tasks that it leaves unassigned. -/
noncomputable def together (x : List Choice) : List Choice → List Choice :=
  @List.rec Choice (fun _ => List Choice → List Choice) (fun _ => List.nil)
    (fun c _ ih y => @Choice.rec (fun _ => List Choice) (List.cons (first_choice y) (ih (later_choices y)))
      (fun o s => List.cons (Choice.run o s) (ih y)) c) x

/-- The tasks that an allocation leaves unassigned. -/
noncomputable def left_over (tasks : List Task) : List Choice → List Task :=
  @List.rec Task (fun _ => List Choice → List Task) (fun _ => List.nil)
    (fun t _ ih x => choose (assigned (first_choice x)) (ih (later_choices x)) (List.cons t (ih (later_choices x)))) tasks

/-- Every choice is an option of its task, or none. -/
def Chosen (m : Market) (tasks : List Task) (y : List Choice) : Prop :=
  ∀ i t, item tasks i = some t → is_option m t (choice y i) = true

/-- D29: `m'` is a residual of `m` by `x`: the same slots, as many resources, payers and offers, and the choices for the tasks that `x` leaves
unassigned are feasible in `m'` iff they are in `m` together with `x`. -/
structure Residual (m m' : Market) (x : List Choice) : Prop where
  slots : m'.slots = m.slots
  resources : size m'.resources = size m.resources
  payers : size m'.payers = size m.payers
  offers : size m'.offers = size m.offers
  tasks : size m'.tasks = size (left_over m.tasks x)
  sound : ∀ y, Chosen m (left_over m.tasks x) y → Feasible m' y → Feasible m (together x y)
  complete : ∀ y, Chosen m (left_over m.tasks x) y → Feasible m (together x y) → Feasible m' y

end Apportion
