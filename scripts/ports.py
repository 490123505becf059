"""Ports for servers that a test or a measurement starts."""

import random
import socket

# Below the ports that Linux gives to outgoing connections (32768 and up), so that none of those takes one in between.
_untried = list(range(20_000, 32_000))
random.shuffle(_untried)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now; no port is returned twice by one process."""
    while _untried:
        port = _untried.pop()
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("every port from 20000 to 31999 of 127.0.0.1 is in use or was handed out")
