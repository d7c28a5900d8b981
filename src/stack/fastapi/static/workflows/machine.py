"""State machines: which operation moves a row from where to where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=str)


class When(StrEnum):
    """At which point of an operation a row moves."""

    CALLED = "called"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Workflow(Generic[S]):
    """The transitions of one kind of row; what is not in the table is not allowed."""

    initial: S
    transitions: Mapping[tuple[S, str, When], S]

    def next(self, state: S, operation: str, when: When) -> S | None:
        """The state that follows, or nothing where there is none."""
        return self.transitions.get((state, operation, when))
