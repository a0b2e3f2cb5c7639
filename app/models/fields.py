"""What a table shows of its records, said once: a `Field` for each column. No Qt.

SESSIONS = (
    Field("id", N_("Id"), attrgetter("id"), align=Align.RIGHT, width=80),
    Field("user", N_("User"), attrgetter("user")),
    Field("seconds", N_("Time"), attrgetter("seconds"), formats.duration, align=Align.RIGHT,
          state=lambda session: State.WARNING if session.seconds > 60 else State.NONE),
    Field("sql", N_("Statement"), attrgetter("sql"), stretch=True, code=True),
)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Generic, TypeVar

from app.domain.finding import Severity
from app.i18n import N_, _
from app.models.formats import DASH, plain, whole
from app.models.severities import GOOD, SHAPES

T = TypeVar("T")


class State(StrEnum):
    """How things stand with a value; the worst is the last."""

    NONE = "none"
    GOOD = "good"
    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """The worse, the more."""
        return list(State).index(self)

    @property
    def shape(self) -> str:
        """What it is known by without its colour."""
        return _SHAPES[self]

    @property
    def word(self) -> str:
        """What it is called, in the language spoken now."""
        return _(_WORDS[self])


_SHAPES = {
    State.NONE: "",
    State.GOOD: GOOD,
    State.NOTICE: SHAPES[Severity.NOTICE],
    State.WARNING: SHAPES[Severity.WARNING],
    State.ERROR: SHAPES[Severity.ERROR],
}
_WORDS = {
    State.NONE: "",
    State.GOOD: N_("good"),
    State.NOTICE: N_("notice"),
    State.WARNING: N_("warning"),
    State.ERROR: N_("error"),
}


class Align(Enum):
    """Where a text stands in its cell: figures at the right."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """A column of a table, and a line of the details beside it.

    `key` names it in what is remembered and in the filter; `title` and `help` are declared with
    N_(). `value` is what is sorted, compared and exported, `text` what is shown of it; None is
    never given to `text` but shown as `none`. `sort` gives another value to sort by.

    `width` is in pixels, `stretch` takes what is left over (one of a table). A `hidden` one is
    shown when it is chosen. `code` are shown in the font for SQL.

    `state` tells how things stand: a shape is put before the text, and a colour under both.

    What has a `parse` can be edited in place where `may_edit` agrees: it makes a value of what
    was typed, or raises a `ConsoleError`. `choices` are offered instead of a free text.

    With a `spark` a small line is drawn where the text would stand: points from 0 to 1 in both
    directions, None where it is broken. The text still is what is said, found and exported.

    With a `bar` a part of the cell, from 0 to 1, is filled behind the text; None fills nothing.
    """

    key: str
    title: str
    value: Callable[[T], Any]
    text: Callable[[Any], str] = plain
    align: Align = Align.LEFT
    help: str = ""
    width: int = 120
    stretch: bool = False
    hidden: bool = False
    none: str = DASH
    code: bool = False
    state: Callable[[T], State] | None = None
    sort: Callable[[T], Any] | None = None
    parse: Callable[[str], Any] | None = None
    may_edit: Callable[[T], bool] | None = None
    choices: Callable[[], Sequence[str]] | None = None
    spark: Callable[[T], Sequence[tuple[float, float] | None]] | None = None
    bar: Callable[[T], float | None] | None = None

    @property
    def heading(self) -> str:
        """The title in the language spoken now."""
        return _(self.title)

    @property
    def explained(self) -> str:
        """What the column means, where it is not plain; in the language spoken now."""
        return _(self.help)

    def shown(self, record: T) -> str:
        """What the cell shows, in one line, with the shape of its state before it."""
        return self.looks(record)[0]

    def looks(self, record: T) -> tuple[str, State, bool]:
        """What the cell shows, how things stand, and whether there is a value at all."""
        value = self.value(record)
        text = self.none if value is None else self.text(value)
        if self.state is None:
            return text, State.NONE, value is not None
        state = self.state(record)
        if state is not State.NONE:
            text = f"{state.shape} {text}".rstrip()
        return text, state, value is not None

    def full(self, record: T) -> str:
        """What the cell would show had it room: all lines of a text; nothing for None."""
        value = self.value(record)
        if value is None:
            return ""
        if isinstance(value, str) and not isinstance(value, Enum):
            return whole(value) if self.text is plain or self.code else self.text(value)
        return self.text(value)

    def words(self, record: T) -> str:
        """What the filter looks through: all of the text, in one case."""
        return self.full(record).casefold()

    def state_of(self, record: T) -> State:
        """How things stand with this record, as far as this field knows."""
        return State.NONE if self.state is None else self.state(record)

    def sorts_by(self, record: T) -> Any:
        """The value that decides where the record stands."""
        return self.value(record) if self.sort is None else self.sort(record)

    def is_editable(self, record: T) -> bool:
        """Whether the cell of this record can be edited in place."""
        return self.parse is not None and (self.may_edit is None or self.may_edit(record))
