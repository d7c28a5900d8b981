//! One diagnostic, whatever found it: code, level, words, places, fixes.
//!
//! In: facts from readers and checks. Out: [`Diagnostic`] values in one fixed order, which `render/` turns into text.
//! Knows files and spans, nothing of surfaces, trees or kinds; no type of a rendering library leaves `render/`.

mod change;
pub mod characters;
pub mod code;
mod help;
pub mod nearest;
pub mod notation;
pub mod render;

pub use change::{Change, Plain, What};
pub use code::{CODES, Code, Layer};
pub use help::{Clause, Help, Where};

use crate::source::Span;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No correct program exists for it.
    Error,
    /// A program exists, probably not the wanted one.
    Warning,
    /// Better is possible.
    Hint,
}

impl Level {
    /// The level as it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "hint",
        }
    }
}

/// A place with what is the matter there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to see there, at most about 60 columns; may be empty.
    pub text: String,
}

/// How sure a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Certainly what is meant.
    MachineApplicable,
    /// Perhaps not what is meant.
    MaybeIncorrect,
    /// Something is left to fill in.
    HasPlaceholders,
}

impl Applicability {
    /// The name in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Applicability::MachineApplicable => "machine-applicable",
            Applicability::MaybeIncorrect => "maybe-incorrect",
            Applicability::HasPlaceholders => "has-placeholders",
        }
    }
}

/// Text to put in place of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub insert: String,
}

/// What a fix may change of that which says who may do what, and on which condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Licence {
    /// Nothing.
    #[default]
    None,
    /// A word that means nothing becomes a declared name near it. Fixes of form and names have this licence by themselves.
    Name,
    /// It is said of inputs of rules that they are the role of the caller, which they were by their names.
    CallerRole,
}

/// A repair: edits of the text or, from checks, changes of what is said, of which `repair` makes edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "rename it to `x`".
    pub title: String,
    /// How sure it is.
    pub applicability: Applicability,
    /// The edits, none overlapping another; none yet where there are only changes.
    pub edits: Vec<Edit>,
    /// The changes that the edits are made of.
    pub changes: Vec<Change>,
    /// What it may do to conditions and permissions.
    pub licence: Licence,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: &'static Code,
    /// How much it matters here.
    pub level: Level,
    /// One sentence, lower case, no full stop, names in backticks.
    pub title: String,
    /// The smallest text that must change; none only where there is no text at all (a missing folder).
    pub primary: Option<Label>,
    /// The evidence, in reading order; may lie in other files.
    pub secondary: Vec<Label>,
    /// Why it matters, or what was looked at; one sentence each.
    pub notes: Vec<String>,
    /// What to do; one sentence each.
    pub help: Vec<Help>,
    /// Repairs, best first.
    pub fixes: Vec<Fix>,
    /// The declaration it speaks of, as `commands/CheckIn`.
    pub element: Option<String>,
    /// The place inside the element, as `effects/0/params`.
    pub field: Option<String>,
    /// Where it belongs among the findings of its file: the number of the declaration, then of each value on the way to the place.
    /// Unlike a line it is the same on both surfaces; empty where there is no declaration.
    pub rank: Vec<u32>,
}

impl Diagnostic {
    /// What it says, without its place: code, title, element and field.
    pub fn words(&self) -> (&'static str, String, Option<String>, Option<String>) {
        (self.code.id, self.title.clone(), self.element.clone(), self.field.clone())
    }

    /// A finding of this code at this place, at the code's own level.
    pub fn new(code: &'static Code, title: impl Into<String>, span: Span, label: impl Into<String>) -> Diagnostic {
        let primary = Some(Label { span, text: label.into() });
        Diagnostic { primary, ..Diagnostic::without_place(code, title) }
    }

    /// A finding that has no text to point at.
    pub fn without_place(code: &'static Code, title: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            level: code.level,
            title: title.into(),
            primary: None,
            secondary: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            element: None,
            field: None,
            rank: Vec::new(),
        }
    }

    /// Adds a piece of evidence.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a note.
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Adds a piece of advice.
    pub fn help(mut self, help: impl Into<Help>) -> Diagnostic {
        self.help.push(help.into());
        self
    }

    /// Adds a repair that replaces one span.
    pub fn fix(
        self,
        title: impl Into<String>,
        how: Applicability,
        span: Span,
        insert: impl Into<String>,
    ) -> Diagnostic {
        self.edit(title, how, vec![Edit { span, insert: insert.into() }])
    }

    /// Adds a repair of several edits, none overlapping another.
    pub fn edit(mut self, title: impl Into<String>, how: Applicability, edits: Vec<Edit>) -> Diagnostic {
        let (title, licence) = (title.into(), Licence::None);
        self.fixes.push(Fix { title, applicability: how, edits, changes: Vec::new(), licence });
        self
    }

    /// Adds a repair that changes what is said, on whichever surface it is said.
    ///
    /// If no edit of the text can be found that says exactly this and keeps all comments, the title becomes a help.
    pub fn change(
        mut self,
        title: impl Into<String>,
        how: Applicability,
        changes: impl IntoIterator<Item = Change>,
    ) -> Diagnostic {
        let changes = changes.into_iter().collect();
        let (title, licence) = (title.into(), Licence::None);
        self.fixes.push(Fix { title, applicability: how, edits: Vec::new(), changes, licence });
        self
    }

    /// Gives a licence to the repair that was added last.
    pub fn licensed(mut self, licence: Licence) -> Diagnostic {
        if let Some(fix) = self.fixes.last_mut() {
            fix.licence = licence;
        }
        self
    }

    /// Where it points first.
    pub fn span(&self) -> Option<Span> {
        self.primary.as_ref().map(|label| label.span)
    }

    /// Says which declaration, and which place inside it, the finding speaks of.
    pub fn at(mut self, element: impl Into<String>, field: impl std::fmt::Display) -> Diagnostic {
        let field = field.to_string();
        self.element = Some(element.into());
        self.field = (!field.is_empty()).then_some(field);
        self
    }
}

/// Puts findings in the order in which they are shown: errors, warnings, hints; within these by file and place.
pub fn sort(findings: &mut [Diagnostic]) {
    findings.sort_by(|a, b| {
        let file = |d: &Diagnostic| d.span().map(|span| span.file);
        let unranked = |d: &Diagnostic| d.span().filter(|_| d.rank.is_empty());
        let one = (a.level, file(a), &a.rank, unranked(a), a.code.id, &a.title, a.span());
        one.cmp(&(b.level, file(b), &b.rank, unranked(b), b.code.id, &b.title, b.span()))
    });
}
