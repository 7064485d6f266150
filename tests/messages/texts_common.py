"""Texts that any cloud's function may print: network, code, databases."""

from __future__ import annotations

from tests.messages.texts_aws import Text

SUFFIX = " (in /var/task, amazonaws)"  # a sign of the cloud, so that the cause has a provider


def _net(name: str, text: str, cause: str) -> Text:
    return Text(name, text + SUFFIX, "network", cause)


NETWORK = (
    _net("python endpoint", 'botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: "https://secretsmanager.eu-west-1.amazonaws.com/"', "aws.subnet.no-route"),
    _net("requests", "HTTPSConnectionPool(host='api.example.com', port=443): Max retries exceeded with url: / (Caused by ConnectTimeoutError(<x>, 'Connection to api.example.com timed out. (connect timeout=5)'))", "aws.subnet.no-route"),
    _net("node", "Error: connect ETIMEDOUT 52.94.5.100:443\n    at TCPConnectWrap.afterConnect", "aws.subnet.no-route"),
    _net("node database", "SequelizeConnectionError: connect ETIMEDOUT 10.0.3.17:5432", "aws.target-security-group.ingress-missing"),
    _net("errno", "OSError: [Errno 110] Connection timed out", "aws.subnet.no-route"),
    _net("psycopg", 'connection to server at "db.internal" (10.0.1.9), port 5432 failed: Connection timed out', "aws.target-security-group.ingress-missing"),
    _net("pymysql", "(2003, \"Can't connect to MySQL server on 'orders.abc.eu-west-1.rds.amazonaws.com' (timed out)\")", "aws.target-security-group.ingress-missing"),
    _net("jdbc", "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure", "aws.target-security-group.ingress-missing"),
    _net("mongo", "MongoServerSelectionError: Server selection timed out after 30000 ms", "aws.target-security-group.ingress-missing"),
    _net("java", "Unable to execute HTTP request: Connect to sqs.eu-west-1.amazonaws.com:443 [x] failed: connect timed out", "aws.subnet.no-route"),
    _net("go", 'Post "https://dynamodb.eu-west-1.amazonaws.com/": dial tcp 52.94.24.70:443: i/o timeout', "aws.subnet.no-route"),
    _net("ruby", "Net::OpenTimeout: Failed to open TCP connection to api.example.com:443 (execution expired)", "aws.subnet.no-route"),
    _net("curl", "curl: (28) Failed to connect to api.example.com port 443 after 130000 ms: Connection timed out", "aws.subnet.no-route"),
    _net("no route", "connect ENETUNREACH 2a05:d018::1:443 - Local (:::0)", "aws.subnet.ipv6-egress-missing"),
    _net("name, node", "getaddrinfo ENOTFOUND orders.internal.example", "aws.resolver.name-unresolved"),
    _net("name, python", "socket.gaierror: [Errno -3] Temporary failure in name resolution", "aws.resolver.name-unresolved"),
    _net("name, java", "java.net.UnknownHostException: orders.internal", "aws.resolver.name-unresolved"),
    _net("name, go", "dial tcp: lookup api.example.com on 169.254.78.1:53: no such host", "aws.resolver.name-unresolved"),
    _net("endpoint", 'Could not connect to the endpoint URL: "https://sqs.eu-west-1.amazonaws.com/"', "aws.resolver.name-unresolved"),
    _net("refused", "connect ECONNREFUSED 10.0.3.17:6379", "aws.target.connection-refused"),
    _net("reset", "Error: read ECONNRESET\n    at TLSWrap.onStreamRead", "aws.function.idle-connection-reset"),
    _net("certificate", "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate", "aws.target.tls-rejected"),
    _net("proxy", "ProxyConnectionError: Failed to connect to proxy URL", "aws.subnet.no-route"),
    _net("old queue host", 'ReadTimeoutError: Read timeout on endpoint URL: "https://eu-west-1.queue.amazonaws.com/"', "aws.endpoint.private-dns-off"),
)  # fmt: skip

NEAR_MISSES = (
    Text("read timeout", 'ReadTimeoutError: Read timeout on endpoint URL: "https://lambda.eu-west-1.amazonaws.com/x"', "inconclusive", None),
    Text("pool", "Knex: Timeout acquiring a connection. The pool is probably full.", "inconclusive", None),
    Text("own sandbox", "connect ECONNREFUSED 127.0.0.1:5432", "none", None),
    Text("empty host", "getaddrinfo ENOTFOUND undefined", "none", None),
    Text("no such region", 'Could not connect to the endpoint URL: "https://dynamodb.eu-west1.amazonaws.com/"', "none", "aws.function.wrong-name"),
    Text("module", "Error: Cannot find module 'axios'\nRequire stack:\n- /var/task/index.js", "none", "aws.function.module-missing"),
    Text("exception", "[ERROR] KeyError: 'Records'\nTraceback (most recent call last):\n  File \"/var/task/app.py\", line 3", "none", "aws.function.application-error"),
    Text("javascript", "TypeError: Cannot read properties of undefined (reading 'id')\n    at Runtime.handler (/var/task/index.js:4:9)", "none", "aws.function.application-error"),
    Text("heap", "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", "none", None),
    Text("file", "OSError: [Errno 30] Read-only file system: '/var/task/out.csv'", "none", "aws.function.application-error"),
    Text("grant", "psycopg2.errors.InsufficientPrivilege: permission denied for table orders", "none", None),
    Text("shell", "git@github.com: Permission denied (publickey).", "none", None),
    Text("traceback", 'Traceback (most recent call last):\n  File "/var/task/app.py", line 3, in handler\nmyapp.OrderMissing: 17', "none", "aws.function.application-error"),
    Text("cors", "Access to fetch at 'https://x' from origin 'https://y' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present", "none", None),
    Text("429", "requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://api.example.com", "none", None),
    Text("503", "upstream answered: 503 Service Unavailable", "none", None),
    Text("403", "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://api.example.com/x", "inconclusive", None),
    Text("password", 'FATAL: password authentication failed for user "app"', "none", None),
    Text("mysql login", "Access denied for user 'app'@'10.0.0.7' (using password: YES)", "inconclusive", None),
)  # fmt: skip

ALL = (*NETWORK, *NEAR_MISSES)
