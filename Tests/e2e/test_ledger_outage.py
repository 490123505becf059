"""A database that goes away, or is slow, delays rows and nothing else."""

import glob
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest
from model_server import call, eventually

# `make torture` asks for a minute.
OUTAGE = float(os.environ.get("PLANB_OUTAGE", "2"))
CLIENTS = 8
DISK_DELAY = 0.8


class Postgres:
    """A PostgreSQL server of the test's own, on a socket in a folder of its own."""

    def __init__(self):
        self.bin = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="planb-pg."))
        self.user = []
        self.environment = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.folder, "postgres")
            self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self.run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        return f"postgres:///postgres?host={self.folder}&user=postgres"

    def run(self, program: str, *arguments: str):
        subprocess.run(
            [*self.user, f"{self.bin}/{program}", *arguments], cwd=self.folder, check=True, timeout=120,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | self.environment)

    def start(self, *options: str):
        settings = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off {' '.join(options)}"
        self.run("pg_ctl", "-D", self.data, "-l", f"{self.data}/server.log", "-w", "-o", settings, "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def ask(self, statement: str) -> str | None:
        """The answer, or None if there is none."""
        result = subprocess.run(
            ["psql", "-h", str(self.folder), "-U", "postgres", "-Atc", statement], capture_output=True, text=True,
            timeout=60)
        return result.stdout.strip() if result.returncode == 0 else None

    def count(self, table: str) -> int:
        return int(self.ask(f"select count(*) from {table}") or -1)

    def restart_on_a_slow_disk(self, delay: float) -> Path:
        """From now on every write and flush takes `delay` seconds longer, while the file that is returned exists."""
        library, switch = self.folder / "slow_disk.so", self.folder / "slow"
        source = Path(__file__).parent / "slow_disk.c"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True, timeout=60)
        self.environment = {
            "LD_PRELOAD": str(library), "PLANB_DISK_SWITCH": str(switch), "PLANB_DISK_DELAY_MS": str(int(delay * 1000))}
        self.stop()
        self.start("-c fsync=on")
        return switch

    def end(self):
        subprocess.run(
            [*self.user, f"{self.bin}/pg_ctl", "-D", self.data, "-m", "immediate", "stop"], cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)


class Client(threading.Thread):
    """Asks for one answer after the other until it is told to stop; counts those that did not come."""

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.port = port
        self.isOver = threading.Event()
        self.answered, self.failed = 0, []
        self.spans: list[tuple[float, float]] = []  # when an answer was there, and after how long, in seconds

    def run(self):
        body = json.dumps({"model": "gpt-4.1", "messages": [{"role": "user", "content": "Hello"}]})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.isOver.is_set():
            start = time.monotonic()
            connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
            end = time.monotonic()
            self.spans.append((end, end - start))
            if answer.status == 200:
                self.answered += 1
            else:
                self.failed.append(content)
            time.sleep(0.002)


@pytest.fixture
def postgres():
    server = Postgres()
    server.start()
    yield server
    server.end()


class Load:
    """What came of asking: how many answers, what else came, and how long it took."""

    def __init__(self, clients: list[Client]):
        self.answered = sum(client.answered for client in clients)
        self.failed = [text for client in clients for text in client.failed]
        self.spans = [span for client in clients for span in client.spans]

    def latency(self, start: float, end: float) -> tuple[float, float, float]:
        """P50, P99 and the longest of the answers that came between two moments, in seconds."""
        spans = sorted(span for moment, span in self.spans if start <= moment < end)
        return spans[len(spans) // 2], spans[len(spans) * 99 // 100], spans[-1]


def under_load(gateway, meanwhile) -> Load:
    """Runs `meanwhile` while clients ask."""
    clients = [Client(gateway.port) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        meanwhile()
    finally:
        for client in clients:
            client.isOver.set()
    for client in clients:
        client.join(timeout=60)
        assert not client.is_alive()
    return Load(clients)


def store(gateway) -> dict:
    """What everybody may know of the ledger's database."""
    return json.loads(call(gateway.port, "/status")[2])["ledger"]


def operators_store(gateway) -> dict:
    """What operators may know of it."""
    token = os.environ.get("PLANB_ADMIN_TOKEN") or (gateway.folder / "data/admin.token").read_text().strip()
    answer = call(gateway.admin_port, "/api/v1/status", headers={"authorization": f"Bearer {token}"})
    return json.loads(answer[2])["ledger"]


def told(latency: tuple[float, float, float]) -> str:
    return "P50 {:.1f} ms, P99 {:.1f} ms, longest {:.1f} ms".format(*(span * 1000 for span in latency))


def test_a_database_that_goes_away_delays_rows_and_nothing_else(start_gateway, providers, postgres, record_property):
    gateway = start_gateway(
        mode="demo", targets={"openai": providers.target("healthy", model="gpt-4.1")},
        routes={"gpt-4.1": {"try": ["openai"]}}, ledger={"postgres": postgres.url})
    eventually(lambda: postgres.count("requests") == 0)

    moments = []

    def outage():
        moments.append(time.monotonic())
        time.sleep(2)
        moments.append(time.monotonic())
        postgres.stop()
        eventually(lambda: store(gateway)["state"] == "away")
        time.sleep(OUTAGE)
        assert call(gateway.port, "/readyz")[0] == 200
        assert "last_error" not in store(gateway), "it may name hosts"
        assert str(postgres.folder) in operators_store(gateway)["last_error"]
        moments.append(time.monotonic())
        postgres.start()
        time.sleep(1)

    load = under_load(gateway, outage)
    assert load.failed == [] and load.answered > 100
    start = time.monotonic()
    eventually(lambda: postgres.count("requests") == load.answered, seconds=300)
    assert postgres.count("attempts") == load.answered
    eventually(lambda: store(gateway) == {"state": "working", "lag_bytes": 0})
    figures = (
        f"the database was away for {moments[2] - moments[1]:.0f} s: {load.answered} answers, 0 failed; before: "
        f"{told(load.latency(*moments[:2]))}; meanwhile: {told(load.latency(*moments[1:]))}; all rows were there "
        f"{time.monotonic() - start:.1f} s after the last answer")
    print(figures)
    record_property("outage", figures)


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler to make a slow disk with")
def test_a_database_with_a_slow_disk_delays_rows_and_nothing_else(
        start_gateway, providers, postgres, record_property):
    switch = postgres.restart_on_a_slow_disk(DISK_DELAY)
    gateway = start_gateway(
        mode="demo", targets={"openai": providers.target("healthy", model="gpt-4.1")},
        routes={"gpt-4.1": {"try": ["openai"]}}, ledger={"postgres": postgres.url})
    eventually(lambda: postgres.count("requests") == 0)
    moments = []

    def slowness():
        moments.append(time.monotonic())
        time.sleep(2)
        switch.touch()
        moments.append(time.monotonic())
        assert postgres.ask("create table slow (n int)") is not None
        assert time.monotonic() - moments[1] >= DISK_DELAY, "this disk is not slow"
        time.sleep(max(3, OUTAGE))
        moments.append(time.monotonic())
        switch.unlink()

    load = under_load(gateway, slowness)
    assert load.failed == [] and load.answered > 100
    start = time.monotonic()
    eventually(lambda: postgres.count("requests") == load.answered, seconds=300)
    assert postgres.count("attempts") == load.answered
    before, meanwhile = load.latency(*moments[:2]), load.latency(*moments[1:])
    figures = (
        f"each write and flush of the database took {DISK_DELAY * 1000:.0f} ms longer for {moments[2] - moments[1]:.0f} s: "
        f"{load.answered} answers, 0 failed; before: {told(before)}; meanwhile: {told(meanwhile)}; all rows were there "
        f"{time.monotonic() - start:.1f} s after the last answer")
    print(figures)
    record_property("slow_disk", figures)
    # An answer that waited for the disk would have waited for at least one write.
    assert meanwhile[0] < DISK_DELAY / 2 and meanwhile[1] < DISK_DELAY, figures


def test_a_gateway_starts_without_its_database(start_gateway, providers, postgres):
    postgres.stop()
    gateway = start_gateway(
        mode="demo", targets={"openai": providers.target("healthy", model="gpt-4.1")},
        routes={"gpt-4.1": {"try": ["openai"]}}, ledger={"postgres": postgres.url})
    load = under_load(gateway, lambda: time.sleep(1))
    assert load.failed == [] and load.answered > 10
    postgres.start()
    eventually(lambda: postgres.count("requests") == load.answered, seconds=120)


def test_a_stopped_gateway_has_brought_its_rows_over(start_gateway, providers, postgres):
    gateway = start_gateway(
        mode="demo", targets={"openai": providers.target("healthy", model="gpt-4.1")},
        routes={"gpt-4.1": {"try": ["openai"]}}, ledger={"postgres": postgres.url})
    load = under_load(gateway, lambda: time.sleep(2))
    gateway.end()
    assert load.failed == [] and postgres.count("requests") == load.answered
