"""From an element of a mapper to the text it produces when certain conditions hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.finding import Position
from app.sql.hidden.atoms import Atom, filled, has_words, joined, trimmed
from app.sql.hidden.xml import Comment, Element, Node, Run
from app.sql.lines import Lines

_SPOT = re.compile(r"([#$])\{([^{}]*)\}")
_PLACE = re.compile(r"\$\{([^{}]*)\}")
_DEEPEST = 12  # fragments within fragments
_MOST = 200_000  # code points of a statement
_INCLUDED = 20
"""What an `<include>` counts for at least: fragments of nothing but others grow without end."""
NOTHING = "/**/"
"""Put where a `${…}` is taken to fill in nothing: its place stays known."""
_WHERE = tuple(f"{word}{blank}" for word in ("AND", "OR") for blank in " \n\r\t(")
_SEGMENTS = {
    "customsqlsegment": "WHERE ew_condition = ?",
    "sqlsegment": "ew_condition = ?",
    "sqlset": "ew_column = ?",
    "sqlselect": "ew_column",
}
"""What MyBatis-Plus' wrappers fill in, by the name behind `ew.`: with binds, and not by text."""

Fragment = tuple[Element, bool]
"""A `<sql>`, and whether it stands in another file."""
FindFragment = Callable[[str], Fragment | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which conditions hold: those of `on` and no others, or all but those of `off`.

    `branch` gives the number of the branch of a `<choose>`, -1 for `<otherwise>` or none; where it
    says nothing, the first holds if `rest` is true, else none.
    """

    rest: bool
    on: frozenset[int] = frozenset()
    off: frozenset[int] = frozenset()
    branch: Mapping[int, int] = field(default_factory=dict)
    fill: bool = True
    """Whether `${…}` stands in the text, or an empty comment in its place."""

    def holds(self, element: Element) -> bool:
        """Whether the condition of an `<if>` holds."""
        number = id(element)
        return number in self.on or (self.rest and number not in self.off)

    def of(self, element: Element, branches: int) -> int:
        """Which branch of a `<choose>` is taken."""
        return self.branch.get(id(element), 0 if self.rest and branches else -1)


@dataclass(slots=True)
class Expansion:
    """What came of it; `cut` where there is more of it than was read."""

    atoms: list[Atom] = field(default_factory=list)
    ifs: list[Element] = field(default_factory=list)
    chooses: list[Element] = field(default_factory=list)
    cut: bool = False


def expand(element: Element, choice: Choice, find: FindFragment) -> Expansion:
    """The text of a statement."""
    made = Expansion()
    expanding = _Expanding(choice, find, made)
    made.atoms = expanding.inside(element, {}, None, 0)
    return made


@dataclass(slots=True)
class _Expanding:
    choice: Choice
    find: FindFragment
    made: Expansion
    length: int = 0

    def inside(
        self, element: Element, given: Mapping[str, str], at: Element | None, depth: int
    ) -> list[Atom]:
        """What stands in an element; `at` is the `<include>` another file's text is put for."""
        found: list[Atom] = []
        before: Node | None = None
        for child in element.children:
            if self.length > _MOST:
                self.made.cut = True
                break
            atoms = self._node(child, given, at, depth)
            if found and atoms and not _goes_on(before, child):
                found.append(Atom(" ", found[-1].end, found[-1].end))
            found += atoms
            before = child
        return found

    def _node(
        self, node: Node, given: Mapping[str, str], at: Element | None, depth: int
    ) -> list[Atom]:
        match node:
            case Run():
                self.length += len(node.text)
                return self._run(node, given, at)
            case Comment():
                return []
        return self._element(node, given, at, depth)

    def _element(
        self, node: Element, given: Mapping[str, str], at: Element | None, depth: int
    ) -> list[Atom]:
        match node.name:
            case "if":
                self.made.ifs.append(node)
                return self.inside(node, given, at, depth) if self.choice.holds(node) else []
            case "choose":
                return self._choose(node, given, at, depth)
            case "include":
                return self._include(node, given, at, depth)
            case "bind" | "selectKey" | "property":
                return []
        inner = self.inside(node, given, at, depth)
        match node.name:
            case "where":
                return self._trim(node, inner, at, "WHERE ", "", _WHERE, ())
            case "set":
                return self._trim(node, inner, at, "SET ", "", (",",), (",",))
            case "trim":
                said = node.attributes
                fronts, backs = said.get("prefixOverrides", ""), said.get("suffixOverrides", "")
                before, behind = said.get("prefix", ""), said.get("suffix", "")
                return self._trim(node, inner, at, before, behind, _words(fronts), _words(backs))
            case "foreach":
                said = node.attributes
                return [
                    *self._put(node, at, said.get("open", "")),
                    *inner,
                    *self._put(node, at, said.get("close", "")),
                ]
        return inner

    def _choose(
        self, node: Element, given: Mapping[str, str], at: Element | None, depth: int
    ) -> list[Atom]:
        self.made.chooses.append(node)
        branches = node.elements("when")
        taken = self.choice.of(node, len(branches))
        if 0 <= taken < len(branches):
            return self.inside(branches[taken], given, at, depth)
        for other in node.elements("otherwise")[:1]:
            return self.inside(other, given, at, depth)
        return []

    def _include(
        self, node: Element, given: Mapping[str, str], at: Element | None, depth: int
    ) -> list[Atom]:
        self.length += _INCLUDED
        name = _filled(node.attributes.get("refid", ""), given)
        fragment = self.find(name) if depth < _DEEPEST else None
        if fragment is None:
            where = at or node
            return [Atom("included_fragment", where.start, where.opened, missing=name)]
        own = {
            said.attributes.get("name", ""): _filled(said.attributes.get("value", ""), given)
            for said in node.elements("property")
        }
        element, elsewhere = fragment
        return self.inside(
            element, {**given, **own}, at or (node if elsewhere else None), depth + 1
        )

    def _trim(
        self,
        node: Element,
        inner: list[Atom],
        at: Element | None,
        prefix: str,
        suffix: str,
        prefixes: Sequence[str],
        suffixes: Sequence[str],
    ) -> list[Atom]:
        if not has_words(joined(inner).replace(NOTHING, "")):
            return []
        kept = trimmed(inner, prefixes, suffixes)
        before = self._put(node, at, prefix)
        return [*before, *kept, *self._put(node, at, f" {suffix}" if suffix else "")]

    # ------------------------------------------------------------------ text

    def _put(self, node: Element, at: Element | None, text: str) -> list[Atom]:
        """Text that an attribute says, put for its element."""
        where = at or node
        return [Atom(f"{text} ", where.start, where.opened)] if text else []

    def _run(self, run: Run, given: Mapping[str, str], at: Element | None) -> list[Atom]:
        if run.raw != run.text and not has_words(run.text):
            return [Atom(run.raw, run.start, run.end, exact=at is None)]
        if run.raw != run.text:
            return [self._atom(run.text, run.start, run.end, at)]
        lines, atoms, last = Lines(run.text, run.start), [], 0
        for spot in _SPOT.finditer(run.text):
            if spot.start() > last:
                atoms.append(self._exact(run.text, lines, last, spot.start(), at))
            start, end = lines.position(spot.start()), lines.position(spot.end())
            put = self._spot(spot, start, end, given, at)
            self.length += len(put.text)
            if self.length > _MOST:
                self.made.cut = True
                return atoms
            atoms.append(put)
            last = spot.end()
        if last < len(run.text):
            atoms.append(self._exact(run.text, lines, last, len(run.text), at))
        return atoms

    def _spot(
        self,
        spot: re.Match[str],
        start: Position,
        end: Position,
        given: Mapping[str, str],
        at: Element | None,
    ) -> Atom:
        name = spot[2].strip()
        if spot[1] == "#":
            return self._atom("?", start, end, at)
        if name in given:
            return self._atom(given[name], start, end, at)
        wrapper, _dot, what = name.rpartition(".")
        if wrapper in {"ew", "wrapper"} and what.lower() in _SEGMENTS:
            return self._atom(_SEGMENTS[what.lower()], start, end, at)
        text = NOTHING
        if self.choice.fill:
            text = re.sub(r"\W+", "_", name).strip("_") or "filled"
            named = re.fullmatch(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*", name)
            text = spot[0] if named else f"${{{text}}}"
        atom = self._atom(text, start, end, at)
        return Atom(atom.text, atom.start, atom.end, filled=name)

    def _exact(self, text: str, lines: Lines, start: int, end: int, at: Element | None) -> Atom:
        begin, behind = lines.position(start), lines.position(end)
        if at is not None:
            return Atom(text[start:end], at.start, at.opened)
        return Atom(text[start:end], begin, behind, exact=True)

    def _atom(self, text: str, start: Position, end: Position, at: Element | None) -> Atom:
        if at is not None:
            return Atom(text, at.start, at.opened)
        return Atom(text, start, end)


def _goes_on(before: Node | None, node: Node) -> bool:
    """Whether nothing parts two nodes; else MyBatis puts a blank between them."""
    return isinstance(before, Run) and isinstance(node, Run) and before.end == node.start


def _words(said: str) -> tuple[str, ...]:
    """The words of `prefixOverrides` and its like, in capitals."""
    return tuple(word.upper() for word in said.split("|") if word)


def _filled(text: str, given: Mapping[str, str]) -> str:
    return filled(text, _PLACE, given, _MOST)[0]
