//! A generated project at work: installed, started on real parts, tried.
//!
//! In: the folder of a project. Out: a virtual environment in it, running parts, a [`Report`] of its tests. All that is started is
//! started by the project's own package `dev`, and written down there; so a person can do the same without us. Knows no contract.

mod install;
mod report;
mod shell;

pub use report::{Case, CaseKind, Ending, Report};

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The tests of the code in the folder: they ask no service.
const OF_THE_CODE: &str = "tests/gen/test_derived_code.py";

/// A generated project.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

/// Why something could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What could not be done, and what was said of it.
    pub text: String,
    /// What can be done about it.
    pub help: Option<String>,
}

/// What tests are aimed at, where it is not what `up` has started.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The address of the service.
    pub base_url: Option<String>,
    /// The address of its database.
    pub database_url: Option<String>,
    /// The secret that it trusts.
    pub auth_secret: Option<String>,
}

impl Project {
    /// The project in a folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(root: &Path) -> Result<Project, Trouble> {
        let has = |path: &str| root.join(path).is_file();
        if has("pyproject.toml") && has("dev/__main__.py") {
            let root = root.canonicalize().map_err(|error| Trouble::of(format!("`{}`: {error}", root.display())))?;
            return Ok(Project { root });
        }
        Err(Trouble {
            text: format!("`{}` is not a generated project: it has no `pyproject.toml` and `dev/`", root.display()),
            help: Some("name the folder that `contract build` or `contract apply` has written".to_owned()),
        })
    }

    /// Installs the service and the tools of its development, if that was not done, or `pyproject.toml` has changed since.
    /// `say` is told what takes long.
    ///
    /// # Errors
    /// When there is no fitting Python, or a package cannot be installed.
    pub fn install(&self, say: &mut dyn FnMut(&str)) -> Result<(), Trouble> {
        install::install(&self.root, say)
    }

    /// Starts what is not running yet; answers with a line for each part.
    ///
    /// # Errors
    /// When a part cannot be started: then none is left running.
    pub fn up(&self, port: Option<u16>) -> Result<Vec<String>, Trouble> {
        let mut arguments = vec!["up".to_owned()];
        if let Some(port) = port {
            arguments.extend(["--port".to_owned(), port.to_string()]);
        }
        self.dev(&arguments)
    }

    /// Ends what `up` has started, and nothing else.
    ///
    /// # Errors
    /// When the project is not installed.
    pub fn down(&self) -> Result<(), Trouble> {
        self.dev(&["down".to_owned()]).map(drop)
    }

    /// Whether everything is running.
    pub fn is_up(&self) -> bool {
        self.dev(&["status".to_owned()]).is_ok()
    }

    /// Tries the service with all tests.
    ///
    /// # Errors
    /// When the tests could not be run at all; tests that fail are in the report.
    pub fn verify(&self, target: &Target) -> Result<Report, Trouble> {
        let file = self.root.join(".contract/run/report.json");
        let _ = std::fs::remove_file(&file);
        let mut arguments: Vec<OsString> = ["-m", "pytest", "tests", "-q", "--tb=short"].map(OsString::from).to_vec();
        arguments.push(format!("--parent={}", std::process::id()).into());
        if target.base_url.is_some() {
            // What stands in the folder is not what is tried.
            arguments.push(format!("--ignore={OF_THE_CODE}").into());
        }
        let mut report = OsString::from("--report=");
        report.push(&file);
        arguments.push(report);
        let options = [
            ("--base-url", &target.base_url),
            ("--database-url", &target.database_url),
            ("--auth-secret", &target.auth_secret),
        ];
        for (name, value) in options {
            if let Some(value) = value {
                arguments.extend([OsString::from(name), OsString::from(value)]);
            }
        }
        let done = shell::run(&self.root, &install::python(&self.root), &arguments)?;
        let text = std::fs::read_to_string(&file).map_err(|_| unrun(&done.output))?;
        let report = report::read(&text)?;
        match &report.trouble {
            Some(why) => Err(Trouble::of(why.clone())),
            None if report.cases.is_empty() => Err(unrun(&done.output)),
            None => Ok(report),
        }
    }

    /// Runs the project's own package `dev`; answers with what it prints.
    fn dev(&self, arguments: &[String]) -> Result<Vec<String>, Trouble> {
        let all = ["-m", "dev"].into_iter().map(OsString::from).chain(arguments.iter().map(OsString::from));
        let done = shell::run(&self.root, &install::python(&self.root), &all.collect::<Vec<_>>())?;
        if done.success {
            return Ok(done.output.lines().map(str::to_owned).collect());
        }
        Err(Trouble::of(done.output.trim().trim_start_matches("error: ").to_owned()))
    }
}

/// That the tests said nothing, and what they printed.
fn unrun(output: &str) -> Trouble {
    Trouble::of(format!("the tests could not be run:\n{}", shell::tail(output, 25)))
}

impl Trouble {
    fn of(text: String) -> Trouble {
        Trouble { text, help: None }
    }
}
