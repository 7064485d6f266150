"""Small builders of realistic functions and what stands around them, as plain data of the embedded Google Cloud."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from diagnostics.clock import iso
from diagnostics.sources.demo.gcp.cloud import LOCATION, NUMBER, PROJECT, EmbeddedGcp

_SENDERS = {
    "pubsub": "CloudPubSub-Google",
    "eventarc": "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)",
    "scheduler": "Google-Cloud-Scheduler",
    "tasks": "Google-Cloud-Tasks",
    "browser": "Mozilla/5.0",
}
NOT_AUTHENTICATED = (
    "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header. "
    "Read more at https://cloud.google.com/run/docs/securing/authenticating"
)


class Stack:
    """One function, named *name*, with everything around it; times are minutes before the cloud's now."""

    def __init__(self, cloud: EmbeddedGcp, name: str, *, first: bool = False) -> None:
        self.cloud = cloud
        self.name = name
        self.first = first
        self.parent = f"projects/{PROJECT}/locations/{LOCATION}"
        self.id = f"{self.parent}/functions/{name}"
        self.service = f"{self.parent}/services/{name}"
        self.email = f"{name}-run@{PROJECT}.iam.gserviceaccount.com"
        self.member = f"serviceAccount:{self.email}"
        self.uri = f"https://{name}-{NUMBER}.{LOCATION}.run.app"
        self._entry = 0

    def ago(self, minutes: float) -> datetime:
        return self.cloud.now() - timedelta(minutes=minutes)

    def with_function(self, **config: Any) -> Stack:
        """Make the function (and, in the 2nd generation, its Cloud Run service) with its account; *config* adds fields."""
        service: dict[str, Any] = {
            "serviceAccountEmail": self.email,
            "ingressSettings": "ALLOW_ALL",
            "timeoutSeconds": 60,
        }
        if not self.first:
            service |= {"service": self.service, "uri": self.uri}
        service |= config.pop("serviceConfig", {})
        self.cloud.things[self.id] = {
            "name": self.id,
            "environment": "GEN_1" if self.first else "GEN_2",
            "state": "ACTIVE",
            "buildConfig": {"runtime": "python312", "entryPoint": "main"},
            "serviceConfig": service,
            **config,
        }
        account = {"email": self.email, "uniqueId": "104839204857692834756", "projectId": PROJECT}
        self.cloud.things[f"projects/{PROJECT}/serviceAccounts/{self.email}"] = account
        if not self.first:
            self.with_service()
        return self

    def with_service(self, **fields: Any) -> Stack:
        """Make the Cloud Run service behind the function; *fields* replace what it usually has."""
        self.cloud.things[self.service] = {
            "name": self.service,
            "uri": self.uri,
            "urls": [self.uri],
            "ingress": "INGRESS_TRAFFIC_ALL",
            "template": {"serviceAccount": self.email},
            "terminalCondition": {"type": "Ready", "state": "CONDITION_SUCCEEDED"},
            **fields,
        }
        return self

    def bind(self, resource: str, role: str, *members: str, condition: str | None = None) -> Stack:
        """Add a binding to the allow policy of *resource*."""
        binding: dict[str, Any] = {"role": role, "members": list(members) or [self.member]}
        if condition:
            binding["condition"] = {"title": "only-then", "expression": condition}
        policy = self.cloud.policies.setdefault(resource, {"version": 3, "bindings": []})
        policy.setdefault("bindings", []).append(binding)
        return self

    def public(self) -> Stack:
        """Let everybody invoke the function."""
        if self.first:
            return self.bind(self.id, "roles/cloudfunctions.invoker", "allUsers")
        return self.bind(self.service, "roles/run.invoker", "allUsers")

    def with_traffic(self, good: Iterable[int] = (), bad: Iterable[int] = ()) -> Stack:
        """Run the function once well, once badly, in each of those minutes; badly leaves a request with status 500."""
        runs = self.cloud.runs.setdefault(self.name, [])
        runs += [(self.ago(minute), "2xx") for minute in good]
        for minute in bad:
            runs.append((self.ago(minute), "5xx"))
            if self.first:
                self.line(
                    minute, "Function execution took 31 ms, finished with status: 'crash'", severity="DEBUG"
                )
            else:
                self.request(minute, 500)
        return self

    def trace(self, minute: float) -> str:
        return f"projects/{PROJECT}/traces/{int(minute * 1000):032x}"

    def line(self, minute: float, text: str, *, severity: str = "ERROR", log: str = "") -> None:
        """Write one line of the function's log, in the invocation of that minute."""
        first = {"type": "cloud_function", "labels": {"function_name": self.name, "region": LOCATION}}
        second = {"type": "cloud_run_revision", "labels": {"service_name": self.name, "location": LOCATION}}
        log = log or (
            "cloudfunctions.googleapis.com/cloud-functions" if self.first else "run.googleapis.com/stderr"
        )
        more: dict[str, Any] = {"trace": self.trace(minute)}
        if self.first:
            more["labels"] = {"execution_id": f"x{int(minute * 1000)}"}
        self.write(
            log, minute, resource=first if self.first else second, severity=severity, textPayload=text, **more
        )

    def lines(self, minutes: Iterable[int], text: str, **more: Any) -> Stack:
        for minute in minutes:
            self.line(minute, text, **more)
        return self

    def request(
        self, minute: float, status: int, text: str = "", sender: str = "browser", url: str = ""
    ) -> None:
        """Write one entry of the request log."""
        about = {
            "requestMethod": "POST",
            "requestUrl": url or self.uri,
            "status": status,
            "userAgent": _SENDERS[sender],
        }
        resource = {"type": "cloud_run_revision", "labels": {"service_name": self.name, "location": LOCATION}}
        severity = "ERROR" if status >= 500 else ("WARNING" if status >= 400 else "INFO")
        more: dict[str, Any] = {"textPayload": text} if text else {}
        self.write(
            "run.googleapis.com/requests", minute, resource=resource, severity=severity, httpRequest=about,
            trace=self.trace(minute), **more,
        )  # fmt: skip

    def audit(
        self,
        minute: float,
        method: str,
        resource: str,
        service: str,
        *,
        who: str = "alice@example.com",
        status: dict[str, Any] | None = None,
        log: str = "activity",
        **payload: Any,
    ) -> None:
        """Write one entry of an audit log."""
        body = {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "serviceName": f"{service}.googleapis.com",
            "methodName": method,
            "resourceName": resource,
            "authenticationInfo": {"principalEmail": who},
            "status": status or {},
            **payload,
        }
        severity = "ERROR" if status else "NOTICE"
        kind = {
            "type": "audited_resource",
            "labels": {"service": f"{service}.googleapis.com", "method": method},
        }
        self.write(
            f"cloudaudit.googleapis.com/{log}", minute, resource=kind, severity=severity, protoPayload=body
        )

    def refused(
        self, minute: float, method: str, resource: str, service: str, permission: str, message: str
    ) -> None:
        """Write the Data Access entry of a call that the function's account was refused."""
        row = {"resource": resource, "permission": permission}
        self.audit(
            minute, method, resource, service, who=self.email, status={"code": 7, "message": message}, log="data_access",
            authorizationInfo=[row],
        )  # fmt: skip

    def unbound(
        self, minute: float, resource: str, role: str, member: str | None = None, **more: Any
    ) -> None:
        """Write the SetIamPolicy that took *role* from *member* (the function's account) on *resource*."""
        service = more.pop("service", "cloudresourcemanager")
        method = more.pop("method", "SetIamPolicy")
        delta = {"action": "REMOVE", "role": role, "member": member or self.member}
        self.audit(
            minute, method, resource, service, serviceData={"policyDelta": {"bindingDeltas": [delta]}}, **more
        )

    def write(self, log: str, minute: float, **entry: Any) -> None:
        self._entry += 1
        moment = self.ago(minute)
        self.cloud.entries.append(
            {
                "logName": f"projects/{PROJECT}/logs/{log.replace('/', '%2F')}",
                "timestamp": iso(moment),
                "insertId": f"{self.name}-{self._entry:06d}",
                **entry,
            }
        )
