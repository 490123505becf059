"""The console in a real browser: signing in, reading every page in light and dark, wide and narrow, with and without
JavaScript, by keyboard; watching requests and a provider that dies; forms. PLANB_SCREENSHOTS=1 writes Docs/screenshots.
"""

import json
import os
import signal
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from browser import Window, started
from conftest import MODEL, PROVIDER_KEY, Gateway, Process
from model_server import ROOT, eventually, free_port

SCREENSHOTS = ROOT / "Docs/screenshots" if os.environ.get("PLANB_SCREENSHOTS") else None
PAGES = {
    "/": "Readiness", "/live": "Live", "/incidents": "Incidents", "/usage": "Usage", "/exposure": "Exposure",
    "/what-if": "What if", "/rehearsals": "Rehearsals", "/keys": "Keys", "/configuration": "Configuration",
}
# What would run if a page took it for HTML.
HOSTILE = "<svg/onload=alert(1)>"
WORLD = {
    "mode": "demo",
    "defaults": {"rehearse": {"probe": "off"}},
}


def configuration(vendors: dict[str, int], model_port: int) -> dict:
    """Two vendors and a machine of one's own; routes that depend on them in different ways."""
    def target(provider, name, **more):
        return {"provider": provider, "url": f"http://127.0.0.1:{vendors[name]}/v1", "api_key": "env:PROVIDER_KEY"} | more

    return WORLD | {
        "targets": {
            "openai-41": target("openai", "openai", model="gpt-4.1", region="us", account="main"),
            "claude": target(
                "openai-compatible", "anthropic", model="claude", vendor="anthropic", lineage="claude", region="us"),
            "local": {"provider": "llama.cpp", "model": MODEL, "url": f"http://127.0.0.1:{model_port}/v1", "demo": True},
        },
        "routes": {
            "gpt-4.1": {"try": ["openai-41", "claude", "local"]},
            "support": {"try": ["openai-41", "local"], "rehearse": {"probe": "1h"}},
            "vision": {"try": ["openai-41"]},
            HOSTILE: {"try": ["claude", "local"]},
        },
        "admin_tokens": {"grafana": {"role": "viewer", "token": "env:VIEWER_TOKEN"}},
    }


@pytest.fixture(scope="module")
def browser():
    with started() as browser:
        yield browser


class World:
    """A gateway, and vendors that can be killed one by one."""

    viewer = "viewer-token-0123456789"

    def __init__(self, folder: Path, model_port: int):
        self.folder = folder
        self.ports = {name: free_port() for name in ("openai", "anthropic")}
        self.vendors = {name: self.start_vendor(name) for name in self.ports}
        os.environ["VIEWER_TOKEN"] = self.viewer
        self.gateway = Gateway(folder, configuration(self.ports, model_port))
        self.token = (folder / "data/admin.token").read_text().strip()

    def start_vendor(self, name):
        vendor = Process(["fake-provider", "--port", self.ports[name]], self.folder, f"vendor-{name}")
        eventually(lambda: "listening" in vendor.said() or "fake provider" in vendor.said())
        return vendor

    def kill_vendor(self, name):
        self.vendors[name].process.kill()
        self.vendors[name].process.wait()

    def chat(self, model="gpt-4.1", **more):
        client = self.gateway.client()
        return client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": "Say hello."}], max_tokens=8, **more)

    def end(self):
        self.gateway.end()
        for vendor in self.vendors.values():
            vendor.end()


@pytest.fixture(scope="module")
def world(tmp_path_factory, model_port):
    world = World(tmp_path_factory.mktemp("console"), model_port)
    for model in ("gpt-4.1", "gpt-4.1", "support", "vision", HOSTILE):
        world.chat(model)
    yield world
    world.end()


@pytest.fixture
def window(browser, world):
    window = Window(browser, world.gateway, world.token)
    yield window
    window.close()


def rows(page, selector):
    return page.locator(f"{selector} tr")


def shoot(page, name):
    if SCREENSHOTS:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name.replace(' ', '-')}.png")


# --- Signing in -------------------------------------------------------------------------------------------------------


def test_signing_in_and_out(browser, world):
    window = Window(browser, world.gateway)
    page = window.page
    page.goto("/keys")
    assert page.url.endswith("/sign-in?next=%2fkeys")
    window.check()
    shoot(page, "sign-in")
    page.get_by_label("Token").fill("not a token of anybody")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").inner_text() == "This is not a token of this gateway."
    window.problems.clear()  # the browser logs the 403 of the page itself
    page.get_by_label("Token").fill(world.token)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/keys")
    assert page.get_by_role("heading", level=1).inner_text() == "Keys"
    cookie = window.context.cookies()[0]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and world.token not in cookie["value"]
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto("/")
    assert "/sign-in" in page.url
    window.close()


def test_a_viewer_sees_what_a_viewer_may(browser, world):
    window = Window(browser, world.gateway, world.viewer)
    page = window.page
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    assert links.all_inner_texts() == [title for title in PAGES.values() if title not in ("Keys", "Configuration")]
    page.goto("/rehearsals")
    assert page.get_by_text("Begin a rehearsal").count() == 0
    window.check()
    page.goto("/keys")
    assert "needs the role operator" in page.get_by_role("alert").inner_text()
    window.problems.clear()  # the 403
    window.close()


# --- Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_page(browser, world, scheme, width):
    window = Window(browser, world.gateway, world.token, color_scheme=scheme, viewport={"width": width, "height": 900})
    for path, title in PAGES.items():
        window.page.goto(path)
        assert window.page.get_by_role("heading", level=1).inner_text() == title
        assert window.page.title() == f"{title} · Plan B"
        window.check()
        overflow = window.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, (path, overflow)
        if path == "/" or (scheme, width) == ("light", 1280):
            shoot(window.page, f"{title.lower()}-{scheme}" + ("-narrow" if width < 400 else ""))
    window.close()


def test_the_front_page_says_what_survives(window):
    page = window.page
    page.goto("/")
    cells = {row.get_by_role("rowheader").inner_text(): row.get_by_role("cell").all_inner_texts()
             for row in page.locator("table").first.locator("tbody tr").all()}
    assert cells["gpt-4.1"][:3] == ["Not proven", "Without openai, claude would be asked.", "Well"]
    assert cells["vision"][:2] == ["No backup", "There is only openai-41."]
    assert page.get_by_text("0 of 4 routes survive the loss of their vendor").count() == 1
    # The name of a route is text, whatever it is.
    assert HOSTILE in cells and page.locator("main svg").count() == 0


def test_without_javascript(browser, world):
    window = Window(browser, world.gateway, world.token, java_script_enabled=False)
    page = window.page
    for path, title in PAGES.items():
        page.goto(path)
        assert page.get_by_role("heading", level=1).inner_text() == title
    page.goto("/live")
    assert rows(page, "[data-ended]").count() >= 4
    assert page.get_by_text("Without JavaScript this page shows what is over.").count() == 1
    assert not page.locator("[data-running]").is_visible()
    page.locator("[data-ended] a").first.click()
    assert "asked for" in page.locator("pre").inner_text()
    page.goto("/keys")
    page.get_by_text("Make a key").click()
    page.get_by_label("Name").fill("without-script")
    page.get_by_role("button", name="Make it").click()
    assert page.locator(".secret").inner_text().startswith("planb_")
    window.close()


def test_by_keyboard(window):
    page = window.page
    page.goto("/")
    order = []
    for _ in range(len(PAGES) + 3):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.innerText.split('\\n')[0].trim()"))
    assert order[:len(PAGES) + 2] == ["Skip to the content", "Plan B", *PAGES.values()]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_configuration_says_where_values_come_from(window, world):
    page = window.page
    page.goto("/configuration")
    text = page.locator("main").inner_text()
    assert PROVIDER_KEY not in text and world.viewer not in text and world.token not in text
    lines = (world.folder / "planb.yaml").read_text().splitlines()
    number = next(index for index, line in enumerate(lines, 1) if '"model": "gpt-4.1"' in line)
    row = page.locator("section", has=page.get_by_role("heading", name="target openai-41")).get_by_role("row", name="model")
    assert row.get_by_role("cell").all_inner_texts()[0] == "gpt-4.1"
    assert f"planb.yaml:{number}:" in row.get_by_role("cell").all_inner_texts()[1]
    key = page.locator("section", has=page.get_by_role("heading", name="target claude")).get_by_role("row", name="api_key")
    assert key.get_by_role("cell").all_inner_texts()[0] == "env:PROVIDER_KEY"
    assert page.get_by_role("row", name="drain").count() > 0 and page.get_by_text("built in").count() > 3


@pytest.mark.parametrize("path", ["/", "/usage", "/exposure"])
def test_pages_are_small(window, path):
    window.page.goto("about:blank")
    answers = []
    window.page.on("response", lambda answer: answers.append(answer))
    window.page.goto(path, wait_until="load")
    sizes = {answer.url: len(answer.body()) for answer in answers if "/live/events" not in answer.url}
    assert len(sizes) == 4 and 0 < sum(sizes.values()) < 150_000, sizes


# --- Watching ---------------------------------------------------------------------------------------------------------


class Users:
    """So many users that ask, each one request after the other, until told to stop."""

    def __init__(self, world, model, count=1):
        self.world, self.model, self.over = world, model, threading.Event()
        self.threads = [threading.Thread(target=self.run) for _ in range(count)]

    def run(self):
        client = self.world.gateway.client()
        while not self.over.is_set():
            client.chat.completions.create(
                model=self.model, messages=[{"role": "user", "content": "Say hello."}], max_tokens=4)
            self.over.wait(0.05)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


def test_a_killed_provider_shows_up(window, world, record_property):
    live, front = window.page, window.open()
    live.goto("/live")
    front.goto("/")
    live.get_by_text("Live.", exact=True).wait_for()
    front.get_by_text("Live.", exact=True).wait_for()
    with Users(world, "gpt-4.1"):
        # A request takes a millisecond, and the page is told four times a second: of a crowd, one is under way just then.
        with Users(world, "gpt-4.1", 8):
            live.locator("[data-running] tr").first.wait_for(state="attached")
        live.locator("[data-ended] tr.new").first.wait_for()
        begin = time.monotonic()
        world.kill_vendor("openai")
        try:
            live.locator("[data-changes] tr", has_text="given up").first.wait_for(timeout=20_000)
            on_live = time.monotonic() - begin
            front.locator("tr", has_text="gpt-4.1").get_by_text("On claude").first.wait_for(timeout=20_000)
            on_front = time.monotonic() - begin
            change = live.locator("[data-changes] tr", has_text="openai-41 → claude").first
            change.wait_for()
            assert "failover" in change.inner_text() and "gpt-4.1" in change.inner_text()
            live.locator("[data-refresh=targets]").get_by_text("openai-41: given up").wait_for()
            window.check()
            shoot(live, "live-failover")
            shoot(front, "readiness-failover")
        finally:
            world.vendors["openai"] = world.start_vendor("openai")
        record_property("seconds_until_live", round(on_live, 2))
        record_property("seconds_until_readiness", round(on_front, 2))
        front.locator("table").first.locator("tr", has_text="gpt-4.1").get_by_text("Well", exact=True).first.wait_for(timeout=60_000)


# --- Looking back -----------------------------------------------------------------------------------------------------


def test_its_incident_can_be_read(browser, world):
    """After the provider was killed: its page, drawn and as tables, in light and dark, wide and narrow."""
    for scheme, width in (("light", 1280), ("dark", 320)):
        window = Window(browser, world.gateway, world.token, color_scheme=scheme, viewport={"width": width, "height": 900})
        page = window.page
        page.goto("/incidents")
        page.get_by_role("row", name="openai").get_by_role("link").first.click()
        page.get_by_role("heading", level=1, name="Incident: openai").wait_for()
        assert page.get_by_role("img").count() == 2
        page.get_by_text("The same as a table").first.click()
        assert page.get_by_role("columnheader", name="refused").count() > 0
        window.check()
        assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
        shoot(page, f"incident-{scheme}" + ("-narrow" if width < 400 else ""))
        window.close()


def test_what_if_by_form(window):
    page = window.page
    page.goto("/what-if")
    page.get_by_label("What is lost").fill("openai")
    page.get_by_label("Requests since").fill("1h")
    page.get_by_role("button", name="Replay").click()
    page.get_by_role("heading", name="What if: vendor:openai").wait_for()
    window.check()
    shoot(page, "what-if-answer")
    page.get_by_label("What is lost").fill("nobody")
    page.get_by_role("button", name="Replay").click()
    assert "no target of the configuration depends on vendor:nobody" in page.get_by_role("alert").inner_text()
    window.check()


def watch(world, token):
    request = urllib.request.Request(
        f"http://127.0.0.1:{world.gateway.admin_port}/live/events", headers={"authorization": f"Bearer {token}"})
    try:
        return urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        return error


def test_so_many_may_watch(world):
    streams = []

    def all_taken():
        # Those of pages that were just closed are given back within a moment.
        streams.append(watch(world, world.token))
        return streams[-1].status == 503

    eventually(all_taken)
    assert streams[-1].headers["retry-after"] == "5" and len(streams) <= 17
    assert streams[0].readline() == b"retry: 1000\n"
    for stream in streams:
        stream.close()
    eventually(lambda: watch(world, world.token).status == 200)


def test_a_stream_ends_with_its_token(world):
    streams = []
    eventually(lambda: streams.append(watch(world, world.viewer)) or streams[-1].status == 200)
    assert streams[-1].readline() == b"retry: 1000\n"
    before = world.gateway.configuration
    world.gateway.write({key: value for key, value in before.items() if key != "admin_tokens"})
    try:
        streams[-1].read()
    finally:
        world.gateway.write(before)


# --- Forms ------------------------------------------------------------------------------------------------------------


def test_keys_are_made_shown_once_changed_and_withdrawn(window, world):
    page = window.page
    page.goto("/keys")
    page.get_by_text("Make a key").click()
    page.get_by_label("Name").fill("team <b>one</b>")
    page.get_by_label("Budget such as").fill("50 USD/month")
    window.check()
    shoot(page, "keys-form")
    page.get_by_role("button", name="Make it").click()
    secret = page.locator(".secret").inner_text()
    assert secret.startswith("planb_")
    window.check()
    page.goto("/keys")
    assert secret not in page.content()
    row = page.get_by_role("row", name="team <b>one</b>")
    assert "50.00 USD a month" in row.inner_text()
    row.get_by_text("Change").click()
    row.get_by_role("button", name="Make another secret").click()
    other = page.locator(".secret").inner_text()
    assert other != secret and other.split("_")[1] == secret.split("_")[1]
    page.goto("/keys")
    page.on("dialog", lambda dialog: dialog.accept())
    row.get_by_text("Change").click()
    row.get_by_role("button", name="Withdraw it").click()
    page.wait_for_url("**/keys")
    assert page.get_by_role("row", name="team <b>one</b>").count() == 0
    log = [json.loads(line) for line in (world.folder / "data/audit.log").read_text().splitlines()]
    assert [entry["action"] for entry in log][-3:] == ["key.create", "key.rotate", "key.revoke"]


def test_a_mistake_in_a_form_is_told(window):
    page = window.page
    page.goto("/keys")
    page.get_by_text("Make a key").click()
    page.get_by_label("Name").fill("x")
    page.get_by_label("Budget such as").fill("a lot")
    page.get_by_role("button", name="Make it").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Not understood 400"
    assert page.get_by_role("alert").inner_text()
    window.problems.clear()  # the 400


def test_a_rehearsal_is_begun_and_watched(window):
    page = window.page
    page.goto("/rehearsals")
    page.get_by_text("Begin a rehearsal").click()
    page.get_by_label("Route").select_option("support")
    page.get_by_label("Level").select_option("probe")
    window.check()
    page.get_by_role("button", name="What would it do?").click()
    page.get_by_text("Nothing has happened yet.").wait_for()
    window.check()
    shoot(page, "rehearsal-preview")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="What was done").wait_for()
    page.locator("h1 .badge", has_text="good").wait_for(timeout=60_000)
    window.check()
    shoot(page, "rehearsal")
    page.goto("/rehearsals")
    assert page.get_by_role("row", name="support").count() >= 1


def test_what_may_not_be_begun_is_said(window):
    page = window.page
    page.goto("/rehearsals")
    page.get_by_text("Begin a rehearsal").click()
    page.get_by_label("Route").select_option("gpt-4.1")
    page.get_by_label("Level").select_option("live")
    page.get_by_role("button", name="What would it do?").click()
    assert page.get_by_role("alert").inner_text()
    window.problems.clear()  # the 403


# --- What attackers try -----------------------------------------------------------------------------------------------


def test_hostile_text_is_only_text(window, world):
    page = window.page
    page.on("dialog", lambda dialog: window.problems.append(f"a dialog: {dialog.message}"))
    page.goto("/live")
    page.get_by_text("Live.", exact=True).wait_for()
    world.chat(HOSTILE)
    row = page.locator("[data-ended] tr.new", has_text=HOSTILE).first
    row.wait_for()
    window.check()
    row.get_by_role("link").click()
    assert HOSTILE in page.locator("pre").inner_text() and page.locator("main svg").count() == 0
    for path in PAGES:
        page.goto(path + "?next=" + HOSTILE + "&limit=99999999999999999999&since=-1")
        assert page.locator("main svg").count() == 0
    window.problems.clear()  # pages that know such words refuse them with a 400, which the browser logs


def test_a_page_of_another_origin_gets_nothing(browser, world):
    """Another port of this machine is the same site: cookies are sent, and nothing comes of it."""
    window = Window(browser, world.gateway, world.token)
    evil = window.context.new_page()
    evil.route("http://127.0.0.1:3000/", lambda route: route.fulfill(body="<h1>evil</h1>", content_type="text/html"))
    evil.goto("http://127.0.0.1:3000/")
    outcome = evil.evaluate(
        """async (base) => {
          const outcomes = [];
          for (const [method, path] of [["GET", "/api/v1/status"], ["POST", "/keys"], ["POST", "/api/v1/keys"], ["GET", "/"]]) {
            try {
              const answer = await fetch(base + path, {method, credentials: "include", mode: "cors",
                body: method === "POST" ? new URLSearchParams({name: "evil"}) : undefined});
              outcomes.push(await answer.text());
            } catch { outcomes.push("refused"); }
          }
          return outcomes;
        }""", window.base)
    assert outcome == ["refused"] * 4
    window.page.goto("/keys")
    assert window.page.get_by_role("row", name="evil").count() == 0
    window.close()
