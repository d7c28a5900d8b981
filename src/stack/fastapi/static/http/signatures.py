"""Signatures of bodies: how systems know each other."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response

from ..domain.fault import ServiceError
from ..settings import Settings
from .routing import ExactRoute, Handler, exact, services_of

DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


def sign(body: bytes, secret: str, digest: str) -> str:
    """The signature of a body, in hexadecimal digits."""
    return hmac.new(secret.encode(), body, DIGESTS[digest]).hexdigest()


def is_signed(body: bytes, given: str, secret: str, digest: str) -> bool:
    """Whether a signature is the one of the body; how long that takes tells nothing.

    The name of the digest may stand before the digits, as in `sha256=...`.
    """
    digits = given.strip().removeprefix(f"{digest}=").lower()
    return hmac.compare_digest(digits.encode(), sign(body, secret, digest).encode())


@dataclass(frozen=True, slots=True)
class Sender:
    """Another system that calls: how it signs, and as whom it acts."""

    header: str
    digest: str
    secret: Callable[[Settings], str]
    actor: object = None


def signed_by(
    sender: Sender, refusal: type[ServiceError], base: type[ExactRoute] = ExactRoute
) -> type[ExactRoute]:
    """A kind of route for requests that `sender` has signed; all others are told `refusal`.

    The signature is looked at before anything of the request is read, over its body as it came.
    """

    class SignedRoute(base):  # type: ignore[misc, valid-type]
        """A route for signed requests."""

        def get_route_handler(self) -> Handler:
            handler: Handler = super().get_route_handler()

            async def checked(request: Request) -> Response:
                request = exact(request)
                secret = sender.secret(services_of(request).settings)
                given = request.headers.get(sender.header, "")
                if not is_signed(await request.body(), given, secret, sender.digest):
                    raise refusal
                if sender.actor is not None:
                    request.state.actor = sender.actor
                return await handler(request)

            return checked

    return SignedRoute
