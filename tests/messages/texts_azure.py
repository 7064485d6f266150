"""Texts as Azure, its SDKs, its host and its tools print them, each with what it says; names are made up, forms are not."""

from __future__ import annotations

from tests.messages.texts_aws import Text
from tests.messages.texts_azure_programs import PROGRAMS

SUB = "/subscriptions/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
GROUP = f"{SUB}/resourceGroups/orders-rg"
OID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
APP = f"{GROUP}/providers/Microsoft.Web/sites/orders-fn"
VAULT = f"{GROUP}/providers/microsoft.keyvault/vaults/orders-kv"
SECRET = f"{VAULT}/secrets/db"
SUBNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net/subnets/functions"
BLOB = "https://ordersst.blob.core.windows.net/inbox/a.json"
TOPIC = f"{GROUP}/providers/Microsoft.EventGrid/topics/orders"
QUEUE = "sb://orders-ns.servicebus.windows.net/orders"

WRITE = "Microsoft.Web/sites/write"
LISTENER = "The listener for function 'Functions.Orders' was unable to start.\nMicrosoft.Azure.WebJobs.Host.Listeners.FunctionListenerException: The listener for function 'Functions.Orders' was unable to start. ---> "


def refused(action: str = WRITE, scope: str = APP) -> str:
    """Return Resource Manager's standard form."""
    return (
        f"The client '{OID}' with object id '{OID}' does not have authorization to perform action '{action}' over scope '{scope}'"
        " or the scope is invalid. If access was recently granted, please refresh your credentials."
    )


ROLE = "azure.deployer.role-missing"
DATA = "azure.role-assignment.missing"
RENDERINGS = (
    Text("cli", f"ERROR: (AuthorizationFailed) {refused()}\nCode: AuthorizationFailed\nMessage: {refused()}", "iam", ROLE, WRITE, APP),
    Text("cli, old", f"AuthorizationFailed - {refused()}", "iam", ROLE, WRITE, APP),
    Text("rest", f'{{"error":{{"code":"AuthorizationFailed","message":"{refused()}"}}}}', "iam", ROLE, WRITE, APP),
    Text("terraform 3", f'│ Error: creating Function App: web.AppsClient#CreateOrUpdate: Failure responding to request: StatusCode=403 -- Original Error: autorest/azure: Service returned an error. Status=403 Code="AuthorizationFailed" Message="{refused()}"\n│\n│   with azurerm_linux_function_app.x,\n│   on main.tf line 3', "iam", ROLE, WRITE, APP),
    Text("terraform 4", f'Error: creating Linux Function App (Subscription: "x"): performing CreateOrUpdate: unexpected status 403 (403 Forbidden) with error: AuthorizationFailed: {refused()}', "iam", ROLE, WRITE, APP),
    Text("bicep", f'{{"code": "DeploymentFailed", "details": [{{"code": "Forbidden", "message": "{{\\r\\n  \\"error\\": {{\\r\\n    \\"code\\": \\"AuthorizationFailed\\",\\r\\n    \\"message\\": \\"{refused()}\\"\\r\\n  }}\\r\\n}}"}}]}}', "iam", ROLE, WRITE, APP),
    Text("pulumi", f'error: autorest/azure: Service returned an error. Status=403 Code="AuthorizationFailed" Message="{refused()}"', "iam", ROLE, WRITE, APP),
    Text("powershell", f"New-AzResourceGroupDeployment : 05:00:00 - Error: Code=AuthorizationFailed; Message={refused()}\nAt line:1 char:1", "iam", ROLE, WRITE, APP),
    Text("python", f"azure.core.exceptions.HttpResponseError: (AuthorizationFailed) {refused()}\nCode: AuthorizationFailed", "iam", ROLE, WRITE, APP),
    Text("dotnet, in a function", f"Executed 'Functions.Scale' (Failed)\nSystem.Private.CoreLib: Exception while executing function: Functions.Scale. Azure.ResourceManager: {refused()}\nStatus: 403 (Forbidden)\nErrorCode: AuthorizationFailed", "iam", DATA, WRITE, APP),
    Text("node", f"RestError: {refused()}\n    at handleErrorResponse (/home/site/wwwroot/node_modules/@azure/core-client/dist/index.js:1)\n  code: 'AuthorizationFailed', statusCode: 403", "iam", DATA, WRITE, APP),
    Text("java", f'com.azure.core.management.exception.ManagementException: Status code 403, "{{"error":{{"code":"AuthorizationFailed","message":"{refused()}"}}}}"', "iam", ROLE, WRITE, APP),
    Text("template", f"The template deployment failed with error: 'Authorization failed for template resource 'orders-fn' of type 'Microsoft.Web/sites'. The client 'pat@example.com' with object id '{OID}' does not have permission to perform action '{WRITE}' at scope '{APP}'.'.", "iam", ROLE, WRITE, APP),
    Text("masked", f"The client '<client id>' with object id '<object id>' does not have authorization to perform action '{WRITE}' over scope '/subscriptions/[sub id]/resourceGroups/orders-rg' or the scope is invalid.", "iam", ROLE, WRITE, "/subscriptions/[sub id]/resourceGroups/orders-rg"),
    Text("name with blanks", refused("Microsoft.Insights/metricAlerts/write", f"{GROUP}/providers/Microsoft.Insights/metricAlerts/CPU high"), "iam", ROLE, "Microsoft.Insights/metricAlerts/write", f"{GROUP}/providers/Microsoft.Insights/metricAlerts/CPU high"),
    Text("code alone", "ERROR CODE: AuthorizationFailed", "iam", ROLE),
    Text("action alone", f"You do not have it: the caller does not have authorization to perform action '{WRITE}'.", "iam", ROLE, WRITE),
)  # fmt: skip

MANAGER = (
    Text("linked", f"(LinkedAuthorizationFailed) The client '{OID}' with object id '{OID}' has permission to perform action '{WRITE}' on scope '{APP}'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '{SUBNET}' (respectively) or the linked scope(s) are invalid.", "iam", "azure.deployer.linked-role-missing", "Microsoft.Network/virtualNetworks/subnets/join/action", SUBNET),
    Text("linked check", f"LinkedAccessCheckFailed: The client with object id '{OID}' does not have authorization to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' over scope '{SUBNET}' or the scope is invalid.", "iam", "azure.deployer.linked-role-missing", "Microsoft.Network/virtualNetworks/subnets/join/action", SUBNET),
    Text("linked code", 'Code="LinkedAuthorizationFailed"', "iam", "azure.deployer.linked-role-missing"),
    Text("deny assignment", f"(DenyAssignmentAuthorizationFailed) The client '{OID}' with object id '{OID}' has permission to perform action 'Microsoft.Web/sites/delete' on scope '{APP}'; however, the access is denied because of the deny assignment with name 'Deny assignment by stack' and Id '0a1b2c3d4e5f' at scope '{GROUP}'.", "iam", "azure.deny-assignment.denied", "Microsoft.Web/sites/delete", APP),
    Text("deny code", "Code: DenyAssignmentAuthorizationFailed", "iam", "azure.deny-assignment.denied"),
    Text("condition", f"The client '{OID}' with object id '{OID}' has an authorization with ABAC condition that is not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '{APP}/providers/Microsoft.Authorization/roleAssignments/1' or the scope is invalid.", "iam", "azure.role-assignment.condition-not-met", "Microsoft.Authorization/roleAssignments/write", f"{APP}/providers/Microsoft.Authorization/roleAssignments/1"),
    Text("policy", "(RequestDisallowedByPolicy) Resource 'orders-fn' was disallowed by policy. Reasons: 'Only private apps.'. See error details for policy resource IDs.\nCode: RequestDisallowedByPolicy", "resource-policy", "azure.policy.denied", None, "orders-fn"),
    Text("policy with ids", f"Code=\"RequestDisallowedByPolicy\" Message=\"Resource 'ordersst' was disallowed by policy. Policy identifiers: '[{{\\\"policyAssignment\\\":{{\\\"name\\\":\\\"Deny\\\",\\\"id\\\":\\\"{SUB}/providers/Microsoft.Authorization/policyAssignments/deny-public\\\"}}}}]'.\"", "resource-policy", "azure.policy.denied", None, "ordersst"),
    Text("policy code", "RESPONSE 403: 403 Forbidden\nERROR CODE: RequestDisallowedByPolicy", "resource-policy", "azure.policy.denied"),
    Text("lock, delete", f"(ScopeLocked) The scope '{APP}' cannot perform delete operation because following scope(s) are locked: '{GROUP}'. Please remove the lock and try again.", "resource-policy", "azure.lock.blocked", "Microsoft.Web/sites/delete", APP),
    Text("lock, write", f"The scope '{APP}' cannot perform write operation because following scope(s) are locked: '{APP}'. Please remove the lock and try again.", "resource-policy", "azure.lock.blocked", None, APP),
    Text("lock, group", f"The scope '{GROUP}' cannot perform delete operation because following scope(s) are locked: '{GROUP}'.", "resource-policy", "azure.lock.blocked", None, GROUP),
    Text("lock code", "StatusCode: 409 ScopeLocked", "resource-policy", "azure.lock.blocked"),
    Text("graph", "Error: Authorization_RequestDenied: Insufficient privileges to complete the operation.", "iam", "azure.directory-permission.missing"),
    Text("graph, words", "Insufficient privileges to complete the operation.", "iam", "azure.directory-permission.missing"),
    Text("bare", "msrestazure.azure_exceptions.CloudError: Operation returned an invalid status code 'Forbidden'", "inconclusive", None),
)  # fmt: skip


def storage(code: str, message: str, status: int = 403) -> str:
    """Return a storage error as .NET prints it."""
    return f'Azure.RequestFailedException: {message}\nRequestId:0f1e\nTime:2026-11-22T05:00:00Z\nStatus: {status} ({message})\nErrorCode: {code}\n\nContent:\n<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'


MISMATCH = storage(
    "AuthorizationPermissionMismatch",
    "This request is not authorized to perform this operation using this permission.",
)
BLOCKED = storage("AuthorizationFailure", "This request is not authorized to perform this operation.")
STORAGE = (
    Text("mismatch, dotnet", MISMATCH, "iam", DATA),
    Text("mismatch, python", f"azure.core.exceptions.HttpResponseError: This request is not authorized to perform this operation using this permission.\nRequestId:0f1e\nErrorCode:AuthorizationPermissionMismatch\nRequest URL: '{BLOB}'", "iam", DATA, None, BLOB),
    Text("mismatch, node", "RestError: This request is not authorized to perform this operation using this permission.\n  code: 'AuthorizationPermissionMismatch', statusCode: 403", "iam", DATA),
    Text("mismatch, java", 'com.azure.storage.blob.models.BlobStorageException: Status code 403, "<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthorizationPermissionMismatch</Code>', "iam", DATA),
    Text("mismatch, cli", 'You do not have the required permissions needed to perform this operation.\nDepending on your operation, you may need to be assigned one of the following roles:\n    "Storage Blob Data Owner"', "iam", DATA),
    Text("mismatch, terraform", 'retrieving queue properties for Storage Account (Resource Group Name: "rg"\nStorage Account Name: "ordersst"): executing request: unexpected status 403 with AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.', "iam", DATA, None, "ordersst"),
    Text("mismatch, signed", f"GET {BLOB}?sv=2022&sp=l&sig=xxx\n{MISMATCH}", "resource-policy", "azure.storage-account.signature-refused", None, BLOB),
    Text("mismatch, host", f"An error occurred on container azure-webjobs-hosts.\n{MISMATCH}", "iam", "azure.role-assignment.host-storage-missing"),
    Text("mismatch, properties", f"{LISTENER}{MISMATCH}\n   at Azure.Storage.Blobs.BlobServiceClient.SetPropertiesAsync", "iam", "azure.role-assignment.blob-service-properties-missing"),
    Text("mismatch, deployment", "InaccessibleStorageException: Failed to access storage account for deployment: BlobUploadFailedException: Status: 403 AuthorizationPermissionMismatch", "iam", "azure.role-assignment.deployment-storage-missing"),
    Text("firewall, dotnet", BLOCKED, "network", "azure.storage-firewall.blocked"),
    Text("firewall, listener", f"{LISTENER}{BLOCKED}", "network", "azure.storage-firewall.blocked"),
    Text("firewall, python", "azure.core.exceptions.HttpResponseError: This request is not authorized to perform this operation.\nErrorCode:AuthorizationFailure", "network", "azure.storage-firewall.blocked"),
    Text("firewall, cli", "The request may be blocked by network rules of storage account. Please check network rule set using 'az storage account show'.", "network", "azure.storage-firewall.blocked"),
    Text("firewall, log line", "2026-11-22;GetBlob;OAuthIpAuthorizationError;403", "network", "azure.storage-firewall.blocked"),
    Text("keys off", storage("KeyBasedAuthenticationNotPermitted", "Key based authentication is not permitted on this storage account."), "resource-policy", "azure.storage-account.shared-key-disabled"),
    Text("anonymous", storage("PublicAccessNotPermitted", "Public access is not permitted on this storage account.", 409), "resource-policy", "azure.storage-account.anonymous-access-off"),
    Text("no credentials", "ErrorCode:NoAuthenticationInformation\nServer failed to authenticate the request. Please refer to the information in the www-authenticate header.", "resource-policy", "azure.storage-account.anonymous-access-off"),
    Text("signature", storage("AuthenticationFailed", "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature."), "resource-policy", "azure.storage-account.signature-refused"),
    Text("signature, expired", "<Code>AuthenticationFailed</Code><AuthenticationErrorDetail>Signature not valid in the specified time frame: Start [x] - Expiry [y]</AuthenticationErrorDetail> blob", "resource-policy", "azure.storage-account.signature-refused"),
    Text("signature code", "StatusCode: 403 x-ms-error-code: AuthenticationFailed (x-ms-request-id: 1)", "resource-policy", "azure.storage-account.signature-refused"),
    Text("token expired", "<Code>AuthenticationFailed</Code> Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly. <AuthenticationErrorDetail>Lifetime validation failed. The token is expired.</AuthenticationErrorDetail>", "none", "azure.credentials.expired"),
    Text("clock", "Server failed to authenticate the request. Make sure the value of the Authorization header is formed correctly. AuthenticationErrorDetail: Request date header too old", "none", "azure.credentials.expired"),
    Text("token bad", "ErrorCode: InvalidAuthenticationInfo\nStatus: 401", "none", "azure.credentials.expired"),
    Text("sas source", storage("AuthorizationSourceIPMismatch", "This request is not authorized to perform this operation using this source IP 203.0.113.9."), "resource-policy", "azure.storage-account.signature-refused"),
    Text("sas resource type", storage("AuthorizationResourceTypeMismatch", "This request is not authorized to perform this operation using this resource type."), "resource-policy", "azure.storage-account.signature-refused"),
    Text("sas overwrite", storage("UnauthorizedBlobOverwrite", "This request is not authorized to perform blob overwrites."), "resource-policy", "azure.storage-account.signature-refused"),
    Text("account permissions", storage("InsufficientAccountPermissions", "The account being accessed does not have sufficient permissions to execute this operation."), "inconclusive", None),
    Text("account disabled", storage("AccountIsDisabled", "The specified account is disabled."), "none", "azure.subscription.disabled"),
    Text("blob absent", storage("BlobNotFound", "The specified blob does not exist.", 404), "none", "azure.function.wrong-name"),
    Text("container absent", f"azure.core.exceptions.ResourceNotFoundError: The specified container does not exist.\nErrorCode:ContainerNotFound\n{BLOB}", "none", "azure.function.wrong-name"),
    Text("queue absent, listener", f"{LISTENER}Azure.RequestFailedException: The specified queue does not exist.\nErrorCode: QueueNotFound\nhttps://ordersst.queue.core.windows.net/orders", "trigger", "azure.source.missing", None, "https://ordersst.queue.core.windows.net/orders"),
    Text("being deleted", storage("ContainerBeingDeleted", "The specified container is being deleted. Try operation later.", 409), "none", "azure.target.failing"),
)  # fmt: skip

RBAC = f"Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=1f2e3d4c-0000-0000-0000-000000000000;oid={OID};iss=https://sts.windows.net/x/\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nResource: '{SECRET}'\r\nAssignment: (not found)\r\n"
GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
VAULTS = (
    Text("role", f"Azure.RequestFailedException: {RBAC}DenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: orders-kv;location=westeurope\r\n\r\nStatus: 403 (Forbidden)\r\nErrorCode: Forbidden", "iam", DATA, GET_SECRET, SECRET),
    Text("role, terraform", f'keyvault.BaseClient#GetSecret: Failure responding to request: StatusCode=403 -- Original Error: autorest/azure: Service returned an error. Status=403 Code="Forbidden" Message="{RBAC}DenyAssignmentId: null\\r\\nDecisionReason: null \\r\\nVault: orders-kv;location=westeurope\\r\\n" InnerError={{"code":"ForbiddenByRbac"}}', "iam", DATA, GET_SECRET, SECRET),
    Text("role, code", '{"error":{"code":"Forbidden","innererror":{"code":"ForbiddenByRbac"}}}', "iam", DATA),
    Text("condition", f"{RBAC}DenyAssignmentId: null\r\nDecisionReason: 'DeniedWithABACEvaluationInRA'", "iam", "azure.role-assignment.condition-not-met", GET_SECRET, SECRET),
    Text("deny", f"{RBAC}DenyAssignmentId: '0a1b2c3d-0000-0000-0000-000000000000'\r\nDecisionReason: 'DeniedByDenyAssignment'", "iam", "azure.deny-assignment.denied", GET_SECRET, SECRET),
    Text("policy", f"The user, group or application 'appid=1f2e3d4c-0000-0000-0000-000000000000;oid={OID};numgroups=1;iss=https://sts.windows.net/x/' does not have secrets get permission on key vault 'orders-kv;location=westeurope'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287", "iam", "azure.key-vault.access-policy-missing", "secrets get", "orders-kv"),
    Text("policy, keys", f"azure.core.exceptions.HttpResponseError: (Forbidden) The user, group or application 'appid=a;oid={OID};iss=x' does not have keys unwrapKey permission on key vault 'orders-kv;location=westeurope'.\nInner error: {{\n  \"code\": \"ForbiddenByPolicy\"\n}}", "iam", "azure.key-vault.access-policy-missing", "keys unwrapKey", "orders-kv"),
    Text("firewall", f"Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.9\r\nCaller: appid=a;oid={OID};iss=x\r\nVault: orders-kv;location=westeurope", "network", "azure.key-vault-firewall.blocked", None, "orders-kv"),
    Text("private", "(Forbidden) Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nCaller: appid=a;oid=b;iss=c\r\nVault: orders-kv;location=westeurope", "network", "azure.key-vault-firewall.blocked", None, "orders-kv"),
    Text("connection code", 'innererror": {"code": "ForbiddenByConnection"}', "network", "azure.key-vault-firewall.blocked"),
    Text("secret disabled", 'Status: 403 (Forbidden) Operation get is not allowed on a disabled secret. {"code":"Forbidden","innererror":{"code":"SecretDisabled"}}', "none", "azure.function.wrong-name"),
    Text("secret absent", "(SecretNotFound) A secret with (name/id) db was not found in this key vault. If you recently deleted this secret you may be able to recover it", "none", "azure.function.wrong-name"),
    Text("token", "AKV10032: Invalid issuer. Expected one of https://sts.windows.net/a/, found https://sts.windows.net/b/.", "none", "azure.credentials.expired"),
    Text("reference, identity", '{"name": "DB", "status": "MSINotEnabled", "details": "Reference was not able to be resolved because site Managed Identity not enabled."}', "iam", "azure.key-vault-reference.identity-missing"),
    Text("reference, identity in words", "Key Vault reference was not able to be resolved because site Managed Identity not enabled.", "iam", "azure.key-vault-reference.identity-missing"),
    Text("reference, secret", '"reference": "@Microsoft.KeyVault(SecretUri=https://orders-kv.vault.azure.net/secrets/db)", "status": "SecretNotFound"', "trigger", "azure.key-vault-reference.unresolved", None, "https://orders-kv.vault.azure.net/secrets/db"),
    Text("reference, syntax", "status: InvalidSyntax", "trigger", "azure.key-vault-reference.unresolved"),
    Text("reference, denied", "status: AccessToKeyVaultDenied Key Vault reference was not able to be resolved because site was denied access to Key Vault reference's vault.", "inconclusive", None),
    Text("reference, literal", "System.FormatException: The connection string could not be parsed: invalid value '@Microsoft.KeyVault(SecretUri=https://orders-kv.vault.azure.net/secrets/db)'", "trigger", "azure.key-vault-reference.unresolved"),
)  # fmt: skip

MESSAGING = (
    Text("claim", f"{LISTENER}System.UnauthorizedAccessException: Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: '{QUEUE}'. TrackingId:0f1e_G1, SystemTracker:gateway5, Timestamp:2026-11-22T05:00:00", "iam", DATA, "Listen", QUEUE),
    Text("claim, python", f"azure.servicebus.exceptions.ServiceBusAuthorizationError: Service has raised an authorization error. Error condition: amqp:unauthorized-access Error Description: Unauthorized access. 'Send' claim(s) are required to perform this operation. Resource: '{QUEUE}'. TrackingId:1", "iam", DATA, "Send", QUEUE),
    Text("claim, key", f"Endpoint=sb://orders-ns.servicebus.windows.net/;SharedAccessKeyName=read;SharedAccessKey=***\nUnauthorized access. 'Send' claim(s) are required to perform this operation. Resource: '{QUEUE}'.", "resource-policy", "azure.access-rule.claim-missing", "Send", QUEUE),
    Text("claim, rest", f"40100: Unauthorized. Unauthorized access for 'Listen' operation on endpoint '{QUEUE}'. TrackingId:1", "iam", DATA, "Listen", QUEUE),
    Text("address", "Put token failed. status-code: 401, status-description: Ip has been prevented to connect to the endpoint.", "network", "azure.messaging-firewall.blocked"),
    Text("public access", "Connection to namespace orders-ns.servicebus.windows.net failed: public network access is disabled", "network", "azure.messaging-firewall.blocked"),
    Text("keys off", "status-code: 401, status-description: LocalAuthDisabled: Authorization failed because SAS authentication has been disabled for the namespace. TrackingId:1", "resource-policy", "azure.target.local-auth-disabled"),
    Text("signature", "Put token failed. status-code: 401, status-description: InvalidSignature: The token has an invalid signature.", "resource-policy", "azure.target.key-refused"),
    Text("signature, rest", "The remote server returned an error: (401) Unauthorized. claim is empty or token is invalid. TrackingId:1", "resource-policy", "azure.target.key-refused"),
    Text("token expired", "Put token failed. status-code: 401, status-description: ExpiredToken: The token is expired. Expiration time: '11/22/2026'.", "none", "azure.credentials.expired"),
    Text("absent, listener", f"{LISTENER}Azure.Messaging.ServiceBus.ServiceBusException: The messaging entity '{QUEUE}' could not be found. TrackingId:1 (MessagingEntityNotFound)", "trigger", "azure.source.missing", None, QUEUE),
    Text("absent, sender", "   at Azure.Messaging.ServiceBus.ServiceBusSender.SendMessageAsync\nThe messaging entity 'sb://orders-ns.servicebus.windows.net/oders' could not be found. (MessagingEntityNotFound)", "none", "azure.function.wrong-name"),
    Text("absent, code", "ServiceBusError: MessagingEntityNotFoundError", "trigger", "azure.source.missing"),
    Text("disabled", "Messaging entity 'orders-ns:Queue:orders' is currently disabled. (MessagingEntityDisabled)", "trigger", "azure.source.disabled", None, "orders-ns:Queue:orders"),
    Text("sessions", "It is not possible for an entity that requires sessions to create a non-sessionful message receiver.", "trigger", "azure.binding.invalid"),
    Text("publish", f"The principal associated with access token presented with the incoming request does not have permission to send data to {TOPIC}. Report '1:0:7' to our forums", "iam", DATA, None, TOPIC),
    Text("lock lost", "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue. (MessageLockLost)", "none", "azure.function.slow-code"),
    Text("epoch", "At least one receiver for the endpoint is created with epoch of '0'. New receiver: a receiver with a higher epoch '1' already exists", "inconclusive", "azure.binding.invalid"),
    Text("busy", "The request was terminated because the entity is being throttled. Error code : 50009. (ServiceBusy) ServerBusy", "none", "azure.target.throttled"),
)  # fmt: skip

COSMOS = (
    Text("role", f"Response status code does not indicate success: Forbidden (403); Substatus: 5301; ActivityId: 1; Reason: (Request blocked by Auth orders-db : Request is blocked because principal [{OID}] does not have required RBAC permissions to perform action [Microsoft.DocumentDB/databaseAccounts/readMetadata] on resource [/]. Learn more: https://aka.ms/cosmos-native-rbac.", "iam", "azure.cosmos-role.assignment-missing", "Microsoft.DocumentDB/databaseAccounts/readMetadata", "/"),
    Text("role, item", f"(Forbidden) Request blocked by Auth orders-db : Request is blocked because principal [{OID}] does not have required RBAC permissions to perform action [Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/create] on resource [dbs/orders/colls/items].", "iam", "azure.cosmos-role.assignment-missing", "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/create", "dbs/orders/colls/items"),
    Text("role, code", "CosmosException: Forbidden (403); Substatus: 5302", "iam", "azure.cosmos-role.assignment-missing"),
    Text("lease", "Cannot create container information for items in database orders with lease leases in database orders : Response status code does not indicate success: Forbidden (403); Substatus: 5300; Reason: The given request [POST /dbs/orders/colls] cannot be authorized by AAD token in data plane.", "trigger", "azure.cosmos-lease.container-missing"),
    Text("create in code", "Forbidden (403); Substatus: 5300; Reason: (The given request [POST /dbs] cannot be authorized by AAD token in data plane.", "none", None),
    Text("firewall", "Forbidden (403): Request originated from client IP 203.0.113.9 through public internet. This is blocked by your Cosmos DB account firewall settings.", "network", "azure.cosmos-firewall.blocked"),
    Text("keys off", "Unauthorized (401); Substatus: 0; Reason: (Local Authorization is disabled. Use an AAD token to authorize all requests.", "resource-policy", "azure.target.local-auth-disabled"),
    Text("key", "Unauthorized (401): The input authorization token can't serve the request. The wrong key is being used or the expected payload is not built as per the protocol.", "resource-policy", "azure.target.key-refused"),
    Text("absent, listener", f"{LISTENER}Microsoft.Azure.Cosmos.CosmosException : Response status code does not indicate success: NotFound (404); Substatus: 1003; Request URI: /dbs/orders/colls/itmes, RequestStats: x", "trigger", "azure.source.missing", None, "/dbs/orders/colls/itmes"),
    Text("absent, code", 'CosmosHttpResponseError: (NotFound) Message: {"Errors":["Resource Not Found. Learn more"]} Owner resource does not exist', "none", "azure.function.wrong-name"),
    Text("rate", "Response status code does not indicate success: TooManyRequests (429); Substatus: 3200; Request rate is large.", "none", "azure.target.throttled"),
    Text("unavailable", "Response status code does not indicate success: ServiceUnavailable (503); Substatus: 20006; Microsoft.Azure.Cosmos", "inconclusive", None),
    Text("conflict", "Response status code does not indicate success: Conflict (409); Substatus: 0", "none", "azure.function.application-error"),
)  # fmt: skip


def aadsts(number: int, sentence: str) -> str:
    """Return a failed token request as MSAL prints it."""
    return f"Microsoft.Identity.Client.MsalServiceException: AADSTS{number}: {sentence} Trace ID: 1 Correlation ID: 2 Timestamp: 2026-11-22 05:00:00Z"


TOKENS = (
    Text("application", aadsts(700016, "Application with identifier '1f2e3d4c-0000-0000-0000-000000000000' was not found in the directory 'Contoso'."), "iam", "azure.app-registration.token-refused"),
    Text("api", aadsts(500011, "The resource principal named api://orders was not found in the tenant named Contoso."), "iam", "azure.app-registration.token-refused", None, "api://orders"),
    Text("consent", aadsts(65001, "The user or administrator has not consented to use the application with ID '1f2e3d4c-0000-0000-0000-000000000000'."), "iam", "azure.app-registration.token-refused"),
    Text("not assigned", aadsts(50105, "The signed in user is not assigned to a role for the application."), "iam", "azure.app-registration.token-refused"),
    Text("conditional access", aadsts(53003, "Access has been blocked by Conditional Access policies."), "iam", "azure.app-registration.token-refused"),
    Text("disabled", aadsts(7000112, "Application '1f2e3d4c-0000-0000-0000-000000000000'(orders) is disabled."), "iam", "azure.app-registration.disabled"),
    Text("federation", aadsts(70021, "No matching federated identity record found for presented assertion. Assertion Issuer: 'https://token.actions.githubusercontent.com'."), "iam", "azure.app-registration.federation-mismatch"),
    Text("secret", aadsts(7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value."), "none", "azure.credentials.expired"),
    Text("secret expired", aadsts(7000222, "The provided client secret keys for app 'x' are expired."), "none", "azure.credentials.expired"),
    Text("scope", aadsts(1002012, "The provided value for scope x is not valid."), "none", "azure.deployer.request-invalid"),
    Text("unknown number", aadsts(999999, "Something new."), "inconclusive", None),
    Text("manager's token", '{"error":{"code":"ExpiredAuthenticationToken","message":"The access token expiry UTC time \'11/22/2026\' is earlier than current UTC time."}}', "none", "azure.credentials.expired"),
    Text("audience", "JWT validation failed: IDX10214: Audience validation failed. Audiences: 'api://a'.", "resource-policy", "azure.easy-auth.wrong-audience"),
    Text("lifetime", "IDX10223: Lifetime validation failed. The token is expired.", "none", "azure.credentials.expired"),
)  # fmt: skip

CHAIN = "DefaultAzureCredential failed to retrieve a token from the included credentials. See the troubleshooting guide for more information.\n- EnvironmentCredential authentication unavailable. Environment variables are not fully configured.\n- "
IDENTITY = (
    Text("none, dotnet", CHAIN + "ManagedIdentityCredential authentication unavailable. No response received from the managed identity endpoint.\n- Visual Studio Token provider can't be accessed at /home/site/.IdentityService/AzureServiceAuth/tokenprovider.json\n- Azure CLI not installed\n   at Azure.Identity.DefaultAzureCredential", "iam", "azure.identity.not-enabled"),
    Text("none, python", CHAIN + "ManagedIdentityCredential: ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint.\n\tAzureCliCredential: Azure CLI not found on path", "iam", "azure.identity.not-enabled"),
    Text("none, host", "MSI is not enabled on the app. Failed to acquire ManagedIdentity token for https://vault.azure.net", "iam", "azure.identity.not-enabled"),
    Text("own machine", CHAIN + "ManagedIdentityCredential authentication unavailable. No managed identity endpoint found.\n- Visual Studio Token provider can't be accessed at C:\\Users\\pat\\AppData\\Local\\.IdentityService\\tokenprovider.json\n- Azure CLI not installed", "none", "azure.credentials.not-signed-in"),
    Text("wrong", 'ManagedIdentityCredential authentication failed: Service request failed.\nStatus: 400 (Bad Request)\n\nContent:\n{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.","correlationId":"1"}', "iam", "azure.identity.wrong-selection"),
    Text("wrong, imds", "ManagedIdentityCredential authentication unavailable. The requested identity has not been assigned to this resource.", "iam", "azure.identity.wrong-selection"),
    Text("wrong, several", "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request", "iam", "azure.identity.wrong-selection"),
    Text("chain alone", "azure.core.exceptions.ClientAuthenticationError: DefaultAzureCredential failed to retrieve a token from the included credentials.", "inconclusive", None),
    Text("environment", "EnvironmentCredential authentication unavailable. Environment variables are not fully configured.", "none", "azure.credentials.not-signed-in"),
    Text("cli sign-in", "ERROR: Please run 'az login' to setup account.", "none", "azure.credentials.not-signed-in"),
    Text("cli in the cloud", "CredentialUnavailableError: Azure CLI not found on path", "none", "azure.credentials.not-signed-in"),
)  # fmt: skip

DATABASE = (
    Text("user", "Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user '<token-identified principal>'.", "iam", "azure.database.user-missing"),
    Text("firewall", "Cannot open server 'orders-sql' requested by the login. Client with IP address '203.0.113.9' is not allowed to access the server. To enable access, use the Azure Management Portal", "network", "azure.sql-firewall.blocked", None, "orders-sql"),
    Text("public access", "Reason: An instance-specific error occurred while establishing a connection to SQL Server. Connection was denied since Deny Public Network Access is set to Yes", "network", "azure.sql-firewall.blocked"),
    Text("postgres", 'FATAL: no pg_hba.conf entry for host "203.0.113.9", user "app", database "orders", SSL on (orders.postgres.database.azure.com)', "network", "azure.sql-firewall.blocked"),
    Text("database", 'Cannot open database "orders" requested by the login. The login failed. azure', "inconclusive", None),
    Text("busy", "Database 'orders' on server 'orders-sql.database.windows.net' is not currently available. Please retry the connection later.", "none", "azure.target.throttled"),
)  # fmt: skip

SERVICES = (
    Text("model", f"(PermissionDenied) The principal `{OID}` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action` to perform `POST /openai/deployments/x/chat/completions` operation.", "iam", DATA, "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"),
    Text("model, no role", "Error code: 401 - {'error': {'code': 'PermissionDenied', 'message': 'Principal does not have access to API/Operation.'}} openai.azure.com", "iam", DATA),
    Text("network", "Error code: 403 - Access denied due to Virtual Network/Firewall rules.", "network", "azure.target-firewall.blocked"),
    Text("private only", "Public access is disabled. Please configure private endpoint.", "network", "azure.target-firewall.blocked"),
    Text("registry", "denied: client with IP '203.0.113.9' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.", "network", "azure.target-firewall.blocked"),
    Text("address", "403 Forbidden: client IP 203.0.113.9 is not allowed by this Azure service", "network", "azure.target-firewall.blocked"),
    Text("image", "Failed to pull orders.azurecr.io/fn:1: unauthorized: authentication required", "iam", DATA),
    Text("key", "Error code: 401 - Access denied due to invalid subscription key or wrong API endpoint.", "resource-policy", "azure.target.key-refused"),
    Text("model absent", "{'error': {'code': 'DeploymentNotFound', 'message': 'The API deployment for this resource does not exist.'}} openai.azure.com", "none", "azure.function.wrong-name"),
    Text("configuration", "Azure.RequestFailedException: Service request failed.\nStatus: 403 (Forbidden)\nGET https://orders-cfg.azconfig.io/kv?key=x", "iam", DATA, None, "https://orders-cfg.azconfig.io/kv"),
    Text("signalr, unauthorized", "Unauthorized. Request URI: https://orders.service.signalr.net/api/v1/hubs/x Status code 401", "inconclusive", None),
)  # fmt: skip

KEYED = "https://orders-fn.azurewebsites.net/api/Orders"
DOOR = (
    Text("key, curl", f"$ curl -i {KEYED}?code=abc\nHTTP/1.1 401 Unauthorized\nContent-Length: 0\nServer: Kestrel", "resource-policy", "azure.function-key.refused", None, KEYED),
    Text("key, python", f"requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: {KEYED}", "resource-policy", "azure.function-key.refused", None, KEYED),
    Text("key level", "AuthenticationScheme: WebJobsAuthLevel was challenged.\nAuthorization failed. These requirements were not met: Microsoft.Azure.WebJobs.Script.WebHost.Security.Authorization.AuthLevelRequirement", "resource-policy", "azure.function-key.refused"),
    Text("sign-in", f'GET {KEYED}\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm="orders-fn.azurewebsites.net" authorization_uri="https://login.windows.net/x"', "resource-policy", "azure.easy-auth.caller-refused", None, KEYED),
    Text("sign-in page", "401 Unauthorized\nYou do not have permission to view this directory or page. azure", "resource-policy", "azure.easy-auth.caller-refused"),
    Text("restricted", f"POST {KEYED} 403 Ip Forbidden", "network", "azure.access-restriction.caller-blocked", None, KEYED),
    Text("restricted page", "<title>Error 403 - Forbidden</title> The web app you have attempted to reach has blocked your access.", "network", "azure.access-restriction.caller-blocked"),
    Text("forbidden", f"403 Forbidden for {KEYED}", "inconclusive", None),
    Text("page", "403 Forbidden\nYou do not have permission to view this directory or page.", "inconclusive", None),
    Text("stopped", "<h1>Error 403 - This web app is stopped.</h1> azurewebsites", "trigger", "azure.app.stopped"),
    Text("deployment site", "POST https://orders-fn.scm.azurewebsites.net/api/zipdeploy returned 401 Unauthorized", "resource-policy", "azure.scm-site.basic-auth-disabled", None, "https://orders-fn.scm.azurewebsites.net/api/zipdeploy"),
    Text("deployment site, restricted", "Error: https://orders-fn.scm.azurewebsites.net/api/zipdeploy status code: 403 Ip Forbidden", "network", "azure.access-restriction.caller-blocked", None, "https://orders-fn.scm.azurewebsites.net/api/zipdeploy"),
    Text("kudu", "Error: Failed to fetch Kudu App Settings.\nUnauthorized (CODE: 401)", "resource-policy", "azure.scm-site.basic-auth-disabled"),
    Text("api management", '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }', "resource-policy", "azure.gateway.caller-refused"),
    Text("front door", "HTTP/2 403\nx-azure-ref: 0abc\n\nThe request is blocked.", "resource-policy", "azure.gateway.caller-refused"),
    Text("host down", "HTTP/1.1 503 Service Unavailable\nFunction host is not running.", "trigger", "azure.host.not-running"),
)  # fmt: skip

EVENTS = (
    Text("handshake", 'Deployment has failed with the following error: {"code":"Url validation","message":"The attempt to validate the provided endpoint https://orders-fn.azurewebsites.net/runtime/webhooks/eventgrid failed. For more details, visit https://aka.ms/esvalidation."}', "trigger", "azure.event-subscription.handshake-failed", None, "https://orders-fn.azurewebsites.net/runtime/webhooks/eventgrid"),
    Text("handshake, words", "Webhook validation handshake failed for https://x.example.com/hook.", "trigger", "azure.event-subscription.handshake-failed"),
    Text("destination", "(Endpoint validation) Destination endpoint not found. Resource details: resourceId: " + APP + "/functions/Orders. Resource should pre-exist before attempting this operation.", "trigger", "azure.event-subscription.missing", None, APP + "/functions/Orders"),
    Text("delivery", "AegDeliveryFailureLogs outcome=Unauthorized, latencyInMs=10, httpStatusCode=401, deliveryResponse=Unauthorized, errorCode=, eventSubscriptionName", "resource-policy", "azure.event-subscription.delivery-refused"),
    Text("dead letter", '{"deadLetterReason": "UndeliverableDueToHttpForbidden", "deliveryAttempts": 1, "lastDeliveryOutcome": "Forbidden", "lastHttpStatusCode": 403}', "resource-policy", "azure.event-subscription.delivery-refused"),
    Text("dead letter, busy", '{"deadLetterReason": "MaxDeliveryAttemptsExceeded", "deliveryAttempts": 30, "lastDeliveryOutcome": "TimedOut"} azure', "none", "azure.target.failing"),
)  # fmt: skip

HOST = (
    Text("listener alone", "The listener for function 'Functions.Orders' was unable to start.", "inconclusive", None),
    Text("setting, service bus", "Error indexing method 'Functions.Orders'. Microsoft Azure WebJobs SDK ServiceBus connection string 'AzureWebJobsOrders' is missing or empty.", "trigger", "azure.connection.setting-missing", None, "AzureWebJobsOrders"),
    Text("setting, no name", "Error indexing method 'Functions.Orders'. Microsoft Azure WebJobs SDK ServiceBus connection string 'AzureWebJobs' is missing or empty.", "trigger", "azure.connection.setting-missing", None, "Functions.Orders"),
    Text("setting, secret", "Microsoft Azure WebJobs SDK ServiceBus connection string 'AzureWebJobsEndpoint=sb://x/;SharedAccessKey=k' is missing or empty.", "trigger", "azure.connection.setting-missing"),
    Text("setting, storage", "Microsoft.Azure.WebJobs.Extensions.Storage: Storage account connection string 'AzureWebJobsOrders' does not exist. Make sure that it is a defined App Setting.", "trigger", "azure.connection.setting-missing", None, "AzureWebJobsOrders"),
    Text("setting, cosmos", "Cosmos DB connection configuration 'CosmosOrders' does not exist. Make sure that it is a defined App Setting.", "trigger", "azure.connection.setting-missing", None, "CosmosOrders"),
    Text("setting, placeholder", "Microsoft.Azure.WebJobs.Host: '%OrdersQueue%' does not resolve to a value.", "trigger", "azure.connection.setting-missing", None, "OrdersQueue"),
    Text("setting, local", "Warning: Cannot find value named 'OrdersBus' in local.settings.json that matches 'connection' property set on 'serviceBusTrigger'", "trigger", "azure.connection.setting-missing", None, "OrdersBus"),
    Text("setting, invalid", "Storage account connection string for 'AzureWebJobsOrders' is invalid", "trigger", "azure.connection.setting-missing", None, "AzureWebJobsOrders"),
    Text("setting, null", f"{LISTENER}System.ArgumentNullException: Value cannot be null. (Parameter 'connectionString')", "trigger", "azure.connection.setting-missing"),
    Text("suffix", "OrdersBus__credential=managedidentity\nError indexing method 'Functions.Orders'. Value cannot be null. (Parameter 'connectionString')", "trigger", "azure.connection.wrong-suffix"),
    Text("host setting", "Secret initialization from Blob storage failed due to missing both an Azure Storage connection string and a SAS connection uri.", "trigger", "azure.host-storage.setting-missing"),
    Text("host setting, undefined", "Storage account connection string 'AzureWebJobsStorage' does not exist.", "trigger", "azure.host-storage.setting-missing", None, "AzureWebJobsStorage"),
    Text("extension", "The 'Orders' function is in error: The binding type(s) 'serviceBusTrigger' are not registered. Please ensure the type is correct and the binding extension is installed.", "trigger", "azure.extension-bundle.missing"),
    Text("bundle", "Unable to find or download extension bundle", "trigger", "azure.extension-bundle.missing"),
    Text("bundle host", "An error occurred: https://functionscdn.azureedge.net/public/ExtensionBundles/x/index.json (The operation timed out.)", "network", "azure.subnet.egress-blocked"),
    Text("schedule", "The schedule expression '0 */5 * *' was not recognized as a valid cron expression or timespan string.", "trigger", "azure.timer.schedule-wrong"),
    Text("task hub", "Task hub name 'orders-hub' should contain only alphanumeric characters excluding '-' and have length up to 50.", "trigger", "azure.binding.invalid", None, "orders-hub"),
    Text("indexing", "Microsoft.Azure.WebJobs.Host: Error indexing method 'Functions.Orders'.", "trigger", "azure.binding.invalid", None, "Functions.Orders"),
    Text("in error", "The 'Orders' function is in error: Unable to determine a primary script. azure", "trigger", "azure.binding.invalid", None, "Orders"),
    Text("parameter", "Cannot bind parameter 'item' to type CloudTable. Make sure the parameter Type is supported by the binding. Microsoft.Azure.WebJobs", "trigger", "azure.binding.invalid"),
    Text("container", f"{LISTENER}Container 'inbox' does not exist.", "trigger", "azure.source.missing", None, "inbox"),
    Text("storage unhealthy", 'Process reporting unhealthy: Unhealthy. Health check entries are [{"azure.functions.webjobs.storage":{"status":"Unhealthy"}}] azure.functions.webjobs.storage: Unhealthy', "inconclusive", None),
    Text("poison", "Message has reached MaxDequeueCount of 5. Moving message to queue 'orders-poison'.", "inconclusive", None),
    Text("forbidden", "Microsoft.WindowsAzure.Storage: The remote server returned an error: (403) Forbidden.", "inconclusive", None),
    Text("down", "A host error has occurred during startup operation '0f1e'.", "trigger", "azure.host.not-running"),
    Text("no functions", "No job functions found. Try making your job classes and methods public. azure", "trigger", "azure.host.not-running"),
    Text("disabled", "Function 'Functions.Orders' is disabled azure", "trigger", "azure.function.disabled", None, "Functions.Orders"),
    Text("lease", "Unable to acquire Singleton lock (orders/host).", "trigger", "azure.timer.lease-held"),
    Text("share", "System.UnauthorizedAccessException: Access to the path 'C:\\home\\site\\wwwroot' is denied.", "inconclusive", None),
    Text("read-only package", "System.UnauthorizedAccessException: Access to the path '/home/site/wwwroot/out.csv' is denied.", "none", "azure.function.application-error"),
    Text("deployment storage", "Deployment failed: InaccessibleStorageException: Failed to access storage account for deployment", "inconclusive", None),
)  # fmt: skip

NETWORK = (
    Text("ports", "System.Net.Http.HttpRequestException: An attempt was made to access a socket in a way forbidden by its access permissions. (api.example.com:443) azure", "network", "azure.app.snat-exhausted"),
    Text("own port", "Failed to bind to address http://127.0.0.1:7071: An attempt was made to access a socket in a way forbidden by its access permissions.", "none", None),
    Text("name", "System.Net.Sockets.SocketException (11001): No such host is known. (ordersst.blob.core.windows.net:443)", "network", "azure.dns-zone.not-linked"),
    Text("name, linux", "Name or service not known (orders-kv.vault.azure.net:443)", "network", "azure.dns-zone.not-linked"),
    Text("name, node", "getaddrinfo ENOTFOUND orders-ns.servicebus.windows.net", "network", "azure.dns-zone.not-linked"),
    Text("dropped", "A connection attempt failed because the connected party did not properly respond after a period of time (10.1.2.3:1433) azure", "network", "azure.subnet.egress-blocked"),
    Text("framework", "System.Net.WebException: Unable to connect to the remote server azure", "network", "azure.subnet.egress-blocked"),
    Text("framework, bus", "Azure.Messaging.ServiceBus.ServiceBusException: ErrorCode: HostNotFound (ServiceCommunicationProblem)", "network", "azure.subnet.egress-blocked"),
    Text("framework, name", "System.Net.WebException: The remote name could not be resolved: 'api.orders.internal' azure", "network", "azure.dns-zone.not-linked"),
    Text("tls cut", "The SSL connection could not be established, see inner exception. Authentication failed because the remote party has closed the transport stream. azure", "inconclusive", None),
    Text("client gave up", "The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing. azure", "inconclusive", None),
)  # fmt: skip

NONE = (
    Text("quota", "(SubscriptionIsOverQuotaForSku) This region has quota of 0 instances for your subscription. Operation cannot be completed without additional quota.", "none", "azure.subscription.quota-exceeded"),
    Text("quota, cores", "Operation could not be completed as it results in exceeding approved Total Regional Cores quota.", "none", "azure.subscription.quota-exceeded"),
    Text("daily use", "The function app is stopped because of the daily usage quota reached. azure", "none", "azure.subscription.quota-exceeded"),
    Text("provider", "(MissingSubscriptionRegistration) The subscription is not registered to use namespace 'Microsoft.Web'.", "none", "azure.resource-provider.not-registered"),
    Text("read only", "(ReadOnlyDisabledSubscription) The subscription '0f1e' is disabled and therefore marked as read only.", "none", "azure.subscription.disabled"),
    Text("large", "ErrorCode: RequestBodyTooLarge azure blob", "none", "azure.function.application-error"),
    Text("concurrency", "HTTP concurrency limit exceeded: HttpConcurrency limit exceeded azure", "none", "azure.function.throttled-by-load"),
    Text("resource", "(ResourceNotFound) The Resource 'Microsoft.Web/sites/oders-fn' under resource group 'orders-rg' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix", "none", "azure.deployer.request-invalid"),
    Text("group", "(ResourceGroupNotFound) Resource group 'oders-rg' could not be found.", "none", "azure.deployer.request-invalid"),
    Text("action", "{\"error\":{\"code\":\"InvalidActionOrNotAction\",\"message\":\"'Microsoft.Web/sites/x/y' does not match any of the actions supported by the providers.\"}}", "none", "azure.deployer.request-invalid"),
    Text("template", "InvalidTemplate: Deployment template validation failed: 'The template resource is not valid'.", "none", "azure.deployer.request-invalid"),
    Text("taken", "(StorageAccountAlreadyTaken) The storage account named ordersst is already taken.", "none", "azure.deployer.request-invalid"),
    Text("location", "(LocationNotAvailableForResourceType) The provided location 'x' is not available for resource type 'Microsoft.Web/sites'.", "none", "azure.deployer.request-invalid"),
    Text("value", "(InvalidParameter) The parameter name has an invalid value. azure", "none", "azure.deployer.request-invalid"),
    Text("subnet", "SubnetMissingRequiredDelegation: subnet requires any of the following delegation(s) [Microsoft.Web/serverFarms]", "none", "azure.deployer.request-invalid"),
    Text("package", "ERROR: Zip deployment failed. {'status': 3} azure", "none", "azure.deployer.request-invalid"),
    Text("busy", "(Conflict) Cannot acquire exclusive lock to create, update or delete this site. Retry the request later. azure", "none", "azure.deployer.request-invalid"),
    Text("not seen", "Error: Resource orders-fn doesn't exist.\n at azure-actions-appservice-rest", "inconclusive", None),
    Text("start", "HTTP Error 500.30 - ASP.NET Core app failed to start azure", "none", "azure.function.application-error"),
    Text("file", "Error: ENOENT: no such file or directory, open '/home/site/wwwroot/a.json'", "none", "azure.function.application-error"),
    Text("condition", "ErrorCode: ConditionNotMet azure blob", "none", "azure.function.application-error"),
    Text("wrapped", '{"code": "DeploymentFailed", "message": "At least one resource deployment operation failed. Please list deployment operations for details."}', "inconclusive", None),
    Text("new identity", "(PrincipalNotFound) Principal 0f1e2d3c4b5a does not exist in the directory x.", "none", "azure.role-assignment.propagating"),
    Text("portal", "Failed to create default: Encountered an error (InternalServerError) from host runtime.", "inconclusive", None),
    Text("command", "ERROR: The term 'Get-AzStorageBlob' is not recognized as a name of a cmdlet, function, script file, or executable program. azure", "none", "azure.function.module-missing"),
    Text("assembly", "Could not load file or assembly 'Newtonsoft.Json, Version=13.0.0.0'. The system cannot find the file specified. Microsoft.Azure", "none", "azure.function.module-missing"),
    Text("time", "Timeout value of 00:05:00 exceeded by function 'Functions.Orders' (Id: '0f1e'). Initiating cancellation.", "none", "azure.function.slow-code"),
    Text("worker", "Exceeded language worker restart retry count for runtime:python. Shutting down and proactively recycling the Functions Host to recover azure", "none", "azure.function.application-error"),
    Text("memory", "python exited with code 137 (0x89) azure", "none", "azure.function.out-of-memory"),
    Text("failed", "System.Private.CoreLib: Exception while executing function: Functions.Orders. Microsoft.Azure: order 17 is unknown", "none", "azure.function.application-error"),
    Text("exception", "Result: Failure\nException: KeyError: 'id'\nStack:   File \"/azure-functions-host/workers/python/dispatcher.py\"", "none", "azure.function.application-error"),
)  # fmt: skip

ALL = (
    *RENDERINGS, *MANAGER, *STORAGE, *VAULTS, *MESSAGING, *COSMOS, *TOKENS, *IDENTITY, *DATABASE, *SERVICES, *DOOR, *EVENTS,
    *HOST, *NETWORK, *NONE, *PROGRAMS,
)  # fmt: skip
