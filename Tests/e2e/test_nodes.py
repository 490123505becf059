"""Several gateways on one database: budgets hold for all of them together, keys reach all of them, and none of them needs
the database to answer a request."""

import asyncio
import json
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from conftest import BINARY, Gateway
from model_server import call, eventually
from test_keys import admin
from test_ledger_outage import Postgres

DOLLAR = 1_000_000_000
PRICE = {"input": "100 USD", "output": "100 USD"}
BODY = json.dumps({
    "model": "gpt-4.1", "max_tokens": 5, "messages": [{"role": "user", "content": "Say hello."}]}).encode()


@pytest.fixture
def postgres():
    server = Postgres()
    server.start()
    yield server
    server.end()


class Nodes:
    """Gateways with one configuration, one database and one pepper."""

    def __init__(self, folder, providers, postgres, **more):
        self.folder, self.postgres, self.gateways = folder, postgres, []
        self.configuration = {
            "targets": {"openai": providers.target("healthy", model="gpt-4.1", price=PRICE)},
            "routes": {"gpt-4.1": {"try": ["openai"]}},
            "ledger": {"postgres": postgres.url},
        } | more

    def add(self, pepper=True) -> Gateway:
        place = self.folder / f"node{len(self.gateways)}"
        (place / "data").mkdir(parents=True)
        if self.gateways and pepper:
            shutil.copy(self.gateways[0].folder / "data/pepper", place / "data/pepper")
        return self.start(place)

    def start(self, place) -> Gateway:
        gateway = Gateway(place, self.configuration)
        self.gateways.append(gateway)
        eventually(lambda: call(gateway.admin_port, "/")[0])
        return gateway

    def again(self, gateway: Gateway) -> Gateway:
        """The same node, started again."""
        return self.start(gateway.folder)

    def sql(self, query: str) -> str:
        answer = subprocess.run(
            ["psql", "-h", str(self.postgres.folder), "-U", "postgres", "-Atc", query], capture_output=True, text=True,
            timeout=60)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()

    def end(self):
        for gateway in self.gateways:
            if gateway.process.poll() is None:
                gateway.end()


@pytest.fixture
def nodes(tmp_path, providers, postgres):
    made = []

    def make(count=1, **more) -> Nodes:
        made.append(Nodes(tmp_path / f"nodes{len(made)}", providers, postgres, **more))
        for _ in range(count):
            made[-1].add()
        return made[-1]

    yield make
    for each in made:
        each.end()


async def ask_async(port: int, key: str) -> tuple[int, str]:
    """Status and code of one request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        + f"authorization: Bearer {key}\r\ncontent-length: {len(BODY)}\r\nconnection: close\r\n\r\n".encode() + BODY)
    answer = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    status = int(answer.split(b" ", 2)[1])
    body = json.loads(answer.split(b"\r\n\r\n", 1)[1] or b"{}") if status != 200 else {}
    return status, body.get("error", {}).get("code", "")


def ask(gateway, key) -> tuple[int, str]:
    return asyncio.run(ask_async(gateway.port, key))


def create(gateway, **wish) -> str:
    status, made = admin(gateway, "POST", "/api/v1/keys", {"name": "web"} | wish)
    assert status == 201, made
    return made["key"]


# MARK: - Budgets


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("strict", [True, False], ids=["strict", "expected"])
def test_a_thousand_at_once_on_one_dollar(nodes, count, strict):
    group = nodes(count)
    key = create(group.gateways[0], budget="1 USD/day", strict=strict)
    for gateway in group.gateways:
        eventually(lambda gateway=gateway: ask(gateway, key)[0] in (200, 429))

    async def storm():
        return await asyncio.gather(*(
            ask_async(group.gateways[number % count].port, key) for number in range(1000)))

    answers = asyncio.run(storm())
    codes = {code for status, code in answers if status != 200}
    assert codes <= {"insufficient_quota", "rate_limit_exceeded"}

    # Whoever comes back as it is told to gets the rest, at any node, until there is no more.
    def is_used_up():
        return all(ask(gateway, key) == (429, "insufficient_quota") for gateway in group.gateways)

    deadline = time.monotonic() + 60
    while not is_used_up():
        assert time.monotonic() < deadline, group.sql("SELECT node, granted, used FROM shared_leases")
        asyncio.run(storm_of(group, key, 50))
    eventually(lambda: group.sql("SELECT count(*) FROM attempts WHERE cost_nanodollars IS NULL") == "0")

    def spent():
        return int(group.sql("SELECT COALESCE(SUM(cost_nanodollars), 0) FROM attempts"))

    previous = -1
    while previous != spent():  # rows come after the answers
        previous = spent()
        time.sleep(1)
    if strict:
        assert spent() <= DOLLAR
    else:
        # The bound: what those under way cost beyond what was held for them. Of a prompt, which is estimated, that is
        # what it has more tokens than thought; an answer is held in full once its usual length is known.
        beyond = int(group.sql(
            "SELECT MAX(r.input_tokens - r.prompt_tokens) FROM requests r WHERE r.outcome = 'answered'"))
        assert spent() <= DOLLAR + 1000 * max(0, beyond) * 100_000
    # A strict request sets aside what it could cost at most: some 20 cents, for what may be 2,000 tokens of framing.
    assert spent() >= DOLLAR * 0.75, f"{spent()} of {DOLLAR} spent"
    print(f"{count} nodes: {spent()} of {DOLLAR} nanodollars spent")


async def storm_of(group, key, number):
    ports = [gateway.port for gateway in group.gateways]
    return await asyncio.gather(*(ask_async(ports[index % len(ports)], key) for index in range(number)))


def test_a_node_that_is_killed_remembers_what_it_spent(nodes):
    group = nodes(2)
    first, second = group.gateways
    key = create(first, budget="1 USD/day", strict=True)
    eventually(lambda: ask(second, key)[0] == 200)
    for _ in range(20):
        ask(first, key)
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    first = group.again(first)
    for gateway in (first, second):
        deadline = time.monotonic() + 300
        while (answer := ask(gateway, key)) != (429, "insufficient_quota"):
            assert time.monotonic() < deadline, answer
    time.sleep(3)
    assert int(group.sql("SELECT SUM(cost_nanodollars) FROM attempts")) <= DOLLAR


def test_a_budget_goes_on_while_the_database_is_away(nodes, postgres):
    group = nodes(2)
    key = create(group.gateways[0], budget="40 USD/day", strict=True)
    for gateway in group.gateways:
        eventually(lambda gateway=gateway: ask(gateway, key)[0] == 200)
    time.sleep(5)  # each has its fair part by now
    postgres.stop()
    answers = [ask(gateway, key) for _ in range(20) for gateway in group.gateways]
    assert {status for status, _ in answers} == {200}
    eventually(lambda: not admin(group.gateways[0], "GET", "/api/v1/nodes")[1]["working"])
    postgres.start()
    eventually(lambda: admin(group.gateways[0], "GET", "/api/v1/nodes")[1]["working"], seconds=60)
    assert ask(group.gateways[0], key)[0] == 200


def test_limits_are_shared(nodes):
    group = nodes(2)
    key = create(group.gateways[0], rpm=60)
    eventually(lambda: ask(group.gateways[1], key)[0] == 200)
    time.sleep(3)  # each knows of the other
    began, answers = time.monotonic(), []
    for _ in range(10):
        answers += asyncio.run(storm_of(group, key, 30))
        time.sleep(0.3)
    # What the minute allows for and gave back meanwhile, and half of it more, as parts move from node to node.
    most = 60 * 1.5 + (time.monotonic() - began) + 3
    assert 40 <= [status for status, _ in answers].count(200) <= most
    assert {code for status, code in answers if status != 200} == {"rate_limit_exceeded"}


# MARK: - Keys


def test_keys_reach_every_node_within_a_second(nodes):
    group = nodes(3)
    first, second, third = group.gateways
    key = create(second)
    assert ask(second, key)[0] == 200
    began = time.monotonic()
    eventually(lambda: ask(first, key)[0] == ask(third, key)[0] == 200)
    print(f"a new key: {time.monotonic() - began:.3f} s")
    status, _ = admin(third, "DELETE", f"/api/v1/keys/{key.split('_')[1]}")
    assert status in (200, 204)
    assert ask(third, key) == (401, "invalid_api_key")
    began = time.monotonic()
    eventually(lambda: ask(first, key)[0] == ask(second, key)[0] == 401)
    took = time.monotonic() - began
    print(f"a revoked key: {took:.3f} s")
    assert took < 3  # a second, on a machine that does nothing else


def test_a_key_is_withdrawn_also_where_the_configuration_has_a_mistake(nodes):
    group = nodes(2)
    first, second = group.gateways
    key = create(first)
    eventually(lambda: ask(second, key)[0] == 200)
    second.write(second.configuration | {"nonsense": 1})
    eventually(lambda: "the running one stays" in second.said())
    assert admin(first, "DELETE", f"/api/v1/keys/{key.split('_')[1]}")[0] in (200, 204)
    eventually(lambda: ask(second, key) == (401, "invalid_api_key"))


def test_the_password_of_the_database_is_never_shown(nodes, monkeypatch, tmp_path, providers, postgres):
    # Characters that have to be written as %2F and so on: what the library says of them quotes the password.
    monkeypatch.setenv("LEDGER_URL", "postgres://planb:canary%zz/word@db.example/planb")
    group = Nodes(tmp_path / "secret", providers, postgres, ledger={"postgres": "env:LEDGER_URL"}, mode="demo")
    gateway = group.add()
    try:
        eventually(lambda: "is not one that PostgreSQL takes" in gateway.said())
        answer = json.dumps(admin(gateway, "GET", "/api/v1/nodes")[1])
        assert "canary" not in gateway.said() + answer and "word@" not in gateway.said() + answer
    finally:
        group.end()


def test_nodes_that_change_keys_at_once_lose_none(nodes):
    group = nodes(3)

    async def all_at_once():
        return await asyncio.gather(*(
            asyncio.to_thread(create, group.gateways[number % 3], name=f"k{number}") for number in range(30)))

    keys = asyncio.run(all_at_once())
    assert len(set(keys)) == 30
    for gateway in group.gateways:
        eventually(lambda gateway=gateway: len(admin(gateway, "GET", "/api/v1/keys")[1]) == 31)  # and the first one


def test_a_node_starts_while_the_database_is_away(nodes, postgres):
    group = nodes(1)
    key = create(group.gateways[0])
    group.gateways[0].end()
    postgres.stop()
    gateway = group.again(group.gateways[0])
    assert ask(gateway, key)[0] == 200
    status, answer = admin(gateway, "POST", "/api/v1/keys", {"name": "later"})
    assert status == 500 and "cannot be" in json.dumps(answer)
    # What it knows is sealed.
    sealed = (gateway.folder / "data/keys.cache").read_bytes()
    assert key.split("_")[1].encode() not in sealed and b"hmac" not in sealed

    # A node that has never heard of any keys does not say that they are wrong.
    stranger = group.add()
    assert ask(stranger, key) == (503, "keys_unknown")
    postgres.start()
    eventually(lambda: ask(stranger, key)[0] == 200, seconds=60)


def test_keys_that_cannot_be_confirmed_are_believed_for_so_long_only(nodes, postgres):
    group = nodes(1, keys={"max_stale": "4s"})
    gateway = group.gateways[0]
    key = create(gateway)
    postgres.stop()
    assert ask(gateway, key)[0] == 200
    eventually(lambda: ask(gateway, key) == (503, "keys_stale"), seconds=30)
    postgres.start()
    eventually(lambda: ask(gateway, key)[0] == 200, seconds=60)


def test_a_node_without_the_pepper_of_the_others_does_not_start(nodes):
    group = nodes(1)
    for name, complaint in (("none", "is missing"), ("other", "is not the pepper")):
        place = group.folder / name
        (place / "data").mkdir(parents=True)
        if name == "other":
            (place / "data/pepper").write_bytes(b"x" * 32)
            (place / "data/pepper").chmod(0o600)
        file = place / "planb.yaml"
        file.write_text(json.dumps(group.configuration | {"data": "data", "listen": "127.0.0.1:1"}))
        answer = subprocess.run(
            [BINARY, "serve", "--config", file], capture_output=True, text=True, timeout=60, cwd=place)
        assert answer.returncode == 3 and complaint in answer.stderr, answer.stderr


def test_keys_of_before_are_taken_along(nodes, tmp_path, providers, postgres):
    group = Nodes(tmp_path / "moving", providers, postgres)
    place = group.folder / "node0"
    place.mkdir(parents=True)
    single = {name: value for name, value in group.configuration.items() if name != "ledger"}
    (place / "planb.yaml").write_text(json.dumps(single | {"data": "data"}))
    made = subprocess.run(
        [BINARY, "keys", "create", "old", "--config", place / "planb.yaml"], capture_output=True, text=True, timeout=60)
    gateway = group.start(place)
    try:
        assert ask(gateway, made.stdout.strip())[0] == 200
        # From now on they are where all nodes are.
        listed = subprocess.run(
            [BINARY, "keys", "list", "--config", place / "planb.yaml"], capture_output=True, text=True, timeout=60)
        assert "old" in listed.stdout or "--admin" in listed.stderr
    finally:
        group.end()


# MARK: - Routes and prices


def share(gateway, text):
    """Status and answer of putting a shared configuration in force."""
    token = (gateway.folder / "data/admin.token").read_text().strip()
    request = urllib.request.Request(
        f"http://127.0.0.1:{gateway.admin_port}/api/v1/shared", data=text.encode(), method="PUT")
    request.add_header("authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_routes_and_prices_reach_every_node(nodes):
    group = nodes(2)
    first, second = group.gateways
    key = create(first)
    eventually(lambda: ask(second, key)[0] == 200)
    assert share(first, "routes: {other: {try: [nobody]}}")[0] == 400
    assert share(first, "targets: {x: {provider: openai, model: y, api_key: env:HOME}}")[0] == 400
    status, _ = share(first, "aliases: {mine: gpt-4.1}\nprices: {openai: {input: 1 USD, output: 1 USD}}\n")
    assert status == 200

    def answered(gateway):
        return gateway.client(key).chat.completions.create(
            model="mine", max_tokens=5, messages=[{"role": "user", "content": "Say hello."}]).model

    assert answered(first)
    eventually(lambda: "the shared configuration changed" in second.said())
    assert answered(second)
    eventually(lambda: group.sql(
        "SELECT count(DISTINCT node) FROM attempts WHERE cost_nanodollars BETWEEN 1 AND 99999") == "2")
    # A node that comes later has it too, before it serves.
    third = group.add()
    assert answered(third)


# MARK: - Who is there


def test_one_node_leads_and_another_takes_over(nodes):
    group = nodes(2)

    def views():
        return [admin(gateway, "GET", "/api/v1/nodes")[1] for gateway in group.gateways if gateway.process.poll() is None]

    def one_leads():
        seen = views()
        return [view["leading"] for view in seen].count(True) == 1 and all(len(view["nodes"]) == 2 for view in seen)

    eventually(one_leads)
    seen = views()
    assert seen[0]["leader"] == seen[1]["leader"]
    assert len({node["configuration"] for node in seen[0]["nodes"]}) == 1
    leader = next(gateway for gateway, view in zip(group.gateways, seen) if view["leading"])
    other = next(gateway for gateway in group.gateways if gateway is not leader)
    assert other.metrics()["planb_cluster_nodes"] == 2
    leader.process.kill()
    leader.process.wait()
    eventually(lambda: admin(other, "GET", "/api/v1/nodes")[1]["leading"], seconds=60)


# MARK: - Rehearsals


def test_every_node_knows_what_the_leader_has_rehearsed(nodes, providers):
    prompts = [{"name": f"sum-{n}", "messages": [{"role": "user", "content": f"What is {n} and two?"}]} for n in range(90)]
    targets = {
        "openai": providers.target("healthy", model="gpt-4.1", price=PRICE),
        "backup": providers.target("healthy", model="gpt-4.1-mini", account="other", lineage="x", price=PRICE),
    }
    route = {"try": ["openai", "backup"], "rehearse": {"probe": "off", "golden": {
        "file": "golden.yaml", "every": "300d"}, "caps": {"spend": "500 USD"}}}
    group = nodes(0, targets=targets, routes={"gpt-4.1": route})
    for number in range(2):
        place = group.folder / f"node{number}"
        (place / "data").mkdir(parents=True)
        (place / "golden.yaml").write_text(json.dumps({"prompts": prompts}))
        if number:
            shutil.copy(group.gateways[0].folder / "data/pepper", place / "data/pepper")
        group.start(place)

    def leading():
        return [gateway for gateway in group.gateways if admin(gateway, "GET", "/api/v1/nodes")[1]["leading"]]

    eventually(lambda: len(leading()) == 1)
    leader = leading()[0]
    other = next(gateway for gateway in group.gateways if gateway is not leader)
    order = {"route": "gpt-4.1", "level": "golden"}

    # Who does not lead says who does, and where.
    eventually(lambda: f":{leader.admin_port})" in json.dumps(admin(other, "POST", "/api/v1/rehearsals", order)[1]))

    def begun():
        status, answer = admin(leader, "POST", "/api/v1/rehearsals", order)
        return answer["id"] if status in (200, 201, 202) else None

    drill = eventually(begun)
    eventually(lambda: admin(leader, "GET", f"/api/v1/rehearsals/{drill}")[1]["state"] == "ended", seconds=60)
    # What a drill found is noted a moment after it has ended.
    eventually(lambda: admin(leader, "GET", "/api/v1/readiness")[1]["ready"])
    proven = admin(leader, "GET", "/api/v1/readiness")[1]

    def same():
        status, report = admin(other, "GET", f"/api/v1/rehearsals/{drill}")
        routes = admin(other, "GET", "/api/v1/readiness")[1]
        return status == 200 and report["state"] == "ended" and routes["routes"] == proven["routes"]

    eventually(same, seconds=30)
    assert other.metrics()['planb_ready{route="gpt-4.1"}'] == 1

    # The next one goes on with what there is.
    leader.process.kill()
    leader.process.wait()

    def taken_over():
        status, _ = admin(other, "POST", "/api/v1/rehearsals", order)
        return status in (200, 201, 202)

    eventually(taken_over, seconds=60)
    assert admin(other, "GET", "/api/v1/readiness")[1]["ready"] is True
