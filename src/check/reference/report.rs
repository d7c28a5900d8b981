//! The words for names that nothing declares.
//!
//! In: a missing name, its uses, and what may have been meant. Out: one finding.

use super::resolve::Guess;
use super::{Reference, Space};
use crate::ast::Node;
use crate::check::gather::Set;
use crate::check::names::{Names, Symbol, SymbolId};
use crate::check::place::{Word, a, cut, is_plain, listing};
use crate::diag::code::{C0101, C0103, C0104, C0105, C0201};
use crate::diag::{Applicability, Code, Diagnostic};
use crate::kinds::{Kind, Shape};

/// At most so many places are shown beside the first.
const SHOWN: usize = 4;

/// What words are made from.
#[derive(Clone, Copy)]
pub struct Report<'a, 's> {
    /// The declarations.
    pub set: &'s Set<'a>,
    /// Their names.
    pub names: &'s Names<'a>,
}

impl<'a> Report<'a, '_> {
    /// A declaration that is misspelt: several places agree on another name.
    pub fn at_declaration(&self, declared: SymbolId, uses: &[&Reference<'a>], guess: &Guess<'a>) -> Diagnostic {
        let Some(symbol) = self.names.symbols.get(declared) else {
            return Diagnostic::without_place(&C0101, "a name is not declared");
        };
        let written = uses.first().map_or("", |first| first.word.text);
        let code: &'static Code = match (guess.only_letters, uses.iter().all(|reference| reference.is_type)) {
            (true, _) => &C0105,
            (false, true) => &C0201,
            (false, false) => &C0101,
        };
        let title = format!("`{}` is declared here, but {} places say `{written}`", symbol.name, uses.len());
        let mut found = Diagnostic::new(code, title, symbol.span, format!("nothing uses the name `{}`", symbol.name));
        for reference in uses.iter().take(SHOWN) {
            found = found.label(reference.word.span, "used here");
        }
        found = rest(found, uses.len().saturating_sub(SHOWN));
        let sure = guess.near.is_some_and(|(.., sure)| sure);
        let whole = self.written(symbol);
        found = self.rename(found, whole, written, sure);
        let (element, name) = self.declaration(symbol.declaration);
        found.at(element, name)
    }

    /// A bare name that two kinds declare.
    pub fn ambiguous(&self, reference: &Reference<'a>, first: SymbolId, other: SymbolId) -> Option<Diagnostic> {
        let (first, other) = (self.names.symbols.get(first)?, self.names.symbols.get(other)?);
        let kind = |symbol: &Symbol| self.set.declarations.get(symbol.declaration).map_or("", |own| own.kind.keyword);
        let written = reference.word.text;
        let (one, two) = (kind(first), kind(other));
        let title = format!("`{written}` is the name of {} and of {}", a(one), a(two));
        let label = format!("which of them is meant: the {one} or the {two}?");
        let found = Diagnostic::new(&C0104, title, reference.word.span, label)
            .label(first.span, format!("the {one}"))
            .label(other.span, format!("the {two}"))
            .help(format!("rename one of them, or write the kind before the name, as in `{one}:{written}`"));
        let (element, _) = self.declaration(reference.declaration);
        Some(found.at(element, reference.path(self.set)))
    }

    /// A name that is missing, at its first use; `others` are more uses of it.
    pub fn at_first_use(&self, first: &Reference<'a>, others: &[&Reference<'a>], guess: &Guess<'a>) -> Diagnostic {
        let written = first.word.text;
        let span = first.word.span;
        let mut found = match (guess.elsewhere.and_then(|id| self.names.symbols.get(id)), guess.near) {
            (Some(other), _) if !guess.only_letters => self.wrong_kind(first, other),
            (_, Some((name, id, sure))) => {
                let code = if guess.only_letters {
                    &C0105
                } else if first.is_type {
                    &C0201
                } else {
                    &C0101
                };
                let title = if guess.only_letters {
                    format!("the {} is called `{name}`, not `{written}`", self.wanted(first))
                } else {
                    self.absent(first)
                };
                let mut found = Diagnostic::new(code, title, span, format!("did you mean `{name}`?"));
                if let Some(symbol) = id.and_then(|id| self.names.symbols.get(id)) {
                    found = found.label(symbol.span, "declared here");
                }
                self.rename(found, first.word, &reference_name(first, name), sure)
            }
            _ => self.stranger(first),
        };
        let mut distinct: Vec<&str> = others.iter().map(|other| other.word.text).chain([written]).collect();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() > 1 {
            found.title =
                format!("no {} is declared, but {} names of such are used", self.wanted(first), distinct.len());
            found.notes.clear();
        }
        for reference in others.iter().take(SHOWN) {
            let same = reference.word.text == written;
            let text = if same { "also used here" } else { "not declared either" };
            found = found.label(reference.word.span, text);
        }
        let (element, _) = self.declaration(first.declaration);
        rest(found, others.len().saturating_sub(SHOWN)).at(element, first.path(self.set))
    }

    fn wrong_kind(&self, first: &Reference<'a>, other: &Symbol<'a>) -> Diagnostic {
        let (written, wanted) = (first.word.text, self.wanted(first));
        let kind = self.kind(other).map_or("name", |kind| kind.keyword);
        let title = format!("`{written}` is {}, not {}", a(kind), a(&wanted));
        let found = Diagnostic::new(&C0103, title, first.word.span, format!("{} is wanted here", a(&wanted)))
            .label(other.span, format!("declared as {}", a(kind)));
        match self.key_for(first, kind) {
            Some(key) => found.help(format!("say `{key}` in place of the key used here, or name {}", a(&wanted))),
            None => found.help(format!("name {}", a(&wanted))),
        }
    }

    /// A key beside the one that is used that takes names of this kind.
    fn key_for(&self, first: &Reference<'a>, kind: &str) -> Option<&'static str> {
        let record = self.set.declarations.get(first.declaration)?.kind.record;
        record.key(&first.path(self.set))?;
        let takes = |shape: &Shape| matches!(shape, Shape::Ref(kinds) if kinds.contains(&kind));
        record.keys.iter().find(|key| takes(&key.shape)).map(|key| key.name)
    }

    fn stranger(&self, first: &Reference<'a>) -> Diagnostic {
        let code = if first.is_type { &C0201 } else { &C0101 };
        let found = Diagnostic::new(code, self.absent(first), first.word.span, "not declared anywhere");
        let wanted = self.wanted(first);
        match first.space {
            Space::Kinds(kinds) if kinds.iter().all(|kind| self.names.of_kind(kind).is_empty()) => {
                found.note(format!("the set declares no {wanted} at all")).help(format!("declare {}", a(&wanted)))
            }
            Space::Kinds(_) if first.is_type => {
                found.help("use a built-in type, or declare an entity, a value or an enum of this name")
            }
            Space::Kinds(_) => match self.operation_of(first) {
                Some((target, only)) => {
                    let found = found.label(only.span, format!("the only operation of `{target}`"));
                    self.rename(found, first.word, only.name, false)
                }
                None => found.help(format!("declare {} of this name, or name one that is declared", a(&wanted))),
            },
            Space::Part(part, owner) => {
                let ids = self.names.parts_of(owner, part).unwrap_or_default().take(12);
                let have = ids.filter_map(|id| self.names.symbols.get(id)).map(|symbol| symbol.name);
                let have = crate::check::place::quoted(have, "and");
                found.help(format!("{} has {have}", self.owner(owner)))
            }
        }
    }

    /// The only operation of the integration that is called, where an operation is missing.
    fn operation_of(&self, first: &Reference<'a>) -> Option<(&'a str, &Symbol<'a>)> {
        let bare = |text: &'a str| cut(text, b':').map_or(text, |(_, name)| name);
        let target = bare(first.target?);
        let mut all =
            self.names.of_kind("operation").iter().filter_map(|id| self.names.symbols.get(*id)).filter(|symbol| {
                let declaration = self.set.declarations.get(symbol.declaration);
                let of = declaration.and_then(|found| found.node.get("integration_id")).and_then(Node::as_text);
                of.map(bare) == Some(target)
            });
        let only = all.next()?;
        all.next().is_none().then_some((target, only))
    }

    /// That nothing is called so.
    fn absent(&self, reference: &Reference<'a>) -> String {
        let written = reference.word.text;
        match reference.space {
            Space::Part(part, owner) => format!("{} has no {} `{written}`", self.owner(owner), part.word()),
            Space::Kinds(_) => format!("no {} is called `{written}`", self.wanted(reference)),
        }
    }

    /// What is wanted, in a word or two.
    fn wanted(&self, reference: &Reference<'a>) -> String {
        match reference.space {
            Space::Part(part, _) => part.word().to_owned(),
            Space::Kinds([_, _, ..]) if reference.is_type => "type".to_owned(),
            Space::Kinds(kinds) => listing(kinds.iter().copied(), "or"),
        }
    }

    fn owner(&self, declaration: usize) -> String {
        match self.set.declarations.get(declaration) {
            Some(found) => {
                found.name.map_or(found.kind.keyword.into(), |(name, _)| format!("{} `{name}`", found.kind.keyword))
            }
            None => String::new(),
        }
    }

    /// How findings speak of a declaration, and the key that names it.
    fn declaration(&self, at: usize) -> (&str, &'static str) {
        self.set.declarations.get(at).map_or(("", ""), |found| (found.element.as_str(), found.kind.name))
    }

    fn kind(&self, symbol: &Symbol) -> Option<&'static Kind> {
        self.set.declarations.get(symbol.declaration).map(|found| found.kind)
    }

    /// The name of a symbol as a word that can be replaced, if it was written without escapes.
    fn written(&self, symbol: &Symbol<'a>) -> Word<'a> {
        let length = (symbol.span.end - symbol.span.start) as usize;
        let quoted = length == symbol.name.len() + 2;
        let mut span = symbol.span;
        if quoted {
            span.start += 1;
            span.end -= 1;
        }
        Word { text: symbol.name, span, exact: quoted || length == symbol.name.len() }
    }

    fn rename(&self, found: Diagnostic, word: Word, name: &str, sure: bool) -> Diagnostic {
        let how = if sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
        let plain = is_plain(name) || (name.contains(':') && name.split(':').all(is_plain));
        if word.exact && plain {
            found.fix(format!("write `{name}`"), how, word.span, name)
        } else {
            found.help(format!("write `{name}`"))
        }
    }
}

/// The name as a reference writes it: v0 has no dots in references to secrets.
fn reference_name(reference: &Reference, name: &str) -> String {
    let is_secret = matches!(reference.space, Space::Kinds(["secret"]));
    if is_secret && !reference.word.text.contains('.') { name.replace('.', "_") } else { name.to_owned() }
}

fn rest(found: Diagnostic, more: usize) -> Diagnostic {
    match more {
        0 => found,
        1 => found.note("one more place uses it"),
        more => found.note(format!("{more} more places use it")),
    }
}
