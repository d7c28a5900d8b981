"""What keeps calls away from services outside: breakers and rates.

These tests start services of their own beside the one that is tried, on the same parts.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from .support import effects
from .support.beside import beside
from .support.compare import same
from .support.given import fail
from .support.service import Service
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node, outside
from .test_derived_outside import failure_of

FAILURES = 3
RECOVERY = 4.0


@contextmanager
def serving(
    state: dict[str, Any], service: Service, integration: str, **changed: str
) -> Iterator[Service]:
    """A service with other settings of one integration."""
    prefix = integration.upper().replace(".", "_").replace("-", "_")
    settings = {f"{prefix}_{name}": value for name, value in changed.items()}
    with beside(state, service, "service-protected", **settings) as other:
        yield other


def protected(what: str) -> list[tuple[str, str]]:
    """Each integration that is protected so, with an operation that calls it first."""
    found: dict[str, str] = {}
    for operation in SYSTEM.reachable():
        for step in outside(operation)[:1]:
            action = step["action"]
            integration = SYSTEM.integrations[action["integration"]]
            if integration[what] and SYSTEM.service(action) == "rest":
                found.setdefault(integration["name"], operation["name"])
    return sorted(found.items())


def calls(stage: Stage, step: Node) -> int:
    """How often a stand-in was asked for the inputs of a stage."""
    action = step["action"]
    wanted = {name: value for name, value in stage.arguments(action).items() if value is not None}
    made = stage.parts.calls(action["integration"], action["call"])
    return sum(all(same(value, one.get(name)) for name, value in wanted.items()) for one in made)


@pytest.mark.parametrize(("integration", "name"), protected("breaker"))
def test_breaker(
    integration: str, name: str, state: dict[str, Any], service: Service, make_stage: MakeStage
) -> None:
    """After so many failures nobody is asked any more; after a while one call may try."""
    settings = {"FAILURE_THRESHOLD": str(FAILURES), "RECOVERY_SECONDS": str(RECOVERY)}
    attempts = SYSTEM.integrations[integration]["retry"]["attempts"]
    with serving(state, service, integration, **settings) as other:

        def call(*, fails: bool) -> tuple[Stage, Node]:
            stage = make_stage(SYSTEM.operations[name]).settle().prepare()
            stage.service = other
            step = outside(stage.operation)[0]
            if fails:
                fail(stage, step["action"], status=500)
            return stage, step

        for _ in range(FAILURES):
            stage, step = call(fails=True)
            effects.check_failure(stage.send(), failure_of(step, "500"))
            assert 1 <= calls(stage, step) <= attempts
        stage, step = call(fails=False)
        effects.check_failure(stage.send(), failure_of(step, "CIRCUIT_OPEN"))
        assert calls(stage, step) == 0, "it was asked all the same"
        time.sleep(RECOVERY + 0.5)
        stage, step = call(fails=False)
        effects.check_success(stage, stage.send())
        assert calls(stage, step) == 1


@pytest.mark.parametrize(("integration", "name"), protected("rate"))
def test_rate(
    integration: str, name: str, state: dict[str, Any], service: Service, make_stage: MakeStage
) -> None:
    """One call more than allowed waits for its turn, or is refused."""
    rate = SYSTEM.integrations[integration]["rate"]
    with serving(state, service, integration, RATE_REQUESTS="2") as other:
        began = time.monotonic()
        for number in range(3):
            stage = make_stage(SYSTEM.operations[name]).settle().prepare()
            stage.service = other
            step = outside(stage.operation)[0]
            answer = stage.send()
            if number < 2:
                effects.check_success(stage, answer)
        waited = time.monotonic() - began
        if answer.is_success:
            assert waited >= rate["per_seconds"] - 1, "it did not wait"
        else:
            effects.check_failure(answer, failure_of(step, "RATE_LIMITED"))
            assert calls(stage, step) == 0, "it was asked all the same"
