"""What a rule may know beside the node it is asked about.

Findings are cached by the shape of a statement, literals left out. A rule that looks at more
than the shape must do so through this class, which notes it: the value of a literal and a
rule's memory forbid the cache, the schema ties the cached finding to the schema's version.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from app.domain.dialect import Dialect
from app.sql.parse import Parsed
from app.sql.schema import Schema
from app.sql.tree import Node

Settings: TypeAlias = Mapping[str, Any]


class Scope:
    """One statement being judged, in its place in the file."""

    def __init__(self, parsed: Parsed, dialect: Dialect, number: int, schema: Schema) -> None:
        self.parsed = parsed
        self.dialect = dialect
        self.number = number
        self._schema = schema
        self.looked_at_literals = False
        self.looked_at_schema = False
        self.settings: Settings = {}
        self._memory: dict[str, Any] = {}

    # `settings`, `text`, `kind`, `literal()`, `schema`, `memory` are the contract:
    # the audit's own module fills them in.

    def source(self, node: Node) -> str:
        """The text of `node` without looking at literals in it: names, types, keywords."""
        return self.parsed.tokens.source(node.first, node.last)
