"""Which cloud a text speaks of, by words that only one cloud's texts have."""

from __future__ import annotations

_SIGNS = {
    "aws": ("amazon", "aws.", "aws: ", "aws:lambda", "aws:s3", "aws:cloudwatch", "aws:sns", "aws:sqs", "aws:iam", "aws:apigateway", "aws-native:", "cloudwatch", "arn:aws", "aws::", "aws_", "aws-sdk", "boto", "nosuchbucket", "nosuchkey", "queuedoesnotexist", "servicequotaexceeded", "/var/task", "/var/runtime", "lambda_handler", "handlererrorcode", "(service: ", "aws/lambda", "(accessdenied", "exception) when calling", "not authorized to perform: "),
    "gcp": ("google", "gserviceaccount", "gcloud", "gcp", "cloudfunctions", "firebase", "appspot", "functions_framework", "functions-framework", "cloud run", "run.app", "projects/", "roles/", "permission_denied", "rpc error", "status.code", "gs://", "-central1", "-west1", "-east1", "eventarc", "firestore", "bigquery", "pub/sub", "vpcservicecontrols", "vpc service controls", "organization's policy", "secret manager", "cloud kms", "cloud sql", "vpc connector", "constraints/", "invalid_grant"),
    "azure": ("azure", "microsoft", "windows.net", "aadsts", "func.exe", "site\\wwwroot", "site/wwwroot", "host.functions", "/subscriptions/", "entra id", "entraid", "entra.", "managedidentity", "managed identity", "cosmos", "service bus", "servicebus", "eventhub", "key vault", "keyvault", "bicep", "listener for function", "webjobs", "'functions.", "function: functions.", "durabletask", "language worker", "rpc worker", "scripthost", "func start", "sb://", "x-ms-", "host runtime", "function app", "functionapp", "functions host", "storage account", "system.private.corelib", "requestfailedexception", "resourcegroup", "resource group", "app service", "appservice", "az login", "put token failed", "kudu", "zip deploy"),
}  # fmt: skip
# Words that lean towards a cloud where nothing else does, and exclude no other.
_LEANING = {
    "aws": ("lambda", "requestid: ", "runtime.", "[error]"),
    "gcp": (),
    "azure": ("-az", "name of a cmdlet", "profile.ps1"),
}
_REACH = 200_000


def home_of(lower: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the cloud that *lower* (a text in lower case) speaks of, and every cloud that it may speak of.

    None where the text has no sign, or as many of two clouds; then it may speak of any.
    """
    text = lower[:_REACH]
    strong = {cloud: len([sign for sign in signs if sign in text]) for cloud, signs in _SIGNS.items()}
    found = {
        cloud: 2 * count + len([sign for sign in _LEANING[cloud] if sign in text])
        for cloud, count in strong.items()
    }
    home = max(found, key=lambda cloud: found[cloud])
    if not found[home] or list(found.values()).count(found[home]) > 1:
        return None, tuple(_SIGNS)
    return home, tuple(cloud for cloud in _SIGNS if strong[cloud]) or tuple(_SIGNS)
