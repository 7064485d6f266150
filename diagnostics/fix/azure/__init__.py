"""Fixes on Azure: role assignments, vault and Cosmos rights, settings, networks."""
