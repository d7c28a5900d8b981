"""How often something may be done in a stretch of time that moves along."""

from __future__ import annotations

import time
from collections import deque

MANY = 10_000
"""When so many are counted, those are forgotten who have not come for long."""


class Window:
    """Counts for each key what was done in the last seconds; for one process."""

    def __init__(self, requests: int, seconds: float) -> None:
        self._requests = requests
        self._seconds = seconds
        self._seen: dict[str, deque[float]] = {}

    def wait(self, key: str) -> float:
        """Count once more, or tell after how many seconds that will be allowed."""
        now = time.monotonic()
        if key not in self._seen and len(self._seen) >= MANY:
            self._forget(now)
        seen = self._seen.setdefault(key, deque())
        while seen and seen[0] <= now - self._seconds:
            seen.popleft()
        if len(seen) < self._requests:
            seen.append(now)
            return 0.0
        return seen[0] + self._seconds - now if seen else self._seconds

    def _forget(self, now: float) -> None:
        gone = [key for key, seen in self._seen.items() if seen[-1] <= now - self._seconds]
        for key in gone:
            del self._seen[key]
