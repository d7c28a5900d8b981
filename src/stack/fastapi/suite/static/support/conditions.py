"""Conditions of the contract: whether they hold on a stage, and how to make them hold or fail."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from . import samples
from .compare import moment, same
from .system import SYSTEM, Node, constant

if TYPE_CHECKING:
    from .stage import Stage

OPPOSITE = {
    "equal": "not_equal",
    "not_equal": "equal",
    "less": "at_least",
    "at_least": "less",
    "more": "at_most",
    "at_most": "more",
}
MIRRORED = {"less": "more", "more": "less", "at_most": "at_least", "at_least": "at_most"}


def compare(how: str, left: Any, right: Any) -> bool:
    """Whether a comparison is true; one with nothing never is, save that nothing is nothing."""
    if how == "equal":
        return same(left, right)
    if left is None or right is None:
        return False
    if how == "not_equal":
        return not same(left, right)
    if how == "in":
        return any(same(left, item) for item in right)
    if how == "contains":
        return right in left
    one, other = ordered(left), ordered(right)
    if how in ("less", "at_least"):
        return bool(one < other) == (how == "less")
    return bool(one > other) == (how == "more")


def ordered(value: Any) -> Any:
    """A value that can be compared with others of its type."""
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    return moment(value) or str(value)


def holds(stage: "Stage", condition: Node) -> bool:
    """Whether a condition is true on a stage."""
    left, right = stage.value(condition["left"]), stage.value(condition["right"])
    return compare(condition["how"], left, right)


def is_about_rows(condition: Node) -> bool:
    """Whether a condition is one on each row of a list."""
    return "column" in (condition["left"]["from"], condition["right"]["from"])


def make(stage: "Stage", condition: Node, truth: bool) -> bool:
    """Arrange a stage so that a condition is true, or is not; answers whether that was possible."""
    return holds(stage, condition) == truth or edge(stage, condition, truth)


def turn_away(stage: "Stage") -> None:
    """Arrange that no grant of the caller holds, as far as that is possible."""
    for grant in stage.grants():
        if all(holds(stage, one) for one in grant["when"]):
            any(make(stage, one, False) for one in grant["when"])


def edge(stage: "Stage", condition: Node, truth: bool) -> bool:
    """As `make`, but just at the limit, also where the condition is as it should be already."""
    how: str = condition["how"]
    for target, source, turned in (
        (condition["left"], condition["right"], how),
        (condition["right"], condition["left"], MIRRORED.get(how, how)),
    ):
        if stage.can_set(target):
            asked = turned if truth else OPPOSITE.get(turned, f"not {turned}")
            base = _steady(source, stage.value(source), asked)
            stage.set(target, candidate(stage, target, asked, base))
            if holds(stage, condition) == truth:
                return True
    return False


def _steady(source: Node, value: Any, how: str) -> Any:
    """A moment that goes on while a test runs, so far ahead that the comparison stays true."""
    if source["from"] != "days_ago" or how not in ("more", "at_least"):
        return value
    return (datetime.datetime.fromisoformat(value) + datetime.timedelta(minutes=1)).isoformat()


def candidate(stage: "Stage", target: Node, how: str, base: Any) -> Any:
    """A value for `target` that stands to `base` as asked, as near to it as can be."""
    kind, bounds, name = stage.kind(target)
    match how:
        case "equal" | "at_most" | "at_least":
            return base
        case "less":
            return shifted(kind, base, -1)
        case "more":
            return shifted(kind, base, 1)
        case "in":
            return base[0]
        case "contains":
            return [base] if kind["is"] == "list" else base
        case "not in":
            left = [value for value in SYSTEM.choices(kind) if value not in base]
            return left[0] if left else samples.good(kind, bounds, name)
        case _:
            return stranger(stage, target, base)


def stranger(stage: "Stage", target: Node, base: Any) -> Any:
    """A good value that is not `base`: for a column that points somewhere, another row there."""
    kind, bounds, name = stage.kind(target)
    if target["from"] in ("row", "column"):
        draft = stage.row(target["row"]) if target["from"] == "row" else stage.listed
        found = SYSTEM.target(draft.table, target["field"]) if draft else None
        if found:
            return stage.world.draft(found[0])[found[1]]
    return samples.other(kind, bounds, name, base)


def shifted(kind: Node, value: Any, by: int) -> Any:
    """The next value in one direction."""
    if kind["is"] == "date":
        return (datetime.date.fromisoformat(value) + datetime.timedelta(days=by)).isoformat()
    if kind["is"] == "datetime":
        return (datetime.datetime.fromisoformat(value) + datetime.timedelta(seconds=by)).isoformat()
    return value + by if kind["is"] == "int" else float(value) + by * 0.01


def beside(one: Node, value: Any, by: int) -> Any:
    """For a filter that leaves out its limit the value next to it, inwards for 1; else `value`."""
    way = {"after": by, "before": -by}.get(one["how"])
    if way is None or value is None:
        return value
    return shifted(SYSTEM.column(one["table"], one["column"])["type"], value, way)


# --- requirements ----------------------------------------------------------------------------


def is_met(stage: "Stage", requirement: Node) -> bool:
    """Whether what an operation requires is so."""
    if requirement["warns"] or (requirement["roles"] and stage.role not in requirement["roles"]):
        return True
    check = requirement["check"]
    match check["is"]:
        case "absent":
            value = stage.value(check["value"])
            return not any(
                draft.table == check["table"] and same(value, draft[check["column"]])
                for draft in stage.world.drafts
            )
        case "state":
            return stage.row(check["row"])[check["field"]] in check["states"]
        case "all":
            return all(holds(stage, condition) for condition in check["conditions"])
        case "feature" | "left":
            # What runs for the tests has all features, and a new caller has used nothing.
            return True
        case "not_all":
            return not all(holds(stage, condition) for condition in check["conditions"])
        case _:
            return not refuses(stage, check)


def refuses(stage: "Stage", check: Node) -> bool:
    """Whether a decision table refuses; it does where no row fits."""
    said = decide(stage, check)
    return (not said and bool(check["refusing"])) or any(
        name in said and said[name] == value for name, value in check["refusing"]
    )


def decide(stage: "Stage", check: Node) -> dict[str, Any]:
    """What a decision table says: the first row that fits."""
    table = SYSTEM.decisions[check["decision"]]
    inputs = {name: stage.value(node) for name, node in check["inputs"]}
    for row in table["rows"]:
        if fits(row, inputs):
            return {name: entry(one, inputs) for name, one in row["then"]}
    return {}


def fits(row: Node, inputs: dict[str, Any]) -> bool:
    """Whether all cells of a row are true."""
    return all(
        any(
            all(
                compare(test["how"], inputs[cell["input"]], entry(test["with"], inputs))
                for test in group
            )
            for group in cell["any"]
        )
        for cell in row["when"]
    )


def entry(node: Node, inputs: dict[str, Any]) -> Any:
    """A value in a table."""
    return inputs[node["input"]] if "input" in node else constant(node["constant"])


def reach(stage: "Stage", check: Node, place: int) -> bool:
    """Arrange a stage so that a certain row of a table counts; answers whether it does."""
    table = SYSTEM.decisions[check["decision"]]
    bound = dict(check["inputs"])
    for cell in table["rows"][place]["when"]:
        for test in cell["any"][0]:
            _answer(stage, bound, cell["input"], test)
    # The rows before must not fit: where one does, a cell that is free here is made to differ.
    for earlier in table["rows"][:place]:
        inputs = {name: stage.value(node) for name, node in check["inputs"]}
        if fits(earlier, inputs):
            _avoid(stage, bound, earlier, table["rows"][place])
    inputs = {name: stage.value(node) for name, node in check["inputs"]}
    first = next((one for one, row in enumerate(table["rows"]) if fits(row, inputs)), None)
    return first == place and stage.is_in_form()


def _answer(stage: "Stage", bound: dict[str, Node], name: str, test: Node) -> None:
    """Make one test of a cell true."""
    inputs = {other: stage.value(node) for other, node in bound.items()}
    wanted = entry(test["with"], inputs)
    target = bound[name]
    if compare(test["how"], inputs[name], wanted):
        return
    if stage.can_set(target):
        stage.set(target, candidate(stage, target, test["how"], wanted))
    elif "input" in test["with"] and stage.can_set(bound[test["with"]["input"]]):
        stage.set(bound[test["with"]["input"]], inputs[name])


def _avoid(stage: "Stage", bound: dict[str, Node], earlier: Node, wanted: Node) -> None:
    """Make a row that comes first fail, by an input that the wanted row does not look at."""
    fixed = {cell["input"] for cell in wanted["when"]}
    for cell in earlier["when"]:
        target = bound[cell["input"]]
        if cell["input"] not in fixed and stage.can_set(target):
            stage.set(target, stranger(stage, target, stage.value(target)))
            return


def fulfil(stage: "Stage", requirement: Node) -> None:
    """Arrange a stage so that a requirement is met, as far as that is possible."""
    if is_met(stage, requirement):
        return
    check = requirement["check"]
    match check["is"]:
        case "state":
            stage.row(check["row"]).values[check["field"]] = check["states"][0]
        case "all":
            for condition in check["conditions"]:
                make(stage, condition, True)
        case "not_all":
            for condition in check["conditions"]:
                if make(stage, condition, False):
                    return
        case "decision":
            for place in range(len(SYSTEM.decisions[check["decision"]]["rows"])):
                if reach(stage, check, place) and not refuses(stage, check):
                    return
