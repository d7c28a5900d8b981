"""Objects in S3."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import anyio.to_thread
import boto3
from botocore.client import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    ReadTimeoutError,
)

from ..app.retries import Retries
from .failure import IntegrationError
from .protection import Protection
from .timeouts import Timeouts, left

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MAX_PRESIGN_SECONDS = 604_800


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where objects are kept, and how they are encrypted at rest."""

    name: str
    encryption: Literal["AES256", "aws:kms"] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An address of an object, and the moment from which on it does not work any more."""

    url: str
    expires_at: dt.datetime


class ObjectStore:
    """Puts, deletes and links objects; boto3 works in threads."""

    def __init__(
        self,
        *,
        region: str,
        access_key_id: str,
        secret_access_key: str,
        endpoint_url: str | None,
        timeouts: Timeouts,
        retries: Retries | None = None,
        protection: Protection | None = None,
    ) -> None:
        self._total = timeouts.total
        self._protection = protection or Protection()
        attempts = retries.attempts if retries is not None else 2
        config = Config(
            signature_version="s3v4",
            connect_timeout=timeouts.connect,
            read_timeout=timeouts.read,
            retries={"total_max_attempts": attempts, "mode": "standard"},
            # Buckets of a custom endpoint have no host names of their own.
            s3={"addressing_style": "path" if endpoint_url else "auto"},
        )
        self._client: S3Client = boto3.client(
            "s3",
            region_name=region,
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret_access_key,
            endpoint_url=endpoint_url,
            config=config,
        )

    async def put(self, bucket: Bucket, key: str, body: bytes, content_type: str) -> None:
        """Store an object."""
        extra: dict[str, Any] = {}
        if bucket.encryption is not None:
            extra["ServerSideEncryption"] = bucket.encryption
        await self._run(
            partial(
                self._client.put_object,
                Bucket=bucket.name,
                Key=key,
                Body=body,
                ContentType=content_type,
                **extra,
            )
        )

    async def delete(self, bucket: Bucket, key: str) -> None:
        """Remove an object; one that is not there is removed as well."""
        await self._run(partial(self._client.delete_object, Bucket=bucket.name, Key=key))

    async def get(self, bucket: Bucket, key: str) -> bytes:
        """The content of an object."""

        def read() -> bytes:
            return self._client.get_object(Bucket=bucket.name, Key=key)["Body"].read()

        content: bytes = await self._run(partial(read))
        return content

    async def presign(self, bucket: Bucket, key: str, seconds: int) -> Link:
        """A link to an object that works for `seconds`."""
        seconds = min(seconds, MAX_PRESIGN_SECONDS)
        expires_at = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(seconds=seconds)
        url = await self._run(
            partial(
                self._client.generate_presigned_url,
                "get_object",
                Params={"Bucket": bucket.name, "Key": key},
                ExpiresIn=seconds,
            )
        )
        return Link(str(url), expires_at)

    async def close(self) -> None:
        """Close what is open."""
        await anyio.to_thread.run_sync(self._client.close)

    async def _run(self, call: partial[Any]) -> Any:
        patience = left(self._total)
        async with self._protection.around(patience):
            try:
                async with asyncio.timeout(patience):
                    return await anyio.to_thread.run_sync(call, abandon_on_cancel=True)
            except ClientError as error:
                raise _refusal(error) from error
            except TimeoutError as error:
                raise IntegrationError("s3: no answer in time", "TIMEOUT") from error
            except (ConnectTimeoutError, ReadTimeoutError) as error:
                raise IntegrationError(f"s3: {error}", "TIMEOUT") from error
            except BotoCoreError as error:
                raise IntegrationError(f"s3: {error}", "UNREACHABLE") from error


def _refusal(error: ClientError) -> IntegrationError:
    """What the store has answered, by its code and its status."""
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    code = error.response["Error"].get("Code", "")
    return IntegrationError(f"s3: {error}", code, str(status), is_outage=status >= 500)
