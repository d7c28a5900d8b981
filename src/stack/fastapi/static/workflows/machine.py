"""State machines: which operation moves a row from where to where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from ..domain.fault import ServiceError

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

    def next(self, state: S, operation: str, when: When, error: type[ServiceError]) -> S:
        """The state that follows; `error` where nothing leads on from here."""
        following = self.transitions.get((state, operation, when))
        if following is None:
            raise error
        return following
