"""Routes that know their caller before anything of the request is read."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request, Response

from ..domain.fault import ServiceError
from ..policy.actor import Actor
from .auth import NotAuthenticatedError
from .routing import ExactRoute, Handler, services_of


def _actor(request: Request) -> Actor:
    return cast(Actor, request.state.actor)


ActorDep = Annotated[Actor, Depends(_actor)]
"""The caller."""


def known_callers(refusal: type[ServiceError]) -> type[ExactRoute]:
    """A kind of route for callers with a token; all others are told `refusal`.

    The token is looked at before path, query and body are read: somebody unknown learns
    nothing about what a request may contain, and cannot make the service read a large body.
    """

    class AuthenticatedRoute(ExactRoute):
        """A route for callers with a token."""

        def get_route_handler(self) -> Handler:
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
