"""The families of AWS: standard form, services, Lambda, triggers, deployment."""
