"""Takes a snapshot of schemas for the audit: see `taking`."""

from app.engines.mysql.snapshot.taking import TakesSnapshots

__all__ = ["TakesSnapshots"]
