//! The command line: one file a command.
//!
//! In: arguments. Out: reports, files, an [exit code](Exit). Knows the pipeline, sets and reports; nothing of how a stage
//! works inside.

mod apply;
mod baseline;
mod build;
mod check;
mod completions;
mod convert;
mod diff;
mod down;
mod drift;
mod eject;
mod engage;
mod explain;
mod fault;
mod files;
mod fmt;
mod graph;
mod init;
mod ir;
mod lints;
#[cfg(feature = "parts")]
mod parts;
mod patch;
mod plan;
mod progress;
mod project;
mod question;
mod refs;
mod repair;
mod review;
mod road;
mod screen;
mod trace;
mod undo;
mod up;
mod verify;
mod where_is;
mod who_can;
mod why;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::diag::render::{Format, clean};
use crate::set::{self, Input};
use screen::Screen;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// There are findings of level error (or, as asked, others), or files to format.
    Findings = 1,
    /// The command was used wrongly, or a file cannot be written.
    Usage = 2,
    /// We made a mistake.
    Fault = 3,
}

/// Why a command could not do its work.
#[derive(Debug)]
enum Failure {
    /// It was asked for something it cannot do; with advice.
    Usage(String, Option<String>),
    /// We made a mistake.
    Fault(String),
    /// Output could not be written.
    Output(std::io::Error),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// The arguments.
#[derive(Debug, Parser)]
#[command(
    name = "contract",
    version,
    about = "Checks contracts, as .contract text or YAML, and makes services of them",
    arg_required_else_help = true,
    disable_help_subcommand = true,
    propagate_version = true,
    after_help = "\
Start here:
  contract init shop           a small new set in the folder shop
  contract check shop          find what is wrong in it
  contract fmt shop            lay it out the one canonical way
  contract explain C0101       what a finding means and how to mend it
  contract build shop          make the service, start it on real parts, try it

Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 our own fault."
)]
struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// The options of all commands.
#[derive(Debug, clap::Args)]
#[command(next_display_order = 100)]
struct Global {
    /// When to use colours (NO_COLOR and CLICOLOR_FORCE are obeyed)
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: When,
    /// How to report findings
    #[arg(long, global = true, value_name = "FORM", default_value = "rich", help_heading = "Output")]
    format: Form,
    /// Columns to fill [default: those of the terminal, else 100]
    #[arg(long, global = true, value_name = "COLUMNS", help_heading = "Output",
          value_parser = clap::value_parser!(u16).range(20..))]
    width: Option<u16>,
    /// Say more, for instance which files were skipped
    #[arg(long, short, global = true, help_heading = "Output")]
    verbose: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The form of reports.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Form {
    /// With the source, for people
    Rich,
    /// A few lines, for logs
    Plain,
    /// One line each, for grep and editors
    Concise,
    /// One JSON object a line, for programs
    Json,
    /// Short blocks with the exact edits, for coding agents
    Agent,
    /// Workflow commands, shown by GitHub beside the lines
    Github,
    /// A SARIF 2.1.0 log, for code hosts and editors
    Sarif,
    /// A JUnit report, for build servers
    Junit,
    /// A comment on a review
    Markdown,
    /// A Mermaid diagram (graph)
    Mermaid,
    /// A Graphviz diagram (graph)
    Dot,
    /// A page for people (engage check)
    Html,
}

impl From<Form> for Format {
    fn from(form: Form) -> Format {
        match form {
            Form::Rich | Form::Mermaid | Form::Dot | Form::Html => Format::Rich,
            Form::Plain => Format::Plain,
            Form::Concise => Format::Concise,
            Form::Json => Format::Json,
            Form::Agent => Format::Agent,
            Form::Github => Format::Github,
            Form::Sarif => Format::Sarif,
            Form::Junit => Format::Junit,
            Form::Markdown => Format::Markdown,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find what is wrong in a set
    Check(check::Args),
    /// Keep the findings of today apart, so that only new ones are reported
    Baseline(baseline::Args),
    /// Lay files out the one canonical way, or convert them
    Fmt(fmt::Args),
    /// Say what a finding means and how to mend it
    Explain(explain::Args),
    /// Say who may call a command or query, or do anything with an entity
    WhoCan(who_can::Args),
    /// Show what happens on a call: sources, guards, steps, events, errors
    Trace(trace::Args),
    /// List every place where a name is used
    Refs(refs::Args),
    /// Draw entities, events or a workflow
    Graph(graph::Args),
    /// Check a contract, write its service, start it on real parts, and try it
    Build(build::Args),
    /// Show what the contract would change in its project
    Plan(plan::Args),
    /// Print what the contract would change in its project, as a diff
    Patch(patch::Args),
    /// Make a project what its contract says, whole or not at all
    Apply(apply::Args),
    /// Take one operation over, to write it by hand
    Eject(eject::Args),
    /// Hold an engagement against its repository: clauses, gates, evidence
    Engage(engage::Args),
    /// Print what a set means: resolved and explicit, as JSON
    Ir(ir::Args),
    /// Start a small new set
    Init(init::Args),
    /// Take the last apply back
    Undo(undo::Args),
    /// List generated files that are not as they were written
    Drift(drift::Args),
    /// Say why a line of a generated file is as it is
    Why(why::Args),
    /// List the generated lines that come from a declaration
    Where(where_is::Args),
    /// Start a generated service on real parts
    Up(up::Args),
    /// End a generated service and its parts
    Down(down::Args),
    /// Try a generated service with the scenarios of its contract
    Verify(verify::Args),
    /// Run one of the parts that generated services need
    #[cfg(feature = "parts")]
    #[command(hide = true)]
    Parts(parts::Args),
    /// Print completions for a shell
    Completions(completions::Args),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    ExitCode::from(fault::guard(work) as u8)
}

fn work() -> Exit {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let fine = !error.use_stderr();
            let _ = error.print();
            return if fine { Exit::Fine } else { Exit::Usage };
        }
    };
    // Readers may go deep; what they accept is bounded, but test builds have large frames.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build_global();
    let mut screen = Screen::new(&args.global);
    let form = args.global.format;
    let done = match args.command {
        Command::Graph(args) => graph::run(&args, form, &mut screen),
        _ if matches!(form, Form::Mermaid | Form::Dot) => {
            let title = "only `contract graph` draws diagrams".to_owned();
            Err(Failure::Usage(title, Some("choose another --format".to_owned())))
        }
        Command::Engage(args) => engage::run(&args, form, &mut screen),
        _ if form == Form::Html => {
            let title = "only `contract engage check` writes a page".to_owned();
            Err(Failure::Usage(title, Some("choose another --format".to_owned())))
        }
        Command::Check(args) => check::run(&args, &mut screen),
        Command::Baseline(args) => baseline::run(&args, &mut screen),
        Command::Fmt(args) => fmt::run(&args, &mut screen),
        Command::Explain(args) => explain::run(&args, &mut screen),
        Command::WhoCan(args) => who_can::run(&args, &mut screen),
        Command::Trace(args) => trace::run(&args, &mut screen),
        Command::Build(args) => build::run(&args, &mut screen),
        Command::Eject(args) => eject::run(&args, &mut screen),
        Command::Plan(args) => plan::run(&args, &mut screen),
        Command::Patch(args) => patch::run(&args, &mut screen),
        Command::Apply(args) => apply::run(&args, &mut screen),
        Command::Ir(args) => ir::run(&args, &mut screen),
        Command::Refs(args) => refs::run(&args, &mut screen),
        Command::Init(args) => init::run(&args, &mut screen),
        Command::Undo(args) => undo::run(&args, &mut screen),
        Command::Drift(args) => drift::run(&args, &mut screen),
        Command::Why(args) => why::run(&args, &mut screen),
        Command::Where(args) => where_is::run(&args, &mut screen),
        Command::Up(args) => up::run(&args, &mut screen),
        Command::Down(args) => down::run(&args, &mut screen),
        Command::Verify(args) => verify::run(&args, &mut screen),
        #[cfg(feature = "parts")]
        Command::Parts(args) => parts::run(&args),
        Command::Completions(args) => completions::run(&args, &mut screen),
    };
    let done = done.and_then(|exit| screen.flush().map(|()| exit).map_err(Failure::Output));
    match done {
        Ok(exit) => exit,
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Fine,
        Err(failure) => screen.fail(&failure),
    }
}

/// A path as people read it: `/` between names, no `./` in front, and nothing that a terminal would obey.
fn shown(path: &Path) -> String {
    clean(&set::show(path)).into_owned()
}

/// The path of a file from a folder, with `/`, where it lies there.
fn below(path: &Path, folder: &Path) -> Option<String> {
    let (path, folder) = (path.canonicalize().ok()?, folder.canonicalize().ok()?);
    Some(path.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/"))
}

/// A path argument as an input: `-` is standard input.
fn input(path: &Path, stdin_name: &Option<PathBuf>) -> Input {
    if path.as_os_str() == "-" {
        Input::Stdin(stdin_name.as_ref().map(|name| name.to_string_lossy().into_owned()))
    } else {
        Input::Path(path.to_path_buf())
    }
}
