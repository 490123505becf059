"""A provider that answers one request as far as it is told to, and clients that go away from it: both note when.

Provider and clients are on one event loop, so that their clocks are one. Knows nothing of Plan B's.
"""

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass, field

# How far the provider gets with an answer before it says nothing more. What is streamed begins with a role.
SILENT, HALF_HEAD, HEAD, FIRST_TEXT, GOES_ON, WHOLE = range(6)
TEXTS = 24
PAUSE = 0.005


@dataclass
class Visit:
    """One request, from both ends. Moments are of time.monotonic()."""

    name: str
    is_stream: bool
    reach: int
    request: bytes = b""
    leave_at: int | None = None  # the client goes after so many bytes of its own request
    reached: asyncio.Event = field(default_factory=asyncio.Event)  # the provider has got as far as it should
    has_text: asyncio.Event = field(default_factory=asyncio.Event)  # the client has seen text
    arrivals: int = 0  # requests that came to the provider whole
    answered: int = 0  # answers that the provider gave whole
    left: float = 0
    cancelled: list[float] = field(default_factory=list)  # when connections with an answer under way were gone
    received: bytes = b""

    @property
    def is_over(self) -> bool:
        """Nothing is under way at the provider any more."""
        return self.answered + len(self.cancelled) >= self.arrivals


class Provider(asyncio.Protocol):
    """One connection to the provider."""

    def __init__(self, visits: dict[str, Visit]):
        self.visits = visits
        self.inbox = b""
        self.visit: Visit | None = None
        self.timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.inbox += data
        head, blank, rest = self.inbox.partition(b"\r\n\r\n")
        if not blank:
            return
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields.get(b"content-length", b"0"))
        if len(rest) < length:
            return
        self.inbox = rest[length:]
        body = json.loads(rest[:length])
        self.visit = self.visits.get(body["messages"][-1]["content"]) or Visit("", bool(body.get("stream")), WHOLE)
        self.visit.arrivals += 1
        self.answer(body)

    def answer(self, body: dict):
        visit = self.visit
        if visit.is_stream:
            parts = [event({"role": "assistant", "content": ""})]
            parts += [event({"content": f"word{number} "}) for number in range(TEXTS)]
            parts += [event({}, finish="stop")]
            if body.get("stream_options", {}).get("include_usage"):
                parts += [event(None)]
            parts += [b"data: [DONE]\n\n"]
            head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            parts = [b"%x\r\n%s\r\n" % (len(part), part) for part in parts] + [b"0\r\n\r\n"]
        else:
            content = completion("word " * TEXTS)
            head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(content)
            half = len(content) // 2
            parts = [b"", content[:half], content[half:]]
        sent = {
            SILENT: [], HALF_HEAD: [head[:len(head) // 2]], HEAD: [head + parts[0]], FIRST_TEXT: [head, *parts[:2]],
            GOES_ON: [head, *parts], WHOLE: [head + b"".join(parts)]}[visit.reach]
        self.send(sent, is_whole=visit.reach >= GOES_ON)

    def send(self, parts: list[bytes], is_whole: bool):
        """The first part at once, the others one after the other; then this is as far as it gets."""
        if parts:
            self.transport.write(parts[0])
        if len(parts) > 1:
            if self.visit.reach == GOES_ON:
                self.visit.reached.set()
            self.timer = asyncio.get_running_loop().call_later(PAUSE, self.send, parts[1:], is_whole)
            return
        visit = self.visit
        if is_whole:
            visit.answered += 1
            self.visit = None
        visit.reached.set()

    def eof_received(self):
        self.gone()

    def connection_lost(self, error):
        self.gone()

    def gone(self):
        if self.timer:
            self.timer.cancel()
        if visit := self.visit:
            self.visit = None
            visit.cancelled.append(time.monotonic())
            visit.reached.set()


def event(delta: dict | None, finish: str | None = None) -> bytes:
    """An event of a stream; without a delta the one that counts tokens."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    content = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4.1", "choices": choices}
    if delta is None:
        content["usage"] = USAGE
    return b"data: " + json.dumps(content).encode() + b"\n\n"


def completion(text: str) -> bytes:
    message = {"role": "assistant", "content": text}
    return json.dumps({
        "id": "c", "object": "chat.completion", "created": 1, "model": "gpt-4.1",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": USAGE}).encode()


USAGE = {"prompt_tokens": 9, "completion_tokens": 48, "total_tokens": 57}


class Client(asyncio.Protocol):
    """Sends one request, as far as it is to; reads what comes."""

    def __init__(self, visit: Visit):
        self.visit = visit
        self.is_lost = asyncio.Event()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.visit.request[:self.visit.leave_at])

    def data_received(self, data):
        self.visit.received += data
        if b"word0" in self.visit.received:
            self.visit.has_text.set()

    def connection_lost(self, error):
        self.is_lost.set()

    def leave(self, resets: bool):
        if resets:
            peer = self.transport.get_extra_info("socket")
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.visit.left = time.monotonic()
        self.transport.abort()
