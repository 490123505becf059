"""`planb rehearse --record` against a gateway that wants keys: what is proposed, of whom, and that it is kept nowhere."""

import json
import os
import subprocess

import pytest
import yaml
from conftest import BINARY, call
from model_server import eventually

SECRET = "sk-proj-abcdEFGH1234abcdEFGH1234abcdEFGH1234abcd"
TOPICS = ["the tides", "old bridges", "sourdough", "chess endings"]


def planb(gateway, *arguments, **more):
    place = [] if arguments[0] == "check" else ["--admin", f"http://127.0.0.1:{gateway.admin_port}"]
    token = (gateway.folder / "data/admin.token").read_text().strip()
    return subprocess.Popen(
        [BINARY, *arguments, *place], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=gateway.folder,
        env=os.environ | {"PLANB_ADMIN_TOKEN": token, "PROVIDER_KEY": "x"}, **more)


def finished(process, code=0):
    out, said = process.communicate(timeout=120)
    assert process.returncode == code, out + said
    return out, said


@pytest.fixture
def stage(start_gateway, providers):
    target = providers.target("healthy", model="gpt-4.1")
    gateway = start_gateway(
        targets={"openai": target}, routes={
            "gpt-4.1": {"try": ["openai"], "record": "golden"}, "closed": {"try": ["openai"]}})
    eventually(lambda: call(gateway.admin_port, "/")[0])
    return gateway


def test_what_is_proposed_is_redacted_consented_to_and_readable(stage):
    allows, denies = (
        finished(planb(stage, "keys", "create", name, *more))[0].strip()
        for name, more in [("allows", ["--record", "allow"]), ("denies", [])])

    def ask(key, prompt, stream=False, model="gpt-4.1", **more):
        answer = stage.client(key).chat.completions.create(
            model=model, messages=[{"role": "user", "content": prompt}], stream=stream, extra_headers=more)
        assert not stream or list(answer)

    ask(allows, "Before anybody records: canary-before")
    recording = planb(stage, "rehearse", "gpt-4.1", "--record", str(len(TOPICS)), "--for", "2m")
    began = recording.stderr.readline()
    assert began.startswith("began ") and "-record-" in began
    ask(denies, "This is denied: canary-denied")
    ask(allows, "This is off: canary-off", **{"x-planb-rehearse": "off"})
    ask(allows, "Another route: canary-closed", model="closed")
    for number, topic in enumerate(TOPICS):
        prompt = f"Tell me what a child should know of {topic}. My key is {SECRET}, I am jane.roe@example.org."
        ask(allows, prompt, stream=number % 2 == 1)
        if number == 0:
            ask(allows, prompt)
    text, said = finished(recording)
    assert "5 seen, 4 kept, 1 near-duplicates dropped, 2 refused (no consent)" in said, said
    assert "canary" not in text and SECRET not in text and "jane.roe" not in text
    prompts = yaml.safe_load(text)["prompts"]
    assert [prompt["name"] for prompt in prompts] == [f"recorded-{number}" for number in (1, 2, 3, 4)]
    assert all(topic in json.dumps(prompt) for topic, prompt in zip(TOPICS, prompts))

    # It is a golden set as it is.
    (stage.folder / "proposal.yaml").write_text(text)
    target = stage.configuration["targets"]["openai"]
    (stage.folder / "with-golden.yaml").write_text(json.dumps({
        "data": "data", "targets": {"openai": target, "other": target | {"model": "gpt-4o", "account": "other"}},
        "routes": {"gpt-4.1": {"try": ["openai", "other"], "rehearse": {"golden": "proposal.yaml"}}}}))
    said, _ = finished(planb(stage, "check", "--config", "with-golden.yaml"))
    assert "proposal.yaml" in said

    # It was handed out once, it is in no file of the gateway's, and who asked for it is on record.
    name = began.split()[1].rstrip(";")
    token = (stage.folder / "data/admin.token").read_text().strip()
    status, _, _ = call(
        stage.admin_port, f"/api/v1/rehearsals/record/{name}", headers={"authorization": f"Bearer {token}"})
    assert status == 404
    files = [path for path in (stage.folder / "data").rglob("*") if path.is_file()]
    assert files and not [path for path in files if b"a child should know" in path.read_bytes()]
    assert '"rehearsal.record"' in (stage.folder / "data/audit.log").read_text()


def test_without_consent_of_the_route_nothing_begins(stage):
    _, said = finished(planb(stage, "rehearse", "closed", "--record"), code=1)
    assert "record: golden" in said


def test_nothing_asked_is_nothing_proposed(stage):
    out, said = finished(planb(stage, "rehearse", "gpt-4.1", "--record", "--for", "1s"), code=1)
    assert out == "" and "0 seen" in said and "nothing to propose" in said


def test_one_that_is_ended_keeps_nothing(stage):
    key = finished(planb(stage, "keys", "create", "allows", "--record", "allow"))[0].strip()
    recording = planb(stage, "rehearse", "gpt-4.1", "--record", "5", "--for", "10m")
    name = recording.stderr.readline().split()[1].rstrip(";")
    stage.client(key).chat.completions.create(
        model="gpt-4.1", messages=[{"role": "user", "content": "canary-ended"}])
    finished(planb(stage, "rehearse", "--abort", name))
    out, said = finished(recording, code=1)
    assert out == "" and "ended it" in said


@pytest.mark.parametrize("more", [
    ["--level", "shadow"], ["--json"], ["--format", "html"], ["--no-wait"], ["--dry-run"], ["--for", "soon"], ["--list"]])
def test_what_goes_not_with_it_is_refused(stage, more):
    finished(planb(stage, "rehearse", "gpt-4.1", "--record", *more), code=2)
