//! Lines of Python while they are written.
//!
//! In: lines, statements and blocks, and the declarations that they come from. Out: a text, and ranges of its lines with their
//! declarations.

use std::rc::Rc;

use super::{Expr, WIDTH, plain, sentence, width, wrap};
use crate::unit::Origin;

/// Lines of Python.
#[derive(Default)]
pub struct Writer {
    text: String,
    /// Whence the lines come, and how many of them one after the other.
    runs: Vec<(Declarations, usize)>,
    depth: usize,
    from: Declarations,
    /// Those of an empty line.
    none: Declarations,
}

/// The declarations that a line comes from: most lines share those of the line before.
type Declarations = Rc<Vec<String>>;

impl Writer {
    /// A line; an empty one has no blanks.
    pub fn line(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        if text.is_empty() {
            return self.gap();
        }
        self.text.extend(std::iter::repeat_n("    ", self.depth));
        self.text.push_str(text);
        self.end_line(Rc::clone(&self.from));
    }

    /// Ends a line that comes from these.
    fn end_line(&mut self, from: Declarations) {
        self.text.push('\n');
        match self.runs.last_mut() {
            Some((own, count)) if Rc::ptr_eq(own, &from) => *count += 1,
            _ => self.runs.push((from, 1)),
        }
    }

    /// Lines as they stand, without indentation.
    pub fn verbatim(&mut self, text: &str) {
        for line in text.lines() {
            self.text.push_str(line);
            self.end_line(Rc::clone(&self.from));
        }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.end_line(Rc::clone(&self.none));
    }

    /// Two empty lines, as between definitions.
    pub fn apart(&mut self) {
        self.gap();
        self.gap();
    }

    /// What `inside` writes stands one step further in.
    pub fn indented(&mut self, inside: impl FnOnce(&mut Writer)) {
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    /// `head` and, one step further in, what `inside` writes.
    pub fn block(&mut self, head: impl AsRef<str>, inside: impl FnOnce(&mut Writer)) {
        self.line(head);
        self.indented(inside);
    }

    /// What `inside` writes comes from `origin`, where there is one.
    pub fn from(&mut self, origin: &str, inside: impl FnOnce(&mut Writer)) {
        self.from_all(&[origin], inside);
    }

    /// What `inside` writes comes from all of these.
    pub fn from_all(&mut self, origins: &[impl AsRef<str>], inside: impl FnOnce(&mut Writer)) {
        let before = Rc::clone(&self.from);
        for origin in origins.iter().map(AsRef::as_ref).filter(|own: &&str| !own.is_empty()) {
            if self.from.iter().all(|own| own != origin) {
                Rc::make_mut(&mut self.from).push(origin.to_owned());
            }
        }
        inside(self);
        self.from = before;
    }

    /// What follows comes from `origin`.
    pub fn set_origin(&mut self, origin: &str) {
        match origin {
            "" => self.clear_origin(),
            own => self.from = Rc::new(vec![own.to_owned()]),
        }
    }

    /// What follows comes from all of these.
    pub fn set_origins(&mut self, origins: &[String]) {
        self.from = Rc::new(origins.to_vec());
    }

    /// What follows comes from no declaration.
    pub fn clear_origin(&mut self) {
        self.from = Rc::clone(&self.none);
    }

    /// Empty lines at the beginning go.
    pub fn trim(&mut self) {
        let mut empty = self.text.len() - self.text.trim_start_matches('\n').len();
        self.text.drain(..empty);
        self.runs.retain_mut(|(_, count)| {
            let gone = empty.min(*count);
            (empty, *count) = (empty - gone, *count - gone);
            *count > 0
        });
    }

    /// What follows stands one step further in.
    pub fn enter(&mut self) {
        self.depth += 1;
    }

    /// What follows stands one step further out.
    pub fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The lines of another writer.
    pub fn append(&mut self, other: Writer) {
        self.text.push_str(&other.text);
        self.runs.extend(other.runs);
    }

    /// A statement: `prefix`, an expression, `suffix`.
    pub fn statement(&mut self, prefix: &str, expr: &Expr, suffix: &str) {
        let mut flat = String::from(prefix);
        expr.write(&mut flat);
        flat.push_str(suffix);
        if self.depth * 4 + width(&flat) <= WIDTH {
            self.line(flat);
            return;
        }
        match expr {
            Expr::Atom(_) => self.line(flat),
            Expr::Group { before, open, parts, close } => {
                self.line(format!("{prefix}{before}{open}"));
                self.indented(|w| parts.iter().for_each(|part| w.statement("", part, ",")));
                self.line(format!("{close}{suffix}"));
            }
            Expr::Prefixed(word, of) => self.statement(&format!("{prefix}{word}"), of, suffix),
            Expr::Suffixed(of, text) => self.statement(prefix, of, &format!("{text}{suffix}")),
            Expr::Chain(word, parts) => {
                self.line(format!("{prefix}("));
                self.indented(|w| {
                    let inner = expr.flat();
                    if w.depth * 4 + width(&inner) <= WIDTH {
                        w.line(inner);
                        return;
                    }
                    for (at, part) in parts.iter().enumerate() {
                        let lead = if at == 0 { String::new() } else { format!("{word} ") };
                        w.statement(&lead, part, "");
                    }
                });
                self.line(format!("){suffix}"));
            }
            Expr::Each { before, open, part, clause, close } => {
                self.line(format!("{prefix}{before}{open}"));
                self.indented(|w| {
                    w.statement("", part, "");
                    w.line(clause);
                });
                self.line(format!("{close}{suffix}"));
            }
        }
    }

    /// A function: its head, what it is, and its body.
    pub fn function(
        &mut self,
        head: &str,
        parameters: &[String],
        gives: &str,
        doc: &str,
        body: impl FnOnce(&mut Writer),
    ) {
        let parameters: Vec<Expr> = parameters.iter().map(Expr::atom).collect();
        self.statement("", &Expr::call(head, parameters), &format!(" -> {gives}:"));
        self.indented(|w| {
            w.doc(doc);
            body(w);
        });
    }

    /// A text that explains what stands above it.
    pub fn doc(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let text = sentence(text);
        let room = WIDTH - self.depth * 4;
        if width(&text) + 6 <= room {
            self.line(format!("\"\"\"{text}\"\"\""));
            return;
        }
        let mut lines = wrap(&text, room - 3);
        // The formatter puts the quotes behind what is one line, however long it becomes.
        if lines.len() == 1 {
            lines = wrap(&text, room - 6);
        }
        for (at, line) in lines.iter().enumerate() {
            self.line(if at == 0 { format!("\"\"\"{line}") } else { line.clone() });
        }
        self.line("\"\"\"");
    }

    /// A comment.
    pub fn comment(&mut self, text: &str) {
        for line in wrap(&plain(text), WIDTH - self.depth * 4 - 2) {
            self.line(format!("# {line}"));
        }
    }

    /// Whether there are no lines.
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether the first line begins with one of these.
    pub(super) fn begins_with(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.starts_with(word))
    }

    /// The lines as one text, which ends with the last that is not empty; and where they come from.
    pub(super) fn finish(mut self) -> (String, Vec<Origin>) {
        self.text.truncate(self.text.trim_end_matches('\n').len());
        self.text.push('\n');
        (self.text, origins(&self.runs))
    }

    /// The lines as one text, as they stand.
    #[cfg(test)]
    pub fn text(&self) -> &str {
        self.text.strip_suffix('\n').unwrap_or(&self.text)
    }
}

/// The ranges of lines that come from each declaration, in the order of the first line. Empty lines in between belong to what is around
/// them.
fn origins(runs: &[(Declarations, usize)]) -> Vec<Origin> {
    let mut all: Vec<Origin> = Vec::new();
    // The ranges that end with the last line that is not empty, by place.
    let mut open: Vec<usize> = Vec::new();
    let mut line = 0;
    for (names, count) in runs {
        let (first, last) = (line + 1, line + *count as u32);
        line = last;
        if names.is_empty() {
            continue;
        }
        let before = std::mem::take(&mut open);
        for name in names.iter() {
            let known = before.iter().find(|at| all.get(**at).is_some_and(|own| own.declaration == *name));
            match known.and_then(|at| all.get_mut(*at).map(|own| (*at, own))) {
                Some((at, own)) => {
                    own.last = last;
                    open.push(at);
                }
                None => {
                    open.push(all.len());
                    all.push(Origin { first, last, declaration: name.clone() });
                }
            }
        }
    }
    all.sort();
    all
}
