//! Types: `uuid`, `list<T>`, `map<K,V>`, `Entity:X`, or a bare name.
//!
//! In: the text of a type. Out: the names in it; and C0201 for what is no type.

use super::Space;
use super::collect::{Collector, kinds_of};
use crate::ast::Node;
use crate::check::deep::model::template;
use crate::check::place::{cut, lower, trimmed, whole, word};
use crate::check::walk::Visit;
use crate::diag::Diagnostic;
use crate::diag::code::C0201;

/// The types that are built in; capitals make no difference.
pub const SCALARS: &[&str] =
    &["string", "text", "int", "float", "decimal", "bool", "datetime", "date", "time", "uuid", "json"];

/// All that can begin a type.
const WORDS: &[&str] =
    &["string", "text", "int", "float", "decimal", "bool", "datetime", "date", "time", "uuid", "json", "list", "map"];

/// Gathers the names in a type.
pub fn collect<'a>(collector: &mut Collector<'a, '_>, visit: &Visit<'a, '_>, kinds: &'static [&'static str]) {
    let Some(found) = whole(visit.node) else { return };
    if template::has(found.text) {
        return;
    }
    let mut reader = Reader { collector, node: visit.node, text: found.text, kinds };
    if let Err(label) = reader.type_(0, found.text.len(), 0) {
        let title = format!("`{}` is not a type", found.text);
        let element =
            reader.collector.set.declarations.get(reader.collector.here()).map(|found| found.element.as_str());
        let found = Diagnostic::new(&C0201, title, visit.node.span, label)
            .help("a type is a scalar, a declared name, `list<T>` or `map<K,V>`");
        reader.collector.findings.push(found.at(element.unwrap_or(""), visit.path()));
    }
}

struct Reader<'a, 's, 'c> {
    collector: &'c mut Collector<'a, 's>,
    node: &'a Node,
    text: &'a str,
    kinds: &'static [&'static str],
}

impl Reader<'_, '_, '_> {
    /// Reads the type in this range; an error is what to say at its place.
    fn type_(&mut self, start: usize, end: usize, depth: usize) -> Result<(), String> {
        let (start, end) = trimmed(self.text, start, end);
        let part = self.text.get(start..end).unwrap_or("");
        if part.is_empty() {
            return Err(if depth == 0 { "a type is wanted here".into() } else { "a type is missing inside".into() });
        }
        if depth > 32 {
            return Err("too many types inside each other".into());
        }
        let Some(open) = part.bytes().position(|byte| byte == b'<') else { return self.name(start, part) };
        let Some(inside) = part.strip_suffix('>') else {
            return Err("the last `>` is missing".into());
        };
        let (from, to) = (start + open + 1, start + inside.len());
        let head = part.get(..open).unwrap_or("").trim();
        let parts = self.split(from, to)?;
        let wanted = match &*lower(head) {
            "list" => 1,
            "map" => 2,
            _ => {
                self.name(start, head)?;
                let near = crate::diag::nearest::nearest(head, ["list", "map"]).is_some();
                return if near { Ok(()) } else { Err(format!("`{head}` takes no types inside")) };
            }
        };
        if parts.len() != wanted {
            let much = if wanted == 1 { "one type" } else { "two types" };
            return Err(format!("`{}` takes {much}", head.to_lowercase()));
        }
        parts.into_iter().try_for_each(|(from, to)| self.type_(from, to, depth + 1))
    }

    /// The ranges between the commas of this level.
    fn split(&self, start: usize, end: usize) -> Result<Vec<(usize, usize)>, String> {
        let (mut parts, mut level, mut from) = (Vec::new(), 0usize, start);
        for (at, c) in self.text.get(start..end).unwrap_or("").char_indices() {
            match c {
                '<' => level += 1,
                '>' => level = level.checked_sub(1).ok_or("there is a `>` too many")?,
                ',' if level == 0 => {
                    parts.push((from, start + at));
                    from = start + at + 1;
                }
                _ => {}
            }
        }
        parts.push((from, end));
        if level == 0 { Ok(parts) } else { Err("a `>` is missing".into()) }
    }

    fn name(&mut self, start: usize, name: &str) -> Result<(), String> {
        if SCALARS.iter().any(|scalar| scalar.eq_ignore_ascii_case(name)) {
            return Ok(());
        }
        if name.ends_with("[]") {
            return Err(format!("a list is written `list<{}>`", name.trim_end_matches("[]")));
        }
        if name.ends_with('?') {
            return Err("a field that may be absent is not `required`".into());
        }
        if let Some(odd) = name.chars().find(|c| c.is_whitespace() || matches!(c, '>' | '|' | ',' | '(' | ')')) {
            return Err(if odd.is_whitespace() {
                "one word is wanted".into()
            } else {
                format!("`{odd}` has no meaning here")
            });
        }
        if ["list", "map"].contains(&&*lower(name)) {
            return Err("say of what, as in `list<string>`".into());
        }
        let (mut start, mut kinds, mut known) = (start, self.kinds, WORDS);
        let end = start + name.len();
        if let Some((prefix, rest)) = cut(name, b':') {
            if rest.is_empty() {
                return Err("a name is missing behind the colon".into());
            }
            match kinds_of(prefix) {
                Some(meant) => (start, kinds, known) = (start + prefix.len() + 1, meant, &[]),
                None => return Err(format!("`{prefix}` is not a kind of type")),
            }
        }
        let found = word(self.node, start, end);
        self.collector.push(found, Space::Kinds(kinds), self.node, |reference| {
            reference.known = known;
            reference.is_type = true;
        });
        Ok(())
    }
}
