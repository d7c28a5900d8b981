"""What is kept for a while: found again, forgotten in time, and not needed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from dev.process import free_port

from .support import effects, samples
from .support.beside import PARTS, beside
from .support.given import fail
from .support.outcome import NotExecutable
from .support.service import Service
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node, outside, steps


def kept() -> list[tuple[str, int]]:
    """Each step that asks a service whose answers are kept."""
    return [
        (operation["name"], place)
        for operation in SYSTEM.reachable()
        for place, step in enumerate(outside(operation))
        if step["action"]["is"] == "call" and SYSTEM.call(step["action"])["kept"]
    ]


def name_of(stage: Stage, step: Node) -> str:
    """The name under which an answer is kept."""
    how, given = SYSTEM.call(step["action"])["kept"], stage.arguments(step["action"])
    return ":".join([how["table"], *(str(given[name]) for name in how["by"])])


@pytest.mark.parametrize(("name", "place"), kept())
def test_answer_is_kept(name: str, place: int, make_stage: MakeStage) -> None:
    """An answer is kept as long as the contract says."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    step = outside(stage.operation)[place]
    how = SYSTEM.call(step["action"])["kept"]
    effects.check_success(stage, stage.send())
    cache = stage.parts.cache(how["cache"])
    row = json.loads(cache.get(name_of(stage, step)))
    assert row["answer"].items() >= stage.answers[step["action"]["answer"]].items()
    assert how["seconds"] - 60 <= cache.ttl(name_of(stage, step)) <= how["seconds"]


@pytest.mark.parametrize(("name", "place"), kept())
def test_kept_answer_counts(name: str, place: int, make_stage: MakeStage) -> None:
    """Where an answer is kept, nobody is asked."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    step = outside(stage.operation)[place]
    call = SYSTEM.call(step["action"])
    answer = {
        field["name"]: samples.good(field["type"], field["met"], field["name"])
        for field in call["response"]
    }
    stage.answers[step["action"]["answer"]] = answer
    cache = stage.parts.cache(call["kept"]["cache"])
    cache.set(name_of(stage, step), json.dumps({"answer": answer}), ex=60)
    fail(stage, step["action"])
    effects.check_success(stage, stage.send())


def cached() -> list[str]:
    """Queries whose answers are kept."""
    return [one["name"] for one in SYSTEM.reachable() if one["cache"]]


def altered(answer: dict[str, Any]) -> dict[str, Any]:
    """Another answer of the same form."""
    made: dict[str, Any] = {}
    for name, value in answer.items():
        if isinstance(value, list):
            made[name] = []
        elif isinstance(value, int) and not isinstance(value, bool):
            made[name] = value + 987_654
        else:
            made[name] = value
    if made == answer:
        raise NotExecutable("no other answer was found")
    return made


@pytest.mark.parametrize("name", cached())
def test_same_answer(name: str, make_stage: MakeStage) -> None:
    """What was answered not long ago is answered again, until it is forgotten."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    how = stage.operation["cache"]
    cache = stage.parts.cache(how["cache"])
    first = stage.send().json()
    other = altered(first)
    names = [one for one in cache.scan_iter(f"{how['key']}:*") if not one.endswith(":number")]
    found = [one for one in names if json.loads(cache.get(one)) == first]
    assert found, "nothing is kept"
    for one in found:
        assert 0 < cache.ttl(one) <= how["seconds"]
        cache.set(one, json.dumps(other), ex=60)
    assert stage.send().json() == other
    stage.parts.forget_kept(how["cache"], how["key"])
    assert stage.send().json() == first


def forgetting() -> list[tuple[str, str]]:
    """Operations that forget what queries keep, with each such query."""
    return [
        (operation["name"], query["name"])
        for operation in SYSTEM.reachable()
        for step in steps(operation, "after")
        if step["action"]["is"] == "forget"
        for query in SYSTEM.reachable()
        if query["cache"]
        and [query["cache"]["cache"], query["cache"]["key"]] in step["action"]["keys"]
    ]


@pytest.mark.parametrize(("name", "query"), forgetting())
def test_forgotten(name: str, query: str, make_stage: MakeStage) -> None:
    """Once an operation is done, what it has changed is not answered from before."""
    how = SYSTEM.operations[query]["cache"]
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    number = f"{how['key']}:number"
    cache = stage.parts.cache(how["cache"])
    before = int(cache.get(number) or 0)
    effects.check_success(stage, stage.send())
    assert int(cache.get(number)) > before


@pytest.fixture(scope="module")
def alone(state: dict[str, Any], service: Service) -> Iterator[Service]:
    """A service whose Redis is away."""
    away = {f"{one['prefix']}_URL": f"redis://127.0.0.1:{free_port()}/0" for one in PARTS["caches"]}
    with beside(state, service, "service-alone", **away) as other:
        yield other


def users() -> list[str]:
    """Operations that look for something kept, or forget it."""
    return sorted({*cached(), *(name for name, _ in kept()), *(name for name, _ in forgetting())})


@pytest.mark.parametrize("name", users())
def test_without(name: str, alone: Service, make_stage: MakeStage) -> None:
    """Where nothing can be kept, all works as well."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.service = alone
    effects.check_success(stage, stage.send())
