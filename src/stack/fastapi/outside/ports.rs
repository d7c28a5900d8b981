//! `app/ports.py`: what the operations need of other systems.
//!
//! In: integrations. Out: a protocol for each, and the classes of what they answer.

use super::{answer_name, gives, parameters};
use crate::ir::{Call, CallField, Service, Type};
use crate::stack::fastapi::module::{Module, Style, Whole};
use crate::stack::fastapi::python::Writer;
use crate::stack::fastapi::{domain, names};
use crate::unit::Unit;

/// The module.
pub(super) fn unit(whole: Whole) -> Unit {
    let doc = "What the operations need of other systems: one protocol for each";
    let mut module = Module::new(whole, "app", doc, "");
    let protocol = module.imports().name("typing", "Protocol");
    let mails = whole.system.integrations.iter().any(|own| matches!(own.service, Service::Smtp { .. }));
    if mails {
        let mapping = module.imports().name("collections.abc", "Mapping");
        let any = module.imports().name("typing", "Any");
        let out = module.body();
        out.apart();
        out.block(format!("class Mailer({protocol}):"), |out| {
            out.doc("Sends mail made from templates");
            out.gap();
            let parameters = [
                "self".into(),
                "*".into(),
                "to: str".into(),
                "template: str".into(),
                format!("values: {mapping}[str, {any}]"),
            ];
            out.function("async def send", &parameters, "None", "Send a mail", |_| {});
            close_protocol(out);
        });
    }
    for own in &whole.system.integrations {
        if matches!(own.service, Service::Smtp { .. }) {
            continue;
        }
        for call in &own.calls {
            answer_class(&mut module, call);
        }
        let mut methods = Vec::new();
        for call in &own.calls {
            methods.push((call, parameters(&mut module, own, call), gives(call, "")));
        }
        let out = module.body();
        out.set_origin(&own.origin);
        out.apart();
        out.block(format!("class {}({protocol}):", names::class(&own.name)), |out| {
            out.doc(&format!("The integration `{}`", own.name));
            for (call, parameters, gives) in &methods {
                out.gap();
                out.from(&call.origin, |out| {
                    let name = format!("async def {}", names::module(&call.name));
                    out.function(&name, parameters, gives, &format!("{} {}", call.method, call.path), |_| {});
                });
            }
            close_protocol(out);
        });
    }
    domain::trimmed(module, "ports")
}

fn close_protocol(out: &mut Writer) {
    out.gap();
    out.function("async def close", &["self".into()], "None", "Close what is open", |_| {});
}

fn answer_class(module: &mut Module, call: &Call) {
    if call.response.is_empty() {
        return;
    }
    let base = module.own("domain.types", "Model");
    let mut lines = Vec::new();
    for field in &call.response {
        let kind = foreign(module, field);
        let kind = if field.required { kind } else { format!("{kind} | None = None") };
        lines.push(format!("{}: {kind}", names::field(&field.name)));
    }
    let out = module.body();
    out.set_origin(&call.origin);
    out.apart();
    out.block(format!("class {}({base}):", answer_name(call)), |out| {
        out.doc(&format!("The answer of `{}`", call.name));
        out.gap();
        lines.iter().for_each(|line| out.line(line));
    });
}

/// The type of a field that another system tells: not as strict as ours.
fn foreign(module: &mut Module, field: &CallField) -> String {
    match field.kind {
        Type::Datetime => module.own("domain.types", "ForeignMoment"),
        Type::Text => module.own("domain.types", "ForeignText"),
        Type::Bytes => "bytes".to_owned(),
        _ => module.annotation(&field.kind, Style::Checked),
    }
}
