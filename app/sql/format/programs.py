"""Stored programs and blocks as documents: each statement on a line, indented by its blocks.

Blocks are followed by their words, as the splitters do. Whatever does not add up is refused, and
the program left as it is.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.dialect import Dialect
from app.sql.format.definitions import Definitions
from app.sql.format.layout import BLANK, HARD, Doc, Group, Nest
from app.sql.format.lexis import END, Item
from app.sql.format.queries import remarks, tails

_QUERIES = frozenset("SELECT INSERT UPDATE DELETE MERGE REPLACE WITH".split())
_UNITS = frozenset("PROCEDURE FUNCTION PACKAGE TRIGGER EVENT".split())
_OPENS = {"IF": "THEN", "WHILE": "LOOP DO", "FOR": "LOOP DO", "CASE": "WHEN", "FORALL": ";"}
STRUCTURE = frozenset(
    """BEGIN END IF LOOP CASE WHILE REPEAT FOR UNTIL DO THEN ELSE ELSIF ELSEIF EXCEPTION DECLARE IS
    AS WHEN ATOMIC BODY""".split()
)
"""Words of blocks, where a line of a program begins or ends with them."""
VERBS = frozenset(
    """OPEN CLOSE COMMIT ROLLBACK EXECUTE IMMEDIATE RAISE SIGNAL RESIGNAL SAVEPOINT DECLARE HANDLER
    FOUND SQLEXCEPTION CONTINUE""".split()
)
"""Words of statements that only programs have, where these begin with them."""


class NotUnderstood(Exception):
    """The program is not one whose blocks can be followed."""


class Line:
    """One line of a program: how deep it stands, and what is on it."""

    def __init__(self, depth: int, doc: Doc, *, blank: bool) -> None:
        self.depth, self.doc, self.blank = depth, doc, blank


class Programs(Definitions):
    """Makes documents of programs."""

    def program(self, items: Sequence[Item]) -> Doc:
        """A whole unit or block, with its last `;` if it has one. Raises NotUnderstood."""
        return _Walk(self, items).document()


class _Walk:
    """Walks through one program, line by line."""

    def __init__(self, writer: Programs, items: Sequence[Item]) -> None:
        self._writer, self._items = writer, items
        self._oracle = writer.dialect is Dialect.ORACLE
        self._at = 0
        self._open: list[str] = []
        self._lines: list[Line] = []

    def document(self) -> Doc:
        while self._at < len(self._items):
            self._statement()
        if self._open:
            raise NotUnderstood
        docs: list[Doc] = []
        for number, line in enumerate(self._lines):
            doc: Doc = line.doc
            if number:
                doc = [BLANK if line.blank else HARD, doc]
            for _step in range(line.depth):
                doc = Nest(doc)
            docs.append(doc)
        return docs

    # ------------------------------------------------------------------ statements

    def _statement(self) -> None:
        kind, top = self._kind(), self._open[-1] if self._open else ""
        following = self._kind(1)
        if kind in {"<<", "CREATE", "BEGIN", "END", "UNTIL"}:
            {
                "<<": self._label, "CREATE": self._header, "BEGIN": self._begin,
                "END": self._end, "UNTIL": self._until,
            }[kind]()  # fmt: skip
        elif self._oracle and kind in {"PROCEDURE", "FUNCTION"}:
            self._header()
        elif kind == "DECLARE" and self._oracle:
            self._take(1)
            self._open.append("DECLARE")
        elif kind == "EXCEPTION" and top == "BEGIN" and following == "WHEN":
            self._outdented(1)
            self._open[-1] = "EXCEPTION"
        elif kind in {"ELSE", "ELSIF", "ELSEIF"}:
            self._branch(kind)
        elif kind == "WHEN" and top in {"CASE", "WHEN", "EXCEPTION", "HANDLES"}:
            self._when()
        elif kind == "LOOP" or (kind == "REPEAT" and following != "("):
            self._take(1)
            self._open.append(kind)
        elif kind in _OPENS and (kind != "IF" or self._has("THEN")):
            self._opening(kind)
        elif following == ":" and self._kind(2) in {"BEGIN", "LOOP", "REPEAT", "WHILE"}:
            self._labelled(self._kind(2))
        else:
            self._plain()

    def _labelled(self, what: str) -> None:
        """`name: LOOP` of MySQL."""
        self._take(2 if what == "WHILE" else 3)
        if what != "WHILE":
            self._open.append(what)

    def _until(self) -> None:
        if self._open[-1:] != ["REPEAT"]:
            raise NotUnderstood
        self._outdented(self._find("END") - self._at)

    def _plain(self) -> None:
        """A statement up to its `;`; a query among them by its clauses."""
        start = self._at
        end = self._find(";")
        items = self._items[start:end]
        blank = self._blank(start)
        _mark_verbs(items)
        if items and items[0].kind in _QUERIES:
            doc: Doc = [*_before(items[0]), self._writer.statement(_bare(items))]
        else:
            doc = Group([*_before(items[0]), self._writer.inline(_bare(items))]) if items else ""
        tail: list[Doc] = []
        if end < len(self._items):
            semicolon = self._items[end]
            tail = [*remarks(semicolon), ";", *tails(semicolon)]
        self._at = end + 1
        self._lines.append(Line(len(self._open), [doc, *tail], blank=blank))

    def _label(self) -> None:
        """`<<name>>`, in one piece."""
        items = self._items[self._at : self._at + 3]
        if [item.kind for item in items[2:]] != [">>"]:
            raise NotUnderstood
        blank = self._blank(self._at)
        self._at += 3
        doc = [*_before(items[0]), "".join(item.text for item in items), *tails(items[2])]
        self._lines.append(Line(len(self._open), doc, blank=blank))

    def _header(self) -> None:
        """CREATE PROCEDURE …, or one within a package, up to its body."""
        words = {item.kind for item in self._items[self._at : self._at + 12]}
        if words & {"COMPOUND", "LIBRARY", "JAVA", "TYPE"} or not words & _UNITS:
            raise NotUnderstood
        for item in self._items[self._at : self._at + 6]:
            item.keyword = item.keyword or item.kind == "BODY"
        package = "PACKAGE" in words and self._kind() == "CREATE"
        depth, at = 0, self._at
        while at < len(self._items):
            kind = self._items[at].kind
            depth += (kind == "(") - (kind == ")")
            if depth == 0 and self._ends_header(kind, at):
                break
            at += 1
        else:
            raise NotUnderstood
        kind = self._items[at].kind
        if kind in {"LANGUAGE", "EXTERNAL"}:
            raise NotUnderstood
        if kind in {"IS", "AS"}:
            self._take(at + 1 - self._at)
            self._open.append("PACKAGE" if package else "DECLARE")
        elif kind == ";":
            self._take(at + 1 - self._at)  # a declaration ahead
        else:
            self._take(at - self._at)  # BEGIN or DECLARE follows

    def _ends_header(self, kind: str, at: int) -> bool:
        if self._oracle:
            return kind in {"IS", "AS", ";", "LANGUAGE"} or kind in {"BEGIN", "DECLARE"}
        if kind == ";":
            raise NotUnderstood  # a body of one statement
        return kind == "BEGIN"

    def _begin(self) -> None:
        """BEGIN: of a block of its own, or behind the declarations of one."""
        if self._open[-1:] == ["DECLARE"]:
            self._outdented(1)
            self._open[-1] = "BEGIN"
        elif self._open[-1:] == ["PACKAGE"]:
            self._outdented(1)
        else:
            length = 3 if self._kind(1) == "NOT" else 1  # BEGIN NOT ATOMIC
            self._take(length)
            self._open.append("BEGIN")

    def _end(self) -> None:
        what = self._kind(1)
        if what in {"IF", "LOOP", "CASE", "REPEAT", "WHILE", "FOR"}:
            wanted = {"WHILE": "LOOP", "FOR": "LOOP"}.get(what, what)
        else:
            wanted = ""
        while self._open[-1:] in (["WHEN"], ["HANDLES"]):
            self._open.pop()
        if not self._open:
            raise NotUnderstood
        top = self._open.pop()
        if (wanted or top) != top or (not wanted and top in {"IF", "LOOP", "REPEAT", "DECLARE"}):
            raise NotUnderstood
        self._take(min(self._find(";") + 1, len(self._items)) - self._at)

    def _branch(self, kind: str) -> None:
        """ELSE and ELSIF stand as deep as their IF or CASE."""
        if self._open[-1:] == ["WHEN"] and kind == "ELSE":
            self._outdented(1)  # of a CASE: as deep as its WHEN
            return
        if self._open[-1:] != ["IF"]:
            raise NotUnderstood
        if kind == "ELSE":
            self._outdented(1)
        else:
            self._outdented(self._find("THEN") + 1 - self._at)

    def _when(self) -> None:
        """A branch of CASE, or a handler: its statements are one deeper."""
        if self._open[-1] in {"WHEN", "HANDLES"}:
            self._open.pop()
        inside = "WHEN" if self._open[-1] == "CASE" else "HANDLES"
        self._take(self._find("THEN") + 1 - self._at)
        self._open.append(inside)

    def _opening(self, kind: str) -> None:
        """IF … THEN, WHILE … LOOP, CASE x: what follows is one deeper."""
        ends = set(_OPENS[kind].split())
        if kind == "FORALL":
            self._plain()
            return
        at, depth, cases = self._at, 0, 0
        while at < len(self._items):
            here = self._items[at].kind
            depth += (here == "(") - (here == ")")
            cases += (here == "CASE" and at > self._at) - (here == "END")
            if depth == 0 and cases <= 0 and here in ends and at > self._at:
                break
            if here == ";":
                raise NotUnderstood
            at += 1
        else:
            raise NotUnderstood
        self._take(at - self._at if kind == "CASE" else at + 1 - self._at)
        self._open.append({"WHILE": "LOOP", "FOR": "LOOP"}.get(kind, kind))

    # ------------------------------------------------------------------ moving

    def _take(self, count: int, depth: int | None = None) -> None:
        """The next words as a line."""
        items = self._items[self._at : self._at + count]
        if not items or len(items) < count:
            raise NotUnderstood
        for item in (*items[:3], items[-1]):
            item.keyword = item.keyword or item.kind in STRUCTURE
        blank = self._blank(self._at)
        self._at += count
        ended = items[-1].kind == ";"
        body = items[:-1] if ended else items
        doc: list[Doc] = [Group([*_before(items[0]), self._writer.inline(_bare(body))])]
        if ended:
            doc += [*remarks(items[-1]), ";", *tails(items[-1])]
        self._lines.append(Line(len(self._open) if depth is None else depth, doc, blank=blank))

    def _outdented(self, count: int) -> None:
        self._take(count, len(self._open) - 1)

    def _find(self, kind: str) -> int:
        """The next token of that kind outside parentheses and CASE expressions."""
        depth = cases = 0
        for at in range(self._at, len(self._items)):
            here = self._items[at].kind
            depth += (here == "(") - (here == ")")
            if kind != ";":
                cases += (here == "CASE") - (here == "END")
            if depth == 0 and cases <= -(kind == "END") and here == kind:
                return at
        if kind == ";":
            return len(self._items)
        raise NotUnderstood

    def _has(self, kind: str) -> bool:
        for at in range(self._at, len(self._items)):
            if self._items[at].kind in {kind, ";"}:
                return self._items[at].kind == kind
        return False

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._items[at].kind if at < len(self._items) else END

    def _blank(self, at: int) -> bool:
        return self._items[at].apart and bool(self._lines)


def _mark_verbs(items: Sequence[Item]) -> None:
    """Note the keywords that a statement begins with, if it is no call or assignment."""
    kinds = [item.kind for item in items]
    if not kinds or kinds[0] not in VERBS or set(kinds[1:2]) & {":=", ".", "(", "="}:
        return
    many = len(items) if kinds[0] == "DECLARE" and "HANDLER" in kinds[:3] else 1
    for item in items[: many + (kinds[:2] == ["EXECUTE", "IMMEDIATE"])]:
        item.keyword = item.kind in VERBS


def _before(item: Item) -> list[Doc]:
    """The comments above a statement."""
    return remarks(item)


def _bare(items: Sequence[Item]) -> list[Item]:
    """The words of a statement, the comments above it taken off."""
    return [replace(items[0], remarks=[]), *items[1:]] if items else []
