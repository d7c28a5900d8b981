"""An object store that checks signatures: `contract parts s3`, or `s3s-fs`."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import boto3
from botocore.config import Config

from .process import LOCAL, PartFailed, free_port, is_listening, start, wait_for
from .state import Part


def run(data: Path, access_key: str, secret_key: str) -> tuple[Part, str]:
    """Start a store over an empty folder; answer with it and its address."""
    folder = data / "objects"
    folder.mkdir()
    port = free_port()
    keys = ["--port", str(port), "--access-key", access_key, "--secret-key", secret_key]
    if binary := os.environ.get("CONTRACT_BIN") or shutil.which("contract"):
        command = [binary, "parts", "s3", *keys, str(folder)]
    elif binary := shutil.which("s3s-fs"):
        command = [binary, "--host", LOCAL, *keys, str(folder)]
    else:
        raise PartFailed(
            "no object store: set CONTRACT_BIN to the program `contract`, or put it into the PATH"
        )
    part = start("objects", command, f"http://{LOCAL}:{port}")
    wait_for(part, lambda: is_listening(port))
    return part, f"http://{LOCAL}:{port}"


def create_buckets(
    endpoint: str, access_key: str, secret_key: str, region: str, buckets: Iterable[str]
) -> None:
    """Create the buckets that are not there yet."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2}),
    )
    present = {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}
    for bucket in buckets:
        if bucket not in present:
            client.create_bucket(Bucket=bucket)
