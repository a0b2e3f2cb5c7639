"""Changelogs as items, whether they are written in XML, in YAML or in JSON.

In YAML a change is a map behind its name, and lists of columns are lists of such maps: both come to
what XML has, an item with values and items in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.composer import Composer
from yaml.cyaml import CParser
from yaml.resolver import Resolver

from app.domain.errors import UnreadableInput
from app.domain.finding import Position
from app.i18n import _
from app.sql.hidden.atoms import Atom
from app.sql.hidden.xml import Element, Run, read_xml
from app.sql.lines import START, Lines

_LONGEST = 4 * 1024 * 1024  # code points of YAML, which fills much memory
_MOST = 400_000
"""Values of a document; a long one counts for several…"""
_AGAIN = 20
"""…and what aliases repeat for so many: people repeat little, bombs are made of it."""
_COUNTED = 64  # code points of a value that count for one more


@dataclass(slots=True)
class Item:
    """Something in a changelog; it is said to stand from `start` to before `end`.

    `text` is what stands in it as text, `texts` the values that may be long, with their places.
    """

    name: str
    start: Position
    end: Position
    values: dict[str, str] = field(default_factory=dict)
    items: "list[Item]" = field(default_factory=list)
    text: list[Atom] = field(default_factory=list)
    texts: dict[str, list[Atom]] = field(default_factory=dict)

    def all(self, *names: str) -> "Iterator[Item]":
        """The items of these names right inside."""
        return (each for each in self.items if each.name in names)

    def first(self, name: str) -> "Item | None":
        """The first item of that name."""
        return next(self.all(name), None)


def read_items(text: str) -> tuple[Item | None, UnreadableInput | None]:
    """The changelog in `text`, as far as it can be read, and why not further."""
    if text.lstrip()[:1] == "<":
        document = read_xml(text)
        return (_of_element(document.root) if document.root else None), document.failure
    try:
        return _of_yaml(text), None
    except UnreadableInput as failure:
        return None, failure


def _of_element(element: Element) -> Item:
    item = Item(element.name.rpartition(":")[2], element.start, element.opened)
    item.values = {name.rpartition(":")[2]: value for name, value in element.attributes.items()}
    for child in element.children:
        match child:
            case Element():
                item.items.append(_of_element(child))
            case Run():
                exact = child.raw == child.text
                item.text.append(Atom(child.text, child.start, child.end, exact=exact))
    return item


# ---------------------------------------------------------------------- YAML and JSON


def _of_yaml(text: str) -> Item | None:
    if len(text) > _LONGEST:
        raise UnreadableInput(_("It is too long for a changelog that people write."))
    try:
        root = yaml.compose(text, Loader=_Loader)
        return None if root is None else _Yaml(text).item(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = _("It cannot be read from line {line} on: {reason}.")
        raise UnreadableInput(said.format(line=line, reason=error.problem or error)) from error
    except yaml.YAMLError as error:
        said = _("It cannot be read: {reason}.").format(reason=str(error).partition("\n")[0])
        raise UnreadableInput(said) from error
    except UnicodeEncodeError as error:  # half a pair of UTF-16, which is no text
        raise UnreadableInput(_("It cannot be read: {reason}.").format(reason=error)) from error
    except RecursionError as error:
        raise UnreadableInput(_("Its elements are nested too deeply.")) from error


class _Loader(Composer, CParser, Resolver):  # type: ignore[misc]  # PyYAML has no types
    """libyaml finds the tokens, at a quarter of the price. Nodes are put together in Python.

    For there an end of the stack can be caught.
    """

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        Resolver.__init__(self)


class _Yaml:
    """Makes items of the nodes of a document; what stands behind an anchor is made again."""

    def __init__(self, text: str) -> None:
        begin = START
        if text[:1] == "\ufeff":  # libyaml does not count it
            text, begin = text[1:], Position(1, 2, 1)
        self._text, self._lines, self._left = text, Lines(text, begin), _MOST
        self._seen: set[int] = set()

    def item(self, root: yaml.Node) -> Item:
        """The document."""
        start, end = self._span(root)
        item = Item("", start, end)
        self._fill(item, root)
        return item.items[0] if len(item.items) == 1 else item

    def _count(self, node: yaml.Node) -> None:
        cost = 1
        if isinstance(node, yaml.ScalarNode):
            cost += len(node.value) // _COUNTED
        if id(node) in self._seen:
            cost *= _AGAIN
        self._seen.add(id(node))
        self._left -= cost
        if self._left < 0:
            raise UnreadableInput(_("It has too many values."))

    def _fill(self, item: Item, node: yaml.Node) -> None:
        self._count(node)
        match node:
            case yaml.MappingNode():
                for key, value in node.value:
                    if isinstance(key, yaml.ScalarNode):
                        self._entry(item, key, value)
            case yaml.SequenceNode():
                for each in node.value:
                    self._fill(item, each)
            case yaml.ScalarNode():
                item.text += self._atoms(node)

    def _entry(self, item: Item, key: yaml.ScalarNode, value: yaml.Node) -> None:
        self._count(key)
        self._count(value)
        name = str(key.value)
        if isinstance(value, yaml.ScalarNode):
            item.values[name] = str(value.value)
            item.texts[name] = self._atoms(value)
            if name not in _WITH_TEXT:
                return
        if name in _LISTS:
            self._fill(item, value)
            return
        start, end = self._span(key)
        inside = Item(name, start, end)
        item.items.append(inside)
        self._fill(inside, value)

    def _span(self, node: yaml.Node) -> tuple[Position, Position]:
        first = min(node.start_mark.index, len(self._text))
        last = max(min(node.end_mark.index, len(self._text)), first)
        return self._lines.position(first), self._lines.position(last)

    def _atoms(self, node: yaml.ScalarNode) -> list[Atom]:
        """The text of a value: as it stands there, or line by line where it is a block."""
        value, text = str(node.value), self._text
        start, end = node.start_mark.index, node.end_mark.index
        place = text.find(value, start, end) if value else -1
        if place >= 0 and "\\" not in value:
            return [self._exact(place, place + len(value))]
        if text[start : start + 1] not in {"|", ">"}:
            return [Atom(value, *self._span(node))]
        atoms: list[Atom] = []
        at = start
        for line in value.splitlines(keepends=True):
            code = line.strip("\r\n")
            place = text.find(code, at, end) if code.strip() else -1
            if place < 0:
                here = self._lines.position(min(at, len(text)))
                atoms.append(Atom(line, here, here))
                continue
            atoms.append(self._exact(place, place + len(code)))
            at = place + len(code)
            behind = self._lines.position(at)
            if line != code:
                atoms.append(Atom("\n", behind, behind))
        return atoms

    def _exact(self, start: int, end: int) -> Atom:
        places = self._lines.position(start), self._lines.position(end)
        return Atom(self._text[start:end], *places, exact=True)


_LISTS = frozenset({"columns", "changes"})
"""Keys whose lists hold what XML has right in the element."""
_WITH_TEXT = frozenset({"rollback", "sql", "where", "comment"})
"""Keys that XML has as elements with a text."""
