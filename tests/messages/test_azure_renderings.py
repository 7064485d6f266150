"""However a refusal of Resource Manager or Key Vault is wrapped, escaped or masked in a paste, it names the same request."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.messages import read
from tests.messages.test_renderings import RENDERINGS, hard

NAMES = st.from_regex(r"[a-z][a-z0-9-]{1,30}[a-z0-9]", fullmatch=True)
GUIDS = st.uuids().map(str)
MASKS = st.sampled_from(["<object id>", "[oid]", "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX", "****"])
ACTIONS = st.sampled_from(
    [
        "Microsoft.Web/sites/write",
        "Microsoft.Storage/storageAccounts/listKeys/action",
        "Microsoft.Authorization/roleAssignments/write",
    ]
)


@st.composite
def refusals(draw: st.DrawFn, who: st.SearchStrategy[str] = GUIDS) -> dict[str, str]:
    """A refusal with what it names: by Resource Manager, on a linked resource, or by a vault's roles."""
    group = f"/subscriptions/{draw(GUIDS)}/resourceGroups/{draw(NAMES)}"
    scope = f"{group}/providers/Microsoft.Web/sites/{draw(NAMES)}"
    principal, action = draw(who), draw(ACTIONS)
    client = f"The client '{principal}' with object id '{principal}'"
    forms = (
        f"{client} does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid.",
        f"{client} has permission to perform action 'Microsoft.Web/sites/write' on scope '{group}/providers/Microsoft.Web/sites/other'; however,"
        f" it does not have permission to perform action(s) '{action}' on the linked scope(s) '{scope}' (respectively) or the linked scope(s) are invalid.",
        f"Caller is not authorized to perform action on resource.\nCaller: appid=a1b2;oid={principal};iss=https://sts.windows.net/t/\nAction: '{action}'\n"
        f"Resource: '{scope}'\nAssignment: (not found)\nDecisionReason: null\nVault: kv;location=westeurope",
    )  # fmt: skip
    masked = principal in {"<object id>", "[oid]"}
    return {
        "principal": principal,
        "action": action,
        "resource": scope,
        "text": forms[draw(st.integers(0, 1 if masked else 2))],
    }


def same(refusal: dict[str, str], text: str) -> None:
    said = read(text)
    assert said, text
    assert (said[0].class_, said[0].principal, said[0].action, said[0].resource) == (
        "iam", refusal["principal"], refusal["action"], refusal["resource"],
    ), text  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(refusals(), st.sampled_from(RENDERINGS), st.integers(60, 140))
def test_a_rendering_changes_nothing(
    refusal: dict[str, str], render: Callable[[str, int], str], width: int
) -> None:
    """Escapes, colours, prefixes and soft wraps leave principal, action and scope as they were."""
    same(refusal, render(refusal["text"], width))


@settings(max_examples=150, deadline=None)
@given(refusals(who=MASKS), st.sampled_from(RENDERINGS[:4]))
def test_masks_stay_as_they_are(refusal: dict[str, str], render: Callable[[str, int], str]) -> None:
    """A masked principal is read as it is written, and nothing is put in the mask's place."""
    same(refusal, render(refusal["text"], 100))


@settings(max_examples=100, deadline=None)
@given(refusals(), st.integers(1, 400))
def test_what_is_cut_off_is_not_completed(refusal: dict[str, str], kept: int) -> None:
    """A text that ends too early names no more than it holds, and nothing that is not in it."""
    text = refusal["text"][:kept]
    for said in read(text):
        for value in (said.principal, said.action, said.resource):
            assert value is None or value in text


def test_a_terminals_cut_is_undone() -> None:
    """A scope that a terminal cut at its width, in the middle of a name, is whole again."""
    scope = "/subscriptions/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/resourceGroups/orders-production-rg/providers/Microsoft.Web/sites/orders-fn"
    text = f"The client 'a' with object id 'b1' does not have authorization to perform action 'Microsoft.Web/sites/write' over scope '{scope}' or the scope is invalid."
    for width in (80, 100, 120):
        said = read(hard(text, width))
        assert [s.resource for s in said[:1]] == [scope], width
