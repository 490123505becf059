"""What the gateway has answered is on record, whatever happens to it."""

import collections
import http.client
import json
import os
import random
import signal
import subprocess
import threading
import time

import pytest
from conftest import BINARY, Gateway
from model_server import call

# `make torture` asks for more.
KILLS = int(os.environ.get("PLANB_KILLS", "10"))
CLIENTS = 8


def records(folder) -> list[dict]:
    """What `planb journal` prints of a data folder."""
    result = subprocess.run(
        [BINARY, "journal", "--data", str(folder / "data")], capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def of_kind(kind: str, lines: list[dict]) -> list[dict]:
    return [line for line in lines if line["record"] == kind]


class Client(threading.Thread):
    """Asks for one answer after the other until its gateway is gone; knows which of them came whole."""

    def __init__(self, port: int, number: int):
        super().__init__(daemon=True)
        self.port, self.number = port, number
        self.answered: list[str] = []

    def run(self):
        body = {"model": "gpt-4.1", "messages": [{"role": "user", "content": f"Hello from {self.number}"}]}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            while True:
                is_stream = random.random() < 0.5
                connection.request(
                    "POST", "/v1/chat/completions", json.dumps(body | {"stream": is_stream}),
                    {"content-type": "application/json"})
                answer = connection.getresponse()
                content = answer.read()  # raises if the connection ends before the last byte
                assert answer.status == 200, content
                assert content.endswith(b"data: [DONE]\n\n") or not is_stream
                self.answered.append(answer.getheader("x-request-id"))
        except (OSError, http.client.HTTPException):
            pass


@pytest.fixture
def configuration(providers):
    targets = {
        "steady": providers.target("healthy", model="gpt-4.1"), "failing": providers.target("overloaded", model="gpt-4.1")}
    return {"mode": "demo", "targets": targets, "routes": {"gpt-4.1": {"try": ["failing", "steady"]}}}


def test_a_killed_gateway_has_lost_nothing_that_it_answered(tmp_path, configuration):
    answered: list[str] = []
    for round in range(KILLS):
        gateway = Gateway(tmp_path, configuration)
        clients = [Client(gateway.port, number) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(random.uniform(0.05, 0.4))
        gateway.process.send_signal(signal.SIGKILL)
        gateway.process.wait()
        for client in clients:
            client.join(timeout=60)
            assert not client.is_alive()
            answered += client.answered
    last = Gateway(tmp_path, configuration)
    last.end()

    lines = records(tmp_path)
    rows = collections.Counter(line["request"] for line in of_kind("request", lines))
    assert len(answered) == len(set(answered)) > 0
    assert [request for request in answered if rows[request] != 1] == []
    assert [request for request, count in rows.items() if count != 1] == []
    attempts = collections.Counter((line["request"], line["number"]) for line in of_kind("attempt", lines))
    assert [attempt for attempt, count in attempts.items() if count != 1] == []
    opens = {(line["request"], line["number"]) for line in of_kind("open", lines)}
    assert opens == set(attempts), "a try that was begun has ended, and none has ended that was not begun"
    assert {request for request, _ in opens} <= set(rows)
    interrupted = [line for line in of_kind("request", lines) if line["outcome"] == "interrupted"]
    assert all(line["code"] == "interrupted" for line in interrupted)
    kinds = collections.Counter(line["kind"] for line in of_kind("event", lines))
    assert kinds["start"] == KILLS + 1
    assert kinds["stop"] == 1
    print(f"{KILLS} kills, {len(answered)} answers, {len(interrupted)} interrupted requests")


def test_a_second_gateway_on_the_same_folder_is_refused(tmp_path, configuration):
    first = Gateway(tmp_path, configuration)
    try:
        second = subprocess.run(
            [BINARY, "serve", "--config", str(first.file)], cwd=tmp_path, capture_output=True, text=True, timeout=60,
            env=os.environ | {"PROVIDER_KEY": "x"})
        assert second.returncode == 3
        assert str(tmp_path / "data") in second.stderr and f"process {first.process.pid}" in second.stderr
        assert call(first.port, "/readyz")[0] == 200
    finally:
        first.end()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 3 MiB, where this process may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("policy", ["refuse", "continue"])
def test_a_full_disk(small_disk, configuration, policy):
    gateway = Gateway(small_disk, configuration | {"journal": {"on_full": policy}})

    def ask() -> int:
        return call_chat(gateway.port)[0]

    try:
        assert ask() == 200
        with (small_disk / "filler").open("wb", buffering=0) as filler:
            try:
                while filler.write(bytes(4096)):
                    pass
            except OSError:
                pass
        # The room that the journal has taken ahead is used up first.
        statuses = []
        while "cannot be written" not in gateway.said() and len(statuses) < 20_000:
            statuses += [ask() for _ in range(40)]
        statuses += [ask() for _ in range(40)]
        if policy == "refuse":
            assert statuses[-1] == 503
            status, fields, text = call_chat(gateway.port)
            assert "ledger_full" in text and int(fields["retry-after"]) > 0
            assert str(small_disk) not in text
            assert call(gateway.port, "/readyz")[0] == 503
            gateway.wait_for(r"cannot be written: No space left on device; make room")
        else:
            assert set(statuses) == {200}
            assert call(gateway.port, "/readyz")[0] == 200
        (small_disk / "filler").unlink()
        gateway.wait_for("can be written again")
        assert ask() == 200
        assert call(gateway.port, "/readyz")[0] == 200
        lost = gateway.metrics()["planb_journal_lost_records_total"]
    finally:
        gateway.end()
    assert lost == 0
    lines = records(small_disk)
    answers = statuses.count(200) + 2
    assert len(of_kind("request", lines)) == answers
    opens = [(line["request"], line["number"]) for line in of_kind("open", lines)]
    attempts = [(line["request"], line["number"]) for line in of_kind("attempt", lines)]
    assert len(opens) >= answers and sorted(opens) == sorted(attempts)


def call_chat(port: int):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Hello"}]}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"})
    answer = connection.getresponse()
    result = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    connection.close()
    return result


@pytest.mark.parametrize("fsync", ["never", "always"])
def test_a_stopped_gateway_has_recorded_everything(tmp_path, configuration, fsync):
    gateway = Gateway(tmp_path, configuration | {"journal": {"fsync": fsync}})
    for _ in range(20):
        assert call_chat(gateway.port)[0] == 200
    syncs = gateway.metrics()["planb_journal_syncs_total"]
    gateway.end()
    assert gateway.process.returncode == 0
    assert syncs >= 20 if fsync == "always" else syncs == 0
    lines = records(tmp_path)
    assert len(of_kind("request", lines)) == 20
    assert [line["kind"] for line in of_kind("event", lines)] == ["start", "drain", "stop"]
