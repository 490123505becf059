"""Chat, version 2, by the Cohere SDK."""

import json

import cohere
from cohere.core import ApiError
from matrix.conversation import Answer, Ask, Failure

from matrix.clients.openai_chat import messages

FINISHES = {
    "COMPLETE": "stop", "STOP_SEQUENCE": "stop", "MAX_TOKENS": "length", "TOOL_CALL": "tools", "ERROR": "filter"}


def connect(url):
    return cohere.ClientV2(api_key="any", base_url=url, timeout=30)


def options(ask: Ask) -> dict:
    found = {"request_options": {"max_retries": 0}}
    if ask.tools:
        found["tools"] = [{"type": "function", "function": {
            "name": tool.name, "description": tool.description, "parameters": tool.parameters}} for tool in ask.tools]
    if ask.thinks:
        found["thinking"] = {"type": "enabled"}
    if ask.choice in ("none", "required"):
        found["tool_choice"] = ask.choice.upper()
    if ask.limit:
        found["max_tokens"] = ask.limit
    if ask.stops:
        found["stop_sequences"] = list(ask.stops)
    if ask.schema:
        found["response_format"] = {"type": "json_object", "json_schema": ask.schema}
    return found


def turns(ask: Ask) -> list[dict]:
    """The messages of OpenAI, but nothing may be null."""
    return [{name: value for name, value in message.items() if value is not None} for message in messages(ask)]


def count(answer: Answer, usage) -> None:
    answer.prompt, answer.completion = int(usage.tokens.input_tokens), int(usage.tokens.output_tokens)
    answer.cached = int(usage.cached_tokens or 0)


def say(client, model: str, ask: Ask, stream: bool) -> Answer:
    request = {"model": model, "messages": turns(ask)} | options(ask)
    return streamed(client.chat_stream(**request)) if stream else whole(client.chat(**request))


def whole(response) -> Answer:
    answer = Answer(finish=FINISHES[response.finish_reason])
    answer.text = "".join(part.text for part in response.message.content or [] if part.type == "text")
    answer.thoughts = "".join(part.thinking for part in response.message.content or [] if part.type == "thinking")
    for call in response.message.tool_calls or []:
        answer.calls.append((call.function.name, json.loads(call.function.arguments)))
        answer.ids.append(call.id)
    answer.plan = response.message.tool_plan or ""
    count(answer, response.usage)
    return answer


def streamed(events) -> Answer:
    answer, arguments = Answer(), {}
    for event in events:
        if event.type == "content-delta":
            content = event.delta.message.content
            answer.text += content.text or ""
            answer.thoughts += content.thinking or ""
            answer.pieces += bool(content.text)
        if event.type == "tool-plan-delta":
            answer.plan += event.delta.message.tool_plan
        if event.type == "tool-call-start":
            call = event.delta.message.tool_calls
            answer.ids.append(call.id)
            arguments[event.index] = (call.function.name, [call.function.arguments or ""])
        if event.type == "tool-call-delta":
            arguments[event.index][1].append(event.delta.message.tool_calls.function.arguments)
            answer.fragments += 1
        if event.type == "message-end":
            answer.finish = FINISHES[event.delta.finish_reason]
            if event.delta.usage:
                count(answer, event.delta.usage)
    answer.calls = [(name, json.loads("".join(parts))) for name, parts in arguments.values()]
    return answer


def failure(error: Exception) -> Failure:
    assert isinstance(error, ApiError), repr(error)
    return Failure(type(error).__name__, error.status_code)


def detail(error) -> dict:
    body = error.body if isinstance(error.body, dict) else {"message": str(error.body)}
    return {"parameter": None, "message": body["message"]}
