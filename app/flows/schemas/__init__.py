"""Schemas of servers and of files: read whole, compared, and the way between them written down."""
