"""Texts as Google Cloud, its client libraries and its tools print them, each with what it says; names are made up, forms are not."""

from __future__ import annotations

import json

from tests.messages import texts_gcp_codes
from tests.messages.texts_aws import Text

PROJECT = "shop-prod"
NUMBER = "112233445566"
RUNTIME = f"orders-fn@{PROJECT}.iam.gserviceaccount.com"
COMPUTE = f"{NUMBER}-compute@developer.gserviceaccount.com"
SECRET = f"projects/{NUMBER}/secrets/db-password/versions/latest"
TOPIC = f"projects/{PROJECT}/topics/orders"
KEY = f"projects/{PROJECT}/locations/europe-west1/keyRings/app/cryptoKeys/payload"
SERVICE = f"projects/{PROJECT}/locations/europe-west1/services/orders"
ACCOUNT = f"projects/-/serviceAccounts/{RUNTIME}"
MISSING = "gcp.service-account.permission-missing"
DEPLOYER = "gcp.deployer.permission-missing"
BUILD = "gcp.build-account.permission-missing"


def denied(permission: str, resource: str | None = None, quote: str = "'") -> str:
    """Return the sentence most services use."""
    on = f" {quote}{resource}{quote}" if resource else ""
    return f"Permission {quote}{permission}{quote} denied on resource{on} (or it may not exist)."


ACCESS = f"Permission 'secretmanager.versions.access' denied for resource '{SECRET}' (or it may not exist)."
_READ = ("iam", MISSING, "secretmanager.versions.access", SECRET)

RENDERINGS = (
    Text("python, grpc", f'google.api_core.exceptions.PermissionDenied: 403 {ACCESS} [reason: "IAM_PERMISSION_DENIED"\ndomain: "iam.googleapis.com"\nmetadata {{\n  key: "resource"\n  value: "{SECRET}"\n}}\nmetadata {{\n  key: "permission"\n  value: "secretmanager.versions.access"\n}}\n]', *_READ),
    Text("python, cause", f'grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.PERMISSION_DENIED\n\tdetails = "{ACCESS}"\n\tdebug_error_string = "UNKNOWN:Error received from peer {{grpc_status:7}}"\n>', *_READ),
    Text("python, rest", f"google.api_core.exceptions.Forbidden: 403 GET https://secretmanager.googleapis.com/v1/{SECRET}:access: {ACCESS}", *_READ),
    Text("python, discovery", f'googleapiclient.errors.HttpError: <HttpError 403 when requesting https://secretmanager.googleapis.com/v1/{SECRET}:access?alt=json returned "{ACCESS}". Details: "[{{\'@type\': \'type.googleapis.com/google.rpc.ErrorInfo\', \'reason\': \'IAM_PERMISSION_DENIED\', \'domain\': \'iam.googleapis.com\', \'metadata\': {{\'permission\': \'secretmanager.versions.access\', \'resource\': \'{SECRET}\'}}}}]">', *_READ),
    Text("node, gax", f"Error: 7 PERMISSION_DENIED: {ACCESS}\n    at callErrorFromStatus (/workspace/node_modules/@grpc/grpc-js/build/src/call.js:31:19) {{\n  code: 7,\n  details: \"{ACCESS}\",\n  metadata: Metadata {{ internalRepr: Map(2) {{}} }},\n  reason: 'IAM_PERMISSION_DENIED',\n  domain: 'iam.googleapis.com',\n  errorInfoMetadata: {{\n    resource: '{SECRET}',\n    permission: 'secretmanager.versions.access'\n  }}\n}}", *_READ),
    Text("node, gaxios", f"GaxiosError: {ACCESS}\n    at Gaxios._request (/workspace/node_modules/gaxios/build/src/gaxios.js:149:19) {{\n  response: {{ status: 403, statusText: 'Forbidden' }}\n}}", *_READ),
    Text("java, grpc", f"com.google.api.gax.rpc.PermissionDeniedException: io.grpc.StatusRuntimeException: PERMISSION_DENIED: {ACCESS}\n\tat com.google.api.gax.rpc.ApiExceptionFactory.createException(ApiExceptionFactory.java:112)", *_READ),
    Text("java, rest", f'com.google.api.client.googleapis.json.GoogleJsonResponseException: 403 Forbidden\nGET https://secretmanager.googleapis.com/v1/{SECRET}:access\n{{\n  "code" : 403,\n  "errors" : [ {{\n    "domain" : "global",\n    "message" : "{ACCESS}",\n    "reason" : "forbidden"\n  }} ],\n  "status" : "PERMISSION_DENIED"\n}}', *_READ),
    Text("go, grpc", f"rpc error: code = PermissionDenied desc = {ACCESS}\nerror details: name = ErrorInfo reason = IAM_PERMISSION_DENIED domain = iam.googleapis.com metadata = map[permission:secretmanager.versions.access resource:{SECRET}]", *_READ),
    Text("go, rest", f'googleapi: Error 403: {ACCESS}\nDetails:\n[\n  {{\n    "@type": "type.googleapis.com/google.rpc.ErrorInfo",\n    "domain": "iam.googleapis.com",\n    "metadata": {{\n      "permission": "secretmanager.versions.access",\n      "resource": "{SECRET}"\n    }},\n    "reason": "IAM_PERMISSION_DENIED"\n  }}\n]\n, forbidden', *_READ),
    Text("dotnet", f'Grpc.Core.RpcException: Status(StatusCode="PermissionDenied", Detail="{ACCESS}")\n   at Google.Api.Gax.Grpc.ApiCallRetryExtensions', *_READ),
    Text("ruby", f"Google::Cloud::PermissionDeniedError: 7:{ACCESS}. debug_error_string:{{}}", *_READ),
    Text("php", json.dumps({"message": ACCESS, "code": 7, "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "IAM_PERMISSION_DENIED", "metadata": {"permission": "secretmanager.versions.access", "resource": SECRET}}]}, indent=4), *_READ),
    Text("curl", json.dumps({"error": {"code": 403, "message": ACCESS, "status": "PERMISSION_DENIED"}}, indent=2), *_READ),
    Text("log entry", json.dumps({"severity": "ERROR", "textPayload": f'Traceback (most recent call last):\n  File "/workspace/main.py", line 9\ngoogle.api_core.exceptions.PermissionDenied: 403 {ACCESS}', "resource": {"type": "cloud_run_revision"}}), *_READ),
    Text("gcloud", f"ERROR: (gcloud.secrets.versions.access) PERMISSION_DENIED: {ACCESS} This command is authenticated as pat@example.com which is the active account specified by the [core/account] property.", "iam", DEPLOYER, "secretmanager.versions.access", SECRET),
    Text("gcloud, yaml", "ERROR: (gcloud.run.deploy) PERMISSION_DENIED: The caller does not have permission\n- '@type': type.googleapis.com/google.rpc.ErrorInfo\n  domain: iam.googleapis.com\n  metadata:\n    permission: run.services.create\n    resource: projects/shop-prod/locations/europe-west1\n  reason: IAM_PERMISSION_DENIED", "iam", DEPLOYER, "run.services.create", "projects/shop-prod/locations/europe-west1"),
    Text("terraform", f"╷\n│ Error: Error reading Secret: googleapi: Error 403: Permission 'secretmanager.secrets.get' denied for resource 'projects/{PROJECT}/secrets/db' (or it may not exist)., forbidden\n│\n│   with google_secret_manager_secret.db,\n╵", "iam", DEPLOYER, "secretmanager.secrets.get", f"projects/{PROJECT}/secrets/db"),
    Text("full resource name", denied("bigtable.tables.readRows", "//bigtable.googleapis.com/projects/p/instances/i/tables/t"), "iam", MISSING, "bigtable.tables.readRows", "projects/p/instances/i/tables/t"),
    Text("deny form of a permission", "PERMISSION_DENIED: Permission iam.googleapis.com/denypolicies.create denied on resource cloudresourcemanager.googleapis.com/projects/shop-prod", "iam", None, "iam.googleapis.com/denypolicies.create", "projects/shop-prod"),
    Text("masked", "Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource 'projects/<PROJECT>/locations/eu/keyRings/r/cryptoKeys/k' (or it may not exist).", "iam", MISSING, "cloudkms.cryptoKeyVersions.useToEncrypt", "projects/<PROJECT>/locations/eu/keyRings/r/cryptoKeys/k"),
    Text("no resource told", "7 PERMISSION_DENIED: " + denied("monitoring.timeSeries.create"), "iam", MISSING, "monitoring.timeSeries.create"),
    Text("wrapped", "Permission\n'pubsub.topics.publish' denied\non resource\n'projects/p/topics/t' (or it may\nnot exist).", "iam", MISSING, "pubsub.topics.publish", "projects/p/topics/t"),
)  # fmt: skip

FORMS = (
    Text("required", "Required 'compute.subnetworks.use' permission for 'projects/host/regions/europe-west1/subnetworks/run', forbidden", "iam", None, "compute.subnetworks.use", "projects/host/regions/europe-west1/subnetworks/run"),
    Text("required, list", 'Required "container.clusters.get" permission(s) for "projects/p/locations/l/clusters/c".', "iam", MISSING, "container.clusters.get", "projects/p/locations/l/clusters/c"),
    Text("needed", f"Permission iam.serviceAccounts.signBlob is required to perform this operation on service account projects/-/serviceAccounts/{RUNTIME}.", "iam", "gcp.service-account.sign-as-missing", "iam.serviceAccounts.signBlob", ACCOUNT),
    Text("tasks", f'Error: 7 PERMISSION_DENIED: The principal (user or service account) lacks IAM permission "cloudtasks.tasks.create" for the resource "projects/{PROJECT}/locations/europe-west1/queues/mails" (or the resource may not exist).', "iam", MISSING, "cloudtasks.tasks.create", f"projects/{PROJECT}/locations/europe-west1/queues/mails"),
    Text("tasks, act as", f'The principal (user or service account) lacks IAM permission "iam.serviceAccounts.actAs" for the resource "{RUNTIME}" (or the resource may not exist).', "iam", "gcp.service-account.act-as-missing", "iam.serviceAccounts.actAs", ACCOUNT),
    Text("act as, run", f"ERROR: (gcloud.run.deploy) PERMISSION_DENIED: Permission 'iam.serviceaccounts.actAs' denied on service account {RUNTIME} (or it may not exist).", "iam", "gcp.deployer.act-as-missing", "iam.serviceaccounts.actAs", ACCOUNT),
    Text("act as, functions", f"ResponseError: status=[403], code=[Forbidden], message=[Caller is missing permission 'iam.serviceaccounts.actAs' on service account {ACCOUNT}. Grant the role 'roles/iam.serviceAccountUser' to the caller on the service account {ACCOUNT}]", "iam", "gcp.deployer.act-as-missing", "iam.serviceaccounts.actAs", ACCOUNT),
    Text("act as, firebase", f"Error: Missing permissions required for functions deploy. You must have permission iam.serviceAccounts.ActAs on service account {PROJECT}@appspot.gserviceaccount.com.", "iam", "gcp.deployer.act-as-missing", "iam.serviceAccounts.ActAs", f"projects/-/serviceAccounts/{PROJECT}@appspot.gserviceaccount.com"),
    Text("instance", "ERROR: (gcloud.projects.add-iam-policy-binding) [pat@example.com] does not have permission to access projects instance [shop-prod:setIamPolicy] (or it may not exist): Policy update access denied.", "iam", DEPLOYER, "resourcemanager.projects.setIamPolicy", "projects/shop-prod"),
    Text("listed", "Authorization failed. This account is missing the following required permissions on project shop-prod:\n\n  firebase.projects.get", "iam", DEPLOYER, "firebase.projects.get", "projects/shop-prod"),
    Text("lacks", f"The account {RUNTIME} lacks run.jobs.run on projects/p/locations/l/jobs/nightly", "iam", DEPLOYER, "run.jobs.run", "projects/p/locations/l/jobs/nightly"),
    Text("invoker of a service", denied("run.routes.invoke", SERVICE), "resource-policy", "gcp.run-service.invoker-missing", "run.routes.invoke", SERVICE),
    Text("event receiver", f"Permission 'eventarc.events.receiveEvent' denied on resource '//cloudresourcemanager.googleapis.com/projects/{PROJECT}' (or it may not exist).", "iam", "gcp.trigger-account.event-receiver-missing", "eventarc.events.receiveEvent", f"projects/{PROJECT}"),
    Text("deny policy", "Permission 'storage.buckets.delete' denied on resource 'projects/_/buckets/b': blocked by an IAM deny policy.", "iam", "gcp.deny-policy.permission-denied", "storage.buckets.delete", "projects/_/buckets/b"),
    Text("deny policy, words", "The request was denied by the IAM deny policy no-deletes.", "iam", "gcp.deny-policy.permission-denied"),
    Text("details only", json.dumps({"error": {"code": 403, "message": "Forbidden", "details": [{"reason": "IAM_PERMISSION_DENIED", "metadata": {"permission": "workflows.executions.create", "resource": "projects/p/locations/l/workflows/w"}}]}}), "iam", MISSING, "workflows.executions.create", "projects/p/locations/l/workflows/w"),
)  # fmt: skip

SERVICES = (
    Text("storage", f"google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/download/storage/v1/b/invoices/o/2026%2F11%2Fa.pdf?alt=media: {RUNTIME} does not have storage.objects.get access to the Google Cloud Storage object. {denied('storage.objects.get')}", "iam", MISSING, "storage.objects.get", "projects/_/buckets/invoices/objects/2026/11/a.pdf"),
    Text("storage, bucket", f"ApiError: {COMPUTE} does not have storage.objects.list access to the Google Cloud Storage bucket. {denied('storage.objects.list')}", "iam", MISSING, "storage.objects.list"),
    Text("storage, xml", f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessDenied</Code><Message>Access denied.</Message><Details>{RUNTIME} does not have storage.objects.create access to the Google Cloud Storage object. {denied('storage.objects.create')}</Details></Error>", "iam", MISSING, "storage.objects.create"),
    Text("storage, upload of go", f"googleapi: Error 403: {RUNTIME} does not have storage.objects.delete access to the Google Cloud Storage object., forbidden", "iam", MISSING, "storage.objects.delete"),
    Text("storage, nobody", "Anonymous caller does not have storage.objects.get access to the Google Cloud Storage object.", "iam", "gcp.service-account.other-identity", "storage.objects.get"),
    Text("bigquery, job", "Access Denied: Project shop-data: User does not have bigquery.jobs.create permission in project shop-data.", "iam", MISSING, "bigquery.jobs.create", "projects/shop-data"),
    Text("bigquery, table", "403 Access Denied: Table shop-data:sales.orders: User does not have permission to query table shop-data:sales.orders, or perhaps it does not exist.", "iam", MISSING, "bigquery.tables.getData", "projects/shop-data/datasets/sales/tables/orders"),
    Text("bigquery, dataset", "Access Denied: Dataset shop-data:sales: Permission bigquery.tables.list denied on dataset shop-data:sales (or it may not exist).", "iam", MISSING, "bigquery.tables.list", "projects/shop-data/datasets/sales"),
    Text("bigquery, plain", "Permission bigquery.tables.updateData denied on table shop-data:sales.orders (or it may not exist).", "iam", MISSING, "bigquery.tables.updateData", "projects/shop-data/datasets/sales/tables/orders"),
    Text("firestore", "Error: 7 PERMISSION_DENIED: Missing or insufficient permissions.\n    at callErrorFromStatus", "iam", MISSING),
    Text("firestore, client", "FirebaseError: [code=permission-denied]: Missing or insufficient permissions.", "inconclusive", None),
    Text("pubsub", "google.api_core.exceptions.PermissionDenied: 403 User not authorized to perform this action.", "iam", MISSING),
    Text("pubsub, gcloud", "$ gcloud pubsub topics publish orders --message=x\nERROR: (gcloud.pubsub.topics.publish) PERMISSION_DENIED: User not authorized to perform this action.", "iam", DEPLOYER, "pubsub.topics.publish", "orders"),
    Text("pubsub, url", f'<HttpError 403 when requesting https://pubsub.googleapis.com/v1/{TOPIC}:publish?alt=json returned "User not authorized to perform this action.">', "iam", MISSING, "pubsub.topics.publish", TOPIC),
    Text("revision's secret", f"spec.template.spec.containers[0].env[2].value_from.secret_key_ref.name: Permission denied on secret: {SECRET} for Revision service account {COMPUTE}. The service account used must be granted the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher level.", "iam", MISSING, "secretmanager.versions.access", SECRET),
    Text("kms", denied("cloudkms.cryptoKeyVersions.useToDecrypt", KEY), "iam", MISSING, "cloudkms.cryptoKeyVersions.useToDecrypt", KEY),
    Text("cmek", "Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account has been authorized to use this key.", "iam", "gcp.key.agent-not-admitted"),
    Text("sql", "googleapi: Error 403: boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.get on resource instances/shop-db., forbidden", "iam", MISSING, "cloudsql.instances.get", "instances/shop-db"),
    Text("sql, connector", 'Config error: failed to get instance metadata (connection name = "p:r:db"): googleapi: Error 403: boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.connect on resource instances/db, notAuthorized', "iam", MISSING, "cloudsql.instances.connect", "instances/db"),
    Text("sql, login", 'pq: Cloud SQL IAM service account authentication failed for user "orders-fn@shop-prod.iam"', "iam", MISSING, "cloudsql.instances.login"),
    Text("quota project", "403 Caller does not have required permission to use project shop-billing. Grant the caller the roles/serviceusage.serviceUsageConsumer role", "iam", "gcp.service-account.other-identity", "serviceusage.services.use", "projects/shop-billing"),
    Text("enable", "ERROR: (gcloud.services.enable) PERMISSION_DENIED: Permission denied to enable service [run.googleapis.com]", "iam", DEPLOYER, "serviceusage.services.enable"),
    Text("policy", 'Error setting IAM policy for project "shop-prod": googleapi: Error 403: Policy update access denied., forbidden', "iam", DEPLOYER),
    Text("caller", "Error: google.api_core.exceptions.PermissionDenied: 403 The caller does not have permission", "iam", MISSING),
    Text("scopes", 'google.api_core.exceptions.PermissionDenied: 403 Request had insufficient authentication scopes. [reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT"]', "iam", "gcp.credentials.scope-missing"),
    Text("bare", "Error: Error creating Dataset: googleapi: Error 403: Access denied., forbidden", "iam", DEPLOYER),
    Text("called function", "requests.exceptions.HTTPError: 404 Client Error: Not Found for url: https://bill-xyz-ew.a.run.app/", "inconclusive", None),
    Text("only told", "INFO: the job's permission storage.objects.get is required for reading", "inconclusive", None),
    Text("impersonation", "Error 403: Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).", "iam", "gcp.service-account.sign-as-missing", "iam.serviceAccounts.getAccessToken"),
)  # fmt: skip

ACCOUNTS = (
    Text("disabled", f"Service account {RUNTIME} is disabled.", "iam", "gcp.service-account.disabled"),
    Text("disabled, reason", '{"reason": "ACCOUNT_STATE_INVALID", "domain": "googleapis.com", "metadata": {"service": "run.googleapis.com"}}', "iam", "gcp.service-account.disabled"),
    Text("disabled, build", "Could not build the function due to disabled service account used by Cloud Build.", "iam", "gcp.service-account.disabled"),
    Text("deleted", "google.auth.exceptions.RefreshError: ('invalid_grant: Invalid grant: account not found', {'error': 'invalid_grant'})", "iam", "gcp.service-account.deleted"),
    Text("deleted, gaia", f"Gaia id not found for email {RUNTIME}", "iam", "gcp.service-account.deleted"),
    Text("deleted, deploy", f"Default service account '{COMPUTE}' doesn't exist. Please recreate this account or specify a different account.", "iam", "gcp.service-account.deleted"),
    Text("deleted, path", f"Service account {ACCOUNT} was not found.", "iam", "gcp.service-account.deleted"),
    Text("metadata", "Failed to retrieve http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token from the Google Compute Engine metadata service. Status: 404", "inconclusive", None),
)  # fmt: skip

PERIMETERS = (
    Text("perimeter", "google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/storage/v1/b/b: Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: aBcDeF0123456789_xyz-XYZ", "network", "gcp.perimeter.egress-denied"),
    Text("perimeter, reason", '[reason: "SECURITY_POLICY_VIOLATED" domain: "googleapis.com" metadata { key: "uid" value: "aBcDeF0123456789" }]', "network", "gcp.perimeter.egress-denied"),
    Text("perimeter, violation", '{"code": 7, "details": [{"@type": "type.googleapis.com/google.rpc.PreconditionFailure", "violations": [{"type": "VPC_SERVICE_CONTROLS", "description": "aBcDeF0123456789_xyz"}]}], "violationReason": "NO_MATCHING_ACCESS_LEVEL"}', "network", "gcp.perimeter.ingress-denied"),
    Text("domain", "ERROR: (gcloud.run.services.add-iam-policy-binding) FAILED_PRECONDITION: One or more users named in the policy do not belong to a permitted customer,  perhaps due to an organization policy.", "resource-policy", "gcp.organization.member-forbidden", "run.services.setIamPolicy"),
    Text("location", 'ResponseError: status=[400], code=[Bad Request], message=[The request has violated one or more Org Policies. Please refer to the respective violations for more information. violations { type: "constraints/gcp.resourceLocations" }]', "resource-policy", "gcp.organization.setting-forbidden"),
    Text("custom", "Operation denied by org policy on resource 'projects/shop-prod/locations/europe-west1/services/orders': [\"customConstraints/custom.runMax\": \"At most ten instances.\"]", "resource-policy", "gcp.organization.setting-forbidden", None, SERVICE),
    Text("ingress forced", "Constraint constraints/run.allowedIngress violated for projects/shop-prod attempting to create or update a service with ingress all.", "resource-policy", "gcp.organization.setting-forbidden"),
    Text("keys", "FAILED_PRECONDITION: Key creation is not allowed on this service account.", "resource-policy", "gcp.organization.setting-forbidden"),
)  # fmt: skip

_REQUEST_LOG = {
    "logName": f"projects/{PROJECT}/logs/run.googleapis.com%2Frequests",
    "severity": "WARNING",
    "resource": {
        "type": "cloud_run_revision",
        "labels": {"service_name": "orders", "location": "europe-west1", "project_id": PROJECT},
    },
}
_NOT_AUTHENTICATED = "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header."


def entry(text: str, status: int, agent: str = "curl/8") -> str:
    """Return an entry of the request log."""
    return json.dumps(
        {**_REQUEST_LOG, "textPayload": text, "httpRequest": {"status": status, "userAgent": agent}}, indent=2
    )


INVOKING = (
    Text("no token", _NOT_AUTHENTICATED, "resource-policy", "gcp.run-service.invoker-missing", "run.routes.invoke"),
    Text("no token, newer", "The request was not authenticated. Either allow public access or set the proper Authorization header. Empty Authorization header value.", "resource-policy", "gcp.run-service.invoker-missing", "run.routes.invoke"),
    Text("entry", entry(_NOT_AUTHENTICATED, 403), "resource-policy", "gcp.run-service.invoker-missing", "run.routes.invoke", SERVICE),
    Text("push", entry(_NOT_AUTHENTICATED, 403, "CloudPubSub-Google"), "resource-policy", "gcp.run-service.push-account-not-admitted", "run.routes.invoke", SERVICE),
    Text("scheduler", entry(_NOT_AUTHENTICATED, 403, "Google-Cloud-Scheduler"), "resource-policy", "gcp.run-service.scheduler-account-not-admitted", "run.routes.invoke", SERVICE),
    Text("tasks", entry(_NOT_AUTHENTICATED, 403, "Google-Cloud-Tasks"), "resource-policy", "gcp.run-service.scheduler-account-not-admitted", "run.routes.invoke", SERVICE),
    Text("foreign token", entry("The request was not authorized to invoke this service. The access token could not be verified.", 401), "resource-policy", "gcp.token.wrong-type", None, SERVICE),
    Text("audience", "The request was not authorized to invoke this service. Read more at https://cloud.google.com/run/docs/securing/authenticating Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/troubleshooting#401", "resource-policy", "gcp.token.wrong-audience"),
    Text("page, gen1", "<title>403 Forbidden</title> <h1>Error: Forbidden</h1> <h2>Your client does not have permission to get URL <code>/orders</code> from this server.</h2> https://europe-west1-p.cloudfunctions.net/orders", "resource-policy", "gcp.function.invoker-missing", "cloudfunctions.functions.invoke"),
    Text("page, run", "POST https://orders-abc-ew.a.run.app/ 403 Your client does not have permission to get URL <code>/</code> from this server.", "resource-policy", "gcp.run-service.invoker-missing", "run.routes.invoke"),
    Text("page, 401", "<h1>Error: Unauthorized</h1> <h2>Your client does not have permission to the requested URL <code>/orders</code>.</h2>", "resource-policy", "gcp.token.wrong-audience"),
    Text("iap", "Invalid IAP credentials: empty token", "resource-policy", "gcp.iap.caller-refused"),
    Text("job, 403", '{"@type": "type.googleapis.com/google.cloud.scheduler.logging.AttemptFinished", "debugInfo": "URL_ERROR-ERROR_AUTHENTICATION. Original HTTP response code number = 403", "status": "PERMISSION_DENIED", "url": "https://orders-abc-ew.a.run.app/"}', "resource-policy", "gcp.run-service.scheduler-account-not-admitted", "run.routes.invoke"),
    Text("job, 401", '{"debugInfo": "URL_ERROR-ERROR_AUTHENTICATION. Original HTTP response code number = 401", "status": "UNAUTHENTICATED", "url": "https://orders-abc-ew.a.run.app/"}', "resource-policy", "gcp.token.wrong-audience"),
    Text("job, api", '{"debugInfo": "URL_ERROR-ERROR_AUTHENTICATION. Original HTTP response code number = 401", "url": "https://europe-west1-run.googleapis.com/apis/run.googleapis.com/v1/namespaces/p/jobs/j:run"}', "resource-policy", "gcp.token.wrong-type"),
    Text("job, 404", '{"debugInfo": "URL_ERROR-ERROR_NOT_FOUND. Original HTTP response code number = 404", "status": "NOT_FOUND"}', "inconclusive", None),
    Text("job, 500", '{"debugInfo": "URL_UNREACHABLE-UNREACHABLE_5xx. Original HTTP response code number = 500", "status": "INTERNAL"}', "none", "gcp.function.application-error"),
    Text("job, status", '{"@type": "type.googleapis.com/google.cloud.scheduler.logging.AttemptFinished", "jobName": "projects/p/locations/l/jobs/nightly", "status": "PERMISSION_DENIED"}', "resource-policy", "gcp.run-service.scheduler-account-not-admitted"),
    Text("404 page", "<title>404 Page not found</title>\n<h1>Error: Page not found</h1>\n<h2>The requested URL was not found on this server.</h2>\ningress: INGRESS_TRAFFIC_INTERNAL_ONLY", "network", "gcp.function.ingress-blocked"),
    Text("404, logged", '{"logName": "projects/p/logs/run.googleapis.com%2Frequests", "httpRequest": {"status": 404, "latency": "0.003s"}, "textPayload": "<h1>Error: Page not found</h1>"}', "none", "gcp.client.wrong-path"),
    Text("entry, 404", entry("", 404), "none", "gcp.client.wrong-path"),
    Text("entry, 403", entry("", 403), "inconclusive", None),
    Text("entry, 500", entry("", 500), "none", "gcp.function.application-error"),
    Text("entry, 429", entry("", 429), "none", "gcp.function.throttled-by-load"),
    Text("ingress, gen1", "https://europe-west1-p.cloudfunctions.net/orders: 403 Access is forbidden.", "network", "gcp.function.ingress-blocked"),
    Text("code alone", "[firebase_functions/unauthenticated] UNAUTHENTICATED", "inconclusive", None),
)  # fmt: skip

DEPLOY = (
    Text("archive", f"Build failed: failed to Fetch: failed to download archive gs://gcf-v2-sources-{NUMBER}-europe-west1/orders/function-source.zip: Access to bucket gcf-v2-sources-{NUMBER}-europe-west1 denied. You must grant Storage Object Viewer permission to {COMPUTE}. If you are using VPC Service Controls, you must also grant it access to your service perimeter.", "iam", BUILD, "storage.objects.get", f"projects/_/buckets/gcf-v2-sources-{NUMBER}-europe-west1"),
    Text("source", f"ERROR: (gcloud.run.deploy) INVALID_ARGUMENT: Invalid build request. could not resolve source: googleapi: Error 403: {COMPUTE} does not have storage.objects.get access to the Google Cloud Storage object. {denied('storage.objects.get')}, forbidden", "iam", BUILD, "storage.objects.get"),
    Text("push of an image", 'Step #1: denied: Permission "artifactregistry.repositories.uploadArtifacts" denied on resource "projects/p/locations/eu/repositories/app" (or it may not exist)', "iam", BUILD, "artifactregistry.repositories.uploadArtifacts", "projects/p/locations/eu/repositories/app"),
    Text("image cache", 'failed to create image cache: accessing cache image "europe-west1-docker.pkg.dev/p/gcf-artifacts/orders/cache:latest": Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "projects/p/locations/europe-west1/repositories/gcf-artifacts" (or it may not exist)', "iam", BUILD, "artifactregistry.repositories.downloadArtifacts", "projects/p/locations/europe-west1/repositories/gcf-artifacts"),
    Text("build logs", f"The service account running this build {COMPUTE} does not have permission to write logs. To fix this, grant the Logs Writer (roles/logging.logWriter) role to the service account.", "iam", BUILD, "logging.logEntries.create"),
    Text("build account", "Could not build the function due to a missing permission on the build service account. If you didn't revoke that permission explicitly, this could be caused by a change in the organization policies.", "iam", BUILD),
    Text("no login", 'denied: Unauthenticated request. Unauthenticated requests do not have permission "artifactregistry.repositories.uploadArtifacts" on resource "projects/p/locations/eu/repositories/app" (or it may not exist)', "none", "gcp.credentials.invalid"),
    Text("end user", f'Validation failed for trigger projects/p/locations/l/triggers/t: Permission "iam.serviceAccounts.ActAs" denied on "EndUserCredentials to {COMPUTE}"', "iam", "gcp.functions-agent.role-missing", "iam.serviceAccounts.actAs", f"projects/-/serviceAccounts/{COMPUTE}"),
    Text("repository", "Unable to retrieve the repository metadata for projects/p/locations/europe-west1/repositories/gcf-artifacts. Ensure that the Cloud Functions service account has 'artifactregistry.repositories.list' and 'artifactregistry.repositories.get' permissions.", "iam", "gcp.functions-agent.role-missing", "artifactregistry.repositories.list", "projects/p/locations/europe-west1/repositories/gcf-artifacts"),
    Text("image", f"Google Cloud Run Service Agent service-{NUMBER}@serverless-robot-prod.iam.gserviceaccount.com must have permission to read the image, europe-docker.pkg.dev/images/app/orders:1. Ensure that the provided container image URL is correct and that the above account has permission to access the image.", "iam", "gcp.run-agent.image-pull-missing", "artifactregistry.repositories.downloadArtifacts", "projects/images/locations/europe/repositories/app"),
    Text("image, reason", '"type": "ContainerReady", "reason": "CONTAINER_PERMISSION_DENIED"', "iam", "gcp.run-agent.image-pull-missing"),
    Text("secrets, reason", '"type": "SecretsAccessCheckPassed", "reason": "SECRETS_ACCESS_CHECK_FAILED"', "iam", MISSING, "secretmanager.versions.access"),
    Text("eventarc agent", 'googleapi: Error 400: Invalid resource state for "": Permission denied while using the Eventarc Service Agent. If you recently started to use Eventarc, it may take a few minutes before all necessary permissions are propagated to the Service Agent.', "iam", "gcp.eventarc-agent.role-missing"),
    Text("storage agent", f"The Cloud Storage service account for your bucket is unable to publish to Cloud Pub/Sub topics in the specified project. (service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com)", "iam", "gcp.storage-agent.publisher-missing", "pubsub.topics.publish"),
    Text("pubsub agent", "Cloud Pub/Sub did not have the necessary permissions configured to support this operation.", "iam", "gcp.pubsub-agent.token-creator-missing"),
    Text("invoker", "Unable to set the invoker for the IAM policy on the following functions:\n\thello(europe-west1)\n", "iam", DEPLOYER, "cloudfunctions.functions.setIamPolicy", "hello"),
    Text("tokens of another project", f"Google Cloud Run Service Agent service-{NUMBER}@serverless-robot-prod.iam.gserviceaccount.com does not have permission to get access tokens for the service account {RUNTIME}.", "iam", "gcp.deployer.act-as-missing", "iam.serviceAccounts.getAccessToken", ACCOUNT),
    Text("agent lacks", "Cloud Functions Service Agent does not have permission to use the VPC connector.", "iam", "gcp.host-project.network-user-missing"),
    Text("agent lacks, eventarc", f"The Eventarc service account service-{NUMBER}@gcp-sa-eventarc.iam.gserviceaccount.com does not have the required role", "iam", "gcp.eventarc-agent.role-missing"),
    Text("role", "Cloud Pub/Sub needs the role roles/iam.serviceAccountTokenCreator granted to service account service-1@gcp-sa-pubsub.iam.gserviceaccount.com", "iam", "gcp.pubsub-agent.dead-letter-missing"),
    Text("act as, words", f"403 You are not authorized to act as service account {RUNTIME}.", "iam", "gcp.deployer.act-as-missing", "iam.serviceAccounts.actAs", ACCOUNT),
    Text("project permissions", "Error: Missing required permission on project shop-prod to deploy new HTTPS functions. The permission cloudfunctions.functions.setIamPolicy is required to deploy the following functions", "iam", DEPLOYER, "cloudfunctions.functions.setIamPolicy"),
    Text("cloud build legacy", f"{NUMBER}@cloudbuild.gserviceaccount.com does not have storage.buckets.get access to the Google Cloud Storage bucket.", "iam", BUILD, "storage.buckets.get"),
    Text("agent, key", f"service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com does not have cloudkms.cryptoKeyVersions.useToEncrypt permission on {KEY}", "iam", "gcp.key.agent-not-admitted", "cloudkms.cryptoKeyVersions.useToEncrypt", KEY),
    Text("shared vpc", "VPC Access did not have permission to resolve the subnet or the provided subnet does not exist.", "iam", "gcp.host-project.network-user-missing"),
)  # fmt: skip

WIRING = (
    Text("topic gone", '"name": "projects/p/subscriptions/gcf-orders-europe-west1-orders", "topic": "_deleted-topic_"', "trigger", "gcp.topic.deleted"),
    Text("bucket elsewhere", "Validation failed for trigger projects/p/locations/europe-west1/triggers/t: Bucket 'invoices' is in location 'us', but the trigger location is 'europe-west1'. The trigger must be in the same location as the bucket.", "trigger", "gcp.eventarc-trigger.wrong-location", None, "projects/p/locations/europe-west1/triggers/t"),
    Text("database elsewhere", "generic::invalid_argument: Database 'shop' does not exist in region 'us-central1'. Did you mean region 'eur3'?", "trigger", "gcp.eventarc-trigger.wrong-location"),
    Text("database absent", "HTTP Error: 404, Project 'shop-prod' or database 'orders' does not exist.", "trigger", "gcp.eventarc-trigger.missing", None, "projects/shop-prod/databases/orders"),
    Text("topic of another project", "fieldViolations: field: event_trigger.resource description: Topic must be in the same project as function.", "trigger", "gcp.eventarc-trigger.missing"),
    Text("detached", '{"name": "projects/p/subscriptions/s", "detached": true}', "trigger", "gcp.subscription.missing"),
    Text("paused", '{"name": "projects/p/locations/l/jobs/nightly", "schedule": "0 3 * * *", "state": "PAUSED"}', "trigger", "gcp.scheduler-job.paused"),
    Text("queue paused", '{"name": "projects/p/locations/l/queues/mails", "state": "PAUSED"}', "trigger", "gcp.task-queue.paused"),
    Text("notifications", "Cloud Storage: too many overlapping notifications on bucket", "trigger", "gcp.bucket-notification.missing"),
)  # fmt: skip

NETWORK = (
    Text("connector", "VPC connector projects/p/locations/l/connectors/c is not ready yet or does not exist.", "network", "gcp.connector.not-ready", None, "projects/p/locations/l/connectors/c"),
    Text("connector, beside", "VPC connector is in state ERROR; recreate projects/p/locations/l/connectors/c", "network", "gcp.connector.not-ready", None, "projects/p/locations/l/connectors/c"),
    Text("connector, prepare", "Failed to prepare VPC connector. Please try again later.", "network", "gcp.connector.not-ready"),
    Text("connector, region", "A Cloud Function and a Serverless VPC Access connector must be located in the same region.", "network", "gcp.connector.not-ready"),
    Text("addresses", "Instance failed to start because of insufficient free IP addresses in the subnetwork.", "network", "gcp.subnet.addresses-exhausted"),
    Text("nat", '"jsonPayload": {"allocation_status": "DROPPED", "gateway_identifiers": {"gateway_name": "nat"}}', "network", "gcp.nat.ports-exhausted"),
    Text("firewall", '"jsonPayload": {"disposition": "DENIED", "rule_details": {"direction": "EGRESS"}}', "network", "gcp.firewall.egress-blocked"),
    Text("grpc", "503 failed to connect to all addresses; last error: UNKNOWN: ipv4:142.250.1.95:443: tcp handshaker shutdown (firestore.googleapis.com)", "network", "gcp.function.no-vpc-path"),
    Text("sql, dial", 'Dial error: failed to dial (connection name = "p:r:db"): dial tcp 10.20.0.3:3307: i/o timeout', "network", "gcp.function.no-vpc-path"),
)  # fmt: skip

NONE = (
    Text("api off", 'PERMISSION_DENIED: Secret Manager API has not been used in project 112233445566 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/secretmanager.googleapis.com/overview?project=112233445566 then retry. [reason: "SERVICE_DISABLED"]', "none", "gcp.api.disabled"),
    Text("billing", "googleapi: Error 403: This API method requires billing to be enabled. Please enable billing on project #112233445566, reason: BILLING_DISABLED", "none", "gcp.project.billing-disabled"),
    Text("quota", "429 Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service 'run.googleapis.com' for consumer 'project_number:1'. [reason: \"RATE_LIMIT_EXCEEDED\"]", "none", "gcp.project.quota-exceeded"),
    Text("rate, 403", '{"error": {"code": 403, "errors": [{"domain": "usageLimits", "reason": "rateLimitExceeded"}], "message": "Rate Limit Exceeded"}}', "none", "gcp.project.quota-exceeded"),
    Text("exhausted", "Error: 8 RESOURCE_EXHAUSTED: Bandwidth exhausted", "none", "gcp.project.quota-exceeded"),
    Text("token", "401 Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.", "none", "gcp.credentials.invalid"),
    Text("signature", "google.auth.exceptions.RefreshError: ('invalid_grant: Invalid JWT Signature.', {})", "none", "gcp.credentials.invalid"),
    Text("clock", "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.", "none", "gcp.credentials.invalid"),
    Text("no credentials", "google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found.", "none", "gcp.credentials.invalid"),
    Text("signer", "AttributeError: you need a private key to sign credentials. the credentials you are currently using <class 'google.auth.compute_engine.credentials.Credentials'> just contains a token.", "none", "gcp.credentials.invalid"),
    Text("key version", f"FAILED_PRECONDITION: {KEY}/cryptoKeyVersions/1 is not enabled, current state is: DISABLED.", "none", "gcp.key.disabled"),
    Text("secret version", f"9 FAILED_PRECONDITION: Secret Version [projects/{NUMBER}/secrets/db/versions/2] is in DISABLED state.", "none", "gcp.secret.version-disabled"),
    Text("topic absent", "google.api_core.exceptions.NotFound: 404 Resource not found (resource=ordres).", "none", "gcp.function.wrong-name"),
    Text("object absent", "google.api_core.exceptions.NotFound: 404 GET https://storage.googleapis.com/download/storage/v1/b/b/o/x: No such object: b/x", "none", "gcp.function.wrong-name"),
    Text("project of nobody", '403 Permission denied on resource project my-projcet. [reason: "CONSUMER_INVALID"]', "none", "gcp.function.wrong-name"),
    Text("zone", "Permission denied on 'locations/us-east1-a' (or it may not exist)", "none", "gcp.function.wrong-name"),
    Text("propagation", "The service account may not have been fully propagated yet. Retry the deployment in a few minutes.", "none", "gcp.binding.propagating"),
    Text("unavailable", "Error: 14 UNAVAILABLE: The service is currently unavailable.", "none", "gcp.target.failing"),
    Text("deadline", "google.api_core.exceptions.DeadlineExceeded: 504 Deadline Exceeded", "inconclusive", None),
    Text("not started", "The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable.", "none", "gcp.function.container-not-started"),
    Text("not started, request", "The request failed because the instance could not start successfully.", "none", "gcp.function.container-not-started"),
    Text("memory", "Memory limit of 512 MiB exceeded with 530 MiB used. Consider increasing the memory limit.", "none", "gcp.function.out-of-memory"),
    Text("time", "The request has been terminated because it has reached the maximum request timeout. To change this limit, see https://cloud.google.com/run/docs/configuring/request-timeout", "inconclusive", None),
    Text("time, gen1", "Function execution took 60002 ms, finished with status: 'timeout'", "inconclusive", None),
    Text("instances", "The request was aborted because there was no available instance.", "none", "gcp.function.throttled-by-load"),
    Text("crash", "Function execution took 13 ms, finished with status: 'crash'", "none", "gcp.function.application-error"),
    Text("image gone", "Image 'europe-docker.pkg.dev/p/app/orders:9' not found.", "none", "gcp.image.missing"),
    Text("build", "ERROR: (gcloud.functions.deploy) OperationError: code=3, message=Build failed: npm ERR! missing script: build", "none", "gcp.build.failed"),
    Text("role of another layer", "googleapi: Error 400: Role roles/run.invoker is not supported for this resource.", "none", None),
    Text("index", "Error: 9 FAILED_PRECONDITION: The query requires an index. You can create it here: https://console.firebase.google.com", "none", "gcp.function.application-error"),
)  # fmt: skip

ALL = (
    *RENDERINGS,
    *FORMS,
    *SERVICES,
    *ACCOUNTS,
    *PERIMETERS,
    *INVOKING,
    *DEPLOY,
    *WIRING,
    *NETWORK,
    *NONE,
    *texts_gcp_codes.ALL,
)
