"""The service under test: requests, and the tokens that callers show."""

import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from .outcome import NotExecutable
from .system import Node


@dataclass
class Service:
    """Where it is, and the secret that it trusts."""

    url: str
    auth_secret: str
    client: httpx.Client
    secrets: dict[str, str] = field(default_factory=dict)
    """What other systems sign with, by the names of secrets."""

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
        sender: Node | None = None,
    ) -> httpx.Response:
        """Send one request; as another system, if one is named."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        if sender is not None:
            headers |= self.signature(sender, content or b"")
        return self.client.request(
            method, self.url + path, headers=headers, params=query, content=content
        )

    def signature(self, sender: Node, content: bytes) -> dict[str, str]:
        """The header by which another system is known."""
        signature = sender["signature"]
        return {signature["header"]: self.digits(signature, content)}

    def digits(self, signature: Node, content: bytes) -> str:
        """The signature of a body."""
        key = self.secrets.get(signature["secret"])
        if key is None:
            raise NotExecutable(f"the secret `{signature['secret']}` is not known")
        return hmac.new(key.encode(), content, signature["digest"]).hexdigest()
