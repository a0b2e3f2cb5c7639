"""Values from what a server answered: formulas over fields, rates over counters."""

from app.monitor.derive.deriver import Derived, Deriver

__all__ = ["Derived", "Deriver"]
