"""The service itself: its environment, its migrations, its process."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping

from .process import LOCAL, PartFailed, free_port, start, wait_for
from .state import ROOT, Part


def migrate(package: str, environment: Mapping[str, str]) -> None:
    """Bring the database to the form that the code expects."""
    done = subprocess.run(
        [sys.executable, "-m", f"{package}.gen.migrate"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    if done.returncode != 0:
        raise PartFailed(f"the migrations fail:\n{(done.stdout + done.stderr).strip()}")


def run(
    package: str, environment: Mapping[str, str], port: int = 0, name: str = "service"
) -> tuple[Part, str]:
    """Start the service; answer with it and its address."""
    port = port or free_port()
    url = f"http://{LOCAL}:{port}"
    part = start(
        name,
        [
            *(sys.executable, "-m", "uvicorn", "--factory", f"{package}.main:create_app"),
            *("--host", LOCAL, "--port", str(port)),
        ],
        url,
        environment={**os.environ, **environment},
    )
    wait_for(part, lambda: is_healthy(url))
    return part, url


def is_healthy(url: str) -> bool:
    """Whether the service says that it is well."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
