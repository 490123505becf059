"""What the end-to-end tests share: `planb serve` and `planb fake-provider` as real processes on free loopback ports.

PLANB_BINARY names another build of planb than the release build; PLANB_MODEL_PYTHON another Python for the model
server.
"""

import json
import os
import re
import subprocess
import urllib.request

import openai
import pytest
from model_server import ROOT, call, command, eventually, free_port, running, wait_until_loaded

BINARY = os.environ.get("PLANB_BINARY", str(ROOT / ".build-release/release/planb"))
MODEL = "smollm2-135m-instruct"
PROVIDER_KEY = "sk-of-the-provider"
STEERED = pytest.StashKey[subprocess.Popen]()
FAKE_TEXT = "Olá! The café opens at 9 ☕."

# What each fake provider does wrong. `expects` proves that a request carries the target's credential, not the caller's.
FAULTS = {
    "healthy": {"behaviour": "ok"},
    "slow": {"behaviour": "latency(50,150)"},
    "crawls": {"behaviour": "latency(50,800)"},
    "refuses": {"listener": "refuses"},
    "hangs": {"behaviour": "hang_before_head"},
    "overloaded": {"behaviour": "status(503)"},
    "resets": {"behaviour": "reset_before_head"},
    "dies": {"behaviour": "die_mid_stream(1)"},  # its first event has a role and no text; a whole answer is cut in half
    "apologises": {"behaviour": "error_event(0)"},  # 200, and an error inside
    "breaks": {"behaviour": "die_mid_stream(4)"},
}


class Process:
    """A running planb: what it says is kept, and it is killed at the end whatever happened."""

    def __init__(self, arguments, folder, name, environment=None):
        self.folder = folder
        self.log = folder / f"{name}.log"
        self.process = subprocess.Popen(
            [BINARY, *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL, stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT, env=os.environ | (environment or {}))

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, pattern: str) -> re.Match:
        def found():
            match = re.search(pattern, self.said(), re.MULTILINE)
            assert match or self.process.poll() is None, f"{self.log.name}: it has ended:\n{self.said()}"
            return match

        found.__name__ = f"{pattern!r} in {self.log}"
        return eventually(found)

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class FakeProviders(Process):
    """One process with all fake providers of FAULTS, each on a port of its own."""

    def __init__(self, folder):
        self.ports = {name: free_port() for name in FAULTS}
        script = {
            "providers": {
                name: fault | {"port": self.ports[name]}
                | ({} if "listener" in fault else {"expects": {"authorization": f"Bearer {PROVIDER_KEY}"}})
                for name, fault in FAULTS.items()
            }
        }
        (folder / "faults.yaml").write_text(json.dumps(script))  # JSON is YAML
        super().__init__(["fake-provider", "--script", folder / "faults.yaml"], folder, "fake-provider")
        for name in FAULTS:
            self.wait_for(f"^fake provider {name}:")

    def target(self, name: str, **more) -> dict:
        """A target that takes this provider for OpenAI."""
        url = f"http://127.0.0.1:{self.ports[name]}/v1"
        return {"provider": "openai", "url": url, "api_key": "env:PROVIDER_KEY"} | more


class Gateway(Process):
    """`planb serve` with this configuration, ready."""

    def __init__(self, folder, configuration: dict):
        self.port, self.admin_port = free_port(), free_port()
        self.configuration = {
            "listen": f"127.0.0.1:{self.port}", "admin": f"127.0.0.1:{self.admin_port}", "data": "data",
            "drain": {"delay": "0s"},
            # Probes of the gateway's own would be counted among the requests of tests.
            "defaults": {"rehearse": "off"},
        } | configuration
        self.file = folder / "planb.yaml"
        self.write(self.configuration)
        arguments = ["serve", "--config", self.file]
        super().__init__(arguments, folder, "gateway", {"PROVIDER_KEY": PROVIDER_KEY})
        self.wait_for("listening on")
        eventually(lambda: call(self.port, "/readyz")[0] == 200)
        # The admin port opens beside it.
        eventually(lambda: call(self.admin_port, "/metrics")[0] == 401)

    def write(self, configuration: dict):
        """Changes the file as an editor does: another file, then a rename."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps(configuration, indent=2))
        draft.replace(self.file)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, key="any-key", kind=openai.OpenAI, **options):
        return kind(api_key=key, base_url=f"{self.url}/v1", max_retries=0, timeout=90, **options)

    def metrics(self) -> dict[str, float]:
        """The samples of /metrics, by name and labels."""
        token = os.environ.get("PLANB_ADMIN_TOKEN") or (self.folder / "data/admin.token").read_text().strip()
        request = urllib.request.Request(f"http://127.0.0.1:{self.admin_port}/metrics")
        request.add_header("authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        samples = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return {name: float(value) for name, _, value in samples}

    def health(self) -> dict[str, dict]:
        """What /status says is not well, by the name of the part."""
        _, _, text = call(self.port, "/status")
        return {part["part"]: part for part in json.loads(text)["health"]}


def pytest_configure(config):
    """test_fake_provider.py wants a provider that requests can steer; it is there for the whole session."""
    if os.environ.get("FAKE_PROVIDER_URL") or config.option.collectonly:
        os.environ.setdefault("FAKE_PROVIDER_URL", "http://127.0.0.1:1")
        return
    port = free_port()
    config.stash[STEERED] = subprocess.Popen(
        [BINARY, "fake-provider", "--port", str(port)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    os.environ["FAKE_PROVIDER_URL"] = f"http://127.0.0.1:{port}"
    eventually(lambda: call(port, "/v1/models")[0])


def pytest_unconfigure(config):
    if process := config.stash.get(STEERED, None):
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def providers(tmp_path_factory):
    processes = FakeProviders(tmp_path_factory.mktemp("providers"))
    yield processes
    processes.end()


@pytest.fixture(scope="session")
def model_port(tmp_path_factory):
    """The port of the one real local model: it takes seconds to load, a gateway starts in a moment."""
    port = free_port()
    with (tmp_path_factory.mktemp("model") / "model.log").open("wb") as log:
        with running(command(port, "--alias", MODEL), stdout=log, stderr=subprocess.STDOUT):
            wait_until_loaded(port)
            yield port


@pytest.fixture
def start_gateway(tmp_path_factory, providers):
    """Starts gateways of a test's own, in a folder each: a gateway remembers who has failed."""
    started = []

    def start(**configuration) -> Gateway:
        started.append(Gateway(tmp_path_factory.mktemp("gateway"), configuration))
        return started[-1]

    yield start
    for gateway in started:
        gateway.end()


@pytest.fixture
def gateway(start_gateway, providers, model_port):
    """A gateway that knows of no failure. The route gpt-4.1-NAME tries the fake provider NAME, then the real model."""
    local = {"provider": "llama.cpp", "model": MODEL, "url": f"http://127.0.0.1:{model_port}/v1", "demo": True}
    targets = {name: providers.target(name, model="gpt-4.1") for name in FAULTS}
    routes = {f"gpt-4.1-{name}": {"try": [name, "local"]} for name in FAULTS}
    # The clocks are those of the route, so they also bind the local model: long enough for it on a busy machine.
    routes["gpt-4.1-hangs"]["timeouts"] = {"first_token": "4s", "answer": "4s"}
    targets["openai"] = providers.target("healthy")
    for model in ("gpt-4.1", "text-embedding-3-small", "whisper-1", "tts-1"):
        routes[model] = {"try": ["openai", "local"]}
    return start_gateway(mode="demo", targets=targets | {"local": local}, routes=routes)


@pytest.fixture(scope="session")
def fleet(tmp_path_factory):
    """A strict fake of each provider, and one gateway with a route to each."""
    from matrix.fleet import Fleet

    fleet = Fleet(tmp_path_factory.mktemp("fleet"))
    yield fleet
    fleet.end()


@pytest.fixture(scope="session")
def record():
    """What the tests of this run have shown, for Docs/compatibility.md."""
    from matrix.record import Record

    return Record()


@pytest.fixture(scope="session")
def sdk(fleet):
    """The official SDK of a client dialect, made once, so that connections are kept."""
    from matrix.clients import CLIENTS

    made = {}

    def get(name: str):
        if name not in made:
            made[name] = CLIENTS[name].connect(fleet.gateway.url)
        return made[name]

    return get
