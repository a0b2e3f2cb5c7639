"""Signing in as it is shown: providers, and one while it is edited."""
