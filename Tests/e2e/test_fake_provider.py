"""The official OpenAI SDK against the fake provider: it accepts every good answer, and raises its documented exception
for every fault. What passes here is what makes the fake worth testing a gateway against.

Needs `pip install openai==3.51.0 pytest`, a running `planb fake-provider`, and its address in FAKE_PROVIDER_URL
(`http://127.0.0.1:8720`). The behaviour of each request is chosen with the header `x-fake-behaviour`.
"""

import base64
import json
import os
import time
import urllib.request

import openai
import pytest
from openai.types import CompletionUsage, CreateEmbeddingResponse, ImagesResponse, Model, ModerationCreateResponse
from openai.types import Completion, ImageEditStreamEvent, ImageGenStreamEvent
from openai.types.audio import Transcription, TranscriptionStreamEvent, TranscriptionVerbose, Translation
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import BaseModel, TypeAdapter

URL = os.environ.get("FAKE_PROVIDER_URL", "").rstrip("/")
if not URL:
    raise RuntimeError("set FAKE_PROVIDER_URL to the address of a running `planb fake-provider`")

TEXT = "Olá! The café opens at 9 ☕."
WORDS = 7
HELLO = [{"role": "user", "content": "Hello there, when do you open?"}]
HELLO_WORDS = 6
# Members that the API sends and the types of the SDK do not have.
UNTYPED = ("store", "name")
TOOLS = [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]


def client(behaviour="ok", retries=0, **options):
    return openai.OpenAI(
        api_key="sk-fake",
        base_url=f"{URL}/v1",
        max_retries=retries,
        default_headers={"x-fake-behaviour": behaviour},
        **options,
    )


def azure(behaviour="ok"):
    return openai.AzureOpenAI(
        api_key="fake",
        azure_endpoint=URL,
        api_version="2024-10-21",
        max_retries=0,
        default_headers={"x-fake-behaviour": behaviour},
    )


def counters():
    with urllib.request.urlopen(f"{URL}/_fake/counters") as answer:
        return json.load(answer)


def wait_for(name, at_least):
    deadline = time.monotonic() + 10
    while counters()[name] < at_least:
        assert time.monotonic() < deadline, f"{name} did not reach {at_least}: {counters()}"
        time.sleep(0.01)


def unknown(value, path="$"):
    """Paths of members that the SDK's types do not know."""
    found = []
    if isinstance(value, BaseModel):
        found += [f"{path}.{name}" for name in value.model_extra or {}]
        for name in type(value).model_fields:
            found += unknown(getattr(value, name, None), f"{path}.{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += unknown(item, f"{path}[{index}]")
    return found


def strict(value, kind, extra=()):
    """The SDK builds its objects without a check, so this checks: types, required members, no unknown members."""
    data = value.model_dump(by_alias=True, exclude_unset=True, mode="json", warnings="error")
    checked = TypeAdapter(kind).validate_json(json.dumps(data), strict=True)
    assert [path for path in unknown(checked) if path.split(".")[-1] not in extra] == []
    return value


def stream_text(stream, extra=()):
    text, reasons, usage = {}, {}, None
    for chunk in stream:
        strict(chunk, ChatCompletionChunk, extra)
        usage = chunk.usage or usage
        for choice in chunk.choices:
            text[choice.index] = text.get(choice.index, "") + (choice.delta.content or "")
            if choice.finish_reason:
                reasons[choice.index] = choice.finish_reason
    return text, reasons, usage


def chat(behaviour="ok", **options):
    return client(behaviour).chat.completions.create(model="gpt-4.1", messages=HELLO, **options)


def stream(behaviour="ok", **options):
    return stream_text(chat(behaviour, stream=True, stream_options={"include_usage": True}, **options))


class TestChat:
    def test_an_answer_has_the_text_the_model_and_counted_tokens(self):
        answer = strict(chat(), ChatCompletion)
        assert answer.choices[0].message.content == TEXT
        assert answer.choices[0].finish_reason == "stop"
        assert answer.model == "gpt-4.1"
        assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (HELLO_WORDS, WORDS)
        assert answer.usage.total_tokens == HELLO_WORDS + WORDS

    def test_several_choices_are_all_billed(self):
        answer = strict(chat(n=3), ChatCompletion)
        assert [choice.index for choice in answer.choices] == [0, 1, 2]
        assert answer.usage.completion_tokens == 3 * WORDS

    def test_a_limit_of_tokens_ends_the_answer(self):
        answer = strict(chat(max_completion_tokens=2), ChatCompletion)
        assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == ("Olá! The ", "length")

    def test_a_tool_is_called_when_the_request_offers_one(self):
        answer = strict(chat("tool_call", tools=TOOLS), ChatCompletion)
        call = answer.choices[0].message.tool_calls[0].function
        assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Oslo", "unit": "C"})
        assert answer.choices[0].finish_reason == "tool_calls"
        assert chat("tool_call").choices[0].message.content == TEXT

    def test_a_refusal_is_not_content(self):
        message = strict(chat("refusal"), ChatCompletion).choices[0].message
        assert (message.content, message.refusal) == (None, "I can't help with that.")

    def test_without_usage(self):
        assert strict(chat("no_usage"), ChatCompletion).usage is None

    def test_a_stream_has_the_same_content_as_an_answer(self):
        text, reasons, usage = stream()
        assert (text, reasons) == ({0: TEXT}, {0: "stop"})
        assert strict(usage, CompletionUsage).total_tokens == HELLO_WORDS + WORDS

    def test_usage_comes_only_when_it_was_asked_for(self):
        assert stream_text(chat(stream=True))[2] is None

    def test_choices_of_a_stream_take_turns(self):
        text, reasons, usage = stream(n=2)
        assert (text, reasons) == ({0: TEXT, 1: TEXT}, {0: "stop", 1: "stop"})
        assert usage.completion_tokens == 2 * WORDS

    def test_the_accumulator_of_the_sdk_puts_a_tool_call_together(self):
        with client("tool_call").chat.completions.stream(model="gpt-4.1", messages=HELLO, tools=TOOLS) as events:
            for _ in events:
                pass
            call = events.get_final_completion().choices[0].message.tool_calls[0]
        assert json.loads(call.function.arguments) == {"city": "Oslo", "unit": "C"}
        for chunk in chat("tool_call", tools=TOOLS, stream=True):
            strict(chunk, ChatCompletionChunk)


@pytest.mark.parametrize(
    "behaviour",
    [
        "writes(1)", "writes(23)", "chunks(1)", "chunks(23)", "whole_writes", "until_close", "http_1_0", "crlf",
        "multi_line_data", "comment_flood(50)", "ping_flood(50)", "empty_delta_flood(50)", "role_flood(20)",
        "empty_choices(2)", "done_twice", "no_done", "gzip", "informational(103)", "connection_close",
        "close_after_answer", "latency(5,1)", "header_flood(50)", "slow_drip(200000)", "wrong_content_type",
    ],
)  # fmt: skip
def test_harmless_oddities_do_not_change_what_the_sdk_reads(behaviour):
    assert stream(behaviour)[:2] == ({0: TEXT}, {0: "stop"})


@pytest.mark.parametrize("behaviour", ["gzip", "chunked", "until_close", "http_1_0", "writes(1)", "informational(103)"])
def test_an_answer_in_one_piece_survives_every_legal_framing(behaviour):
    assert chat(behaviour).choices[0].message.content == TEXT


class TestOtherEndpoints:
    def test_completions(self):
        answer = strict(client().completions.create(model="m", prompt="Once upon"), Completion)
        assert (answer.choices[0].text, answer.usage.prompt_tokens) == (TEXT, 2)
        chunks = list(client().completions.create(model="m", prompt="Once", stream=True))
        assert "".join(chunk.choices[0].text for chunk in chunks) == TEXT
        # The API sends null as the finish reason of all other chunks, which the type of the SDK does not allow.
        assert strict(chunks[-1], Completion).choices[0].finish_reason == "stop"

    def test_embeddings_are_the_same_in_both_encodings(self):
        call = client().embeddings.create
        floats = strict(
            call(model="m", input=["one", "two words"], dimensions=3, encoding_format="float"), CreateEmbeddingResponse
        )
        coded = call(model="m", input=["one", "two words"], dimensions=3)
        assert [item.embedding for item in floats.data] == [[1 / 64, 0, 0], [2 / 64, 0, 0]]
        assert [item.embedding for item in coded.data] == [item.embedding for item in floats.data]
        assert floats.usage.prompt_tokens == 3
        assert len(call(model="m", input=[[1, 2], [3]]).data) == 2
        assert call(model="m", input=[1, 2, 3]).usage.prompt_tokens == 3

    def test_moderations(self):
        answer = strict(client().moderations.create(input=["flowers", "violence"]), ModerationCreateResponse)
        assert [item.flagged for item in answer.results] == [False, True]
        assert answer.results[1].categories.violence and not answer.results[1].categories.self_harm_intent

    def test_images(self):
        answer = strict(client().images.generate(prompt="a cat", model="m", n=2), ImagesResponse)
        assert [base64.b64decode(item.b64_json)[1:4] for item in answer.data] == [b"PNG", b"PNG"]
        for event in client().images.generate(prompt="a cat", model="m", stream=True):
            strict(event, ImageGenStreamEvent)

    def test_image_edits_arrive_whole(self):
        data = os.urandom(5000)
        files = [("a.png", data, "image/png"), ("b.png", data[:17], "image/png")]
        answer = client().images.edit(image=files, prompt="a cat", model="gpt-image-1")
        strict(answer, ImagesResponse, extra=("received",))
        received = answer.model_extra["received"]
        assert received["model"] == "gpt-image-1"
        assert [file["bytes"] for file in received["files"]] == [5000, 17]
        for event in client().images.edit(image=files[0], prompt="a cat", model="m", stream=True):
            strict(event, ImageEditStreamEvent)

    def test_speech_is_sound(self):
        sound = client().audio.speech.create(model="m", voice="alloy", input="three little words").read()
        assert len(sound) == 3 * 417 and sound[:2] == b"\xff\xfb"

    def test_transcriptions_arrive_whole(self):
        file = ("a.wav", b"RIFF" + b"\r\n--not-a-boundary\r\n" * 100)
        size = len(file[1])
        call = client().audio.transcriptions.create
        answer = strict(call(file=file, model="whisper-1"), Transcription, extra=("received",))
        assert (answer.text, answer.usage.input_tokens) == (TEXT, (size + 1023) // 1024)
        received = answer.model_extra["received"]
        assert received == {"model": "whisper-1", "files": [{"name": "file", "filename": "a.wav", "bytes": size}]}
        verbose = call(file=file, model="whisper-1", response_format="verbose_json")
        strict(verbose, TranscriptionVerbose, extra=("received", "task"))
        assert TEXT in call(file=file, model="whisper-1", response_format="srt")
        assert call(file=file, model="whisper-1", response_format="text").strip() == TEXT
        events = [strict(event, TranscriptionStreamEvent) for event in call(file=file, model="m", stream=True)]
        assert events[-1].text == TEXT

    def test_translations(self):
        answer = client().audio.translations.create(file=("a.wav", b"RIFF"), model="whisper-1")
        assert strict(answer, Translation, extra=("received", "usage")).text == TEXT

    def test_models(self):
        models = [strict(model, Model).id for model in client().models.list()]
        assert "gpt-4.1" in models
        assert strict(client().models.retrieve("gpt-4.1"), Model).id == "gpt-4.1"
        with pytest.raises(openai.NotFoundError):
            client().models.retrieve("vendor/unknown")

    def test_an_unknown_path_is_not_found(self):
        with pytest.raises(openai.NotFoundError, match="Invalid URL"):
            client().post("/nothing", cast_to=object, body={})


class TestResponses:
    def test_an_answer(self):
        answer = strict(client().responses.create(model="gpt-4.1", input="two words"), Response, UNTYPED)
        assert (answer.output_text, answer.usage.input_tokens, answer.usage.output_tokens) == (TEXT, 2, WORDS)

    @pytest.mark.parametrize("behaviour", ["ok", "refusal", "tool_call", "finish(length)"])
    def test_every_event_of_a_stream_is_known_and_numbered(self, behaviour):
        tools = [{"type": "function", "name": "get_weather", "parameters": {}, "strict": False}]
        events = list(client(behaviour).responses.create(model="m", input="x", tools=tools, stream=True))
        for event in events:
            strict(event, ResponseStreamEvent, extra=UNTYPED)
        assert [event.sequence_number for event in events] == list(range(len(events)))
        ending = "response.incomplete" if behaviour == "finish(length)" else "response.completed"
        assert events[-1].type == ending

    def test_the_accumulator_of_the_sdk_puts_the_text_together(self):
        with client().responses.stream(model="m", input="x") as events:
            for _ in events:
                pass
            assert events.get_final_response().output_text == TEXT

    def test_an_error_event(self):
        events = client("error_event(3)").responses.create(model="m", input="x", stream=True)
        assert [event.type for event in events][-1] == "error"


class TestAzure:
    FILTER = ("prompt_filter_results", "content_filter_results")

    def test_an_answer(self):
        answer = azure().chat.completions.create(model="my-deployment", messages=HELLO)
        strict(answer, ChatCompletion, extra=self.FILTER)
        assert (answer.choices[0].message.content, answer.model) == (TEXT, "my-deployment")

    def test_a_stream_begins_with_the_prompt_filter(self):
        chunks = list(azure().chat.completions.create(model="my-deployment", messages=HELLO, stream=True))
        assert chunks[0].choices == [] and chunks[0].model_extra["prompt_filter_results"]
        text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
        assert text == TEXT

    def test_an_error_has_azures_form(self):
        with pytest.raises(openai.RateLimitError) as caught:
            azure("status(429)").chat.completions.create(model="my-deployment", messages=HELLO)
        assert set(caught.value.body) == {"code", "message"}

    def test_a_blocked_prompt_tells_the_filter(self):
        with pytest.raises(openai.BadRequestError) as caught:
            azure("content_filter").chat.completions.create(model="my-deployment", messages=HELLO)
        assert caught.value.code == "content_filter"
        assert caught.value.body["innererror"]["content_filter_result"]["violence"]["filtered"]


@pytest.mark.parametrize(
    "behaviour, kind, status, code",
    [
        ("status(400)", openai.BadRequestError, 400, "invalid_value"),
        ("context_length", openai.BadRequestError, 400, "context_length_exceeded"),
        ("unsupported_parameter", openai.BadRequestError, 400, "unsupported_parameter"),
        ("unsupported_value", openai.BadRequestError, 400, "unsupported_value"),
        ("content_policy", openai.BadRequestError, 400, "content_policy_violation"),
        ("invalid_key", openai.AuthenticationError, 401, "invalid_api_key"),
        ("status(403)", openai.PermissionDeniedError, 403, "unsupported_country_region_territory"),
        ("model_not_found", openai.NotFoundError, 404, "model_not_found"),
        ("status(408)", openai.APIStatusError, 408, None),
        ("status(409)", openai.ConflictError, 409, None),
        ("status(413)", openai.APIStatusError, 413, None),
        ("status(422)", openai.UnprocessableEntityError, 422, None),
        ("status(429)", openai.RateLimitError, 429, "rate_limit_exceeded"),
        ("quota", openai.RateLimitError, 429, "insufficient_quota"),
        ("status(500)", openai.InternalServerError, 500, None),
        ("status(502)", openai.InternalServerError, 502, None),
        ("status(503)", openai.InternalServerError, 503, "server_is_overloaded"),
        ("status(529)", openai.InternalServerError, 529, None),
        ("html(502)", openai.InternalServerError, 502, None),
    ],
)
@pytest.mark.parametrize("streaming", [False, True])
def test_an_error_raises_the_class_of_its_status(behaviour, kind, status, code, streaming):
    with pytest.raises(kind) as caught:
        chat(behaviour, stream=streaming)
    assert (caught.value.status_code, caught.value.code) == (status, code)


@pytest.mark.parametrize(
    "behaviour, header, value",
    [
        ("rate_limited(7)", "retry-after", "7"),
        ("rate_limited(soon)", "retry-after", "soon"),
        ("rate_limited_ms(250)", "retry-after-ms", "250"),
        ("rate_limited_reset(6m0s)", "x-ratelimit-reset-tokens", "6m0s"),
        ("overloaded(0.5)", "retry-after", "0.5"),
    ],
)
def test_a_hint_is_sent_as_it_was_written(behaviour, header, value):
    with pytest.raises(openai.APIStatusError) as caught:
        chat(behaviour)
    assert caught.value.response.headers[header] == value


def test_the_sdk_follows_a_hint_and_gives_up_after_its_retries():
    before = counters()["total_requests"]
    with pytest.raises(openai.RateLimitError):
        client("rate_limited_ms(1)", retries=2).chat.completions.create(model="m", messages=HELLO)
    assert counters()["total_requests"] - before == 3


@pytest.mark.parametrize(
    "behaviour",
    ["reset_on_accept", "close_on_accept", "reset_after_request_head", "close_after_request_head", "reset_before_head",
     "close_before_head", "reset_mid_head", "close_mid_head", "status_line(HTTP/1.1 OK)", "length_too_long(10)",
     "bad_chunk_size(ZZ)"],
)  # fmt: skip
def test_a_broken_connection_is_a_connection_error(behaviour):
    with pytest.raises(openai.APIConnectionError):
        chat(behaviour)


@pytest.mark.parametrize("behaviour", ["hang_after_request_head", "hang_before_head", "hang_mid_head"])
def test_silence_is_a_timeout(behaviour):
    with pytest.raises(openai.APITimeoutError):
        client(behaviour, timeout=0.2).chat.completions.create(model="m", messages=HELLO)


@pytest.mark.parametrize(
    "behaviour", ["die_mid_stream(3)", "close_mid_stream(3)", "reset_mid_event(2)", "close_mid_character",
                  "bad_chunk_size(ZZ)"],
)  # fmt: skip
def test_a_stream_that_breaks_off_is_not_a_short_success(behaviour):
    with pytest.raises(Exception) as caught:
        stream(behaviour)
    assert any(word in type(caught.value).__name__ for word in ("ReadError", "RemoteProtocolError", "APIConnection"))


def test_an_error_event_inside_200_has_no_status():
    with pytest.raises(openai.APIError) as caught:
        stream("error_event(2)")
    assert type(caught.value) is openai.APIError
    with pytest.raises(openai.APIError):
        stream("error_event(0)")


@pytest.mark.parametrize("behaviour", ["invalid_json", "invalid_utf8"])
def test_a_stream_of_bad_bytes_cannot_be_read(behaviour):
    with pytest.raises(ValueError):
        stream(behaviour)


@pytest.mark.parametrize("behaviour", ["no_finish", "truncated(3)", "unfinished_last_event", "close_before_end"])
def test_the_sdk_does_not_notice_a_missing_end(behaviour):
    assert TEXT.startswith(stream(behaviour)[0][0])


def test_a_client_that_leaves_is_counted_as_cancelled():
    before = counters()["cancelled_requests"]
    answer = chat("hang_mid_stream(3)", stream=True)
    next(iter(answer))
    answer.close()
    wait_for("cancelled_requests", before + 1)


def test_requests_can_be_steered_from_outside():
    def control(method, path, body=b""):
        urllib.request.urlopen(urllib.request.Request(f"{URL}/_fake/{path}", body, method=method)).close()

    plain = openai.OpenAI(api_key="k", base_url=f"{URL}/v1", max_retries=0)
    try:
        control("PUT", "behaviour", b"status(500)")
        control("POST", "next", b"status(401)\nok")
        with pytest.raises(openai.AuthenticationError):
            plain.models.list()
        plain.models.list()
        with pytest.raises(openai.InternalServerError):
            plain.models.list()
    finally:
        control("DELETE", "behaviour")
    plain.models.list()
