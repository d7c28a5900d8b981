"""The lives of entities: every state before every operation, and many calls at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from .support import effects
from .support.given import fail, mend
from .support.stage import MakeStage
from .support.system import SYSTEM, Node, outside, steps

MANY = 30


def states() -> list[tuple[str, int, str]]:
    """Operations that ask for a state, with every state that there is."""
    return [
        (operation["name"], place, value)
        for operation in SYSTEM.reachable()
        for place, requirement in enumerate(operation["phases"]["requirements"])
        if requirement["check"]["is"] == "state"
        for value in choices(operation, requirement["check"])
    ]


def choices(operation: Node, check: Node) -> list[str]:
    """All states that a row can be in."""
    loads = {load["row"]: load["table"] for load in operation["phases"]["loads"]}
    values: list[str] = SYSTEM.column(loads[check["row"]], check["field"])["values"]
    return values or check["states"]


@pytest.mark.parametrize(("name", "place", "value"), states())
def test_state(name: str, place: int, value: str, make_stage: MakeStage) -> None:
    """In a state that allows it the operation is carried out, in any other it is refused."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    check = stage.operation["phases"]["requirements"][place]["check"]
    stage.row(check["row"]).values[check["field"]] = value
    effects.check_foreseen(stage)


def narrow() -> list[tuple[str, str, str]]:
    """Rows that are changed in some states only, while the operation goes well in any."""
    found = []
    for operation in SYSTEM.reachable():
        loads = {load["row"]: load["table"] for load in operation["phases"]["loads"]}
        checks = [one["check"] for one in operation["phases"]["requirements"]]
        asked = {check["row"] for check in checks if check["is"] == "state"}
        rows = {step["only_in"][0] for step in steps(operation, "claim") if step["only_in"]}
        for row in sorted(rows & set(loads) - asked):
            if workflow := SYSTEM.workflow_of(loads[row]):
                states = [state["name"] for state in workflow["states"]]
                found += [(operation["name"], row, state) for state in states]
    return found


@pytest.mark.parametrize(("name", "row", "value"), narrow())
def test_told_in_state(name: str, row: str, value: str, make_stage: MakeStage) -> None:
    """What an event does to a row is done in the states that the workflow says, and else not."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    draft = stage.row(row)
    workflow = SYSTEM.workflow_of(draft.table)
    draft.values[workflow["field"] if workflow else ""] = value
    witness = effects.Witness(stage.prepare())
    effects.check_success(stage, stage.send())
    if not any(step["only_in"] for step in witness.applicable("success")):
        effects.check_same(draft)


def once() -> list[str]:
    """Operations that the same call can carry out only once, and that do not answer it again."""
    return [one["name"] for one in SYSTEM.reachable() if _is_once(one) and not one["idempotency"]]


def _is_once(operation: Node) -> bool:
    for requirement in operation["phases"]["requirements"]:
        check = requirement["check"]
        if check["is"] == "state":
            left = {
                to
                for step in steps(operation, "claim", "success")
                if step["action"]["is"] == "move" and step["action"]["row"] == check["row"]
                for since, to in step["action"]["moves"]
                if since == check["states"][0]
            }
            left |= {
                node["value"]["value"]
                for step in steps(operation, "claim", "success")
                if step["action"]["is"] == "update"
                for column, node in step["action"]["set"]
                if column == check["field"] and node["from"] == "constant"
            }
            if left and not left & set(check["states"]):
                return True
    return any(
        step["action"]["is"] == "insert" and step["failure"] and _collides(step["action"])
        for step in steps(operation, "claim")
    )


def _collides(action: Node) -> bool:
    values = dict(action["set"])
    return any(
        index["unique"] and all(name in values for name in index["columns"])
        for index in SYSTEM.tables[action["table"]]["indexes"]
    )


def rounds() -> list[tuple[str, int]]:
    """How often each is tried: more often where a row is held while somebody outside is asked."""
    return [
        (name, number)
        for name in once()
        for number in range(5 if SYSTEM.operations[name]["phases"]["hold"] else 1)
    ]


@pytest.mark.parametrize(("name", "number"), rounds())
def test_many_at_once(name: str, number: int, make_stage: MakeStage) -> None:
    """The same call many times at once: one is carried out, all others are refused as declared."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(lambda _: stage.send(), range(MANY)))
    wanted = stage.operation["routes"][0]["status"]
    good = [answer for answer in answers if answer.status_code == wanted]
    assert len(good) == 1, sorted(answer.status_code for answer in answers)
    allowed = {one["failure"] for one in stage.operation["phases"]["requirements"]}
    allowed |= {step["failure"] for step in steps(stage.operation, "claim")}
    seen = {answer.json()["error"]["id"] for answer in answers if answer is not good[0]}
    assert seen <= allowed, seen
    effects.check_success(stage, good[0])


@pytest.mark.parametrize("name", once())
def test_again(name: str, make_stage: MakeStage) -> None:
    """The same call once more is refused."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    effects.check_success(stage, stage.send())
    assert stage.send().status_code == 409


def followed() -> list[tuple[str, str, str]]:
    """What can be done with a row once it was held: after a success, and after a failure."""
    return [
        (operation["name"], outcome, other["name"])
        for operation in SYSTEM.reachable()
        if operation["phases"]["hold"]
        for outcome in ("success", "failure")
        for other in SYSTEM.reachable()
        if entry_of(other, operation["phases"]["hold"]["table"], left_in(operation, outcome))
    ]


def left_in(operation: Node, outcome: str) -> set[str]:
    """The states that an operation leaves the row in that it has held."""
    held = operation["phases"]["hold"]["row"]
    return {
        to
        for step in operation["phases"][outcome]
        if step["action"]["is"] == "move" and step["action"]["row"] == held
        for _, to in step["action"]["moves"]
    }


def entry_of(operation: Node, table: str, states: set[str]) -> str | None:
    """The input by which an operation takes a row of a table that is in one of these states."""
    loads = {one["row"]: one for one in operation["phases"]["loads"] if one["table"] == table}
    for requirement in operation["phases"]["requirements"]:
        check = requirement["check"]
        if check["is"] == "state" and check["row"] in loads and states & set(check["states"]):
            value = loads[check["row"]]["value"]
            return str(value["name"]) if value["from"] == "input" else None
    return None


@pytest.mark.parametrize(("name", "outcome", "other"), followed())
def test_what_follows(name: str, outcome: str, other: str, make_stage: MakeStage) -> None:
    """A row that was held is free again, whatever came of it."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    step = outside(stage.operation)[-1]
    witness = effects.Witness(stage)
    if outcome == "failure":
        fail(stage, step["action"])
        effects.check_failure(stage.send(), step["failure"])
        witness.check_rows("failure")
        mend(stage, step["action"])
    else:
        witness = effects.check_success(stage, stage.send())
    hold = stage.operation["phases"]["hold"]
    following = SYSTEM.operations[other]
    field = entry_of(following, hold["table"], left_in(stage.operation, outcome))
    load = next(
        one
        for one in following["phases"]["loads"]
        if one["table"] == hold["table"] and one["value"].get("name") == field
    )
    stage.world.refresh()
    after = make_stage(following)
    after.inputs[str(field)] = str(witness.rows[hold["row"]][load["column"]])
    after.settle().prepare()
    effects.check_success(after, after.send())
