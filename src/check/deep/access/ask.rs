//! Who can do what, as an answer to a question: the rows of the matrix for one operation or one resource.
//!
//! In: what is asked about. Out: [`Asked`], plain and without trees, or the names that may have been meant.

use super::{Access, Answer, Layer, Verdict, Who};
use crate::check::deep::model::Operation;
use crate::check::place::cut;
use crate::diag::nearest::nearest;
use crate::source::Span;

/// What one layer says of one caller.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The layer: `guard`, `permission`, ...
    pub layer: Layer,
    /// What it says.
    pub verdict: Verdict,
    /// The declaration that decides, as `commands/Ship`.
    pub element: String,
    /// Where it decides.
    pub span: Span,
    /// The condition, or what was not understood.
    pub when: Option<String>,
}

/// One caller.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The role, or `anonymous`.
    pub name: String,
    /// Whether the call goes through.
    pub verdict: Verdict,
    /// The layers that say something.
    pub layers: Vec<Voice>,
}

/// One row of the matrix.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `command` or `query`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// The operation, as `commands/Ship`.
    pub element: String,
    /// Where its name stands.
    pub span: Span,
    /// What it does with the resource that was asked about: `reads`, `writes`, `deletes`.
    pub does: Option<&'static str>,
    /// The callers.
    pub callers: Vec<Caller>,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub enum Unknown {
    /// Nothing that can be called has this name; perhaps this one was meant.
    Name(Option<String>),
    /// No role has this name; perhaps this one was meant.
    Role(Option<String>),
}

impl<'m> Access<'_, 'm, '_> {
    /// The rows for a command, a query, or every operation that touches an entity; `kind:name` says which of them.
    pub fn ask(&self, what: &str, role: Option<&str>) -> Result<Vec<Asked>, Unknown> {
        if let Some(role) = role.filter(|role| *role != Who::Anonymous.name() && !self.roles.contains(role)) {
            return Err(Unknown::Role(nearest(role, self.roles.iter().copied()).map(str::to_owned)));
        }
        let (kind, name) = cut(what, b':').map_or((None, what), |(kind, name)| (Some(kind), name));
        let operations = &self.model.operations;
        let named = operations.iter().filter(|own| own.name == name && kind.is_none_or(|kind| kind == own.kind));
        let mut rows: Vec<Asked> = named.map(|own| self.asked(own, None, role)).collect();
        if rows.is_empty() && kind.is_none_or(|kind| kind == "entity") && self.model.entity(name).is_some() {
            for own in operations {
                let touch = &own.touch;
                let does = match touch.writes.get(name) {
                    Some(true) => Some("deletes"),
                    Some(false) => Some("writes"),
                    None => touch.all.contains(&name).then_some("reads"),
                };
                rows.extend(does.map(|does| self.asked(own, Some(does), role)));
            }
            return Ok(rows);
        }
        if rows.is_empty() {
            let names = operations.iter().map(|own| own.name).chain(self.model.entities.iter().map(|own| own.name));
            return Err(Unknown::Name(nearest(name, names).map(str::to_owned)));
        }
        Ok(rows)
    }

    fn asked(&self, own: &Operation<'m>, does: Option<&'static str>, role: Option<&str>) -> Asked {
        let caller = |(who, answer): (Who, Answer)| Caller {
            name: who.name().to_owned(),
            verdict: answer.verdict,
            layers: answer
                .says
                .into_iter()
                .map(|say| Voice {
                    layer: say.layer,
                    verdict: say.verdict,
                    element: say.own.element.clone(),
                    span: say.span,
                    when: (!say.when.is_empty()).then(|| say.when.join(" and ")),
                })
                .collect(),
        };
        let row = self.row(own).into_iter().filter(|(who, _)| role.is_none_or(|role| who.name() == role));
        Asked {
            kind: own.kind,
            name: own.name.to_owned(),
            element: own.own.element.clone(),
            span: own.span,
            does,
            callers: row.map(caller).collect(),
        }
    }
}
