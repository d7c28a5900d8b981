//! Decision tables and rows as sentences.
//!
//! ```text
//! | role | size      || allowed |
//! | HR   | -         || true    |
//! | -    | <= 10 MiB || true    |
//! when role == HR and size > 10 then allowed = true
//! ```
//!
//! The head of a table stands for `inputs` and `outputs`, which are neighbours of `rows`. `-` is "not mentioned". A row that does not fit
//! the columns is a sentence at its place, or `row = { ... }`.

use crate::ast::{Entry, Item, Key, Node, Notes, Value};
use crate::source::Span;

use super::super::cursor::{Advice, Cursor, Read, slip};
use super::super::line::{Term, What};
use super::super::print::{Doc, Printer, inline_scalar};
use super::super::scalar;
use super::super::token::Tok;
use super::{condition, entry, list, map, scalars};

/// The columns of a table.
#[derive(Clone, Default)]
pub struct Columns {
    inputs: Vec<Node>,
    outputs: Vec<Node>,
}

/// Whether a line is a row or the head of a table.
pub fn starts(cursor: &Cursor) -> bool {
    cursor.peek().is_some_and(|term| term.is(Tok::Bar))
}

/// Whether a line is a row as a sentence.
pub fn starts_sentence(cursor: &Cursor) -> bool {
    (cursor.at_word("when") || cursor.at_word("always")) && cursor.left() > 1
}

/// Cuts `| a | b || c |` into cells left and right of `||`.
fn cells<'t, 's>(terms: &'t [Term<'s>]) -> Read<[Vec<&'t [Term<'s>]>; 2]> {
    let mut sides = [Vec::new(), Vec::new()];
    let mut side = 0;
    let mut from = 1;
    for (at, term) in terms.iter().enumerate().skip(1) {
        let double = term.is(Tok::Bars);
        if !double && !term.is(Tok::Bar) {
            continue;
        }
        if from == at {
            return Err(slip("a cell is empty", term.span, "nothing stands before this")
                .with_help("write `-` for \"not mentioned\""));
        }
        sides[side].push(terms.get(from..at).unwrap_or_default());
        from = at + 1;
        if double {
            side += 1;
            if side > 1 {
                return Err(slip("a row has one `||`", term.span, "the second one"));
            }
        }
    }
    let end = terms.last().map_or(Span::new(crate::source::FileId(0), 0, 0), |term| term.span);
    if from != terms.len() {
        return Err(slip("a row ends with `|`", end.at_end(), "`|` goes here"));
    }
    if side == 0 {
        return Err(slip("`||` is missing between inputs and outputs", end, "no outputs in this row"));
    }
    Ok(sides)
}

/// Reads the head: the entries `inputs` and `outputs`, and the columns.
pub fn read_head(terms: &[Term<'_>]) -> Read<(Vec<Entry>, Columns)> {
    let sides = cells(terms)?;
    let mut columns = Columns::default();
    let start = terms.first().map_or(Span::new(crate::source::FileId(0), 0, 0), |term| term.span);
    for (cells, names) in sides.iter().zip([&mut columns.inputs, &mut columns.outputs]) {
        for cell in cells {
            let mut cursor = Cursor::new(cell, start);
            names.push(cursor.scalar("the name of a column")?);
            cursor.done()?;
        }
    }
    let entries = vec![
        entry("inputs", list(columns.inputs.clone(), start), start),
        entry("outputs", list(columns.outputs.clone(), start), start),
    ];
    Ok((entries, columns))
}

/// Reads a row.
pub fn read_row(terms: &[Term<'_>], columns: &Columns) -> Read<Node> {
    let sides = cells(terms)?;
    let start = terms.first().map_or(Span::new(crate::source::FileId(0), 0, 0), |term| term.span);
    let end = terms.last().map_or(start, |term| term.span);
    let mut maps = Vec::new();
    for (cells, (names, side)) in sides.iter().zip([(&columns.inputs, "inputs"), (&columns.outputs, "outputs")]) {
        if cells.len() != names.len() {
            let title = format!("the table has {} {side}, this row {}", names.len(), cells.len());
            return Err(slip(title, start.to(end), format!("{} {side}", cells.len())));
        }
        let mut entries = Vec::new();
        for (cell, name) in cells.iter().zip(names) {
            if let Some(value) = read_cell(cell, start)? {
                let key = Key::text(name.as_text().unwrap_or(""), value.span);
                entries.push(Entry { notes: Notes::default(), key, node: value });
            }
        }
        let span =
            entries.first().zip(entries.last()).map_or(start, |(first, last)| first.node.span.to(last.node.span));
        maps.push(map(entries, span));
    }
    let mut maps = maps.into_iter();
    let mut row = Vec::new();
    for key in ["when", "then"] {
        if let Some(node) = maps.next() {
            row.push(entry(key, node, start));
        }
    }
    Ok(map(row, start.to(end)))
}

fn read_cell(terms: &[Term<'_>], place: Span) -> Read<Option<Node>> {
    if let [Term { what: What::Token(Tok::Dash), .. }] = terms {
        return Ok(None);
    }
    let mut cursor = Cursor::new(terms, place);
    if !condition::at_test(&cursor) {
        let value = cursor.value("a value, `-` or a comparison")?;
        if cursor.left() > 0 {
            return Err(cursor.expected("`|`"));
        }
        return Ok(Some(value));
    }
    let start = cursor.here();
    let mut tests = Vec::new();
    loop {
        let test = condition::read_test(&mut cursor)?;
        add_test(&mut tests, test)?;
        if !cursor.word("and") {
            break;
        }
    }
    if cursor.left() > 0 {
        return Err(cursor.expected("`and` or `|`"));
    }
    let end = tests.last().map_or(start, |test: &Entry| test.node.span);
    Ok(Some(map(tests, start.to(end))))
}

fn add_test(tests: &mut Vec<Entry>, test: condition::Test) -> Read<()> {
    if let Some(first) = tests.iter().find(|own| own.key.as_text() == Some(test.operator)) {
        let mark = condition::mark(test.operator).unwrap_or_default();
        return Err(slip(format!("`{mark}` stands twice for one value"), test.span, "the second one")
            .with_label(first.key.span, "the first one"));
    }
    tests.push(entry(test.operator, test.value, test.span));
    Ok(())
}

/// Reads a row as a sentence.
pub fn read_sentence(cursor: &mut Cursor) -> Read<Node> {
    let start = cursor.here();
    let mut when: Vec<Entry> = Vec::new();
    if cursor.word("when") {
        let mut open: Vec<String> = Vec::new();
        for (name, test) in condition::read_all(cursor)? {
            let key = name.as_text().unwrap_or("").to_owned();
            let span = name.span;
            let own = when.iter_mut().find(|entry| entry.key.as_text() == Some(&key));
            if let Some(own) = own {
                match (&mut own.node.value, open.contains(&key), test.operator) {
                    (Value::Map(tests), true, operator) if operator != "eq" => add_test(tests, test)?,
                    _ => return Err(slip(format!("`{key}` has a value already"), span, "a second condition on it")),
                }
            } else if test.operator == "eq" {
                when.push(entry(&key, test.value, span));
            } else {
                let whole = test.span.to(test.value.span);
                open.push(key.clone());
                when.push(entry(&key, map(vec![entry(test.operator, test.value, test.span)], whole), span));
            }
        }
    } else {
        cursor.need_word("always")?;
    }
    cursor.need_word("then")?;
    let then_span = cursor.here();
    let mut then: Vec<Entry> = Vec::new();
    loop {
        let span = cursor.here();
        let name = cursor.name("the name of an output")?;
        cursor.need_mark(Tok::Assign)?;
        let key = name.as_text().unwrap_or("");
        if let Some(first) = then.iter().find(|own| own.key.as_text() == Some(key)) {
            return Err(slip(format!("`{key}` has a value already"), span, "the second value")
                .with_label(first.node.span, "the first value"));
        }
        then.push(entry(key, cursor.value("a value")?, span));
        if !cursor.mark(Tok::Comma) {
            break;
        }
    }
    cursor.done()?;
    let end = then.last().map_or(start, |last| last.node.span);
    let when = entry("when", map(when, start), start);
    Ok(map(vec![when, entry("then", map(then, then_span.to(end)), then_span)], start.to(end)))
}

// ---- Printing

/// The three neighbours of a table, if these entries begin with them and can be one.
pub fn table(entries: &[Entry]) -> Option<(&[Item], &[Item], &Entry)> {
    let [inputs, outputs, rows, ..] = entries else { return None };
    let keys = [inputs, outputs, rows].map(|entry| entry.key.as_text());
    if keys != [Some("inputs"), Some("outputs"), Some("rows")] || !inputs.notes.is_bare() || !outputs.notes.is_bare() {
        return None;
    }
    let names = |entry| {
        let items = scalars(entry)?;
        let mut seen = std::collections::HashSet::new();
        items.iter().all(|item| item.node.as_text().is_some_and(|text| seen.insert(text))).then_some(items)
    };
    rows.node.as_list().filter(|rows| !rows.is_empty())?;
    Some((names(&inputs.node)?, names(&outputs.node)?, rows))
}

/// The lines of a table: the head (without notes) and each row.
pub fn print<'a>(printer: Printer<'a>, inputs: &'a [Item], outputs: &'a [Item], rows: &'a [Item]) -> Vec<Doc<'a>> {
    let names = |items: &[Item]| items.iter().map(|item| inline_scalar(&item.node)).collect::<Vec<String>>();
    let head = [names(inputs), names(outputs)];
    let cells: Vec<Option<[Vec<String>; 2]>> = rows.iter().map(|row| row_cells(row, inputs, outputs)).collect();
    let mut widths = head.clone().map(|side| side.iter().map(|cell| width(cell)).collect::<Vec<usize>>());
    for row in cells.iter().flatten() {
        for (side, own) in widths.iter_mut().zip(row) {
            side.iter_mut().zip(own).for_each(|(width_so_far, cell)| *width_so_far = (*width_so_far).max(width(cell)));
        }
    }
    let line = |row: &[Vec<String>; 2]| {
        let sides = row.iter().zip(&widths).map(|(cells, widths)| {
            let cells = cells.iter().zip(widths).map(|(cell, width_wanted)| pad(cell, *width_wanted));
            cells.collect::<Vec<String>>().join(" | ")
        });
        format!("| {} |", sides.collect::<Vec<String>>().join(" || "))
    };
    let mut docs = vec![printer.text(line(&head))];
    for (item, row) in rows.iter().zip(&cells) {
        docs.push(match row {
            Some(row) => printer.text(line(row)).append(printer.end(&item.notes)),
            None => print_row(printer, item),
        });
    }
    docs
}

/// Text filled up with blanks to this many columns.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// How many columns a text takes on a terminal.
pub fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// The cells of a row, if its keys are columns in their order.
fn row_cells(item: &Item, inputs: &[Item], outputs: &[Item]) -> Option<[Vec<String>; 2]> {
    let [when, then] = row(item)?;
    let side = |node: &Node, columns: &[Item]| {
        let mut entries = node.as_map()?.iter().peekable();
        let mut cells = Vec::new();
        for column in columns {
            let name = column.node.as_text();
            let own = entries.next_if(|entry| entry.key.as_text() == name && name.is_some());
            cells.push(own.map_or_else(|| "-".to_owned(), |entry| cell(&entry.node)));
        }
        entries.next().is_none().then_some(cells)
    };
    Some([side(when, inputs)?, side(then, outputs)?])
}

/// The tests of a map that is nothing but operators.
fn tests(node: &Node, but: &str) -> Option<Vec<String>> {
    let entries = node.as_map().filter(|entries| !entries.is_empty())?;
    let mut seen = Vec::new();
    let tests = entries.iter().map(|entry| {
        let operator = entry.key.as_text().filter(|operator| *operator != but && !seen.contains(operator))?;
        seen.push(operator);
        Some(format!("{} {}", condition::mark(operator)?, inline_scalar(&entry.node)))
    });
    tests.collect()
}

fn cell(node: &Node) -> String {
    if let Some(tests) = tests(node, "") {
        return tests.join(" and ");
    }
    match &node.value {
        // A word that begins a comparison, or the mark for "not mentioned", is no comparison here.
        Value::Text(text) if matches!(&**text, "in" | "contains") => scalar::quote(text),
        _ => inline_scalar(node),
    }
}

/// A row outside of a table: a sentence, or `row = { ... }`; with the comment at its end.
pub fn print_row<'a>(printer: Printer<'a>, item: &'a Item) -> Doc<'a> {
    match sentence(item) {
        Some((conditions, results)) => {
            let then = printer.text(" then").append(printer.line().append(printer.text(results)).nest(2));
            printer.text(conditions).append(then).group().append(printer.end(&item.notes))
        }
        None => printer.text("row = ").append(printer.value(&item.node, &item.notes)),
    }
}

/// The two sides of a row that fits on a line.
fn row(item: &Item) -> Option<[&Node; 2]> {
    super::exactly(&item.node, ["when", "then"]).filter(|_| item.notes.comments().below.is_empty())
}

fn sentence(item: &Item) -> Option<(String, String)> {
    let [when, then] = row(item)?;
    let name = |entry: &Entry| entry.key.as_text().map(scalar::name);
    let conditions = when.as_map()?.iter().map(|entry| {
        let name = name(entry)?;
        Some(match tests(&entry.node, "eq") {
            Some(tests) => tests.iter().map(|test| format!("{name} {test}")).collect::<Vec<String>>().join(" and "),
            None if entry.node.as_map().is_some_and(|map| map.iter().any(|own| own.key.as_text() == Some("eq"))) => {
                return None;
            }
            None => format!("{name} == {}", inline_scalar(&entry.node)),
        })
    });
    let conditions = conditions.collect::<Option<Vec<String>>>()?;
    let conditions = if conditions.is_empty() { "always".into() } else { format!("when {}", conditions.join(" and ")) };
    let results = then
        .as_map()
        .filter(|entries| !entries.is_empty())?
        .iter()
        .map(|entry| Some(format!("{} = {}", name(entry)?, inline_scalar(&entry.node))));
    Some((conditions, results.collect::<Option<Vec<String>>>()?.join(", ")))
}
