"""Event history as CloudTrail keeps it: one attribute a look-up, a time range, pages of 50, each event in its region."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

_PAGE = 50
_KEPT = timedelta(days=90)


class History:
    """The events of one embedded account; `record` adds one, `lookup` answers LookupEvents."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._lock = threading.Lock()
        self._events: list[dict[str, Any]] = []

    def clear(self) -> None:
        with self._lock:
            self._events.clear()

    def record(
        self,
        name: str,
        when: datetime,
        *,
        service: str = "iam",
        region: str = "us-east-1",
        user: str = "alice",
        arn: str | None = None,
        resources: tuple[str, ...] = (),
        parameters: dict[str, Any] | None = None,
        error: tuple[str, str] | None = None,
        read_only: bool = False,
    ) -> None:
        """Add an event; *user* is its Username, *arn* the caller where that is no IAM user; *error* code and message."""
        with self._lock:
            number = len(self._events) + 1
            detail: dict[str, Any] = {
                "eventVersion": "1.11",
                "userIdentity": {
                    "type": "IAMUser" if arn is None else "AssumedRole",
                    "arn": arn or f"arn:aws:iam::{self._account}:user/{user}",
                    "accountId": self._account,
                },
                "eventTime": _iso(when),
                "eventSource": f"{service}.amazonaws.com",
                "eventName": name,
                "awsRegion": region,
                "sourceIPAddress": "203.0.113.10",
                "userAgent": "console.amazonaws.com",
                "requestParameters": parameters,
                "responseElements": None,
                "requestID": f"11111111-0000-4000-8000-{number:012d}",
                "eventID": f"22222222-0000-4000-8000-{number:012d}",
                "readOnly": read_only,
                "eventType": "AwsApiCall",
                "managementEvent": True,
                "recipientAccountId": self._account,
                "eventCategory": "Management",
            }
            if error is not None:
                detail["errorCode"], detail["errorMessage"] = error
            self._events.append(
                {"region": region, "user": user, "resources": resources, "when": when, "detail": detail}
            )

    def lookup(self, region: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
        """Return one page of LookupEvents, newest first."""
        attribute = (body.get("LookupAttributes") or [{}])[0]
        start = datetime.fromtimestamp(body.get("StartTime", 0), UTC)
        end = datetime.fromtimestamp(body["EndTime"], UTC) if "EndTime" in body else now
        with self._lock:
            found = [
                event
                for event in self._events
                if event["region"] == region
                and max(start, now - _KEPT) <= event["when"] <= end
                and _fits(event, attribute.get("AttributeKey"), attribute.get("AttributeValue"))
            ]
        found.sort(key=lambda event: event["when"], reverse=True)
        at = int(body.get("NextToken") or 0)
        page = found[at : at + min(_PAGE, body.get("MaxResults", _PAGE))]
        answer: dict[str, Any] = {"Events": [_shown(event) for event in page]}
        if at + len(page) < len(found):
            answer["NextToken"] = str(at + len(page))
        return answer


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _fits(event: dict[str, Any], key: str | None, value: str | None) -> bool:
    detail = event["detail"]
    match key:
        case None:
            return True
        case "Username":
            return bool(event["user"] == value)
        case "ResourceName":
            return value in event["resources"]
        case "EventName":
            return bool(detail["eventName"] == value)
        case "EventSource":
            return bool(detail["eventSource"] == value)
        case "EventId":
            return bool(detail["eventID"] == value)
        case "ReadOnly":
            return str(detail["readOnly"]).lower() == value
    return False


def _shown(event: dict[str, Any]) -> dict[str, Any]:
    detail = event["detail"]
    return {
        "EventId": detail["eventID"],
        "EventName": detail["eventName"],
        "ReadOnly": str(detail["readOnly"]).lower(),
        "EventTime": event["when"].timestamp(),
        "EventSource": detail["eventSource"],
        "Username": event["user"],
        "Resources": [{"ResourceName": name} for name in event["resources"]],
        "CloudTrailEvent": json.dumps(detail),
    }
