"""A stream that Lambda polls for the function: Kinesis, DynamoDB, and what else a mapping names."""

from __future__ import annotations

from diagnostics.hops.aws import arn
from diagnostics.hops.aws.arn import Arn
from diagnostics.hops.aws.sqs import PolledHop
from diagnostics.hops.aws.world import Function
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import wiring


class StreamHop(PolledHop, frozen=True):
    """Stream → function. *exists* is Unknown where it could not be read, or where nothing tells of such a source."""

    exists: bool | Unknown


def read_stream_hop(ask: Ask, function: Function, mapping: wiring.EventSourceMapping) -> StreamHop:
    """Return the hop from the stream of *mapping* to the function."""
    source = mapping.EventSourceArn or mapping.UUID
    parsed = arn.parse(source)
    exists = _exists(ask, source, parsed) if parsed else Unknown("the mapping names no source by its ARN")
    return StreamHop(
        "inbound", arn.node(source), arn.node(mapping.FunctionArn or function.arn), mapping, exists
    )


def _exists(ask: Ask, source: str, parsed: Arn) -> bool | Unknown:
    """Whether the stream is there; a table that was made anew has another stream than the mapping names."""
    if parsed.service == "kinesis":
        name = parsed.resource.removeprefix("stream/").partition("/")[0]
        stream = ask(wiring.stream_summary(parsed.region, StreamName=name))
        return stream if isinstance(stream, Unknown) else stream is not None
    if parsed.service == "dynamodb":
        table = ask(wiring.table(parsed.region, TableName=parsed.resource.split("/")[1]))
        if isinstance(table, Unknown):
            return table
        return table is not None and table.Table.LatestStreamArn in {None, source}
    return Unknown(f"nothing is read of {parsed.service}")
