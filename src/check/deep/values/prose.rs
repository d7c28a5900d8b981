//! C0207: values that only a description lists.
//!
//! In: a field of open text with a description. Out: a finding where the description lists what the field may be: after words such as
//! "one of", or as at least three names in parentheses.

use crate::check::deep::model::words::last;
use crate::check::deep::parts::{Field, text};
use crate::check::gather::Declaration;
use crate::check::place::cut;
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::code::C0207;
use crate::diag::{Change, Diagnostic, Plain};

/// What stands before a list of values.
const LEADS: &[&str] = &["one of", "either", "allowed:", "allowed values", "possible values", "values:", "must be"];
/// What stands in a list that goes on.
const OPEN: &[&str] = &["e.g", "such as", "for example", "like ", "etc", "...", "…", "including"];
/// The last words of names that choose among values.
const CHOICES: &[&str] = &[
    "type", "kind", "status", "state", "category", "level", "mode", "method", "role", "format", "priority", "severity",
];

/// Looks at one field.
pub fn of_field(own: &Declaration, list: &str, field: &Field, findings: &mut Vec<Diagnostic>) {
    let Some((kind, at)) = field.kind() else { return };
    if !["string", "text"].iter().any(|text| text.eq_ignore_ascii_case(kind)) || field.has("values") {
        return;
    }
    let Some((description, span)) = text(field.node, "description") else { return };
    let choice = || last(field.name).is_some_and(|word| CHOICES.contains(&word.as_str()));
    let Some(values) = listed(description, choice) else { return };
    let title = format!("the values of `{}` are listed in words only", field.name);
    let found = Diagnostic::new(&C0207, title, span, format!("lists {} values", values.len()))
        .label(at, "any text is accepted")
        .note("nothing holds callers to a list that stands in a description");
    let place = format!("{list}/{}", field.at);
    let values = Plain::list(values.iter().map(String::as_str));
    let found = found
        .change(
            "list them under `values`",
            MaybeIncorrect,
            [Change::set(own.node.span, format!("{place}/values"), values)],
        )
        .help("declare an enum, or list them under `values`");
    findings.push(found.at(own.element.as_str(), format!("{place}/description")));
}

/// The values that a description lists.
fn listed(description: &str, choice: impl Fn() -> bool) -> Option<Vec<String>> {
    let lower = description.to_lowercase();
    if OPEN.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let inside = cut(description, b'(').and_then(|(_, rest)| cut(rest, b')')).map(|(inside, _)| inside);
    let found = inside.and_then(names);
    // In parentheses it may be the parts of a whole: (street, city, postcode).
    if let Some(values) = found.filter(|values| choice() || values.iter().any(|value| value.contains('_'))) {
        return (values.len() > 2).then_some(values);
    }
    let start = LEADS.iter().filter_map(|lead| Some(lower.find(lead)? + lead.len())).min()?;
    let rest = description.get(start..)?.trim_start_matches([':', ' ']);
    let rest = rest.split(['.', ';', ')']).next().unwrap_or(rest);
    names(&rest.replace(" or ", ", ").replace(" and ", ", ").replace('|', ",")).filter(|values| values.len() > 1)
}

/// The names of a list with commas between; none if something in it is no single word.
fn names(text: &str) -> Option<Vec<String>> {
    let separator = if text.contains('|') { '|' } else { ',' };
    let parts: Vec<&str> = text.split(separator).map(|part| part.trim().trim_matches(['`', '"', '\''])).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let plain = |part: &&str| part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    (parts.len() > 1 && parts.iter().all(plain)).then(|| parts.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn lists_of_values_are_found() {
        let count = |text, choice| listed(text, || choice).map_or(0, |values| values.len());
        assert_eq!(count("Kind of parcel (letter, box, pallet)", true), 3);
        assert_eq!(count("Where it goes (street, city, postcode)", false), 0);
        assert_eq!(count("One of red, green or blue", false), 3);
        assert_eq!(count("Either `open` or `closed`", false), 2);
        assert_eq!(count("The colour, e.g. one of red, green", true), 0);
        assert_eq!(count("Given by the insurer", true), 0);
        assert_eq!(count("Must be unique", false), 0);
    }
}
