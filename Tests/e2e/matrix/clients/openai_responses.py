"""Responses by the OpenAI SDK."""

import base64
import json

from matrix.conversation import Answer, Ask, Assistant, Results, User, media_type

from matrix.clients.openai_chat import choice as chat_choice
from matrix.clients.openai_chat import connect, data_uri, detail, failure

__all__ = ["connect", "detail", "failure", "say"]


class Broken(Exception):
    """The stream told an error."""


def media_part(media: bytes | str) -> dict:
    if isinstance(media, bytes) and media_type(media) == "application/pdf":
        data = "data:application/pdf;base64," + base64.b64encode(media).decode()
        return {"type": "input_file", "filename": "menu.pdf", "file_data": data}
    return {"type": "input_image", "image_url": data_uri(media), "detail": "auto"}


def items(ask: Ask) -> list[dict]:
    found = []
    for turn in ask.turns:
        match turn:
            case User(text, images):
                parts = [media_part(image) for image in images]
                found.append({"role": "user", "content": [{"type": "input_text", "text": text}, *parts]})
            case Assistant(text, calls):
                if text:
                    found.append({"role": "assistant", "content": text})
                found += [{"type": "function_call", "call_id": call.id, "name": call.name,
                           "arguments": json.dumps(call.arguments)} for call in calls]
            case Results(results):
                found += [{"type": "function_call_output", "call_id": r.id, "output": r.text} for r in results]
    return found


def options(ask: Ask) -> dict:
    found = {}
    if ask.system:
        found["instructions"] = ask.system
    if ask.tools:
        found["tools"] = [{"type": "function", "name": tool.name, "description": tool.description,
                           "parameters": tool.parameters, "strict": False} for tool in ask.tools]
    if ask.choice:
        told = chat_choice(ask.choice)
        found["tool_choice"] = told if isinstance(told, str) else {"type": "function", "name": ask.choice}
    if ask.limit:
        found["max_output_tokens"] = ask.limit
    if ask.thinks:
        found |= {"reasoning": {"effort": "high", "summary": "auto"}, "include": ["reasoning.encrypted_content"]}
    if ask.schema:
        found["text"] = {"format": {"type": "json_schema", "name": "reply", "schema": ask.schema, "strict": True}}
    return found


def read(response) -> Answer:
    answer = Answer(text=response.output_text, model=response.model)
    for item in response.output:
        if item.type == "function_call":
            answer.calls.append((item.name, json.loads(item.arguments)))
            answer.ids.append(item.call_id)
        if item.type == "reasoning":
            answer.thoughts += "".join(part.text for part in item.summary)
        if item.type == "message":
            answer.refusal += "".join(part.refusal for part in item.content if part.type == "refusal")
    match response.status, response.incomplete_details and response.incomplete_details.reason:
        case "completed", None:
            answer.finish = "tools" if answer.calls else "stop"
        case "incomplete", "max_output_tokens":
            answer.finish = "length"
        case "incomplete", "content_filter":
            answer.finish = "filter"
        case other:
            raise AssertionError(f"a response ended as {other}")
    if usage := response.usage:
        assert usage.total_tokens == usage.input_tokens + usage.output_tokens
        answer.prompt, answer.completion = usage.input_tokens, usage.output_tokens
        answer.cached = usage.input_tokens_details.cached_tokens
    return answer


def say(client, model: str, ask: Ask, stream: bool) -> Answer:
    request = {"model": model, "input": items(ask), "store": False} | options(ask)
    if not stream:
        return read(client.responses.create(**request))
    pieces = fragments = 0
    with client.responses.stream(**request) as events:
        for event in events:
            pieces += event.type == "response.output_text.delta"
            fragments += event.type == "response.function_call_arguments.delta"
            if event.type == "error":  # an event like any other for this SDK
                raise Broken(event)
        # The helper knows no final response but a completed one.
        answer = read(event.response if event.type == "response.incomplete" else events.get_final_response())
    answer.pieces, answer.fragments = pieces, fragments
    return answer
