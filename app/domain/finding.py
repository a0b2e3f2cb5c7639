"""What an audit finds: positions, findings, and the report of a file."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple

from app.domain.dialect import Dialect
from app.domain.input_kind import InputKind
from app.i18n import _


class Severity(IntEnum):
    """How bad a finding is; the greater, the worse."""

    NOTICE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """Its name in profiles and reports: notice, warning, error."""
        return self.name.lower()


class Level(StrEnum):
    """What a rule looks at, after the four levels of Themis."""

    TEXT = "text"
    SCHEMA = "schema"
    PLAN = "plan"
    STATISTICS = "statistics"


class Need(StrEnum):
    """What a rule cannot do without, beside the text."""

    NOTHING = "nothing"
    """A simulated schema helps some of these; where it does not know, they are silent."""
    FACTS = "facts"
    """A snapshot of the server: sizes, statistics, settings."""
    PLAN = "plan"
    """How the server would run the statement."""


class Position(NamedTuple):
    """A place in a decoded text, in code points: line and column from 1, offset from 0.

    A line ends with LF, CR LF or a lone CR.
    """

    line: int
    column: int
    offset: int


class Note(NamedTuple):
    """A sentence more about a finding: an English template, and what fills it."""

    template: str
    values: tuple[tuple[str, str], ...] = ()


class Finding(NamedTuple):
    """One thing a rule has to say about one statement.

    `template` is the English message with named places and `values` fills them, so that a
    finding crosses processes and is put into words in the language of whoever reads it. What fills
    `expected` is English too, and translated with it.
    `statement` counts from 0; `end` is the position after the last character.
    `suppressed` is the reason somebody gave in the file, None where nobody did. `note` is what the
    input tells of it: how long the statement took, under which condition it is sent. `mark` tells
    it from others of its file wherever it stands, where the audit was asked for marks.

    A tuple, for a large audit makes and sends millions.
    """

    rule: str
    severity: Severity
    level: Level
    template: str
    values: tuple[tuple[str, str], ...]
    statement: int
    object: str
    start: Position
    end: Position
    suppressed: str | None = None
    note: Note | None = None
    mark: str = ""

    def suppressed_for(self, reason: str) -> "Finding":
        """The same, not counted."""
        return self._replace(suppressed=reason)

    @property
    def message(self) -> str:
        """The message, in the language spoken now."""
        values = {name: _(v) if name == "expected" else v for name, v in self.values}
        said = _(self.template).format(**values)
        if self.note is None:
            return said
        told = _(self.note.template).format(**dict(self.note.values))
        return _("{message} ({note})").format(message=said, note=told)


class UnreadRows(NamedTuple):
    """Rows of a long INSERT that were counted and not looked at.

    They are numbered from 1 and go from `first` to `last`; `line` is where the statement begins.
    """

    line: int
    first: int
    last: int


LISTED = 1_000
"""Findings of one rule that are listed of one statement; more are counted."""


class Unlisted(NamedTuple):
    """So many findings of a rule that are counted and not listed.

    The first of the statements that have them begins in `line`.
    """

    rule: str
    severity: Severity
    line: int
    statements: int
    findings: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What the audit of one file came to, without its findings.

    `statements` counts what a server would execute; `fully_parsed` those with a whole tree.
    `includes` are scripts the file names (`@script`, `source`) and that were not followed.
    """

    path: str
    dialect: Dialect
    encoding: str
    statements: int
    fully_parsed: int
    seconds: float
    includes: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()
    """The rules that are on and could not be asked, for want of facts or of plans."""
    input: InputKind = InputKind.SCRIPT
    unread: tuple[UnreadRows, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether a report says but a part of it."""
        return bool(self.unread or self.unlisted)


@dataclass(frozen=True, slots=True)
class FileFailure:
    """A file that could not be audited, or not to its end, and why (one sentence).

    `stopped` says that nothing is wrong with it: the user ended the audit in its middle.
    """

    path: str
    message: str
    stopped: bool = False
