//! C0315: the moment of an act, as whoever calls says it.
//!
//! In: a route to a command. Out: a finding for each moment in its request that is named after what the command does (`check_in_time` of
//! `CheckIn`, `sent_at` of `SendLetter`) and becomes an input as it is. When something else happened or shall happen is for callers to say.

use super::Call;
use crate::check::deep::flow::told::{OUT, is_past};
use crate::check::deep::model::words::{Word, words};
use crate::diag::code::C0315;
use crate::diag::{Clause, Diagnostic, Help};

/// Looks at one route.
pub(super) fn check(call: &Call, findings: &mut Vec<Diagnostic>) {
    if call.kind != "command" {
        return;
    }
    for field in &call.request {
        let moment = |kind: &str| ["datetime", "date", "time"].iter().any(|own| kind.eq_ignore_ascii_case(own));
        let taken = call.inputs.iter().find(|input| input.name == field.name && !input.has("bind"));
        let Some(input) = taken.filter(|input| input.kind().is_some_and(|(kind, _)| moment(kind))) else { continue };
        if !is_of_act(call.name, field.name) {
            continue;
        }
        let title = format!("callers of `{}` say themselves when it happens: `{}`", call.name, field.name);
        let found = Diagnostic::new(&C0315, title, field.span, "whatever is sent is believed")
            .label(input.span, "the moment of the act")
            .note("example: a call today says that it happened yesterday")
            .help(
                Help::from("take it from the server: ")
                    .clause(Clause::bind(field.name, "clock.now"))
                    .words(", and leave it out of the request"),
            );
        findings.push(found.at(call.element, format!("request_schema/{}/name", field.at)));
    }
}

/// Whether a moment is named after what a command does.
fn is_of_act(command: &str, name: &str) -> bool {
    let (done, mut act) = (words(command), words(name));
    if !act.pop().is_some_and(|last| ["at", "on", "time", "date", "timestamp"].contains(&last.as_str())) {
        return false;
    }
    let verb = done.first().map_or("", Word::as_str);
    match act.as_slice() {
        [] => false,
        [only] => {
            let sent = verb == "send" && OUT.contains(&only.as_str());
            sent || is_past(verb, only.as_str()) || done.as_slice() == act.as_slice()
        }
        _ => done == act,
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_act;

    #[test]
    fn moments_of_an_act_are_told_from_others() {
        for (command, name) in [("CheckIn", "check_in_time"), ("SendLetter", "sent_at"), ("UploadFile", "uploaded_at")]
        {
            assert!(is_of_act(command, name), "{command} {name}");
        }
        for (command, name) in [("BookRoom", "starts_at"), ("CheckIn", "check_out_time"), ("SendLetter", "date")] {
            assert!(!is_of_act(command, name), "{command} {name}");
        }
    }
}
