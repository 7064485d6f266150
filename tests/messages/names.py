"""Made-up names that the texts share."""

from __future__ import annotations

from tests.messages.texts_aws import ACCOUNT

A, R = ACCOUNT, "eu-west-1"
BUCKET = "arn:aws:s3:::acme-reports"
DEPLOY = f"arn:aws:sts::{A}:assumed-role/github-deploy/GitHubActions"
CFN = f"arn:aws:sts::{A}:assumed-role/cdk-hnb659fds-cfn-exec-role-{A}-{R}/AWSCloudFormation"
SSO = f"arn:aws:sts::{A}:assumed-role/AWSReservedSSO_Developer_0a1b2c/kim@example.com"
TOPIC = f"arn:aws:sns:{R}:{A}:alerts"
SM = f"arn:aws:states:{R}:{A}:stateMachine:billing"
PR = f"arn:aws:iam::{A}:role/orders-role"
ROLEB = "arn:aws:sts::222233334444:assumed-role/api-prod-ap-southeast-2-lambdaRole/api-prod-upload"
