"""generateContent as Gemini takes it."""

import base64
import re

from matrix.conversation import media_type, shape


def camel(value):
    """Google takes both spellings of its own members, and its SDK sends either. The names in a schema or in arguments
    are not its own."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    foreign = ("parameters", "parametersJsonSchema", "responseSchema", "responseJsonSchema", "args", "response")
    named = {re.sub("_([a-z])", lambda match: match[1].upper(), name): item for name, item in value.items()}
    return {name: item if name in foreign else camel(item) for name, item in named.items()}


def text_of(parts) -> str:
    return "".join(part["text"] for part in parts if "text" in part and not part.get("thought"))


def images_of(parts) -> tuple[bytes, ...]:
    found = [part["inlineData"] for part in parts if "inlineData" in part]
    # Google takes both alphabets.
    media = tuple(base64.b64decode(data["data"].replace("-", "+").replace("_", "/")) for data in found)
    assert [data["mimeType"] for data in found] == [media_type(one) for one in media]
    return media


def turns(contents) -> list:
    found, waiting, calls_made = [], [], 0
    for content in contents:
        parts = content["parts"]
        results = [part["functionResponse"] for part in parts if "functionResponse" in part]
        if results:
            told = []
            for one, (position, name) in zip(results, waiting, strict=True):
                assert one["name"] == name, f"the result of {name} is told as that of {one['name']}"
                response = one["response"]
                told.append((position, str(response.get("error", response.get("output"))), "error" in response))
            found.append(("results", told))
            if text_of(parts) or images_of(parts):
                found.append(("user", text_of(parts), images_of(parts)))
        elif content.get("role", "user") == "user":
            found.append(("user", text_of(parts), images_of(parts)))
        else:
            # What a stream has told in pieces, SDKs keep in pieces: contents of the model in a row are one turn.
            if not found or found[-1][0] != "assistant":
                found.append(("assistant", "", []))
                waiting = []
            _, text, calls = found.pop()
            for part in parts:
                if call := part.get("functionCall"):
                    calls.append((calls_made, call["name"], call.get("args", {})))
                    waiting.append((calls_made, call["name"]))
                    calls_made += 1
            found.append(("assistant", text + text_of(parts), calls))
    return found


def choice(body) -> str:
    config = (body.get("toolConfig") or {}).get("functionCallingConfig") or {}
    if names := config.get("allowedFunctionNames"):
        [name] = names
        return name
    return {"AUTO": "", "ANY": "required", "NONE": "none"}[config.get("mode", "AUTO")]


def read(request: dict) -> dict:
    body = camel(request["body"])
    config = body.get("generationConfig") or {}
    [model, method] = re.search(r"/models/([^:]+):(\w+)", request["target"]).groups()
    functions = [f for tool in body.get("tools") or [] for f in tool["functionDeclarations"]]
    return {
        "model": model, "stream": method == "streamGenerateContent",
        "system": text_of((body.get("systemInstruction") or {}).get("parts", [])), "turns": turns(body["contents"]),
        "tools": [
            (f["name"], f.get("description", ""), shape(f.get("parametersJsonSchema") or f.get("parameters")))
            for f in functions],
        "choice": choice(body), "limit": config.get("maxOutputTokens"),
        "stops": tuple(config.get("stopSequences") or ()),
        "schema": shape(config.get("responseJsonSchema") or config.get("responseSchema")),
    }
