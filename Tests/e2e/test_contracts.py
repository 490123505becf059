"""What `planb check --probe` finds out about a real model and a real address, and that the planner goes by contracts."""

import json
import os
import subprocess

import pytest
from conftest import BINARY, MODEL, PROVIDER_KEY

PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def planb(folder, *arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        [BINARY, *map(str, arguments)], cwd=folder, env=os.environ | {"PROVIDER_KEY": PROVIDER_KEY},
        capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def folder(tmp_path, providers, model_port):
    """A configuration with the real model, a healthy fake provider, and one that nobody is behind."""
    targets = {
        "local": {"provider": "llama.cpp", "model": MODEL, "url": f"http://127.0.0.1:{model_port}/v1"},
        "fake": providers.target("healthy", model="gpt-4.1"),
        "gone": providers.target("refuses", model="gpt-4.1"),
    }
    (tmp_path / "planb.yaml").write_text(json.dumps({"targets": targets, "routes": {"m": {"try": list(targets)}}}))
    return tmp_path


def test_a_probe_finds_what_a_real_model_can_do_and_the_configuration_reads_it(folder):
    answer = planb(folder, "check", "--probe", "--json", "--write", "found.json")
    assert answer.returncode == 1, answer.stderr  # one of them is not there
    targets = {target["target"]: target for target in json.loads(answer.stdout)["targets"]}
    can = {name: {f["question"]: f.get("can") for f in target["findings"]} for name, target in targets.items()}
    # What the bundled model does with tools is its own affair; that it streams, keeps to a grammar and goes on is known.
    for question in ("answer", "stream", "json_schema", "prefill"):
        assert can["local"][question] is True, targets["local"]
    assert targets["local"]["context"] == 4096
    assert targets["local"]["requests"] <= 8 and targets["local"]["output_tokens"] > 0
    assert can["gone"] == {"answer": False} and not targets["gone"]["reachable"]
    assert can["fake"]["forced_tool"] is False  # it says its words whatever it is told
    assert "its contract says forced_tools: true, and it showed false" in targets["fake"]["contradicts"]
    found = json.loads((folder / "found.json").read_text())["targets"]
    assert set(found) == {"local", "fake"} and found["local"]["contract"]["prefill"] is True

    configuration = json.loads((folder / "planb.yaml").read_text()) | {"contracts": "found.json"}
    (folder / "planb.yaml").write_text(json.dumps(configuration))
    said = json.loads(planb(folder, "check", "--json").stdout)["targets"]
    facts = {f["name"]: f for f in next(t for t in said if t["target"] == "local")["facts"]}
    assert facts["prefill"] == {"name": "prefill", "can": True, "from": "probe"}
    assert facts["context"]["limit"] == 4096
    plan = json.loads(planb(folder, "explain", "m", "--tokens", "5000", "--json").stdout)
    assert {s["target"]: s["reason"] for s in plan["skips"]} == {
        "local": "its context of 4096 tokens is smaller than this prompt"}
    plan = json.loads(planb(folder, "explain", "m", "--needs", "forced_tools", "--json").stdout)
    assert {s["target"]: s["reason"] for s in plan["skips"]}["fake"] == "its contract lacks forced_tools"


def test_nothing_is_written_unless_it_is_asked_for_and_what_was_shown_before_is_kept(folder):
    planb(folder, "check", "--probe")
    assert {path.name for path in folder.iterdir()} == {"planb.yaml"}
    before = {"version": 1, "targets": {"gone": {"probed": "2026-01-01"}, "nobody": {}}}
    (folder / "found.json").write_text(json.dumps(before))
    planb(folder, "check", "--probe", "--write", "found.json")
    assert set(json.loads((folder / "found.json").read_text())["targets"]) == {"local", "fake", "gone"}
    assert planb(folder, "check", "--write", "found.json").returncode == 2


@pytest.fixture
def gateway_by_contract(start_gateway, providers):
    """The first target of each route cannot do what the other can."""
    def pair(**contract):
        return providers.target("healthy", model="gpt-4.1", contract=contract)

    targets = {
        "blind": pair(images=False), "short": pair(context=100), "loose": pair(json_schema=False),
        "able": providers.target("slow", model="gpt-4.1"),
    }
    return start_gateway(
        mode="demo", targets=targets, routes={f"m-{name}": {"try": [name, "able"]} for name in targets if name != "able"})


def ask(gateway, model, content, **more):
    answer = gateway.client().chat.completions.with_raw_response.create(
        model=model, messages=[{"role": "user", "content": content}], **more)
    return answer.headers["x-planb-target"], answer.headers["x-planb-attempts"]


IMAGE = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": PIXEL}}]
SCHEMA = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}}


@pytest.mark.parametrize(
    ("model", "first", "content", "more"), [
        ("m-blind", "blind", IMAGE, {}), ("m-short", "short", "word " * 400, {}),
        ("m-loose", "loose", "Say it in JSON.", {"response_format": SCHEMA}),
    ])
def test_a_target_that_cannot_serve_a_request_is_not_asked(gateway_by_contract, model, first, content, more):
    assert ask(gateway_by_contract, model, "Say hello.")[0] == first
    # Not an attempt that failed: it was left out.
    assert ask(gateway_by_contract, model, content, **more) == ("able", "able:200")


def test_a_catalog_of_ones_own_is_a_contract_too(start_gateway, providers, tmp_path):
    (tmp_path / "models.json").write_text(json.dumps({
        "version": "2026-11-01",
        "models": {"house": {"lineage": "house", "offers": [
            {"provider": "openai", "ids": ["house-*"], "cannot": ["images"]}]}}}))
    gateway = start_gateway(
        mode="demo", catalog=["builtin", f"file:{tmp_path / 'models.json'}"],
        targets={"house": providers.target("healthy", model="house-1"), "able": providers.target("slow", model="gpt-4.1")},
        routes={"m": {"try": ["house", "able"]}})
    assert ask(gateway, "m", "Say hello.")[0] == "house"
    assert ask(gateway, "m", IMAGE)[0] == "able"
