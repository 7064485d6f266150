"""An SQS queue that Lambda polls for the function: the mapping, the queue, its backlog and its dead-letter queue."""

from __future__ import annotations

from datetime import datetime

import msgspec

from diagnostics.case import Hop, Series
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.documents import as_document
from diagnostics.hops.aws.function import metric, read_metrics
from diagnostics.hops.aws.target import TargetHop, read_key
from diagnostics.hops.aws.world import Document, Function
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import wiring


class Queue(msgspec.Struct, frozen=True):
    """A queue as configured; counts are messages, approximate as SQS gives them."""

    arn: str
    url: str
    attributes: dict[str, str]
    policy: Document | Unknown | None
    sent: Series | Unknown = Series()
    oldest: Series | Unknown = Series()

    def count(self, name: str) -> int:
        value = self.attributes.get(name, "0")
        return int(value) if value.isdigit() else 0

    @property
    def waiting(self) -> int:
        return self.count("ApproximateNumberOfMessages")

    @property
    def key(self) -> str | None:
        return self.attributes.get("KmsMasterKeyId") or None

    @property
    def dead_letter_arn(self) -> str | None:
        redrive = as_document(self.attributes.get("RedrivePolicy"))
        target = redrive.get("deadLetterTargetArn") if isinstance(redrive, dict) else None
        return str(target) if target else None


class PolledHop(Hop, frozen=True):
    """Source → function, polled by Lambda with the function's own role."""

    mapping: wiring.EventSourceMapping


class QueueHop(PolledHop, frozen=True):
    """Queue → function. *queue* is None where the queue does not exist; *encrypted_by* is the key, None where SQS has its own."""

    queue: Queue | Unknown | None
    dead_letters: Queue | Unknown | None
    encrypted_by: TargetHop | None = None


def read_queue(ask: Ask, queue_arn: str, start: datetime, end: datetime) -> Queue | Unknown | None:
    """Return the queue with its policy and backlog, None where it does not exist, or Unknown."""
    parsed = arn.parse(queue_arn)
    if parsed is None:
        return Unknown("the queue's ARN cannot be read")
    url = ask(
        wiring.queue_url(parsed.region, QueueName=parsed.resource, QueueOwnerAWSAccountId=parsed.account)
    )
    if url is None or isinstance(url, Unknown):
        return url
    of = {"QueueName": parsed.resource}
    queries = [
        metric("sent", "AWS/SQS", "NumberOfMessagesSent", "Sum", of),
        metric("oldest", "AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", of),
    ]
    answer, series = ask.pair(
        lambda: ask(wiring.queue_attributes(parsed.region, QueueUrl=url.QueueUrl, AttributeNames=["All"])),
        lambda: read_metrics(ask, parsed.region, "queue", parsed.resource, queries, start, end),
    )
    if answer is None or isinstance(answer, Unknown):
        return answer
    return Queue(
        arn=queue_arn,
        url=url.QueueUrl,
        attributes=answer.Attributes,
        policy=as_document(answer.Attributes.get("Policy")),
        sent=series if isinstance(series, Unknown) else series["sent"],
        oldest=series if isinstance(series, Unknown) else series["oldest"],
    )


def read_queue_hop(
    ask: Ask, function: Function, mapping: wiring.EventSourceMapping, start: datetime, end: datetime
) -> QueueHop:
    """Return the hop from the queue of *mapping* to the function."""
    source = mapping.EventSourceArn or ""
    queue = read_queue(ask, source, start, end)
    known = queue if isinstance(queue, Queue) else None
    dead, key = (known.dead_letter_arn, known.key) if known else (None, None)
    dead_letters, encrypting = ask.pair(
        lambda: read_queue(ask, dead, start, end) if dead else None,
        lambda: read_key(ask, function, key, source) if key else None,
    )
    return QueueHop(
        direction="inbound",
        source=arn.node(source),
        target=arn.node(mapping.FunctionArn or function.arn),
        mapping=mapping,
        queue=queue,
        dead_letters=dead_letters,
        encrypted_by=encrypting,
    )
