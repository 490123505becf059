"""What the official SDKs and LangChain do beyond a plain call, with each provider behind the gateway: helpers that parse, run
tools, hold chats and put streams together."""

import anthropic
import openai
import pytest
from anthropic import beta_tool
from google.genai import types
from langchain_anthropic import ChatAnthropic
from langchain_openai import ChatOpenAI
from matrix.features import ARGUMENTS, LONG, REFUSAL, TEXT
from matrix.fleet import PROVIDERS
from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from pydantic import BaseModel

HELLO = "Hello there, when do you open?"
MESSAGES = [{"role": "user", "content": HELLO}]
each_provider = pytest.mark.parametrize("provider", PROVIDERS)


class Report(BaseModel):
    city: str
    degrees: int


REPORT = Report(city="text", degrees=1)  # what a fake says to this schema


class Weather(BaseModel):
    """The weather in a city"""

    city: str
    unit: str


def get_weather(city: str, unit: str) -> str:
    """The weather in a city.

    Args:
        city: The name of the city.
        unit: C or F.
    """
    return f"3 degrees {unit} in {city}"


@each_provider
class TestOpenAI:
    TOOL = {"type": "function", "function": {"name": "get_weather", "strict": True, "parameters": {
        "type": "object", "properties": {"city": {"type": "string"}, "unit": {"type": "string"}},
        "required": ["city", "unit"], "additionalProperties": False}}}

    def test_parse(self, fleet, sdk, provider):
        fleet.fakes[provider].behave("ok")
        completion = sdk("openai-chat").chat.completions.parse(
            model=f"via-{provider}", messages=MESSAGES, response_format=Report)
        assert completion.choices[0].message.parsed == REPORT

    def test_a_stream_is_parsed_as_it_grows(self, fleet, sdk, provider):
        fleet.fakes[provider].behave("ok")
        with sdk("openai-chat").chat.completions.stream(
                model=f"via-{provider}", messages=MESSAGES, response_format=Report) as stream:
            kinds = {event.type for event in stream}
            assert stream.get_final_completion().choices[0].message.parsed == REPORT
        assert {"content.delta", "content.done"} <= kinds

    def test_arguments_are_parsed_as_they_grow(self, fleet, sdk, provider):
        fleet.fakes[provider].behave("tool_call")
        with sdk("openai-chat").chat.completions.stream(
                model=f"via-{provider}", messages=MESSAGES, tools=[self.TOOL]) as stream:
            done = [event for event in stream if event.type == "tool_calls.function.arguments.done"]
        assert [(event.name, event.parsed_arguments) for event in done] == [("get_weather", ARGUMENTS)]

    def test_too_long_to_parse(self, fleet, sdk, provider):
        fleet.fakes[provider].behave(f"text({LONG})")
        with pytest.raises(openai.LengthFinishReasonError):
            sdk("openai-chat").chat.completions.parse(
                model=f"via-{provider}", messages=MESSAGES, response_format=Report, max_completion_tokens=20)

    def test_responses_parse(self, fleet, sdk, provider):
        fleet.fakes[provider].behave("ok")
        response = sdk("openai-responses").responses.parse(
            model=f"via-{provider}", input=HELLO, text_format=Report, store=False)
        assert response.output_parsed == REPORT

    def test_responses_stream(self, fleet, sdk, provider):
        fleet.fakes[provider].behave("ok")
        with sdk("openai-responses").responses.stream(
                model=f"via-{provider}", input=HELLO, text_format=Report, store=False) as stream:
            events = list(stream)
            assert stream.get_final_response().output_parsed == REPORT
        assert [event.sequence_number for event in events] == list(range(len(events)))

    def test_the_asynchronous_client(self, fleet, sdk, provider):
        import asyncio

        async def ask():
            async with openai.AsyncOpenAI(
                    api_key="any", base_url=f"{fleet.gateway.url}/v1", max_retries=0, timeout=30) as client:
                stream = await client.chat.completions.create(
                    model=f"via-{provider}", messages=MESSAGES, stream=True)
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

        fleet.fakes[provider].behave("ok")
        assert asyncio.run(ask()) == TEXT


@pytest.mark.parametrize("provider", ["openai", "openai-compatible", "mistral"])
def test_openai_embeddings(fleet, sdk, provider):
    fleet.fakes[provider].behave("ok")
    answer = sdk("openai-chat").embeddings.create(model=f"via-{provider}", input=["one", "two words"])
    assert [item.embedding[:2] for item in answer.data] == [[1 / 64, 0], [2 / 64, 0]]
    assert answer.usage.prompt_tokens == 3


@each_provider
class TestAnthropic:
    def test_text_stream(self, fleet, sdk, provider):
        fleet.fakes[provider].behave("ok")
        with sdk("anthropic").messages.stream(
                model=f"via-{provider}", max_tokens=1000, messages=MESSAGES) as stream:
            assert "".join(stream.text_stream) == TEXT
            assert stream.get_final_text() == TEXT

    def test_parse(self, fleet, sdk, provider):
        fleet.fakes[provider].behave("ok")
        message = sdk("anthropic").messages.parse(
            model=f"via-{provider}", max_tokens=1000, messages=MESSAGES, output_format=Report)
        assert message.parsed_output == REPORT

    @pytest.mark.parametrize("stream", [False, True])
    def test_tool_runner(self, fleet, sdk, provider, stream):
        # It begins with a thread, which neither the fake nor another provider keeps, and goes on without.
        fleet.fakes[provider].behave(*["ok"] * (provider == "anthropic"), "tool_call", "ok")
        runner = sdk("anthropic").beta.messages.tool_runner(
            model=f"via-{provider}", max_tokens=1000, messages=MESSAGES, tools=[beta_tool(get_weather)], stream=stream)
        messages = [part.get_final_message() if stream else part for part in runner]
        assert [message.stop_reason for message in messages] == ["tool_use", "end_turn"]
        assert messages[-1].content[0].text == TEXT
        assert "3 degrees C in Oslo" in str(fleet.fakes[provider].requests()[-1]["body"])

    def test_a_refusal_has_a_reason(self, fleet, sdk, provider):
        if provider in ("cohere", "mistral"):
            pytest.skip("a refusal is a text like any other there")
        fleet.fakes[provider].behave("refusal")
        message = sdk("anthropic").messages.create(model=f"via-{provider}", max_tokens=1000, messages=MESSAGES)
        assert (message.stop_reason, message.content[0].text) == ("refusal", REFUSAL)

    def test_the_asynchronous_client(self, fleet, sdk, provider):
        import asyncio

        async def ask():
            async with anthropic.AsyncAnthropic(
                    api_key="any", base_url=fleet.gateway.url, max_retries=0, timeout=30) as client:
                async with client.messages.stream(
                        model=f"via-{provider}", max_tokens=1000, messages=MESSAGES) as stream:
                    return "".join([text async for text in stream.text_stream])

        fleet.fakes[provider].behave("ok")
        assert asyncio.run(ask()) == TEXT


@each_provider
class TestGoogle:
    def test_chat(self, fleet, sdk, provider):
        fake = fleet.fakes[provider]
        fake.behave("ok")
        chat = sdk("gemini").chats.create(model=f"via-{provider}")
        assert chat.send_message("One?").text == TEXT
        assert "".join(chunk.text or "" for chunk in chat.send_message_stream("Two?")) == TEXT
        assert chat.send_message("Three?").text == TEXT
        sent = str(fake.requests()[-1]["body"])
        assert sent.index("One?") < sent.index("Two?") < sent.index("Three?")
        assert [content.role for content in chat.get_history(curated=True)][:2] == ["user", "model"]

    @pytest.mark.parametrize("stream", [False, True])
    def test_automatic_function_calling(self, fleet, sdk, provider, stream):
        fake = fleet.fakes[provider]
        fake.behave("tool_call", "ok")
        chat = sdk("gemini").chats.create(
            model=f"via-{provider}", config=types.GenerateContentConfig(tools=[get_weather]))
        if stream:
            text = "".join(chunk.text or "" for chunk in chat.send_message_stream(HELLO))
        else:
            text = chat.send_message(HELLO).text
        assert text == TEXT
        assert "3 degrees C in Oslo" in str(fake.requests()[-1]["body"])
        fake.behave("ok")
        assert chat.send_message("And now?").text == TEXT

    def test_response_schema(self, fleet, sdk, provider):
        fleet.fakes[provider].behave("ok")
        response = sdk("gemini").models.generate_content(
            model=f"via-{provider}", contents=HELLO,
            config=types.GenerateContentConfig(response_mime_type="application/json", response_schema=Report))
        assert response.parsed == REPORT


@each_provider
class TestMistral:
    """Its SDK against the gateway's OpenAI endpoints, whose answers it takes for Mistral's."""

    @pytest.fixture
    def client(self, fleet):
        with Mistral(api_key="any", server_url=fleet.gateway.url, timeout_ms=30_000) as client:
            yield client

    def test_complete(self, fleet, client, provider):
        fleet.fakes[provider].behave("ok")
        answer = client.chat.complete(model=f"via-{provider}", messages=MESSAGES, max_tokens=100)
        assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == (TEXT, "stop")

    def test_stream(self, fleet, client, provider):
        fleet.fakes[provider].behave("ok")
        with client.chat.stream(model=f"via-{provider}", messages=MESSAGES) as events:
            text = "".join(event.data.choices[0].delta.content or "" for event in events if event.data.choices)
        assert text == TEXT

    def test_parse(self, fleet, client, provider):
        fleet.fakes[provider].behave("ok")
        answer = client.chat.parse(model=f"via-{provider}", messages=MESSAGES, response_format=Report)
        assert answer.choices[0].message.parsed == REPORT

    def test_tools(self, fleet, client, provider):
        fleet.fakes[provider].behave("tool_call", "ok")
        tools = [{"type": "function", "function": {"name": "get_weather", "parameters": {
            "type": "object", "properties": {"city": {"type": "string"}}}}}]
        answer = client.chat.complete(model=f"via-{provider}", messages=MESSAGES, tools=tools, tool_choice="any")
        [call] = answer.choices[0].message.tool_calls
        assert call.function.name == "get_weather"
        result = {"role": "tool", "tool_call_id": call.id, "name": "get_weather", "content": "3 degrees"}
        again = client.chat.complete(
            model=f"via-{provider}", messages=[*MESSAGES, answer.choices[0].message, result], tools=tools)
        assert again.choices[0].message.content == TEXT

    def test_errors(self, fleet, client, provider):
        fleet.failing["limited", provider].always("status(429)")
        with pytest.raises(SDKError) as caught:
            client.chat.complete(model=f"limited-{provider}", messages=MESSAGES)
        assert caught.value.status_code == 429


def openai_model(fleet, provider, **more):
    return ChatOpenAI(model=f"via-{provider}", base_url=f"{fleet.gateway.url}/v1", api_key="any", max_retries=0, **more)


def anthropic_model(fleet, provider, **more):
    return ChatAnthropic(
        model=f"via-{provider}", base_url=fleet.gateway.url, api_key="any", max_retries=0, max_tokens=1000, **more)


@pytest.mark.parametrize("model", [openai_model, anthropic_model], ids=["ChatOpenAI", "ChatAnthropic"])
@each_provider
class TestLangChain:
    def test_invoke(self, fleet, provider, model):
        fleet.fakes[provider].behave("usage(100,20,40)")
        message = model(fleet, provider).invoke(HELLO)
        assert message.text == TEXT
        assert (message.usage_metadata["input_tokens"], message.usage_metadata["output_tokens"]) == (100, 20)

    def test_stream(self, fleet, provider, model):
        fleet.fakes[provider].behave("ok")
        chunks = list(model(fleet, provider).stream(HELLO))
        assert "".join(chunk.text for chunk in chunks) == TEXT
        assert sum(bool(chunk.text) for chunk in chunks) > 1

    @pytest.mark.parametrize("stream", [False, True])
    def test_bind_tools(self, fleet, provider, model, stream):
        fake = fleet.fakes[provider]
        fake.behave("tool_call", "ok")
        bound = model(fleet, provider).bind_tools([Weather])
        if stream:
            first, *rest = bound.stream(HELLO)
            for chunk in rest:
                first += chunk
        else:
            first = bound.invoke(HELLO)
        [call] = first.tool_calls
        assert (call["name"], call["args"]) == ("Weather", ARGUMENTS)
        answer = bound.invoke([("user", HELLO), first, {
            "role": "tool", "tool_call_id": call["id"], "content": "3 degrees"}])
        assert answer.text == TEXT
        assert "3 degrees" in str(fake.requests()[-1]["body"])

    @pytest.mark.parametrize("method", ["function_calling", "json_schema"])
    def test_structured_output(self, fleet, provider, model, method):
        fleet.fakes[provider].behave("tool_call" if method == "function_calling" else "ok")
        kind, expected = (Weather, Weather(**ARGUMENTS)) if method == "function_calling" else (Report, REPORT)
        assert model(fleet, provider).with_structured_output(kind, method=method).invoke(HELLO) == expected

    def test_errors(self, fleet, provider, model):
        fleet.failing["limited", provider].always("status(429)")
        raised = openai.RateLimitError if model is openai_model else anthropic.RateLimitError
        with pytest.raises(raised):
            limited = model(fleet, provider)
            name = "model_name" if model is openai_model else "model"
            setattr(limited, name, f"limited-{provider}")
            limited.invoke(HELLO)
