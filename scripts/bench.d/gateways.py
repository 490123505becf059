"""The gateways under test: how each is configured, started and identified. Each gets the same upstream and load."""

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from machine import first_line
from ports import free_port
from process import NotMeasured

#: Characters of a Plan B key. The tokens of the others are as long, so that all requests have the same size.
KEY_LENGTH = 63
KEY_PATTERN = re.compile(r"planb_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}")


@dataclass
class Launch:
    """What is needed to start one gateway."""

    command: list
    token: str = "x" * KEY_LENGTH
    environment: dict = field(default_factory=dict)


class Gateway:
    name = ""
    label = ""
    #: Which processes there are; the figures cover all of them.
    counted = "one process"
    authenticates = False
    #: Sizes of the load that a slow gateway gets instead of the common ones.
    scale = {}

    def version(self):
        """What was measured; raises NotMeasured when it is not installed."""
        raise NotImplementedError

    def launch(self, folder, port, upstream):
        """Writes the configuration into `folder`, an empty one, and says what to start."""
        raise NotImplementedError


class PlanB(Gateway):
    name = "planb"
    label = "Plan B"
    counted = "one process, no local model"
    authenticates = True

    def __init__(self, binary):
        self.binary = Path(binary)

    def version(self):
        if not self.binary.exists():
            raise NotMeasured(f"{self.binary} is not there; it did not build")
        return first_line([str(self.binary), "--version"])

    def launch(self, folder, port, upstream):
        (folder / "key").write_text("bench-upstream-key\n")
        (folder / "key").chmod(0o600)
        configuration = folder / "planb.yaml"
        configuration.write_text(
            f"""version: 1
listen: 127.0.0.1:{port}
admin: 127.0.0.1:{free_port()}
data: {folder}/data
targets:
  up: {{provider: openai-compatible, url: "http://127.0.0.1:{upstream}/v1", model: bench, api_key: "file:{folder}/key"}}
routes:
  bench: {{try: [up]}}
keys: keys.yaml
"""
        )
        return Launch([str(self.binary), "serve", "--config", str(configuration)], self._key(configuration))

    def _key(self, configuration):
        done = subprocess.run(
            [str(self.binary), "keys", "create", "bench", "--config", str(configuration)],
            cwd=configuration.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
        )
        found = KEY_PATTERN.search(done.stdout)
        if not found:
            said = done.stdout.strip()[-400:]
            raise NotMeasured(f"`planb keys create` exited with {done.returncode} and gave no key: {said}")
        return found.group()


class Nginx(Gateway):
    name = "nginx"
    label = "nginx proxy_pass"
    counted = "master and worker"

    def __init__(self):
        self.binary = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)

    def version(self):
        if not self.binary:
            raise NotMeasured("nginx is not installed (package nginx-light)")
        return first_line([self.binary, "-v"]).removeprefix("nginx version: ")

    def launch(self, folder, port, upstream):
        configuration = folder / "nginx.conf"
        configuration.write_text(
            f"""worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream bench {{
        server 127.0.0.1:{upstream};
        keepalive 256;
        keepalive_requests 100000000;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{
            proxy_pass http://bench;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
        }}
    }}
}}
"""
        )
        return Launch([self.binary, "-c", str(configuration), "-p", str(folder), "-e", f"{folder}/error.log"])


class PythonPeer(Gateway):
    """A gateway that pip installed into a virtual environment of its own."""

    package = ""
    wanted = ""

    def __init__(self, venv):
        self.venv = Path(venv)

    def version(self):
        python = self.venv / "bin" / "python"
        if not python.exists():
            raise NotMeasured(self._why_missing())
        found = first_line(
            [str(python), "-c", f"from importlib.metadata import version; print(version('{self.package}'))"]
        )
        if not re.fullmatch(r"[0-9][0-9A-Za-z.+-]*", found):
            raise NotMeasured(self._why_missing())
        return found if found == self.wanted else f"{found} ({self.wanted} was asked for)"

    def _why_missing(self):
        """What pip said, when the setup kept it beside the environment as NAME.error."""
        record = self.venv.with_name(self.venv.name + ".error")
        if record.exists():
            return f"pip refused {self.package} {self.wanted}: {record.read_text().strip()[-400:]}"
        return f"{self.package} {self.wanted} is not installed in {self.venv.name}; run `scripts/setup bench`"


class VLLMRouter(PythonPeer):
    name = "vllm-router"
    label = "vllm-router"
    package = "vllm-router"
    wanted = "0.1.17"

    def launch(self, folder, port, upstream):
        # Round robin is its cheapest policy: the default one keeps a prefix tree of every prompt.
        return Launch([
            str(self.venv / "bin" / "vllm-router"), "--host", "127.0.0.1", "--port", str(port),
            "--worker-urls", f"http://127.0.0.1:{upstream}", "--policy", "round_robin", "--log-level", "warning",
            "--prometheus-port", str(free_port()),
        ])


class LiteLLM(PythonPeer):
    name = "litellm"
    label = "LiteLLM proxy"
    package = "litellm"
    wanted = "1.109.1"
    authenticates = True
    scale = {
        "requests": 2_000, "warm_up": 200, "streams": 10, "latency_requests": 400, "latency_rate": 25,
        "first_event_streams": 150, "first_event_rate": 10,
    }

    def launch(self, folder, port, upstream):
        token = "sk-" + "x" * (KEY_LENGTH - 3)
        configuration = folder / "litellm.yaml"
        configuration.write_text(
            f"""model_list:
  - model_name: bench
    litellm_params:
      model: openai/bench
      api_base: http://127.0.0.1:{upstream}/v1
      api_key: bench-upstream-key
general_settings:
  master_key: {token}
litellm_settings:
  telemetry: false
"""
        )
        environment = {"LITELLM_LOG": "ERROR", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONUNBUFFERED": "1"}
        command = [
            str(self.venv / "bin" / "litellm"), "--config", str(configuration), "--host", "127.0.0.1",
            "--port", str(port), "--num_workers", "1",
        ]
        return Launch(command, token, environment)


class Extra(Gateway):
    """`--extra NAME[:PORT]=COMMAND`: any other proxy; `{port}` and `{upstream}` in the command become the ports."""

    def __init__(self, text):
        name, separator, command = text.partition("=")
        self.name, _, port = name.partition(":")
        if not separator or not self.name or not command.strip() or not (port == "" or port.isdigit()):
            raise ValueError(f"--extra {text}: expected NAME[:PORT]=COMMAND")
        self.label = self.name
        self.command = command
        self.port = int(port) if port else None

    def version(self):
        return "given by --extra"

    def launch(self, folder, port, upstream):
        return Launch(shlex.split(self.command.replace("{port}", str(port)).replace("{upstream}", str(upstream))))
