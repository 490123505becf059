"""Messages as Anthropic takes them."""

import base64

from matrix.conversation import Positions, media_type, shape


def blocks(content) -> list[dict]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content or []


def text_of(content) -> str:
    return "".join(block["text"] for block in blocks(content) if block["type"] == "text")


def images_of(content) -> tuple[bytes | str, ...]:
    sources = [block["source"] for block in blocks(content) if block["type"] in ("image", "document")]
    found = tuple(source["url"] if source["type"] == "url" else base64.b64decode(source["data"]) for source in sources)
    for source, media in zip(sources, found, strict=True):
        assert source["type"] == "url" or source["media_type"] == media_type(media)
    return found


def turns(messages) -> list:
    found, order = [], Positions()
    for message in messages:
        parts = blocks(message["content"])
        results = [part for part in parts if part["type"] == "tool_result"]
        if results:
            found.append(("results", [
                (order[r["tool_use_id"]], text_of(r.get("content")), r.get("is_error", False)) for r in results]))
            if len(results) < len(parts):
                found.append(("user", text_of(parts), images_of(parts)))
        elif message["role"] == "user":
            found.append(("user", text_of(parts), images_of(parts)))
        else:
            calls = []
            for part in parts:
                if part["type"] == "tool_use":
                    order.add(part["id"])
                    calls.append((order[part["id"]], part["name"], part["input"]))
            found.append(("assistant", text_of(parts), calls))
    return found


def choice(told) -> str:
    if not told:
        return ""
    return told["name"] if told["type"] == "tool" else {"auto": "", "any": "required"}.get(told["type"], told["type"])


def read(request: dict) -> dict:
    body = request["body"]
    form = (body.get("output_config") or {}).get("format") or {}
    return {
        "model": body["model"], "stream": body.get("stream", False), "system": text_of(body.get("system")),
        "turns": turns(body["messages"]),
        "tools": [(t["name"], t.get("description", ""), shape(t["input_schema"])) for t in body.get("tools") or []],
        "choice": choice(body.get("tool_choice")), "limit": body["max_tokens"],
        "stops": tuple(body.get("stop_sequences") or ()), "schema": shape(form.get("schema")),
    }
