"""The service under test: requests, and the tokens that callers show."""

import time
from dataclasses import dataclass
from typing import Any

import httpx
import jwt


@dataclass
class Service:
    """Where it is, and the secret that it trusts."""

    url: str
    auth_secret: str
    client: httpx.Client

    def token(self, claims: dict[str, Any], *, seconds: int = 600) -> str:
        """A token for a caller; one that has run out, for negative seconds."""
        content = {**claims, "exp": int(time.time()) + seconds}
        return jwt.encode(content, self.auth_secret, algorithm="HS256")

    def send(
        self,
        method: str,
        path: str,
        token: str | None,
        query: dict[str, Any],
        body: dict[str, Any] | None,
    ) -> httpx.Response:
        """Send one request."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return self.client.request(
            method, self.url + path, headers=headers, params=query, json=body
        )
