"""A relay in front of a provider, which notes what passes and breaks streams off where it is told to."""

import http.client
import json
import socket
import struct
import threading
import time
from dataclasses import dataclass
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# What a provider says that takes no beginning of the answer; the words are Mistral's.
PREFILL_REFUSED = {"error": {
    "message": "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
    "type": "invalid_request_error", "param": None, "code": None}}


@dataclass(frozen=True)
class Cut:
    """Where a stream is broken off, and how."""

    after: int | Fraction  # so many events with text; or such a share of them, for which the whole stream is read first
    inside: str | None = None  # what a part of is sent, too: the next "line", or the next "character" of several bytes
    how: str = "reset"  # or "close": the end of the connection, but not of the answer


class Passage:
    """A request that passed, and what was let through of its answer."""

    def __init__(self, request: dict):
        self.request = request
        self.status = 0
        self.text = ""
        self.events = 0  # with text
        self.finish_reason: str | None = None
        self.whole: str | None = None  # all the text there was, if it was read first
        self.was_cut = False

    def note(self, text: str, finish_reason: str | None):
        self.text += text
        self.events += bool(text)
        self.finish_reason = finish_reason or self.finish_reason


class Relay:
    """Listens on a port of its own until it is closed. What is no stream, a probe for example, passes as it is."""

    def __init__(self, upstream: int, headers: dict[str, str] | None = None):
        self.upstream, self.headers = upstream, headers or {}
        self.cuts: list[Cut] = []  # for the next streams, one each
        self.refuses_prefill = False
        self.passages: list[Passage] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (RelayHandler,), {"relay": self}))
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def streams(self) -> list[Passage]:
        """What passed of the requests for a stream, in their order."""
        return [passage for passage in self.passages if passage.request.get("stream")]

    def forget(self, *cuts: Cut):
        """Begins anew: the next streams are broken off at `cuts`."""
        self.passages, self.cuts = [], list(cuts)


class RelayHandler(BaseHTTPRequestHandler):
    relay: Relay
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except (OSError, ValueError, http.client.HTTPException):
            pass  # one of the two sides has left, or the connection was broken off

    def do_GET(self):
        self.pass_on(None)

    def do_POST(self):
        self.pass_on(self.rfile.read(int(self.headers["content-length"])))

    def pass_on(self, body: bytes | None):
        passage = Passage(json.loads(body) if body else {})
        self.relay.passages.append(passage)
        messages = passage.request.get("messages") or [{}]
        if self.relay.refuses_prefill and messages[-1].get("role") == "assistant":
            return self.answer(passage, 400, "application/json", json.dumps(PREFILL_REFUSED).encode())
        connection = http.client.HTTPConnection("127.0.0.1", self.relay.upstream, timeout=120)
        try:
            headers = {name: self.headers[name] for name in ("content-type", "authorization") if name in self.headers}
            connection.request(self.command, self.path, body, headers | self.relay.headers)
            answer = connection.getresponse()
            kind = answer.getheader("content-type", "")
            if not kind.startswith("text/event-stream"):
                return self.answer(passage, answer.status, kind, answer.read())
            self.stream(passage, kind, answer)
        finally:
            connection.close()

    def answer(self, passage: Passage, status: int, kind: str, body: bytes):
        passage.status = status
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, passage: Passage, kind: str, lines):
        cut = self.relay.cuts.pop(0) if self.relay.cuts else None
        passage.status = 200
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        after = cut.after if cut else None
        if isinstance(after, Fraction):
            lines = list(lines)
            texts = [text for text in (told(line)[0] for line in lines) if text]
            passage.whole = "".join(texts)
            after = int(len(texts) * after)
        for line in lines:
            text, finish_reason = told(line)
            if cut and text and passage.events >= after:
                part = {"line": len(line) // 2, "character": middle_of_character(line)}.get(cut.inside, 0)
                if part is not None:
                    return self.break_off(passage, cut, line[:part])
            self.chunk(line)
            passage.note(text, finish_reason)
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, data: bytes):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def break_off(self, passage: Passage, cut: Cut, rest: bytes):
        passage.was_cut = True
        if rest:
            self.chunk(rest)
        self.close_connection = True
        if cut.how == "reset":
            # A reset can throw away what the other side has not read yet, but what was let through is to arrive.
            limit = time.monotonic() + 10
            while self.is_unread() and time.monotonic() < limit:
                time.sleep(0.01)
            time.sleep(0.1)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.connection.close()


    def is_unread(self) -> bool:
        """Whether bytes wait in the other side's socket, as far as the system tells (Linux does)."""
        ports = [f":{port:04X}" for port in (self.client_address[1], self.relay.port)]
        table = Path("/proc/net/tcp")
        for entry in table.read_text().splitlines()[1:] if table.exists() else []:
            _, local, remote, _, queues = entry.split()[:5]
            if [local[-5:], remote[-5:]] == ports:
                return int(queues.partition(":")[2], 16) > 0
        return False


def told(line: bytes) -> tuple[str, str | None]:
    """The text and the finish reason in a line of a stream."""
    event = json.loads(line[len(b"data: "):]) if line.startswith(b"data: {") else {}
    for choice in event.get("choices") or []:
        return (choice.get("delta") or {}).get("content") or "", choice.get("finish_reason")
    return "", None


def middle_of_character(line: bytes) -> int | None:
    """Where the first character of several bytes has begun and is not over."""
    return next((place + 1 for place, byte in enumerate(line) if byte >= 0xC0), None)
