"""The parts around the service: mail server, object stores, stand-ins. Faults are bound to a test.

Without parts of our own (`--base-url` of a foreign service) what needs them is not executable.
"""

import importlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config
from botocore.exceptions import ClientError

from . import samples
from .outcome import NotExecutable


@dataclass
class Parts:
    """What `python -m dev up` has written down."""

    mail: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    stand_ins: dict[str, Any] = field(default_factory=dict)
    caches: dict[str, str] = field(default_factory=dict)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10))

    def mails(self, to: str) -> list[dict[str, Any]]:
        """What was sent to somebody."""
        found = self.client.get(f"{self._mailbox()}/__mails", params={"to": to})
        mails: list[dict[str, Any]] = found.json()
        return mails

    def fail_mail(self, to: str, *, code: int = 550, delay_ms: int = 0) -> None:
        """Let mail to somebody fail, or hang."""
        fault = {"to": to, "code": code, "delay_ms": delay_ms}
        self.client.put(f"{self._mailbox()}/__control", json=fault).raise_for_status()

    def mend_mail(self, to: str) -> None:
        """Let mail to somebody arrive again."""
        url = f"{self._mailbox()}/__control"
        self.client.delete(url, params={"to": to}).raise_for_status()

    def ask(self, integration: str, operation: str, match: dict[str, Any], **wish: Any) -> None:
        """Let a stand-in answer calls with these inputs in a certain way."""
        wish |= {"operation": operation, "match": match}
        url = f"{self._stand_in(integration)}/__control"
        content = json.dumps(wish, default=samples.encoded)
        self.client.put(url, content=content).raise_for_status()

    def calls(self, integration: str, operation: str) -> list[dict[str, Any]]:
        """The inputs that a stand-in was called with."""
        calls = self.client.get(f"{self._stand_in(integration)}/__calls").json()
        return [call["inputs"] for call in calls if call["operation"] == operation]

    def mend(self, integration: str) -> None:
        """Let a stand-in answer as usual again."""
        self.client.delete(f"{self._stand_in(integration)}/__control").raise_for_status()

    def received(self, webhook: str) -> list[dict[str, Any]]:
        """What the receiver of a webhook was sent: inputs, headers and body."""
        found = self.client.get(f"{self._stand_in(webhook)}/__calls")
        calls: list[dict[str, Any]] = found.json()
        return calls

    def fail_objects(
        self, integration: str, key: str, *, status: int = 503, delay_ms: int = 0
    ) -> None:
        """Let the store fail for keys that contain a text."""
        fault = {"match": key, "status": status, "delay_ms": delay_ms}
        url = f"{self._store(integration)['control_url']}/__control"
        self.client.put(url, json=fault).raise_for_status()

    def mend_objects(self, integration: str, key: str) -> None:
        """Let the store work again for keys that contain a text."""
        url = f"{self._store(integration)['control_url']}/__control"
        self.client.delete(url, params={"match": key}).raise_for_status()

    def put_object(self, integration: str, bucket: str, key: str, content: bytes) -> None:
        """Put something into a bucket."""
        self._objects(integration).put_object(Bucket=bucket, Key=key, Body=content)

    def get_object(self, integration: str, bucket: str, key: str) -> bytes | None:
        """What a bucket holds under a key, if anything."""
        try:
            found = self._objects(integration).get_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return None
            raise
        content: bytes = found["Body"].read()
        return content

    def keys(self, integration: str, bucket: str, start: str) -> list[str]:
        """The keys in a bucket that begin with a text."""
        found = self._objects(integration).list_objects_v2(Bucket=bucket, Prefix=start)
        return [one["Key"] for one in found.get("Contents", [])]

    def cache(self, name: str) -> Any:
        """A Redis in which something is kept for a while."""
        if name not in self.caches:
            raise NotExecutable(f"there is no Redis of ours for `{name}`")
        # Only where something is kept for a while it is installed.
        return importlib.import_module("redis").from_url(self.caches[name], decode_responses=True)

    def forget_kept(self, cache: str, key: str) -> None:
        """Forget what is kept under a key, if there is anything of ours."""
        if cache in self.caches:
            self.cache(cache).incr(f"{key}:number")

    def _mailbox(self) -> str:
        if not self.mail:
            raise NotExecutable("there is no mail server of ours")
        url: str = self.mail["control_url"]
        return url

    def _stand_in(self, integration: str) -> str:
        if integration not in self.stand_ins:
            raise NotExecutable(f"there is no stand-in of ours for `{integration}`")
        url: str = self.stand_ins[integration]["control_url"]
        return url

    def _store(self, integration: str) -> dict[str, Any]:
        if integration not in self.objects:
            raise NotExecutable(f"there is no object store of ours for `{integration}`")
        store: dict[str, Any] = self.objects[integration]
        return store

    def _objects(self, integration: str) -> Any:
        store = self._store(integration)
        if "client" not in store:
            store["client"] = boto3.client(
                "s3",
                endpoint_url=store["endpoint_url"],
                region_name=store["region"],
                aws_access_key_id=store["access_key"],
                aws_secret_access_key=store["secret_key"],
                config=Config(s3={"addressing_style": "path"}),
            )
        return store["client"]


def read(file: Path) -> dict[str, Any]:
    """The state of the development environment; empty if it is not up."""
    try:
        state: dict[str, Any] = json.loads(file.read_text())
    except FileNotFoundError:
        return {}
    return state
