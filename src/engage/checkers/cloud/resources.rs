//! What Terraform, CloudFormation, SAM, the Serverless framework and Kubernetes declare.
//!
//! In: a repository. Out: every resource with its type, its place and its settings. Code that builds infrastructure
//! (CDK, Pulumi) is a hole.

use crate::engage::checkers::looked::Looked;
use crate::engage::repository::{Data, File, Form, Kind, Repository};

/// A resource.
#[derive(Clone, Copy, Debug)]
pub(in crate::engage::checkers) struct Resource<'r> {
    /// The file.
    pub(in crate::engage::checkers) file: &'r File,
    /// Its type: `aws_instance`, `AWS::EC2::Instance`; of Kubernetes what it is called there: `Deployment`.
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
pub(super) fn all<'r>(repository: &'r Repository, looked: &mut Looked) -> Vec<Resource<'r>> {
    let mut all = Vec::new();
    for (file, data) in looked.data(repository, Kind::is_infrastructure) {
        match file.kind {
            Kind::Terraform | Kind::TerraformJson => terraform(file, data, &mut all),
            Kind::Serverless => serverless(file, data, looked, &mut all),
            Kind::Kubernetes => kubernetes(file, data, looked, &mut all),
            _ => template(file, data, &mut all),
        }
    }
    for file in repository.files() {
        let built = file.imports().iter().find(|import| import.is_any_of(BUILDERS));
        looked.holes.extend(built.map(|import| {
            format!(
                "`{}:{}` builds infrastructure with `{}`, which is not read",
                file.path, import.place.0, import.name
            )
        }));
    }
    all
}

/// Libraries by which code declares resources.
const BUILDERS: &[&str] = &[
    "aws-cdk-lib",
    "@aws-cdk",
    "aws_cdk",
    "constructs",
    "cdktf",
    "pulumi",
    "@pulumi",
    "pulumi_aws",
    "pulumi_gcp",
    "pulumi_azure_native",
    "sst",
    "troposphere",
];

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

/// A function of the Serverless framework is one of SAM under another name.
fn serverless<'r>(file: &'r File, data: &'r Data, looked: &mut Looked, all: &mut Vec<Resource<'r>>) {
    template(file, data.get("resources").unwrap_or(data), all);
    let provider = data.get("provider").map(|own| own.get("name").unwrap_or(own)).and_then(Data::text);
    let Some(functions) = data.get("functions").filter(|_| provider == Some("aws")) else { return };
    let lists = functions.items().iter().chain([functions]);
    for entry in lists.clone().flat_map(Data::entries) {
        let place = (entry.line, entry.column);
        all.push(Resource { file, kind: "AWS::Serverless::Function", place, body: &entry.value });
    }
    let elsewhere = lists.filter(|data| matches!(&data.form, Form::Text(text) if text.starts_with("${")));
    looked.holes.extend(elsewhere.map(|data| format!("`{}:{}` takes functions from elsewhere", file.path, data.line)));
}

fn kubernetes<'r>(file: &'r File, data: &'r Data, looked: &mut Looked, all: &mut Vec<Resource<'r>>) {
    for document in data.items().iter().chain([data]) {
        let Some((kind, name)) = document.entry("kind").and_then(|kind| Some((kind, kind.value.text()?))) else {
            continue;
        };
        let of = document.get("apiVersion").and_then(Data::text).unwrap_or_default();
        if ["crossplane.io", "services.k8s.aws", "cnrm.cloud.google.com"].iter().any(|cloud| of.contains(cloud)) {
            looked
                .holes
                .push(format!("`{}:{}` declares a resource of `{of}`, which is not read", file.path, kind.line));
        }
        all.push(Resource { file, kind: name, place: (kind.line, kind.column), body: document });
    }
}
