"""Who may call what: every role on every operation, with own rows and with those of others."""

import pytest

from .support import conditions, effects
from .support.compare import same
from .support.outcome import NotExecutable
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node

CLOSED = [
    one["name"]
    for one in SYSTEM.reachable()
    if not one["access"]["open"] and one["routes"][0]["sender"] is None
]
ROLES = [(name, role) for name in CLOSED for role in SYSTEM.roles]


def grants(operation: Node, role: str) -> list[Node]:
    """The ways in which a role is let in."""
    return [one for one in operation["access"]["grants"] if one["role"] in (None, role)]


def is_limited(operation: Node, role: str) -> bool:
    """Whether a role is let in under conditions only, which may be false."""
    found = grants(operation, role)
    return bool(found) and all(
        any(not is_always(operation, condition) for condition in one["when"]) for one in found
    )


def is_always(operation: Node, condition: Node) -> bool:
    """Whether a condition compares what the system fills in with what it is filled with."""
    sources = {field["name"]: field["source"] for field in operation["inputs"]}
    left, right = (
        sources[node["name"]].get("value", node) if node["from"] == "input" else node
        for node in (condition["left"], condition["right"])
    )
    return bool(left == right and condition["how"] == "equal")


@pytest.mark.parametrize("name", CLOSED)
def test_nobody(name: str, make_stage: MakeStage) -> None:
    """Without a token nobody is let in."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.is_known = False
    effects.check_failure(stage.send(), stage.access["unknown"])
    effects.check_nothing(stage)


@pytest.mark.parametrize("fault", ["expired", "forged", "garbage", "without an end", "not signed"])
@pytest.mark.parametrize("name", CLOSED)
def test_bad_token(name: str, fault: str, make_stage: MakeStage) -> None:
    """A token that is not in order is no token."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    effects.check_failure(stage.send(stage.bad_token(fault)), stage.access["unknown"])


@pytest.mark.parametrize(("name", "role"), ROLES)
def test_role(name: str, role: str, make_stage: MakeStage) -> None:
    """A role is let in if the contract says so, and else refused."""
    operation = SYSTEM.operations[name]
    if grants(operation, role):
        stage = make_stage(operation, role).settle().prepare()
        effects.check_success(stage, stage.send())
        return
    stage = make_stage(operation).settle()
    stage.role = role
    stage.prepare()
    effects.check_failure(stage.send(), stage.access["refused"])
    effects.check_nothing(stage)


NOBODYS = "Visitor"
"""A role that no contract knows."""

STRANGERS = [
    (name, role)
    for name in CLOSED
    if SYSTEM.operations[name]["phases"]["loads"]
    for role in (*SYSTEM.roles, NOBODYS)
    if not grants(SYSTEM.operations[name], role)
]


@pytest.mark.parametrize(("name", "role"), STRANGERS)
def test_role_and_no_row(name: str, role: str, make_stage: MakeStage) -> None:
    """Who may never call learns nothing of which rows there are."""
    operation = SYSTEM.operations[name]
    stage = make_stage(operation).settle()
    stage.role = role
    stage.absent.add(operation["phases"]["loads"][0]["row"])
    stage.prepare()
    effects.check_failure(stage.send(), stage.access["refused"])


LET_IN = [
    (name, grant["role"])
    for name in CLOSED
    for grant in SYSTEM.operations[name]["access"]["grants"]
    if grant["role"] is not None
]


@pytest.mark.parametrize(("name", "role"), LET_IN)
def test_unknown_role(name: str, role: str, make_stage: MakeStage) -> None:
    """All is as it must be for a role, but the caller has another one, which nobody knows."""
    operation = SYSTEM.operations[name]
    stage = make_stage(operation, role).settle()
    stage.role = NOBODYS
    if stage.grants():
        return
    stage.prepare()
    effects.check_failure(stage.send(), stage.access["refused"])


def told() -> list[tuple[str, str, str]]:
    """What the system takes from the token and needs, though a token may lack it."""
    attributes = SYSTEM.actor["attributes"] if SYSTEM.actor else []
    optional = {one["name"] for one in attributes if not one["required"]}
    return [
        (name, role, source["value"]["field"])
        for name, role in LET_IN
        for field in SYSTEM.operations[name]["inputs"]
        if field["required"] and (source := field["source"])["from"] == "system"
        if source["value"]["from"] == "actor" and source["value"]["field"] in optional
    ]


@pytest.mark.parametrize(("name", "role", "claim"), told())
def test_missing_claim(name: str, role: str, claim: str, make_stage: MakeStage) -> None:
    """A token that lacks what is needed of it is no token for this."""
    stage = make_stage(SYSTEM.operations[name], role).settle().prepare()
    stage.claims[claim] = None
    effects.check_failure(stage.send(), stage.access["refused"])


LIMITED = [(name, role) for name, role in ROLES if is_limited(SYSTEM.operations[name], role)]


@pytest.mark.parametrize(("name", "role"), LIMITED)
def test_rows_of_others(name: str, role: str, make_stage: MakeStage) -> None:
    """Who may see or change only what is theirs, does not see or change what is not."""
    stage = make_stage(SYSTEM.operations[name], role).settle()
    estrange(stage)
    numbers = [
        one["name"] for one in stage.operation["outputs"] if one["value"]["from"] == "measured"
    ]
    before = stage.send().json() if numbers else {}
    stage.prepare()
    answer = stage.send()
    if failure := stage.foreseen():
        effects.check_failure(answer, failure)
        effects.check_nothing(stage)
    elif numbers:
        assert all(same(before[name], answer.json()[name]) for name in numbers)
    else:
        assert not listed(stage, answer.json())


def estrange(stage: Stage) -> None:
    """Let the rows belong to somebody else."""
    condition = stage.grants()[0]["when"][0]
    if not conditions.make(stage, condition, False):
        raise NotExecutable("there is no row of somebody else")


def listed(stage: Stage, body: Node) -> list[Node]:
    """The rows that an answer shows."""
    output = next(one for one in stage.operation["outputs"] if one["value"]["from"] == "listed")
    rows = body[output["name"]]
    return list(rows.values()) if isinstance(rows, dict) else rows
