"""Takes a snapshot of schemas for the audit: see `taking`."""

from app.engines.oracle.snapshot.taking import TakesSnapshots

__all__ = ["TakesSnapshots"]
