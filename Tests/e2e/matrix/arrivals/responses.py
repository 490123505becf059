"""Responses as OpenAI takes them."""

import json

from matrix.arrivals.chat import image
from matrix.conversation import Positions, shape


def text_of(content) -> str:
    if isinstance(content, str):
        return content
    return "".join(part["text"] for part in content if part["type"] in ("input_text", "output_text"))


def images_of(content) -> tuple[bytes | str, ...]:
    if isinstance(content, str):
        return ()
    names = {"input_image": "image_url", "input_file": "file_data"}
    return tuple(image(part[names[part["type"]]]) for part in content if part["type"] in names)


def turns(items) -> list:
    found, order = [], Positions()
    for item in items:
        match item.get("type", "message"):
            case "message":
                assert item["role"] in ("user", "assistant"), item["role"]
                text = text_of(item["content"])
                more = images_of(item["content"]) if item["role"] == "user" else []
                found.append((item["role"], text, more))
            case "function_call":
                order.add(item["call_id"])
                if found[-1][0] != "assistant":
                    found.append(("assistant", "", []))
                call = (order[item["call_id"]], item["name"], json.loads(item["arguments"]))
                found[-1][2].append(call)
            case "function_call_output":
                one = (order[item["call_id"]], item["output"], False)
                if found[-1][0] == "results":
                    found[-1][1].append(one)
                else:
                    found.append(("results", [one]))
            case "reasoning":
                pass  # thoughts are no part of what was said; the provider checks its own
            case other:
                raise AssertionError(f"an item of type {other}")
    return found


def read(request: dict) -> dict:
    body = request["body"]
    told = body.get("tool_choice")
    form = (body.get("text") or {}).get("format") or {}
    return {
        "model": body["model"], "stream": body.get("stream", False), "system": body.get("instructions") or "",
        "turns": turns(body["input"]),
        "tools": [(t["name"], t.get("description", ""), shape(t["parameters"])) for t in body.get("tools") or []],
        "choice": told["name"] if isinstance(told, dict) else {None: "", "auto": ""}.get(told, told),
        "limit": body.get("max_output_tokens"), "stops": (),
        "schema": shape(form.get("schema")),
    }
