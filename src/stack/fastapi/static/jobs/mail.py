"""Mail that nobody waits for."""

from __future__ import annotations

from typing import Any, ClassVar

from .writer import Job


class Mail(Job):
    """A mail made from a template."""

    JOB: ClassVar[str] = "mail"

    provider: str
    to: str
    template: str
    values: dict[str, Any]
