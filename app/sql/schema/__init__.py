"""The schema as the statements so far have made it: the simulated schema.

It follows DDL without a server. What it cannot know is unknown and never guessed: a table is
missing only where it was dropped in this file, where its database was created in this file, or
where the whole schema was given beforehand.
"""

from app.sql.schema.nouns import Column, ForeignKey, Index, KeyColumn, Table
from app.sql.schema.state import Schema

__all__ = ["Column", "ForeignKey", "Index", "KeyColumn", "Schema", "Table"]
