"""Azure's judge: role assignments, deny assignments, Cosmos DB's own roles and Key Vault's access policies, offline.

Three-valued: what could not be read, a condition that cannot be evaluated, a role that is not known give `unknown`.
"""

from diagnostics.policy.azure.evaluate import Answer, Assigned, Deny, Needed, Role, authorize
from diagnostics.policy.azure.scopes import covers

__all__ = ["Answer", "Assigned", "Deny", "Needed", "Role", "authorize", "covers"]
