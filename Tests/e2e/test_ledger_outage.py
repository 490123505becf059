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
from model_server import eventually

# `make torture` asks for a minute.
OUTAGE = float(os.environ.get("PLANB_OUTAGE", "2"))
CLIENTS = 8


class Postgres:
    """A PostgreSQL server of the test's own, on a socket in a folder of its own."""

    def __init__(self):
        self.bin = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="planb-pg."))
        self.user = []
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
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self, *options: str):
        settings = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off {' '.join(options)}"
        self.run("pg_ctl", "-D", self.data, "-l", f"{self.data}/server.log", "-w", "-o", settings, "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def count(self, table: str) -> int:
        result = subprocess.run(
            ["psql", "-h", str(self.folder), "-U", "postgres", "-Atc", f"select count(*) from {table}"],
            capture_output=True, text=True, timeout=60)
        return int(result.stdout) if result.returncode == 0 else -1

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

    def run(self):
        body = json.dumps({"model": "gpt-4.1", "messages": [{"role": "user", "content": "Hello"}]})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.isOver.is_set():
            connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
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


def under_load(gateway, meanwhile):
    """Runs `meanwhile` while clients ask; gives how many answers came, and what came instead of others."""
    clients = [Client(gateway.port) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    meanwhile()
    for client in clients:
        client.isOver.set()
    for client in clients:
        client.join(timeout=60)
        assert not client.is_alive()
    return sum(client.answered for client in clients), [text for client in clients for text in client.failed]


def test_a_database_that_goes_away_delays_rows_and_nothing_else(start_gateway, providers, postgres):
    gateway = start_gateway(
        mode="demo", targets={"openai": providers.target("healthy", model="gpt-4.1")},
        routes={"gpt-4.1": {"try": ["openai"]}}, ledger={"postgres": postgres.url})
    eventually(lambda: postgres.count("requests") == 0)

    def outage():
        time.sleep(1)
        postgres.stop()
        time.sleep(OUTAGE)
        postgres.start()
        time.sleep(1)

    answered, failed = under_load(gateway, outage)
    assert failed == [] and answered > 100
    eventually(lambda: postgres.count("requests") == answered, seconds=120)
    assert postgres.count("attempts") == answered


def test_a_gateway_starts_without_its_database(start_gateway, providers, postgres):
    postgres.stop()
    gateway = start_gateway(
        mode="demo", targets={"openai": providers.target("healthy", model="gpt-4.1")},
        routes={"gpt-4.1": {"try": ["openai"]}}, ledger={"postgres": postgres.url})
    answered, failed = under_load(gateway, lambda: time.sleep(1))
    assert failed == [] and answered > 10
    postgres.start()
    eventually(lambda: postgres.count("requests") == answered, seconds=120)


def test_a_stopped_gateway_has_brought_its_rows_over(start_gateway, providers, postgres):
    gateway = start_gateway(
        mode="demo", targets={"openai": providers.target("healthy", model="gpt-4.1")},
        routes={"gpt-4.1": {"try": ["openai"]}}, ledger={"postgres": postgres.url})
    answered, failed = under_load(gateway, lambda: time.sleep(2))
    gateway.end()
    assert failed == [] and postgres.count("requests") == answered
