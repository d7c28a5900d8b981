//! Expressions of Python.
//!
//! In: parts. Out: a tree of them, and its text on one line. How it is laid out on several is for the writer to say.

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
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Adds it to a text, all on one line.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Expr::Atom(text) => out.push_str(text),
            Expr::Group { before, open, parts, close } => {
                out.push_str(before);
                out.push(*open);
                joined(parts, ", ", out);
                if *open == '(' && before.is_empty() && parts.len() == 1 {
                    out.push(',');
                }
                out.push(*close);
            }
            Expr::Prefixed(word, of) => {
                out.push_str(word);
                of.write(out);
            }
            Expr::Suffixed(of, text) => {
                of.write(out);
                out.push_str(text);
            }
            Expr::Chain(word, parts) => joined(parts, &format!(" {word} "), out),
            Expr::Each { before, open, part, clause, close } => {
                out.push_str(before);
                out.push(*open);
                part.write(out);
                out.push(' ');
                out.push_str(clause);
                out.push(*close);
            }
        }
    }
}

fn joined(parts: &[Expr], with: &str, out: &mut String) {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(with);
        }
        part.write(out);
    }
}
