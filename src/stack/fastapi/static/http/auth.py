"""Bearer tokens: who calls."""

from __future__ import annotations

import json
import logging
from typing import Any

import anyio.to_thread
import jwt
from pydantic import ValidationError
from starlette.requests import HTTPConnection

from ..domain.errors import Unavailable
from ..policy.actor import Actor
from ..settings import Settings

log = logging.getLogger(__name__)

SHORTEST_SECRET = 32
"""How many bytes a secret for HS256 has at least (RFC 7518, 3.2)."""

ASYMMETRIC = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]

NO_KEYS = (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError, json.JSONDecodeError)
"""What goes wrong where the identity provider is away, or answers with no set of keys."""


class NotAuthenticatedError(Exception):
    """Nobody who is known has called."""


class Authenticator:
    """Tells the caller of a request by the bearer token in it.

    With `AUTH_JWKS_URL` the keys of the identity provider decide, else the shared secret
    `AUTH_SECRET` (HS256). Without either the service does not start.
    """

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.auth_issuer
        self._audience = settings.auth_audience
        self._jwks: jwt.PyJWKClient | None = None
        self._secret: str | None = None
        if settings.auth_jwks_url is not None:
            self._jwks = jwt.PyJWKClient(settings.auth_jwks_url, cache_keys=True, timeout=5)
        elif settings.auth_secret is not None:
            self._secret = settings.auth_secret.get_secret_value()
            if len(self._secret.encode()) < SHORTEST_SECRET:
                raise RuntimeError(f"AUTH_SECRET needs at least {SHORTEST_SECRET} bytes")
        else:
            raise RuntimeError("set AUTH_SECRET or AUTH_JWKS_URL")

    async def actor_of(self, connection: HTTPConnection) -> Actor:
        """The caller, or `NotAuthenticatedError`; `Unavailable` where nobody can tell."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthenticatedError
        try:
            return Actor.from_claims(await self._claims(token.strip()))
        except (jwt.PyJWTError, ValidationError) as error:
            log.info("token refused", extra={"cause": type(error).__name__})
            raise NotAuthenticatedError from error

    async def _claims(self, token: str) -> dict[str, Any]:
        if self._jwks is not None:
            # The keys may have to be fetched first.
            try:
                key = await anyio.to_thread.run_sync(self._jwks.get_signing_key_from_jwt, token)
            except NO_KEYS as error:
                log.warning("the identity provider gives no keys", extra={"cause": repr(error)})
                raise Unavailable from error
            return self._decode(token, key, ASYMMETRIC)
        return self._decode(token, self._secret or "", ["HS256"])

    def _decode(self, token: str, key: jwt.PyJWK | str, algorithms: list[str]) -> dict[str, Any]:
        return jwt.decode(
            token,
            key,
            algorithms=algorithms,
            issuer=self._issuer,
            audience=self._audience,
            leeway=5,
            options={"require": ["sub", "exp"], "verify_aud": self._audience is not None},
        )
