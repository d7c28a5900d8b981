//! What the commands that answer questions share: a set to ask, and places as people and programs read them.
//!
//! In: a path. Out: a set. Whether it is right is not asked.

use serde::Serialize;

use super::screen::Screen;
use super::{Exit, Failure};
use crate::check::Source;
use crate::check::ask::Unnamed;
use crate::diag::render::clean;
use crate::set::Set;
use crate::source::{Sources, Span};

/// Reads a set; nothing where there is none, which has then been told.
pub(super) fn set(path: &std::path::Path, screen: &mut Screen) -> Result<Result<Set, Exit>, Failure> {
    let set = Set::load(&[super::input(path, &None)]);
    if set.files.is_empty() {
        screen.report_aside(&crate::pipeline::read_findings(&set), &set.sources)?;
        return Ok(Err(Exit::Findings));
    }
    Ok(Ok(set))
}

/// Reads a set, asks it, and gives each answer: as a block for people, as a line for programs.
pub(super) fn answer<T>(
    path: &std::path::Path,
    screen: &mut Screen,
    ask: impl FnOnce(&[Source]) -> Result<Vec<T>, Failure>,
    show: fn(&T, &Sources, &mut Screen) -> Result<(), Failure>,
    json: fn(&T, &Sources) -> String,
) -> Result<Exit, Failure> {
    let set = match set(path, screen)? {
        Ok(set) => set,
        Err(exit) => return Ok(exit),
    };
    let (files, _) = crate::pipeline::sources(&set);
    for (number, own) in ask(&files)?.iter().enumerate() {
        if screen.is_for_programs() {
            screen.line(&json(own, &set.sources))?;
            continue;
        }
        if number > 0 {
            screen.line("")?;
        }
        show(own, &set.sources, screen)?;
    }
    Ok(Exit::Fine)
}

/// That nothing has the name that is asked for.
pub(super) fn unnamed(what: &str, name: &str, why: Unnamed) -> Failure {
    let help = why.0.map(|near| format!("did you mean `{}`?", clean(&near)));
    Failure::Usage(format!("no {what} is called `{}`", clean(name)), help)
}

/// A place for programs.
#[derive(Debug, Serialize)]
pub(super) struct Spot {
    file: String,
    line: usize,
    column: usize,
}

impl std::fmt::Display for Spot {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}:{}", clean(&self.file), self.line, self.column)
    }
}

/// The place where a span begins.
pub(super) fn spot(span: Span, sources: &Sources) -> Option<Spot> {
    let file = sources.get(span.file)?;
    let position = file.position(span.start as usize);
    Some(Spot { file: file.path.clone(), line: position.line, column: position.column })
}

/// `path:line:column`.
pub(super) fn at(span: Span, sources: &Sources) -> String {
    spot(span, sources).map_or_else(String::new, |spot| spot.to_string())
}
