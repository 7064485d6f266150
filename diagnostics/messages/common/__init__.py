"""Families that every cloud shares: network, code, time, quota, tokens."""
