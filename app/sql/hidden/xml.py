"""XML with the place of everything, read without harm.

The standard library's expat tells where each event is. Nothing but the file is read: an external
DTD is neither looked for nor needed, and a file that declares entities of its own is refused, for
that is how a small file grows without end or reads others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.parsers import expat

from app.domain.errors import UnreadableInput
from app.domain.finding import Position
from app.i18n import _
from app.sql.lines import START, advance

LONGEST = 32 * 1024 * 1024
"""Code points of a document; what people write is a thousandth of it."""
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Run:
    """Text of an element as it stands in the file from `start` to before `end`.

    `raw` is what stands there; `text` what it means, and the same but for entities.
    """

    text: str
    raw: str
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Comment:
    """What a comment says."""

    text: str


@dataclass(slots=True)
class Element:
    """An element; its opening tag goes from `start` to before `opened`."""

    name: str
    attributes: dict[str, str]
    start: Position
    opened: Position
    children: "list[Node]" = field(default_factory=list)

    def elements(self, *names: str) -> "list[Element]":
        """The elements of these names right inside."""
        return [each for each in self.children if isinstance(each, Element) and each.name in names]

    @property
    def text(self) -> str:
        """All text right inside."""
        return "".join(each.text for each in self.children if isinstance(each, Run))


Node: TypeAlias = Element | Run | Comment


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: of a damaged file what stands before `failure`."""

    root: Element | None
    failure: UnreadableInput | None = None


def read_xml(text: str) -> Document:
    """The elements of `text`, whatever encoding its first line names: it is decoded already."""
    if len(text) > LONGEST:
        return Document(None, UnreadableInput(
            _("It is too long for XML that people write: more than {count} characters.").format(
                count=LONGEST
            )
        ))  # fmt: skip
    return _Reader(text).document()


def enough(chunks: Iterable[str]) -> Iterator[str]:
    """The chunks of a document, as far as to see that it is too long: a gigabyte is not joined."""
    seen = 0
    for chunk in chunks:
        yield chunk
        seen += len(chunk)
        if seen > LONGEST:
            return


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._raw = text.encode("utf-8", "surrogatepass")
        self._byte, self._known = 0, START
        self._root: Element | None = None
        self._open: list[Element] = []
        self._waiting: Element | None = None  # for the place behind its opening tag
        self._said: list[str] = []  # the run at hand, as it arrives line by line
        self._said_from = self._said_to = START
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.CommentHandler = self._comment
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = lambda *_said: self._here()
        parser.StartCdataSectionHandler = self._here
        parser.EndCdataSectionHandler = self._here

    def document(self) -> Document:
        """Read it to its end, or as far as it goes."""
        failure = None
        try:
            self._parser.Parse(self._raw, True)
        except UnreadableInput as error:
            failure = error
        except expat.ExpatError as error:
            at = self._here()
            said = _("It is no well-formed XML from line {line} on: {reason}.").format(
                line=at.line, reason=expat.ErrorString(error.code)
            )
            failure = UnreadableInput(said, hint=_("Mend it; what stands before was read."))
        self._flush()
        return Document(self._root, failure)

    # ------------------------------------------------------------------ places

    def _here(self) -> Position:
        """The place of the event at hand; events come in the order of the text."""
        place = self._place(max(self._parser.CurrentByteIndex, self._byte))
        if self._waiting is not None:
            self._waiting.opened, self._waiting = place, None
        return place

    def _place(self, byte: int) -> Position:
        passed = len(self._raw[self._byte : byte].decode("utf-8", "surrogatepass"))
        start = self._known.offset
        self._byte, self._known = byte, advance(self._known, self._text, start, start + passed)
        return self._known

    # ------------------------------------------------------------------ events

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        here = self._here()
        self._flush()
        if len(self._open) >= _DEEPEST:
            raise UnreadableInput(_("Its elements are nested too deeply."))
        element = self._waiting = Element(name, attributes, here, here)
        if self._open:
            self._open[-1].children.append(element)
        elif self._root is None:
            self._root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._here()
        self._flush()
        self._open.pop()

    def _data(self, data: str) -> None:
        here = self._here()
        if not self._open:
            return
        raw = self._raw_of(data, here.offset)
        end = advance(here, self._text, here.offset, here.offset + len(raw))
        if raw != data:
            self._flush()
            self._open[-1].children.append(Run(data, raw, here, end))
            return
        if self._said_to != here:
            self._flush()
        if not self._said:
            self._said_from = here
        self._said.append(data)
        self._said_to = end

    def _flush(self) -> None:
        """Add the run at hand to its element."""
        if self._said:
            text = "".join(self._said)
            self._open[-1].children.append(Run(text, text, self._said_from, self._said_to))
            self._said = []

    def _raw_of(self, data: str, at: int) -> str:
        """What stands in the file for `data`: itself, the end of a line, or an entity."""
        if self._text.startswith(data, at):
            return data
        if data == "\n":
            return "\r\n" if self._text.startswith("\r\n", at) else "\r"
        behind = self._text.find(";", at)
        return self._text[at : behind + 1] if behind >= 0 else data

    def _comment(self, data: str) -> None:
        self._here()
        self._flush()
        if self._open:
            self._open[-1].children.append(Comment(data))

    def _entity(self, *_declared: object) -> None:
        raise UnreadableInput(
            _("It declares entities of its own, which can make a small file endless."),
            hint=_("Write out what they stand for."),
        )
