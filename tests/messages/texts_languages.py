"""What runtimes say of failing code without the exception's name, failures in unknown words, and what only sounds like one."""

from __future__ import annotations

from texts_aws import Text

_CODE = "aws.function.application-error"

ALL = (
    Text("py words", "[ERROR] 'Order' object has no attribute 'lines' (/var/task/app.py)", "none", _CODE),
    Text("py call", "handler() missing 1 required positional argument: 'context' in /var/task/app.py", "none", _CODE),
    Text("js words", "/var/task: Unexpected token '<', \"<html>\" is not valid JSON", "none", _CODE),
    Text("js class", "/var/task/index.mjs: Client is not a constructor", "none", _CODE),
    Text("go panic", "START RequestId: 1 Version: $LATEST\n2026/11/22 10:00:00 calling the handler function resulted in a panic, the process should exit", "none", _CODE),
    Text("go json", "/var/task/bootstrap: json: cannot unmarshal string into Go struct field Order.total of type int", "none", _CODE),
    Text("java words", '/var/task: Cannot invoke "com.acme.Order.total()" because "order" is null', "none", _CODE),
    Text("net words", "lambda: Object reference not set to an instance of an object.", "none", _CODE),
    Text("ruby words", "/var/task/app.rb:3: undefined method 'total' for nil", "none", _CODE),
    Text("php words", "/var/task: PHP Fatal error:  Uncaught Error: Call to undefined function mb_split()", "none", _CODE),
    Text("native", "/var/task/bootstrap: Illegal instruction (core dumped)", "none", _CODE),
    Text("rust panic", "thread 'main' panicked at src/main.rs:9:5:\nconfig is empty\n/var/task/bootstrap", "none", _CODE),
    Text("rust panic of a broken connection", "thread 'main' panicked at src/main.rs:9:5:\ncalled `Result::unwrap()` on an `Err` value: Os { code: 110, message: \"Connection timed out\" }\n/var/task/bootstrap", "network", "aws.subnet.no-route"),
    Text("go unknown", "RequestId: 1 Process exited\nUnknown application error occurred\nRuntime.Unknown /var/task", "none", _CODE),
    Text("words that no row knows", "the colour table could not be merged: entry 7 is not valid", "none", None),
    Text("words that no row knows, of a peer", "upload failed: the socket of the printer went away", "inconclusive", None),
    Text("words that no row knows, of wiring", "the nightly schedule was found invalid", "inconclusive", None),
    Text("no failure", "job finished: 12 rows, 0 errors, no exceptions", "inconclusive", None),
    Text("custom resource failed", "CREATE_FAILED | Custom::Seed | Received response status [FAILED] from custom resource. Message returned: See the details in CloudWatch Log Stream: 2026/11/22/[$LATEST]0a1b", "inconclusive", None),
    Text("sns to an encrypted queue", '{"delivery":{"statusCode":400,"providerResponse":"{\\"ErrorCode\\":\\"KMS.AccessDeniedException\\",\\"ErrorMessage\\":\\"User: arn:aws:iam::111122223333:root is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001\\"}"}}', "resource-policy", "aws.key-policy.sender-not-admitted", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001"),
    Text("mapping stopped", '{"State": "Disabled", "StateTransitionReason": "ESM_CONFIG_NOT_VALID"} arn:aws:lambda', "trigger", "aws.event-source-mapping.rejected"),
    Text("template reference", "Template error: instance of Fn::GetAtt references undefined resource OrdersTable", "none", "aws.deployer.request-invalid"),
    Text("localhost of postgres", 'OperationalError: could not connect to server: Connection refused\n\tIs the server running on host "localhost" (127.0.0.1) and accepting\n\tTCP/IP connections on port 5432? /var/task', "none", "aws.function.wrong-name"),
    Text("host that was never set", "MongoServerSelectionError: Server selection timed out after 5000 ms\n  servers: Map(1) { 'undefined:27017' => [ServerDescription] {\n   address: 'undefined:27017' /var/task", "none", "aws.function.wrong-name"),
    Text("driver's connection closed", "/var/task MongoNetworkError: connection 4 to 10.0.4.5:27017 closed", "network", "aws.function.idle-connection-reset"),
    Text("driver's connection timed out", "/var/task MongoNetworkTimeoutError: connection 4 to 10.0.4.5:27017 timed out", "inconclusive", None),
    Text("postgres closed", "/var/task Error: Connection terminated unexpectedly\n    at Client._handleErrorWhileConnecting", "network", "aws.function.idle-connection-reset"),
    Text("old runtime", "RequestId: 1 Process exited before completing request", "none", "aws.function.application-error"),
    Text("nothing but the word", '"errorMessage": "internal error"', "inconclusive", None),
    Text("authorizer in a name", "Resolution error: the stack of ordersAuthorizerRole-2 lies in another environment, which is not supported", "none", None),
    Text("pipe rejected", 'Resource handler returned message: "Invalid value for field source (Service: Pipes, Status Code: 400, Request ID: 1)"', "trigger", "aws.rule.input-rejected"),
    Text("event rejected, not a rule", "PutEvents: Entries must be 1 to 10 (Service: EventBridge, Status Code: 400, Request ID: 1)", "none", None),
    Text("driver gave up", "lambda: could not connect to search.orders.example.com:9200: operation timed out", "network", "aws.subnet.no-route"),
    Text("driver waited", "lambda: failed to connect to the model: read timed out", "inconclusive", None),
)  # fmt: skip
