"""Keeps us from calling other systems too often, and those that do not answer at all.

What is counted here is counted for one process.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass

from .failure import IntegrationError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls in how many seconds."""

    requests: int
    per_seconds: float


@dataclass(frozen=True, slots=True)
class Breaker:
    """After how many failures in a row nobody is called, and for how many seconds."""

    failures: int
    recovery_seconds: float


class Protection:
    """Stands around every call of one other system."""

    def __init__(
        self,
        *,
        rate: Rate | None = None,
        breaker: Breaker | None = None,
        watch: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._watch = watch
        self._rate = rate
        self._breaker = breaker
        self._calls: deque[float] = deque()
        self._failures = 0
        self._closed_until = 0.0

    @asynccontextmanager
    async def around(self, patience: float) -> AsyncIterator[None]:
        """Let a call through; it waits for its turn no longer than `patience`."""
        await self._turn(patience)
        self._look()
        try:
            with self._watch():
                yield
        except IntegrationError as error:
            self._note(is_outage=error.is_outage)
            raise
        except BaseException:
            # Whoever was not waited for has not answered.
            self._note(is_outage=True)
            raise
        self._note(is_outage=False)

    async def _turn(self, patience: float) -> None:
        """Wait until one more call is allowed."""
        if self._rate is None:
            return
        end = time.monotonic() + patience
        while True:
            now = time.monotonic()
            while self._calls and self._calls[0] <= now - self._rate.per_seconds:
                self._calls.popleft()
            if len(self._calls) < self._rate.requests:
                self._calls.append(now)
                return
            pause = self._calls[0] + self._rate.per_seconds - now
            if now + pause > end:
                raise IntegrationError("too many calls", "RATE_LIMITED", is_outage=False)
            await asyncio.sleep(pause)

    def _look(self) -> None:
        """Refuse while nobody is to be called; once that is over, one call may try."""
        if self._breaker is None or self._failures < self._breaker.failures:
            return
        now = time.monotonic()
        if now < self._closed_until:
            raise IntegrationError("left alone after failures", "CIRCUIT_OPEN", is_outage=False)
        self._closed_until = now + self._breaker.recovery_seconds

    def _note(self, *, is_outage: bool) -> None:
        """Remember how a call went."""
        if self._breaker is None:
            return
        if not is_outage:
            self._failures = 0
            return
        self._failures += 1
        if self._failures == self._breaker.failures:
            log.warning("left alone", extra={"seconds": self._breaker.recovery_seconds})
        if self._failures >= self._breaker.failures:
            self._closed_until = time.monotonic() + self._breaker.recovery_seconds
