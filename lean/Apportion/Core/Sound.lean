import Apportion.Core.Problem

/-! Soundness of the core checker: what it accepts holds of every point that satisfies the rows. -/

namespace Apportion

/-! ## Combinations of rows -/

theorem spread_add (w : Weights) (f g : Nat → Nat) :
    spread w (fun r => Nat.add (f r) (g r)) = Nat.add (spread w f) (spread w g) := by
  induction w with
  | nil => exact rfl
  | leaf k m => exact mul_add m (f k) (g k)
  | node pivot left right ihl ihr =>
    show Nat.add (spread left (fun r => Nat.add (f r) (g r))) (spread right (fun r => Nat.add (f r) (g r)))
      = Nat.add (Nat.add (spread left f) (spread right f)) (Nat.add (spread left g) (spread right g))
    rw [ihl, ihr]
    exact add_cross _ _ _ _

theorem weight_le (w : Weights) (k a : Nat) :
    Nat.ble (Nat.mul (weight w k) a) (spread w (fun r => pick (Nat.beq k r) a Nat.zero)) = true := by
  induction w with
  | nil => exact ble_of_eq (zero_mul a)
  | leaf j m =>
    show Nat.ble (Nat.mul (pick (Nat.beq j k) m Nat.zero) a) (Nat.mul m (pick (Nat.beq k j) a Nat.zero)) = true
    exact bool_cases (Nat.beq j k)
      (fun h => by
        have e : j = k := eq_of_beq h
        rw [e, pick_true m Nat.zero (beq_refl k), pick_true a Nat.zero (beq_refl k)]
        exact ble_refl (Nat.mul m a))
      (fun h => by
        rw [pick_false m Nat.zero h, zero_mul a]
        exact zero_ble _)
  | node pivot left right ihl ihr =>
    show Nat.ble (Nat.mul (pick (Nat.ble (Nat.succ k) pivot) (weight left k) (weight right k)) a)
      (Nat.add (spread left (fun r => pick (Nat.beq k r) a Nat.zero)) (spread right (fun r => pick (Nat.beq k r) a Nat.zero))) = true
    exact bool_cases (Nat.ble (Nat.succ k) pivot)
      (fun h => by
        rw [pick_true _ _ h]
        exact ble_trans ihl (ble_self_add _ _))
      (fun h => by
        rw [pick_false _ _ h]
        exact ble_trans ihr (ble_add_self _ _))

theorem dot_le (w : Weights) (c : Column) : Nat.ble (dot w c) (spread w (fun r => column_coefficient c r)) = true := by
  induction c with
  | nil => exact zero_ble _
  | cons k a rest ih =>
    exact ble_trans (ble_add (weight_le w k a) ih)
      (ble_of_eq (Eq.symm (spread_add w (fun r => pick (Nat.beq k r) a Nat.zero) (fun r => column_coefficient rest r))))

theorem at_place_dot (w : Weights) (b : Block) : ∀ j : Nat,
    Nat.ble (at_place (dot w) b j) (spread w (fun r => at_place (fun c => column_coefficient c r) b j)) = true := by
  induction b with
  | nil => exact fun j => zero_ble _
  | cons c rest ih =>
    intro j
    cases j with
    | zero => exact dot_le w c
    | succ j => exact ih j

theorem over_blocks_dot (w : Weights) (p : Program) : ∀ x : List Nat,
    Nat.ble (over_blocks (dot w) p x) (spread w (fun r => row_sum p x r)) = true := by
  induction p with
  | nil => exact fun x => zero_ble _
  | cons b rest ih =>
    intro x
    exact ble_trans (ble_add (at_place_dot w b (first_place x)) (ih (later_places x)))
      (ble_of_eq (Eq.symm (spread_add w (fun r => at_place (fun c => column_coefficient c r) b (first_place x))
        (fun r => row_sum rest (later_places x) r))))

theorem bound_le {o : Option Nat} {y : Nat} (h : is_some o = true) (k : ∀ b, o = some b → Nat.ble y b = true) :
    Nat.ble y (value_or_zero o) = true := by
  cases o with
  | none => exact false_true h
  | some b => exact k b rfl

theorem spread_bound (w : Weights) (bound : Nat → Option Nat) (f : Nat → Nat)
    (h : ∀ r b, bound r = some b → Nat.ble (f r) b = true) :
    bounded w bound = true → Nat.ble (spread w f) (weighted_bound w bound) = true := by
  induction w with
  | nil => exact fun _ => rfl
  | leaf k m => exact fun hb => ble_mul m (bound_le hb (h k))
  | node pivot left right ihl ihr => exact fun hb => ble_add (ihl (both_left hb)) (ihr (both_right hb))

/-- The chosen options, weighed, are at most the bounds, weighed. -/
theorem weighed_le (p : Program) (bound : Nat → Option Nat) (w : Weights) (x : List Nat) (hs : Satisfies p bound x)
    (hb : bounded w bound = true) : Nat.ble (over_blocks (dot w) p x) (weighted_bound w bound) = true :=
  ble_trans (over_blocks_dot w p x) (spread_bound w bound (fun r => row_sum p x r) hs hb)

theorem block_below_at (w : Weights) (l : Nat) (b : Block) : ∀ (v : Numbers) (j : Nat), block_below w l b v = true →
    Nat.ble (Nat.succ j) (block_size b) = true →
    And (And (Nat.ble (Nat.succ j) (numbers_size v) = true) (Nat.ble l (number_at v j) = true))
      (Nat.ble (number_at v j) (at_place (dot w) b j) = true) := by
  induction b with
  | nil => exact fun v j _ hj => false_true hj
  | cons c rest ih =>
    intro v j h hj
    cases v with
    | nil => exact false_true h
    | cons a v =>
      cases j with
      | zero => exact And.intro (And.intro (zero_ble _) (both_left (both_left h))) (both_right (both_left h))
      | succ j => exact ih v j (both_right h) hj

theorem table_below_sum (w : Weights) (p : Program) : ∀ (q : Table) (x : List Nat), table_below w p q = true → Inside p x →
    And (Sound q x) (Nat.ble (table_sum q x) (over_blocks (dot w) p x) = true) := by
  induction p with
  | nil =>
    intro q x h _
    cases q with
    | nil => exact And.intro True.intro rfl
    | cons l v q => exact false_true h
  | cons b rest ih =>
    intro q x h hx
    cases q with
    | nil => exact false_true h
    | cons l v q =>
      have here := block_below_at w l b v (first_place x) (both_left h) (And.left hx)
      have later := ih q (later_places x) (both_right h) (And.right hx)
      exact And.intro (And.intro (And.left here) (And.left later)) (ble_add (And.right here) (And.right later))

/-- A combination of rows is a derived row. -/
theorem combine_sound (p : Program) (bound : Nat → Option Nat) (w : Weights) (q : Table) (limit : Nat)
    (h : combine_ok p bound w q limit = true) : Derived p bound q limit := by
  intro x hx hs
  have t := table_below_sum w p q x (both_right (both_right h)) hx
  exact And.intro (And.left t)
    (ble_trans (And.right t) (ble_trans (weighed_le p bound w x hs (both_left h)) (both_left (both_right h))))

/-! ## Division -/

/-- `shift + divisor * new ≤ f * first + g * second`, and what a derived row says of a point. -/
theorem numbers_combined_at (f g divisor shift l : Nat) (u : Numbers) : ∀ (v n : Numbers) (j : Nat),
    numbers_combined f g divisor shift l u v n = true → Nat.ble (Nat.succ j) (numbers_size u) = true →
    And (And (Nat.ble (Nat.succ j) (numbers_size n) = true) (Nat.ble l (number_at n j) = true))
      (Nat.ble (Nat.add shift (Nat.mul divisor (number_at n j)))
        (Nat.add (Nat.mul f (number_at u j)) (Nat.mul g (number_at v j))) = true) := by
  induction u with
  | nil => exact fun v n j _ hj => false_true hj
  | cons a u ih =>
    intro v n j h hj
    cases v with
    | nil =>
      cases n with
      | nil => exact false_true h
      | cons c n => exact false_true h
    | cons b v =>
      cases n with
      | nil => exact false_true h
      | cons c n =>
        cases j with
        | zero => exact And.intro (And.intro (zero_ble _) (both_left (both_left h))) (both_right (both_left h))
        | succ j => exact ih v n j (both_right h) hj

/-- (a + b) + (c + d) from a + c and b + d, on both sides of an inequality. -/
theorem ble_cross {a b c d e f g h : Nat} (h1 : Nat.ble (Nat.add a b) (Nat.add c d) = true)
    (h2 : Nat.ble (Nat.add e f) (Nat.add g h) = true) :
    Nat.ble (Nat.add (Nat.add a e) (Nat.add b f)) (Nat.add (Nat.add c g) (Nat.add d h)) = true := by
  rw [add_cross a e b f, add_cross c g d h]
  exact ble_add h1 h2

theorem tables_combined_sum (f g divisor : Nat) (q : Table) : ∀ (r : Table) (shifts : Numbers) (n : Table) (x : List Nat),
    tables_combined f g divisor q r shifts n = true → Sound q x →
    And (Sound n x) (Nat.ble (Nat.add (numbers_sum shifts) (Nat.mul divisor (table_sum n x)))
      (Nat.add (Nat.mul f (table_sum q x)) (Nat.mul g (table_sum r x))) = true) := by
  induction q with
  | nil =>
    intro r shifts n x h _
    cases shifts with
    | nil =>
      cases n with
      | nil => exact And.intro True.intro (zero_ble _)
      | cons l c n => exact false_true h
    | cons s shifts => exact false_true h
  | cons l0 u q ih =>
    intro r shifts n x h hx
    cases r with
    | nil => exact false_true h
    | cons l1 v r =>
      cases shifts with
      | nil => exact false_true h
      | cons s shifts =>
        cases n with
        | nil => exact false_true h
        | cons l c n =>
          have here := numbers_combined_at f g divisor s l u v c (first_place x) (both_left h) (And.left (And.left hx))
          have later := ih r shifts n (later_places x) (both_right h) (And.right hx)
          refine And.intro (And.intro (And.left here) (And.left later)) ?_
          show Nat.ble (Nat.add (Nat.add s (numbers_sum shifts))
              (Nat.mul divisor (Nat.add (number_at c (first_place x)) (table_sum n (later_places x)))))
            (Nat.add (Nat.mul f (Nat.add (number_at u (first_place x)) (table_sum q (later_places x))))
              (Nat.mul g (Nat.add (number_at v (first_place x)) (table_sum r (later_places x))))) = true
          rw [mul_add divisor, mul_add f, mul_add g]
          exact ble_cross (And.right here) (And.right later)

theorem ble_mul_cancel (m : Nat) : ∀ a b : Nat, Nat.ble (Nat.succ (Nat.mul m a)) (Nat.mul m (Nat.succ b)) = true →
    Nat.ble a b = true := by
  intro a b h
  exact bool_cases (Nat.ble a b) (fun e => e) (fun e =>
    False.elim (not_succ_ble (Nat.mul m a) (ble_trans h (ble_mul m (succ_ble_of_not_ble e)))))

/-- The combination of two derived rows, divided, is a derived row. -/
theorem divide_sound (p : Program) (bound : Nat → Option Nat) (f g divisor : Nat) (q : Table) (limit_q : Nat) (r : Table)
    (limit_r : Nat) (shifts : Numbers) (n : Table) (limit_n : Nat) (hq : Derived p bound q limit_q)
    (hr : Derived p bound r limit_r) (h : divide_ok f g divisor q limit_q r limit_r shifts n limit_n = true) :
    Derived p bound n limit_n := by
  intro x hx hs
  have dq := hq x hx hs
  have dr := hr x hx hs
  have t := tables_combined_sum f g divisor q r shifts n x (both_right h) (And.left dq)
  have upper : Nat.ble (Nat.add (numbers_sum shifts) (Nat.mul divisor (table_sum n x)))
      (Nat.add (Nat.mul f limit_q) (Nat.mul g limit_r)) = true :=
    ble_trans (And.right t) (ble_add (ble_mul f (And.right dq)) (ble_mul g (And.right dr)))
  have strict : Nat.ble (Nat.succ (Nat.add (numbers_sum shifts) (Nat.mul divisor (table_sum n x))))
      (Nat.add (numbers_sum shifts) (Nat.mul divisor (Nat.succ limit_n))) = true :=
    ble_trans (b := Nat.succ (Nat.add (Nat.mul f limit_q) (Nat.mul g limit_r))) upper (both_left h)
  have less : Nat.ble (Nat.succ (Nat.mul divisor (table_sum n x))) (Nat.mul divisor (Nat.succ limit_n)) = true := by
    apply ble_add_cancel (numbers_sum shifts)
    rw [succ_add, add_comm (Nat.mul divisor (table_sum n x)), add_comm (Nat.mul divisor (Nat.succ limit_n))]
    exact strict
  exact And.intro (And.left t) (ble_mul_cancel divisor (table_sum n x) limit_n less)

/-! ## Leaves -/

theorem numbers_above_at (path : Path) (i l : Nat) (v : Numbers) : ∀ from_j j : Nat,
    numbers_above path i l v from_j = true → Nat.ble (Nat.succ j) (numbers_size v) = true →
    allowed path i (Nat.add from_j j) = true → Nat.ble l (number_at v j) = true := by
  induction v with
  | nil => exact fun from_j j _ hj _ => false_true hj
  | cons a v ih =>
    intro from_j j h hj ha
    cases j with
    | zero => exact either_elim (both_left h) (fun e => clash ha (no_true e)) (fun e => e)
    | succ j =>
      have ha' : allowed path i (Nat.add (Nat.succ from_j) j) = true := by
        rw [succ_add from_j j]
        exact ha
      exact ih (Nat.succ from_j) j (both_right h) hj ha'

/-- What a decision path allows of a point, from block `i` on. -/
noncomputable def AllowedFrom (path : Path) (i : Nat) (x : List Nat) : Prop :=
  ∀ n, allowed path (Nat.add i n) (place x n) = true

theorem allowed_later {path : Path} {i : Nat} {x : List Nat} (h : AllowedFrom path i x) :
    AllowedFrom path (Nat.succ i) (later_places x) := by
  intro n
  rw [succ_add i n]
  exact h (Nat.succ n)

theorem here_allowed (path : Path) (i j : Nat) (h : allowed path i j = true) : allowed (here path i) i j = true := by
  induction path with
  | nil => exact rfl
  | cons k low high inside rest ih =>
    have later : allowed (here rest i) i j = true := ih (both_right h)
    show allowed (choose (Nat.beq k i) (Path.cons k low high inside (here rest i)) (here rest i)) i j = true
    exact bool_cases (Nat.beq k i)
      (fun e => by
        rw [choose_true _ _ e]
        exact both_intro (both_left h) later)
      (fun e => by
        rw [choose_false _ _ e]
        exact later)

theorem zero_place (j : Nat) : Nat.add Nat.zero j = j := zero_add j

theorem allowed_here {path : Path} {i : Nat} {x : List Nat} (h : AllowedFrom path i x) :
    allowed (here path i) i (Nat.add Nat.zero (first_place x)) = true := by
  rw [zero_place (first_place x)]
  exact here_allowed path i (first_place x) (h Nat.zero)

theorem table_least_le (path : Path) (q : Table) : ∀ (i : Nat) (known : Leasts) (x : List Nat), Sound q x →
    AllowedFrom path i x → Nat.ble (table_least path q i known) (table_sum q x) = true := by
  induction q with
  | nil => exact fun i known x _ _ => zero_ble _
  | cons l v q ih =>
    intro i known x hs ha
    have later : ∀ rest : Leasts,
        Nat.ble (table_least path q (Nat.succ i) rest) (table_sum q (later_places x)) = true :=
      fun rest => ih (Nat.succ i) rest (later_places x) (And.right hs) (allowed_later ha)
    have least : Nat.ble l (number_at v (first_place x)) = true := And.right (And.left hs)
    cases known with
    | nil => exact ble_add least (later Leasts.nil)
    | cons k m rest =>
      show Nat.ble (pick (Nat.beq k i)
          (Nat.add (pick (numbers_above (here path i) i m v Nat.zero) m Nat.zero) (table_least path q (Nat.succ i) rest))
          (Nat.add l (table_least path q (Nat.succ i) (Leasts.cons k m rest))))
        (Nat.add (number_at v (first_place x)) (table_sum q (later_places x))) = true
      have here : Nat.ble (pick (numbers_above (here path i) i m v Nat.zero) m Nat.zero) (number_at v (first_place x)) = true :=
        pick_le (fun e => numbers_above_at (here path i) i m v Nat.zero (first_place x) e (And.left (And.left hs))
          (allowed_here ha))
      exact bool_cases (Nat.beq k i)
        (fun e => by
          rw [pick_true _ _ e]
          exact ble_add here (later rest))
        (fun e => by
          rw [pick_false _ _ e]
          exact ble_add least (later (Leasts.cons k m rest)))

theorem allowed_from_zero {path : Path} {x : List Nat} (h : ∀ i, allowed path i (place x i) = true) :
    AllowedFrom path Nat.zero x := by
  intro n
  rw [zero_add n]
  exact h n

/-- A leaf: a derived row that cannot hold under the decisions. -/
theorem leaf_sound (p : Program) (bound : Nat → Option Nat) (path : Path) (q : Table) (limit : Nat) (known : Leasts)
    (d : Derived p bound q limit) (h : leaf_ok path q limit known = true) : Refuted p bound path := by
  intro x hx hs ha
  have t := d x hx hs
  exact not_succ_ble limit (ble_trans h
    (ble_trans (table_least_le path q Nat.zero known x (And.left t) (allowed_from_zero ha)) (And.right t)))

theorem block_above_at (w : Weights) (path : Path) (i l : Nat) (b : Block) : ∀ from_j j : Nat,
    block_above w path i l b from_j = true → Nat.ble (Nat.succ j) (block_size b) = true →
    allowed path i (Nat.add from_j j) = true → Nat.ble l (at_place (dot w) b j) = true := by
  induction b with
  | nil => exact fun from_j j _ hj _ => false_true hj
  | cons c b ih =>
    intro from_j j h hj ha
    cases j with
    | zero => exact either_elim (both_left h) (fun e => clash ha (no_true e)) (fun e => e)
    | succ j =>
      have ha' : allowed path i (Nat.add (Nat.succ from_j) j) = true := by
        rw [succ_add from_j j]
        exact ha
      exact ih (Nat.succ from_j) j (both_right h) hj ha'

theorem all_above_at (w : Weights) (l : Nat) (b : Block) : ∀ j : Nat, all_above w l b = true →
    Nat.ble (Nat.succ j) (block_size b) = true → Nat.ble l (at_place (dot w) b j) = true := by
  induction b with
  | nil => exact fun j _ hj => false_true hj
  | cons c b ih =>
    intro j h hj
    have h1 : both (Nat.ble l (dot w c)) (all_above w l b) = true := h
    cases j with
    | zero => exact both_left h1
    | succ j => exact ih j (both_right h1) hj

theorem decided_above {x y : Bool} {P : Prop} (path : Path) (h : @Path.rec (fun _ => Bool) x (fun _ _ _ _ _ _ => y) path = true)
    (hx : x = true → P) (hy : y = true → P) : P := by
  cases path with
  | nil => exact hx h
  | cons k low high inside rest => exact hy h

theorem program_least_le (w : Weights) (path : Path) (p : Program) : ∀ (i : Nat) (known : Numbers) (x : List Nat),
    Inside p x → AllowedFrom path i x → Nat.ble (program_least w path p i known) (over_blocks (dot w) p x) = true := by
  induction p with
  | nil => exact fun i known x _ _ => zero_ble _
  | cons b p ih =>
    intro i known x hx ha
    cases known with
    | nil => exact zero_ble _
    | cons l rest =>
      exact ble_add
        (pick_le (fun e => decided_above (here path i) e (fun e => all_above_at w l b (first_place x) e (And.left hx))
          (fun e => block_above_at w (here path i) i l b Nat.zero (first_place x) e (And.left hx) (allowed_here ha))))
        (ih (Nat.succ i) rest (later_places x) (And.right hx) (allowed_later ha))

/-- A leaf without a table. -/
theorem direct_sound (p : Program) (bound : Nat → Option Nat) (path : Path) (w : Weights) (known : Numbers)
    (h : direct_ok p bound path w known = true) : Refuted p bound path := by
  intro x hx hs ha
  exact not_succ_ble (weighted_bound w bound) (ble_trans (both_right h)
    (ble_trans (program_least_le w path p Nat.zero known x hx (allowed_from_zero ha))
      (weighed_le p bound w x hs (both_left h))))

/-! ## Branching -/

theorem allowed_cons (path : Path) (k low high : Nat) (inside : Bool) (x : List Nat)
    (h : ∀ i, allowed path i (place x i) = true) (hk : agrees inside (in_range low high (place x k)) = true) :
    ∀ i, allowed (Path.cons k low high inside path) i (place x i) = true := by
  intro i
  refine both_intro ?_ (h i)
  exact bool_cases (Nat.beq k i)
    (fun e => by
      have e' : k = i := eq_of_beq e
      rw [Eq.symm e', beq_refl k]
      exact hk)
    (fun e => by
      rw [e]
      exact rfl)

/-- A node: the option of a block lies in a range of places, or it does not. -/
theorem split_sound (p : Program) (bound : Nat → Option Nat) (path : Path) (block low high : Nat)
    (hin : Refuted p bound (Path.cons block low high true path))
    (hout : Refuted p bound (Path.cons block low high false path)) : Refuted p bound path := by
  intro x hx hs ha
  exact bool_cases (in_range low high (place x block))
    (fun e => hin x hx hs (allowed_cons path block low high true x ha e))
    (fun e => hout x hx hs (allowed_cons path block low high false x ha (by
      show no (in_range low high (place x block)) = true
      rw [e]
      exact rfl)))

end Apportion
