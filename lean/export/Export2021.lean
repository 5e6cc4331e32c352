import Lean.Environment
import Lean.Util.Path
import Lean.Util.ReplaceExpr

/-! Writes constants of a module, and all that they rest on, in the export format NDJSON 3.1 of lean4export, for Lean of July 2021, for which
lean4export does not exist. Same environment and same roots, same bytes: items are numbered in the order in which a depth-first walk of the
roots meets them.

usage: lean --run Export2021.lean OUT MODULE ROOTS        where the file ROOTS names one constant on each line
-/

open Lean Std

structure State where
  out : IO.FS.Handle
  env : Environment
  names : HashMap Name Nat := HashMap.empty.insert Name.anonymous 0
  levels : HashMap Level Nat := HashMap.empty.insert levelZero 0
  expressions : HashMap Expr Nat := {}
  done : HashMap Name Unit := {}
  axioms : List Name := []

abbrev Export := StateT State IO

def put (line : String) : Export Unit := do
  (← get).out.putStrLn line

def quoted (s : String) : String :=
  "\"" ++ s.foldl (fun r c => if c == '"' || c == '\\' then (r.push '\\').push c else r.push c) "" ++ "\""

def object (members : List (String × String)) : String :=
  "{" ++ ",".intercalate (members.map fun (k, v) => quoted k ++ ":" ++ v) ++ "}"

def array (items : List String) : String :=
  "[" ++ ",".intercalate items ++ "]"

def boolean (b : Bool) : String := if b then "true" else "false"

partial def name (n : Name) : Export String := do
  match (← get).names.find? n with
  | some i => return toString i
  | none =>
    let body ← match n with
      | Name.str p s _ => do
        let p ← name p
        pure ("str", object [("pre", p), ("str", quoted s)])
      | Name.num p k _ => do
        let p ← name p
        pure ("num", object [("pre", p), ("i", toString k)])
      | Name.anonymous => throw <| IO.userError "the anonymous name has number 0"
    let i := (← get).names.size
    put (object [body, ("in", toString i)])
    modify fun s => { s with names := s.names.insert n i }
    return toString i

partial def level (l : Level) : Export String := do
  match (← get).levels.find? l with
  | some i => return toString i
  | none =>
    let body ← match l with
      | Level.succ a _ => do pure ("succ", ← level a)
      | Level.max a b _ => do
        let a ← level a
        let b ← level b
        pure ("max", array [a, b])
      | Level.imax a b _ => do
        let a ← level a
        let b ← level b
        pure ("imax", array [a, b])
      | Level.param n _ => do pure ("param", ← name n)
      | _ => throw <| IO.userError "a level is neither zero, succ, max, imax nor a parameter"
    let i := (← get).levels.size
    put (object [body, ("il", toString i)])
    modify fun s => { s with levels := s.levels.insert l i }
    return toString i

def binder : BinderInfo → String
  | BinderInfo.implicit => quoted "implicit"
  | BinderInfo.strictImplicit => quoted "strictImplicit"
  | BinderInfo.instImplicit => quoted "instImplicit"
  | _ => quoted "default"

/-- Without notes for the elaborator, so that equal terms are written once. -/
partial def plain (e : Expr) : Expr :=
  e.replace fun
    | Expr.mdata _ e _ => some (plain e)
    | _ => none

/-- With one name for every bound variable, so that the theory is short: no kernel looks at these names. Inductive types keep theirs. -/
partial def nameless (e : Expr) : StateM (HashMap Expr Expr) Expr := do
  match (← get).find? e with
  | some r => return r
  | none =>
    let r ← match e with
      | Expr.app f a _ => do
        let f ← nameless f
        let a ← nameless a
        pure (mkApp f a)
      | Expr.lam _ t b _ => do
        let t ← nameless t
        let b ← nameless b
        pure (mkLambda `x BinderInfo.default t b)
      | Expr.forallE _ t b _ => do
        let t ← nameless t
        let b ← nameless b
        pure (mkForall `x BinderInfo.default t b)
      | Expr.letE _ t v b _ => do
        let t ← nameless t
        let v ← nameless v
        let b ← nameless b
        pure (mkLet `x t v b)
      | Expr.proj n k s _ => do
        let s ← nameless s
        pure (mkProj n k s)
      | e => pure e
    modify fun s => s.insert e r
    return r

def nameless_value (e : Expr) : Expr :=
  ((nameless (plain e)).run {}).1

partial def expression (e : Expr) : Export String := do
  match (← get).expressions.find? e with
  | some i => return toString i
  | none =>
    let body ← match e with
      | Expr.bvar k _ => pure ("bvar", toString k)
      | Expr.sort l _ => do pure ("sort", ← level l)
      | Expr.const n us _ => do
        let n ← name n
        let us ← us.mapM level
        pure ("const", object [("name", n), ("us", array us)])
      | Expr.app f a _ => do
        let f ← expression f
        let a ← expression a
        pure ("app", object [("fn", f), ("arg", a)])
      | Expr.lam n t b d => do
        let n ← name n
        let t ← expression t
        let b ← expression b
        pure ("lam", object [("name", n), ("type", t), ("body", b), ("binderInfo", binder d.binderInfo)])
      | Expr.forallE n t b d => do
        let n ← name n
        let t ← expression t
        let b ← expression b
        pure ("forallE", object [("name", n), ("type", t), ("body", b), ("binderInfo", binder d.binderInfo)])
      | Expr.letE n t v b _ => do
        let n ← name n
        let t ← expression t
        let v ← expression v
        let b ← expression b
        pure ("letE", object [("name", n), ("type", t), ("value", v), ("body", b), ("nondep", "false")])
      | Expr.lit (Literal.natVal k) _ => pure ("natVal", quoted (toString k))
      | Expr.lit (Literal.strVal s) _ => pure ("strVal", quoted s)
      | Expr.proj n k s _ => do
        let n ← name n
        let s ← expression s
        pure ("proj", object [("typeName", n), ("idx", toString k), ("struct", s)])
      | _ => throw <| IO.userError "a term is not closed"
    let i := (← get).expressions.size
    put (object [body, ("ie", toString i)])
    modify fun s => { s with expressions := s.expressions.insert e i }
    return toString i

partial def constants (e : Expr) : StateM (HashMap Expr Unit × List Name) Unit := do
  if (← get).1.contains e then return ()
  modify fun (seen, found) => (seen.insert e (), found)
  let note (n : Name) := modify fun (seen, found) => (seen, n :: found)
  match e with
  | Expr.const n _ _ => note n
  | Expr.app f a _ => do constants f; constants a
  | Expr.lam _ t b _ => do constants t; constants b
  | Expr.forallE _ t b _ => do constants t; constants b
  | Expr.letE _ t v b _ => do constants t; constants v; constants b
  | Expr.proj n _ s _ => do note n; constants s
  | Expr.lit (Literal.natVal _) _ => note `Nat
  | Expr.lit (Literal.strVal _) _ => note `String
  | _ => return ()

def header (c : ConstantVal) (type : Expr) : Export (List (String × String)) := do
  let n ← name c.name
  let us ← c.levelParams.mapM name
  for u in c.levelParams do discard <| level (mkLevelParam u)
  let t ← expression type
  return [("name", n), ("levelParams", array us), ("type", t)]

partial def declaration (n : Name) : Export Unit := do
  if (← get).done.contains n then return ()
  let env := (← get).env
  let some found ← pure (env.find? n) | throw <| IO.userError s!"there is no constant {n}"
  let mark (n : Name) : Export Unit := modify fun s => { s with done := s.done.insert n () }
  let restsOn (e : Expr) : Export Unit := do
    for c in ((constants (plain e)).run ({}, [])).2.2.reverse do declaration c
  let alone : Export (String × String) := do return ("all", array [← name n])
  match found with
  | ConstantInfo.axiomInfo v =>
    restsOn v.type
    mark n
    modify fun s => { s with axioms := n :: s.axioms }
    put (object [("axiom", object ((← header v.toConstantVal (plain v.type)) ++ [("isUnsafe", boolean v.isUnsafe)]))])
  | ConstantInfo.defnInfo v =>
    restsOn v.type
    restsOn v.value
    mark n
    let hints := match v.hints with
      | ReducibilityHints.opaque => quoted "opaque"
      | ReducibilityHints.abbrev => quoted "abbrev"
      | ReducibilityHints.regular k => object [("regular", toString k.toNat)]
    let head ← header v.toConstantVal (nameless_value v.type)
    let value ← expression (nameless_value v.value)
    put (object [("def", object (head ++ [("value", value), ("hints", hints), ("safety", quoted "safe"), ← alone]))])
  | ConstantInfo.thmInfo v =>
    restsOn v.type
    restsOn v.value
    mark n
    let head ← header v.toConstantVal (nameless_value v.type)
    let value ← expression (nameless_value v.value)
    put (object [("thm", object (head ++ [("value", value), ← alone]))])
  | ConstantInfo.opaqueInfo _ => throw <| IO.userError s!"{n} is opaque"
  | ConstantInfo.quotInfo _ => throw <| IO.userError s!"{n} is of quotients"
  | ConstantInfo.ctorInfo v => declaration v.induct
  | ConstantInfo.recInfo v => declaration v.name.getPrefix
  | ConstantInfo.inductInfo v =>
    if v.isNested || v.all.length != 1 then throw <| IO.userError s!"{n} is nested or mutual"
    let constructors ← v.ctors.mapM fun k => match env.find? k with
      | some (ConstantInfo.ctorInfo i) => pure i
      | _ => throw <| IO.userError s!"{k} is no constructor"
    let recursor ← match env.find? (Name.mkStr n "rec") with
      | some (ConstantInfo.recInfo i) => pure i
      | _ => throw <| IO.userError s!"{n} has no recursor"
    mark n
    for c in constructors do mark c.name
    mark recursor.name
    restsOn v.type
    for c in constructors do restsOn c.type
    let counts (parameters : Nat) := ("numParams", toString parameters)
    let type := object ((← header v.toConstantVal (plain v.type)) ++ [counts v.numParams, ("numIndices", toString v.numIndices), ← alone,
      ("ctors", array (← v.ctors.mapM name)), ("numNested", "0"), ("isRec", boolean v.isRec), ("isUnsafe", boolean v.isUnsafe),
      ("isReflexive", boolean v.isReflexive)])
    let ctors ← constructors.mapM fun c => do
      return object ((← header c.toConstantVal (plain c.type)) ++ [("induct", ← name c.induct), ("cidx", toString c.cidx), counts c.numParams,
        ("numFields", toString c.numFields), ("isUnsafe", boolean c.isUnsafe)])
    let head ← header recursor.toConstantVal (nameless_value recursor.type)
    let rules ← recursor.rules.mapM fun rule => do
      return object [("ctor", ← name rule.ctor), ("nfields", toString rule.nfields), ("rhs", ← expression (nameless_value rule.rhs))]
    let rec' := object (head ++ [← alone, counts recursor.numParams, ("numIndices", toString recursor.numIndices),
      ("numMotives", toString recursor.numMotives), ("numMinors", toString recursor.numMinors), ("rules", array rules),
      ("k", boolean recursor.k), ("isUnsafe", boolean recursor.isUnsafe)])
    put (object [("inductive", object [("types", array [type]), ("ctors", array ctors), ("recs", array [rec'])])])

def parsed (s : String) : Name :=
  (s.splitOn ".").foldl Name.mkStr Name.anonymous

def main (arguments : List String) : IO UInt32 := do
  match arguments with
  | [out, module, roots] =>
    let some path ← IO.getEnv "LEAN_PATH" | throw <| IO.userError "LEAN_PATH is not set"
    initSearchPath (some path)
    let env ← importModules [{ module := parsed module }] {} 0
    let roots := ((← IO.FS.lines roots).toList.filter fun line => line != "").map parsed
    let handle ← IO.FS.Handle.mk out IO.FS.Mode.write
    let run : Export Unit := do
      put (object [("meta", object [("exporter", object [("name", quoted "apportion-export"), ("version", quoted "1")]),
        ("lean", object [("githash", quoted ""), ("version", quoted "4.0.0-2021-07")]), ("format", object [("version", quoted "3.1.0")])])])
      for root in roots do declaration root
      let s ← get
      IO.println s!"{s.done.size} constants, {s.expressions.size} expressions, axioms {s.axioms}"
    discard <| run.run { out := handle, env := env }
    return 0
  | _ =>
    IO.println "usage: OUT MODULE ROOTS"
    return 1
