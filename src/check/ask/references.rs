//! Where a name is declared and used.
//!
//! In: a name: `Order`, `entity:Order`, or a part of a declaration, `Order.total`. Out: each thing of this name with its uses, in the order of
//! files and lines.

use super::{Unnamed, unnamed};
use crate::check::gather::Set;
use crate::check::names::{Names, Part, SymbolId};
use crate::check::place::cut;
use crate::check::reference;
use crate::source::Span;

/// Something with the name.
#[derive(Debug, PartialEq, Eq)]
pub struct Refs {
    /// What it is: `entity`, `field`.
    pub kind: &'static str,
    /// What it is called; a part with its declaration before it.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Its uses.
    pub uses: Vec<Use>,
}

/// A use of a name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Where the name stands.
    pub span: Span,
    /// The declaration that uses it, as `commands/ShipOrder`.
    pub element: String,
    /// The place in the declaration.
    pub field: String,
}

/// Everything that has this name, with its uses.
pub fn refs(set: &Set, wanted: &str) -> Result<Vec<Refs>, Unnamed> {
    let names = Names::of(set);
    let mut uses: Vec<Vec<Use>> = names.symbols.iter().map(|_| Vec::new()).collect();
    let mut note = |symbol: SymbolId, span: Span, declaration: usize, path: &str| {
        let element = set.declarations.get(declaration).map_or("", |own| own.element.as_str());
        if let Some(uses) = uses.get_mut(symbol) {
            uses.push(Use { span, element: element.to_owned(), field: path.to_owned() });
        }
    };
    reference::uses(set, &names, &mut note);
    super::meant::uses(set, &names, &mut note);
    let mut found = Vec::new();
    for (id, uses) in uses.into_iter().enumerate() {
        let Some((kind, name, span)) = symbol(set, &names, id) else { continue };
        let own = name.rsplit_once('.').map_or(name.as_str(), |(_, own)| own);
        let asked = wanted == name || wanted == own || cut(wanted, b':') == Some((kind, &name));
        if asked {
            let mut uses = uses;
            uses.sort();
            uses.dedup_by(|a, b| a.span == b.span);
            found.push(Refs { kind, name, span, uses });
        }
    }
    // What is told of parts is told where no declaration has the name.
    if found.iter().any(|own| !own.name.contains('.')) && !wanted.contains('.') {
        found.retain(|own| !own.name.contains('.'));
    }
    found.sort_by_key(|own| own.span);
    if found.is_empty() {
        return Err(unnamed(wanted, names.symbols.iter().map(|symbol| symbol.name)));
    }
    Ok(found)
}

/// What a symbol is, what it is called, and where.
fn symbol(set: &Set, names: &Names, id: SymbolId) -> Option<(&'static str, String, Span)> {
    let symbol = names.symbols.get(id)?;
    let own = set.declarations.get(symbol.declaration)?;
    if own.name.is_some_and(|(_, span)| span == symbol.span) {
        return Some((own.kind.keyword, symbol.name.to_owned(), symbol.span));
    }
    let parts = [Part::Field, Part::Column, Part::State, Part::Value, Part::Input, Part::Output, Part::Result];
    let part = parts
        .into_iter()
        .find(|part| names.parts_of(symbol.declaration, *part).is_some_and(|ids| ids.contains(&id)))?;
    let owner = own.name.map_or(own.kind.keyword, |(name, _)| name);
    Some((part.word(), format!("{owner}.{}", symbol.name), symbol.span))
}
