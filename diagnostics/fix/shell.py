"""Scripts for bash and a provider's CLI: safe to paste into a terminal, stopping at the first error."""

from __future__ import annotations


def script(*commands: str) -> str:
    """Return the commands as one subshell: an error ends the script, not the terminal it was pasted into."""
    body = "\n".join(f"  {line}" for command in commands for line in command.splitlines())
    return f"(\n  set -eu\n{body}\n)\n"


def aws(service: str, operation: str, region: str, *options: str) -> str:
    """Return one AWS CLI command; *options* are already quoted (`--role-name orders-role`)."""
    lines = [f"aws {service} {operation}", *options, f"--region {region}"]
    return " \\\n  ".join(lines) + " >/dev/null"
