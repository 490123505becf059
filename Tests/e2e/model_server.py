"""The bundled model server as a real process, and what is needed to watch it from outside."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from ports import free_port  # noqa: E402,F401

PYTHON = Path(os.environ.get("PLANB_MODEL_PYTHON", ROOT / ".planb/venv/bin/python"))


def command(port: int, *more: str) -> list[str]:
    return [str(PYTHON), str(ROOT / "scripts/model-server"), "--model", "bundled:smollm2", "--port", str(port), *more]


@contextmanager
def running(arguments: list[str], **options):
    """A process with a pipe as its standard input, killed at the end whatever happened."""
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, **options)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def eventually(condition, seconds: float = 60):
    """The first true result of the condition; the time limit is only there to end a test that has failed."""
    limit = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < limit, f"not within {seconds} seconds: {condition.__name__}"
        time.sleep(0.01)
    return result


def call(port: int, path: str, body: dict | None = None, headers: dict | None = None):
    """The status, headers and text of an answer; None for all three while nobody listens."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()
    except OSError:
        return None, None, None


def wait_until_loaded(port: int) -> set[int]:
    """Waits until the model answers; returns the statuses of /health seen on the way."""
    seen = set()

    def loaded():
        status = call(port, "/health")[0]
        seen.add(status)
        return status == 200

    eventually(loaded)
    return seen - {None}


def processes_with(argument: str) -> list[int]:
    """The living processes that have this argument in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if argument.encode() in arguments:
            found.append(int(entry.name))
    return found
