"""`notify:`: who is told when a provider dies, that it is back, and of what else; and nobody has to wait for it.

The receivers are real ones: one that works, one that never answers, one where nobody is, and one that answers with garbage.
"""

import base64
import hashlib
import hmac
import http.server
import json
import socket
import subprocess
import threading
import time
import urllib.request

import pytest
from conftest import BINARY, PROVIDER_KEY, Gateway, Process
from model_server import call, eventually, free_port

PATH = "/services/secret-of-the-hook"
SIGNING = "whsec_" + base64.b64encode(b"k" * 32).decode()
BODY = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Say hello."}]}


class Receiver:
    """A webhook that keeps what it is told; `answers` are the statuses of its next answers, then 204."""

    def __init__(self, *answers):
        self.messages, self.requests, answers = [], [], list(answers)
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.requests.append((self.path, dict(self.headers), body))
                status = answers.pop(0) if answers else 204
                if status < 300:
                    receiver.messages.append(json.loads(body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of(self, kind: str, resolved=False) -> list[dict]:
        return [m for m in self.messages if m["kind"] == kind and m["resolved"] == resolved]

    def end(self):
        self.server.shutdown()
        self.server.server_close()


class BadReceiver:
    """Takes connections, and says nothing, or garbage."""

    def __init__(self, answer: bytes | None):
        self.answer, self.tries, self.kept = answer, 0, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.tries += 1
            if self.answer is None:
                self.kept.append(connection)
            else:
                connection.recv(65536)
                connection.sendall(self.answer)
                connection.close()


class FakeProvider(Process):
    """A provider that can be told what to do, killed and started again on its port."""

    def __init__(self, folder, port):
        self.port = port
        super().__init__(["fake-provider", "--port", port], folder, f"provider-{port}-{time.monotonic_ns()}")
        eventually(lambda: call(port, "/v1/models")[0])

    def behave(self, preset: str):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/_fake/behaviour", preset.encode(), method="PUT")
        urllib.request.urlopen(request, timeout=10).close()

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def provider(tmp_path):
    port = free_port()
    provider = FakeProvider(tmp_path, port)
    yield provider
    for process in (provider, getattr(provider, "again", None)):
        if process:
            process.end()


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.end()


def hook(folder, name: str, port: int, path=PATH, **more) -> dict:
    """An entry of notify: whose URL stands in a file."""
    file = folder / name
    file.write_text(f"http://127.0.0.1:{port}{path}\n")
    file.chmod(0o600)
    return {"webhook": f"file:{file}"} | more


def configuration(provider, *entries, **more) -> dict:
    target = {"provider": "openai", "api_key": "env:PROVIDER_KEY", "model": "gpt-4.1"}
    return {
        "mode": "demo",
        "targets": {"main": target | {"url": f"http://127.0.0.1:{provider.port}/v1"}},
        "routes": {"gpt-4.1": {"try": ["main"]}},
        "notify": list(entries),
    } | more


@pytest.fixture
def start(tmp_path):
    started = []

    def start(configuration) -> Gateway:
        started.append(Gateway(tmp_path, configuration))
        return started[-1]

    yield start
    for gateway in started:
        gateway.end()


def events(gateway) -> list[dict]:
    result = subprocess.run(
        [BINARY, "export", "--table", "events", "--since", "1h", "--format", "jsonl", "--config", str(gateway.file)],
        capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def chat(gateway, count=1) -> list[int]:
    return [call(gateway.port, "/v1/chat/completions", BODY)[0] for _ in range(count)]


def test_a_provider_that_dies_is_told_of_and_that_it_is_back(tmp_path, provider, receiver, start):
    silent, garbage = BadReceiver(None), BadReceiver(b"\x00\xff garbage \r\n\r\n" * 100)
    (tmp_path / "signing").write_text(SIGNING)
    (tmp_path / "signing").chmod(0o600)
    gateway = start(configuration(
        provider, hook(tmp_path, "dead", free_port()), hook(tmp_path, "silent", silent.port),
        hook(tmp_path, "garbage", garbage.port),
        hook(tmp_path, "works", receiver.port, f"{PATH}?sig=a%20b", on=["target_down"],
             signing_secret=f"file:{tmp_path}/signing")))
    assert chat(gateway) == [200]
    provider.kill()
    died = time.time()
    assert set(chat(gateway, 5)) == {503}
    eventually(lambda: receiver.of("target_down"))
    message = receiver.messages[0]
    assert message["subject"] == "main" and message["severity"] == "critical" and message["node"]
    assert f"endpoint 127.0.0.1:{provider.port}: refused" in message["detail"]
    assert message["text"].startswith("Plan B critical: target_down main: given up")

    provider.again = FakeProvider(tmp_path, provider.port)
    eventually(lambda: receiver.of("target_down", resolved=True))
    assert chat(gateway) == [200]
    assert [m["resolved"] for m in receiver.messages] == [False, True]
    assert receiver.messages[1]["since"] == receiver.messages[0]["since"]

    # Signed as Standard Webhooks says, each with an id of its own.
    for path, headers, body in receiver.requests:
        assert path == f"{PATH}?sig=a%20b" and headers["content-type"] == "application/json"
        text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        code = hmac.new(b"k" * 32, text, hashlib.sha256).digest()
        assert headers["webhook-signature"] == f"v1,{base64.b64encode(code).decode()}"
    assert len({headers["webhook-id"] for _, headers, _ in receiver.requests}) == 2

    # The others were tried, and nobody had to wait for them.
    assert silent.tries >= 1 and garbage.tries >= 2
    for name in ("dead", "silent", "garbage"):
        port = (tmp_path / name).read_text().split(":")[2].split("/")[0]
        if name != "silent":  # which is waited for
            gateway.wait_for(f"the webhook at 127.0.0.1:{port} did not answer; its messages are tried again")

    # On record, at the time at which it happened.
    def on_record():
        return [e for e in events(gateway) if e["kind"] == "health" and e["subject"] == f"endpoint 127.0.0.1:{provider.port}"]

    record = eventually(lambda: (found := on_record()) and len(found) >= 2 and found)
    assert record[0]["detail"] == "open: refused" and record[1]["detail"] == "recovering: refused"
    assert 0 <= record[0]["time"] / 1000 - died < 3

    # No secret is anywhere.
    everything = b"".join(body for _, _, body in receiver.requests).decode() + gateway.said() + json.dumps(events(gateway))
    for secret in (PROVIDER_KEY, "secret-of-the-hook", SIGNING):
        assert secret not in everything
    figures = gateway.metrics()
    assert figures[f'planb_notifications_total{{webhook="127.0.0.1:{receiver.port}",outcome="delivered"}}'] == 2


def test_a_refused_key_a_used_up_quota_and_a_refused_change_are_told_of(tmp_path, provider, receiver, start):
    poor = FakeProvider(tmp_path, free_port())
    try:
        settings = configuration(provider, hook(tmp_path, "works", receiver.port))
        settings["targets"]["poor"] = settings["targets"]["main"] | {
            "url": f"http://127.0.0.1:{poor.port}/v1", "account": "another"}
        settings["routes"]["poor"] = {"try": ["poor"]}
        gateway = start(settings)
        assert chat(gateway) == [200]
        provider.behave("invalid_key")
        poor.behave("quota")
        chat(gateway)
        call(gateway.port, "/v1/chat/completions", BODY | {"model": "poor"})
        eventually(lambda: receiver.of("key_rejected") and receiver.of("quota") and len(receiver.of("target_down")) == 2)
        assert [m["subject"] for m in receiver.of("key_rejected")] == ["main"]
        assert [m["subject"] for m in receiver.of("quota")] == ["poor"]
        provider.behave("ok")
        poor.behave("ok")

        gateway.write(gateway.configuration | {"routse": {"sk-abc": 1}})
        eventually(lambda: receiver.of("reload_failed"))
        detail = receiver.of("reload_failed")[0]["detail"]
        assert "planb.yaml:" in detail and "routse" not in detail
        # What a person may have mended is probed when the configuration is read.
        gateway.write(gateway.configuration)
        eventually(lambda: receiver.of("reload_failed", resolved=True))
        eventually(lambda: receiver.of("key_rejected", resolved=True) and receiver.of("quota", resolved=True), 120)
        eventually(lambda: len(receiver.of("target_down", resolved=True)) == 2)
    finally:
        poor.end()


def test_a_reload_changes_who_is_told(tmp_path, provider, receiver, start):
    gateway = start(configuration(provider))
    assert chat(gateway) == [200]
    provider.kill()
    chat(gateway, 5)
    gateway.wait_for("listening")
    gateway.write(gateway.configuration | {"notify": [hook(tmp_path, "works", receiver.port)]})
    # It hears of what is the case.
    eventually(lambda: receiver.of("target_down"))
    other = Receiver(503)
    try:
        hook(tmp_path, "works", other.port)
        eventually(lambda: other.of("target_down"))
        assert len(other.requests) == 2 and other.requests[0][2] == other.requests[1][2]
    finally:
        other.end()
    assert len(receiver.messages) == 1


def test_a_webhook_that_cannot_be_resolved_is_loud(tmp_path, provider, start):
    gateway = start(configuration(provider, {"webhook": f"file:{tmp_path}/nothing"}))
    assert "nobody is told of anything by this webhook" in gateway.said()
    result = subprocess.run(
        [BINARY, "check", "--config", str(gateway.file)], capture_output=True, text=True, timeout=60,
        env={"PROVIDER_KEY": "x"})
    assert result.returncode == 1 and "nobody is told of anything" in result.stdout + result.stderr
