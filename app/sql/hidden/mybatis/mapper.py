"""A mapper file: its statements and fragments.

Positions are those of the XML. What stands in a fragment is found there, once, however many
statements include it; in a fragment of another file, at the `<include>`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError, UnreadableInput
from app.domain.finding import Note
from app.i18n import _
from app.sql.hidden.atoms import Atom, Parts, joined, places, spots, without
from app.sql.hidden.marks import Filled, MoreForms, UnknownFragment
from app.sql.hidden.mybatis.expanding import NOTHING, Fragment
from app.sql.hidden.mybatis.forms import Form, forms_of
from app.sql.hidden.xml import Comment, Document, Element, Node, Run, enough, read_xml
from app.sql.split import PieceKind, split
from app.sql.split.origin import Mark, Origin
from app.sql.split.piece import Piece

Elsewhere = Callable[[str], Mapping[str, Element] | None]
"""Gives the fragments of another mapper by its namespace; None where there is no such mapper."""

_STATEMENTS = frozenset({"select", "insert", "update", "delete"})
_MARK = "mohist:"
_SORTS = re.compile(
    r"\b(?P<by>(?:ORDER|GROUP)\s+BY)\b|\b(?:LIMIT|WHERE|HAVING|UNION|FROM|SELECT)\b|\)", re.I
)
_ESCAPED = re.compile(r"\s*\{\s*(?:\?\s*=\s*)?(call\s[^()]*(\(.*\))?)\s*\}\s*", re.I | re.S)
"""How JDBC has a routine called (JDBC 4.3, 13.4.4): `{call p(?)}` and `{? = call f(?)}`."""
_NAMESPACE = re.compile(r"<mapper\b[^<>]*?\bnamespace\s*=\s*[\"']([^\"']*)")
_OTHERS = ("postgres", "pgsql", "sqlserver", "mssql", "db2", "h2", "derby", "sqlite", "hsql", "dm",
           "kingbase", "oscar", "gbase", "informix", "sybase", "clickhouse", "highgo")  # fmt: skip
_OURS = {Dialect.ORACLE: ("oracle",), Dialect.MYSQL: ("mysql", "maria"),
         Dialect.MARIADB: ("mysql", "maria")}  # fmt: skip


def namespace_in(head: str) -> str:
    """The namespace of the mapper that begins with `head`; "" where it has none."""
    found = _NAMESPACE.search(head)
    return found[1] if found else ""


def fragments(text: str) -> dict[str, Element]:
    """The fragments in a mapper file by their ids; as many as can be read."""
    root = read_xml(text).root
    return {} if root is None else _fragments(root)


def _fragments(root: Element) -> dict[str, Element]:
    return {each.attributes.get("id", ""): each for each in root.elements("sql")}


def mybatis_pieces(
    chunks: Iterable[str], dialect: Dialect, elsewhere: Elsewhere = lambda _name: None
) -> Iterator[Piece]:
    """Every statement of a mapper file, with all forms of it that are looked at.

    Raises UnreadableInput behind what could be read, where the file is not what it seems.
    """
    parts: list[str] = []
    failure: ConsoleError | OSError | None = None
    try:
        parts.extend(enough(chunks))
    except (ConsoleError, OSError) as error:
        failure = error
    document = read_xml("".join(parts))
    yield from _of_document(document, dialect, elsewhere)
    if document.failure or failure:
        raise document.failure or failure or AssertionError
    if document.root is None or document.root.name != "mapper":
        raise UnreadableInput(_("There is no <mapper> in it."))


def _of_document(document: Document, dialect: Dialect, elsewhere: Elsewhere) -> Iterator[Piece]:
    root = document.root
    if root is None or root.name != "mapper":
        return
    mapper = _Mapper(root, dialect, elsewhere)
    said: list[str] = []
    for child in root.children:
        match child:
            case Comment():
                said.append(child.text)
            case Element():
                if child.name in _STATEMENTS:
                    yield from mapper.statement(child, _suppressions(said))
                said = []


class _Mapper:
    def __init__(self, root: Element, dialect: Dialect, elsewhere: Elsewhere) -> None:
        self._own = _fragments(root)
        self._namespace = root.attributes.get("namespace", "")
        self._dialect, self._elsewhere = dialect, elsewhere

    def statement(self, element: Element, comments: str) -> Iterator[Piece]:
        """The statement, and the one for its key, in the order they are sent."""
        if not self._is_ours(element):
            return
        keys = [key for key in element.elements("selectKey") if self._is_ours(key)]
        before = [key for key in keys if key.attributes.get("order", "").upper() == "BEFORE"]
        for each in (*before, element, *(key for key in keys if key not in before)):
            yield from self._pieces(each, comments)

    def _is_ours(self, element: Element) -> bool:
        """Whether it is for this dialect, or for any."""
        product = element.attributes.get("databaseId", "").lower()
        if any(name in product for name in _OURS.get(self._dialect, ())):
            return True
        strange = {name for names in _OURS.values() for name in names} | set(_OTHERS)
        return not any(name in product for name in strange)

    def _find(self, name: str) -> Fragment | None:
        own = self._own.get(name)
        if own is None and self._namespace:
            own = self._own.get(name.removeprefix(f"{self._namespace}."))
        if own is not None:
            return own, False
        namespace, _dot, last = name.rpartition(".")
        there = self._elsewhere(namespace) if namespace else None
        found = there.get(last) if there else None
        return None if found is None else (found, True)

    def _pieces(self, element: Element, comments: str) -> Iterator[Piece]:
        made = forms_of(element, self._find, self._dialect)
        if not made.forms:
            return
        comments += _suppressions(_comments(element))
        seen: set[tuple[type, int]] = set()
        by_form = [list(self._of_form(form, comments, seen)) for form in made.forms]
        for number, piece in enumerate(by_form[0]):
            others = tuple(pieces[number] for pieces in by_form[1:] if number < len(pieces))
            assert piece.origin is not None
            marks = piece.origin.marks
            if number == 0 and made.all > made.most:
                name = element.attributes.get("id", element.name)
                marks = (*marks, MoreForms(0, len(piece.text), name, made.most, made.all))
            yield piece._replace(origin=replace(piece.origin, others=others, marks=marks))
        yield from (piece for pieces in by_form[1:] for piece in pieces[len(by_form[0]) :])

    def _of_form(self, form: Form, comments: str, seen: set[tuple[type, int]]) -> Iterator[Piece]:
        """The statements of one form, mostly one; a `;` parts those of a batch."""
        all_atoms = _called(form.atoms)
        whole, parts = joined(all_atoms), Parts(all_atoms)
        outer = len(whole) - len(whole.lstrip()), len(whole.rstrip())
        inner = _without_nothing(whole, *outer)
        for piece in split([whole], self._dialect):
            if piece.kind not in (PieceKind.SQL, PieceKind.PLSQL):
                continue
            start = piece.start.offset
            end = start + len(piece.text)
            start = outer[0] if start == inner[0] else start
            end = outer[1] if end == inner[1] else end
            piece = piece._replace(text=whole[start:end])
            atoms = parts.part(start, end)
            if form.cut and not piece.ended:
                piece = piece._replace(cut=True)
            yield _piece(piece, atoms, form.note, comments + piece.comments, seen)


def _without_nothing(text: str, start: int, end: int) -> tuple[int, int]:
    """What is left of it without the `${…}` around it that were taken for nothing: splitting leaves
    them out as comments, and yet it is to be told what they fill in.
    """
    while text.startswith(NOTHING, start, end):
        start += len(NOTHING)
        start = next((at for at in range(start, end) if not text[at].isspace()), end)
    while text.endswith(NOTHING, start, end):
        end -= len(NOTHING)
        end = next((at for at in range(end, start, -1) if not text[at - 1].isspace()), start)
    return start, end


def _called(atoms: Sequence[Atom]) -> Sequence[Atom]:
    """A call as SQL has it, where JDBC's form of one stands there."""
    whole = joined(atoms)
    found = _ESCAPED.fullmatch(whole)
    if found is None:
        return atoms
    call = without(atoms, found.start(1), len(whole) - len(found[1].rstrip()) - found.start(1))
    return call if found[2] else [*call, Atom("()", call[-1].end, call[-1].end)]


def _piece(
    piece: Piece,
    atoms: Sequence[Atom],
    note: Note | None,
    comments: str,
    seen: set[tuple[type, int]],
) -> Piece:
    marks: list[Mark] = []
    where_it_stands, sorting = places(atoms), _Sorting(piece.text)
    for start, end, atom in spots(atoms):
        kind = Filled if atom.filled else UnknownFragment
        where = kind, where_it_stands.span(start, start + 1)[0].offset
        if where in seen or atom.filled.startswith("@"):
            continue
        seen.add(where)
        if atom.missing:
            marks.append(UnknownFragment(start, end, atom.missing))
        else:
            marks.append(Filled(start, end, atom.filled, sorting.at(start)))
    origin = Origin(where_it_stands, tuple(marks), told=note)
    return piece._replace(start=where_it_stands.span(0, 1)[0], comments=comments, origin=origin)


class _Sorting:
    """Where in a text ORDER BY or GROUP BY goes on, asked of places one behind the other."""

    def __init__(self, text: str) -> None:
        self._words = _SORTS.finditer(text)
        self._next = next(self._words, None)
        self._sorts = False

    def at(self, place: int) -> bool:
        """Whether it does before `place`."""
        while self._next is not None and self._next.end() <= place:
            self._sorts = self._next["by"] is not None
            self._next = next(self._words, None)
        return self._sorts


def _comments(node: Node) -> list[str]:
    """All comments within an element."""
    match node:
        case Comment():
            return [node.text]
        case Element():
            return [text for child in node.children for text in _comments(child)]
        case Run():
            return []


def _suppressions(comments: Iterable[str]) -> str:
    """Comments of XML that are meant for the audit, as SQL has them."""
    meant = (" ".join(text.split()) for text in comments if text.strip().startswith(_MARK))
    return "".join(f"/* {text.replace('*/', '')} */ " for text in meant)
