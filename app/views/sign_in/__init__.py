"""Signing in: the dialog that brings somebody in and lets them go."""
