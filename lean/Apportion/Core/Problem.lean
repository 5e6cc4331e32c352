import Apportion.Logic

/-! The core language: 0-1 rows over blocks of options.

A *program* is a list of blocks (one for each task); a block is a list of *options*, of which a point chooses exactly one; an option is a 0-1
variable, given by its column, the coefficients that it has in the rows. Rows are numbered. Row `r` with bound `b` says: the sum of the chosen
options' coefficients in row `r` is at most `b`. As a point chooses one option in each block, a constraint `sum of a x <= b` of certs' core is
such a row, and its constraints "at least one" and "at most one" hold of every point. -/

namespace Apportion

/-- The coefficients of an option: row and coefficient, rows descending; absent rows have 0. -/
inductive Column : Type
  | nil : Column
  | cons (row coefficient : Nat) (rest : Column) : Column

/-- The options of a block. -/
inductive Block : Type
  | nil : Block
  | cons (option : Column) (rest : Block) : Block

inductive Program : Type
  | nil : Program
  | cons (block : Block) (rest : Program) : Program

/-- A point: the place of the option chosen in each block; 0 beyond the end. -/
noncomputable def first_place (x : List Nat) : Nat :=
  match x with
  | List.nil => Nat.zero
  | List.cons j _ => j

noncomputable def later_places (x : List Nat) : List Nat :=
  match x with
  | List.nil => List.nil
  | List.cons _ rest => rest

/-- The place chosen in block `i`. -/
noncomputable def place (x : List Nat) (i : Nat) : Nat :=
  @Nat.rec (fun _ => List Nat → Nat) first_place (fun _ ih x => ih (later_places x)) i x

noncomputable def column_coefficient (c : Column) (r : Nat) : Nat :=
  @Column.rec (fun _ => Nat) Nat.zero (fun k a _ ih => Nat.add (pick (Nat.beq k r) a Nat.zero) ih) c

/-- Some function of the option at a place of a block; 0 beyond the end. -/
noncomputable def at_place (f : Column → Nat) (b : Block) : Nat → Nat :=
  @Block.rec (fun _ => Nat → Nat) (fun _ => Nat.zero)
    (fun c _ ih j => @Nat.rec (fun _ => Nat) (f c) (fun k _ => ih k) j) b

/-- Some function of the chosen options, added up. -/
noncomputable def over_blocks (f : Column → Nat) (p : Program) : List Nat → Nat :=
  @Program.rec (fun _ => List Nat → Nat) (fun _ => Nat.zero)
    (fun b _ ih x => Nat.add (at_place f b (first_place x)) (ih (later_places x))) p

/-- The left side of row `r`. -/
noncomputable def row_sum (p : Program) (x : List Nat) (r : Nat) : Nat :=
  over_blocks (fun c => column_coefficient c r) p x

noncomputable def block_size (b : Block) : Nat :=
  @Block.rec (fun _ => Nat) Nat.zero (fun _ _ ih => Nat.succ ih) b

/-- Every place chosen exists. -/
noncomputable def Inside (p : Program) : List Nat → Prop :=
  @Program.rec (fun _ => List Nat → Prop) (fun _ => True)
    (fun b _ ih x => And (Nat.ble (Nat.succ (first_place x)) (block_size b) = true) (ih (later_places x))) p

/-- Every row that has a bound holds. -/
noncomputable def Satisfies (p : Program) (bound : Nat → Option Nat) (x : List Nat) : Prop :=
  ∀ r b, bound r = some b → Nat.ble (row_sum p x r) b = true

/-- Decisions on the way from the root: the option of a block lies at the places `low ≤ j < high`, or (`inside = false`) it does not. -/
inductive Path : Type
  | nil : Path
  | cons (block low high : Nat) (inside : Bool) (rest : Path) : Path

noncomputable def in_range (low high j : Nat) : Bool :=
  both (Nat.ble low j) (Nat.ble (Nat.succ j) high)

noncomputable def agrees (inside b : Bool) : Bool :=
  match inside with
  | true => b
  | false => no b

/-- Whether the decisions allow an option. -/
noncomputable def allowed (path : Path) (i j : Nat) : Bool :=
  @Path.rec (fun _ => Bool) true
    (fun k low high inside _ ih => both (either (no (Nat.beq k i)) (agrees inside (in_range low high j))) ih) path

/-- The decisions about one block, so that kernels look at no others for each of its options. -/
noncomputable def here (path : Path) (i : Nat) : Path :=
  @Path.rec (fun _ => Path) Path.nil
    (fun k low high inside _ ih => choose (Nat.beq k i) (Path.cons k low high inside ih) ih) path

/-- No point that the decisions allow satisfies the rows. -/
noncomputable def Refuted (p : Program) (bound : Nat → Option Nat) (path : Path) : Prop :=
  ∀ x, Inside p x → Satisfies p bound x → (∀ i, allowed path i (place x i) = true) → False

/-! ## Derived rows -/

/-- A derived row: the coefficient of every option, and for each block a number that none of them is below. -/
inductive Numbers : Type
  | nil : Numbers
  | cons (number : Nat) (rest : Numbers) : Numbers

inductive Table : Type
  | nil : Table
  | cons (least : Nat) (numbers : Numbers) (rest : Table) : Table

noncomputable def number_at (v : Numbers) : Nat → Nat :=
  @Numbers.rec (fun _ => Nat → Nat) (fun _ => Nat.zero)
    (fun a _ ih j => @Nat.rec (fun _ => Nat) a (fun k _ => ih k) j) v

noncomputable def numbers_size (v : Numbers) : Nat :=
  @Numbers.rec (fun _ => Nat) Nat.zero (fun _ _ ih => Nat.succ ih) v

/-- The left side of a derived row. -/
noncomputable def table_sum (q : Table) : List Nat → Nat :=
  @Table.rec (fun _ => List Nat → Nat) (fun _ => Nat.zero)
    (fun _ v _ ih x => Nat.add (number_at v (first_place x)) (ih (later_places x))) q

/-- The point lies inside the table, and no chosen coefficient is below the least of its block. -/
noncomputable def Sound (q : Table) : List Nat → Prop :=
  @Table.rec (fun _ => List Nat → Prop) (fun _ => True)
    (fun l v _ ih x => And (And (Nat.ble (Nat.succ (first_place x)) (numbers_size v) = true)
      (Nat.ble l (number_at v (first_place x)) = true)) (ih (later_places x))) q

/-- Every point that satisfies the rows satisfies the derived row `sum of chosen coefficients ≤ limit`. -/
noncomputable def Derived (p : Program) (bound : Nat → Option Nat) (q : Table) (limit : Nat) : Prop :=
  ∀ x, Inside p x → Satisfies p bound x → And (Sound q x) (Nat.ble (table_sum q x) limit = true)

/-! ## The checker -/

/-- Multipliers of rows, as a search tree: rows below `pivot` are on the left. -/
inductive Weights : Type
  | nil : Weights
  | leaf (row weight : Nat) : Weights
  | node (pivot : Nat) (left right : Weights) : Weights

/-- The multiplier of a row. -/
noncomputable def weight (w : Weights) (r : Nat) : Nat :=
  @Weights.rec (fun _ => Nat) Nat.zero (fun k m => pick (Nat.beq k r) m Nat.zero)
    (fun pivot _ _ left right => pick (Nat.ble (Nat.succ r) pivot) left right) w

/-- A column times the multipliers. -/
noncomputable def dot (w : Weights) (c : Column) : Nat :=
  @Column.rec (fun _ => Nat) Nat.zero (fun k a _ ih => Nat.add (Nat.mul (weight w k) a) ih) c

/-- A function of rows times the multipliers, added up over the tree. -/
noncomputable def spread (w : Weights) (f : Nat → Nat) : Nat :=
  @Weights.rec (fun _ => Nat) Nat.zero (fun k m => Nat.mul m (f k)) (fun _ _ _ left right => Nat.add left right) w

noncomputable def is_some (x : Option Nat) : Bool :=
  on_some x false (fun _ => true)

noncomputable def value_or_zero (x : Option Nat) : Nat :=
  on_some x Nat.zero (fun b => b)

/-- Whether every row with a multiplier has a bound. -/
noncomputable def bounded (w : Weights) (bound : Nat → Option Nat) : Bool :=
  @Weights.rec (fun _ => Bool) true (fun k _ => is_some (bound k)) (fun _ _ _ left right => both left right) w

/-- The bounds times the multipliers. -/
noncomputable def weighted_bound (w : Weights) (bound : Nat → Option Nat) : Nat :=
  spread w (fun r => value_or_zero (bound r))

noncomputable def block_below (w : Weights) (l : Nat) (b : Block) : Numbers → Bool :=
  @Block.rec (fun _ => Numbers → Bool)
    (fun v => @Numbers.rec (fun _ => Bool) true (fun _ _ _ => false) v)
    (fun c _ ih v => @Numbers.rec (fun _ => Bool) false
      (fun a rest _ => both (both (Nat.ble l a) (Nat.ble a (dot w c))) (ih rest)) v) b

/-- Whether a table has the program's shape and is, option by option, at most the program times the multipliers. -/
noncomputable def table_below (w : Weights) (p : Program) : Table → Bool :=
  @Program.rec (fun _ => Table → Bool)
    (fun q => @Table.rec (fun _ => Bool) true (fun _ _ _ _ => false) q)
    (fun b _ ih q => @Table.rec (fun _ => Bool) false
      (fun l v rest _ => both (block_below w l b v) (ih rest)) q) p

/-- A combination of rows, as a table. -/
noncomputable def combine_ok (p : Program) (bound : Nat → Option Nat) (w : Weights) (q : Table) (limit : Nat) : Bool :=
  both (bounded w bound) (both (Nat.ble (weighted_bound w bound) limit) (table_below w p q))

/-- Blocks that decisions concern, ascending, each with a number that no allowed option of it is below. -/
inductive Leasts : Type
  | nil : Leasts
  | cons (block least : Nat) (rest : Leasts) : Leasts

/-- Whether no allowed number of block `i`, places counted from `j`, is below `l`. -/
noncomputable def numbers_above (path : Path) (i l : Nat) (v : Numbers) : Nat → Bool :=
  @Numbers.rec (fun _ => Nat → Bool) (fun _ => true)
    (fun a _ ih j => both (either (no (allowed path i j)) (Nat.ble l a)) (ih (Nat.succ j))) v

/-- The least left side of a derived row under the decisions. -/
noncomputable def table_least (path : Path) (q : Table) : Nat → Leasts → Nat :=
  @Table.rec (fun _ => Nat → Leasts → Nat) (fun _ _ => Nat.zero)
    (fun l v _ ih i known => @Leasts.rec (fun _ => Nat)
      (Nat.add l (ih (Nat.succ i) Leasts.nil))
      (fun k least rest _ =>
        pick (Nat.beq k i)
          (Nat.add (pick (numbers_above (here path i) i least v Nat.zero) least Nat.zero) (ih (Nat.succ i) rest))
          (Nat.add l (ih (Nat.succ i) known))) known) q

/-- A leaf: the derived row cannot hold under the decisions. -/
noncomputable def leaf_ok (path : Path) (q : Table) (limit : Nat) (known : Leasts) : Bool :=
  Nat.ble (Nat.succ limit) (table_least path q Nat.zero known)

/-- Whether no allowed option of block `i`, places counted from `j`, is below `l` when weighed. -/
noncomputable def block_above (w : Weights) (path : Path) (i l : Nat) (b : Block) : Nat → Bool :=
  @Block.rec (fun _ => Nat → Bool) (fun _ => true)
    (fun c _ ih j => both (either (no (allowed path i j)) (Nat.ble l (dot w c))) (ih (Nat.succ j))) b

/-- The same of every option. -/
noncomputable def all_above (w : Weights) (l : Nat) (b : Block) : Bool :=
  @Block.rec (fun _ => Bool) true (fun c _ ih => @Bool.rec (fun _ => Bool) false ih (Nat.ble l (dot w c))) b

/-- The least weighed left side under the decisions, where `known` proposes a number for each block. -/
noncomputable def program_least (w : Weights) (path : Path) (p : Program) : Nat → Numbers → Nat :=
  @Program.rec (fun _ => Nat → Numbers → Nat) (fun _ _ => Nat.zero)
    (fun b _ ih i known => @Numbers.rec (fun _ => Nat) Nat.zero
      (fun l rest _ => Nat.add (pick (@Path.rec (fun _ => Bool) (all_above w l b)
        (fun _ _ _ _ _ _ => block_above w (here path i) i l b Nat.zero) (here path i)) l Nat.zero) (ih (Nat.succ i) rest)) known) p

/-- A leaf without a table: the combination itself cannot hold under the decisions. -/
noncomputable def direct_ok (p : Program) (bound : Nat → Option Nat) (path : Path) (w : Weights) (known : Numbers) : Bool :=
  both (bounded w bound) (Nat.ble (Nat.succ (weighted_bound w bound)) (program_least w path p Nat.zero known))

/-- Whether `shift + divisor * new` is, option by option, at most `f * first + g * second`, and the least numbers are. -/
noncomputable def numbers_combined (f g divisor shift l : Nat) (u : Numbers) : Numbers → Numbers → Bool :=
  @Numbers.rec (fun _ => Numbers → Numbers → Bool)
    (fun v n => @Numbers.rec (fun _ => Bool) true (fun _ _ _ => false) n)
    (fun a _ ih v n => @Numbers.rec (fun _ => Bool) false
      (fun b v_rest _ => @Numbers.rec (fun _ => Bool) false
        (fun c n_rest _ => both (both (Nat.ble l c)
          (Nat.ble (Nat.add shift (Nat.mul divisor c)) (Nat.add (Nat.mul f a) (Nat.mul g b)))) (ih v_rest n_rest)) n) v) u

noncomputable def tables_combined (f g divisor : Nat) (q : Table) : Table → Numbers → Table → Bool :=
  @Table.rec (fun _ => Table → Numbers → Table → Bool)
    (fun _ shifts n => @Numbers.rec (fun _ => Bool) (@Table.rec (fun _ => Bool) true (fun _ _ _ _ => false) n)
      (fun _ _ _ => false) shifts)
    (fun _ u _ ih r shifts n => @Table.rec (fun _ => Bool) false
      (fun _ v r_rest _ => @Numbers.rec (fun _ => Bool) false
        (fun s s_rest _ => @Table.rec (fun _ => Bool) false
          (fun l c n_rest _ => both (numbers_combined f g divisor s l u v c) (ih r_rest s_rest n_rest)) n) shifts) r) q

noncomputable def numbers_sum (v : Numbers) : Nat :=
  @Numbers.rec (fun _ => Nat) Nat.zero (fun a _ ih => Nat.add a ih) v

/-- A combination of two derived rows, divided, rounding the bound down (the degree up). -/
noncomputable def divide_ok (f g divisor : Nat) (q : Table) (limit_q : Nat) (r : Table) (limit_r : Nat) (shifts : Numbers)
    (n : Table) (limit_n : Nat) : Bool :=
  both (Nat.ble (Nat.succ (Nat.add (Nat.mul f limit_q) (Nat.mul g limit_r)))
      (Nat.add (numbers_sum shifts) (Nat.mul divisor (Nat.succ limit_n))))
    (tables_combined f g divisor q r shifts n)

end Apportion
