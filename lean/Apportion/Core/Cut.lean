import Apportion.Core.Sound

/-! Cuts: a row is derived by refuting its negation, "the sum of the chosen coefficients is above the limit". -/

namespace Apportion

/-- No point that the decisions allow satisfies the rows and the negation of `sum of chosen coefficients ≤ limit`. -/
def RefutedAbove (p : Program) (bound : Nat → Option Nat) (q : Table) (limit : Nat) (path : Path) : Prop :=
  ∀ x, Inside p x → Satisfies p bound x → Nat.ble (Nat.succ limit) (table_sum q x) = true →
    (∀ i, allowed path i (place x i) = true) → False

/-! ## The checker -/

noncomputable def block_shape (l : Nat) (b : Block) : Numbers → Bool :=
  @Block.rec (fun _ => Numbers → Bool)
    (fun v => @Numbers.rec (fun _ => Bool) true (fun _ _ _ => false) v)
    (fun _ _ ih v => @Numbers.rec (fun _ => Bool) false (fun a rest _ => both (Nat.ble l a) (ih rest)) v) b

/-- Whether a table has the program's shape, and its least numbers are. -/
noncomputable def table_shape (p : Program) : Table → Bool :=
  @Program.rec (fun _ => Table → Bool)
    (fun q => @Table.rec (fun _ => Bool) true (fun _ _ _ _ => false) q)
    (fun b _ ih q => @Table.rec (fun _ => Bool) false (fun l v rest _ => both (block_shape l b v) (ih rest)) q) p

/-- Whether `s` times each allowed number of block `i`, places counted from `j`, and `credit` are at most `f` times that of the other table
and `k` more. -/
noncomputable def numbers_over (s f : Nat) (path : Path) (i k credit : Nat) (v : Numbers) : Numbers → Nat → Bool :=
  @Numbers.rec (fun _ => Numbers → Nat → Bool) (fun _ _ => true)
    (fun a _ ih r j => @Numbers.rec (fun _ => Bool) false
      (fun b rest _ => both
        (either (both (Nat.beq a Nat.zero) (Nat.beq credit Nat.zero))
          (either (no (allowed path i j)) (Nat.ble (Nat.add (Nat.mul s a) credit) (Nat.add (Nat.mul f b) k))))
        (ih rest (Nat.succ j))) r) v

noncomputable def table_over (s f : Nat) (path : Path) (q : Table) : Nat → Table → Numbers → Numbers → Bool :=
  @Table.rec (fun _ => Nat → Table → Numbers → Numbers → Bool)
    (fun _ _ _ credits => @Numbers.rec (fun _ => Bool) true (fun _ _ _ => false) credits)
    (fun _ v _ ih i r known credits => @Table.rec (fun _ => Bool) false
      (fun _ u r_rest _ => @Numbers.rec (fun _ => Bool) false
        (fun k k_rest _ => @Numbers.rec (fun _ => Bool) false
          (fun c c_rest _ => both (numbers_over s f (here path i) i k c v u Nat.zero) (ih (Nat.succ i) r_rest k_rest c_rest)) credits)
        known) r) q

/-- A leaf: `s` times the negation and `f` times another derived row contradict each other, where `known` says by how much each block falls
short, and `credits` by how much at least the numbers of a block exceed what they count. -/
noncomputable def above_ok (q : Table) (limit : Nat) (path : Path) (s f : Nat) (r : Table) (limit_r : Nat)
    (known credits : Numbers) : Bool :=
  both (Nat.ble (Nat.succ (Nat.add (Nat.mul f limit_r) (numbers_sum known))) (Nat.add (Nat.mul s (Nat.succ limit)) (numbers_sum credits)))
    (table_over s f path q Nat.zero r known credits)

/-! ## Soundness -/

theorem block_shape_at (l : Nat) (b : Block) : ∀ (v : Numbers) (j : Nat), block_shape l b v = true →
    Nat.ble (Nat.succ j) (block_size b) = true →
    And (Nat.ble (Nat.succ j) (numbers_size v) = true) (Nat.ble l (number_at v j) = true) := by
  induction b with
  | nil => exact fun v j _ hj => false_true hj
  | cons c rest ih =>
    intro v j h hj
    cases v with
    | nil => exact false_true h
    | cons a v =>
      cases j with
      | zero => exact And.intro (zero_ble _) (both_left h)
      | succ j => exact ih v j (both_right h) hj

theorem table_shape_sound (p : Program) : ∀ (q : Table) (x : List Nat), table_shape p q = true → Inside p x → Sound q x := by
  induction p with
  | nil =>
    intro q x h _
    cases q with
    | nil => exact True.intro
    | cons l v q => exact false_true h
  | cons b p ih =>
    intro q x h hx
    cases q with
    | nil => exact false_true h
    | cons l v q =>
      exact And.intro (block_shape_at l b v (first_place x) (both_left h) (And.left hx))
        (ih q (later_places x) (both_right h) (And.right hx))

theorem numbers_over_at (s f : Nat) (path : Path) (i k credit : Nat) (v : Numbers) : ∀ (r : Numbers) (from_j j : Nat),
    numbers_over s f path i k credit v r from_j = true → Nat.ble (Nat.succ j) (numbers_size v) = true →
    allowed path i (Nat.add from_j j) = true →
    Nat.ble (Nat.add (Nat.mul s (number_at v j)) credit) (Nat.add (Nat.mul f (number_at r j)) k) = true := by
  induction v with
  | nil => exact fun r from_j j _ hj _ => false_true hj
  | cons a v ih =>
    intro r from_j j h hj ha
    cases r with
    | nil => exact false_true h
    | cons b r =>
      cases j with
      | zero =>
        exact either_elim (both_left h)
          (fun e => by
            show Nat.ble (Nat.add (Nat.mul s a) credit) (Nat.add (Nat.mul f b) k) = true
            rw [eq_of_beq (both_left e), eq_of_beq (both_right e)]
            exact zero_ble _)
          (fun e => either_elim e (fun e => clash ha (no_true e)) (fun e => e))
      | succ j =>
        have ha' : allowed path i (Nat.add (Nat.succ from_j) j) = true := by
          rw [succ_add from_j j]
          exact ha
        exact ih r (Nat.succ from_j) j (both_right h) hj ha'

theorem table_over_le (s f : Nat) (path : Path) (q : Table) : ∀ (i : Nat) (r : Table) (known credits : Numbers) (x : List Nat),
    table_over s f path q i r known credits = true → Sound q x → AllowedFrom path i x →
    Nat.ble (Nat.add (Nat.mul s (table_sum q x)) (numbers_sum credits)) (Nat.add (Nat.mul f (table_sum r x)) (numbers_sum known)) = true := by
  induction q with
  | nil =>
    intro i r known credits x h _ _
    cases credits with
    | nil => exact zero_ble _
    | cons c credits => exact false_true h
  | cons l v q ih =>
    intro i r known credits x h hx ha
    cases r with
    | nil => exact false_true h
    | cons l' u r =>
      cases known with
      | nil => exact false_true h
      | cons k known =>
        cases credits with
        | nil => exact false_true h
        | cons c credits =>
          have here := numbers_over_at s f (here path i) i k c v u Nat.zero (first_place x) (both_left h) (And.left (And.left hx))
            (allowed_here ha)
          have later := ih (Nat.succ i) r known credits (later_places x) (both_right h) (And.right hx) (allowed_later ha)
          show Nat.ble (Nat.add (Nat.mul s (Nat.add (number_at v (first_place x)) (table_sum q (later_places x))))
              (Nat.add c (numbers_sum credits)))
            (Nat.add (Nat.mul f (Nat.add (number_at u (first_place x)) (table_sum r (later_places x))))
              (Nat.add k (numbers_sum known))) = true
          rw [mul_add s, mul_add f,
            add_cross (Nat.mul s (number_at v (first_place x))) (Nat.mul s (table_sum q (later_places x))) c (numbers_sum credits),
            add_cross (Nat.mul f (number_at u (first_place x))) (Nat.mul f (table_sum r (later_places x))) k (numbers_sum known)]
          exact ble_add here later

/-- A leaf of the refutation of a negation. -/
theorem above_sound (p : Program) (bound : Nat → Option Nat) (q : Table) (limit : Nat) (path : Path) (s f : Nat) (r : Table)
    (limit_r : Nat) (known credits : Numbers) (d : Derived p bound r limit_r) (hq : table_shape p q = true)
    (h : above_ok q limit path s f r limit_r known credits = true) : RefutedAbove p bound q limit path := by
  intro x hx hs habove ha
  have over := table_over_le s f path q Nat.zero r known credits x (both_right h) (table_shape_sound p q x hq hx) (allowed_from_zero ha)
  have upper : Nat.ble (Nat.add (Nat.mul f (table_sum r x)) (numbers_sum known))
      (Nat.add (Nat.mul f limit_r) (numbers_sum known)) = true :=
    ble_add_right (numbers_sum known) (ble_mul f (And.right (d x hx hs)))
  have lower : Nat.ble (Nat.add (Nat.mul s (Nat.succ limit)) (numbers_sum credits))
      (Nat.add (Nat.mul s (table_sum q x)) (numbers_sum credits)) = true := ble_add_right (numbers_sum credits) (ble_mul s habove)
  exact not_succ_ble (Nat.add (Nat.mul f limit_r) (numbers_sum known))
    (ble_trans (both_left h) (ble_trans lower (ble_trans over upper)))

/-- A leaf that does not need the negation. -/
theorem above_of_refuted (p : Program) (bound : Nat → Option Nat) (q : Table) (limit : Nat) (path : Path)
    (h : Refuted p bound path) : RefutedAbove p bound q limit path :=
  fun x hx hs _ ha => h x hx hs ha

theorem above_split_sound (p : Program) (bound : Nat → Option Nat) (q : Table) (limit : Nat) (path : Path) (block low high : Nat)
    (hin : RefutedAbove p bound q limit (Path.cons block low high true path))
    (hout : RefutedAbove p bound q limit (Path.cons block low high false path)) : RefutedAbove p bound q limit path := by
  intro x hx hs habove ha
  exact bool_cases (in_range low high (place x block))
    (fun e => hin x hx hs habove (allowed_cons path block low high true x ha e))
    (fun e => hout x hx hs habove (allowed_cons path block low high false x ha (by
      show no (in_range low high (place x block)) = true
      rw [e]
      exact rfl)))

/-- A row whose negation is refuted is a derived row. -/
theorem cut_sound (p : Program) (bound : Nat → Option Nat) (q : Table) (limit : Nat)
    (h : RefutedAbove p bound q limit Path.nil) (hq : table_shape p q = true) : Derived p bound q limit := by
  intro x hx hs
  refine And.intro (table_shape_sound p q x hq hx) ?_
  exact bool_cases (Nat.ble (table_sum q x) limit) (fun e => e) (fun e =>
    False.elim (h x hx hs (succ_ble_of_not_ble e) (fun i => rfl)))

end Apportion
