//! What Terraform, CloudFormation and SAM declare.
//!
//! In: a repository. Out: every resource with its type, its place and its settings. Modules of others are not looked into.

use crate::engage::checkers::looked::Looked;
use crate::engage::repository::{Data, File, Kind, Repository};

/// A resource.
#[derive(Clone, Copy, Debug)]
pub(in crate::engage::checkers) struct Resource<'r> {
    /// The file.
    pub(in crate::engage::checkers) file: &'r File,
    /// Its type: `aws_instance`, `AWS::EC2::Instance`.
    pub(in crate::engage::checkers) kind: &'r str,
    /// Where it starts.
    pub(in crate::engage::checkers) place: (u32, u32),
    /// Its settings.
    pub(in crate::engage::checkers) body: &'r Data,
}

impl Resource<'_> {
    /// Whether a setting, at any depth, has a value.
    pub(in crate::engage::checkers) fn says(&self, keys: &[&str], value: &str) -> bool {
        let mut says = false;
        let is = |data: &Data| data.text().is_some_and(|text| text.eq_ignore_ascii_case(value));
        self.body.each(&mut |_, entry| {
            says |= keys.contains(&entry.key.as_str()) && (is(&entry.value) || entry.value.items().iter().any(is));
        });
        says
    }
}

/// Every resource of a repository, by path and place.
pub(in crate::engage::checkers) fn all<'r>(repository: &'r Repository, looked: &mut Looked) -> Vec<Resource<'r>> {
    let mut all = Vec::new();
    for (file, data) in looked.data(repository, Kind::is_infrastructure) {
        match file.kind {
            Kind::Terraform | Kind::TerraformJson => terraform(file, data, &mut all),
            Kind::Serverless => template(file, data.get("resources").unwrap_or(data), &mut all),
            _ => template(file, data, &mut all),
        }
    }
    all
}

fn terraform<'r>(file: &'r File, data: &'r Data, all: &mut Vec<Resource<'r>>) {
    for blocks in data.all("resource") {
        for kind in blocks.entries() {
            // In JSON, several names stand below one type.
            for name in kind.value.entries() {
                let is_block = (kind.line, kind.column) != (name.line, name.column) && kind.line == name.line;
                let place = if is_block { (blocks.line, blocks.column) } else { (name.line, name.column) };
                all.push(Resource { file, kind: &kind.key, place, body: &name.value });
            }
        }
    }
}

fn template<'r>(file: &'r File, data: &'r Data, all: &mut Vec<Resource<'r>>) {
    for resources in data.all("Resources") {
        for entry in resources.entries() {
            let Some(kind) = entry.value.entry("Type") else { continue };
            if let Some(name) = kind.value.text() {
                all.push(Resource { file, kind: name, place: (kind.line, kind.column), body: &entry.value });
            }
        }
    }
}
