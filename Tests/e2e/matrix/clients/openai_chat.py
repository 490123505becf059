"""Chat completions by the OpenAI SDK."""

import base64
import json

import openai
from matrix.conversation import Answer, Ask, Assistant, Failure, Results, User, media_type

FINISHES = {"stop": "stop", "length": "length", "tool_calls": "tools", "content_filter": "filter"}


def connect(url):
    return openai.OpenAI(api_key="any", base_url=f"{url}/v1", max_retries=0, timeout=30)


def data_uri(image: bytes | str) -> str:
    return image if isinstance(image, str) else "data:image/png;base64," + base64.b64encode(image).decode()


def media_part(media: bytes | str) -> dict:
    if isinstance(media, bytes) and media_type(media) == "application/pdf":
        data = "data:application/pdf;base64," + base64.b64encode(media).decode()
        return {"type": "file", "file": {"filename": "menu.pdf", "file_data": data}}
    return {"type": "image_url", "image_url": {"url": data_uri(media)}}


def function(call) -> dict:
    return {"id": call.id, "type": "function",
            "function": {"name": call.name, "arguments": json.dumps(call.arguments)}}


def messages(ask: Ask) -> list[dict]:
    said = [{"role": "system", "content": ask.system}] if ask.system else []
    for turn in ask.turns:
        match turn:
            case User(text, ()):
                said.append({"role": "user", "content": text})
            case User(text, images):
                parts = [media_part(image) for image in images]
                said.append({"role": "user", "content": [{"type": "text", "text": text}, *parts]})
            case Assistant(text, calls):
                said.append({"role": "assistant", "content": text or None}
                            | ({"tool_calls": [function(call) for call in calls]} if calls else {}))
            case Results(results):
                said += [{"role": "tool", "tool_call_id": r.id, "content": r.text} for r in results]
    return said


def choice(word: str):
    if word in ("auto", "none", "required"):
        return word
    return {"type": "function", "function": {"name": word}}


def options(ask: Ask) -> dict:
    found = {}
    if ask.tools:
        found["tools"] = [{"type": "function", "function": {
            "name": tool.name, "description": tool.description, "parameters": tool.parameters}} for tool in ask.tools]
    if ask.choice:
        found["tool_choice"] = choice(ask.choice)
    if ask.limit:
        found["max_completion_tokens"] = ask.limit
    if ask.thinks:
        found["reasoning_effort"] = "high"
    if ask.stops:
        found["stop"] = list(ask.stops)
    if ask.schema:
        found["response_format"] = {
            "type": "json_schema", "json_schema": {"name": "reply", "schema": ask.schema, "strict": True}}
    return found


def read(completion) -> Answer:
    [choice] = completion.choices
    message, usage = choice.message, completion.usage
    answer = Answer(
        text=message.content or "", finish=FINISHES[choice.finish_reason], refusal=message.refusal or "",
        model=completion.model)
    answer.thoughts = getattr(message, "reasoning_content", None) or ""
    for call in message.tool_calls or []:
        answer.calls.append((call.function.name, json.loads(call.function.arguments)))
        answer.ids.append(call.id)
    if usage:
        assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
        details = usage.prompt_tokens_details
        answer.prompt, answer.completion = usage.prompt_tokens, usage.completion_tokens
        answer.cached = (details and details.cached_tokens) or 0
    return answer


def say(client, model: str, ask: Ask, stream: bool) -> Answer:
    request = {"model": model, "messages": messages(ask)} | options(ask)
    if not stream:
        return read(client.chat.completions.create(**request))
    pieces = fragments = 0
    text = ""
    with client.chat.completions.stream(**request, stream_options={"include_usage": True}) as events:
        try:
            for event in events:
                if event.type == "chunk":
                    for choice in event.chunk.choices:
                        pieces += bool(choice.delta.content)
                        text += choice.delta.content or ""
                        fragments += sum(bool(call.function.arguments) for call in choice.delta.tool_calls or [])
            answer = read(events.get_final_completion())
        # The helper's ways to tell the finish reasons "length" and "content_filter".
        except openai.LengthFinishReasonError as error:
            answer = read(error.completion)
        except openai.ContentFilterFinishReasonError:
            answer = Answer(text=text, finish="filter", model=event.chunk.model)
    answer.pieces, answer.fragments = pieces, fragments
    return answer


def failure(error: Exception) -> Failure:
    assert isinstance(error, openai.APIStatusError), repr(error)
    return Failure(type(error).__name__, error.status_code)


def detail(error) -> dict:
    return {"parameter": error.param, "message": error.message}
