//! C1108: what comes back from outside cannot fill what is promised of it.
//!
//! In: commands and queries that call an outside operation and return a value. Out: a finding for each operation whose answer lacks
//! required parts of that value. Which value is meant is said by the type of what is returned or, where that is open, by its name.

use std::cell::OnceCell;

use crate::check::deep::model::{
    Model, Operation,
    words::{Word, stems},
};
use crate::check::deep::parts::{Field, bare, fields};
use crate::check::deep::share::{Analysis, Share};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1108;
use crate::lookup::{HashMap, HashSet};

/// The values of a set by the words of their names.
type Values<'x> = HashMap<Vec<Word<'x>>, &'x Declaration<'x>>;

/// What answers, and the value that is made of it.
type Pair<'x> = (&'x str, &'x str);

/// Answers, and what is made of them.
pub struct Answers<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    values: OnceCell<Values<'x>>,
    /// What commands promise: each is looked at once.
    by_commands: HashSet<Pair<'x>>,
    /// What queries promise.
    by_queries: HashSet<Pair<'x>>,
    /// What is found of queries, which counts where no command promises the same.
    later: Vec<(Pair<'x>, Diagnostic)>,
}

impl<'x, 'm, 'a> Answers<'x, 'm, 'a> {
    /// Nothing yet, in a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Answers<'x, 'm, 'a> {
        let (by_commands, by_queries) = (HashSet::default(), HashSet::default());
        Answers { model, values: OnceCell::new(), by_commands, by_queries, later: Vec::new() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Answers<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        for operation in share.operations() {
            let calls: Vec<&Declaration> = called(self.model, operation);
            if calls.is_empty() {
                continue;
            }
            for field in &operation.returns {
                let Some(value) = value_of(self.model, &self.values, field) else { continue };
                let parts = fields(value.node, "fields");
                // The answer that the value is made of has at least one part of it.
                let source = calls.iter().find(|call| {
                    let answer = fields(call.node, "response_schema");
                    parts.iter().any(|part| answer.iter().any(|given| given.name == part.name))
                });
                let Some(source) = source else { continue };
                let pair = (source.element.as_str(), value.element.as_str());
                let is_query = operation.kind == "query";
                let seen = if is_query { &mut self.by_queries } else { &mut self.by_commands };
                let found = if seen.insert(pair) { gap(operation, field, source, value, &parts) } else { None };
                match is_query {
                    true => self.later.extend(found.map(|found| (pair, found))),
                    false => findings.extend(found),
                }
            }
        }
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        let later = std::mem::take(&mut self.later).into_iter();
        findings.extend(later.filter(|(pair, _)| !self.by_commands.contains(pair)).map(|(_, found)| found));
    }
}

/// The outside operations that are called; where one is not known, the only one of the integration.
fn called<'p>(model: &'p Model, operation: &Operation) -> Vec<&'p Declaration<'p>> {
    let mut found: Vec<&Declaration> = Vec::new();
    for effect in operation.effects.iter().filter(|effect| effect.id == "call.integration") {
        let Some((target, _)) = effect.integration() else { continue };
        let offered = model.operations_of(target);
        let named = model.called(effect).filter(|own| offered.iter().any(|other| std::ptr::eq(*other, *own)));
        let only = || match offered {
            [only] => Some(*only),
            _ => None,
        };
        found.extend(named.or_else(only));
    }
    found
}

/// The value that a field is promised as.
fn value_of<'p>(model: &'p Model, values: &OnceCell<Values<'p>>, field: &Field<'p>) -> Option<&'p Declaration<'p>> {
    let (kind, _) = field.kind()?;
    if let Some(value) = model.sound.one("value", bare(kind)) {
        return Some(value);
    }
    if !kind.eq_ignore_ascii_case("json") {
        return None;
    }
    values.get_or_init(|| by_words(model)).get(&stems(field.name)).copied()
}

/// The values by the words of their names.
fn by_words<'p>(model: &'p Model) -> Values<'p> {
    let mut values: Values = HashMap::default();
    for value in model.sound.all("value") {
        if let Some((name, _)) = value.name {
            values.entry(stems(name)).or_insert(value);
        }
    }
    values
}

fn gap(
    operation: &Operation,
    field: &Field,
    source: &Declaration,
    value: &Declaration,
    parts: &[Field],
) -> Option<Diagnostic> {
    let answer = fields(source.node, "response_schema");
    let given = |part: &Field| answer.iter().any(|given| given.name == part.name);
    let by_inputs = |part: &Field| operation.inputs.iter().any(|input| input.name == part.name);
    let needed = |part: &&Field| part.is_required() && !part.has("default") && !part.has("bind");
    let lacking: Vec<&Field> = parts.iter().filter(needed).filter(|part| !given(part) && !by_inputs(part)).collect();
    // The time of the call is known without being told.
    let (clocked, lacking): (Vec<&Field>, Vec<&Field>) = lacking.into_iter().partition(|part| is_clock(part));
    let (call, name) = (source.name?.0, value.name?.0);
    let (first, rest) = lacking.split_first()?;
    let title = match rest {
        [] => format!("what `{call}` answers cannot fill `{name}`: `{}` is missing", first.name),
        _ => format!("what `{call}` answers cannot fill `{name}`: {} parts are missing", lacking.len()),
    };
    let span = source.node.entry("response_schema").map_or(source.name?.1, |entry| entry.key.span);
    let names: Vec<&str> = answer.iter().map(|given| given.name).collect();
    let label = match names.as_slice() {
        [] => "answers nothing".to_owned(),
        _ => format!("answers {}", crate::check::place::quoted(names.iter().copied().take(4), "and")),
    };
    let mut found = Diagnostic::new(&C1108, title, span, label);
    for part in &lacking {
        let near = answer.iter().find(|given| sounds_like(given.name, part.name));
        let label = match near {
            Some(near) => format!("required; `{}` may be meant, but nothing says so", near.name),
            None => "required, and not in the answer".to_owned(),
        };
        found = found.label(part.span, label);
    }
    found = found.label(field.span, format!("`{}` promises it", operation.name));
    for part in clocked {
        found = found.note(format!("`{}` is taken to be the time of the call", part.name));
    }
    let found = found.help(format!("add the parts to the answer under the names of `{name}`, or let them be absent"));
    Some(found.at(source.element.as_str(), "response_schema"))
}

/// Whether a field is a moment that the clock can fill.
fn is_clock(field: &Field) -> bool {
    let moment = field.kind().is_some_and(|(kind, _)| kind.eq_ignore_ascii_case("datetime"));
    moment && (field.name.ends_with("_at") || field.name.ends_with("_time"))
}

/// Whether a name is a short form of another: `temp_c` of `temperature`.
fn sounds_like(short: &str, long: &str) -> bool {
    let (short, long) = (stems(short), stems(long));
    short.iter().any(|word| word.len() > 2 && long.iter().any(|other| other.starts_with(word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::sounds_like;

    #[test]
    fn short_forms_are_known() {
        assert!(sounds_like("temp_c", "temperature") && sounds_like("qty", "qty_left"));
        assert!(!sounds_like("condition", "description") && !sounds_like("id", "identity"));
    }
}
