"""The description of the admin API: that it is one, and that answers are as it says."""

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import Gateway, call
from jsonschema import Draft202012Validator
from model_server import eventually
from openapi_spec_validator import validate

ROOT = Path(__file__).resolve().parents[2]
PRICE = {"input": "1 USD", "output": "2 USD"}
LOOKER = "the-token-of-one-who-only-looks"


def ask(gateway, path, token=None):
    token = token or (gateway.folder / "data/admin.token").read_text().strip()
    request = urllib.request.Request(f"http://127.0.0.1:{gateway.admin_port}{path}")
    request.add_header("authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read().decode()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory, providers):
    """One that has served, failed over, made a key and run a drill, so that every answer has something in it."""
    folder = tmp_path_factory.mktemp("openapi")
    (folder / "looker").write_text(LOOKER)
    (folder / "looker").chmod(0o600)
    gateway = Gateway(folder, {
        "mode": "production", "admin_tokens": {"looker": {"role": "viewer", "token": f"file:{folder}/looker"}},
        "targets": {
            "broken": providers.target("overloaded", model="gpt-4.1", price=PRICE),
            "good": providers.target("healthy", model="gpt-4.1", price=PRICE, account="other"),
        },
        "routes": {"chat": {"try": ["broken", "good"], "rehearse": {"probe": "7d"}}},
    })
    token = (gateway.folder / "data/admin.token").read_text().strip()

    def post(path, body):
        request = urllib.request.Request(
            f"http://127.0.0.1:{gateway.admin_port}{path}", json.dumps(body).encode(),
            {"authorization": f"Bearer {token}", "content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())

    gateway.post = post
    status, issued = post("/api/v1/keys", {
        "name": "a key", "team": "red", "tags": ["x"], "rpm": 600, "budget": "5 USD/month", "expires": "2099-12-31"})
    assert status == 201
    gateway.issued = issued
    for _ in range(3):
        gateway.client(issued["key"]).chat.completions.create(
            model="chat", messages=[{"role": "user", "content": "Say hello."}])
    status, drill = post("/api/v1/rehearsals", {"route": "chat", "level": "probe"})
    gateway.drill = drill["id"]
    eventually(lambda: len(json.loads(ask(gateway, "/api/v1/requests")[2])["requests"]) == 3)
    eventually(lambda: json.loads(ask(gateway, f"/api/v1/rehearsals/{gateway.drill}")[2])["state"] != "running")
    yield gateway
    gateway.end()


@pytest.fixture(scope="module")
def document(gateway):
    status, kind, text = ask(gateway, "/api/v1/openapi.json")
    assert (status, kind) == (200, "application/json")
    return json.loads(text)


def test_it_is_openapi(document):
    validate(document)
    assert document["openapi"].startswith("3.1")


def instance(document, schema, text):
    # References lead into the document.
    return list(Draft202012Validator({**schema, "components": document["components"]}).iter_errors(json.loads(text)))


def test_every_answer_is_as_described(gateway, document):
    request = json.loads(ask(gateway, "/api/v1/requests")[2])["requests"][0]["id"]
    ids = {"/api/v1/requests/{id}": request, "/api/v1/rehearsals/{id}": gateway.drill}
    incidents = json.loads(ask(gateway, "/api/v1/incidents")[2])
    ids["/api/v1/incidents/{id}"] = incidents["incidents"][0]["id"] if incidents.get("incidents") else "none"
    queries = {"/api/v1/whatif": "?lose=openai&since=1h"}
    seen = set()
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        target = path.replace("{id}", ids.get(path, "none")) + queries.get(path, "")
        status, kind, text = ask(gateway, target)
        assert str(status) in operations["get"]["responses"], (path, status, text)
        answer = operations["get"]["responses"][str(status)]
        if "$ref" in answer:
            answer = document["components"]["responses"][str(status)]
        assert kind in answer["content"], (path, status, kind)
        if kind == "application/json":
            assert instance(document, answer["content"][kind]["schema"], text) == [], (path, text)
        if status == 200:
            seen.add(path)
    # What this gateway has not: a shared database, a recording.
    assert {path for path, operations in document["paths"].items() if "get" in operations} - seen <= {
        "/api/v1/shared", "/api/v1/rehearsals/record/{id}", "/api/v1/incidents/{id}"}


def test_other_forms_and_orders_are_as_described(gateway, document):
    for path in (f"/api/v1/rehearsals/{gateway.drill}", "/api/v1/exposure"):
        operation = document["paths"][path.replace(gateway.drill, "{id}")]["get"]
        for form in ("json", "md", "html", "text"):
            status, kind, _ = ask(gateway, f"{path}?format={form}")
            assert status == 200 and kind in operation["responses"]["200"]["content"], (path, form, kind)
    schemas = document["components"]["schemas"]
    assert instance(document, schemas["IssuedKey"], json.dumps(gateway.issued)) == []
    status, preview = gateway.post("/api/v1/rehearsals", {"route": "chat", "level": "probe", "dry_run": True})
    assert status == 200 and instance(document, schemas["RehearsalPreview"], json.dumps(preview)) == []
    status, kind, text = ask(gateway, "/api/v1/requests/nobody")
    assert status == 404 and instance(document, schemas["Error"], text) == []
    evidence = ask(gateway, "/api/v1/readiness?evidence=1")[2]
    assert instance(document, schemas["Evidence"], evidence) == []


def test_the_least_role_is_the_one_it_names(gateway, document):
    """A viewer may do what it says, and nothing else."""
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        status, _, text = ask(gateway, path.replace("{id}", "none"), LOOKER)
        role = operations["get"]["x-planb-role"]
        assert (status == 403 and "role" in text) == (role != "viewer"), (path, status, text)
        assert call(gateway.port, path.replace("{id}", "none"))[0] in (401, 404), "the data port serves none of it"


def registered():
    """Methods and paths as the sources of the admin port register them: literals without a slash in front."""
    found = set()
    for file in (ROOT / "Sources/Console").rglob("*.swift"):
        text = file.read_text()
        for literal in re.finditer(r'"(api/v1/[^"]+)"', text):
            # The call that the literal is in, or, of paths in a list, the one that follows.
            before = re.search(r"router\.(\w+)\(\s*(?:RouterPath\()?$", text[:literal.start()])
            method = before or re.search(r"router\.(\w+)\(RouterPath\(path\)\)", text[literal.end():])
            found.add((method[1], "/" + re.sub(r":(\w+)", r"{\1}", literal[1])))
    return found


def test_every_path_that_is_registered_is_described_and_the_other_way_round(document):
    described = {(method, path) for path, operations in document["paths"].items() for method in operations}
    assert len(described) > 25 and described == registered()
