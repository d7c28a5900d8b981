"""Watches what is done: how often, how long, how it ends."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from opentelemetry import trace
from prometheus_client import Counter, Histogram

log = logging.getLogger(__name__)
tracer = trace.get_tracer(__name__)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched of one part; what is not named is not."""

    name: str
    count: Counter | None = None
    errors: Counter | None = None
    latency: Histogram | None = None
    traced: bool = False

    def note(self, **values: object) -> None:
        """Write a line into the log."""
        log.info(self.name, extra=values)


@contextmanager
def watching(*watches: Watch) -> Iterator[None]:
    """What is done in here is counted and measured, and followed where that is wanted."""
    began = time.perf_counter()
    with ExitStack() as stack:
        for own in watches:
            if own.traced:
                stack.enter_context(tracer.start_as_current_span(own.name))
        try:
            yield
        except Exception:
            for own in watches:
                if own.errors is not None:
                    own.errors.inc()
            raise
        finally:
            took = (time.perf_counter() - began) * 1000
            for own in watches:
                if own.count is not None:
                    own.count.inc()
                if own.latency is not None:
                    own.latency.observe(took)
