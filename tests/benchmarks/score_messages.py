"""How well messages are read: class by class, confusion, calibration, exactness, invented names, false claims.

    python tests/benchmarks/score_messages.py FILE... [--half dev|held] [--show]

Reads the incidents format (input, expected), CloudTrail denials (event with eventName), Google and Azure denials
(event) and texts with the actions and scopes they name. --half splits every file into two by a hash of the ids, so
that one half can stay unseen; --show prints what went wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostics.explain import explain

CLASSES = ("iam", "resource-policy", "trigger", "network", "none", "inconclusive")
CLAIMS = CLASSES[:4]
_STANDARD = re.compile(
    r"authorized to perform: (?P<action>\S+?)(?: on resource: \"?(?P<resource>(?:(?:role|user|group|policy) )?[^\s\"]+)\"?)?"
    r"(?: (?:because|with)|\.? |$)"
)
_SIDE = re.compile(
    r"(?:no|an?|the) (identity|resource|permissions|session|service|VPC|role)[- ](?:based|boundary|policy|control|endpoint|trust)"
)


@dataclass
class Case:
    """A text with what is true of it; None where the label does not say."""

    id: str
    text: str
    provider: str
    class_: str | None
    action: str | None = None
    resource: str | None = None
    exact: bool = True
    absent: bool = False
    caller: str | None = None


def cases(path: Path) -> Iterator[Case]:
    """Yield the scored lines of *path*; doubtful and undecidable incidents are left out."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if not line.strip():
            continue
        row = json.loads(line)
        key = row.get("id") or f"{path.stem}-{number}"
        if "expected" in row:
            yield from _incident(key, row)
        elif "event" in row:
            yield from _event(key, row)
        elif "text" in row:
            actions = row.get("actions") or []
            yield Case(
                key,
                row["text"],
                "azure",
                "iam" if actions else None,
                actions[0] if len(actions) == 1 else None,
            )


def _incident(key: str, row: dict[str, Any]) -> Iterator[Case]:
    expected = row["expected"]
    if row.get("label_in_doubt") or not expected.get("decidable_from_input_alone", True):
        return
    text, resource, action = row["input"], expected.get("resource"), expected.get("action")
    flat = re.sub(r"\s", "", text)
    yield Case(
        key,
        text,
        row["provider"],
        {"other": "none"}.get(expected["class"], expected["class"]),
        action if action and action.lower() in text.lower() else None,
        resource if resource and re.sub(r"\s", "", resource) in flat else None,
        absent=resource is None,
        caller=expected.get("principal"),
    )


def _event(key: str, row: dict[str, Any]) -> Iterator[Case]:
    event = row["event"]
    text = json.dumps(event)
    if "eventName" not in event:
        provider = "gcp" if "protoPayload" in event else "azure"
        wanted = None if row.get("class") == "authz" else "none"
        yield Case(key, text, provider, wanted)
        return
    match = _STANDARD.search(event.get("errorMessage") or "")
    side = _SIDE.search(event.get("errorMessage") or "")
    class_ = {"resource": "resource-policy", "VPC": "resource-policy"}.get(side[1], "iam") if side else None
    yield Case(
        key,
        text,
        "aws",
        class_,
        match["action"] if match else None,
        match["resource"].rstrip(".") if match and match["resource"] else None,
        absent=False,
        caller=event.get("userIdentity", {}).get("arn"),
    )


def half_of(case: Case) -> str:
    """Return dev or held, the same for the same id on every machine."""
    return ("dev", "held")[int(hashlib.sha256(case.id.encode()).hexdigest(), 16) % 2]


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the reading of messages.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--half", choices=("dev", "held"))
    parser.add_argument("--provider", choices=("aws", "gcp", "azure"))
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    for path in arguments.files:
        chosen = [
            c
            for c in cases(path)
            if arguments.half in (None, half_of(c)) and arguments.provider in (None, c.provider)
        ]
        if chosen:
            print(f"\n{path.name}: {len(chosen)} texts")
            score(chosen, arguments.show)


def score(chosen: list[Case], show: bool) -> None:
    """Print the tables for *chosen*."""
    confusion: Counter[tuple[str, str]] = Counter()
    sums: Counter[str] = Counter()
    brier = 0.0
    bins: dict[float, list[int]] = {}
    for case in chosen:
        verdict = explain(case.text).verdict
        denied = verdict.denied
        action = denied.action if denied else None
        resource = denied.resource if denied else None
        wrong = []
        if case.class_ is not None:
            right = verdict.class_ == case.class_
            confusion[case.class_, verdict.class_] += 1
            brier += (verdict.confidence - right) ** 2
            bins.setdefault(round(verdict.confidence, 1), []).append(right)
            sums["labelled"] += 1
            sums["right"] += right
            false = not right and verdict.class_ in CLAIMS
            sums["false claims"] += false
            if not right:
                wrong.append(
                    f"class {verdict.class_} instead of {case.class_}" + (" FALSE CLAIM" if false else "")
                )
        for name, wanted, got in (("action", case.action, action), ("resource", case.resource, resource)):
            if wanted is not None:
                sums[f"{name}s"] += 1
                sums[f"{name}s exact"] += same(name, wanted, got)
                if not same(name, wanted, got):
                    wrong.append(f"{name} {got!r} instead of {wanted!r}")
        if resource is not None and bare(resource) not in re.sub(r"\s", "", case.text):
            sums["resources invented"] += 1
            wrong.append(f"resource {resource!r} is not in the text")
        if resource is not None and resource == case.caller and case.resource != case.caller:
            sums["caller as resource"] += 1
            wrong.append("the caller as resource")
        if show and wrong:
            print(
                f"  {case.id} [{verdict.cause}, {verdict.confidence}]: {'; '.join(wrong)}\n      {case.text[:300]!r}"
            )
    _print(confusion, sums, brier, bins)


def bare(resource: str) -> str:
    """Return *resource* without white space, and without what makes a bucket's or an account's name a full name."""
    return re.sub(r"\s|^(?:gs://|projects/_/buckets/|projects/-/serviceAccounts/)", "", resource)


def same(name: str, wanted: str, got: str | None) -> bool:
    """Whether *got* is exactly what was wanted; actions are compared as IAM does, wrapped values without the break."""
    if got is None:
        return False
    one, other = bare(wanted), bare(got)
    return one.lower() == other.lower() if name == "action" else one == other


def _print(
    confusion: Counter[tuple[str, str]], sums: Counter[str], brier: float, bins: dict[float, list[int]]
) -> None:
    if sums["labelled"]:
        print(f"  {'is, said':<17}" + "".join(f"{c[:12]:>14}" for c in CLASSES) + f"{'recall':>10}")
        for wanted in CLASSES:
            row = [confusion[wanted, got] for got in CLASSES]
            if sum(row):
                print(
                    f"  {wanted:<17}"
                    + "".join(f"{n or '·':>14}" for n in row)
                    + f"{confusion[wanted, wanted] / sum(row):>10.0%}"
                )
        n = sums["labelled"]
        print(
            f"  class right {sums['right']}/{n} = {sums['right'] / n:.1%} · false claims {sums['false claims']} = "
            f"{sums['false claims'] / n:.1%} · Brier {brier / n:.3f}"
        )
        print("  calibration  " + "  ".join(f"{k:.1f}: {sum(v)}/{len(v)}" for k, v in sorted(bins.items())))
    for name in ("actions", "resources"):
        if sums[name]:
            print(f"  {name} exact {sums[name + ' exact']}/{sums[name]}")
    print(
        f"  resources invented {sums['resources invented']} · caller as resource {sums['caller as resource']}"
    )


if __name__ == "__main__":
    main()
