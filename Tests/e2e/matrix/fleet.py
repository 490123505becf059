"""One gateway with a route to each provider, and a strict fake of each provider behind it."""

import http.client
import json
from dataclasses import dataclass
from typing import Callable

from matrix.arrivals import anthropic, bedrock, chat, gemini, responses
from conftest import PROVIDER_KEY, Gateway, Process
from model_server import free_port


@dataclass(frozen=True)
class Provider:
    """A column of the matrix."""

    name: str  # the word in `provider:`
    dialect: str  # of the fake
    model: str
    path: str  # what its base URL ends in
    credential: dict  # what the fake insists on
    read: Callable[[dict], dict]  # what arrived
    streams_arguments: bool = True  # in fragments; else as a whole


BEARER = {"authorization": f"Bearer {PROVIDER_KEY}"}
PROVIDERS = {provider.name: provider for provider in [
    Provider("openai", "openai", "gpt-4.1", "/v1", BEARER, chat.read),
    Provider("openai-compatible", "openai", "gpt-4.1", "/v1", BEARER, chat.read),
    Provider("anthropic", "anthropic", "claude-opus-4-8", "", {"x-api-key": PROVIDER_KEY}, anthropic.read),
    Provider("gemini", "gemini", "gemini-3.8-flash", "", {"x-goog-api-key": PROVIDER_KEY}, gemini.read, False),
    # Provider("bedrock", "bedrock", "anthropic.claude-opus-4-8", "", BEARER, bedrock.read),
    Provider("cohere", "cohere", "command-a-03-2025", "", BEARER, chat.read_cohere),
    Provider("mistral", "mistral", "mistral-large-4", "", BEARER, chat.read_mistral, False),
]}


def arrived(provider: Provider, request: dict) -> dict:
    """A request at a provider in the words of `conversation.plain`."""
    if request["target"].endswith("/responses"):
        return responses.read(request)
    return provider.read(request)


class Fake:
    """A fake provider as the tests steer it."""

    def __init__(self, port: int):
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def control(self, method: str, path: str, body: str = ""):
        self.connection.request(method, f"/_fake/{path}", body.encode())
        answer = self.connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, text
        return json.loads(text)

    def behave(self, *presets: str):
        """What is done with the next requests, and nothing of what was said before."""
        self.control("DELETE", "behaviour")
        if presets:
            self.control("POST", "next", "\n".join(presets))

    def always(self, preset: str):
        """What is done with all requests from now on."""
        self.control("DELETE", "behaviour")
        self.control("PUT", "behaviour", preset)

    def requests(self) -> list[dict]:
        """The last requests, with their bodies read."""
        found = self.control("GET", "requests")
        return [request | {"body": json.loads(request["body"] or "null")} for request in found]

    def count(self) -> int:
        return self.control("GET", "counters")["total_requests"]


class Fleet:
    """The gateway and all fakes."""

    def __init__(self, folder, names=None):
        self.providers = {name: PROVIDERS[name] for name in names or PROVIDERS}
        ports = {name: free_port() for name in self.providers}
        script = {"providers": {name: self.script(p, ports[name]) for name, p in self.providers.items()}}
        (folder / "fakes.yaml").write_text(json.dumps(script))  # JSON is YAML
        self.fakes_process = Process(
            ["fake-provider", "--script", folder / "fakes.yaml", "--keep", 8], folder, "fake-provider")
        for name in self.providers:
            self.fakes_process.wait_for(f"^fake provider {name}:")
        self.fakes = {name: Fake(port) for name, port in ports.items()}
        self.gateway = Gateway(folder, {
            "mode": "demo", "defaults": {"patience": "0ms"},
            "targets": {
                f"{kind}-{name}": self.target(p, ports[name], kind)
                for name, p in self.providers.items() for kind in self.kinds},
            "routes": {
                f"{kind}-{name}": {"try": [f"{kind}-{name}"]} for name in self.providers for kind in self.kinds},
        })

    # A target that has failed is asked less: those that are meant to fail are targets of their own.
    kinds = ["via", "bad", "limited", "broken"]

    @staticmethod
    def script(provider: Provider, port: int) -> dict:
        found = {"dialect": provider.dialect, "port": port, "expects": provider.credential}
        if provider.name == "openai-compatible":  # chat completions and nothing else
            found["faults"] = [{"path": "/responses", "behaviour": "status(404)"}]
        return found

    @staticmethod
    def target(provider: Provider, port: int, kind: str) -> dict:
        return {
            "provider": provider.name, "model": provider.model, "api_key": "env:PROVIDER_KEY", "account": kind,
            "url": f"http://127.0.0.1:{port}{provider.path}"}

    def end(self):
        self.gateway.end()
        self.fakes_process.end()
