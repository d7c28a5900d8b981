"""Services outside that fail or hang: the declared failure, what it leaves, no waiting."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from .support import effects
from .support.compare import same
from .support.database import Database
from .support.given import fail
from .support.parts import Parts
from .support.service import Service
from .support.stage import UNKNOWN, MakeStage, Stage
from .support.system import SYSTEM, Node, outside
from .support.world import World

SLOW_MS = 60_000


def asked() -> list[tuple[str, int]]:
    """Each step of each operation that asks somebody outside."""
    return [
        (operation["name"], place)
        for operation in SYSTEM.reachable()
        for place, step in enumerate(outside(operation))
        if not _is_local(step)
    ]


def _is_local(step: Node) -> bool:
    """Whether nobody is asked in truth: an address is signed without the store."""
    action = step["action"]
    return bool(
        action["is"] == "call"
        and SYSTEM.service(action) == "s3"
        and SYSTEM.call(action)["method"] == "GET"
    )


def states(operation: Node) -> Iterator[tuple[Node, str]]:
    """The states in which an operation is carried out, and where they stand."""
    for requirement in operation["phases"]["requirements"]:
        if requirement["check"]["is"] == "state":
            for value in requirement["check"]["states"]:
                yield requirement["check"], value


def failing() -> list[tuple[str, int, str]]:
    """Each of them, in each state in which the operation is carried out."""
    return [
        (name, place, since)
        for name, place in asked()
        for since in [value for _, value in states(SYSTEM.operations[name])] or [""]
    ]


@pytest.mark.parametrize(("name", "place", "since"), failing())
def test_failing(name: str, place: int, since: str, make_stage: MakeStage) -> None:
    """Where somebody outside fails, the call fails as declared, and its outcome is written."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    for check, value in states(stage.operation):
        if value == since:
            stage.row(check["row"]).values[check["field"]] = value
    stage.prepare()
    step = outside(stage.operation)[place]
    fail(stage, step["action"])
    check_outcome(stage, step, stage.send())


def failure_of(step: Node, reason: str) -> str:
    """The failure that a call becomes for a reason."""
    if step["action"]["is"] == "call":
        for code, failure in SYSTEM.call(step["action"])["failures"]:
            if code == reason:
                return str(failure)
    return str(step["failure"] or "UpstreamFailed")


def handled(operation: Node, failure: str) -> Node | None:
    """What a workflow does where a call ends so."""
    found: list[Node] = operation["phases"]["handlers"]
    return next((one for one in found if one["failure"] == failure), None)


def check_outcome(stage: Stage, step: Node, answer: httpx.Response, reason: str = "503") -> None:
    """The call fails as the step says, and leaves what failing leaves."""
    effects.check_failure(answer, failure_of(step, reason))
    if handler := handled(stage.operation, failure_of(step, reason)):
        witness = effects.Witness(stage)
        witness.check_rows(handler["failure"])
        witness.check_jobs(handler["failure"])
        return
    if step in stage.operation["phases"]["before"]:
        effects.check_nothing(stage)
        return
    witness = effects.Witness(stage)
    witness.check_rows("failure")
    witness.check_events("failure")


def told() -> list[tuple[str, int, str]]:
    """Each code of an answer that means a failure of its own."""
    return [
        (name, place, code)
        for name, place in asked()
        for step in [outside(SYSTEM.operations[name])[place]]
        if step["action"]["is"] == "call" and SYSTEM.service(step["action"]) == "rest"
        for code, _ in SYSTEM.call(step["action"])["failures"]
        if code not in ("TIMEOUT", "UNREACHABLE", "CIRCUIT_OPEN", "RATE_LIMITED")
    ]


@pytest.mark.parametrize(("name", "place", "code"), told())
def test_code(name: str, place: int, code: str, make_stage: MakeStage) -> None:
    """Where somebody outside answers with a code, the call fails as the code means."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    step = outside(stage.operation)[place]
    status = int(code) if code.isdigit() else 422
    fail(stage, step["action"], status=status, body={"code": code})
    check_outcome(stage, step, stage.send(), code)


def once() -> list[tuple[str, int]]:
    """Each step that does something at a service outside which must not be done twice."""
    return [
        (name, place)
        for name, place in asked()
        if (action := outside(SYSTEM.operations[name])[place]["action"])["is"] == "call"
        and SYSTEM.service(action) == "rest"
        and SYSTEM.call(action)["method"] in ("POST", "PATCH")
    ]


@pytest.mark.parametrize("status", [502, 504])
@pytest.mark.parametrize(("name", "place"), once())
def test_sent_once(name: str, place: int, status: int, make_stage: MakeStage) -> None:
    """What may have been done, though the answer is lost, is not asked for again."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    action = outside(stage.operation)[place]["action"]
    fail(stage, action, status=status)
    stage.send()
    given = {key: own for key, own in stage.arguments(action).items() if own is not UNKNOWN}
    calls = stage.parts.calls(action["integration"], SYSTEM.call(action)["name"])
    found = [one for one in calls if all(same(own, one.get(key)) for key, own in given.items())]
    assert len(found) == 1, f"{len(found)} calls"


@dataclass
class Hanging:
    """A call that waits for somebody outside."""

    stage: Stage
    step: Node
    answer: Future[httpx.Response]


@pytest.fixture(scope="module")
def hanging(
    database: Database, service: Service, parts: Parts
) -> Iterator[dict[tuple[str, int], Hanging]]:
    """One call for each step that asks somebody outside, all waiting at the same time."""
    calls = {}
    with ThreadPoolExecutor(len(asked()) or 1) as pool:
        for name, place in asked():
            stage = Stage(World(database), service, parts, SYSTEM.operations[name])
            stage.settle().prepare()
            step = outside(stage.operation)[place]
            fail(stage, step["action"], delay_ms=SLOW_MS)
            calls[name, place] = Hanging(stage, step, pool.submit(stage.send))
        yield calls


@pytest.mark.parametrize(("name", "place"), asked())
def test_hanging(name: str, place: int, hanging: dict[tuple[str, int], Hanging]) -> None:
    """Where somebody outside hangs, the call ends in the time that the contract allows."""
    call = hanging[name, place]
    check_outcome(call.stage, call.step, call.answer.result(), "TIMEOUT")
    integration = SYSTEM.integrations[call.step["action"]["integration"]]
    allowed = integration["timeouts"]["total_ms"] / 1000
    took = (call.stage.ended - call.stage.began).total_seconds()
    assert took < allowed + 3, f"{took:.1f} s"


def readers() -> list[str]:
    """Operations that ask nobody outside."""
    quiet = [one for one in SYSTEM.reachable() if not outside(one) and one["kind"] == "query"]
    return [one["name"] for one in quiet[:1]]


@pytest.mark.parametrize("reader", readers())
@pytest.mark.parametrize(("name", "place"), asked())
def test_others_do_not_wait(name: str, place: int, reader: str, make_stage: MakeStage) -> None:
    """While many calls wait for somebody outside, all other calls are served."""
    stages = [make_stage(SYSTEM.operations[name]).settle().prepare() for _ in range(15)]
    for stage in stages:
        fail(stage, outside(stage.operation)[place]["action"], delay_ms=4_000)
    other = make_stage(SYSTEM.operations[reader]).settle().prepare()
    with ThreadPoolExecutor(len(stages)) as pool:
        waiting = [pool.submit(stage.send) for stage in stages]
        time.sleep(0.5)
        began = time.monotonic()
        answer = other.send()
        took = time.monotonic() - began
        for one in waiting:
            one.result()
    effects.check_success(other, answer)
    assert took < 2.5, f"{took:.1f} s"
