"""Small builders of realistic functions and what stands around them, through boto3, on the embedded account."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from diagnostics.sources.demo.aws.cloud import ACCOUNT, REGION, EmbeddedAws

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def allow(*actions: str, resource: str = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


LOGS = allow("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")


class Stack:
    """One function, named *name*, with everything around it; times are minutes before the cloud's now."""

    def __init__(self, cloud: EmbeddedAws, name: str) -> None:
        self.cloud = cloud
        self.name = name
        self.role = f"{name}-role"
        self.role_arn = f"arn:aws:iam::{ACCOUNT}:role/{self.role}"
        self.arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
        self.queue = f"{name}-q"
        self.queue_arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.queue}"

    def ago(self, minutes: float) -> datetime:
        return self.cloud.now() - timedelta(minutes=minutes)

    def poll(self) -> dict[str, Any]:
        """Return the statement that lets Lambda poll the function's queue."""
        return allow(
            "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", resource=self.queue_arn
        )

    def with_role(self, *statements: dict[str, Any], trust: Any = None, **more: Any) -> Stack:
        iam = self.cloud.client("iam")
        iam.create_role(RoleName=self.role, AssumeRolePolicyDocument=json.dumps(trust or TRUST), **more)
        if statements:
            self.put_policy("base", *statements)
        return self

    def put_policy(self, policy: str, *statements: dict[str, Any]) -> None:
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        self.cloud.client("iam").put_role_policy(
            RoleName=self.role, PolicyName=policy, PolicyDocument=json.dumps(document)
        )

    def with_function(self, **more: Any) -> Stack:
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w") as archive:
            archive.writestr("app.py", "def handler(event, context): ...\n")
        self.cloud.client("lambda").create_function(
            FunctionName=self.name,
            Role=self.role_arn,
            Runtime="python3.12",
            Handler="app.handler",
            Code={"ZipFile": body.getvalue()},
            **more,
        )
        return self

    def with_queue(self, waiting: int = 0, *, dead_letters: bool = False) -> str:
        """Make the function's queue with *waiting* messages and its mapping; return the mapping's UUID."""
        sqs = self.cloud.client("sqs")
        attributes = {}
        if dead_letters:
            sqs.create_queue(QueueName=f"{self.name}-dlq")
            target = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}-dlq"
            attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": "3"})
        url = sqs.create_queue(QueueName=self.queue, Attributes=attributes)["QueueUrl"]
        for at in range(0, waiting, 10):
            entries = [{"Id": str(n), "MessageBody": "{}"} for n in range(at, min(at + 10, waiting))]
            sqs.send_message_batch(QueueUrl=url, Entries=entries)
        mapping = self.cloud.client("lambda").create_event_source_mapping(
            FunctionName=self.name, EventSourceArn=self.queue_arn
        )
        return str(mapping["UUID"])

    def with_traffic(
        self, good: Iterable[int] = (), bad: Iterable[int] = (), throttled: Iterable[int] = ()
    ) -> Stack:
        """Put the function's metrics: one good, one failed or five throttled invocations in each of those minutes."""
        good, bad, throttled = set(good), set(bad), set(throttled)
        data = []
        for minute in sorted(good | bad | throttled, reverse=True):
            moment = self.ago(minute).replace(second=0)
            for name, value in (
                ("Invocations", (minute in good) + (minute in bad)),
                ("Errors", int(minute in bad)),
                ("Throttles", 5 * (minute in throttled)),
            ):
                data.append(
                    {
                        "MetricName": name,
                        "Dimensions": [{"Name": "FunctionName", "Value": self.name}],
                        "Timestamp": moment,
                        "Value": value,
                    }
                )
        metrics = self.cloud.client("cloudwatch")
        for at in range(0, len(data), 500):
            metrics.put_metric_data(Namespace="AWS/Lambda", MetricData=data[at : at + 500])
        return self

    def with_log(self, lines: Iterable[tuple[float, str]] = (), group: str | None = None) -> Stack:
        """Make the log group with (minutes ago, message) lines; `{request}` in a message becomes a request id."""
        logs = self.cloud.client("logs")
        group = group or f"/aws/lambda/{self.name}"
        stream = f"{self.ago(120):%Y/%m/%d}/[$LATEST]0123456789abcdef"
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        events = [
            {
                "timestamp": int(self.ago(minutes).timestamp() * 1000),
                "message": message.replace("{request}", f"5f0c1111-2222-4333-8444-{number:012d}"),
            }
            for number, (minutes, message) in enumerate(lines)
        ]
        events.sort(key=lambda event: str(event["timestamp"]).zfill(20))
        if events:
            logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
        return self

    def denial(
        self, action: str, resource: str, why: str = "because no identity-based policy allows the {a} action"
    ) -> str:
        """Return AWS's refusal of the function's own role."""
        who = f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.role}/{self.name}"
        return f"User: {who} is not authorized to perform: {action} on resource: {resource} {why.replace('{a}', action)}"

    def python_denial(
        self,
        operation: str,
        action: str,
        resource: str,
        why: str = "because no identity-based policy allows the {a} action",
    ) -> str:
        """Return the refusal as the Python runtime logs it."""
        said = self.denial(action, resource, why)
        return f"[ERROR] ClientError: An error occurred (AccessDeniedException) when calling the {operation} operation: {said}"

    def permit(
        self,
        principal: str,
        source: str | None = None,
        account: str | None = None,
        sid: str = "source",
        **more: Any,
    ) -> None:
        """Add a statement to the function's own policy."""
        given: dict[str, Any] = {"SourceArn": source} if source else {}
        if account:
            given["SourceAccount"] = account
        self.cloud.client("lambda").add_permission(
            FunctionName=self.name,
            StatementId=sid,
            Action="lambda:InvokeFunction",
            Principal=principal,
            **given,
            **more,
        )
