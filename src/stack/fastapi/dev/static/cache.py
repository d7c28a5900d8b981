"""Redis: the server of the system, or one written in Python that speaks as it does.

As a program it is the latter: `python -m dev.cache --port PORT`.
"""

import argparse
import importlib
import shutil
import sys

from .process import LOCAL, free_port, is_listening, start, wait_for
from .state import Part


def run() -> tuple[Part, str]:
    """Start a server with nothing in it; answer with it and its address."""
    port = free_port()
    if binary := shutil.which("redis-server"):
        command = [binary, "--bind", LOCAL, "--port", str(port), "--save", "", "--appendonly", "no"]
    else:
        command = [sys.executable, "-m", "dev.cache", "--port", str(port)]
    url = f"redis://{LOCAL}:{port}/0"
    part = start("redis", command, url)
    wait_for(part, lambda: is_listening(port))
    return part, url


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    # Only where something is kept for a while it is installed.
    server = importlib.import_module("fakeredis").TcpFakeServer
    server((LOCAL, given.port), server_type="redis").serve_forever()


if __name__ == "__main__":
    main()
