"""What programs, workers, builds and plans print when nobody refused anything; names are made up, forms are not."""

from __future__ import annotations

from texts_aws import Text

APPLICATION, INVALID = "azure.function.application-error", "azure.deployer.request-invalid"
WORKERS = (
    Text("worker exit", "Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException: node exited with code 134 (0x86)\n ---> System.Exception: FATAL ERROR", "none", APPLICATION),
    Text("worker does not index", "Worker failed to index functions\nResult: Failure\nException: SyntaxError: invalid syntax (function_app.py, line 8)", "none", APPLICATION),
    Text("not loaded", "2026-11-22 05:00:01.901 | Function:orders is not loaded by the language worker: 0f1e2d3c | Error", "none", APPLICATION),
    Text("channel", "[Error] Failed to start Rpc Worker Channel. Process fileName: /usr/bin/python3.12", "none", APPLICATION),
    Text("worker configuration", "Microsoft.Azure.WebJobs.Script: WorkerConfig for runtime: java not found.", "none", APPLICATION),
    Text("framework", "You must install or update .NET to run this application.\nFramework: 'Microsoft.NETCore.App', version '9.0.0' (x64)\nhttps://aka.ms/dotnet/app-launch-failed Microsoft.Azure.Functions.Worker", "none", APPLICATION),
    Text("java version", "Exception: UnsupportedClassVersionError: com/example/Orders has been compiled by a more recent version of the Java Runtime azure functions", "none", APPLICATION),
    Text("node version", "Worker was unable to load: Incompatible Node.js version (v16.20.2). Refer to our documentation azure functions", "none", APPLICATION),
    Text("library", "pyodbc.Error: Can't open lib 'ODBC Driver 18 for SQL Server' : file not found azure functions", "none", "azure.function.module-missing"),
    Text("disk", "System.IO.IOException: There is not enough space on the disk. azure functions", "none", APPLICATION),
    Text("durable", "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException: Non-Deterministic workflow detected: TaskScheduledEvent: 4 Charge", "none", APPLICATION),
    Text("durable, twice", "System.InvalidOperationException: An Orchestration instance with the status Running already exists. DurableTask", "none", APPLICATION),
)  # fmt: skip
TOOLS = (
    Text("project", "$ func start\nUnable to find project root. Expecting to find one of host.json, local.settings.json in project root.", "none", INVALID),
    Text("host.json", "A ScriptHost error has occurred\nUnable to parse host configuration file '/home/site/wwwroot/host.json'. Azure Functions", "none", INVALID),
    Text("publish", "Can't find app with name \"orders-fn\"\n func azure functionapp publish orders-fn", "none", INVALID),
    Text("remote build", "Uploading 4.2 KB\nRemote build in progress, please wait...\nRemote build failed! azure functions", "none", INVALID),
    Text("sdk", "/usr/share/dotnet/sdk/Microsoft.NET.TargetFrameworkInference.targets(144,5): error NETSDK1045: The current .NET SDK does not support targeting .NET 9.0. azure functions", "none", INVALID),
    Text("packages", "error : Unable to resolve 'Contoso.Orders (>= 2.1.0)' for 'net8.0'. PackageSourceMapping is enabled. azure functions", "none", INVALID),
    Text("runtime of the app", "Your Azure Function App has 'FUNCTIONS_WORKER_RUNTIME' set to 'node' while your local project is set to 'python'.", "none", INVALID),
    Text("port", "Port 7071 is unavailable. Close the process using that port, or specify another port using --port [-p]. func", "none", INVALID),
    Text("terraform", '│ Error: Unsupported argument\n│   on main.tf line 12, in resource "azurerm_linux_function_app" "fn":\n│ An argument named "always_on" is not expected here.', "none", INVALID),
    Text("terraform state", "Error: Error acquiring the state lock\nError message: state blob is already locked\nLock Info: azurerm", "none", INVALID),
    Text("serverless", "Serverless plugin \"serverless-azure-functions\" not found. Make sure it's installed and listed in the \"plugins\" section", "none", INVALID),
)  # fmt: skip
PLANS = (
    Text("always on", "Conflict: AlwaysOn cannot be set for this site as the plan does not allow it. azure", "none", INVALID),
    Text("slots", "Cannot complete the operation because the site will exceed the number of slots allowed for the 'Dynamic' SKU. azure", "none", INVALID),
    Text("integration", "VNet integration is not supported on the Consumption plan. azure functions", "none", INVALID),
    Text("stack", 'Code="BadRequest" Message="The parameter LinuxFxVersion has an invalid value." azure', "none", INVALID),
    Text("place", "Linux dynamic workers are not available in resource group orders-rg. Use another one. azure", "none", INVALID),
    Text("update", '{"error": {"code": "RoleAssignmentUpdateNotPermitted", "message": "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."}}', "none", INVALID),
)  # fmt: skip
REST = (
    Text("rejected", '{"Code":"BadRequest","Message":"properties.minimumElasticInstanceCount is larger than the site may have."} azure', "none", INVALID),
    Text("rejected, terraform", 'creating Linux Function App (Site Name: "orders-fn"): performing CreateOrUpdate: unexpected status 409 (409 Conflict) with response: {"Message":"Hostname in use."} azure', "none", INVALID),
    Text("rejected, words", "Deployment failed with BadRequest: setting ORDERS_MODE is not allowed here. azure functions", "none", INVALID),
    Text("url", "Invalid event subscription request: Supplied URL is invalid. It must be a proper HTTPS URL. azure event grid", "none", INVALID),
    Text("preflight", "Access to fetch at https://orders-fn.azurewebsites.net: response to preflight request doesn't pass access control check", "none", "azure.function.cors"),
    Text("not there yet", "orders is not available here yet azure functions", "none", APPLICATION),
    Text("failure", "[Error] Executed 'Functions.Orders' (Failed, Id=0f1e, Duration=12ms)", "none", APPLICATION),
    Text("failure, words", "azure functions: could not render the invoice: template missing", "none", APPLICATION),
)  # fmt: skip
WIRING = (
    Text("lease key", "The lease container, if partitioned, must have partition key equal to id. CosmosDBTrigger", "trigger", "azure.binding.invalid"),
    Text("receiver", "The following 1 functions are in error:\nOrders: Value cannot be null.\nParameter name: senderConnectionString. azure functions", "trigger", "azure.connection.setting-missing"),
    Text("setting, either", "The SignalR Service connection string must be set either via an 'AzureSignalRConnectionString' app setting, or directly in code.", "trigger", "azure.connection.setting-missing", None, "AzureSignalRConnectionString"),
    Text("setting, empty property", "The 'connection' property in 'serviceBusTrigger' is empty.", "trigger", "azure.connection.setting-missing"),
    Text("expression", "Unable to resolve binding parameter OrderId. Binding expressions must map to a value of the trigger. azure functions", "trigger", "azure.binding.invalid"),
    Text("connection, binding", "Connection string missing required properties endpoint. (Parameter 'connectionString') SignalRConnectionInfoInput(ConnectionStringSetting = \"Hub\") azure", "trigger", "azure.connection.setting-missing"),
    Text("property", "Unable to resolve the value for property 'QueueAttribute.Connection'. Make sure the setting exists and has a valid value. azure", "trigger", "azure.connection.setting-missing", None, "QueueAttribute.Connection"),
    Text("lock renewal", "Singleton lock renewal failed for blob 'orders/host' with error code 409: LeaseIdMismatchWithLeaseOperation. azure", "trigger", "azure.timer.lease-held"),
    Text("endpoint not found", "40400: Endpoint not found., Resource:sb://orders-ns.servicebus.windows.net/orders/subscriptions/all. TrackingId:1", "trigger", "azure.source.missing", None, "sb://orders-ns.servicebus.windows.net/orders/subscriptions/all"),
    Text("two triggers", "Orders: Multiple trigger bindings defined. A function can only have a single trigger binding. azure functions", "trigger", "azure.binding.invalid"),
    Text("reference not resolved", "The setting is not resolved: my code reads @Microsoft.KeyVault(SecretUri=https://orders-kv.vault.azure.net/secrets/db)", "trigger", "azure.key-vault-reference.unresolved"),
    Text("site disabled", "Error: Failed to deploy web package to App Service. Site Disabled (CODE: 403)", "trigger", "azure.app.stopped"),
    Text("share root", "System.IO.FileSystem: Could not find a part of the path 'C:\\home\\site\\wwwroot'.", "trigger", "azure.content-share.missing"),
    Text("file below the root", "System.IO.FileSystem: Could not find a part of the path 'C:\\home\\site\\wwwroot\\data\\a.csv'.", "none", APPLICATION),
)  # fmt: skip
REFUSED = (
    Text("linked, one word", "The client 'a' with object id 'a' has permission to perform action 'Microsoft.Web/sites/write' on scope '/subscriptions/x/resourceGroups/r/providers/Microsoft.Web/sites/f'; however, it does not have permission to perform action 'write' on the linked scope(s) '/subscriptions/x/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/n/subnets/s' or the linked scope(s) are invalid.", "iam", "azure.deployer.linked-role-missing", "write", "/subscriptions/x/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/n/subnets/s"),
    Text("federation, no number", "Error: : No matching federated identity record found for presented assertion issuer 'https://token.actions.githubusercontent.com/'. azure login", "iam", "azure.app-registration.federation-mismatch"),
    Text("secret, no number", "invalid_client: Invalid client secret provided. azure", "none", "azure.credentials.expired"),
    Text("lack, new words", "azure purview: the service principal orders-sp does not have the Data Reader role here", "iam", "azure.role-assignment.missing"),
    Text("key or role", "Microsoft.Azure.SignalR.Common: Authorization failed. If you were using AccessKey, please check connection string. 401 (Unauthorized)", "inconclusive", None),
    Text("aborted", "System.Net.Sockets.SocketException: The I/O operation has been aborted because of either a thread exit or an application request azure", "inconclusive", None),
    Text("bus is full", "Microsoft.ServiceBus.Messaging.QuotaExceededException: The remote server returned an error: (403) Forbidden. azure", "none", "azure.subscription.quota-exceeded"),
    Text("deployment failed somewhere", '{"code":"Conflict","message":"{\\"code\\": \\"ResourceDeploymentFailure\\", \\"message\\": \\"The resource operation completed with terminal provisioning state Failed.\\"}"} azure', "inconclusive", None),
    Text("connection, own code", "ValueError: Connection string is either blank or malformed. /home/site/wwwroot/f.py", "none", APPLICATION),
    Text("vault, old client", "Microsoft.Azure.KeyVault.Models.KeyVaultErrorException: Access denied\n   at Microsoft.Azure.KeyVault.KeyVaultClient.GetSecretWithHttpMessagesAsync", "iam", "azure.key-vault.access-policy-missing"),
    Text("configuration, no address", "Azure.Data.AppConfiguration: Service request failed.\nStatus: 403 (Forbidden)\nServer: openresty", "iam", "azure.role-assignment.missing"),
    Text("amqp, old sentence", "System.UnauthorizedAccessException: Attempted to perform an unauthorized operation.\n   at Azure.Messaging.EventHubs.AmqpError.ThrowIfErrorResponse(AmqpMessage response)", "iam", "azure.role-assignment.missing"),
    Text("workspace", "Identity(object id: 7c9e6679-7425-40de-944b-e07fc1f90ae7) does not have permissions for Microsoft.MachineLearningServices/workspaces/jobs/action actions.", "iam", "azure.role-assignment.missing", "Microsoft.MachineLearningServices/workspaces/jobs/action"),
    Text("image, masked", '{"message":"Get https://****.azurecr.io/v2/orders/manifests/1: unauthorized: authentication required"}', "iam", "azure.role-assignment.missing"),
    Text("database, no user", 'The server principal "orders-fn" is not able to access the database "orders" under the current security context. azure sql', "iam", "azure.database.user-missing"),
    Text("cosmos, narrow token", "Forbidden (403); Substatus: 0; Reason: (Insufficient permissions provided in the authorization header for the corresponding request.) cosmos", "resource-policy", "azure.target.key-refused"),
    Text("cache", "StackExchange.Redis: WRONGPASS invalid username-password pair orders.redis.cache.windows.net azure", "resource-policy", "azure.target.key-refused"),
    Text("deployment site, action", "Error: Failed to deploy web package to App Service. Unauthorized (CODE: 401)", "resource-policy", "azure.scm-site.basic-auth-disabled"),
    Text("deployment site, forbidden", "Error: Failed to deploy web package to App Service. Forbidden (CODE: 403)", "inconclusive", None),
    Text("audience of the token", "Bearer error=\"invalid_token\", error_description=\"The audience 'api://orders' is invalid\" azure", "resource-policy", "azure.easy-auth.wrong-audience"),
    Text("token over", "Bearer error=\"invalid_token\", error_description=\"The token expired at '11/22/2026 05:00:00'\" azure", "none", "azure.credentials.expired"),
    Text("nobody listens", "System.Net.Sockets.SocketException (111): Connection refused (10.1.2.3:8080) azure", "network", "azure.target.connection-refused"),
    Text("emulator", "Azure.RequestFailedException: No connection could be made because the target machine actively refused it. (127.0.0.1:10000)", "none", "azure.function.wrong-name"),
    Text("ingress", "upstream connect error or disconnect/reset before headers. reset reason: connection failure azurecontainerapps.io", "network", "azure.target.connection-refused"),
    Text("api's token", '{"statusCode": 401, "message": "Unauthorized. Access token is missing or invalid."} azure-api.net', "resource-policy", "azure.gateway.caller-refused"),
    Text("delivery, fields", "outcome=Forbidden, latencyInMs=88, id=0f1e, state=FailingDelivery, deliveryTime=11/22/2026 5:00:00 AM, deliveryCount=3", "resource-policy", "azure.event-subscription.delivery-refused"),
    Text("delivery, too slow", "outcome=TimedOut, latencyInMs=30004, state=FailingDelivery, deliveryCount=1, probationCount=2", "none", "azure.target.failing"),
    Text("string that does not parse, host", "A host error has occurred during startup operation '0f1e'.\nMicrosoft.WindowsAzure.Storage: No valid combination of account information found.", "trigger", "azure.connection.setting-missing"),
    Text("share refused", "Creation of storage file share failed with: 'The remote server returned an error: (403) Forbidden.' azure", "inconclusive", "azure.content-share.missing"),
    Text("share, password", "The user name or password is incorrect. : 'C:\\home\\data\\Functions\\secrets' azure functions", "inconclusive", "azure.content-share.missing"),
    Text("package refused", "When request Azure resource at PublishContent, OneDeploy : Failed with status 403", "inconclusive", None),
    Text("namespace not offered", "DisallowedProvider: The operation is not permitted for namespace 'Microsoft.Web'. azure", "none", "azure.deployer.request-invalid"),
    Text("pipeline", "The pipeline is not valid. Job ship: Step AzureFunctionApp input azureSubscription references service connection orders-prod which could not be found.", "none", "azure.deployer.request-invalid"),
)  # fmt: skip
PROGRAMS = (*REFUSED, *WORKERS, *TOOLS, *PLANS, *REST, *WIRING)
