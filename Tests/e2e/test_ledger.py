"""What was used and spent: in the rows, in the commands that ask for them, and in budgets, also after a kill."""

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request

import pytest
from conftest import BINARY, Gateway
from model_server import call, eventually

DOLLAR = 1_000_000_000
# In strict mode a request sets aside what it could cost at most; what is left at the end is less than that.
PRICE = {"input": "100 USD", "output": "100 USD"}


def planb(gateway, *arguments):
    """The answer of a command that asks the gateway, as JSON."""
    result = subprocess.run(
        [BINARY, *arguments, "--config", str(gateway.file), "--json"], capture_output=True, text=True, timeout=60,
        env=os.environ | {"PROVIDER_KEY": "x"})
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def ask(gateway, key):
    """Status, id and code of a chat completion with this key."""
    body = {"model": "gpt-4.1", "max_tokens": 5, "messages": [{"role": "user", "content": "Say hello."}]}
    request = urllib.request.Request(f"{gateway.url}/v1/chat/completions", data=json.dumps(body).encode())
    request.add_header("authorization", f"Bearer {key}")
    request.add_header("content-type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers["x-request-id"], None
    except urllib.error.HTTPError as error:
        return error.code, error.headers["x-request-id"], json.loads(error.read())["error"]["code"]


@pytest.fixture
def spender(tmp_path, providers):
    """A gateway whose only target has a price, with a key that may spend a dollar; how to start it again; the key."""
    configuration = {
        "targets": {"openai": providers.target("healthy", model="gpt-4.1", price=PRICE)},
        "routes": {"gpt-4.1": {"try": ["openai"]}},
    }
    (tmp_path / "planb.yaml").write_text(json.dumps(configuration | {"data": "data"}))
    made = subprocess.run(
        [BINARY, "keys", "create", "web", "--budget", "1 USD/day", "--strict", "--config",
         str(tmp_path / "planb.yaml")],
        capture_output=True, text=True, timeout=60)
    assert made.returncode == 0, made.stderr
    started = []

    def start() -> Gateway:
        started.append(Gateway(tmp_path, configuration))
        return started[-1]

    yield start, made.stdout.strip()
    for gateway in started:
        if gateway.process.poll() is None:
            gateway.end()


def test_a_budget_holds_also_after_a_kill(spender):
    start, key = spender
    gateway = start()
    answered = []
    while True:
        status, name, code = ask(gateway, key)
        if status != 200:
            assert (status, code) == (429, "insufficient_quota")
            break
        answered.append(name)
        assert len(answered) < 10_000
    assert answered

    gateway.process.send_signal(signal.SIGKILL)
    gateway.process.wait()
    gateway = start()
    assert ask(gateway, key)[0::2] == (429, "insufficient_quota")

    # Rows come after the answers; the refused ones reached no provider and cost nothing.
    def usage():
        rows = planb(gateway, "usage", "--since", "7d", "--by", "key")["rows"]
        return next((row for row in rows if row["key"] == key.split("_")[1]), {"answered": 0})

    eventually(lambda: usage()["answered"] >= len(answered))
    row = usage()
    assert row["answered"] == len(answered) == row["attempts"]
    assert 0 < row["cost_nanodollars"] <= DOLLAR

    # What is left would not have been enough for one more.
    story = planb(gateway, "why", answered[0])
    cost = story["request"]["cost_nanodollars"]
    assert cost * len(answered) == row["cost_nanodollars"]
    assert [attempt["target"] for attempt in story["attempts"]] == ["openai"]

    # What is erased is gone, and who wanted it is on record.
    assert planb(gateway, "erase", "--yes", "--key", key.split("_")[1])["requests"] >= len(answered)
    assert usage()["answered"] == 0
    last = json.loads((gateway.folder / "data/audit.log").read_text().splitlines()[-1])
    assert (last["action"], last["subject"]) == ("ledger.erase", f"key {key.split('_')[1]}")


def test_two_gateways_do_not_share_a_data_folder(spender, tmp_path):
    start, _ = spender
    gateway = start()
    second = subprocess.run(
        [BINARY, "serve", "--config", str(gateway.file)], capture_output=True, text=True, timeout=60,
        cwd=tmp_path, env=os.environ | {"PROVIDER_KEY": "x"})
    assert second.returncode == 3
    assert str(gateway.process.pid) in second.stderr
    assert call(gateway.port, "/readyz")[0] == 200
