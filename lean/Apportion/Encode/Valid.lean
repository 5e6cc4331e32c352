import Apportion.Encode.Arithmetic
import Apportion.Encode.Rows

/-! Every row of the encoding holds of every feasible allocation. -/

namespace Apportion

/-- What is assumed of an allocation besides feasibility. -/
noncomputable def Meets (m : Market) (target : Target) (a : List Choice) : Prop :=
  match target with
  | Target.infeasible => True
  | Target.at_least v level bound => And (Capped m v level a) (Nat.ble (Nat.succ (value m level a)) bound = true)

/-- The left side of a row under an allocation. -/
noncomputable def row_total (m : Market) (r : Row) (a : List Choice) : Nat :=
  over_tasks (fun i t c => coefficient m r i t c) m.tasks Nat.zero a

/-! ## Usage -/

theorem within_le {x b : Nat} {bound : Option Nat} (h : within x bound = true) (e : bound = some b) : Nat.ble x b = true := by
  rw [e] at h
  exact h

/-- A row that counts usage holds if that usage does. -/
theorem usage_total (m : Market) (a : List Choice) (x : Option Usage) (u : Usage) (b : Nat) (e : x = some u)
    (h : Nat.ble (usage m u.counter u.low u.high a) b = true) :
    Nat.ble (over_tasks (fun _ t c => usage_coefficient m x t c) m.tasks Nat.zero a) b = true := by
  rw [e]
  exact h

theorem limit_le (m : Market) (a : List Choice) (k : Counter) (l : Limit) (e b : Nat) (h : LimitHolds m a k l)
    (hb : limit_bound m e l = some b) :
    Nat.ble (usage m k (span_low l.span e) (span_high m l.span e) a) b = true :=
  choose_some hb (fun he hs => by
    rw [Eq.symm (some_inj hs)]
    exact le_sub (h e he))

/-! ## Dependencies -/

theorem over_tasks_add (f g : Nat → Task → Choice → Nat) (tasks : List Task) : ∀ (i : Nat) (a : List Choice),
    over_tasks (fun i t c => Nat.add (f i t c) (g i t c)) tasks i a = Nat.add (over_tasks f tasks i a) (over_tasks g tasks i a) := by
  induction tasks with
  | nil => exact fun i a => rfl
  | cons t tasks ih =>
    intro i a
    exact Eq.trans (congrArg (fun y => Nat.add (Nat.add (f i t (first_choice a)) (g i t (first_choice a))) y)
      (ih (Nat.succ i) (later_choices a))) (add_cross _ _ _ _)

theorem single_zero (f : Task → Choice → Nat) (d : Nat) (tasks : List Task) : ∀ (i : Nat) (a : List Choice),
    Nat.ble (Nat.succ d) i = true → over_tasks (fun i t c => pick (Nat.beq i d) (f t c) Nat.zero) tasks i a = Nat.zero := by
  induction tasks with
  | nil => exact fun i a _ => rfl
  | cons t tasks ih =>
    intro i a h
    have later := ih (Nat.succ i) (later_choices a) (ble_trans h (ble_succ i))
    show Nat.add (pick (Nat.beq i d) (f t (first_choice a)) Nat.zero)
      (over_tasks (fun i t c => pick (Nat.beq i d) (f t c) Nat.zero) tasks (Nat.succ i) (later_choices a)) = Nat.zero
    rw [later]
    exact bool_cases (Nat.beq i d)
      (fun e => by
        rw [eq_of_beq e] at h
        exact False.elim (not_succ_ble d h))
      (fun e => pick_false _ _ e)

/-- A sum to which only the task at place `d` contributes. -/
theorem single_le (f : Task → Choice → Nat) (d b : Nat) (tasks : List Task) : ∀ (i : Nat) (a : List Choice),
    (∀ n t, item tasks n = some t → Nat.add i n = d → Nat.ble (f t (choice a n)) b = true) →
    Nat.ble (over_tasks (fun i t c => pick (Nat.beq i d) (f t c) Nat.zero) tasks i a) b = true := by
  induction tasks with
  | nil => exact fun i a _ => zero_ble b
  | cons t tasks ih =>
    intro i a h
    show Nat.ble (Nat.add (pick (Nat.beq i d) (f t (first_choice a)) Nat.zero)
      (over_tasks (fun i t c => pick (Nat.beq i d) (f t c) Nat.zero) tasks (Nat.succ i) (later_choices a))) b = true
    exact bool_cases (Nat.beq i d)
      (fun e => by
        have e' : i = d := eq_of_beq e
        have later : over_tasks (fun i t c => pick (Nat.beq i d) (f t c) Nat.zero) tasks (Nat.succ i) (later_choices a) = Nat.zero :=
          single_zero f d tasks (Nat.succ i) (later_choices a) (ble_of_eq (congrArg Nat.succ (Eq.symm e')))
        rw [later, pick_true _ _ e]
        exact h Nat.zero t rfl e')
      (fun e => by
        rw [pick_false _ _ e, zero_add]
        exact ih (Nat.succ i) (later_choices a) (fun n t' hn hd =>
          h (Nat.succ n) t' hn (Eq.trans (Eq.symm (succ_add i n)) hd)))

theorem one_if_le (b : Bool) : Nat.ble (one_if b) (Nat.succ Nat.zero) = true := by
  cases b with
  | false => exact rfl
  | true => exact rfl

theorem one_if_false {b : Bool} (h : b = false) : Nat.ble (one_if b) Nat.zero = true := by
  rw [h]
  exact rfl

/-- `[d satisfies p] + [on satisfies q] ≤ 1` if not both do. -/
theorem dependency_le (m : Market) (a : List Choice) (d on : Nat) (p q : Task → Choice → Bool) (t : Task)
    (ht : item m.tasks d = some t)
    (h : p t (choice a d) = true → ∀ s, item m.tasks on = some s → q s (choice a on) = false) :
    Nat.ble (over_tasks (fun i t c => dependency i d on (p t c) (q t c)) m.tasks Nat.zero a) (Nat.succ Nat.zero) = true := by
  have split := over_tasks_add (fun i t c => pick (Nat.beq i d) (one_if (p t c)) Nat.zero)
    (fun i t c => pick (Nat.beq i on) (one_if (q t c)) Nat.zero) m.tasks Nat.zero a
  have split' : over_tasks (fun i t c => dependency i d on (p t c) (q t c)) m.tasks Nat.zero a
      = Nat.add (over_tasks (fun i t c => pick (Nat.beq i d) (one_if (p t c)) Nat.zero) m.tasks Nat.zero a)
        (over_tasks (fun i t c => pick (Nat.beq i on) (one_if (q t c)) Nat.zero) m.tasks Nat.zero a) := split
  rw [split']
  exact bool_cases (p t (choice a d))
    (fun e => ble_add (b := Nat.succ Nat.zero) (d := Nat.zero)
      (single_le (fun t c => one_if (p t c)) d (Nat.succ Nat.zero) m.tasks Nat.zero a (fun n s _ _ => one_if_le _))
      (single_le (fun t c => one_if (q t c)) on Nat.zero m.tasks Nat.zero a (fun n s hs hn => by
        have e' : n = on := Eq.trans (Eq.symm (zero_add n)) hn
        rw [e'] at hs
        rw [e']
        exact one_if_false (h e s hs))))
    (fun e => ble_add (b := Nat.zero) (d := Nat.succ Nat.zero)
      (single_le (fun t c => one_if (p t c)) d Nat.zero m.tasks Nat.zero a (fun n s hs hn => by
        have e' : n = d := Eq.trans (Eq.symm (zero_add n)) hn
        rw [e'] at hs
        have e2 : s = t := some_inj (Eq.trans (Eq.symm hs) ht)
        rw [e', e2]
        exact one_if_false e))
      (single_le (fun t c => one_if (q t c)) on (Nat.succ Nat.zero) m.tasks Nat.zero a (fun n s _ _ => one_if_le _)))

theorem some_of_all {A : Type} (f g : A → Bool) (l : List A) : some_of f l = true → all g l = true →
    ∀ {P : Prop}, (∀ x, f x = true → g x = true → P) → P := by
  induction l with
  | nil => exact fun h _ {P} _ => false_true h
  | cons x l ih =>
    intro h1 h2 P k
    exact either_elim h1 (fun e => k x e (both_left h2)) (fun e => ih e (both_right h2) k)

theorem member_all (x : Nat) (l : List Nat) (g : Nat → Bool) (hx : member x l = true) (hg : all g l = true) : g x = true :=
  some_of_all (fun y => Nat.beq x y) g l hx hg (fun y e h => by
    rw [eq_of_beq e]
    exact h)

theorem one_if_member_some {b : Bool} {n : Nat} (h : one_if_member b = some n) : And (b = true) (n = Nat.succ Nat.zero) :=
  choose_some h (fun e s => And.intro e (Eq.symm (some_inj s)))

theorem needs_le (m : Market) (a : List Choice) (f : Feasible m a) (d on : Nat) (t : Task) (ht : item m.tasks d = some t)
    (hm : member on t.needs = true) : Nat.ble (row_total m (Row.needs d on) a) (Nat.succ Nat.zero) = true := by
  refine dependency_le m a d on (fun _ c => assigned c) (fun _ c => no (assigned c)) t ht ?_
  intro ha s _
  have h : needs_hold a t (choice a d) = true := f.needs d t ht
  cases hc : choice a d with
  | unassigned =>
    rw [hc] at ha
    exact false_true ha
  | run o e =>
    rw [hc] at h
    have g : assigned (choice a on) = true := member_all on t.needs (fun d => assigned (choice a d)) hm h
    show no (assigned (choice a on)) = false
    rw [g]
    exact rfl

theorem not_both {s e : Nat} (h : Nat.ble s e = true) : Nat.ble (Nat.succ e) s = false := by
  cases q : Nat.ble (Nat.succ e) s with
  | false => exact rfl
  | true => exact False.elim (not_succ_ble e (ble_trans q h))

theorem after_le (m : Market) (a : List Choice) (f : Feasible m a) (d on slot : Nat) (t : Task) (ht : item m.tasks d = some t)
    (hm : member on t.after = true) : Nat.ble (row_total m (Row.after d on slot) a) (Nat.succ Nat.zero) = true := by
  refine dependency_le m a d on (fun _ c => starts_by slot c) (fun s c => not_over slot s c) t ht ?_
  intro ha s hs
  have h : after_holds m a t (choice a d) = true := f.after d t ht
  cases hc : choice a d with
  | unassigned =>
    rw [hc] at ha
    exact false_true ha
  | run o start =>
    rw [hc] at h
    rw [hc] at ha
    have ha' : Nat.ble start slot = true := ha
    have g : ended m a on start = true := member_all on t.after (fun d => ended m a d start) hm h
    cases hon : choice a on with
    | unassigned =>
      have g' : ended_of m on start (choice a on) = true := g
      rw [hon] at g'
      exact false_true g'
    | run o' s' =>
      have g' : ended_of m on start (choice a on) = true := g
      rw [hon] at g'
      have g2 : on_some (item m.tasks on) false (fun t => Nat.ble (Nat.add s' t.duration) start) = true := g'
      rw [hs] at g2
      have g3 : Nat.ble (Nat.add s' s.duration) start = true := g2
      show Nat.ble (Nat.succ slot) (Nat.add s' s.duration) = false
      exact not_both (ble_trans g3 ha')

/-! ## Every row -/

theorem value_le (m : Market) (a : List Choice) (target : Target) (ht : Meets m target a) (j b : Nat)
    (hb : value_bound target j = some b) : Nat.ble (value m j a) b = true := by
  cases target with
  | infeasible => exact none_some hb
  | at_least v level bound =>
    have hb' : choose (Nat.ble (Nat.succ j) level) (item v j) (choose (Nat.beq j level) (some (Nat.pred bound)) none) = some b := hb
    have hc : Capped m v level a := And.left ht
    have hv : Nat.ble (Nat.succ (value m level a)) bound = true := And.right ht
    exact bool_cases (Nat.ble (Nat.succ j) level)
      (fun e => by
        rw [choose_true _ _ e] at hb'
        exact within_le (hc j e) hb')
      (fun e => by
        rw [choose_false _ _ e] at hb'
        exact choose_some hb' (fun e1 e2 => by
          rw [eq_of_beq e1, Eq.symm (some_inj e2)]
          exact ble_pred hv))

/-- Every row of the market holds of every feasible allocation that meets the target. -/
theorem row_holds (m : Market) (a : List Choice) (f : Feasible m a) (target : Target) (ht : Meets m target a) (r : Row) (b : Nat)
    (hb : row_bound m target r = some b) : Nat.ble (row_total m r a) b = true := by
  cases r with
  | capacity o y e =>
    have hb' : choose (both (Nat.ble (Nat.succ y) (size m.resources)) (Nat.ble (Nat.succ e) m.slots))
      (on_some (item m.offers o) none (fun offer => capacity offer y)) none = some b := hb
    exact choose_some hb' (fun hy hs => on_some_some hs (fun offer ho hc =>
      within_le (f.capacities o offer ho y (both_left hy) e (both_right hy)) hc))
  | total o y =>
    have hb' : choose (Nat.ble (Nat.succ y) (size m.resources)) (on_some (item m.offers o) none (fun offer => entry offer.total y))
      none = some b := hb
    exact choose_some hb' (fun hy hs => on_some_some hs (fun offer ho hc =>
      within_le (f.totals o offer ho y hy) hc))
  | offer_limit o j e =>
    have hb' : on_some (item m.offers o) none (fun offer => on_some (item offer.limits j) none (limit_bound m e)) = some b := hb
    exact on_some_some hb' (fun offer ho hs => on_some_some hs (fun l hl hc =>
      usage_total m a (row_usage m (Row.offer_limit o j e)) (limit_usage m (offer_counter o l) e l) b
        (Eq.trans (on_some_eq none _ ho) (on_some_eq none _ hl))
        (limit_le m a (offer_counter o l) l e b (f.offer_limits o offer ho j l hl) hc)))
  | payer_limit p j e =>
    have hb' : on_some (item m.payers p) none (fun payer => on_some (item payer.limits j) none (limit_bound m e)) = some b := hb
    exact on_some_some hb' (fun payer hp hs => on_some_some hs (fun l hl hc =>
      usage_total m a (row_usage m (Row.payer_limit p j e)) (limit_usage m (payer_counter p l) e l) b
        (Eq.trans (on_some_eq none _ hp) (on_some_eq none _ hl))
        (limit_le m a (payer_counter p l) l e b (f.payer_limits p payer hp j l hl) hc)))
  | market_limit j e =>
    have hb' : on_some (item m.limits j) none (limit_bound m e) = some b := hb
    exact on_some_some hb' (fun l hl hc =>
      usage_total m a (row_usage m (Row.market_limit j e)) (limit_usage m (market_counter l) e l) b
        (on_some_eq none _ hl)
        (limit_le m a (market_counter l) l e b (f.limits j l hl) hc))
  | budget p =>
    have hb' : on_some (item m.payers p) none (fun payer => payer.budget) = some b := hb
    exact on_some_some hb' (fun payer hp hc => within_le (f.budgets p payer hp) hc)
  | needs d on =>
    have hb' : on_some (item m.tasks d) none (fun t => one_if_member (member on t.needs)) = some b := hb
    exact on_some_some hb' (fun t h hc => by
      have e := one_if_member_some hc
      rw [And.right e]
      exact needs_le m a f d on t h (And.left e))
  | after d on e =>
    have hb' : on_some (item m.tasks d) none (fun t => one_if_member (member on t.after)) = some b := hb
    exact on_some_some hb' (fun t h hc => by
      have q := one_if_member_some hc
      rw [And.right q]
      exact after_le m a f d on e t h (And.left q))
  | value j => exact value_le m a target ht j b hb

end Apportion
