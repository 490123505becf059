"""scripts/model-server with the real bundled model: what the gateway relies on."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest
from model_server import call, command, eventually, free_port, running, wait_until_loaded

ASK = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 4, "temperature": 0}


@pytest.fixture(scope="module")
def port():
    port = free_port()
    with running(command(port, "--alias", "house/model")):
        wait_until_loaded(port)
        yield port


def test_an_answer_names_the_model_and_counts_its_tokens(port):
    status, _, text = call(port, "/v1/chat/completions", ASK | {"model": "any other name"})
    answer = json.loads(text)
    assert status == 200
    assert answer["model"] == "house/model"
    assert answer["choices"][0]["message"]["content"]
    assert answer["choices"][0]["finish_reason"] == "length"
    usage = answer["usage"]
    assert usage["completion_tokens"] == 4
    assert usage["total_tokens"] == usage["prompt_tokens"] + 4


def test_a_stream_ends_with_usage_and_done(port):
    wish = {"stream": True, "stream_options": {"include_usage": True}}
    status, headers, text = call(port, "/v1/chat/completions", ASK | wish)
    assert status == 200 and headers["Content-Type"] == "text/event-stream"
    events = [line.removeprefix("data: ") for line in text.splitlines() if line]
    assert events.pop() == "[DONE]"
    chunks = [json.loads(event) for event in events]
    assert {chunk["model"] for chunk in chunks} == {"house/model"}
    assert [choice["finish_reason"] for chunk in chunks for choice in chunk["choices"]][-1] == "length"
    assert chunks[-1]["choices"] == [] and chunks[-1]["usage"]["completion_tokens"] == 4


def test_a_prompt_beyond_the_context_is_a_400_that_says_so(port):
    status, _, text = call(port, "/v1/chat/completions", {"messages": [{"role": "user", "content": "word " * 5000}]})
    assert status == 400
    assert json.loads(text)["error"]["type"] == "exceed_context_size_error"


@pytest.mark.parametrize("path, status", [("/", 404), ("/slots", 501), ("/metrics", 501), ("/tools", 403)])
def test_what_a_gateway_does_not_call_is_off(port, path, status):
    assert call(port, path)[0] == status


def test_a_page_of_another_origin_may_not_read_an_answer(port):
    _, headers, _ = call(port, "/v1/models", headers={"Origin": "http://elsewhere.example"})
    assert headers["Access-Control-Allow-Origin"] == "http://localhost"


def test_a_message_may_not_name_a_local_file(port):
    image = {"type": "image_url", "image_url": {"url": "file:///etc/hostname"}}
    status, _, text = call(port, "/v1/chat/completions", ASK | {"messages": [{"role": "user", "content": [image]}]})
    assert status >= 400 and "error" in json.loads(text)


def is_ended_by_input(process: int) -> bool:
    """Whether the kernel ends the process for anything that happens on its standard input, as it does while it loads.

    The model answers a moment before that is switched off.
    """
    [flags] = re.findall(r"^flags:\s*(\d+)$", Path(f"/proc/{process}/fdinfo/0").read_text(), re.MULTILINE)
    return bool(int(flags, 8) & os.O_ASYNC)


def test_health_is_503_until_the_model_is_loaded_and_the_end_of_input_ends_the_process():
    port = free_port()
    with running(command(port)) as server:
        assert wait_until_loaded(port) == {503, 200}
        eventually(lambda: not is_ended_by_input(server.pid))
        server.stdin.write(b"what arrives on standard input is ignored\n")
        server.stdin.flush()
        assert call(port, "/health")[0] == 200
        server.stdin.close()
        assert server.wait(timeout=60) == 0


def test_the_end_of_input_ends_the_process_while_it_loads():
    codes = set()
    for _ in range(3):  # on a busy machine the model may be loaded before the input is closed here: code 0
        port = free_port()
        with running(command(port)) as server:
            eventually(lambda: call(port, "/health")[0] == 503)
            server.stdin.close()
            codes.add(server.wait(timeout=60))
    assert -signal.SIGIO in codes and codes <= {-signal.SIGIO, 0}


def test_sigterm_ends_the_process():
    port = free_port()
    with running(command(port)) as server:
        wait_until_loaded(port)
        server.terminate()
        assert server.wait(timeout=60) == -signal.SIGTERM


@pytest.mark.parametrize("arguments, told", [
    (["--host", "0.0.0.0"], "loopback addresses only"),
    (["--model", "bundled:nothing"], "known bundled models are bundled:smollm2"),
    (["--model", "/no/such.gguf"], "there is no file /no/such.gguf"),
])
def test_a_wrong_option_is_told(arguments, told):
    result = subprocess.run(command(free_port(), *arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert result.returncode == 2
    assert told in result.stderr


def test_a_taken_port_is_told_in_the_last_line(port):
    with running(command(port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        assert server.wait(timeout=60) == 1
        assert f"cannot listen on 127.0.0.1 port {port}" in server.stdout.read().decode().splitlines()[-1]
