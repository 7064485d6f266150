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
    Text("driver gave up", "lambda: could not connect to search.orders.example.com:9200: operation timed out", "network", "aws.subnet.no-route"),
    Text("driver waited", "lambda: failed to connect to the model: read timed out", "inconclusive", None),
)  # fmt: skip
