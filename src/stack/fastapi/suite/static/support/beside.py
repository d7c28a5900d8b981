"""Services of our own beside the one that is tried, on the same parts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dev
from dev import service as own
from dev.process import stop

from .outcome import NotExecutable
from .service import Service

PARTS = json.loads((Path(dev.__file__).parent / "parts.json").read_text())


def environment(state: dict[str, Any], **changed: str) -> dict[str, str]:
    """What a service of our own is started with."""
    if not state.get("environment"):
        raise NotExecutable("the parts are not ours")
    return {**state["environment"], **changed}


@contextmanager
def beside(state: dict[str, Any], service: Service, name: str, **changed: str) -> Iterator[Service]:
    """A service with other settings, as long as it is needed."""
    part, url = own.run(PARTS["package"], environment(state, **changed), name=name)
    try:
        yield replace(service, url=url)
    finally:
        stop(part)
