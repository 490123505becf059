"""Every client dialect with every provider: the official SDK of the client on one side, a strict fake of the provider on
the other, and the gateway between them. A cell is right when the provider was asked what the SDK was told to ask, and the
SDK's own objects say what the provider answered."""

import json
from dataclasses import replace

import pytest
from matrix.clients import CLIENTS
from matrix.conversation import Ask, Results, User, plain, shape
from matrix.features import ARGUMENTS, BREAK, BROKEN, ERRORS, FEATURES, REFUSAL, TEXT, THOUGHT, WEATHER, refusal
from matrix.fleet import PROVIDERS, arrived

# Those that cannot say that a result is an error.
WITHOUT_ERRORS = ("openai-chat", "openai-responses", "cohere")
# Whose thoughts are shown to whom. OpenAI's models show theirs in responses only. Who asks by chat completions can ask for
# effort and not for thoughts: there they are what the provider shows by itself.
SHOW_THOUGHTS = dict.fromkeys(CLIENTS, ("anthropic", "gemini", "bedrock", "cohere")) | {
    "openai-chat": ("bedrock", "cohere", "mistral"),
    "openai-responses": ("openai", "anthropic", "gemini", "bedrock", "cohere", "mistral"),
    "gemini": ("anthropic", "gemini", "bedrock", "cohere", "mistral"),
}
# Providers whose refusals are texts like any other.
WITHOUT_REFUSALS = ("cohere", "mistral")


def expected(ask, client: str, provider) -> dict:
    """What has to arrive when this client asks."""
    if client in WITHOUT_ERRORS:
        ask = replace(ask, turns=tuple(
            Results(tuple(replace(result, is_error=False) for result in turn.results))
            if isinstance(turn, Results) else turn for turn in ask.turns))
    if client == "anthropic" and ask.limit is None:
        ask = replace(ask, limit=1000)
    if provider.name == "cohere" and ask.choice == "get_time":
        # It cannot be told to call one of several tools, but to call the only one.
        ask = replace(ask, choice="required", tools=tuple(tool for tool in ask.tools if tool.name == ask.choice))
    if provider.name == "bedrock" and ask.choice == "none":
        ask = replace(ask, choice="", tools=())  # it has no such choice; without tools there is none to call
    return plain(ask)


def cells():
    for client in CLIENTS:
        for provider in PROVIDERS:
            for feature in FEATURES:
                if client not in feature.without:
                    for stream in feature.streams:
                        yield pytest.param(
                            client, provider, feature, stream,
                            id=f"{client}-{provider}-{feature.name}-{'stream' if stream else 'whole'}")


def error_cells():
    for client in CLIENTS:
        for provider in PROVIDERS:
            for error in ERRORS:
                for stream in (False, True):
                    yield pytest.param(
                        client, provider, error, stream,
                        id=f"{client}-{provider}-{error.name}-{'stream' if stream else 'whole'}")


@pytest.mark.parametrize(("client", "provider", "feature", "stream"), list(cells()))
def test_cell(fleet, sdk, record, client, provider, feature, stream):
    column, fake = PROVIDERS[provider], fleet.fakes[provider]
    fake.behave(feature.behaviour)
    before = fake.count()
    if by_design := refusal(client, provider, feature.name):
        with pytest.raises(Exception) as caught:
            CLIENTS[client].say(sdk(client), f"via-{provider}", feature.ask, stream)
        assert CLIENTS[client].failure(caught.value) == ERRORS[0].raised[client]
        assert by_design.words in CLIENTS[client].detail(caught.value)["message"]
        assert fake.count() == before
        record.refused(client, provider, feature.name, stream, by_design.reason)
        return
    answer = CLIENTS[client].say(sdk(client), f"via-{provider}", feature.ask, stream)

    assert fake.count() == before + 1
    request = fake.requests()[-1]
    heard, asked = arrived(column, request), expected(feature.ask, client, column)
    assert (heard.pop("model"), heard.pop("stream")) == (column.model, stream)
    if asked["limit"] is None and provider == "anthropic":
        assert heard["limit"] > 1000  # it insists on one, and a small one would cut answers
        asked["limit"] = heard["limit"]
    assert heard == asked

    if feature.name == "refusal" and provider in WITHOUT_REFUSALS:
        assert (answer.text, answer.finish) == (REFUSAL, "stop")
    else:
        feature.check(answer)
    if feature.ask.thinks:
        assert answer.thoughts == (THOUGHT if provider in SHOW_THOUGHTS[client] else "")
    if client not in ("bedrock", "cohere"):  # whose answers do not name the model
        assert answer.model == column.model
    if stream and answer.text and not answer.refusal:
        assert answer.pieces > 1
    if feature.name == "streamed arguments" and client != "gemini" and column.streams_arguments:
        assert answer.fragments > 1
    record.passed(client, provider, feature.name, stream)


@pytest.mark.parametrize(("client", "provider", "error", "stream"), list(error_cells()))
def test_error(fleet, sdk, record, client, provider, error, stream):
    fleet.failing[error.kind, provider].always(error.behaviour)  # what may pass is tried again
    with pytest.raises(Exception) as caught:
        CLIENTS[client].say(sdk(client), f"{error.kind}-{provider}", FEATURES[0].ask, stream)
    assert CLIENTS[client].failure(caught.value) == error.raised[client]
    record.passed(client, provider, error.name, stream)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_schema_by_a_tool(fleet, sdk, client, stream):
    """A model of which it is not known that it follows schemas is given a tool that has the schema, and has to call it. The
    client sees an answer, and no tool."""
    fake = fleet.failing["plain", "bedrock"]
    fake.behave("tool_call")
    answer = CLIENTS[client].say(sdk(client), "plain-bedrock", Ask((User("Where?"),), schema=WEATHER.parameters), stream)
    if client == "bedrock":  # in its own dialect nothing is put in the place of what was asked
        assert arrived(PROVIDERS["bedrock"], fake.requests()[-1])["schema"]
        return
    assert (json.loads(answer.text), answer.calls, answer.finish) == (ARGUMENTS, [], "stop")
    heard = arrived(PROVIDERS["bedrock"], fake.requests()[-1])
    assert heard["choice"] == heard["tools"][0][0] and heard["tools"][0][2] == shape(WEATHER.parameters)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("second", PROVIDERS)
@pytest.mark.parametrize("first", PROVIDERS)
@pytest.mark.parametrize("client", CLIENTS)
def test_failover(fleet, sdk, record, client, first, second, stream):
    """Each attempt is made afresh from what the client said: nothing of the first provider's form reaches the second."""
    ask = next(feature.ask for feature in FEATURES if feature.name == "tool results")
    fleet.failing["broken", first].always("status(500)")
    fleet.fakes[second].behave("ok")
    answer = CLIENTS[client].say(sdk(client), f"{first}-then-{second}", ask, stream)
    assert (answer.text, answer.finish) == (TEXT, "stop")
    heard = arrived(PROVIDERS[second], fleet.fakes[second].requests()[-1])
    assert heard["turns"] == expected(ask, client, PROVIDERS[second])["turns"]
    record.failovers += 1


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("client", CLIENTS)
def test_a_stream_that_breaks_is_no_answer(fleet, sdk, record, client, provider):
    fleet.failing[BREAK.kind, provider].always(BREAK.behaviour)
    with pytest.raises(BROKEN[client]):
        CLIENTS[client].say(sdk(client), f"{BREAK.kind}-{provider}", FEATURES[0].ask, True)
    record.passed(client, provider, BREAK.name, True)
