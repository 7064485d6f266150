"""However a refusal of Google Cloud is wrapped, escaped or masked, it names the same request and invents nothing."""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.explain import explain
from diagnostics.messages import families, read

SA = "orders-fn@shop-prod.iam.gserviceaccount.com"
PERMISSIONS = {
    "secretmanager.versions.access": "projects/{}/secrets/{}/versions/latest",
    "pubsub.topics.publish": "projects/{}/topics/{}",
    "cloudkms.cryptoKeyVersions.useToDecrypt": "projects/{}/locations/europe-west1/keyRings/ring/cryptoKeys/{}",
    "cloudtasks.tasks.create": "projects/{}/locations/europe-west1/queues/{}",
    "cloudfunctions.functions.update": "//cloudfunctions.googleapis.com/projects/{}/locations/eu/functions/{}",
}
PROJECTS = st.sampled_from(
    ["shop-prod", "112233445566", "XXXXXX", "<PROJECT>", "[project id]", "***", "example.com:shop"]
)
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{2,30}[a-z0-9]", fullmatch=True)
QUOTES = st.sampled_from(["'", '"', "`", ""])
WRAPS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "gcloud": lambda t: f"ERROR: (gcloud.x.y) PERMISSION_DENIED: {t}",
    "go": lambda t: f"rpc error: code = PermissionDenied desc = {t}",
    "json": lambda t: json.dumps(
        {"error": {"code": 403, "message": t, "status": "PERMISSION_DENIED"}}, indent=2
    ),
    "json in json": lambda t: json.dumps({"textPayload": json.dumps({"message": json.dumps(t)})}),
    "html": html.escape,
    "ansi": lambda t: f"\x1b[31mError\x1b[0m: \x1b[1m{t}\x1b[22m",
    "crlf": lambda t: f"google.api_core.exceptions.PermissionDenied: 403\r\n{t}\r\n",
    "terraform": lambda t: f"╷\n│ Error: googleapi: Error 403: {t}, forbidden\n│\n│   with google_x.y,\n╵",
    "mail": lambda t: "\n".join(textwrap.wrap(t, 60, break_long_words=False, break_on_hyphens=False)),
    "prompt": lambda t: f"2026-11-22T05:00:00Z 8f3c ERROR $ {t}",
}


@st.composite
def denials(draw: st.DrawFn) -> tuple[str, str, str]:
    """A refusal, with its permission and the full name of its resource."""
    permission = draw(st.sampled_from(sorted(PERMISSIONS)))
    resource = PERMISSIONS[permission].format(draw(PROJECTS), draw(NAMES))
    quote = draw(QUOTES)
    link = draw(st.sampled_from(["on resource", "for resource", "on"]))
    tail = draw(st.sampled_from([" (or it may not exist).", " (or resource may not exist).", ""]))
    text = f"Permission {quote}{permission}{quote} denied {link} {quote}{resource}{quote}{tail}"
    return text, permission, resource.removeprefix("//cloudfunctions.googleapis.com/")


@settings(deadline=None, max_examples=150)
@given(denial=denials(), wrap=st.sampled_from(sorted(WRAPS)))
def test_a_refusal_names_its_request_in_every_wrap(denial: tuple[str, str, str], wrap: str) -> None:
    """Permission and full name are exact, also masked, and the class stays that of an acting account."""
    text, permission, resource = denial
    said = read(WRAPS[wrap](text))[0]
    assert (said.class_, said.action, said.resource) == ("iam", permission, resource)
    assert said.principal is None


@pytest.mark.parametrize(
    ("text", "principal"),
    [
        (f"{SA} does not have storage.objects.get access to the Google Cloud Storage object.", f"serviceAccount:{SA}"),
        ("pat@example.com does not have storage.objects.get access to the Google Cloud Storage object.", "user:pat@example.com"),
        ("XXXX-compute@developer.gserviceaccount.com does not have storage.objects.get access", "serviceAccount:XXXX-compute@developer.gserviceaccount.com"),
        (f"Permission 'run.services.get' denied on resource 'x/y' (or it may not exist). This command is authenticated as {SA} which is the active account", f"serviceAccount:{SA}"),
        (f"Permission 'run.services.get' denied on resource 'x/y' (or it may not exist). This command is authenticated as pat@example.com which is the active account. Impersonation is used to impersonate {SA}", f"serviceAccount:{SA}"),
        (f"WARNING: This command is using service account impersonation. All API calls will be executed as [{SA}].\nERROR: Permission 'run.services.get' denied on resource 'x/y' (or it may not exist).", f"serviceAccount:{SA}"),
        (f"ACTIVE  ACCOUNT\n*       {SA}\nERROR: (gcloud.pubsub.topics.publish) PERMISSION_DENIED: User not authorized to perform this action.\nCredentialed Accounts", None),
        (f"      Credentialed Accounts\nACTIVE  ACCOUNT\n*       {SA}\nERROR: (gcloud.pubsub.topics.publish) PERMISSION_DENIED: User not authorized to perform this action.", f"serviceAccount:{SA}"),
        (f"Permission denied on secret: projects/1/secrets/s/versions/1 for Revision service account {SA}.", f"serviceAccount:{SA}"),
        (f"User [{SA}] does not have permission to access projects instance [p:getIamPolicy] (or it may not exist): x", f"serviceAccount:{SA}"),
        (f"Service account {SA} is disabled.", f"serviceAccount:{SA}"),
        (f"Missing necessary permission iam.serviceAccounts.actAs for {SA} on project shop-prod.", f"serviceAccount:{SA}"),
        ("Permission 'run.services.get' denied on resource 'x/y' (or it may not exist).", None),
        ("Anonymous caller does not have storage.objects.get access to the Google Cloud Storage object.", None),
    ],
)  # fmt: skip
def test_the_caller_is_a_member_of_bindings_where_the_text_names_it(text: str, principal: str | None) -> None:
    """A service account, a user, the impersonated one before the one who impersonates; else nobody."""
    assert read(text)[0].principal == principal


@pytest.mark.parametrize(
    "text",
    [
        "INFO: granting roles/storage.objectViewer: permission storage.objects.get is required by the job (google)",
        "user pat@example.com does not have a subscription, skipping (gcloud)",
        "docs: requires the permission run.services.get to list services (google cloud)",
        "user wrote: \"Permission 'run.services.get' denied on resource 'projects/p' (or it may not exist).\"",
        "incoming payload: {'text': 'The request was not authenticated. Either allow unauthenticated invocations'}",
        "Terraform will create google_cloud_run_v2_service_iam_member.invoker: role roles/run.invoker, member allUsers",
        'duplicate key value violates unique constraint "orders_pkey" (cloud sql)',
        "<h1>Not Found</h1><p>The requested URL /x was not found on this server.</p><address>Apache/2.4.41 Server</address>",
        "HTTP 403 Access forbidden (Tomcat)",
        "User not authorized to perform this action",
        "Error: User pat@example.com does not have permission to view invoice 17",
        "User lacks permission orders.items.read",
        "user pat@example.com is disabled",
        "rpc error: code = PermissionDenied desc = tenant mismatch",
        "topic 'sports' was deleted by the trigger of moderation",
        "the queue is paused by the operator",
        "state=PAUSED for the campaign's schedule",
        "The request was not authenticated by our gateway: missing session cookie",
        "pets are denied by organization policy",
        "Function execution took 12 ms, finished with status: 'ok'",
        "gcloud functions deploy orders --ingress-settings=internal-only --no-allow-unauthenticated",
    ],
)
def test_what_only_looks_alike_is_no_claim(text: str) -> None:
    """Settings, documentation and quoted input refuse nobody anything."""
    assert explain(text).verdict.class_ in {"none", "inconclusive"}


def test_the_root_cause_stands_before_what_follows_from_it() -> None:
    """A refused secret, then the container that did not start and the deployment that failed: one fault."""
    report = explain(
        "ERROR: (gcloud.run.deploy) Revision 'orders-00002' is not ready and cannot serve traffic. Permission denied on secret: "
        f"projects/1/secrets/db/versions/latest for Revision service account {SA}.\n"
        "The user-provided container failed to start and listen on the port\nERROR: build step 2 failed\n"
        "google.api_core.exceptions.DeadlineExceeded: 504 Deadline Exceeded"
    )
    assert (report.verdict.class_, report.verdict.cause) == ("iam", "gcp.service-account.permission-missing")
    assert report.others == ()


HURTING = (
    "permission 'a.b.c' denied on 'x", "a@b does not have ", "x@x@x@", "IAM_PERMISSION_DENIED permission: ", "[a@b] does not have permission to access x instance [",
    "Access Denied: Table a.b.c:", "status: PERMISSION_DENIED AttemptFinished ", "detached: true subscription ", "https://run.googleapis.com/v1/projects/a/",
    "Access to bucket x denied. You must grant Storage Object Viewer permission to ", "a.b.c.d.e.f.g.h ", "<<<<[[[[{{{{", "service agent does not have ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HURTING)
def test_a_text_that_is_made_to_hurt_costs_every_row_a_bounded_number_of_steps(piece: str) -> None:
    """Whatever is repeated, every row ends, alone and together; a row that backtracks without bound would not."""
    text = piece * (30_000 // len(piece))
    for row in families.rows("gcp"):
        for _ in families.compiled(row.regex).finditer(text):
            pass
    assert explain(text).verdict.confidence <= 1
