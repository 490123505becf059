"""Long conversations as applications hold them: what an SDK gave as the assistant's message goes back as it is."""

import json

from google.genai import types

from matrix.clients import anthropic_messages, bedrock_converse, cohere_chat, google_genai, openai_chat, openai_responses
from matrix.conversation import Answer, Ask


class Talk:
    """A conversation with tools. Each turn may name another model."""

    def __init__(self, client, ask: Ask):
        self.client, self.ask, self.history = client, ask, []


class ChatTalk(Talk):
    def user(self, text: str):
        self.history.append({"role": "user", "content": text})

    def results(self, results: list[tuple]):
        self.history += [{"role": "tool", "tool_call_id": id, "content": text} for id, _, text in results]

    def answer(self, model: str, stream: bool) -> Answer:
        request = {"model": model, "messages": openai_chat.messages(Ask(system=self.ask.system)) + self.history}
        request |= openai_chat.options(self.ask)
        chat = self.client.chat.completions
        if stream:
            with chat.stream(**request, stream_options={"include_usage": True}) as events:
                completion = events.get_final_completion()
        else:
            completion = chat.create(**request)
        self.history.append(completion.choices[0].message)
        return openai_chat.read(completion)


class ResponsesTalk(Talk):
    def user(self, text: str):
        self.history.append({"role": "user", "content": text})

    def results(self, results: list[tuple]):
        self.history += [{"type": "function_call_output", "call_id": id, "output": text} for id, _, text in results]

    def answer(self, model: str, stream: bool) -> Answer:
        request = {"model": model, "input": self.history, "store": False} | openai_responses.options(self.ask)
        if stream:
            with self.client.responses.stream(**request) as events:
                response = events.get_final_response()
        else:
            response = self.client.responses.create(**request)
        # As the documentation shows it; what the helper has parsed is no part of an item.
        self.history += [item.model_dump(exclude_none=True, exclude={"parsed_arguments": True}) for item in response.output]
        return openai_responses.read(response)


class MessagesTalk(Talk):
    def user(self, text: str):
        self.history.append({"role": "user", "content": text})

    def results(self, results: list[tuple]):
        self.history.append({"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": id, "content": text} for id, _, text in results]})

    def answer(self, model: str, stream: bool) -> Answer:
        request = {"model": model, "messages": self.history} | anthropic_messages.options(self.ask)
        if stream:
            with self.client.messages.stream(**request) as events:
                message = events.get_final_message()
        else:
            message = self.client.messages.create(**request)
        self.history.append({"role": "assistant", "content": message.content})
        return anthropic_messages.read(message)


class GeminiTalk(Talk):
    def user(self, text: str):
        self.history.append(types.Content(role="user", parts=[types.Part.from_text(text=text)]))

    def results(self, results: list[tuple]):
        self.history.append(types.Content(role="user", parts=[
            types.Part(function_response=types.FunctionResponse(id=id, name=name, response={"output": text}))
            for id, name, text in results]))

    def answer(self, model: str, stream: bool) -> Answer:
        config = google_genai.options(self.ask)
        request = {"model": model, "contents": self.history, "config": config}
        models, answer = self.client.models, Answer()
        chunks = list(models.generate_content_stream(**request)) if stream else [models.generate_content(**request)]
        for chunk in chunks:
            google_genai.add(answer, chunk)
        # As the SDK's own chat keeps a stream: content by content, without those that say nothing.
        contents = [chunk.candidates[0].content for chunk in chunks if chunk.candidates]
        self.history += [content for content in contents if content and content.parts]
        return answer


class ConverseTalk(Talk):
    def user(self, text: str):
        self.history.append({"role": "user", "content": [{"text": text}]})

    def results(self, results: list[tuple]):
        self.history.append({"role": "user", "content": [
            {"toolResult": {"toolUseId": id, "content": [{"text": text}]}} for id, _, text in results]})

    def answer(self, model: str, stream: bool) -> Answer:
        request = {"modelId": model, "messages": self.history} | bedrock_converse.options(self.ask)
        if not stream:
            response = self.client.converse(**request)
            self.history.append(response["output"]["message"])
            return bedrock_converse.whole(response)
        events = list(self.client.converse_stream(**request)["stream"])
        self.history.append({"role": "assistant", "content": self.blocks(events)})
        return bedrock_converse.streamed({"stream": events})

    @staticmethod
    def blocks(events) -> list[dict]:
        """boto3 leaves it to applications to put a message together."""
        blocks = {}
        for event in events:
            [(kind, value)] = event.items()
            block = blocks.setdefault(value.get("contentBlockIndex"), {})
            if kind == "contentBlockStart" and "toolUse" in value["start"]:
                block["toolUse"] = value["start"]["toolUse"] | {"input": ""}
            if kind != "contentBlockDelta":
                continue
            delta = value["delta"]
            if "text" in delta:
                block["text"] = block.get("text", "") + delta["text"]
            if "toolUse" in delta:
                block["toolUse"]["input"] += delta["toolUse"]["input"]
            if thought := delta.get("reasoningContent"):
                if "redactedContent" in thought:
                    block["reasoningContent"] = thought
                else:
                    whole = block.setdefault("reasoningContent", {"reasoningText": {"text": ""}})["reasoningText"]
                    whole["text"] += thought.get("text", "")
                    if "signature" in thought:
                        whole["signature"] = thought["signature"]
        found = [block for index, block in sorted(blocks.items(), key=lambda one: one[0] or 0) if block]
        for block in found:
            if call := block.get("toolUse"):
                call["input"] = json.loads(call["input"] or "{}")
        return found


class CohereTalk(Talk):
    def user(self, text: str):
        self.history.append({"role": "user", "content": text})

    def results(self, results: list[tuple]):
        self.history += [{"role": "tool", "tool_call_id": id, "content": text} for id, _, text in results]

    def answer(self, model: str, stream: bool) -> Answer:
        request = {"model": model, "messages": cohere_chat.turns(Ask(system=self.ask.system)) + self.history}
        request |= cohere_chat.options(self.ask)
        if not stream:
            response = self.client.chat(**request)
            self.history.append(response.message)
            return cohere_chat.whole(response)
        events = list(self.client.chat_stream(**request))
        self.history.append(self.message(events))
        return cohere_chat.streamed(events)

    @staticmethod
    def message(events) -> dict:
        """The SDK leaves it to applications to put a message together."""
        parts, calls, plan = {}, {}, ""
        for event in events:
            if event.type == "content-start":
                parts[event.index] = {"type": event.delta.message.content.type, "text": "", "thinking": ""}
            if event.type == "content-delta":
                part = parts[event.index]
                part["text"] += event.delta.message.content.text or ""
                part["thinking"] += event.delta.message.content.thinking or ""
            if event.type == "tool-plan-delta":
                plan += event.delta.message.tool_plan
            if event.type == "tool-call-start":
                call = event.delta.message.tool_calls
                calls[event.index] = {"id": call.id, "type": "function", "function": {
                    "name": call.function.name, "arguments": call.function.arguments or ""}}
            if event.type == "tool-call-delta":
                calls[event.index]["function"]["arguments"] += event.delta.message.tool_calls.function.arguments
        content = [{"type": part["type"], part["type"]: part[part["type"]]} for part in parts.values()]
        return ({"role": "assistant"} | ({"content": content} if content else {})
                | ({"tool_calls": list(calls.values())} if calls else {}) | ({"tool_plan": plan} if plan else {}))


TALKS = {
    "openai-chat": ChatTalk, "openai-responses": ResponsesTalk, "anthropic": MessagesTalk, "gemini": GeminiTalk,
    "bedrock": ConverseTalk, "cohere": CohereTalk,
}
