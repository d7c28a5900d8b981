"""How often something is tried again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retries:
    """How often to try at most, and how many seconds to wait before the second try."""

    attempts: int = 1
    pause: float = 0.0
    longest: float | None = None
    jitter: bool = False

    def pauses(self) -> Iterator[float]:
        """The pause before each further try: twice as long each time, as far as that goes."""
        for number in range(self.attempts - 1):
            pause = self.pause * 2**number
            if self.longest is not None:
                pause = min(pause, self.longest)
            yield random.uniform(pause / 2, pause) if self.jitter else pause
