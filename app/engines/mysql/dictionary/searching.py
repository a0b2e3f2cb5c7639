"""Looking for a word in names, comments, columns and code, the quick places first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.schema.objects import FoundIn, Hit, Hits, ObjectKind, ObjectName, Search
from app.engines.mysql.asking import DENIED, Asking
from app.engines.mysql.dictionary.listing import SYSTEM, kind_of
from app.engines.mysql.wire import quoted, text_of

_AROUND = 60  # characters shown before and behind a word
_ROUTINE_KINDS = {
    "PROCEDURE": ObjectKind.PROCEDURE, "FUNCTION": ObjectKind.FUNCTION,
    "PACKAGE": ObjectKind.PACKAGE, "PACKAGE BODY": ObjectKind.PACKAGE_BODY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """One table of information_schema that is looked through.

    `kind` is that of its objects, or the column that tells it; `text` is searched, `part` names the
    column it was found in.
    """

    place: FoundIn
    table: str
    schema: str
    name: str
    text: str
    kind: ObjectKind | str
    part: str = ""
    where: str = ""


_PLACES = (
    _Place(FoundIn.NAME, "tables", "table_schema", "table_name", "table_name", "table_type"),
    _Place(FoundIn.NAME, "routines", "routine_schema", "routine_name", "routine_name",
           "routine_type"),
    _Place(FoundIn.NAME, "events", "event_schema", "event_name", "event_name", ObjectKind.EVENT),
    _Place(FoundIn.NAME, "triggers", "trigger_schema", "trigger_name", "trigger_name",
           ObjectKind.TRIGGER),
    _Place(FoundIn.COLUMN, "columns", "table_schema", "table_name", "column_name",
           ObjectKind.TABLE, "column_name"),
    _Place(FoundIn.COMMENT, "tables", "table_schema", "table_name", "table_comment", "table_type",
           where="table_type <> 'VIEW'"),
    _Place(FoundIn.COMMENT, "columns", "table_schema", "table_name", "column_comment",
           ObjectKind.TABLE, "column_name"),
    _Place(FoundIn.COMMENT, "routines", "routine_schema", "routine_name", "routine_comment",
           "routine_type"),
    _Place(FoundIn.COMMENT, "events", "event_schema", "event_name", "event_comment",
           ObjectKind.EVENT),
    _Place(FoundIn.BODY, "routines", "routine_schema", "routine_name", "routine_definition",
           "routine_type"),
    _Place(FoundIn.BODY, "views", "table_schema", "table_name", "view_definition",
           ObjectKind.VIEW),
    _Place(FoundIn.BODY, "events", "event_schema", "event_name", "event_definition",
           ObjectKind.EVENT),
    _Place(FoundIn.BODY, "triggers", "trigger_schema", "trigger_name", "action_statement",
           ObjectKind.TRIGGER),
)  # fmt: skip


class Searching(Asking):
    """Looks for a word everywhere."""

    def search(self, search: Search, tell: Callable[[Hits], object]) -> None:
        """Look place after place, telling what each gave."""
        views: frozenset[tuple[str, str]] | None = None
        for place in _PLACES:
            if place.place not in search.places:
                continue
            found = self._look(place, search)
            if place.table == "columns" and found.hits:
                views = self._views() if views is None else views
                found = replace(found, hits=tuple(_as_views(found.hits, views)))
            tell(found)

    def _views(self) -> frozenset[tuple[str, str]]:
        """All views; what has columns does not say whether it is one."""
        rows = self.fetch("SELECT table_schema, table_name FROM information_schema.views")
        return frozenset((text_of(row["table_schema"]), text_of(row["table_name"])) for row in rows)

    def _look(self, place: _Place, search: Search) -> Hits:
        try:
            rows = self.fetch(_statement(place, search), pattern(search.text.lower()))
        except StatementFailed as error:
            if error.code not in DENIED:
                raise
            return Hits(place.place, lacking=str(error))
        hits = tuple(_hits(place, rows[: search.most], search.text))
        return Hits(place.place, hits, len(rows) > search.most)


def pattern(text: str) -> str:
    """What LIKE … ESCAPE '|' takes for a part of a text."""
    for char in "|%_":
        text = text.replace(char, "|" + char)
    return f"%{text}%"


def _statement(place: _Place, search: Search) -> str:
    kind = place.kind if isinstance(place.kind, str) and place.kind not in set(ObjectKind) else "''"
    if search.schemas:
        inside = f"IN ({_listed(search.schemas)})"
    else:
        inside = f"NOT IN ({_listed(sorted(SYSTEM))})"
    where = f" AND {place.where}" if place.where else ""
    part = place.part or "''"
    return (
        f"SELECT {place.schema} AS place, {place.name} AS name, {place.text} AS text,"
        f" {kind} AS kind, {part} AS part FROM information_schema.{place.table}"
        f" WHERE {place.schema} {inside} AND LOWER({place.text}) LIKE %s ESCAPE '|'{where}"
        f" ORDER BY 1, 2 LIMIT {search.most + 1}"
    )


def _listed(schemas: Sequence[str]) -> str:
    return ", ".join(quoted(schema) for schema in schemas).replace("%", "%%")


def _hits(place: _Place, rows: Sequence[Mapping[str, Any]], word: str) -> Iterator[Hit]:
    for row in rows:
        kind = place.kind
        if not isinstance(kind, ObjectKind):
            said = text_of(row["kind"])
            kind = _ROUTINE_KINDS.get(said) or kind_of(said)
        name = ObjectName(kind, text_of(row["place"]), text_of(row["name"]))
        part, text = text_of(row["part"]), text_of(row["text"])
        excerpt, line = "", 0
        if place.place in {FoundIn.COMMENT, FoundIn.BODY}:
            excerpt, line = excerpt_of(text, word)
        yield Hit(name, place.place, part, excerpt, line if place.place is FoundIn.BODY else 0)


def _as_views(hits: Iterable[Hit], views: frozenset[tuple[str, str]]) -> Iterator[Hit]:
    for hit in hits:
        is_view = (hit.id.schema, hit.id.name) in views
        yield replace(hit, id=replace(hit.id, kind=ObjectKind.VIEW)) if is_view else hit


def excerpt_of(text: str, word: str) -> tuple[str, int]:
    """The line around the first `word`, cut to what is near it, and its number."""
    at = max(text.lower().find(word.lower()), 0)
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : len(text) if end < 0 else end].rstrip("\r")
    inside = at - begin
    left, right = max(0, inside - _AROUND), inside + len(word) + _AROUND
    cut = f"{'…' if left else ''}{line[left:right]}{'…' if right < len(line) else ''}"
    return cut.strip(), text.count("\n", 0, at) + 1
