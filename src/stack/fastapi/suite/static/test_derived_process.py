"""The service as a process: cut off in the middle of a call, and started with wrong keys.

These tests start services of their own beside the one that is tried, on the same parts.
"""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from dev import service as own
from dev.process import stop

from .support import effects
from .support.beside import PARTS, beside, environment
from .support.database import Database
from .support.given import fail
from .support.parts import Parts
from .support.service import Service
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node, outside
from .support.world import World
from .test_derived_outside import failure_of

PATIENCE = 20.0


def held() -> list[str]:
    """Operations that hold a row while they wait for somebody outside."""
    return [one["name"] for one in SYSTEM.reachable() if one["phases"]["hold"]]


@pytest.mark.parametrize("name", held())
def test_cut_off(name: str, state: dict[str, Any], make_stage: MakeStage) -> None:
    """A call that is cut off while it waits leaves nothing stuck: its failure is written later."""
    settings = environment(state, PENDING_TIMEOUT_SECONDS="1")
    part, url = own.run(PARTS["package"], settings, name="service-cut-off")
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.service = replace(stage.service, url=url)
    known = claims(stage)
    step = stage.operation["phases"]["external"][-1]
    fail(stage, step["action"], delay_ms=60_000)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(stage.send)
        time.sleep(1.5)
        stop(part, signal.SIGKILL)
        assert isinstance(waiting.exception(), httpx.TransportError)
    part, _ = own.run(PARTS["package"], settings, name="service-cut-off")
    try:
        until_written(stage, known)
    finally:
        stop(part)


def claims(stage: Stage) -> set[str]:
    """The rows that calls of an operation hold."""
    held = stage.world.database.rows("operation_claims", operation=stage.operation["name"])
    return {row["subject_id"] for row in held}


def until_written(stage: Stage, known: set[str]) -> None:
    """Wait until the failure of a call has been written, and it holds nothing any more."""
    stage.ended = stage.began
    end = time.monotonic() + PATIENCE
    while True:
        witness = effects.Witness(stage)
        try:
            witness.check_rows("failure")
            witness.check_events("failure")
            assert claims(stage) <= known, "a row is held for ever"
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="module")
def stranger(state: dict[str, Any], service: Service) -> Iterator[Service]:
    """A service that nobody outside knows: all its keys are wrong."""
    wrong = dict.fromkeys(PARTS["secrets"], "wrong")
    with beside(state, service, "service-stranger", **wrong) as other:
        yield other


def asked() -> list[str]:
    """Operations that show a key to somebody outside."""
    return [one["name"] for one in SYSTEM.reachable() if any(map(_shows_key, outside(one)))]


def _shows_key(step: Node) -> bool:
    """Whether somebody outside asks for a key."""
    action = step["action"]
    kind = SYSTEM.integrations[action["integration"]]["service"]
    if kind["is"] == "rest":
        return bool(kind["auth"]["is"] != "none")
    return kind["is"] == "s3" or any(one["password"] for one in kind["mail"])


@pytest.mark.parametrize("name", asked())
def test_wrong_key(name: str, stranger: Service, database: Database, parts: Parts) -> None:
    """With a wrong key nobody outside does anything for us."""
    stage = Stage(World(database), stranger, parts, SYSTEM.operations[name]).settle().prepare()
    answer = stage.send()
    step = next(one for one in outside(stage.operation) if _shows_key(one))
    if answer.is_success:
        # An address is signed without asking: but it leads nowhere.
        links = [one for one in answer.json().values() if str(one).startswith("http")]
        assert links, "a wrong key was taken"
        assert [stage.service.client.get(one).status_code for one in links] == [403]
        return
    effects.check_failure(answer, failure_of(step, "401"))
