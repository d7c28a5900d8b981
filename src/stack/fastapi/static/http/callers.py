"""Routes that know their caller before anything of the request is read."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, cast

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from ..domain.fault import ServiceError
from ..policy.actor import Actor
from .auth import NotAuthenticatedError
from .routing import services_of


def _actor(request: Request) -> Actor:
    return cast(Actor, request.state.actor)


ActorDep = Annotated[Actor, Depends(_actor)]
"""The caller."""


def known_callers(refusal: type[ServiceError]) -> type[APIRoute]:
    """A kind of route for callers with a token; all others are told `refusal`.

    The token is looked at before path, query and body are read: somebody unknown learns
    nothing about what a request may contain, and cannot make the service read a large body.
    """

    class AuthenticatedRoute(APIRoute):
        """A route for callers with a token."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handler = super().get_route_handler()

            async def authenticated(request: Request) -> Response:
                services = services_of(request)
                try:
                    request.state.actor = await services.authenticator.actor_of(request)
                except NotAuthenticatedError as error:
                    raise refusal from error
                return await handler(request)

            return authenticated

    return AuthenticatedRoute
