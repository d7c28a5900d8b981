//! C1601: a name in another form than the other names of its kind.
//!
//! In: the names of declarations, and of fields and columns. Out: a finding for each name that breaks with the form that at least three
//! of four names of its kind have. What the form is, the set decides.

use crate::check::deep::model::{
    Model,
    words::{Word, words},
};
use crate::check::deep::parts::each_field;
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1601;
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

/// All forms.
const FORMS: [Form; 6] = [Form::Pascal, Form::Camel, Form::Snake, Form::Kebab, Form::Shout, Form::Mixed];

impl Form {
    /// The form of a name; none where one word in small letters leaves it open.
    fn of(name: &str) -> Option<Form> {
        let name = match name.as_bytes() {
            [b'_', ..] | [.., b'_'] => name.trim_matches('_'),
            _ => name,
        };
        let first = name.chars().next()?;
        let (mut upper, mut lower, mut under, mut dash) = (false, false, false, false);
        for byte in name.bytes() {
            match byte {
                b'a'..=b'z' => lower = true,
                b'A'..=b'Z' => upper = true,
                b'_' => under = true,
                b'-' => dash = true,
                b'.' | b':' | b' ' | b'/' => return None,
                _ => {}
            }
        }
        if !name.is_ascii() {
            upper |= name.contains(char::is_uppercase);
            lower |= name.contains(char::is_lowercase);
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

/// So many odd names are at hand in the end; where there are more, the set is gone through for them.
const KEPT: usize = 256;

/// The names of a form.
#[derive(Default)]
struct Formed<'m> {
    count: usize,
    /// The first, with the number of its kind in the group.
    first: Option<(usize, Span)>,
    kept: Vec<Named<'m>>,
    /// Whether that is not all of them.
    more: bool,
}

/// The names of a group, by their forms: those that leave it open, and those of each.
#[derive(Default)]
struct Group<'m>([Formed<'m>; 1 + FORMS.len()]);

/// The names of a set.
pub struct Names<'m> {
    groups: Vec<Group<'m>>,
    fields: Group<'m>,
}

impl<'m> Names<'m> {
    /// No names yet.
    pub fn new() -> Names<'m> {
        Names { groups: GROUPS.iter().map(|_| Group::default()).collect(), fields: Group::default() }
    }

    /// Takes the names of a share.
    pub fn take<'a: 'm>(&mut self, share: &Share<'_, 'm, 'a>) {
        for (group, (_, kinds)) in self.groups.iter_mut().zip(GROUPS) {
            for (number, kind) in kinds.iter().enumerate() {
                share.all(kind).filter_map(of_declaration).for_each(|own| group.add(number, own));
            }
        }
        for (number, (kind, lists)) in FIELDS.iter().enumerate() {
            share.all(kind).flat_map(|own| of_fields(own, lists)).for_each(|own| self.fields.add(number, own));
        }
    }

    /// Says which have another form than their neighbours.
    pub fn check(&self, model: &Model<'m, 'm>, findings: &mut Vec<Diagnostic>) {
        let sound = model.sound;
        for (group, (name, kinds)) in self.groups.iter().zip(GROUPS) {
            let all = kinds.iter().flat_map(|kind| sound.all(kind)).filter_map(of_declaration);
            group.check(name, all, findings);
        }
        let of_kind = |(kind, lists): &(&'static str, &'static [&'static str])| {
            let lists = *lists;
            sound.all(kind).flat_map(move |own| of_fields(own, lists))
        };
        self.fields.check("fields", FIELDS.iter().flat_map(of_kind), findings);
    }
}

fn of_declaration<'m>(own: &'m Declaration<'m>) -> Option<Named<'m>> {
    own.name.map(|(name, span)| (name, span, own, (own.kind.name, None), Form::of(name)))
}

fn of_fields<'m>(
    own: &'m Declaration<'m>,
    lists: &'static [&'static str],
) -> impl Iterator<Item = Named<'m>> + use<'m> {
    lists.iter().flat_map(move |list| {
        let fields = each_field(own.node, list);
        fields.map(move |field| (field.name, field.span, own, (*list, Some(field.at)), Form::of(field.name)))
    })
}

impl<'m> Group<'m> {
    /// Adds a name of the kind with this number.
    fn add(&mut self, number: usize, named: Named<'m>) {
        let (name, span, .., form) = named;
        let Some(formed) = self.0.get_mut(form.map_or(0, |form| 1 + form as usize)) else { return };
        formed.count += 1;
        if formed.first.is_none_or(|(first, _)| number < first) {
            formed.first = Some((number, span));
        }
        if form.is_some() || !has_no_case(name) {
            match formed.kept.len() < KEPT {
                true => formed.kept.push(named),
                false => formed.more = true,
            }
        }
    }

    /// Says which are odd. `all` are the same names once more.
    fn check(&self, group: &str, all: impl Iterator<Item = Named<'m>>, findings: &mut Vec<Diagnostic>) {
        let [open, formed @ ..] = &self.0;
        let forms = FORMS.iter().copied().zip(formed);
        let usual = forms.clone().max_by_key(|(form, formed)| (formed.count, std::cmp::Reverse(*form)));
        let Some((form, own)) = usual else { return };
        let fitting = own.count + if form.takes_small() { open.count } else { 0 };
        let odd = self.0.iter().map(|formed| formed.count).sum::<usize>() - fitting;
        if form == Form::Mixed || fitting < 2 || fitting < odd * 3 || odd == 0 {
            return;
        }
        let example = own.first.map(|(_, span)| span);
        let is_odd = |own: Option<Form>| own.map_or(!form.takes_small(), |own| own != form);
        let report = |named: Named<'m>| {
            if is_odd(named.4) && (named.4.is_some() || !has_no_case(named.0)) {
                findings.push(report(group, form, example, named));
            }
        };
        let all_forms = std::iter::once((None, open)).chain(forms.map(|(form, formed)| (Some(form), formed)));
        let odd = || all_forms.clone().filter(|(own, _)| is_odd(*own)).map(|(_, formed)| formed);
        match odd().any(|formed| formed.more) {
            true => all.for_each(report),
            false => odd().flat_map(|formed| &formed.kept).copied().for_each(report),
        }
    }
}

/// A name in another form than its neighbours.
fn report(group: &str, form: Form, example: Option<Span>, (name, span, own, place, _): Named) -> Diagnostic {
    let title = format!("`{name}` is not in {}, as other {group} are", form.word());
    let mut found = Diagnostic::new(&C1601, title, span, "another form than its neighbours");
    if let Some(span) = example {
        found = found.label(span, "such as this one");
    }
    if let Some(better) = form.write(name) {
        found = found.help(format!("rename it to `{better}`, and all that names it"));
    }
    let place = match place {
        (list, Some(at)) => format!("{list}/{at}/name"),
        (key, None) => key.to_owned(),
    };
    found.at(own.element.as_str(), place)
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
