"""The demo does what it claims."""

import os
import subprocess
import sys

from conftest import BINARY
from model_server import PYTHON, ROOT


def test_the_demo_goes_as_it_should():
    result = subprocess.run(
        [sys.executable, str(ROOT / "scripts/demo"), "--check"], capture_output=True, text=True, timeout=300,
        env=os.environ | {"PLANB_BINARY": BINARY, "PLANB_MODEL_PYTHON": str(PYTHON)})
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1].endswith("all as they should be")
