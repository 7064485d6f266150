"""Texts of Google Cloud that are codes, keys, pages and failed starts: what refuses nothing, or not by a policy of IAM."""

from __future__ import annotations

from tests.messages.texts_aws import Text

APPLICATION, FAILING, NAME = "gcp.function.application-error", "gcp.target.failing", "gcp.function.wrong-name"

# One rendering for each code and, over all of them, every language and tool once.
CODES = (
    Text("node", 'Error: 5 NOT_FOUND: no entity to update: app: "s~shop-prod"', "none", NAME),
    Text("gcloud", "ERROR: (gcloud.tasks.create-http-task) NOT_FOUND: Queue does not exist.", "none", NAME),
    Text("c++", "Error reading row: Table shop/items is gone [NOT_FOUND]", "none", NAME),
    Text("rest", '{"error": {"code": 404, "message": "Entity was not found here.", "status": "NOT_FOUND"}}', "none", NAME),
    Text("go", "rpc error: code = AlreadyExists desc = Requested entity already exists (projects/p/topics/t)", "none", APPLICATION),
    Text("java", "io.grpc.StatusRuntimeException: INVALID_ARGUMENT: A document cannot be written because it exceeds the maximum size allowed.", "none", APPLICATION),
    Text("c#", 'Grpc.Core.RpcException: Status(StatusCode="FailedPrecondition", Detail="Session was ended by the server. (Spanner, projects/p)")', "none", APPLICATION),
    Text("python", "google.api_core.exceptions.OutOfRange: 400 offset out of range\nstatus = StatusCode.OUT_OF_RANGE", "none", APPLICATION),
    Text("ruby", "Google::Cloud::UnimplementedError: 12:Received http2 header with status: 404", "none", APPLICATION),
    Text("aborted", "Error: 10 ABORTED: Too much contention on these documents. Please try again. (firestore)", "none", APPLICATION),
    Text("cancelled", "Error: 1 CANCELLED: Call cancelled (google-gax)", "none", APPLICATION),
    Text("firebase", "Error: HTTP Error: 400, Could not update the function: name must start with a letter.", "none", APPLICATION),
    Text("terraform", "Error: Error creating Job: googleapi: Error 409: Job projects/p/locations/l/jobs/nightly exists already., conflict", "none", APPLICATION),
    Text("unavailable", "com.google.api.gax.rpc.UnavailableException: Network closed for unknown reason (spanner.googleapis.com)", "none", FAILING),
    Text("internal", "Error: 13 INTERNAL: Received RST_STREAM with code 2", "none", FAILING),
    Text("data loss", "rpc error: code = DataLoss desc = stream of projects/p/topics/t ended early", "none", FAILING),
    Text("unknown", "Error: 2 UNKNOWN: Stream removed (google-gax)", "none", FAILING),
    Text("in words", "google.api_core.exceptions.ServerError: Internal error encountered.", "none", FAILING),
    Text("time of the library", "GoogleError: Total timeout of API google.pubsub.v1.Publisher exceeded 60000 milliseconds before any response was received.", "inconclusive", None),
    Text("a trigger's source", "rpc error: code = NotFound desc = The topic of trigger projects/p/locations/l/triggers/t is not there", "trigger", "gcp.eventarc-trigger.missing"),
    Text("a trigger that was typed", "ERROR: (gcloud.eventarc.triggers.describe) NOT_FOUND: Resource 'projects/p/locations/l/triggers/x' was not found", "none", NAME),
    Text("a tool", "ERROR: (gcloud.functions.deploy) the directory has no file that can be run", "none", APPLICATION),
    Text("a tool that was refused", "ERROR: (gcloud.functions.deploy) this account is not allowed to read the directory", "inconclusive", None),
    Text("a library", "google.api_core.exceptions.RequestRangeNotSatisfiable: 416 GET https://storage.googleapis.com/download/storage/v1/b/b/o/x: the range is beyond the end", "none", APPLICATION),
    Text("no deployment", "Could not create Cloud Run service orders. Names such as PORT are reserved env names.", "none", "gcp.build.failed"),
    Text("a document's path", "Error: 5 NOT_FOUND: No document to update: projects/p/databases/(default)/documents/triggers/x", "none", NAME),
    Text("a lock", "Error: 10 ABORTED: Transaction lock timeout on a document (firestore)", "none", APPLICATION),
    Text("members", 'Error: Error setting IAM policy: googleapi: Error 400: Policy members must be of the form "<type>:<value>"., badRequest', "none", "gcp.build.failed"),
    Text("busy", "ERROR: (gcloud.sql.instances.patch) HTTPError 409: Operation failed because another operation was already in progress.", "none", APPLICATION),
    Text("a connection", "Error: 9 FAILED_PRECONDITION: the connection to the instance is not allowed (projects/p/instances/i)", "inconclusive", None),
)  # fmt: skip

STARTS = (
    Text("java, library", "Caused by: java.lang.ClassNotFoundException: com.google.cloud.functions.HttpFunction", "none", "gcp.function.module-missing"),
    Text("windows", "'gcloud' is not recognized as an internal or external command,\r\noperable program or batch file.", "none", None),
    Text("billing", "HTTP Error: 403, Access to this project was denied: please check your billing account", "none", "gcp.project.billing-disabled"),
    Text("billing, none", "The project of this bucket has a missing billing account", "none", "gcp.project.billing-disabled"),
    Text("silent key", "using projects/shop/locations/l/keyRings/r/cryptoKeys/k\nerror: failed to decrypt the configuration", "inconclusive", None),
    Text("memory, of what", "resize-thumbnails memory limit exceeded. Function invocation was interrupted.", "none", "gcp.function.out-of-memory"),
    Text("silent tool", "Error: google-github-actions/deploy-cloud-functions failed with: failed to execute gcloud command `gcloud functions deploy orders --gen2 --format json`: Preparing function...", "inconclusive", None),
    Text("tool with a reason", "Error: google-github-actions/deploy-cloudrun failed with: failed to execute gcloud command `gcloud run deploy orders --format json`: ERROR: (gcloud.run.deploy) PERMISSION_DENIED: Permission 'run.services.update' denied on resource 'namespaces/shop/services/orders' (or resource may not exist).", "iam", "gcp.deployer.permission-missing", "run.services.update", "namespaces/shop/services/orders"),
    Text("go, cycle", "package example.com/orders\n\timports example.com/stock\n\timports example.com/orders: import cycle not allowed", "none", None),
    Text("go, unused", './fn.go:12:2: "fmt" imported and not used', "none", None),
    Text("certificate of the connector", 'could not reach "shop:europe-west1:orders": the ephemeral certificate has already expired', "none", APPLICATION),
    Text("socket of the database", "Error: connect ENOENT /cloudsql/shop:europe-west1:orders/.s.PGSQL.5432", "inconclusive", None),
    Text("quota, in words", "The quotas of this project don't allow another service of that size; request a quota increase.", "none", "gcp.project.quota-exceeded"),
    Text("kind of login", "(1045, 'Cloud SQL MySQL: IAM database login requires an IAM-authenticated user. Others are turned away')", "none", APPLICATION),
    Text("kind of login, flag", "FATAL: Cloud SQL IAM authentication is not enabled for the instance.", "none", APPLICATION),
    Text("worker", "[ERROR] Exception in worker process (gunicorn, run.googleapis.com)", "none", APPLICATION),
    Text("runtime of the container", 'ERROR: build step 1 failed: OCI runtime create failed: starting container process caused: exec: "./deploy.sh": permission denied: unknown (gcr.io)', "none", "gcp.function.container-not-started"),
    Text("no entry point", "ERROR: build step failed: Function failed on loading user code. Error message: File main.py is expected to contain a function named on_upload. Found: 'helper' instead", "none", "gcp.function.module-missing"),
    Text("no module", "Could not load the function, shutting down. Cloud Functions: Provided code is not a loadable module.", "none", "gcp.function.module-missing"),
    Text("no shell", "/bin/sh: exec: line 1: gunicorn: not found\nrun.googleapis.com", "none", "gcp.function.container-not-started"),
    Text("other platform", "terminated: Application failed to start: failed to load /bin/server: exec format error (Cloud Run)", "none", "gcp.function.container-not-started"),
    Text("signal", "run.googleapis.com varlog: Uncaught signal: 11, pid=3, tid=3, fault_addr=0.", "none", "gcp.function.container-not-started"),
    Text("no time for the build", "Cloud build timed out after ten minutes", "none", "gcp.build.failed"),
    Text("value", "ERROR: (gcloud.run.deploy) spec.template.spec.containers.resources.limits.memory: Invalid value specified for memory.", "none", "gcp.build.failed"),
)  # fmt: skip

IDENTITIES = (
    Text("scopes, storage", '{"code": 403, "errors": [{"domain": "global", "reason": "insufficientPermissions", "message": "Insufficient Permission"}]}', "iam", "gcp.credentials.scope-missing"),
    Text("scopes, plural", "googleapi: Error 403: Provided scope(s) are not authorized, forbidden", "iam", "gcp.credentials.scope-missing"),
    Text("token of the instance", "Error: Could not refresh access token: Unsuccessful response status code. Request failed with status code 404 (google-auth-library)", "inconclusive", None),
    Text("firebase", "Error: HTTP Error: 403, The caller does not have permission", "iam", "gcp.deployer.permission-missing"),
    Text("secret key of the xml api", "<Error><Code>SignatureDoesNotMatch</Code><Message>Access denied. Check your Google secret key.</Message></Error>", "none", "gcp.credentials.invalid"),
    Text("library, alone", "Error: The caller does not have permission\n    at Gaxios.request (/workspace/node_modules/gaxios/build/src/gaxios.js:10:2)", "iam", None),
    Text("no identity token", "Error: Could not fetch the ID token: status code 404 (google-auth-library)", "inconclusive", None),
    Text("half a credential", 'Error: Refresh token must contain a "client_secret" property. (google-auth-library)', "none", "gcp.credentials.invalid"),
    Text("metadata server gone", "FetchError: request to http://169.254.169.254/computeMetadata/v1/project/project-id failed, reason: connect ETIMEDOUT", "inconclusive", None),
    Text("metadata, go", 'oauth2/google: Get "http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token": read: connection reset by peer', "inconclusive", None),
    Text("agent needs a role", "Error code 7, message: Operation failed: Google APIs Service Agent (112233445566@cloudservices.gserviceaccount.com) needs the editor role in the project.", "iam", "gcp.host-project.network-user-missing"),
    Text("trigger of a bucket", "functions[onUpload(europe-west1)]: Insufficient permissions to (re)configure a trigger (permission denied for bucket shop-invoices). Please, give owner permissions.", "iam", "gcp.functions-agent.role-missing", None, "projects/_/buckets/shop-invoices"),
    Text("object behind", "orders-fn@shop-prod.iam.gserviceaccount.com does not have storage.objects.get access to the Google Cloud Storage object. Permission 'storage.objects.get' denied on resource '//storage.googleapis.com/projects/_/buckets/invoices/objects/a.pdf' (or it may not exist).", "iam", "gcp.service-account.permission-missing", "storage.objects.get", "projects/_/buckets/invoices/objects/a.pdf"),
    Text("object behind, nobody", "Anonymous caller does not have storage.objects.list access to the Google Cloud Storage bucket. Permission 'storage.objects.list' denied on resource '//storage.googleapis.com/projects/_/buckets/invoices' (or it may not exist).", "iam", "gcp.service-account.other-identity", "storage.objects.list", "projects/_/buckets/invoices"),
)  # fmt: skip

REFUSED = (
    Text("agent of another product", "googleapi: Error 400: Composer API Service Agent service account (service-1@cloudcomposer-accounts.iam.gserviceaccount.com) does not have required permissions set.", "iam", "gcp.service-account.permission-missing"),
    Text("trigger, no more", "functions[onOrder(europe-west1)]: Deployment error. Failed to configure trigger.", "trigger", "gcp.eventarc-trigger.filter-mismatch"),
    Text("repository of the agent", "Ensure that the Cloud Functions service agent has 'artifactregistry.repositories.get' permission. You can add it with roles/artifactregistry.reader.", "iam", "gcp.functions-agent.role-missing", "artifactregistry.repositories.get"),
    Text("no quota project", "HTTP Error: 403, Your application is authenticating by using local Application Default Credentials. The x.googleapis.com API requires a quota project, which is not set by default.", "none", "gcp.credentials.invalid"),
    Text("attribute", 'Error creating Trigger: googleapi: Error 400: The request was invalid: invalid attribute "subject"', "trigger", "gcp.eventarc-trigger.filter-mismatch"),
    Text("attribute elsewhere", 'googleapi: Error 400: invalid attribute "subject" in the message of a publisher', "none", APPLICATION),
    Text("place of a channel", "HTTP Error: 400, the location of channel europe-north9 is not supported (eventarc)", "trigger", "gcp.eventarc-trigger.filter-mismatch"),
    Text("not detected", "Creating HTTP functions requires permission cloudfunctions.functions.setIamPolicy which was not detected for these credentials.", "iam", "gcp.deployer.permission-missing", "cloudfunctions.functions.setIamPolicy"),
    Text("numbers, json", '{"code":5,"message":"Stream shop/items ended"} (googleapis)', "none", NAME),
    Text("numbers, operation", "ERROR: (gcloud.functions.deploy) OperationError: code=13, message=An error occurred while building", "none", FAILING),
    Text("payload alone", '{"@type": "type.googleapis.com/google.cloud.audit.AuditLog", "status": {"code": 7, "message": "PERMISSION_DENIED"}, "authenticationInfo": {"principalEmail": "ci@shop-prod.iam.gserviceaccount.com"}, "serviceName": "run.googleapis.com", "methodName": "google.cloud.run.v1.Services.ReplaceService", "authorizationInfo": [{"permission": "run.services.update", "resource": "namespaces/shop-prod/services/orders"}]}', "iam", "gcp.deployer.permission-missing", "run.services.update", "namespaces/shop-prod/services/orders"),
    Text("bare, gcloud", "ERROR: (gcloud.run.deploy) Permission denied while looking at the registry.", "iam", "gcp.deployer.permission-missing"),
    Text("bare, node", "Error: 7 PERMISSION_DENIED: nothing more is told\n    at Firestore (/workspace/node_modules/@google-cloud/firestore/build/src/index.js)", "iam", "gcp.service-account.permission-missing"),
    Text("bare, another's", 'Grpc.Core.RpcException: Status(StatusCode="PermissionDenied", Detail="tenant is read-only") at Acme.Billing.Client', "inconclusive", None),
    Text("registry", "docker push failed: unauthorized: You don't have the needed permissions to perform this operation, and you may have invalid credentials. https://cloud.google.com/artifact-registry", "inconclusive", None),
    Text("publishing", "com.google.cloud.spring.pubsub.core.PubSubDeliveryException: Publishing to projects/shop-prod/topics/orders topic failed.; nested: PERMISSION_DENIED: User not authorized to perform this action.", "iam", "gcp.service-account.permission-missing", "pubsub.topics.publish", "projects/shop-prod/topics/orders"),
    Text("caller of a function", "Callable request verification failed: App Check token was rejected. (firebase)", "none", "gcp.credentials.invalid"),
    Text("token of a visitor", "FirebaseAuthError: Firebase ID token has expired. Get a fresh ID token from your client app and try again (auth/id-token-expired).", "none", "gcp.credentials.invalid"),
    Text("no key file", "SigningError: Could not get credentials without a JSON, pem, or p12 keyfile. (@google-cloud/storage)", "none", "gcp.credentials.invalid"),
    Text("metadata, c#", 'TokenResponseException: Error:"Server response does not contain a JSON object. Status code is: NotFound" (Google.Apis.Auth)', "inconclusive", None),
    Text("perimeter of the build", "Build failed: Unable to build your function due to VPC Service Controls. The Cloud Build service account needs an appropriate access level.", "network", "gcp.perimeter.egress-denied"),
    Text("trigger refused", "HTTP Error: 400, Cannot create trigger projects/shop-prod/locations/europe-west1/triggers/orders-1: event type google.cloud.audit.log.v1.written needs a serviceName", "trigger", "gcp.eventarc-trigger.filter-mismatch", None, "projects/shop-prod/locations/europe-west1/triggers/orders-1"),
    Text("no host", "run.googleapis.com stderr: Redis client error: getaddrinfo ENOTFOUND -", "none", NAME),
)  # fmt: skip

LISTING = """insertId: 1x2y3z
protoPayload:
  '@type': type.googleapis.com/google.cloud.audit.AuditLog
  authenticationInfo:
    principalEmail: ci@shop-prod.iam.gserviceaccount.com
  authorizationInfo:
  - granted: true
    permission: run.services.get
    resource: namespaces/shop-prod/services/orders
  - permission: run.services.update
    resource: namespaces/shop-prod/services/orders
    resourceAttributes: {{}}
  methodName: google.cloud.run.v1.Services.ReplaceService
  serviceName: run.googleapis.com
  status:
    code: {}
    message: {}
severity: ERROR
"""
GATES = (
    Text("endpoints", '{"code": 16, "message": "JWT validation failed: BAD_FORMAT"} (served by Endpoints, cloud.goog)', "resource-policy", "gcp.gateway.caller-refused"),
    Text("armor", '{"statusDetails": "denied_by_security_policy", "enforcedSecurityPolicy": {"name": "edge", "outcome": "DENY"}, "httpRequest": {"status": 403}}', "resource-policy", "gcp.gateway.caller-refused"),
    Text("gateway", '{"code": 401, "message": "Jwt issuer is not configured"} orders-gw-1ab2.ew.gateway.dev', "resource-policy", "gcp.gateway.caller-refused"),
    Text("gateway's api", "PERMISSION_DENIED:API orders-0ab.apigateway.shop-prod.cloud.goog is not enabled for the project.", "none", "gcp.api.disabled"),
    Text("listing", LISTING.format(7, "PERMISSION_DENIED"), "iam", "gcp.deployer.permission-missing", "run.services.update", "namespaces/shop-prod/services/orders", "serviceAccount:ci@shop-prod.iam.gserviceaccount.com"),
    Text("impersonation", "ERROR: Failed to impersonate [deploy@shop-prod.iam.gserviceaccount.com]. Make sure the account has access to it.", "iam", "gcp.service-account.sign-as-missing", "iam.serviceAccounts.getAccessToken", "projects/-/serviceAccounts/deploy@shop-prod.iam.gserviceaccount.com"),
    Text("sql client", "403 Forbidden: The client is not authorized to make this request. (sqladmin.googleapis.com)", "iam", "gcp.service-account.permission-missing"),
    Text("storage, java", 'com.google.cloud.storage.StorageException: 403 Forbidden {"code": 403, "message": "Access denied."}', "iam", "gcp.service-account.permission-missing"),
    Text("probe", "The user-provided container failed the configured liveness probe checks.", "none", "gcp.function.container-not-started"),
    Text("worker killed", "[ERROR] Worker (pid:7) was sent SIGKILL! Perhaps out of memory? run.googleapis.com", "none", "gcp.function.out-of-memory"),
    Text("worker slow", "[CRITICAL] WORKER TIMEOUT (pid:7) gunicorn on Cloud Run", "inconclusive", None),
)  # fmt: skip

KEYS = (
    Text("key, api", '{"code": 403, "message": "Requests to this API translate.googleapis.com method google.cloud.translate.v2.TranslateService.TranslateText are blocked.", "details": [{"reason": "API_KEY_SERVICE_BLOCKED"}]}', "resource-policy", "gcp.api-key.restricted"),
    Text("key, site", "google.api_core.exceptions.PermissionDenied: 403 Requests from referer <empty> are blocked.", "resource-policy", "gcp.api-key.restricted"),
    Text("key, address", "The provided API key has an IP address restriction. The originating IP address of the call (203.0.113.7) violates this restriction.", "resource-policy", "gcp.api-key.restricted"),
    Text("key, maps", "REQUEST_DENIED: This IP, site or mobile application is not authorized to use this API key. Request received from IP address 203.0.113.7, with empty referer (maps.googleapis.com)", "resource-policy", "gcp.api-key.restricted"),
    Text("key, wrong", '{"code": 400, "message": "API key not valid. Please pass a valid API key.", "details": [{"reason": "API_KEY_INVALID", "domain": "googleapis.com"}]}', "none", "gcp.credentials.invalid"),
)  # fmt: skip

_PAGE = "<title>Error 404 (Not Found)!!1</title> <p><b>404.</b> <ins>That’s an error.</ins> <p>The requested URL <code>/orders</code> was not found on this server. <ins>That’s all we know.</ins>"
PAGES = (
    Text("page of an api", "Raw server response: <p>Your client does not have permission to get URL <code>/v1/projects/shop/accounts</code> from this server. Outgoing request: POST https://identitytoolkit.googleapis.com/v1/projects/shop/accounts", "inconclusive", None),
    Text("phone", "W/Firestore: [Firestore]: Listen for Query(target=Query(orders order by __name__)) failed: Status{code=PERMISSION_DENIED, description=Missing or insufficient permissions., cause=null}", "inconclusive", None),
    Text("job of an api", '{"@type": "type.googleapis.com/google.cloud.scheduler.logging.AttemptFinished", "debugInfo": "URL_ERROR-ERROR_AUTHENTICATION. Original HTTP response code number = 403", "url": "https://dataflow.googleapis.com/v1b3/projects/shop/locations/l/templates:launch"}', "iam", "gcp.service-account.permission-missing"),
    Text("job of an api, status", '{"@type": "type.googleapis.com/google.cloud.scheduler.logging.AttemptFinished", "status": "PERMISSION_DENIED", "url": "https://compute.googleapis.com/compute/v1/projects/shop/zones/z/instances/i/start"}', "iam", "gcp.service-account.permission-missing"),
    Text("below http", "FetchError: request to https://oauth2.googleapis.com/token failed", "inconclusive", None),
    Text("subscription gone", "Pub/Sub: projects/shop/subscriptions/eventarc-europe-west1-orders-sub-007 was not found", "trigger", "gcp.subscription.missing"),
    Text("paused elsewhere", "state: PAUSED by an operator of our own scheduler, schedule: daily (google workspace)", "inconclusive", None),
    Text("blocked elsewhere", "Requests to this API are blocked by our own gateway (google maps)", "inconclusive", None),
    Text("answer, axios", "AxiosError: Request failed with status code 404\n    at settle (/workspace/node_modules/axios/dist/node/axios.cjs:1967:12)\n  url: 'https://europe-west1-shop.cloudfunctions.net/orders'", "inconclusive", None),
    Text("page, title", "GaxiosError: <!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title>", "inconclusive", None),
    Text("page alone", _PAGE, "inconclusive", None),
    Text("page, address", f"GET https://orders-abc-ew.a.run.app/orders\n{_PAGE}", "inconclusive", None),
    Text("page, ingress", f"$ gcloud run services describe orders --format='value(ingress)'\ningress: internal\n$ curl https://orders-abc-ew.a.run.app/orders\n{_PAGE}", "network", "gcp.function.ingress-blocked"),
    Text("page, no log", f"curl https://orders-abc-ew.a.run.app gives this, and there is no request log for it:\n{_PAGE}", "network", "gcp.function.ingress-blocked"),
)  # fmt: skip

ADDRESSES = (
    Text("tcp, cloud sql", "TCP Connection Error: connection to Cloud SQL instance at 203.0.113.9:3307 failed: timed out after 10s", "network", None),
    Text("prisma", "PrismaClientInitializationError: Can't reach database server at `10.20.0.3`:`5432` (cloudsql)", "network", None),
    Text("mongoose", "MongooseServerSelectionError: Server selection timed out after 30000 ms", "network", None),
    Text("resolver", "firebase-functions: An error occurred during DNS resolution: request timed out", "network", "gcp.dns-zone.wrong-answer"),
    Text("connector, region", "VPC connector projects/shop/locations/us-east1/connectors/inner must be in the same region as the function.", "network", "gcp.connector.not-ready", None, "projects/shop/locations/us-east1/connectors/inner"),
    Text("names, grpc", 'status = StatusCode.UNAVAILABLE\ndetails = "DNS resolution failed for pubsub.googleapis.com"', "network", "gcp.dns-zone.wrong-answer"),
    Text("mysql, java", "com.google.cloud.sql: java.sql.SQLNonTransientConnectionException: Cannot connect to MySQL server on 10.20.0.3:3,306.", "network", None),
    Text("refused, java", "com.google.cloud.sql: Caused by: org.postgresql.util.PSQLException: Connection to 10.20.0.3:5432 refused. Check that the hostname and port are correct.", "network", "gcp.target.connection-refused"),
    Text("dial, pgx", "failed to connect to `user=fn database=shop`: /tmp/.s.PGSQL.5432: dial error: timeout: context deadline exceeded (cloudsql)", "network", "gcp.function.no-vpc-path"),
    Text("no address of the kind", 'failed to connect to instance: Config error: instance does not have IP of type "PUBLIC" (connection name = "p:r:db")', "network", "gcp.function.no-vpc-path"),
    Text("no address, python", "google.cloud.sql.connector.exceptions.CloudSQLIPTypeError: Cloud SQL instance does not have any IP addresses matching preference: PRIVATE", "network", "gcp.function.no-vpc-path"),
    Text("no address, node", "CloudSQLConnectorError: Cannot connect to instance, private Ip address not found", "network", "gcp.function.no-vpc-path"),
)  # fmt: skip

ALL = (*CODES, *STARTS, *IDENTITIES, *REFUSED, *GATES, *KEYS, *PAGES, *ADDRESSES)
