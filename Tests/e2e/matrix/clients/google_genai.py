"""generateContent by the Google Gen AI SDK."""

from matrix.conversation import Answer, Ask, Assistant, Failure, Results, User, media_type
from google import genai
from google.genai import errors, types

FINISHES = {"STOP": "stop", "MAX_TOKENS": "length", "SAFETY": "filter"}


def connect(url):
    return genai.Client(api_key="any", http_options=types.HttpOptions(
        base_url=url, timeout=30_000, retry_options=types.HttpRetryOptions(attempts=1)))


def contents(ask: Ask) -> list[types.Content]:
    said = []
    for turn in ask.turns:
        match turn:
            case User(text, images):
                parts = [types.Part.from_text(text=text)]
                parts += [types.Part.from_bytes(data=image, mime_type=media_type(image)) for image in images]
                said.append(types.Content(role="user", parts=parts))
            case Assistant(text, calls):
                parts = [types.Part.from_text(text=text)] if text else []
                # What Google's documentation says to put in the place of a signature where another model made the call.
                parts += [types.Part(
                    function_call=types.FunctionCall(id=call.id, name=call.name, args=call.arguments),
                    thought_signature=b"skip_thought_signature_validator" if call is calls[0] else None)
                    for call in calls]
                said.append(types.Content(role="model", parts=parts))
            case Results(results):
                said.append(types.Content(role="user", parts=[
                    types.Part(function_response=types.FunctionResponse(
                        id=r.id, name=r.name, response={"error" if r.is_error else "output": r.text}))
                    for r in results]))
    return said


def choice(word: str) -> types.ToolConfig:
    modes = {"auto": "AUTO", "none": "NONE", "required": "ANY"}
    config = {"mode": modes.get(word, "ANY")} | ({} if word in modes else {"allowed_function_names": [word]})
    return types.ToolConfig(function_calling_config=types.FunctionCallingConfig(**config))


def options(ask: Ask) -> types.GenerateContentConfig:
    found = {}
    if ask.system:
        found["system_instruction"] = ask.system
    if ask.tools:
        found["tools"] = [types.Tool(function_declarations=[
            types.FunctionDeclaration(
                name=tool.name, description=tool.description, parameters_json_schema=tool.parameters)
            for tool in ask.tools])]
    if ask.choice:
        found["tool_config"] = choice(ask.choice)
    if ask.thinks:
        found["thinking_config"] = types.ThinkingConfig(include_thoughts=True, thinking_level="HIGH")
    if ask.limit:
        found["max_output_tokens"] = ask.limit
    if ask.stops:
        found["stop_sequences"] = list(ask.stops)
    if ask.schema:
        found |= {"response_mime_type": "application/json", "response_json_schema": ask.schema}
    return types.GenerateContentConfig(**found)


def add(answer: Answer, response) -> None:
    """Adds what a response or a chunk says; the last token counts are the true ones."""
    answer.model = response.model_version or answer.model
    for candidate in response.candidates or []:
        for part in (candidate.content and candidate.content.parts) or []:
            if part.text and part.thought:
                answer.thoughts += part.text
            elif part.text:
                answer.text += part.text
                answer.pieces += 1
            if call := part.function_call:
                answer.calls.append((call.name, call.args or {}))
                answer.ids.append(call.id)
                answer.fragments += 1
        if candidate.finish_reason:
            answer.finish = FINISHES[candidate.finish_reason.value]
            if candidate.finish_reason.value == "STOP" and answer.calls:
                answer.finish = "tools"
    if usage := response.usage_metadata:
        answer.prompt = usage.prompt_token_count
        answer.completion = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
        answer.cached = usage.cached_content_token_count or 0


def say(client, model: str, ask: Ask, stream: bool) -> Answer:
    request = {"model": model, "contents": contents(ask), "config": options(ask)}
    answer = Answer()
    if not stream:
        add(answer, client.models.generate_content(**request))
        return answer
    for chunk in client.models.generate_content_stream(**request):
        add(answer, chunk)
    return answer


def failure(error: Exception) -> Failure:
    assert isinstance(error, errors.APIError), repr(error)
    return Failure(type(error).__name__, error.code)


def detail(error) -> dict:
    return {"parameter": None, "message": error.message}
