"""The endpoints beside conversations, with the official SDKs: vectors, counts of tokens, rerank, models, stored responses.

Every SDK meets every provider that can answer. The fakes are strict: they refuse what the real providers would.
"""

import json

import pytest
from conftest import PROVIDER_KEY, Process
from model_server import call, free_port

anthropic = pytest.importorskip("anthropic")
cohere = pytest.importorskip("cohere")
genai = pytest.importorskip("google.genai")

MODELS = {
    "openai": "text-embedding-3-small", "mistral": "mistral-embed", "gemini": "gemini-embedding-2", "cohere": "embed-v4.0",
}
CHAT = {"openai": "gpt-4.1", "anthropic": "claude-sonnet-5-5", "gemini": "gemini-3.8-flash"}
HELLO = [{"role": "user", "content": "one two three"}]


class Fleet(Process):
    """A strict fake of each provider, and two accounts of OpenAI."""

    def __init__(self, folder):
        dialects = {"openai": "openai", "other": "openai"} | {n: n for n in ("anthropic", "gemini", "cohere", "mistral")}
        self.ports = {name: free_port() for name in dialects}
        accounts = {"openai": "A", "other": "B"}
        script = {
            "providers": {
                name: {"port": self.ports[name], "dialect": dialect, "account": accounts.get(name, "")}
                for name, dialect in dialects.items()
            }
        }
        (folder / "fleet.yaml").write_text(json.dumps(script))
        super().__init__(["fake-provider", "--script", folder / "fleet.yaml"], folder, "fleet")
        for name in dialects:
            self.wait_for(f"^fake provider {name}:")

    def target(self, provider: str, model: str, fake: str | None = None, **more) -> dict:
        path = "/v1" if provider in ("openai", "mistral") else ""
        url = f"http://127.0.0.1:{self.ports[fake or provider]}{path}"
        return {"provider": provider, "url": url, "model": model, "api_key": "env:PROVIDER_KEY"} | more


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    process = Fleet(tmp_path_factory.mktemp("endpoints"))
    yield process
    process.end()


@pytest.fixture
def house(start_gateway, fleet):
    targets = {f"{name}-vectors": fleet.target(name, model) for name, model in MODELS.items()}
    targets |= {name: fleet.target(name, model) for name, model in CHAT.items()}
    targets["rerank"] = fleet.target("cohere", "rerank-v3.5")
    targets["other"] = fleet.target("openai", "gpt-4.1", fake="other", account="b")
    targets["openai"]["account"] = "a"
    routes = {f"{name}-vectors": {"try": [f"{name}-vectors"]} for name in MODELS}
    routes |= {name: {"try": [name]} for name in CHAT}
    routes |= {"rerank": {"try": ["rerank"]}, "both": {"try": ["openai", "other"]}, "b": {"try": ["other"]}}
    return start_gateway(mode="demo", targets=targets, routes=routes)


def google(house):
    return genai.Client(api_key="any-key", http_options={"base_url": house.url})


def cohere_client(house):
    return cohere.ClientV2(api_key="any-key", base_url=house.url)


def claude(house):
    return anthropic.Anthropic(api_key="any-key", base_url=house.url, max_retries=0)


@pytest.mark.parametrize("provider", MODELS)
@pytest.mark.parametrize("encoding", [None, "float", "base64"])
def test_vectors_for_the_sdk_of_openai(house, provider, encoding):
    options = {"encoding_format": encoding} if encoding else {}
    answer = house.client().embeddings.create(
        model=f"{provider}-vectors", input=["one two", "three"], dimensions=4, **options)
    assert [item.index for item in answer.data] == [0, 1]
    vectors = [item.embedding for item in answer.data]
    if encoding != "base64":  # what is asked for by name is given as it comes
        assert vectors == [[1 / 64, 0, 0, 0], [2 / 64, 0, 0, 0]]
    assert answer.usage.prompt_tokens >= 0


@pytest.mark.parametrize("provider", MODELS)
def test_vectors_for_the_sdk_of_google(house, provider):
    client = google(house)
    answer = client.models.embed_content(
        model=f"{provider}-vectors", contents="one two",
        config=genai.types.EmbedContentConfig(output_dimensionality=4, task_type="RETRIEVAL_QUERY"))
    assert [vector.values for vector in answer.embeddings] == [[1 / 64, 0, 0, 0]]


@pytest.mark.parametrize("provider", MODELS)
def test_vectors_for_the_sdk_of_cohere(house, provider):
    answer = cohere_client(house).embed(
        model=f"{provider}-vectors", texts=["one two", "three"], input_type="search_query", output_dimension=4,
        embedding_types=["float"])
    assert answer.embeddings.float_ == [[1 / 64, 0, 0, 0], [2 / 64, 0, 0, 0]]
    assert answer.texts == ["one two", "three"]


@pytest.mark.parametrize("provider", CHAT)
def test_counts_of_tokens(house, provider):
    assert claude(house).messages.count_tokens(model=provider, messages=HELLO).input_tokens > 0
    gemini = google(house)
    assert gemini.models.count_tokens(model=provider, contents="one two three").total_tokens > 0
    assert house.client().responses.input_tokens.count(model=provider, input="one two three").input_tokens > 0


def test_nobody_guesses_a_count(house):
    with pytest.raises(anthropic.BadRequestError, match="token_count"):
        claude(house).messages.count_tokens(model="rerank", messages=HELLO)


def test_rerank(house):
    answer = cohere_client(house).rerank(
        model="rerank", query="blue whale", documents=["a red fox", "the blue whale"], top_n=1)
    assert [result.index for result in answer.results] == [1]


def test_lists_of_models(house):
    names = {model.id for model in house.client().models.list()}
    assert {"openai", "rerank"} <= names
    # The SDKs turn the pages.
    messages, gemini = claude(house), google(house)
    assert {model.id for model in messages.models.list(limit=3)} == names
    listed = gemini.models.list(config={"page_size": 3})
    assert {model.name for model in listed} == {f"models/{name}" for name in names}
    assert messages.models.retrieve("openai").id == "openai"
    assert gemini.models.get(model="openai").name == "models/openai"
    with pytest.raises(anthropic.NotFoundError):
        messages.models.retrieve("nobody")


def test_a_stored_response_is_found_at_its_account(house):
    client = house.client()
    first = client.responses.create(model="b", input="one")  # made by the second account of "both"
    raw = client.responses.with_raw_response.create(model="both", input="two", previous_response_id=first.id)
    assert raw.headers["x-planb-attempts"] == "other:200"
    assert client.responses.retrieve(first.id).id == first.id
    assert client.responses.input_items.list(first.id).data == []
    client.responses.delete(first.id)
    import openai

    with pytest.raises(openai.APIStatusError) as error:
        client.responses.retrieve("resp_nobodys")
    assert error.value.status_code == 404


def test_a_stream_of_googles_without_events_is_one_array(house):
    body = {"contents": [{"role": "user", "parts": [{"text": "one two"}]}]}
    for model in CHAT:
        status, headers, text = call(house.port, f"/v1beta/models/{model}:streamGenerateContent", body)
        assert status == 200
        elements = json.loads(text)
        assert len(elements) > 1 and elements[-1]["candidates"][0]["finishReason"] == "STOP"


def test_anthropics_sdk_for_vertex(house):
    pytest.importorskip("google.auth")
    client = anthropic.AnthropicVertex(
        region="eu", project_id="p", access_token="any-key", base_url=f"{house.url}/v1", max_retries=0)
    for model in CHAT:
        answer = client.messages.create(model=model, max_tokens=50, messages=HELLO)
        assert answer.stop_reason == "end_turn"
        with client.messages.stream(model=model, max_tokens=50, messages=HELLO) as stream:
            assert stream.get_final_message().stop_reason == "end_turn"
