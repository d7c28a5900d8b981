//! `stack.language_version`: every file that names a version of the language agrees with the contract.
//!
//! In: manifests, files of versions, Dockerfiles, runtimes of functions, set-up steps of workflows. Out: one outcome; each disagreement at its
//! line. A version agrees as far as both are written: `3.12.4` agrees with `3.12`. A range agrees when it lets the version in. A list of
//! versions (a matrix) agrees when one of them does. For TypeScript, a version from 10 on is meant of Node.js, a smaller one of the compiler.
//! Where no file names a version, nothing is evaluated.

mod range;

use range::{agrees, is_of_version, numbers};

use super::looked::{Looked, count, not_evaluated};
use super::{settings, stack};
use crate::engage::checkers::Subject;
use crate::engage::repository::{Data, File, Form, Kind, Language, Repository};
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "stack.language_version";

/// How a language and its versions are called in files.
struct Names {
    /// In `.tool-versions`, images, runtimes.
    tools: &'static [&'static str],
    /// In set-up steps: `python-version`.
    setup: &'static [&'static str],
    /// Files of versions.
    files: &'static [&'static str],
    /// Kind of manifest, keys to the value, and what stands before a bare version.
    manifests: &'static [(Kind, &'static [&'static str], &'static str)],
}

const PYTHON: Names = Names {
    tools: &["python"],
    setup: &["python-version"],
    files: &[".python-version", "runtime.txt"],
    manifests: &[
        (Kind::Pyproject, &["project", "requires-python"], ""),
        (Kind::Pyproject, &["tool", "poetry", "dependencies", "python"], ""),
        (Kind::Pyproject, &["tool", "mypy", "python_version"], ""),
        (Kind::Pyproject, &["tool", "pyright", "pythonVersion"], ""),
        (Kind::Pipfile, &["requires", "python_version"], ""),
        (Kind::Pipfile, &["requires", "python_full_version"], ""),
    ],
};
const NODE: Names = Names {
    tools: &["nodejs", "node"],
    setup: &["node-version"],
    files: &[".nvmrc", ".node-version"],
    manifests: &[(Kind::PackageJson, &["engines", "node"], ""), (Kind::PackageJson, &["volta", "node"], "")],
};
const TYPESCRIPT: Names = Names {
    tools: &["typescript"],
    setup: &[],
    files: &[],
    manifests: &[
        (Kind::PackageJson, &["devDependencies", "typescript"], ""),
        (Kind::PackageJson, &["dependencies", "typescript"], ""),
    ],
};
const RUST: Names = Names {
    tools: &["rust"],
    setup: &["toolchain"],
    files: &["rust-toolchain"],
    manifests: &[
        (Kind::CargoToml, &["package", "rust-version"], ">="),
        (Kind::CargoToml, &["workspace", "package", "rust-version"], ">="),
        (Kind::Toml, &["toolchain", "channel"], ""),
    ],
};
const GO: Names = Names { tools: &["golang", "go"], setup: &["go-version"], files: &[], manifests: &[] };

const TERRAFORM: Names = Names {
    tools: &["terraform", "opentofu"],
    setup: &["terraform_version", "tofu_version"],
    files: &[".terraform-version", ".opentofu-version"],
    manifests: &[(Kind::Terraform, &["terraform", "required_version"], "")],
};

/// Looks at every version that a file names.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let wanted = terms.stack.language_version.trim();
    let major = numbers(wanted).first().copied().unwrap_or(0);
    let language = &terms.stack.language;
    let names = match stack::meant(language).as_str() {
        "python" => PYTHON,
        "typescript" if major < 10 => TYPESCRIPT,
        "typescript" | "javascript" | "nodejs" => NODE,
        "rust" => RUST,
        "go" => GO,
        "terraform" => TERRAFORM,
        _ => return vec![not_evaluated(CLAUSE, format!("no checker knows where versions of `{language}` stand"))],
    };
    let mut looked = Looked::default();
    let mut named = Named { wanted, language, count: 0, looked: &mut looked };
    manifests(&names, repository, &mut named);
    running(&names, repository, &mut named);
    lines(&names, repository, &mut named);
    let versions = named.count;
    let none = format!("no file names a version of `{language}`");
    let holds = format!("`{wanted}` fits at {}", count(versions, "place"));
    vec![looked.counted(CLAUSE, "language-version", versions, none, holds)]
}

struct Named<'a> {
    wanted: &'a str,
    language: &'a str,
    count: usize,
    looked: &'a mut Looked,
}

impl Named<'_> {
    fn say(&mut self, file: &File, place: (u32, u32), version: &str) {
        let Some(agrees) = agrees(version, self.wanted) else { return };
        self.count += 1;
        if !agrees {
            // Only what is a version is shown: the file may hold anything.
            let shown: String = version.chars().take_while(|c| is_of_version(*c)).collect();
            let shown = shown.trim_end_matches(['-', ' ', ',']);
            let message = format!("`{shown}` does not agree with version `{}` of `{}`", self.wanted, self.language);
            self.looked.add(file, place, message);
        }
    }
}

fn names_versions(kind: Kind) -> bool {
    let manifests = [Kind::Pyproject, Kind::Pipfile, Kind::PackageJson, Kind::CargoToml, Kind::Toml, Kind::Terraform];
    manifests.contains(&kind)
}

fn manifests(names: &Names, repository: &Repository, named: &mut Named<'_>) {
    for (file, data) in named.looked.data(repository, names_versions) {
        for (kind, keys, before) in names.manifests {
            if let Some(value) = data.at(keys).filter(|_| *kind == file.kind)
                && let Some(text) = value.text()
            {
                named.say(file, (value.line, value.column), &format!("{before}{text}"));
            }
        }
    }
}

fn running(names: &Names, repository: &Repository, named: &mut Named<'_>) {
    for (file, data) in named.looked.data(repository, settings::is_running) {
        data.each(&mut |_, entry| {
            let key = entry.key.as_str();
            let place = (entry.line, entry.column);
            if names.setup.contains(&key) {
                let value = entry.value.text().and_then(|text| of_matrix(data, text)).unwrap_or(&entry.value);
                setup(file, value, named);
            }
            let text = entry.value.text().unwrap_or_default();
            let version = match key {
                "runtime" | "Runtime" => after_tool(names, text),
                "image" => of_image(names, text),
                _ => None,
            };
            if let Some(version) = version {
                named.say(file, place, version);
            }
        });
    }
}

/// The versions of a matrix that a step takes one of: `${{ matrix.python }}`.
fn of_matrix<'r>(data: &'r Data, text: &str) -> Option<&'r Data> {
    let name = text.trim().strip_prefix("${{")?.strip_suffix("}}")?.trim().strip_prefix("matrix.")?;
    let mut found = None;
    data.each(&mut |above, entry| {
        if above.last() == Some(&"matrix") && entry.key == name {
            found = Some(&entry.value);
        }
    });
    found
}

/// One version, or a list of which one must agree.
fn setup(file: &File, value: &Data, named: &mut Named<'_>) {
    match &value.form {
        Form::Text(text) => named.say(file, (value.line, value.column), text),
        Form::List(items) => {
            let texts: Vec<_> = items.iter().filter_map(Data::text).collect();
            if texts.iter().any(|text| agrees(text, named.wanted) == Some(true)) {
                named.count += 1;
            } else if let Some(first) = texts.first() {
                named.say(file, (value.line, value.column), first);
            }
        }
        _ => {}
    }
}

fn lines(names: &Names, repository: &Repository, named: &mut Named<'_>) {
    for file in repository.files() {
        let numbered = || file.text.lines().zip(1u32..);
        let spoken = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        match file.kind {
            Kind::Version if names.files.contains(&file.name()) => {
                for (line, number) in numbered().filter(|(line, _)| spoken(line)) {
                    named.say(file, (number, 1), bare(line).trim_start_matches("python-"));
                }
            }
            Kind::Version if file.name() == ".tool-versions" => {
                for (line, number) in numbered() {
                    let mut words = line.split_whitespace();
                    if let (Some(tool), Some(version)) = (words.next(), words.next())
                        && names.tools.contains(&tool)
                    {
                        named.say(file, (number, 1), version);
                    }
                }
            }
            Kind::SetupCfg => {
                for (line, number) in numbered() {
                    if let Some((key, value)) = line.split_once('=')
                        && key.trim() == "python_requires"
                        && names.tools.contains(&"python")
                    {
                        named.say(file, (number, 1), bare(value));
                    }
                }
            }
            Kind::Conda if names.tools.contains(&"python") => {
                let python = file.dependencies().into_iter().filter(|package| package.name == "python");
                python.for_each(|package| named.say(file, (package.line, package.column), &package.version));
            }
            Kind::Source(Language::Python) if file.name() == "setup.py" && names.tools.contains(&"python") => {
                if let Some(code) = file.code().and_then(Result::ok) {
                    code.each(&mut |node| {
                        let is_said = node.kind() == "keyword_argument" && code.part(node, "name") == "python_requires";
                        let value = node.child_by_field_name("value").filter(|_| is_said);
                        if let Some(version) = value.and_then(|value| code.constant(value)) {
                            named.say(file, code.place(node), version);
                        }
                        true
                    });
                }
            }
            Kind::GoMod if names.tools.contains(&"go") => {
                for (line, number) in numbered() {
                    if let Some(version) = line.strip_prefix("go ") {
                        named.say(file, (number, 1), &format!(">={}", version.trim()));
                    }
                }
            }
            Kind::Dockerfile => {
                for step in file.instructions().iter().filter(|step| step.word == "FROM") {
                    let image = step.rest.split_whitespace().find(|word| !word.starts_with("--")).unwrap_or_default();
                    if let Some(version) = of_image(names, image) {
                        named.say(file, (step.line, 1), version);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A value without what is said behind `#`.
fn bare(line: &str) -> &str {
    line.split(" #").next().unwrap_or(line).trim()
}

/// `python:3.12-slim`, `public.ecr.aws/lambda/python:3.12`
fn of_image<'t>(names: &Names, image: &'t str) -> Option<&'t str> {
    let (name, tag) = image.split('@').next()?.rsplit_once(':')?;
    let name = name.rsplit('/').next()?;
    names.tools.contains(&name).then_some(tag)
}

/// `python3.12`, `nodejs20.x`
fn after_tool<'t>(names: &Names, runtime: &'t str) -> Option<&'t str> {
    names
        .tools
        .iter()
        .find_map(|tool| runtime.strip_prefix(tool))
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
