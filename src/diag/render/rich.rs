//! A finding with a picture of the source, for people.
//!
//! In: a finding. Out: a headline, the snippets drawn by ariadne, and `= ` lines below them. ariadne gets small
//! [sheets](super::sheet) with lines numbered from 1; the true numbers and locations are put into its margin afterwards,
//! because it cannot be told them. It is told characters, not bytes: its 0.6.0 with bytes mistakes one for the other in the
//! header of a second file, and panics inside a character. Its escape sequences are translated into our colours and joined.

use std::fmt::Write;

use ariadne::{CharSet, Color, Config, IndexType, Label, LabelAttach, Report, ReportKind, Source};

use super::place::{Place, Places};
use super::sheet::{self, Sheet};
use super::{Look, Role, clean, fix, paint, wrap};
use crate::diag::{Diagnostic, Level};
use crate::source::FileId;

/// The most pieces of evidence that are shown.
const EVIDENCE: usize = 4;

/// The lines, with an empty one at the end. `first` asks for the line that says how to learn more.
pub(super) fn render(finding: &Diagnostic, places: &Places<'_>, look: Look, first: bool) -> String {
    let level = format!("{}[{}]", finding.level.name(), finding.code.id);
    let level = paint(look.color, Role::Level(finding.level), &level);
    let title = paint(look.color, Role::Strong, &clean(&finding.title));
    let mut out = format!("{level}: {title}\n");
    let marks = marks(finding, places);
    let digits = marks.iter().map(|mark| places.line(&mark.place).to_string().len()).max().unwrap_or(1);
    draw(&marks, finding.level, places, look, digits, &mut out);

    let below = first || finding.secondary.len() > EVIDENCE || !(finding.notes.is_empty() && finding.help.is_empty());
    if !marks.is_empty() && (below || !finding.fixes.is_empty()) {
        let _ = writeln!(out, "{}", paint(look.color, Role::Frame, &format!("{:1$} │", "", digits + 1)));
    }
    let mut foot = Foot { out: &mut out, look, indent: if marks.is_empty() { 2 } else { digits + 2 } };
    if finding.secondary.len() > EVIDENCE {
        foot.say(Role::Note, "note", &rest(finding, places));
    }
    finding.notes.iter().for_each(|note| foot.say(Role::Note, "note", note));
    finding.help.iter().for_each(|help| foot.say(Role::Help, "help", &help.to_string()));
    for fix in &finding.fixes {
        foot.say(Role::Good, "fix", &fix.title);
        for change in fix::changes(fix, places, look.width) {
            foot.change(change);
        }
    }
    if first {
        foot.say(Role::Faint, "more", &format!("contract explain {}", finding.code.id));
    }
    out.push('\n');
    out
}

/// The places that are not drawn: how many, and where the first of them are.
fn rest(finding: &Diagnostic, places: &Places<'_>) -> String {
    let more = finding.secondary.len() - EVIDENCE;
    let all = finding.secondary.iter().skip(EVIDENCE).take(EVIDENCE).filter_map(|label| places.of(label.span));
    let arrows: Vec<String> = all.map(|place| places.arrow(&place)).collect();
    let end = if more > EVIDENCE { ", …" } else { "" };
    format!("and {more} more {}: {}{end}", if more == 1 { "place" } else { "places" }, arrows.join(", "))
}

/// A place to show and what to say of it.
struct Mark<'a> {
    place: Place<'a>,
    text: String,
    primary: bool,
}

/// The places, those of the primary file first, within a file by line, within a line from the right: so each file gets
/// one snippet and no two arrows cross.
fn marks<'a>(finding: &Diagnostic, places: &Places<'a>) -> Vec<Mark<'a>> {
    let labels = finding.primary.iter().map(|label| (label, true));
    let labels = labels.chain(finding.secondary.iter().take(EVIDENCE).map(|label| (label, false)));
    let mut marks: Vec<Mark<'_>> = labels
        .filter_map(|(label, primary)| {
            let text = super::clean::short(&clean(&label.text), 120).into_owned();
            Some(Mark { place: places.of(label.span)?, text, primary })
        })
        .collect();
    let files: Vec<FileId> = marks.iter().map(|mark| mark.place.id).collect();
    let rank = |id: FileId| files.iter().position(|file| *file == id);
    marks
        .sort_by_key(|mark| (rank(mark.place.id), places.line(&mark.place), std::cmp::Reverse(mark.place.bytes.start)));
    marks
}

/// Draws the snippets.
fn draw(marks: &[Mark<'_>], level: Level, places: &Places<'_>, look: Look, digits: usize, out: &mut String) {
    let mut sheets: Vec<(Sheet, Source<String>)> = Vec::new();
    let mut labels = Vec::new();
    let mut arrows = Vec::new();
    let mut order = 0;
    for group in marks.chunk_by(|a, b| a.place.id == b.place.id) {
        let Some(lead) = group.iter().find(|mark| mark.primary).or(group.first()) else { continue };
        let number = sheets.len();
        arrows.push(places.arrow(&lead.place));
        let spots: Vec<Place<'_>> = group.iter().map(|mark| mark.place.clone()).collect();
        let sheet = sheet::copy(&spots, look.width.saturating_sub(digits + 4));
        for (mark, spot) in group.iter().zip(&sheet.spots) {
            let color = match (mark.primary, level) {
                (false, _) => Color::Blue,
                (true, Level::Error) => Color::Red,
                (true, Level::Warning) => Color::Yellow,
                (true, Level::Hint) => Color::Cyan,
            };
            let chars = |bytes: usize| sheet.text.get(..bytes).map_or(0, |text| text.chars().count());
            let spot = chars(spot.start)..chars(spot.end);
            labels.push(Label::new((number, spot)).with_message(&mark.text).with_color(color).with_order(order));
            order += 1;
        }
        let source = Source::from(sheet.text.clone());
        sheets.push((sheet, source));
    }
    if labels.is_empty() {
        return;
    }
    let config = Config::new()
        .with_index_type(IndexType::Char)
        .with_color(look.color)
        .with_tab_width(4)
        .with_label_attach(LabelAttach::Start)
        .with_char_set(CharSet::Unicode);
    let report = Report::build(ReportKind::Custom("", Color::Primary), (0, 0..0))
        .with_config(config)
        .with_labels(labels)
        .finish();
    let mut drawn = Vec::new();
    if report.write(Sheets(&sheets), &mut drawn).is_err() {
        return;
    }
    let mut sheet = None;
    let mut last = 0;
    for line in String::from_utf8_lossy(&drawn).lines().skip(1) {
        let line = Line::of(line);
        match line.text.trim_start().chars().next() {
            Some('╭' | '├') if line.text.contains(MARK) => {
                let number = sheet.map_or(0, |number: usize| number + 1);
                sheet = Some(number);
                last = 0;
                let arrow = arrows.get(number).map_or("", |arrow| arrow);
                let corner = if number == 0 { "╭─[ " } else { "├─[ " };
                let frame = |text: &str| paint(look.color, Role::Frame, text);
                let _ = writeln!(out, "{}{}{arrow}{}", " ".repeat(digits + 2), frame(corner), frame(" ]"));
            }
            Some('─') => {}
            _ => {
                let numbers = sheet.and_then(|number| sheets.get(number)).map(|(sheet, _)| &sheet.numbers);
                let row = line.text.chars().nth(1).and_then(|c| c.to_digit(10)).map(|row| row as usize);
                let number = row.and_then(|row| *numbers?.get(row.checked_sub(1)?)?);
                let margin = number.map_or(String::new(), |number| number.to_string());
                last = row.unwrap_or(last);
                let gap = line.text.chars().skip(4).all(|c| c == ' ')
                    && numbers.is_some_and(|it| it.get(last) == Some(&None));
                let bar = if gap { '┆' } else { '│' };
                let margin = paint(look.color, Role::Frame, &format!(" {margin:>digits$} {bar}"));
                let _ = writeln!(out, "{}", format!("{margin}{}", line.rest(4, look.color)).trim_end());
            }
        }
    }
}

/// Stands in ariadne's output where the name of a file would; no sheet has it, for sheets are clean.
const MARK: char = '\u{1}';

struct Sheets<'a>(&'a [(Sheet, Source<String>)]);

impl ariadne::Cache<usize> for Sheets<'_> {
    type Storage = String;

    fn fetch(&mut self, number: &usize) -> Result<&Source<String>, impl std::fmt::Debug> {
        self.0.get(*number).map(|(_, source)| source).ok_or("no such sheet")
    }

    fn display<'b>(&self, _: &'b usize) -> Option<impl std::fmt::Display + 'b> {
        Some(MARK)
    }
}

/// A drawn line, the text apart from its colours.
struct Line {
    text: String,
    styles: Vec<Option<&'static str>>,
}

impl Line {
    /// Takes the escape sequences out of `line`.
    fn of(line: &str) -> Line {
        let mut text = String::new();
        let mut styles = Vec::new();
        let mut style = None;
        let mut rest = line.chars();
        while let Some(c) = rest.next() {
            if c != '\x1b' {
                text.push(c);
                styles.push(style);
                continue;
            }
            let sequence: String = rest.by_ref().take_while(|c| *c != 'm').collect();
            style = match sequence.as_str() {
                "[31" => Some("1;31"),
                "[33" => Some("1;33"),
                "[36" => Some("1;36"),
                "[34" => Some("34"),
                _ => None,
            };
        }
        Line { text, styles }
    }

    /// The line without its first characters, coloured again with as few sequences as will do.
    fn rest(&self, skip: usize, color: bool) -> String {
        let end = self.text.trim_end().chars().count();
        let mut out = String::new();
        let mut now = None;
        for (c, style) in self.text.chars().zip(&self.styles).take(end).skip(skip) {
            if color && *style != now && c != ' ' {
                let _ = match style {
                    Some(style) => write!(out, "\x1b[0;{style}m"),
                    None => write!(out, "\x1b[0m"),
                };
                now = *style;
            }
            out.push(c);
        }
        if now.is_some() {
            out.push_str("\x1b[0m");
        }
        out
    }
}

/// Writes the lines below the snippets.
struct Foot<'a> {
    out: &'a mut String,
    look: Look,
    indent: usize,
}

impl Foot<'_> {
    /// `= word: text`, the text in as many lines as it needs.
    fn say(&mut self, role: Role, word: &str, text: &str) {
        let indent = self.indent;
        let hang = indent + word.len() + 4;
        let equals = paint(self.look.color, Role::Frame, "=");
        let _ = write!(self.out, "{:indent$}{equals} {}: ", "", paint(self.look.color, role, word));
        for (at, line) in wrap::wrap(text, self.look.width.saturating_sub(hang).max(30)).iter().enumerate() {
            let pad = if at == 0 { 0 } else { hang };
            let _ = writeln!(self.out, "{}", format!("{:pad$}{line}", "").trim_end());
        }
    }

    /// A line that goes or comes.
    fn change(&mut self, change: fix::Change) {
        let indent = self.indent + 2;
        let (sign, role) = if change.plus { ('+', Role::Plus) } else { ('-', Role::Minus) };
        let line = format!("{sign} {}", change.text);
        let _ = writeln!(self.out, "{:indent$}{}", "", paint(self.look.color, role, line.trim_end()));
    }
}
