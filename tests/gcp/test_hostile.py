"""Names and texts that would like to be more than text: they pass every output and every printed command unharmed."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable

import pytest

from diagnostics.sources.demo.gcp.build import Stack
from diagnostics.sources.demo.gcp.cloud import PROJECT, EmbeddedGcp
from tests.gcp.harness import TARGET, cli, diagnose
from tests.gcp.stacks import BROKEN, READS, SECRET, build

NASTY = "[/x][@click=app.quit]\x1b]52;c;cm0=\x07\u202egpj\u2066$(reboot)`reboot`'; reboot; \"|&<b>${x}"
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _in_the_refused_resource(s: Stack) -> None:
    s.with_function().public().with_traffic(range(40, 110), BROKEN)
    s.lines(
        BROKEN,
        f"PermissionDenied: 403 Permission '{READS}' denied for resource 'projects/{PROJECT}/secrets/db$(reboot)/versions/1' (or it may not exist). {NASTY}",
    )


def _in_the_account(s: Stack) -> None:
    s.with_function().public().with_traffic(range(40, 110), BROKEN)
    said = "does not have storage.objects.get access to the Google Cloud Storage object. Permission 'storage.objects.get' denied on resource (or it may not exist)."
    s.lines(
        BROKEN,
        f"Forbidden: 403 GET https://storage.googleapis.com/storage/v1/b/shop-orders/o/7?alt=media: $(reboot)@{PROJECT}.iam.gserviceaccount.com {said}",
    )


def _in_who_changed_it(s: Stack) -> None:
    build(s.cloud, "secret")
    for entry in s.cloud.entries:
        if "SetIamPolicy" in str(entry):
            entry["protoPayload"]["authenticationInfo"]["principalEmail"] = NASTY


def _in_a_condition(s: Stack) -> None:
    build(s.cloud, "secret")
    s.bind(SECRET, "roles/secretmanager.secretAccessor", condition=f'resource.name == "{NASTY}" && false')


def _in_a_job(s: Stack) -> None:
    build(s.cloud, "scheduler_token_for_another_audience")
    job = next(thing for name, thing in s.cloud.things.items() if "/jobs/" in name)
    job["httpTarget"]["oidcToken"]["audience"] = f"https://{NASTY}"


def _in_a_subscription(s: Stack) -> None:
    build(s.cloud, "subscription_pushes_elsewhere")
    found = next(thing for name, thing in s.cloud.things.items() if "/subscriptions/" in name)
    found["pushConfig"]["pushEndpoint"] = f"https://{NASTY}/"
    found["filter"] = NASTY


PLACES: tuple[Callable[[Stack], None], ...] = (
    _in_the_refused_resource, _in_the_account, _in_who_changed_it, _in_a_condition, _in_a_job, _in_a_subscription,
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_nothing_from_outside_becomes_a_command(gcp: EmbeddedGcp, place: Callable[[Stack], None]) -> None:
    """Wherever the text stands, no script carries it unquoted, each script parses, and the terminal sees no control sign."""
    place(Stack(gcp, "orders"))
    report = diagnose(gcp)
    scripts = [text for fix in report.fixes for text in (*fix.commands.values(), *fix.undo.values())]
    assert [text for text in scripts if HARMFUL.search(text)] == []
    for fix in report.fixes:
        for script in (fix.commands.get("gcloud"), fix.undo.get("gcloud")):
            if script:
                parsed = subprocess.run(["bash", "-n", "-c", script], capture_output=True, check=False)
                assert parsed.returncode == 0
                assert not re.search(r"(?<!')\$\(reboot\)", script)
    for form in ("text", "markdown"):
        assert not HARMFUL.search(cli(gcp, "diagnose", TARGET, "--provider", "gcp", "--format", form).stdout)
    assert json.loads(cli(gcp, "diagnose", TARGET, "--provider", "gcp", "--format", "json").stdout)


def test_answers_of_an_odd_shape_are_not_known(gcp: EmbeddedGcp) -> None:
    """An answer whose fields have other types than Google's is unknown with a reason, and breaks nothing."""
    stack = build(gcp, "secret")
    for name in (stack.id, stack.service, f"projects/{PROJECT}/serviceAccounts/{stack.email}"):
        before = gcp.things[name]
        gcp.things[name] = {
            "name": 7,
            "serviceConfig": "odd",
            "template": [],
            "email": {"a": 1},
            "disabled": "perhaps",
        }
        assert diagnose(gcp).verdict.class_ in {"iam", "inconclusive"}
        gcp.things[name] = before


@pytest.mark.parametrize(
    "odd",
    [
        {"protoPayload": "x"},
        {"httpRequest": 5},
        {"jsonPayload": []},
        {"textPayload": 7},
        {"timestamp": 5},
        {"resource": None},
        {"labels": "x"},
    ],
)
def test_log_entries_of_an_odd_shape_are_passed_over(gcp: EmbeddedGcp, odd: dict[str, object]) -> None:
    """One entry that is not like Google's leaves the verdict as it was."""
    build(gcp, "secret")
    gcp.entries += [{**entry, **odd} for entry in gcp.entries[:40]]
    assert diagnose(gcp).verdict.class_ == "iam"
