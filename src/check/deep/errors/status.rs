//! C1302, C1303 and C1306: what errors say of themselves.
//!
//! In: the errors, and the commands that list them. Out: a finding for each status that is none of an error, or not one for this kind of
//! failure, and for each code that two errors have.

use super::facts;
use crate::check::deep::model::{Model, Operation, words::words};
use crate::check::deep::parts::text;
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::{C1302, C1303, C1306};
use crate::lookup::HashMap;
use crate::source::Span;

/// The statuses that can say that something is too long, too late, too busy.
const BEYOND: &[u16] = &[422, 400, 402, 403, 408, 409, 410, 413, 414, 423, 425, 429, 431, 503, 504];

/// The status that asks who is calling.
const ASKS: u16 = 401;

/// Words in the names of errors, the statuses that fit them, and what they say.
const NAMES: &[(&[&str], &[u16], &str)] = &[
    (&["not", "found"], &[404, 410], "that something is not there"),
    (&["forbidden"], &[403], "that the caller may not do this"),
    (&["unauthenticated"], &[401], "that the caller is not known"),
    (&["too", "large"], &[413, 422], "that something is too large"),
    (&["size", "exceeded"], &[413, 422], "that something is too large"),
    (&["too", "many"], &[429], "that there was too much at once"),
    (&["too"], BEYOND, "that something is beyond a limit"),
    (&["exceeded"], BEYOND, "that something is beyond a limit"),
    (&["already", "exists"], &[409, 422], "that there is one already"),
    (&["conflict"], &[409], "that it does not go together with what is there"),
];

/// What errors say of themselves, as far as a set was looked at.
#[derive(Default)]
pub struct Statuses<'m> {
    /// The codes, each with the first error that has it.
    codes: HashMap<&'m str, Span>,
    /// The commands that tell a caller whom they know that they may not, by the only error of access that they list.
    refusals: HashMap<&'m str, Vec<Span>>,
    /// The errors that ask who is calling, and where they say so.
    asking: Vec<(&'m Declaration<'m>, Span)>,
}

impl<'m> Statuses<'m> {
    /// Looks at the errors of a share, and takes what its commands say by them.
    pub fn look<'a: 'm>(&mut self, share: &Share<'_, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        for own in share.all("error") {
            self.of_error(own, findings);
        }
        for operation in share.commands() {
            self.refused(share.model, operation);
        }
    }

    /// Looks at those that ask who is calling.
    pub fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        findings.extend(self.asking.iter().filter_map(|(own, span)| fit(own, ASKS, *span, &self.refusals)));
    }

    fn of_error(&mut self, own: &'m Declaration<'m>, findings: &mut Vec<Diagnostic>) {
        if let Some((code, span)) = text(own.node, "code") {
            match self.codes.get(code) {
                Some(first) => {
                    let title = format!("two errors have the code `{code}`");
                    let found = Diagnostic::new(&C1303, title, span, "the same code again")
                        .label(*first, "first here")
                        .note("programs recognise an error by its code")
                        .help("give each its own");
                    findings.push(found.at(own.element.as_str(), "code"));
                }
                None => _ = self.codes.insert(code, span),
            }
        }
        let Some((status, span)) = text(own.node, "http_status") else { return };
        let Ok(number) = status.parse::<u32>() else { return };
        if !(400..600).contains(&number) {
            let title = format!("{status} is no status of an error");
            let found = Diagnostic::new(&C1306, title, span, "errors have 400 to 599");
            findings.push(found.at(own.element.as_str(), "http_status"));
            return;
        }
        match u16::try_from(number) {
            Ok(ASKS) => self.asking.push((own, span)),
            Ok(number) => findings.extend(fit(own, number, span, &HashMap::default())),
            Err(_) => {}
        }
    }

    fn refused<'a: 'm>(&mut self, model: &Model<'m, 'a>, operation: &Operation<'m>) {
        let guard = ["auth.role", "auth.permission"].iter().find_map(|id| operation.guards(id).next());
        let Some((_, guard)) = guard else { return };
        let is_of_access = |name: &str| {
            facts(model, name)
                .is_some_and(|(_, status, category)| category == "security" || matches!(status, 401 | 403))
        };
        let mut access = operation.errors.iter().map(|(name, _)| *name).filter(|name| is_of_access(name));
        if let (Some(only), None) = (access.next(), access.next()) {
            self.refusals.entry(only).or_default().push(text(guard, "id").map_or(guard.span, |(_, span)| span));
        }
    }
}

fn fit(own: &Declaration, status: u16, span: Span, refusals: &HashMap<&str, Vec<Span>>) -> Option<Diagnostic> {
    let (name, _) = own.name?;
    let category = text(own.node, "category");
    let at = |found: Diagnostic| Some(found.at(own.element.as_str(), "http_status"));
    if let Some(guards) = refusals.get(name).filter(|_| status == ASKS) {
        let title = format!("`{name}` is 401, but also tells callers who are known that they may not");
        let mut found = Diagnostic::new(&C1302, title, span, "401 asks who is calling");
        for guard in guards {
            found = found.label(*guard, "refuses a caller by role");
        }
        return at(found
            .note("a client that gets 401 signs in again, and is refused again")
            .help("declare an error with 403 for callers without the right, and list it there"));
    }
    let words = words(name);
    let says = NAMES.iter().find(|(wanted, ..)| words.windows(wanted.len()).any(|some| some == *wanted));
    if let Some((_, fitting, what)) = says.filter(|(_, fitting, _)| !fitting.contains(&status)) {
        let title = format!("`{name}` is {status}, though its name says {what}");
        let wanted = fitting.first().copied().unwrap_or(0);
        return at(Diagnostic::new(&C1302, title, span, format!("{wanted} says that")));
    }
    let (category, there) = category?;
    let (fits, wanted) = match category {
        "integration" => (!matches!(status, 500 | 501 | 505..), "502, 503 or 504"),
        "validation" => (matches!(status, 400 | 404 | 409 | 411..=417 | 422 | 428 | 431), "400, 413 or 422"),
        "security" => (matches!(status, 400 | 401 | 403 | 404 | 407 | 419 | 423 | 429 | 451), "401 or 403"),
        "business" => (status < 500 && status != 401, "404, 409 or 422"),
        "system" => (status >= 500, "500 or 503"),
        _ => (true, ""),
    };
    if fits {
        return None;
    }
    let title = format!("`{name}` is {status}, which does not fit a failure of the category `{category}`");
    let why = match category {
        "integration" => "500 says that the fault is here, and not in the service that was called",
        "system" => "4xx says that the caller can do something about it",
        _ => "clients decide by the status whether to try again",
    };
    at(Diagnostic::new(&C1302, title, span, format!("{wanted} would fit")).label(there, "its category").note(why))
}
