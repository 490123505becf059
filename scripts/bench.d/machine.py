"""Facts about this machine, and what the kernel knows of a process."""

import os
import platform
import subprocess
import time
from pathlib import Path


def thread_seconds(pid, name):
    """What the threads of this name have had of the processors (Linux: /proc/PID/task/TID/schedstat, in nanoseconds)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            if (task / "comm").read_text().strip() == name:
                total += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total / 1e9


def cpu_seconds(pid):
    """User and system time of a process and all its threads, ended ones included, in nanosecond steps.

    It is the clock that clock_getcpuclockid(3) gives for the process: the same sum as utime + stime in
    /proc/PID/stat, without their rounding to 10 ms.
    """
    return time.clock_gettime((~pid << 3) | 2)


def resident_bytes(pid):
    """VmRSS of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def with_descendants(pid):
    """The process and every process below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            # The command name may contain blanks and parentheses; the fields after it do not.
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    family, queue = [], [pid]
    while queue:
        family.append(queue.pop())
        queue += parents.get(family[-1], [])
    return family


def facts():
    """What a reader needs to know to judge the figures."""
    memory = 0
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemTotal:"):
            memory = int(line.split()[1]) * 1024
    return {
        "cpu": cpu_model(Path("/proc/cpuinfo").read_text()),
        "cores": os.cpu_count(),
        "memory_bytes": memory,
        "kernel": f"{platform.system()} {platform.release()}",
        "system": system_name(),
    }


def cpu_model(cpuinfo):
    for line in cpuinfo.splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def system_name():
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return "unknown"
    names = dict(line.split("=", 1) for line in lines if "=" in line)
    return names.get("PRETTY_NAME", "unknown").strip('"')


def first_line(command):
    """The first line a command prints on either stream; "unknown" when it cannot run."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return (done.stdout.strip().splitlines() or ["unknown"])[0]


def commit(root):
    """The commit that is checked out, and whether files differ from it."""
    name = first_line(["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"])
    changes = subprocess.run(
        ["git", "-C", str(root), "status", "--porcelain"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return name, bool(changes.stdout.strip())
