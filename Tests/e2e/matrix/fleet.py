"""One gateway with a route to each provider, and a strict fake of each provider behind it."""

import http.client
import json
from dataclasses import dataclass, field
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
    more: dict = field(default_factory=dict)  # of the target


# Targets of one region are doubted together.
REGIONS = {
    "via": "us-east-1", "plain": "us-west-1", "bad": "us-east-2", "locked": "us-west-2", "limited": "eu-west-1", "broken": "eu-central-1",
    "breaking": "ap-south-1"}
BEARER = {"authorization": f"Bearer {PROVIDER_KEY}"}
PROVIDERS = {provider.name: provider for provider in [
    Provider("openai", "openai", "gpt-4.1", "/v1", BEARER, chat.read),
    Provider("openai-compatible", "openai", "gpt-4.1", "/v1", BEARER, chat.read),
    Provider("anthropic", "anthropic", "claude-opus-4-8", "", {"x-api-key": PROVIDER_KEY}, anthropic.read,
             more={"contract": {"reasoning": True}}),
    Provider("gemini", "gemini", "gemini-3.8-flash", "", {"x-goog-api-key": PROVIDER_KEY}, gemini.read, False,
             more={"contract": {"reasoning": True}}),
    Provider("bedrock", "bedrock", "anthropic.claude-opus-4-8", "", BEARER, bedrock.read,
             more={"contract": {"json_schema": True, "reasoning": True}}),
    Provider("cohere", "cohere", "command-a-03-2025", "", BEARER, chat.read_cohere,
             more={"contract": {"reasoning": True}}),
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

    def __init__(self, folder):
        # What has failed is asked less, and looked after in the background: each kind of failure has fakes of its own.
        ports = {(kind, name): free_port() for kind in self.kinds for name in PROVIDERS}
        script = {"providers": {
            f"{kind}-{name}": self.script(PROVIDERS[name], port) | {"seed": seed}  # each gives identifiers of its own
            for seed, ((kind, name), port) in enumerate(ports.items(), 1)}}
        (folder / "fakes.yaml").write_text(json.dumps(script))  # JSON is YAML
        self.fakes_process = Process(
            ["fake-provider", "--script", folder / "fakes.yaml", "--keep", 8], folder, "fake-provider")
        for name in script["providers"]:
            self.fakes_process.wait_for(f"^fake provider {name}:")
        all_fakes = {place: Fake(port) for place, port in ports.items()}
        self.fakes = {name: fake for (kind, name), fake in all_fakes.items() if kind == "via"}
        self.failing = {place: fake for place, fake in all_fakes.items() if place[0] != "via"}
        self.gateway = Gateway(folder, {
            "mode": "demo", "defaults": {"patience": "0ms", "rehearse": "off"},
            "targets": {f"{kind}-{name}": self.target(PROVIDERS[name], port, kind)
                        for (kind, name), port in ports.items()},
            "routes": {f"{kind}-{name}": {"try": [f"{kind}-{name}"]} for kind, name in ports} | {
                f"{first}-then-{second}": {"try": [f"broken-{first}", f"via-{second}"]}
                for first in PROVIDERS for second in PROVIDERS},
        })

    kinds = ["via", "plain", "bad", "locked", "limited", "broken", "breaking"]

    @staticmethod
    def script(provider: Provider, port: int) -> dict:
        found = {"dialect": provider.dialect, "port": port, "expects": provider.credential}
        if provider.name == "openai-compatible":  # chat completions and nothing else
            found["faults"] = [{"path": "/responses", "behaviour": "status(404)"}]
        return found

    @staticmethod
    def target(provider: Provider, port: int, kind: str) -> dict:
        more = {"contract": {"json_schema": False}} if kind == "plain" else provider.more
        return {
            "provider": provider.name, "model": provider.model, "api_key": "env:PROVIDER_KEY", "account": kind,
            "url": f"http://127.0.0.1:{port}{provider.path}",
        } | more | ({"region": REGIONS[kind]} if provider.name == "bedrock" else {})

    def end(self):
        self.gateway.end()
        self.fakes_process.end()
