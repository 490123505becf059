"""The official OpenAI SDK against `planb serve`, with fake providers that fail and the real local model behind them."""

import asyncio
import http.client
import json
import os
import socket
import subprocess
import time

import openai
import pytest
from conftest import BINARY, FAKE_TEXT, MODEL, PROVIDER_KEY
from model_server import call, eventually

HELLO = [{"role": "user", "content": "Say hello."}]
# Short answers: the local model shares the machine with everything else.
ASK = {"messages": HELLO, "max_tokens": 8, "temperature": 0}


def answer(client, model, **options):
    """Headers, model and text of an answer in one piece."""
    raw = client.chat.completions.with_raw_response.create(model=model, **ASK | options)
    completion = raw.parse()
    assert completion.choices[0].finish_reason in ("stop", "length")
    return raw.headers, completion.model, completion.choices[0].message.content


def stream(client, model, **options):
    """Headers, model and text of a streamed answer that was read to its end."""
    with client.chat.completions.with_streaming_response.create(model=model, stream=True, **ASK | options) as raw:
        models, text, reason = set(), "", None
        for chunk in raw.parse():
            models.add(chunk.model)
            for choice in chunk.choices:
                text += choice.delta.content or ""
                reason = choice.finish_reason or reason
        assert reason in ("stop", "length")
        assert len(models) == 1, "one answer comes from one model"
        return raw.headers, models.pop(), text


WAYS = pytest.mark.parametrize("ask", [answer, stream])


# What is asked once more is in the matrix of Docs/failover.md: a reset before any answer, and a 500.
@pytest.mark.parametrize(
    "fault, whole, streamed, times",
    [
        ("refuses", "refused", "refused", 1),
        ("hangs", "answer", "first_token", 1),
        ("overloaded", "503", "503", 1),
        ("resets", "reset", "reset", 2),
        ("dies", "cut", "cut", 1),
        ("apologises", "500", "500", 2),
    ],
)
@WAYS
def test_the_next_target_answers_and_the_headers_say_so(gateway, ask, fault, whole, streamed, times):
    headers, model, text = ask(gateway.client(), f"gpt-4.1-{fault}")
    outcome = whole if ask is answer else streamed
    assert headers["x-planb-target"] == "local"
    assert headers["x-planb-attempts"] == f"{fault}:{outcome}," * times + "local:200"
    assert model == MODEL
    assert text.strip()


@pytest.mark.parametrize(
    "fault, outcome, kind", [("refuses", "refused", "endpoint"), ("overloaded", "503", "model")])
def test_a_target_that_has_failed_is_not_tried_first_again(gateway, providers, fault, outcome, kind):
    client, model = gateway.client(), f"gpt-4.1-{fault}"
    headers, _, _ = answer(client, model)
    assert headers["x-planb-attempts"] == f"{fault}:{outcome},local:200"

    def given_up():  # a probe confirms what the request has met, without another request
        return [part for name, part in gateway.health().items()
                if name.startswith(kind + " ") and f":{providers.ports[fault]}" in name and part["state"] == "open"]

    [part] = eventually(given_up)
    assert part["cause"]
    for ask in (answer, stream, answer):
        headers, _, _ = ask(client, model)
        assert headers["x-planb-attempts"] == "local:200"
    metrics = gateway.metrics()
    name = part["part"]
    assert metrics[f'planb_health{{part="{name}"}}'] == 0
    assert metrics[f'planb_attempts_total{{target="{fault}",outcome="{outcome}"}}'] == 1
    assert metrics['planb_attempts_total{target="local",outcome="200"}'] == 4
    assert metrics[f'planb_probes_total{{target="{fault}",outcome="{outcome}"}}'] >= 1
    # The others are as well as they were: the same model of the same provider at another address.
    headers, _, text = answer(client, "gpt-4.1")
    assert (headers["x-planb-attempts"], text) == ("openai:200", FAKE_TEXT)


def test_a_target_that_hangs_is_given_up_although_the_client_would_wait_less_for_a_whole_answer(
    start_gateway, providers
):
    # The client's timeout is 90 s, less than what an answer in one piece may take; but it is a stream that hangs here,
    # and the clock that runs out is the route's.
    gateway = start_gateway(
        mode="demo", targets={name: providers.target(name) for name in ("hangs", "healthy")},
        routes={"gpt-4.1": {"try": ["hangs", "healthy"], "timeouts": {"first_token": "1s"}}})
    trails = [stream(gateway.client(), "gpt-4.1")[0]["x-planb-attempts"] for _ in range(6)]
    assert trails[0] == "hangs:first_token,healthy:200"
    # It goes first less often after that, and not at all after three times in a row.
    waits = trails.count("hangs:first_token,healthy:200")
    assert waits <= 3 and trails.count("healthy:200") == 6 - waits


@WAYS
def test_a_healthy_target_answers_itself(gateway, ask):
    headers, model, text = ask(gateway.client(), "gpt-4.1")
    assert (headers["x-planb-target"], headers["x-planb-attempts"]) == ("openai", "openai:200")
    assert (model, text) == ("gpt-4.1", FAKE_TEXT)


def test_the_provider_gets_the_credential_of_its_target_and_the_caller_none_of_it(gateway):
    # The fake answers 401 to any other credential than PROVIDER_KEY.
    headers, _, _ = answer(gateway.client(key="sk-of-the-caller"), "gpt-4.1")
    assert headers["x-planb-attempts"] == "openai:200"
    assert PROVIDER_KEY not in str(headers)


def test_a_stream_that_dies_after_text_raises_and_never_ends_cleanly(gateway):
    text = ""
    with pytest.raises(openai.APIError) as caught:
        for chunk in gateway.client().chat.completions.create(model="gpt-4.1-breaks", stream=True, messages=HELLO):
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
    assert text and FAKE_TEXT.startswith(text) and text != FAKE_TEXT
    assert caught.value.code == "stream_interrupted"
    assert "incomplete" in caught.value.message


def test_the_bytes_of_a_broken_stream_have_an_error_and_no_end(gateway):
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=60)
    body = json.dumps({"model": "gpt-4.1-breaks", "messages": HELLO, "stream": True})
    connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)) as caught:
        connection.getresponse().read()
    if isinstance(caught.value, http.client.IncompleteRead):
        received = caught.value.partial.decode()
        assert "[DONE]" not in received
        assert '"stream_interrupted"' in received.strip().splitlines()[-1]


def test_when_every_target_fails_the_error_tells_what_each_did(start_gateway, providers):
    gateway = start_gateway(
        mode="demo", targets={name: providers.target(name) for name in ("refuses", "overloaded")},
        routes={"gpt-4.1": {"try": ["refuses", "overloaded"]}})
    with pytest.raises(openai.InternalServerError) as caught:
        answer(gateway.client(), "gpt-4.1")
    assert caught.value.status_code == 503
    assert caught.value.response.headers["x-planb-attempts"] == "refuses:refused,overloaded:503"
    attempts = caught.value.response.json()["planb"]["attempts"]
    assert [(attempt["target"], attempt["outcome"]) for attempt in attempts] == [
        ("refuses", "refused"), ("overloaded", "503")]


def test_a_stream_that_is_kept_alive_still_fails_over_and_its_end_tells_how(start_gateway, providers):
    gateway = start_gateway(
        mode="demo", targets={name: providers.target(name) for name in ("hangs", "healthy")},
        routes={"gpt-4.1": {
            "try": ["hangs", "healthy"], "keepalive": "200ms", "timeouts": {"first_token": "2s"}}})
    with gateway.client().chat.completions.with_streaming_response.create(
        model="gpt-4.1", stream=True, messages=HELLO
    ) as raw:
        assert "x-planb-target" not in raw.headers, "the head went out before anybody had answered"
        chunks = list(raw.parse())
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert text == FAKE_TEXT
    attempts = chunks[-1].model_extra["planb"]["attempts"]
    assert [(attempt["target"], attempt["outcome"]) for attempt in attempts] == [
        ("hangs", "first_token"), ("healthy", "200")]


def test_a_client_that_retries_gets_another_target_first(gateway):
    headers, _, _ = answer(gateway.client(), "gpt-4.1", extra_headers={"x-stainless-retry-count": "1"})
    assert headers["x-planb-attempts"] == "local:200"


def test_an_unknown_model_is_not_found_and_the_nearest_name_is_told(gateway):
    with pytest.raises(openai.NotFoundError, match='Did you mean "gpt-4.1"') as caught:
        answer(gateway.client(), "gtp-4.1")
    assert caught.value.code == "model_not_found"


def test_models_are_the_names_of_the_routes(gateway):
    names = [model.id for model in gateway.client().models.list()]
    assert {"gpt-4.1", "whisper-1", "gpt-4.1-breaks"} <= set(names)
    assert gateway.client().models.retrieve("gpt-4.1").id == "gpt-4.1"
    with pytest.raises(openai.NotFoundError):
        gateway.client().models.retrieve("nothing")


def test_embeddings(gateway):
    vectors = gateway.client().embeddings.create(model="text-embedding-3-small", input=["one", "two words"])
    assert [item.embedding[0] for item in vectors.data] == [1 / 64, 2 / 64]
    assert vectors.usage.prompt_tokens == 3


def test_a_recording_arrives_whole_and_its_text_comes_back(gateway):
    recording = os.urandom(200_000)
    heard = gateway.client().audio.transcriptions.create(file=("a.wav", recording), model="whisper-1")
    assert heard.text == FAKE_TEXT
    assert heard.model_extra["received"]["files"] == [{"name": "file", "filename": "a.wav", "bytes": len(recording)}]


def test_speech_arrives_byte_for_byte(gateway):
    with gateway.client().audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input="three little words"
    ) as sound:
        data = sound.read()
        assert sound.headers["x-planb-target"] == "openai"
    assert len(data) == 3 * 417 and data[:2] == b"\xff\xfb"


@pytest.mark.parametrize(
    "model, attempts", [("gpt-4.1", "openai:200"), ("gpt-4.1-overloaded", "overloaded:503,local:200")])
@WAYS
def test_the_azure_client_finds_its_deployments(gateway, ask, model, attempts):
    client = openai.AzureOpenAI(
        api_key="any-key", azure_endpoint=gateway.url, api_version="2024-10-21", max_retries=0, timeout=90)
    headers, _, text = ask(client, model)
    assert headers["x-planb-attempts"] == attempts
    assert text.strip()


def test_twenty_streams_at_a_time_do_not_mix(gateway):
    async def one(client, barrier):
        chunks = await client.chat.completions.create(model="gpt-4.1-slow", messages=HELLO, stream=True)
        text, has_waited = "", False
        async for chunk in chunks:
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
            if text and not has_waited:
                # Nobody reads on before everybody has read text: a gateway that served them in turn would stop here.
                await asyncio.wait_for(barrier.wait(), timeout=60)
                has_waited = True
        return chunks.response.headers["x-request-id"], text

    async def all_of_them():
        async with gateway.client(kind=openai.AsyncOpenAI) as client:
            barrier = asyncio.Barrier(20)
            return await asyncio.gather(*(one(client, barrier) for _ in range(20)))

    answers = asyncio.run(all_of_them())
    assert {text for _, text in answers} == {FAKE_TEXT}
    assert len({identifier for identifier, _ in answers}) == 20


class TestProduction:
    def test_only_a_key_of_the_gateway_opens_it(self, start_gateway, providers, tmp_path):
        gateway = start_gateway(
            targets={"healthy": providers.target("healthy")}, routes={"gpt-4.1": {"try": ["healthy"]}})
        made = subprocess.run(
            [BINARY, "keys", "create", "tests", "--config", gateway.file], capture_output=True, text=True, timeout=60)
        assert made.returncode == 0, made.stderr
        key = made.stdout.strip()

        def is_known():
            try:
                return answer(gateway.client(key), "gpt-4.1")
            except openai.AuthenticationError:
                return None  # not until the gateway has read the file again

        assert eventually(is_known)[2]
        for wrong in ("sk-of-somebody", key[:-1] + ("A" if key[-1] != "A" else "B")):
            with pytest.raises(openai.AuthenticationError) as caught:
                answer(gateway.client(wrong), "gpt-4.1")
            assert wrong not in caught.value.response.text
        status, _, _ = call(gateway.port, "/v1/models")
        assert status == 401
        assert key not in gateway.said()


class TestReload:
    def test_an_edit_takes_effect_and_an_invalid_one_does_not(self, start_gateway, providers):
        gateway = start_gateway(
            mode="demo", targets={"healthy": providers.target("healthy")}, routes={"gpt-4.1": {"try": ["healthy"]}})
        with pytest.raises(openai.NotFoundError):
            answer(gateway.client(), "gpt-5")

        gateway.write(gateway.configuration | {"aliases": {"gpt-5": "gpt-4.1"}})
        gateway.wait_for("configuration 2 is in force")
        assert answer(gateway.client(), "gpt-5")[2] == FAKE_TEXT

        gateway.write(gateway.configuration | {"routes": {"gpt-4.1": {"try": ["heathy"]}}})
        complaint = gateway.wait_for(r"planb\.yaml:(\d+):(\d+): .*heathy.*").group()
        assert "healthy" in complaint, "the nearest name is told"
        eventually(lambda: gateway.metrics()["planb_config_rejected_total"] == 1)
        assert gateway.metrics()["planb_config_generation"] == 2
        assert answer(gateway.client(), "gpt-5")[2] == FAKE_TEXT

        gateway.write(gateway.configuration)
        gateway.wait_for("configuration 3 is in force")
        with pytest.raises(openai.NotFoundError):
            answer(gateway.client(), "gpt-5")


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
    except OSError:
        return False
    return True


class TestDrain:
    def test_a_stream_under_way_finishes_and_the_process_ends(self, start_gateway, providers):
        gateway = start_gateway(
            mode="demo", targets={"crawls": providers.target("crawls")}, routes={"gpt-4.1": {"try": ["crawls"]}},
            drain={"delay": "0s", "timeout": "60s"})
        chunks = iter(gateway.client().chat.completions.create(model="gpt-4.1", messages=HELLO, stream=True))
        text = ""
        while not text:
            text += next(chunks).choices[0].delta.content or ""
        gateway.process.terminate()
        # Not with a request: one that comes in the moment of the end may be answered late.
        eventually(lambda: not listens(gateway.port))
        assert gateway.process.poll() is None, "it waits for the stream"
        text += "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
        assert text == FAKE_TEXT
        assert gateway.process.wait(timeout=60) == 0

    def test_readiness_ends_before_the_listener_does(self, start_gateway, providers):
        gateway = start_gateway(
            mode="demo", targets={"healthy": providers.target("healthy")}, routes={"gpt-4.1": {"try": ["healthy"]}},
            drain={"delay": "1h"})
        gateway.process.terminate()
        eventually(lambda: call(gateway.port, "/readyz")[0] == 503)
        assert answer(gateway.client(), "gpt-4.1")[2] == FAKE_TEXT
        gateway.process.terminate()  # a second signal stops at once
        assert gateway.process.wait(timeout=60) == 0

    def test_a_probe_that_waits_does_not_hold_up_the_end(self, start_gateway, providers):
        gateway = start_gateway(
            mode="demo", targets={name: providers.target(name, model="gpt-4.1") for name in ("hangs", "healthy")},
            routes={"gpt-4.1": {"try": ["hangs", "healthy"], "timeouts": {"first_token": "1s", "answer": "1s"}}})
        headers, _, _ = stream(gateway.client(), "gpt-4.1")
        assert headers["x-planb-attempts"] == "hangs:first_token,healthy:200"
        time.sleep(0.5)  # the suspicion has a probe sent at once, which nothing shows before its end
        gateway.process.terminate()
        assert gateway.process.wait(timeout=5) == 0
