"""Processes: started with a log, known by process id and time of birth, waited for, ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .state import FOLDER, ROOT, Part

LOCAL = "127.0.0.1"


class PartFailed(Exception):
    """A part could not be started; the text says which and why."""


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind((LOCAL, 0))
        port: int = listener.getsockname()[1]
        return port


def born(pid: int) -> str:
    """When a process was started, or nothing if there is none (or only its remains)."""
    try:
        # The name of the program stands in brackets and may itself hold anything.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        if Path("/proc/self/stat").exists():
            return ""
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def is_running(part: Part) -> bool:
    """Whether the very process that was started is still there."""
    return part.born != "" and born(part.pid) == part.born


def tail(log: str, lines: int = 15) -> str:
    """The last lines of a log, set in."""
    try:
        text = Path(log).read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join("    " + line for line in text.splitlines()[-lines:])


def start(
    name: str,
    command: Sequence[str],
    address: str,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    user: int | None = None,
    group: int | None = None,
) -> Part:
    """Start a process in the background, in a session of its own, with its output in a log."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    log = FOLDER / f"{name}.log"
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=None if environment is None else dict(environment),
                start_new_session=True,
                user=user,
                group=group,
                extra_groups=None if user is None else [],
            )
        except OSError as error:
            raise PartFailed(f"{name} cannot be started: {error}") from error
    # Not waited for: it outlives us.
    process.returncode = 0
    return Part(name, process.pid, born(process.pid), str(log), address)


def wait_for(part: Part, answers: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until a part answers; if it does not, say what its log says."""
    end = time.monotonic() + seconds
    while not answers():
        gone = not is_running(part)
        if gone or time.monotonic() > end:
            stop(part)
            reason = "ended at once" if gone else f"does not answer after {seconds:.0f} seconds"
            raise PartFailed(f"{part.name} {reason}; its log ends\n{tail(part.log)}")
        time.sleep(0.05)


def is_listening(port: int) -> bool:
    """Whether somebody accepts connections on a port of this machine."""
    try:
        with socket.create_connection((LOCAL, port), timeout=1):
            return True
    except OSError:
        return False


def stop(part: Part, how: signal.Signals = signal.SIGTERM, patience: float = 8) -> None:
    """End exactly the process that was started; by force if it does not go by itself."""
    for sign in (how, signal.SIGKILL):
        if not is_running(part):
            return
        try:
            os.kill(part.pid, sign)
        except ProcessLookupError:
            return
        end = time.monotonic() + patience
        while is_running(part) and time.monotonic() < end:
            _reap(part.pid)
            time.sleep(0.02)


def _reap(pid: int) -> None:
    """Take leave of a child of ours, so that nothing remains of it."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
