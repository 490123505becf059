"""Traces: what a real gateway sends is what OpenTelemetry's own definitions say, and a bad collector concerns nobody."""

import json
import os
import signal
import time
import urllib.error
import urllib.request

import pytest
from collector import Collector, attributes, partial
from conftest import PROVIDER_KEY, Gateway
from model_server import eventually, free_port

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
CANARY = "canary-of-a-prompt"
COLLECTOR_KEY = "Bearer canary-of-the-collector"


@pytest.fixture
def collector():
    collector = Collector()
    yield collector
    collector.close()


@pytest.fixture
def start(tmp_path_factory, providers, monkeypatch):
    """Starts a gateway with these variables; its route gpt-4.1 tries a target that is overloaded, then a healthy one."""
    started = []

    def start(variables: dict, **more) -> Gateway:
        for name in [name for name in os.environ if name.startswith("OTEL_")]:
            monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        configuration = {
            "mode": "demo",
            "targets": {
                "primary": providers.target("overloaded", model="gpt-4.1", trace="forward"),
                "backup": providers.target("healthy", model="gpt-4.1-mini"),
            },
            "routes": {"gpt-4.1": {"try": ["primary", "backup"]}},
        } | more
        started.append(Gateway(tmp_path_factory.mktemp("traces"), configuration))
        return started[-1]

    yield start
    for gateway in started:
        gateway.end()


def ask(gateway, stream=False, headers=None):
    """Asks once; the status, the id of the request, and how long it took."""
    body = {"model": "gpt-4.1", "stream": stream, "messages": [{"role": "user", "content": CANARY}]}
    request = urllib.request.Request(
        f"{gateway.url}/v1/chat/completions", data=json.dumps(body).encode(),
        headers={"content-type": "application/json", "authorization": "Bearer any"} | (headers or {}))
    begin = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            return answer.status, answer.headers["x-request-id"], time.monotonic() - begin
    except urllib.error.HTTPError as error:
        error.read()
        return error.code, error.headers["x-request-id"], time.monotonic() - begin


def variables(collector, **more):
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "50"} | more


@pytest.mark.parametrize("protocol", ["http/json", "http/protobuf"])
def test_spans_are_what_the_definitions_say(collector, start, protocol):
    gateway = start(variables(
        collector, OTEL_EXPORTER_OTLP_PROTOCOL=protocol, OTEL_SERVICE_NAME="gate",
        OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=e2e",
        OTEL_EXPORTER_OTLP_HEADERS=f"Authorization={COLLECTOR_KEY.replace(' ', '%20')}"))
    status, request, _ = ask(gateway, stream=True, headers={"traceparent": PARENT, "tracestate": "vendor=1"})
    assert status == 200
    eventually(lambda: len(collector.spans()) >= 3)
    spans = collector.spans()
    assert len(spans) == 3
    server = next(span for span in spans if span.kind == span.SPAN_KIND_SERVER)
    first, second = sorted(
        (span for span in spans if span.kind == span.SPAN_KIND_CLIENT), key=lambda span: span.start_time_unix_nano)
    trace, parent = bytes.fromhex(PARENT.split("-")[1]), bytes.fromhex(PARENT.split("-")[2])
    assert all(span.trace_id == trace and span.trace_state == "vendor=1" for span in spans)
    assert server.parent_span_id == parent and server.flags == 0x301
    assert first.parent_span_id == second.parent_span_id == server.span_id and first.flags == 0x101
    assert len({span.span_id for span in spans}) == 3
    now = time.time_ns()
    for span in spans:
        assert now - 60_000_000_000 < span.start_time_unix_nano <= span.end_time_unix_nano <= now
        assert server.start_time_unix_nano <= span.start_time_unix_nano
    about = attributes(server)
    assert about["planb.request.id"] == request and about["planb.target"] == "backup"
    assert about["planb.outcome"] == "answered" and about["http.response.status_code"] == 200
    assert about["gen_ai.operation.name"] == "chat" and about["gen_ai.request.model"] == "gpt-4.1"
    assert about["gen_ai.request.stream"] is True and about["gen_ai.usage.output_tokens"] > 0
    assert attributes(first)["error.type"] == "overloaded" and first.status.code == first.status.STATUS_CODE_ERROR
    assert attributes(second)["planb.failover.reason"] == "overloaded" and second.status.code == 0
    assert attributes(second)["gen_ai.request.model"] == "gpt-4.1-mini"
    assert attributes(second)["server.address"] == "127.0.0.1" and attributes(second)["server.port"] > 0
    assert "planb.first_chunk" in [event.name for event in second.events]
    resource = attributes(collector.requests[0].resource_spans[0].resource)
    assert resource["service.name"] == "gate" and resource["deployment.environment.name"] == "e2e"
    path, headers = collector.headers[0]
    lowered = {name.lower(): value for name, value in headers.items()}
    assert path == "/v1/traces" and lowered["authorization"] == COLLECTOR_KEY
    # Nothing that was asked or answered, and no credential, is in what was sent or said.
    sent = b"".join(message.SerializeToString() for message in collector.requests)
    for secret in (CANARY, PROVIDER_KEY, "Ol\u00e1"):
        assert secret.encode() not in sent
    assert COLLECTOR_KEY.split()[1] not in gateway.said() and PROVIDER_KEY not in gateway.said()
    metrics = gateway.metrics()
    assert metrics['planb_trace_spans_total{outcome="sent"}'] == 3
    assert metrics['planb_trace_spans_total{outcome="lost"}'] == 0


def test_without_a_parent_a_trace_begins_here(collector, start):
    gateway = start(variables(collector))
    for parent in (None, PARENT.upper(), PARENT[:-2] + "00"):
        assert ask(gateway, headers={"traceparent": parent} if parent else None)[0] == 200
    # The last one's client has decided that it is not recorded.
    eventually(lambda: len(collector.spans()) >= 5)
    time.sleep(0.5)
    spans = collector.spans()
    servers = [span for span in spans if span.kind == span.SPAN_KIND_SERVER]
    assert len(servers) == 2 and len({span.trace_id for span in spans}) == 2
    assert all(not span.parent_span_id for span in servers)


def test_what_is_left_goes_out_at_the_end(collector, start):
    gateway = start(variables(collector, OTEL_BSP_SCHEDULE_DELAY="600000"))
    assert ask(gateway)[0] == 200
    gateway.process.send_signal(signal.SIGTERM)
    assert gateway.process.wait(timeout=20) == 0
    assert len(collector.spans()) == 3


@pytest.mark.parametrize("mistake", [
    {"OTEL_EXPORTER_OTLP_ENDPOINT": "grpc://canary-endpoint:4317"}, {"OTEL_TRACES_SAMPLER": "canary-endpoint"},
    {"OTEL_EXPORTER_OTLP_HEADERS": "canary-endpoint"}])
def test_a_bad_value_is_said_and_nothing_is_sent(collector, start, mistake):
    gateway = start(variables(collector) | mistake)
    assert ask(gateway)[0] == 200
    assert f"the variable {next(iter(mistake))}" in gateway.said() and "no traces are sent" in gateway.said()
    assert "canary-endpoint" not in gateway.said()
    time.sleep(0.5)
    assert not collector.headers


def never_answers(handler):
    time.sleep(60)


def lies(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n\xff\xfe<ht")


def garbage(handler):
    handler.wfile.write(b"\x00\x01\x02 not HTTP at all\r\n\r\n" * 20)


def endless(handler):
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(1000):
            handler.wfile.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
    except OSError:
        pass


BAD = {
    "nobody": None, "never": never_answers, "garbage": garbage, "endless": endless, "500": (500, b"<html>no"),
    "redirect": (307, b""), "404": (404, b""), "lies": lies,
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_collector_concerns_nobody(start, kind):
    collector = Collector(BAD[kind])
    url = collector.url
    if kind == "nobody":
        collector.close()
        url = f"http://127.0.0.1:{free_port()}"
    gateway = start({
        "OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_BSP_SCHEDULE_DELAY": "10", "OTEL_BSP_MAX_QUEUE_SIZE": "16",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4", "OTEL_EXPORTER_OTLP_TIMEOUT": "500"})
    for _ in range(30):
        assert ask(gateway)[0] == 200
    if kind == "lies":
        # A success is one whatever stands in it.
        eventually(lambda: gateway.metrics()['planb_trace_spans_total{outcome="sent"}'] > 0)
    else:
        eventually(lambda: gateway.metrics()['planb_trace_spans_total{outcome="lost"}'] > 0)
        eventually(lambda: "does not take them" in gateway.said())
        assert gateway.said().count("does not take them") == 1
    gateway.process.send_signal(signal.SIGTERM)
    begin = time.monotonic()
    assert gateway.process.wait(timeout=20) == 0
    took = time.monotonic() - begin
    # A second for the collector; the rest is the gateway's own.
    assert took < 8, took


def test_spans_that_are_rejected_are_lost(start):
    collector = Collector((200, partial(2)))
    gateway = start(variables(collector))
    assert ask(gateway)[0] == 200
    eventually(lambda: gateway.metrics()['planb_trace_spans_total{outcome="lost"}'] == 2)
    assert gateway.metrics()['planb_trace_spans_total{outcome="sent"}'] == 1
    collector.close()
