"""A provider dies in the middle of traffic; afterwards the incident's page tells the story, and the console's figures are those
of the commands."""

import html
import json
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import openai
import pytest
from conftest import BINARY, PROVIDER_KEY, Gateway, Process
from model_server import eventually, free_port

PRICE = {"input": "1 USD", "output": "2 USD"}
BEFORE, DURING, AFTER, ALONE = 6, 8, 4, 3


class Provider:
    """A fake provider that can be killed and started again at the same place."""

    def __init__(self, folder):
        self.folder, self.port, self.process, self.starts = folder, free_port(), None, 0

    def start(self):
        self.starts += 1
        script = self.folder / "provider.yaml"
        script.write_text(json.dumps({"providers": {"p": {"port": self.port, "behaviour": "ok"}}}))
        self.process = Process(["fake-provider", "--script", script], self.folder, f"provider-{self.starts}")
        self.process.wait_for("^fake provider p:")

    def kill(self):
        self.process.process.kill()
        self.process.process.wait()

    def target(self, **more):
        return {"provider": "openai", "url": f"http://127.0.0.1:{self.port}/v1", "api_key": "env:PROVIDER_KEY",
                "price": PRICE} | more


class World:
    def __init__(self, folder):
        self.dying = Provider(folder)
        (folder / "other").mkdir()
        self.steady = Provider(folder / "other")
        self.dying.start()
        self.steady.start()
        self.gateway = Gateway(folder, {
            "mode": "demo",
            "targets": {
                "first": self.dying.target(model="gpt-4.1", vendor="acme", lineage="gpt"),
                "second": self.steady.target(model="gpt-4.1", vendor="umbrella", lineage="other"),
            },
            "routes": {"chat": {"try": ["first", "second"]}, "alone": {"try": ["first"]}},
        })
        self.refused = 0
        for _ in range(BEFORE):
            self.chat("chat")
        self.died_at = time.time()
        self.dying.kill()
        for _ in range(DURING):
            self.chat("chat")
        for _ in range(ALONE):
            with pytest.raises(openai.APIStatusError) as error:
                self.chat("alone")
            assert error.value.status_code == 503
            self.refused += 1
        self.all_refused_at = time.time()
        eventually(lambda: len(self.rows("requests")) == BEFORE + DURING + ALONE)

    def chat(self, model):
        client = self.gateway.client()
        return client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Say hello."}])

    @property
    def token(self):
        return (self.gateway.folder / "data/admin.token").read_text().strip()

    def ask(self, path):
        request = urllib.request.Request(f"http://127.0.0.1:{self.gateway.admin_port}{path}")
        request.add_header("authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def json(self, path):
        return json.loads(self.ask(path))

    def page(self, path):
        """What stands on a page of the console, without its tags."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.ask(path).partition("<main")[2]))

    def rows(self, table):
        return [json.loads(line) for line in self.ask(f"/api/v1/export?table={table}").splitlines()]

    def planb(self, *arguments):
        result = subprocess.run(
            [BINARY, *arguments, "--config", str(self.gateway.file)], capture_output=True, text=True, timeout=60,
            env={"PROVIDER_KEY": PROVIDER_KEY, "PATH": "/usr/bin:/bin"})
        assert result.returncode in (0, 1), result.stderr
        return result.stdout

    def end(self):
        self.gateway.end()
        self.dying.process.end()
        self.steady.process.end()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    world = World(tmp_path_factory.mktemp("incidents"))
    yield world
    world.end()


def incident(world):
    found = [one for one in world.json("/api/v1/incidents?since=1h")["incidents"] if one["vendor"] == "acme"]
    assert len(found) == 1, found
    return found[0]


def test_the_incident_is_found(world):
    found = incident(world)
    assert found["targets"] == ["first"] and found["isGoingOn"] is True
    # Not before the provider was killed, and at once afterwards.
    assert world.died_at * 1000 - 50 <= found["start"] <= world.died_at * 1000 + 5000
    assert found["end"] >= found["start"]
    failed = [row for row in world.rows("attempts") if row["failure"] and row["target"] == "first"]
    assert found["failedAttempts"] == len(failed) > 0
    assert sum(found["failures"].values()) == len(failed)
    assert found["start"] == min(row["time"] for row in failed)
    assert found["refused"] == ALONE and found["cut"] == 0


def test_its_page_tells_who_noticed(world):
    found = incident(world)
    report = world.json(f"/api/v1/incidents/{found['id']}")
    assert report["isCut"] is False
    routes = {caller["route"]: caller for caller in report["callers"]}
    assert routes["alone"]["endings"]["refused"] == ALONE and routes["alone"]["endings"]["answered"] == 0
    assert routes["chat"]["endings"]["refused"] == 0
    # Those who asked while it was away: all were answered, by the other.
    assert report["standIns"] == [
        {"target": "second", "requests": report["response"]["rescued"] + report["response"]["passedBy"],
         "cost": report["standIns"][0]["cost"]}]
    assert report["standIns"][0]["cost"] > 0
    assert report["response"]["rescued"] >= 1
    if report["incident"]["routes"] == ["alone", "chat"]:
        assert report["concerned"]["refused"] == ALONE
    page = world.page(f"/incidents/{found['id']}")
    for words in ("acme (first)", f"{ALONE} refused, 0 cut", "second", "Timeline"):
        assert words in page, words
    for form, words in (("md", "# Incident"), ("html", "<!doctype html>"), ("text", "Incident: acme"), ("json", "{")):
        assert words in world.ask(f"/api/v1/incidents/{found['id']}?format={form}")
    assert found["id"] in world.ask("/incidents?since=1d") and "Goes on" in world.page("/incidents")


def test_the_name_stays_when_it_is_back(world):
    before = incident(world)
    world.dying.start()

    def is_back():
        world.chat("chat")
        return any(row["target"] == "first" and not row["failure"] and row["time"] > before["end"]
                   for row in world.rows("attempts"))

    eventually(is_back, 90)
    time.sleep(5.1)  # a list is kept for five seconds
    after = incident(world)
    assert after["id"] == before["id"] and after["start"] == before["start"]
    report = world.json(f"/api/v1/incidents/{after['id']}")
    assert report["targets"][0]["answersSince"] >= report["targets"][0]["lastFailure"]


def test_nobody_is_told_of_an_incident_that_is_not_there(world):
    for name in ("20200101T000000Z-acme", "nothing", "..%2f..%2fetc", "%3Cscript%3E"):
        with pytest.raises(urllib.error.HTTPError) as error:
            world.ask(f"/api/v1/incidents/{name}")
        assert error.value.code == 404
    for path in ("/api/v1/incidents?since=9999d", "/api/v1/incidents?sinc=1d", "/api/v1/exposure?since=9999d"):
        with pytest.raises(urllib.error.HTTPError) as error:
            world.ask(path)
        assert error.value.code == 400


def test_exposure_is_that_of_the_command(world):
    today = time.strftime("%Y-%m-%d", time.gmtime())
    command = json.loads(world.planb("exposure", "--json", "--since", today))
    assert world.json(f"/api/v1/exposure?since={today}") == command
    page = world.page("/exposure?since=1d")
    for share in next(part for part in command["concentrations"] if part["by"] == "vendor")["shares"]:
        assert re.search(rf"{share['name']}\s+{share['requests']} \(", page), share


def test_what_if_is_that_of_the_command(world):
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(world.died_at - 600))
    arguments = ["--lose", "umbrella", "--since", since, "--at", since, "--for", "1h"]
    command = json.loads(world.planb("whatif", *arguments, "--json"))
    query = urllib.parse.urlencode({"lose": "umbrella", "since": since, "at": since, "for": "1h"})
    report = world.json(f"/api/v1/whatif?{query}")
    for name in ("recorded", "before", "after", "refused", "costBefore", "costAfter", "routes"):
        assert report[name] == command[name], name
    page = world.page(f"/what-if?{query}")
    assert f"{report['after']['answered']} of {report['after']['requests']}" in page
    assert "lose takes NAME" in world.page("/what-if?lose=planet:earth")


def test_usage_is_that_of_the_command(world):
    command = json.loads(subprocess.run(
        [BINARY, "usage", "--by", "target", "--since", "1d", "--json", "--config", str(world.gateway.file)],
        capture_output=True, text=True, timeout=60).stdout)
    page = world.page("/usage?by=target&since=1d")
    for row in command["rows"]:
        name = row["target"] or "-"
        figures = [row[measure] for measure in (
            "requests", "answered", "attempts", "failovers", "absorbed", "input_tokens", "output_tokens")]
        assert re.search(rf"{name}\s+" + r"\s+".join(map(str, figures)), page), row


def test_a_viewer_may_read_all_of_it_and_nobody_without_a_token(world):
    for path in ("/api/v1/exposure", "/api/v1/incidents", "/api/v1/whatif?lose=acme"):
        request = urllib.request.Request(f"http://127.0.0.1:{world.gateway.admin_port}{path}")
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request, timeout=30)
        assert error.value.code == 401
