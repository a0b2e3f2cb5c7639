"""Sessions on Oracle that run whatever a user types, and what is told beside them."""
