"""Each operation, called as it should be: the answer, and all that it leaves behind."""

import pytest

from .support import effects
from .support.stage import MakeStage
from .support.system import SYSTEM, Node, steps

STORING = ("insert", "upsert")
OPERATIONS = [one["name"] for one in SYSTEM.reachable()]


@pytest.mark.parametrize("name", OPERATIONS)
def test_good_call(name: str, make_stage: MakeStage) -> None:
    """A call as it should be does all that the contract says."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    effects.check_success(stage, stage.send())


def optional() -> list[tuple[str, str]]:
    """Inputs that may be left out."""
    return [
        (operation["name"], field["name"])
        for operation in SYSTEM.reachable()
        for field in operation["inputs"]
        if field["source"]["from"] == "client" and not field["required"]
        if field["name"] in dict(operation["routes"][0]["places"])
    ]


@pytest.mark.parametrize(("name", "field"), optional())
def test_optional_input(name: str, field: str, make_stage: MakeStage) -> None:
    """What may be left out may also be given."""
    stage = make_stage(SYSTEM.operations[name])
    page = stage.operation["reading"] and stage.operation["reading"]["page"]
    if page and page["input"] == field:
        stage.inputs[field] = 1
    else:
        stage.give(field)
    stage.settle().prepare()
    effects.check_success(stage, stage.send())


def bodiless() -> list[str]:
    """Operations that take a body in which nothing has to be."""
    return [
        operation["name"]
        for operation in SYSTEM.reachable()
        if "body" in dict(operation["routes"][0]["places"]).values()
        and not any(
            field["required"]
            and dict(operation["routes"][0]["places"]).get(field["name"]) == "body"
            for field in operation["inputs"]
        )
    ]


@pytest.mark.parametrize("name", bodiless())
def test_no_body(name: str, make_stage: MakeStage) -> None:
    """Where nothing has to be in a body, it may be left out."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.has_body = False
    effects.check_success(stage, stage.send())


def loads() -> list[tuple[str, str]]:
    """Rows that a call needs and that its inputs name."""
    return [
        (operation["name"], load["row"])
        for operation in SYSTEM.reachable()
        for load in operation["phases"]["loads"]
        if load["value"]["from"] == "input" and not _is_of_caller(operation, load)
    ]


def _is_of_caller(operation: Node, load: Node) -> bool:
    """Whether the token names the row, and the row of the caller needs it to be there."""
    table = SYSTEM.table_of_callers()
    keys = SYSTEM.tables[table]["foreign_keys"] if table else []
    field = next(one for one in operation["inputs"] if one["name"] == load["value"]["name"])
    source = field["source"]
    return (
        source["from"] == "system"
        and source["value"]["from"] == "actor"
        and any(key["table"] == load["table"] for key in keys)
    )


@pytest.mark.parametrize(("name", "row"), loads())
def test_absent_row(name: str, row: str, make_stage: MakeStage) -> None:
    """Where a row is missing, the declared failure is the answer."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    stage.absent.add(row)
    stage.prepare()
    effects.check_failure(stage.send(), stage.loads[row]["missing"])


def absences() -> list[tuple[str, int]]:
    """Operations that ask that there is no such row yet."""
    return [
        (operation["name"], place)
        for operation in SYSTEM.reachable()
        for place, requirement in enumerate(operation["phases"]["requirements"])
        if requirement["check"]["is"] == "absent" and not requirement["warns"]
    ]


@pytest.mark.parametrize(("name", "place"), absences())
def test_present_row(name: str, place: int, make_stage: MakeStage) -> None:
    """Where there is such a row already, the call is refused as declared."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    requirement = stage.operation["phases"]["requirements"][place]
    check = requirement["check"]
    stage.world.draft(check["table"], **{check["column"]: stage.value(check["value"])})
    stage.prepare()
    effects.check_failure(stage.send(), requirement["failure"])


def colliding() -> list[tuple[str, str]]:
    """Rows that must not be stored twice: the operation, and the index that says so."""
    found = []
    for operation in SYSTEM.reachable():
        for step in steps(operation, "claim"):
            if step["action"]["is"] in STORING and step["failure"]:
                for index in SYSTEM.tables[step["action"]["table"]]["indexes"]:
                    if index["unique"] and _is_given(step["action"], index["columns"]):
                        found.append((operation["name"], index["name"]))
    return found


def _is_given(action: Node, columns: list[str]) -> bool:
    values = dict(action["set"])
    return all(
        name in values and values[name]["from"] in ("input", "row", "today", "actor")
        for name in columns
    )


@pytest.mark.parametrize(("name", "index"), colliding())
def test_collision(name: str, index: str, make_stage: MakeStage) -> None:
    """A second row like the first is refused as declared; only what makes it alike is the same."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    step, columns = next(
        (step, one["columns"])
        for step in steps(stage.operation, "claim")
        if step["action"]["is"] in STORING and step["failure"]
        for one in SYSTEM.tables[step["action"]["table"]]["indexes"]
        if one["name"] == index
    )
    action = step["action"]
    witness = effects.check_success(stage, stage.send())
    stage.renew(set(stage.inputs) - feeding(action, columns) - keys(stage.operation))
    stage.prepare()
    effects.check_failure(stage.send(), step["failure"])
    rows = stage.world.database.rows(action["table"], **witness.key_of(action["row"], columns))
    assert len(rows) == 1


def feeding(action: Node, columns: list[str]) -> set[str]:
    """The inputs that some columns are filled from."""
    values = [node for name, node in action["set"] if name in columns]
    return {node["name"] for node in values if node["from"] == "input"}


def keys(operation: Node) -> set[str]:
    """The inputs that name rows."""
    values = [load["value"] for load in operation["phases"]["loads"]]
    return {node["name"] for node in values if node["from"] == "input"}
