"""Messages by the Anthropic SDK."""

import base64

import anthropic
from matrix.conversation import Answer, Ask, Assistant, Failure, Results, User, media_type

FINISHES = {
    "end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length", "tool_use": "tools", "refusal": "filter"}


def connect(url):
    return anthropic.Anthropic(api_key="any", base_url=url, max_retries=0, timeout=30)


def image_block(image: bytes | str) -> dict:
    if isinstance(image, str):
        return {"type": "image", "source": {"type": "url", "url": image}}
    source = {"type": "base64", "media_type": media_type(image), "data": base64.b64encode(image).decode()}
    return {"type": "document" if media_type(image) == "application/pdf" else "image", "source": source}


def messages(ask: Ask) -> list[dict]:
    said = []
    for turn in ask.turns:
        match turn:
            case User(text, ()):
                said.append({"role": "user", "content": text})
            case User(text, images):
                blocks = [{"type": "text", "text": text}, *map(image_block, images)]
                said.append({"role": "user", "content": blocks})
            case Assistant(text, calls):
                blocks = [{"type": "text", "text": text}] if text else []
                blocks += [{"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments}
                           for call in calls]
                said.append({"role": "assistant", "content": blocks})
            case Results(results):
                said.append({"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": r.id, "content": r.text}
                    | ({"is_error": True} if r.is_error else {}) for r in results]})
    return said


def choice(word: str) -> dict:
    named = {"auto": "auto", "none": "none", "required": "any"}
    return {"type": named[word]} if word in named else {"type": "tool", "name": word}


def options(ask: Ask) -> dict:
    found = {"max_tokens": ask.limit or 1000}
    if ask.system:
        found["system"] = ask.system
    if ask.tools:
        found["tools"] = [{"name": tool.name, "description": tool.description, "input_schema": tool.parameters}
                          for tool in ask.tools]
    if ask.choice:
        found["tool_choice"] = choice(ask.choice)
    if ask.thinks:
        found["thinking"] = {"type": "adaptive", "display": "summarized"}
    if ask.stops:
        found["stop_sequences"] = list(ask.stops)
    if ask.schema:
        found["output_config"] = {"format": {"type": "json_schema", "schema": ask.schema}}
    return found


def read(message) -> Answer:
    answer = Answer(finish=FINISHES[message.stop_reason], model=message.model)
    for block in message.content:
        if block.type == "text":
            answer.text += block.text
        if block.type == "thinking":
            answer.thoughts += block.thinking
        if block.type == "tool_use":
            answer.calls.append((block.name, block.input))
            answer.ids.append(block.id)
    usage = message.usage
    answer.cached = usage.cache_read_input_tokens or 0
    answer.prompt = usage.input_tokens + answer.cached + (usage.cache_creation_input_tokens or 0)
    answer.completion = usage.output_tokens
    return answer


def say(client, model: str, ask: Ask, stream: bool) -> Answer:
    request = {"model": model, "messages": messages(ask)} | options(ask)
    if not stream:
        return read(client.messages.create(**request))
    pieces = fragments = 0
    with client.messages.stream(**request) as events:
        for event in events:
            if event.type == "content_block_delta":
                pieces += event.delta.type == "text_delta"
                fragments += event.delta.type == "input_json_delta" and bool(event.delta.partial_json)
        answer = read(events.get_final_message())
    answer.pieces, answer.fragments = pieces, fragments
    return answer


def failure(error: Exception) -> Failure:
    assert isinstance(error, anthropic.APIStatusError), repr(error)
    return Failure(type(error).__name__, error.status_code)


def detail(error) -> dict:
    return {"parameter": None, "message": error.body["error"]["message"]}
