"""A small collector of traces, which reads what it gets with the official definitions of OpenTelemetry."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest, ExportTraceServiceResponse


def read(body: bytes, media_type: str) -> ExportTraceServiceRequest:
    """Fails on anything that the definitions do not have."""
    message = ExportTraceServiceRequest()
    if media_type == "application/x-protobuf":
        message.ParseFromString(body)
        for resource in message.resource_spans:
            assert not unknown(message) and not unknown(resource)
            for scope in resource.scope_spans:
                for span in scope.spans:
                    assert not unknown(span), span
        return message
    assert media_type == "application/json", media_type
    document = json.loads(body)
    # The one point in which OTLP differs from JSON of Protocol Buffers: names are hexadecimal.
    for resource in document["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                for place in [span, *span.get("links", [])]:
                    for name, length in (("traceId", 16), ("spanId", 8), ("parentSpanId", 8)):
                        if name in place:
                            raw = bytes.fromhex(place[name])
                            assert len(raw) == length and place[name] == place[name].lower()
                            place[name] = base64.b64encode(raw).decode()
    return json_format.ParseDict(document, message, ignore_unknown_fields=False)


def unknown(message) -> int:
    from google.protobuf import unknown_fields

    return len(unknown_fields.UnknownFieldSet(message))


class Collector:
    """Listens on loopback. `answer`: what it does, `(status, body)` or a function of the handler."""

    def __init__(self, answer=None):
        self.answer = answer
        self.requests = []
        self.headers = []
        self.problems = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                collector.headers.append((self.path, dict(self.headers)))
                if callable(collector.answer):
                    collector.answer(self)
                    return
                try:
                    collector.requests.append(read(body, self.headers["content-type"]))
                except Exception as problem:  # told by the test, not lost in a thread
                    collector.problems.append(f"{problem!r}: {body[:2000]!r}")
                status, answer = collector.answer or (200, b"")
                self.send_response(status)
                self.send_header("content-type", self.headers["content-type"])
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def spans(self) -> list:
        assert not self.problems, self.problems
        return [
            span for request in list(self.requests) for resource in request.resource_spans
            for scope in resource.scope_spans for span in scope.spans
        ]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def attributes(holder) -> dict:
    """The attributes of a span, an event or a resource."""
    found = {}
    for item in holder.attributes:
        value = item.value
        kind = value.WhichOneof("value")
        found[item.key] = [v.string_value for v in value.array_value.values] if kind == "array_value" else getattr(
            value, kind)
    return found


def partial(rejected: int) -> bytes:
    """A success that has left out spans."""
    answer = ExportTraceServiceResponse()
    answer.partial_success.rejected_spans = rejected
    return answer.SerializeToString()
