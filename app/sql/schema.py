"""The schema as the statements so far have made it."""


class Schema:
    """Databases, tables, columns and indexes that DDL has built up; to be filled in."""

    version = 0
