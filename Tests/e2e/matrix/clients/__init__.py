"""The official SDKs, unchanged: each module says an Ask, and reads the answer from the objects of its SDK."""

from matrix.clients import (
    anthropic_messages, bedrock_converse, cohere_chat, google_genai, openai_chat, openai_responses)

CLIENTS = {
    "openai-chat": openai_chat, "openai-responses": openai_responses, "anthropic": anthropic_messages,
    "gemini": google_genai, "bedrock": bedrock_converse, "cohere": cohere_chat,
}
