"""Fixes on Google Cloud: bindings, service agents, triggers, settings."""
