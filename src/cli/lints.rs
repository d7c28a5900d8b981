//! The levels of a run: `--deny`, `--warn`, `--hint`, `--allow`, in the order in which they are said.
//!
//! In: arguments. Out: rules. A word that names nothing, or what cannot be lowered, is wrong usage.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::diag::Level;
use crate::levels::{Group, Name, Rule, near};

/// What was said of levels, the last word last.
#[derive(Clone, Debug, Default)]
pub(super) struct Lints {
    pub(super) rules: Vec<Rule>,
}

/// The options: name, level, help.
const OPTIONS: &[(&str, Option<Level>, &str)] = &[
    ("deny", Some(Level::Error), "Report as errors: a code, a range (C07), a group (warnings, security, ...) or all"),
    ("warn", Some(Level::Warning), "Report as warnings"),
    ("hint", Some(Level::Hint), "Report as hints"),
    ("allow", None, "Do not report"),
];

const DENY_WARNINGS: &str = "deny-warnings";

fn name(word: &str, lowers: bool) -> Result<Name, String> {
    match Name::find(word) {
        Some(name) if lowers && name.is_firm() => {
            Err("an error of form or reference stays an error: its level cannot be lowered".to_owned())
        }
        Some(name) => Ok(name),
        None => Err(match near(word) {
            Some(near) => format!("there is no code, range or group of this name; did you mean `{near}`?"),
            None => "there is no code, range or group of this name; `contract explain` lists all codes".to_owned(),
        }),
    }
}

impl Args for Lints {
    fn augment_args(command: Command) -> Command {
        let option = |(word, level, help): &(&'static str, Option<Level>, &'static str)| {
            let lowers = *level != Some(Level::Error);
            Arg::new(*word)
                .long(*word)
                .value_name("NAME")
                .help(*help)
                .help_heading("Levels")
                .action(ArgAction::Append)
                .value_parser(move |word: &str| name(word, lowers))
        };
        let all = Arg::new(DENY_WARNINGS)
            .long(DENY_WARNINGS)
            .help("The same as --deny warnings")
            .help_heading("Levels")
            .action(ArgAction::SetTrue);
        command.args(OPTIONS.iter().map(option)).arg(all)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Lints::augment_args(command)
    }
}

impl FromArgMatches for Lints {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Lints, Error> {
        let mut said: Vec<(usize, Rule)> = Vec::new();
        for (word, level, _) in OPTIONS {
            let names = matches.get_many::<Name>(word).into_iter().flatten();
            let places = matches.indices_of(word).into_iter().flatten();
            let rule = |name: &Name| Rule { name: *name, level: *level, paths: None };
            said.extend(places.zip(names.map(rule)));
        }
        if matches.get_flag(DENY_WARNINGS) {
            let place = matches.index_of(DENY_WARNINGS).unwrap_or(usize::MAX);
            let rule = Rule { name: Name::Group(Group::Warnings), level: Some(Level::Error), paths: None };
            said.push((place, rule));
        }
        said.sort_by_key(|(place, _)| *place);
        Ok(Lints { rules: said.into_iter().map(|(_, rule)| rule).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Lints::from_arg_matches(matches)?;
        Ok(())
    }
}
