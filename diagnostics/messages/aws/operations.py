"""From what was called (CloudTrail's eventSource and eventName, an SDK's service and operation) to the IAM action."""

from __future__ import annotations

import re

# eventSource (without .amazonaws.com) or the SDK's name of a service, letters and digits only -> IAM prefix.
_PREFIXES = {
    "monitoring": "cloudwatch", "email": "ses", "tagging": "tag", "cloudwatchlogs": "logs", "eventbridge": "events",
    "cloudwatchevents": "events", "sfn": "states", "stepfunctions": "states", "simplesystemsmanagement": "ssm",
    "simplesystemsmanagementagent": "ssm", "securitytokenservice": "sts", "identitymanagement": "iam",
    "simpleemailservice": "ses", "simpleemailservicev2": "ses", "sesv2": "ses", "simplenotificationservice": "sns",
    "simplequeueservice": "sqs", "keymanagementservice": "kms", "secretsmanager": "secretsmanager",
    "rdsdata": "rds-data", "rdsdataservice": "rds-data", "cognitoidentityprovider": "cognito-idp",
    "cognitoidp": "cognito-idp", "cognitoidentity": "cognito-identity", "bedrockruntime": "bedrock",
    "bedrockagentruntime": "bedrock", "elasticcontainerregistry": "ecr", "ecs": "ecs", "elasticcontainerservice": "ecs",
    "elasticloadbalancingv2": "elasticloadbalancing", "elasticloadbalancing": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing", "applicationautoscaling": "application-autoscaling", "dynamodbv2": "dynamodb",
    "dynamodbstreams": "dynamodb", "apigatewayv2": "apigateway", "elasticfilesystem": "elasticfilesystem",
    "efs": "elasticfilesystem", "kinesisfirehose": "firehose", "resourcegroupstaggingapi": "tag",
    "relationaldatabaseservice": "rds", "elasticcomputecloud": "ec2", "simpledb": "sdb", "s3control": "s3",
    "costexplorer": "ce", "eventbridgescheduler": "scheduler", "codedeploy": "codedeploy", "opensearch": "es",
    "iotdataplane": "iot", "sagemakerruntime": "sagemaker", "apigatewaymanagementapi": "execute-api",
    "servicediscovery": "servicediscovery", "kinesisvideo": "kinesisvideo", "appconfigdata": "appconfig",
    "mq": "mq", "kafka": "kafka", "xray": "xray",
}  # fmt: skip
_S3 = {
    "ListObjects": "ListBucket", "ListObjectsV2": "ListBucket", "HeadBucket": "ListBucket", "HeadObject": "GetObject",
    "SelectObjectContent": "GetObject", "ListBuckets": "ListAllMyBuckets", "ListObjectVersions": "ListBucketVersions",
    "ListMultipartUploads": "ListBucketMultipartUploads", "ListParts": "ListMultipartUploadParts",
    "CreateMultipartUpload": "PutObject", "UploadPart": "PutObject", "CompleteMultipartUpload": "PutObject",
    "UploadPartCopy": "PutObject", "DeleteObjects": "DeleteObject", "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration", "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification", "GetBucketReplication": "GetReplicationConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification", "PutBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketReplication": "PutReplicationConfiguration", "GetBucketLifecycle": "GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration", "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration", "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketCors": "PutBucketCORS", "GetBucketCors": "GetBucketCORS", "PutBucketCors": "PutBucketCORS",
    "DeleteBucketTagging": "PutBucketTagging", "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock", "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration", "GetBucketAccelerateConfiguration":
    "GetAccelerateConfiguration", "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
}  # fmt: skip
_EXCEPTIONS = {
    "lambda": {"Invoke": "InvokeFunction", "InvokeWithResponseStream": "InvokeFunction", "GetLayerVersionByArn": "GetLayerVersion"},
    "s3": _S3,
    "dynamodb": {},
    "sqs": {"SendMessageBatch": "SendMessage", "DeleteMessageBatch": "DeleteMessage", "ChangeMessageVisibilityBatch": "ChangeMessageVisibility"},
    "sns": {"PublishBatch": "Publish"},
    "bedrock": {"Converse": "InvokeModel", "ConverseStream": "InvokeModelWithResponseStream"},
    "execute-api": {"PostToConnection": "ManageConnections"},
}  # fmt: skip
# One call, several possible actions: which of them was refused is not known from the name.
_MANY = frozenset(
    {
        "s3:CopyObject", "dynamodb:TransactWriteItems", "dynamodb:TransactGetItems", "dynamodb:ExecuteStatement",
        "dynamodb:BatchExecuteStatement", "dynamodb:ExecuteTransaction", "kms:ReEncrypt",
    }
)  # fmt: skip
_DATED = re.compile(r"([A-Za-z]+?)20\d{6}(?:v\d+)?")
_NAME = re.compile(r"[A-Z][A-Za-z0-9]{2,80}")

# Operations that belong to one service only, for renderings that name no service.
_OWNERS: dict[str, str] = {
    operation: service
    for service, operations in {
        "s3": "GetObject PutObject HeadObject HeadBucket ListObjects ListObjectsV2 ListBuckets DeleteObjects CopyObject "
        "CreateMultipartUpload UploadPart CompleteMultipartUpload GetBucketLocation PutBucketPolicy GetBucketPolicy "
        "PutObjectAcl PutBucketAcl GetObjectTagging PutObjectTagging CreateBucket PutBucketNotificationConfiguration "
        "GetBucketNotificationConfiguration PutBucketNotification PutPublicAccessBlock GetBucketAcl PutBucketEncryption",
        "dynamodb": "GetItem PutItem UpdateItem DeleteItem BatchGetItem BatchWriteItem TransactWriteItems "
        "TransactGetItems DescribeTable CreateTable ListTables",
        "lambda": "Invoke InvokeAsync CreateFunction UpdateFunctionCode UpdateFunctionConfiguration GetFunction "
        "GetFunctionConfiguration DeleteFunction ListFunctions AddPermission RemovePermission PublishVersion "
        "CreateEventSourceMapping UpdateEventSourceMapping ListEventSourceMappings GetLayerVersion PublishLayerVersion "
        "PutFunctionConcurrency CreateAlias UpdateAlias CreateFunctionUrlConfig PutFunctionEventInvokeConfig",
        "sqs": "SendMessage SendMessageBatch ReceiveMessage DeleteMessage GetQueueAttributes GetQueueUrl "
        "SetQueueAttributes CreateQueue ListQueues ChangeMessageVisibility PurgeQueue",
        "sns": "Publish PublishBatch CreateTopic Subscribe SetTopicAttributes GetTopicAttributes ListTopics",
        "kms": "Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey CreateGrant ReEncrypt",
        "secretsmanager": "GetSecretValue DescribeSecret PutSecretValue CreateSecret ListSecrets RotateSecret",
        "ssm": "GetParameter GetParameters GetParametersByPath PutParameter DescribeParameters SendCommand",
        "sts": "AssumeRole AssumeRoleWithWebIdentity AssumeRoleWithSAML DecodeAuthorizationMessage",
        "iam": "PassRole CreateRole AttachRolePolicy PutRolePolicy GetRole GetPolicy CreatePolicy DeleteRole "
        "ListRoles ListUsers GetUser CreateUser CreateServiceLinkedRole TagRole ListAttachedRolePolicies",
        "events": "PutEvents PutRule PutTargets DescribeRule RemoveTargets",
        "states": "StartExecution StartSyncExecution SendTaskSuccess SendTaskFailure DescribeExecution CreateStateMachine",
        "logs": "CreateLogGroup CreateLogStream PutLogEvents DescribeLogGroups PutSubscriptionFilter PutRetentionPolicy "
        "FilterLogEvents StartQuery GetLogEvents",
        "kinesis": "GetRecords PutRecords GetShardIterator DescribeStream DescribeStreamSummary SubscribeToShard",
        "ses": "SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail",
        "ec2": "DescribeInstances CreateNetworkInterface DescribeNetworkInterfaces DeleteNetworkInterface RunInstances "
        "StartInstances StopInstances TerminateInstances DescribeVolumes DescribeVpcs DescribeSubnets "
        "DescribeSecurityGroups CreateSnapshot DeleteSnapshot DescribeSnapshots CreateTags CreateImage DescribeImages "
        "DescribeRegions AssignPrivateIpAddresses UnassignPrivateIpAddresses DescribeInstanceStatus RebootInstances",
        "ecr": "GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer BatchCheckLayerAvailability InitiateLayerUpload",
        "ecs": "RunTask RegisterTaskDefinition DescribeTasks UpdateService DescribeServices",
        "cloudformation": "CreateStack UpdateStack DescribeStacks CreateChangeSet ExecuteChangeSet DeleteStack "
        "DescribeStackEvents GetTemplateSummary ValidateTemplate",
        "cloudwatch": "PutMetricData GetMetricData GetMetricStatistics PutMetricAlarm DescribeAlarms",
        "xray": "PutTraceSegments PutTelemetryRecords",
        "cognito-idp": "AdminGetUser AdminCreateUser AdminInitiateAuth AdminUpdateUserAttributes AdminSetUserPassword ListUserPools "
        "AdminDeleteUser AdminAddUserToGroup AdminRemoveUserFromGroup AdminDisableUser AdminConfirmSignUp "
        "AdminListGroupsForUser AdminRespondToAuthChallenge ListUsersInGroup",
        "athena": "StartQueryExecution GetQueryExecution GetQueryResults",
        "glue": "GetTable GetDatabase StartJobRun GetPartitions StartCrawler",
        "rds": "DescribeDBInstances DescribeDBClusters StartDBInstance StopDBInstance CreateDBSnapshot",
        "bedrock": "InvokeModel InvokeModelWithResponseStream Converse ConverseStream",
        "textract": "DetectDocumentText AnalyzeDocument StartDocumentTextDetection",
        "rekognition": "DetectLabels DetectText DetectFaces SearchFacesByImage IndexFaces",
        "translate": "TranslateText",
        "comprehend": "DetectSentiment DetectEntities",
        "polly": "SynthesizeSpeech",
        "scheduler": "CreateSchedule UpdateSchedule GetSchedule",
        "pipes": "CreatePipe UpdatePipe",
        "execute-api": "PostToConnection",
        "organizations": "ListRoots ListOrganizationalUnitsForParent MoveAccount ListAccountsForParent ListParents",
        "elasticloadbalancing": "DescribeTargetGroups DescribeTargetHealth ModifyListener",
        "autoscaling": "DescribeAutoScalingGroups SetDesiredCapacity UpdateAutoScalingGroup CompleteLifecycleAction",
        "route53": "ChangeResourceRecordSets ListHostedZones ListHostedZonesByName ListResourceRecordSets",
        "cloudfront": "CreateInvalidation GetDistribution ListDistributions",
        "servicequotas": "GetServiceQuota GetAWSDefaultServiceQuota ListServiceQuotas",
        "securityhub": "BatchImportFindings BatchUpdateFindings",
        "config": "PutEvaluations DescribeConfigRules",
        "ce": "GetCostAndUsage GetCostForecast",
        "transcribe": "StartTranscriptionJob GetTranscriptionJob",
        "sagemaker": "InvokeEndpoint CreateTrainingJob CreateTransformJob",
        "batch": "SubmitJob",
        "firehose": "PutRecordBatch DescribeDeliveryStream",
        "codebuild": "StartBuild BatchGetBuilds",
        "codepipeline": "PutJobSuccessResult PutJobFailureResult",
        "codedeploy": "PutLifecycleEventHookExecutionStatus",
        "cloudtrail": "LookupEvents",
    }.items()
    for operation in operations.split()
}  # fmt: skip

_WRITTEN = {(service, operation.lower()): operation for operation, service in _OWNERS.items()}


def prefix(service: str) -> str:
    """Return the IAM prefix of *service* as CloudTrail or an SDK names it (`Amazon S3`, `AWSKMS`, `kms.amazonaws.com`)."""
    flat = re.sub(r"[^a-z0-9]", "", service.lower().removesuffix(".amazonaws.com"))
    for vendor in ("amazon", "aws"):
        flat = flat.removeprefix(vendor)
    flat = flat.removesuffix("client").removesuffix("async")
    if flat in _PREFIXES:
        return _PREFIXES[flat]
    return (
        service.lower().removesuffix(".amazonaws.com")
        if re.fullmatch(r"[a-z0-9-]+(?:\.amazonaws\.com)?", service.lower())
        and not service.lower().startswith(("amazon", "aws"))
        else flat
    )


def action_of(service: str | None, operation: str | None) -> str | None:
    """Return the IAM action of a call; None where the name does not decide it, as for calls that need several."""
    if not operation:
        return None
    dated = _DATED.fullmatch(operation)
    name = dated[1] if dated else operation
    name = name[:1].upper() + name[1:]
    if not _NAME.fullmatch(name):
        return None
    owner = prefix(service) if service else _OWNERS.get(name)
    if not owner or f"{owner}:{name}" in _MANY or owner == "apigateway":
        return None
    return f"{owner}:{_EXCEPTIONS.get(owner, {}).get(name, name)}"


def canonical(action: str) -> str:
    """Return *action* as IAM writes it: SQS says `sqs:sendmessage` and SNS `SNS:Publish`; a name not known stays."""
    service, _, name = action.partition(":")
    return f"{service.lower()}:{_WRITTEN.get((service.lower(), name.lower()), name)}"
