"""The key API of the admin port: what it changes is in force when it answers, and everybody's part is written down."""

import getpass
import hashlib
import json
import os
import subprocess
import urllib.error
import urllib.request

import pytest
from conftest import BINARY, call, eventually

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
        ("GET", "/api/v1/budgets", None, {"viewer": 200, "operator": 200, "admin": 200}),
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


def planb_keys(gateway, *arguments, fails=False, **environment):
    """What `planb keys` prints on its two outputs, with the configuration of this gateway."""
    result = subprocess.run(
        [BINARY, "keys", *arguments, "--config", str(gateway.file)], capture_output=True, text=True, timeout=60,
        env=os.environ | environment)
    assert (result.returncode != 0) == fails, result.stderr
    return (result.returncode, result.stderr) if fails else (result.stdout.strip(), result.stderr)


def audited(gateway):
    """Who did what, and whether the log is intact as far as a reader of the file can tell."""
    previous, found = "0" * 64, []
    for line in (gateway.folder / "data/audit.log").read_text().splitlines():
        entry = json.loads(line)
        assert entry["previous"] == previous
        assert hashlib.sha256(line[:line.rindex(',"hash":')].encode()).hexdigest() == entry["hash"]
        previous = entry["hash"]
        found.append((entry["actor"], entry["action"]))
    return found


def test_the_command_asks_the_gateway_that_is_running(production):
    gateway = production()
    key, said = planb_keys(gateway, "create", "web", "--team", "shop", "--route", "gpt-4.1", "--rpm", "600")
    assert ask(gateway, key) == 200, "without any waiting: the change is in force when the command ends"
    name = key.split("_")[1]
    assert f"made {name}" in said
    renewed = json.loads(planb_keys(gateway, "rotate", name, "--overlap", "1h", "--json")[0])
    assert renewed["id"] == name and ask(gateway, renewed["key"]) == 200 and ask(gateway, key) == 200
    by_gateway = [planb_keys(gateway, "list")[0], planb_keys(gateway, "list", "--json")[0]]
    assert planb_keys(gateway, "revoke", "nobody00", fails=True)[0] == 1
    code, said = planb_keys(gateway, "create", "poor", "--budget=-1 USD/day", fails=True)
    assert code == 1 and "budget" in said
    assert audited(gateway) == [("admin", "key.create"), ("admin", "key.rotate")]

    # The role of the token counts, and who it belongs to is on record.
    code, said = planb_keys(gateway, "revoke", name, fails=True, PLANB_ADMIN_TOKEN=TOKENS["ROLE_OPERATOR"])
    assert code == 3 and "role" in said and ask(gateway, key) == 200
    text, _ = planb_keys(gateway, "revoke", name, "--admin", f"http://127.0.0.1:{gateway.admin_port}")
    assert text == f"revoked {name} (web)" and ask(gateway, key) == 401

    # The same, in the same words, from the file, once nobody runs.
    kept, _ = planb_keys(gateway, "create", "kept")
    answers = [planb_keys(gateway, "list")[0], planb_keys(gateway, "list", "--json")[0]]
    assert by_gateway != answers
    gateway.end()
    assert [planb_keys(gateway, "list")[0], planb_keys(gateway, "list", "--json")[0]] == answers
    assert planb_keys(gateway, "revoke", "nobody00", fails=True)[0] == 1
    code, said = planb_keys(
        gateway, "list", "--admin", f"http://127.0.0.1:{gateway.admin_port}", fails=True)
    assert code == 3 and "does not answer" in said
    assert planb_keys(gateway, "revoke", kept.split("_")[1])[0] == f"revoked {kept.split('_')[1]} (kept)"
    actors = [actor for actor, action in audited(gateway)]
    assert actors == ["admin"] * 4 + [f"cli:{getpass.getuser()}"]


def test_a_gateway_that_is_none_of_ours_is_not_asked(production, tmp_path):
    stranger = production()
    (tmp_path / "planb.yaml").write_text(json.dumps(stranger.configuration | {"data": str(tmp_path / "data")}))
    result = subprocess.run(
        [BINARY, "keys", "create", "web", "--config", str(tmp_path / "planb.yaml")], capture_output=True, text=True,
        timeout=60, env=os.environ | {"PLANB_ADMIN_TOKEN": (stranger.folder / "data/admin.token").read_text().strip()})
    assert result.returncode == 0, result.stderr
    assert "web" in (tmp_path / "data/keys.yaml").read_text()
    assert not (stranger.folder / "data/audit.log").exists()


def test_with_a_token_that_does_not_fit_the_file_is_edited(production):
    gateway = production()
    key, said = planb_keys(gateway, "create", "web", PLANB_ADMIN_TOKEN="w" * 32)
    assert "does not take this token" in said
    assert audited(gateway) == [(f"cli:{getpass.getuser()}", "key.create")]
    eventually(lambda: ask(gateway, key) == 200)
    assert admin(gateway, "GET", "/api/v1/audit")[1]["isIntact"]


def test_a_key_file_that_people_keep_is_edited_by_the_command(production, tmp_path):
    (tmp_path / "keys.yaml").write_text("# ours\n[]\n")
    gateway = production(keys=str(tmp_path / "keys.yaml"))
    key, _ = planb_keys(gateway, "create", "web")
    assert "# ours" in (tmp_path / "keys.yaml").read_text()
    eventually(lambda: ask(gateway, key) == 200)
    assert audited(gateway) == [(f"cli:{getpass.getuser()}", "key.create")]
    code, said = planb_keys(
        gateway, "create", "more", "--admin", f"http://127.0.0.1:{gateway.admin_port}", fails=True)
    assert code == 1 and "keys.yaml" in said
