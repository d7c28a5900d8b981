//! Operations that were handed over to the user.
//!
//! In: the list in the lock file, and what each operation means now. Out: the next list, and which operations have moved on since
//! their code was written by hand. What files an operation is made of is a matter of the stack: it leaves out what is handed over and
//! makes a scaffold of it instead.

use std::collections::BTreeMap;

use super::lock::Ejected;

/// An operation whose hand-written code may be behind its contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The declaration.
    pub operation: String,
    /// Whether the contract does not have it any more.
    pub is_gone: bool,
}

/// The list with an operation in it, at what it means now: handed over, or said to be up to it again.
pub fn eject(ejected: &[Ejected], operation: &str, ir_hash: &str) -> Vec<Ejected> {
    let mut next: Vec<Ejected> = ejected.iter().filter(|own| own.operation != operation).cloned().collect();
    next.push(Ejected { operation: operation.to_owned(), ir_hash: ir_hash.to_owned() });
    next.sort_unstable();
    next
}

/// The operations that mean something else now; `now` has the hash of each operation of the contract.
pub fn behind(ejected: &[Ejected], now: &BTreeMap<String, String>) -> Vec<Behind> {
    let one = |own: &Ejected| {
        let is_behind = now.get(&own.operation) != Some(&own.ir_hash);
        is_behind.then(|| Behind { operation: own.operation.clone(), is_gone: !now.contains_key(&own.operation) })
    };
    ejected.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_handed_over_is_held_against_its_contract() {
        let first = eject(&eject(&[], "commands/B", "1"), "commands/A", "2");
        assert_eq!(first.iter().map(|own| own.operation.as_str()).collect::<Vec<_>>(), ["commands/A", "commands/B"]);
        let now =
            BTreeMap::from([("commands/A".to_owned(), "2".to_owned()), ("commands/B".to_owned(), "9".to_owned())]);
        assert_eq!(behind(&first, &now), [Behind { operation: "commands/B".into(), is_gone: false }]);
        assert_eq!(behind(&eject(&first, "commands/B", "9"), &now), []);
        assert_eq!(behind(&first, &BTreeMap::new()).iter().filter(|own| own.is_gone).count(), 2);
    }
}
