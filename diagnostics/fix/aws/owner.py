"""Who has to make a change so that it lasts: the tags of CloudFormation and the traces of Terraform."""

from __future__ import annotations

from diagnostics.hops.aws.world import AwsWorld, Function, Role
from diagnostics.report import Owner


def owner_of(world: AwsWorld) -> Owner | None:
    """Return the owner of the function and its role, or None where nothing tells."""
    role = world.role if isinstance(world.role, Role) else None
    tags = role.tags if role else {}
    stack = tags.get("aws:cloudformation:stack-name")
    function = world.function if isinstance(world.function, Function) else None
    if stack or (function and function.stack):
        return Owner("cloudformation", stack or (function.stack if function else None))
    if any("terraform" in k.lower() or v.lower() == "terraform" for k, v in tags.items()) or (
        function and function.terraform
    ):
        return Owner("terraform", None)
    return None


def drift_warning(owner: Owner | None) -> tuple[str, ...]:
    """Return the warning that a pasted command will be undone by the owner's next run."""
    if owner is None or owner.kind not in {"cloudformation", "terraform"}:
        return ()
    kind = "CloudFormation" if owner.kind == "cloudformation" else "Terraform"
    name = f" (stack {owner.name})" if owner.name else ""
    return (
        f"{kind} owns this{name}: a pasted command will drift and may be undone by its next run; make the change there too.",
    )
