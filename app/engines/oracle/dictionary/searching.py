"""Looking for a word in names, columns, comments and code, the quick places first."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.schema.objects import FoundIn, Hit, Hits, ObjectKind, ObjectName, Search
from app.engines.oracle.dictionary.listing import KINDS
from app.engines.oracle.rows import literal, number, text
from app.engines.oracle.session import OracleSession

_OWN = (
    "{owner} NOT IN (SELECT u.username FROM all_users u WHERE u.oracle_maintained = 'Y')"
    " AND {owner} <> 'PUBLIC'"
)
NAMES = (
    "SELECT o.owner, o.object_name AS name, o.object_type AS type, o.object_name AS text"
    " FROM all_objects o WHERE UPPER(o.object_name) LIKE :word ESCAPE '~' AND {where}"
)
COLUMNS = (
    "SELECT c.owner, c.table_name AS name, 'TABLE' AS type, c.column_name AS part,"
    " c.column_name AS text FROM all_tab_cols c"
    " WHERE UPPER(c.column_name) LIKE :word ESCAPE '~' AND {where}"
)
COMMENTS = (
    "SELECT c.owner, c.table_name AS name, c.table_type AS type, c.comments AS text"
    " FROM all_tab_comments c WHERE UPPER(c.comments) LIKE :word ESCAPE '~' AND {where}"
)
COLUMN_COMMENTS = (
    "SELECT c.owner, c.table_name AS name, 'TABLE' AS type, c.column_name AS part,"
    " c.comments AS text FROM all_col_comments c"
    " WHERE UPPER(c.comments) LIKE :word ESCAPE '~' AND {where}"
)
CODE = (
    "SELECT s.owner, s.name, s.type, s.line, s.text FROM all_source s"
    " WHERE UPPER(s.text) LIKE :word ESCAPE '~' AND {where}"
)
_PLACES = (
    (FoundIn.NAME, NAMES, "o.owner"), (FoundIn.COLUMN, COLUMNS, "c.owner"),
    (FoundIn.COMMENT, COMMENTS, "c.owner"), (FoundIn.COMMENT, COLUMN_COMMENTS, "c.owner"),
    (FoundIn.BODY, CODE, "s.owner"),
)  # fmt: skip
_EXCERPT = 160  # characters


class Searching(OracleSession):
    """Looks for a word everywhere."""

    def search(self, search: Search, tell: Callable[[Hits], object]) -> None:
        """Look place after place, telling what each gave."""
        for place, statement, owner in _PLACES:
            if place in search.places:
                tell(self._look(place, statement, owner, search))

    def _look(self, place: FoundIn, statement: str, owner: str, search: Search) -> Hits:
        if search.schemas:
            where = f"{owner} IN ({', '.join(literal(each) for each in search.schemas)})"
        elif self.server.at_least(12):
            where = _OWN.format(owner=owner)
        else:
            where = f"{owner} NOT IN ('SYS', 'SYSTEM', 'PUBLIC', 'XDB', 'MDSYS')"
        asked = f"SELECT * FROM ({statement.format(where=where)}) WHERE ROWNUM <= {search.most + 1}"
        try:
            rows = self.fetch(asked, word=_pattern(search.text.upper()))
        except StatementFailed as error:
            return Hits(place, lacking=str(error))
        hits = tuple(_hits(place, rows[: search.most]))
        return Hits(place, hits, len(rows) > search.most)


def _pattern(word: str) -> str:
    for char in "~%_":
        word = word.replace(char, "~" + char)
    return f"%{word}%"


def _hits(place: FoundIn, rows: list[dict[str, Any]]) -> Iterator[Hit]:
    for row in rows:
        kind = KINDS.get(text(row["type"]))
        if kind is not None:
            yield _hit(place, row, kind)


def _hit(place: FoundIn, row: Mapping[str, Any], kind: ObjectKind) -> Hit:
    name = ObjectName(kind, text(row["owner"]), text(row["name"]))
    said = text(row["text"]).strip()[:_EXCERPT]
    excerpt = said if place in {FoundIn.COMMENT, FoundIn.BODY} else ""
    return Hit(name, place, text(row.get("part")), excerpt, number(row.get("line")) or 0)
