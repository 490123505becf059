"""One run of one gateway: start, idle, requests, streams, latency, first event, stop."""

import http.client
import json
import subprocess
import tempfile
import time
from pathlib import Path

from ports import free_port
from process import NotMeasured, Server

GATEWAY_CORE = 0
LOAD_CORE = 1
#: More than this share of failed requests makes a figure worthless.
TOLERATED_ERRORS = 0.001


class Loads:
    """The load generator, aimed at one port."""

    def __init__(self, tool, port, token, workload):
        self.tool = tool
        self.port = port
        self.token = token
        self.work = workload

    def _run(self, command, *options):
        done = subprocess.run(
            ["taskset", "-c", str(LOAD_CORE), str(self.tool), command, "--port", str(self.port), "--token", self.token]
            + [str(option) for option in options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        if done.returncode != 0:
            raise NotMeasured(f"planb-bench {command}: {done.stderr.strip()[-400:]}")
        return json.loads(done.stdout)

    def warm_up(self):
        return self._run("load", "--connections", self.work.connections, "--requests", self.work.warm_up)

    def requests(self):
        return self._run("load", "--connections", self.work.connections, "--requests", self.work.requests)

    def streams(self):
        # The rate only spreads the starts: every stream is one request, and together they fill an interval evenly.
        return self._run(
            "streams", "--connections", self.work.streams, "--streams", self.work.streams,
            "--events", self.work.events_per_stream, "--rate", self.work.streams * self.work.events_per_second,
        )

    def latency(self):
        return self._run(
            "load", "--connections", 4, "--requests", self.work.latency_requests, "--rate", self.work.latency_rate
        )

    def first_event(self):
        return self._run(
            "streams", "--connections", 8, "--streams", self.work.first_event_streams, "--events", 2,
            "--rate", self.work.first_event_rate,
        )


def await_answer(server, port, token, timeout=120):
    """Waits for the first right answer through the gateway; the seconds it took since this call."""
    begin = time.perf_counter()
    body = json.dumps({"model": "bench", "messages": [{"role": "user", "content": "ready?"}]})
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    last = "no answer"
    while time.perf_counter() - begin < timeout and server.is_running:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("POST", "/v1/chat/completions", body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            if answer.status == 200 and "Kilimanjaro" in text:
                return time.perf_counter() - begin
            last = f"{answer.status} {text[:300]}"
        except (OSError, http.client.HTTPException) as error:
            last = str(error) or type(error).__name__
        finally:
            connection.close()
        time.sleep(0.05)
    raise NotMeasured(f"gives no right answer; the last one was: {last}; its log ends: {server.last_words()}")


def insist_on(server, phase):
    """A gateway that fell over has no figures, however fast it was until then."""
    if not server.is_running:
        raise NotMeasured(f"ended with {server.process.returncode} during {phase}: {server.last_words()}")


def measured(server, load):
    """Runs a load and adds what it cost the gateway."""
    before = server.cpu_seconds()
    result = load()
    result["cpu_seconds"] = server.cpu_seconds() - before
    return checked(result)


def checked(result):
    """Marks a result with too many failures as invalid, so that no figure is made of it."""
    result["valid"] = 0 < result["answered"] and result["errors"] <= result["requests"] * TOLERATED_ERRORS
    return result


def open_loads(loads):
    """The two phases that compare with the upstream itself, at a fixed rate."""
    results = {}
    if loads.work.latency_requests:
        results["latency"] = checked(loads.latency())
    if loads.work.first_event_streams:
        results["first_event"] = checked(loads.first_event())
    return results


def run_gateway(gateway, tool, upstream, workload, profile=None):
    """One run; a dictionary with all figures. Raises NotMeasured."""
    workload = workload.scaled_for(gateway.scale)
    with tempfile.TemporaryDirectory(prefix="planb-bench-") as name:
        folder = Path(name)
        port = getattr(gateway, "port", None) or free_port()
        launch = gateway.launch(folder, port, upstream)
        with Server(
            launch.command, GATEWAY_CORE, port, folder / "output.log", launch.environment, folder
        ) as server:
            result = {"workload": workload.as_json(), "start_seconds": server.start_seconds}
            result["answer_seconds"] = server.start_seconds + await_answer(server, port, launch.token)
            if workload.idle_seconds:
                time.sleep(workload.idle_seconds)
                result["idle_bytes"] = server.resident_bytes()
            loads = Loads(tool, port, launch.token, workload)
            loads.warm_up()
            insist_on(server, "the warm-up")
            if workload.requests:
                result["requests"] = measured(server, loads.requests)
                insist_on(server, "the requests")
            if workload.streams and workload.stream_seconds:
                result["streams"] = measured(server, loads.streams)
                insist_on(server, "the streams")
            result["loaded_bytes"] = server.resident_bytes()
            result |= open_loads(loads)
            insist_on(server, "the latency loads")
            if profile:
                profile(gateway, server, loads)
            return result


def run_direct(tool, upstream, workload):
    """The open loads without a gateway: what the others' latencies are compared with."""
    return open_loads(Loads(tool, upstream, "x" * 63, workload))
