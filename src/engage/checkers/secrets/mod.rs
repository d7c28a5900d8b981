//! `security.forbidden_secrets_locations`: where secrets stand.
//!
//! ```text
//!  text of every file ──┬─ shapes   tokens that look like nothing else
//!                       └─ names    a literal behind `password = `
//!  settings, code ───────── environ  variables of the environment that hold a secret
//! ```
//!
//! In: a repository. Out: an outcome for each location. Known are `source_code`, `config_files`, `env_vars` (what is set in an environment, and what
//! code reads from one), `env_files`, `dockerfiles`, `infrastructure_code`, `ci_config`, `tests`, `documentation` and `repository` (everywhere).
//! Shapes count in tests too; names only outside of them. A message never holds the secret: at most its first four characters. The history of
//! version control is not looked at.

mod environ;
mod names;
mod shapes;

use super::looked::{Looked, count, plain, unknown};
use crate::engage::checkers::Subject;
use crate::engage::repository::{File, Kind, Repository, Role};
use crate::engage::verdict::Outcome;

const FAMILY: &str = "security.forbidden_secrets_locations";

/// A secret: where it stands, and what it seems to be.
struct Hit<'r> {
    file: &'r File,
    place: (u32, u32),
    message: String,
}

/// Looks at every forbidden location.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let locations = &terms.security.forbidden_secrets_locations;
    if locations.is_empty() {
        return Vec::new();
    }
    let hits = hits(repository);
    let of = |name: &String| {
        let mut looked = Looked::default();
        let is_there = match plain(name).trim_start_matches('_') {
            "env_vars" | "environment_variables" | "env_var" | "environment" => {
                environ::look(repository, &mut looked);
                in_env_file
            }
            other => match location(other) {
                Some(is_there) => is_there,
                None => return unknown(FAMILY, name),
            },
        };
        looked.seen += repository.files().iter().filter(|file| is_there(file)).count();
        looked.unread(repository, |kind| is_text(kind) && is_there_by_kind(is_there, kind));
        for hit in hits.iter().filter(|hit| is_there(hit.file)) {
            looked.add(hit.file, hit.place, hit.message.clone());
        }
        if looked.seen > 0 {
            let files = count(looked.seen, "file");
            looked.said = Some(format!("{files} searched for the shapes and names of secrets that are known"));
        }
        looked.outcome(format!("{FAMILY}/{name}"), "secrets", "file")
    };
    locations.iter().map(of).collect()
}

fn hits(repository: &Repository) -> Vec<Hit<'_>> {
    let mut hits = Vec::new();
    for file in repository.files() {
        shapes::find(file, &mut hits);
        if file.role != Role::Test {
            names::find(file, &mut hits);
        }
    }
    // One line, one secret: the shape is the surer word for it.
    hits.sort_by_key(|hit| (hit.file.path.as_str(), hit.place.0));
    hits.dedup_by_key(|hit| (hit.file.path.as_str(), hit.place.0));
    hits
}

fn location(name: &str) -> Option<fn(&File) -> bool> {
    Some(match name {
        "source_code" | "code" | "source" => |file| file.kind.language().is_some() || file.kind == Kind::Sql,
        "config_files" | "config" | "configuration_files" | "configuration" => |file| file.kind.is_config(),
        "env_files" | "dotenv" | "env_file" | "dotenv_files" => in_env_file,
        "dockerfiles" | "dockerfile" | "docker_images" => |file| file.kind == Kind::Dockerfile,
        "infrastructure_code" | "terraform" | "iac" | "infrastructure" => |file| file.kind.is_infrastructure(),
        "ci_config" | "workflows" | "pipelines" | "ci" => |file| matches!(file.kind, Kind::Workflow | Kind::Pipeline),
        "tests" | "test_code" => |file| file.role == Role::Test,
        "documentation" | "docs" => |file| file.kind == Kind::Prose,
        "repository" | "git" | "version_control" => |_| true,
        _ => return None,
    })
}

fn in_env_file(file: &File) -> bool {
    file.kind == Kind::Env
}

fn is_text(kind: Kind) -> bool {
    kind.language().is_some() || kind.is_config()
}

/// Whether a file of a kind, had it been read, would be in a location.
fn is_there_by_kind(is_there: fn(&File) -> bool, kind: Kind) -> bool {
    is_there(&File::empty(kind))
}

/// Whether a name says that its value is a secret: it ends as names of secrets do. `TOKEN_TTL` and `SECRET_ARN` do not.
fn is_secret_name(name: &str) -> bool {
    let name = plain(name).replace("__", "_");
    let ends = [
        "password",
        "passwd",
        "pwd",
        "_pass",
        "passphrase",
        "secret",
        "secrets",
        "token",
        "api_key",
        "apikey",
        "access_key",
        "access_key_id",
        "secret_key",
        "private_key",
        "signing_key",
        "encryption_key",
        "credentials",
        "connection_string",
        "dsn",
    ];
    ends.iter().any(|end| name.ends_with(end))
}
