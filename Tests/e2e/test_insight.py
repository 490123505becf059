"""On whom everything depends, and what would have happened: from a ledger that real requests wrote."""

import json
import os
import subprocess

import pytest
from conftest import BINARY, Gateway
from model_server import eventually

PRICE = {"input": "1 USD", "output": "2 USD"}


def planb(gateway, *arguments, code=0):
    result = subprocess.run(
        [BINARY, *arguments, "--config", str(gateway.file)], capture_output=True, text=True, timeout=60,
        env=os.environ | {"PROVIDER_KEY": "x"})
    assert result.returncode == code, result.stdout + result.stderr
    return result.stdout if code in (0, 1) else result.stderr


@pytest.fixture(scope="module")
def served(tmp_path_factory, providers):
    """A gateway that has served 12 requests on two routes: 8 by openai, 4 by a machine of one's own."""
    ours = {"vendor": "self", "lineage": "llama", "region": "eu"}
    gateway = Gateway(tmp_path_factory.mktemp("insight"), {
        "mode": "demo",
        "targets": {
            "openai": providers.target("healthy", model="gpt-4.1", price=PRICE, account="main", region="us"),
            "local": providers.target("healthy", model="llama") | {"provider": "openai-compatible"} | ours,
        },
        "routes": {"chat": {"try": ["openai", "local"]}, "alone": {"try": ["openai"]}, "own": {"try": ["local"]}},
    })
    client = gateway.client()
    for model, count in (("chat", 5), ("alone", 3), ("own", 4)):
        for _ in range(count):
            client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Say hello."}])
    eventually(lambda: json.loads(planb(gateway, "exposure", "--json", code=1))["requests"] == 12)
    yield gateway
    gateway.end()


def test_exposure_adds_up(served):
    report = json.loads(planb(served, "exposure", "--json", code=1))
    by = {part["by"]: {share["name"]: share for share in part["shares"]} for part in report["concentrations"]}
    assert (by["vendor"]["openai"]["requests"], by["vendor"]["self"]["requests"]) == (8, 4)
    assert by["vendor"]["openai"]["costShare"] == 1 and by["vendor"]["openai"]["routesFirst"] == 2
    assert by["account"]["openai/main"]["routesOnly"] == 1
    index = next(part["index"] for part in report["concentrations"] if part["by"] == "vendor")
    assert index == round((100 * 8 / 12) ** 2 + (100 * 4 / 12) ** 2)
    losses = {route["route"]: route["smallestLosses"] for route in report["routes"]}
    assert losses["alone"] == [["vendor:openai"]] and losses["own"] == [["vendor:self"]]
    assert losses["chat"] == [["vendor:openai", "vendor:self"]]
    usage = json.loads(subprocess.run(
        [BINARY, "usage", "--by", "vendor", "--json", "--config", str(served.file)], capture_output=True, text=True,
        timeout=60).stdout)
    cost = sum(row["cost_nanodollars"] for row in usage["rows"])
    assert report["cost"] == cost > 0


def test_exposure_is_a_page_without_scripts(served):
    page = planb(served, "exposure", "--form", "html", code=1)
    assert page.startswith("<!doctype html>") and "<script" not in page and "http" not in page.lower().split("<body>")[1]
    assert "2 routes of 3 would stop with a single loss" in planb(served, "exposure", code=1)


def test_what_if_a_vendor_is_lost(served):
    report = json.loads(planb(served, "whatif", "--lose", "openai", "--since", "1h", "--json", code=1))
    assert report["recorded"] == {"requests": 12, "answered": 12}
    assert report["before"] == {"requests": 12, "answered": 12}
    assert report["after"] == {"requests": 12, "answered": 9}
    assert report["refused"] == {"every target that could serve it was lost": 3}
    exposed = json.loads(planb(served, "exposure", "--json", code=1))
    assert report["costBefore"] == exposed["cost"] and report["costAfter"] == 0
    assert "75.0 % of 12 requests would be served" in planb(served, "whatif", "--lose", "openai", "--since", "1h", code=1)


def test_what_if_something_is_lost_that_nobody_needs(served):
    report = json.loads(planb(served, "whatif", "--lose", "account:openai/main", "--since", "1h", "--at", "2m",
                              "--for", "1m", "--json"))
    # Nobody asked in that minute, or all that did are counted in it.
    assert report["before"]["requests"] == report["recorded"]["requests"]


@pytest.mark.parametrize("arguments, words", [
    (["--lose", "opnai"], "no target of the configuration depends on vendor:opnai; there are: openai, self"),
    (["--lose", "planet:earth"], "--lose takes NAME"),
    ([], "--lose says what is lost"),
    (["--scenario", "meteor"], "there is no scenario meteor"),
    (["--lose", "openai", "--at", "tomorrow"], "--at is a time in the past"),
    (["--lose", "openai", "--since", "0000"], "--since is a time in the past"),
])
def test_questions_that_mean_nothing(served, arguments, words):
    assert words in planb(served, "whatif", *arguments, code=2)


def test_scenarios_have_names(served):
    listed = planb(served, "whatif", "--list")
    assert "weekend" in listed and "aws-2025-10-20" in listed


def replay(gateway, folder, document, *arguments, code=0, environment=None):
    changed = folder / "new.yaml"
    changed.write_text(json.dumps(document))
    result = subprocess.run(
        [BINARY, "check", "--replay", "1h", "--config", str(changed), *arguments], capture_output=True, text=True,
        timeout=60, cwd=folder, env=os.environ | {"PROVIDER_KEY": "x"} | (environment or {}))
    assert result.returncode == code, result.stdout + result.stderr
    return result.stdout if code in (0, 1) else result.stderr


def test_a_changed_configuration_is_replayed_before_it_is_in_force(served, tmp_path):
    former = json.loads(served.file.read_text())
    # Another order, and the route that four requests asked for is gone.
    changed = former | {"routes": {"chat": {"try": ["local", "openai"]}, "alone": {"try": ["openai"]}}}
    against = ["--against", str(served.file)]
    report = json.loads(replay(served, tmp_path, changed, *against, "--json", code=1))
    assert report["before"]["served"] == report["recorded"] == {"requests": 12, "answered": 12}
    assert report["after"]["served"] == {"requests": 12, "answered": 8}
    assert report["after"]["refused"] == {"no route": 4}
    routes = {route["route"]: route for route in report["routes"]}
    assert routes["chat"]["before"]["answers"] == {"openai": 5} and routes["chat"]["after"]["answers"] == {"local": 5}
    # Five of the eight that were paid for are not any more.
    assert report["after"]["cost"] * 8 == report["before"]["cost"] * 3
    text = replay(served, tmp_path, changed, *against, code=1)
    assert "66.6 % of 12 requests would be served (100 % before): 4 fewer." in text
    assert "Routes that change".upper() in text.upper() and "1 route stays as it is." in text
    # What $PLANB_CONFIG names is what is in force.
    same = replay(served, tmp_path, former, "--json", environment={"PLANB_CONFIG": str(served.file)})
    assert json.loads(same)["against"] == str(served.file)


def test_a_configuration_by_itself_is_compared_with_what_was_recorded(served):
    result = subprocess.run(
        [BINARY, "check", "--replay", "1h", "--config", str(served.file), "--json"], capture_output=True, text=True,
        timeout=60, env=os.environ | {"PROVIDER_KEY": "x", "PLANB_CONFIG": str(served.file)})
    report = json.loads(result.stdout)
    assert result.returncode == 0 and report["isAgainstRecorded"]
    exposed = json.loads(planb(served, "exposure", "--json", code=1))
    assert report["before"]["cost"] == report["after"]["cost"] == exposed["cost"]
    assert report["before"]["served"] == report["after"]["served"] == {"requests": 12, "answered": 12}


@pytest.mark.parametrize("arguments, words", [
    (["--replay", "tomorrow"], "--replay is a time in the past"),
    (["--against", "x.yaml"], "--against is for --replay"),
    (["--replay", "1h", "--probe"], "--replay goes with neither --probe nor --schema"),
])
def test_replays_that_mean_nothing(served, arguments, words):
    assert words in planb(served, "check", *arguments, code=2)


def test_a_replay_needs_a_ledger_and_a_configuration(served, tmp_path):
    document = json.loads(served.file.read_text()) | {"data": str(tmp_path / "nothing")}
    assert "there is no ledger yet" in replay(served, tmp_path, document, code=3)
    assert "nope.yaml" in replay(served, tmp_path, document, "--against", "nope.yaml", code=3)
