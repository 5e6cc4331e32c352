import Apportion.Check.Feasible

/-! For each condition of `Feasible`, a market in which it alone fails: the same allocation is feasible once the one field that states the
condition is loosened. -/

namespace Apportion.Examples

def permit : Permit := { labels := none, principals := none, scopes := none }

/-- An offer of 10 units in each of slots 0 to 3. -/
def offer : Offer :=
  { id := nat_lit 367, seller := none, donated := false, capacity := [{ resource := nat_lit 0, amount := some (nat_lit 10) }], total := [],
    demand_max := [], price := [{ resource := nat_lit 0, amount := nat_lit 2 }], price_fixed := nat_lit 1, quality := nat_lit 900000,
    latency := nat_lit 20, reliability := nat_lit 900000, first := nat_lit 0, last := nat_lit 3, provides := [nat_lit 359],
    permit := permit, limits := [] }

/-- A task of 3 units in each of 2 slots. -/
def task : Task :=
  { id := nat_lit 372, payer := nat_lit 0, demand := [{ resource := nat_lit 0, amount := nat_lit 3 }], duration := nat_lit 2,
    first := nat_lit 0, last := nat_lit 3, labels := [nat_lit 353], requires := [nat_lit 359], scope := [nat_lit 354, nat_lit 355],
    quality_min := nat_lit 0, latency_max := none, reliability_min := nat_lit 0, price_max := none, required := false,
    penalty := nat_lit 5, value := nat_lit 1, needs := [], after := [], quotes := [], quotes_only := false }

def payer : Payer := { id := nat_lit 368, budget := none, limits := [] }

/-- Two tasks, one after the other on one offer. Each run has the price 2 * 3 * 2 + 1 = 13. -/
def market (p : Payer) (o : Offer) (t u : Task) (l : List Limit) : Market :=
  { name := none, resources := [{ name := nat_lit 376, unit := nat_lit 1 }], slots := nat_lit 4, slot_length := nat_lit 1000, payers := [p],
    offers := [o], tasks := [t, u], limits := l, objective := [[{ term := Term.price, weight := nat_lit 1 }]] }

def sequential : List Choice := [Choice.run (nat_lit 0) (nat_lit 0), Choice.run (nat_lit 0) (nat_lit 2)]

def together : List Choice := [Choice.run (nat_lit 0) (nat_lit 1), Choice.run (nat_lit 0) (nat_lit 1)]

def only_second : List Choice := [Choice.unassigned, Choice.run (nat_lit 0) (nat_lit 2)]

def only_first : List Choice := [Choice.run (nat_lit 0) (nat_lit 0), Choice.unassigned]

def plain : Market := market payer offer task task []

example : Feasible plain sequential := feasible_sound plain sequential rfl
example : Feasible plain together := feasible_sound plain together rfl
example : Feasible plain only_first := feasible_sound plain only_first rfl
example : Feasible plain only_second := feasible_sound plain only_second rfl

/-- One choice too few. -/
example : Feasible plain [Choice.run (nat_lit 0) (nat_lit 0)] → False :=
  fun f => false_true f.complete

/-! D9, D12: an option is refused by one component of eligibility, or by its slots. -/

theorem refused (m : Market) (a : List Choice) (t : Task) (h : item m.tasks Nat.zero = some t)
    (hb : is_option m t (choice a Nat.zero) = false) : Feasible m a → False :=
  fun f => clash (f.options Nat.zero t h) hb

def with_task (t : Task) : Market := market payer offer t task []
def with_offer (o : Offer) : Market := market payer o task task []

/-- Labels. -/
example : Feasible (with_offer { offer with permit := { permit with labels := some [] } }) sequential → False :=
  refused _ _ task rfl rfl
/-- Principals. -/
example : Feasible (with_offer { offer with permit := { permit with principals := some [] } }) sequential → False :=
  refused _ _ task rfl rfl
/-- Scopes. -/
example : Feasible (with_offer { offer with permit := { permit with scopes := some [[nat_lit 354, nat_lit 354]] } }) sequential → False :=
  refused _ _ task rfl rfl
example : Feasible (with_offer { offer with permit := { permit with scopes := some [[nat_lit 354]] } }) sequential :=
  feasible_sound _ _ rfl
/-- Features. -/
example : Feasible (with_offer { offer with provides := [] }) sequential → False := refused _ _ task rfl rfl
/-- Quality. -/
example : Feasible (with_task { task with quality_min := nat_lit 900001 }) sequential → False :=
  refused _ _ { task with quality_min := nat_lit 900001 } rfl rfl
/-- Latency. -/
example : Feasible (with_task { task with latency_max := some (nat_lit 19) }) sequential → False :=
  refused _ _ { task with latency_max := some (nat_lit 19) } rfl rfl
/-- Reliability. -/
example : Feasible (with_task { task with reliability_min := nat_lit 900001 }) sequential → False :=
  refused _ _ { task with reliability_min := nat_lit 900001 } rfl rfl
/-- Largest demand. -/
example : Feasible (with_offer { offer with demand_max := [{ resource := nat_lit 0, amount := nat_lit 2 }] }) sequential → False :=
  refused _ _ task rfl rfl
/-- Price. -/
example : Feasible (with_task { task with price_max := some (nat_lit 12) }) sequential → False :=
  refused _ _ { task with price_max := some (nat_lit 12) } rfl rfl
example : Feasible (with_task { task with price_max := some (nat_lit 13) }) sequential := feasible_sound _ _ rfl
/-- Quotes. -/
example : Feasible (with_task { task with quotes_only := true }) sequential → False :=
  refused _ _ { task with quotes_only := true } rfl rfl
/-- The task's slots. -/
example : Feasible (with_task { task with first := nat_lit 1 }) sequential → False :=
  refused _ _ { task with first := nat_lit 1 } rfl rfl
/-- The offer's slots. -/
example : Feasible (with_offer { offer with first := nat_lit 1 }) sequential → False := refused _ _ task rfl rfl
/-- The duration. -/
example : Feasible (with_task { task with duration := nat_lit 5 }) sequential → False :=
  refused _ _ { task with duration := nat_lit 5 } rfl rfl

/-! D14 to D21. -/

/-- D14: 5 units hold one run of 3 in a slot, but not two. -/
def narrow : Market := with_offer { offer with capacity := [{ resource := nat_lit 0, amount := some (nat_lit 5) }] }
example : Feasible narrow sequential := feasible_sound _ _ rfl
example : Feasible narrow together → False := fun f => false_true (f.capacities Nat.zero _ rfl Nat.zero rfl (nat_lit 1) rfl)

/-- D15: both runs use 12. -/
example : Feasible (with_offer { offer with total := [{ resource := nat_lit 0, amount := nat_lit 12 }] }) sequential :=
  feasible_sound _ _ rfl
example : Feasible (with_offer { offer with total := [{ resource := nat_lit 0, amount := nat_lit 11 }] }) sequential → False :=
  fun f => false_true (f.totals Nat.zero _ rfl Nat.zero rfl)

def limit (subject : Option Nat) (amount : Nat) (span : Span) : Limit :=
  { subject := subject, amount := amount, span := span, offers := none, payers := none }

/-- D17, horizon: both runs cost 26. -/
example : Feasible (market payer offer task task [limit none (nat_lit 26) Span.horizon]) sequential := feasible_sound _ _ rfl
example : Feasible (market payer offer task task [limit none (nat_lit 25) Span.horizon]) sequential → False :=
  fun f => false_true (f.limits Nat.zero _ rfl Nat.zero rfl)

/-- D17, interval: slots 1 and 2 hold 3 units of each run. -/
example : Feasible (market payer offer task task [limit (some (nat_lit 0)) (nat_lit 6) (Span.interval (nat_lit 1) (nat_lit 2))]) sequential :=
  feasible_sound _ _ rfl
example : Feasible (market payer offer task task [limit (some (nat_lit 0)) (nat_lit 5) (Span.interval (nat_lit 1) (nat_lit 2))]) sequential → False :=
  fun f => false_true (f.limits Nat.zero _ rfl Nat.zero rfl)

/-- D17, window: 2 slots use 6; the limit may stand in the market, in the offer or in the payer. -/
def window (amount : Nat) (prior : List Nat) : Limit := limit (some (nat_lit 0)) amount (Span.window (nat_lit 2) prior)
example : Feasible (market payer offer task task [window (nat_lit 6) []]) sequential := feasible_sound _ _ rfl
example : Feasible (market payer offer task task [window (nat_lit 5) []]) sequential → False :=
  fun f => false_true (f.limits Nat.zero _ rfl (nat_lit 1) rfl)
example : Feasible (with_offer { offer with limits := [window (nat_lit 6) []] }) sequential := feasible_sound _ _ rfl
example : Feasible (with_offer { offer with limits := [window (nat_lit 5) []] }) sequential → False :=
  fun f => false_true (f.offer_limits Nat.zero _ rfl Nat.zero _ rfl (nat_lit 1) rfl)
example : Feasible (market { payer with limits := [window (nat_lit 6) []] } offer task task []) sequential := feasible_sound _ _ rfl
example : Feasible (market { payer with limits := [window (nat_lit 5) []] } offer task task []) sequential → False :=
  fun f => false_true (f.payer_limits Nat.zero _ rfl Nat.zero _ rfl (nat_lit 1) rfl)

/-- D17, prior usage: 4 units in slot -1 leave 2 of 6 for slot 0. The usage in slot -2 does not count. -/
example : Feasible (market payer offer task task [window (nat_lit 6) [nat_lit 3, nat_lit 100]]) sequential := feasible_sound _ _ rfl
example : Feasible (market payer offer task task [window (nat_lit 6) [nat_lit 4]]) sequential → False :=
  fun f => false_true (f.limits Nat.zero _ rfl Nat.zero rfl)

/-- D16: a limit counts only the offers and payers that it lists. -/
example : Feasible (market payer offer task task
    [{ limit none (nat_lit 25) Span.horizon with offers := some [] }, { limit none (nat_lit 25) Span.horizon with payers := some [] }]) sequential :=
  feasible_sound _ _ rfl

/-- D18. -/
example : Feasible (market { payer with budget := some (nat_lit 26) } offer task task []) sequential := feasible_sound _ _ rfl
example : Feasible (market { payer with budget := some (nat_lit 25) } offer task task []) sequential → False :=
  fun f => false_true (f.budgets Nat.zero _ rfl)

/-- D19: the second task needs the first. -/
def needing : Market := market payer offer task { task with needs := [nat_lit 0] } []
example : Feasible needing together := feasible_sound _ _ rfl
example : Feasible needing only_second → False := fun f => false_true (f.needs (nat_lit 1) _ rfl)

/-- D20: the second task comes after the first. -/
def ordered : Market := market payer offer task { task with after := [nat_lit 0] } []
example : Feasible ordered sequential := feasible_sound _ _ rfl
example : Feasible ordered together → False := fun f => false_true (f.after (nat_lit 1) _ rfl)
example : Feasible ordered only_second → False := fun f => false_true (f.after (nat_lit 1) _ rfl)

/-- D21. -/
def demanding : Market := with_task { task with required := true }
example : Feasible demanding only_first := feasible_sound _ _ rfl
example : Feasible demanding only_second → False := fun f => false_true (f.required Nat.zero _ rfl rfl)

end Apportion.Examples
