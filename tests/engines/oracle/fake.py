"""A fake of the dictionary: views with the columns Oracle documents, and rows a test gives.

Not Oracle: WHERE is not looked at, except that what it names must be there. A query of ours that
names a view or a column nobody documented fails as it would (ORA-00942, ORA-00904); columns are
those of the Database Reference 19c.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tests.engines.oracle.columns import COLUMNS
from tests.servers.oracle.answers import Answer, OraError, Rows
from tests.servers.oracle.session import Session

Row = Mapping[str, Any]
_LONGEST = 1000  # characters, which four bytes each make a VARCHAR2(4000) of
_MARK = "/* mohist */ "
_FROM = re.compile(r"\bFROM ([\w$#.]+)(?: ([a-z]\w?))?(?= |\)|$)", re.IGNORECASE)
_JOINED = re.compile(r"\bJOIN ([\w$#.]+) ([a-z]\w?)\b", re.IGNORECASE)
_AT_MOST = re.compile(r"SELECT \* FROM \((.*)\) WHERE ROWNUM <= \d+")
_COLUMN = re.compile(r"(?<![\w$#.'])([a-z]\w?)\.([a-z][\w$#]*)", re.IGNORECASE)


_FIXED = re.compile(r"[ (]'([^']*)' AS (\w+)")
"""A literal among what is selected."""


class Dictionary:
    """Answers our statements; `views` are rows by view, `hidden` what the account may not see."""

    def __init__(self) -> None:
        self.views: dict[str, list[Row]] = {}
        self.hidden: set[str] = set()
        self.chosen: dict[str, Callable[[str, list[Any]], Iterable[Row]]] = {}
        """Rows of a view that depend on the statement and its binds."""
        self.hooks: dict[str, Callable[[Session, str, list[Any]], Answer]] = {}
        """What begins with the key is answered by the hook."""

    def put(self, view: str, *rows: Row) -> None:
        self.views[view.lower()] = list(rows)

    def __call__(self, session: Session, sql: str, binds: list[Any]) -> Answer:
        assert sql.startswith(_MARK), f"not marked as ours: {sql}"
        sql = sql.removeprefix(_MARK)
        for start, hook in self.hooks.items():
            if sql.startswith(start):
                return hook(session, sql, binds)
        if not sql.upper().startswith(("SELECT", "WITH")):
            return None
        if sql.upper() == "SELECT 1 FROM DUAL":
            return Rows(["1 NUMBER"], [(1,)])
        return self._answer(sql, binds)

    def _answer(self, sql: str, binds: list[Any]) -> Answer:
        if " UNION ALL " in sql:
            answers = [self._answer(part, binds) for part in sql.split(" UNION ALL ")]
            return _joined([each for each in answers if isinstance(each, Rows)])
        if inner := _AT_MOST.fullmatch(sql):
            sql = inner[1]
        text = re.sub(r"'[^']*'", "''", sql)
        aliases: dict[str, str] = {}
        for view, alias in (*_FROM.findall(text), *_JOINED.findall(text)):
            name = view.lower().removeprefix("sys.")
            if name in self.hidden or (name != "dual" and _plain(name) not in COLUMNS):
                raise OraError(942, f"table or view does not exist: {view}")
            aliases[alias.lower()] = name
        for alias, column in _COLUMN.findall(text):
            view = aliases.get(alias.lower(), "")
            if view and column.lower() not in _columns(view):
                raise OraError(904, f'"{alias.upper()}"."{column.upper()}": invalid identifier')
        found = _FROM.search(_outside(text))
        main = found[1].lower() if found else "dual"
        rows = list(self.views.get(main, []))
        if main in self.chosen:
            rows = list(self.chosen[main](sql, binds))
        fixed = {name.lower(): value for value, name in _FIXED.findall(sql)}
        rows = [{**fixed, **row} for row in rows]
        return _rows(_names(sql, main), [] if "1 = 0" in text else rows)


def _joined(answers: Sequence[Rows]) -> Rows:
    """The rows of all parts of a UNION ALL, under the columns of the one that has most to say."""
    filled = [each for each in answers if each.rows] or list(answers)
    filled[0].rows = [row for each in filled for row in each.rows]
    return filled[0]


def _plain(view: str) -> str:
    """The V$ view of a GV$ view, whose columns it has beside INST_ID."""
    return view[1:] if view.startswith("gv$") else view


def _columns(view: str) -> tuple[str, ...]:
    return (("inst_id",) if view.startswith("gv$") else ()) + COLUMNS[_plain(view)]


def _outside(sql: str) -> str:
    """The statement without what is in parentheses."""
    while "(" in sql:
        shorter = re.sub(r"\([^()]*\)", " ", sql)
        if shorter == sql:
            break
        sql = shorter
    return sql


def _names(sql: str, main: str) -> list[str]:
    """What the columns of the answer are called."""
    listed = re.sub(r"'[^']*'", "''", sql)
    listed = _outside(listed).partition(" FROM ")[0].removeprefix("SELECT ")
    if listed.strip() == "*":
        return list(_columns(main))
    names: list[str] = []
    for item in listed.split(","):
        found = re.search(r"(?:\bAS |\.)?([\w$#]+)\s*$", item.strip())
        assert found, item
        names.append(found[1].lower())
    return names


def _rows(names: Sequence[str], rows: Sequence[Row]) -> Rows:
    columns, types = [], []
    for name in names:
        values = [row[name] for row in rows if row.get(name) is not None]
        kind = "VARCHAR2(4000)"
        if values and isinstance(values[0], int | float) and not isinstance(values[0], bool):
            kind = "NUMBER"
        elif values and hasattr(values[0], "year"):
            kind = "DATE"
        elif any(len(str(value)) > _LONGEST for value in values):
            kind = "CLOB"
        types.append(kind)
        columns.append(f"{name.upper()} {kind}")
    return Rows(columns, [tuple(row.get(name) for name in names) for row in rows])
