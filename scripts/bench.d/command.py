"""The command line of scripts/bench."""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import traceback
from dataclasses import replace
from pathlib import Path

import machine
from gateways import Extra, LiteLLM, Nginx, PlanB, VLLMRouter
from measure import LOAD_CORE, run_direct, run_gateway
from perf_profile import profiler
from ports import free_port
from process import NotMeasured, Server
from render import markdown, terminal
from summary import per_event_us, per_request_us, verdicts
from workload import FULL_ROUNDS, QUICK, QUICK_ROUNDS, Workload

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "Docs"
BUILD = ROOT / ".build-release"
# Those of the Makefile: what is measured is what users run, and the two do not undo each other's build.
BUILD_FLAGS = [
    "--configuration", "release", "--scratch-path", ".build-release", "--static-swift-stdlib",
    "-Xswiftc", "-cross-module-optimization", "-Xswiftc", "-enforce-exclusivity=unchecked",
]
DEFAULT = ["planb", "nginx", "vllm-router", "litellm"]


def parsed(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures gateways side by side in front of the same upstream. A full run, which takes about 20 "
        "minutes, writes Docs/benchmarks.json and Docs/benchmarks.md; any other only prints.",
    )
    parser.add_argument("--quick", action="store_true", help="only CPU, small loads, 3 rounds")
    parser.add_argument("--only", metavar="NAMES", help=f"comma-separated, of {','.join(DEFAULT)}")
    parser.add_argument("--rounds", type=positive, help=f"alternating runs of each (default {FULL_ROUNDS})")
    parser.add_argument("--requests", type=positive, help="requests of each request load")
    parser.add_argument("--stream-seconds", type=positive, help="length of each stream load")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there")
    parser.add_argument("--profile", action="store_true", help="one round with perf; prints the hottest symbols")
    parser.add_argument("--profile-lines", type=positive, default=40, help="symbols to print (default 40)")
    parser.add_argument("--check", action="store_true", help="exit 1 when a required figure is missed or not measured")
    parser.add_argument("--render", action="store_true", help="only write Docs/benchmarks.md from Docs/benchmarks.json")
    parser.add_argument("--no-build", action="store_true", help="use what is built and installed")
    parser.add_argument("--planb", type=Path, metavar="FILE", help="this binary instead of the one that is built")
    parser.add_argument("--tool", type=Path, metavar="FILE", help="this planb-bench instead of the one that is built")
    parser.add_argument("--venv-vllm", type=Path, default=ROOT / ".planb" / "venv-bench-vllm", metavar="FOLDER")
    parser.add_argument("--venv-litellm", type=Path, default=ROOT / ".planb" / "venv-bench-litellm", metavar="FOLDER")
    parser.add_argument("--upstream-port", type=positive, help="where the upstream listens (default: a free port)")
    parser.add_argument(
        "--extra", action="append", default=[], metavar="NAME[:PORT]=COMMAND",
        help="also measure this proxy; {port} and {upstream} in COMMAND become the ports",
    )
    options = parser.parse_args(arguments)
    unknown = set((options.only or "").split(",")) - set(DEFAULT) - {"", "none"}
    if unknown:
        parser.error(f"--only: no gateway named {', '.join(sorted(unknown))}; there are {', '.join(DEFAULT)} and none")
    try:
        options.extra = [Extra(text) for text in options.extra]
    except ValueError as error:
        parser.error(str(error))
    return options


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def chosen_workload(options):
    workload = QUICK if options.quick or options.profile else Workload()
    if options.requests:
        workload = replace(workload, requests=options.requests)
    if options.stream_seconds:
        workload = replace(workload, stream_seconds=options.stream_seconds)
    return workload


def chosen_gateways(options):
    known = [
        PlanB(options.planb or BUILD / "release" / "planb"), Nginx(), VLLMRouter(options.venv_vllm),
        LiteLLM(options.venv_litellm),
    ]
    names = options.only.split(",") if options.only else DEFAULT
    return [gateway for gateway in known if gateway.name in names] + options.extra


def build(product):
    """Builds one release product; whether it succeeded."""
    print(f"building {product}", flush=True)
    return subprocess.run(["swift", "build", *BUILD_FLAGS, "--product", product], cwd=ROOT).returncode == 0


def prepare(options, gateways):
    """Builds and installs what is missing. Without planb-bench nothing can be measured; all else may fail."""
    if options.no_build:
        return
    if not options.tool and not build("planb-bench"):
        sys.exit("scripts/bench: planb-bench does not build")
    if not options.planb and any(gateway.name == "planb" for gateway in gateways):
        build("planb")
    setup = ROOT / "scripts" / "setup"
    if setup.exists() and {"nginx", "vllm-router", "litellm"} & {gateway.name for gateway in gateways}:
        if subprocess.run([str(setup), "bench"], cwd=ROOT).returncode != 0:
            print("scripts/setup bench failed; what it did not install is listed as not measured")


def described(gateway, workload):
    """The gateway's entry in the report. A version that cannot be found is told by the runs' errors."""
    entry = {
        "label": gateway.label, "counted": gateway.counted, "authenticates": gateway.authenticates, "version": None,
        "workload": workload.scaled_for(gateway.scale).as_json(),
    }
    try:
        entry["version"] = gateway.version()
    except NotMeasured:
        pass
    return entry


def run_all(options, gateways, workload, rounds):
    tool = options.tool or BUILD / "release" / "planb-bench"
    if not tool.exists():
        sys.exit(f"scripts/bench: {tool} is not there")
    commit, uncommitted = machine.commit(ROOT)
    swift = machine.first_line(["swift", "--version"])
    report = {
        "schema": 1, "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit, "uncommitted": uncommitted, "machine": {**machine.facts(), "swift": swift},
        "rounds": rounds, "workload": workload.as_json(), "direct": [], "runs": [],
        "gateways": {gateway.name: described(gateway, workload) for gateway in gateways},
    }
    profile = profiler(options.profile_lines) if options.profile else None
    port = options.upstream_port or free_port()
    with tempfile.TemporaryDirectory(prefix="planb-bench-") as folder:
        command = [str(tool), "upstream", "--port", str(port), "--interval", str(1000 // workload.events_per_second)]
        with Server(command, LOAD_CORE, port, Path(folder) / "upstream.log", timeout=10):
            for number in range(1, rounds + 1):
                report["direct"].append({"round": number, **run_direct(tool, port, workload)})
                for gateway in gateways:
                    report["runs"].append(one_run(gateway, number, tool, port, workload, profile))
    return report


def one_run(gateway, number, tool, port, workload, profile):
    """One run, or why there is none: a peer that does not work must not end the comparison of the others."""
    print(f"round {number}: {gateway.label:<20}", end=" ", flush=True)
    run = {"gateway": gateway.name, "round": number}
    try:
        gateway.version()
        run |= run_gateway(gateway, tool, port, workload, profile)
        told = [("µs/request", per_request_us(run)), ("µs/chunk", per_event_us(run))]
        print(", ".join(f"{value:.1f} {unit}" for unit, value in told if value is not None) or "no valid figure")
    except NotMeasured as error:
        run["error"] = str(error)
        print(f"not measured: {error}")
    except (OSError, ValueError, KeyError) as error:
        traceback.print_exc()
        run["error"] = f"{type(error).__name__}: {error}"
    return run


def save(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    print(f"wrote {path}")


def main():
    options = parsed(sys.argv[1:])
    if options.render:
        save(DOCS / "benchmarks.md", markdown(json.loads((DOCS / "benchmarks.json").read_text())))
        return 0
    if not {0, LOAD_CORE} <= os.sched_getaffinity(0):
        sys.exit("scripts/bench: needs the cores 0 and 1: one for the gateway and one for the load")
    gateways = chosen_gateways(options)
    prepare(options, gateways)
    os.sched_setaffinity(0, {LOAD_CORE})
    workload = chosen_workload(options)
    rounds = 1 if options.profile else options.rounds or (QUICK_ROUNDS if options.quick else FULL_ROUNDS)
    report = run_all(options, gateways, workload, rounds)
    print("\n" + terminal(report))
    text = json.dumps(report, indent=1) + "\n"
    if options.json:
        save(options.json, text)
    if workload == Workload() and rounds >= FULL_ROUNDS and not (options.only or options.extra):
        save(DOCS / "benchmarks.json", text)
        save(DOCS / "benchmarks.md", markdown(report))
    missed = [row for row in verdicts(report) if row[5] in ("MISSED", "not measured")]
    return 1 if options.check and missed else 0
