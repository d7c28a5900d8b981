"""What all errors of the service have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class ServiceError(Exception):
    """An error that the caller is told of."""

    id: ClassVar[str]
    code: ClassVar[str]
    status: ClassVar[int]
    message: str

    def __init__(
        self, message: str | None = None, *, details: Mapping[str, Any] | None = None
    ) -> None:
        self.message = message if message is not None else type(self).message
        self.details = dict(details) if details is not None else None
        super().__init__(self.message)
