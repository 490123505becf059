"""The features of the matrix: what is asked, what the provider does, and what the SDK's answer has to say."""

import base64
from dataclasses import dataclass
from typing import Callable

import anthropic
import httpx
import openai
from botocore.exceptions import BotoCoreError, ClientError
from google.genai import errors as google_errors

from matrix.clients import openai_responses
from matrix.conversation import Answer, Ask, Assistant, Call, Failure, Result, Results, Tool, User

TEXT = "Olá! The café opens at 9 ☕."
THOUGHT = "The opening hours are known."
REFUSAL = "I can't help with that."
LONG = " ".join(f"word{number}" for number in range(40))
ARGUMENTS = {"city": "Oslo", "unit": "C"}
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HELLO = User("Hello there, when do you open?")
WEATHER = Tool("get_weather", "The weather in a city", {
    "type": "object",
    "properties": {"city": {"type": "string"}, "unit": {"type": "string", "enum": ["C", "F"]}},
    "required": ["city", "unit"]})
TIME = Tool("get_time", "The time in a city", {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]})
REPORT = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
    "required": ["city", "degrees"], "additionalProperties": False}
# As the ids of OpenAI are: no provider but OpenAI makes such ones, and Mistral does not take them.
ONE = Call("call_0fAkE1a2b3c4d5e6f7g8h9i0", "get_weather", ARGUMENTS)
TWO = Call("call_1fAkE1a2b3c4d5e6f7g8h9i0", "get_time", {"city": "Oslo"})


@dataclass(frozen=True)
class Feature:
    name: str
    about: str
    ask: Ask
    check: Callable[[Answer], None]
    behaviour: str = "ok"
    # The clients whose SDK can say this at all.
    without: tuple[str, ...] = ()
    streams: tuple[bool, ...] = (False, True)


@dataclass(frozen=True)
class Refusal:
    clients: tuple[str, ...]
    providers: tuple[str, ...]
    feature: str
    words: str  # of the message that the SDK shows
    reason: str  # for the page


@dataclass(frozen=True)
class ErrorFeature:
    name: str
    about: str
    kind: str  # of the target
    behaviour: str
    raised: dict  # by client
    streams: tuple[bool, ...] = (False, True)



def says(text=TEXT, finish="stop"):
    def check(answer: Answer):
        assert (answer.text, answer.calls, answer.finish) == (text, [], finish)
        assert answer.prompt and answer.completion

    return check


def calls(*expected):
    def check(answer: Answer):
        assert answer.calls == list(expected)
        assert (answer.text, answer.finish) == ("", "tools")
        assert all(answer.ids) and len(set(answer.ids)) == len(answer.ids)
        assert answer.prompt and answer.completion

    return check


def counted(answer: Answer):
    assert answer.text == TEXT
    assert (answer.prompt, answer.completion, answer.cached) == (100, 20, 40)


def structured(answer: Answer):
    says('{"city": "text", "degrees": 1}')(answer)


def refused(answer: Answer):
    """A refusal must not look like an answer."""
    assert REFUSAL in (answer.refusal, answer.text)
    assert answer.refusal or answer.finish == "filter"


def asking(*turns, **more) -> Ask:
    return Ask(turns=turns or (HELLO,), **more)


ROUND = (User("What is the weather in Oslo?"), Assistant("", (ONE,)))
FEATURES = [
    Feature("text", "A text is answered with a text", asking(), says()),
    Feature("system", "Instructions for the whole conversation", asking(system="Answer like a waiter."), says()),
    Feature(
        "multi-turn", "A conversation with earlier answers",
        asking(User("One."), Assistant("Two."), User("Three.")), says()),
    Feature("tool call", "The model calls a tool", asking(tools=(WEATHER,)), calls(("get_weather", ARGUMENTS)),
            "tool_call"),
    Feature("parallel tools", "The model calls two tools at once", asking(tools=(WEATHER, TIME)),
            calls(("get_weather", ARGUMENTS), ("get_time", ARGUMENTS)), "tool_calls(2)"),
    Feature("streamed arguments", "The arguments of a call arrive piece by piece", asking(tools=(WEATHER,)),
            calls(("get_weather", ARGUMENTS)), "tool_call", streams=(True,)),
    Feature("forced tool", "The model has to call a tool", asking(tools=(WEATHER, TIME), choice="required"),
            calls(("get_weather", ARGUMENTS)), "tool_call"),
    Feature("named tool", "The model has to call this tool", asking(tools=(WEATHER, TIME), choice="get_time"),
            calls(("get_time", ARGUMENTS)), "tool_call", without=("cohere",)),
    Feature("no tool", "The model must not call a tool", asking(tools=(WEATHER,), choice="none"), says(), "tool_call",
            without=("bedrock",)),
    Feature("tool result", "The result of a call goes back",
            asking(*ROUND, Results((Result(ONE.id, ONE.name, "3 degrees"),)), tools=(WEATHER,)), says()),
    Feature("tool results", "The results of two calls, and what the user says then",
            asking(User("Weather and time in Oslo?"), Assistant("I will look.", (ONE, TWO)),
                   Results((Result(ONE.id, ONE.name, "3 degrees"), Result(TWO.id, TWO.name, "noon"))),
                   Assistant("It is noon, and cold."), User("And now?"), tools=(WEATHER, TIME)), says()),
    Feature("tool error", "The result of a call is an error",
            asking(*ROUND, Results((Result(ONE.id, ONE.name, "no such city", is_error=True),)), tools=(WEATHER,)),
            says()),
    Feature("image", "An image in the question", asking(User("What is this?", (PIXEL,))), says()),
    Feature("document", "A PDF in the question", asking(User("What is on the menu?", (PDF,))), says(),
            without=("cohere",)),
    Feature("image by address", "An image that the provider is to fetch",
            asking(User("What is this?", ("https://images.example/cat.png",))), says(), without=("gemini", "bedrock")),
    Feature("JSON schema", "The answer follows a schema", asking(schema=REPORT), structured),
    Feature("stop", "The answer ends before a text", asking(stops=("opens",)), says("Olá! The café "),
            without=("openai-responses",)),
    Feature("max tokens", "The answer ends at a limit", asking(limit=20),
            says(LONG[:LONG.index("word20")], "length"), f"text({LONG})"),
    Feature("thoughts", "The model thinks, and its thoughts, if it shows them, stay out of the answer", asking(thinks=True), says()),
    Feature("refusal", "The model refuses to answer", asking(), refused, "refusal"),
    Feature("usage", "Tokens of the prompt, of the cache and of the answer", asking(), counted, "usage(100,20,40)"),
]
# What is refused by design: clients (all of them if none is named), providers, feature, the words of the refusal and the
# reason for it. The gateway's own 400 says so before anybody is asked.
REFUSED = [
    Refusal((), ("cohere",), "document", "document", "the provider takes no documents in a chat"),
    Refusal((), ("gemini", "bedrock"), "image by address", "from an address",
            "the provider fetches no addresses, and the gateway fetches none for it: send the image itself"),
]


def refusal(client: str, provider: str, feature: str):
    for one in REFUSED:
        if (not one.clients or client in one.clients) and provider in one.providers and feature == one.feature:
            return one
    return None


# What breaks after text was sent cannot be an HTTP status any more: what each SDK raises for an error in a stream.
BREAK = ErrorFeature("break", "The answer breaks off after some text", "breaking", "die_mid_stream(5)", {}, (True,))
BROKEN = {
    "openai-chat": openai.APIError, "openai-responses": openai_responses.Broken, "anthropic": anthropic.APIError,
    "gemini": google_errors.APIError, "bedrock": (BotoCoreError, ClientError), "cohere": httpx.RemoteProtocolError,
}

# What the documentation of each SDK promises for such a status.
ERRORS = [
    ErrorFeature("error 400", "The provider finds fault with the request", "bad", "status(400)", {
        "openai-chat": Failure("BadRequestError", 400), "openai-responses": Failure("BadRequestError", 400),
        "anthropic": Failure("BadRequestError", 400), "gemini": Failure("ClientError", 400),
        "bedrock": Failure("ValidationException", 400), "cohere": Failure("BadRequestError", 400)}),
    ErrorFeature("context", "The prompt is too long for the model", "bad", "context_length", {
        "openai-chat": Failure("BadRequestError", 400), "openai-responses": Failure("BadRequestError", 400),
        "anthropic": Failure("BadRequestError", 400), "gemini": Failure("ClientError", 400),
        "bedrock": Failure("ValidationException", 400), "cohere": Failure("BadRequestError", 400)}),
    ErrorFeature("wrong key", "The provider does not take the gateway's key, which is no business of the client's",
                 "locked", "invalid_key", {
        "openai-chat": Failure("InternalServerError", 503), "openai-responses": Failure("InternalServerError", 503),
        "anthropic": Failure("OverloadedError", 529), "gemini": Failure("ServerError", 503),
        "bedrock": Failure("ServiceUnavailableException", 503), "cohere": Failure("ServiceUnavailableError", 503)}),
    ErrorFeature("error 429", "The provider limits the rate", "limited", "status(429)", {
        "openai-chat": Failure("RateLimitError", 429), "openai-responses": Failure("RateLimitError", 429),
        "anthropic": Failure("RateLimitError", 429), "gemini": Failure("ClientError", 429),
        "bedrock": Failure("ThrottlingException", 429), "cohere": Failure("TooManyRequestsError", 429)}),
    ErrorFeature("error 500", "The provider fails", "broken", "status(500)", {
        "openai-chat": Failure("InternalServerError", 502), "openai-responses": Failure("InternalServerError", 502),
        "anthropic": Failure("InternalServerError", 502), "gemini": Failure("ServerError", 502),
        "bedrock": Failure("InternalServerException", 502), "cohere": Failure("ApiError", 502)}),
]
