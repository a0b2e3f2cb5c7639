"""The schema browser, and the comparison of schemas."""
