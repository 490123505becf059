"""Metrics as a scraper sees them: what Docs/metrics.md, the rules and the dashboard say, held against a gateway under load."""

import http.client
import json
import os
import re
import shutil
import subprocess
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml
from conftest import BINARY, Gateway
from model_server import ROOT, call, eventually
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse_text
from test_keys import admin

PAGE = ROOT / "Docs/metrics.md"
RULES = ROOT / "observability/prometheus/rules.yaml"
BOARD = ROOT / "observability/grafana/planb.json"
PROMTOOL = shutil.which("promtool") or str(ROOT / ".planb/tools/promtool")
PRICE = {"input": "1 USD", "output": "2 USD"}
# What a few seconds of traffic on one machine need not bring about: an outage of long standing, quotas against a week's demand,
# credentials of a cloud, state of one account, other nodes.
RARE = {
    "planb_backup_capacity_ratio", "planb_route_stateful_ratio", "planb_credential_remaining_seconds",
    "planb_rehearsal_aborts_total", "planb_cluster_up", "planb_cluster_nodes", "planb_cluster_leading",
    "planb_cluster_configurations", "planb_notifications_total",
}


class Provider:
    """Speaks as OpenAI does, and says how much of its limits is left. What a model does is in its name."""

    def __init__(self):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if body["model"] == "down":
                    return self.whole(503, {"error": {"message": "overloaded"}})
                if not body.get("stream"):
                    message = {"role": "assistant", "content": "Lisbon"}
                    return self.whole(200, {
                        "id": "1", "object": "chat.completion", "created": 1, "model": body["model"],
                        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                        "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}})
                self.begin(200, "text/event-stream", "close")
                self.close_connection = True
                for text in ("Lis", "bon", "!"):
                    self.event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})
                    time.sleep(0.02)
                if body["model"] == "breaks":
                    return None
                self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
                self.event({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}})
                return self.wfile.write(b"data: [DONE]\n\n")

            def do_GET(self):
                self.whole(200, {"object": "list", "data": []})

            def begin(self, status, kind, connection="keep-alive", length=None):
                self.send_response(status)
                for name, value in {
                    "content-type": kind, "connection": connection, "content-length": length,
                    "x-request-id": f"req-{status}",
                    "x-ratelimit-limit-requests": "600", "x-ratelimit-remaining-requests": "599",
                    "x-ratelimit-limit-tokens": "90000", "x-ratelimit-remaining-tokens": "89000",
                }.items():
                    if value is not None:
                        self.send_header(name, value)
                self.end_headers()

            def whole(self, status, content):
                data = json.dumps(content).encode()
                self.begin(status, "application/json", length=str(len(data)))
                self.wfile.write(data)

            def event(self, content):
                self.wfile.write(b"data: " + json.dumps(content).encode() + b"\n\n")
                self.wfile.flush()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def target(self, model, price=PRICE, **more):
        url = f"http://127.0.0.1:{self.server.server_port}/v1"
        known = {"price": price} if price else {}
        return {"provider": "openai", "url": url, "api_key": "env:PROVIDER_KEY", "model": model} | known | more


def ask(gateway, model, key, stream=False):
    """The status, and the text. A stream that breaks has one as well."""
    body = {"model": model, "stream": stream, "messages": [{"role": "user", "content": "The capital of Portugal?"}]}
    request = urllib.request.Request(f"{gateway.url}/v1/chat/completions", data=json.dumps(body).encode(), headers={
        "authorization": f"Bearer {key}", "content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            try:
                return answer.status, answer.read().decode()
            except http.client.IncompleteRead as broken:
                return answer.status, broken.partial.decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def scrape(gateway, accept="text/plain"):
    token = (gateway.folder / "data/admin.token").read_text().strip()
    status, headers, text = call(
        gateway.admin_port, "/metrics", headers={"authorization": f"Bearer {token}", "accept": accept})
    assert status == 200
    return headers["content-type"], text


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A gateway that has seen a bit of everything."""
    folder = tmp_path_factory.mktemp("observability")
    provider = Provider()
    golden = {"prompts": [
        {"name": f"city-{number}", "messages": [{"role": "user", "content": f"The capital of country {number}?"}],
         "checks": [{"contains": "Lisbon"}]} for number in range(80)]}
    (folder / "golden.yaml").write_text(json.dumps(golden))
    # The admin port opens beside the data port, not before it.
    gateway = Gateway(folder, {
        "targets": {
            "first": provider.target("gpt-4.1"),
            "second": provider.target("gpt-4.1-mini", account="other", lineage="other"),
            "down": provider.target("down", account="third"), "breaks": provider.target("breaks", account="fourth"),
            "unpriced": provider.target("nobody-knows-it", price=None, account="fifth"),
        },
        "routes": {
            "good": {"try": ["first", "second"], "fence": {"vendors": ["openai"]}, "rehearse": {
                "probe": "off", "golden": {"file": "golden.yaml", "every": "300d"}, "caps": {"spend": "5 USD"}}},
            "failing-over": {"try": ["down", "second"]}, "dead": {"try": ["down"]},
            "breaking": {"try": ["breaks"]}, "mended": {"try": ["breaks", "second"], "on_cut": "resume"}, "unpriced": {"try": ["unpriced"]},
        },
        "teams": {"shop": {"budget": {"amount": "50 USD", "per": "month"}}},
    })
    eventually(lambda: call(gateway.admin_port, "/")[0])

    def key(**wish):
        status, made = admin(gateway, "POST", "/api/v1/keys", wish)
        assert status == 201, made
        return made["key"]

    user = key(name="user", team="shop")
    poor, slow = key(name="poor", budget="0.000001 USD/day"), key(name="slow", rpm=1)
    for stream in (False, True):
        assert ask(gateway, "good", user, stream)[0] == 200
        for _ in range(3):
            assert ask(gateway, "failing-over", user, stream)[0] == 200
    assert ask(gateway, "dead", user)[0] == 503
    # As long as nothing is known of it, it is asked first; then twice: it might have been an accident.
    assert "[DONE]" in ask(gateway, "mended", user, stream=True)[1]
    assert "stream_interrupted" in ask(gateway, "breaking", user, stream=True)[1]
    assert ask(gateway, "unpriced", user)[0] == 200
    assert ask(gateway, "good", poor)[0] == 429
    assert [ask(gateway, "good", slow)[0] for _ in range(2)] == [200, 429]
    assert ask(gateway, "nothing-of-the-kind", user)[0] == 404
    subprocess.run(
        [BINARY, "rehearse", "good", "--level", "golden", "--admin", f"http://127.0.0.1:{gateway.admin_port}"],
        check=True, timeout=170, cwd=folder, stdout=subprocess.DEVNULL,
        env=os.environ | {"PLANB_ADMIN_TOKEN": (folder / "data/admin.token").read_text().strip()})
    # A target that was given up is probed sooner or later.
    eventually(lambda: "planb_probes_total{" in scrape(gateway)[1])
    yield gateway
    gateway.end()
    provider.server.shutdown()
    provider.server.server_close()


def documented():
    """The series of the page: type and labels by name."""
    rows = re.findall(r"^\| `((?:planb|gen_ai)_\w+)` \| (\w+) \|([^|]*)\|", PAGE.read_text(), re.MULTILINE)
    assert len(rows) == len({name for name, _, _ in rows})
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


def families(text):
    """The families of a text in Prometheus' format: type and sets of labels of their samples, by name."""
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    labels = {name: set() for name in kinds}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, body = re.match(r"([a-z0-9_]+)(?:\{(.*)\})? ", line).groups()
        found = frozenset(re.findall(r'(\w+)="(?:[^"\\]|\\.)*"', body or "")) - {"le"}
        family = name if name in kinds else re.sub(r"_(bucket|sum|count)$", "", name)
        labels[family].add(found)
    return {name: (kinds[name], labels[name]) for name in kinds}


def test_the_page_has_what_the_gateway_says_and_nothing_else(served):
    page, said = documented(), families(scrape(served)[1])
    cluster = {name for name in page if name.startswith("planb_cluster_")}
    assert set(page) - cluster == set(said)
    for name, (kind, labels) in said.items():
        assert kind == page[name][0], name
        for found in labels:
            # An answer has no error.
            assert found | {"error_type"} == page[name][1] | {"error_type"}, name
        assert labels or name in RARE, f"{name} has no samples"
    assert frozenset(page["gen_ai_client_operation_duration_seconds"][1]) in said[
        "gen_ai_client_operation_duration_seconds"][1]


def test_both_formats_say_the_same(served):
    kind, text = scrape(served)
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    plain = {family.name: family for family in parse_text(text)}
    # What Prometheus asks for.
    kind, text = scrape(served, "application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")
    assert kind == "application/openmetrics-text; version=1.0.0; charset=utf-8" and text.endswith("\n# EOF\n")
    opened = {family.name: family for family in parse_open(text)}
    assert set(plain) == set(opened) and len(plain) > 50
    for name, family in opened.items():
        assert (family.type, family.documentation) == (plain[name].type, plain[name].documentation)
        same = {(sample.name, *sorted(sample.labels.items())) for sample in plain[name].samples}
        assert same == {(sample.name, *sorted(sample.labels.items())) for sample in family.samples}, name


def test_promtool_finds_nothing_wrong(served):
    result = subprocess.run(
        [PROMTOOL, "check", "metrics"], input=scrape(served)[1], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_figures_add_up(served):
    samples = served.metrics()

    def total(name, **labels):
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        return sum(value for sample, value in samples.items() if re.match(rf"{name}(\{{|$)", sample)
                   and all(label in sample for label in wanted))

    # 1 + 3 of each kind, then the one that was mended, the unpriced one and the slow key.
    assert total("planb_requests_total", outcome="answered") == 2 + 6 + 1 + 1 + 1
    assert total("planb_resume_legs_total", method="restart", rescued="true") == 1
    assert total("planb_failovers_total", **{"from": "breaks", "to": "second", "stage": "after_output"}) == 1
    assert total("planb_requests_total", outcome="failed", route="dead") == 1
    assert total("planb_streams_interrupted_total", route="breaking", stage="answer", policy="error") == 1
    assert total("planb_budget_refusals_total", route="good", code="429") == 1
    assert total("planb_shed_total") >= 1
    assert total("planb_failovers_total", **{"from": "down", "to": "second", "stage": "before_output"}) >= 1
    # Who was left out for a budget did not fail.
    assert total("planb_failovers_total", route="good") == 0
    assert total("planb_usage_estimated_total", target="breaks") == 3
    assert total("planb_usage_unpriced_total", target="unpriced") == 1
    assert total("planb_target_state", target="down") == 2 and total("planb_target_weight", target="down") == 0
    assert total("planb_target_state", target="first") == 0 and total("planb_target_weight", target="first") == 1
    assert total("planb_upstream_ratelimit_remaining", target="second", kind="tokens") == 89000
    assert total("gen_ai_client_token_usage_sum", gen_ai_token_type="input", gen_ai_request_model="gpt-4.1-mini") == 49
    assert total("gen_ai_client_operation_duration_seconds_count", error_type="cut") == 3
    assert total("planb_ready", route="good") == 1 and total("planb_rehearsal_samples_total", route="good") == 80
    assert total("planb_rehearsal_parity_ratio", route="good", backup="second", gate="all") == 1
    # Each of the two answers: 7 tokens at a dollar and 5 at two dollars a million.
    assert total("planb_spend_usd_total", route="good", target="first", purpose="user") == pytest.approx(3 * 17e-6)
    assert total("planb_spend_usd_total", purpose="rehearsal") >= 80 * 17e-6
    # Waiting for providers is not the gateway's own time: streams wait 60 ms and more.
    requests, own = total("planb_request_duration_seconds_sum"), total("planb_overhead_seconds_sum")
    assert 0 < own < requests and total("planb_overhead_seconds_count") == total("planb_requests_total")
    budgets = {budget["account"]: budget for budget in admin(served, "GET", "/api/v1/budgets")[1]["budgets"]}
    poor = next(budget for account, budget in budgets.items() if account.startswith("key:"))
    assert total("planb_budget_limit_usd", account=poor["metrics_account"]) == pytest.approx(1e-6)
    assert poor["account"] not in "".join(samples) and total("planb_budget_limit_usd", account="team:shop") == 50


def test_the_ledger_has_the_providers_ids_of_attempts(served):
    """What is read from the head of an answer is read before its connection is given back."""
    def attempts():
        rows = admin(served, "GET", "/api/v1/requests?route=failing-over&limit=50")[1]["requests"]
        found = [admin(served, "GET", f"/api/v1/requests/{row['id']}")[1]["attempts"] for row in rows]
        return found if len(found) == 6 else None

    seen = {(attempt["target"], attempt["provider_request"]) for story in eventually(attempts) for attempt in story}
    assert seen == {("down", "req-503"), ("second", "req-200")}


WORDS = re.compile(r"\b((?:planb|gen_ai)_[a-z0-9_]+)\b(?:\{([^}]*)\})?")


def queries(value):
    """All expressions in a tree of rules or panels."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("expr", "definition") and isinstance(inner, str):
                yield inner
            else:
                yield from queries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from queries(inner)


@pytest.mark.parametrize("file", [RULES, BOARD], ids=["rules", "dashboard"])
def test_nothing_is_asked_for_that_is_not_there(served, file):
    said, page = families(scrape(served)[1]), documented()
    asked = 0
    for query in queries(yaml.safe_load(file.read_text())):
        # The rules' own records have colons; labels in by (…) are looked at below.
        for name, matchers in WORDS.findall(re.sub(r"\b(by|on|without) \([^)]*\)", "", query)):
            family = name if name in said else re.sub(r"_(bucket|sum|count)$", "", name)
            if name.startswith("gen_ai_") and f"{name}=" in query:
                continue
            assert family in said, f"{name} in {query}"
            assert set(re.findall(r"(\w+)(?:=|!=|=~|!~)", matchers)) <= page[family][1], query
            asked += 1
        labels = {label.strip() for group in re.findall(r"\bby \(([^)]*)\)", query) for label in group.split(",")}
        known = {label for name, _ in WORDS.findall(query) for label in page.get(
            re.sub(r"_(bucket|sum|count)$", "", name) if name not in page else name, ("", set()))[1]}
        assert labels <= known | {"le", "instance"}, query
    assert asked > 10


def test_the_dashboard_asks_for_records_that_the_rules_make():
    made = {rule["record"] for group in yaml.safe_load(RULES.read_text())["groups"]
            for rule in group["rules"] if "record" in rule}
    board = json.loads(BOARD.read_text())
    asked = set(re.findall(r"\bplanb:[\w:]+", " ".join(queries(board))))
    assert asked and asked <= made
    assert board["schemaVersion"] >= 39 and [item["name"] for item in board["templating"]["list"]] == ["datasource", "route"]
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in board["panels"]:
        if panel["type"] != "row":
            assert panel["targets"] and all(target["datasource"]["uid"] == "${datasource}" for target in panel["targets"])
    places = [(panel["gridPos"], panel["title"]) for panel in board["panels"]]
    for place, title in places:
        assert place["x"] + place["w"] <= 24, title
        for other, name in places:
            apart = (place["x"] + place["w"] <= other["x"] or other["x"] + other["w"] <= place["x"]
                     or place["y"] + place["h"] <= other["y"] or other["y"] + other["h"] <= place["y"])
            assert title == name or apart, f"{title} lies on {name}"


@pytest.mark.parametrize("arguments", [["check", "rules", "rules.yaml"], ["test", "rules", "rules.test.yaml"]])
def test_the_rules_hold(arguments):
    result = subprocess.run([PROMTOOL, *arguments], cwd=RULES.parent, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_alert_is_on_the_page_and_tested():
    alerts = {rule["alert"]: rule["labels"]["severity"] for group in yaml.safe_load(RULES.read_text())["groups"]
              for rule in group["rules"] if "alert" in rule}
    page = dict(re.findall(r"^\| `(PlanB\w+)` \|[^|]*\| (\w+) \|$", PAGE.read_text(), re.MULTILINE))
    assert alerts == page
    tests = (RULES.parent / "rules.test.yaml").read_text()
    for alert in alerts:
        fires = re.findall(rf'alertname="{alert}",alertstate="firing"}}\'\n +exp_samples:\n', tests)
        rests = re.findall(rf'alertname="{alert}",alertstate="firing"}}\'\n +exp_samples: \[\]', tests)
        assert fires and rests, alert
