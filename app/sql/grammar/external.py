"""The files an external table reads (MySQL 9.4 and later; MySQL HeatWave guide, Lakehouse)."""

from app.sql.grammar.clauses import FIELD_FORMATS
from app.sql.grammar.cursor import Refused
from app.sql.grammar.queries import Queries
from app.sql.tokens import STRING

EXTERNAL = "external-table"
SWITCHES = frozenset("ALLOW_MISSING_FILES AUTO_REFRESH STRICT_LOAD VERIFY_KEY_CONSTRAINTS".split())
"""Options of the table that are 0, 1 or DEFAULT; the first and the third may stand at a file."""
OPTIONS = frozenset({"AUTO_REFRESH_SOURCE", "FILES", "FILE_FORMAT"})
_PLACES = frozenset({"FILE_NAME", "FILE_PATTERN", "FILE_PREFIX", "URI"})
_OF_A_FILE = frozenset({"ALLOW_MISSING_FILES", "STRICT_LOAD"})
_TIMES = frozenset({"DATE", "DATETIME", "TIME"})
_FIELD_FORMATS = FIELD_FORMATS | _TIMES | {"NULL"}
_SWITCHED = frozenset({"0", "1", "DEFAULT"})


class ExternalFiles(Queries):
    """FILES, FILE_FORMAT and where a change of the files is told; as MySQL 9.7 takes them."""

    def external_option(self, kind: str) -> None:
        """What stands behind one of OPTIONS."""
        self.accept_any({"=", ":="})
        if kind == "AUTO_REFRESH_SOURCE":
            if not self.accept("NONE"):
                self.one_string()
            return
        self.expect("(")
        if kind == "FILES":
            self.separated(self._file)
        else:
            self._form()
        self.expect(")")

    def _file(self) -> int:
        """`URI = 'x' STRICT_LOAD = 1 …`: one thing at least, in any order."""
        start = self.at
        while kind := self.accept_any(_PLACES | _OF_A_FILE):
            self.accept_any({"=", ":="})
            if kind in _PLACES:
                self.text_literal()
            else:
                self._switch()
        if self.at == start:
            raise Refused(start, " | ".join(sorted(_PLACES)))
        return start

    def _switch(self) -> None:
        if self.text(self.at).upper() not in _SWITCHED:
            raise Refused(self.at, "0 | 1 | DEFAULT")
        self.at += 1

    def _form(self) -> None:
        """`FORMAT csv HEADER ON …`, then FIELDS, LINES and IGNORE in this order."""
        while True:
            if self.accept_any({"FORMAT", "COMPRESSION"}):
                if self.kinds[self.at] is STRING:
                    self.one_string()
                else:
                    self.identifier()
            elif self.accept("HEADER"):
                self.expect_any({"ON", "OFF"})
            elif self.accept("CHARACTER", "SET") or self.accept("CHARSET"):
                self.charset_word()
            else:
                break
        if self.accept_any({"FIELDS", "COLUMNS"}):
            self._field()
            while self.kinds[self.at] in _FIELD_FORMATS:
                self._field()
        self.line_formats()
        if self.accept("IGNORE"):
            self.integer()
            self.expect_any({"LINES", "ROWS"})

    def _field(self) -> None:
        if self.accept("NULL"):
            self.expect("AS")
        elif self.accept_any(_TIMES):
            self.expect("FORMAT")
        else:
            self.field_format()
            return
        self.text_literal()
