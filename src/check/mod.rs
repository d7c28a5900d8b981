//! What can be known of a set without running anything: shapes, names, references and, in `deep`, meaning.
//!
//! In: trees of any surface with the files they came from. Out: findings in the order in which they are shown. Knows the
//! tables of kinds, never a surface. An element that failed one check is passed over by the next: one mistake, one message.

mod fit;
pub(crate) mod gather;
pub(crate) mod place;
mod walk;

pub mod ask;
pub mod convention;
mod names;
mod rank;

mod circles;
mod columns;
pub(crate) mod deep;
mod duplicate;
mod each;
mod empty;
mod layout;
mod reference;
mod repeated;
mod reserved;
mod shape;
mod v0;
mod values;

pub use deep::access::{Asked, Caller, Cell, Layer, Matrix, Unknown, Verdict, Voice};
pub use shape::no_contract;
pub use v0::beyond_v0;

use crate::ast::Document;
use crate::diag::{self, Diagnostic};
use crate::reading::Broken;
use crate::source::FileId;

/// One file to check.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file.
    pub file: FileId,
    /// Its path, as it is shown.
    pub path: &'a str,
    /// What it says, as far as it could be read.
    pub document: &'a Document,
    /// The declarations in it that could not be read.
    pub broken: &'a [Broken],
    /// Whether all of it was read.
    pub whole: bool,
}

/// All findings over these files, in order.
///
/// `complete` says that they are a whole set: then a name of a kind that none of them declares is missing. A single file
/// is not complete, and what it names may well be declared in the files beside it.
pub fn check(files: &[Source], complete: bool) -> Vec<Diagnostic> {
    in_shares(files, complete, deep::SIZE)
}

/// The same, so many declarations at a time: that makes no difference.
fn in_shares(files: &[Source], complete: bool, size: usize) -> Vec<Diagnostic> {
    let set = gather::gather(files, complete);
    let (findings, seen) = of_form(&set);
    deep::check(&set, &seen, findings, size, |findings, _| in_order(&set, findings))
}

fn in_order(set: &gather::Set, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    rank::rank(set, &mut findings);
    diag::sort(&mut findings);
    findings
}

/// As [`check`], and then makes something of these files, where `lets_pass` says so of what was found, and there is no error of form or
/// reference in any case.
pub fn check_then<T>(
    files: &[Source],
    complete: bool,
    lets_pass: impl FnOnce(Vec<Diagnostic>) -> bool,
    make: impl FnOnce(&Valid) -> T,
) -> Option<T> {
    let set = gather::gather(files, complete);
    let (findings, seen) = of_form(&set);
    let is_well_formed = !findings.iter().any(|finding| finding.level == diag::Level::Error);
    deep::check(&set, &seen, findings, deep::SIZE, |findings, access| {
        let passes = lets_pass(in_order(&set, findings));
        (passes && is_well_formed).then(|| make(&Valid { access }))
    })
}

/// Who may call what in these files: a plain value, so that two sets can be compared by it.
pub fn matrix(files: &[Source], complete: bool) -> Matrix {
    let set = gather::gather(files, complete);
    let (findings, seen) = of_form(&set);
    deep::with_access(&set, &seen, findings, |access, _| access.matrix())
}

/// Who may call an operation of these files, or do anything with an entity, and what decides.
pub fn who_can(files: &[Source], complete: bool, what: &str, role: Option<&str>) -> Result<Vec<Asked>, Unknown> {
    let set = gather::gather(files, complete);
    let (findings, seen) = of_form(&set);
    deep::with_access(&set, &seen, findings, |access, _| access.ask(what, role))
}

/// A set without an error of form or reference, by its meaning: only [`check_then`] makes one, and only from it code is made.
pub struct Valid<'x, 'm, 'a> {
    access: &'x deep::access::Access<'x, 'm, 'a>,
}

impl<'x, 'm, 'a> Valid<'x, 'm, 'a> {
    /// What decides about access, and the model in it.
    pub(crate) fn access(&self) -> &'x deep::access::Access<'x, 'm, 'a> {
        self.access
    }
}

/// What a stack cannot make, each at its place: the declaration or a place in it, what it is, why.
pub fn refusals(files: &[Source], complete: bool, said: &[(String, String, String)]) -> Vec<Diagnostic> {
    let set = gather::gather(files, complete);
    let of = |(origin, what, why): &(String, String, String)| {
        let own = set
            .declarations
            .iter()
            .filter(|own| {
                origin.strip_prefix(own.element.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .max_by_key(|own| own.element.len())?;
        let place = origin.get(own.element.len()..).unwrap_or("").trim_start_matches('/');
        let mut node = own.node;
        for step in place.split('/').filter(|step| !step.is_empty()) {
            let inner = match step.parse::<usize>() {
                Ok(at) => node.as_list().and_then(|items| items.get(at)).map(|item| &item.node),
                Err(_) => node.get(step),
            };
            let Some(inner) = inner else { break };
            node = inner;
        }
        let span = match (place.is_empty(), own.name) {
            (true, Some((_, span))) => span,
            _ => place::head(node, "id"),
        };
        let title = format!("no code can be made for {what}");
        Some(Diagnostic::new(&diag::code::C2001, title, span, why.as_str()).at(own.element.as_str(), place))
    };
    said.iter().filter_map(of).collect()
}

/// What was seen in all declarations of a set.
#[derive(Debug, Default)]
pub(crate) struct Seen<'a> {
    /// What is used.
    pub uses: reference::Uses<'a>,
    /// What is remarkable in the texts of each declaration, by its number.
    pub texts: Vec<deep::model::Texts<'a>>,
}

/// What is wrong with forms and names; and what was seen.
fn of_form<'a>(set: &gather::Set<'a>) -> (Vec<Diagnostic>, Seen<'a>) {
    let names = names::Names::of(set);
    let mut findings = Vec::new();
    let mut every = each::look(set, &names);
    shape::report(set, every.form, &mut findings);
    duplicate::check(set, &names, &mut findings);
    findings.append(&mut every.found);
    let uses = reference::check(set, &names, every.references, &mut findings);
    circles::check(set, &mut findings);
    layout::check(set, &mut findings);
    (findings, Seen { uses, texts: every.texts })
}

/// Where a name is declared and used in these files.
pub fn refs(files: &[Source], name: &str) -> Result<Vec<ask::references::Refs>, ask::Unnamed> {
    ask::references::refs(&gather::gather(files, true), name)
}

/// Where each declaration stands, by its element: `commands/ShipOrder`.
pub fn places(files: &[Source]) -> std::collections::BTreeMap<String, crate::source::Span> {
    ask::places(&gather::gather(files, true))
}

/// What happens on a call of this route, command or query, or with this event.
pub fn trace(files: &[Source], name: &str) -> Result<Vec<ask::trace::Trace>, ask::Unnamed> {
    ask::trace::trace(&gather::gather(files, true), name)
}

/// The graph of the entities, of the events, or of this workflow.
pub fn graph(files: &[Source], name: &str) -> Result<ask::graph::Graph, ask::Unnamed> {
    ask::graph::graph(&gather::gather(files, true), name)
}

#[cfg(test)]
mod tests;
