//! Writes Python as `ruff format` would leave it.
//!
//! In: statements and expressions. Out: lines with the declarations that they come from. An expression stands on one line where it
//! fits; else each of its parts has a line of its own, with a comma behind the last one. It knows no contract.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::unit::{Origin, Owner, Unit};

/// The longest line.
const WIDTH: usize = 100;

/// An expression, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// Text without parts.
    Atom(String),
    /// `before(parts)`, with the brackets of its kind.
    Group {
        /// What stands before the bracket.
        before: String,
        /// The bracket that opens.
        open: char,
        /// What stands between them.
        parts: Vec<Expr>,
        /// The bracket that closes.
        close: char,
    },
    /// `word` before an expression: `await `, `name=`, `"key": `.
    Prefixed(String, Box<Expr>),
    /// An expression before `text`: `.status`.
    Suffixed(Box<Expr>, String),
    /// Parts with `and` or `or` between them.
    Chain(&'static str, Vec<Expr>),
    /// `part for name in source`, alone in brackets.
    Each {
        /// What stands before the bracket.
        before: String,
        /// The bracket that opens.
        open: char,
        /// What is made each time.
        part: Box<Expr>,
        /// `for name in source`.
        clause: String,
        /// The bracket that closes.
        close: char,
    },
}

impl Expr {
    /// Text without parts.
    pub fn atom(text: impl Into<String>) -> Expr {
        Expr::Atom(text.into())
    }

    /// A call.
    pub fn call(name: impl Into<String>, parts: Vec<Expr>) -> Expr {
        Expr::Group { before: name.into(), open: '(', parts, close: ')' }
    }

    /// A call with arguments by name.
    pub fn named_call(name: impl Into<String>, arguments: Vec<(String, Expr)>) -> Expr {
        Expr::call(name, arguments.into_iter().map(|(name, value)| value.named(&name)).collect())
    }

    /// A list.
    pub fn list(parts: Vec<Expr>) -> Expr {
        Expr::Group { before: String::new(), open: '[', parts, close: ']' }
    }

    /// A dictionary.
    pub fn dictionary(entries: Vec<(Expr, Expr)>) -> Expr {
        let parts = entries.into_iter().map(|(key, value)| Expr::Prefixed(format!("{}: ", key.flat()), value.into()));
        Expr::Group { before: String::new(), open: '{', parts: parts.collect(), close: '}' }
    }

    /// An entry of a dictionary. Where key and value do not fit on a line, the key is laid out.
    pub fn entry(key: Expr, value: &Expr) -> Expr {
        Expr::Suffixed(key.into(), format!(": {}", value.flat()))
    }

    /// `await` before it.
    pub fn awaited(self) -> Expr {
        Expr::Prefixed("await ".to_owned(), self.into())
    }

    /// `name=` before it.
    pub fn named(self, name: &str) -> Expr {
        Expr::Prefixed(format!("{name}="), self.into())
    }

    /// All on one line.
    pub fn flat(&self) -> String {
        let joined = |parts: &[Expr], with: &str| parts.iter().map(Expr::flat).collect::<Vec<_>>().join(with);
        match self {
            Expr::Atom(text) => text.clone(),
            Expr::Group { before, open, parts, close } => {
                let comma = if *open == '(' && before.is_empty() && parts.len() == 1 { "," } else { "" };
                format!("{before}{open}{}{comma}{close}", joined(parts, ", "))
            }
            Expr::Prefixed(word, of) => format!("{word}{}", of.flat()),
            Expr::Suffixed(of, text) => format!("{}{text}", of.flat()),
            Expr::Chain(word, parts) => joined(parts, &format!(" {word} ")),
            Expr::Each { before, open, part, clause, close } => {
                format!("{before}{open}{} {clause}{close}", part.flat())
            }
        }
    }
}

/// Lines of Python.
#[derive(Default)]
pub struct Writer {
    lines: Vec<String>,
    origins: Vec<Declarations>,
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
        self.lines.push(if text.is_empty() { String::new() } else { format!("{}{text}", " ".repeat(self.depth * 4)) });
        self.origins.push(if text.is_empty() { Rc::clone(&self.none) } else { Rc::clone(&self.from) });
    }

    /// Lines as they stand, without indentation.
    pub fn verbatim(&mut self, text: &str) {
        for line in text.lines() {
            self.lines.push(line.to_owned());
            self.origins.push(Rc::clone(&self.from));
        }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.line("");
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
        let known = origin.is_empty() || self.from.iter().any(|own| own == origin);
        if !known {
            Rc::make_mut(&mut self.from).push(origin.to_owned());
        }
        inside(self);
        if !known {
            Rc::make_mut(&mut self.from).pop();
        }
    }

    /// What follows comes from `origin`.
    pub fn set_origin(&mut self, origin: &str) {
        self.clear_origin();
        if !origin.is_empty() {
            self.from = Rc::new(vec![origin.to_owned()]);
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
        while self.lines.first().is_some_and(String::is_empty) {
            self.lines.remove(0);
            self.origins.remove(0);
        }
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
        self.lines.extend(other.lines);
        self.origins.extend(other.origins);
    }

    /// A statement: `prefix`, an expression, `suffix`.
    pub fn statement(&mut self, prefix: &str, expr: &Expr, suffix: &str) {
        let flat = format!("{prefix}{}{suffix}", expr.flat());
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
        let lines = wrap(&text, room - 3);
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

    /// The lines as one text.
    #[cfg(test)]
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// The lines and their origins.
    fn finish(self) -> (Vec<String>, Vec<Declarations>) {
        (self.lines, self.origins)
    }
}

/// A file of Python: what it is, what it needs, what it says.
pub struct File {
    doc: String,
    own: String,
    /// What it needs.
    pub imports: super::imports::Imports,
    /// What it says.
    pub body: Writer,
}

impl File {
    /// A file about `doc`, made from the declaration `own` (or, where that is empty, from the whole).
    pub fn new(doc: &str, own: &str) -> File {
        let mut body = Writer::default();
        if !own.is_empty() {
            body.set_origin(own);
        }
        File { doc: doc.to_owned(), own: own.to_owned(), imports: super::imports::Imports::default(), body }
    }

    /// The file as a unit.
    pub fn unit(self, path: impl Into<String>) -> Unit {
        let mut head = Writer::default();
        if !self.own.is_empty() {
            head.set_origin(&self.own);
        }
        let mut paragraphs = self.doc.split("\n\n");
        let first = paragraphs.next().unwrap_or("");
        let rest: Vec<&str> = paragraphs.collect();
        if rest.is_empty() {
            head.doc(first);
        } else {
            let lines = wrap(&sentence(first), WIDTH - 3);
            for (at, line) in lines.iter().enumerate() {
                head.line(if at == 0 { format!("\"\"\"{line}") } else { line.clone() });
            }
            for paragraph in rest {
                head.gap();
                wrap(&sentence(paragraph), WIDTH).iter().for_each(|line| head.line(line));
            }
            head.line("\"\"\"");
        }
        head.gap();
        head.line("from __future__ import annotations");
        self.imports.write(&mut head);
        let (body, origins) = self.body.finish();
        let definition =
            |line: &String| ["class ", "def ", "async def ", "@"].iter().any(|word| line.starts_with(word));
        if !body.is_empty() {
            head.gap();
            if body.first().is_some_and(definition) {
                head.gap();
            }
        }
        let (mut lines, mut all) = head.finish();
        lines.extend(body);
        all.extend(origins);
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
            all.pop();
        }
        let mut text = lines.join("\n");
        text.push('\n');
        Unit { path: path.into(), text, owner: Owner::Generated, origins: ranges(&all) }
    }
}

/// Lines with their declarations as ranges, in the order of the first line.
fn ranges(lines: &[Declarations]) -> Vec<Origin> {
    let mut open: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut done = Vec::new();
    for (at, origins) in lines.iter().enumerate() {
        let line = at as u32 + 1;
        for origin in origins.iter() {
            match open.get_mut(origin.as_str()) {
                // Empty lines in between belong to what is around them.
                Some((_, last)) if lines[*last as usize..at].iter().all(|own| own.is_empty()) => *last = line,
                _ => {
                    if let Some((first, last)) = open.insert(origin, (line, line)) {
                        done.push(Origin { first, last, declaration: origin.clone() });
                    }
                }
            }
        }
    }
    done.extend(open.into_iter().map(|(own, (first, last))| Origin { first, last, declaration: own.to_owned() }));
    done.sort();
    done
}

/// A text as a literal, with the quotes that need fewer escapes.
pub fn text(value: &str) -> String {
    let double = value.matches('"').count();
    let single = value.matches('\'').count();
    let quote = if double > single { '\'' } else { '"' };
    format!("{quote}{}{quote}", escaped(value, quote))
}

/// What stands between the quotes of a literal.
pub fn escaped(value: &str, quote: char) -> String {
    let mut out = String::new();
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// A whole number as a literal: `20_971_520`.
pub fn whole(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    if digits.len() < 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{sign}{digits}");
    }
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push('_');
        }
        out.push(c);
    }
    format!("{sign}{out}")
}

/// A text on one line, as a sentence that may stand in a docstring.
pub fn sentence(text: &str) -> String {
    let mut text = plain(text).replace('\\', "\\\\").replace("\"\"\"", "'''");
    if !text.is_empty() && !text.ends_with(['.', '!', '?', ':']) {
        text.push('.');
    }
    text
}

/// A text on one line, without a full stop at its end.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            plain.push(' ');
        }
        match word.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => plain.push_str(word),
            false => plain.extend(word.chars().filter(|c| !c.is_control())),
        }
    }
    plain.truncate(plain.trim_end_matches('.').len());
    plain
}

/// Words on lines of at most `room` characters.
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// How many columns a text takes; wide characters take two, as the formatter counts them.
pub fn width(text: &str) -> usize {
    // Most of what is written is plain.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain { text.len() } else { unicode_width::UnicodeWidthStr::width(text) }
}
