"""The key API of the admin port: what it changes is in force when it answers, and everybody's part is written down."""

import hashlib
import json
import urllib.error
import urllib.request

import pytest
from conftest import call, eventually

TOKENS = {"ROLE_VIEWER": "v" * 32, "ROLE_OPERATOR": "o" * 32, "ROLE_ADMIN": "a" * 32}


def admin(gateway, method, path, body=None, token=None):
    """Status and JSON of a call of the admin port."""
    token = token or (gateway.folder / "data/admin.token").read_text().strip()
    data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
    request = urllib.request.Request(f"http://127.0.0.1:{gateway.admin_port}{path}", data=data, method=method)
    request.add_header("authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def ask(gateway, key):
    """The status of a chat completion with this key."""
    body = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Say hello."}]}
    request = urllib.request.Request(f"{gateway.url}/v1/chat/completions", data=json.dumps(body).encode())
    request.add_header("authorization", f"Bearer {key}")
    request.add_header("content-type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def production(start_gateway, providers, monkeypatch):
    """A gateway that wants keys, with a token for every role."""
    for name, value in TOKENS.items():
        monkeypatch.setenv(name, value)
    tokens = {
        role: {"role": role, "token": f"env:ROLE_{role.upper()}"} for role in ("viewer", "operator", "admin")}

    def start(**more):
        gateway = start_gateway(
            targets={"openai": providers.target("healthy", model="gpt-4.1")}, routes={"gpt-4.1": {"try": ["openai"]}},
            admin_tokens=tokens, **more)
        # The admin port opens beside the data port, not before it.
        eventually(lambda: call(gateway.admin_port, "/")[0])
        return gateway

    return start


def test_life_of_a_key(production):
    gateway = production()
    status, made = admin(gateway, "POST", "/api/v1/keys", {"name": "web", "team": "shop", "routes": ["gpt-4.1"]})
    assert status == 201 and made["key"].startswith(f"planb_{made['id']}_")
    assert ask(gateway, made["key"]) == 200

    status, rich = admin(
        gateway, "POST", "/api/v1/keys", {"name": "rich", "budget": "0.5 USD/day", "strict": True, "rpm": 60})
    assert status == 201

    status, keys = admin(gateway, "GET", "/api/v1/keys")
    budget = next(key for key in keys if key["id"] == rich["id"])["budget"]
    assert budget["mode"] == "strict" and budget["per"] == "day", budget
    listed = next(key for key in keys if key["id"] == made["id"])
    assert status == 200 and listed["team"] == "shop" and made["key"] not in json.dumps(keys)

    status, renewed = admin(gateway, "POST", f"/api/v1/keys/{made['id']}/rotate", {"overlap_seconds": 3600})
    assert status == 201 and ask(gateway, renewed["key"]) == 200 and ask(gateway, made["key"]) == 200
    status, last = admin(gateway, "POST", f"/api/v1/keys/{made['id']}/rotate", {"overlap_seconds": 0})
    assert [ask(gateway, key["key"]) for key in (made, renewed, last)] == [401, 401, 200]

    assert admin(gateway, "DELETE", f"/api/v1/keys/{made['id']}")[0] == 200
    assert ask(gateway, last["key"]) == 401

    status, audit = admin(gateway, "GET", "/api/v1/audit")
    assert status == 200 and audit["isIntact"]
    actions = [(entry["action"], entry["actor"]) for entry in audit["entries"]]
    assert actions == [(f"key.{verb}", "admin") for verb in ("create", "create", "rotate", "rotate", "revoke")]
    text = (gateway.folder / "data/audit.log").read_text()
    assert all(key["key"].split("_")[2] not in text for key in (made, renewed, last))
    previous = "0" * 64
    for line in text.splitlines():
        entry = json.loads(line)
        assert entry["previous"] == previous
        assert hashlib.sha256(line[:line.rindex(',"hash":')].encode()).hexdigest() == entry["hash"]
        previous = entry["hash"]


def test_every_role_does_what_it_may(production):
    gateway = production()
    wish = {"name": "web"}
    table = [
        ("GET", "/api/v1/status", None, {"viewer": 200, "operator": 200, "admin": 200}),
        ("GET", "/api/v1/keys", None, {"viewer": 403, "operator": 200, "admin": 200}),
        ("GET", "/api/v1/audit", None, {"viewer": 403, "operator": 200, "admin": 200}),
        ("POST", "/api/v1/keys", wish, {"viewer": 403, "operator": 403, "admin": 201}),
        ("POST", "/api/v1/keys/nobody00/rotate", {"overlap_seconds": 0}, {"viewer": 403, "operator": 403, "admin": 400}),
        ("DELETE", "/api/v1/keys/nobody00", None, {"viewer": 403, "operator": 403, "admin": 400}),
        ("GET", "/api/v1/nothing", None, {"viewer": 404, "operator": 404, "admin": 404}),
    ]
    for method, path, body, expected in table:
        for role, status in expected.items():
            assert admin(gateway, method, path, body, TOKENS[f"ROLE_{role.upper()}"])[0] == status, (method, path, role)
        assert admin(gateway, method, path, body, "x" * 32)[0] == 401
    _, audit = admin(gateway, "GET", "/api/v1/audit")
    assert [(entry["action"], entry["actor"]) for entry in audit["entries"]] == [("key.create", "admin")]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"name": 7}', b'{"name": ""}', b'{"name": "a\\nb"}',
                                  b'{"name": "a", "expires": "tomorrow"}', b'{"name": "a", "vendors": ["A B"]}',
                                  b'{"name": "a", "budget": "-1 USD/day"}', b'{"name": "a", "budget": "1e99 USD/day"}',
                                  b'{"name": "a", "rpm": 0}', b'{"name": "a", "rpm": 99999999999999999999}'])
def test_bad_wishes_make_no_key(production, body):
    gateway = production()
    before = admin(gateway, "GET", "/api/v1/keys")[1]
    status, answer = admin(gateway, "POST", "/api/v1/keys", body)
    assert status == 400, answer
    assert admin(gateway, "GET", "/api/v1/keys")[1] == before


def test_a_key_file_that_people_keep_is_theirs(production, tmp_path):
    (tmp_path / "keys.yaml").write_text("[]\n")
    gateway = production(keys=str(tmp_path / "keys.yaml"))
    status, answer = admin(gateway, "POST", "/api/v1/keys", {"name": "web"})
    assert status == 409 and "keys.yaml" in json.dumps(answer)
    assert (tmp_path / "keys.yaml").read_text() == "[]\n"
