//! C1601: a name in another form than the other names of its kind.
//!
//! In: the names of declarations, and of fields and columns. Out: a finding for each name that breaks with the form that at least three
//! of four names of its kind have. What the form is, the set decides.

use crate::check::deep::model::{
    Model,
    words::{Word, words},
};
use crate::check::deep::parts::each_field;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1601;
use crate::lookup::HashMap;
use crate::source::Span;

/// Kinds that are named together: what is a type or happens, and what is kept or decided.
const GROUPS: &[(&str, &[&str])] = &[
    ("types", &["entity", "value", "enum"]),
    ("commands and queries", &["command", "query"]),
    ("events", &["event"]),
    ("errors", &["error"]),
    ("workflows", &["workflow"]),
    ("roles", &["role"]),
    ("permissions", &["permission"]),
    ("policies", &["policy"]),
    ("rules", &["rule"]),
    ("scenarios", &["scenario"]),
    ("tables", &["table"]),
    ("datasources", &["datasource"]),
    ("integrations", &["integration"]),
    ("outside operations", &["operation"]),
];

/// Kinds with fields, and the keys of their lists.
const FIELDS: &[(&str, &[&str])] = &[
    ("entity", &["fields"]),
    ("value", &["fields"]),
    ("event", &["payload"]),
    ("command", &["input", "returns"]),
    ("query", &["input", "returns"]),
    ("table", &["columns"]),
];

/// The form of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Form {
    Pascal,
    Camel,
    Snake,
    Kebab,
    Shout,
    Mixed,
}

impl Form {
    /// The form of a name; none where one word in small letters leaves it open.
    fn of(name: &str) -> Option<Form> {
        let name = name.trim_matches('_');
        let first = name.chars().next()?;
        let (mut upper, mut lower, mut under, mut dash) = (false, false, false, false);
        for c in name.chars() {
            match c {
                '.' | ':' | ' ' | '/' => return None,
                '_' => under = true,
                '-' => dash = true,
                _ => {
                    upper |= c.is_uppercase();
                    lower |= c.is_lowercase();
                }
            }
        }
        Some(match (under, dash, upper, lower) {
            (true, false, false, _) => Form::Snake,
            (false, true, false, _) => Form::Kebab,
            (true, false, true, false) => Form::Shout,
            (false, false, true, _) if first.is_uppercase() => Form::Pascal,
            (false, false, true, true) => Form::Camel,
            (false, false, false, true) => return None,
            _ => Form::Mixed,
        })
    }

    fn word(self) -> &'static str {
        match self {
            Form::Pascal => "PascalCase",
            Form::Camel => "camelCase",
            Form::Snake => "snake_case",
            Form::Kebab => "kebab-case",
            Form::Shout => "UPPER_CASE",
            Form::Mixed => "a mixed form",
        }
    }

    /// A name in this form.
    fn write(self, name: &str) -> Option<String> {
        let words = words(name);
        let capital = |word: &Word| {
            let mut letters = word.chars();
            letters.next().map(|c| c.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
        };
        Some(match self {
            Form::Pascal => words.iter().map(capital).collect(),
            Form::Camel => {
                let (first, rest) = words.split_first()?;
                first.to_string() + &rest.iter().map(capital).collect::<String>()
            }
            Form::Snake => words.join("_"),
            Form::Kebab => words.join("-"),
            Form::Shout => words.join("_").to_uppercase(),
            Form::Mixed => return None,
        })
    }

    /// Whether a name that leaves its form open (one small word) may be in this form.
    fn takes_small(self) -> bool {
        !matches!(self, Form::Pascal | Form::Shout)
    }
}

/// A name, where it stands, whose it is, and its form.
type Named<'p> = (&'p str, Span, &'p Declaration<'p>, Place, Option<Form>);

/// The key of a name, or the list of fields and the place in it.
type Place = (&'static str, Option<usize>);

/// Looks at all names.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for (group, kinds) in GROUPS {
        let all = kinds.iter().flat_map(|kind| model.sound.all(kind));
        let all: Vec<Named> =
            all.filter_map(|own| own.name.map(|(name, span)| named(name, span, own, (own.kind.name, None)))).collect();
        of_group(group, &all, findings);
    }
    let mut all: Vec<Named> = Vec::new();
    for (kind, lists) in FIELDS {
        for own in model.sound.all(kind) {
            for list in *lists {
                let fields = each_field(own.node, list);
                all.extend(fields.map(|field| named(field.name, field.span, own, (*list, Some(field.at)))));
            }
        }
    }
    of_group("fields", &all, findings);
}

fn named<'p>(name: &'p str, span: Span, own: &'p Declaration<'p>, place: Place) -> Named<'p> {
    (name, span, own, place, Form::of(name))
}

fn of_group(group: &str, named: &[Named], findings: &mut Vec<Diagnostic>) {
    let mut counts: HashMap<Form, usize> = HashMap::default();
    let mut small = 0;
    for (.., form) in named {
        match form {
            Some(form) => *counts.entry(*form).or_default() += 1,
            None => small += 1,
        }
    }
    let Some((form, count)) = counts
        .iter()
        .map(|(form, count)| (*form, *count))
        .max_by_key(|(form, count)| (*count, std::cmp::Reverse(*form)))
    else {
        return;
    };
    let fitting = count + if form.takes_small() { small } else { 0 };
    let odd = named.len() - fitting;
    if form == Form::Mixed || fitting < 2 || fitting < odd * 3 {
        return;
    }
    let fits = |(name, .., own): &&Named| own.map_or(form.takes_small() || has_no_case(name), |own| own == form);
    let example = named.iter().find(|(.., own)| *own == Some(form));
    for (name, span, own, place, _) in named.iter().filter(|own| !fits(own)) {
        let title = format!("`{name}` is not in {}, as other {group} are", form.word());
        let mut found = Diagnostic::new(&C1601, title, *span, "another form than its neighbours");
        if let Some((_, span, ..)) = example {
            found = found.label(*span, "such as this one");
        }
        if let Some(better) = form.write(name) {
            found = found.help(format!("rename it to `{better}`, and all that names it"));
        }
        let place = match place {
            (list, Some(at)) => format!("{list}/{at}/name"),
            (key, None) => (*key).to_owned(),
        };
        findings.push(found.at(own.element.as_str(), place));
    }
}

/// Whether a name has dots, colons or no letters with a case: then nothing can be said of it.
fn has_no_case(name: &str) -> bool {
    name.contains(['.', ':', ' ', '/']) || !name.chars().any(|c| c.is_lowercase() || c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn forms_of_names() {
        for (name, form) in [
            ("PlaceOrder", Some(Form::Pascal)),
            ("HR", Some(Form::Pascal)),
            ("placeOrder", Some(Form::Camel)),
            ("place_order", Some(Form::Snake)),
            ("place-order", Some(Form::Kebab)),
            ("PLACE_ORDER", Some(Form::Shout)),
            ("Place_Order", Some(Form::Mixed)),
            ("order", None),
        ] {
            assert_eq!(Form::of(name), form, "{name}");
        }
        assert_eq!(Form::Pascal.write("send_mail"), Some("SendMail".into()));
        assert_eq!(Form::Snake.write("SendMail"), Some("send_mail".into()));
    }
}
