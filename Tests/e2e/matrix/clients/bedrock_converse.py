"""Converse by boto3. It signs (it sends a bearer token only over HTTPS), and the gateway's demo mode lets it."""

import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from matrix.conversation import Answer, Ask, Assistant, Failure, Results, User, media_type

FINISHES = {
    "end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length", "tool_use": "tools",
    "content_filtered": "filter"}


def connect(url):
    return boto3.client(
        "bedrock-runtime", endpoint_url=url, region_name="us-east-1", aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="secret", config=Config(retries={"total_max_attempts": 1}, read_timeout=30))


def media_block(media: bytes) -> dict:
    if media_type(media) == "application/pdf":
        return {"document": {"format": "pdf", "name": "menu", "source": {"bytes": media}}}
    return {"image": {"format": "png", "source": {"bytes": media}}}


def messages(ask: Ask) -> list[dict]:
    said = []
    for turn in ask.turns:
        match turn:
            case User(text, images):
                blocks = [media_block(image) for image in images]
                said.append({"role": "user", "content": [{"text": text}, *blocks]})
            case Assistant(text, calls):
                blocks = [{"text": text}] if text else []
                blocks += [{"toolUse": {"toolUseId": c.id, "name": c.name, "input": c.arguments}} for c in calls]
                said.append({"role": "assistant", "content": blocks})
            case Results(results):
                said.append({"role": "user", "content": [
                    {"toolResult": {"toolUseId": r.id, "content": [{"text": r.text}],
                                    "status": "error" if r.is_error else "success"}} for r in results]})
    return said


def choice(word: str) -> dict:
    named = {"auto": {"auto": {}}, "required": {"any": {}}}
    return named.get(word) or {"tool": {"name": word}}


def options(ask: Ask) -> dict:
    found, limits = {}, {}
    if ask.system:
        found["system"] = [{"text": ask.system}]
    if ask.tools:
        found["toolConfig"] = {"tools": [
            {"toolSpec": {"name": tool.name, "description": tool.description, "inputSchema": {"json": tool.parameters}}}
            for tool in ask.tools]}
        if ask.choice:
            found["toolConfig"]["toolChoice"] = choice(ask.choice)
    if ask.thinks:
        found["additionalModelRequestFields"] = {"thinking": {"type": "adaptive", "display": "summarized"}}
    if ask.limit:
        limits["maxTokens"] = ask.limit
    if ask.stops:
        limits["stopSequences"] = list(ask.stops)
    if limits:
        found["inferenceConfig"] = limits
    if ask.schema:
        found["outputConfig"] = {"textFormat": {
            "type": "json_schema", "structure": {"jsonSchema": {"name": "reply", "schema": json.dumps(ask.schema)}}}}
    return found


def count(answer: Answer, usage: dict) -> None:
    assert usage["totalTokens"] == sum(
        usage.get(name, 0) for name in ("inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"))
    answer.cached = usage.get("cacheReadInputTokens", 0)
    answer.prompt = usage["inputTokens"] + answer.cached + usage.get("cacheWriteInputTokens", 0)
    answer.completion = usage["outputTokens"]


def say(client, model: str, ask: Ask, stream: bool) -> Answer:
    request = {"modelId": model, "messages": messages(ask)} | options(ask)
    return whole(client.converse(**request)) if not stream else streamed(client.converse_stream(**request))


def whole(response) -> Answer:
    answer = Answer(finish=FINISHES[response["stopReason"]])
    for block in response["output"]["message"]["content"]:
        answer.text += block.get("text", "")
        answer.thoughts += block.get("reasoningContent", {}).get("reasoningText", {}).get("text", "")
        if call := block.get("toolUse"):
            answer.calls.append((call["name"], call["input"]))
            answer.ids.append(call["toolUseId"])
    count(answer, response["usage"])
    return answer


def streamed(response) -> Answer:
    answer, arguments = Answer(), {}
    for event in response["stream"]:
        [(kind, value)] = event.items()
        if kind == "contentBlockStart" and (call := value["start"].get("toolUse")):
            arguments[value["contentBlockIndex"]] = (call["name"], [])
            answer.ids.append(call["toolUseId"])
        if kind == "contentBlockDelta":
            delta = value["delta"]
            answer.text += delta.get("text", "")
            answer.thoughts += delta.get("reasoningContent", {}).get("text", "")
            answer.pieces += "text" in delta
            if "toolUse" in delta:
                arguments[value["contentBlockIndex"]][1].append(delta["toolUse"]["input"])
                answer.fragments += 1
        if kind == "messageStop":
            answer.finish = FINISHES[value["stopReason"]]
        if kind == "metadata":
            count(answer, value["usage"])
    answer.calls = [(name, json.loads("".join(parts))) for name, parts in arguments.values()]
    return answer


def failure(error: Exception) -> Failure:
    assert isinstance(error, ClientError), repr(error)
    return Failure(error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])


def detail(error) -> dict:
    return {"parameter": None, "message": error.response["Error"]["Message"]}
