"""Chat completions as OpenAI, Mistral and Cohere take them."""

import base64
import json

from matrix.conversation import Positions, media_type, shape


def text_of(content) -> str:
    if isinstance(content, str):
        return content
    return "".join(part["text"] for part in content or [] if part["type"] == "text")


def image(url: str) -> bytes | str:
    """The image itself, or its address."""
    head, comma, data = url.partition(";base64,")
    if not comma:
        return url
    found = base64.b64decode(data)
    assert head == "data:" + media_type(found), head
    return found


def images_of(content) -> tuple[bytes | str, ...]:
    if not isinstance(content, list):
        return ()
    found = []
    for part in content:
        if part["type"] == "file":
            found.append(image(part["file"]["file_data"]))
        if part["type"] == "document_url":  # Mistral's
            found.append(image(part["document_url"]))
        if part["type"] == "image_url":
            found.append(image(part["image_url"] if isinstance(part["image_url"], str) else part["image_url"]["url"]))
    return tuple(found)


def result(message: dict, position: int):
    """Such a dialect has no flag for errors: they are told in the text."""
    text = text_of(message["content"]) if not documents(message) else documents(message)
    error = text.startswith("Error: ")
    return (position, text.removeprefix("Error: "), error)


def documents(message: dict) -> str:
    """Cohere also takes results as documents."""
    if not isinstance(message["content"], list):
        return ""
    return "".join(part["document"]["data"] for part in message["content"] if part["type"] == "document")


def turns(messages: list[dict]):
    system, found, order = [], [], Positions()
    for message in messages:
        match message["role"]:
            case "system" | "developer":
                assert not found, "an instruction was moved behind the conversation"
                system.append(text_of(message["content"]))
            case "user":
                found.append(("user", text_of(message["content"]), images_of(message["content"])))
            case "assistant":
                calls = []
                for call in message.get("tool_calls") or []:
                    order.add(call["id"])
                    function = call["function"]
                    calls.append((order[call["id"]], function["name"], json.loads(function["arguments"])))
                text = text_of(message.get("content")) or message.get("tool_plan", "")
                found.append(("assistant", text, calls))
            case "tool":
                one = result(message, order[message["tool_call_id"]])
                if found[-1][0] == "results":
                    found[-1][1].append(one)
                else:
                    found.append(("results", [one]))
            case other:
                raise AssertionError(f"a message of {other}")
    return "\n".join(system), found


def choice(told, required="required") -> str:
    if isinstance(told, dict):
        return told["function"]["name"]
    return {None: "", "auto": "", required: "required"}.get(told, told)


def tools(body: dict) -> list:
    functions = [tool["function"] for tool in body.get("tools") or []]
    return [(f["name"], f.get("description", ""), shape(f["parameters"])) for f in functions]


def read(request: dict, required="required", stops="stop") -> dict:
    body = request["body"]
    system, found = turns(body["messages"])
    stop = body.get(stops) or ()
    form = body.get("response_format") or {}
    schema = form.get("json_schema") or {}
    return {
        "model": body["model"], "stream": body.get("stream", False), "system": system, "turns": found,
        "tools": tools(body), "choice": choice(body.get("tool_choice"), required),
        "limit": body.get("max_completion_tokens") or body.get("max_tokens"),
        "stops": (stop,) if isinstance(stop, str) else tuple(stop),
        "schema": shape(schema.get("schema", schema) if schema else None),
    }


def read_mistral(request: dict) -> dict:
    return read(request, required="any")


def read_cohere(request: dict) -> dict:
    found = read(request, required="REQUIRED", stops="stop_sequences")
    if found["choice"] == "NONE":
        found["choice"] = "none"
    return found
