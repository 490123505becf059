"""Bedrock, Vertex AI and Azure as targets, with keys, signatures and the machine's own identity; and the AWS SDK as a
client. Signatures are checked with the SDK's own signer."""

import base64
import json
import re
import subprocess
from http.server import BaseHTTPRequestHandler

import boto3
import pytest
from aws import Metadata, Server, SignatureCheck
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from conftest import FAKE_TEXT, Process
from model_server import call, eventually, free_port

KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token+==")
ARN = "arn:aws:bedrock:eu-west-3:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-v1:0"
TEXT = [{"role": "user", "content": [{"text": "hello"}]}]


class CloudProviders(Process):
    """Fake providers that speak the dialects of the clouds."""

    def __init__(self, folder):
        bearer = {"expects": {"authorization": "Bearer the-cloud-token"}}
        providers = {
            "bedrock": {"dialect": "bedrock"},
            "bearer": {"dialect": "bedrock", "expects": {"authorization": "Bearer bedrock-api-key"}},
            "expired": {"dialect": "bedrock", "behaviour": {"error": {"status": 403, "code": "ExpiredTokenException"}}},
            "throttled": {"dialect": "bedrock", "behaviour": "status(429)"},
            "gemini": {"dialect": "gemini"} | bearer,
            "anthropic": {"dialect": "anthropic"} | bearer,
            "openai": {"dialect": "openai"} | bearer,
        }
        self.ports = {name: free_port() for name in providers}
        script = {"providers": {name: what | {"port": self.ports[name]} for name, what in providers.items()}}
        (folder / "clouds.yaml").write_text(json.dumps(script))
        super().__init__(["fake-provider", "--script", folder / "clouds.yaml"], folder, "clouds")
        for name in providers:
            self.wait_for(f"^fake provider {name}:")


@pytest.fixture(scope="session")
def clouds(tmp_path_factory):
    processes = CloudProviders(tmp_path_factory.mktemp("clouds"))
    yield processes
    processes.end()


@pytest.fixture
def aws(clouds):
    check = SignatureCheck(clouds.ports["bedrock"], KEYS, "eu-west-3")
    yield check
    check.end()


@pytest.fixture
def metadata():
    service = Metadata(KEYS)
    yield service
    service.end()


@pytest.fixture
def key_files(tmp_path):
    parts = {"access_key_id": KEYS.access_key, "secret_access_key": KEYS.secret_key, "session_token": KEYS.token}
    for name, text in parts.items():
        (tmp_path / name).write_text(text + "\n")
        (tmp_path / name).chmod(0o600)
    return {name: f"file:{tmp_path / name}" for name in parts}


def bedrock(url, **more):
    return {"provider": "bedrock", "region": "eu-west-3", "url": url, "model": ARN} | more


def sdk(gateway, **options):
    """The official SDK, signing with keys that mean nothing to the gateway."""
    return boto3.client(
        "bedrock-runtime", region_name="us-east-1", endpoint_url=gateway.url, aws_access_key_id="AKIDCLIENT",
        aws_secret_access_key="secret", config=Config(retries={"total_max_attempts": 1}, **options))


def text_of(answer) -> str:
    return "".join(block.get("text", "") for block in answer["output"]["message"]["content"])


@pytest.mark.parametrize("stream", [False, True])
def test_requests_to_bedrock_are_signed_as_the_sdk_signs_them(start_gateway, aws, key_files, stream):
    gateway = start_gateway(
        mode="demo", targets={"aws": bedrock(aws.url, **key_files)}, routes={"gpt-4.1": {"try": ["aws"]}, ARN: {"try": ["aws"]}})
    client = gateway.client()
    asked = dict(model="gpt-4.1", messages=[{"role": "user", "content": "hellö ☕"}], stream=stream)
    answer = client.chat.completions.create(**asked)
    if stream:
        text = "".join(chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices)
    else:
        text = answer.choices[0].message.content
    assert aws.faults == [] and text == FAKE_TEXT
    path, headers, body = aws.passed[0]
    operation = "converse-stream" if stream else "converse"
    assert path == (
        f"/model/arn%3Aaws%3Abedrock%3Aeu-west-3%3A123456789012%3Ainference-profile%2Feu.anthropic.claude-haiku-4-5-v1%3A0/{operation}")
    accept = {name.lower(): value for name, value in headers.items()}["accept"]
    assert accept == ("application/vnd.amazon.eventstream" if stream else "*/*")

    # The SDK as a client of the same model, whose name it encodes: nothing but the signature is new.
    if stream:
        events = list(sdk(gateway).converse_stream(modelId=ARN, messages=TEXT)["stream"])
        assert "".join(e["contentBlockDelta"]["delta"].get("text", "") for e in events if "contentBlockDelta" in e) == FAKE_TEXT
        assert "metadata" in events[-1]
    else:
        assert text_of(sdk(gateway).converse(modelId=ARN, messages=TEXT)) == FAKE_TEXT
    assert aws.faults == [] and aws.passed[1][0] == path and aws.passed[1][2]["messages"] == TEXT


def test_a_key_of_bedrock_is_a_bearer_token(start_gateway, clouds, tmp_path):
    (tmp_path / "key").write_text("bedrock-api-key")
    target = bedrock(f"http://127.0.0.1:{clouds.ports['bearer']}", api_key=f"file:{tmp_path / 'key'}")
    gateway = start_gateway(mode="demo", targets={"aws": target}, routes={"m": {"try": ["aws"]}})
    assert text_of(sdk(gateway).converse(modelId="m", messages=TEXT)) == FAKE_TEXT


@pytest.mark.parametrize("name", ["expired", "throttled"])
def test_what_is_wrong_at_bedrock_fails_over(start_gateway, clouds, aws, key_files, name):
    bad = bedrock(f"http://127.0.0.1:{clouds.ports[name]}", account="another", **key_files)
    gateway = start_gateway(
        mode="demo", targets={"bad": bad, "good": bedrock(aws.url, **key_files)}, routes={"m": {"try": ["bad", "good"]}})
    answer = gateway.client().chat.completions.with_raw_response.create(
        model="m", messages=[{"role": "user", "content": "hello"}])
    assert answer.parse().choices[0].message.content == FAKE_TEXT
    assert answer.headers["x-planb-attempts"] == f"bad:{403 if name == 'expired' else 429},good:200"
    if name == "expired":  # a credential that was refused once is refused again
        assert any("credential" in json.dumps(part) for part in gateway.health().values())


def test_wrong_keys_are_a_failure_of_the_target_and_never_shown(start_gateway, aws, key_files, tmp_path):
    (tmp_path / "secret_access_key").write_text("another/secret")
    gateway = start_gateway(mode="demo", targets={"aws": bedrock(aws.url, **key_files)}, routes={"m": {"try": ["aws"]}})
    with pytest.raises(ClientError) as error:
        sdk(gateway).converse(modelId="m", messages=TEXT)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert error.value.response["Error"]["Code"] == "ServiceUnavailableException"
    assert len(aws.faults) == 1 and "another/secret" not in str(error.value) + gateway.said()


CLAUDE = {
    "anthropic_version": "bedrock-2023-05-31", "max_tokens": 100, "system": "Be brief.",
    "messages": [{"role": "user", "content": "hello"}]}


def test_invoke_takes_bodies_of_claude(start_gateway, aws, key_files, providers):
    gateway = start_gateway(
        mode="demo", targets={"aws": bedrock(aws.url, **key_files), "openai": providers.target("healthy", model="gpt")},
        routes={"anthropic.claude-x-v1:0": {"try": ["aws"]}, "other": {"try": ["openai"]}})
    for model in ("anthropic.claude-x-v1:0", "other"):
        answer = sdk(gateway).invoke_model(modelId=model, body=json.dumps(CLAUDE))
        message = json.loads(answer["body"].read())
        assert message["type"] == "message" and message["content"][0]["text"] == FAKE_TEXT
        assert message["stop_reason"] == "end_turn"
        answer = sdk(gateway).invoke_model_with_response_stream(modelId=model, body=json.dumps(CLAUDE))
        events = [json.loads(event["chunk"]["bytes"]) for event in answer["body"]]
        kinds = [event["type"] for event in events]
        assert kinds[0] == "message_start" and kinds[-1] == "message_stop" and "message_delta" in kinds
        assert "".join(e["delta"].get("text", "") for e in events if e["type"] == "content_block_delta") == FAKE_TEXT
    assert aws.faults == [] and aws.passed[0][2]["system"] == [{"text": "Be brief."}]
    assert aws.passed[0][2]["inferenceConfig"]["maxTokens"] == 100


def test_invoke_refuses_bodies_of_other_models(start_gateway, providers):
    gateway = start_gateway(mode="demo", targets={"a": providers.target("healthy")}, routes={"m": {"try": ["a"]}})
    with pytest.raises(ClientError) as error:
        sdk(gateway).invoke_model(modelId="m", body=json.dumps({"inputText": "hello"}))
    assert error.value.response["Error"]["Code"] == "ValidationException"
    assert "Converse" in error.value.response["Error"]["Message"]


def test_a_stream_of_invoke_that_breaks_is_an_exception(start_gateway, providers):
    gateway = start_gateway(mode="demo", targets={"a": providers.target("breaks", model="gpt")}, routes={"m": {"try": ["a"]}})
    answer = sdk(gateway).invoke_model_with_response_stream(modelId="m", body=json.dumps(CLAUDE))
    with pytest.raises(Exception) as error:
        for event in answer["body"]:
            assert json.loads(event["chunk"]["bytes"])["type"] != "message_stop"
    assert re.search("modelStreamErrorException|internalServerException", str(error.value))


def test_a_signature_is_no_credential_and_the_bearer_token_is(start_gateway, providers):
    gateway = start_gateway(targets={"a": providers.target("healthy", model="gpt")}, routes={"m": {"try": ["a"]}})
    key = re.search(r"planb_\w+", gateway.said()).group()
    with pytest.raises(ClientError) as error:
        sdk(gateway).converse(modelId="m", messages=TEXT)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 401
    assert error.value.response["Error"]["Code"] == "AccessDeniedException"
    assert "AWS_BEARER_TOKEN_BEDROCK" in error.value.response["Error"]["Message"]
    status, _, text = call(
        gateway.port, "/model/m/converse", {"messages": TEXT}, {"authorization": f"Bearer {key}"})
    assert status == 200 and text_of(json.loads(text)) == FAKE_TEXT


def test_the_bearer_token_of_the_sdk_over_https(tmp_path, clouds, monkeypatch):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         "/CN=planb", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "key.pem").chmod(0o600)
    (tmp_path / "secret").write_text("bedrock-api-key")
    port = free_port()
    target = bedrock(f"http://127.0.0.1:{clouds.ports['bearer']}", api_key="file:secret")
    (tmp_path / "planb.yaml").write_text(json.dumps({
        "listen": f"127.0.0.1:{port}", "admin": f"127.0.0.1:{free_port()}", "data": "data",
        "tls": {"certificate": "cert.pem", "key": "key.pem"}, "targets": {"aws": target},
        "routes": {ARN: {"try": ["aws"]}}}))
    gateway = Process(["serve", "--config", tmp_path / "planb.yaml"], tmp_path, "gateway")
    gateway.wait_for("listening on https://")
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", re.search(r"planb_\w+", gateway.said()).group())
    client = boto3.client(
        "bedrock-runtime", region_name="us-east-1", endpoint_url=f"https://127.0.0.1:{port}",
        verify=str(tmp_path / "cert.pem"))
    assert text_of(client.converse(modelId=ARN, messages=TEXT)) == FAKE_TEXT
    gateway.end()


def test_a_key_of_ours_counts_beside_a_signature(start_gateway, providers):
    gateway = start_gateway(targets={"a": providers.target("healthy", model="gpt")}, routes={"m": {"try": ["a"]}})
    key = re.search(r"planb_\w+", gateway.said()).group()
    signature = "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00"
    for name, status in (("x-planb-key", 200), ("x-something", 401)):
        headers = {"authorization": signature, name: key}
        assert call(gateway.port, "/model/m/converse", {"messages": TEXT}, headers)[0] == status


@pytest.mark.parametrize("path", ["/model/a%5Cb/converse", "/model/%00/converse", "/v1%2Fchat/completions", "/model//converse"])
def test_paths_that_could_mean_two_things_are_refused(start_gateway, providers, path):
    gateway = start_gateway(mode="demo", targets={"a": providers.target("healthy")}, routes={"m": {"try": ["a"]}})
    assert call(gateway.port, path, {"messages": TEXT})[0] == 400


def test_the_identity_of_the_machine_signs_for_bedrock(start_gateway, aws, metadata, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url)
    monkeypatch.setenv("HOME", str(tmp_path))
    gateway = start_gateway(
        mode="demo", targets={"aws": bedrock(aws.url, credentials="auto")}, routes={"m": {"try": ["aws"]}})
    for _ in range(3):
        assert text_of(sdk(gateway).converse(modelId="m", messages=TEXT)) == FAKE_TEXT
    assert aws.faults == [] and metadata.asked.count("/latest/meta-data/iam/security-credentials/the-role") == 1


def test_the_identity_of_the_machine_opens_vertex_and_azure(start_gateway, clouds, metadata, monkeypatch, tmp_path):
    monkeypatch.setenv("GCE_METADATA_HOST", f"127.0.0.1:{metadata.port}")
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", metadata.url)
    monkeypatch.setenv("HOME", str(tmp_path))
    at = {name: f"http://127.0.0.1:{port}" for name, port in clouds.ports.items()}
    google = {"provider": "vertex", "project": "p", "location": "europe-west4", "credentials": "auto"}
    gateway = start_gateway(
        mode="demo",
        targets={
            "vertex": google | {"url": at["gemini"], "model": "gemini-3-pro"},
            "azure": {"provider": "azure", "url": at["openai"], "deployment": "d", "credentials": "auto"},
        },
        routes={"v": {"try": ["vertex"]}, "a": {"try": ["azure"]}})
    for model in ("v", "a"):
        for stream in (False, True):
            answer = gateway.client().chat.completions.create(
                model=model, messages=[{"role": "user", "content": "hello"}], stream=stream)
            if stream:
                text = "".join(chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices)
            else:
                text = answer.choices[0].message.content
            assert text == FAKE_TEXT


class VertexClaude(Server):
    """Claude on Vertex AI: the Messages API with the model in the path and the version in the body."""

    def __init__(self):
        self.asked = []
        service = self
        message = {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x", "stop_reason": "end_turn",
            "content": [{"type": "text", "text": "hi"}], "usage": {"input_tokens": 1, "output_tokens": 1}}
        events = [
            {"type": "message_start", "message": message | {"content": [], "stop_reason": None}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hi"}},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}},
            {"type": "message_stop"}]

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_): pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                service.asked.append((self.path, self.headers.get("authorization"), body))
                is_stream = self.path.endswith(":streamRawPredict")
                text = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
                data = (text if is_stream else json.dumps(message)).encode()
                self.send_response(200)
                self.send_header("content-type", "text/event-stream" if is_stream else "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        super().__init__(Handler)


@pytest.mark.parametrize("dialect", ["openai", "anthropic"])
def test_claude_on_vertex_has_its_model_in_the_path(start_gateway, metadata, monkeypatch, tmp_path, dialect):
    monkeypatch.setenv("GCE_METADATA_HOST", f"127.0.0.1:{metadata.port}")
    monkeypatch.setenv("HOME", str(tmp_path))
    vertex = VertexClaude()
    target = {
        "provider": "vertex", "project": "p", "location": "global", "model": "claude-x@20260101", "url": vertex.url,
        "credentials": "auto"}
    gateway = start_gateway(mode="demo", targets={"v": target}, routes={"m": {"try": ["v"]}})
    for stream in (False, True):
        body = {"model": "m", "max_tokens": 9, "stream": stream, "messages": [{"role": "user", "content": "hello"}]}
        path = "/v1/chat/completions" if dialect == "openai" else "/v1/messages"
        status, _, text = call(gateway.port, path, body, {"content-type": "application/json"})
        assert status == 200 and "hi" in text
        path, authorization, sent = vertex.asked[-1]
        method = "streamRawPredict" if stream else "rawPredict"
        assert path == f"/v1/projects/p/locations/global/publishers/anthropic/models/claude-x@20260101:{method}"
        assert authorization == "Bearer the-cloud-token"
        assert sent["anthropic_version"] == "vertex-2023-10-16" and "model" not in sent
        assert sent.get("stream", False) == stream
    vertex.end()


def test_without_an_identity_the_next_target_answers_and_the_log_says_why(
        start_gateway, aws, key_files, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("HOME", str(tmp_path))
    gateway = start_gateway(
        mode="demo", targets={"auto": bedrock(aws.url, credentials="auto"), "keys": bedrock(aws.url, **key_files, model="m2")},
        routes={"m": {"try": ["auto", "keys"]}})
    assert text_of(sdk(gateway).converse(modelId="m", messages=TEXT)) == FAKE_TEXT
    gateway.wait_for("planb: credentials: AWS: there is nothing in the environment .* the metadata service of EC2")
    assert eventually(lambda: text_of(sdk(gateway).converse(modelId="m", messages=TEXT)) == FAKE_TEXT)
