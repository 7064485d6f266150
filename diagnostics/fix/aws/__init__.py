"""Fixes on AWS: what an IAM policy, a resource's policy, a setting or a route has to say."""
