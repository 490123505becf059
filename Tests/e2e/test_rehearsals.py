"""Rehearsals with the real local model as the backup and a fake provider as the primary: each level runs to a report, bad
backups are found, and readiness says what was shown, for as long as it counts.
"""

import json
import os
import signal
import subprocess
import threading

import openai
import pytest
from conftest import BINARY, MODEL, Gateway
from model_server import call, eventually

PLACES = """France Germany Italy Spain Portugal Poland Austria Switzerland Belgium Netherlands Denmark Sweden Norway
Finland Iceland Ireland Greece Turkey Bulgaria Romania Hungary Slovakia Czechia Slovenia Croatia Serbia Albania Ukraine
Belarus Lithuania Latvia Estonia Russia China Japan India Pakistan Nepal Bangladesh Thailand Vietnam Cambodia Laos
Malaysia Singapore Indonesia Philippines Australia Fiji Canada Mexico Guatemala Honduras Nicaragua Panama Cuba Jamaica
Haiti Colombia Venezuela Ecuador Peru Bolivia Chile Argentina Uruguay Paraguay Brazil Egypt Libya Tunisia Algeria
Morocco Sudan Ethiopia Kenya Uganda Tanzania Rwanda Zambia Zimbabwe""".split()
ROUTE = "gpt-4.1"


def prompt(place: str) -> dict:
    """Short answers, whatever the model says: it stops at the end of a clause."""
    return {
        "name": place, "messages": [{"role": "user", "content": f"What is the capital of {place}?"}], "temperature": 0,
        "max_tokens": 100, "stop": [".", ",", "\n"], "checks": [{"lacks": "As an AI"}],
    }


def planb(gateway: Gateway, *arguments: str, code: int | None = None) -> str:
    result = subprocess.run(
        [BINARY, *arguments, "--admin", f"http://127.0.0.1:{gateway.admin_port}"], capture_output=True, text=True,
        timeout=170, cwd=gateway.folder,
        env=os.environ | {"PLANB_ADMIN_TOKEN": (gateway.folder / "data/admin.token").read_text().strip()})
    if code is not None:
        assert result.returncode == code, result.stdout + result.stderr
    return result.stdout + result.stderr


def status(gateway: Gateway) -> dict:
    return json.loads(call(gateway.port, "/status")[2])


def rehearse(gateway: Gateway, level: str, *more: str, route=ROUTE) -> tuple[int, dict]:
    """The exit code and the report."""
    result = subprocess.run(
        [BINARY, "rehearse", route, "--level", level, "--json", "--admin", f"http://127.0.0.1:{gateway.admin_port}",
         *more], capture_output=True, text=True, timeout=170, cwd=gateway.folder,
        env=os.environ | {"PLANB_ADMIN_TOKEN": (gateway.folder / "data/admin.token").read_text().strip()})
    assert result.stdout, result.stderr
    return result.returncode, json.loads(result.stdout)


class Traffic:
    """Users that ask, each about another place, while a drill runs; all of them have to be answered."""

    def __init__(self, gateway: Gateway, stream=True, max_tokens=24):
        self.gateway, self.stream, self.max_tokens = gateway, stream, max_tokens
        self.targets, self.failures, self.over = [], [], threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def run(self):
        client = self.gateway.client()
        number = 0
        while not self.over.wait(0.05):
            number += 1
            question = f"What is the capital of {PLACES[number % len(PLACES)]}? ({number})"
            try:
                with client.chat.completions.with_streaming_response.create(
                        model=ROUTE, messages=[{"role": "user", "content": question}], stream=self.stream,
                        max_tokens=self.max_tokens, temperature=0) as answer:
                    text = answer.read().decode()
                    assert not self.stream or "[DONE]" in text
                    # A stream that was kept alive does not say it in its head.
                    self.targets.append(answer.headers.get("x-planb-target"))
            except (openai.APIError, AssertionError) as error:
                self.failures.append(f"{type(error).__name__} {error}")


@pytest.fixture(scope="module")
def stage(tmp_path_factory, providers, model_port):
    folder = tmp_path_factory.mktemp("rehearsals")
    (folder / "golden.yaml").write_text(json.dumps({"prompts": [prompt(place) for place in PLACES]}))
    local = {
        "provider": "llama.cpp", "model": MODEL, "url": f"http://127.0.0.1:{model_port}/v1", "region": "eu",
        "lineage": "smollm2",
    }
    healthy = providers.target("healthy", model="gpt-4.1", region="us")
    rehearsal = {
        "probe": "10m", "golden": {"file": "golden.yaml", "every": "300d"}, "shadow": "100%",
        "live": {"share": "30%", "across_models": True},
        "cutover": {"every": "300d", "for": "30s", "share": "100%"},
        "fault": {"every": "300d", "for": "60s", "share": "100%"},
        "caps": {"user_failures": 3, "spend": "5.00 USD"},
    }
    bad = {
        "wrong-key": providers.target("healthy", model="gpt-4.1-mini", account="other", lineage="x")
        | {"api_key": "env:WRONG_KEY"},
        "overloaded": providers.target("overloaded", model="gpt-4.1-nano", account="other", lineage="y"),
        "apologises": providers.target("apologises", model="gpt-4.1-tiny", account="another", lineage="z"),
    }
    fence = {"vendors": ["openai", "self"], "regions": ["us", "eu"]}
    only_golden = {"probe": "off", "golden": {"file": "golden.yaml", "every": "300d"}}
    os.environ["WRONG_KEY"] = "sk-of-somebody-else"
    gateway = Gateway(folder, {
        "mode": "demo", "targets": {"openai": healthy, "local": local} | bad,
        "routes": {ROUTE: {"try": ["openai", "local"], "fence": fence, "rehearse": rehearsal}} | {
            f"with-{name}": {"try": ["openai", name], "rehearse": only_golden} for name in bad},
    })
    yield gateway
    gateway.end()


def readiness(gateway: Gateway) -> dict:
    token = (gateway.folder / "data/admin.token").read_text().strip()
    _, _, text = call(gateway.admin_port, "/api/v1/status", headers={"authorization": f"Bearer {token}"})
    return {route["route"]: route for route in json.loads(text)["readiness"]}


def test_a_backup_is_unproven_then_proven_then_stale(stage):
    said = planb(stage, "readiness", code=1)
    assert "UNPROVEN" in said and "  READY" not in said
    assert readiness(stage)[ROUTE]["ready"] is False

    code, report = rehearse(stage, "probe")
    assert (code, report["verdict"], report["requests"]) == (0, "good", 2)

    assert "golden prompts" in planb(stage, "rehearse", ROUTE, "--level", "golden", "--dry-run", code=0)
    code, report = rehearse(stage, "golden")
    assert (code, report["verdict"], report["state"]) == (0, "good", "ended"), report
    assert report["score"]["conformance"]["of"] == len(PLACES) and report["score"]["conformance"]["lower"] > 0.95
    assert report["plants"] and all(plant["isRejected"] for plant in report["plants"])
    assert report["failbacks"] == 5 and report["failedFailbacks"] == 0
    page = planb(stage, "rehearse", "--show", report["id"], "--format", "html", code=0)
    assert page.lower().startswith("<!doctype html>") and "conformance" in page.lower()

    routes = readiness(stage)
    assert routes[ROUTE]["ready"] is True and routes[ROUTE]["state"] == "proven"
    said = planb(stage, "readiness")
    assert "  READY" in said
    metrics = stage.metrics()
    assert metrics[f'planb_ready{{route="{ROUTE}"}}'] == 1
    proofs = status(stage)["proofs"]
    assert {"route": ROUTE, "backup": "local", "state": "proven", "level": "golden"}.items() <= proofs[0].items()

    # A proof counts for as long as the route says.
    configuration = json.loads(json.dumps(stage.configuration))
    configuration["routes"][ROUTE]["rehearse"]["max_age"] = "1s"
    stage.write(configuration)
    eventually(lambda: readiness(stage)[ROUTE]["state"] == "stale")
    assert "STALE" in planb(stage, "readiness", code=1)
    stage.write(stage.configuration)
    eventually(lambda: readiness(stage)[ROUTE]["state"] == "proven")


def test_evidence_is_checked_offline(stage):
    line = planb(stage, "readiness", "--json").strip().splitlines()[-1]
    statement = json.loads(line)
    assert statement["routes"]
    files = sorted((stage.folder / "data/evidence").glob("2*.jsonl"))
    assert files and files[-1].read_text().splitlines()[-1] == line
    public = next((stage.folder / "data").glob("evidence*.pub"), None)
    key = public.read_text().strip() if public else statement["key"]
    def verify():
        return subprocess.run(
            [BINARY, "readiness", "--verify", *map(str, files), "--pubkey", key], capture_output=True, text=True)
    assert verify().returncode == 0, verify().stdout + verify().stderr
    whole = files[-1].read_text()
    files[-1].write_text(whole.replace("unproven", "proven", 1))
    assert verify().returncode == 1
    files[-1].write_text(whole)


def test_copies_are_compared_and_nobody_sees_them(stage):
    with Traffic(stage) as users:
        _, report = rehearse(stage, "shadow", "--for", "8s")
    assert not users.failures and report["state"] == "ended"
    assert report["requests"] > 3 and report["score"]["conformance"]["of"] > 0
    # A prompt of a user is kept nowhere.
    assert "capital" not in json.dumps(report)
    assert all(path.read_text().count("capital of") == 0 for path in (stage.folder / "data/rehearsals").iterdir()
               if "shadow" in path.name)


def test_the_backup_answers_a_share_of_users(stage):
    with Traffic(stage) as users:
        _, report = rehearse(stage, "live", "--for", "8s")
    assert not users.failures
    assert report["requests"] > 0 and report["controls"] > 0 and report["userFailures"] == 0
    assert {"openai", "local"} <= set(users.targets)


def test_a_full_cut_over_asks_first_and_hands_streams_over_whole(stage):
    refused = planb(stage, "rehearse", ROUTE, "--level", "cutover", "--for", "8s", code=1)
    assert "one piece" in refused
    with Traffic(stage) as users:
        _, report = rehearse(stage, "cutover", "--for", "8s", "--yes")
    assert not users.failures
    assert report["requests"] > 0 and report["userFailureCap"] == 0 and report["userFailures"] == 0
    assert users.targets.count("local") > 0


def test_made_up_failures_are_survived(stage):
    # Short answers: a kind of failure has to come often enough within its part of the time to be noticed.
    with Traffic(stage, max_tokens=4) as users:
        _, report = rehearse(stage, "fault", "--for", "45s")
    assert not users.failures, users.failures[:3]
    kinds = {detection["fault"]: detection for detection in report["detections"]}
    assert {"429", "5xx", "401", "slow"} <= set(kinds)
    assert all(detection["failed"] == 0 for detection in kinds.values())
    assert kinds["5xx"]["injected"] > 0 and kinds["5xx"].get("openedAfter") is not None, kinds
    # What was made up has kept nobody away from the primary.
    assert stage.health() == {}


@pytest.mark.parametrize("name, hint", [("wrong-key", "401"), ("overloaded", "503"), ("apologises", "samples failed \"")])
def test_bad_backups_are_found(stage, name, hint):
    code, report = rehearse(stage, "golden", route=f"with-{name}")
    assert (code, report["verdict"]) == (1, "bad")
    assert any(hint in advice for advice in report["advice"])
    assert readiness(stage)[f"with-{name}"]["ready"] is False


def test_what_cannot_be_is_refused(stage):
    assert "no route" in planb(stage, "rehearse", "gpt-5", "--level", "golden", code=1)
    planb(stage, "rehearse", ROUTE, "--level", "gold", code=2)
    planb(stage, "rehearse", ROUTE, "--level", "shadow", "--share", "300%", code=2)
    planb(stage, "rehearse", ROUTE, "--level", "shadow", "--share", "0%", code=2)
    planb(stage, "rehearse", "with-wrong-key", "--level", "cutover", code=1)


def test_a_kill_in_the_middle_forces_nothing(tmp_path, providers, model_port):
    local = {"provider": "llama.cpp", "model": MODEL, "url": f"http://127.0.0.1:{model_port}/v1", "region": "eu"}
    configuration = {
        "mode": "demo",
        "targets": {"openai": providers.target("healthy", model="gpt-4.1", region="us"), "local": local},
        "routes": {ROUTE: {
            "try": ["openai", "local"], "fence": {"vendors": ["openai", "self"], "regions": ["us", "eu"]},
            "rehearse": {"probe": "off", "cutover": {"every": "300d", "for": "5m", "share": "100%"}}}},
    }
    gateway = Gateway(tmp_path, configuration)
    said = planb(gateway, "rehearse", ROUTE, "--level", "cutover", "--yes", "--no-wait", code=0)
    drill = next(word for word in said.split() if "-cutover-" in word)
    client = gateway.client()

    def answers():
        return client.chat.completions.with_raw_response.create(
            model=ROUTE, messages=[{"role": "user", "content": "hello"}], max_tokens=8).headers.get("x-planb-target")

    eventually(lambda: answers() == "local")
    gateway.process.send_signal(signal.SIGKILL)
    gateway.process.wait()
    gateway = Gateway(tmp_path, configuration)
    try:
        client = gateway.client()
        assert answers() == "openai"
        report = json.loads(planb(gateway, "rehearse", "--show", drill, "--format", "json", code=0))
        assert report["state"] == "interrupted"
    finally:
        gateway.end()
