//! `contract fmt --to`: a file or a set in the other surface.
//!
//! In: a set that was read. Out: one text on standard output, or all files of the set below a folder; all of them or, if
//! one cannot be read, converted or written, none.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::fmt::{Args, fault};
use super::screen::Screen;
use super::{Exit, Failure};
use crate::check;
use crate::diag::render::clean;
use crate::diag::{self, Diagnostic, Level};
use crate::json;
use crate::pipeline;
use crate::set::{File, Set, Surface, write};

pub(super) fn run(args: &Args, to: Surface, set: &Set, screen: &mut Screen) -> Result<Exit, Failure> {
    if args.v0 && to != Surface::Yaml {
        return Err(Failure::Usage("`--v0` is about YAML: it goes with `--to yaml`".into(), None));
    }
    if args.without_comments && to != Surface::Json {
        return Err(Failure::Usage(
            "only JSON has no place for comments: `--without-comments` goes with `--to json`".into(),
            None,
        ));
    }
    let files = converted(set, to);
    let single = files.len() == 1 && args.paths.iter().all(|path| !path.is_dir());
    let stopped = stopping(args, to, set, &files);
    if !stopped.is_empty() {
        screen.report_aside(&stopped, &set.sources)?;
        screen.aside("nothing was written")?;
        return Ok(Exit::Findings);
    }
    if args.out.is_none() && !single {
        let folder = args.paths.first().map_or(".".into(), |path| path.display().to_string());
        let text = "a whole set needs a folder to be converted to".to_owned();
        let help = format!("contract fmt --to {} {folder} --out FOLDER", to.ending());
        return Err(Failure::Usage(text, Some(help)));
    }
    let written = files.par_iter().filter_map(|file| Some((*file, to.write(file.whole()?))));
    let mut texts = Vec::new();
    for (file, text) in written.collect::<Vec<_>>() {
        texts.push((file, text.map_err(|difference| Failure::Fault(fault(set, file, &difference)))?));
    }
    let Some(out) = &args.out else {
        for (_, text) in &texts {
            screen.text(text)?;
        }
        return Ok(Exit::Fine);
    };

    let mut files: Vec<(PathBuf, String)> = Vec::new();
    let mut from: HashMap<PathBuf, &str> = HashMap::new();
    for (file, text) in texts {
        let inner = if file.disk.is_none() { Path::new("stdin") } else { &file.inner };
        let target = out.join(match to {
            Surface::Json => inner.with_file_name(json::FILE),
            _ => inner.with_extension(to.ending()),
        });
        if let Some(other) = from.insert(target.clone(), set.path(file)) {
            let (other, this, target) = (clean(other), clean(set.path(file)), target.display());
            let text = format!("`{other}` and `{this}` would both become `{target}`; nothing was written");
            return Err(Failure::Usage(text, Some("convert them one by one, or rename one of them".into())));
        }
        files.push((target, text));
    }
    if !args.force {
        refuse_strangers(set, &files)?;
    }
    write::write_all(&files).map_err(|unwritten| Failure::Usage(unwritten.to_string(), None))?;
    let count = if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
    screen.line(&format!("{count} written to {}", out.display()))?;
    Ok(Exit::Fine)
}

/// The files that are converted: to JSON only those with an engagement, where there is one.
fn converted(set: &Set, to: Surface) -> Vec<&File> {
    let engaged = |file: &&File| {
        file.reading.document.as_ref().is_some_and(|document| document.root.get(json::SECTION).is_some())
    };
    let only = to == Surface::Json && set.files.iter().any(|file| engaged(&file));
    set.files.iter().filter(|file| !only || engaged(file)).collect()
}

/// The findings that forbid a conversion.
fn stopping(args: &Args, to: Surface, set: &Set, files: &[&File]) -> Vec<Diagnostic> {
    let mut stopped: Vec<Diagnostic> =
        pipeline::read_findings(set).into_iter().filter(|finding| finding.level == Level::Error).collect();
    if to == Surface::Contract {
        let roots = set.files.iter().filter_map(|file| file.reading.document.as_ref());
        stopped.extend(roots.filter_map(|document| check::no_contract(&document.root)));
        diag::sort(&mut stopped);
    }
    if to == Surface::Json && stopped.is_empty() {
        let documents = files.iter().filter_map(|file| file.reading.document.as_ref());
        stopped.extend(documents.flat_map(|document| json::obstacles(document, args.without_comments)));
        diag::sort(&mut stopped);
    }
    if args.v0 {
        for file in &set.files {
            stopped.extend(file.reading.document.iter().flat_map(|document| check::beyond_v0(file.id, document)));
        }
        diag::sort(&mut stopped);
    }
    stopped
}

/// Refuses if a target is there already and was not read.
fn refuse_strangers(set: &Set, files: &[(PathBuf, String)]) -> Result<(), Failure> {
    let real = |path: &Path| path.canonicalize().ok();
    let read: Vec<PathBuf> = set.files.iter().filter_map(|file| real(file.disk.as_deref()?)).collect();
    for (target, _) in files {
        let there = target.symlink_metadata().is_ok();
        if there && !real(target).is_some_and(|target| read.contains(&target)) {
            let text = format!("`{}` is there already; nothing was written", target.display());
            return Err(Failure::Usage(text, Some("name another folder, or add `--force` to overwrite".into())));
        }
    }
    Ok(())
}
