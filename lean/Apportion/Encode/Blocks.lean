import Apportion.Encode.Swift

/-! The check of a block against the market. A block has to have a column for every choice that an allocation may make for its task, with
coefficients that are at most the market's. Columns beyond those do no harm: they only make a refutation harder. So nothing is asked of an offer
that is listed, and of one that is not, that it is not eligible. -/

namespace Apportion

/-- What a block lists for each offer, in order: nothing, or `n` start slots from `low` on. -/
inductive Listing : Type
  | nil : Listing
  | skip (rest : Listing) : Listing
  | run (low n : Nat) (rest : Listing) : Listing

/-- The slots and the duration of a task, and the listing of its block: what tasks have in common. -/
inductive Shape : Type
  | mk (first last duration : Nat) (listing : Listing) : Shape

/-- An offer that is left out, or a run; or a gap, where a listing leaves out a start. -/
inductive Candidate : Type
  | gap : Candidate
  | skip (offer : Nat) (o : Offer) : Candidate
  | run (offer : Nat) (o : Offer) (start : Nat) : Candidate

noncomputable def gap : List Candidate :=
  List.cons Candidate.gap List.nil

/-- Runs on an offer from `n` start slots on, and then `rest`. -/
noncomputable def starts (offer : Nat) (o : Offer) (rest : List Candidate) (n : Nat) : Nat → List Candidate :=
  @Nat.rec (fun _ => Nat → List Candidate) (fun _ => rest)
    (fun _ ih s => List.cons (Candidate.run offer o s) (ih (Nat.succ s))) n

/-- Whether no run of `d` slots that fits starts before `low`, or at `high` or later. -/
noncomputable def range_ok (first last d : Nat) (o : Offer) (low high : Nat) : Bool :=
  both (either (Nat.ble low first) (Nat.ble low o.first))
    (either (Nat.ble (Nat.add last (nat_lit 2)) (Nat.add high d)) (Nat.ble (Nat.add o.last (nat_lit 2)) (Nat.add high d)))

/-- What a listing says, for offers whose places count from `offer`; kernels find it out once for all tasks of a shape. -/
noncomputable def candidates (first last d : Nat) (offers : List Offer) : Nat → Listing → List Candidate :=
  @List.rec Offer (fun _ => Nat → Listing → List Candidate) (fun _ _ => List.nil)
    (fun o _ ih offer l => @Listing.rec (fun _ => List Candidate) gap
      (fun rest _ => List.cons (Candidate.skip offer o) (ih (Nat.succ offer) rest))
      (fun low n rest _ => choose (range_ok first last d o low (Nat.add low n)) (starts offer o (ih (Nat.succ offer) rest) n low) gap) l) offers

/-- Whether the coefficients of a column pass, its rows descending from below `top`. -/
noncomputable def column_ok (ok : Nat → Nat → Bool) (col : Column) : Nat → Bool :=
  @Column.rec (fun _ => Nat → Bool) (fun _ => true)
    (fun k a _ ih top => @Bool.rec (fun _ => Bool) false (@Bool.rec (fun _ => Bool) false (ih k) (ok k a)) (Nat.ble (Nat.succ k) top)) col

/-- Whether a number is at most the coefficient of a run. -/
noncomputable def run_ok (m : Market) (rows : Rows) (i : Nat) (t : Task) (d offer : Nat) (o : Offer) (s k a : Nat) : Bool :=
  @Coefficient.rec (fun _ => Bool) (fun f => Nat.ble a (f i t d offer o s)) (swift_of m rows k)

/-- `column_ok` of `run_ok`, with fewer steps. -/
noncomputable def run_column_ok (m : Market) (rows : Rows) (top i : Nat) (t : Task) (d offer : Nat) (o : Offer) (s : Nat) (col : Column) :
    Bool :=
  @Column.rec (fun _ => Nat → Bool) (fun _ => true)
    (fun k a _ ih top => @Bool.rec (fun _ => Bool) false (@Bool.rec (fun _ => Bool) false (ih k)
      (@Coefficient.rec (fun _ => Bool) (fun f => Nat.ble a (f i t d offer o s)) (swift_of m rows k))) (Nat.ble (Nat.succ k) top)) col top

/-- Whether a number is at most the coefficient of staying unassigned. -/
noncomputable def rest_ok (m : Market) (rows : Rows) (i : Nat) (t : Task) (k a : Nat) : Bool :=
  Nat.ble a (coefficient_of m (find rows k) i t Choice.unassigned)

/-- Whether a block has the columns of candidates in order, and `rest` holds of the others. -/
noncomputable def columns_ok (ok : Nat → Offer → Nat → Column → Bool) (able : Nat → Offer → Bool) (rest : Block → Bool)
    (l : List Candidate) : Block → Bool :=
  @List.rec Candidate (fun _ => Block → Bool) rest
    (fun c _ ih b => @Candidate.rec (fun _ => Bool) false
      (fun offer o => @Bool.rec (fun _ => Bool) (ih b) false (able offer o))
      (fun offer o s => @Block.rec (fun _ => Bool) false
        (fun col later _ => @Bool.rec (fun _ => Bool) false (ih later) (ok offer o s col)) b) c) l

noncomputable def unassigned_ok (m : Market) (rows : Rows) (top i : Nat) (t : Task) (b : Block) : Bool :=
  @Block.rec (fun _ => Bool) t.required (fun col _ _ => column_ok (rest_ok m rows i t) col top) b

noncomputable def listed_ok (m : Market) (rows : Rows) (top i : Nat) (t : Task) (first last d : Nat) (l : Listing) : Block → Bool :=
  columns_ok (run_column_ok m rows top i t d) (eligible m t) (unassigned_ok m rows top i t) (candidates first last d m.offers Nat.zero l)

/-- Whether a block has the columns that its shape says, and leaves nothing out. -/
noncomputable def block_ok (m : Market) (rows : Rows) (top i : Nat) (t : Task) (shape : Shape) (b : Block) : Bool :=
  @Shape.rec (fun _ => Bool) (fun first last d l => both (Nat.beq first t.first) (both (Nat.beq last t.last) (both (Nat.beq d t.duration)
    (listed_ok m rows top i t first last d l b)))) shape

/-! ## Soundness -/

/-- Whether a block has a column for a choice. -/
def Has (m : Market) (rows : Rows) (i : Nat) (t : Task) (c : Choice) (b : Block) : Prop :=
  ∀ P : Prop, (∀ j, Nat.ble (Nat.succ j) (block_size b) = true →
    (∀ r, Nat.ble (at_place (fun col => column_coefficient col r) b j) (coefficient_of m (find rows r) i t c) = true) → P) → P

theorem has_here {m : Market} {rows : Rows} {i : Nat} {t : Task} {c : Choice} {col : Column} {b : Block}
    (h : ∀ r, Nat.ble (column_coefficient col r) (coefficient_of m (find rows r) i t c) = true) : Has m rows i t c (Block.cons col b) :=
  fun _ k => k Nat.zero (zero_ble _) h

theorem has_later {m : Market} {rows : Rows} {i : Nat} {t : Task} {c : Choice} {col : Column} {b : Block} (h : Has m rows i t c b) :
    Has m rows i t c (Block.cons col b) :=
  fun P k => h P (fun j hj hr => k (Nat.succ j) hj hr)

theorem column_zero (ok : Nat → Nat → Bool) (r : Nat) (col : Column) : ∀ top : Nat, column_ok ok col top = true → Nat.ble top r = true →
    column_coefficient col r = Nat.zero := by
  induction col with
  | nil => exact fun top _ _ => rfl
  | cons k a rest ih =>
    intro top h ht
    have h1 : both (Nat.ble (Nat.succ k) top) (both (ok k a) (column_ok ok rest k)) = true := h
    have hk : Nat.ble (Nat.succ k) r = true := ble_trans (both_left h1) ht
    have later : column_coefficient rest r = Nat.zero := ih k (both_right (both_right h1)) (ble_trans (ble_succ k) hk)
    show Nat.add (pick (Nat.beq k r) a Nat.zero) (column_coefficient rest r) = Nat.zero
    rw [later]
    exact bool_cases (Nat.beq k r)
      (fun e => by
        rw [eq_of_beq e] at hk
        exact False.elim (not_succ_ble r hk))
      (fun e => pick_false a Nat.zero e)

theorem column_le (ok : Nat → Nat → Bool) (f : Nat → Nat) (hf : ∀ k a, ok k a = true → Nat.ble a (f k) = true) (r : Nat) (col : Column) :
    ∀ top : Nat, column_ok ok col top = true → Nat.ble (column_coefficient col r) (f r) = true := by
  induction col with
  | nil => exact fun top _ => zero_ble _
  | cons k a rest ih =>
    intro top h
    have h1 : both (Nat.ble (Nat.succ k) top) (both (ok k a) (column_ok ok rest k)) = true := h
    show Nat.ble (Nat.add (pick (Nat.beq k r) a Nat.zero) (column_coefficient rest r)) (f r) = true
    exact bool_cases (Nat.beq k r)
      (fun e => by
        have e' : k = r := eq_of_beq e
        have later : column_coefficient rest r = Nat.zero := column_zero ok r rest k (both_right (both_right h1)) (ble_of_eq e')
        have ha := hf k a (both_left (both_right h1))
        rw [later, pick_true _ _ e]
        rw [e'] at ha
        exact ha)
      (fun e => by
        rw [pick_false _ _ e, zero_add]
        exact ih k (both_right (both_right h1)))

theorem starts_later {m : Market} {rows : Rows} {i : Nat} {t : Task} {c : Choice} (ok : Nat → Offer → Nat → Column → Bool)
    (able : Nat → Offer → Bool) (last : Block → Bool) (offer : Nat) (o : Offer) (rest : List Candidate)
    (hl : ∀ b, columns_ok ok able last rest b = true → Has m rows i t c b) (n : Nat) : ∀ (s : Nat) (b : Block),
    columns_ok ok able last (starts offer o rest n s) b = true → Has m rows i t c b := by
  induction n with
  | zero => exact fun _ b h => hl b h
  | succ n ih =>
    intro s b h
    cases b with
    | nil => exact false_true h
    | cons col b =>
      have h1 : both (ok offer o s col) (columns_ok ok able last (starts offer o rest n (Nat.succ s)) b) = true := h
      exact has_later (ih (Nat.succ s) b (both_right h1))

theorem ble_next {a b : Nat} (h : Nat.ble a b = true) (e : Nat.beq b a = false) : Nat.ble (Nat.succ a) b = true :=
  bool_cases (Nat.ble (Nat.succ a) b) (fun t => t) (fun f => by
    have q : b = a := ble_antisymm (succ_ble_of_not_ble f) h
    rw [q] at e
    exact clash (beq_refl a) e)

theorem run_column_le (m : Market) (rows : Rows) (top i : Nat) (t : Task) (offer : Nat) (o : Offer) (ho : item m.offers offer = some o)
    (s : Nat) (col : Column) (h : run_column_ok m rows top i t t.duration offer o s col = true) (r : Nat) :
    Nat.ble (column_coefficient col r) (coefficient_of m (find rows r) i t (Choice.run offer s)) = true :=
  column_le (run_ok m rows i t t.duration offer o s) (fun k => coefficient_of m (find rows k) i t (Choice.run offer s))
    (fun k a ha => by
      have ha' : Nat.ble a (apply (swift_of m rows k) i t t.duration offer o s) = true := by
        have h1 : @Coefficient.rec (fun _ => Bool) (fun f => Nat.ble a (f i t t.duration offer o s)) (swift_of m rows k) = true := ha
        show Nat.ble a (@Coefficient.rec (fun _ => Nat) (fun f => f i t t.duration offer o s) (swift_of m rows k)) = true
        revert h1
        cases swift_of m rows k with
        | mk f => exact fun z => z
      exact ble_trans ha' (swift_of_le m rows k i t offer o s ho)) r col top h

theorem starts_has (m : Market) (rows : Rows) (top i : Nat) (t : Task) (offer : Nat) (o : Offer) (ho : item m.offers offer = some o)
    (s : Nat) (able : Nat → Offer → Bool) (last : Block → Bool) (rest : List Candidate) (n : Nat) : ∀ (low : Nat) (b : Block),
    columns_ok (run_column_ok m rows top i t t.duration) able last (starts offer o rest n low) b = true →
    Nat.ble low s = true → Nat.ble (Nat.succ s) (Nat.add low n) = true → Has m rows i t (Choice.run offer s) b := by
  induction n with
  | zero => exact fun low b _ h1 h2 => False.elim (not_succ_ble s (ble_trans h2 h1))
  | succ n ih =>
    intro low b h h1 h2
    cases b with
    | nil => exact false_true h
    | cons col b =>
      have h' : both (run_column_ok m rows top i t t.duration offer o low col)
        (columns_ok (run_column_ok m rows top i t t.duration) able last (starts offer o rest n (Nat.succ low)) b) = true := h
      exact bool_cases (Nat.beq s low)
        (fun e => has_here (fun r => by
          rw [eq_of_beq e]
          exact run_column_le m rows top i t offer o ho low col (both_left h') r))
        (fun e => has_later (ih (Nat.succ low) b (both_right h') (ble_next h1 e) (by
          rw [succ_add low n]
          exact h2)))

theorem range_has (t : Task) (o : Offer) (low n s : Nat) (h : range_ok t.first t.last t.duration o low (Nat.add low n) = true)
    (hf : fits t o s = true) : And (Nat.ble low s = true) (Nat.ble (Nat.succ s) (Nat.add low n) = true) := by
  refine And.intro ?_ ?_
  · exact either_elim (both_left h) (fun e => ble_trans e (both_left (both_left hf))) (fun e => ble_trans e (both_right (both_left hf)))
  · refine ble_add_cancel t.duration ?_
    rw [succ_add s t.duration]
    exact either_elim (both_right h)
      (fun e => ble_trans (b := Nat.add t.last (nat_lit 2)) (both_left (both_right hf)) e)
      (fun e => ble_trans (b := Nat.add o.last (nat_lit 2)) (both_right (both_right hf)) e)

/-- What a listing says of the first offer. -/
theorem listed_first {P : Prop} (ok : Nat → Offer → Nat → Column → Bool) (able : Nat → Offer → Bool) (last : Block → Bool)
    (first final d : Nat) (o : Offer) (offers : List Offer) (offer : Nat) (l : Listing) (b : Block)
    (h : columns_ok ok able last (candidates first final d (List.cons o offers) offer l) b = true)
    (skipped : ∀ rest, able offer o = false → columns_ok ok able last (candidates first final d offers (Nat.succ offer) rest) b = true → P)
    (run : ∀ low n rest, range_ok first final d o low (Nat.add low n) = true →
      columns_ok ok able last (starts offer o (candidates first final d offers (Nat.succ offer) rest) n low) b = true → P) : P := by
  cases l with
  | nil => exact false_true h
  | skip rest =>
    have h1 : @Bool.rec (fun _ => Bool) (columns_ok ok able last (candidates first final d offers (Nat.succ offer) rest) b) false
      (able offer o) = true := h
    exact bool_cases (able offer o)
      (fun e => by
        rw [e] at h1
        exact false_true h1)
      (fun e => by
        rw [e] at h1
        exact skipped rest e h1)
  | run low n rest =>
    have h1 : columns_ok ok able last (choose (range_ok first final d o low (Nat.add low n))
      (starts offer o (candidates first final d offers (Nat.succ offer) rest) n low) gap) b = true := h
    exact bool_cases (range_ok first final d o low (Nat.add low n))
      (fun e => by
        rw [choose_true _ _ e] at h1
        exact run low n rest e h1)
      (fun e => by
        rw [choose_false _ _ e] at h1
        exact false_true h1)

theorem listed_has_run (m : Market) (rows : Rows) (top i : Nat) (t : Task) (o : Offer) (s : Nat) (hf : fits t o s = true)
    (last : Block → Bool) (offers : List Offer) : ∀ (at_offer n : Nat) (l : Listing) (b : Block),
    columns_ok (run_column_ok m rows top i t t.duration) (eligible m t) last
      (candidates t.first t.last t.duration offers at_offer l) b = true →
    item offers n = some o → item m.offers (Nat.add at_offer n) = some o → eligible m t (Nat.add at_offer n) o = true →
    Has m rows i t (Choice.run (Nat.add at_offer n) s) b := by
  induction offers with
  | nil => exact fun at_offer n l b _ h => none_some h
  | cons o' offers ih =>
    intro at_offer n l b h hn ho he
    cases n with
    | zero =>
      have e : o' = o := some_inj hn
      rw [e] at h
      exact listed_first _ _ _ _ _ _ o offers at_offer l b h (fun rest e _ => clash he e) (fun low n rest hr hb =>
        have r := range_has t o low n s hr hf
        starts_has m rows top i t at_offer o ho s _ _ _ n low b hb (And.left r) (And.right r))
    | succ n =>
      have step : Nat.add (Nat.succ at_offer) n = Nat.add at_offer (Nat.succ n) := succ_add at_offer n
      rw [Eq.symm step] at ho
      rw [Eq.symm step] at he
      rw [Eq.symm step]
      have later := fun rest b hb => ih (Nat.succ at_offer) n rest b hb hn ho he
      exact listed_first _ _ _ _ _ _ o' offers at_offer l b h (fun rest _ hb => later rest b hb) (fun low n rest _ hb =>
        starts_later _ _ _ at_offer o' _ (later rest) n low b hb)

theorem listed_has_rest (m : Market) (rows : Rows) (top i : Nat) (t : Task) (hr : t.required = true → false = true)
    (ok : Nat → Offer → Nat → Column → Bool) (able : Nat → Offer → Bool) (first final d : Nat) (offers : List Offer) :
    ∀ (at_offer : Nat) (l : Listing) (b : Block),
    columns_ok ok able (unassigned_ok m rows top i t) (candidates first final d offers at_offer l) b = true →
    Has m rows i t Choice.unassigned b := by
  induction offers with
  | nil =>
    intro at_offer l b h
    cases b with
    | nil => exact false_true (hr h)
    | cons col b =>
      exact has_here (fun r => column_le (rest_ok m rows i t)
        (fun k => coefficient_of m (find rows k) i t Choice.unassigned) (fun _ _ ha => ha) r col top h)
  | cons o offers ih =>
    intro at_offer l b h
    have later := ih (Nat.succ at_offer)
    exact listed_first _ _ _ _ _ _ o offers at_offer l b h (fun rest _ hb => later rest b hb) (fun low n rest _ hb =>
      starts_later _ _ _ at_offer o _ (later rest) n low b hb)

/-- A block that passes has a column for every choice that a feasible allocation can make for its task. -/
theorem block_has (m : Market) (rows : Rows) (top i : Nat) (t : Task) (shape : Shape) (b : Block) (c : Choice)
    (h : block_ok m rows top i t shape b = true) (hc : is_option m t c = true) (hr : t.required = true → assigned c = true) :
    Has m rows i t c b := by
  cases shape with
  | mk first last d l =>
    have h1 : listed_ok m rows top i t first last d l b = true := both_right (both_right (both_right h))
    rw [eq_of_beq (both_left h), eq_of_beq (both_left (both_right h)), eq_of_beq (both_left (both_right (both_right h)))] at h1
    cases c with
    | unassigned => exact listed_has_rest m rows top i t hr _ _ _ _ _ m.offers Nat.zero l b h1
    | run offer s =>
      have h2 : on_some (item m.offers offer) false (fun o => both (eligible m t offer o) (fits t o s)) = true := hc
      exact on_some_true h2 (fun o ho hb => by
        have e : Nat.add Nat.zero offer = offer := zero_add offer
        have ho' : item m.offers (Nat.add Nat.zero offer) = some o := Eq.trans (congrArg (fun y => item m.offers y) e) ho
        have he' : eligible m t (Nat.add Nat.zero offer) o = true := Eq.trans (congrArg (fun y => eligible m t y o) e) (both_left hb)
        have r := listed_has_run m rows top i t o s (both_right hb) _ m.offers Nat.zero offer l b h1 ho ho' he'
        rw [e] at r
        exact r)

end Apportion
