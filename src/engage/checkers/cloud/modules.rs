//! Modules of Terraform that are not in the repository.
//!
//! In: a repository. Out: every call of such a module, with what its source is called and what is switched on in it, and what cannot be seen
//! because of it. A module at a path in the repository is read like any other file, and is none of them.

use crate::engage::checkers::looked::plain;
use crate::engage::repository::{Data, File, Form, Kind, Repository};

/// A call of a module.
#[derive(Clone, Debug)]
pub(super) struct Module<'r> {
    pub(super) file: &'r File,
    pub(super) place: (u32, u32),
    /// The parts of its source: `terraform_aws_modules`, `vpc`, `aws`.
    pub(super) words: Vec<String>,
    /// What is switched on: `nat_gateway` of `enable_nat_gateway = true`.
    pub(super) enabled: Vec<String>,
    /// What cannot be seen because of it.
    pub(super) hole: String,
}

/// Every call of a module that lies elsewhere.
pub(super) fn all(repository: &Repository) -> Vec<Module<'_>> {
    let mut all = Vec::new();
    for file in repository.files().iter().filter(|file| matches!(file.kind, Kind::Terraform | Kind::TerraformJson)) {
        let Some(Ok(data)) = file.data() else { continue };
        for call in data.all("module").flat_map(|calls| calls.entries()) {
            let Some(source) = call.value.entry("source") else { continue };
            if let Some(module) = module(repository, file, &call.value, (source.line, &source.value)) {
                all.push(module);
            }
        }
    }
    all
}

fn module<'r>(
    repository: &Repository,
    file: &'r File,
    body: &Data,
    (line, source): (u32, &Data),
) -> Option<Module<'r>> {
    let text = source.text().unwrap_or_default();
    if text.starts_with('.') && is_here(repository, &file.path, text) {
        return None;
    }
    // An address may hold a password.
    let shown = text.split('?').next().unwrap_or_default().rsplit('@').next().unwrap_or_default();
    let name = if shown.is_empty() { "a module".to_owned() } else { format!("the module `{shown}`") };
    let hole = format!("`{}:{line}` calls {name}, which is not in the repository", file.path);
    let words = shown.split(['/', ':']).map(plain).map(|word| match word.strip_prefix("terraform_aws_") {
        Some(rest) if rest != "modules" => rest.to_owned(),
        _ => word,
    });
    let is_on = |form: &Form| matches!(form, Form::Text(text) if text == "true");
    let on = body.entries().iter().filter(|entry| is_on(&entry.value.form));
    let enabled = on.filter_map(|entry| {
        let name = entry.key.strip_prefix("enable_").or_else(|| entry.key.strip_prefix("create_"))?;
        Some(name.to_owned())
    });
    Some(Module { file, place: (line, 1), words: words.collect(), enabled: enabled.collect(), hole })
}

/// Whether a path from a file leads to a folder of the repository.
fn is_here(repository: &Repository, from: &str, path: &str) -> bool {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return false,
            ".." => {}
            other => parts.push(other),
        }
    }
    let folder = parts.iter().map(|part| format!("{part}/")).collect::<String>();
    repository.files().iter().any(|file| file.kind == Kind::Terraform && file.path.starts_with(&folder))
}
