"""What may not be read, cannot be reached or is not there: an honest report, a clear sentence, never a wrong verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.clock import iso
from diagnostics.clouds import Options
from diagnostics.errors import NothingReadError
from diagnostics.report import to_json
from diagnostics.sources import bundle
from diagnostics.sources.azure import AzureSource
from diagnostics.sources.demo.azure.build import GROUP, MISMATCH, Stack
from diagnostics.sources.demo.azure.cloud import SUBSCRIPTION, Credential, EmbeddedAzure
from tests.azure.harness import diagnose, run
from tests.azure.stacks import STACKS, build
from tests.azure.stacks.permitted import HTTP
from troubleshooter.session import Request, Session

SITE = f"{GROUP}/providers/Microsoft.Web/sites/orders"
SOME = ("blob_role_missing", "queue_deleted", "zone_not_linked", "keys_switched_off")
REPLAYED = (
    "blob_role_missing", "service_bus_claim_missing", "cosmos_role_missing", "identity_off", "deployer_may_not_write", "keys_switched_off",
    "sign_in_turns_callers_away", "consumer_group_missing", "event_subscription_deleted", "zone_not_linked", "access_restriction", "healthy",
    "code_error",
)  # fmt: skip


@pytest.mark.parametrize("name", SOME)
def test_whatever_may_not_be_read_the_verdict_is_right_or_open(azure: EmbeddedAzure, name: str) -> None:
    """With each read that is made refused in turn, the report is right or inconclusive, and names the permission that is missing."""
    expected = STACKS[name]
    build(azure, name)
    assert diagnose(azure, SITE).verdict.class_ == expected.class_
    for op in sorted({call.split(" ")[0] for call in azure.faults.calls}):
        azure.faults.refuse = {op}
        report = diagnose(azure, SITE)
        assert report.verdict.class_ in {expected.class_, "inconclusive"}, (op, report.verdict.summary)
        assert any(limit.read == op and limit.permission for limit in report.limits), op


@pytest.mark.parametrize("fault", ["throttle", "cut"])
@pytest.mark.parametrize(
    "op", ["logs:Query", "graph:Targets", "authorization:ListRoleAssignments", "web:ListFunctions"]
)
def test_a_read_that_fails_is_a_limit(azure: EmbeddedAzure, op: str, fault: str) -> None:
    """A read that is throttled out or cut off is said, and the verdict does not turn into another one."""
    build(azure, "blob_role_missing")
    getattr(azure.faults, fault).add(op)
    report = diagnose(azure, SITE)
    assert report.verdict.class_ in {"iam", "inconclusive"}
    assert op in {limit.read for limit in report.limits}


def test_a_partial_result_is_not_taken_for_all(azure: EmbeddedAzure) -> None:
    """A query that was cut by the service is told as not everything."""
    build(azure, "blob_role_missing")
    azure.estate.partial.add("failures")
    report = diagnose(azure, SITE)
    assert report.verdict.class_ == "iam"
    assert "not everything was read" in {
        limit.effect for limit in report.limits if limit.read == "logs:Query"
    }


def test_what_resource_graph_does_not_show_is_not_taken_for_absent(azure: EmbeddedAzure) -> None:
    """Where Resource Graph leaves out the app itself, an account that it leaves out is unknown, not gone."""
    build(azure, "host_storage_deleted")
    azure.estate.hidden.add(SITE.lower())
    report = diagnose(azure, SITE)
    assert report.verdict.cause != "azure.host-storage.deleted"


@pytest.mark.parametrize("name", REPLAYED)
def test_a_bundle_gives_the_same_report(azure: EmbeddedAzure, name: str, tmp_path: Path) -> None:
    """What was read live and written to a bundle is diagnosed word for word the same."""
    build(azure, name)
    outcome = run(azure, SITE)
    file = tmp_path / "case.zip"
    bundle.write(file, outcome.manifest, outcome.recorder.recorded)
    again = Session(Request("", evidence=file)).run()
    assert to_json(again.report) == to_json(outcome.report)


def test_no_secret_leaves_the_source(azure: EmbeddedAzure, tmp_path: Path) -> None:
    """Neither the report nor the bundle holds a key of the app's settings."""
    build(azure, "keys_switched_off")
    azure.estate.settings[SITE.lower()] |= {
        "ApiKey": "s3cr3t-s3cr3t-value",
        "Sas": "https://x.blob.core.windows.net/c?sv=1&sig=c2lnbmF0dXJl",
    }
    outcome = run(azure, SITE)
    file = tmp_path / "case.zip"
    bundle.write(file, outcome.manifest, outcome.recorder.recorded)
    import zipfile

    written = zipfile.ZipFile(file).read("calls.jsonl").decode() + to_json(outcome.report)
    for secret in ("c2VjcmV0", "s3cr3t", "c2lnbmF0dXJl"):
        assert secret not in written
    assert "ApiKey" in written


def test_no_workspace_leaves_what_the_configuration_tells(azure: EmbeddedAzure) -> None:
    """An app whose telemetry goes nowhere is diagnosed as far as its settings reach, and that is said."""
    stack = build(azure, "queue_deleted")
    del azure.estate.resources[f"{GROUP}/providers/Microsoft.Insights/components/orders".lower()]
    report = diagnose(azure, SITE)
    assert report.verdict.class_ == "inconclusive"
    assert "telemetry" in report.verdict.summary
    assert any("incoming" in note for note in report.notes)
    assert stack.name in report.target.name


def test_classic_application_insights_is_read_by_its_own_names(azure: EmbeddedAzure) -> None:
    """A component without a workspace is asked itself, and the verdict is the same."""
    build(azure, "blob_role_missing")
    component = azure.estate.resources[f"{GROUP}/providers/Microsoft.Insights/components/orders".lower()]
    del component["properties"]["WorkspaceResourceId"]
    azure.estate.workspaces.add(component["id"])
    report = diagnose(azure, SITE)
    assert report.verdict.cause == "azure.role-assignment.missing"
    assert any("classic" in note for note in report.notes)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("nothing-like-it", "There is no function app nothing-like-it"),
        ("orders/nowork", "has no function nowork; it has work"),
        (
            SITE.replace(SUBSCRIPTION, "00000000-1111-4222-8333-444444444444"),
            "There is no function app orders in the subscription 00000000",
        ),
        (f"{GROUP}/providers/Microsoft.Storage/storageAccounts/ordershost", "is no function app"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(azure: EmbeddedAzure, target: str, told: str) -> None:
    """A wrong name, function, subscription or kind ends in a sentence and a next step."""
    build(azure, "healthy")
    with pytest.raises(NothingReadError) as error:
        diagnose(azure, target)
    assert told in error.value.sentence
    assert error.value.next_step


def test_a_name_nearly_right_is_understood(azure: EmbeddedAzure) -> None:
    """One clear winner is used, and said so."""
    build(azure, "healthy")
    report = diagnose(azure, "order")
    assert report.verdict.cause == "azure.function.healthy"
    assert "orders is meant" in report.notes[0]


class NoCredentials:
    """What the SDK's credential does where nobody is signed in."""

    def get_token(self, *_: str, **__: object) -> None:
        from azure.identity import CredentialUnavailableError

        raise CredentialUnavailableError(message="no credential")


@pytest.mark.parametrize(
    ("credential", "url", "told", "step"),
    [
        (NoCredentials(), None, "no Azure credentials were found", "az login"),
        (Credential(), "https://localhost:9", "could not be reached", "network"),
    ],
)
def test_nobody_signed_in_and_no_network_are_told_apart(
    azure: EmbeddedAzure, credential: object, url: str | None, told: str, step: str
) -> None:
    """Without credentials or network nothing is diagnosed, and the next step is named."""
    source = AzureSource(credential, url or azure.url, url or azure.url, azure.authority)
    with pytest.raises(NothingReadError) as error:
        Session(Request(SITE, "azure", Options(), now=azure.now()), source=source).run()
    assert told in error.value.sentence
    assert step in error.value.next_step


def test_failures_that_fill_the_window_widen_it_to_the_last_good_hour(azure: EmbeddedAzure) -> None:
    """Where nothing went well in the window, it begins at the last good hour, and the change before that is found."""
    stack = Stack(azure, "orders")
    account = stack.storage("ordersdata", containers=["invoices"])
    stack.function("work", HTTP).traffic((), range(1, 118)).log(range(1, 170), MISMATCH)
    stack.called(range(1, 170), "GET", "https://ordersdata.blob.core.windows.net/invoices/1.pdf", "403")
    stack.unassigned("Storage Blob Data Reader", account, 175)
    report = diagnose(azure, SITE)
    assert report.verdict.onset is not None
    assert report.window is not None
    assert report.window.from_ < iso(stack.ago(121))
    assert report.verdict.onset < iso(stack.ago(160))
    assert report.verdict.change is not None
    assert report.verdict.change.event == "Microsoft.Authorization/roleAssignments/delete"


def test_a_refused_creation_is_diagnosed_though_there_is_no_app(azure: EmbeddedAzure) -> None:
    """An app that could not be made, named by its resource id, is told by the refused deployment."""
    stack = build(azure, "deployer_may_not_write")
    report = diagnose(azure, SITE)
    assert report.verdict.cause == "azure.deployer.role-missing"
    del azure.estate.resources[stack.id.lower()]
    again = diagnose(azure, SITE)
    assert again.verdict.cause == "azure.deployer.role-missing"


@pytest.mark.parametrize("name", ["blob_role_missing", "queue_trigger_may_not_take_messages", "disabled"])
def test_one_function_of_an_app_is_diagnosed_by_its_own_name(azure: EmbeddedAzure, name: str) -> None:
    """APP/FUNCTION and the ID with /functions/NAME give the app's verdict for that function, beside a healthy neighbour."""
    stack = build(azure, name)
    stack.function("other", HTTP).traffic(range(1, 118), function="other")
    for target in ("orders/work", f"{SITE}/functions/work"):
        report = diagnose(azure, target)
        assert report.verdict.cause == STACKS[name].cause, report.verdict.summary
        assert report.target is not None
        assert report.target.id.endswith("/functions/work")
    assert diagnose(azure, "orders/other").verdict.class_ == "none"


def test_what_waits_in_the_queue_is_told(azure: EmbeddedAzure) -> None:
    """The messages that pile up, and those that were given up, stand in the impact."""
    build(azure, "service_bus_claim_missing")
    queue = next(r for id_, r in azure.estate.resources.items() if id_.endswith("/queues/incoming"))
    queue["properties"]["countDetails"] = {"activeMessageCount": 412, "deadLetterMessageCount": 3}
    impact = diagnose(azure, SITE).impact
    assert impact is not None
    assert (impact.waiting, impact.where, impact.lost) == (412, "shopbus/incoming", 3)


def test_strangers_turned_away_beside_served_callers_are_a_remark(azure: EmbeddedAzure) -> None:
    """Addresses that an access restriction keeps out are no fault while calls go on being served."""
    build(azure, "access_restriction", broken=False)
    report = diagnose(azure, SITE)
    assert report.verdict.cause == "azure.function.healthy"
    assert any("turn callers from 198.51.100.7 away" in note for note in report.notes)


@pytest.mark.parametrize("op", ["logs:Query", "graph:Targets", "web:ListAppSettings"])
def test_what_does_not_answer_in_time_is_a_limit(azure: EmbeddedAzure, op: str) -> None:
    """A read that hangs is given up after its time, said, and the rest is diagnosed."""
    build(azure, "blob_role_missing")
    azure.faults.hang.add(op)
    source = AzureSource(Credential(), azure.url, azure.url, azure.authority, patience=0.5)
    report = Session(Request(SITE, "azure", azure.options, now=azure.now()), source=source).run().report
    assert report.verdict.class_ in {"iam", "inconclusive"}
    assert any(limit.read == op and "in time" in limit.text for limit in report.limits)


class Counting(Credential):
    """Counts how often somebody signs in."""

    def __init__(self, fails: bool) -> None:
        self.fails, self.asked = fails, 0

    def get_token(self, *scopes: str, **more: object) -> object:
        self.asked += 1
        if self.fails:
            NoCredentials().get_token()
        return super().get_token(*scopes, **more)


@pytest.mark.parametrize("fails", [True, False])
def test_one_sign_in_serves_all_threads(azure: EmbeddedAzure, fails: bool) -> None:
    """A token is asked for once for each audience, and where there is none, that is not asked again."""
    build(azure, "healthy")
    credential = Counting(fails)
    source = AzureSource(credential, azure.url, azure.url, azure.authority)
    try:
        Session(Request(SITE, "azure", azure.options, now=azure.now()), source=source).run()
    except NothingReadError:
        assert fails
    assert credential.asked == (1 if fails else 2)
