"""Texts as AWS, its SDKs and its tools print them, each with what it says; names are made up, forms are not."""

from __future__ import annotations

from typing import NamedTuple

ACCOUNT = "111122223333"
ROLE = f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-role/orders"
USER = f"arn:aws:iam::{ACCOUNT}:user/pat"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders-q"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:orders"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db-AbCdEf"


class Text(NamedTuple):
    """*cause* None where the text does not decide it; action and resource None where it does not name them."""

    name: str
    text: str
    class_: str
    cause: str | None
    action: str | None = None
    resource: str | None = None
    principal: str | None = None


def standard(who: str, action: str, resource: str | None, reason: str = "") -> str:
    """Return the standard form."""
    on = f" on resource: {resource}" if resource else ""
    return f"User: {who} is not authorized to perform: {action}{on}{reason}"


def no(layer: str, action: str) -> str:
    return f" because no {layer} allows the {action} action"


def missing(action: str, resource: str, who: str = ROLE) -> str:
    """Return the commonest denial of all."""
    return standard(who, action, resource, no("identity-based policy", action))


GET = standard(ROLE, "dynamodb:GetItem", TABLE, no("identity-based policy", "dynamodb:GetItem"))

RENDERINGS = (
    Text("boto3", f'[ERROR] ClientError: An error occurred (AccessDeniedException) when calling the GetItem operation: {GET}\nTraceback (most recent call last):\n  File "/var/task/app.py", line 12, in handler', "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("cli", f"\nAn error occurred (AccessDeniedException) when calling the GetItem operation: {GET}\n", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("node 3", f'2026-11-22T05:00:00.000Z\t1b2c\tERROR\tInvoke Error \t{{"errorType":"AccessDeniedException","errorMessage":"{GET}","name":"AccessDeniedException","$fault":"client","$metadata":{{"httpStatusCode":400}}}}', "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("node 2", f"{{\n  message: '{GET}',\n  code: 'AccessDeniedException',\n  statusCode: 400,\n  retryable: false\n}}", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("java 2", f"software.amazon.awssdk.services.dynamodb.model.DynamoDbException: {GET} (Service: DynamoDb, Status Code: 400, Request ID: ABC) (SDK Attempt Count: 1)\n\tat software.amazon.awssdk.core.internal", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("java 1", f"com.amazonaws.services.dynamodbv2.model.AmazonDynamoDBException: {GET} (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: AccessDeniedException; Request ID: ABC; Proxy: null)", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("go 2", f"operation error DynamoDB: GetItem, https response error StatusCode: 400, RequestID: ABC, api error AccessDeniedException: {GET}", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("go 1", f"AccessDeniedException: {GET}\n\tstatus code: 400, request id: ABC", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("dotnet", f"Amazon.DynamoDBv2.AmazonDynamoDBException: {GET}\n ---> Amazon.Runtime.Internal.HttpErrorResponseException: Exception of type 'HttpErrorResponseException' was thrown.\n   at Amazon.Runtime.HttpWebRequestMessage.GetResponseAsync", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("rust", f'ServiceError(ServiceError {{ source: Unhandled(Unhandled {{ source: ErrorMetadata {{ code: Some("AccessDeniedException"), message: Some("{GET}") }} }}) }})', "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("ruby", f"Aws::DynamoDB::Errors::AccessDeniedException ({GET})", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("php", f'Error executing "GetItem" on "https://dynamodb.eu-west-1.amazonaws.com"; AWS HTTP error: Client error: `POST https://dynamodb.eu-west-1.amazonaws.com` resulted in a `400 Bad Request` response: {{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"{GET}"}} AccessDeniedException (client): {GET}', "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("terraform", f"╷\n│ Error: reading DynamoDB Table Item (Orders): operation error DynamoDB: GetItem, https response error StatusCode: 400, RequestID: ABC, api error AccessDeniedException: {GET}\n│\n│   with aws_dynamodb_table_item.x,\n│   on main.tf line 3\n╵", "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("cloudformation", f'Resource handler returned message: "{GET} (Service: DynamoDb, Status Code: 400, Request ID: ABC)" (RequestToken: T, HandlerErrorCode: AccessDenied)', "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("step functions", f'{{"error": "DynamoDB.AmazonDynamoDBException", "cause": "{GET} (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: AccessDeniedException; Request ID: ABC; Proxy: null)"}}', "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("json log", f'{{"timestamp":"2026-11-22T05:00:00Z","level":"ERROR","requestId":"abc","message":{{"errorType":"ClientError","errorMessage":"An error occurred (AccessDeniedException) when calling the GetItem operation: {GET}"}}}}', "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("http body", f'HTTP/1.1 400 Bad Request\nx-amzn-RequestId: ABC\n\n{{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"{GET}"}}', "iam", "aws.role.action-missing", "dynamodb:GetItem", TABLE),
    Text("xml body", f"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{standard(USER, 'route53:ListHostedZones', None)}</Message></Error></ErrorResponse>", "iam", None, "route53:ListHostedZones"),
)  # fmt: skip

LAYERS = (
    Text("resource, key", standard(ROLE, "kms:Decrypt", KEY, no("resource-based policy", "kms:Decrypt")), "resource-policy", "aws.key-policy.role-not-admitted", "kms:Decrypt", KEY),
    Text("resource, secret", standard(ROLE, "secretsmanager:GetSecretValue", SECRET, no("resource-based policy", "secretsmanager:GetSecretValue")), "resource-policy", "aws.secret-policy.role-not-admitted", "secretsmanager:GetSecretValue", SECRET),
    Text("resource, function", standard(ROLE, "lambda:InvokeFunction", FUNCTION, no("resource-based policy", "lambda:InvokeFunction")), "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction", FUNCTION),
    Text("resource, no blank", standard(ROLE, "sqs:sendmessage", QUEUE, " because noresource-based policy allows the sqs:sendmessage action"), "resource-policy", "aws.queue-policy.role-not-admitted", "sqs:sendmessage", QUEUE),
    Text("boundary", standard(ROLE, "s3:PutObject", '"arn:aws:s3:::orders/a b.txt"', no("permissions boundary", "s3:PutObject")), "iam", "aws.role.boundary", "s3:PutObject", "arn:aws:s3:::orders/a b.txt"),
    Text("session", standard(ROLE, "s3:PutObject", '"arn:aws:s3:::orders/k"', " with an explicit deny in a sessions policy"), "iam", "aws.role.session-policy", "s3:PutObject", "arn:aws:s3:::orders/k"),
    Text("scp implicit", standard(ROLE, "ses:SendEmail", "*", no("service control policy", "ses:SendEmail")), "iam", "aws.organization.scp", "ses:SendEmail", "*"),
    Text("scp explicit, 2026", standard(ROLE, "sns:Publish", f"arn:aws:sns:eu-west-1:{ACCOUNT}:t", f" with an explicit deny in a service control policy: arn:aws:organizations::{ACCOUNT}:policy/o-abc/service_control_policy/p-1."), "iam", "aws.organization.scp", "sns:Publish", f"arn:aws:sns:eu-west-1:{ACCOUNT}:t"),
    Text("rcp", standard(ROLE, "s3:GetObject", '"arn:aws:s3:::orders/k"', " with an explicit deny in a resource control policy"), "resource-policy", "aws.organization.rcp", "s3:GetObject", "arn:aws:s3:::orders/k"),
    Text("endpoint", standard(ROLE, "sqs:SendMessage", QUEUE, no("VPC endpoint policy", "sqs:SendMessage")), "resource-policy", "aws.endpoint-policy.call-not-admitted", "sqs:SendMessage", QUEUE),
    Text("endpoint through scp", standard(ROLE, "sqs:SendMessage", QUEUE, " with an explicit deny in a VPC endpoint policy transitively through a service control policy"), "iam", "aws.organization.scp", "sqs:SendMessage", QUEUE),
    Text("trust", standard(ROLE, "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/x", no("role trust policy", "sts:AssumeRole")), "iam", "aws.target-role.trust", "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/x"),
    Text("trust explicit", standard(ROLE, "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/x", " with an explicit deny in the role trust policy"), "iam", "aws.target-role.trust", "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/x"),
    Text("explicit identity with arn", standard(ROLE, "s3:GetObject", '"arn:aws:s3:::b/k"', f" with an explicit deny in an identity-based policy: arn:aws:iam::{ACCOUNT}:policy/no-s3"), "iam", "aws.role.explicit-deny", "s3:GetObject", "arn:aws:s3:::b/k"),
    Text("explicit bucket", standard(ROLE, "s3:GetObject", '"arn:aws:s3:::b/k"', " with an explicit deny in a resource-based policy"), "resource-policy", "aws.bucket-policy.explicit-deny", "s3:GetObject", "arn:aws:s3:::b/k"),
    Text("explicit, layer untold", standard(ROLE, "lambda:GetFunction", FUNCTION, " with an explicit deny"), "iam", "aws.role.explicit-deny", "lambda:GetFunction", FUNCTION),
    Text("public access block", standard(USER, "s3:PutBucketPolicy", '"arn:aws:s3:::b"', " because public policies are blocked by the BlockPublicPolicy block public access setting."), "resource-policy", "aws.bucket.public-access-blocked", "s3:PutBucketPolicy", "arn:aws:s3:::b"),
    Text("pass role", standard(USER, "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/orders-role", no("identity-based policy", "iam:PassRole")), "iam", "aws.deployer.passrole-missing", "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/orders-role"),
    Text("database", standard(ROLE, "rds-db:connect", f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:db-X/app", no("identity-based policy", "rds-db:connect")), "iam", "aws.role.database-connect-missing", "rds-db:connect", f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:db-X/app"),
    Text("layer not shared", standard(USER, "lambda:GetLayerVersion", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:l:3", no("resource-based policy", "lambda:GetLayerVersion")), "resource-policy", "aws.layer-policy.not-shared", "lambda:GetLayerVersion", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:l:3"),
    Text("web identity", "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity", "iam", "aws.target-role.trust", "sts:AssumeRoleWithWebIdentity"),
    Text("ses", f"AccessDenied: User `{ROLE}' is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:eu-west-1:{ACCOUNT}:identity/shop@example.com'", "iam", None, "ses:SendEmail", f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/shop@example.com"),
    Text("role by name", standard(USER, "iam:DeleteRolePolicy", "role orders-role", no("identity-based policy", "iam:DeleteRolePolicy")), "iam", "aws.deployer.action-denied", "iam:DeleteRolePolicy", "role orders-role"),
    Text("log stream", standard(ROLE, "logs:CreateLogStream", f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/lambda/orders:log-stream:", no("identity-based policy", "logs:CreateLogStream")), "iam", "aws.role.logs-permission-missing", "logs:CreateLogStream", f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/lambda/orders:log-stream:"),
    Text("fragment", "...ation because no identity-based policy allows the iam:PassRole action (Service: Lambda, Status Code: 403)", "iam", "aws.deployer.passrole-missing", "iam:PassRole"),
    Text("anonymous", standard("anonymous", "execute-api:Invoke", "arn:aws:execute-api:eu-west-1:********3333:abc123/prod/GET/orders"), "resource-policy", "aws.api.caller-refused", "execute-api:Invoke", "arn:aws:execute-api:eu-west-1:********3333:abc123/prod/GET/orders"),
    Text("masked", standard("arn:aws:sts::[account id]:assumed-role/orders-role/orders", "kms:Decrypt", "<key arn>", no("identity-based policy", "kms:Decrypt")), "iam", "aws.role.key-permission-missing", "kms:Decrypt", "<key arn>"),
)  # fmt: skip

SERVICES = (
    Text("s3 plain", "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the GetObject operation: Access Denied", "inconclusive", None, "s3:GetObject"),
    Text("s3 list all", "An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied", "iam", None, "s3:ListAllMyBuckets"),
    Text("s3 xml", '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>1</RequestId></Error>', "inconclusive", None),
    Text("s3 head", "An error occurred (403) when calling the HeadObject operation: Forbidden", "inconclusive", None, "s3:GetObject"),
    Text("sqs old", "AccessDenied: Access to the resource https://sqs.eu-west-1.amazonaws.com/111122223333/orders-q is denied.", "iam", None, None, "https://sqs.eu-west-1.amazonaws.com/111122223333/orders-q"),
    Text("ec2 encoded", "An error occurred (UnauthorizedOperation) when calling the CreateNetworkInterface operation: You are not authorized to perform this operation. Encoded authorization failure message: 4GHuXz", "iam", None, "ec2:CreateNetworkInterface"),
    Text("ec2 detailed", f"You are not authorized to perform this operation. {standard(ROLE, 'ec2:StopInstances', f'arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1', no('identity-based policy', 'ec2:StopInstances'))}. Encoded authorization failure message: XyZ", "iam", None, "ec2:StopInstances", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1"),
    Text("event row", f"{ROLE}  ec2.amazonaws.com  DescribeSubnets  Client.UnauthorizedOperation  You are not authorized to perform this operation.", "iam", None, "ec2:DescribeSubnets"),
    Text("principal in brackets", "Principal [arn:aws:iam::111122223333:user/pat] is not allowed to execute [redshift:DescribeClusters] on the resource", "iam", None, "redshift:DescribeClusters"),
    Text("not authorized resource", "AccessDeniedException: Not authorized to access resource arn:aws:glue:eu-west-1:111122223333:catalog", "iam", None, None, "arn:aws:glue:eu-west-1:111122223333:catalog"),
    Text("dynamodb code alone", "An error occurred (AccessDeniedException) when calling the PutItem operation: ", "iam", None, "dynamodb:PutItem"),
    Text("rds code alone", "com.amazonaws.services.rds.model.AmazonRDSException: (Service: AmazonRDS; Status Code: 403; Error Code: AccessDenied; Request ID: ABC) when calling the DescribeDBInstances operation", "iam", None, "rds:DescribeDBInstances"),
    Text("empty code", "Error: creating Lambda Function (orders): AccessDeniedException: \n\tstatus code: 403, request id: ABC", "inconclusive", None),
    Text("waiter", "AccessDeniedException: Resource is not in the state functionActive", "iam", "aws.deployer.action-denied"),
    Text("ciphertext", "InvalidCiphertextException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.", "inconclusive", None),
    Text("secret key", "An error occurred (AccessDeniedException) when calling the GetSecretValue operation: Access to KMS is not allowed", "iam", "aws.role.key-permission-missing"),
    Text("sns key", "KMSAccessDeniedException: The ciphertext could not be decrypted on behalf of the topic", "iam", "aws.role.key-permission-missing"),
    Text("key off", "DisabledException: arn:aws:kms:eu-west-1:111122223333:key/abc is disabled.", "none", "aws.key.disabled"),
    Text("database token", 'FATAL: PAM authentication failed for user "app"', "iam", "aws.role.database-connect-missing", "rds-db:connect"),
    Text("database full", "FATAL: remaining connection slots are reserved for non-replication superuser connections", "none", "aws.database.saturated"),
    Text("database proxy", "This RDS Proxy has no credentials for the role app. Check the credentials for this role and try again.", "none", None),
)  # fmt: skip

LAMBDA = (
    Text("poll", "InvalidParameterValueException: The provided execution role does not have permissions to call ReceiveMessage on SQS", "iam", "aws.role.poller-permissions-missing", "sqs:ReceiveMessage"),
    Text("destination", "The provided execution role does not have permissions to call Publish on SNS (Service: Lambda, Status Code: 400)", "iam", "aws.role.destination-permission-missing", "sns:Publish"),
    Text("interface", "The provided execution role does not have permissions to call CreateNetworkInterface on EC2", "iam", "aws.role.eni-permissions-missing", "ec2:CreateNetworkInterface"),
    Text("traces", "The provided execution role does not have permissions to call PutTraceSegments on XRAY", "iam", "aws.role.traces-permission-missing", "xray:PutTraceSegments"),
    Text("stream", "Cannot access stream arn:aws:dynamodb:eu-west-1:111122223333:table/Orders/stream/2026-01-01T00:00:00.000. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.", "iam", "aws.role.poller-permissions-missing", None, "arn:aws:dynamodb:eu-west-1:111122223333:table/Orders/stream/2026-01-01T00:00:00.000"),
    Text("denied by ec2", "Your access has been denied by EC2, please make sure your function execution role have permission to CreateNetworkInterface. EC2 Error Code: UnauthorizedOperation. EC2 Error Message: You are not authorized to perform this operation.", "iam", "aws.role.eni-permissions-missing", "ec2:CreateNetworkInterface"),
    Text("denied by s3", "Your access has been denied by S3, please make sure your request credentials have permission to GetObject for code-bucket/orders.zip. S3 Error Code: AccessDenied. S3 Error Message: Access Denied", "iam", "aws.deployer.action-denied", "s3:GetObject", "code-bucket/orders.zip"),
    Text("trust", "The role defined for the function cannot be assumed by Lambda. (Service: AWSLambdaInternal; Status Code: 400; Error Code: InvalidParameterValueException)", "iam", "aws.role.trust", "sts:AssumeRole"),
    Text("environment key", "Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function's KMS key settings. KMS Exception: AccessDeniedException KMS Message: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.", "iam", "aws.role.environment-key-missing", "kms:Decrypt"),
    Text("environment key gone", "Lambda was unable to decrypt the environment variables because the KMS key used is disabled. KMSDisabledException", "none", "aws.key.disabled"),
    Text("image", "Lambda does not have permission to access the ECR image. Check the ECR permissions. (Service: Lambda, Status Code: 403)", "resource-policy", "aws.repository-policy.lambda-not-admitted", "ecr:BatchGetImage"),
    Text("mount", "EFSMountFailureException: The function couldn't mount the Amazon EFS file system with access point arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-1", "iam", "aws.role.file-system-mount-missing", None, "arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-1"),
    Text("mount time-out", "EFSMountTimeoutException: The function was able to make a network connection to the file system, but the mount operation timed out.", "network", "aws.file-system.unreachable"),
    Text("ec2 refused lambda", "EC2AccessDeniedException: Lambda was throttled by nothing, EC2 said no", "iam", "aws.role.eni-permissions-missing"),
    Text("subnet full", "SubnetIPAddressLimitReachedException: Lambda couldn't set up VPC access for the Lambda function because one or more configured subnets has no available IP addresses.", "network", "aws.subnet.eni-not-created"),
    Text("state, image", '"State": "Failed", "StateReason": "...", "StateReasonCode": "ImageAccessDenied"', "resource-policy", "aws.repository-policy.lambda-not-admitted"),
    Text("state, zip", "LastUpdateStatusReasonCode: InvalidZipFileException", "none", "aws.function.state-failed"),
    Text("broker refuses", '"LastProcessingResult": "PROBLEM: Cluster failed to authorize Lambda."', "iam", "aws.role.poller-permissions-missing"),
    Text("broker far", '"LastProcessingResult": "PROBLEM: Connection error. Your event source VPC must be able to connect to Lambda and STS"', "network", "aws.event-source-mapping.poller-unreachable"),
    Text("function fails", '"LastProcessingResult": "PROBLEM: Function call failed"', "none", "aws.stream.poison-record"),
    Text("policy full", "PolicyLengthExceededException: The final policy size (20700) is bigger than the limit (20480).", "none", "aws.function-policy.too-large"),
    Text("update running", "ResourceConflictException: The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:eu-west-1:111122223333:function:orders", "none", "aws.function.not-ready"),
    Text("reserve zero", '{"ReservedConcurrentExecutions": 0}', "trigger", "aws.function.reserved-concurrency-zero"),
    Text("recursion", "RecursiveInvocationException: Lambda has detected your function being invoked in a recursive loop", "trigger", "aws.function.recursion-stopped"),
)  # fmt: skip

TRIGGERS = (
    Text("rest api", "(abc) Execution failed due to configuration error: Invalid permissions on Lambda function", "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction"),
    Text("http api", '{"integrationErrorMessage": "The IAM role configured on the integration or API Gateway doesn\'t have permissions to call the integration. Check the permissions and try again."}', "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction"),
    Text("bucket", "An error occurred (InvalidArgument) when calling the PutBucketNotificationConfiguration operation: Unable to validate the following destination configurations", "resource-policy", "aws.function-policy.statement-missing"),
    Text("topic for bucket", "Unable to validate the following destination configurations. Permissions on the destination topic do not allow S3 to publish notifications from this bucket", "resource-policy", "aws.topic-policy.sender-not-admitted", "sns:Publish"),
    Text("logs", "InvalidParameterException: Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.", "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction"),
    Text("cognito", "UnexpectedLambdaException: PreSignUp invocation failed due to error AccessDeniedException.", "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction"),
    Text("cognito, function", "UserLambdaValidationException: PreSignUp failed with error e-mail domain not allowed.", "none", "aws.function.application-error"),
    Text("load balancer", f"elasticloadbalancing principal does not have permission to invoke {FUNCTION} from target group arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/t/1", "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction", FUNCTION),
    Text("load balancer log", 'http 2026-11-22T05:00:00Z app/lb/1 203.0.113.9:1 - - - - 502 - "GET" "-" error_reason LambdaAccessDenied', "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction"),
    Text("rotation", "AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.", "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction"),
    Text("agent", f"DependencyFailedException: Access denied while invoking Lambda function {FUNCTION}. Check the permissions on Lambda function and retry the request.", "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction", FUNCTION),
    Text("mail", "InvalidLambdaFunctionException: Could not invoke Lambda function: " + FUNCTION, "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction", FUNCTION),
    Text("some service", "The service does not have permission to invoke the Lambda function", "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction"),
    Text("rule dead letter", "ERROR_CODE: NO_PERMISSIONS, ERROR_MESSAGE: not authorized to invoke", "resource-policy", "aws.function-policy.statement-missing"),
    Text("rule target gone", "ERROR_CODE: NO_RESOURCE RULE_ARN: arn:aws:events:eu-west-1:111122223333:rule/r", "trigger", "aws.rule.target-missing"),
    Text("function url", '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}', "resource-policy", "aws.function-url.caller-not-admitted", "lambda:InvokeFunctionUrl"),
    Text("scheduler trust", "ValidationException: The execution role you provide must allow AWS EventBridge Scheduler to assume the role.", "iam", "aws.service-role.trust", "sts:AssumeRole"),
    Text("rule trust", "ValidationException: Provided role 'arn:aws:iam::111122223333:role/r' cannot be assumed by principal 'events.amazonaws.com'.", "iam", "aws.service-role.trust", "sts:AssumeRole", "arn:aws:iam::111122223333:role/r"),
    Text("state machine role", "AccessDeniedException: 'arn:aws:iam::111122223333:role/sm' is not authorized to create managed-rule.", "iam", "aws.service-role.invoke-missing"),
    Text("service invokes", standard("apigateway.amazonaws.com", "lambda:InvokeFunction", FUNCTION), "resource-policy", "aws.function-policy.statement-missing", "lambda:InvokeFunction", FUNCTION),
)  # fmt: skip

WIRING = (
    Text("visibility", "InvalidParameterValueException: Queue visibility timeout: 30 seconds is less than Function timeout: 900 seconds", "trigger", "aws.queue.visibility-timeout-too-short"),
    Text("exists", "ResourceConflictException: The event source arn (arn) and function (orders) provided mapping already exists. Please update or delete the existing mapping", "trigger", "aws.event-source-mapping.rejected"),
    Text("window", "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10", "trigger", "aws.event-source-mapping.rejected"),
    Text("position", "InvalidParameterValueException: StartingPosition is not valid for SQS event sources.", "trigger", "aws.event-source-mapping.rejected"),
    Text("source gone", "An error occurred (InvalidParameterValueException) when calling the CreateEventSourceMapping operation: Stream not found under account 111122223333", "trigger", "aws.event-source-mapping.source-gone"),
    Text("filter", "InvalidParameterValueException: Invalid filter pattern definition. (Service: Lambda)", "trigger", "aws.event-source-mapping.rejected"),
    Text("off", '"State": "Disabled", "StateTransitionReason": "USER_INITIATED"', "trigger", "aws.event-source-mapping.disabled"),
    Text("overlap", "InvalidArgument: Configurations overlap. Configurations on the same bucket cannot share a common event type.", "trigger", "aws.bucket-notification.rejected"),
    Text("region", "InvalidArgument: The notification destination service region is not valid for the bucket location constraint", "trigger", "aws.bucket-notification.rejected"),
    Text("schedule", "ValidationException: Parameter ScheduleExpression is not valid.", "trigger", "aws.rule.schedule-wrong"),
    Text("pattern", "InvalidEventPatternException: Event pattern is not valid. Reason: Filter is not an object", "trigger", "aws.rule.pattern-mismatch"),
    Text("policy", "InvalidParameter: Invalid parameter: FilterPolicy: Match value must be String, number, true, false, or null", "trigger", "aws.subscription.filter-mismatch"),
    Text("target", "ValidationException: RoleArn is required for target arn:aws:events:eu-west-1:111122223333:event-bus/x.", "trigger", "aws.rule.target-missing"),
    Text("any rejection", "An error occurred (InvalidParameterValueException) when calling the CreateEventSourceMapping operation: Unrecognized event source, must be kinesis, dynamodb stream or sqs.", "trigger", "aws.event-source-mapping.rejected"),
    Text("terraform rejection", "│ Error: creating Lambda Event Source Mapping (arn:aws:mq:x): InvalidParameterValueException: The broker engine is of the wrong kind", "trigger", "aws.event-source-mapping.rejected"),
    Text("topic gone", "An error occurred (NotFound) when calling the Subscribe operation: Topic does not exist", "trigger", "aws.subscription.missing"),
    Text("not wiring", "An error occurred (ValidationException) when calling the PutItem operation: One or more parameter values were invalid", "none", "aws.deployer.request-invalid"),
)  # fmt: skip

GATEWAY = (
    Text("authorizer", '{"Message":"User is not authorized to access this resource with an explicit deny"}', "resource-policy", "aws.authorizer.request-denied", "execute-api:Invoke"),
    Text("forbidden", 'HTTP/2 403\nx-amzn-errortype: ForbiddenException\n\n{"message":"Forbidden"}', "resource-policy", "aws.api.caller-refused"),
    Text("unauthorized", 'HTTP/2 401\nx-amzn-requestid: 1\n\n{"message":"Unauthorized"}', "resource-policy", "aws.authorizer.request-denied"),
    Text("no route", '{"message":"Missing Authentication Token"}', "inconclusive", None),
    Text("authorizer broken", "Execution failed due to an authorizer error: null AuthorizerConfigurationException", "none", "aws.authorizer.broken"),
    Text("malformed", "Execution failed due to configuration error: Malformed Lambda proxy response", "none", "aws.function.malformed-response"),
    Text("slow", '{"message": "Endpoint request timed out"}', "none", "aws.api.timeout"),
    Text("throttle", '{"message":"Limit Exceeded"}', "none", "aws.api.throttled"),
    Text("hidden", '{"message": "Internal server error"}', "inconclusive", None),
)  # fmt: skip

DEPLOY = (
    Text("tags", "Did not have IAM permissions to process tags on AWS::Lambda::Function resource.", "iam", "aws.deployer.action-denied"),
    Text("pass", "AccessDeniedException: You are not authorized to pass the role: arn:aws:iam::111122223333:role/r", "iam", "aws.deployer.passrole-missing", "iam:PassRole", "arn:aws:iam::111122223333:role/r"),
    Text("pass across", "AccessDeniedException: Cross-account pass role is not allowed.", "none", "aws.deployer.request-invalid"),
    Text("own role", "The user is not authorized to create or assume a service linked role. (Service: AmazonCloudFront; Status Code: 403; Error Code: AccessDenied)", "iam", "aws.deployer.action-denied", "iam:CreateServiceLinkedRole"),
    Text("code object", "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.", "none", "aws.deployer.request-invalid"),
    Text("code object denied", "Error occurred while GetObject. S3 Error Code: AccessDenied. S3 Error Message: Access Denied", "iam", "aws.deployer.action-denied", "s3:GetObject"),
    Text("acl", "AccessControlListNotSupported: The bucket does not allow ACLs", "none", "aws.deployer.request-invalid"),
    Text("handler", 'Resource handler returned message: "Model validation failed" (RequestToken: T, HandlerErrorCode: InvalidRequest)', "none", "aws.deployer.request-invalid"),
    Text("noise", "CREATE_FAILED AWS::S3::Bucket Data Resource creation cancelled", "inconclusive", None),
    Text("state", "ValidationError: Stack:arn:aws:cloudformation:eu-west-1:111122223333:stack/s/1 is in ROLLBACK_COMPLETE state and can not be updated.", "none", "aws.deployer.request-invalid"),
    Text("template", "Template format error: Unresolved resource dependencies [Foo] in the Resources block of the template", "none", "aws.deployer.request-invalid"),
)  # fmt: skip

NONE = (
    Text("expired", "An error occurred (ExpiredTokenException) when calling the GetItem operation: The security token included in the request is expired", "none", "aws.credentials.expired"),
    Text("unknown key", "UnrecognizedClientException: The security token included in the request is invalid.", "none", "aws.credentials.expired"),
    Text("signature", "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.", "none", "aws.credentials.expired"),
    Text("clock", "RequestTimeTooSkewed: The difference between the request time and the current time is too large.", "none", "aws.credentials.expired"),
    Text("no credentials", "botocore.exceptions.NoCredentialsError: Unable to locate credentials", "none", "aws.credentials.expired"),
    Text("not signed up", "OptInRequired: You are not subscribed to this service.", "none", "aws.credentials.expired"),
    Text("client token", '{"message":"The incoming token has expired"}', "none", "aws.credentials.expired"),
    Text("client token, node", "JsonWebTokenError: jwt expired", "none", "aws.credentials.expired"),
    Text("throttled", "TooManyRequestsException: Rate Exceeded. (Service: AWSLambda; Status Code: 429)", "none", "aws.function.throttled-by-load"),
    Text("account concurrency", "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [50].", "none", "aws.account.concurrency-exhausted"),
    Text("table throttled", "ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded.", "none", "aws.target.throttled"),
    Text("quota", "CodeStorageExceededException: Code storage limit exceeded.", "none", "aws.account.quota-exceeded"),
    Text("payload", "RequestEntityTooLargeException: 6294149 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)", "none", None),
    Text("mail sandbox", "MessageRejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: x@example.com", "none", "aws.email-identity.not-verified"),
    Text("model", "AccessDeniedException: You don't have access to the model with the specified model ID.", "none", "aws.model.access-not-enabled"),
    Text("key", "An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.", "none", "aws.function.wrong-name"),
    Text("bucket", "NoSuchBucket: The specified bucket does not exist", "none", "aws.function.wrong-name"),
    Text("bucket elsewhere", "PermanentRedirect: The bucket you are attempting to access must be addressed using the specified endpoint.", "none", "aws.function.wrong-name"),
    Text("queue", "AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist for this wsdl version.", "none", "aws.function.wrong-name"),
    Text("topic", "NotFoundException: Topic does not exist", "none", "aws.function.wrong-name"),
    Text("secret", "ResourceNotFoundException: Secrets Manager can't find the specified secret.", "none", "aws.function.wrong-name"),
    Text("parameter", "An error occurred (ParameterNotFound) when calling the GetParameter operation: ", "none", "aws.function.wrong-name"),
    Text("table", "ResourceNotFoundException: Requested resource not found", "none", "aws.function.wrong-name"),
    Text("function", "An error occurred (ResourceNotFoundException) when calling the Invoke operation: Function not found: arn:aws:lambda:eu-west-1:111122223333:function:ordres", "none", "aws.function.wrong-name"),
    Text("log group", "ResourceNotFoundException: The specified log group does not exist.", "none", "aws.function.wrong-name"),
    Text("no region", "botocore.exceptions.NoRegionError: You must specify a region.", "none", "aws.function.wrong-name"),
    Text("anything absent", "NoSuchEntityException: The role with name x cannot be found.", "none", "aws.function.wrong-name"),
    Text("time-out", "2026-11-22T05:00:00.123Z 5f0c Task timed out after 3.00 seconds", "inconclusive", None),
    Text("slow start", "INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout", "inconclusive", None),
    Text("import", "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'requests'", "none", "aws.function.module-missing"),
    Text("killed", "RequestId: abc Error: Runtime exited with error: signal: killed\nRuntime.ExitError", "none", "aws.function.out-of-memory"),
    Text("exit", "RequestId: abc Error: Runtime exited with error: exit status 1\nRuntime.ExitError", "none", "aws.function.application-error"),
    Text("report, full", "REPORT RequestId: abc\tDuration: 3000.00 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB", "none", "aws.function.out-of-memory"),
    Text("out of memory", "RequestId: abc Error: Runtime.OutOfMemory", "none", "aws.function.out-of-memory"),
    Text("unhandled", '{"StatusCode": 200, "FunctionError": "Unhandled", "ExecutedVersion": "$LATEST"}', "none", "aws.function.application-error"),
    Text("batch answer", "Lambda returned an invalid batchItemFailures identifier", "none", "aws.function.batch-response-malformed"),
)  # fmt: skip

ALL = (*RENDERINGS, *LAYERS, *SERVICES, *LAMBDA, *TRIGGERS, *WIRING, *GATEWAY, *DEPLOY, *NONE)
