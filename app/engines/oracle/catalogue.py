"""All names one may write into a statement, out of the ALL_ views.

Columns: Database Reference 19c. Of the users whom Oracle maintains only what people write comes
along: V$ and dictionary views with their columns, and the supplied packages DBMS_ and UTL_.
"""

from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.schema.catalogue import (
    PUBLIC,
    Catalogue,
    Column,
    ForeignKey,
    NumberSequence,
    Package,
    Parameter,
    Relation,
    Routine,
    Shelf,
    Table,
    grouped,
)
from app.engines.oracle.rows import text
from app.engines.oracle.session import OracleSession
from app.i18n import _

MOST = 300_000
"""Rows of each view; 15,000 tables of 20 columns."""

_OWN = "(SELECT u.username FROM all_users u WHERE u.oracle_maintained = 'N')"
_OWN_OF_11 = (
    "(SELECT u.username FROM all_users u WHERE u.username NOT IN ('SYS', 'SYSTEM', 'OUTLN',"
    " 'DBSNMP', 'XDB', 'CTXSYS', 'MDSYS', 'ORDSYS', 'ORDDATA', 'WMSYS', 'EXFSYS', 'OLAPSYS',"
    " 'SYSMAN', 'APPQOSSYS', 'FLOWS_FILES', 'APEX_030200', 'ORDPLUGINS'))"
)
_DICTIONARY = (
    "(SELECT s.table_name FROM all_synonyms s WHERE s.owner = 'PUBLIC' AND s.table_owner = 'SYS'"
    " AND (s.synonym_name LIKE 'V$%' OR s.synonym_name LIKE 'GV$%' OR s.synonym_name LIKE 'DBA~_%'"
    " ESCAPE '~' OR s.synonym_name LIKE 'ALL~_%' ESCAPE '~'"
    " OR s.synonym_name LIKE 'USER~_%' ESCAPE '~'))"
)
_SUPPLIED = (
    "(p.owner = 'SYS' AND (p.object_name LIKE 'DBMS~_%' ESCAPE '~'"
    " OR p.object_name LIKE 'UTL~_%' ESCAPE '~'))"
)

SCHEMAS = "SELECT u.username FROM all_users u"
OBJECTS = (
    "SELECT o.owner, o.object_name, o.object_type FROM all_objects o"
    " WHERE o.object_type IN ('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE')"
    " AND o.owner IN {own}"
)
COMMENTS = (
    "SELECT c.owner, c.table_name, c.comments FROM all_tab_comments c"
    " WHERE c.comments IS NOT NULL AND c.owner IN {own}"
)
COLUMNS = (
    "SELECT c.owner, c.table_name, c.column_id, c.column_name, c.data_type, c.data_length,"
    " c.char_length, c.char_used, c.data_precision, c.data_scale, c.nullable"
    " FROM all_tab_columns c WHERE c.owner IN {own}"
)
DICTIONARY_COLUMNS = (
    "SELECT c.owner, c.table_name, c.column_id, c.column_name, c.data_type, c.data_length,"
    " c.char_length, c.char_used, c.data_precision, c.data_scale, c.nullable"
    " FROM all_tab_columns c WHERE c.owner = 'SYS' AND c.table_name IN " + _DICTIONARY
)
COLUMN_COMMENTS = (
    "SELECT c.owner, c.table_name, c.column_name, c.comments FROM all_col_comments c"
    " WHERE c.comments IS NOT NULL AND c.owner IN {own}"
)
CONSTRAINTS = (
    "SELECT c.owner, c.table_name, c.constraint_name, c.constraint_type, c.r_owner,"
    " c.r_constraint_name FROM all_constraints c"
    " WHERE c.constraint_type IN ('P', 'U', 'R') AND c.owner IN {own}"
)
KEY_COLUMNS = (
    "SELECT k.owner, k.constraint_name, k.column_name, k.position FROM all_cons_columns k"
    " WHERE k.position IS NOT NULL AND k.owner IN {own}"
)
SYNONYMS = (
    "SELECT s.owner, s.synonym_name, s.table_owner, s.table_name FROM all_synonyms s"
    " WHERE s.db_link IS NULL AND (s.owner IN {own} OR s.table_owner IN {own} OR"
    " (s.owner = 'PUBLIC' AND s.table_owner = 'SYS' AND s.table_name IN " + _DICTIONARY + "))"
)
PROCEDURES = (
    "SELECT p.owner, p.object_name, p.procedure_name, p.object_type, p.subprogram_id"
    " FROM all_procedures p WHERE p.object_type IN ('PROCEDURE', 'FUNCTION', 'PACKAGE')"
    " AND (p.owner IN {own} OR " + _SUPPLIED + ")"
)
ARGUMENTS = (
    "SELECT a.owner, a.object_name, a.package_name, a.subprogram_id, a.argument_name, a.position,"
    " a.data_type, a.in_out, a.defaulted FROM all_arguments a WHERE a.data_level = 0"
    " AND (a.owner IN {own} OR a.owner = 'SYS' AND (a.package_name LIKE 'DBMS~_%' ESCAPE '~'"
    " OR a.package_name LIKE 'UTL~_%' ESCAPE '~'))"
)

Row = Mapping[str, Any]


class TellsCatalogue(OracleSession):
    """Reads the catalogue."""

    def catalogue(self) -> Catalogue:
        """What the account sees."""
        lacking: list[str] = []
        own = _OWN if self.server.at_least(12) else _OWN_OF_11

        def rows(statement: str, what: str) -> list[dict[str, Any]]:
            return self._some(statement.format(own=own), what, lacking)

        objects = self._most(OBJECTS.format(own=own), _("objects"), lacking)
        columns = rows(COLUMNS, _("columns")) + rows(DICTIONARY_COLUMNS, _("dictionary views"))
        keys = _Keys(rows(CONSTRAINTS, _("keys")), rows(KEY_COLUMNS, _("keys")))
        known = _with_columns(
            objects,
            columns,
            rows(COMMENTS, _("comments")),
            rows(COLUMN_COMMENTS, _("comments")),
            keys,
        )
        tables = {(table.schema, table.name): table for table in known}
        synonyms = _synonyms(rows(SYNONYMS, _("synonyms")), tables)
        arguments = rows(ARGUMENTS, _("parameters"))
        routines, packages = _code(rows(PROCEDURES, _("routines")), arguments)
        return Catalogue(
            tuple(sorted(str(row["username"]) for row in rows(SCHEMAS, _("schemas")))),
            Shelf((*tables.values(), *synonyms)),
            Shelf(routines),
            Shelf(packages),
            Shelf(
                NumberSequence(str(row["owner"]), str(row["object_name"]))
                for row in objects
                if row["object_type"] == "SEQUENCE"
            ),
            tuple(lacking),
        )

    def _some(self, statement: str, what: str, lacking: list[str]) -> list[dict[str, Any]]:
        """Rows; where the account or the release has none, that is noted."""
        try:
            return self._most(statement, what, lacking)
        except StatementFailed as error:
            lacking.append(_("The {what} could not be read: {why}").format(what=what, why=error))
            return []

    def _most(self, statement: str, what: str, lacking: list[str]) -> list[dict[str, Any]]:
        """Rows up to `MOST`."""
        found = self.fetch(f"SELECT * FROM ({statement}) WHERE ROWNUM <= {MOST}")
        if len(found) >= MOST:
            lacking.append(
                _("Only the first {count} {what} were read.").format(count=f"{MOST:,}", what=what)
            )
        return found


class _Keys:
    """Constraints with their columns."""

    def __init__(self, constraints: Iterable[Row], columns: Iterable[Row]) -> None:
        self._columns = {
            name: tuple(str(part["column_name"]) for part in sorted(parts, key=_position))
            for name, parts in grouped(
                columns, lambda row: (str(row["owner"]), str(row["constraint_name"]))
            ).items()
        }
        every = list(constraints)
        self._table = {
            (str(row["owner"]), str(row["constraint_name"])): str(row["table_name"])
            for row in every
        }
        self._of = grouped(every, _place)

    def primary(self, place: tuple[str, str]) -> tuple[str, ...]:
        """Columns of the primary key."""
        for row in self._of.get(place, ()):
            if row["constraint_type"] == "P":
                return self._columns.get((place[0], str(row["constraint_name"])), ())
        return ()

    def foreign(self, place: tuple[str, str]) -> Iterator[ForeignKey]:
        """Keys that lead to tables the account sees."""
        for row in self._of.get(place, ()):
            if row["constraint_type"] != "R":
                continue
            to = str(row["r_owner"]), str(row["r_constraint_name"])
            columns = self._columns.get((place[0], str(row["constraint_name"])), ())
            if to in self._table and len(columns) == len(self._columns.get(to, ())):
                yield ForeignKey(columns, to[0], self._table[to], self._columns[to])


def _with_columns(
    objects: Iterable[Row],
    columns: Iterable[Row],
    comments: Iterable[Row],
    column_comments: Iterable[Row],
    keys: _Keys,
) -> Iterator[Table]:
    of_columns = grouped(columns, _place)
    said = {_place(row): text(row["comments"]) for row in comments}
    of = {(*_place(row), str(row["column_name"])): text(row["comments"]) for row in column_comments}
    relations: dict[tuple[str, str], Relation] = {}
    for row in objects:
        if row["object_type"] != "SEQUENCE":
            place = str(row["owner"]), str(row["object_name"])
            # a materialized view is there as a table, too
            if relations.get(place) is not Relation.MATERIALIZED:
                relations[place] = Relation(str(row["object_type"]).lower())
    for place in of_columns:
        if place[0] == "SYS":
            relations.setdefault(place, Relation.VIEW)
    for place, relation in relations.items():
        listed = sorted(of_columns.get(place, ()), key=lambda row: int(row["column_id"] or 0))
        made = tuple(_column(row, of.get((*place, str(row["column_name"])), "")) for row in listed)
        foreign = tuple(keys.foreign(place))
        yield Table(*place, relation, made, said.get(place, ""), keys.primary(place), foreign)


def _column(row: Row, comment: str) -> Column:
    name, kind = intern(str(row["column_name"])), intern(type_of(row))
    return Column(name, kind, row["nullable"] == "Y", comment)


def type_of(row: Row) -> str:
    """The type as a CREATE TABLE has it."""
    kind = text(row["data_type"])
    if kind in {"CHAR", "VARCHAR2", "NCHAR", "NVARCHAR2"}:
        unit = " CHAR" if row["char_used"] == "C" and kind[0] != "N" else ""
        length = row["char_length"] if row["char_used"] == "C" else row["data_length"]
        return f"{kind}({length}{unit})"
    if kind == "RAW":
        return f"RAW({row['data_length']})"
    if kind == "NUMBER" and row["data_precision"] is not None:
        scale = f",{row['data_scale']}" if row["data_scale"] else ""
        return f"NUMBER({row['data_precision']}{scale})"
    return "INTEGER" if kind == "NUMBER" and row["data_scale"] == 0 else kind


def _synonyms(rows: Iterable[Row], tables: Mapping[tuple[str, str], Table]) -> Iterator[Table]:
    for row in rows:
        target = tables.get((text(row["table_owner"]), text(row["table_name"])))
        if target:
            yield Table(
                str(row["owner"]),
                str(row["synonym_name"]),
                Relation.SYNONYM,
                target.columns,
                target.comment,
                target.primary,
                target.foreign,
                (target.schema, target.name),
            )


def _code(
    procedures: Iterable[Row], arguments: Iterable[Row]
) -> tuple[list[Routine], list[Package]]:
    """Routines of their own, and packages with theirs; each overload is a member."""
    of = grouped(
        arguments,
        lambda row: (
            str(row["owner"]),
            text(row["package_name"]) or str(row["object_name"]),
            int(row["subprogram_id"] or 1),
        ),
    )
    alone: list[Routine] = []
    packed: dict[tuple[str, str], list[Routine]] = {}
    for row in procedures:
        owner, name = str(row["owner"]), str(row["object_name"])
        given = of.get((owner, name, int(row["subprogram_id"] or 1)), [])
        if row["object_type"] == "PACKAGE":
            members = packed.setdefault((PUBLIC if owner == "SYS" else owner, name), [])
            if row["procedure_name"] is not None:
                members.append(_routine(owner, str(row["procedure_name"]), given))
        else:
            alone.append(_routine(owner, name, given))
    return alone, [Package(*place, tuple(members)) for place, members in packed.items()]


def _routine(owner: str, name: str, arguments: Iterable[Row]) -> Routine:
    """An argument at position 0 is what a function returns."""
    listed = sorted(arguments, key=_position)
    returns = next((text(row["data_type"]) for row in listed if not row["position"]), "")
    parameters = tuple(
        Parameter(
            text(row["argument_name"]),
            text(row["data_type"]),
            text(row["in_out"]).replace("/", " "),
            row["defaulted"] == "Y",
        )
        for row in listed
        if row["position"] and row["argument_name"] is not None
    )
    return Routine(owner, name, parameters, returns)


def _place(row: Row) -> tuple[str, str]:
    return intern(str(row["owner"])), intern(str(row["table_name"]))


def _position(row: Row) -> int:
    return int(row["position"] or 0)
