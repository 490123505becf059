"""A real browser that looks at the console: whatever a page logs as an error, and whatever it asks of another server, fails
the test that looks at it.
"""

import os
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def started():
    """Debian's browser; what would download another one is not used."""
    assert CHROMIUM, "no Chromium: scripts/setup test installs it"
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*options, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


class Window:
    """One person's window, signed in unless said otherwise."""

    def __init__(self, browser, gateway, token=None, **options):
        self.base = f"http://127.0.0.1:{gateway.admin_port}"
        self.context = browser.new_context(base_url=self.base, **options)
        self.problems, self.asked = [], []
        self.page = self.open()
        if token:
            self.sign_in(token)

    def open(self):
        page = self.context.new_page()
        page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", self.look)
        return page

    def look(self, request):
        self.asked.append(request.url)
        if urlsplit(request.url).netloc != urlsplit(self.base).netloc:
            self.problems.append(f"asks {request.url}")

    def sign_in(self, token):
        self.page.goto("/sign-in")
        self.page.get_by_label("Token").fill(token)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.base + "/")

    def check(self):
        """Nothing was wrong so far, and what is shown now can be used by everybody."""
        results = Axe().run(self.page).response["violations"]
        found = [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']][:3]}" for one in results]
        assert not found, (self.page.url, found)
        assert not self.problems, (self.page.url, self.problems)

    def close(self):
        self.context.close()
        assert not self.problems, self.problems
