"""Starting, watching and stopping one server, pinned to one core."""

import os
import signal
import socket
import subprocess
import time

from machine import cpu_seconds, resident_bytes, thread_seconds, with_descendants


class NotMeasured(Exception):
    """Why there is no figure: not installed, not started, no right answer. The text goes into the report."""


class Server:
    """A process in a session of its own, so that it can be stopped with everything it started."""

    def __init__(self, command, core, port, log, environment=None, cwd=None, timeout=180):
        """Starts `command` and returns once it accepts a connection on `port`.

        `start_seconds` is the time from just before the exec to the first connection that was accepted.
        """
        self.log = log
        with open(log, "wb") as output:
            begin = time.perf_counter()
            try:
                self.process = subprocess.Popen(
                    ["taskset", "-c", str(core), *command], stdin=subprocess.DEVNULL, stdout=output,
                    stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}, cwd=cwd,
                    start_new_session=True,
                )
            except OSError as error:
                raise NotMeasured(f"{command[0]}: {error}") from None
        try:
            self.start_seconds = self._await_connection(port, begin, timeout)
        except BaseException:
            self.stop()
            raise

    def _await_connection(self, port, begin, timeout):
        while time.perf_counter() - begin < timeout:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return time.perf_counter() - begin
            if self.process.poll() is not None:
                raise NotMeasured(f"exited with {self.process.returncode} before it listened: {self.last_words()}")
            time.sleep(0.001)
        raise NotMeasured(f"does not listen after {timeout} s: {self.last_words()}")

    def last_words(self, lines=4):
        """The end of what the server printed."""
        with open(self.log, errors="replace") as log:
            text = [line.strip() for line in log if line.strip()]
        return " | ".join(text[-lines:])[-600:] or "it printed nothing"

    @property
    def is_running(self):
        return self.process.poll() is None

    def processes(self):
        """All processes the figures cover: work handed to a child must not look free."""
        return with_descendants(self.process.pid)

    def cpu_seconds(self):
        """All threads of all processes, but the one that brings rows into a database behind the requests."""
        return sum(cpu_seconds(pid) - thread_seconds(pid, "planb-ledger") for pid in self.processes())

    def resident_bytes(self):
        return sum(resident_bytes(pid) for pid in self.processes())

    def stop(self):
        """SIGTERM to the session, SIGKILL when that does not end it soon: nothing here is worth draining."""
        for number, patience in ((signal.SIGTERM, 2), (signal.SIGKILL, 10)):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(patience)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
