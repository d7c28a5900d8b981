//! `stack.region` and `compliance.data_residency`: where things run and where data lies.
//!
//! In: every literal region: settings whose key speaks of a region (`region`, `aws_region`, `AWS_REGION`, `location`, the default of a Terraform
//! variable `…region…`), `region_name="…"` and `region: "…"` in code. Out: an outcome each. `stack.region` is broken by a region that is another
//! one, but for providers with an alias: they are not the primary one. `data_residency` is broken by a region outside of what it names, alias
//! or not. A region that no table knows is not evaluated there.

use tree_sitter::Node;

use super::looked::{Looked, count, holds, not_evaluated, plain};
use super::settings;
use crate::engage::regions::{inside, is_region};
use crate::engage::repository::{Code, File, Kind, Language, Reports, Repository, Role};
use crate::engage::terms::Terms;
use crate::engage::verdict::Outcome;

struct Region<'r> {
    file: &'r File,
    place: (u32, u32),
    name: String,
    is_primary: bool,
}

/// Looks at `stack.region`.
pub(super) fn region(terms: &Terms, repository: &Repository, _: &Reports) -> Vec<Outcome> {
    let clause = "stack.region";
    let wanted = terms.stack.region.trim();
    let mut looked = Looked::default();
    let mut own = 0;
    for region in all(repository, &mut looked).iter().filter(|region| region.is_primary) {
        if region.name == wanted {
            own += 1;
        } else {
            looked.add(region.file, region.place, format!("the region is `{}`, not `{wanted}`", region.name));
        }
    }
    if looked.found.is_empty() && looked.holes.is_empty() {
        return vec![match own {
            0 => not_evaluated(clause, "no file names a region"),
            own => holds(
                clause,
                "region",
                format!("`{wanted}` stands at {}, and no other region anywhere", count(own, "place")),
            ),
        }];
    }
    vec![looked.outcome(clause, "region", "named region")]
}

/// Looks at `compliance.data_residency`.
pub(super) fn residency(terms: &Terms, repository: &Repository, _: &Reports) -> Vec<Outcome> {
    let clause = "compliance.data_residency";
    let Some(wanted) = terms.compliance.as_ref().and_then(|own| own.data_residency.as_ref()) else { return Vec::new() };
    let Some(is_inside) = inside(wanted) else {
        return vec![not_evaluated(clause, format!("no checker knows `{wanted}`"))];
    };
    let mut looked = Looked::default();
    let regions = all(repository, &mut looked);
    for region in &regions {
        if !is_inside(&region.name) {
            looked.add(region.file, region.place, format!("`{}` is outside of `{wanted}`", region.name));
        }
    }
    if looked.found.is_empty() && looked.holes.is_empty() {
        return vec![match regions.len() {
            0 => not_evaluated(clause, "no file names a region"),
            all => {
                holds(clause, "residency", format!("every region is inside of `{wanted}`, at {}", count(all, "place")))
            }
        }];
    }
    vec![looked.outcome(clause, "residency", "named region")]
}

fn is_key(key: &str) -> bool {
    let key = plain(key);
    key == "region"
        || key.ends_with("_region")
        || key.ends_with("region_name")
        || key == "location"
        || key == "awsregion"
}

fn all<'r>(repository: &'r Repository, looked: &mut Looked) -> Vec<Region<'r>> {
    let mut all = Vec::new();
    for setting in settings::all(repository, looked) {
        let is_default = setting.key == "default"
            && setting.above.starts_with("variable/")
            && plain(&setting.above).contains("region");
        let is_parameter = setting.key == "Default" && plain(&setting.above).contains("region");
        if (is_key(&setting.key) || is_default || is_parameter) && is_region(setting.value) {
            let is_primary = !has_alias(setting.file, setting.place);
            all.push(Region { file: setting.file, place: setting.place, name: setting.value.to_owned(), is_primary });
        }
    }
    for (file, data) in looked.data(repository, |kind| kind == Kind::Toml) {
        data.each(&mut |_, entry| {
            if let Some(name) = entry.value.text().filter(|name| is_key(&entry.key) && is_region(name)) {
                all.push(Region { file, place: (entry.line, entry.column), name: name.to_owned(), is_primary: true });
            }
        });
    }
    for code in looked.code(repository, |language, role| language.has_grammar() && role != Role::Test) {
        code.each(&mut |node| {
            if let Some(name) = in_code(code, node).filter(|name| is_region(name)) {
                all.push(Region { file: code.file, place: code.place(node), name: name.to_owned(), is_primary: true });
            }
            true
        });
    }
    all
}

/// Whether the setting stands in a provider that has an alias.
fn has_alias(file: &File, (line, _): (u32, u32)) -> bool {
    let Some(Ok(data)) = file.data().filter(|_| file.kind == Kind::Terraform) else { return false };
    data.all("provider").flat_map(|provider| provider.entries()).any(|provider| {
        let body = &provider.value;
        body.get("alias").is_some() && body.entries().iter().any(|entry| entry.line == line)
    })
}

fn in_code<'f>(code: Code<'f>, node: Node<'_>) -> Option<&'f str> {
    let (name, value) = match (code.language, node.kind()) {
        (Language::Python, "keyword_argument") => ("name", "value"),
        (Language::Python, "assignment") => ("left", "right"),
        (Language::Rust, "const_item" | "static_item") => ("name", "value"),
        (language, "pair") if language.is_script() => ("key", "value"),
        (language, "variable_declarator") if language.is_script() => ("name", "value"),
        _ => return None,
    };
    if !is_key(code.part(node, name).trim_matches(['"', '\''])) {
        return None;
    }
    node.child_by_field_name(value).and_then(|value| code.literal(value))
}
