"""What a statement writes to, read off its tokens: Oracle's SQL has no tree here yet."""

from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.sql.kinds import kind_of
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import END, IDENTIFIER, Tokens

_BEFORE_TABLE = {
    ("UPDATE",): 1, ("DELETE", "FROM"): 2, ("DELETE",): 1, ("INSERT", "INTO"): 2,
    ("MERGE", "INTO"): 2, ("TRUNCATE", "TABLE"): 2, ("DROP", "TABLE"): 2, ("ALTER", "TABLE"): 2,
}  # fmt: skip
_EVENTS = {"UPDATE": "UPDATE", "DELETE": "DELETE", "INSERT": "INSERT", "MERGE": "INSERT UPDATE"}
_BEHIND_WHERE = frozenset({"RETURNING", "RETURN", "LOG"})


@dataclass(frozen=True, slots=True)
class Write:
    """What a statement would do, as far as its words tell."""

    kind: str
    owner: str = ""
    """As Oracle keeps it; "" is the schema of the session."""
    table: str = ""
    """The same; "" where it cannot be told."""
    events: frozenset[str] = frozenset()
    values: bool = False
    """One row, which stands in the text."""
    rows_query: str = ""
    """A query with a row for each that is hit; "" where all are meant, or nobody can tell."""
    whole_table: bool = False


def write_of(statement: str) -> Write:
    """What `statement` would write."""
    tokens = tokenize_oracle(statement)
    kinds, kind = tokens.kinds, kind_of(tokens, Dialect.ORACLE)
    at = next(
        (n for words, n in _BEFORE_TABLE.items() if tuple(kinds[: len(words)]) == words), None
    )
    if at is None or not _is_name(kinds[at]):
        return Write(kind)
    owner, table, behind = _table(tokens, at)
    events = frozenset(_EVENTS.get(kinds[0], "").split())
    if kinds[0] == "INSERT":
        return Write(kind, owner, table, events, values="VALUES" in kinds)
    if kinds[0] not in ("UPDATE", "DELETE"):
        return Write(kind, owner, table, events, whole_table=kinds[0] != "MERGE")
    where = _top_level(tokens, behind, frozenset({"WHERE"}))
    if where is None:
        return Write(kind, owner, table, events, whole_table=True)
    end = _top_level(tokens, where, _BEHIND_WHERE) or len(tokens)
    until = _top_level(tokens, at, frozenset({"SET"})) if kinds[0] == "UPDATE" else where
    if until is None or until <= at:
        return Write(kind, owner, table, events)
    source = tokens.source(at, until - 1)
    condition = tokens.source(where + 1, end - 1)
    query = f"SELECT 1 FROM {source} WHERE ({condition})"
    return Write(kind, owner, table, events, rows_query=query)


def _table(tokens: Tokens, at: int) -> tuple[str, str, int]:
    """Owner, name, and the token behind them."""
    if tokens.kinds[at + 1] == "." and _is_name(tokens.kinds[at + 2]):
        return _kept(tokens, at), _kept(tokens, at + 2), at + 3
    return "", _kept(tokens, at), at + 1


def _kept(tokens: Tokens, at: int) -> str:
    source = tokens.source(at, at)
    return source.strip('"') if source.startswith('"') else source.upper()


def _is_name(kind: str) -> bool:
    return kind is IDENTIFIER or (kind is not END and kind[:1].isalpha())


def _top_level(tokens: Tokens, at: int, words: frozenset[str]) -> int | None:
    """The first token of these outside parentheses, from `at` on."""
    depth = 0
    for n in range(at, len(tokens)):
        kind = tokens.kinds[n]
        depth += (kind == "(") - (kind == ")")
        if depth == 0 and kind in words:
            return n
    return None
