//! `Witness.lean`: the same declarations as Lean source, for people with a toolchain.

use crate::export::{Name, Part, Record, Tables, Term, Universe};
use std::io::{self, Write};

/// An argument that would be longer, in constants and numbers, becomes a definition of its own.
const ARGUMENT_SIZE_MAX: u32 = 40;

/// What a term is.
#[derive(Clone)]
enum Node {
    /// Only inside the theory.
    Unknown,
    Constant(Box<str>),
    Apply(Term, Term),
    Natural(Box<str>),
}

/// Writes declarations as source.
pub(crate) struct Source<W> {
    out: W,
    names: Vec<Box<str>>,
    nodes: Vec<Node>,
    /// How long a term is when it is written.
    sizes: Vec<u32>,
    /// Arguments that were defined.
    defined: u32,
}

impl<W: Write> Source<W> {
    pub(crate) fn new(tables: &Tables, mut out: W) -> io::Result<Self> {
        out.write_all(HEADER.as_bytes())?;
        let (names, expressions) = (tables.dotted(), tables.expressions());
        let mut source = Self { out, names, nodes: Vec::new(), sizes: Vec::new(), defined: 0 };
        for expression in expressions {
            let node = match expression {
                None => Node::Unknown,
                Some(Known::Constant(name)) => source.constant_node(name),
                Some(Known::Apply(function, argument)) => Node::Apply(Term(function), Term(argument)),
                Some(Known::Natural(digits)) => Node::Natural(digits),
            };
            source.push(node);
        }
        Ok(source)
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn constant_node(&self, name: u32) -> Node {
        Node::Constant(self.names.get(name as usize).cloned().unwrap_or_default())
    }

    fn size(&self, term: Term) -> u32 {
        self.sizes.get(term.0 as usize).copied().unwrap_or(1)
    }

    fn push(&mut self, node: Node) {
        let size = match node {
            Node::Apply(function, argument) => self.size(function).saturating_add(self.size(argument)),
            _ => 1,
        };
        self.nodes.push(node);
        self.sizes.push(size);
    }

    /// Defines long arguments of a term, the inner ones first.
    fn define_arguments(&mut self, term: Term) -> io::Result<()> {
        let mut walk = vec![(term, false)];
        while let Some((next, inner_done)) = walk.pop() {
            let Some(&Node::Apply(function, argument)) = self.nodes.get(next.0 as usize) else { continue };
            if !inner_done {
                walk.push((next, true));
                walk.extend(
                    [(function, false), (argument, false)]
                        .into_iter()
                        .filter(|part| self.size(part.0) > ARGUMENT_SIZE_MAX),
                );
                continue;
            }
            if self.size(argument) > ARGUMENT_SIZE_MAX {
                self.measure(argument);
            }
            if self.size(argument) > ARGUMENT_SIZE_MAX {
                let name = format!("Witness.data_{}", self.defined);
                self.defined += 1;
                write!(self.out, "def {name} := ")?;
                self.write(argument)?;
                writeln!(self.out)?;
                if let (Some(node), Some(size)) =
                    (self.nodes.get_mut(argument.0 as usize), self.sizes.get_mut(argument.0 as usize))
                {
                    (*node, *size) = (Node::Constant(name.into()), 1);
                }
            }
            self.measure(next);
        }
        Ok(())
    }

    /// Measures a term anew, after some of its arguments were defined.
    fn measure(&mut self, term: Term) {
        if let Some(&Node::Apply(function, argument)) = self.nodes.get(term.0 as usize) {
            let size = self.size(function).saturating_add(self.size(argument));
            if let Some(own) = self.sizes.get_mut(term.0 as usize) {
                *own = size;
            }
        }
    }

    /// Writes a term; its depth is bounded, since long arguments are defined.
    fn write(&mut self, term: Term) -> io::Result<()> {
        enum Todo {
            Term(Term),
            Text(&'static str),
        }
        let mut todo = vec![Todo::Term(term)];
        while let Some(next) = todo.pop() {
            let term = match next {
                Todo::Text(text) => {
                    self.out.write_all(text.as_bytes())?;
                    continue;
                }
                Todo::Term(term) => term,
            };
            match self.nodes.get(term.0 as usize) {
                Some(Node::Constant(name)) => write!(self.out, "@{name}")?,
                Some(Node::Natural(digits)) => write!(self.out, "(nat_lit {digits})")?,
                Some(&Node::Apply(function, argument)) => {
                    self.out.write_all(b"(")?;
                    todo.push(Todo::Text(")"));
                    todo.push(Todo::Term(argument));
                    todo.push(Todo::Text(" "));
                    let mut head = function;
                    while let Some(&Node::Apply(function, argument)) = self.nodes.get(head.0 as usize) {
                        todo.extend([Todo::Term(argument), Todo::Text(" ")]);
                        head = function;
                    }
                    todo.push(Todo::Term(head));
                }
                Some(Node::Unknown) | None => self.out.write_all(b"_")?,
            }
        }
        Ok(())
    }

    fn declare(&mut self, kind: &str, name: Name, statement: Term, value: Term) -> io::Result<()> {
        self.define_arguments(statement)?;
        self.define_arguments(value)?;
        let name = self.names.get(name.0 as usize).cloned().unwrap_or_default();
        write!(self.out, "\n{kind} {name} :\n    ")?;
        self.write(statement)?;
        write!(self.out, " :=\n  ")?;
        self.write(value)?;
        writeln!(self.out)
    }
}

const HEADER: &str = "\
import Apportion

/-! A certificate as theorems: the last one is what it claims. The same declarations, term by term, are in `witness.ndjson`, which kernels
check without elaboration. Arguments of constants are all explicit, numbers are raw literals, and long terms are defined apart. -/

set_option maxRecDepth 1000000
";

/// An expression of the theory that a witness may use.
pub(crate) enum Known {
    Constant(u32),
    Apply(u32, u32),
    Natural(Box<str>),
}

impl<W: Write> Record for Source<W> {
    fn name(&mut self, _: Name, prefix: Name, part: &Part) -> io::Result<()> {
        let before = self.names.get(prefix.0 as usize).cloned().unwrap_or_default();
        self.names.push(match part {
            Part::Text(text) if before.is_empty() => text.clone(),
            Part::Text(text) => format!("{before}.{text}").into(),
            Part::Number(number) => format!("{before}_{number}").into(),
        });
        Ok(())
    }

    fn constant(&mut self, _: Term, name: Name, _: Universe) -> io::Result<()> {
        let node = self.constant_node(name.0);
        self.push(node);
        Ok(())
    }

    fn apply(&mut self, _: Term, function: Term, argument: Term) -> io::Result<()> {
        self.push(Node::Apply(function, argument));
        Ok(())
    }

    fn natural(&mut self, _: Term, digits: &str) -> io::Result<()> {
        self.push(Node::Natural(digits.into()));
        Ok(())
    }

    fn definition(&mut self, name: Name, statement: Term, value: Term) -> io::Result<()> {
        self.declare("def", name, statement, value)
    }

    fn theorem(&mut self, name: Name, statement: Term, proof: Term) -> io::Result<()> {
        self.declare("theorem", name, statement, proof)
    }
}
