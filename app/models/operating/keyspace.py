"""The columns of keys, of values, of big keys and of messages."""

from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

from app.domain.operating.key_tree import About, AtLeast, KeyBranch
from app.domain.operating.keyspace import BigKey, Message
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field


def readable(raw: bytes) -> str:
    """Bytes as text where they are text, \\xHH where they are not."""
    return raw.decode("utf-8", "backslashreplace")


def about(value: int) -> str:
    """A count, with a mark before it where it was estimated or there may be more."""
    mark = "≈ " if isinstance(value, About) else "≥ " if isinstance(value, AtLeast) else ""
    return mark + formats.count(value)


KEYS: tuple[Field[KeyBranch], ...] = (
    Field("name", N_("Key"), lambda branch: readable(branch.name) or '""', width=240, code=True,
          stretch=True),
    Field("keys", N_("Keys"), lambda branch: None if branch.is_key else branch.keys, about,
          align=Align.RIGHT, width=100),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A part of a value: its field, index or member, and what stands there."""

    number: int
    place: bytes
    value: bytes


VALUES: tuple[Field[ValueRow], ...] = (
    Field("number", N_("No."), attrgetter("number"), formats.count, align=Align.RIGHT, width=60),
    Field("place", N_("Field"), lambda row: readable(row.place), width=180, code=True),
    Field("value", N_("Value"), lambda row: readable(row.value), stretch=True, code=True),
)  # fmt: skip

BIG_KEYS: tuple[Field[BigKey], ...] = (
    Field("key", N_("Key"), lambda key: readable(key.key), stretch=True, code=True),
    Field("type", N_("Type"), attrgetter("type"), width=90),
    Field("bytes", N_("Memory"), attrgetter("bytes"), formats.size, align=Align.RIGHT, width=110),
    Field("length", N_("Length"), attrgetter("length"), formats.count, align=Align.RIGHT,
          width=110),
    Field("ttl", N_("Lives for"), attrgetter("ttl"), formats.duration, align=Align.RIGHT,
          width=110, none=N_("for ever")),
    Field("node", N_("Node"), attrgetter("node"), hidden=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A message with its number, for two may be alike."""

    number: int
    message: Message


MESSAGES: tuple[Field[Heard], ...] = (
    Field("at", N_("When"), lambda heard: datetime.fromtimestamp(heard.message.at, UTC),
          formats.stamp, width=190),
    Field("channel", N_("On channel"), lambda heard: heard.message.channel, width=180),
    Field("pattern", N_("Pattern"), lambda heard: heard.message.pattern, width=120),
    Field("data", N_("Message"), lambda heard: readable(heard.message.data), stretch=True,
          code=True),
    Field("size", N_("Size"), lambda heard: heard.message.size, formats.size,
          align=Align.RIGHT, width=90),
)  # fmt: skip


def life(ttl: float | None) -> str:
    """How long a key lives, in words."""
    if ttl is None:
        return _("lives for ever")
    return _("lives for {time}").format(time=formats.duration(ttl))


@dataclass(frozen=True, slots=True)
class PatternRow:
    """Keys of one pattern in a sample."""

    pattern: str
    keys: int
    bytes: int
    without_ttl: int


PATTERNS: tuple[Field[PatternRow], ...] = (
    Field("pattern", N_("Pattern"), attrgetter("pattern"), stretch=True, code=True),
    Field("keys", N_("Keys"), attrgetter("keys"), formats.count, align=Align.RIGHT, width=110),
    Field("bytes", N_("Memory"), attrgetter("bytes"), formats.size, align=Align.RIGHT, width=110),
    Field("without-ttl", N_("Live for ever"), attrgetter("without_ttl"), formats.count,
          align=Align.RIGHT, width=120),
)  # fmt: skip
