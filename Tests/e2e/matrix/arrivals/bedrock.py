"""Converse as Bedrock takes it."""

import base64
import json
import re
import urllib.parse

from matrix.conversation import Positions, media_type, shape


def text_of(blocks) -> str:
    return "".join(block["text"] for block in blocks or [] if "text" in block)


def images_of(blocks) -> tuple[bytes, ...]:
    found = [block.get("image") or block["document"] for block in blocks if "image" in block or "document" in block]
    media = tuple(base64.b64decode(one["source"]["bytes"]) for one in found)
    assert [one["format"] for one in found] == [media_type(one).split("/")[1] for one in media]
    return media


def turns(messages) -> list:
    found, order = [], Positions()
    for message in messages:
        blocks = message["content"]
        results = [block["toolResult"] for block in blocks if "toolResult" in block]
        if results:
            found.append(("results", [
                (order[r["toolUseId"]], text_of(r["content"]), r.get("status") == "error") for r in results]))
            if len(results) < len(blocks):
                found.append(("user", text_of(blocks), images_of(blocks)))
        elif message["role"] == "user":
            found.append(("user", text_of(blocks), images_of(blocks)))
        else:
            calls = []
            for call in (block["toolUse"] for block in blocks if "toolUse" in block):
                order.add(call["toolUseId"])
                calls.append((order[call["toolUseId"]], call["name"], call["input"]))
            found.append(("assistant", text_of(blocks), calls))
    return found


def choice(config) -> str:
    told = config.get("toolChoice") or {"auto": {}}
    return told["tool"]["name"] if "tool" in told else {"auto": "", "any": "required"}[next(iter(told))]


def read(request: dict) -> dict:
    body = request["body"]
    [model, method] = re.fullmatch(r"/model/([^/]+)/(converse|converse-stream)", request["target"]).groups()
    config, limits = body.get("toolConfig") or {}, body.get("inferenceConfig") or {}
    form = ((body.get("outputConfig") or {}).get("textFormat") or {}).get("structure", {}).get("jsonSchema")
    specs = [tool["toolSpec"] for tool in config.get("tools", [])]
    return {
        "model": urllib.parse.unquote(model), "stream": method == "converse-stream",
        "system": text_of(body.get("system")), "turns": turns(body["messages"]),
        "tools": [(s["name"], s.get("description", ""), shape(s["inputSchema"]["json"])) for s in specs],
        "choice": choice(config), "limit": limits.get("maxTokens"), "stops": tuple(limits.get("stopSequences") or ()),
        "schema": shape(json.loads(form["schema"])) if form else None,
    }
