//! Where output goes: standard output and error, with colours and width decided once.
//!
//! Standard output is buffered; whoever is done calls [`Screen::flush`].

use std::io::{BufWriter, IsTerminal, StdoutLock, Write};

use super::{Exit, Failure, Form, Global, When};
use crate::diag::Diagnostic;
use crate::diag::code::C1401;
use crate::diag::render::{Look, Renderer, Role, paint};
use crate::source::{Sources, Span};

/// The two streams and how they look.
pub(super) struct Screen {
    out: BufWriter<StdoutLock<'static>>,
    form: Form,
    width: usize,
    color_out: bool,
    color_err: bool,
    pub(super) verbose: bool,
}

impl Screen {
    pub(super) fn new(global: &Global) -> Screen {
        let stdout = std::io::stdout();
        let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = global.width.map(usize::from).or(terminal).unwrap_or(100);
        Screen {
            color_out: color(global.color, stdout.is_terminal()),
            color_err: color(global.color, std::io::stderr().is_terminal()),
            out: BufWriter::new(stdout.lock()),
            form: global.format,
            width,
            verbose: global.verbose,
        }
    }

    /// Whether reports are for programs, so that standard output carries nothing else.
    pub(super) fn is_for_programs(&self) -> bool {
        !matches!(self.form, Form::Rich | Form::Plain | Form::Concise)
    }

    /// Whether reports tell everything, hints as well.
    pub(super) fn has_hints(&self) -> bool {
        matches!(self.form, Form::Json | Form::Sarif | Form::Agent)
    }

    /// `text` in a colour, for standard output.
    pub(super) fn paint(&self, role: Role, text: &str) -> String {
        paint(self.color_out, role, text)
    }

    /// Whether standard output has colours.
    pub(super) fn color(&self) -> bool {
        self.color_out
    }

    /// Text as it is, to standard output.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// A line to standard output.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Failure> {
        Ok(writeln!(self.out, "{line}")?)
    }

    /// A line to standard error.
    pub(super) fn aside(&mut self, line: &str) -> Result<(), Failure> {
        self.flush()?;
        let _ = writeln!(std::io::stderr().lock(), "{line}");
        Ok(())
    }

    /// Findings, to standard output.
    pub(super) fn report(&mut self, findings: &[Diagnostic], sources: &Sources) -> Result<(), Failure> {
        let look = Look { format: self.form.into(), color: self.color_out, width: self.width };
        let hidden = without_secrets(findings, sources);
        let mut renderer = Renderer::new(hidden.as_ref().unwrap_or(sources), look);
        if look.format.is_whole() {
            return self.text(&renderer.render_all(findings));
        }
        for finding in findings {
            self.text(&renderer.render(finding))?;
        }
        Ok(())
    }

    /// Findings, to standard error, where standard output carries something else.
    pub(super) fn report_aside(&mut self, findings: &[Diagnostic], sources: &Sources) -> Result<(), Failure> {
        self.flush()?;
        let look = Look { format: self.form.into(), color: self.color_err, width: self.width };
        let hidden = without_secrets(findings, sources);
        let mut renderer = Renderer::new(hidden.as_ref().unwrap_or(sources), look);
        let mut error = BufWriter::new(std::io::stderr().lock());
        if look.format.is_whole() {
            let _ = error.write_all(renderer.render_all(findings).as_bytes());
            return Ok(());
        }
        for finding in findings {
            let _ = error.write_all(renderer.render(finding).as_bytes());
        }
        let _ = error.flush();
        Ok(())
    }

    /// Hands on what was written so far.
    pub(super) fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }

    /// Says why a command could not do its work.
    pub(super) fn fail(&mut self, failure: &Failure) -> Exit {
        let error = paint(self.color_err, Role::Level(crate::diag::Level::Error), "error");
        let (text, help, exit) = match failure {
            Failure::Usage(text, help) => (text.clone(), help.clone(), Exit::Usage),
            Failure::Fault(text) => {
                let help = "this is a mistake of `contract`, not yours; please report it with the file that shows it";
                (text.clone(), Some(help.to_owned()), Exit::Fault)
            }
            Failure::Output(reason) => (format!("the output cannot be written: {reason}"), None, Exit::Usage),
        };
        let mut stderr = std::io::stderr().lock();
        let _ = writeln!(stderr, "{error}: {text}");
        if let Some(help) = help {
            let _ = writeln!(stderr, "  = {}: {help}", paint(self.color_err, Role::Help, "help"));
        }
        exit
    }
}

/// The sources without the secrets that findings speak of, where there are any: no report may repeat them.
fn without_secrets(findings: &[Diagnostic], sources: &Sources) -> Option<Sources> {
    let secrets = findings.iter().filter(|found| found.code == &C1401).filter_map(|found| found.primary.as_ref());
    let spans: Vec<Span> = secrets.map(|label| label.span).collect();
    (!spans.is_empty()).then(|| sources.masked(&spans))
}

/// Whether to use colours: the option first, then the environment, then what the stream is.
fn color(when: When, terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR").is_some() => false,
        When::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        When::Auto => {
            terminal
                && set("TERM").is_none_or(|value| value != "dumb")
                && set("CLICOLOR").is_none_or(|value| value != "0")
        }
    }
}
