"""Decision tables and policies: each row, and both sides of each limit."""

import pytest

from .support import conditions, effects
from .support.outcome import NotExecutable
from .support.stage import MakeStage
from .support.system import SYSTEM, Node


def requirements(kind: str) -> list[tuple[str, int, Node]]:
    """Requirements of a kind: the operation, the place, and what must hold."""
    return [
        (operation["name"], place, requirement["check"])
        for operation in SYSTEM.reachable()
        for place, requirement in enumerate(operation["phases"]["requirements"])
        if requirement["check"]["is"] == kind
    ]


def sides(kind: str) -> list[tuple[str, int, int, bool]]:
    """Each condition of requirements of a kind, from both sides."""
    return [
        (name, place, number, truth)
        for name, place, check in requirements(kind)
        for number in range(len(check["conditions"]))
        for truth in (False, True)
    ]


def rows() -> list[tuple[str, str, int]]:
    """Each row of each table that an operation asks."""
    return [
        (name, check["decision"], place)
        for name, _, check in requirements("decision")
        for place in range(len(SYSTEM.decisions[check["decision"]]["rows"]))
    ]


@pytest.mark.parametrize(("name", "table", "place"), rows())
def test_row(name: str, table: str, place: int, make_stage: MakeStage) -> None:
    """Where a row of a table counts, the call ends as the row says."""
    operation = SYSTEM.operations[name]
    check = next(one for _, _, one in requirements("decision") if one["decision"] == table)
    for role in dict.fromkeys(grant["role"] for grant in operation["access"]["grants"]):
        stage = make_stage(operation, role).settle()
        if conditions.reach(stage, check, place):
            effects.check_foreseen(stage)
            return
    raise NotExecutable(f"no call was found for which row {place + 1} of `{table}` counts")


@pytest.mark.parametrize(("name", "place", "number", "truth"), sides("all"))
def test_assertion(name: str, place: int, number: int, truth: bool, make_stage: MakeStage) -> None:
    """What must hold of the caller lets through where it does, and refuses where it does not."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    check = stage.operation["phases"]["requirements"][place]["check"]
    if not conditions.edge(stage, check["conditions"][number], truth):
        raise NotExecutable("no caller was found on this side")
    effects.check_foreseen(stage)


@pytest.mark.parametrize(("name", "place"), [(one[0], one[1]) for one in requirements("all")])
def test_unsaid(name: str, place: int, make_stage: MakeStage) -> None:
    """A caller of whom nothing is said is refused."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    requirement = stage.operation["phases"]["requirements"][place]
    for condition in requirement["check"]["conditions"]:
        stage.set(condition["left"], None)
    effects.check_foreseen(stage)


@pytest.mark.parametrize(("name", "place", "number", "truth"), sides("not_all"))
def test_limit(name: str, place: int, number: int, truth: bool, make_stage: MakeStage) -> None:
    """At the limit all is well; one step on the other side the policy denies."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    check = stage.operation["phases"]["requirements"][place]["check"]
    for condition in check["conditions"]:
        conditions.make(stage, condition, True)
    condition = check["conditions"][number]
    if not conditions.edge(stage, condition, truth):
        raise NotExecutable("no call was found on this side of the limit")
    effects.check_foreseen(stage)
