"""Wiring that a service rejects: the trigger as it was written cannot work, or names a source that is not there."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row

_MAPPING = r"(?:create|update|creating|updating)? ?(?:lambda )?event ?source ?mapping"
_CALLS = (
    r"CreateEventSourceMapping|UpdateEventSourceMapping|PutRule|PutTargets|PutBucketNotificationConfiguration|PutBucketNotification"
    r"|Subscribe|PutSubscriptionFilter|CreateSchedule|UpdateSchedule|CreatePipe|UpdatePipe"
)
_RESOURCES = (
    r"aws_lambda_event_source_mapping|aws_s3_bucket_notification|aws_cloudwatch_event_rule|aws_cloudwatch_event_target"
    r"|aws_sns_topic_subscription|aws_scheduler_schedule|aws_pipes_pipe|aws_cloudwatch_log_subscription_filter"
    r"|AWS::Lambda::EventSourceMapping|AWS::Events::Rule|AWS::SNS::Subscription|AWS::Scheduler::Schedule|AWS::Pipes::Pipe"
    r"|AWS::Logs::SubscriptionFilter|eventSourceMapping:EventSourceMapping|bucketNotification:BucketNotification"
    r"|event(?:Rule:EventRule|Target:EventTarget)|topicSubscription:TopicSubscription|logSubscriptionFilter:LogSubscriptionFilter"
)
_PERMISSION = re.compile(
    r"PutEvents|Entries|permission|authoriz|denied|assume|access|throttl|rate exceeded|limit|quota|expired|token",
    re.IGNORECASE,
)


def read_rejected(match: re.Match[str], saying: Saying) -> Saying | None:
    """A rejected wiring call is the trigger's fault unless its text speaks of permissions, limits or tokens."""
    return None if _PERMISSION.search(match["why"]) else replace(saying, code=match["code"])


def _rejected(
    name: str, cause: str, hints: tuple[str, ...], regex: str, summary: str, confidence: float = 0.93
) -> Pattern:
    return row(f"aws.wiring.{name}", cause, confidence, hints, regex, summary, rank=REFUSAL)


PATTERNS: tuple[Pattern, ...] = (
    _rejected(
        "visibility-timeout",
        "aws.queue.visibility-timeout-too-short",
        ("visibility timeout",),
        r"\bqueue visibility timeout:? ?\d+ seconds is less than function timeout",
        "The queue's visibility timeout is shorter than the function's timeout: the mapping is rejected.",
        0.97,
    ),
    _rejected(
        "mapping-exists",
        "aws.event-source-mapping.rejected",
        ("mapping already exists", "an event source mapping with"),
        r"\bprovided mapping already exists|\bAn event source mapping with [^\0]{5,600}? already exists",
        "A mapping between this source and this function exists already.",
    ),
    _rejected(
        "batch-window",
        "aws.event-source-mapping.rejected",
        ("batch window",),
        r"\bmaximum batch(?:ing)? window in seconds must be greater than 0",
        "A batch of more than 10 messages needs a batching window.",
    ),
    _rejected(
        "starting-position",
        "aws.event-source-mapping.rejected",
        ("startingposition", "starting position"),
        r"\bstarting ?position (?:is|must|cannot|needs)[^\n]{0,120}",
        "The mapping's starting position does not fit its source.",
    ),
    _rejected(
        "source-gone",
        "aws.event-source-mapping.source-gone",
        ("event source", "stream not found", "error occurred while receivemessage", "nonexistentqueue"),
        r"\bError occurred while (?:ReceiveMessage|GetQueueAttributes)\. SQS Error Code: \S{0,40}NonExistentQueue|\bStream not found\b|\bevent source (?:arn )?(?:\S{5,200} )?(?:does not exist|not found|is not valid|could not be found)",
        "The mapping names a source that is not there.",
        0.9,
    ),
    _rejected(
        "mapping-field",
        "aws.event-source-mapping.rejected",
        (
            "eventsourcearn",
            "batchsize",
            "maximumbatchingwindow",
            "startingposition",
            "parallelizationfactor",
            "tumblingwindow",
            "maximumrecordage",
            "scalingconfig",
            "unrecognized event source",
            "unsupported starting position",
            "the event source arn",
            "config_not_valid",
            "for given event source",
        ),
        r"\bat '(?:eventSourceArn|batchSize|maximumBatchingWindow\w*|startingPosition\w*|parallelizationFactor|tumblingWindow\w*|maximumRecordAge\w*|scalingConfig\S{0,40})' failed to satisfy"
        r"|\bUnrecognized event source\b|\bUnsupported starting position\b|\bThe event source arn \(|\b(?:ESM|FUNCTION)_CONFIG_NOT_VALID\b|\bUnsupported '?\w{3,60}'? parameter for given event source",
        "A field of the mapping is not accepted as it is written.",
        0.9,
    ),
    _rejected(
        "batch-failures",
        "aws.event-source-mapping.rejected",
        ("batchsize", "batch size", "filtercriteria", "filter pattern", "function response type"),
        r"\bInvalid filter pattern definition|\bbatch ?size (?:must|cannot|is|should)[^\n]{0,120}|\bFunctionResponseTypes? (?:is|must|not)[^\n]{0,80}",
        "The mapping's settings are not accepted.",
        0.85,
    ),
    _rejected(
        "mapping-stopped-by-hand",
        "aws.event-source-mapping.disabled",
        ("user_initiated", "user action"),
        r"\bState\b\W{1,6}Disabl(?:ed|ing)\b[^\0]{0,400}?(?:USER_INITIATED|User action)",
        "Somebody or something switched the mapping off.",
        0.9,
    ),
    _rejected(
        "notification-overlap",
        "aws.bucket-notification.rejected",
        ("overlap", "ambiguously"),
        r"\bconfigurations overlap|\boverlapping (?:suffixes|prefixes)|\bconfiguration is ambiguously defined",
        "Two notification rules of the bucket overlap, so S3 rejects them.",
        0.95,
    ),
    _rejected(
        "notification-form",
        "aws.bucket-notification.rejected",
        (
            "supported for notifications",
            "filter rule name",
            "arn is not well formed",
            "arn could not be parsed",
        ),
        r"\bspecified event is not supported for notifications|\bfilter rule name must be either prefix or suffix|\bThe ARN (?:is not well formed|could not be parsed)",
        "The bucket's notification names an event, filter or destination that S3 does not know.",
    ),
    _rejected(
        "notification-region",
        "aws.bucket-notification.rejected",
        ("notification destination service region",),
        r"\bnotification destination service region is not valid for the bucket",
        "The notification's destination is in another region than the bucket.",
        0.95,
    ),
    _rejected(
        "schedule-expression",
        "aws.rule.schedule-wrong",
        ("scheduleexpression", "schedule expression"),
        r"\bScheduleExpression must be specified|\binvalid schedule ?expression|\b(?:parameter )?schedule ?expression (?:\S{1,80} )?is (?:not valid|invalid)",
        "The schedule's expression is not valid, so there is no schedule.",
        0.95,
    ),
    _rejected(
        "event-pattern",
        "aws.rule.pattern-mismatch",
        ("event pattern", "eventpattern"),
        r"\bevent ?pattern is not valid|\bInvalidEventPatternException\b|\binvalid event ?pattern",
        "The rule's event pattern is not valid.",
    ),
    _rejected(
        "filter-policy",
        "aws.subscription.filter-mismatch",
        ("filterpolicy", "filter policy"),
        r"\binvalid parameter: (?:Invalid parameter: )?(?:Attributes Reason: )?FilterPolicy\b|\bfilter ?policy is (?:not valid|invalid)",
        "The subscription's filter policy is not valid.",
    ),
    _rejected(
        "subscription-endpoint",
        "aws.subscription.missing",
        ("invalid parameter: endpoint", "invalid parameter: protocol", "does not support protocol"),
        r"\binvalid parameter: (?:Endpoint|Protocol|Does not support protocol)\b",
        "The subscription's endpoint or protocol is not one that the topic delivers to.",
        0.88,
    ),
    _rejected(
        "bus-hops",
        "aws.rule.wrong-bus",
        ("hop_detected",),
        r"\bTHIRD_(?:ACCOUNT|REGION)_HOP_DETECTED\b",
        "The event was forwarded from bus to bus once too often.",
    ),
    _rejected(
        "rule-absent",
        "aws.rule.missing",
        ("does not exist on eventbus", "event bus"),
        r"\bwhen calling the PutTargets operation[^\n]{0,40}: Rule \S{1,100} does not exist on EventBus",
        "Targets were put on a rule that is not there.",
        0.88,
    ),
    row(
        "aws.wiring.test-message",
        "aws.log-subscription.missing",
        0.5,
        ("could not deliver test message",),
        r"\bCould not deliver test message to specified \w+ (?:stream|delivery stream)",
        "CloudWatch Logs could not write to the destination: it is not active, or the role may not write to it.",
        rank=REFUSAL,
        class_="inconclusive",
        next_read="the destination's state, and the policies of the subscription's role (iam:GetRolePolicy)",
    ),
    _rejected(
        "target-absent",
        "aws.rule.target-missing",
        ("is not a valid target", "target arn", "rolearn is", "is not in correct format"),
        r"\bReason: Provided Arn is not in correct format|\bRoleArn is (?:not supported|required) for target|\bprovided target arn [^\n]{0,200}(?:not exist|invalid|not valid)",
        "The rule's target is not accepted.",
        0.8,
    ),
    row(
        "aws.wiring.call-rejected",
        "aws.event-source-mapping.rejected",
        0.8,
        (
            "eventsourcemapping",
            "putrule",
            "puttargets",
            "putbucketnotification",
            "putsubscriptionfilter",
            "createschedule",
            "updateschedule",
            "createpipe",
            "updatepipe",
            "operation: subscribe",
            "the subscribe operation",
        ),
        rf"\((?P<code>(?:Invalid|Validation|Malformed|ResourceConflict|NotFound|ResourceNotFound)\w*)\) when calling the (?:{_CALLS}) operation(?: \([^)\n]{{1,60}}\))?: (?P<why>[^\n]{{0,400}})",
        "The service rejects the trigger as it is written.",
        read_rejected,
        rank=LOOK_ALIKE + 5,
    ),
    row(
        "aws.wiring.service-rejected",
        "aws.rule.input-rejected",
        0.75,
        (
            "service: amazoncloudwatchevents",
            "service: eventbridge",
            "service: amazoneventbridge",
            "service: scheduler",
            "service: pipes",
        ),
        r"(?P<why>[^\n]{0,300})\(Service: (?:Amazon)?(?:CloudWatchEvents|EventBridge|Scheduler|Pipes)[;,] Status Code: 400[;,](?: Error Code: (?P<code>\w{4,60}))?",
        "The service that sends events rejects the rule, schedule or pipe as it is written.",
        read_rejected,
        rank=LOOK_ALIKE + 3,
    ),
    row(
        "aws.wiring.resource-rejected",
        "aws.event-source-mapping.rejected",
        0.75,
        (
            "event source mapping",
            "eventbridge rule",
            "eventbridge target",
            "eventbridge schedule",
            "event_source_mapping",
            "eventsourcemapping",
            "bucket_notification",
            "sns_topic_subscription",
            "s3 bucket notification",
            "scheduler schedule",
            "events::rule",
            "sns::subscription",
            "subscriptionfilter",
            "cloudwatch_event",
            "cloudwatch event",
            "subscription filter",
            "bucketnotification",
            "eventrule",
            "eventtarget",
            "topicsubscription",
        ),
        rf"(?:\b(?:{_MAPPING}|(?:EventBridge|CloudWatch Events?) (?:Rule|Target|Schedule\w*)|S3 Bucket Notification|CloudWatch Logs? (?:Log )?Subscription Filter|SNS Topic Subscription|Scheduler Schedule)\b|\b(?:{_RESOURCES})\b)"
        r"[^\n]{0,300}?(?:\n[^\n]{0,40}?)?\b(?P<code>(?:Invalid(?:Parameter\w*|Argument|Input\w*|Request)|Validation(?:Exception|Error)|ResourceConflictException)): (?P<why>[^\n]{0,400})",
        "The service rejects the trigger as it is written.",
        read_rejected,
        rank=LOOK_ALIKE + 4,
    ),
    row(
        "aws.wiring.subscription-topic-absent",
        "aws.subscription.missing",
        0.85,
        ("the subscribe operation", "sns topic subscription", "sns_topic_subscription", "sns::subscription"),
        r"(?:when calling the Subscribe operation|SNS Topic Subscription|aws_sns_topic_subscription|AWS::SNS::Subscription)[^\n]{0,300}?(?:topic does not exist|NotFound: )",
        "The subscription names a topic that is not there.",
        rank=REFUSAL,
    ),
)
