"""`--profile`: where a gateway spends its time, as perf sees it, during a request load and a stream load."""

import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path


def profiler(lines):
    """A function that profiles a running gateway and prints its hottest symbols; None without perf."""
    perf = shutil.which("perf")
    if not perf:
        print("no profile: perf is not installed")
        return None

    def profile(gateway, server, loads):
        for phase, load in (("requests", loads.requests), ("streams", loads.streams)):
            with tempfile.TemporaryDirectory(prefix="planb-perf-") as folder:
                processes = ",".join(map(str, server.processes()))
                data = str(Path(folder) / "perf.data")
                recorder = subprocess.Popen(
                    # A virtual machine may have no cycle counter; the CPU clock is always there.
                    [perf, "record", "-q", "-e", "cpu-clock", "-F", "1999", "-p", processes, "-o", data],
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                )
                load()
                recorder.send_signal(signal.SIGINT)
                complaint = recorder.communicate()[1].strip()
                print(f"\n{gateway.label}, {phase}:")
                print(report(perf, data, lines) or f"perf recorded nothing: {complaint}")

    return profile


def report(perf, data, lines):
    done = subprocess.run(
        [perf, "report", "-i", data, "--stdio", "--no-children", "--sort", "dso,symbol", "--percent-limit", "0.3"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    # Behind the symbol perf pads, and names inlined frames, for which there are none.
    found = [re.sub(r"[\s-]+$", "", line) for line in done.stdout.splitlines() if re.match(r"\s+[0-9.]+%", line)]
    return demangled("\n".join(found[:lines]))


def demangled(text):
    swift = shutil.which("swift")
    if not swift or not text:
        return text
    done = subprocess.run([swift, "demangle", "--simplified"], input=text, stdout=subprocess.PIPE, text=True)
    return done.stdout.rstrip() or text
