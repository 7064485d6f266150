"""Reachability of a destination from a function's subnets, computed from the configuration alone: no packet is sent."""
