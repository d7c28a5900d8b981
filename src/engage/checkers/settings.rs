//! Keys with their values, wherever they are set: Terraform, templates, workflows, compose files, `ENV` of a Dockerfile, `.env`.
//!
//! In: a repository. Out: [`Setting`]s, by path and place. A value that is only known when it runs is its text: `var.region`.

use super::looked::Looked;
use crate::engage::repository::{Data, File, Form, Kind, Repository};

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Setting<'r> {
    pub(super) file: &'r File,
    pub(super) key: String,
    pub(super) value: &'r str,
    /// Whether the value is only known when it runs: it is the text of an expression.
    pub(super) is_open: bool,
    /// The keys above, joined by `/`.
    pub(super) above: String,
    pub(super) place: (u32, u32),
}

/// Kinds whose settings say where and how something runs.
pub(super) fn is_running(kind: Kind) -> bool {
    kind.is_infrastructure() || matches!(kind, Kind::Workflow | Kind::Pipeline | Kind::Compose)
}

/// The settings of the repository: those of data files, then those of Dockerfiles and `.env`.
pub(super) fn all<'r>(repository: &'r Repository, looked: &mut Looked) -> Vec<Setting<'r>> {
    let mut all = Vec::new();
    for (file, data) in looked.data(repository, is_running) {
        of_data(file, data, &mut all);
    }
    for file in repository.files() {
        match file.kind {
            Kind::Dockerfile => {
                looked.seen += 1;
                for step in file.instructions().iter().filter(|step| matches!(step.word.as_str(), "ENV" | "ARG")) {
                    pairs(file, step.rest, step.line, &mut all);
                }
            }
            Kind::Env => {
                looked.seen += 1;
                for (line, number) in file.text.lines().zip(1u32..) {
                    if let Some(line) = Some(line.trim()).filter(|line| !line.starts_with('#')) {
                        pair(file, line.strip_prefix("export ").unwrap_or(line), number, &mut all);
                    }
                }
            }
            _ => {}
        }
    }
    all
}

fn of_data<'r>(file: &'r File, data: &'r Data, all: &mut Vec<Setting<'r>>) {
    data.each(&mut |above, entry| {
        if let Form::Text(value) | Form::Open(value) = &entry.value.form {
            all.push(Setting {
                file,
                key: entry.key.clone(),
                value,
                is_open: matches!(entry.value.form, Form::Open(_)),
                above: above.join("/"),
                place: (entry.line, entry.column),
            });
        }
        for item in entry.value.items() {
            if let Some(value) = item.text() {
                let (above, place) = (above.join("/"), (item.line, item.column));
                all.push(Setting { file, key: entry.key.clone(), value, is_open: false, above, place });
            }
            // `environment: [NAME=value]`
            let pair = item.text().and_then(|text| text.split_once('='));
            if let (Some((key, value)), "environment" | "env") = (pair, entry.key.as_str()) {
                let above = format!("{}/{}", above.join("/"), entry.key);
                let place = (item.line, item.column);
                all.push(Setting { file, key: key.to_owned(), value, is_open: false, above, place });
            }
        }
    });
}

/// `A=b C=d`, or the old `A b`.
fn pairs<'r>(file: &'r File, rest: &'r str, line: u32, all: &mut Vec<Setting<'r>>) {
    match rest.split_once(char::is_whitespace) {
        Some((key, value)) if !key.contains('=') => {
            let place = (line, 1);
            let (key, value, above) = (key.to_owned(), unquoted(value), "env".to_owned());
            all.push(Setting { file, key, value, is_open: false, above, place });
        }
        _ => rest.split_whitespace().for_each(|part| pair(file, part, line, all)),
    }
}

fn pair<'r>(file: &'r File, text: &'r str, line: u32, all: &mut Vec<Setting<'r>>) {
    let Some((key, value)) = text.split_once('=') else { return };
    // A note behind the value is no part of it.
    let value = unquoted(value.split(" #").next().unwrap_or(value));
    let (key, above) = (key.trim().to_owned(), "env".to_owned());
    all.push(Setting { file, key, value, is_open: false, above, place: (line, 1) });
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}
