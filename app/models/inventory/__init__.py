"""The columns of the inventory's tables."""
