import Apportion.Spec.Basic

/-! The market, as docs/model.md defines it: what is stated (D1 to D7).

A text (a name, a label, a unit) is the number whose digits to base 256 are 1 and then the text's bytes in UTF-8, so that equal texts are equal
numbers and every text can be read back. A path (D9) is the list of its parts between `/`; the root is the empty list. Resources, payers,
offers and tasks are named by their places in the market's lists, from 0. An absent value is `none`. -/

namespace Apportion

/-- D2. -/
structure Resource where
  name : Nat
  unit : Nat

/-- An entry of a map from resources to amounts; a resource has at most one, and without one its amount is 0 or absent (D3, D5). -/
structure Entry where
  resource : Nat
  amount : Nat

/-- A capacity (D3): `none` is unlimited. -/
structure Capacity where
  resource : Nat
  amount : Option Nat

/-- D17. -/
inductive Span : Type
  | horizon : Span
  | interval (first last : Nat) : Span
  -- `prior` is the usage in slots -1, -2 and so on.
  | window (slots : Nat) (prior : List Nat) : Span

/-- D16. The subject is a resource, or money (`none`). -/
structure Limit where
  subject : Option Nat
  amount : Nat
  span : Span
  offers : Option (List Nat)
  payers : Option (List Nat)

/-- D4. -/
structure Payer where
  id : Nat
  budget : Option Nat
  limits : List Limit

/-- D5: `none` is no restriction. -/
structure Permit where
  labels : Option (List Nat)
  principals : Option (List Nat)
  scopes : Option (List (List Nat))

/-- D5. -/
structure Offer where
  id : Nat
  seller : Option Nat
  donated : Bool
  capacity : List Capacity
  total : List Entry
  demand_max : List Entry
  price : List Entry
  price_fixed : Nat
  quality : Nat
  latency : Nat
  reliability : Nat
  first : Nat
  last : Nat
  provides : List Nat
  permit : Permit
  limits : List Limit

/-- D7. -/
structure Quote where
  offer : Nat
  price : Option Nat
  demand : Option (List Entry)
  score : Nat

/-- D6. -/
structure Task where
  id : Nat
  payer : Nat
  demand : List Entry
  duration : Nat
  first : Nat
  last : Nat
  labels : List Nat
  requires : List Nat
  scope : List Nat
  quality_min : Nat
  latency_max : Option Nat
  reliability_min : Nat
  price_max : Option Nat
  required : Bool
  penalty : Nat
  value : Nat
  needs : List Nat
  after : List Nat
  quotes : List Quote
  quotes_only : Bool

/-- D23. -/
inductive Term : Type
  | price : Term
  | penalty : Term
  | value_lost : Term
  | latency : Term
  | quality_lost : Term
  | reliability_lost : Term
  | score : Term
  | end_slot : Term
  | use (resource : Nat) : Term

/-- D24: a term of a level with its weight. -/
structure Weighted where
  term : Term
  weight : Nat

/-- D1 to D7, D24. -/
structure Market where
  name : Option Nat
  resources : List Resource
  slots : Nat
  slot_length : Nat
  payers : List Payer
  offers : List Offer
  tasks : List Task
  limits : List Limit
  objective : List (List Weighted)

/-- D12: what is chosen for a task. -/
inductive Choice : Type
  | unassigned : Choice
  | run (offer start : Nat) : Choice

end Apportion
