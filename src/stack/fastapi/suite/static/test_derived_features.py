"""Features: while one is switched off, what needs it is refused.

These tests start a service of their own beside the one that is tried, on the same parts.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import dev
from dev import service as own
from dev.process import stop

from .support import effects
from .support.outcome import NotExecutable
from .support.service import Service
from .support.stage import MakeStage
from .support.system import SYSTEM

PARTS = json.loads((Path(dev.__file__).parent / "parts.json").read_text())


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
    if not state.get("environment"):
        raise NotExecutable("the parts are not ours")
    features = {name: "false" for name in state["environment"] if name.startswith("FEATURE_")}
    part, url = own.run(
        PARTS["package"], {**state["environment"], **features}, name="service-plain"
    )
    yield replace(service, url=url)
    stop(part)


@pytest.mark.parametrize(("name", "place"), needed())
def test_switched_off(name: str, place: int, plain: Service, make_stage: MakeStage) -> None:
    """Where the feature is off, the call is refused as declared, and nothing is done."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.service = plain
    requirement = stage.operation["phases"]["requirements"][place]
    effects.check_failure(stage.send(), requirement["failure"])
    effects.check_nothing(stage)
