"""The scenarios of the contract, acted on the running service."""

import pytest

from .support.play import perform
from .support.stage import MakeStage
from .support.system import SYSTEM


@pytest.mark.parametrize("name", SYSTEM.scenarios)
def test_scenario(name: str, make_stage: MakeStage) -> None:
    """Arranged in the database, acted over HTTP, looked at everywhere."""
    perform(SYSTEM.scenarios[name], make_stage)
