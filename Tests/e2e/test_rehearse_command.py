"""`planb rehearse` and `planb readiness` against an admin port that has its answers by heart, and evidence that was signed by
somebody else's program."""

import base64
import hashlib
import http.server
import json
import os
import pty
import subprocess
import threading

import pytest
from conftest import BINARY

TOKEN = "t" * 32
REPORT = {
    "id": "d1", "route": "r", "level": "golden", "primary": "a", "backup": "b", "actor": "admin", "started": 1_795_317_300_000,
    "state": "running", "reason": "", "requests": 3, "controls": 0, "userFailures": 0, "userFailureCap": 3, "spend": 0,
    "verdict": "undecided", "plants": [], "detections": [], "differences": [], "advice": [],
}
BACKUP = {
    "target": "b", "state": "proven", "isIndependent": True, "missing": [], "level": "golden", "provenAt": 1_795_317_300_000,
    "score": {"conformance": {"passed": 100, "of": 100, "lower": 0.9704}, "gates": {}}, "levels": [],
}
ROUTE = {"route": "r", "state": "proven", "primary": "a", "minimum": 0.95, "backups": [BACKUP]}


class AdminPort:
    """Answers by method and path; a list is answered item by item, its last one for ever. Keeps what it was asked."""

    def __init__(self, answers):
        self.answers = {key: list(value) if isinstance(value, list) else [value] for key, value in answers.items()}
        self.asked = []
        port = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                port.asked.append((self.command, self.path, json.loads(body) if body else None))
                known = port.answers.get(f"{self.command} {self.path}", [(404, {"error": {"message": "no such thing"}})])
                status, content = known.pop(0) if len(known) > 1 else known[0]
                if self.headers["authorization"] != f"Bearer {TOKEN}":
                    status, content = 401, {}
                data = (content if isinstance(content, str) else json.dumps(content)).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def planb(self, *arguments, token=TOKEN, **more):
        url = f"http://127.0.0.1:{self.server.server_port}"
        environment = os.environ | {"PLANB_ADMIN_URL": url, "PLANB_ADMIN_TOKEN": token}
        return subprocess.run(
            [BINARY, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=60,
            stdin=subprocess.DEVNULL, **more)


@pytest.fixture
def admin_port():
    ports = []

    def start(answers):
        ports.append(AdminPort(answers))
        return ports[-1]

    yield start
    for port in ports:
        port.server.shutdown()
        port.server.server_close()


def drill(end, asks=None):
    """The answers of a port on which a drill ends as `end` says."""
    preview = {"steps": ["asks 80 prompts"], "requests": 80, "cost": 5_000_000, "userFailures": 0} | (
        {"asks": asks} if asks else {})
    ended = REPORT | {"ended": 1_795_317_360_000} | end
    return {
        "POST /api/v1/rehearsals": [(200, preview), (202, {"id": "d1"})],
        "GET /api/v1/rehearsals/d1": [(200, REPORT), (200, ended)],
        "GET /api/v1/rehearsals/d1?format=text": (200, "the page\n"),
        "GET /api/v1/rehearsals/d1?format=json": (200, json.dumps(ended) + "\n"),
    }


@pytest.mark.parametrize(
    "end, code", [
        ({"state": "ended", "verdict": "good"}, 0), ({"state": "ended", "verdict": "bad"}, 1),
        ({"state": "ended", "verdict": "undecided"}, 1), ({"state": "aborted", "verdict": "good"}, 1),
        ({"state": "interrupted", "verdict": "good"}, 1),
    ])
def test_a_drill_is_waited_for_and_its_verdict_is_the_exit_code(admin_port, end, code):
    port = admin_port(drill(end))
    result = port.planb("rehearse", "r", "--level", "golden", "--share", "5%", "--for", "10m", "--backup", "b")
    assert (result.returncode, result.stdout) == (code, "the page\n"), result
    assert "\x1b" not in result.stderr
    wish = {"route": "r", "level": "golden", "share": "5%", "for": "10m", "backup": "b"}
    assert [asked[2] for asked in port.asked if asked[0] == "POST"] == [wish | {"dry_run": True}, wish]


def test_a_terminal_shows_how_far_it_is(admin_port):
    port = admin_port(drill({"state": "ended", "verdict": "good", "backup": "b\x1b[2J"}))
    primary, secondary = pty.openpty()
    environment = os.environ | {
        "PLANB_ADMIN_URL": f"http://127.0.0.1:{port.server.server_port}", "PLANB_ADMIN_TOKEN": TOKEN}
    process = subprocess.Popen(
        [BINARY, "rehearse", "r", "--level", "golden"], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=secondary)
    os.close(secondary)
    shown = b""
    try:
        while part := os.read(primary, 65536):
            shown += part
    except OSError:  # what Linux says at the end
        pass
    finally:
        os.close(primary)
    assert process.communicate(timeout=60)[0] == b"the page\n" and process.returncode == 0
    lines = shown.decode().split("\r\x1b[K")
    assert "running" in lines[1] and "3 to b" in lines[1] and "ended" in lines[2] and "b·[2J" in lines[2], lines
    assert lines[-1] == "" and "\x1b" not in "".join(lines)


def test_forms(admin_port):
    result = admin_port(drill({"state": "ended", "verdict": "good"})).planb("rehearse", "r", "--level", "golden", "--json")
    assert json.loads(result.stdout)["verdict"] == "good"
    port = admin_port(drill({}))
    result = port.planb("rehearse", "r", "--level", "golden", "--no-wait")
    assert (result.returncode, result.stdout) == (0, "d1\n")
    assert all(asked[0] == "POST" for asked in port.asked)
    port = admin_port(drill({}))
    result = port.planb("rehearse", "r", "--level", "golden", "--dry-run")
    assert result.returncode == 0 and "asks 80 prompts" in result.stdout and "0.005 USD" in result.stdout
    assert len(port.asked) == 1


def test_what_has_to_be_accepted_is_not_begun_unasked(admin_port):
    port = admin_port(drill({"state": "ended", "verdict": "good"}, asks="100 % of users wait for whole answers"))
    result = port.planb("rehearse", "r", "--level", "cutover")
    assert result.returncode == 1 and "100 % of users wait" in result.stderr and "--yes" in result.stderr
    assert len(port.asked) == 1
    port = admin_port(drill({"state": "ended", "verdict": "good"}, asks="that"))
    assert port.planb("rehearse", "r", "--level", "cutover", "--yes").returncode == 0
    assert port.asked[1][2]["accept"] is True


@pytest.mark.parametrize("status, code", [(400, 2), (401, 3), (403, 1), (404, 1), (409, 1), (500, 3)])
def test_a_refusal_is_said_in_its_words(admin_port, status, code):
    port = admin_port({"POST /api/v1/rehearsals": (status, {"error": {"message": "because of this"}})})
    result = port.planb("rehearse", "r", "--level", "live")
    assert result.returncode == code and ("because of this" in result.stderr or status == 401), result


@pytest.mark.parametrize(
    "arguments", [
        [], ["r"], ["r", "--level", "chaos"], ["r", "--level", "live", "--share", "0%"],
        ["r", "--level", "live", "--share", "300%"], ["r", "--level", "live", "--share", "5"],
        ["r", "--level", "live", "--for", "10"], ["--list", "--show", "d1"], ["--show", "d1", "--level", "live"],
        ["r", "--abort", "d1"], ["--show", "d1", "--format", "pdf"], ["--show", "d1", "--format", "md", "--json"],
    ])
def test_wrong_usage(admin_port, arguments):
    port = admin_port({})
    assert port.planb("rehearse", *arguments).returncode == 2
    assert port.asked == []


def test_a_gateway_that_does_not_answer():
    environment = os.environ | {"PLANB_ADMIN_URL": "http://127.0.0.1:1", "PLANB_ADMIN_TOKEN": TOKEN}
    for arguments in (["rehearse", "r", "--level", "probe"], ["rehearse", "--list"], ["readiness"], ["readiness", "--json"]):
        result = subprocess.run([BINARY, *arguments], env=environment, capture_output=True, text=True, timeout=60)
        assert result.returncode == 3 and "does not answer" in result.stderr, result


def test_list_show_and_abort(admin_port):
    port = admin_port({
        "GET /api/v1/rehearsals": (200, {"rehearsals": [REPORT, REPORT | {"id": "d0", "actor": "x\x1b[2J"}]}),
        "GET /api/v1/rehearsals/d%2F1?format=html": (200, "<!doctype html>\n"),
        "DELETE /api/v1/rehearsals/d1": (200, {"aborted": "d1"}),
    })
    result = port.planb("rehearse", "--list")
    assert result.returncode == 0 and "\x1b" not in result.stdout
    assert [line.split()[-1] for line in result.stdout.splitlines()] == ["ID", "d1", "d0"]
    assert len(json.loads(port.planb("rehearse", "--list", "--json").stdout)["rehearsals"]) == 2
    assert port.planb("rehearse", "--show", "d/1", "--format", "html").stdout == "<!doctype html>\n"
    assert port.planb("rehearse", "--abort", "d1").stdout == "aborted d1\n"
    assert port.planb("rehearse", "--show", "none").returncode == 1


def readiness(routes, not_ready, **more):
    return {"ready": not not_ready, "notReady": not_ready, "now": 1_795_317_670_000, "routes": routes} | more


def test_readiness(admin_port):
    alone = {"route": "alone", "state": "none", "primary": "a", "minimum": 0.95, "backups": []}
    port = admin_port({
        "GET /api/v1/readiness": (200, readiness([ROUTE], [])),
        "GET /api/v1/readiness?min=98%25": (200, readiness([ROUTE, alone], ["r", "alone"], minimum=0.98)),
    })
    result = port.planb("readiness")
    assert result.returncode == 0
    assert result.stdout.splitlines() == [
        "r  ready  (primary: a)", "  b  READY 100 % [97.0–100] n=100 · quality not measured · proven 00:06:10 ago (golden)",
        "1 of 1 routes ready"]
    result = port.planb("readiness", "--min", "98%")
    assert result.returncode == 1 and "NOT READY: there is no backup" in result.stdout
    assert port.planb("readiness", "--min", "98").returncode == 2


@pytest.fixture
def signer(tmp_path):
    """Signs lines with OpenSSL's Ed25519, by what the documentation says of their form."""
    key = tmp_path / "key.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
    public = subprocess.run(
        ["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout[-32:]
    text = "ed25519:" + base64.b64encode(public).decode()

    def sign(count, first=1, previous="0" * 64, routes=(ROUTE,)):
        lines = []
        for number in range(first, first + count):
            body = json.dumps({
                "key": text, "milliseconds": 1_795_317_300_000 + number, "number": number, "previous": previous,
                "routes": list(routes)}, ensure_ascii=False)[:-1]
            message = tmp_path / "message"
            message.write_text(body)
            signature = subprocess.run(
                ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", message], check=True,
                capture_output=True).stdout
            lines.append(f'{body},"signature":"{base64.b64encode(signature).decode()}"}}')
            previous = hashlib.sha256(lines[-1].encode()).hexdigest()
        return lines

    return text, sign


def test_the_signed_line_is_printed_as_it_is_on_record(admin_port, signer):
    _, sign = signer
    [line] = sign(1)
    port = admin_port({"GET /api/v1/readiness?evidence=1": (200, {"line": line, "problems": ["the anchor x: full"]})})
    result = port.planb("readiness", "--json")
    assert (result.returncode, result.stdout) == (0, line + "\n") and "the anchor x: full" in result.stderr
    assert port.planb("readiness", "--json", "--min", "98%").returncode == 1


def verify(*arguments):
    return subprocess.run(
        [BINARY, "readiness", *map(str, arguments)], capture_output=True, text=True, timeout=60,
        env={name: value for name, value in os.environ.items() if not name.startswith("PLANB_ADMIN")})


def test_evidence_is_verified_without_a_gateway(signer, tmp_path):
    key, sign = signer
    lines = sign(4)
    one, two, anchors = tmp_path / "2026-11-22.jsonl", tmp_path / "2026-11-23.jsonl", tmp_path / "anchors.jsonl"
    one.write_text("".join(line + "\n" for line in lines[:3]))
    two.write_text(lines[3] + "\n")
    anchors.write_text("".join(
        json.dumps({"number": number, "hash": hashlib.sha256(line.encode()).hexdigest(), "time": "", "node": "n"}) + "\n"
        for number, line in enumerate(lines, 1)))
    (tmp_path / "key.pub").write_text(key + "\n")
    result = verify("--verify", one, two, "--pubkey", tmp_path / "key.pub", "--anchor", anchors)
    assert result.returncode == 0 and result.stdout.startswith("intact: 4 lines, numbers 1 to 4\n"), result
    assert "does not prove" in result.stdout and "4 anchors agree" in result.stdout
    assert hashlib.sha256(lines[3].encode()).hexdigest() in result.stdout
    # Without the last file nothing is missed, but by the anchors.
    assert verify("--verify", one, "--pubkey", key).returncode == 0
    result = verify("--verify", one, "--pubkey", key, "--anchor", anchors)
    assert result.returncode == 1 and "its end was cut off" in result.stdout
    one.write_text(one.read_text().replace('"passed": 100', '"passed": 101', 1))
    result = verify("--verify", one, two, "--pubkey", key)
    assert result.returncode == 1 and f"BROKEN: {one}, line 1 was changed" in result.stdout


def test_evidence_is_not_verified_by_a_key_that_it_brings(signer, tmp_path):
    key, sign = signer
    file = tmp_path / "e.jsonl"
    file.write_text(sign(1)[0] + "\n")
    assert verify("--verify", file).returncode == 2
    assert verify("--pubkey", key).returncode == 2
    assert verify("--verify", file, "--pubkey", "nonsense").returncode == 2
    assert verify("--verify", file, "--pubkey", "ed25519:" + base64.b64encode(bytes(32)).decode()).returncode == 1
    assert verify("--verify", tmp_path / "none", "--pubkey", key).returncode == 3
