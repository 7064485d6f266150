"""The judges of what a fix writes: bash, cfn-lint, terraform with the AWS provider, and the grammar of JSON."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

_PLACES = ("/opt", "/usr/share/terraform", "/usr/local/share/terraform", "~/.terraform.d")
_PROVIDER = "*/registry.terraform.io/hashicorp/aws/*/*/terraform-provider-aws_v*"


def bash(script: str) -> str:
    """Return what bash finds wrong with *script*, without running it."""
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    return done.stderr


def json_arguments(script: str) -> list[object]:
    """Return every quoted JSON argument of *script*, decoded."""
    import shlex

    words = shlex.split(script.replace("\\\n", " "), comments=False)
    return [json.loads(word) for word in words if word[:1] in "[{" and len(word) > 2]


def cfn_lint(templates: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    """Return the errors of each template, by its name; one process for all."""
    program = shutil.which(
        "cfn-lint", path=f"{Path(os.sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if program is None:
        pytest.skip("no cfn-lint on this machine")
    names = {}
    for number, (name, text) in enumerate(templates.items()):
        path = folder / f"t{number}.json"
        path.write_text(text, encoding="utf-8")
        names[str(path)] = name
    done = subprocess.run(
        [program, "--format", "json", "--regions", "eu-central-1", "--", *names],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for row in json.loads(done.stdout or "[]"):
        if row["Level"] == "Error":
            found.setdefault(names[row["Filename"]], []).append(f"{row['Rule']['Id']} {row['Message']}")
    return found


def terraform(configurations: Mapping[str, str], folder: Path) -> list[str]:
    """Return what `terraform validate` finds wrong; each configuration is a module of one root, for one process."""
    program, mirror = shutil.which("terraform"), _mirror()
    if program is None or mirror is None:
        pytest.skip("no terraform with the AWS provider on this machine")
    config = folder / "terraform.rc"
    config.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
    root = []
    for number, (name, text) in enumerate(configurations.items()):
        module = folder / f"m{number}"
        module.mkdir()
        (module / "main.tf").write_text(text, encoding="utf-8")
        root.append(f'module "m{number}" {{ # {re.sub(r"[^ -~]", " ", name)}\n  source = "./m{number}"\n}}\n')
    (folder / "main.tf").write_text("".join(root), encoding="utf-8")
    env = {**os.environ, "TF_CLI_CONFIG_FILE": str(config), "CHECKPOINT_DISABLE": "1"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *words], cwd=folder, env=env, capture_output=True, text=True, check=False
        )

    made = run("init", "-backend=false", "-input=false", "-no-color")
    assert made.returncode == 0, made.stderr
    answer = json.loads(run("validate", "-json").stdout)
    names = list(configurations)
    return [
        f"{_whose(row, names)}: {row['summary']} {row.get('detail', '')}" for row in answer["diagnostics"]
    ]


def _whose(row: dict[str, object], names: list[str]) -> str:
    place = row.get("range")
    file = str(place.get("filename")) if isinstance(place, dict) else ""
    number = re.match(r"m(\d+)/", file)
    return names[int(number[1])] if number else file


def _mirror() -> str | None:
    for place in _PLACES:
        for found in Path(place).expanduser().glob(_PROVIDER):
            return str(found.parents[5])
    return None
