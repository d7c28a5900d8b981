"""Repeated requests: answered as the first one was, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .support import effects, samples
from .support.outcome import NotExecutable
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM

MANY = 12


def repeatable() -> list[str]:
    """Operations that recognise a repeated request."""
    return [one["name"] for one in SYSTEM.reachable() if one["idempotency"]]


def count(stage: Stage) -> dict[str, Any]:
    """How many rows, events and jobs there are that can come from a call."""
    witness = effects.Witness(stage)
    taken = witness.applicable("success")
    told = [step for step in taken if step["action"]["is"] == "emit"]
    later = [step for step in taken if step["action"]["is"] in ("schedule", "notify", "mail")]
    return {
        "rows": [len(witness.seek(one)) for one in witness.writes("success")],
        "events": [len(witness.events(step)) for step in told],
        "jobs": [len(witness.jobs(step)) for step in later],
    }


@pytest.mark.parametrize("name", repeatable())
def test_twice(name: str, make_stage: MakeStage) -> None:
    """The same request twice: the same answer twice, done once."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    first = stage.send()
    effects.check_success(stage, first)
    before = count(stage)
    second = stage.send()
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert count(stage) == before


@pytest.mark.parametrize("name", repeatable())
def test_many_at_once(name: str, make_stage: MakeStage) -> None:
    """The same request many times at once: all are answered alike, and it is done once."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(lambda _: stage.send(), range(MANY)))
    wanted = stage.operation["routes"][0]["status"]
    assert {answer.status_code for answer in answers} == {wanted}
    assert len({answer.text for answer in answers}) == 1
    counted = count(stage)
    assert all(number <= 1 for numbers in counted.values() for number in numbers), counted


@pytest.mark.parametrize("name", repeatable())
def test_something_else(name: str, make_stage: MakeStage) -> None:
    """Another request under the same key is refused."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    effects.check_success(stage, stage.send())
    keys = {load["value"].get("name") for load in stage.loads.values()}
    for field, value in stage.inputs.items():
        kind = stage.fields[field]["type"]
        is_free = field != stage.operation["idempotency"] and field not in keys
        if is_free and kind["is"] in ("int", "float", "decimal", "text", "bool"):
            bounds = stage.fields[field]["met"]
            stage.inputs[field] = samples.other(kind, bounds, field, value)
            break
    else:
        raise NotExecutable("nothing but the key can be said")
    effects.check_failure(stage.send(), "Conflict")
