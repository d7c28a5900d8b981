"""How long other systems may take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_end: ContextVar[float | None] = ContextVar("end", default=None)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds."""

    connect: float
    read: float
    total: float


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All calls of other systems in here may take so long together."""
    token = _end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def left(seconds: float) -> float:
    """How long a call may take that may take `seconds` for itself."""
    end = _end.get()
    return seconds if end is None else max(0.0, min(seconds, end - time.monotonic()))
