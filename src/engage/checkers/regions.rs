//! `stack.region` and `compliance.data_residency`: where things run and where data lies.
//!
//! In: every literal region: a text that is nothing but a region or one of its zones, in settings and in code; the region of an ARN and of an
//! address; what stands behind a key that speaks of a region (`region`, `aws_region`, `location`, the default of a Terraform variable
//! `…region…`). Out: an outcome each. `stack.region` is broken by a region that is another one, but for providers with an alias, ARNs and addresses:
//! they are not the primary one. `data_residency` is broken by a region outside of what it names, alias or not. A region that no table knows,
//! one that is only known when it runs, and a list of regions in code are holes.

use tree_sitter::Node;

use super::Subject;
use super::looked::{Looked, count, not_evaluated, plain};
use super::settings::{self, Setting};
use crate::engage::regions::{inside, region as region_of, region_or_group};
use crate::engage::repository::{Code, File, Kind, Repository, Role};
use crate::engage::verdict::Outcome;

const UNNAMED: &str = "no file names a region";

struct Region<'r> {
    file: &'r File,
    place: (u32, u32),
    name: String,
    is_primary: bool,
}

/// Looks at `stack.region`.
pub(super) fn region(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let said = terms.stack.region.trim();
    let wanted = region_or_group(said).unwrap_or_else(|| said.to_owned());
    let mut looked = Looked::default();
    let mut own = 0;
    for region in all(repository, &mut looked).iter().filter(|region| region.is_primary) {
        if region.name == wanted {
            own += 1;
        } else {
            looked.add(region.file, region.place, format!("the region is `{}`, not `{said}`", region.name));
        }
    }
    let holds = format!("`{said}` stands at {}, and no other region anywhere", count(own, "place"));
    vec![looked.counted("stack.region", "region", own, UNNAMED, holds)]
}

/// Looks at `compliance.data_residency`.
pub(super) fn residency(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let clause = "compliance.data_residency";
    let Some(wanted) = terms.compliance.as_ref().and_then(|own| own.data_residency.as_ref()) else { return Vec::new() };
    let Some(is_inside) = inside(wanted) else {
        return vec![not_evaluated(clause, format!("no checker knows `{wanted}`"))];
    };
    let mut looked = Looked::default();
    let regions = all(repository, &mut looked);
    for region in regions.iter().filter(|region| !is_inside(&region.name)) {
        looked.add(region.file, region.place, format!("`{}` is outside of `{wanted}`", region.name));
    }
    let holds = format!("every region is inside of `{wanted}`, at {}", count(regions.len(), "place"));
    vec![looked.counted(clause, "residency", regions.len(), UNNAMED, holds)]
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
    let settings = settings::all(repository, looked);
    for setting in &settings {
        let is_asked = asks(setting);
        let place = setting.place;
        let found = if is_asked { region_or_group(setting.value) } else { region_of(setting.value) };
        if let Some(name) = found {
            let is_primary = !has_alias(setting.file, place);
            all.push(Region { file: setting.file, place, name, is_primary });
        } else if let Some(name) = in_address(setting.value) {
            all.push(Region { file: setting.file, place, name, is_primary: false });
        } else if is_asked && let Some(why) = unknown(setting, &settings) {
            looked.holes.push(format!("`{}:{}` {why}", setting.file.path, place.0));
        }
    }
    let is_setting = |file: &&File| {
        matches!(file.kind, Kind::Toml | Kind::Yaml | Kind::Json) && file.text.to_ascii_lowercase().contains("region")
    };
    for file in repository.files().iter().filter(is_setting) {
        let Some(Ok(data)) = file.data() else {
            looked.holes.extend(file.data().and_then(Result::err).map(ToString::to_string));
            continue;
        };
        data.each(&mut |_, entry| {
            if let Some(name) = entry.value.text().filter(|_| is_key(&entry.key)).and_then(region_of) {
                all.push(Region { file, place: (entry.line, entry.column), name, is_primary: true });
            }
        });
    }
    for code in looked.code(repository, |_, role| role != Role::Test) {
        code.each(&mut |node| {
            let Some(text) = code.literal(node) else { return true };
            let (file, place) = (code.file, code.place(node));
            match region_of(text) {
                Some(_) if is_listed(node) => {
                    looked.holes.push(format!("`{}:{}` lists regions, of which any may be used", file.path, place.0));
                }
                // A single word such as `eastus` may mean anything where no key says that it is a region.
                Some(name) if text.contains('-') || is_named(code, node) => {
                    all.push(Region { file, place, name, is_primary: true });
                }
                Some(_) => {}
                None => {
                    let name = in_address(text);
                    all.extend(name.map(|name| Region { file, place, name, is_primary: false }));
                }
            }
            true
        });
    }
    all
}

/// Whether a setting asks for a region.
fn asks(setting: &Setting<'_>) -> bool {
    let speaks = || plain(&setting.above).contains("region");
    is_key(&setting.key)
        || (setting.key == "default" && setting.above.starts_with("variable/") && speaks())
        || (setting.key == "Default" && speaks())
}

/// What is to be said of a value where a region is asked for, and none is seen. An address or a path is none.
fn unknown(setting: &Setting<'_>, settings: &[Setting<'_>]) -> Option<String> {
    let value = setting.value.trim();
    if setting.is_open {
        let name = value.strip_prefix("var.")?;
        let variable = format!("variable/{name}");
        let is_said = settings.iter().any(|other| other.key == "default" && other.above == variable);
        let is_given = settings.iter().any(|other| other.key == name && other.above.is_empty() && !other.is_open);
        return (!is_said && !is_given).then(|| format!("takes its region from `{value}`, which no file sets"));
    }
    let is_word = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
    is_word.then(|| format!("names `{value}`, which is no region that is known"))
}

/// The region in an ARN, or in the address of a service of AWS.
fn in_address(text: &str) -> Option<String> {
    let is_arn = text.starts_with("arn:");
    let is_address = text.contains(".amazonaws.com");
    if !is_arn && !is_address {
        return None;
    }
    text.split([':', '.', '/', '@']).find_map(|part| region_of(part).filter(|_| part.contains('-')))
}

/// Whether the setting stands in a provider that has an alias.
fn has_alias(file: &File, (line, _): (u32, u32)) -> bool {
    let Some(Ok(data)) = file.data().filter(|_| file.kind == Kind::Terraform) else { return false };
    data.all("provider").flat_map(|provider| provider.entries()).any(|provider| {
        let body = &provider.value;
        body.get("alias").is_some() && body.entries().iter().any(|entry| entry.line == line)
    })
}

/// Whether a text is one of several, or a key: which of them is used is only known when it runs.
fn is_listed(node: Node<'_>) -> bool {
    let Some(above) = node.parent() else { return false };
    match above.kind() {
        "list" | "tuple" | "set" | "array" | "array_expression" => true,
        "pair" => above.child_by_field_name("key") == Some(node),
        _ => false,
    }
}

/// Whether a key or a name before a text says that it is a region.
fn is_named(code: Code<'_>, node: Node<'_>) -> bool {
    let Some(above) = node.parent() else { return false };
    let names = ["name", "left", "key"];
    names.iter().any(|field| is_key(code.part(above, field).trim_matches(['"', '\''])))
}
