"""The clauses of an Oracle statement, by its tokens: of the outermost query, and all tables."""

from app.sql.oracle import tokenize_oracle
from app.sql.tokens import IDENTIFIER, STRING

Span = tuple[int, int]
_BEFORE_TABLES = {"FROM", "JOIN", ",", "INTO", "UPDATE", "USING"}
_ENDS = {"GROUP", "HAVING", "ORDER", "CONNECT", "START", "UNION", "MINUS", "INTERSECT", "FETCH",
         "OFFSET", "FOR", "MODEL", "WINDOW", "WHERE", ";"}  # fmt: skip
_NO_ALIAS = _ENDS | {"ON", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "SET",
                     "PARTITION", "SUBPARTITION", "SAMPLE", "VALUES", "AS", "USING", "WHEN",
                     "SELECT", "WITH", "PIVOT", "UNPIVOT"}  # fmt: skip


class OracleClauses:
    """One statement, cut into tokens."""

    trusts_blocks = True
    """Every step may tell its block, by a name the text does not have."""

    def __init__(self, statement: str) -> None:
        self._tokens = tokenize_oracle(statement)
        depth, self._depths = 0, []
        for kind in self._tokens.kinds[: len(self._tokens)]:
            depth -= kind == ")"
            self._depths.append(depth)
            depth += kind == "("
        size = len(self._tokens)
        self.whole: Span | None = self._tokens.span(0, size - 1) if size else None

    def block_below(self, name: str, block: str) -> str:
        """Unknown: blocks have names of Oracle's own."""
        return ""

    def query(self, block: str) -> Span | None:
        """Unknown."""
        return None

    def tables(self, name: str, table: str, block: str) -> list[Span]:
        """Where a table stands, by its alias, or else by its own name."""
        found: list[tuple[bool, Span]] = []
        kinds = self._tokens.kinds
        for at in range(1, len(self._tokens)):
            if kinds[at - 1] not in _BEFORE_TABLES or not self._is_name(at):
                continue
            last = at
            while kinds[last + 1] == "." and self._is_name(last + 2):
                last += 2
            alias = last + 1 if self._is_name(last + 1) and kinds[last + 1] not in _NO_ALIAS else 0
            said = {self._name(last)} | ({self._name(alias)} if alias else set())
            if name.upper() in said or table.upper() in said:
                exact = name.upper() == self._name(alias or last)
                found.append((exact, self._tokens.span(at, alias or last)))
        exact_ones = [span for exact, span in found if exact]
        return exact_ones or [span for _exact, span in found]

    def condition(self, text: str, block: str) -> Span | None:
        """The outermost WHERE, where there is but one."""
        return self._clause("WHERE") if self._tokens.kinds.count("WHERE") == 1 else None

    def ordering(self, block: str) -> Span | None:
        """The outermost ORDER BY."""
        return self._clause("ORDER")

    def grouping(self, block: str) -> Span | None:
        """The outermost GROUP BY."""
        return self._clause("GROUP")

    def window(self, block: str) -> Span | None:
        """OVER with what stands in its parentheses."""
        kinds = self._tokens.kinds
        at = next((n for n, kind in enumerate(kinds) if kind == "OVER"), None)
        if at is None or kinds[at + 1] != "(":
            return None
        end = self._closing(at + 1)
        return None if end is None else self._tokens.span(at, end)

    def limit(self, block: str) -> Span | None:
        """FETCH FIRST, to the end."""
        return self._clause("FETCH")

    def sources(self, block: str) -> Span | None:
        """What stands behind the outermost FROM."""
        return self._clause("FROM", without_word=True)

    def union(self, block: str) -> Span | None:
        """The whole: both sides."""
        return self.whole

    def _clause(self, word: str, *, without_word: bool = False) -> Span | None:
        """From a word outside all parentheses to the next clause."""
        tokens, depths = self._tokens, self._depths
        begin = next(
            (n for n in range(len(tokens)) if tokens.kinds[n] == word and depths[n] == 0), None
        )
        if begin is None or begin + 1 >= len(tokens):
            return None
        end = begin
        while end + 1 < len(tokens):
            if depths[end + 1] == 0 and tokens.kinds[end + 1] in _ENDS:
                break
            end += 1
        return tokens.span(begin + without_word, max(end, begin + without_word))

    def _closing(self, opening: int) -> int | None:
        depth = self._depths[opening]
        inside = range(opening + 1, len(self._tokens))
        return next(
            (n for n in inside if self._tokens.kinds[n] == ")" and self._depths[n] == depth), None
        )

    def _is_name(self, at: int) -> bool:
        if at >= len(self._tokens):
            return False
        kind = self._tokens.kinds[at]
        return kind is IDENTIFIER or (kind is not STRING and kind[:1].isalpha())

    def _name(self, at: int) -> str:
        return self._tokens.source(at, at).strip('"').upper()
