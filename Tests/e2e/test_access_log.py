"""The access log: a line for each request, with nothing of what was asked, whatever becomes of the file."""

import json
import os
import urllib.error
import urllib.request

import pytest
from conftest import PROVIDER_KEY
from model_server import eventually

CANARY = "canary-of-a-prompt"
MEMBERS = {
    "time", "request", "key", "team", "route", "dialect", "operation", "model", "stream", "outcome", "status", "code",
    "target", "attempts", "ms", "first_ms", "bytes_in", "input_tokens", "output_tokens", "cached_tokens", "estimated",
    "cost_usd", "trace", "generation",
}


@pytest.fixture
def start(start_gateway, providers):
    def start(**more):
        return start_gateway(
            mode="demo",
            targets={
                "primary": providers.target("overloaded", model="gpt-4.1"),
                "backup": providers.target("healthy", model="gpt-4.1"),
            },
            routes={"*": {"try": ["primary", "backup"]}}, **more)

    return start


def ask(gateway, model="gpt-4.1", **headers):
    body = {"model": model, "messages": [{"role": "user", "content": CANARY}]}
    request = urllib.request.Request(
        f"{gateway.url}/v1/chat/completions", data=json.dumps(body).encode(),
        headers={"content-type": "application/json", "authorization": "Bearer canary-of-a-key"} | headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert CANARY not in answer.headers
            return answer.headers["x-request-id"]
    except urllib.error.HTTPError as error:
        error.read()
        return error.headers["x-request-id"]


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_line_for_each_request_and_no_secret_in_any(start):
    gateway = start(access_log={"file": "access.jsonl"})
    path = gateway.folder / "data/access.jsonl"
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    ids = [
        ask(gateway), ask(gateway, traceparent=parent), ask(gateway, model="gpt-4.1\u202e{\"a\":1}"),
        ask(gateway, **{"x-planb-tags": "who=canary-of-a-tag"}),
    ]
    eventually(lambda: len(lines(path)) >= 4)
    rows = lines(path)
    assert [row["request"] for row in rows] == ids
    assert all(set(row) <= MEMBERS for row in rows)
    assert rows[0]["outcome"] == "answered" and rows[0]["target"] == "backup" and rows[0]["status"] == 200
    assert rows[0]["attempts"] >= 1 and rows[0]["bytes_in"] > 0 and rows[0]["ms"] > 0 and "trace" not in rows[0]
    assert rows[1]["trace"] == parent.split("-")[1]
    raw = path.read_text()
    assert "\u202e" not in raw and "\x1b" not in raw and "\\u202e" in raw
    for secret in ("canary-of", PROVIDER_KEY, "Ol\u00e1"):
        assert secret not in raw
    assert path.stat().st_mode & 0o777 == 0o600
    assert gateway.metrics()['planb_access_log_lines_total{outcome="written"}'] == 4


def test_renames_reloads_and_a_place_that_cannot_be_written(start):
    gateway = start(access_log={"file": "access.jsonl"})
    path = gateway.folder / "data/access.jsonl"
    ask(gateway)
    eventually(lambda: len(lines(path)) == 1)
    # As logrotate does it.
    os.rename(path, path.with_suffix(".1"))
    ask(gateway)
    eventually(lambda: len(lines(path)) == 1)
    # A folder in its place: requests go on, and it is said once.
    gateway.write(gateway.configuration | {"access_log": {"file": "folder"}})
    (gateway.folder / "data/folder").mkdir()
    eventually(lambda: "configuration 2 is in force" in gateway.said())
    eventually(lambda: "cannot be written: Is a directory" in gateway.said())
    for _ in range(3):
        assert ask(gateway)
    eventually(lambda: gateway.metrics()['planb_access_log_lines_total{outcome="lost"}'] == 3)
    assert gateway.said().count("cannot be written") == 1
    gateway.write(gateway.configuration | {"access_log": {"file": "other.jsonl"}})
    eventually(lambda: "configuration 3 is in force" in gateway.said())
    eventually(lambda: (gateway.folder / "data/other.jsonl").exists())
    ask(gateway)
    eventually(lambda: len(lines(gateway.folder / "data/other.jsonl")) == 1)


def test_lines_on_standard_output_are_there_when_it_has_ended(start):
    gateway = start(access_log="stdout")
    request = ask(gateway)
    gateway.end()
    rows = [json.loads(line) for line in gateway.said().splitlines() if line.startswith("{")]
    assert [row["request"] for row in rows] == [request]


def test_a_full_disk_stops_no_request(start):
    gateway = start(access_log={"file": "/dev/full"})
    for _ in range(3):
        assert ask(gateway)
    eventually(lambda: "cannot be written: No space left on device" in gateway.said())
    eventually(lambda: gateway.metrics()['planb_access_log_lines_total{outcome="lost"}'] == 3)
