"""What routes need of the service, and how they read what is sent."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeAlias, cast

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from ..app.services import Services
from ..domain.types import read_json

Handler: TypeAlias = Callable[[Request], Coroutine[Any, Any, Response]]


def services_of(request: Request) -> Services:
    """The parts of the service that answers a request."""
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]
"""The parts of the service."""


class ExactRequest(Request):
    """A request whose numbers keep all of their digits."""

    async def json(self) -> Any:
        """The body."""
        return read_json(await self.body())


def exact(request: Request) -> ExactRequest:
    """The same request, with its numbers as they are written."""
    if isinstance(request, ExactRequest):
        return request
    return ExactRequest(request.scope, request.receive)


class ExactRoute(APIRoute):
    """A route that reads numbers as they are written."""

    def get_route_handler(self) -> Handler:
        """What answers a request."""
        handler = super().get_route_handler()

        async def read(request: Request) -> Response:
            return await handler(exact(request))

        return read
