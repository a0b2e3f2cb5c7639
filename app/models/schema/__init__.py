"""What the schema browser shows."""
