"""A launched model server lives exactly as long as the gateway that launched it.

The gateway is `planb serve`; PLANB_BINARY names another build of it. PLANB_LIFETIME_COMMAND replaces the whole command
(words are split as a shell does, `{config}` is the configuration file), to try another supervisor.
"""

import json
import os
import shlex
import signal

import pytest
from model_server import ROOT, call, command, eventually, free_port, processes_with, running, wait_until_loaded


@pytest.fixture
def gateway(tmp_path):
    """A running gateway whose only target is a model that it launched, and the port of that model."""
    port = free_port()
    config = tmp_path / "planb.yaml"
    config.write_text(json.dumps({  # JSON is YAML
        "mode": "demo",
        "listen": f"127.0.0.1:{free_port()}",
        "admin": f"127.0.0.1:{free_port()}",
        "data": str(tmp_path / "data"),
        "targets": {
            "local": {
                "provider": "llama.cpp",
                "model": "smollm2",
                "launch": {"command": command(port, "--alias", "smollm2"), "port": port},
            }
        },
        "routes": {"*": {"try": ["local"]}},
    }))
    binary = os.environ.get("PLANB_BINARY", str(ROOT / ".build-release/release/planb"))
    default = shlex.join([binary, "serve", "--config", "{config}"])
    words = shlex.split(os.environ.get("PLANB_LIFETIME_COMMAND", default))
    with running([word.replace("{config}", str(config)) for word in words], cwd=tmp_path) as process:
        wait_until_loaded(port)
        yield process, port
    eventually(lambda: not processes_with(str(port)))


def test_a_gateway_that_is_killed_takes_the_model_server_with_it(gateway):
    process, port = gateway
    assert len(processes_with(str(port))) == 1
    process.kill()
    # It takes some 20 ms; the limit is far below any time-out that could end a forgotten server.
    eventually(lambda: not processes_with(str(port)), seconds=5)
    assert call(port, "/health")[0] is None


def test_a_gateway_that_is_told_to_stop_stops_the_model_server(gateway):
    process, port = gateway
    process.terminate()
    assert process.wait(timeout=60) == 0
    assert processes_with(str(port)) == []


def test_a_model_server_that_dies_is_started_again(gateway):
    _, port = gateway
    [first] = processes_with(str(port))
    os.kill(first, signal.SIGKILL)
    eventually(lambda: first not in processes_with(str(port)) and processes_with(str(port)))
    wait_until_loaded(port)
