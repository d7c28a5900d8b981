"""What goes wrong with other systems."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..domain.fault import ServiceError

log = logging.getLogger(__name__)


class IntegrationError(Exception):
    """Another system did not answer, refused, or answered what nobody understands.

    `reasons` are the status and the codes that it gave; `TIMEOUT`, `UNREACHABLE`, `CIRCUIT_OPEN`
    and `RATE_LIMITED` where it gave none. After an outage the next call may fail as well.
    """

    def __init__(self, message: str, *reasons: str, is_outage: bool = True) -> None:
        super().__init__(message)
        self.reasons = reasons
        self.is_outage = is_outage


@contextmanager
def failing_as(
    error: type[ServiceError], reasons: Mapping[str, type[ServiceError]] | None = None
) -> Iterator[None]:
    """A step whose failure the caller is told as `error`, or as what one of the reasons says."""
    try:
        yield
    except IntegrationError as cause:
        known = [(reasons or {})[reason] for reason in cause.reasons if reason in (reasons or {})]
        told = known[0] if known else error
        log.warning("integration failed", extra={"error": told.id, "cause": str(cause)})
        raise told from cause
