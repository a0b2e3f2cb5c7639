"""Two schemas compared by their DDL, and the statements that make one of the other.

Both sides are read by our own parser, from a server's SHOW CREATE as from a file, and compared by
what the statements amount to: the way they are written does not count.
"""

from app.sql.compare.comparing import compare
from app.sql.compare.nouns import Change, Comparison, Difference, Part, SchemaShape, Step
from app.sql.compare.reading import read_schema

__all__ = [
    "Change", "Comparison", "Difference", "Part", "SchemaShape", "Step", "compare", "read_schema",
]  # fmt: skip
