"""`planb top`: on a terminal, and without one."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pytest
from conftest import BINARY, Gateway
from model_server import eventually

PRICE = {"input": "1 USD", "output": "2 USD"}
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"


class Terminal:
    """`planb top` on a terminal of its own; `text` is everything it has written, `screen` what stands there now."""

    def __init__(self, gateway, *arguments, rows=24, columns=80):
        self.leader, self.follower = pty.openpty()
        self.resize(rows, columns, notify=False)
        self.before = termios.tcgetattr(self.follower)
        self.text = b""
        self.process = subprocess.Popen(
            [BINARY, "top", "--config", str(gateway.file), *arguments], stdin=self.follower, stdout=self.follower,
            stderr=subprocess.PIPE, env=os.environ | {"PROVIDER_KEY": "x"}, start_new_session=True)

    def resize(self, rows, columns, notify=True):
        self.rows, self.columns = rows, columns
        fcntl.ioctl(self.follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if notify:
            self.process.send_signal(signal.SIGWINCH)

    def read(self):
        while select.select([self.leader], [], [], 0.05)[0]:
            self.text += os.read(self.leader, 65536)
        return self.text

    def screen(self):
        """The lines, by the place that each of them is written to."""
        lines = {}
        last = 0
        for part in self.read().split(b"\x1b[2J")[-1].split(b"\x1b[")[1:]:
            if place := re.match(rb"(\d+);1H", part):
                last = int(place[1])
                lines[last] = part[place.end():]
            elif style := re.match(rb"[\d;]*m", part):
                lines[last] += part[style.end():]
        return [lines[row].decode() for row in sorted(lines) if row <= self.rows]

    def wait(self, *words):
        eventually(lambda: all(word in "\n".join(self.screen()) for word in words))

    def press(self, key):
        os.write(self.leader, key)

    def end(self, code=0):
        assert self.process.wait(timeout=10) == code, self.process.stderr.read()
        written = self.read()
        assert written.count(ENTER) == 1 and written.count(LEAVE) == 1 and written.index(LEAVE) > written.index(ENTER)
        assert written.endswith(b"\x1b[?25h" + LEAVE)
        assert termios.tcgetattr(self.follower) == self.before, "the terminal is not as it was"
        os.close(self.leader)
        os.close(self.follower)


@pytest.fixture
def gateway(tmp_path, providers):
    gateway = Gateway(tmp_path, {
        "mode": "demo",
        "targets": {
            "broken": providers.target("overloaded", model="gpt-4.1", price=PRICE),
            "good": providers.target("healthy", model="gpt-4.1", price=PRICE, account="other"),
        },
        "routes": {"chat": {"try": ["broken", "good"]}, "日本語": {"try": ["good"]}},
    })
    yield gateway
    gateway.end()


def ask(gateway, model="chat"):
    gateway.client().chat.completions.create(model=model, messages=[{"role": "user", "content": "Say hello."}])


def test_routes_targets_and_failovers_are_shown_as_they_happen(gateway):
    top = Terminal(gateway)
    top.wait("ROUTE", "chat", "日本語", "broken", "good", "q quit", "serving, demo mode")
    for _ in range(5):
        ask(gateway)
    top.wait("FAILOVER", "chat: broken", "100 %")
    assert len(top.screen()) == 24
    # The newest rows of the ledger come a moment later, with times and money.
    top.wait("output after ", "ms / ", "today $0.0")
    top.resize(12, 40)
    eventually(lambda: len(top.screen()) >= 11 and max(map(len, top.screen()[:3])) <= 40)
    top.press(b"n")
    top.wait("ROUTE")
    top.press(b"q")
    top.end()


@pytest.mark.parametrize("end", ["ctrl-c", signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_terminal_is_given_back_however_it_ends(gateway, end):
    top = Terminal(gateway)
    top.wait("ROUTE")
    # An arrow is no key of ours.
    top.press(b"\x1b[A")
    if end == "ctrl-c":
        top.press(b"\x03")
    else:
        top.process.send_signal(end)
    top.end()


def test_a_gateway_that_goes_away_is_said_to_be_away_until_it_is_back(gateway):
    top = Terminal(gateway)
    top.wait("ROUTE")
    gateway.process.kill()
    gateway.process.wait()
    top.wait("does not answer; trying again", "ROUTE")
    again = subprocess.Popen(
        [BINARY, "serve", "--config", str(gateway.file)], env=os.environ | {"PROVIDER_KEY": "x"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=gateway.folder)
    try:
        eventually(lambda: "trying again" not in "\n".join(top.screen()[:3]))
        top.press(b"q")
        top.end()
    finally:
        again.terminate()
        again.wait(timeout=20)


def run(gateway, *arguments, **options):
    return subprocess.run(
        [BINARY, "top", "--config", str(gateway.file), *arguments], capture_output=True, text=True, timeout=60,
        stdin=subprocess.DEVNULL, env=os.environ | {"PROVIDER_KEY": "x"}, **options)


def test_without_a_terminal_one_reading_is_printed(gateway):
    for _ in range(3):
        ask(gateway)
    ask(gateway, "日本語")
    plain = run(gateway)
    assert plain.returncode == 0 and "\x1b" not in plain.stdout
    for word in ("ROUTE", "chat", "日本語", "TARGET", "good"):
        assert word in plain.stdout

    def reading():
        result = run(gateway, "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    eventually(lambda: (reading()["spend_today_nanodollars"] or 0) > 0)
    document = reading()
    assert [route["route"] for route in document["routes"]] == ["chat", "日本語"]
    assert document["served"] is None or document["served"] == 1
    assert {target["target"] for target in document["targets"]} == {"broken", "good"}
    usage = json.loads(subprocess.run(
        [BINARY, "usage", "--since", "0s", "--by", "route", "--json", "--config", str(gateway.file)],
        capture_output=True, text=True, timeout=60).stdout)
    assert document["spend_today_nanodollars"] == sum(row["cost_nanodollars"] for row in usage["rows"])
    assert document["running"] == 0


def test_there_has_to_be_a_gateway(gateway):
    gateway.process.kill()
    gateway.process.wait()
    result = run(gateway, "--json")
    assert result.returncode == 3 and "does not answer" in result.stderr
    wrong = run(gateway, "--interval", "0")
    assert wrong.returncode == 2 and "--interval is a number of seconds" in wrong.stderr
