"""What the cloud costs a command that does not talk to it."""

from __future__ import annotations

import subprocess
import sys


def test_knowing_the_cloud_loads_no_sdk() -> None:
    """Neither Google's libraries nor CEL are loaded until a read or a condition needs them."""
    code = "import sys, diagnostics.cloud_gcp as c; c.CLOUD.permissions(); c.CLOUD.parse_target('orders'); print([m for m in ('google.auth', 'google.cloud.logging', 'requests', 'celpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
