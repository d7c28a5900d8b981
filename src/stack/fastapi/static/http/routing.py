"""What routes need of the service."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from ..app.services import Services


def services_of(request: Request) -> Services:
    """The parts of the service that answers a request."""
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]
"""The parts of the service."""
