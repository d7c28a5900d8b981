"""Notifications: what somebody is told, by a way that hand-written code knows."""

from __future__ import annotations

from typing import Any, ClassVar

from .writer import Job


class Notification(Job):
    """What somebody is told."""

    JOB: ClassVar[str] = "notification"

    channel: str
    message: str
    values: dict[str, Any]
