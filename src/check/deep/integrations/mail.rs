//! C1105 and C1110: mail.
//!
//! In: email providers, integrations that send mail, and the steps that do it. Out: a finding for each provider and each integration that
//! do not know of each other, and for each mail that says not to whom it goes, of what it is made or through whom it leaves.

use crate::check::deep::linked::source::of_row;
use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::model::words::last;
use crate::check::deep::model::{Effect, Model, Operation, template};
use crate::check::deep::parts::text;
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::{listing, quoted};
use crate::diag::code::{C1105, C1110};
use crate::diag::{Diagnostic, Level};

/// Looks at the mails of a share.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for operation in share.operations() {
        for effect in &operation.effects {
            mail(model, operation.own, "", effect, findings);
            findings.extend(unreachable(model, operation, effect));
        }
    }
    for transition in share.transitions() {
        for effect in &transition.effects {
            mail(model, transition.own, &format!("transitions/{}/", transition.at), effect, findings);
        }
    }
}

/// Whether an integration is there to send mail.
fn sends_mail(own: &Declaration) -> bool {
    let is = |key: &str, wanted: &str| text(own.node, key).is_some_and(|(text, _)| text == wanted);
    is("type", "smtp") || is("service", "ses")
}

/// Looks at the providers of a set.
pub fn providers(model: &Model, findings: &mut Vec<Diagnostic>) {
    let sound = model.sound;
    let idle: Vec<&Declaration> = sound.unused("integration").filter(|own| sends_mail(own)).collect();
    let alone = |own: &&Declaration| own.node.get("integration_id").is_none();
    let providers: Vec<&Declaration> = sound.all("email_provider").filter(alone).collect();
    for own in &providers {
        let Some((name, span)) = own.name.filter(|_| !idle.is_empty()) else { continue };
        let title = format!("the email provider `{name}` belongs to no integration");
        let mut found = Diagnostic::new(&C1105, title, span, "which integration does it use?");
        for integration in &idle {
            if let Some((_, span)) = integration.name {
                found = found.label(span, "sends mail, but nothing uses it");
            }
        }
        let found = found
            .note("its timeouts, retries and credentials do not reach the mail that is sent")
            .help("name the integration: `integration_id` of the provider");
        findings.push(found.at(own.element.as_str(), "id"));
    }
    let known = sound.every("email_provider").next().is_some();
    for own in idle.into_iter().filter(|_| !known && sound.is_all_read()) {
        let Some((name, span)) = own.name else { continue };
        let title = format!("the integration `{name}` sends mail, but no email provider is declared");
        let found = Diagnostic::new(&C1105, title, span, "from which address?")
            .help("declare an email provider with the address that mail comes from");
        findings.push(found.at(own.element.as_str(), "id"));
    }
}

/// Whether a step has one of these parameters.
fn has(effect: &Effect, keys: &[&str]) -> bool {
    effect.params().is_some_and(|params| keys.iter().any(|key| params.get(key).is_some()))
}

/// Whether a mail says to whom it goes.
pub fn is_addressed(mail: &Effect) -> bool {
    has(mail, &["to", "recipient", "recipients", "cc", "bcc"])
}

/// Last words of names of what is no address.
const NO_ADDRESS: &[&str] = &["id", "name", "phone", "mobile", "fax", "street", "city", "iban"];

/// A mail that goes to what can be no address: a value of another type, or one whose name says that it is something else.
fn unreachable(model: &Model, operation: &Operation, effect: &Effect) -> Option<Diagnostic> {
    let to = effect.params()?.get("to").filter(|_| effect.id == "send.email" && effect.sound)?;
    let name = template::only(to)?;
    let field = operation.input(name).or_else(|| of_row(model, operation, name).map(|(_, field)| field))?;
    let (kind, span) = field.kind()?;
    let is_text = plain(kind) == Plain::Name("string");
    let scalar = ["uuid", "int", "decimal", "float", "bool", "date", "datetime", "time"];
    let other = matches!(plain(kind), Plain::Name(name) if scalar.contains(&name));
    let says = last(field.name).is_some_and(|word| NO_ADDRESS.contains(&word.as_str()));
    if !(other || is_text && says) {
        return None;
    }
    let title = match other {
        true => format!("this mail goes to `{name}`, which is `{kind}`"),
        false => format!("this mail goes to `{name}`, which is no address by its name"),
    };
    let mut found = Diagnostic::new(&C1110, title, to.span, "no address of anybody").label(span, format!("`{kind}`"));
    if !other {
        found.level = Level::Warning;
    }
    let place = format!("effects/{}/params/to", effect.at);
    Some(found.help("name the field that holds the address").at(operation.own.element.as_str(), place))
}

fn mail(model: &Model, own: &Declaration, place: &str, effect: &Effect, findings: &mut Vec<Diagnostic>) {
    if effect.id != "send.email" || !effect.sound {
        return;
    }
    let has = |keys: &[&str]| has(effect, keys);
    let providers: Vec<&Declaration> = model.sound.every("email_provider").take(3).collect();
    let (mut missing, mut wanted) = (Vec::new(), Vec::new());
    if !is_addressed(effect) {
        missing.push("to whom it goes");
        wanted.push("to");
    }
    if !has(&["template", "subject", "body", "text", "message"]) {
        missing.push("of what it is made");
        wanted.push("template");
    }
    // The only provider is the one that is meant; but where more is missing it is worth saying.
    let open = !has(&["provider", "integration", "service"]);
    if open && (providers.len() > 1 || !missing.is_empty()) {
        missing.push("through which provider it leaves");
        wanted.push("provider");
    }
    if missing.is_empty() || !model.sound.is_all_read() {
        return;
    }
    let title = format!("this mail does not say {}", listing(missing.iter().copied(), "or"));
    let mut found = Diagnostic::new(&C1110, title, effect.span, "cannot be sent like this");
    for provider in providers.iter().filter(|_| open) {
        if let Some((_, span)) = provider.name {
            found = found.label(span, "a provider that is declared");
        }
    }
    if let Some((template, span)) = effect.params().and_then(|params| text(params, "template")) {
        found = found.label(span, format!("nothing says what `{template}` is, or what it is filled with"));
    }
    let found = found.help(format!("give it {}", quoted(wanted, "and")));
    findings.push(found.at(own.element.as_str(), format!("{place}effects/{}", effect.at)));
}
