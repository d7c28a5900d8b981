//! Conditions against plain enumeration: small random policies over a few fields, asked for every row and caller there is.

use super::{Condition, Logic, Policies};
use crate::check::deep::model::Model;
use crate::check::tests::Read;
use crate::check::tests::dice::Dice;

/// A row and a caller: a number, a word of a list, perhaps an owner; and the caller's id.
#[derive(Clone, Copy)]
struct World {
    total: i64,
    state: usize,
    owner: Option<usize>,
    caller: usize,
}

const STATES: [&str; 2] = ["open", "closed"];

/// One condition: as text, and as a question.
#[derive(Clone, Debug)]
enum Ask {
    Total(&'static str, i64),
    State(&'static str, usize),
    Owner(&'static str, bool),
    Caller,
}

impl Ask {
    fn random(dice: &mut Dice) -> Ask {
        match dice.roll(6) {
            0..3 => Ask::Total(["gt", "lt", "gte", "lte", "eq", "neq"][dice.roll(6)], dice.roll(4) as i64),
            3 => Ask::State(["eq", "neq"][dice.roll(2)], dice.roll(2)),
            4 => Ask::Owner(["eq", "neq"][dice.roll(2)], dice.roll(2) == 0),
            _ => Ask::Caller,
        }
    }

    fn text(&self) -> String {
        match self {
            Ask::Total(op, value) => format!("{{field: total, op: {op}, value: {value}}}"),
            Ask::State(op, value) => format!("{{field: state, op: {op}, value: {}}}", STATES[*value]),
            Ask::Owner(op, true) => format!("{{field: owner_id, op: {op}, value: null}}"),
            Ask::Owner(op, false) => format!("{{field: owner_id, op: {op}, value: '{{{{actor.id}}}}'}}"),
            Ask::Caller => "{field: actor.id, op: eq, value: actor.id}".to_owned(),
        }
    }

    fn holds(&self, world: World) -> bool {
        match self {
            Ask::Total("gt", value) => world.total > *value,
            Ask::Total("lt", value) => world.total < *value,
            Ask::Total("gte", value) => world.total >= *value,
            Ask::Total("lte", value) => world.total <= *value,
            Ask::Total("eq", value) => world.total == *value,
            Ask::Total(_, value) => world.total != *value,
            Ask::State(op, value) => (world.state == *value) == (*op == "eq"),
            Ask::Owner(op, true) => world.owner.is_none() == (*op == "eq"),
            Ask::Owner(op, false) => (world.owner == Some(world.caller)) == (*op == "eq"),
            Ask::Caller => true,
        }
    }
}

fn worlds() -> Vec<World> {
    let mut all = Vec::new();
    for total in -1..5 {
        for state in 0..2 {
            for owner in [None, Some(0), Some(1)] {
                all.extend((0..2).map(|caller| World { total, state, owner, caller }));
            }
        }
    }
    all
}

#[test]
fn random_policies_mean_what_enumeration_says() {
    let mut dice = Dice(5);
    let worlds = worlds();
    let cases = std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(600);
    for _ in 0..cases {
        let mut asks = || -> Vec<Ask> { (0..1 + dice.roll(3)).map(|_| Ask::random(&mut dice)).collect() };
        let (one, two) = (asks(), asks());
        let list = |asks: &[Ask]| asks.iter().map(Ask::text).collect::<Vec<_>>().join(", ");
        let text = format!(
            "entities: [{{id: Order, fields: [{{name: total, type: int}}, {{name: state, type: string, values: [open, closed]}}, {{name: owner_id, type: uuid, required: false}}]}}]\n\
             policies:\n  - {{id: a, scope: 'entity:Order', conditions: [{}], effects: [{{type: allow}}]}}\n  - {{id: b, scope: 'entity:Order', conditions: [{}], effects: [{{type: allow}}]}}\n",
            list(&one),
            list(&two)
        );
        let read = Read::of(&[("t.yaml".into(), text.clone())]);
        read.sound(|sound| {
            let model = Model::of(sound);
            let policies = Policies::of(&model);
            let (a, b) = (&policies.all[0], &policies.all[1]);
            let logic = Logic::of(&model, &[a, b]);
            let (first, second): (Vec<&Condition>, Vec<&Condition>) =
                (a.conditions.iter().collect(), b.conditions.iter().collect());
            let all = |asks: &[Ask], world: World| asks.iter().all(|ask| ask.holds(world));
            let always = |asks: &[Ask]| worlds.iter().all(|world| all(asks, *world));
            let never = |asks: &[Ask]| !worlds.iter().any(|world| all(asks, *world));
            assert_eq!(logic.is_always(&first), always(&one), "always\n{text}");
            assert_eq!(logic.is_never(&first), never(&one), "never\n{text}");
            assert_eq!(policies.is_always(1), always(&two), "always\n{text}");
            assert_eq!(policies.is_never(1), !always(&two) && never(&two), "never\n{text}");
            let implies = worlds.iter().all(|world| !all(&one, *world) || all(&two, *world));
            // From what is never the case nothing is concluded.
            if !never(&one) {
                assert_eq!(logic.implies(&first, &second), implies, "implies\n{text}");
            }
            assert!(logic.is_clear(&first) && logic.is_clear(&second), "{text}");
        });
    }
}

#[test]
fn what_is_kept_is_kept_from_a_moment() {
    let of = |since: &str| {
        let text = format!(
            "entities:\n  - id: Report\n    primary_key: id\n    fields:\n      - {{name: id, type: uuid}}\n      - {{name: title, type: \
             string}}\n      - {{name: uploaded_at, type: datetime}}\npolicies:\n  - id: kept\n    scope: entity:Report\n    effects: \
             [{{type: limit, params: {{min_retention_days: 30, since: {since}}}}}]\n"
        );
        let found = crate::check::tests::findings(&text, true);
        found.lines().find(|line| line.contains("C0801")).unwrap_or_default().to_owned()
    };
    assert!(of("uploaded").contains("`Report` has no `uploaded` from which `kept` could count"), "{}", of("uploaded"));
    assert!(of("title").contains("`kept` counts from `title` of `Report`, which is no moment"), "{}", of("title"));
    assert_eq!(of("uploaded_at"), "");
}
