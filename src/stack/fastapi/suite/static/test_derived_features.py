"""Features: while one is switched off, what needs it is refused.

These tests start a service of their own beside the one that is tried, on the same parts.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from .support import effects
from .support.beside import beside, environment
from .support.service import Service
from .support.stage import MakeStage
from .support.system import SYSTEM


def needed() -> list[tuple[str, int]]:
    """Operations that ask for a feature."""
    return [
        (operation["name"], place)
        for operation in SYSTEM.reachable()
        for place, requirement in enumerate(operation["phases"]["requirements"])
        if requirement["check"]["is"] == "feature"
    ]


@pytest.fixture(scope="module")
def plain(state: dict[str, Any], service: Service) -> Iterator[Service]:
    """A service in which no feature is on."""
    features = {name: "false" for name in environment(state) if name.startswith("FEATURE_")}
    with beside(state, service, "service-plain", **features) as other:
        yield other


@pytest.mark.parametrize(("name", "place"), needed())
def test_switched_off(name: str, place: int, plain: Service, make_stage: MakeStage) -> None:
    """Where the feature is off, the call is refused as declared, and nothing is done."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.service = plain
    requirement = stage.operation["phases"]["requirements"][place]
    effects.check_failure(stage.send(), requirement["failure"])
    effects.check_nothing(stage)
