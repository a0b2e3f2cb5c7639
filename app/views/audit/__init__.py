"""The Audit page: what is audited, what was found, the source and what the rule says."""

from app.views.audit.page import AuditPage

__all__ = ["AuditPage"]
